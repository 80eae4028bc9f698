#include "dcr/registration_request.h"

#include "dcr/claim_reader.h"

namespace gatehouse::dcr {

RegistrationRequest RegistrationRequest::fromClaims(const Json &claims)
{
    RegistrationRequest request;
    ClaimReader reader(claims, request.problems);
    request.issuer = reader.text("iss");
    request.audience = reader.textOrList("aud");
    request.issuedAt = reader.moment("iat");
    request.expiresAt = reader.moment("exp");
    request.notBefore = reader.moment("nbf");
    request.jti = reader.text("jti");
    request.softwareId = reader.text("software_id");
    request.redirectUris = reader.list("redirect_uris");
    request.grantTypes = reader.list("grant_types");
    request.responseTypes = reader.list("response_types");
    request.applicationType = reader.text("application_type");
    request.tokenEndpointAuthMethod = reader.text("token_endpoint_auth_method");
    request.tokenEndpointAuthSigningAlg = reader.text("token_endpoint_auth_signing_alg");
    request.tlsClientAuthSubjectDn = reader.text("tls_client_auth_subject_dn");
    request.idTokenSignedResponseAlg = reader.text("id_token_signed_response_alg");
    request.idTokenEncryptedResponseAlg = reader.text("id_token_encrypted_response_alg");
    request.idTokenEncryptedResponseEnc = reader.text("id_token_encrypted_response_enc");
    request.requestObjectSigningAlg = reader.text("request_object_signing_alg");
    request.authorizationSignedResponseAlg = reader.text("authorization_signed_response_alg");
    request.backchannelTokenDeliveryMode = reader.text("backchannel_token_delivery_mode");
    request.backchannelClientNotificationEndpoint = reader.text("backchannel_client_notification_endpoint");
    request.backchannelAuthenticationRequestSigningAlg = reader.text("backchannel_authentication_request_signing_alg");
    request.backchannelUserCodeParameterSupported = reader.boolean("backchannel_user_code_parameter_supported");
    request.scope = reader.optionalText("scope");
    request.softwareStatement = reader.text("software_statement");
    return request;
}

QStringList RegistrationRequest::scopes() const
{
    return scope.value_or(QString()).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

} // namespace gatehouse::dcr
