#pragma once

#include "sandbox/exchange.h"

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

#include <deque>

namespace gatehouse::ui {

/// The sandbox's last exchanges, oldest first. Bounded: what is older than MaxRows falls off the top.
class ExchangeModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { TimeColumn, MethodColumn, PathColumn, StatusColumn, ClientColumn, OutcomeColumn, DurationColumn, ColumnCount };

    static constexpr int MaxRows = 500;

    using QAbstractTableModel::QAbstractTableModel;

    void append(const QList<sandbox::Exchange> &exchanges);
    void clear();
    const sandbox::Exchange &exchange(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::deque<sandbox::Exchange> m_exchanges;
};

class ExchangeFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    enum class Show : quint8 { All, Failed };

    explicit ExchangeFilter(ExchangeModel *model, QObject *parent = nullptr);

    void setShow(Show show);
    /// Looked for in path, client, software, error, without regard to case.
    void setText(const QString &text);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    const ExchangeModel *m_model;
    Show m_show = Show::All;
    QString m_text;
};

bool isFailure(const sandbox::Exchange &exchange);
/// "Registered", "Refused: invalid_client_metadata", "No such client": what a person would say happened.
QString outcomeText(const sandbox::Exchange &exchange);

} // namespace gatehouse::ui
