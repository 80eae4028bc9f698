#include "command_model.h"

#include <QVariant>

#include <algorithm>

namespace gatehouse::ui {

namespace {

/// Less than what lies between two kinds of match: being recent decides among equals.
constexpr int RecentBonus = 18;
constexpr int DisabledMalus = 1000;

} // namespace

void CommandModel::setCommands(QList<Command> commands)
{
    m_commands = std::move(commands);
    update();
}

void CommandModel::setRecent(const QStringList &ids)
{
    m_recent = ids;
    update();
}

void CommandModel::setPattern(const QString &pattern)
{
    m_pattern = pattern;
    m_found.clear();
    update();
}

void CommandModel::setFound(QList<Command> found)
{
    m_found = std::move(found);
    update();
}

int CommandModel::weight(const Command &command, const FuzzyMatch &match) const
{
    int weight = match.score;
    if (const qsizetype place = m_recent.indexOf(command.id); place >= 0)
        weight += std::max(1, RecentBonus - static_cast<int>(place));
    return command.isEnabled ? weight : weight - DisabledMalus;
}

void CommandModel::update()
{
    beginResetModel();
    m_rows.clear();
    QList<int> weights(m_commands.size());
    for (qsizetype i = 0; i < m_commands.size(); ++i) {
        if (auto match = fuzzyMatch(m_pattern, m_commands[i].title)) {
            weights[i] = weight(m_commands[i], *match);
            m_rows.append({i, *std::move(match)});
        }
    }
    std::ranges::stable_sort(m_rows, std::ranges::greater(), [&weights](const Row &row) { return weights[row.index]; });
    for (qsizetype i = 0; i < m_found.size(); ++i) {
        const bool isThere =
            std::ranges::any_of(m_rows, [&](const Row &row) { return m_commands[row.index].id == m_found[i].id; });
        if (!isThere)
            m_rows.append({m_commands.size() + i, fuzzyMatch(m_pattern, m_found[i].title).value_or(FuzzyMatch())});
    }
    endResetModel();
}

const Command &CommandModel::command(int row) const
{
    const qsizetype index = m_rows.at(row).index;
    return index < m_commands.size() ? m_commands.at(index) : m_found.at(index - m_commands.size());
}

int CommandModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant CommandModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Command &row = command(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return row.title;
    case Qt::DecorationRole:
        return row.icon;
    case Qt::ToolTipRole:
    case DetailRole:
        return row.detail;
    case Qt::AccessibleTextRole: {
        const QString text = tr("%1, %2").arg(row.title, row.context);
        return row.shortcut.isEmpty() ? text : tr("%1, %2").arg(text, row.shortcut.toString(QKeySequence::NativeText));
    }
    case ContextRole:
        return row.context;
    case ShortcutRole:
        return row.shortcut.toString(QKeySequence::NativeText);
    case PositionsRole:
        return QVariant::fromValue(m_rows.at(index.row()).match.positions);
    default:
        return {};
    }
}

Qt::ItemFlags CommandModel::flags(const QModelIndex &index) const
{
    // One that cannot be done now can still be found, and says so when it is chosen.
    return index.isValid() ? Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemNeverHasChildren : Qt::NoItemFlags;
}

} // namespace gatehouse::ui
