#include "overview_page.h"

#include "first_start_view.h"
#include "overview_tables.h"
#include "overview_texts.h"
#include "overview_tile.h"
#include "sandbox/sandbox.h"
#include "store/change_watcher.h"
#include "store/database.h"
#include "ui/widgets/link_button.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/quiet_label.h"
#include "ui/widgets/roomy_delegate.h"
#include "workspace/workspace.h"

#include <QApplication>
#include <QDir>
#include <QGridLayout>
#include <QHeaderView>
#include <QHideEvent>
#include <QScrollArea>
#include <QSettings>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>
#include <QtConcurrentRun>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using sandbox::Sandbox;

namespace {

constexpr int CoalesceMs = 300;
/// What this program wrote itself is no change elsewhere; its commits are counted.
constexpr int CommitsMs = 1000;
constexpr int TimesMs = 20'000;
constexpr int ExpiryMs = 5 * 60'000;
constexpr int TileCharacters = 30; ///< wide, at least
constexpr int MaxExpiryRows = 100;

enum Tile { SandboxTile, RegistrationsTile, CertificatesTile, KeySetsTile };

} // namespace

OverviewPage::OverviewPage(workspace::Workspace &workspace, QWidget *parent)
    : Page(parent)
    , m_workspace(workspace)
    , m_steps(workspace.sandbox(), workspace.directory(), QDir(workspace.folder()).filePath(u"kits"_s),
              workspace.clock())
    , m_truststores([] { return QStringList(); })
    , m_stack(new QStackedWidget(this))
    , m_firstStartArea(new QScrollArea(this))
    , m_firstStart(new FirstStartView(m_steps, this))
    , m_expiryModel(new ExpiryModel(this))
    , m_activityModel(new RecentActivityModel(this))
{
    m_firstStartArea->setWidget(m_firstStart);
    m_firstStartArea->setWidgetResizable(true);
    m_firstStartArea->setFrameShape(QFrame::NoFrame);
    m_firstStartArea->setFocusPolicy(Qt::NoFocus);
    m_stack->addWidget(new QWidget(this)); // until it is known what there is
    m_stack->addWidget(m_firstStartArea);
    m_stack->addWidget(makeDashboard());
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_stack);
    connect(m_firstStart, &FirstStartView::pageRequested, this, &Page::pageRequested);
    connect(m_firstStart, &FirstStartView::inspectRequested, this, &OverviewPage::inspectRequested);
    connect(m_firstStart, &FirstStartView::left, this, [this] {
        m_hasLeftFirstStart = true;
        choosePart();
        focusFirst();
    });
    follow();
    showSandbox();
}

OverviewPage::~OverviewPage()
{
    m_gathering.disconnect(this);
    m_gatheringExpiry.disconnect(this);
    m_gathering.waitForFinished();
    m_gatheringExpiry.waitForFinished();
}

void OverviewPage::setTruststores(std::function<QStringList()> truststores)
{
    m_truststores = std::move(truststores);
}

void OverviewPage::setSandboxSettings(std::function<sandbox::Settings()> settings)
{
    m_steps.setSettings(std::move(settings));
}

QWidget *OverviewPage::makeDashboard()
{
    auto *area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setFocusPolicy(Qt::NoFocus);
    m_dashboard = new QWidget(area);
    m_grid = new QGridLayout;
    m_grid->setSpacing(10);
    const std::pair<QString, QString> tiles[] = {{tr("Sandbox"), u"tileSandbox"_s},
                                                 {tr("Registrations"), u"tileRegistrations"_s},
                                                 {tr("Certificates"), u"tileCertificates"_s},
                                                 {tr("Key sets"), u"tileKeySets"_s}};
    for (const auto &[title, name] : tiles) {
        auto *tile = new OverviewTile(title, name, m_dashboard);
        connect(tile, &OverviewTile::linkActivated, this, &Page::pageRequested);
        m_tiles.append(tile);
    }
    m_panels = {makeExpiryPanel(), makeActivityPanel()};
    m_notice = new NoticeBar(m_dashboard);
    auto *layout = new QVBoxLayout(m_dashboard);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_notice);
    layout->addLayout(m_grid);
    area->setWidget(m_dashboard);
    return area;
}

