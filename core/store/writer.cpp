#include "store/writer.h"

#include <QCoreApplication>

#include <future>

namespace gatehouse::store {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::store)
};

} // namespace

Result<std::unique_ptr<Writer>> Writer::start(const QString &path)
{
    auto writer = std::unique_ptr<Writer>(new Writer);
    std::promise<Result<void>> opened;
    auto result = opened.get_future();
    // The connection belongs to the thread that uses it, so it is opened there.
    writer->m_thread = std::thread([raw = writer.get(), path, &opened] {
        raw->loop(path, [&opened](Result<void> outcome) { opened.set_value(std::move(outcome)); });
    });
    if (const Result<void> outcome = result.get(); !outcome)
        return tl::unexpected(outcome.error());
    return writer;
}

Writer::~Writer()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_one();
    if (m_thread.joinable())
        m_thread.join();
}

void Writer::enqueue(Write write)
{
    std::unique_lock lock(m_mutex);
    if (m_stopping || m_queue.size() >= MaxQueued) {
        lock.unlock();
        write.conclude(Error{Error::Io, Text::tr("The database does not keep up. Try again in a moment."), {}});
        return;
    }
    m_queue.push_back(std::move(write));
    const bool first = m_queue.size() == 1;
    lock.unlock();
    if (first)
        m_wake.notify_one();
}

quint64 Writer::commits() const
{
    const std::scoped_lock lock(m_mutex);
    return m_commits;
}

void Writer::loop(const QString &path, std::function<void(Result<void>)> opened)
{
    const auto connection = Connection::open(path, Connection::Access::ReadWrite);
    if (!connection) {
        opened(tl::unexpected(connection.error()));
        return;
    }
    opened({});
    std::unique_lock lock(m_mutex);
    while (true) {
        m_wake.wait(lock, [this] { return m_stopping || !m_queue.empty(); });
        if (m_queue.empty())
            return;
        std::deque<Write> batch;
        while (!m_queue.empty() && batch.size() < MaxBatch) {
            batch.push_back(std::move(m_queue.front()));
            m_queue.pop_front();
        }
        lock.unlock();
        commit(**connection, batch);
        lock.lock();
    }
}

void Writer::commit(Connection &connection, std::deque<Write> &batch)
{
    // Failures are rare, and guarding each write costs as much as a write: only a batch that has one is run
    // again with each write for itself.
    std::optional<Error> failure;
    if (!runTogether(connection, batch, failure) && !failure)
        runEachForItself(connection, batch, failure);
    if (!failure) {
        const std::scoped_lock lock(m_mutex);
        ++m_commits;
    }
    for (Write &write : batch)
        write.conclude(failure);
}

bool Writer::runTogether(Connection &connection, std::deque<Write> &batch, std::optional<Error> &failure)
{
    failure = step(connection, "BEGIN IMMEDIATE");
    if (failure)
        return false;
    for (Write &write : batch) {
        if (!write.run(connection)) {
            failure = step(connection, "ROLLBACK");
            return false;
        }
    }
    failure = step(connection, "COMMIT");
    if (failure)
        abandon(connection);
    return !failure;
}

void Writer::runEachForItself(Connection &connection, std::deque<Write> &batch, std::optional<Error> &failure)
{
    failure = step(connection, "BEGIN IMMEDIATE");
    if (failure)
        return;
    for (Write &write : batch) {
        failure = step(connection, "SAVEPOINT one");
        if (!failure && !write.run(connection))
            failure = step(connection, "ROLLBACK TO one");
        if (!failure)
            failure = step(connection, "RELEASE one");
        if (failure)
            return abandon(connection);
    }
    failure = step(connection, "COMMIT");
    if (failure)
        abandon(connection);
}

std::optional<Error> Writer::step(Connection &connection, const char *sql)
{
    const auto done = connection.run(sql);
    if (!done)
        return done.error();
    (*done)->finish();
    return std::nullopt;
}

void Writer::abandon(Connection &connection)
{
    // Where the rollback fails too, SQLite has rolled back by itself.
    static_cast<void>(connection.runOnce(QStringLiteral("ROLLBACK")));
}

} // namespace gatehouse::store
