#include "key_set_list_model.h"

#include <algorithm>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

KeySetStanding standingOf(const fetch::KeySetState &state)
{
    if (state.isFetching)
        return {Tone::Neutral, u"state-busy"_s, KeySetListModel::tr("is being fetched")};
    if (!state.attemptedAt)
        return {Tone::Neutral, u"state-stopped"_s, KeySetListModel::tr("not fetched yet")};
    if (!state.keys)
        return {Tone::Bad, u"outcome-fail"_s, KeySetListModel::tr("cannot be fetched")};
    const int count = static_cast<int>(state.keys->keys().size());
    if (!state.problem.isEmpty())
        return {Tone::Caution, u"outcome-warn"_s,
                count == 1 ? KeySetListModel::tr("1 old key: its server fails")
                           : KeySetListModel::tr("%1 old keys: its server fails").arg(count)};
    return {Tone::Good, u"outcome-pass"_s,
            count == 1 ? KeySetListModel::tr("1 key") : KeySetListModel::tr("%1 keys").arg(count)};
}

void KeySetListModel::setRows(const QList<Row> &rows)
{
    const auto isSameSet = [](const Row &a, const Row &b) { return a.named == b.named; };
    if (std::equal(rows.begin(), rows.end(), m_rows.begin(), m_rows.end(), isSameSet)) {
        // The selection stays.
        m_rows = rows;
        if (!rows.isEmpty())
            Q_EMIT dataChanged(index(0), index(rowCount() - 1));
        return;
    }
    beginResetModel();
    m_rows = rows;
    endResetModel();
}

int KeySetListModel::rowOf(const QString &name) const
{
    for (int row = 0; row < rowCount(); ++row) {
        if (m_rows[row].named.name == name)
            return row;
    }
    return -1;
}

int KeySetListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant KeySetListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const Row &row = m_rows[index.row()];
    const KeySetStanding standing = standingOf(row.state);
    switch (role) {
    case Qt::DisplayRole:
        return u"%1\n%2"_s.arg(row.named.name, standing.text);
    case Qt::DecorationRole:
        return tonedIcon(standing.iconName, standing.tone);
    case Qt::ToolTipRole:
        return row.state.problem.isEmpty() ? row.named.url : u"%1\n%2"_s.arg(row.named.url, row.state.problem);
    default:
        return {};
    }
}

} // namespace gatehouse::ui
