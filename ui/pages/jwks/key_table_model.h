#pragma once

#include "key_row.h"

#include <QAbstractTableModel>

namespace gatehouse::ui {

/// The keys of a set, in the order of the set.
class KeyTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        KidColumn,
        RemarkColumn,
        TypeColumn,
        AlgorithmColumn,
        UseColumn,
        SizeColumn,
        SubjectColumn,
        ExpiresColumn,
        ThumbprintColumn,
        ColumnCount
    };
    /// Sorts a column by what it means instead of by its text.
    static constexpr int SortRole = Qt::UserRole;

    using QAbstractTableModel::QAbstractTableModel;

    void setRows(const QList<KeyRow> &rows);
    const KeyRow &row(int row) const { return m_rows.at(row); }
    /// The key that signed the statement in the Inspector; empty: none did.
    void markSigner(const QByteArray &kid, const QByteArray &thumbprint);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void mark();

    QList<KeyRow> m_rows;
    QString m_signerKid, m_signerThumbprint;
};

} // namespace gatehouse::ui
