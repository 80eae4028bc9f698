#pragma once

#include "base/time.h"
#include "jose/private_key.h"

#include <QByteArray>
#include <QString>

namespace gatehouse::sandbox {

struct AccessTokenClaims {
    QString issuer;
    QString clientId;
    QString scope; ///< separated by spaces
    Instant issuedAt{};
    Instant expiresAt{};
    QByteArray certificateThumbprint; ///< `x5t#S256`; empty: not bound to a certificate
};

/// A JWT access token (RFC 9068) with WSO2's `aut` and `azp`, bound to the client certificate where there
/// is one (RFC 8705 §3.1). The endpoint itself never trusts its content: it looks the token up.
Result<QByteArray> makeAccessToken(const jose::PrivateKey &key, const AccessTokenClaims &claims);

/// Under what a token is kept: base64url SHA-256.
QByteArray tokenHash(QByteArrayView token);

} // namespace gatehouse::sandbox
