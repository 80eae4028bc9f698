#include "dcr/wso2_parameters.h"

#include "dcr/text.h"

namespace gatehouse::dcr {

namespace {

constexpr QLatin1String operator""_l(const char *text, std::size_t size)
{
    return QLatin1String(text, static_cast<qsizetype>(size));
}

using V = Wso2Parameter::Values;

constexpr Wso2Parameter Parameters[] = {
    {"iss"_l, "issuer"_l, "issuer"_l, "iss"_l, V::Any},
    {"iat"_l, "iat"_l, "iat"_l, "iat"_l, V::None},
    {"exp"_l, "exp"_l, "exp"_l, "exp"_l, V::None},
    {"jti"_l, "jti"_l, "jti"_l, "jti"_l, V::None},
    {"aud"_l, "audience"_l, "audience"_l, "aud"_l, V::List},
    {"redirect_uris"_l, "callback_uris"_l, "callbackUris"_l, "redirectUris"_l, V::Any},
    {"token_endpoint_auth_method"_l, "token_endpoint_authentication"_l, "tokenEndPointAuthentication"_l,
     "tokenEndpointAuthMethod"_l, V::List},
    {"token_endpoint_auth_signing_alg"_l, "token_endpoint_auth_signing_alg"_l, "tokenEndPointAuthSigningAlg"_l, ""_l,
     V::List},
    {"grant_types"_l, "grant_types"_l, "grantTypes"_l, "grantTypes"_l, V::List},
    {"response_types"_l, "response_types"_l, "responseTypes"_l, ""_l, V::List},
    {"software_id"_l, "software_id"_l, "softwareId"_l, "softwareId"_l, V::Any},
    {"scope"_l, "scope"_l, "scope"_l, "scope"_l, V::List},
    {"software_statement"_l, "software_statement"_l, "softwareStatement"_l, "softwareStatement"_l, V::Any},
    {"application_type"_l, "application_type"_l, "applicationType"_l, "applicationType"_l, V::List},
    {"id_token_signed_response_alg"_l, "id_token_signed_response_alg"_l, "idTokenSignedResponseAlg"_l,
     "idTokenSignatureAlgorithm"_l, V::List},
    {"id_token_encrypted_response_alg"_l, "id_token_encryption_response_alg"_l, "idTokenEncryptionResponseAlg"_l, ""_l,
     V::List},
    {"id_token_encrypted_response_enc"_l, "id_token_encryption_response_enc"_l, "idTokenEncryptionResponseEnc"_l, ""_l,
     V::List},
    {"request_object_signing_alg"_l, "request_object_signing_algorithm"_l, "requestObjectSigningAlg"_l,
     "requestObjectSignatureAlgorithm"_l, V::List},
    {"tls_client_auth_subject_dn"_l, "tls_client_auth_subject_dn"_l, "tlsClientAuthSubjectDn"_l, ""_l, V::Any},
    {"backchannel_token_delivery_mode"_l, "backchannel_token_delivery_mode"_l, "backchannelTokenDeliveryMode"_l, ""_l,
     V::Any},
    {"backchannel_authentication_request_signing_alg"_l, "backchannel_authentication_request_signing_alg"_l,
     "backchannelAuthenticationRequestSigningAlg"_l, ""_l, V::List},
    {"backchannel_client_notification_endpoint"_l, "backchannel_client_notification_endpoint"_l,
     "backchannelClientNotificationEndpoint"_l, ""_l, V::Any},
    {"backchannel_user_code_parameter_supported"_l, "backchannel_user_code_parameter_supported"_l,
     "backchannelUserCodeParameterSupported"_l, ""_l, V::Any},
    {"authorization_signed_response_alg"_l, "authorization_signed_response_alg"_l, "authorizationSignedResponseAlg"_l,
     ""_l, V::List},
};

struct ListOfClaim {
    QLatin1String claim;
    QStringList Policy::*field;
};

constexpr ListOfClaim Lists[] = {
    {"aud"_l, &Policy::audiences},
    {"token_endpoint_auth_method"_l, &Policy::tokenEndpointAuthMethods},
    {"grant_types"_l, &Policy::grantTypes},
    {"response_types"_l, &Policy::responseTypes},
    {"scope"_l, &Policy::scopes},
    {"application_type"_l, &Policy::applicationTypes},
    {"id_token_encrypted_response_alg"_l, &Policy::idTokenEncryptionAlgorithms},
    {"id_token_encrypted_response_enc"_l, &Policy::idTokenEncryptionMethods},
};

const ListOfClaim *listOf(const Wso2Parameter &parameter)
{
    for (const ListOfClaim &list : Lists) {
        if (list.claim == parameter.claim)
            return &list;
    }
    return nullptr;
}

} // namespace

QLatin1String name(Wso2Generation generation)
{
    return generation == Wso2Generation::Accelerator3 ? "accelerator-3"_l : "accelerator-4"_l;
}

QString title(Wso2Generation generation)
{
    return generation == Wso2Generation::Accelerator3 ? Text::tr("WSO2 accelerator 3") : Text::tr("WSO2 accelerator 4");
}

std::span<const Wso2Parameter> wso2Parameters()
{
    return Parameters;
}

QStringList allowedValues(const Wso2Parameter &parameter, const Policy &policy)
{
    if (parameter.values != V::List)
        return {};
    if (const ListOfClaim *list = listOf(parameter))
        return policy.*(list->field);
    return policy.signingAlgorithmNames();
}

bool isRequired(const Wso2Parameter &parameter, const Policy &policy)
{
    return policy.mandatoryRequestClaims.contains(parameter.claim);
}

bool setAllowedValues(const Wso2Parameter &parameter, const QStringList &values, Policy &policy)
{
    if (parameter.values != V::List)
        return false;
    if (const ListOfClaim *list = listOf(parameter)) {
        policy.*(list->field) = values;
        return true;
    }
    jose::AlgorithmSet algorithms;
    for (const QString &value : values) {
        const auto algorithm = jose::algorithmFromName(value.toLatin1());
        if (!algorithm)
            return false;
        algorithms.insert(*algorithm);
    }
    if (algorithms.isEmpty())
        return false;
    policy.signingAlgorithms = algorithms;
    return true;
}

} // namespace gatehouse::dcr
