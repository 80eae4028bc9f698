#include "keymanager/key_manager_store.h"

#include "dcr/text.h"
#include "keymanager/admin_json.h"
#include "keymanager/fields.h"
#include "keymanager/stray_secrets.h"
#include "store/activity_recorder.h"

#include <QCoreApplication>
#include <QUuid>

namespace gatehouse::keymanager {

namespace {

using dcr::quoted;
using store::Connection;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::keymanager)
};

constexpr char Columns[] = "SELECT id, document, vault_secrets, server, revision, created_at, updated_at FROM "
                           "key_managers WHERE deleted_at = 0";

/// Qt binds a null text as NULL.
QString notNull(const QString &text)
{
    return text.isNull() ? QLatin1String("") : text;
}

QStringList namesIn(const QString &json)
{
    const auto names = parseJson(json.toUtf8());
    return names ? stringListMember({{"names", *names}}, "names").value_or(QStringList()) : QStringList();
}

Result<StoredKeyManager> read(const QSqlQuery &row)
{
    StoredKeyManager stored;
    stored.id = row.value(0).toString();
    const auto imported = fromAdminJson(row.value(1).toByteArray());
    if (!imported)
        return fail(
            Error::Malformed,
            Text::tr("The key manager %1 of the workspace cannot be read: %2").arg(stored.id, imported.error().message),
            imported.error().detail);
    stored.keyManager = imported->keyManager;
    const QStringList inVault = namesIn(row.value(2).toString());
    for (const QString &name : inVault)
        stored.keyManager.propertyRef(name) = {name, {}, ConnectorProperty::Form::InVault};
    stored.server = row.value(3).toString();
    stored.revision = row.value(4).toLongLong();
    stored.createdAt = fromMilliseconds(row.value(5).toLongLong());
    stored.updatedAt = fromMilliseconds(row.value(6).toLongLong());
    return stored;
}

Result<std::optional<StoredKeyManager>> findIn(Connection &connection, const char *condition, const QString &value)
{
    const QByteArray sql = QByteArray(Columns) + condition;
    const auto query = connection.run(sql.constData(), {notNull(value)});
    if (!query)
        return tl::unexpected(query.error());
    std::optional<Result<StoredKeyManager>> found;
    if ((*query)->next())
        found = read(**query);
    (*query)->finish();
    if (!found)
        return std::nullopt;
    return found->map([](const StoredKeyManager &stored) { return std::optional(stored); });
}

Result<std::optional<StoredKeyManager>> findById(Connection &connection, const QString &id)
{
    return findIn(connection, " AND id = ?", id);
}

Error gone(const QString &id)
{
    return {Error::NotFound,
            Text::tr("There is no key manager %1 in the workspace; it may have been deleted.").arg(id),
            {}};
}

tl::unexpected<Error> nameTaken(const QString &name)
{
    return fail(Error::Conflict,
                Text::tr("There is a key manager of the name %1 already. Choose another name.").arg(quoted(name)));
}

/// Nothing else in the program puts one there; if it does, this is where it ends.
Result<void> refuseSecrets(const KeyManager &keyManager)
{
    for (const ConnectorProperty &property : keyManager.connector) {
        if (property.form == ConnectorProperty::Form::Text && !property.value.isEmpty()
            && isSecretProperty(keyManager.type, property.name))
            return fail(Error::Refused,
                        Text::tr("%1 is a secret and is not put into the database: the vault keeps it.")
                            .arg(connectorLabel(keyManager.type, property.name)));
    }
    OrderedJson document = toAdminJson(keyManager, ApiVersion::V4);
    QStringList strays = takeStraySecrets(document);
    wipeTexts(document);
    if (holdsPrivateKey(keyManager.certificate.toStdString()))
        strays.append(path(Field::Certificates));
    if (!strays.isEmpty())
        return fail(Error::Refused,
                    Text::tr("%1 holds a secret, and is not put into the database. Take it out, and set it on the "
                             "server itself.")
                        .arg(dcr::listed(strays)));
    return {};
}