QTableView *OverviewPage::makeTable(QAbstractItemModel *model, const QString &objectName, const QString &accessibleName)
{
    auto *table = new QTableView(m_dashboard);
    table->setModel(model);
    table->setObjectName(objectName);
    table->setAccessibleName(accessibleName);
    table->setItemDelegate(new RoomyDelegate(table));
    table->setSelectionBehavior(QTableView::SelectRows);
    table->setSelectionMode(QTableView::SingleSelection);
    table->setEditTriggers(QTableView::NoEditTriggers);
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->setAlternatingRowColors(true);
    table->setTabKeyNavigation(false);
    table->setTextElideMode(Qt::ElideMiddle);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 2 * RoomyDelegate::Room + 2);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    table->setMinimumHeight(fontMetrics().height() * 8);
    return table;
}

QWidget *OverviewPage::makePanel(const QString &title, QTableView *table, QLabel *empty, QWidget *link)
{
    auto *panel = new QWidget(m_dashboard);
    auto *heading = new QLabel(title, panel);
    QFont bold = heading->font();
    bold.setBold(true);
    heading->setFont(bold);
    // As high with a link beside it as without: the tables of two panels begin on one line.
    heading->setMinimumHeight(fontMetrics().height() + 10);
    empty->setAlignment(Qt::AlignCenter);
    auto *head = new QHBoxLayout;
    head->addWidget(heading, 1);
    if (link)
        head->addWidget(link);
    auto *layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addLayout(head);
    layout->addWidget(table, 1);
    layout->addWidget(empty, 1);
    table->hide();
    return panel;
}

QWidget *OverviewPage::makeExpiryPanel()
{
    m_expiryTable = makeTable(m_expiryModel, u"expiryTable"_s, tr("Certificates about to expire"));
    m_noExpiry = new QuietLabel(tr("No certificate expires in the next 30 days: truststores opened lately, key sets, "
                                   "clients' and the sandbox's own are looked at."),
                                m_dashboard);
    connect(m_expiryTable, &QTableView::activated, this, [this](const QModelIndex &index) {
        const OverviewLink link = linkTo(m_expiryModel->certificate(index.row()));
        Q_EMIT pageRequested(link.page, link.subject);
    });
    return makePanel(tr("Certificates about to expire"), m_expiryTable, m_noExpiry, nullptr);
}

QWidget *OverviewPage::makeActivityPanel()
{
    m_activityTable = makeTable(m_activityModel, u"recentActivity"_s, tr("Recent activity"));
    m_activityTable->horizontalHeader()->setSectionResizeMode(RecentActivityModel::WhenColumn,
                                                              QHeaderView::ResizeToContents);
    m_noActivity = new QuietLabel(tr("Nothing was changed yet. Who changes what is recorded here."), m_dashboard);
    connect(m_activityTable, &QTableView::activated, this, [this](const QModelIndex &index) {
        Q_EMIT pageRequested(u"activity"_s, QString::number(m_activityModel->number(index.row())));
    });
    auto *all = new LinkButton(LinkButton::Size::Text, m_dashboard);
    all->setObjectName(u"allActivity"_s);
    all->setState(Tone::Neutral, {}, tr("All activity"));
    connect(all, &QPushButton::clicked, this, [this] { Q_EMIT pageRequested(u"activity"_s, {}); });
    return makePanel(tr("Recent activity"), m_activityTable, m_noActivity, all);
}

