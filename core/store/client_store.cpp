#include "store/client_store.h"

#include "store/client_activity.h"
#include "store/client_query.h"
#include "store/client_row.h"
#include "store/client_search.h"

#include <QCoreApplication>

namespace gatehouse::store {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::store)
};

Result<void> insertVersion(Connection &connection, const QString &clientId, const ClientVersion &version)
{
    const auto done = connection.run(
        "INSERT INTO client_versions (client_id, version, registered_at, request_jwt, checks, peer_certificate) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        {clientId, version.version, toMilliseconds(version.registeredAt), notNull(version.requestJwt),
         notNull(version.checks), notNull(version.peerCertificateDer)});
    if (!done)
        return tl::unexpected(done.error());
    return {};
}

Result<std::optional<Instant>> readJti(Connection &connection, const QString &issuer, const QString &jti)
{
    const auto query = connection.run("SELECT first_used_at FROM seen_jtis WHERE issuer = ? AND jti = ?",
                                      {notNull(issuer), notNull(jti)});
    if (!query)
        return tl::unexpected(query.error());
    std::optional<Instant> found;
    if ((*query)->next())
        found = fromMilliseconds((*query)->value(0).toLongLong());
    (*query)->finish();
    return found;
}

Result<bool> hasLiveClient(Connection &connection, const QString &softwareId)
{
    const auto query =
        connection.run("SELECT 1 FROM client_list CROSS JOIN clients ON clients.client_id = client_list.client_id "
                       "WHERE software_key = lower(?) AND client_list.status <> 'deleted' AND software_id = ? LIMIT 1",
                       {notNull(softwareId), notNull(softwareId)});
    if (!query)
        return tl::unexpected(query.error());
    const bool found = (*query)->next();
    (*query)->finish();
    return found;
}

Result<std::optional<Client>> readClient(Connection &connection, const QString &clientId)
{
    const auto query =
        connection.run("SELECT " CLIENT_COLUMNS " FROM clients WHERE client_id = ?", {notNull(clientId)});
    if (!query)
        return tl::unexpected(query.error());
    std::optional<Client> client;
    if ((*query)->next())
        client = clientFrom(**query);
    (*query)->finish();
    return client;
}

/// The rows of a new version. Issue time and status stay, whatever `client` says of them.
Result<void> enterUpdate(Connection &connection, Client client, ClientVersion version)
{
    const auto before = readClient(connection, client.clientId);
    if (!before)
        return tl::unexpected(before.error());
    if (!*before || (*before)->status == ClientStatus::Deleted)
        return fail(Error::NotFound,
                    Text::tr("There is no client \"%1\", or it was deleted.").arg(client.clientId.left(120)));
    client.version = version.version = (*before)->version + 1;
    const auto updated = connection.run(
        "UPDATE clients SET organisation_id = ?, organisation_name = ?, client_name = ?, environment = ?, updated_at = ?, "
        "version = ?, metadata = ?, search_text = ? WHERE client_id = ?",
        {notNull(client.organisationId), notNull(client.organisationName), notNull(client.clientName),
         notNull(client.environment), toMilliseconds(version.registeredAt), client.version, notNull(client.metadata),
         searchText(client), client.clientId});
    if (!updated)
        return tl::unexpected(updated.error());
    if (auto inserted = insertVersion(connection, client.clientId, version); !inserted)
        return inserted;
    return enterActivity(connection, updatedActivity(**before, client), version.registeredAt);
}

Result<void> removeIn(Connection &connection, const QString &clientId, Instant now)
{
    const auto client = readClient(connection, clientId);
    if (!client)
        return tl::unexpected(client.error());
    if (!*client)
        return fail(Error::NotFound, Text::tr("There is no client \"%1\".").arg(clientId.left(120)));
    if ((*client)->status == ClientStatus::Deleted)
        return {};
    const auto changed = connection.run("UPDATE clients SET status = 'deleted', updated_at = ? WHERE client_id = ?",
                                        {toMilliseconds(now), clientId});
    if (!changed)
        return tl::unexpected(changed.error());
    if (auto killed = killTokens(connection, clientId); !killed)
        return killed;
    return enterActivity(connection, deletedActivity(**client), now);
}

} // namespace

QString Client::metadataText(const char *member) const
{
    return parseJson(metadata)
        .map([&](const Json &json) { return stringMember(json, member).value_or(QString()); })
        .value_or(QString());
}

QStringList Client::metadataList(const char *member) const
{
    return parseJson(metadata)
        .map([&](const Json &json) { return stringListMember(json, member).value_or(QStringList()); })
        .value_or(QStringList());
}

Result<void> enterClient(Connection &connection, const Client &client, const ClientVersion &version)
{
    const auto inserted = connection.run(
        "INSERT INTO clients (" CLIENT_COLUMNS ", search_text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {client.clientId, notNull(client.softwareId), notNull(client.organisationId), notNull(client.organisationName),
         notNull(client.clientName), notNull(client.environment), QString(name(client.status)),
         toMilliseconds(client.issuedAt), toMilliseconds(client.updatedAt), client.version, notNull(client.metadata),
         searchText(client)});
    if (!inserted)
        return tl::unexpected(inserted.error());
    return insertVersion(connection, client.clientId, version);
}

