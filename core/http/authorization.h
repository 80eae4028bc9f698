#pragma once

#include <QByteArray>

#include <optional>

namespace gatehouse::http {

/// The token of an `Authorization: Bearer …` header (RFC 6750 §2.1); nothing for another scheme or none;
/// empty where the scheme stands alone or what follows it is not a token's text.
std::optional<QByteArray> bearerToken(const QByteArray &authorization);

/// RFC 7617. Bytes as sent: OAuth 2.0 (RFC 6749 §2.3.1) form-encodes both before, plain Basic does not.
struct BasicCredentials {
    QByteArray user;
    QByteArray password;
};
/// The credentials of an `Authorization: Basic …` header; nothing for another scheme, none, or where they cannot
/// be read: broken base64, no colon, control characters.
std::optional<BasicCredentials> basicCredentials(const QByteArray &authorization);

} // namespace gatehouse::http
