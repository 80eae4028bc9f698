#include "store/client_search.h"

#include "base/base64url.h"
#include "store/client_query.h"
#include "store/client_row.h"

#include <algorithm>

namespace gatehouse::store {

namespace {

constexpr qsizetype GroupLength = 3;
constexpr qsizetype MaxSearchedLength = 300;

/// One case, one way to write an accent, and none of the characters that searchText() sets between its parts.
QString folded(const QString &text)
{
    QString clean = text.isValidUtf16() ? text : QString::fromUtf8(text.toUtf8());
    for (QChar &character : clean) {
        if (character.category() == QChar::Other_Control)
            character = QLatin1Char(' ');
    }
    return clean.toCaseFolded().normalized(QString::NormalizationForm_C);
}

QString quoted(QString group)
{
    return QLatin1Char('"') + group.replace(QLatin1Char('"'), QLatin1String("\"\"")) + QLatin1Char('"');
}

} // namespace

QStringList rolesOf(const Client &client)
{
    if (!client.roles.isEmpty())
        return client.roles;
    const QByteArray statement = client.metadataText("software_statement").toLatin1();
    const QList<QByteArray> parts = statement.split('.');
    return fromBase64url(parts.value(1))
        .and_then([](const QByteArray &claims) { return parseJson(claims); })
        .map([](const Json &claims) { return stringListMember(claims, "software_roles").value_or(QStringList()); })
        .value_or(QStringList());
}

QString searchText(const Client &client)
{
    const QStringList uris = client.redirectUris.isEmpty() ? client.metadataList("redirect_uris") : client.redirectUris;
    QString text;
    for (const QString &line :
         {client.clientId, client.softwareId, client.organisationId, client.organisationName, client.clientName})
        text += searchedLine(line).mid(1);
    qsizetype left = MaxSearchedUriLength;
    for (const QString &uri : uris) {
        left -= uri.size();
        if (left < 0)
            break;
        text += searchedLine(uri).mid(1);
    }
    text.prepend(QLatin1Char('\n'));
    for (const QString &role : rolesOf(client))
        text += searchedRole(role);
    return text + QLatin1String("\n\n");
}

Result<void> renewSearchTexts(Connection &connection)
{
    constexpr int AtOnce = 500;
    QString last = QStringLiteral("");
    while (true) {
        const auto rows = connection.run(
            "SELECT " CLIENT_COLUMNS " FROM clients WHERE client_id > ? ORDER BY client_id LIMIT ?", {last, AtOnce});
        if (!rows)
            return tl::unexpected(rows.error());
        QList<Client> clients;
        while ((*rows)->next())
            clients.append(clientFrom(**rows));
        (*rows)->finish();
        if (clients.isEmpty())
            return {};
        last = clients.constLast().clientId;
        for (const Client &client : clients) {
            const auto renewed = connection.run("UPDATE clients SET search_text = ? WHERE client_id = ?",
                                                {searchText(client), client.clientId});
            if (!renewed)
                return tl::unexpected(renewed.error());
        }
    }
}

QString searchedLine(const QString &line)
{
    return QLatin1Char('\n') + folded(line) + QLatin1Char('\n');
}

QString searchedRole(const QString &role)
{
    return QLatin1Char('\t') + folded(role) + QLatin1Char('\t');
}

QStringList searchWords(const QString &text)
{
    QStringList words = folded(text.left(MaxSearchedLength))
                            .simplified()
                            .split(QLatin1Char(' '), Qt::SkipEmptyParts)
                            .mid(0, MaxSearchWords);
    words.removeDuplicates();
    return words;
}

QStringList groupsOf(const QString &text)
{
    const QList<uint> characters = text.toUcs4();
    QStringList groups;
    for (qsizetype from = 0; from + GroupLength <= characters.size(); ++from)
        groups.append(QString::fromUcs4(reinterpret_cast<const char32_t *>(&characters[from]), GroupLength));
    groups.removeDuplicates();
    return groups;
}

QString allGroupsQuery(const QStringList &groups)
{
    QStringList terms;
    for (const QString &group : groups)
        terms.append(quoted(group));
    return terms.join(QLatin1String(" AND "));
}

QString anyGroupQuery(const QStringList &groups)
{
    QStringList alternatives;
    for (const QString &group : groups)
        alternatives.append(quoted(group));
    return QLatin1Char('(') + alternatives.join(QLatin1String(" OR ")) + QLatin1Char(')');
}

} // namespace gatehouse::store
