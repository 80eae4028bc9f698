#include "activity_page.h"

#include "activity_detail.h"
#include "activity_filter_bar.h"
#include "activity_model.h"
#include "sandbox/background.h"
#include "ui/icons.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/roomy_delegate.h"
#include "verify_dialog.h"

#include <QDir>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QScrollBar>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

/// How often is looked whether this process wrote something; as often as ChangeWatcher looks for others.
constexpr auto OwnWritesInterval = store::ChangeWatcher::Interval;
/// Newer rows that are shown above one that is gone to.
constexpr qint64 RowsAbove = 20;

/// In characters, in the order of ActivityModel::Column.
constexpr int Widths[ActivityModel::ColumnCount] = {26, 34, 34, 20, 20, 30};

enum Sheet { EmptySheet, NothingFitsSheet, ListSheet };

} // namespace

ActivityPage::ActivityPage(const store::ActivityLog &log, const store::Database &database, Clock clock, QWidget *parent)
    : Page(parent)
    , m_log(log)
    , m_database(database)
    , m_clock(std::move(clock))
    , m_model(new ActivityModel(log, m_clock, this))
    , m_busy(new BusyBar(this))
    , m_notice(new NoticeBar(this))
    , m_standing(new NoticeBar(this))
    , m_count(new QLabel(this))
    , m_verify(new QPushButton(icon(u"store-review"_s), tr("&Verify…"), this))
    , m_export(new QPushButton(icon(u"document-export"_s), tr("&Export…"), this))
    , m_filter(new ActivityFilterBar(m_clock, this))
    , m_stack(new QStackedWidget(this))
    , m_empty(new EmptyState(u"activity"_s, tr("Nothing was changed yet"),
                             tr("Who registers, approves, suspends, applies a policy, saves a truststore or starts the "
                                "sandbox is noted here, and cannot be taken out again."),
                             this))
    , m_nothingFits(new EmptyState(u"edit-find"_s, tr("Nothing fits"),
                                   tr("The record holds no change that is as the filters above say."), this))
    , m_splitter(new QSplitter(Qt::Vertical, this))
    , m_table(new QTableView(this))
    , m_detail(new ActivityDetail(m_clock, this))
{
    m_pool.setMaxThreadCount(1);
    m_busy->setObjectName(u"activityBusy"_s);
    m_notice->setObjectName(u"activityNotice"_s);
    m_standing->setObjectName(u"activityStanding"_s);
    makeTable();
    makeStack();
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(makeBar());
    layout->addWidget(m_filter);
    layout->addWidget(m_busy);
    layout->addWidget(m_notice);
    layout->addWidget(m_standing);
    layout->addWidget(m_stack, 1);
    connectModel();
    watch();
    load();
}

ActivityPage::~ActivityPage()
{
    if (m_isCancelled)
        *m_isCancelled = true;
    m_pool.waitForDone();
}

QLayout *ActivityPage::makeBar()
{
    m_count->setObjectName(u"activityCount"_s);
    m_verify->setObjectName(u"activityVerify"_s);
    m_verify->setToolTip(tr("Finds rows that were altered, removed or put in past the program"));
    m_export->setObjectName(u"activityExport"_s);
    m_export->setToolTip(tr("Writes what is shown to a file, oldest first"));
    connect(m_verify, &QPushButton::clicked, this, &ActivityPage::openVerify);
    connect(m_export, &QPushButton::clicked, this, &ActivityPage::chooseExport);
    connect(m_busy, &BusyBar::cancelRequested, this, [this] {
        if (m_isCancelled)
            *m_isCancelled = true;
    });
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_verify);
    bar->addWidget(m_export);
    bar->addStretch();
    bar->addWidget(m_count);
    return bar;
}

void ActivityPage::makeTable()
{
    m_table->setObjectName(u"activityTable"_s);
    m_table->setAccessibleName(tr("Changes"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new RoomyDelegate(m_table));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setAlternatingRowColors(true);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->setTabKeyNavigation(false);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerItem);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    QHeaderView *rows = m_table->verticalHeader();
    rows->hide();
    rows->setSectionResizeMode(QHeaderView::Fixed);
    rows->setDefaultSectionSize(fontMetrics().height() + 2 * RoomyDelegate::Room + 2);
    QHeaderView *header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    for (int column = 0; column < ActivityModel::ColumnCount; ++column)
        header->resizeSection(column, Widths[column] * fontMetrics().averageCharWidth());
    header->setStretchLastSection(true);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ActivityPage::showSelected);
}

