#include "jwks_page.h"

#include "key_set_dialog.h"
#include "key_set_view.h"
#include "sandbox/background.h"
#include "statement_sets_row.h"
#include "store/change_watcher.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/deployment_toml_dialog.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/roomy_delegate.h"

#include <QHBoxLayout>
#include <QListView>
#include <QPushButton>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>

#include <algorithm>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

/// The endpoint fetches too, and time goes on.
constexpr int TickMs = 1000;

/// The sets of these names are the ones that WSO2 verifies statements with.
constexpr std::pair<QLatin1String, QLatin1String> TomlKeys[] = {
    {"sandbox"_L1, "open_banking.dcr.jwks_url_sandbox"_L1},
    {"production"_L1, "open_banking.dcr.jwks_url_production"_L1},
};

QList<wso2::TomlEdit> tomlEdits(const QList<KeySetListModel::Row> &rows)
{
    QList<wso2::TomlEdit> edits;
    for (const auto &[name, key] : TomlKeys) {
        for (const KeySetListModel::Row &row : rows) {
            if (row.named.name.compare(name, Qt::CaseInsensitive) == 0)
                edits.append({QString(key), row.named.url});
        }
    }
    return edits;
}

} // namespace

struct JwksPage::ActionEntry {
    Step step;
    const char *id;
    const char *icon;
    const char *text;
    const char *tip;
    QKeySequence shortcut;
};

#define GATEHOUSE_TEXT(text) QT_TRANSLATE_NOOP("gatehouse::ui::JwksPage", text)

const QList<JwksPage::ActionEntry> &JwksPage::actions()
{
    // Not before there is an application: the platform says which keys are standard.
    static const QList<ActionEntry> Entries = {
        {Step::Fetch, "fetch", "view-refresh", GATEHOUSE_TEXT("&Fetch"), GATEHOUSE_TEXT("Fetch the selected set now"),
         QKeySequence(Qt::CTRL | Qt::Key_R)},
        {Step::FetchAll, "fetchAll", "", GATEHOUSE_TEXT("Fetch a&ll"), GATEHOUSE_TEXT("Fetch all sets now"),
         QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_R)},
        {Step::Add, "add", "list-add", GATEHOUSE_TEXT("A&dd…"), GATEHOUSE_TEXT("Give another key set a name"),
         QKeySequence(Qt::CTRL | Qt::Key_N)},
        {Step::Edit, "edit", "edit-rename", GATEHOUSE_TEXT("&Edit…"), GATEHOUSE_TEXT("Name, URL and truststore"),
         QKeySequence(Qt::Key_F2)},
        {Step::Remove, "remove", "edit-delete", "", GATEHOUSE_TEXT("Remove the selected set from the list"),
         QKeySequence(QKeySequence::Delete)},
        {Step::Undo, "undo", "edit-undo", "", GATEHOUSE_TEXT("Undo"), QKeySequence(QKeySequence::Undo)},
        {Step::Redo, "redo", "edit-redo", "", GATEHOUSE_TEXT("Redo"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z)},
        {Step::WriteToml, "writeToml", "document-export", GATEHOUSE_TEXT("&Write to deployment.toml…"),
         GATEHOUSE_TEXT("The URLs of sandbox and production, into the Identity Server's configuration"),
         QKeySequence(Qt::CTRL | Qt::Key_T)},
    };
    return Entries;
}