QByteArray documentOf(const KeyManager &keyManager)
{
    return QByteArray::fromStdString(
        toAdminJson(keyManager, ApiVersion::V4).dump(-1, ' ', false, OrderedJson::error_handler_t::replace));
}

/// One that could not be read again would take the whole list with it.
Result<void> refuseUnreadable(const KeyManager &keyManager)
{
    const auto again = fromAdminJson(documentOf(keyManager));
    if (again)
        return {};
    return fail(again.error().kind, Text::tr("The key manager cannot be stored: %1").arg(again.error().message),
                again.error().detail);
}

QString secretNames(const KeyManager &keyManager)
{
    return QString::fromUtf8(toBytes(toJson(keyManager.vaultSecrets())));
}

Result<void> insert(Connection &connection, const StoredKeyManager &stored)
{
    const auto done = connection.run(
        "INSERT INTO key_managers (id, name, document, vault_secrets, server, revision, created_at, updated_at, "
        "deleted_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)",
        {stored.id, notNull(stored.keyManager.name), documentOf(stored.keyManager), secretNames(stored.keyManager),
         notNull(stored.server), stored.revision, toMilliseconds(stored.createdAt), toMilliseconds(stored.updatedAt)});
    if (done)
        return {};
    return store::isConstraintViolation(done.error()) ? nameTaken(stored.keyManager.name)
                                                      : tl::unexpected(done.error());
}

Result<void> update(Connection &connection, const StoredKeyManager &stored)
{
    const auto done = connection.run(
        "UPDATE key_managers SET name = ?, document = ?, vault_secrets = ?, server = ?, revision = ?, updated_at = ? "
        "WHERE id = ?",
        {notNull(stored.keyManager.name), documentOf(stored.keyManager), secretNames(stored.keyManager),
         notNull(stored.server), stored.revision, toMilliseconds(stored.updatedAt), stored.id});
    if (done)
        return {};
    return store::isConstraintViolation(done.error()) ? nameTaken(stored.keyManager.name)
                                                      : tl::unexpected(done.error());
}

/// Without secrets: the database holds none.
Json stateOf(const std::optional<StoredKeyManager> &stored)
{
    if (!stored)
        return {};
    Json state = parseJson(documentOf(stored->keyManager)).value_or(Json::object());
    state["server"] = toStdString(stored->server);
    return state;
}

QLatin1String actionOf(const std::optional<StoredKeyManager> &before, const StoredKeyManager &after,
                       const KeyManagerChange &change)
{
    if (change.way == KeyManagerChange::Way::Imported)
        return QLatin1String("keymanager.imported");
    if (!before)
        return QLatin1String("keymanager.created");
    StoredKeyManager switched = *before;
    switched.keyManager.isEnabled = after.keyManager.isEnabled;
    if (before->keyManager.isEnabled == after.keyManager.isEnabled || stateOf(switched) != stateOf(after))
        return QLatin1String("keymanager.changed");
    return after.keyManager.isEnabled ? QLatin1String("keymanager.enabled") : QLatin1String("keymanager.disabled");
}

Result<void> enter(Connection &connection, QLatin1String action, const std::optional<StoredKeyManager> &before,
                   const std::optional<StoredKeyManager> &after, const KeyManagerChange &change)
{
    const StoredKeyManager &stored = after ? *after : *before;
    const auto [left, came] = store::changeBetween(stateOf(before), stateOf(after));
    return store::enterActivity(connection, {change.actor, action, stored.id, stored.keyManager.name, {}, left, came},
                                change.at);
}

/// One that cannot be read any more can still be removed.
std::optional<StoredKeyManager> readable(Connection &connection, const QString &id)
{
    StoredKeyManager unreadable;
    unreadable.id = id;
    return findById(connection, id).value_or(unreadable);
}

