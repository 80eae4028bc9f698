#pragma once

#include "dcr/software_statement.h"

namespace gatehouse::dcr {

/// The claims of a registration request (OBIE DCR 3.3, RFC 7591 §2). What is absent, or of the wrong
/// type, is empty here; the wrong types are in `problems`.
struct RegistrationRequest {
    QString issuer;
    QStringList audience; ///< a string or a list of them (RFC 7519 §4.1.3)
    std::optional<Instant> issuedAt, expiresAt, notBefore;
    QString jti;
    QString softwareId;
    std::optional<QStringList> redirectUris, grantTypes, responseTypes;
    QString applicationType;
    QString tokenEndpointAuthMethod, tokenEndpointAuthSigningAlg;
    QString tlsClientAuthSubjectDn;
    QString idTokenSignedResponseAlg, idTokenEncryptedResponseAlg, idTokenEncryptedResponseEnc;
    QString requestObjectSigningAlg;
    QString authorizationSignedResponseAlg;
    QString backchannelTokenDeliveryMode, backchannelClientNotificationEndpoint,
        backchannelAuthenticationRequestSigningAlg;
    std::optional<bool> backchannelUserCodeParameterSupported;
    std::optional<QString> scope;
    QString softwareStatement; ///< compact JWS, as it stands

    std::vector<ClaimProblem> problems;

    static RegistrationRequest fromClaims(const Json &claims);
    /// `scope` split at spaces.
    QStringList scopes() const;
};

} // namespace gatehouse::dcr
