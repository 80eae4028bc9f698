#include "sandbox/endpoint_facts.h"

namespace gatehouse::sandbox {

Json discoveryDocument(const EndpointFacts &facts, const dcr::Policy &policy, const QString &issuer)
{
    const Json algorithms = toJson(policy.signingAlgorithmNames());
    const Json methods = toJson(policy.tokenEndpointAuthMethods);
    return {
        {"issuer", issuer.toStdString()},
        {"registration_endpoint", facts.registrationEndpoint().toStdString()},
        {"token_endpoint", facts.tokenEndpoint().toStdString()},
        {"introspection_endpoint", facts.url(path::Introspect).toStdString()},
        {"revocation_endpoint", facts.url(path::Revoke).toStdString()},
        {"jwks_uri", facts.url(path::Jwks).toStdString()},
        {"scopes_supported", toJson(policy.scopes)},
        {"response_types_supported", toJson(policy.responseTypes)},
        {"grant_types_supported", toJson(policy.grantTypes)},
        {"subject_types_supported", Json::array({"public"})},
        {"token_endpoint_auth_methods_supported", methods},
        {"token_endpoint_auth_signing_alg_values_supported", algorithms},
        {"introspection_endpoint_auth_methods_supported", methods},
        {"revocation_endpoint_auth_methods_supported", methods},
        {"id_token_signing_alg_values_supported", algorithms},
        {"request_object_signing_alg_values_supported", algorithms},
        {"tls_client_certificate_bound_access_tokens", true},
    };
}

} // namespace gatehouse::sandbox
