#include "registrations_page.h"

#include "client_filter_bar.h"
#include "client_table.h"
#include "decision_desk.h"
#include "registration_detail.h"
#include "sandbox/background.h"
#include "ui/models/client_list_model.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/quiet_label.h"
#include "view_menu.h"
#include "workspace/workspace.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using store::ClientStatus;

namespace {

/// The one of builtInViews() that a new workspace shows.
constexpr int FirstView = 1;

/// Reads the database, and once waits for a disk.
constexpr int Threads = 2;

} // namespace

RegistrationsPage::RegistrationsPage(workspace::Workspace &workspace, QWidget *parent)
    : Page(parent)
    , m_workspace(workspace)
    , m_model(new ClientListModel(workspace.database(), this))
    , m_desk(new DecisionDesk(
          workspace.clients(), workspace.clock(),
          [&workspace] {
              return store::Actor{store::ActivityOrigin::Console, workspace.user()};
          },
          this))
    , m_views(new ViewMenu(this))
    , m_filter(new ClientFilterBar(toDateTime(workspace.now()).date(), this))
    , m_busy(new BusyBar(this))
    , m_notice(new NoticeBar(this))
    , m_stack(new QStackedWidget(this))
    , m_splitter(new QSplitter(Qt::Horizontal, this))
    , m_table(new ClientTable(m_model, this))
    , m_detail(new RegistrationDetail(workspace, this))
{
    m_pool.setMaxThreadCount(Threads);
    m_busy->setObjectName(u"registrationsBusy"_s);
    m_notice->setObjectName(u"registrationsNotice"_s);
    m_splitter->setObjectName(u"registrationsSplitter"_s);
    makeEmptyStates();
    m_splitter->addWidget(makeList());
    m_splitter->addWidget(m_detail);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setChildrenCollapsible(false);
    m_stack->addWidget(m_none);
    m_stack->addWidget(m_splitter);
    m_stack->setCurrentWidget(m_splitter);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(makeBar());
    layout->addWidget(m_filter);
    layout->addWidget(m_busy);
    layout->addWidget(m_notice);
    layout->addWidget(m_stack, 1);
    connectList();
    connectDetail();
    applyView(builtInViews().at(FirstView));
    updateDecisions();
}

RegistrationsPage::~RegistrationsPage()
{
    if (m_exportCancelled)
        *m_exportCancelled = true;
    m_pool.waitForDone();
}

QLayout *RegistrationsPage::makeBar()
{
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_views);
    bar->addSpacing(10);
    makeDecisions(*bar);
    bar->addStretch();
    bar->addWidget(makeExport());
    return bar;
}

QWidget *RegistrationsPage::makeList()
{
    auto *list = new QWidget(m_splitter);
    m_listStack = new QStackedWidget(list);
    m_listStack->addWidget(m_table);
    m_listStack->addWidget(m_noMatch);
    m_listStack->addWidget(m_noneWaits);
    m_count = new QuietLabel(list);
    m_count->setObjectName(u"clientCount"_s);
    auto *layout = new QVBoxLayout(list);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_listStack, 1);
    layout->addWidget(m_count);
    list->setMinimumWidth(fontMetrics().averageCharWidth() * 36);
    return list;
}

void RegistrationsPage::makeEmptyStates()
{
    m_none = new EmptyState(u"registrations"_s, tr("No TPP has registered yet"),
                            tr("A registration appears here as soon as a TPP registers at the endpoint. Start the "
                               "endpoint on the Sandbox page and register a test TPP there to see one."),
                            this);
    QPushButton *toSandbox = m_none->addAction(u"sandbox"_s, tr("Go to the Sandbox page"));
    toSandbox->setObjectName(u"toSandbox"_s);
    connect(toSandbox, &QPushButton::clicked, this, &RegistrationsPage::sandboxRequested);
    m_noMatch = new EmptyState(u"edit-find"_s, tr("No registration matches"),
                               tr("There are registrations, and none of them is what the search and the filter above "
                                  "ask for."),
                               this);
    QPushButton *clear = m_noMatch->addAction(u"edit-clear"_s, tr("Clear the filter"));
    clear->setObjectName(u"clearFilter"_s);
    connect(clear, &QPushButton::clicked, this, [this] {
        m_filter->setSelection({});
        m_filter->focusSearch();
    });
    m_noneWaits = new EmptyState(u"outcome-pass"_s, tr("Nothing waits for review"),
                                 tr("Registrations wait here when the policy holds new ones for review (Policy page). "
                                    "Until somebody approves them they get no tokens."),
                                 this);
    QPushButton *all = m_noneWaits->addAction(u"registrations"_s, tr("Show all registrations"));
    all->setObjectName(u"showAll"_s);
    connect(all, &QPushButton::clicked, this, [this] { applyView(builtInViews().at(FirstView)); });
}