Result<StoredKeyManager> store(Connection &connection, StoredKeyManager stored, const KeyManagerChange &change)
{
    stored.updatedAt = change.at;
    if (stored.revision == 0) {
        stored.createdAt = change.at;
        stored.revision = 1;
        return insert(connection, stored)
            .and_then(
                [&] { return enter(connection, actionOf(std::nullopt, stored, change), std::nullopt, stored, change); })
            .map([&] { return stored; });
    }
    const auto current = findById(connection, stored.id);
    if (!current)
        return tl::unexpected(current.error());
    if (!*current)
        return tl::unexpected(gone(stored.id));
    if ((*current)->revision != stored.revision)
        return fail(Error::Conflict,
                    Text::tr("Another program has changed the key manager %1 meanwhile. Load it again, and make your "
                             "change anew.")
                        .arg(quoted((*current)->keyManager.name)));
    stored.createdAt = (*current)->createdAt;
    ++stored.revision;
    return update(connection, stored)
        .and_then([&] { return enter(connection, actionOf(**current, stored, change), **current, stored, change); })
        .map([&] { return stored; });
}

std::function<Result<StoredKeyManager>(Connection &)> saving(StoredKeyManager stored, const KeyManagerChange &change)
{
    if (stored.id.isEmpty())
        stored.id = newStoredId();
    return [stored, change](Connection &connection) -> Result<StoredKeyManager> {
        return refuseSecrets(stored.keyManager)
            .and_then([&] { return refuseUnreadable(stored.keyManager); })
            .and_then([&] { return store(connection, stored, change); });
    };
}

std::function<Result<StoredKeyManager>(Connection &)> enabling(const QString &id, bool isEnabled,
                                                               const KeyManagerChange &change)
{
    return [id, isEnabled, change](Connection &connection) -> Result<StoredKeyManager> {
        auto current = findById(connection, id);
        if (!current)
            return tl::unexpected(current.error());
        if (!*current)
            return tl::unexpected(gone(id));
        (*current)->keyManager.isEnabled = isEnabled;
        return store(connection, **current, change);
    };
}

std::function<Result<void>(Connection &)> removing(const QString &id, const KeyManagerChange &change)
{
    return [id, change](Connection &connection) -> Result<void> {
        const std::optional<StoredKeyManager> before = readable(connection, id);
        const auto done = connection.run("UPDATE key_managers SET deleted_at = ? WHERE id = ? AND deleted_at = 0",
                                         {toMilliseconds(change.at), id});
        if (!done)
            return tl::unexpected(done.error());
        if ((*done)->numRowsAffected() == 0)
            return tl::unexpected(gone(id));
        return enter(connection, QLatin1String("keymanager.deleted"), before, std::nullopt, change);
    };
}

std::function<Result<void>(Connection &)> notingSecretsGone(const QString &id)
{
    return [id](Connection &connection) -> Result<void> {
        return connection.run("UPDATE key_managers SET vault_secrets = '[]' WHERE id = ? AND deleted_at != 0", {id})
            .map([](QSqlQuery *) {});
    };
}

} // namespace

QString vaultName(const QString &id, const QString &propertyName)
{
    return QStringLiteral("key-manager:%1/%2").arg(id, propertyName);
}

QString newStoredId()
{
    return QUuid::createUuid().toString(QUuid::WithoutBraces);
}

Result<QList<StoredKeyManager>> KeyManagerStore::list() const
{
    const auto connection = m_database.reader();
    if (!connection)
        return tl::unexpected(connection.error());
    static const QByteArray sql = QByteArray(Columns) + " ORDER BY name, id";
    const auto query = (*connection)->run(sql.constData());
    if (!query)
        return tl::unexpected(query.error());
    QList<StoredKeyManager> all;
    while ((*query)->next()) {
        auto stored = read(**query);
        if (!stored) {
            (*query)->finish();
            return tl::unexpected(stored.error());
        }
        all.append(*std::move(stored));
    }
    (*query)->finish();
    return all;
}