void OverviewPage::follow()
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(CoalesceMs);
    connect(&m_soon, &QTimer::timeout, this, &OverviewPage::gather);
    auto *watcher = new store::ChangeWatcher(m_workspace.database(), this);
    connect(watcher, &store::ChangeWatcher::changedElsewhere, this, &OverviewPage::gatherSoon);
    connect(&m_workspace.sandbox(), &Sandbox::stateChanged, this, &OverviewPage::showSandbox);
    connect(&m_workspace.sandbox(), &Sandbox::clientTrustChanged, this, &OverviewPage::gatherExpiry);
    connect(&m_commitsTimer, &QTimer::timeout, this, [this] {
        if (const quint64 commits = m_workspace.database().commits(); commits != m_seenCommits) {
            m_seenCommits = commits;
            gatherSoon();
        }
    });
    m_commitsTimer.start(CommitsMs);
    connect(&m_timesTimer, &QTimer::timeout, this, &OverviewPage::showTimes);
    m_timesTimer.start(TimesMs);
    connect(&m_expiryTimer, &QTimer::timeout, this, &OverviewPage::gatherExpiry);
    m_expiryTimer.start(ExpiryMs);
    connect(&m_gathering, &QFutureWatcherBase::finished, this, [this] {
        m_overview = m_gathering.result();
        showOverview();
        if (m_isOutdated)
            gatherSoon();
        Q_EMIT gathered();
    });
    connect(&m_gatheringExpiry, &QFutureWatcherBase::finished, this, [this] {
        m_expiry = m_gatheringExpiry.result();
        showExpiry();
        if (std::exchange(m_isExpiryOutdated, false))
            gatherExpiry();
    });
}

void OverviewPage::gatherSoon()
{
    m_isOutdated = true;
    // What nobody looks at is gathered when somebody does.
    if (isVisible() && !m_soon.isActive() && !m_gathering.isRunning())
        m_soon.start();
}

void OverviewPage::gather()
{
    if (m_gathering.isRunning()) {
        m_isOutdated = true;
        return;
    }
    m_isOutdated = false;
    m_gathering.setFuture(QtConcurrent::run(
        [sources = workspace::OverviewSources::of(m_workspace)] { return workspace::gatherOverview(sources); }));
}

void OverviewPage::gatherExpiry()
{
    m_isExpiryOutdated = m_gatheringExpiry.isRunning() || !isVisible();
    if (m_isExpiryOutdated)
        return;
    m_gatheringExpiry.setFuture(
        QtConcurrent::run([sources = workspace::OverviewSources::of(m_workspace),
                           clientTruststore = m_workspace.sandbox().clientTruststore(), truststores = m_truststores()] {
            return workspace::gatherExpiry(sources, clientTruststore, truststores);
        }));
}

void OverviewPage::showOverview()
{
    const TileText registrations = registrationsTile(m_overview->registrations);
    m_tiles[RegistrationsTile]->show(registrations.figure, registrations.lines);
    m_noActivity->setVisible(m_overview->activity.isEmpty());
    m_activityTable->setVisible(!m_overview->activity.isEmpty());
    showTimes();
    if (m_overview->problems.isEmpty())
        m_notice->dismiss();
    else if (m_notice->isHidden() || m_notice->text() != m_overview->problems.constFirst())
        m_notice->showNotice(Tone::Bad, u"outcome-fail"_s, m_overview->problems.constFirst(),
                             m_overview->problems.mid(1).join(u'\n'));
    choosePart();
}

void OverviewPage::showExpiry()
{
    const Instant now = m_workspace.now();
    const TileText tile = certificatesTile(*m_expiry, now);
    m_tiles[CertificatesTile]->show(tile.figure, tile.lines);
    m_expiryModel->setCertificates(m_expiry->certificates.mid(0, MaxExpiryRows), now);
    m_noExpiry->setVisible(m_expiry->certificates.isEmpty());
    m_expiryTable->setVisible(!m_expiry->certificates.isEmpty());
}

void OverviewPage::showSandbox()
{
    const Sandbox &sandbox = m_workspace.sandbox();
    const TileText tile = sandboxTile(sandbox.state(), sandbox.baseUrl().toString(QUrl::StripTrailingSlash));
    m_tiles[SandboxTile]->show(tile.figure, tile.lines);
}

