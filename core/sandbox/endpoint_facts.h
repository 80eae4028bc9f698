#pragma once

#include "base/json.h"
#include "dcr/policy.h"

#include <QString>

namespace gatehouse::sandbox {

/// Paths of the endpoint. The registration path carries `v3.3.0`, as the API's version does on WSO2.
namespace path {
inline constexpr char Register[] = "/open-banking/v3.3.0/register";
inline constexpr char RegisteredClient[] = "/open-banking/v3.3.0/register/{clientId}";
inline constexpr char Token[] = "/oauth2/token";
inline constexpr char Introspect[] = "/oauth2/introspect";
inline constexpr char Revoke[] = "/oauth2/revoke";
inline constexpr char Jwks[] = "/oauth2/jwks";
inline constexpr char Discovery[] = "/.well-known/openid-configuration";
inline constexpr char DiscoveryAsWso2[] = "/oauth2/token/.well-known/openid-configuration";
inline constexpr char DirectoryJwks[] = "/directory/openbanking.jwks";
inline constexpr char SoftwareJwks[] = "/directory/{organisation}/{software}";
}

/// What an endpoint is called, everywhere it names itself. All without a trailing slash.
struct EndpointFacts {
    QString baseUrl; ///< `https://localhost:8243`; also the issuer

    QString url(const char *pathOfEndpoint) const { return baseUrl + QLatin1String(pathOfEndpoint); }
    QString registrationEndpoint() const { return url(path::Register); }
    QString tokenEndpoint() const { return url(path::Token); }
    /// What an `aud` may say to mean this endpoint.
    QStringList audiences() const { return {baseUrl, registrationEndpoint(), tokenEndpoint()}; }
};

/// OpenID Connect Discovery 1.0 §3 with the members that OBIE's conformance tool reads.
Json discoveryDocument(const EndpointFacts &facts, const dcr::Policy &policy);

} // namespace gatehouse::sandbox