Result<std::optional<StoredKeyManager>> KeyManagerStore::find(const QString &id) const
{
    return m_database.reader().and_then([&](Connection *connection) { return findById(*connection, id); });
}

Result<std::optional<StoredKeyManager>> KeyManagerStore::findByName(const QString &name) const
{
    return m_database.reader().and_then(
        [&](Connection *connection) { return findIn(*connection, " AND name = ?", name); });
}

void KeyManagerStore::save(const StoredKeyManager &stored, const KeyManagerChange &change,
                           const store::ReplyBox &replies, Saved done)
{
    m_database.write<StoredKeyManager>(saving(stored, change), replies, std::move(done));
}

Result<StoredKeyManager> KeyManagerStore::saveAndWait(const StoredKeyManager &stored, const KeyManagerChange &change)
{
    return m_database.writeAndWait<StoredKeyManager>(saving(stored, change));
}

void KeyManagerStore::setEnabled(const QString &id, bool isEnabled, const KeyManagerChange &change,
                                 const store::ReplyBox &replies, Saved done)
{
    m_database.write<StoredKeyManager>(enabling(id, isEnabled, change), replies, std::move(done));
}

Result<StoredKeyManager> KeyManagerStore::setEnabledAndWait(const QString &id, bool isEnabled,
                                                            const KeyManagerChange &change)
{
    return m_database.writeAndWait<StoredKeyManager>(enabling(id, isEnabled, change));
}

void KeyManagerStore::remove(const QString &id, const KeyManagerChange &change, const store::ReplyBox &replies,
                             Done done)
{
    m_database.write<void>(removing(id, change), replies, std::move(done));
}

Result<void> KeyManagerStore::removeAndWait(const QString &id, const KeyManagerChange &change)
{
    return m_database.writeAndWait<void>(removing(id, change));
}

void KeyManagerStore::restore(const QString &id, const KeyManagerChange &change, const store::ReplyBox &replies,
                              Done done)
{
    m_database.write<void>(
        [id, change](Connection &connection) -> Result<void> {
            const auto undone = connection.run("UPDATE key_managers SET deleted_at = 0 WHERE id = ?", {id});
            if (!undone && store::isConstraintViolation(undone.error()))
                return fail(
                    Error::Conflict,
                    Text::tr("The key manager cannot be brought back: its name was given to another meanwhile."));
            if (!undone)
                return tl::unexpected(undone.error());
            if ((*undone)->numRowsAffected() == 0)
                return tl::unexpected(gone(id));
            return enter(connection, QLatin1String("keymanager.restored"), std::nullopt, readable(connection, id),
                         change);
        },
        replies, std::move(done));
}

Result<QList<LeftSecrets>> KeyManagerStore::secretsOfDeleted(Instant until) const
{
    const auto connection = m_database.reader();
    if (!connection)
        return tl::unexpected(connection.error());
    const auto query = (*connection)
                           ->run("SELECT id, vault_secrets FROM key_managers WHERE deleted_at != 0 AND deleted_at <= ? "
                                 "AND vault_secrets != '[]' ORDER BY id",
                                 {toMilliseconds(until)});
    if (!query)
        return tl::unexpected(query.error());
    QList<LeftSecrets> all;
    while ((*query)->next()) {
        const QStringList names = namesIn((*query)->value(1).toString());
        if (!names.isEmpty())
            all.append({(*query)->value(0).toString(), names});
    }
    (*query)->finish();
    return all;
}

void KeyManagerStore::noteSecretsGone(const QString &id, const store::ReplyBox &replies, Done done)
{
    m_database.write<void>(notingSecretsGone(id), replies, std::move(done));
}

Result<void> KeyManagerStore::noteSecretsGoneAndWait(const QString &id)
{
    return m_database.writeAndWait<void>(notingSecretsGone(id));
}

} // namespace gatehouse::keymanager
