#include "store_model.h"

#include "entry_export.h"
#include "ui/appearance.h"
#include "ui/format.h"

#include <QFont>
#include <QGuiApplication>
#include <QMimeData>

#include <set>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using trust::StoreEntry;

namespace {

QString dateText(const std::optional<Instant> &moment)
{
    return moment ? toDateTime(*moment).toString(u"yyyy-MM-dd"_s) : QString();
}

QString momentTip(const std::optional<Instant> &moment)
{
    return moment ? u"%1\n%2"_s.arg(momentText(*moment), localMomentText(*moment)) : QString();
}

QString displayText(const StoreRow &row, int column)
{
    switch (column) {
    case StoreModel::AliasColumn:
        return row.alias;
    case StoreModel::KindColumn:
        return word(row.kind);
    case StoreModel::SubjectColumn:
        return row.subjectName;
    case StoreModel::IssuerColumn:
        return row.issuerName;
    case StoreModel::ExpiresColumn:
        return dateText(row.expires);
    case StoreModel::StateColumn:
        return row.stateText;
    case StoreModel::KeyColumn:
        return row.key;
    case StoreModel::AddedColumn:
        return dateText(row.added);
    case StoreModel::FingerprintColumn:
        return row.fingerprint;
    default:
        return {};
    }
}

QString toolTip(const StoreRow &row, int column)
{
    switch (column) {
    case StoreModel::SubjectColumn:
        return row.subject;
    case StoreModel::IssuerColumn:
        return row.issuer;
    case StoreModel::ExpiresColumn:
        return momentTip(row.expires);
    case StoreModel::StateColumn:
        return row.problem.isEmpty() ? row.stateText + u'\n' + momentTip(row.expires) : row.problem;
    case StoreModel::AddedColumn:
        return row.added ? momentTip(row.added) : StoreModel::tr("This format keeps no date for it");
    default:
        return displayText(row, column);
    }
}

QVariant decoration(const StoreRow &row, int column)
{
    if (column == StoreModel::KindColumn)
        return icon(iconOf(row.kind));
    if (column == StoreModel::StateColumn)
        return tonedIcon(iconOf(row.state), toneOf(row.state));
    return {};
}

QVariant markOfCut(const StoreRow &row, int role)
{
    switch (role) {
    case Qt::DecorationRole:
        return icon(u"edit-cut"_s);
    case Qt::ToolTipRole:
        return StoreModel::tr("%1\nCut: it goes once it is pasted into another truststore").arg(row.alias);
    case Qt::FontRole: {
        QFont font = QGuiApplication::font();
        font.setItalic(true);
        return font;
    }
    default:
        return {};
    }
}

/// Absent moments come last.
int compareMoments(const std::optional<Instant> &left, const std::optional<Instant> &right)
{
    if (left.has_value() != right.has_value())
        return left ? -1 : 1;
    if (!left || *left == *right)
        return 0;
    return *left < *right ? -1 : 1;
}

int compareRows(const StoreRow &left, const StoreRow &right, int column)
{
    switch (column) {
    case StoreModel::ExpiresColumn:
        return compareMoments(left.expires, right.expires);
    case StoreModel::AddedColumn:
        return compareMoments(left.added, right.added);
    case StoreModel::StateColumn:
        return left.state == right.state ? compareMoments(left.expires, right.expires)
                                         : static_cast<int>(left.state) - static_cast<int>(right.state);
    default:
        return displayText(left, column).compare(displayText(right, column), Qt::CaseInsensitive);
    }
}

} // namespace

void StoreModel::setStore(const trust::TrustStore &store, const QList<StoreRow> &rows)
{
    Q_ASSERT(store.entries.size() == rows.size());
    beginResetModel();
    m_entries = store.entries;
    m_rows = rows;
    m_gone.clear();
    countStates();
    endResetModel();
}

void StoreModel::updateStore(const trust::TrustStore &store, Instant now)
{
    const QList<StoreEntry> &after = store.entries;
    const qsizetype shorter = std::min(m_entries.size(), after.size());
    qsizetype head = 0;
    while (head < shorter && m_entries[head] == after[head])
        ++head;
    qsizetype tail = 0;
    while (tail < shorter - head && m_entries[m_entries.size() - 1 - tail] == after[after.size() - 1 - tail])
        ++tail;
    const qsizetype oldCount = m_entries.size() - head - tail;
    const qsizetype newCount = after.size() - head - tail;
    const QList<StoreRow> rows = describe(after, head, tail, now);

    const int first = static_cast<int>(head);
    if (oldCount == newCount) {
        std::copy(rows.begin(), rows.end(), m_rows.begin() + head);
        m_entries = after;
        countStates();
        if (oldCount > 0)
            Q_EMIT dataChanged(index(first, 0), index(first + static_cast<int>(oldCount) - 1, ColumnCount - 1));
        return;
    }
    if (oldCount > 0) {
        beginRemoveRows({}, first, first + static_cast<int>(oldCount) - 1);
        if (newCount == 0)
            m_entries = after; // not remove(), which would copy what the history holds
        else
            m_entries.remove(head, oldCount);
        m_rows.remove(head, oldCount);
        countStates();
        endRemoveRows();
    }
    if (newCount > 0) {
        beginInsertRows({}, first, first + static_cast<int>(newCount) - 1);
        m_entries = after;
        m_rows.insert(head, newCount, StoreRow());
        std::copy(rows.begin(), rows.end(), m_rows.begin() + head);
        countStates();
        endInsertRows();
    }
}

