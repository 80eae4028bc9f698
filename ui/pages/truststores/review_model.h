#pragma once

#include "trust/store_review.h"

#include <QAbstractTableModel>

namespace gatehouse::ui {

/// What is wrong with a store, the worst first.
class ReviewModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { LevelColumn, EntryColumn, TextColumn, ColumnCount };
    using Level = trust::ReviewFinding::Level;

    using QAbstractTableModel::QAbstractTableModel;

    void setFindings(const QList<trust::StoreFinding> &findings);
    /// Notes are of no hurry: they are shown where that is wanted.
    void setNotesShown(bool shown);
    const trust::StoreFinding &finding(int row) const { return m_shown[row]; }
    /// Of all, shown or not.
    qsizetype count(Level level) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void show();

    QList<trust::StoreFinding> m_findings;
    QList<trust::StoreFinding> m_shown;
    bool m_showsNotes = false;
};

} // namespace gatehouse::ui
