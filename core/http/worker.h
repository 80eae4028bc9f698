#pragma once

#include "http/connection.h"

#include <QObject>
#include <QTimer>

#include <atomic>
#include <functional>
#include <memory>
#include <unordered_set>

namespace gatehouse::http {

/// Called once in each worker's thread; what it returns is destroyed there.
using HandlerFactory = std::function<Handler()>;
using FailureHook = std::function<void(const QHostAddress &peer, const QString &problem)>;

/// The connections of one thread. Made anywhere, then moved to its thread; its functions are called there.
class Worker : public QObject
{
public:
    Worker(const Limits &limits, Clock clock, FailureHook failed);
    ~Worker() override;

    void begin(const HandlerFactory &factory);
    void adopt(qintptr descriptor, const std::optional<QSslConfiguration> &tls);
    /// `drained` is called when the last connection is gone, at the latest after `deadline`.
    void drain(std::chrono::milliseconds deadline, std::function<void()> drained);
    /// From any thread.
    int connectionCount() const { return m_count.load(std::memory_order_relaxed); }
    /// Counted before the connection is handed over, so that a burst is spread evenly.
    void announce() { m_count.fetch_add(1, std::memory_order_relaxed); }

private:
    void forget(Connection *connection);
    void finishDraining();

    Limits m_limits;
    Clock m_clock;
    FailureHook m_failed;
    Handler m_handler;
    QTimer m_ticker;
    std::unordered_set<Connection *> m_connections;
    std::atomic<int> m_count{0};
    std::function<void()> m_drained;
};

} // namespace gatehouse::http
