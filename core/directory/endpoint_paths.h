#pragma once

namespace gatehouse::directory::path {

/// Where a sandbox answers what. The registration path carries `v3.3.0`, as the API's version does on WSO2.
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

} // namespace gatehouse::directory::path
