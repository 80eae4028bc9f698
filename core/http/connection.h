#pragma once

#include "http/request_reader.h"
#include "http/responder.h"

#include <QObject>
#include <QSslConfiguration>

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>

class QSslSocket;
class QTcpSocket;

namespace gatehouse::http {

using Handler = std::function<void(Request, Responder)>;

/// A peer that failed before or instead of a request: handshake, garbage, time-out.
using FailureHook = std::function<void(const QHostAddress &peer, const QString &problem)>;

/// What a connection asks of its surroundings; all outlive it.
struct ConnectionContext {
    const Limits &limits;
    const Clock &clock;
    const Handler &handler;
    const FailureHook &failed;
    const ErrorAnswer &errorAnswer;
    std::atomic<quint64> &lastRequestId;
};

/// One peer: its socket, its requests one after the other, its deadlines. Lives in a worker's thread.
class Connection : public QObject
{
public:
    using SteadyTime = std::chrono::steady_clock::time_point;

    /// Takes the descriptor. `closed` is called once, when nothing more will come; then it may be deleted later.
    Connection(qintptr descriptor, const std::optional<QSslConfiguration> &tls, const ConnectionContext &context,
               std::function<void(Connection *)> closed);
    ~Connection() override;

    void respond(const Response &response);
    void respondUnanswered();
    /// Ends when nothing is in flight.
    void drain();
    void abort();
    /// Ends or answers what takes too long; called a few times a second.
    void checkDeadline(SteadyTime now);

private:
    enum class Phase {
        Handshake,
        Idle,
        Reading,
        Handling,
        Writing,   ///< the answer is not yet taken: the next request has to wait, or it would pile up here
        Lingering, ///< refused in the middle of a request: what still comes is thrown away
        Closing,
        Closed,
    };

    void open(qintptr descriptor, const std::optional<QSslConfiguration> &tls);
    void encrypted();
    void failed(const QString &problem);
    void read();
    bool takeInput();
    void handle();
    void refuse(int status, const QString &description);
    qint64 unsentBytes() const;
    void written();
    void finishAnswer();
    void disconnectPeer();
    void close();
    void setPhase(Phase phase);

    ConnectionContext m_context;
    std::function<void(Connection *)> m_closed;
    QTcpSocket *m_socket;
    QSslSocket *m_tlsSocket; ///< the same, or null in plain text
    RequestReader m_reader;
    QByteArray m_input;        ///< read and not yet taken
    bool m_inputNeeded = true; ///< what is in m_input is too little for the reader
    bool m_reading = false;    ///< read() is on the stack
    Phase m_phase = Phase::Handshake;
    SteadyTime m_deadline;
    bool m_draining = false;
    bool m_headRequest = false;
    bool m_keepAlive = false;
    QList<QByteArray> m_peerChain;
    QString m_tls;
    QString m_localUrl;
    std::shared_ptr<Connection *> m_self;
};

} // namespace gatehouse::http
