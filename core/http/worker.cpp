#include "http/worker.h"

#include <utility>

namespace gatehouse::http {

namespace {

/// Deadlines are kept to within this.
constexpr std::chrono::milliseconds TickInterval(250);

} // namespace

Worker::Worker(const Limits &limits, Clock clock, FailureHook failed)
    : m_limits(limits)
    , m_clock(std::move(clock))
    , m_failed(std::move(failed))
    , m_ticker(this)
{
    connect(&m_ticker, &QTimer::timeout, this, [this] {
        const auto now = std::chrono::steady_clock::now();
        // A connection that ends takes itself out of the set.
        const std::vector<Connection *> connections(m_connections.begin(), m_connections.end());
        for (Connection *connection : connections)
            connection->checkDeadline(now);
    });
}

Worker::~Worker()
{
    for (Connection *connection : m_connections)
        delete connection;
}

void Worker::begin(const HandlerFactory &factory)
{
    m_handler = factory();
    m_ticker.start(TickInterval);
}

void Worker::adopt(qintptr descriptor, const std::optional<QSslConfiguration> &tls)
{
    auto *connection = new Connection(descriptor, tls, {m_limits, m_clock, m_handler, m_failed},
                                      [this](Connection *closed) { forget(closed); });
    m_connections.insert(connection);
    if (m_drained)
        connection->drain();
}

void Worker::forget(Connection *connection)
{
    m_connections.erase(connection);
    m_count.fetch_sub(1, std::memory_order_relaxed);
    connection->deleteLater();
    if (m_drained && m_connections.empty())
        finishDraining();
}

void Worker::drain(std::chrono::milliseconds deadline, std::function<void()> drained)
{
    m_drained = std::move(drained);
    const std::vector<Connection *> connections(m_connections.begin(), m_connections.end());
    for (Connection *connection : connections)
        connection->drain();
    if (m_connections.empty())
        return finishDraining();
    QTimer::singleShot(deadline, this, [this] {
        const std::vector<Connection *> late(m_connections.begin(), m_connections.end());
        for (Connection *connection : late)
            connection->abort();
    });
}

void Worker::finishDraining()
{
    m_ticker.stop();
    // What the handler owns belongs to this thread.
    m_handler = nullptr;
    if (const auto drained = std::exchange(m_drained, nullptr))
        drained();
}

} // namespace gatehouse::http
