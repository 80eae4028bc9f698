#pragma once

#include "store/client_store.h"

#include <QTableView>

#include <optional>

namespace gatehouse::ui {

class ClientListModel;

/// The list of clients: columns are chosen on the header's menu, sorted by a click on it. Several rows may be chosen.
class ClientTable : public QTableView
{
    Q_OBJECT

public:
    /// More are not decided about at once: each row must be read first.
    static constexpr qsizetype MaxChosen = 500;

    explicit ClientTable(ClientListModel *model, QWidget *parent = nullptr);

    void sortBy(const store::ClientSort &sort);
    QByteArray columnState() const;
    /// False where it is none of this table's.
    bool restoreColumns(const QByteArray &state);
    void showStandardColumns();

    qsizetype chosenCount() const;
    /// Nothing where there are more than MaxChosen, or some are still on their way.
    std::optional<QList<store::Client>> chosen() const;
    void chooseRow(int row);

Q_SIGNALS:
    /// Other rows are chosen, or those that are have arrived.
    void chosenChanged();
    void columnsChanged();

private:
    void showHeaderMenu(const QPoint &position);
    void takeSort(int section, Qt::SortOrder order);

    ClientListModel *m_model;
};

} // namespace gatehouse::ui
