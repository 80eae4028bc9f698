#include "http/worker.h"

#include <utility>
#include <vector>

namespace gatehouse::http {

namespace {

/// Deadlines are kept to within this.
constexpr std::chrono::milliseconds TickInterval(250);

} // namespace

Worker::Worker(const WorkerOptions &options)
    : m_options(options)
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

void Worker::begin()
{
    m_handler = m_options.handlerFactory();
    m_ticker.start(TickInterval);
}

void Worker::adopt(qintptr descriptor, const std::optional<QSslConfiguration> &tls)
{
    const ConnectionContext context{m_options.limits, m_options.clock,       m_handler,
                                    m_options.failed, m_options.errorAnswer, m_options.lastRequestId};
    m_connections.insert(new Connection(descriptor, tls, context, [this](Connection *closed) { forget(closed); }));
}

void Worker::forget(Connection *connection)
{
    m_connections.erase(connection);
    m_count.fetch_sub(1, std::memory_order_relaxed);
    connection->deleteLater();
    // Later: the handler may be on the stack, and is destroyed then.
    if (m_drained && m_connections.empty())
        QMetaObject::invokeMethod(
            this, [this] { finishDraining(); }, Qt::QueuedConnection);
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
    if (const auto drained = std::exchange(m_drained, nullptr)) {
        m_ticker.stop();
        // What the handler owns belongs to this thread.
        m_handler = nullptr;
        drained();
    }
}

} // namespace gatehouse::http
