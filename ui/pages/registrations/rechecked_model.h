#pragma once

#include "workspace/registration_recheck.h"

#include <QAbstractTableModel>

namespace gatehouse::ui {

/// The checks of a registration as they came out, beside how they come out now.
class RecheckedModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { ThenColumn, NowColumn, TitleColumn, MessageColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setChecks(const QList<workspace::ComparedCheck> &checks);
    const workspace::ComparedCheck &check(int row) const { return m_checks.at(row); }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QList<workspace::ComparedCheck> m_checks;
};

} // namespace gatehouse::ui
