#include "store/checkpointer.h"

#include "store/connection.h"

#include <QLoggingCategory>

#include <memory>

namespace gatehouse::store {

namespace {

Q_LOGGING_CATEGORY(logCheckpoints, "gatehouse.store.checkpoints")

/// Opens the connection at the first time: most programs write too little for one.
Result<void> fold(const QString &path, std::unique_ptr<Connection> &connection)
{
    if (!connection) {
        auto opened = Connection::open(path, Connection::Access::ReadWrite);
        if (!opened)
            return tl::unexpected(opened.error());
        connection = *std::move(opened);
    }
    // Passive: it keeps nobody waiting, and leaves for the next time what somebody still reads.
    return connection->run("PRAGMA wal_checkpoint(PASSIVE)").map([](QSqlQuery *query) { query->finish(); });
}

} // namespace

Checkpointer::Checkpointer(const QString &path)
    : m_thread([this, path] { loop(path); })
{}

Checkpointer::~Checkpointer()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

void Checkpointer::note(std::size_t writes)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_writes += writes;
        if (m_writes < WritesBetweenFoldings)
            return;
    }
    m_wake.notify_one();
}

bool Checkpointer::waitForWork()
{
    std::unique_lock lock(m_mutex);
    m_wake.wait(lock, [this] { return m_stopping || m_writes >= WritesBetweenFoldings; });
    m_writes = 0;
    return !m_stopping;
}

void Checkpointer::loop(const QString &path)
{
    // The writer's connection folds by itself once the log is long, so that a failure here costs time alone.
    std::unique_ptr<Connection> connection;
    while (waitForWork()) {
        if (const auto folded = fold(path, connection); !folded)
            qCWarning(logCheckpoints).noquote() << folded.error().message << folded.error().detail;
    }
}

} // namespace gatehouse::store
