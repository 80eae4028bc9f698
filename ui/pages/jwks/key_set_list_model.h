#pragma once

#include "fetch/key_set_state.h"
#include "store/key_set_store.h"

#include "ui/icons.h"

#include <QAbstractListModel>

namespace gatehouse::ui {

/// The named key sets: name and host, and how the last fetch went.
class KeySetListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    struct Row {
        store::NamedKeySet named;
        fetch::KeySetState state;
    };

    using QAbstractListModel::QAbstractListModel;

    void setRows(const QList<Row> &rows);
    const QList<Row> &rows() const { return m_rows; }
    /// -1 where there is none of that name.
    int rowOf(const QString &name) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    QList<Row> m_rows;
};

/// How a set stands, in a few words and with the icon that says the same.
struct KeySetStanding {
    Tone tone;
    QString iconName;
    QString text;
};
KeySetStanding standingOf(const fetch::KeySetState &state);

} // namespace gatehouse::ui
