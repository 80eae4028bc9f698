#include "store/client_activity.h"

#include "store/client_query.h"

#include <QCryptographicHash>

namespace gatehouse::store {

namespace {

constexpr char Statement[] = "software_statement";
constexpr char StatementHash[] = "software_statement_sha256";

NewActivity activityOf(const Client &client, const char *action)
{
    NewActivity activity;
    activity.actor = {ActivityOrigin::Endpoint, client.clientId};
    activity.action = QLatin1String(action);
    activity.subject = client.clientId;
    activity.subjectName = clientSubjectName(client.organisationName, client.clientName);
    return activity;
}

/// The members of an update that are looked at for differences.
Json comparedMembers(const Client &client)
{
    Json members = parseJsonObject(client.metadata).value_or(Json::object());
    if (const auto statement = stringMember(members, Statement)) {
        members.erase(Statement);
        members[StatementHash] =
            QCryptographicHash::hash(statement->toUtf8(), QCryptographicHash::Sha256).toHex().toStdString();
    }
    members["organisation_id"] = toStdString(client.organisationId);
    members["organisation_name"] = toStdString(client.organisationName);
    return members;
}

/// Those of `members` that `others` has not, or has otherwise.
Json differing(const Json &members, const Json &others)
{
    Json rest = Json::object();
    for (const auto &[name, value] : members.items()) {
        const auto other = others.find(name);
        if (other == others.end() || *other != value)
            rest[name] = value;
    }
    return rest;
}

} // namespace

QString clientSubjectName(const QString &organisationName, const QString &clientName)
{
    QStringList parts{organisationName, clientName};
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" \u00b7 "));
}

Result<void> killTokens(Connection &connection, const QString &clientId)
{
    if (const auto killed = connection.run("DELETE FROM tokens WHERE client_id = ?", {notNull(clientId)}); !killed)
        return tl::unexpected(killed.error());
    return {};
}

NewActivity registeredActivity(const Client &client)
{
    NewActivity activity = activityOf(client, "client.registered");
    activity.after = {{"client_name", toStdString(client.clientName)},
                      {"software_id", toStdString(client.softwareId)},
                      {"version", client.version},
                      {"status", name(client.status).data()}};
    return activity;
}

NewActivity updatedActivity(const Client &before, const Client &after)
{
    const Json old = comparedMembers(before);
    const Json now = comparedMembers(after);
    NewActivity activity = activityOf(after, "client.updated");
    activity.before = differing(old, now);
    activity.before["version"] = before.version;
    activity.after = differing(now, old);
    activity.after["version"] = after.version;
    return activity;
}

NewActivity deletedActivity(const Client &client)
{
    NewActivity activity = activityOf(client, "client.deleted");
    activity.before = {{"status", name(client.status).data()}};
    activity.after = {{"status", name(ClientStatus::Deleted).data()}};
    return activity;
}

} // namespace gatehouse::store