JwksPage::JwksPage(fetch::JwksCache &cache, store::Database &database, Clock clock,
                   const store::ActivityRecorder &recorder, QWidget *parent)
    : Page(parent)
    , m_cache(cache)
    , m_clock(std::move(clock))
    , m_recorder(recorder)
    , m_edits(cache, recorder.actor())
    , m_busy(new BusyBar(this))
    , m_notice(new NoticeBar(this))
    , m_stack(new QStackedWidget(this))
    , m_splitter(new QSplitter(Qt::Horizontal, this))
    , m_list(new QListView(this))
    , m_model(new KeySetListModel(this))
    , m_view(new KeySetView(m_clock, this))
    , m_statements(new StatementSetsRow(cache, recorder.actor(), this))
{
    m_pool.setMaxThreadCount(1);
    m_busy->setObjectName(u"jwksBusy"_s);
    m_notice->setObjectName(u"jwksNotice"_s);
    makeSets();
    m_stack->addWidget(makeEmptyState());
    m_stack->addWidget(m_splitter);
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(makeBar());
    layout->addWidget(m_busy);
    layout->addWidget(m_notice);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_statements);
    connectEdits();
    connect(m_busy, &BusyBar::cancelRequested, this, &JwksPage::cancelFetches);
    connect(m_view, &KeySetView::fetchRequested, this, [this] { run(Step::Fetch); });
    connect(m_statements, &StatementSetsRow::failed, this, [this](const Error &error) {
        m_notice->showNotice(Tone::Bad, u"outcome-fail"_s, tr("That was not saved."), error.message);
    });
    auto *watcher = new store::ChangeWatcher(database, this);
    connect(watcher, &store::ChangeWatcher::changedElsewhere, this, &JwksPage::load);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        if (isVisible() && m_isLoaded) {
            showSets();
            m_view->tick();
        }
    });
    m_tick.start(TickMs);
    updateActions();
    load();
}

JwksPage::~JwksPage()
{
    cancelFetches();
    m_pool.waitForDone();
}

QLayout *JwksPage::makeBar()
{
    auto *bar = new QHBoxLayout;
    for (const ActionEntry &entry : actions()) {
        auto *button = new QPushButton(*entry.icon ? icon(QString::fromLatin1(entry.icon)) : QIcon(),
                                       *entry.text ? tr(entry.text) : QString(), this);
        button->setObjectName(QLatin1String(entry.id) + u"Button"_s);
        button->setToolTip(tr("%1 (%2)").arg(tr(entry.tip), entry.shortcut.toString(QKeySequence::NativeText)));
        button->setAccessibleName(tr(entry.tip));
        connect(button, &QPushButton::clicked, this, [this, step = entry.step] { run(step); });
        auto *action = new QAction(button->icon(), tr(entry.tip), this);
        action->setShortcut(entry.shortcut);
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, button, &QPushButton::click);
        addAction(action);
        m_buttons.insert(entry.step, button);
        if (entry.step == Step::Add || entry.step == Step::Undo)
            bar->addSpacing(10);
        if (entry.step == Step::WriteToml)
            bar->addStretch();
        bar->addWidget(button);
    }
    return bar;
}

QWidget *JwksPage::makeEmptyState()
{
    auto *empty = new EmptyState(u"jwks"_s, tr("No key set has a name yet"),
                                 tr("A key set (JWKS) lists the public keys that software statements and requests are "
                                    "verified with. Name the sandbox's and the production directory's: you see their "
                                    "keys, until when their certificates are valid, and what changes. The endpoint "
                                    "uses what is fetched here where its policy names the same URL."),
                                 this);
    const std::pair<QString, QString> proposals[] = {
        {u"sandbox"_s, tr("Add the sandbox's…")},
        {u"production"_s, tr("Add production's…")},
    };
    for (const auto &[name, text] : proposals) {
        QPushButton *button = empty->addAction(u"list-add"_s, text);
        button->setObjectName(u"empty-"_s + name);
        connect(button, &QPushButton::clicked, this, [this, name = name] { add({name, {}, {}}); });
    }
    return empty;
}

void JwksPage::makeSets()
{
    m_list->setObjectName(u"keySetList"_s);
    m_list->setAccessibleName(tr("Key sets"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new RoomyDelegate(m_list));
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setMinimumWidth(fontMetrics().averageCharWidth() * 24);
    m_splitter->addWidget(m_list);
    m_splitter->addWidget(m_view);
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setSizes({fontMetrics().averageCharWidth() * 36, fontMetrics().averageCharWidth() * 140});
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        showSelected();
        updateActions();
    });
    connect(m_list, &QListView::doubleClicked, this, &JwksPage::edit);
}

