#pragma once

#include "store/client_store.h"

namespace gatehouse::store {

/// An issued access token; the token itself is nowhere.
struct AccessToken {
    QByteArray hash; ///< base64url SHA-256 of the token
    QString clientId;
    QString scope;
    Instant issuedAt{};
    Instant expiresAt{};
    QByteArray certificateThumbprint;                 ///< `x5t#S256` it is bound to; empty: none
    ClientStatus clientStatus = ClientStatus::Active; ///< its client's, as find() saw it in the same moment

    /// A token opens something only before it expires and while its client is active.
    bool isLive(Instant now) const { return now < expiresAt && clientStatus == ClientStatus::Active; }
};

class TokenStore
{
public:
    explicit TokenStore(Database &database)
        : m_database(database)
    {}

    using Done = std::function<void(const Result<void> &)>;

    /// Enters the token and, where there is one, the identifier of the assertion that it was asked for with;
    /// Conflict where that was used before.
    void insert(const AccessToken &token, const std::optional<Jti> &assertion, const ReplyBox &replies, Done done);
    void rememberJti(const Jti &jti, Instant now, const ReplyBox &replies, Done done);
    void revoke(const QByteArray &hash, const ReplyBox &replies, Done done);
    /// The same with nobody waiting.
    void revoke(const QByteArray &hash);
    void revokeAll(const QString &clientId, const ReplyBox &replies, Done done);
    /// Nothing for one that is unknown or revoked. An expired one is found until it is purged.
    Result<std::optional<AccessToken>> find(const QByteArray &hash) const;
    /// The database's housekeeping, for tokens and all else that expires; see housekeeping.h.
    void purge(Instant now);

private:
    Database &m_database;
};

} // namespace gatehouse::store
