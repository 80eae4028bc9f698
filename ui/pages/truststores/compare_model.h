#pragma once

#include "trust/store_edit.h"

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

#include <optional>

namespace gatehouse::ui {

/// One difference between two stores, with what each of them has.
struct CompareRow {
    enum class Kind : quint8 { OnlyLeft, OnlyRight, Renamed, Changed };

    Kind kind = Kind::OnlyLeft;
    std::optional<trust::StoreEntry> left, right;

    const trust::Certificate *certificate() const;
};

QString word(CompareRow::Kind kind);

/// Where two stores differ: entries that one of them lacks first, then what has another name or another certificate.
class CompareModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { KindColumn, NameColumn, LeftColumn, RightColumn, ValidityColumn, ColumnCount };
    static constexpr int SortRole = Qt::UserRole;

    using QAbstractTableModel::QAbstractTableModel;

    /// The names are for the columns' titles.
    void setDifference(const trust::StoreDifference &difference, const QString &leftName, const QString &rightName,
                       Instant now);
    const CompareRow &row(int row) const { return m_rows.at(row); }
    int count(CompareRow::Kind kind) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString textOf(const CompareRow &row, int column) const;

    QList<CompareRow> m_rows;
    QString m_leftName;
    QString m_rightName;
    Instant m_now;
};

class CompareFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    explicit CompareFilter(CompareModel *model, QObject *parent = nullptr);

    /// Nothing: every kind.
    void setKind(std::optional<CompareRow::Kind> kind);
    /// Looked for in the name, the issuer and both aliases, without regard to case.
    void setText(const QString &text);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    const CompareModel *m_model;
    std::optional<CompareRow::Kind> m_kind;
    QString m_text;
};

} // namespace gatehouse::ui