void OverviewPage::showTimes()
{
    if (!isVisible() || !m_overview)
        return;
    const Instant now = m_workspace.now();
    m_activityModel->setRows(m_overview->activity, now);
    const TileText keySets = keySetsTile(m_overview->keySets, now);
    m_tiles[KeySetsTile]->show(keySets.figure, keySets.lines);
    if (m_expiry)
        m_expiryModel->setCertificates(m_expiry->certificates.mid(0, MaxExpiryRows), now);
}

void OverviewPage::choosePart()
{
    const bool isNew = m_overview && m_overview->registrations.areNone() && !m_hasLeftFirstStart;
    // Who is in the middle of the first steps is not taken away from them.
    const bool isInUse =
        m_stack->currentWidget() == m_firstStartArea && m_steps.tpp() && !m_hasLeftFirstStart && !m_hasSeenFirstStart;
    QWidget *part = isNew || isInUse ? static_cast<QWidget *>(m_firstStartArea) : m_stack->widget(2);
    if (!m_overview || m_stack->currentWidget() == part)
        return;
    const QWidget *focus = QApplication::focusWidget();
    const bool hasFocus = m_wantsFocus || (focus && m_stack->isAncestorOf(focus));
    m_stack->setCurrentWidget(part);
    if (hasFocus)
        focusFirst();
}

void OverviewPage::showFirstStart()
{
    m_hasLeftFirstStart = false;
    m_hasSeenFirstStart = false;
    m_stack->setCurrentWidget(m_firstStartArea);
    focusFirst();
}

void OverviewPage::focusFirst()
{
    // Nothing is there yet to be focused.
    m_wantsFocus = m_stack->currentIndex() == 0;
    if (m_stack->currentWidget() == m_firstStartArea)
        m_firstStart->primaryButton()->setFocus();
    else
        m_tiles[RegistrationsTile]->findChild<LinkButton *>(u"tileRegistrationsFigure"_s)->setFocus();
}

void OverviewPage::refresh()
{
    gather();
    gatherExpiry();
}

void OverviewPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    arrange();
    showTimes();
    if (m_isOutdated)
        gather();
    gatherExpiry();
}

void OverviewPage::hideEvent(QHideEvent *event)
{
    Page::hideEvent(event);
    m_wantsFocus = false;
    // Who comes back wants figures.
    if (m_steps.areDone() && !event->spontaneous()) {
        m_hasSeenFirstStart = true;
        choosePart();
    }
}

void OverviewPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    arrange();
}

void OverviewPage::arrange()
{
    const int tileWidth = fontMetrics().averageCharWidth() * TileCharacters;
    const int columns = width() >= 4 * tileWidth ? 4 : width() >= 2 * tileWidth ? 2 : 1;
    if (columns == m_columns)
        return;
    m_columns = columns;
    for (QWidget *part : std::as_const(m_panels))
        m_grid->removeWidget(part);
    for (int i = 0; i < m_tiles.size(); ++i) {
        m_grid->removeWidget(m_tiles[i]);
        m_grid->addWidget(m_tiles[i], i / columns, i % columns);
    }
    const int firstRow = static_cast<int>(m_tiles.size()) / columns;
    for (int column = 0; column < 4; ++column)
        m_grid->setColumnStretch(column, column < columns ? 1 : 0);
    if (columns == 4) {
        m_grid->addWidget(m_panels[0], firstRow, 0, 1, 2);
        m_grid->addWidget(m_panels[1], firstRow, 2, 1, 2);
    } else {
        for (int i = 0; i < m_panels.size(); ++i)
            m_grid->addWidget(m_panels[i], firstRow + i, 0, 1, columns);
    }
    const int panelRows = columns == 4 ? 1 : static_cast<int>(m_panels.size());
    for (int row = 0; row < m_grid->rowCount(); ++row)
        m_grid->setRowStretch(row, row >= firstRow && row < firstRow + panelRows ? 1 : 0);
}

void OverviewPage::saveState(QSettings &settings) const
{
    settings.setValue("overview/leftFirstStart"_L1, m_hasLeftFirstStart);
}

void OverviewPage::restoreState(const QSettings &settings)
{
    m_hasLeftFirstStart = settings.value("overview/leftFirstStart"_L1, false).toBool();
}

} // namespace gatehouse::ui