void JwksPage::connectEdits()
{
    connect(&m_edits, &KeySetEdits::busyChanged, this, &JwksPage::updateActions);
    connect(&m_edits, &KeySetEdits::failed, this, [this](const Error &error) {
        m_notice->showNotice(Tone::Bad, u"outcome-fail"_s, tr("The list stayed as it was."), error.message);
        load();
    });
    connect(&m_edits, &KeySetEdits::done, this, [this](const QString &text, const QString &name) {
        m_notice->dismiss();
        if (name.isEmpty() && m_edits.history()->canUndo()) {
            m_notice->showNotice(Tone::Neutral, u"edit-delete"_s, text);
            connect(m_notice->addAction(tr("Undo"), u"noticeUndo"_s), &QPushButton::clicked, &m_edits,
                    &KeySetEdits::undo);
        }
        Q_EMIT message(text);
        if (!name.isEmpty())
            m_wanted = name;
        showSets();
    });
}

void JwksPage::run(Step step)
{
    if (!m_buttons.value(step)->isEnabled())
        return;
    switch (step) {
    case Step::Fetch:
        return fetch({*selected()});
    case Step::FetchAll:
        return fetch(m_model->rows());
    case Step::Add:
        return add({});
    case Step::Edit:
        return edit();
    case Step::Remove:
        return remove();
    case Step::Undo:
        return m_edits.undo();
    case Step::Redo:
        return m_edits.redo();
    case Step::WriteToml:
        return writeToml();
    }
}

void JwksPage::load()
{
    // Reads the database.
    sandbox::inBackground<bool>(
        m_replies,
        [&cache = m_cache] {
            cache.reload();
            return true;
        },
        [this](const bool &) {
            m_isLoaded = true;
            showSets();
            Q_EMIT loaded();
        },
        m_pool);
}

void JwksPage::showSets()
{
    if (!m_isLoaded)
        return;
    QList<KeySetListModel::Row> rows;
    for (const store::NamedKeySet &named : m_cache.names())
        rows.append({named, m_cache.state(fetch::JwksCache::addressOf(named))});
    const QString before = selected() ? selected()->named.name : QString();
    const int place = m_list->currentIndex().row();
    m_model->setRows(rows);
    int row = m_model->rowOf(m_wanted);
    if (row >= 0)
        m_wanted.clear();
    else
        row = m_model->rowOf(before);
    // It is gone: its neighbour takes its place.
    if (row < 0 && !rows.isEmpty())
        row = std::clamp(place, 0, m_model->rowCount() - 1);
    if (row != m_list->currentIndex().row())
        m_list->setCurrentIndex(m_model->index(row));
    m_stack->setCurrentIndex(rows.isEmpty() ? 0 : 1);
    m_statements->setSettings(m_cache.statementKeySets());
    showSelected();
    updateActions();
}

const KeySetListModel::Row *JwksPage::selected() const
{
    const int row = m_list->currentIndex().row();
    return row >= 0 && row < m_model->rowCount() ? &m_model->rows()[row] : nullptr;
}

void JwksPage::showSelected()
{
    if (const KeySetListModel::Row *row = selected())
        m_view->showSet(row->named, row->state);
}

void JwksPage::updateActions()
{
    const bool hasSet = m_isLoaded && selected();
    const bool mayEdit = m_isLoaded && !m_edits.isBusy();
    m_buttons[Step::Fetch]->setEnabled(hasSet && !selected()->state.isFetching);
    m_buttons[Step::FetchAll]->setEnabled(hasSet && m_model->rowCount() > 1);
    m_buttons[Step::Add]->setEnabled(mayEdit);
    m_buttons[Step::Edit]->setEnabled(mayEdit && hasSet);
    m_buttons[Step::Remove]->setEnabled(mayEdit && hasSet);
    m_buttons[Step::Undo]->setEnabled(mayEdit && m_edits.history()->canUndo());
    m_buttons[Step::Redo]->setEnabled(mayEdit && m_edits.history()->canRedo());
    m_buttons[Step::WriteToml]->setEnabled(m_isLoaded && !tomlEdits(m_model->rows()).isEmpty());
}

