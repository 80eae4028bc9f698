#pragma once

#include "command.h"
#include "fuzzy_match.h"

#include <QAbstractListModel>
#include <QStringList>

namespace gatehouse::ui {

/// The commands that match what was typed: the best first, and what was used lately before others that match as well.
class CommandModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role { ContextRole = Qt::UserRole, ShortcutRole, PositionsRole, DetailRole };

    using QAbstractListModel::QAbstractListModel;

    void setCommands(QList<Command> commands);
    /// Ids, the last one used first.
    void setRecent(const QStringList &ids);
    void setPattern(const QString &pattern);
    /// What a search elsewhere found for the pattern; shown below what matches by itself.
    void setFound(QList<Command> found);

    const Command &command(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Row {
        qsizetype index = 0; ///< in m_commands, and beyond its end in m_found
        FuzzyMatch match;
    };

    void update();
    int weight(const Command &command, const FuzzyMatch &match) const;

    QList<Command> m_commands;
    QList<Command> m_found;
    QStringList m_recent;
    QString m_pattern;
    QList<Row> m_rows;
};

} // namespace gatehouse::ui
