#include "sandbox/sandbox.h"

#include "http/server.h"
#include "sandbox/background.h"
#include "sandbox/endpoint.h"
#include "sandbox/serving_lock.h"
#include "sandbox/snapshot_loader.h"
#include "sandbox/tls_material.h"
#include "store/change_watcher.h"
#include "store/client_indexer.h"
#include "store/exchange_log.h"

#include <QTimer>

namespace gatehouse::sandbox {

namespace {

/// How long exchanges gather before they are shown: fast enough to look live.
constexpr std::chrono::milliseconds LogInterval(100);
constexpr std::chrono::minutes PurgeInterval(5);
/// Longer than a request may take: after it a stop is no longer patient.
constexpr std::chrono::seconds StopDeadline(12);

/// What is read off the window's thread before the endpoint can listen.
struct Preparation {
    std::shared_ptr<ServingLock> lock;
    PolicyKeys keys;
    trust::TrustAnchors clientAnchors;
    std::shared_ptr<jose::PrivateKey> tokenKey;
};

Result<Preparation> prepare(const QString &folder, const Settings &settings, const ClientTruststore &truststore,
                            fetch::JwksCache &keySets)
{
    auto lock = ServingLock::acquire(folder);
    if (!lock)
        return tl::unexpected(lock.error());
    auto keys = loadPolicyKeys(settings.policy, settings.policyFolder, keySets);
    if (!keys)
        return tl::unexpected(keys.error());
    auto clientAnchors = loadClientAnchors(truststore);
    if (!clientAnchors)
        return tl::unexpected(clientAnchors.error());
    auto tokenKey = loadTokenKey(folder);
    if (!tokenKey)
        return tl::unexpected(tokenKey.error());
    return Preparation{*std::move(lock), *std::move(keys), *clientAnchors,
                       std::make_shared<jose::PrivateKey>(*std::move(tokenKey))};
}

store::ExchangeSummary summaryOf(const Exchange &exchange, const QString &run)
{
    store::ExchangeSummary summary;
    summary.id = QStringLiteral("%1-%2").arg(run).arg(exchange.id, 12, 10, QLatin1Char('0'));
    summary.at = exchange.arrivedAt;
    summary.method = QString::fromLatin1(exchange.method);
    summary.target = QString::fromUtf8(exchange.target.left(500));
    summary.status = exchange.status;
    summary.errorCode = exchange.errorCode;
    summary.description = exchange.errorDescription.left(500);
    summary.clientId = exchange.clientId;
    summary.softwareId = exchange.softwareId;
    summary.peerSubject = exchange.peerSubject;
    summary.peerAddress = exchange.peerAddress;
    summary.durationUs = exchange.duration.count();
    return summary;
}

} // namespace

struct Sandbox::Private {
    Private(QString workspaceFolder, store::Database &workspaceDatabase, fetch::JwksCache &keySetCache,
            std::shared_ptr<directory::Directory> testDirectory, Clock systemClock)
        : folder(std::move(workspaceFolder))
        , database(workspaceDatabase)
        , keySets(keySetCache)
        , directory(std::move(testDirectory))
        , clock(std::move(systemClock))
        , clients(workspaceDatabase)
        , tokens(workspaceDatabase)
        , exchangeLog(workspaceDatabase)
        , policyWatch(workspaceDatabase, replies)
    {}

    QString folder;
    store::Database &database;
    fetch::JwksCache &keySets;
    std::shared_ptr<directory::Directory> directory;
    Clock clock;
    store::ClientStore clients;
    store::TokenStore tokens;
    store::ExchangeLog exchangeLog;
    Recorder recorder;
    store::ReplyBox replies;
    ClientTrustWatch trustWatch{replies};
    PolicyWatch policyWatch;
    std::unique_ptr<store::ChangeWatcher> databaseWatch; ///< while running
    std::unique_ptr<store::ClientIndexer> indexer;       ///< likewise
    QTimer logTimer;
    QTimer purgeTimer;