Result<void> useJti(Connection &connection, const Jti &jti, Instant now)
{
    const auto done = connection.run(
        "INSERT INTO seen_jtis (issuer, jti, first_used_at, expires_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        {notNull(jti.issuer), notNull(jti.jti), toMilliseconds(now), toMilliseconds(jti.expiresAt)});
    if (!done)
        return tl::unexpected(done.error());
    if ((*done)->numRowsAffected() == 1)
        return {};
    const auto first = readJti(connection, jti.issuer, jti.jti);
    return fail(Error::Conflict,
                Text::tr("The identifier \"%1\" was used on %2. Sign a new one with its own jti.")
                    .arg(jti.jti.left(120), first && *first ? toIso8601(**first) : Text::tr("an earlier day")));
}

void ClientStore::insertRegistration(Client client, ClientVersion version, Jti jti, const ReplyBox &replies, Done done,
                                     SoftwareRule rule)
{
    m_database.write<void>(
        [client = std::move(client), version = std::move(version), jti = std::move(jti),
         rule](Connection &connection) -> Result<void> {
            if (auto used = useJti(connection, jti, version.registeredAt); !used)
                return used;
            if (rule == SoftwareRule::OneClient) {
                const auto taken = hasLiveClient(connection, client.softwareId);
                if (!taken)
                    return tl::unexpected(taken.error());
                if (*taken)
                    return fail(Error::Conflict,
                                Text::tr("The software \"%1\" is registered already. Update its registration, "
                                         "or delete it first.")
                                    .arg(client.softwareId.left(120)));
            }
            if (auto entered = enterClient(connection, client, version); !entered)
                return entered;
            return enterActivity(connection, registeredActivity(client), version.registeredAt);
        },
        replies, std::move(done));
}

void ClientStore::updateRegistration(Client client, ClientVersion version, Jti jti, const ReplyBox &replies, Done done)
{
    m_database.write<void>(
        [client = std::move(client), version = std::move(version),
         jti = std::move(jti)](Connection &connection) -> Result<void> {
            if (auto used = useJti(connection, jti, version.registeredAt); !used)
                return used;
            return enterUpdate(connection, client, version);
        },
        replies, std::move(done));
}

void ClientStore::remove(const QString &clientId, Instant now, const ReplyBox &replies, Done done)
{
    m_database.write<void>([=](Connection &connection) { return removeIn(connection, clientId, now); }, replies,
                           std::move(done));
}

void ClientStore::decide(const QStringList &clientIds, ClientStatus to, const Decision &decision,
                         const ReplyBox &replies, Decided done)
{
    m_database.write<DecisionOutcome>(
        [=](Connection &connection) { return decideIn(connection, clientIds, to, decision); }, replies,
        std::move(done));
}

Result<DecisionOutcome> ClientStore::decideAndWait(const QStringList &clientIds, ClientStatus to,
                                                   const Decision &decision)
{
    return m_database.writeAndWait<DecisionOutcome>(
        [=](Connection &connection) { return decideIn(connection, clientIds, to, decision); });
}

Result<std::optional<Client>> ClientStore::find(const QString &clientId) const
{
    return m_database.reader().and_then(
        [&clientId](Connection *connection) { return readClient(*connection, clientId); });
}

Result<QList<ClientVersion>> ClientStore::versions(const QString &clientId) const
{
    const auto connection = m_database.reader();
    if (!connection)
        return tl::unexpected(connection.error());
    const auto query =
        (*connection)
            ->run(
                "SELECT version, registered_at, request_jwt, checks, peer_certificate FROM client_versions WHERE client_id = ? "
                "ORDER BY version",
                {notNull(clientId)});
    if (!query)
        return tl::unexpected(query.error());
    QList<ClientVersion> versions;
    while ((*query)->next()) {
        const QSqlQuery &row = **query;
        versions.append({row.value(0).toInt(), fromMilliseconds(row.value(1).toLongLong()), row.value(2).toByteArray(),
                         row.value(3).toByteArray(), row.value(4).toByteArray()});
    }
    (*query)->finish();
    return versions;
}

Result<bool> ClientStore::hasActiveClient(const QString &organisationId, const QString &environment) const
{
    if (organisationId.isEmpty())
        return false;
    return m_database.reader().and_then([&](Connection *connection) -> Result<bool> {
        const auto query = connection->run("SELECT 1 FROM clients WHERE organisation_id = ? AND environment = ? AND "
                                           "status = 'active' LIMIT 1",
                                           {organisationId, notNull(environment)});
        if (!query)
            return tl::unexpected(query.error());
        const bool found = (*query)->next();
        (*query)->finish();
        return found;
    });
}

Result<std::optional<Instant>> ClientStore::jtiFirstUsed(const QString &issuer, const QString &jti) const
{
    const auto connection = m_database.reader();
    if (!connection)
        return tl::unexpected(connection.error());
    return readJti(**connection, issuer, jti);
}

} // namespace gatehouse::store
