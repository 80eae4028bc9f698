#include "key_set_view.h"

#include "key_details.h"
#include "key_set_list_model.h"
#include "key_table_model.h"
#include "ui/format.h"
#include "ui/widgets/copyable_field.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/roomy_delegate.h"

#include <QFormLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QtConcurrentRun>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

struct ColumnLook {
    int characters;
    Qt::TextElideMode elide;
};

/// In the order of KeyTableModel::Column.
constexpr ColumnLook Columns[KeyTableModel::ColumnCount] = {
    {34, Qt::ElideMiddle}, {31, Qt::ElideRight},  {7, Qt::ElideRight},  {12, Qt::ElideRight},  {7, Qt::ElideRight},
    {8, Qt::ElideRight},   {26, Qt::ElideMiddle}, {20, Qt::ElideRight}, {30, Qt::ElideMiddle},
};

QString countText(qsizetype count, const QString &one, const QString &many)
{
    return count == 1 ? one : many.arg(count);
}

QString changesText(const fetch::KeySetChanges &changes)
{
    QStringList parts;
    if (!changes.added.isEmpty())
        parts += countText(changes.added.size(), KeySetView::tr("1 key came"), KeySetView::tr("%1 keys came"));
    if (!changes.removed.isEmpty())
        parts += countText(changes.removed.size(), KeySetView::tr("1 key went"), KeySetView::tr("%1 keys went"));
    if (!changes.replaced.isEmpty())
        parts += countText(changes.replaced.size(), KeySetView::tr("1 name went over to another key"),
                           KeySetView::tr("%1 names went over to other keys"));
    return parts.join(u", "_s);
}

/// The kids, for below; a set that is turned over whole is not listed whole.
QString changedKids(const fetch::KeySetChanges &changes)
{
    constexpr qsizetype MaxListed = 6;
    QStringList lines;
    for (const auto &key : changes.added)
        lines += KeySetView::tr("came: %1").arg(QString::fromUtf8(key.kid.isEmpty() ? key.thumbprint : key.kid));
    for (const auto &key : changes.removed)
        lines += KeySetView::tr("went: %1").arg(QString::fromUtf8(key.kid.isEmpty() ? key.thumbprint : key.kid));
    for (const auto &key : changes.replaced)
        lines += KeySetView::tr("another key: %1").arg(QString::fromUtf8(key.kid));
    if (lines.size() > MaxListed) {
        const qsizetype more = lines.size() - MaxListed;
        lines = lines.first(MaxListed) << KeySetView::tr("and %1 more").arg(more);
    }
    return lines.join(u" · "_s);
}

} // namespace

KeySetView::KeySetView(Clock clock, QWidget *parent)
    : QWidget(parent)
    , m_clock(std::move(clock))
    , m_url(new CopyableField(tr("URL"), this))
    , m_standing(new OutcomeLabel(OutcomeLabel::Style::Filled, this))
    , m_changes(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
    , m_skipped(new OutcomeLabel(OutcomeLabel::Style::Plain, this))
    , m_model(new KeyTableModel(this))
    , m_sorted(new QSortFilterProxyModel(this))
    , m_table(new QTableView(this))
    , m_details(new KeyDetails(this))
    , m_splitter(new QSplitter(Qt::Vertical, this))
    , m_stack(new QStackedWidget(this))
    , m_empty(new EmptyState(u"jwks"_s, tr("No keys here yet"), QString(), this))
{
    m_url->setObjectName(u"keySetAddress"_s);
    m_standing->setObjectName(u"keySetStanding"_s);
    m_changes->setObjectName(u"keySetChanges"_s);
    m_skipped->setObjectName(u"keySetSkipped"_s);
    for (OutcomeLabel *label : {m_standing, m_changes, m_skipped})
        label->setWordWrap(true);
    makeTable();
    makeStack();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 0, 0, 0);
    layout->addWidget(m_url);
    layout->addWidget(m_standing);
    layout->addWidget(m_changes);
    layout->addWidget(m_skipped);
    layout->addWidget(m_stack, 1);
    connect(&m_describing, &QFutureWatcherBase::finished, this, [this] {
        if (std::exchange(m_isOutdated, false))
            return describe();
        m_model->setRows(m_describing.result());
        showSelected();
        Q_EMIT keysShown();
    });
}

KeySetView::~KeySetView()
{
    m_describing.waitForFinished();
}

void KeySetView::makeTable()
{
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(KeyTableModel::SortRole);
    m_table->setObjectName(u"keyTable"_s);
    m_table->setAccessibleName(tr("Keys"));
    m_table->setModel(m_sorted);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->setShowGrid(false);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    QHeaderView *rows = m_table->verticalHeader();
    rows->hide();
    rows->setSectionResizeMode(QHeaderView::Fixed);
    rows->setDefaultSectionSize(fontMetrics().height() + 2 * RoomyDelegate::Room + 2);
    QHeaderView *header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionsMovable(true);
    for (int column = 0; column < KeyTableModel::ColumnCount; ++column) {
        auto *delegate = new RoomyDelegate(m_table);
        delegate->setElideMode(Columns[column].elide);
        m_table->setItemDelegateForColumn(column, delegate);
        header->resizeSection(column, Columns[column].characters * fontMetrics().averageCharWidth());
    }
    // In the order of the set until a heading is clicked.
    header->setSortIndicator(-1, Qt::AscendingOrder);
    header->setSortIndicatorClearable(true);
    m_table->setSortingEnabled(true);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &KeySetView::showSelected);
}

