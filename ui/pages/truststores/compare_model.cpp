#include "compare_model.h"

#include "ui/format.h"
#include "ui/validity.h"

#include <algorithm>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using Kind = CompareRow::Kind;

namespace {

/// In the order of Kind.
struct KindLook {
    const char *word;
    QLatin1String icon;
    Tone tone;
};

constexpr KindLook KindLooks[] = {
    {QT_TRANSLATE_NOOP("gatehouse::ui::CompareModel", "Only left"), QLatin1String("go-previous"), Tone::Neutral},
    {QT_TRANSLATE_NOOP("gatehouse::ui::CompareModel", "Only right"), QLatin1String("go-next"), Tone::Neutral},
    {QT_TRANSLATE_NOOP("gatehouse::ui::CompareModel", "Other alias"), QLatin1String("edit-rename"), Tone::Neutral},
    {QT_TRANSLATE_NOOP("gatehouse::ui::CompareModel", "Other certificate"), QLatin1String("compare-differs"),
     Tone::Caution},
};

const KindLook &lookOf(Kind kind)
{
    return KindLooks[static_cast<std::size_t>(kind)];
}

trust::StoreEntry entryOf(const QString &alias, const trust::Certificate &certificate)
{
    trust::StoreEntry entry;
    entry.alias = alias;
    entry.certificates = {certificate};
    return entry;
}

QString nameOf(const CompareRow &row)
{
    if (const trust::Certificate *certificate = row.certificate())
        return certificate->displayName();
    const trust::StoreEntry &entry = row.left ? *row.left : *row.right;
    return entry.problem.isEmpty() ? CompareModel::tr("No certificate") : entry.problem;
}

} // namespace

const trust::Certificate *CompareRow::certificate() const
{
    const trust::Certificate *found = left ? left->certificate() : nullptr;
    return found || !right ? found : right->certificate();
}

QString word(CompareRow::Kind kind)
{
    return CompareModel::tr(lookOf(kind).word);
}

void CompareModel::setDifference(const trust::StoreDifference &difference, const QString &leftName,
                                 const QString &rightName, Instant now)
{
    beginResetModel();
    m_leftName = leftName;
    m_rightName = rightName;
    m_now = now;
    m_rows.clear();
    for (const trust::StoreEntry &entry : difference.onlyLeft)
        m_rows.append({Kind::OnlyLeft, entry, std::nullopt});
    for (const trust::StoreEntry &entry : difference.onlyRight)
        m_rows.append({Kind::OnlyRight, std::nullopt, entry});
    for (const trust::StoreDifference::Renamed &renamed : difference.renamed)
        m_rows.append(
            {Kind::Renamed, entryOf(renamed.left, renamed.certificate), entryOf(renamed.right, renamed.certificate)});
    for (const trust::StoreDifference::Changed &changed : difference.changed)
        m_rows.append({Kind::Changed, changed.left, changed.right});
    endResetModel();
}

int CompareModel::count(CompareRow::Kind kind) const
{
    return static_cast<int>(std::ranges::count(m_rows, kind, &CompareRow::kind));
}

int CompareModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int CompareModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString CompareModel::textOf(const CompareRow &row, int column) const
{
    const QString dash(QChar(0x2013));
    switch (column) {
    case KindColumn:
        return word(row.kind);
    case NameColumn:
        return nameOf(row);
    case LeftColumn:
        return row.left ? row.left->alias : dash;
    case RightColumn:
        return row.right ? row.right->alias : dash;
    case ValidityColumn:
        return row.certificate() ? trust::describeValidity(*row.certificate(), m_now) : dash;
    default:
        return {};
    }
}

QVariant CompareModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const CompareRow &each = m_rows.at(index.row());
    const trust::Certificate *certificate = each.certificate();
    switch (role) {
    case Qt::DisplayRole:
        return textOf(each, index.column());
    case SortRole:
        if (index.column() == KindColumn)
            return static_cast<int>(each.kind);
        if (index.column() == ValidityColumn)
            return certificate ? toMilliseconds(certificate->notAfter()) : qint64(0);
        return textOf(each, index.column());
    case Qt::DecorationRole:
        if (index.column() == KindColumn)
            return tonedIcon(lookOf(each.kind).icon, lookOf(each.kind).tone);
        return index.column() == ValidityColumn && certificate ? validityIcon(trust::validityAt(*certificate, m_now))
                                                               : QVariant();
    case Qt::ToolTipRole:
        if (index.column() == NameColumn && certificate)
            return certificate->subject();
        if (index.column() == ValidityColumn && certificate)
            return tr("Until %1\n%2")
                .arg(momentText(certificate->notAfter()), localMomentText(certificate->notAfter()));
        return textOf(each, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignLeft | Qt::AlignVCenter);
    default:
        return {};
    }
}

QVariant CompareModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    switch (section) {
    case KindColumn:
        return tr("Difference");
    case NameColumn:
        return tr("Certificate");
    case LeftColumn:
        return role == Qt::DisplayRole ? tr("Alias left") : tr("Alias in %1").arg(m_leftName);
    case RightColumn:
        return role == Qt::DisplayRole ? tr("Alias right") : tr("Alias in %1").arg(m_rightName);
    case ValidityColumn:
        return tr("Validity");
    default:
        return {};
    }
}

CompareFilter::CompareFilter(CompareModel *model, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_model(model)
{
    setSourceModel(model);
    setSortRole(CompareModel::SortRole);
    setSortCaseSensitivity(Qt::CaseInsensitive);
}

void CompareFilter::setKind(std::optional<CompareRow::Kind> kind)
{
    m_kind = kind;
    invalidateFilter();
}

void CompareFilter::setText(const QString &text)
{
    m_text = text.trimmed();
    invalidateFilter();
}

bool CompareFilter::filterAcceptsRow(int row, const QModelIndex &) const
{
    const CompareRow &each = m_model->row(row);
    if (m_kind && each.kind != *m_kind)
        return false;
    const trust::Certificate *certificate = each.certificate();
    return nameOf(each).contains(m_text, Qt::CaseInsensitive)
        || (each.left && each.left->alias.contains(m_text, Qt::CaseInsensitive))
        || (each.right && each.right->alias.contains(m_text, Qt::CaseInsensitive))
        || (certificate && certificate->issuer().contains(m_text, Qt::CaseInsensitive));
}

} // namespace gatehouse::ui
