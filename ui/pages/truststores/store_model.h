#pragma once

#include "store_row.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QSet>
#include <QSortFilterProxyModel>

#include <array>

namespace gatehouse::ui {

/// The entries of a truststore, in the order of its file.
class StoreModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        AliasColumn,
        StateColumn,
        ExpiresColumn,
        SubjectColumn,
        KindColumn,
        IssuerColumn,
        KeyColumn,
        AddedColumn,
        FingerprintColumn,
        ColumnCount
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// Another store: `rows` describe its entries.
    void setStore(const trust::TrustStore &store, const QList<StoreRow> &rows);
    /// The same store after an edit: rows that did not change stay, so do a view's selection and place.
    void updateStore(const trust::TrustStore &store, Instant now);
    /// The same entries at another moment.
    void updateRows(const QList<StoreRow> &rows);

    /// Marks the entries of these aliases as cut, and no others.
    void setCut(const QStringList &aliases);

    const trust::StoreEntry &entry(int row) const { return m_entries[row]; }
    const StoreRow &row(int row) const { return m_rows[row]; }
    const QList<StoreRow> &rows() const { return m_rows; }
    /// -1 where there is none of that alias.
    int rowOf(const QString &alias) const;
    int count(EntryState state) const { return m_counts[static_cast<std::size_t>(state)]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QStringList mimeTypes() const override;
    /// PEM, the aliases as comments.
    QMimeData *mimeData(const QModelIndexList &indexes) const override;
    Qt::DropActions supportedDragActions() const override { return Qt::CopyAction; }

private:
    struct Described {
        trust::StoreEntry entry;
        StoreRow row;
    };
    QList<StoreRow> describe(const QList<trust::StoreEntry> &after, qsizetype head, qsizetype tail, Instant now);
    void countStates();

    QList<trust::StoreEntry> m_entries;
    QList<StoreRow> m_rows;
    std::array<int, std::size(EntryStates)> m_counts{};
    QSet<QString> m_cut;              ///< aliases
    QHash<QString, Described> m_gone; ///< by alias: what undo brings back, thousands at once, is described already
};

/// Sorts and filters ten thousand rows between two key strokes.
class StoreFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit StoreFilter(StoreModel *model, QObject *parent = nullptr);

    /// Every word must be in one of the columns, without regard to case.
    void setText(const QString &text);
    /// Nothing: all of them.
    void setState(std::optional<EntryState> state);
    bool isFiltering() const { return m_state || !m_words.isEmpty(); }

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    const StoreModel *m_model;
    QStringList m_words;
    std::optional<EntryState> m_state;
};

} // namespace gatehouse::ui