void KeySetView::makeStack()
{
    m_splitter->addWidget(m_table);
    m_splitter->addWidget(m_details);
    m_splitter->setStretchFactor(0, 2);
    m_splitter->setStretchFactor(1, 3);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setSizes({260, 320});
    QPushButton *fetch = m_empty->addAction(u"view-refresh"_s, tr("Fetch now"));
    fetch->setObjectName(u"emptyFetch"_s);
    connect(fetch, &QPushButton::clicked, this, &KeySetView::fetchRequested);
    m_stack->addWidget(m_splitter);
    m_stack->addWidget(m_empty);
}

void KeySetView::showSet(const store::NamedKeySet &named, const fetch::KeySetState &state)
{
    const bool isSameSet = named == m_named && state.keys == m_state.keys && state.changes == m_state.changes;
    m_named = named;
    m_state = state;
    m_url->setValue(named.url);
    m_url->setToolTip(named.truststore.isEmpty() ? tr("The system's authorities vouch for its server")
                                                 : tr("Vouched for by %1").arg(named.truststore));
    showState();
    showChanges();
    showSkipped();
    m_empty->setText(state.problem.isEmpty()
                         ? tr("It has not been fetched. Nothing is sent but the request for the set.")
                         : state.problem);
    m_stack->setCurrentWidget(state.keys ? static_cast<QWidget *>(m_splitter) : m_empty);
    if (!isSameSet)
        describe();
}

void KeySetView::tick()
{
    showState();
    showChanges();
}

void KeySetView::showState()
{
    const KeySetStanding standing = standingOf(m_state);
    const Instant now = m_clock();
    if (m_state.isFetching || !m_state.attemptedAt) {
        m_standing->setState(standing.tone, standing.iconName,
                             m_state.isFetching ? tr("It is being fetched.") : tr("It was not fetched yet."));
        m_standing->setDetail({});
        m_standing->setToolTip({});
        return;
    }
    if (m_state.problem.isEmpty()) {
        m_standing->setState(standing.tone, standing.iconName,
                             tr("%1, fetched %2").arg(standing.text, relativeText(*m_state.fetchedAt, now)));
        m_standing->setDetail(tr("Fetched again %1, and sooner where a token names a key that it does not hold")
                                  .arg(relativeText(m_state.refreshAt, now)));
    } else if (m_state.keys) {
        m_standing->setState(
            standing.tone, standing.iconName,
            tr("The last fetch, %1, failed: %2").arg(relativeText(*m_state.attemptedAt, now), m_state.problem));
        m_standing->setDetail(tr("The keys of %1 go on to count. It is tried again %2")
                                  .arg(momentText(*m_state.fetchedAt), relativeText(m_state.refreshAt, now)));
    } else {
        m_standing->setState(
            standing.tone, standing.iconName,
            tr("It was never fetched; the last try was %1.").arg(relativeText(*m_state.attemptedAt, now)));
        m_standing->setDetail({});
    }
    m_standing->setToolTip(
        tr("Last asked %1\nNext %2").arg(momentText(*m_state.attemptedAt), momentText(m_state.refreshAt)));
}

void KeySetView::showChanges()
{
    m_changes->setVisible(m_state.keys != nullptr);
    if (!m_state.changedAt) {
        m_changes->setState(Tone::Neutral, u"clock"_s, tr("No change has been seen since it was first fetched"));
        m_changes->setDetail({});
        return;
    }
    m_changes->setState(
        m_state.changes.replaced.isEmpty() ? Tone::Neutral : Tone::Caution,
        m_state.changes.replaced.isEmpty() ? u"clock"_s : u"outcome-warn"_s,
        tr("Changed %1: %2").arg(relativeText(*m_state.changedAt, m_clock()), changesText(m_state.changes)));
    m_changes->setDetail(changedKids(m_state.changes));
    m_changes->setToolTip(momentText(*m_state.changedAt));
}

void KeySetView::showSkipped()
{
    const std::vector<jose::JwkSet::Skipped> skipped =
        m_state.keys ? m_state.keys->skipped() : std::vector<jose::JwkSet::Skipped>();
    m_skipped->setVisible(!skipped.empty());
    if (skipped.empty())
        return;
    const auto count = static_cast<qsizetype>(skipped.size());
    QString text = countText(count, tr("1 key of the set cannot verify a signature here: %2"),
                             tr("%1 keys of the set cannot verify a signature here. The first: %2"));
    text.replace(u"%2"_s, skipped.front().reason.message);
    m_skipped->setState(Tone::Caution, u"outcome-warn"_s, text);
}

void KeySetView::describe()
{
    m_isOutdated = m_describing.isRunning();
    if (m_isOutdated)
        return;
    m_describing.setFuture(QtConcurrent::run([state = m_state, now = m_clock()] { return describeKeys(state, now); }));
}

void KeySetView::showSelected()
{
    const QModelIndexList selected = m_table->selectionModel()->selectedRows();
    if (selected.isEmpty())
        m_details->clear();
    else
        m_details->setKey(m_model->row(m_sorted->mapToSource(selected.constFirst()).row()), m_clock());
}

void KeySetView::markSigner(const QByteArray &kid, const QByteArray &thumbprint)
{
    m_model->markSigner(kid, thumbprint);
}

QByteArray KeySetView::columnState() const
{
    return m_table->horizontalHeader()->saveState();
}

QByteArray KeySetView::splitterState() const
{
    return m_splitter->saveState();
}

void KeySetView::restoreLayout(const QByteArray &columns, const QByteArray &splitter)
{
    m_table->horizontalHeader()->restoreState(columns);
    m_splitter->restoreState(splitter);
}

} // namespace gatehouse::ui
