#pragma once

#include "base/result.h"
#include "store/connection.h"

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace gatehouse::store {

/// One thread that writes: what has queued while the last commit was on its way to the disk becomes the
/// next transaction, so that one fsync serves many. A write that fails undoes itself alone.
class Writer
{
public:
    struct Write {
        /// False undoes it. Runs in the writer's thread; twice where another write of its batch failed, so it
        /// changes nothing but the database and its own outcome.
        std::function<bool(Connection &)> run;
        /// After the commit; with the error where the commit failed and nothing of the batch stands.
        std::function<void(const std::optional<Error> &)> conclude;
    };

    /// More than any endpoint has in flight; a queue that grows past it means a stuck disk.
    static constexpr std::size_t MaxQueued = 20'000;
    static constexpr std::size_t MaxBatch = 500;

    static Result<std::unique_ptr<Writer>> start(const QString &path);
    /// Writes what is queued, then ends.
    ~Writer();

    /// From any thread.
    void enqueue(Write write);
    /// For benchmarks and tests: how many transactions were committed.
    quint64 commits() const;

private:
    Writer() = default;
    void loop(const QString &path, std::function<void(Result<void>)> opened);
    void commit(Connection &connection, std::deque<Write> &batch);
    static bool runTogether(Connection &connection, std::deque<Write> &batch, std::optional<Error> &failure);
    static void runEachForItself(Connection &connection, std::deque<Write> &batch, std::optional<Error> &failure);
    static std::optional<Error> step(Connection &connection, const char *sql);
    static void abandon(Connection &connection);

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Write> m_queue;
    bool m_stopping = false;
    quint64 m_commits = 0;
    std::thread m_thread;
};

} // namespace gatehouse::store