/// Those between head and tail, as they are by now; what did not change, or was here before, is described already.
QList<StoreRow> StoreModel::describe(const QList<StoreEntry> &after, qsizetype head, qsizetype tail, Instant now)
{
    if (m_gone.size() > trust::MaxStoreEntries)
        m_gone.clear();
    for (qsizetype i = head; i < m_entries.size() - tail; ++i)
        m_gone.insert(m_entries[i].alias, {m_entries[i], m_rows[i]});
    QList<StoreRow> rows;
    rows.reserve(after.size() - head - tail);
    for (qsizetype i = head; i < after.size() - tail; ++i) {
        const auto known = m_gone.constFind(after[i].alias);
        rows.append(known != m_gone.cend() && known->entry == after[i] ? known->row : describeEntry(after[i], now));
    }
    return rows;
}

void StoreModel::updateRows(const QList<StoreRow> &rows)
{
    Q_ASSERT(rows.size() == m_rows.size());
    m_rows = rows;
    m_gone.clear();
    countStates();
    if (!m_rows.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void StoreModel::setCut(const QStringList &aliases)
{
    m_cut = QSet<QString>(aliases.begin(), aliases.end());
    if (!m_rows.isEmpty())
        Q_EMIT dataChanged(index(0, AliasColumn), index(rowCount() - 1, AliasColumn),
                           {Qt::FontRole, Qt::DecorationRole, Qt::ToolTipRole});
}

void StoreModel::countStates()
{
    m_counts = {};
    for (const StoreRow &row : std::as_const(m_rows))
        ++m_counts[static_cast<std::size_t>(row.state)];
}

int StoreModel::rowOf(const QString &alias) const
{
    for (int row = 0; row < rowCount(); ++row) {
        if (m_rows[row].alias == alias)
            return row;
    }
    return -1;
}

int StoreModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int StoreModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant StoreModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const StoreRow &each = m_rows[index.row()];
    if (index.column() == AliasColumn && m_cut.contains(each.alias)) {
        if (const QVariant mark = markOfCut(each, role); mark.isValid())
            return mark;
    }
    switch (role) {
    case Qt::DisplayRole:
        return displayText(each, index.column());
    case Qt::ToolTipRole:
        return toolTip(each, index.column());
    case Qt::DecorationRole:
        return decoration(each, index.column());
    case Qt::ForegroundRole:
        if (index.column() == StateColumn && each.state != EntryState::Unreadable)
            return toneColour(toneOf(each.state), QGuiApplication::palette());
        return {};
    case Qt::FontRole:
        return index.column() == FingerprintColumn ? QVariant(fixedFont()) : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
    default:
        return {};
    }
}

QVariant StoreModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    static constexpr const char *Titles[ColumnCount] = {
        QT_TR_NOOP("Alias"),  QT_TR_NOOP("State"), QT_TR_NOOP("Expires"), QT_TR_NOOP("Subject"), QT_TR_NOOP("Kind"),
        QT_TR_NOOP("Issuer"), QT_TR_NOOP("Key"),   QT_TR_NOOP("Added"),   QT_TR_NOOP("SHA-256"),
    };
    if (orientation != Qt::Horizontal || section >= ColumnCount)
        return {};
    if (role == Qt::DisplayRole)
        return tr(Titles[section]);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
    return {};
}

Qt::ItemFlags StoreModel::flags(const QModelIndex &index) const
{
    return index.isValid() ? QAbstractTableModel::flags(index) | Qt::ItemIsDragEnabled : Qt::NoItemFlags;
}

QStringList StoreModel::mimeTypes() const
{
    return {u"text/plain"_s};
}

QMimeData *StoreModel::mimeData(const QModelIndexList &indexes) const
{
    std::set<int> rows;
    for (const QModelIndex &index : indexes)
        rows.insert(index.row());
    QList<StoreEntry> entries;
    for (const int row : rows)
        entries += m_entries[row];
    auto *content = new QMimeData;
    content->setText(QString::fromUtf8(toPem(entries).value_or(QByteArray())));
    return content;
}

StoreFilter::StoreFilter(StoreModel *model, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_model(model)
{
    setSourceModel(model);
}

void StoreFilter::setText(const QString &text)
{
    m_words = text.toCaseFolded().split(u' ', Qt::SkipEmptyParts);
    // Not invalidateFilter(): it tells views of each run of rows that comes or goes, and there can be thousands.
    invalidate();
}

void StoreFilter::setState(std::optional<EntryState> state)
{
    m_state = state;
    invalidate();
}

bool StoreFilter::filterAcceptsRow(int row, const QModelIndex &) const
{
    const StoreRow &each = m_model->row(row);
    if (m_state && each.state != *m_state)
        return false;
    return std::all_of(m_words.begin(), m_words.end(),
                       [&each](const QString &text) { return each.searchText.contains(text); });
}

bool StoreFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    return compareRows(m_model->row(left.row()), m_model->row(right.row()), left.column()) < 0;
}

} // namespace gatehouse::ui
