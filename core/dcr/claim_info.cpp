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
    {"alg"_l, K::Text, MEANING("Algorithm of the signature"), "RFC 7515 §4.1.1"_l},
    {"kid"_l, K::Text, MEANING("Name of the key that signed, in the signer's key set"), "RFC 7515 §4.1.4"_l},
    {"typ"_l, K::Text, MEANING("What kind of token this is"), "RFC 7519 §5.1"_l},
    {"cty"_l, K::Text, MEANING("What kind of content the token holds"), "RFC 7515 §4.1.10"_l},
    {"crit"_l, K::TextList, MEANING("Header members that a reader must understand"), "RFC 7515 §4.1.11"_l},
    {"jku"_l, K::Url, MEANING("Where the signer says its keys are; never followed"), "RFC 7515 §4.1.2"_l},
    {"x5c"_l, K::TextList, MEANING("Certificate chain brought along; never trusted"), "RFC 7515 §4.1.6"_l},
};

const ClaimInfo RequestClaims[] = {
    {"iss"_l, K::Text, MEANING("Who signed the request: the software's id in the directory"), "RFC 7519 §4.1.1, OBIE DCR 3.3"_l},
    {"software_id"_l, K::Text, MEANING("The software that registers"), "OBIE DCR 3.3"_l},
    {"aud"_l, K::Text, MEANING("The bank that the request is meant for"), "RFC 7519 §4.1.3"_l},
    {"iat"_l, K::Moment, MEANING("When the request was signed"), "RFC 7519 §4.1.6"_l},
    {"exp"_l, K::Moment, MEANING("When the request stops being valid"), "RFC 7519 §4.1.4"_l},
    {"nbf"_l, K::Moment, MEANING("When the request begins to be valid"), "RFC 7519 §4.1.5"_l},
    {"jti"_l, K::Text, MEANING("Identifier of this request; accepted once"), "RFC 7519 §4.1.7"_l},
    {"redirect_uris"_l, K::TextList, MEANING("Where customers are sent back to after consent"), "RFC 7591 §2"_l},
    {"grant_types"_l, K::TextList, MEANING("How the client will obtain tokens"), "RFC 7591 §2"_l},
    {"response_types"_l, K::TextList, MEANING("What the authorisation endpoint returns"), "RFC 7591 §2"_l},
    {"application_type"_l, K::Text, MEANING("Web, mobile or native application"), "OBIE DCR 3.3"_l},
    {"scope"_l, K::Text, MEANING("What the client may ask for, separated by spaces"), "RFC 7591 §2"_l},
    {"token_endpoint_auth_method"_l, K::Text, MEANING("How the client proves who it is at the token endpoint"), "RFC 7591 §2"_l},
    {"token_endpoint_auth_signing_alg"_l, K::Text, MEANING("Algorithm of the client's assertions"), "OpenID Connect Registration 1.0 §2"_l},
    {"tls_client_auth_subject_dn"_l, K::Text, MEANING("Subject of the certificate for tls_client_auth"), "RFC 8705 §2.1.2"_l},
    {"id_token_signed_response_alg"_l, K::Text, MEANING("Algorithm that signs the client's ID tokens"), "OpenID Connect Registration 1.0 §2"_l},
    {"id_token_encrypted_response_alg"_l, K::Text, MEANING("How the key that encrypts ID tokens is wrapped"), "OpenID Connect Registration 1.0 §2"_l},
    {"id_token_encrypted_response_enc"_l, K::Text, MEANING("How ID tokens are encrypted"), "OpenID Connect Registration 1.0 §2"_l},
    {"request_object_signing_alg"_l, K::Text, MEANING("Algorithm of the client's request objects"), "OpenID Connect Registration 1.0 §2"_l},
    {"authorization_signed_response_alg"_l, K::Text, MEANING("Algorithm that signs authorisation responses"), "JARM §3"_l},
    {"backchannel_token_delivery_mode"_l, K::Text, MEANING("How tokens of backchannel authentication arrive"), "OpenID CIBA Core 1.0 §4"_l},
    {"backchannel_client_notification_endpoint"_l, K::Url, MEANING("Where backchannel authentication notifies the client"), "OpenID CIBA Core 1.0 §4"_l},
    {"backchannel_authentication_request_signing_alg"_l, K::Text, MEANING("Algorithm of signed backchannel requests"), "OpenID CIBA Core 1.0 §4"_l},
    {"backchannel_user_code_parameter_supported"_l, K::Boolean, MEANING("Whether the client sends a user code"), "OpenID CIBA Core 1.0 §4"_l},
    {"jwks_uri"_l, K::Url, MEANING("The client's keys; the statement's endpoint counts instead"), "RFC 7591 §2"_l},
    {"software_statement"_l, K::Token, MEANING("What the directory says of the software, signed by the directory"), "RFC 7591 §2.3"_l},
};