void ActivityPage::makeStack()
{
    m_splitter->setObjectName(u"activitySplitter"_s);
    m_splitter->addWidget(m_table);
    m_splitter->addWidget(m_detail);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setChildrenCollapsible(false);
    m_detail->hide();
    QPushButton *all = m_nothingFits->addAction(u"edit-clear"_s, tr("Show &all"));
    all->setObjectName(u"activityShowAll"_s);
    connect(all, &QPushButton::clicked, m_filter, &ActivityFilterBar::clear);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_nothingFits);
    m_stack->addWidget(m_splitter);
    connect(m_detail, &ActivityDetail::subjectActivated, this, &ActivityPage::subjectActivated);
    connect(m_detail, &ActivityDetail::historyRequested, m_filter, &ActivityFilterBar::setText);
}

void ActivityPage::connectModel()
{
    connect(m_filter, &ActivityFilterBar::changed, this, &ActivityPage::load);
    connect(m_model, &ActivityModel::shown, this, &ActivityPage::showLoaded);
    connect(m_model, &ActivityModel::failed, this, [this](const Error &error) {
        m_notice->showNotice(Tone::Bad, u"outcome-fail"_s, tr("The record cannot be read."), error.message);
    });
    // Whoever reads further down is not moved by what comes at the top.
    connect(m_model, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex &, int first, int last) {
        QScrollBar *bar = m_table->verticalScrollBar();
        if (first == 0 && bar->value() > 0)
            bar->setValue(bar->value() + last - first + 1);
        if (first == 0)
            readCount();
    });
}

void ActivityPage::watch()
{
    m_seenCommits = m_database.commits();
    auto *watcher = new store::ChangeWatcher(m_database, this);
    connect(watcher, &store::ChangeWatcher::changedElsewhere, m_model, &ActivityModel::lookForNew);
    connect(&m_ownWrites, &QTimer::timeout, this, [this] {
        const quint64 commits = m_database.commits();
        if (std::exchange(m_seenCommits, commits) != commits)
            m_model->lookForNew();
    });
    m_ownWrites.start(OwnWritesInterval);
}

void ActivityPage::load()
{
    m_model->show(m_filter->filter());
}

void ActivityPage::readActors()
{
    sandbox::inBackground<Result<QStringList>>(
        m_replies, [&log = m_log] { return log.actors(); },
        [this](const Result<QStringList> &actors) {
            if (actors)
                m_filter->setActors(*actors);
        },
        m_pool);
}

void ActivityPage::readCount()
{
    sandbox::inBackground<Result<qint64>>(
        m_replies, [&log = m_log, filter = m_model->filter()] { return log.count(filter); },
        [this, counting = ++m_counting](const Result<qint64> &count) {
            if (!count || counting != m_counting)
                return;
            m_count->setText(*count == 1 ? tr("1 change") : tr("%1 changes").arg(QLocale().toString(*count)));
        },
        m_pool);
}

void ActivityPage::showLoaded()
{
    const bool isEmpty = m_model->rowCount() == 0;
    m_stack->setCurrentIndex(!isEmpty ? ListSheet : m_filter->isFiltering() ? NothingFitsSheet : EmptySheet);
    m_export->setEnabled(!isEmpty);
    m_count->setVisible(!isEmpty);
    readCount();
    readActors();
    showStanding();
    const qint64 wanted = std::exchange(m_wanted, 0);
    const int row = m_model->rowOf(wanted > 0 ? wanted : m_selected);
    if (!isEmpty && row >= 0 && (wanted > 0 || m_model->activity(row).number == m_selected)) {
        m_table->setCurrentIndex(m_model->index(row, 0));
        m_table->scrollTo(m_model->index(row, 0), QAbstractItemView::EnsureVisible);
    } else if (!isEmpty) {
        m_table->setCurrentIndex(m_model->index(0, 0));
    }
    Q_EMIT shown();
}