void RegistrationsPage::connectList()
{
    connect(m_filter, &ClientFilterBar::changed, this, &RegistrationsPage::applyFilter);
    connect(m_filter, &ClientFilterBar::entered, this, [this] {
        m_table->setFocus();
        m_wantsFirst = true;
        if (!m_model->isLoading())
            chooseWanted();
    });
    connect(m_views, &ViewMenu::chosen, this, &RegistrationsPage::applyView);
    connect(m_views, &ViewMenu::saveRequested, this, &RegistrationsPage::saveView);
    connect(m_table, &ClientTable::chosenChanged, this, &RegistrationsPage::takeChosen);
    connect(m_table, &QWidget::customContextMenuRequested, this, &RegistrationsPage::showContextMenu);
    connect(m_model, &ClientListModel::loaded, this, [this] {
        m_views->setCurrent(m_filter->selection(), m_model->sorting());
        countAll();
        updateStates();
        chooseWanted();
        takeChosen();
        Q_EMIT listed();
    });
    connect(m_model, &ClientListModel::countChanged, this, &RegistrationsPage::updateStates);
    connect(m_model, &ClientListModel::loadingChanged, this, [this](bool isLoading) {
        if (isLoading)
            m_busy->begin(tr("Looking for registrations"));
        else
            m_busy->end();
    });
    connect(m_model, &ClientListModel::failed, this, [this](const Error &error) {
        m_notice->showNotice(Tone::Bad, u"outcome-fail"_s, tr("The registrations cannot be read."), error.message);
        QPushButton *again = m_notice->addAction(tr("Try again"), u"noticeAgain"_s);
        connect(again, &QPushButton::clicked, m_model, &ClientListModel::refresh);
    });
    auto *find = new QAction(this);
    find->setShortcut(QKeySequence::Find);
    find->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QAction::triggered, m_filter, &ClientFilterBar::focusSearch);
    addAction(find);
}

void RegistrationsPage::connectDetail()
{
    connect(m_detail, &RegistrationDetail::inspectRequested, this, &RegistrationsPage::inspectRequested);
    connect(m_detail, &RegistrationDetail::reportRequested, this, &RegistrationsPage::askReportFile);
    connect(m_desk, &DecisionDesk::started, this, [this] {
        m_busy->begin(tr("Deciding"));
        updateDecisions();
    });
    connect(m_desk, &DecisionDesk::finished, this, &RegistrationsPage::showReport);
    connect(m_busy, &BusyBar::cancelRequested, this, [this] {
        if (m_exportCancelled)
            *m_exportCancelled = true;
    });
}

void RegistrationsPage::chooseWanted()
{
    const store::Client *first = m_model->client(0);
    if (first && first->clientId == m_wanted) {
        m_wanted.clear();
        m_table->chooseRow(0);
    }
    // Who was decided about may be in the list no more: the next one is.
    const int place = std::exchange(m_decidedRow, -1);
    if (place >= 0 && m_table->chosenCount() == 0)
        m_table->chooseRow(std::min(place, m_model->rowCount() - 1));
    if (std::exchange(m_wantsFirst, false) && m_table->chosenCount() == 0)
        m_table->chooseRow(0);
}

void RegistrationsPage::applyFilter()
{
    if (m_filter->selection().text != m_wanted)
        m_wanted.clear();
    m_views->setCurrent(m_filter->selection(), m_model->sorting());
    m_model->setFilter(filterOf(m_filter->selection(), m_workspace.now()));
}

void RegistrationsPage::applyView(const ClientView &view)
{
    if (!view.columns.isEmpty())
        m_table->restoreColumns(view.columns);
    m_table->sortBy(view.sort);
    m_filter->setSelection(view.selection);
    applyFilter();
}

void RegistrationsPage::saveView(const QString &name)
{
    m_views->save({name, m_filter->selection(), m_model->sorting(), m_table->columnState()});
    Q_EMIT message(tr("The view “%1” was saved.").arg(name));
}

void RegistrationsPage::takeChosen()
{
    const qsizetype count = m_table->chosenCount();
    if (count == 0)
        m_detail->showClient({});
    else if (count > 1)
        m_detail->showSeveral(count);
    else if (const auto chosen = m_table->chosen(); chosen && chosen->size() == 1)
        m_detail->showClient(chosen->constFirst().clientId);
    followDetail();
    updateDecisions();
}

void RegistrationsPage::followDetail()
{
    const auto record = m_detail->record();
    const auto chosen = m_table->chosenCount() == 1 ? m_table->chosen() : std::nullopt;
    if (!record || !chosen || chosen->size() != 1)
        return;
    const store::Client &listed = chosen->constFirst();
    const store::Client &shown = record->client;
    const bool isOther =
        listed.status != shown.status || listed.version != shown.version || listed.updatedAt != shown.updatedAt;
    if (listed.clientId == shown.clientId && isOther)
        m_detail->reload();
}