    State state = State::Stopped;
    Settings settings;
    quint64 policyLoad = 0; ///< the newest; an older one that ends later is of no use
    std::optional<int> policyVersion;
    std::optional<WorkspacePolicy> nextPolicy; ///< came while it was starting with another
    bool isPrepared = false;                   ///< the start knows its policy
    bool stopWanted = false;                   ///< stop() came while it was starting
    QUrl baseUrl;
    QString run; ///< tells the exchanges of one run of the endpoint from those of another
    std::shared_ptr<ServingLock> lock;
    std::shared_ptr<EndpointServices> services;
    std::unique_ptr<http::Server> server;
    QList<Exchange> recent;
    QThreadPool pool; ///< last: what runs there uses the key sets, and is waited for

    http::ServerOptions serverOptions()
    {
        http::ServerOptions options;
        options.address = settings.address;
        options.port = settings.port;
        options.threads = settings.threads;
        options.tls = http::serverTls(toQt(directory->endpoint().chain), toQt(directory->endpoint().key),
                                      settings.mode == ClientCertificateMode::Off ? http::ClientCertificates::Ignore
                                                                                  : http::ClientCertificates::Ask);
        options.clock = clock;
        options.handlerFactory = [endpointServices = services] {
            const auto endpoint = std::make_shared<Endpoint>(endpointServices);
            return [endpoint](http::Request request, http::Responder responder) {
                endpoint->handle(std::move(request), std::move(responder));
            };
        };
        options.failed = [this](const QHostAddress &peer, const QString &problem) {
            Exchange exchange;
            exchange.arrivedAt = clock();
            exchange.peerAddress = peer.toString();
            exchange.errorDescription = problem;
            recorder.record(std::move(exchange));
        };
        return options;
    }

    ClientTruststore clientTruststore() const
    {
        return settings.clientTruststore.path.isEmpty() ? ClientTruststore{clientTruststorePath(folder), std::nullopt}
                                                        : settings.clientTruststore;
    }