void ActivityPage::showStanding()
{
    if (m_model->isFromNewest()) {
        m_standing->dismiss();
        return;
    }
    m_standing->showNotice(Tone::Neutral, u"clock"_s, tr("Newer rows are not shown."));
    connect(m_standing->addAction(tr("Show the &newest"), u"activityNewest"_s), &QPushButton::clicked, this,
            &ActivityPage::load);
}

void ActivityPage::showSelected()
{
    const QModelIndex index = m_table->currentIndex();
    m_detail->setVisible(index.isValid());
    if (!index.isValid())
        return;
    const store::Activity &activity = m_model->activity(index.row());
    m_selected = activity.number;
    m_detail->setActivity(activity);
}

void ActivityPage::open(const QString &subject)
{
    bool isNumber = false;
    const qint64 number = subject.toLongLong(&isNumber);
    if (isNumber)
        goToRow(number);
}

void ActivityPage::goToRow(qint64 number)
{
    m_wanted = number;
    if (m_filter->isFiltering()) {
        const QSignalBlocker blocker(m_filter);
        m_filter->clear();
    }
    m_model->show(m_filter->filter(), number + RowsAbove);
}

void ActivityPage::openVerify()
{
    if (!m_verification) {
        m_verification = new VerifyDialog(m_log, this);
        m_verification->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_verification, &VerifyDialog::rowActivated, this, &ActivityPage::goToRow);
    }
    m_verification->show();
    m_verification->raise();
    m_verification->activateWindow();
}

void ActivityPage::chooseExport()
{
    const QString csv = tr("Spreadsheet (*.csv)");
    const QString lines = tr("With hashes, for a third party (*.jsonl)");
    QString chosen = csv;
    const QString path = QFileDialog::getSaveFileName(this, tr("Export what is shown"), u"activity.csv"_s,
                                                      csv + u";;"_s + lines, &chosen);
    if (path.isEmpty())
        return;
    const bool isCsv = path.endsWith(".csv"_L1, Qt::CaseInsensitive)
        || (chosen == csv && !path.endsWith(".jsonl"_L1, Qt::CaseInsensitive));
    exportTo(path, isCsv ? store::ActivityFormat::Csv : store::ActivityFormat::JsonLines);
}

void ActivityPage::exportTo(const QString &path, store::ActivityFormat format)
{
    m_isCancelled = std::make_shared<std::atomic_bool>(false);
    m_export->setEnabled(false);
    m_busy->begin(tr("Exporting to %1 …").arg(QDir::toNativeSeparators(path)), BusyBar::Cancel::Offered);
    const auto work = [&log = m_log, path, format, filter = m_model->filter(), isCancelled = m_isCancelled] {
        return store::exportActivityTo(path, log, filter, format, [&](qint64) { return !*isCancelled; });
    };
    sandbox::inBackground<Result<qint64>>(
        m_replies, work, [this, path](const Result<qint64> &count) { concludeExport(path, count); }, m_pool);
}

void ActivityPage::concludeExport(const QString &path, const Result<qint64> &count)
{
    m_busy->end();
    m_export->setEnabled(true);
    if (count) {
        m_notice->showNotice(Tone::Good, u"outcome-pass"_s,
                             tr("%1 changes were written.").arg(QLocale().toString(*count)),
                             QDir::toNativeSeparators(path));
        Q_EMIT exported(path);
        return;
    }
    const bool isCancelled = count.error().kind == Error::Refused;
    m_notice->showNotice(isCancelled ? Tone::Neutral : Tone::Bad, isCancelled ? u"help-about"_s : u"outcome-fail"_s,
                         count.error().message);
}

void ActivityPage::focusFirst()
{
    if (m_stack->currentIndex() == ListSheet)
        m_table->setFocus();
    else
        m_filter->search()->setFocus();
}

void ActivityPage::refresh()
{
    load();
}

void ActivityPage::saveState(QSettings &settings) const
{
    settings.setValue("activity/splitter"_L1, m_splitter->saveState());
    settings.setValue("activity/columns"_L1, m_table->horizontalHeader()->saveState());
    m_filter->saveState(settings);
}

void ActivityPage::restoreState(const QSettings &settings)
{
    m_splitter->restoreState(settings.value("activity/splitter"_L1).toByteArray());
    m_table->horizontalHeader()->restoreState(settings.value("activity/columns"_L1).toByteArray());
    m_filter->restoreState(settings);
}

} // namespace gatehouse::ui
