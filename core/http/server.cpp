#include "http/server.h"

#include "http/acceptor.h"

#include <QCoreApplication>
#include <QThread>

#include <algorithm>
#include <latch>
#include <mutex>
#include <vector>

#include <unistd.h>

namespace gatehouse::http {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::http)
};

Error listenError(const QHostAddress &address, quint16 port, QAbstractSocket::SocketError error, const QString &text)
{
    const QString place = QStringLiteral("%1:%2").arg(address.toString()).arg(port);
    switch (error) {
    case QAbstractSocket::AddressInUseError:
        return {Error::Conflict,
                Text::tr("%1 is taken. Choose another port, or end the program that listens there.").arg(place), text};
    case QAbstractSocket::SocketAccessError:
        return {Error::Refused,
                Text::tr("%1 may not be listened on. Ports below 1024 need special rights: choose a higher one.")
                    .arg(place),
                text};
    case QAbstractSocket::SocketAddressNotAvailableError:
        return {Error::NotFound,
                Text::tr("%1 is no address of this machine. Choose one that is.").arg(address.toString()), text};
    default:
        return {Error::Io, Text::tr("%1 cannot be listened on: %2.").arg(place, text), text};
    }
}

} // namespace

struct Server::Private {
    explicit Private(ServerOptions options)
        : address(std::move(options.address))
        , wantedPort(options.port)
        , threads(options.threads > 0 ? options.threads : std::max(1, QThread::idealThreadCount()))
        , tls(std::move(options.tls))
        , workerOptions{options.limits,
                        std::move(options.clock),
                        std::move(options.failed),
                        std::move(options.errorAnswer),
                        std::move(options.handlerFactory),
                        lastRequestId}
    {}

    struct WorkerThread {
        std::unique_ptr<QThread> thread;
        std::unique_ptr<Worker> worker;
    };

    const QHostAddress address;
    const quint16 wantedPort;
    const int threads;
    std::mutex tlsMutex; ///< guards tls: set anywhere, read where connections are accepted
    std::optional<QSslConfiguration> tls;
    std::atomic<quint64> lastRequestId{0};
    const WorkerOptions workerOptions;

    std::unique_ptr<QThread> acceptThread;
    std::unique_ptr<Acceptor> acceptor; ///< lives in acceptThread
    std::vector<WorkerThread> workers;  ///< unchanged while the acceptor listens
    std::optional<std::latch> draining; ///< set while it stops: how many workers still have connections
    std::atomic<int> undrained{0};
    bool running = false;
    quint16 port = 0;

    void startThreads();
    Result<void> listen();
    void accept(qintptr descriptor);
    void closeAcceptor();
    void joinThreads();
};

void Server::Private::startThreads()
{
    for (int i = 0; i < threads; ++i) {
        WorkerThread &each =
            workers.emplace_back(WorkerThread{std::make_unique<QThread>(), std::make_unique<Worker>(workerOptions)});
        each.thread->setObjectName(QStringLiteral("http-worker-%1").arg(i + 1));
        each.worker->moveToThread(each.thread.get());
        each.thread->start();
        Worker *worker = each.worker.get();
        QMetaObject::invokeMethod(
            worker, [worker] { worker->begin(); }, Qt::BlockingQueuedConnection);
    }
    acceptThread = std::make_unique<QThread>();
    acceptThread->setObjectName(QStringLiteral("http-accept"));
    acceptor = std::make_unique<Acceptor>([this](qintptr descriptor) { accept(descriptor); });
    acceptor->moveToThread(acceptThread.get());
    acceptThread->start();
}

Result<void> Server::Private::listen()
{
    Result<void> result;
    QMetaObject::invokeMethod(
        acceptor.get(),
        [this, &result] {
            if (acceptor->listen(address, wantedPort))
                port = acceptor->serverPort();
            else
                result =
                    tl::unexpected(listenError(address, wantedPort, acceptor->serverError(), acceptor->errorString()));
        },
        Qt::BlockingQueuedConnection);
    return result;
}

/// In acceptThread.
void Server::Private::accept(qintptr descriptor)
{
    const auto least = std::min_element(workers.begin(), workers.end(), [](const auto &a, const auto &b) {
        return a.worker->connectionCount() < b.worker->connectionCount();
    });
    int total = 0;
    for (const WorkerThread &each : workers)
        total += each.worker->connectionCount();
    if (total >= workerOptions.limits.connections) {
        ::close(static_cast<int>(descriptor));
        return;
    }
    std::optional<QSslConfiguration> configuration;
    {
        const std::scoped_lock lock(tlsMutex);
        configuration = tls;
    }
    Worker *worker = least->worker.get();
    worker->announce();
    QMetaObject::invokeMethod(
        worker, [worker, descriptor, configuration] { worker->adopt(descriptor, configuration); },
        Qt::QueuedConnection);
}

void Server::Private::closeAcceptor()
{
    QMetaObject::invokeMethod(
        acceptor.get(), [this] { acceptor->end(); }, Qt::BlockingQueuedConnection);
    port = 0;
}

void Server::Private::joinThreads()
{
    for (WorkerThread &each : workers) {
        each.thread->quit();
        each.thread->wait();
    }
    acceptThread->quit();
    acceptThread->wait();
    workers.clear();
    acceptor.reset();
    acceptThread.reset();
    draining.reset();
    running = false;
}

Server::Server(ServerOptions options, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(std::move(options)))
{}

Server::~Server()
{
    if (!d->running)
        return;
    // The workers need no event loop of this thread, so none runs here that could do something else meanwhile.
    stop();
    d->draining->wait();
    d->joinThreads();
}

Result<void> Server::start()
{
    if (d->running)
        return fail(Error::Conflict, Text::tr("The server is running already."));
    d->startThreads();
    d->running = true;
    auto listening = d->listen();
    if (!listening) {
        stop();
        d->draining->wait();
        d->joinThreads();
    }
    return listening;
}

quint16 Server::port() const
{
    return d->port;
}

void Server::setTls(const QSslConfiguration &tls)
{
    const std::scoped_lock lock(d->tlsMutex);
    d->tls = tls;
}

void Server::stop(std::chrono::milliseconds deadline)
{
    if (!d->running || d->draining)
        return;
    d->closeAcceptor();
    d->draining.emplace(static_cast<std::ptrdiff_t>(d->workers.size()));
    d->undrained = static_cast<int>(d->workers.size());
    const auto conclude = [this] {
        // Not for a start that failed, whose threads have ended by now.
        if (d->draining && d->undrained == 0) {
            d->joinThreads();
            Q_EMIT stopped();
        }
    };
    for (const Private::WorkerThread &each : d->workers) {
        Worker *worker = each.worker.get();
        const auto drained = [this, conclude] {
            if (d->undrained.fetch_sub(1) == 1)
                QMetaObject::invokeMethod(this, conclude, Qt::QueuedConnection);
            d->draining->count_down();
        };
        QMetaObject::invokeMethod(
            worker, [worker, deadline, drained] { worker->drain(deadline, drained); }, Qt::QueuedConnection);
    }
}

} // namespace gatehouse::http
