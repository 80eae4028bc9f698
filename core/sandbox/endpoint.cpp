#include "sandbox/endpoint.h"

#include <QCoreApplication>
#include <QPointer>
#include <QTimer>

#include <algorithm>
#include <utility>

namespace gatehouse::sandbox {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::sandbox)
};

/// A judged certificate is judged anew after this: it may expire while its connection lives.
constexpr std::chrono::minutes PeerJudgementLifetime(1);
/// For all the key sets that one request needs: its sender waits.
constexpr std::chrono::seconds KeyWait(8);

} // namespace

const Endpoint::Route Endpoint::Routes[] = {
    {"POST", path::Register, Access::ClientCertificate, &Endpoint::registerClient},
    {"GET", path::RegisteredClient, Access::ClientCertificate, &Endpoint::readClient},
    {"PUT", path::RegisteredClient, Access::ClientCertificate, &Endpoint::updateClient},
    {"DELETE", path::RegisteredClient, Access::ClientCertificate, &Endpoint::deleteClient},
    {"POST", path::Token, Access::ClientCertificate, &Endpoint::issueToken},
    {"POST", path::Introspect, Access::ClientCertificate, &Endpoint::introspect},
    {"POST", path::Revoke, Access::ClientCertificate, &Endpoint::revoke},
    {"GET", path::Jwks, Access::Everyone, &Endpoint::tokenKeys},
    {"GET", path::Discovery, Access::Everyone, &Endpoint::discovery},
    {"GET", path::DiscoveryAsWso2, Access::Everyone, &Endpoint::discoveryAsWso2},
    {"GET", path::DirectoryJwks, Access::Everyone, &Endpoint::directoryKeys},
    {"GET", path::SoftwareJwks, Access::Everyone, &Endpoint::softwareKeys},
};

EndpointServices::EndpointServices(store::ClientStore &clientStore, store::TokenStore &tokenStore,
                                   fetch::JwksCache &keySetCache, Recorder &exchangeRecorder, Clock systemClock,
                                   jose::PrivateKey accessTokenKey)
    : clients(clientStore)
    , tokens(tokenStore)
    , keySets(keySetCache)
    , recorder(exchangeRecorder)
    , clock(std::move(systemClock))
    , tokenKey(std::move(accessTokenKey))
{}

std::shared_ptr<const Snapshot> EndpointServices::snapshot() const
{
    const std::scoped_lock lock(m_mutex);
    return m_snapshot;
}

void EndpointServices::setSnapshot(std::shared_ptr<const Snapshot> snapshot)
{
    const std::scoped_lock lock(m_mutex);
    m_snapshot = std::move(snapshot);
}

Endpoint::Endpoint(std::shared_ptr<EndpointServices> services)
    : m_services(std::move(services))
{
    for (const Route &route : Routes)
        m_router.add(route.method, QLatin1String(route.path));
}

void Endpoint::handle(http::Request request, http::Responder responder)
{
    auto snapshot = m_services->snapshot();
    if (!snapshot) {
        // The port is known a moment before the endpoint knows its own name.
        responder.respond(http::Response::error(503, "temporarily_unavailable", Text::tr("The endpoint is starting.")));
        return;
    }
    const Instant now = m_services->clock();
    const auto call = std::make_shared<Call>(std::move(request), std::move(responder), std::move(snapshot),
                                             m_services->recorder, now);
    const http::Router::Match match = m_router.match(call->request().method, call->request().path);
    if (match.route < 0) {
        if (match.allowed.isEmpty())
            return call->refuse(
                {404, "invalid_request", Text::tr("There is nothing at %1.").arg(call->request().path.left(200))});
        return call->refuse({405,
                             "invalid_request",
                             Text::tr("%1 is not possible here; %2 is.")
                                 .arg(QString::fromLatin1(call->request().method.left(20)),
                                      QString::fromLatin1(match.allowed.join(", "))),
                             {{"Allow", match.allowed.join(", ")}}});
    }
    const Route &route = Routes[match.route];
    const ClientCertificateMode mode = call->snapshot().mode;
    if (mode != ClientCertificateMode::Off)
        call->peer = judgePeer(call->request(), call->sharedSnapshot(), now);
    // A certificate that is shown is judged in both modes: an untrusted one is no better than none.
    const bool refused = mode == ClientCertificateMode::Required ? !call->peer.isTrusted()
                                                                 : call->peer.certificate && !call->peer.isTrusted();
    if (route.access == Access::ClientCertificate && mode != ClientCertificateMode::Off && refused)
        return call->refuse({401, "invalid_client", Text::tr("Mutual TLS: %1").arg(call->peer.verdict.message)});
    (this->*route.handler)(call, match.parameters);
}

bool Endpoint::fetchWanted(const CallPtr &call, const KeyFinder &finder, std::function<void()> again)
{
    if (!finder.wanted())
        return false;
    if (!call->keyDeadline)
        call->keyDeadline = QDeadlineTimer(KeyWait);
    auto *timeLimit = new QTimer(this);
    timeLimit->setSingleShot(true);
    const auto conclude = [call, again = std::move(again), address = finder.wanted()->address,
                           limit = QPointer(timeLimit),
                           isConcluded = std::make_shared<bool>(false)](const dcr::KeySource &keys) {
        if (std::exchange(*isConcluded, true))
            return;
        if (limit)
            limit->deleteLater();
        call->fetchedKeys.insert(address, keys);
        if (!call->clientIsGone())
            again();
    };
    connect(timeLimit, &QTimer::timeout, this,
            [this, conclude, address = finder.wanted()->address] { conclude(m_services->keySets.lastGood(address)); });
    timeLimit->start(static_cast<int>(call->keyDeadline->remainingTime()));
    m_services->keySets.find(finder.wanted()->address, finder.wanted()->kid, *this, conclude);
    return true;
}

Peer Endpoint::judgePeer(const http::Request &request, const std::shared_ptr<const Snapshot> &snapshot, Instant now)
{
    if (request.peerChain.isEmpty())
        return {std::nullopt, snapshot->clientAnchors.verifyPresented({}, now)};
    const JudgedPeer *judged = m_judgedPeers.object(request.peerChain);
    if (judged && judged->snapshot == snapshot && now >= judged->from && now < judged->until)
        return judged->peer;
    Peer peer;
    if (auto certificate = trust::Certificate::fromDer(request.peerChain.constFirst()))
        peer.certificate = *std::move(certificate);
    peer.verdict = snapshot->clientAnchors.verifyPresented(request.peerChain, now);
    Instant until = now + PeerJudgementLifetime;
    for (const trust::Certificate &certificate : peer.verdict.chain) {
        if (peer.isTrusted())
            until = std::min(until, certificate.notAfter());
    }
    m_judgedPeers.insert(request.peerChain, new JudgedPeer{peer, now, until, snapshot});
    return peer;
}

} // namespace gatehouse::sandbox
