#pragma once

#include "base/result.h"
#include "store/checkpointer.h"
#include "store/connection.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

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

    enum class Urgency {
        Prompt,
        Lazy, ///< rides along with a prompt one, or goes alone after MaxLaziness; keeps no order with prompt ones
    };

    /// More than any endpoint has in flight; a queue that grows past it means a stuck disk.
    static constexpr std::size_t MaxQueued = 20'000;
    static constexpr std::size_t MaxBatch = 500;
    static constexpr std::chrono::milliseconds MaxLaziness{1000};

    static Result<std::unique_ptr<Writer>> start(const QString &path);
    /// Finishes first.
    ~Writer();

    /// From any thread, the writer's too. Where the queue is full or the writer has finished, the write concludes
    /// at once, in this thread, with the error.
    void enqueue(Write write, Urgency urgency = Urgency::Prompt);
    /// Writes what is queued, then ends its thread. Not from the writer's thread.
    void finish();
    /// Looks whether other connections, of this process or another, have committed since it last looked, and answers
    /// how often that was so. `answer` runs in the writer's thread; never after finish().
    void lookForForeignCommits(std::function<void(const Result<quint64> &)> answer);
    /// The same without looking.
    quint64 foreignCommits() const { return m_foreignCommits; }
    /// For benchmarks and tests: how many transactions were committed.
    quint64 commits() const;

private:
    using Questions = std::vector<std::function<void(const Result<quint64> &)>>;

    Writer() = default;
    void loop(const QString &path, std::function<void(Result<void>)> opened);
    bool waitForWork(std::unique_lock<std::mutex> &lock);
    bool isLazyDue() const;
    std::deque<Write> takeBatch();
    void commit(Connection &connection, std::deque<Write> &batch);
    Result<quint64> look(Connection &connection);
    static bool runTogether(Connection &connection, std::deque<Write> &batch, std::optional<Error> &failure);
    static void runEachForItself(Connection &connection, std::deque<Write> &batch, std::optional<Error> &failure);
    static std::optional<Error> step(Connection &connection, const char *sql);
    static void abandon(Connection &connection);

    std::optional<qint64> m_dataVersion; ///< the writer's thread's alone
    std::optional<Checkpointer> m_checkpointer;
    std::atomic<quint64> m_foreignCommits{0};

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Write> m_queue;
    std::deque<Write> m_lazy;
    std::chrono::steady_clock::time_point m_lazyDue;
    Questions m_questions;
    bool m_stopping = false;
    quint64 m_commits = 0;
    std::thread m_thread;
};

} // namespace gatehouse::store
