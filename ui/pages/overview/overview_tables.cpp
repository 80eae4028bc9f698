#include "overview_tables.h"

#include "store/activity_kinds.h"
#include "overview_texts.h"
#include "trust/certificate_review.h"
#include "ui/format.h"
#include "ui/validity.h"

#include <QDir>

#include <algorithm>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using workspace::ExpiringCertificate;

namespace {

template <typename Rows, typename IsSame>
bool areSame(const Rows &a, const Rows &b, IsSame isSame)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), isSame);
}

} // namespace

void ExpiryModel::setCertificates(const QList<ExpiringCertificate> &certificates, Instant now)
{
    const auto isSame = [](const ExpiringCertificate &a, const ExpiringCertificate &b) {
        return a.place == b.place && a.name == b.name && a.source == b.source && a.certificate == b.certificate;
    };
    m_now = now;
    if (areSame(certificates, m_certificates, isSame)) {
        if (!certificates.isEmpty())
            Q_EMIT dataChanged(index(0, ExpiryColumn), index(rowCount() - 1, ExpiryColumn));
        return;
    }
    beginResetModel();
    m_certificates = certificates;
    endResetModel();
}

int ExpiryModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_certificates.size());
}

int ExpiryModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ExpiryModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const ExpiringCertificate &row = m_certificates.at(index.row());
    if (role == Qt::ToolTipRole) {
        const QString source = row.place == ExpiringCertificate::Place::Truststore
                || row.place == ExpiringCertificate::Place::ClientTruststore
            ? QDir::toNativeSeparators(row.source)
            : row.source;
        const QString text =
            tr("%1\nExpires %2").arg(row.certificate.subject(), localMomentText(row.certificate.notAfter()));
        return source.isEmpty() ? text : text + u'\n' + source;
    }
    if (role == Qt::DecorationRole && index.column() == NameColumn)
        return validityIcon(trust::validityAt(row.certificate, m_now));
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case NameColumn:
        return row.name;
    case PlaceColumn:
        return workspace::title(row.place);
    default:
        return trust::describeValidity(row.certificate, m_now);
    }
}

QVariant ExpiryModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
    if (role != Qt::DisplayRole)
        return {};
    const QString titles[] = {tr("Certificate"), tr("Where"), tr("When")};
    return titles[section];
}

void RecentActivityModel::setRows(const QList<store::Activity> &rows, Instant now)
{
    m_now = now;
    if (areSame(rows, m_rows,
                [](const store::Activity &a, const store::Activity &b) { return a.number == b.number; })) {
        if (!rows.isEmpty())
            Q_EMIT dataChanged(index(0, WhenColumn), index(rowCount() - 1, WhenColumn));
        return;
    }
    beginResetModel();
    m_rows = rows;
    endResetModel();
}

int RecentActivityModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int RecentActivityModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RecentActivityModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const store::Activity &row = m_rows.at(index.row());
    if (role == Qt::ToolTipRole)
        return row.reason.isEmpty() ? localMomentText(row.at) : localMomentText(row.at) + u'\n' + row.reason;
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case WhenColumn:
        return relativeText(row.at, m_now);
    case WhatColumn:
        return store::activityTitle(row.action);
    case SubjectColumn:
        return row.subjectName.isEmpty() ? row.subject : row.subjectName;
    default:
        return row.actor.name;
    }
}

QVariant RecentActivityModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
    if (role != Qt::DisplayRole)
        return {};
    const QString titles[] = {tr("When"), tr("What"), tr("Whom it is about"), tr("Who")};
    return titles[section];
}

} // namespace gatehouse::ui
