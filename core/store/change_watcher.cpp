#include "store/change_watcher.h"

#include "store/database.h"

#include <QLoggingCategory>

#include <utility>

namespace gatehouse::store {

namespace {

Q_LOGGING_CATEGORY(logWatcher, "gatehouse.store.watcher")

} // namespace

ChangeWatcher::ChangeWatcher(const Database &database, QObject *parent)
    : QObject(parent)
    , m_database(database)
    , m_timer(this)
    , m_seen(database.foreignCommits())
{
    // As a child it moves along to another thread.
    m_replies.setParent(this);
    connect(&m_timer, &QTimer::timeout, this, &ChangeWatcher::look);
    m_timer.start(Interval);
}

void ChangeWatcher::look()
{
    // While the writer is busy one question is enough.
    if (std::exchange(m_isAsking, true))
        return;
    m_database.lookForForeignCommits(m_replies, [this](const Result<quint64> &count) {
        m_isAsking = false;
        if (!count)
            qCWarning(logWatcher).noquote() << count.error().message << count.error().detail;
        else if (std::exchange(m_seen, *count) != *count)
            Q_EMIT changedElsewhere();
    });
}

} // namespace gatehouse::store
