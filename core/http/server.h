#pragma once

#include "http/worker.h"

#include <QHostAddress>
#include <QObject>

#include <memory>

namespace gatehouse::http {

struct ServerOptions {
    QHostAddress address = QHostAddress::LocalHost;
    quint16 port = 0; ///< 0: any free one
    int threads = 0;  ///< 0: one a core
    std::optional<QSslConfiguration> tls; ///< none: plain text, for tests
    Limits limits;
    Clock clock;
    HandlerFactory handlerFactory;
    FailureHook failed = [](const QHostAddress &, const QString &) {}; ///< called in worker threads
};

/// An HTTP/1.1 server: one thread accepts, workers serve. Lives in the thread that made it.
class Server : public QObject
{
    Q_OBJECT

public:
    explicit Server(ServerOptions options, QObject *parent = nullptr);
    /// Stops, waiting for what is in flight.
    ~Server() override;

    /// Listens when it returns. Conflict where the port is taken.
    Result<void> start();
    quint16 port() const;
    /// For connections that come from now on.
    void setTls(const QSslConfiguration &tls);

    /// Accepts nothing new at once; what is in flight is answered, idle connections are closed; stopped()
    /// follows, at the latest after `deadline`.
    void stop(std::chrono::milliseconds deadline = std::chrono::seconds(10));

Q_SIGNALS:
    void stopped();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

/// What every TLS endpoint here speaks: 1.2 with ECDHE and AEAD, and 1.3. The client's certificate is asked
/// for where `clientCertificates` says so and never insisted on: whoever answers judges it, and can say what
/// is wrong with it. No list of acceptable issuers is sent, so that clients send whatever they have.
enum class ClientCertificates { Ask, Ignore };
QSslConfiguration serverTls(const QList<QSslCertificate> &chain, const QSslKey &key, ClientCertificates clientCertificates);

} // namespace gatehouse::http
