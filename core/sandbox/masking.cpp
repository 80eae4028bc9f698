#include "sandbox/masking.h"

#include "base/json.h"

#include <QByteArrayView>
#include <QCryptographicHash>

#include <algorithm>

namespace gatehouse::sandbox {

namespace {

constexpr const char *Secrets[] = {"access_token",     "token",         "refresh_token",
                                   "client_assertion", "client_secret", "registration_access_token"};
constexpr const char *SecretHeaders[] = {"authorization", "proxy-authorization", "cookie"};
/// Shorter ones could be found by trying until the digest fits.
constexpr qsizetype UnguessableCharacters = 32;

QByteArray masked(QByteArrayView secret)
{
    if (secret.isEmpty())
        return {};
    if (secret.size() < UnguessableCharacters)
        return "****";
    return "****" + QCryptographicHash::hash(secret, QCryptographicHash::Sha256).toHex().first(8);
}

bool isSecret(QByteArrayView name)
{
    return std::any_of(std::begin(Secrets), std::end(Secrets), [name](const char *secret) { return name == secret; });
}

QByteArray maskedForm(const QByteArray &form)
{
    QList<QByteArray> pairs = form.split('&');
    for (QByteArray &pair : pairs) {
        const qsizetype equals = pair.indexOf('=');
        if (equals > 0 && isSecret(QByteArray::fromPercentEncoding(pair.first(equals))))
            pair = pair.first(equals + 1) + masked(QByteArrayView(pair).sliced(equals + 1));
    }
    return pairs.join('&');
}

/// Whether `"name"` stands in the text with a colon behind it.
bool hasMember(const QByteArray &json, const QByteArray &quotedName)
{
    for (qsizetype at = json.indexOf(quotedName); at >= 0; at = json.indexOf(quotedName, at + 1)) {
        if (QByteArrayView(json).sliced(at + quotedName.size()).trimmed().startsWith(':'))
            return true;
    }
    return false;
}

/// Parsing every answer for the log would cost more than making it: most hold nothing to mask.
bool namesASecret(const QByteArray &json)
{
    return std::any_of(std::begin(Secrets), std::end(Secrets),
                       [&json](const char *secret) { return hasMember(json, '"' + QByteArray(secret) + '"'); });
}

QByteArray maskedJson(const QByteArray &body)
{
    auto json = parseJsonObject(body);
    if (!json)
        return masked(body);
    for (const char *secret : Secrets) {
        if (const Json *value = member(*json, secret); value && !value->is_null())
            (*json)[secret] = value->is_string() ? masked(value->get_ref<const std::string &>()).toStdString() : "****";
    }
    return toBytes(*json);
}

} // namespace

QList<QPair<QByteArray, QByteArray>> maskedHeaders(const QList<QPair<QByteArray, QByteArray>> &headers)
{
    QList<QPair<QByteArray, QByteArray>> shown = headers;
    for (auto &[name, value] : shown) {
        const auto isName = [&name = name](const char *secret) {
            return name.compare(secret, Qt::CaseInsensitive) == 0;
        };
        if (std::none_of(std::begin(SecretHeaders), std::end(SecretHeaders), isName))
            continue;
        const qsizetype space = value.indexOf(' ');
        value = space < 0 ? masked(value) : value.first(space + 1) + masked(QByteArrayView(value).sliced(space + 1));
    }
    return shown;
}

QByteArray maskedBody(const QByteArray &body)
{
    if (body.trimmed().startsWith('{'))
        return namesASecret(body) ? maskedJson(body) : body;
    return body.contains('=') ? maskedForm(body) : body;
}

QByteArray maskedTarget(const QByteArray &target)
{
    const qsizetype question = target.indexOf('?');
    return question < 0 ? target : target.first(question + 1) + maskedForm(target.mid(question + 1));
}

} // namespace gatehouse::sandbox
