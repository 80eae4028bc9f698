#include "severity_model.h"

namespace gatehouse::ui {

using dcr::Severity;

namespace {

std::optional<Severity> severityOfColumn(int column)
{
    switch (column) {
    case SeverityModel::OffColumn:
        return Severity::Off;
    case SeverityModel::WarnColumn:
        return Severity::Warn;
    case SeverityModel::FailColumn:
        return Severity::Fail;
    default:
        return std::nullopt;
    }
}

QString meaning(Severity severity)
{
    switch (severity) {
    case Severity::Off:
        return SeverityModel::tr("not made");
    case Severity::Warn:
        return SeverityModel::tr("warns");
    case Severity::Fail:
        break;
    }
    return SeverityModel::tr("refuses the registration");
}

} // namespace

SeverityModel::SeverityModel(QObject *parent)
    : QAbstractTableModel(parent)
{
    for (const dcr::Check &check : dcr::checks()) {
        if (check.needs != dcr::CheckNeeds::Token)
            m_checks.push_back(&check);
    }
}

void SeverityModel::setPolicy(const dcr::Policy &policy)
{
    if (m_severities == policy.severities)
        return;
    m_severities = policy.severities;
    Q_EMIT dataChanged(index(0, OffColumn), index(rowCount() - 1, FailColumn));
}

int SeverityModel::rowOf(QLatin1String checkId) const
{
    for (std::size_t row = 0; row < m_checks.size(); ++row) {
        if (m_checks[row]->id == checkId)
            return static_cast<int>(row);
    }
    return -1;
}

Severity SeverityModel::severityOf(const dcr::Check &check) const
{
    return m_severities.value(check.id, check.severity);
}

int SeverityModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_checks.size());
}

int SeverityModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SeverityModel::data(const QModelIndex &index, int role) const
{
    const dcr::Check &check = *m_checks[static_cast<std::size_t>(index.row())];
    const Severity severity = severityOf(check);
    if (role == Qt::CheckStateRole) {
        const auto column = severityOfColumn(index.column());
        return column ? QVariant(*column == severity ? Qt::Checked : Qt::Unchecked) : QVariant();
    }
    if (role == Qt::AccessibleTextRole && severityOfColumn(index.column()))
        return tr("%1: %2").arg(dcr::title(check), meaning(*severityOfColumn(index.column())));
    if (role == Qt::ToolTipRole)
        return tr("%1\n%2, as it comes: %3").arg(dcr::title(check), check.id, meaning(check.severity));
    if (role != Qt::DisplayRole)
        return {};
    if (index.column() == CheckColumn)
        return dcr::title(check);
    return index.column() == ReferenceColumn ? check.reference.toString() : QVariant();
}

bool SeverityModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const auto severity = severityOfColumn(index.column());
    if (role != Qt::CheckStateRole || !severity)
        return false;
    const dcr::Check &check = *m_checks[static_cast<std::size_t>(index.row())];
    // One of the three is always ticked: to take a tick away means nothing.
    if (value.toInt() != Qt::Checked || severityOf(check) == *severity)
        return false;
    m_severities[check.id] = *severity;
    Q_EMIT dataChanged(this->index(index.row(), OffColumn), this->index(index.row(), FailColumn));
    Q_EMIT edited();
    return true;
}

QVariant SeverityModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return QAbstractTableModel::headerData(section, orientation, role);
    switch (section) {
    case CheckColumn:
        return tr("Check");
    case OffColumn:
        return tr("Off");
    case WarnColumn:
        return tr("Warn");
    case FailColumn:
        return tr("Fail");
    default:
        return tr("Comes from");
    }
}

Qt::ItemFlags SeverityModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    return severityOfColumn(index.column()) ? flags | Qt::ItemIsUserCheckable : flags;
}

} // namespace gatehouse::ui
