#pragma once

#include "base/json.h"
#include "base/time.h"
#include "store/database.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace gatehouse::store {

enum class ClientStatus : quint8 {
    Active,
    Held,      ///< registered, waits for review, can do nothing
    Suspended, ///< can do nothing until reactivated
    Deleted,   ///< its history stays
};
QLatin1String name(ClientStatus status);
std::optional<ClientStatus> clientStatusFromName(QStringView name);

/// A registered client as it stands now, and what its last registration was judged by.
struct Client {
    QString clientId;
    QString softwareId, organisationId, organisationName, clientName;
    QString environment; ///< the statement's
    ClientStatus status = ClientStatus::Active;
    Instant issuedAt{};
    Instant updatedAt{};
    int version = 1;
    QByteArray metadata; ///< JSON: the answer to the registration; `software_statement` is in it

    /// A text member of the metadata; empty where absent.
    QString metadataText(const char *name) const;
    QStringList metadataList(const char *name) const;
};

/// One registration or update of a client. What was registered follows from the request, which is kept as
/// it came.
struct ClientVersion {
    int version = 1;
    Instant registeredAt{};
    QByteArray requestJwt;
    QByteArray checks; ///< JSON: how it was judged; the store does not look into it
    QByteArray peerCertificateDer; ///< empty without one
};

/// An identifier that is accepted once, until `expiresAt`.
struct Jti {
    QString issuer;
    QString jti;
    Instant expiresAt{};
};

struct ClientFilter {
    QString text; ///< part of client id, software id, organisation or name; any case
    std::optional<ClientStatus> status;
    bool includeDeleted = false;
};

/// Where a page ended; the next one begins after it.
struct ClientKey {
    Instant issuedAt{};
    QString clientId;
};

/// Registered clients with all their versions, and the identifiers they used up. Reads are for any thread;
/// none of the database's rows is ever lost by a deletion.
class ClientStore
{
public:
    explicit ClientStore(Database &database)
        : m_database(database)
    {
    }

    using Done = std::function<void(const Result<void> &)>;

    /// Enters the client, its first version and the request's identifier in one transaction. Conflict where
    /// the identifier was used before: then nothing is entered. An identifier is used up only by a
    /// registration that is accepted.
    void insertRegistration(Client client, ClientVersion version, Jti jti, const ReplyBox &replies,
                            Done done);
    /// A new version of a client that is there; its id, issue time and status stay.
    void updateRegistration(Client client, ClientVersion version, Jti jti, const ReplyBox &replies,
                            Done done);
    /// Marks it deleted and kills its tokens.
    void remove(const QString &clientId, Instant now, const ReplyBox &replies, Done done);

    Result<std::optional<Client>> find(const QString &clientId) const;
    /// Oldest first.
    Result<QList<ClientVersion>> versions(const QString &clientId) const;
    /// Newest first, `limit` at the most, after `after` where a page came before.
    Result<QList<Client>> page(const ClientFilter &filter, const std::optional<ClientKey> &after, int limit) const;
    Result<qint64> count(const ClientFilter &filter) const;
    /// When the identifier was first used; nothing where it was not.
    Result<std::optional<Instant>> jtiFirstUsed(const QString &issuer, const QString &jti) const;

private:
    Database &m_database;
};

/// Enters an identifier within a transaction; Conflict where it is there, naming when it was first used.
Result<void> useJti(Connection &connection, const Jti &jti, Instant now);

} // namespace gatehouse::store
