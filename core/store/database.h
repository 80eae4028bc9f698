#pragma once

#include "base/result.h"
#include "base/time.h"
#include "store/connection.h"
#include "store/reply_box.h"
#include "store/writer.h"

#include <functional>
#include <future>
#include <memory>

namespace gatehouse::store {

/// A workspace's database. Its functions may be called from any thread; several processes may have the
/// same file open.
class Database
{
public:
    /// Makes the file where it is missing, and brings an older schema up to date after a backup beside it.
    /// A newer schema than this program knows is refused and not touched.
    static Result<std::unique_ptr<Database>> open(const QString &path, Instant now);
    ~Database();

    /// Queues `job` for the writer; `done` runs in the thread of `replies`, after the commit. Success is
    /// durable: it survives a power cut.
    template <typename T>
    void write(std::function<Result<T>(Connection &)> job, const ReplyBox &replies,
               std::function<void(const Result<T> &)> done);
    /// The same, waiting: for command line programs and worker threads, never for the window's.
    template <typename T>
    Result<T> writeAndWait(std::function<Result<T>(Connection &)> job);
    /// The same, with nobody waiting for the outcome; `failed` runs in the writer's thread.
    void writeLater(std::function<Result<void>(Connection &)> job, std::function<void(const Error &)> failed,
                    Writer::Urgency urgency = Writer::Urgency::Prompt);

    /// This thread's connection for reading. It is closed when the thread ends, or once the database is gone when the
    /// thread next opens one or asks one for its reader. Not for jobs: it does not see their transaction.
    Result<Connection *> reader() const;

    /// Changes when another connection, of any process, has committed.
    Result<qint64> dataVersion() const;
    /// For ChangeWatcher: looks whether others than this database's writer have committed, and answers how often
    /// that was found so.
    void lookForForeignCommits(const ReplyBox &replies, std::function<void(const Result<quint64> &)> answer) const;
    quint64 foreignCommits() const { return m_writer->foreignCommits(); }
    quint64 commits() const { return m_writer->commits(); }
    const QString &path() const { return m_path; }

private:
    Database() = default;

    template <typename T>
    static std::shared_ptr<Result<T>> outcomeOf(std::function<Result<T>(Connection &)> job, Writer::Write &write);

    QString m_path;
    std::shared_ptr<char> m_alive; ///< readers of other threads see by it that the database is gone
    std::unique_ptr<Writer> m_writer;
};

template <typename T>
std::shared_ptr<Result<T>> Database::outcomeOf(std::function<Result<T>(Connection &)> job, Writer::Write &write)
{
    auto outcome = std::make_shared<Result<T>>(fail(Error::Io, QString()));
    write.run = [outcome, job = std::move(job)](Connection &connection) {
        *outcome = job(connection);
        return outcome->has_value();
    };
    return outcome;
}

template <typename T>
void Database::write(std::function<Result<T>(Connection &)> job, const ReplyBox &replies,
                     std::function<void(const Result<T> &)> done)
{
    Writer::Write write;
    const auto outcome = outcomeOf<T>(std::move(job), write);
    write.conclude = [outcome, address = replies.address(),
                      done = std::move(done)](const std::optional<Error> &failure) {
        if (failure)
            *outcome = tl::unexpected(*failure);
        address->post([outcome, done] { done(*outcome); });
    };
    m_writer->enqueue(std::move(write));
}

template <typename T>
Result<T> Database::writeAndWait(std::function<Result<T>(Connection &)> job)
{
    Writer::Write write;
    const auto outcome = outcomeOf<T>(std::move(job), write);
    std::promise<void> concluded;
    auto waiting = concluded.get_future();
    write.conclude = [&](const std::optional<Error> &failure) {
        if (failure)
            *outcome = tl::unexpected(*failure);
        concluded.set_value();
    };
    m_writer->enqueue(std::move(write));
    waiting.wait();
    return *outcome;
}

} // namespace gatehouse::store
