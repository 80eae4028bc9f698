#pragma once

#include "http/router.h"
#include "sandbox/call.h"
#include "store/client_store.h"
#include "store/token_store.h"

#include <QCache>

#include <functional>
#include <mutex>
#include <optional>

namespace gatehouse::sandbox {

/// What all workers of one endpoint share. Its members are safe to use from any thread.
class EndpointServices
{
public:
    EndpointServices(store::ClientStore &clientStore, store::TokenStore &tokenStore, fetch::JwksCache &keySetCache,
                     Recorder &exchangeRecorder, Clock systemClock, jose::PrivateKey accessTokenKey);

    store::ClientStore &clients;
    store::TokenStore &tokens;
    fetch::JwksCache &keySets;
    Recorder &recorder;
    const Clock clock;
    const jose::PrivateKey tokenKey;

    std::shared_ptr<const Snapshot> snapshot() const;
    void setSnapshot(std::shared_ptr<const Snapshot> snapshot);

private:
    mutable std::mutex m_mutex;
    std::shared_ptr<const Snapshot> m_snapshot;
};

/// The routes of the registration endpoint, one object a worker thread; the database's answers come back to it.
class Endpoint : public store::ReplyBox
{
public:
    explicit Endpoint(std::shared_ptr<EndpointServices> services);

    void handle(http::Request request, http::Responder responder);

private:
    using Handler = void (Endpoint::*)(const CallPtr &, const http::PathParameters &);

    /// What a route asks of the connection before its handler is called.
    enum class Access : quint8 {
        Everyone,          ///< readable without a client certificate in every mode
        ClientCertificate, ///< insists on one where the mode does
    };
    struct Route {
        const char *method;
        const char *path;
        Access access;
        Handler handler;
    };
    static const Route Routes[];

    // registration_routes.cpp
    void registerClient(const CallPtr &call, const http::PathParameters &parameters);
    void readClient(const CallPtr &call, const http::PathParameters &parameters);
    void updateClient(const CallPtr &call, const http::PathParameters &parameters);
    void deleteClient(const CallPtr &call, const http::PathParameters &parameters);
    /// Judges the body. False where it cannot be accepted, which is answered then, and where keys must be fetched
    /// first; `again` is called then.
    bool judge(const CallPtr &call, const QString &registeredSoftwareId, const std::function<void()> &again);

    // token_routes.cpp
    void issueToken(const CallPtr &call, const http::PathParameters &parameters);
    void introspect(const CallPtr &call, const http::PathParameters &parameters);
    void revoke(const CallPtr &call, const http::PathParameters &parameters);

    // document_routes.cpp
    void discovery(const CallPtr &call, const http::PathParameters &parameters);
    /// The same where WSO2 has it, whose issuer is its token endpoint.
    void discoveryAsWso2(const CallPtr &call, const http::PathParameters &parameters);
    void tokenKeys(const CallPtr &call, const http::PathParameters &parameters);
    void directoryKeys(const CallPtr &call, const http::PathParameters &parameters);
    void softwareKeys(const CallPtr &call, const http::PathParameters &parameters);

    /// Whether `finder` wants a key set; then it is fetched, or KeyWait passes, and `again` is called. Meanwhile the
    /// worker serves others.
    bool fetchWanted(const CallPtr &call, const KeyFinder &finder, std::function<void()> again);
    void rememberAssertion(const CallPtr &call, const std::optional<store::Jti> &jti, std::function<void()> then);

    Peer judgePeer(const http::Request &request, const std::shared_ptr<const Snapshot> &snapshot, Instant now);

    std::shared_ptr<EndpointServices> m_services;
    http::Router m_router;
    /// Keep-alive connections show the same certificate again and again.
    struct JudgedPeer {
        Peer peer;
        Instant from{};
        Instant until{};
        std::shared_ptr<const Snapshot> snapshot;
    };
    /// By the whole chain: the same leaf may come with its issuer at one time and without it at another.
    QCache<QList<QByteArray>, JudgedPeer> m_judgedPeers{256};
};

} // namespace gatehouse::sandbox
