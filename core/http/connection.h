#pragma once

#include "http/request_reader.h"
#include "http/responder.h"

#include <QObject>
#include <QSslConfiguration>

#include <chrono>
#include <functional>

class QSslSocket;

namespace gatehouse::http {

using Handler = std::function<void(Request, Responder)>;

/// One peer: its socket, its requests one after the other, its deadlines. Lives in a worker's thread.
class Connection : public QObject
{
public:
    using SteadyTime = std::chrono::steady_clock::time_point;

    /// What a connection asks of its surroundings; all outlive it.
    struct Context {
        const Limits &limits;
        const Clock &clock;
        const Handler &handler;
        /// A connection that failed before it sent a request: handshake, garbage.
        const std::function<void(const QHostAddress &peer, const QString &problem)> &failed;
    };

    Connection(qintptr descriptor, const std::optional<QSslConfiguration> &tls, const Context &context,
               std::function<void(Connection *)> closed);
    ~Connection() override;

    void respond(const Response &response);
    /// Ends when nothing is in flight.
    void drain();
    void abort();
    /// Ends or answers what takes too long; called a few times a second.
    void checkDeadline(SteadyTime now);
    bool isIdle() const { return m_phase == Phase::Idle || m_phase == Phase::Handshake; }

private:
    enum class Phase {
        Handshake,
        Idle,
        Reading,
        Handling,
        Lingering, ///< refused in the middle of a request: what still comes is thrown away
        Closing,
    };

    void read();
    void handle();
    void refuse(const Response &response);
    void write(const Response &response, bool keepAlive);
    void close();
    void setPhase(Phase phase);

    Context m_context;
    std::function<void(Connection *)> m_closed;
    QSslSocket *m_socket;
    RequestReader m_reader;
    QByteArray m_input; ///< read and not yet taken: the next request of a peer that does not wait
    Phase m_phase = Phase::Idle;
    SteadyTime m_deadline;
    bool m_draining = false;
    bool m_headRequest = false;
    bool m_reading = false;
    QList<QByteArray> m_peerChain;
    QString m_tls;
    std::shared_ptr<Connection *> m_self;
};

} // namespace gatehouse::http
