#pragma once

#include "message_log.h"

#include <QAbstractTableModel>
#include <QSortFilterProxyModel>

#include <deque>

namespace gatehouse::ui {

/// The messages of a log, newest last.
class MessageModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { WhenColumn, LevelColumn, CategoryColumn, TextColumn, ColumnCount };

    /// `log` must outlive it.
    explicit MessageModel(MessageLog &log, QObject *parent = nullptr);

    const LogMessage &message(int row) const { return m_messages.at(static_cast<std::size_t>(row)); }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void take();

    MessageLog &m_log;
    std::deque<LogMessage> m_messages;
};

/// Those of a level and above that hold a text.
class MessageFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setLeastLevel(QtMsgType level);
    void setText(const QString &text);
    const LogMessage &message(int row) const;

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    int m_least = 0;
    QString m_text;
};

} // namespace gatehouse::ui
