#include "store/token_store.h"

#include "store/housekeeping.h"

#include <QCoreApplication>
#include <QLoggingCategory>

namespace gatehouse::store {

namespace {

Q_LOGGING_CATEGORY(logStore, "gatehouse.store")

QString text(const QByteArray &value)
{
    return value.isEmpty() ? QStringLiteral("") : QString::fromLatin1(value);
}

void logFailure(const Error &error)
{
    qCWarning(logStore).noquote() << error.message << error.detail;
}

Result<void> revokeIn(Connection &connection, const QByteArray &hash)
{
    const auto done = connection.run("DELETE FROM tokens WHERE hash = ?", {text(hash)});
    if (!done)
        return tl::unexpected(done.error());
    return {};
}

} // namespace

void TokenStore::insert(const AccessToken &token, const std::optional<Jti> &assertion, const ReplyBox &replies,
                        Done done)
{
    m_database.write<void>(
        [token, assertion](Connection &connection) -> Result<void> {
            if (assertion) {
                if (auto used = useJti(connection, *assertion, token.issuedAt); !used)
                    return used;
            }
            // A client that was deleted or suspended while its request was on the way gets no token.
            const auto inserted = connection.run(
                "INSERT INTO tokens (hash, client_id, scope, issued_at, expires_at, certificate_thumbprint) "
                "SELECT ?, client_id, ?, ?, ?, ? FROM clients WHERE client_id = ? AND status = 'active'",
                {text(token.hash), token.scope.isNull() ? QStringLiteral("") : token.scope,
                 toMilliseconds(token.issuedAt), toMilliseconds(token.expiresAt), text(token.certificateThumbprint),
                 token.clientId});
            if (!inserted)
                return tl::unexpected(inserted.error());
            if ((*inserted)->numRowsAffected() != 1)
                return fail(Error::NotFound,
                            QCoreApplication::translate("gatehouse::store", "The client is no longer active."));
            return {};
        },
        replies, std::move(done));
}

void TokenStore::rememberJti(const Jti &jti, Instant now, const ReplyBox &replies, Done done)
{
    m_database.write<void>([jti, now](Connection &connection) { return useJti(connection, jti, now); }, replies,
                           std::move(done));
}

void TokenStore::revoke(const QByteArray &hash, const ReplyBox &replies, Done done)
{
    m_database.write<void>([hash](Connection &connection) { return revokeIn(connection, hash); }, replies,
                           std::move(done));
}

void TokenStore::revoke(const QByteArray &hash)
{
    m_database.writeLater([hash](Connection &connection) { return revokeIn(connection, hash); }, logFailure);
}

void TokenStore::revokeAll(const QString &clientId, const ReplyBox &replies, Done done)
{
    m_database.write<void>(
        [clientId](Connection &connection) -> Result<void> {
            if (const auto killed = connection.run("DELETE FROM tokens WHERE client_id = ?", {clientId}); !killed)
                return tl::unexpected(killed.error());
            return {};
        },
        replies, std::move(done));
}

Result<std::optional<AccessToken>> TokenStore::find(const QByteArray &hash) const
{
    const auto connection = m_database.reader();
    if (!connection)
        return tl::unexpected(connection.error());
    const auto query =
        (*connection)
            ->run(
                "SELECT t.client_id, t.scope, t.issued_at, t.expires_at, t.certificate_thumbprint, c.status FROM tokens t "
                "JOIN clients c ON c.client_id = t.client_id WHERE t.hash = ?",
                {text(hash)});
    if (!query)
        return tl::unexpected(query.error());
    std::optional<AccessToken> token;
    if ((*query)->next()) {
        const QSqlQuery &row = **query;
        token = AccessToken{hash,
                            row.value(0).toString(),
                            row.value(1).toString(),
                            fromMilliseconds(row.value(2).toLongLong()),
                            fromMilliseconds(row.value(3).toLongLong()),
                            row.value(4).toString().toLatin1(),
                            clientStatusFromName(row.value(5).toString()).value_or(ClientStatus::Suspended)};
    }
    (*query)->finish();
    return token;
}

void TokenStore::purge(Instant now)
{
    store::purge(m_database, now);
}

} // namespace gatehouse::store
