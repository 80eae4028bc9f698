#include "sandbox/masking.h"

#include "base/json.h"

namespace gatehouse::sandbox {

namespace {

constexpr const char *Secrets[] = {"access_token", "token", "client_assertion", "client_secret"};
constexpr qsizetype ShownCharacters = 8;

/// Enough to tell two tokens apart, too little to use one.
QByteArray masked(QByteArrayView secret)
{
    return secret.first(std::min(ShownCharacters, secret.size() / 4)).toByteArray() + "****";
}

QByteArray maskedForm(const QByteArray &body)
{
    QList<QByteArray> pairs = body.split('&');
    for (QByteArray &pair : pairs) {
        const qsizetype equals = pair.indexOf('=');
        for (const char *secret : Secrets) {
            if (equals > 0 && pair.first(equals) == secret)
                pair = pair.first(equals + 1) + masked(QByteArrayView(pair).sliced(equals + 1));
        }
    }
    return pairs.join('&');
}

QByteArray maskedJson(const QByteArray &body)
{
    auto json = parseJsonObject(body);
    if (!json)
        return body;
    bool changed = false;
    for (const char *secret : Secrets) {
        const Json *value = member(*json, secret);
        if (value && value->is_string()) {
            (*json)[secret] = masked(QByteArrayView(value->get_ref<const std::string &>())).toStdString();
            changed = true;
        }
    }
    return changed ? toBytes(*json) : body;
}

} // namespace

QList<QPair<QByteArray, QByteArray>> maskedHeaders(const QList<QPair<QByteArray, QByteArray>> &headers)
{
    QList<QPair<QByteArray, QByteArray>> shown = headers;
    for (auto &[name, value] : shown) {
        if (name.compare("authorization", Qt::CaseInsensitive) != 0)
            continue;
        const qsizetype space = value.indexOf(' ');
        value = space < 0 ? masked(value) : value.first(space + 1) + masked(QByteArrayView(value).sliced(space + 1));
    }
    return shown;
}

QByteArray maskedBody(QByteArrayView contentType, const QByteArray &body)
{
    if (contentType.startsWith("application/x-www-form-urlencoded"))
        return maskedForm(body);
    // Parsing every answer for the log would cost more than making it: most hold nothing to mask.
    if (contentType.startsWith("application/json") && (body.contains("\"access_token\"") || body.contains("\"client_secret\"")))
        return maskedJson(body);
    return body;
}

} // namespace gatehouse::sandbox
