#pragma once

#include "base/json.h"
#include "base/time.h"
#include "store/client_decision.h"
#include "store/client_status.h"
#include "store/database.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <functional>
#include <optional>

namespace gatehouse::store {

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
    QByteArray checks;             ///< JSON: how it was judged; the store does not look into it
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

enum class ClientColumn : quint8 { IssuedAt, UpdatedAt, ClientName, OrganisationName, SoftwareId, Status };

/// Texts sort by their lower case. Equal ones by client id, so that the order is always the same.
struct ClientSort {
    ClientColumn column = ClientColumn::IssuedAt;
    Qt::SortOrder order = Qt::DescendingOrder;
};

/// Where a page ended; the next one, sorted the same way, begins after it.
struct ClientKey {
    Instant moment{}; ///< the sorted column's, where it holds moments
    QString clientId;
    QString text{}; ///< the sorted column's, where it holds texts

    static ClientKey of(const Client &client, const ClientSort &sort = {});
};

enum class SoftwareRule : quint8 {
    AnyNumberOfClients,
    OneClient, ///< one software has one client that is not deleted
};

/// Registered clients with all their versions, and the identifiers they used up. Reads are for any thread, and see
/// what was committed; versions outlive the deletion of their client. Every change is in the record of changes: by
/// the client itself, or by whoever decided about it.
class ClientStore
{
public:
    explicit ClientStore(Database &database)
        : m_database(database)
    {}

    using Done = std::function<void(const Result<void> &)>;
    using Decided = std::function<void(const Result<DecisionOutcome> &)>;

    /// Enters the client, its first version and the request's identifier in one transaction. Conflict where
    /// the identifier was used before: then nothing is entered. An identifier is used up only by a
    /// registration that is accepted. Conflict too where the rule allows the software no further client.
    void insertRegistration(Client client, ClientVersion version, Jti jti, const ReplyBox &replies, Done done,
                            SoftwareRule rule = SoftwareRule::AnyNumberOfClients);
    /// A new version of a client that is there; its id, software id, issue time and status stay. NotFound where it is
    /// not, or was deleted.
    void updateRegistration(Client client, ClientVersion version, Jti jti, const ReplyBox &replies, Done done);
    /// At its TPP's own request: marks it deleted and kills its tokens. NotFound where it never was; deleting twice is
    /// no error.
    void remove(const QString &clientId, Instant now, const ReplyBox &replies, Done done);
    /// Makes the clients `to`, in one transaction and with a row in the record of changes for each. A client of which
    /// that cannot be made is refused for itself; an error means that nothing was changed: a reason that is missing
    /// or too long, more than MaxDecidedClients, or a database that failed.
    void decide(const QStringList &clientIds, ClientStatus to, const Decision &decision, const ReplyBox &replies,
                Decided done);
    /// The same, waiting.
    Result<DecisionOutcome> decideAndWait(const QStringList &clientIds, ClientStatus to, const Decision &decision);

    Result<std::optional<Client>> find(const QString &clientId) const;
    /// Oldest first.
    Result<QList<ClientVersion>> versions(const QString &clientId) const;
    /// `limit` at the most, after `after` where a page came before. A client that is registered meanwhile neither
    /// repeats nor hides another.
    Result<QList<Client>> page(const ClientFilter &filter, const std::optional<ClientKey> &after, int limit,
                               const ClientSort &sort = {}) const;
    Result<qint64> count(const ClientFilter &filter) const;
    /// Whether one of the organisation's clients of that environment is active. An organisation that has no name has
    /// none.
    Result<bool> hasActiveClient(const QString &organisationId, const QString &environment) const;
    /// When the identifier was first used; nothing where it was not.
    Result<std::optional<Instant>> jtiFirstUsed(const QString &issuer, const QString &jti) const;

private:
    Database &m_database;
};

/// Enters a client and its first version within a transaction.
Result<void> enterClient(Connection &connection, const Client &client, const ClientVersion &version);

/// Enters an identifier within a transaction; Conflict where it is there, naming when it was first used.
Result<void> useJti(Connection &connection, const Jti &jti, Instant now);

} // namespace gatehouse::store
