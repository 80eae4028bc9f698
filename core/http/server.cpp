#include "http/server.h"

#include <QCoreApplication>
#include <QSslCipher>
#include <QSslKey>
#include <QTcpServer>
#include <QThread>

#include <algorithm>
#include <mutex>

#include <unistd.h>

namespace gatehouse::http {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::http)
};

/// The kernel's queue of connections that nobody has accepted yet.
constexpr int Backlog = 512;

class Acceptor : public QTcpServer
{
public:
    std::function<void(qintptr)> accepted;

protected:
    void incomingConnection(qintptr descriptor) override { accepted(descriptor); }
};

} // namespace

struct Server::Private {
    explicit Private(ServerOptions serverOptions)
        : options(std::move(serverOptions))
    {
    }

    ServerOptions options;
    std::mutex tlsMutex; ///< guards options.tls: set here, read where connections are accepted
    std::unique_ptr<QThread> acceptThread;
    Acceptor *acceptor = nullptr; ///< lives in acceptThread
    struct WorkerThread {
        std::unique_ptr<QThread> thread;
        std::unique_ptr<Worker> worker;
    };
    std::vector<WorkerThread> workers;
    int draining = 0;
    bool running = false;
    quint16 port = 0;

    void accept(qintptr descriptor)
    {
        const auto least = std::min_element(workers.begin(), workers.end(), [](const auto &a, const auto &b) {
            return a.worker->connectionCount() < b.worker->connectionCount();
        });
        int total = 0;
        for (const WorkerThread &each : workers)
            total += each.worker->connectionCount();
        if (total >= options.limits.connections) {
            ::close(static_cast<int>(descriptor));
            return;
        }
        std::optional<QSslConfiguration> tls;
        {
            const std::scoped_lock lock(tlsMutex);
            tls = options.tls;
        }
        Worker *worker = least->worker.get();
        worker->announce();
        QMetaObject::invokeMethod(worker, [worker, descriptor, tls] { worker->adopt(descriptor, tls); }, Qt::QueuedConnection);
    }

    void joinThreads()
    {
        for (WorkerThread &each : workers) {
            // Connections are destroyed in their own thread, the worker's object after it.
            each.thread->quit();
            each.thread->wait();
        }
        workers.clear();
        if (acceptThread) {
            acceptThread->quit();
            acceptThread->wait();
            acceptThread.reset();
        }
    }
};

Server::Server(ServerOptions options, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(std::move(options)))
{
}

Server::~Server()
{
    if (d->running) {
        QEventLoop loop;
        connect(this, &Server::stopped, &loop, &QEventLoop::quit);
        stop();
        loop.exec(QEventLoop::ExcludeUserInputEvents);
    }
}

Result<void> Server::start()
{
    d->acceptThread = std::make_unique<QThread>();
    d->acceptThread->setObjectName(QStringLiteral("http-accept"));
    d->acceptThread->start();
    d->acceptor = new Acceptor;
    d->acceptor->accepted = [this](qintptr descriptor) { d->accept(descriptor); };
    d->acceptor->setListenBacklogSize(Backlog);
    d->acceptor->moveToThread(d->acceptThread.get());
    connect(d->acceptThread.get(), &QThread::finished, d->acceptor, &QObject::deleteLater);

    const int threads = d->options.threads > 0 ? d->options.threads : std::max(1, QThread::idealThreadCount());
    for (int i = 0; i < threads; ++i) {
        Private::WorkerThread each{std::make_unique<QThread>(),
                                   std::make_unique<Worker>(d->options.limits, d->options.clock, d->options.failed)};
        each.thread->setObjectName(QStringLiteral("http-worker-%1").arg(i + 1));
        each.worker->moveToThread(each.thread.get());
        each.thread->start();
        Worker *worker = each.worker.get();
        QMetaObject::invokeMethod(worker, [worker, this] { worker->begin(d->options.handlerFactory); }, Qt::BlockingQueuedConnection);
        d->workers.push_back(std::move(each));
    }

    bool listening = false;
    QString problem;
    QMetaObject::invokeMethod(
        d->acceptor,
        [this, &listening, &problem] {
            listening = d->acceptor->listen(d->options.address, d->options.port);
            d->port = d->acceptor->serverPort();
            problem = d->acceptor->errorString();
        },
        Qt::BlockingQueuedConnection);
    d->running = true;
    if (listening)
        return {};
    const QString place = QStringLiteral("%1:%2").arg(d->options.address.toString()).arg(d->options.port);
    return fail(Error::Conflict,
                Text::tr("%1 cannot be listened on: %2. Choose another port, or end the program that has it.").arg(place, problem));
}

quint16 Server::port() const
{
    return d->port;
}

void Server::setTls(const QSslConfiguration &tls)
{
    const std::scoped_lock lock(d->tlsMutex);
    d->options.tls = tls;
}

void Server::stop(std::chrono::milliseconds deadline)
{
    if (!d->running || d->draining > 0)
        return;
    QMetaObject::invokeMethod(d->acceptor, [this] { d->acceptor->close(); }, Qt::BlockingQueuedConnection);
    d->draining = static_cast<int>(d->workers.size());
    for (const Private::WorkerThread &each : d->workers) {
        Worker *worker = each.worker.get();
        QMetaObject::invokeMethod(
            worker,
            [this, worker, deadline] {
                worker->drain(deadline, [this] {
                    QMetaObject::invokeMethod(
                        this,
                        [this] {
                            if (--d->draining > 0)
                                return;
                            d->joinThreads();
                            d->running = false;
                            Q_EMIT stopped();
                        },
                        Qt::QueuedConnection);
                });
            },
            Qt::QueuedConnection);
    }
}

QSslConfiguration serverTls(const QList<QSslCertificate> &chain, const QSslKey &key, ClientCertificates clientCertificates)
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setProtocol(QSsl::TlsV1_2OrLater);
    tls.setLocalCertificateChain(chain);
    tls.setPrivateKey(key);
    // None: the system's are read anew for each connection otherwise, and are not whom we trust.
    tls.setCaCertificates({});
    tls.setPeerVerifyMode(clientCertificates == ClientCertificates::Ask ? QSslSocket::QueryPeer : QSslSocket::VerifyNone);
    QList<QSslCipher> ciphers;
    for (const QSslCipher &cipher : QSslConfiguration::supportedCiphers()) {
        const QString name = cipher.name();
        const bool aead = name.contains(QLatin1String("GCM")) || name.contains(QLatin1String("CHACHA20"));
        if (name.startsWith(QLatin1String("TLS_")) || (name.startsWith(QLatin1String("ECDHE-")) && aead && !name.contains(QLatin1String("PSK"))))
            ciphers.append(cipher);
    }
    tls.setCiphers(ciphers);
    return tls;
}

} // namespace gatehouse::http
