#pragma once

#include <QString>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace gatehouse::store {

/// Folds the write-ahead log into the database in a thread of its own. SQLite does it within a commit otherwise, and
/// whoever waits for that commit waits for some thousand pages more. Nothing depends on it but the log's length:
/// what is committed is in the log, and the log on the disk.
class Checkpointer
{
public:
    /// Of registrations some 1200 pages: the less is left to the writer, the shorter it is busy with it.
    static constexpr std::size_t WritesBetweenFoldings = 150;

    explicit Checkpointer(const QString &path);
    /// Waits for the folding that is under way.
    ~Checkpointer();
    Checkpointer(const Checkpointer &) = delete;
    Checkpointer &operator=(const Checkpointer &) = delete;

    /// So many writes more are in the log. From any thread.
    void note(std::size_t writes);

private:
    void loop(const QString &path);
    bool waitForWork();

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::size_t m_writes = 0; ///< since the last folding began
    bool m_stopping = false;
    std::thread m_thread;
};

} // namespace gatehouse::store
