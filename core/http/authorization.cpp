#include "http/authorization.h"

#include <QByteArrayView>

#include <algorithm>

namespace gatehouse::http {

namespace {

/// What follows the scheme; nothing for another scheme.
std::optional<QByteArray> credentials(const QByteArray &authorization, QByteArrayView scheme)
{
    const QByteArray header = authorization.trimmed();
    const qsizetype space = header.indexOf(' ');
    if ((space < 0 ? header : header.first(space)).compare(scheme, Qt::CaseInsensitive) != 0)
        return std::nullopt;
    return space < 0 ? QByteArray() : header.mid(space + 1).trimmed();
}

/// RFC 6750 §2.1, `b64token`.
bool isTokenText(QByteArrayView text)
{
    constexpr QByteArrayView Special("-._~+/=");
    return std::all_of(text.begin(), text.end(), [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || Special.contains(c);
    });
}

} // namespace

std::optional<QByteArray> bearerToken(const QByteArray &authorization)
{
    auto token = credentials(authorization, "bearer");
    if (token && !isTokenText(*token))
        return QByteArray();
    return token;
}

std::optional<BasicCredentials> basicCredentials(const QByteArray &authorization)
{
    const auto encoded = credentials(authorization, "basic");
    if (!encoded)
        return std::nullopt;
    const auto decoded = QByteArray::fromBase64Encoding(*encoded, QByteArray::AbortOnBase64DecodingErrors);
    const qsizetype colon = decoded.decoded.indexOf(':');
    const bool hasControls = std::any_of(decoded.decoded.begin(), decoded.decoded.end(),
                                         [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
    if (!decoded || colon < 0 || hasControls)
        return std::nullopt;
    return BasicCredentials{decoded.decoded.first(colon), decoded.decoded.mid(colon + 1)};
}

} // namespace gatehouse::http
