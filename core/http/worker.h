#pragma once

#include "http/connection.h"

#include <QObject>
#include <QTimer>

#include <atomic>
#include <functional>
#include <unordered_set>

namespace gatehouse::http {

/// Called once in each worker's thread; what it returns is destroyed there.
using HandlerFactory = std::function<Handler()>;

/// What the workers of a server have in common; outlives them and does not change.
struct WorkerOptions {
    Limits limits;
    Clock clock;
    FailureHook failed;
    ErrorAnswer errorAnswer;
    HandlerFactory handlerFactory;
    std::atomic<quint64> &lastRequestId;
};

/// The connections of one thread. Made anywhere, then moved to its thread; its functions are called there.
class Worker : public QObject
{
public:
    explicit Worker(const WorkerOptions &options);
    ~Worker() override;

    void begin();
    void adopt(qintptr descriptor, const std::optional<QSslConfiguration> &tls);
    /// `drained` is called when the last connection is gone, at the latest after `deadline`.
    void drain(std::chrono::milliseconds deadline, std::function<void()> drained);
    /// From any thread.
    int connectionCount() const { return m_count.load(std::memory_order_relaxed); }
    /// From any thread: counted before the connection is handed over, so that a burst is spread evenly.
    void announce() { m_count.fetch_add(1, std::memory_order_relaxed); }

private:
    void forget(Connection *connection);
    void finishDraining();

    const WorkerOptions &m_options;
    Handler m_handler;
    QTimer m_ticker;
    std::unordered_set<Connection *> m_connections;
    std::atomic<int> m_count{0};
    std::function<void()> m_drained;
};

} // namespace gatehouse::http
