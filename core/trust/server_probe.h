#pragma once

#include "trust/certificate.h"

#include <QObject>
#include <QString>

#include <chrono>
#include <memory>

class QSslSocket;
class QTimer;

namespace gatehouse::trust {

struct ProbedServer {
    QString host;
    quint16 port = 443;
    QList<Certificate> chain; ///< as the server sent it, leaf first; at least one
    QString protocol;         ///< `TLS 1.3`
    QString cipher;
    bool namesHost = false; ///< the leaf is for this host, by its subject alternative names
};

struct ServerAddress {
    QString host;
    quint16 port = 443;
};
/// `host`, `host:port`, `[::1]:port`, or an `https` URL.
Result<ServerAddress> parseServerAddress(const QString &text);

/// Fetches the certificates that a TLS server shows, without trusting them: nothing is sent over the connection. Lives
/// in a thread with an event loop. succeeded() or failed() comes once for each start(), never from inside it.
class ServerProbe : public QObject
{
    Q_OBJECT

public:
    explicit ServerProbe(QObject *parent = nullptr);
    ~ServerProbe() override;

    static constexpr std::chrono::seconds Timeout{10};

    /// An earlier probe that is under way is dropped without a signal.
    void start(const ServerAddress &address, std::chrono::milliseconds timeout = Timeout);
    void cancel();

Q_SIGNALS:
    void succeeded(const gatehouse::trust::ProbedServer &server);
    /// Io where there is no connection or no TLS behind it: the message names host, port and what to check.
    void failed(const gatehouse::Error &error);

private:
    void conclude(const Result<ProbedServer> &result);
    void takeChain();

    ServerAddress m_address;
    std::unique_ptr<QSslSocket> m_socket;
    std::unique_ptr<QTimer> m_timer;
};

} // namespace gatehouse::trust
