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
    /// For the search of whoever writes the client and has them at hand; looked up in the metadata where they are
    /// empty. What is read from the store is without.
    QStringList redirectUris, roles;

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

/// What fits all of it; an empty member asks for nothing.
struct ClientFilter {
    /// Words, each part of a client id, software id, organisation's id or name, name, redirect URI or role; any case.
    QString text;
    QList<ClientStatus> statuses; ///< one of them; empty: all but deleted
    bool includeDeleted = false;  ///< where `statuses` is empty
    QString environment;          ///< exactly
    QString role;                 ///< any case
    QString organisationId;       ///< exactly
    std::optional<Instant> issuedFrom;
    std::optional<Instant> issuedBefore; ///< and not at it

    bool operator==(const ClientFilter &) const = default;
};

enum class ClientColumn : quint8 { IssuedAt, UpdatedAt, ClientName, OrganisationName, SoftwareId, Status };

/// Texts sort by their lower case, equal states by issue. What is equal still by client id, so that the order is always
/// the same.
struct ClientSort {
    ClientColumn column = ClientColumn::IssuedAt;
    Qt::SortOrder order = Qt::DescendingOrder;

    bool operator==(const ClientSort &) const = default;
};

/// Where a page ended; the next one, sorted the same way, begins after it.
struct ClientKey {
    Instant moment{}; ///< the sorted column's, where it holds moments; of the issue beside a state
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
    /// `limit` at the most from the row `offset` on, counted from 0. With the `total` of rows, as it was counted, the
    /// far half is walked from its end; a total that is out of date moves the page by as much.
    Result<QList<Client>> pageAt(const ClientFilter &filter, const ClientSort &sort, qint64 offset, int limit,
                                 std::optional<qint64> total = {}) const;
    /// How many come before `key`: the row that its client has.
    Result<qint64> rowOf(const ClientFilter &filter, const ClientSort &sort, const ClientKey &key) const;
    /// Exact. Takes a second for words that a good part of a million clients have.
    Result<qint64> count(const ClientFilter &filter) const;
    /// Counts to `most` and no further: what is beyond is `most` + 1. Quick, whatever the filter.
    Result<qint64> countUpTo(const ClientFilter &filter, qint64 most) const;
    /// Whether count() is as quick, since an index has all that the filter asks for.
    static bool isCountedQuickly(const ClientFilter &filter);
    /// Those that clients have, in order.
    Result<QStringList> environments() const;
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
