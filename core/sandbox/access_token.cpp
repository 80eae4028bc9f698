#include "sandbox/access_token.h"

#include "base/base64url.h"
#include "base/json.h"
#include "jose/jws.h"

#include <QCryptographicHash>
#include <QUuid>

namespace gatehouse::sandbox {

Result<QByteArray> makeAccessToken(const jose::PrivateKey &key, const AccessTokenClaims &claims)
{
    Json json = {
        {"iss", claims.issuer.toStdString()},
        {"sub", claims.clientId.toStdString()},
        {"client_id", claims.clientId.toStdString()},
        {"azp", claims.clientId.toStdString()},
        {"aud", claims.issuer.toStdString()},
        {"aut", "APPLICATION"},
        {"scope", claims.scope.toStdString()},
        {"iat", toSeconds(claims.issuedAt)},
        {"exp", toSeconds(claims.expiresAt)},
        {"jti", QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString()},
    };
    if (!claims.certificateThumbprint.isEmpty())
        json["cnf"] = {{"x5t#S256", claims.certificateThumbprint.toStdString()}};
    const Json header = {{"typ", "at+jwt"}, {"kid", key.publicJwk().kid().toStdString()}};
    return jose::sign(key, key.defaultAlgorithm(), header, toBytes(json));
}

QByteArray tokenHash(QByteArrayView token)
{
    return toBase64url(QCryptographicHash::hash(token, QCryptographicHash::Sha256));
}

} // namespace gatehouse::sandbox
