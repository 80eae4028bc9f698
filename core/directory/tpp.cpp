#include "directory/tpp.h"

#include "directory/endpoint_paths.h"
#include "directory/identifiers.h"
#include "directory/statement.h"
#include "jose/jws.h"

namespace gatehouse::directory {

namespace {

constexpr std::chrono::seconds AssertionLifetime = std::chrono::minutes(5);

struct ScopeOfRole {
    const char *role;
    const char *scope;
};

constexpr ScopeOfRole ScopesOfRoles[] = {
    {"AISP", "accounts"},
    {"PISP", "payments"},
    {"CBPII", "fundsconfirmations"},
};

QString scopeFor(const QStringList &roles)
{
    QStringList scopes{QStringLiteral("openid")};
    for (const ScopeOfRole &known : ScopesOfRoles) {
        if (roles.contains(QLatin1String(known.role)))
            scopes.append(QString::fromLatin1(known.scope));
    }
    return scopes.join(QLatin1Char(' '));
}

QStringList rolesIn(const QByteArray &statement)
{
    const jose::JwsParts parts = jose::dissect(statement);
    return parts.claims ? stringListMember(*parts.claims, "software_roles").value_or(QStringList()) : QStringList();
}

} // namespace

EndpointFacts EndpointFacts::at(const QString &baseUrl)
{
    const QString base = baseUrl.endsWith(QLatin1Char('/')) ? baseUrl.chopped(1) : baseUrl;
    return {base, base + QLatin1String(path::Register), base + QLatin1String(path::Token),
            base + QLatin1String(path::Discovery)};
}

QByteArray Tpp::kid() const
{
    return signingKey.publicJwk().directoryKid();
}

Json Tpp::registrationClaims(const QString &audience, Instant now, const Json &overrides,
                             std::chrono::seconds lifetime) const
{
    const std::string software = toStdString(softwareId);
    const std::string algorithm = name(signingKey.defaultAlgorithm()).latin1();
    Json claims = {
        {"iss", software},
        {"iat", toSeconds(now)},
        {"exp", toSeconds(now + lifetime)},
        {"jti", toStdString(newRequestId())},
        {"aud", toStdString(audience)},
        {"redirect_uris", toJson(redirectUris)},
        {"token_endpoint_auth_method", "private_key_jwt"},
        {"token_endpoint_auth_signing_alg", algorithm},
        {"grant_types", {"authorization_code", "client_credentials", "refresh_token"}},
        {"response_types", Json::array({"code id_token"})},
        {"software_id", software},
        {"scope", toStdString(scopeFor(rolesIn(statement)))},
        {"software_statement", statement.toStdString()},
        {"application_type", "web"},
        {"id_token_signed_response_alg", algorithm},
        {"request_object_signing_alg", algorithm},
    };
    applyOverrides(claims, overrides);
    return claims;
}

Result<QByteArray> Tpp::registrationRequest(const QString &audience, Instant now, const Json &overrides,
                                            std::chrono::seconds lifetime) const
{
    return sign(registrationClaims(audience, now, overrides, lifetime));
}

Result<QByteArray> Tpp::clientAssertion(const QString &clientId, const QString &audience, Instant now) const
{
    return sign({{"iss", toStdString(clientId)},
                 {"sub", toStdString(clientId)},
                 {"aud", toStdString(audience)},
                 {"iat", toSeconds(now)},
                 {"exp", toSeconds(now + AssertionLifetime)},
                 {"jti", toStdString(newRequestId())}});
}

Result<QByteArray> Tpp::sign(const Json &claims) const
{
    const Json header = {{"kid", kid().toStdString()}, {"typ", "JWT"}};
    return jose::sign(signingKey, signingKey.defaultAlgorithm(), header, toBytes(claims));
}

} // namespace gatehouse::directory
