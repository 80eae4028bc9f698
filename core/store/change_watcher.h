#pragma once

#include "store/reply_box.h"

#include <QObject>
#include <QTimer>

#include <chrono>

namespace gatehouse::store {

class Database;

/// Says when somebody else has changed the database: another process, or another Database of this one. Lives in a
/// thread with an event loop, and no longer than the database. Make it before reading what it is to keep fresh.
class ChangeWatcher : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds Interval{400};

    explicit ChangeWatcher(const Database &database, QObject *parent = nullptr);

Q_SIGNALS:
    /// At most once an interval, however much was changed; never for what this Database wrote.
    void changedElsewhere();

private:
    void look();

    const Database &m_database;
    QTimer m_timer;
    ReplyBox m_replies;
    quint64 m_seen;
    bool m_isAsking = false;
};

} // namespace gatehouse::store
