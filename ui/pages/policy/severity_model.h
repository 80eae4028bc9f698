#pragma once

#include "dcr/check.h"

#include <QAbstractTableModel>

namespace gatehouse::ui {

/// Every check that a policy may change, a column for each of off, warn and fail.
class SeverityModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { CheckColumn, OffColumn, WarnColumn, FailColumn, ReferenceColumn, ColumnCount };

    explicit SeverityModel(QObject *parent = nullptr);

    void setPolicy(const dcr::Policy &policy);
    /// What the policy's `checks` are with what was ticked here.
    const QMap<QString, dcr::Severity> &severities() const { return m_severities; }
    int rowOf(QLatin1String checkId) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

Q_SIGNALS:
    void edited();

private:
    dcr::Severity severityOf(const dcr::Check &check) const;

    std::vector<const dcr::Check *> m_checks;
    QMap<QString, dcr::Severity> m_severities;
};

} // namespace gatehouse::ui