    QUrl urlOf(quint16 port) const
    {
        QUrl url;
        url.setScheme(QStringLiteral("https"));
        const bool anywhere = settings.address.isLoopback() || settings.address == QHostAddress::Any
            || settings.address == QHostAddress::AnyIPv4 || settings.address == QHostAddress::AnyIPv6;
        if (!settings.hostName.isEmpty())
            url.setHost(settings.hostName);
        else
            url.setHost(anywhere ? QStringLiteral("localhost") : settings.address.toString());
        url.setPort(port);
        return url;
    }
};

Sandbox::Sandbox(QString workspaceFolder, store::Database &database, fetch::JwksCache &keySets,
                 std::shared_ptr<directory::Directory> directory, Clock clock, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<Private>(std::move(workspaceFolder), database, keySets, std::move(directory),
                                  std::move(clock)))
{
    d->logTimer.setSingleShot(true);
    d->logTimer.setInterval(LogInterval);
    connect(&d->recorder, &Recorder::waiting, &d->logTimer, qOverload<>(&QTimer::start));
    connect(&d->logTimer, &QTimer::timeout, this, &Sandbox::takeExchanges);
    connect(&d->trustWatch, &ClientTrustWatch::changed, this, &Sandbox::applyClientTrust);
    connect(&d->trustWatch, &ClientTrustWatch::failed, this, [this](Error error) {
        // A start that reads the same says so itself.
        if (d->state != State::Running)
            return d->trustWatch.lookAgain();
        error.message += QLatin1Char(' ') + tr("The endpoint goes on with the certificates that it knew.");
        Q_EMIT failed(error);
    });
    connect(&d->policyWatch, &PolicyWatch::changed, this, &Sandbox::takeWorkspacePolicy);
    connect(&d->policyWatch, &PolicyWatch::failed, this, &Sandbox::takePolicyFailure);
    connect(&d->purgeTimer, &QTimer::timeout, this, [this] { d->tokens.purge(d->clock()); });
}

Sandbox::~Sandbox()
{
    dropServer();
    takeExchanges();
}

void Sandbox::dropServer()
{
    // It waits for what is in flight, and would tell of its end somebody who no longer has it.
    if (d->server)
        d->server->disconnect(this);
    d->server.reset();
}

void Sandbox::moveTo(QThread *thread)
{
    for (QObject *object : std::initializer_list<QObject *>{this, &d->recorder, &d->replies, &d->trustWatch,
                                                            &d->policyWatch, &d->logTimer, &d->purgeTimer})
        object->moveToThread(thread);
}

void Sandbox::setState(State state)
{
    d->state = state;
    Q_EMIT stateChanged(state);
}

void Sandbox::start(const Settings &settings)
{
    if (d->state != State::Stopped)
        return;
    d->settings = settings;
    d->stopWanted = false;
    ++d->policyLoad;
    setState(State::Starting);
    d->nextPolicy.reset();
    d->policyVersion.reset();
    d->isPrepared = false;
    // Before it is read: what changes meanwhile is then seen to have changed.
    d->trustWatch.start(d->clientTruststore());
    if (settings.policyOrigin == PolicyOrigin::Workspace)
        d->policyWatch.start();
    else
        prepareStart();
}

void Sandbox::prepareStart()
{
    d->isPrepared = true;
    inBackground<Result<Preparation>>(
        d->replies,
        [folder = d->folder, settings = d->settings, truststore = d->clientTruststore(), &keySets = d->keySets] {
            return prepare(folder, settings, truststore, keySets);
        },
        [this](const Result<Preparation> &prepared) {
            if (!prepared)
                return giveUp(prepared.error());
            d->lock = prepared->lock;
            d->services = std::make_shared<EndpointServices>(d->clients, d->tokens, d->keySets, d->recorder, d->clock,
                                                             *prepared->tokenKey);
            d->server = std::make_unique<http::Server>(d->serverOptions());
            connect(d->server.get(), &http::Server::stopped, this, &Sandbox::concludeStop);
            if (auto listening = d->server->start(); !listening)
                return giveUp(listening.error());
            d->baseUrl = d->urlOf(d->server->port());
            d->services->setSnapshot(makeSnapshot(d->settings, d->baseUrl.toString(), prepared->keys,
                                                  prepared->clientAnchors, d->directory));
            if (auto published = d->lock->publish(d->baseUrl); !published)
                return giveUp(published.error());
            d->run = QString::number(toMilliseconds(d->clock()));
            d->purgeTimer.start(PurgeInterval);
            d->indexer = std::make_unique<store::ClientIndexer>(d->database);
            watchKeySets();
            setState(State::Running);
            Q_EMIT started();
            if (d->stopWanted)
                return stop();
            if (const auto next = std::exchange(d->nextPolicy, std::nullopt))
                applyPolicy(next->policy, next->version);
        },
        d->pool);
}

void Sandbox::watchKeySets()
{
    d->databaseWatch = std::make_unique<store::ChangeWatcher>(d->database);
    connect(d->databaseWatch.get(), &store::ChangeWatcher::changedElsewhere, this,
            [this] { d->keySets.reloadLater(); });
}

void Sandbox::giveUp(const Error &error)
{
    d->trustWatch.stop();
    d->policyWatch.stop();
    dropServer();
    d->services.reset();
    d->lock.reset();
    d->baseUrl.clear();
    setState(State::Stopped);
    Q_EMIT failed(error);
}

void Sandbox::stop()
{
    if (d->state == State::Starting)
        d->stopWanted = true;
    if (d->state != State::Running)
        return;
    setState(State::Stopping);
    d->purgeTimer.stop();
    d->trustWatch.stop();
    d->policyWatch.stop();
    d->server->stop(StopDeadline);
}

void Sandbox::concludeStop()
{
    // The server emitted this signal and is still on the stack.
    d->server.release()->deleteLater();
    d->services.reset();
    d->databaseWatch.reset();
    d->indexer.reset();
    d->lock.reset();
    d->baseUrl.clear();
    takeExchanges();
    setState(State::Stopped);
    Q_EMIT stopped();
}

void Sandbox::applyPolicy(const dcr::Policy &policy)
{
    applyPolicy(policy, std::nullopt);
}

void Sandbox::applyPolicy(const dcr::Policy &policy, std::optional<int> version)
{
    if (d->state != State::Running) {
        d->settings.policy = policy;
        return;
    }
    Settings settings = d->settings;
    settings.policy = policy;
    inBackground<Result<PolicyKeys>>(
        d->replies,
        [settings, &keySets = d->keySets] { return loadPolicyKeys(settings.policy, settings.policyFolder, keySets); },
        [this, settings, version, load = ++d->policyLoad](const Result<PolicyKeys> &keys) {
            if (d->state != State::Running || load != d->policyLoad)
                return;
            if (!keys)
                return takePolicyFailure(keys.error());
            d->settings.policy = settings.policy;
            d->policyVersion = version;
            d->services->setSnapshot(makeSnapshot(d->settings, d->baseUrl.toString(), *keys,
                                                  d->services->snapshot()->clientAnchors, d->directory));
            Q_EMIT policyApplied();
        },
        d->pool);
}

void Sandbox::takeWorkspacePolicy(const WorkspacePolicy &policy)
{
    if (d->state == State::Running)
        return applyPolicy(policy.policy, policy.version);
    if (d->state != State::Starting)
        return;
    if (d->isPrepared) {
        d->nextPolicy = policy;
        return;
    }
    d->settings.policy = policy.policy;
    d->settings.policyFolder = d->folder;
    d->policyVersion = policy.version;
    prepareStart();
}

void Sandbox::takePolicyFailure(Error error)
{
    if (d->state == State::Starting && !d->isPrepared)
        return giveUp(error);
    error.message += QLatin1Char(' ') + tr("The endpoint goes on with the policy that it had.");
    Q_EMIT failed(error);
}

void Sandbox::lookAtPolicy()
{
    d->policyWatch.look();
}

std::optional<int> Sandbox::policyVersion() const
{
    return d->policyVersion;
}

void Sandbox::applyClientTrust(const trust::TrustAnchors &anchors)
{
    // While it starts, the file is looked at again: what was read for the start may be older.
    if (d->state == State::Starting)
        return d->trustWatch.lookAgain();
    if (d->state != State::Running)
        return;
    auto snapshot = std::make_shared<Snapshot>(*d->services->snapshot());
    snapshot->clientAnchors = anchors;
    d->services->setSnapshot(std::move(snapshot));
    Q_EMIT clientTrustChanged();
}

QString Sandbox::clientTruststore() const
{
    return d->clientTruststore().path;
}

void Sandbox::takeExchanges()
{
    const QList<Exchange> exchanges = d->recorder.take();
    if (exchanges.isEmpty())
        return;
    QList<store::ExchangeSummary> summaries;
    for (const Exchange &exchange : exchanges)
        summaries.append(summaryOf(exchange, d->run));
    d->exchangeLog.append(summaries);
    d->recent += exchanges;
    if (d->recent.size() > MaxRecentExchanges)
        d->recent.remove(0, d->recent.size() - MaxRecentExchanges);
    Q_EMIT exchangesAdded(exchanges);
}

Sandbox::State Sandbox::state() const
{
    return d->state;
}

const Settings &Sandbox::settings() const
{
    return d->settings;
}

QUrl Sandbox::baseUrl() const
{
    return d->baseUrl;
}

QUrl Sandbox::registrationEndpoint() const
{
    return d->baseUrl.isEmpty() ? QUrl() : QUrl(d->baseUrl.toString() + QLatin1String(path::Register));
}

QUrl Sandbox::wellKnown() const
{
    return d->baseUrl.isEmpty() ? QUrl() : QUrl(d->baseUrl.toString() + QLatin1String(path::Discovery));
}

const QList<Exchange> &Sandbox::recentExchanges() const
{
    return d->recent;
}

void Sandbox::clearRecentExchanges()
{
    d->recent.clear();
}

} // namespace gatehouse::sandbox
