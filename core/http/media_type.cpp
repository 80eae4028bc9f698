#include "http/media_type.h"

#include "http/token.h"

#include <algorithm>

namespace gatehouse::http {

namespace {

/// A token or a quoted-string (RFC 9110 §5.6.4) from the front of `rest`.
std::optional<QByteArray> takeValue(QByteArrayView &rest)
{
    if (!rest.startsWith('"')) {
        const auto end =
            std::find_if(rest.begin(), rest.end(), [](char c) { return c == ';' || c == ' ' || c == '\t'; });
        const QByteArrayView value = rest.first(end - rest.begin());
        rest = rest.sliced(value.size());
        return isToken(value) ? std::optional(value.toByteArray()) : std::nullopt;
    }
    QByteArray value;
    for (qsizetype i = 1; i < rest.size(); ++i) {
        if (rest[i] == '"') {
            rest = rest.sliced(i + 1);
            return value;
        }
        if (rest[i] == '\\' && ++i == rest.size())
            break;
        value += rest[i];
    }
    return std::nullopt;
}

} // namespace

std::optional<MediaType> MediaType::parse(const QByteArray &contentType)
{
    MediaType type;
    const qsizetype semicolon = contentType.indexOf(';');
    type.m_essence = (semicolon < 0 ? contentType : contentType.first(semicolon)).trimmed().toLower();
    const qsizetype slash = type.m_essence.indexOf('/');
    if (slash < 0 || !isToken(QByteArrayView(type.m_essence).first(slash))
        || !isToken(QByteArrayView(type.m_essence).sliced(slash + 1)))
        return std::nullopt;

    QByteArrayView rest = semicolon < 0 ? QByteArrayView() : QByteArrayView(contentType).sliced(semicolon);
    while (!rest.isEmpty()) {
        if (!rest.startsWith(';'))
            return std::nullopt;
        rest = rest.sliced(1).trimmed();
        // RFC 9110 §5.6.6 allows empty parameters.
        if (rest.isEmpty() || rest.startsWith(';'))
            continue;
        const qsizetype equals = rest.indexOf('=');
        if (equals < 0 || !isToken(rest.first(equals)))
            return std::nullopt;
        const QByteArray name = rest.first(equals).toByteArray().toLower();
        rest = rest.sliced(equals + 1);
        auto value = takeValue(rest);
        if (!value || type.parameter(name))
            return std::nullopt;
        type.m_parameters.append({name, *std::move(value)});
        rest = rest.trimmed();
    }
    return type;
}

std::optional<QByteArray> MediaType::parameter(QByteArrayView name) const
{
    for (const auto &[key, value] : m_parameters) {
        if (key == name)
            return value;
    }
    return std::nullopt;
}

} // namespace gatehouse::http