void JwksPage::fetch(const QList<KeySetListModel::Row> &rows)
{
    m_notice->dismiss();
    for (const KeySetListModel::Row &row : rows) {
        const fetch::KeySetAddress address = fetch::JwksCache::addressOf(row.named);
        // Two names may have one URL.
        if (m_fetches.contains(address))
            continue;
        m_busy->begin(tr("Fetching %1").arg(row.named.url), BusyBar::Cancel::Offered);
        m_fetches.insert(address, m_cache.refresh(address, m_replies, [this, address](const fetch::KeySetState &state) {
            conclude(address, state);
        }));
    }
    showSets();
}

void JwksPage::conclude(const fetch::KeySetAddress &address, const fetch::KeySetState &state)
{
    if (m_fetches.remove(address) == 0)
        return;
    m_busy->end();
    showSets();
    const QString url = address.url.toDisplayString();
    Q_EMIT message(state.problem.isEmpty() ? tr("%1 was fetched: %2.").arg(url, standingOf(state).text)
                                           : state.problem);
}

void JwksPage::cancelFetches()
{
    const QList<fetch::JwksCache::Ticket> tickets = m_fetches.values();
    m_fetches.clear();
    for (const fetch::JwksCache::Ticket ticket : tickets) {
        m_cache.cancel(ticket);
        m_busy->end();
    }
    showSets();
}

QStringList JwksPage::namesWithout(const QString &name) const
{
    QStringList names;
    for (const KeySetListModel::Row &row : m_model->rows()) {
        if (row.named.name != name)
            names += row.named.name;
    }
    return names;
}

void JwksPage::add(const store::NamedKeySet &proposal)
{
    auto *dialog = new KeySetDialog(KeySetDialog::Purpose::Add, proposal, namesWithout({}), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        m_edits.make({std::nullopt, dialog->named(), tr("Added %1").arg(dialog->named().name)});
    });
    dialog->open();
}

void JwksPage::edit()
{
    const KeySetListModel::Row *row = selected();
    if (!row || !m_buttons[Step::Edit]->isEnabled())
        return;
    const store::NamedKeySet before = row->named;
    auto *dialog = new KeySetDialog(KeySetDialog::Purpose::Edit, before, namesWithout(before.name), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, before] {
        if (!(dialog->named() == before))
            m_edits.make({before, dialog->named(), tr("Changed %1").arg(before.name)});
    });
    dialog->open();
}

void JwksPage::remove()
{
    const store::NamedKeySet named = selected()->named;
    m_edits.make({named, std::nullopt, tr("Removed %1").arg(named.name)});
}

void JwksPage::writeToml()
{
    auto *dialog = new DeploymentTomlDialog(tomlEdits(m_model->rows()), m_clock, m_recorder, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void JwksPage::markStatementKey(const QByteArray &kid, const QByteArray &thumbprint)
{
    m_view->markSigner(kid, thumbprint);
}

void JwksPage::focusFirst()
{
    if (m_stack->currentIndex() == 1)
        m_list->setFocus();
    else
        m_buttons[Step::Add]->setFocus();
}

void JwksPage::refresh()
{
    load();
}

void JwksPage::saveState(QSettings &settings) const
{
    settings.setValue("jwks/splitter"_L1, m_splitter->saveState());
    settings.setValue("jwks/columns"_L1, m_view->columnState());
    settings.setValue("jwks/details"_L1, m_view->splitterState());
    settings.setValue("jwks/selected"_L1, selected() ? selected()->named.name : QString());
}

void JwksPage::restoreState(const QSettings &settings)
{
    m_splitter->restoreState(settings.value("jwks/splitter"_L1).toByteArray());
    m_view->restoreLayout(settings.value("jwks/columns"_L1).toByteArray(),
                          settings.value("jwks/details"_L1).toByteArray());
    m_wanted = settings.value("jwks/selected"_L1).toString();
}

} // namespace gatehouse::ui