const ClaimInfo StatementClaims[] = {
    {"iss"_l, K::Text, MEANING("The directory that issued the statement"), "RFC 7519 §4.1.1"_l},
    {"iat"_l, K::Moment, MEANING("When the directory issued it"), "RFC 7519 §4.1.6"_l},
    {"exp"_l, K::Moment, MEANING("When it stops being valid; the directory sets none"), "RFC 7519 §4.1.4"_l},
    {"jti"_l, K::Text, MEANING("Identifier of this statement"), "RFC 7519 §4.1.7"_l},
    {"software_id"_l, K::Text, MEANING("The software in the directory"), "OBIE DCR 3.3"_l},
    {"software_client_id"_l, K::Text, MEANING("The software's client id at the directory"), "OBIE DCR 3.3"_l},
    {"software_client_name"_l, K::Text, MEANING("The software's name, as customers see it"), "OBIE DCR 3.3"_l},
    {"software_client_description"_l, K::Text, MEANING("What the software does"), "OBIE DCR 3.3"_l},
    {"software_version"_l, K::Text, MEANING("The software's version"), "OBIE DCR 3.3"_l},
    {"software_environment"_l, K::Text, MEANING("sandbox or production: which key set signs it"), "OBIE DCR 3.3, WSO2"_l},
    {"software_mode"_l, K::Text, MEANING("Test or Live"), "OBIE DCR 3.3"_l},
    {"software_roles"_l, K::TextList, MEANING("What the software may do: AISP reads accounts, PISP initiates payments, CBPII confirms funds, ASPSP is a bank"), "OBIE DCR 3.3, PSD2"_l},
    {"software_redirect_uris"_l, K::TextList, MEANING("The only redirect URIs a registration may use"), "OBIE DCR 3.3"_l},
    {"software_on_behalf_of_org"_l, K::Text, MEANING("On whose behalf the software acts"), "OBIE DCR 3.3"_l},
    {"org_id"_l, K::Text, MEANING("The organisation in the directory"), "OBIE DCR 3.3"_l},
    {"org_name"_l, K::Text, MEANING("The organisation's legal name"), "OBIE DCR 3.3"_l},
    {"org_status"_l, K::Text, MEANING("Active, Revoked or Withdrawn"), "OBIE DCR 3.3"_l},
    {"organisation_competent_authority_claims"_l, K::Object, MEANING("What the national authority has authorised the organisation for, by member state"), "OBIE DCR 3.3"_l},
    {"org_contacts"_l, K::ObjectList, MEANING("People to talk to: personal data"), "OBIE DCR 3.3"_l},
    {"software_jwks_endpoint"_l, K::Url, MEANING("The software's keys: they verify its requests"), "OBIE DCR 3.3"_l},
    {"software_jwks_revoked_endpoint"_l, K::Url, MEANING("The software's revoked keys"), "OBIE DCR 3.3"_l},
    {"org_jwks_endpoint"_l, K::Url, MEANING("The organisation's keys"), "OBIE DCR 3.3"_l},
    {"org_jwks_revoked_endpoint"_l, K::Url, MEANING("The organisation's revoked keys"), "OBIE DCR 3.3"_l},
    {"software_client_uri"_l, K::Url, MEANING("The software's home page"), "RFC 7591 §2"_l},
    {"software_logo_uri"_l, K::Url, MEANING("The software's logo"), "RFC 7591 §2"_l},
    {"software_policy_uri"_l, K::Url, MEANING("The software's privacy policy"), "RFC 7591 §2"_l},
    {"software_tos_uri"_l, K::Url, MEANING("The software's terms of service"), "RFC 7591 §2"_l},
};

#undef MEANING

} // namespace

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

const ClaimInfo *findClaim(std::span<const ClaimInfo> table, QByteArrayView claim)
{
    for (const ClaimInfo &info : table) {
        if (claim == QByteArrayView(info.name.data(), info.name.size()))
            return &info;
    }
    return nullptr;
}

QString describe(const ClaimInfo &claim)
{
    return Text::tr(claim.meaning);
}

} // namespace gatehouse::dcr
