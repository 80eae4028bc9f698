#include "store/writer.h"

#include <QCoreApplication>

#include <future>
#include <utility>

namespace gatehouse::store {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::store)
};

/// Where the log is as long, the commit that finds it so folds it: most of it the checkpointer has folded by then, and
/// only when the rest is folded too can the log begin anew.
constexpr char FoldLongLog[] = "PRAGMA wal_autocheckpoint = 8000";

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
    writer->m_checkpointer.emplace(path);
    return writer;
}

Writer::~Writer()
{
    finish();
}

void Writer::finish()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_one();
    if (m_thread.joinable())
        m_thread.join();
    m_checkpointer.reset();
}

void Writer::enqueue(Write write, Urgency urgency)
{
    std::unique_lock lock(m_mutex);
    std::deque<Write> &queue = urgency == Urgency::Lazy ? m_lazy : m_queue;
    if (m_stopping || queue.size() >= MaxQueued) {
        const Error error = m_stopping
            ? Error{Error::Refused, Text::tr("The database is being closed; nothing was written."), {}}
            : Error{Error::Io, Text::tr("The database does not keep up. Try again in a moment."), {}};
        lock.unlock();
        write.conclude(error);
        return;
    }
    queue.push_back(std::move(write));
    const bool first = queue.size() == 1;
    if (first && urgency == Urgency::Lazy)
        m_lazyDue = std::chrono::steady_clock::now() + MaxLaziness;
    lock.unlock();
    if (first)
        m_wake.notify_one();
}

void Writer::lookForForeignCommits(std::function<void(const Result<quint64> &)> answer)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (m_stopping)
            return;
        m_questions.push_back(std::move(answer));
    }
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
    if (const auto limited = (*connection)->runOnce(QLatin1String(FoldLongLog)); !limited) {
        opened(tl::unexpected(limited.error()));
        return;
    }
    if (const auto looked = look(**connection); !looked) {
        opened(tl::unexpected(looked.error()));
        return;
    }
    opened({});
    std::unique_lock lock(m_mutex);
    while (waitForWork(lock)) {
        std::deque<Write> batch = takeBatch();
        Questions questions = std::exchange(m_questions, {});
        lock.unlock();
        if (!batch.empty())
            commit(**connection, batch);
        if (!questions.empty()) {
            const Result<quint64> count = look(**connection);
            for (const auto &answer : questions)
                answer(count);
        }
        // What they hold may itself write when it goes, so they go without the lock.
        batch.clear();
        questions.clear();
        lock.lock();
    }
}

bool Writer::isLazyDue() const
{
    return !m_lazy.empty() && (m_stopping || std::chrono::steady_clock::now() >= m_lazyDue);
}

bool Writer::waitForWork(std::unique_lock<std::mutex> &lock)
{
    while (!m_stopping && m_queue.empty() && m_questions.empty() && !isLazyDue()) {
        if (m_lazy.empty())
            m_wake.wait(lock);
        else
            m_wake.wait_until(lock, m_lazyDue);
    }
    return !m_queue.empty() || !m_lazy.empty() || !m_questions.empty();
}

std::deque<Writer::Write> Writer::takeBatch()
{
    std::deque<Write> batch;
    if (m_queue.empty() && !isLazyDue())
        return batch;
    for (std::deque<Write> *queue : {&m_queue, &m_lazy}) {
        while (!queue->empty() && batch.size() < MaxBatch) {
            batch.push_back(std::move(queue->front()));
            queue->pop_front();
        }
    }
    return batch;
}

Result<quint64> Writer::look(Connection &connection)
{
    // It stays the same over the commits of the connection that asks.
    const auto query = connection.run("PRAGMA data_version");
    if (!query)
        return tl::unexpected(query.error());
    const qint64 version = (*query)->next() ? (*query)->value(0).toLongLong() : 0;
    (*query)->finish();
    const std::optional<qint64> before = std::exchange(m_dataVersion, version);
    if (before && *before != version)
        ++m_foreignCommits;
    return m_foreignCommits.load();
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
    m_checkpointer->note(batch.size());
}

bool Writer::runTogether(Connection &connection, std::deque<Write> &batch, std::optional<Error> &failure)
{
    failure = step(connection, "BEGIN IMMEDIATE");
    if (failure)
        return false;
    for (Write &write : batch) {
        if (write.run(connection))
            continue;
        failure = connection.takeOutage();
        if (failure)
            abandon(connection);
        else
            failure = step(connection, "ROLLBACK");
        return false;
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
        if (!failure && !write.run(connection)) {
            failure = connection.takeOutage();
            if (!failure)
                failure = step(connection, "ROLLBACK TO one");
        }
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
    if (!done) {
        connection.takeOutage();
        return done.error();
    }
    (*done)->finish();
    return std::nullopt;
}

void Writer::abandon(Connection &connection)
{
    // Where the rollback fails too, SQLite has rolled back by itself.
    static_cast<void>(connection.runOnce(QStringLiteral("ROLLBACK")));
    connection.takeOutage();
}

} // namespace gatehouse::store
