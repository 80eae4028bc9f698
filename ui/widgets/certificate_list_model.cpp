#include "certificate_list_model.h"

#include "ui/format.h"
#include "ui/validity.h"

#include <algorithm>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

CertificateListModel::CertificateListModel(Ticks ticks, QObject *parent)
    : QAbstractTableModel(parent)
    , m_kind(ticks)
{}

void CertificateListModel::setCertificates(const QList<trust::Certificate> &certificates, Instant now)
{
    beginResetModel();
    m_certificates = certificates;
    m_ticks = QList<Qt::CheckState>(certificates.size(), Qt::Unchecked);
    m_now = now;
    endResetModel();
    Q_EMIT ticksChanged();
}

void CertificateListModel::setTicked(const QList<int> &rows, Qt::CheckState state)
{
    bool changes = false;
    for (const int row : rows) {
        if (m_ticks.at(row) == state)
            continue;
        m_ticks[row] = state;
        changes = true;
        const QModelIndex cell = index(row, NameColumn);
        Q_EMIT dataChanged(cell, cell, {Qt::CheckStateRole});
    }
    if (changes)
        Q_EMIT ticksChanged();
}

QList<trust::Certificate> CertificateListModel::ticked() const
{
    QList<trust::Certificate> found;
    for (int row = 0; row < rowCount(); ++row) {
        if (isTicked(row))
            found.append(certificate(row));
    }
    return found;
}

int CertificateListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_certificates.size());
}

int CertificateListModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant CertificateListModel::textOf(const QModelIndex &index) const
{
    const trust::Certificate &each = certificate(index.row());
    switch (index.column()) {
    case NameColumn:
        return each.displayName();
    case IssuerColumn: {
        // Its common name, where it has one.
        const trust::NameAttributes &issuer = each.issuerAttributes();
        const auto name = std::find_if(issuer.crbegin(), issuer.crend(),
                                       [](const trust::NameAttribute &attribute) { return attribute.name == "CN"_L1; });
        return name == issuer.crend() ? each.issuer() : name->value;
    }
    case ExpiryColumn:
        return trust::describeValidity(each, m_now);
    default:
        return {};
    }
}

QVariant CertificateListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const trust::Certificate &each = certificate(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return textOf(index);
    case SortRole:
        return index.column() == ExpiryColumn ? QVariant(toMilliseconds(each.notAfter())) : textOf(index);
    case Qt::DecorationRole:
        return index.column() == ExpiryColumn ? validityIcon(trust::validityAt(each, m_now)) : QVariant();
    case Qt::ToolTipRole:
        if (index.column() == NameColumn)
            return each.subject();
        if (index.column() == IssuerColumn)
            return each.issuer();
        return index.column() == ExpiryColumn
            ? tr("Until %1\n%2").arg(momentText(each.notAfter()), localMomentText(each.notAfter()))
            : QVariant();
    case Qt::CheckStateRole:
        return m_kind == Ticks::Shown && index.column() == NameColumn ? QVariant(m_ticks.at(index.row())) : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignLeft | Qt::AlignVCenter);
    default:
        return {};
    }
}

bool CertificateListModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::CheckStateRole || !(flags(index) & Qt::ItemIsUserCheckable))
        return false;
    setTicked({index.row()}, value.value<Qt::CheckState>());
    return true;
}

Qt::ItemFlags CertificateListModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return m_kind == Ticks::Shown && index.column() == NameColumn ? flags | Qt::ItemIsUserCheckable : flags;
}

QVariant CertificateListModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    static constexpr const char *Titles[ColumnCount] = {QT_TR_NOOP("Certificate"), QT_TR_NOOP("Issuer"),
                                                        QT_TR_NOOP("Validity")};
    if (orientation != Qt::Horizontal || section >= ColumnCount)
        return {};
    if (role == Qt::DisplayRole)
        return tr(Titles[section]);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignLeft | Qt::AlignVCenter);
    return {};
}

} // namespace gatehouse::ui
