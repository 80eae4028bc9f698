#pragma once

#include "http/tls.h"
#include "http/worker.h"

#include <QHostAddress>
#include <QObject>

#include <memory>
#include <optional>

namespace gatehouse::http {

struct ServerOptions {
    QHostAddress address = QHostAddress::LocalHost;
    quint16 port = 0;                     ///< 0: any free one
    int threads = 0;                      ///< 0: one a core
    std::optional<QSslConfiguration> tls; ///< as serverTls() makes it; none: plain text, for tests
    Limits limits;
    Clock clock;
    HandlerFactory handlerFactory;
    FailureHook failed = [](const QHostAddress &, const QString &) {}; ///< called in worker threads
    ErrorAnswer errorAnswer = defaultErrorAnswer;                      ///< called in worker threads
};

/// An HTTP/1.1 server: one thread accepts, workers serve. Lives in the thread that made it, which needs an event loop
/// for stopped() alone.
class Server : public QObject
{
    Q_OBJECT

public:
    explicit Server(ServerOptions options, QObject *parent = nullptr);
    /// Stops as stop() does, and waits for it.
    ~Server() override;

    /// Listens when it returns. Conflict where the port is taken, Refused where it needs rights, NotFound where the
    /// address is not of this machine; nothing runs then, and it may be called again.
    Result<void> start();
    /// 0 until it listens.
    quint16 port() const;
    /// For connections that come from now on. From any thread.
    void setTls(const QSslConfiguration &tls);

    /// Accepts nothing new at once; what is in flight is answered with `Connection: close`, idle connections are
    /// closed, handshakes are broken off; stopped() follows, at the latest after `deadline`, which ends what is left.
    void stop(std::chrono::milliseconds deadline = std::chrono::seconds(10));

Q_SIGNALS:
    /// The port is free, no thread of the server runs, every handler is destroyed.
    void stopped();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace gatehouse::http
