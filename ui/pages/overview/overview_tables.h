#pragma once

#include "workspace/overview.h"

#include <QAbstractTableModel>

namespace gatehouse::ui {

/// Certificates that have expired or are about to.
class ExpiryModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { NameColumn, PlaceColumn, ExpiryColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    /// Where they are the same as before, the selection stays.
    void setCertificates(const QList<workspace::ExpiringCertificate> &certificates, Instant now);
    const workspace::ExpiringCertificate &certificate(int row) const { return m_certificates.at(row); }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QList<workspace::ExpiringCertificate> m_certificates;
    Instant m_now{};
};

/// The newest rows of the activity record.
class RecentActivityModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { WhenColumn, WhatColumn, SubjectColumn, WhoColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setRows(const QList<store::Activity> &rows, Instant now);
    qint64 number(int row) const { return m_rows.at(row).number; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QList<store::Activity> m_rows;
    Instant m_now{};
};

} // namespace gatehouse::ui