void RegistrationsPage::countAll()
{
    sandbox::inBackground<Result<qint64>>(
        m_replies,
        [&clients = m_workspace.clients()] {
            store::ClientFilter all;
            all.includeDeleted = true;
            return clients.count(all);
        },
        [this](const Result<qint64> &count) {
            if (!count)
                return;
            m_total = *count;
            updateStates();
        },
        m_pool);
    sandbox::inBackground<Result<QStringList>>(
        m_replies, [&clients = m_workspace.clients()] { return clients.environments(); },
        [this](const Result<QStringList> &environments) {
            if (environments)
                m_filter->setEnvironments(*environments);
        },
        m_pool);
}

void RegistrationsPage::updateStates()
{
    const QLocale locale;
    const int rows = m_model->rowCount();
    const QString shown = m_model->isCounted() ? locale.toString(rows) : tr("more than %1").arg(locale.toString(rows));
    m_count->setText(m_total ? tr("%1 of %2").arg(shown, locale.toString(*m_total)) : shown);
    m_export->setEnabled(rows > 0 && !m_exportCancelled);
    const bool isEmpty = rows == 0 && m_total == 0;
    m_stack->setCurrentWidget(isEmpty ? static_cast<QWidget *>(m_none) : m_splitter);
    m_filter->setEnabled(!isEmpty);
    ClientSelection waiting;
    waiting.statuses = {ClientStatus::Held};
    if (rows > 0)
        m_listStack->setCurrentWidget(m_table);
    else if (!m_model->isLoading())
        m_listStack->setCurrentWidget(m_filter->selection() == waiting ? m_noneWaits : m_noMatch);
}

void RegistrationsPage::showWaiting()
{
    applyView(builtInViews().constFirst());
}

void RegistrationsPage::showClient(const QString &clientId)
{
    ClientSelection selection;
    selection.text = clientId;
    selection.statuses = {ClientStatus::Held, ClientStatus::Active, ClientStatus::Suspended, ClientStatus::Deleted};
    m_wanted = clientId;
    m_filter->setSelection(selection);
    // It may be listed already.
    chooseWanted();
}

void RegistrationsPage::open(const QString &subject)
{
    constexpr QLatin1String StatusPrefix("status:");
    if (!subject.startsWith(StatusPrefix))
        return showClient(subject);
    const auto status = store::clientStatusFromName(QStringView(subject).mid(StatusPrefix.size()));
    if (!status)
        return;
    ClientSelection selection;
    selection.statuses = {*status};
    m_filter->setSelection(selection);
}

void RegistrationsPage::focusFirst()
{
    if (m_stack->currentWidget() == m_none)
        m_none->findChild<QPushButton *>(u"toSandbox"_s)->setFocus();
    else if (m_model->rowCount() > 0)
        m_table->setFocus();
    else
        m_filter->focusSearch();
}

void RegistrationsPage::refresh()
{
    // "The last 7 days" are others by now.
    applyFilter();
    m_model->refresh();
    m_detail->reload();
}

void RegistrationsPage::showEvent(QShowEvent *event)
{
    m_model->setFollowing(true);
    if (!std::exchange(m_isLaidOut, true) && !m_splitter->property("restored").toBool())
        m_splitter->setSizes({m_splitter->width() / 2, m_splitter->width() / 2});
    Page::showEvent(event);
}

void RegistrationsPage::hideEvent(QHideEvent *event)
{
    m_model->setFollowing(false);
    Page::hideEvent(event);
}

void RegistrationsPage::saveState(QSettings &settings) const
{
    ClientView last{u"last"_s, m_filter->selection(), m_model->sorting(), m_table->columnState()};
    // Words may be somebody's name; and who comes back does not expect them.
    last.selection.text.clear();
    settings.setValue("registrations/last"_L1, toSettings({last}));
    settings.setValue("registrations/views"_L1, toSettings(m_views->views()));
    settings.setValue("registrations/splitter"_L1, m_splitter->saveState());
    settings.setValue("registrations/tab"_L1, m_detail->currentTab());
    settings.setValue("registrations/reasons"_L1, m_reasons);
}

void RegistrationsPage::restoreState(const QSettings &settings)
{
    m_views->setViews(viewsFromSettings(settings.value("registrations/views"_L1).toByteArray()));
    m_splitter->setProperty("restored",
                            m_splitter->restoreState(settings.value("registrations/splitter"_L1).toByteArray()));
    m_detail->setCurrentTab(settings.value("registrations/tab"_L1).toInt());
    m_reasons = settings.value("registrations/reasons"_L1).toStringList();
    const QList<ClientView> last = viewsFromSettings(settings.value("registrations/last"_L1).toByteArray());
    if (!last.isEmpty())
        applyView(last.constFirst());
}

} // namespace gatehouse::ui
