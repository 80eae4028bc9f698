#include "composer_claims_model.h"

#include "base/time.h"
#include "dcr/claim_text.h"
#include "ui/appearance.h"
#include "ui/format.h"

#include <QFont>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

Json emptyValue(dcr::ClaimKind kind)
{
    switch (kind) {
    case dcr::ClaimKind::TextList:
    case dcr::ClaimKind::ObjectList:
        return Json::array();
    case dcr::ClaimKind::Object:
        return Json::object();
    case dcr::ClaimKind::Number:
    case dcr::ClaimKind::Moment:
        return 0;
    case dcr::ClaimKind::Boolean:
        return false;
    case dcr::ClaimKind::Text:
    case dcr::ClaimKind::Url:
    case dcr::ClaimKind::Token:
        break;
    }
    return "";
}

} // namespace

ComposerClaimsModel::ComposerClaimsModel(Table table, QObject *parent)
    : QAbstractTableModel(parent)
    , m_table(table)
{}

void ComposerClaimsModel::setClaims(const Json &claims)
{
    beginResetModel();
    m_claims = claims;
    m_rows.clear();
    for (const dcr::ClaimInfo &info : m_table)
        m_rows.append({QByteArray(info.name.data(), info.name.size()), &info});
    for (const auto &[name, value] : m_claims.items()) {
        const QByteArray bytes = QByteArray::fromStdString(name);
        if (!dcr::findClaim(m_table, bytes))
            m_rows.append({bytes, nullptr});
    }
    endResetModel();
}

void ComposerClaimsModel::setMandatory(const QStringList &names)
{
    if (m_mandatory == names)
        return;
    m_mandatory = names;
    if (!m_rows.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int ComposerClaimsModel::rowOf(const QString &claim) const
{
    const QByteArray name = claim.toUtf8();
    for (int row = 0; row < m_rows.size(); ++row) {
        if (m_rows[row].name == name)
            return row;
    }
    return -1;
}

int ComposerClaimsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ComposerClaimsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

const Json *ComposerClaimsModel::valueOf(const Row &row) const
{
    return member(m_claims, row.name.constData());
}

bool ComposerClaimsModel::isMandatory(const Row &row) const
{
    return m_mandatory.contains(QString::fromUtf8(row.name));
}

QString ComposerClaimsModel::problemOf(const Row &row) const
{
    const Json *value = valueOf(row);
    if (!value)
        return isMandatory(row) ? tr("Mandatory, and not sent.") : QString();
    return row.info ? dcr::kindProblem(row.info->kind, *value) : QString();
}

QString ComposerClaimsModel::valueText(const Row &row) const
{
    const Json *value = valueOf(row);
    if (!value)
        return {};
    QString text = dcr::editText(*value);
    const auto seconds = integerMember(m_claims, row.name.constData());
    // Beyond the year 9999 a moment is no date that anybody reads.
    constexpr qint64 MaxSeconds = 253'402'300'799;
    if (row.info && row.info->kind == dcr::ClaimKind::Moment && seconds && *seconds >= 0 && *seconds <= MaxSeconds)
        return u"%1\n%2"_s.arg(text, momentText(fromSeconds(*seconds)));
    return text;
}

QString ComposerClaimsModel::aboutText(const Row &row) const
{
    QStringList facts;
    if (const QString problem = problemOf(row); !problem.isEmpty())
        facts += problem;
    else
        facts += isMandatory(row) ? tr("Mandatory") : tr("Optional");
    if (!row.info)
        return tr("%1 · The schema does not know this claim").arg(facts.constFirst());
    facts += dcr::kindName(row.info->kind);
    return u"%1\n%2"_s.arg(facts.join(u" · "_s), dcr::describe(*row.info));
}

QVariant ComposerClaimsModel::decoration(const Row &row) const
{
    if (problemOf(row).isEmpty())
        return {};
    return outcomeIcon(valueOf(row) ? dcr::Outcome::Warn : dcr::Outcome::Fail);
}

QVariant ComposerClaimsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Row &row = m_rows[index.row()];
    const bool isName = index.column() == NameColumn;
    const bool isValue = index.column() == ValueColumn;
    switch (role) {
    case Qt::DisplayRole:
        return isName ? QString::fromUtf8(row.name) : isValue ? valueText(row) : aboutText(row);
    case Qt::EditRole:
        return isValue && valueOf(row) ? dcr::editText(*valueOf(row)) : QString();
    case Qt::ToolTipRole:
        if (isValue)
            return valueText(row);
        return row.info ? u"%1\n%2"_s.arg(aboutText(row), row.info->reference.toString()) : aboutText(row);
    case Qt::CheckStateRole:
        return isName ? QVariant(valueOf(row) ? Qt::Checked : Qt::Unchecked) : QVariant();
    case Qt::DecorationRole:
        return index.column() == AboutColumn ? decoration(row) : QVariant();
    case Qt::FontRole:
        return index.column() == AboutColumn ? QVariant() : QVariant(fixedFont());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
    case Qt::AccessibleTextRole:
        return isName ? QString::fromUtf8(row.name) : QVariant();
    default:
        return {};
    }
}

bool ComposerClaimsModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!index.isValid())
        return false;
    const Row &row = m_rows[index.row()];
    const std::string name = row.name.toStdString();
    if (role == Qt::CheckStateRole && index.column() == NameColumn) {
        if (value.toInt() == Qt::Checked) {
            m_claims[name] = m_takenOut.value(row.name, row.info ? emptyValue(row.info->kind) : Json(""));
        } else if (const Json *present = valueOf(row)) {
            m_takenOut.insert(row.name, *present);
            m_claims.erase(name);
        }
        changeRow(index.row());
        return true;
    }
    if (role != Qt::EditRole || index.column() != ValueColumn)
        return false;
    const QString text = value.toString();
    if (text == data(index, Qt::EditRole).toString())
        return false;
    m_claims[name] = row.info ? dcr::valueFromEditText(row.info->kind, text) : dcr::valueFromEditText(text);
    changeRow(index.row());
    return true;
}

void ComposerClaimsModel::changeRow(int row)
{
    Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
    Q_EMIT edited();
}

Qt::ItemFlags ComposerClaimsModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    if (index.column() == NameColumn)
        flags |= Qt::ItemIsUserCheckable;
    if (index.column() == ValueColumn)
        flags |= Qt::ItemIsEditable;
    return flags;
}

QVariant ComposerClaimsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NameColumn:
        return tr("Claim");
    case ValueColumn:
        return tr("Value");
    default:
        return tr("What it is");
    }
}

} // namespace gatehouse::ui
