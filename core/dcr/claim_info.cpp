#include "dcr/claim_info.h"

#include "dcr/text.h"

namespace gatehouse::dcr {

namespace {

constexpr QLatin1String operator""_l(const char *text, std::size_t size)
{
    return QLatin1String(text, static_cast<qsizetype>(size));
}

using K = ClaimKind;

#define MEANING(text) QT_TRANSLATE_NOOP("gatehouse::dcr", text)

const ClaimInfo HeaderParameters[] = {
    {"alg"_l, K::Text, MEANING("Algorithm of the signature"), "RFC 7515 §4.1.1"},
    {"kid"_l, K::Text, MEANING("Name of the key that signed, in the signer's key set"), "RFC 7515 §4.1.4"},
    {"typ"_l, K::Text, MEANING("What kind of token this is"), "RFC 7519 §5.1"},
    {"cty"_l, K::Text, MEANING("What kind of content the token holds"), "RFC 7515 §4.1.10"},
    {"crit"_l, K::TextList, MEANING("Header members that a reader must understand"), "RFC 7515 §4.1.11"},
    {"jku"_l, K::Url, MEANING("Where the signer says its keys are; never followed"), "RFC 7515 §4.1.2"},
    {"x5c"_l, K::TextList, MEANING("Certificate chain brought along; never trusted"), "RFC 7515 §4.1.6"},
};

const ClaimInfo RequestClaims[] = {
    {"iss"_l, K::Text, MEANING("Who signed the request: the software's id in the directory"), "RFC 7519 §4.1.1, OBIE DCR 3.3"},
    {"software_id"_l, K::Text, MEANING("The software that registers"), "OBIE DCR 3.3"},
    {"aud"_l, K::Text, MEANING("The bank that the request is meant for"), "RFC 7519 §4.1.3"},
    {"iat"_l, K::Moment, MEANING("When the request was signed"), "RFC 7519 §4.1.6"},
    {"exp"_l, K::Moment, MEANING("When the request stops being valid"), "RFC 7519 §4.1.4"},
    {"nbf"_l, K::Moment, MEANING("When the request begins to be valid"), "RFC 7519 §4.1.5"},
    {"jti"_l, K::Text, MEANING("Identifier of this request; accepted once"), "RFC 7519 §4.1.7"},
    {"redirect_uris"_l, K::TextList, MEANING("Where customers are sent back to after consent"), "RFC 7591 §2"},
    {"grant_types"_l, K::TextList, MEANING("How the client will obtain tokens"), "RFC 7591 §2"},
    {"response_types"_l, K::TextList, MEANING("What the authorisation endpoint returns"), "RFC 7591 §2"},
    {"application_type"_l, K::Text, MEANING("Web, mobile or native application"), "OBIE DCR 3.3"},
    {"scope"_l, K::Text, MEANING("What the client may ask for, separated by spaces"), "RFC 7591 §2"},
    {"token_endpoint_auth_method"_l, K::Text, MEANING("How the client proves who it is at the token endpoint"), "RFC 7591 §2"},
    {"token_endpoint_auth_signing_alg"_l, K::Text, MEANING("Algorithm of the client's assertions"), "OpenID Connect Registration 1.0 §2"},
    {"tls_client_auth_subject_dn"_l, K::Text, MEANING("Subject of the certificate for tls_client_auth"), "RFC 8705 §2.1.2"},
    {"id_token_signed_response_alg"_l, K::Text, MEANING("Algorithm that signs the client's ID tokens"), "OpenID Connect Registration 1.0 §2"},
    {"id_token_encrypted_response_alg"_l, K::Text, MEANING("How the key that encrypts ID tokens is wrapped"), "OpenID Connect Registration 1.0 §2"},
    {"id_token_encrypted_response_enc"_l, K::Text, MEANING("How ID tokens are encrypted"), "OpenID Connect Registration 1.0 §2"},
    {"request_object_signing_alg"_l, K::Text, MEANING("Algorithm of the client's request objects"), "OpenID Connect Registration 1.0 §2"},
    {"authorization_signed_response_alg"_l, K::Text, MEANING("Algorithm that signs authorisation responses"), "JARM §3"},
    {"backchannel_token_delivery_mode"_l, K::Text, MEANING("How tokens of backchannel authentication arrive"), "OpenID CIBA Core 1.0 §4"},
    {"backchannel_client_notification_endpoint"_l, K::Url, MEANING("Where backchannel authentication notifies the client"), "OpenID CIBA Core 1.0 §4"},
    {"backchannel_authentication_request_signing_alg"_l, K::Text, MEANING("Algorithm of signed backchannel requests"), "OpenID CIBA Core 1.0 §4"},
    {"backchannel_user_code_parameter_supported"_l, K::Boolean, MEANING("Whether the client sends a user code"), "OpenID CIBA Core 1.0 §4"},
    {"jwks_uri"_l, K::Url, MEANING("The client's keys; the statement's endpoint counts instead"), "RFC 7591 §2"},
    {"software_statement"_l, K::Token, MEANING("What the directory says of the software, signed by the directory"), "RFC 7591 §2.3"},
};

const ClaimInfo StatementClaims[] = {
    {"iss"_l, K::Text, MEANING("The directory that issued the statement"), "RFC 7519 §4.1.1"},
    {"iat"_l, K::Moment, MEANING("When the directory issued it"), "RFC 7519 §4.1.6"},
    {"exp"_l, K::Moment, MEANING("When it stops being valid; the directory sets none"), "RFC 7519 §4.1.4"},
    {"jti"_l, K::Text, MEANING("Identifier of this statement"), "RFC 7519 §4.1.7"},
    {"software_id"_l, K::Text, MEANING("The software in the directory"), "OBIE DCR 3.3"},
    {"software_client_id"_l, K::Text, MEANING("The software's client id at the directory"), "OBIE DCR 3.3"},
    {"software_client_name"_l, K::Text, MEANING("The software's name, as customers see it"), "OBIE DCR 3.3"},
    {"software_client_description"_l, K::Text, MEANING("What the software does"), "OBIE DCR 3.3"},
    {"software_version"_l, K::Text, MEANING("The software's version"), "OBIE DCR 3.3"},
    {"software_environment"_l, K::Text, MEANING("sandbox or production: which key set signs it"), "OBIE DCR 3.3, WSO2"},
    {"software_mode"_l, K::Text, MEANING("Test or Live"), "OBIE DCR 3.3"},
    {"software_roles"_l, K::TextList, MEANING("What the software may do: AISP reads accounts, PISP initiates payments, CBPII confirms funds, ASPSP is a bank"), "OBIE DCR 3.3, PSD2"},
    {"software_redirect_uris"_l, K::TextList, MEANING("The only redirect URIs a registration may use"), "OBIE DCR 3.3"},
    {"software_on_behalf_of_org"_l, K::Text, MEANING("On whose behalf the software acts"), "OBIE DCR 3.3"},
    {"org_id"_l, K::Text, MEANING("The organisation in the directory"), "OBIE DCR 3.3"},
    {"org_name"_l, K::Text, MEANING("The organisation's legal name"), "OBIE DCR 3.3"},
    {"org_status"_l, K::Text, MEANING("Active, Revoked or Withdrawn"), "OBIE DCR 3.3"},
    {"organisation_competent_authority_claims"_l, K::Object, MEANING("What the national authority has authorised the organisation for, by member state"), "OBIE DCR 3.3"},
    {"org_contacts"_l, K::ObjectList, MEANING("People to talk to: personal data"), "OBIE DCR 3.3"},
    {"software_jwks_endpoint"_l, K::Url, MEANING("The software's keys: they verify its requests"), "OBIE DCR 3.3"},
    {"software_jwks_revoked_endpoint"_l, K::Url, MEANING("The software's revoked keys"), "OBIE DCR 3.3"},
    {"org_jwks_endpoint"_l, K::Url, MEANING("The organisation's keys"), "OBIE DCR 3.3"},
    {"org_jwks_revoked_endpoint"_l, K::Url, MEANING("The organisation's revoked keys"), "OBIE DCR 3.3"},
    {"software_client_uri"_l, K::Url, MEANING("The software's home page"), "RFC 7591 §2"},
    {"software_logo_uri"_l, K::Url, MEANING("The software's logo"), "RFC 7591 §2"},
    {"software_policy_uri"_l, K::Url, MEANING("The software's privacy policy"), "RFC 7591 §2"},
    {"software_tos_uri"_l, K::Url, MEANING("The software's terms of service"), "RFC 7591 §2"},
};

const ClaimInfo MetadataMembers[] = {
    {"client_id"_l, K::Text, MEANING("The client's name at this bank"), "RFC 7591 §3.2.1"},
    {"client_id_issued_at"_l, K::Moment, MEANING("When it was registered"), "RFC 7591 §3.2.1"},
    {"client_name"_l, K::Text, MEANING("The software's name, shown to customers"), "RFC 7591 §2"},
    {"software_id"_l, K::Text, MEANING("The software that registered"), "RFC 7591 §2"},
    {"redirect_uris"_l, K::TextList, MEANING("Where customers are sent back to after consent"), "RFC 7591 §2"},
    {"grant_types"_l, K::TextList, MEANING("How the client obtains tokens"), "RFC 7591 §2"},
    {"response_types"_l, K::TextList, MEANING("What the authorisation endpoint returns"), "RFC 7591 §2"},
    {"application_type"_l, K::Text, MEANING("Web, mobile or native application"), "OBIE DCR 3.3"},
    {"scope"_l, K::Text, MEANING("What the client may ask for, separated by spaces"), "RFC 7591 §2"},
    {"token_endpoint_auth_method"_l, K::Text, MEANING("How the client proves who it is at the token endpoint"), "RFC 7591 §2"},
    {"token_endpoint_auth_signing_alg"_l, K::Text, MEANING("Algorithm of the client's assertions"), "OpenID Connect Registration 1.0 §2"},
    {"tls_client_auth_subject_dn"_l, K::Text, MEANING("Subject of the certificate for tls_client_auth"), "RFC 8705 §2.1.2"},
    {"id_token_signed_response_alg"_l, K::Text, MEANING("Algorithm that signs the client's ID tokens"), "OpenID Connect Registration 1.0 §2"},
    {"request_object_signing_alg"_l, K::Text, MEANING("Algorithm of the client's request objects"), "OpenID Connect Registration 1.0 §2"},
    {"jwks_uri"_l, K::Url, MEANING("The client's keys, as the statement names them"), "RFC 7591 §2"},
    {"software_statement"_l, K::Token, MEANING("What the directory says of the software, signed by the directory"), "RFC 7591 §2.3"},
};

#undef MEANING

} // namespace

std::span<const ClaimInfo> metadataMembers()
{
    return MetadataMembers;
}

std::span<const ClaimInfo> headerParameters()
{
    return HeaderParameters;
}

std::span<const ClaimInfo> requestClaims()
{
    return RequestClaims;
}

std::span<const ClaimInfo> statementClaims()
{
    return StatementClaims;
}

const ClaimInfo *findClaim(std::span<const ClaimInfo> table, QByteArrayView name)
{
    for (const ClaimInfo &info : table) {
        if (name == QByteArrayView(info.name.data(), info.name.size()))
            return &info;
    }
    return nullptr;
}

QString describe(const ClaimInfo &claim)
{
    return Text::tr(claim.meaning);
}

} // namespace gatehouse::dcr
