#include "dcr/check.h"

#include "dcr/findings.h"

namespace gatehouse::dcr {

namespace {

using S = CheckSubject;
using N = CheckNeeds;
using E = RegistrationError;

constexpr QLatin1String operator""_l(const char *text, std::size_t size)
{
    return QLatin1String(text, static_cast<qsizetype>(size));
}

#define TITLE(text) QT_TRANSLATE_NOOP("gatehouse::dcr", text)

const Check Checks[] = {
    {"request.is-signed-jwt"_l, TITLE("The request is a signed JWT"), ""_l, "RFC 7515 §5.2, OBIE DCR 3.3", S::Request,
     N::Token, E::InvalidClientMetadata, Severity::Fail, request::isSignedJwt},
    {"request.has-statement"_l, TITLE("The request carries a software statement"), "software_statement"_l,
     "OBIE DCR 3.3, RFC 7591 §2.3", S::Request, N::Token, E::InvalidSoftwareStatement, Severity::Fail,
     request::statementPresent},

    {"statement.is-signed-jwt"_l, TITLE("The statement is a signed JWT"), "software_statement"_l, "RFC 7591 §2.3",
     S::Statement, N::Token, E::InvalidSoftwareStatement, Severity::Fail, statement::isSignedJwt},
    {"statement.claim-types"_l, TITLE("The statement's claims have the right types"), "software_statement"_l,
     "OBIE DCR 3.3", S::Statement, N::Claims, E::InvalidSoftwareStatement, Severity::Fail, statement::claimTypes},
    {"statement.mandatory-claims"_l, TITLE("The statement has all claims it needs"), "software_statement"_l,
     "OBIE DCR 3.3, WSO2 software_statement.mandatory_parameters", S::Statement, N::Claims,
     E::InvalidSoftwareStatement, Severity::Fail, statement::mandatoryClaims},
    {"statement.algorithm"_l, TITLE("The statement's algorithm is allowed"), "alg"_l, "FAPI 1.0 Advanced §8.6",
     S::Statement, N::Claims, E::InvalidSoftwareStatement, Severity::Fail, statement::algorithm},
    {"statement.signature"_l, TITLE("The directory signed the statement"), "software_statement"_l,
     "RFC 7591 §2.3, OBIE DCR 3.3", S::Statement, N::Token, E::InvalidSoftwareStatement, Severity::Fail,
     statement::signature},
    {"statement.issuer"_l, TITLE("The statement's issuer is accepted"), "iss"_l, "RFC 7591 §3.2.2, OBIE DCR 3.3",
     S::Statement, N::Claims, E::UnapprovedSoftwareStatement, Severity::Fail, statement::issuer},
    {"statement.issued-at"_l, TITLE("The statement was issued in the past"), "iat"_l, "RFC 7519 §4.1.6",
     S::Statement, N::Claims, E::InvalidSoftwareStatement, Severity::Fail, statement::issuedAt},
    {"statement.not-expired"_l, TITLE("The statement has not expired"), "exp"_l, "RFC 7519 §4.1.4", S::Statement,
     N::Claims, E::InvalidSoftwareStatement, Severity::Fail, statement::notExpired},
    {"statement.age"_l, TITLE("The statement is recent enough"), "iat"_l, "Policy of the bank", S::Statement,
     N::Claims, E::UnapprovedSoftwareStatement, Severity::Fail, statement::age},
    {"statement.environment"_l, TITLE("The statement is for this environment"), "software_environment"_l,
     "WSO2 software_environment_identification", S::Statement, N::Claims, E::UnapprovedSoftwareStatement,
     Severity::Fail, statement::environment},
    {"statement.organisation-status"_l, TITLE("The organisation is active"), "org_status"_l, "OBIE DCR 3.3",
     S::Statement, N::Claims, E::UnapprovedSoftwareStatement, Severity::Fail, statement::organisationStatus},
    {"statement.authority-status"_l, TITLE("The competent authority lists the organisation as active"),
     "organisation_competent_authority_claims"_l, "OBIE DCR 3.3", S::Statement, N::Claims,
     E::UnapprovedSoftwareStatement, Severity::Fail, statement::authorityStatus},
    {"statement.software-id-form"_l, TITLE("The software id has the directory's form"), "software_id"_l,
     "OBIE DCR 3.3: ^[0-9a-zA-Z]{1,22}$", S::Statement, N::Claims, E::InvalidSoftwareStatement, Severity::Fail,
     statement::softwareIdForm},
    {"statement.roles-authorised"_l, TITLE("Each role is authorised in a member state"), "software_roles"_l,
     "OBIE DCR 3.3, PSD2", S::Statement, N::Claims, E::UnapprovedSoftwareStatement, Severity::Warn,
     statement::rolesAuthorised},
    {"statement.jti-once"_l, TITLE("The statement was not used before"), "jti"_l, "WSO2 SSAJTIValidator",
     S::Statement, N::Claims, E::InvalidSoftwareStatement, Severity::Off, statement::jtiOnce},

    {"request.claim-types"_l, TITLE("The request's claims have the right types"), ""_l, "RFC 7591 §2", S::Request,
     N::Claims, E::InvalidClientMetadata, Severity::Fail, request::claimTypes},
    {"request.algorithm"_l, TITLE("The request's algorithm is allowed"), "alg"_l, "FAPI 1.0 Advanced §8.6",
     S::Request, N::Claims, E::InvalidClientMetadata, Severity::Fail, request::algorithm},
    {"request.signature"_l, TITLE("The software signed the request"), ""_l, "OBIE DCR 3.3, RFC 7515 §5.2",
     S::Request, N::Token, E::InvalidClientMetadata, Severity::Fail, request::signature},
    {"request.mandatory-claims"_l, TITLE("The request has all claims it needs"), ""_l, "OBIE DCR 3.3", S::Request,
     N::Claims, E::InvalidClientMetadata, Severity::Fail, request::mandatoryClaims},
    {"request.issuer-is-software-id"_l, TITLE("The request's issuer is the statement's software"), "iss"_l,
     "OBIE DCR 3.3, WSO2 \"Invalid issuer\"", S::Request, N::BothClaims, E::InvalidClientMetadata, Severity::Fail,
     request::issuerIsSoftwareId},
    {"request.software-id-agrees"_l, TITLE("The request's software id is the statement's"), "software_id"_l,
     "OBIE DCR 3.3", S::Request, N::BothClaims, E::InvalidClientMetadata, Severity::Fail, request::softwareIdAgrees},
    {"request.software-unchanged"_l, TITLE("An update is about the software that is registered"), "software_id"_l,
     "RFC 7592 §2.2, WSO2 \"Invalid application name\"", S::Request, N::BothClaims, E::InvalidClientMetadata,
     Severity::Fail, request::softwareUnchanged},
    {"request.audience"_l, TITLE("The request is meant for this bank"), "aud"_l, "RFC 7519 §4.1.3, OBIE DCR 3.3",
     S::Request, N::Claims, E::InvalidClientMetadata, Severity::Fail, request::audience},
    {"request.issued-at"_l, TITLE("The request was issued in the past"), "iat"_l, "RFC 7519 §4.1.6, OBIE DCR 3.3",
     S::Request, N::Claims, E::InvalidClientMetadata, Severity::Fail, request::issuedAt},
    {"request.not-expired"_l, TITLE("The request has not expired"), "exp"_l, "RFC 7519 §4.1.4, OBIE DCR 3.3",
     S::Request, N::Claims, E::InvalidClientMetadata, Severity::Fail, request::notExpired},
    {"request.lifetime"_l, TITLE("The request does not live too long"), "exp"_l, "Policy of the bank", S::Request,
     N::Claims, E::InvalidClientMetadata, Severity::Fail, request::lifetime},
    {"request.jti-is-uuid"_l, TITLE("The request's identifier is a UUID"), "jti"_l, "OBIE DCR 3.3: UUID version 4",
     S::Request, N::Claims, E::InvalidClientMetadata, Severity::Warn, request::jtiIsUuid},
    {"request.jti-once"_l, TITLE("The request was not used before"), "jti"_l, "RFC 7519 §4.1.7", S::Request,
     N::Claims, E::InvalidClientMetadata, Severity::Fail, request::jtiOnce},

    {"request.redirect-uris"_l, TITLE("The redirect URIs are https and public"), "redirect_uris"_l,
     "OBIE DCR 3.3, RFC 7591 §5", S::Request, N::Claims, E::InvalidRedirectUri, Severity::Fail,
     metadata::redirectUris},
    {"request.redirect-uris-in-statement"_l, TITLE("The redirect URIs stand in the statement"), "redirect_uris"_l,
     "OBIE DCR 3.3", S::Request, N::BothClaims, E::InvalidRedirectUri, Severity::Fail,
     metadata::redirectUrisInStatement},
    {"request.host-names"_l, TITLE("Redirect and information pages share their hosts"), "redirect_uris"_l,
     "WSO2 UriHostnameValidator", S::Request, N::BothClaims, E::InvalidClientMetadata, Severity::Warn,
     metadata::hostNames},
    {"request.grant-types"_l, TITLE("The grant types are allowed"), "grant_types"_l, "OBIE DCR 3.3, RFC 7591 §2",
     S::Request, N::Claims, E::InvalidClientMetadata, Severity::Fail, metadata::grantTypes},
    {"request.response-types"_l, TITLE("The response types are allowed"), "response_types"_l,
     "OBIE DCR 3.3, RFC 7591 §2", S::Request, N::Claims, E::InvalidClientMetadata, Severity::Fail,
     metadata::responseTypes},
    {"request.grants-agree-with-responses"_l, TITLE("Grant types and response types agree"), "response_types"_l,
     "RFC 7591 §2.1", S::Request, N::Claims, E::InvalidClientMetadata, Severity::Fail,
     metadata::grantsAgreeWithResponses},
    {"request.application-type"_l, TITLE("The application type is allowed"), "application_type"_l, "OBIE DCR 3.3",
     S::Request, N::Claims, E::InvalidClientMetadata, Severity::Fail, metadata::applicationType},
    {"request.auth-method"_l, TITLE("The client authentication method is allowed"), "token_endpoint_auth_method"_l,
     "OBIE DCR 3.3, FAPI 1.0 Advanced §5.2.2", S::Request, N::Claims, E::InvalidClientMetadata, Severity::Fail,
     metadata::authMethod},
    {"request.auth-signing-alg"_l, TITLE("Client assertions use an allowed algorithm"),
     "token_endpoint_auth_signing_alg"_l, "OBIE DCR 3.3, WSO2 TokenEndpointAuthSigningAlgValidator", S::Request,
     N::Claims, E::InvalidClientMetadata, Severity::Fail, metadata::authSigningAlg},
    {"request.tls-subject-dn"_l, TITLE("The subject for tls_client_auth is named and right"),
     "tls_client_auth_subject_dn"_l, "RFC 8705 §2.1.2", S::Request, N::Claims, E::InvalidClientMetadata,
     Severity::Fail, metadata::subjectDn},
    {"request.response-algorithms"_l, TITLE("ID tokens and request objects use allowed algorithms"),
     "id_token_signed_response_alg"_l, "OBIE DCR 3.3, FAPI 1.0 Advanced §8.6", S::Request, N::Claims,
     E::InvalidClientMetadata, Severity::Fail, metadata::responseAlgorithms},
    {"request.id-token-encryption"_l, TITLE("The ID token's encryption is complete and allowed"),
     "id_token_encrypted_response_alg"_l, "OpenID Connect Registration 1.0 §2", S::Request, N::Claims,
     E::InvalidClientMetadata, Severity::Fail, metadata::idTokenEncryption},
    {"request.scopes"_l, TITLE("The scopes are allowed"), "scope"_l, "OBIE DCR 3.3", S::Request, N::Claims,
     E::InvalidClientMetadata, Severity::Fail, metadata::scopesAllowed},
    {"request.scopes-within-roles"_l, TITLE("The software's roles cover the scopes"), "scope"_l,
     "OBIE DCR 3.3, PSD2", S::Request, N::BothClaims, E::InvalidClientMetadata, Severity::Fail,
     metadata::scopesWithinRoles},
    {"request.backchannel"_l, TITLE("Backchannel authentication is described whole"),
     "backchannel_token_delivery_mode"_l, "OpenID CIBA Core 1.0 §4", S::Request, N::Claims,
     E::InvalidClientMetadata, Severity::Fail, metadata::backchannel},

    {"transport.certificate"_l, TITLE("The client certificate is trusted"), ""_l, "OBIE DCR 3.3, RFC 8705 §2.1",
     S::Transport, N::Token, E::InvalidClientMetadata, Severity::Fail, transport::certificate},
    {"transport.certificate-of-software"_l, TITLE("The client certificate belongs to the statement's software"), ""_l,
     "OBIE DCR 3.3", S::Transport, N::Token, E::InvalidClientMetadata, Severity::Fail,
     transport::certificateOfSoftware},
};

#undef TITLE

constexpr QLatin1String OutcomeNames[] = {"pass"_l, "warn"_l, "fail"_l, "skipped"_l};

} // namespace

QLatin1String code(RegistrationError error)
{
    switch (error) {
    case RegistrationError::InvalidRedirectUri:
        return "invalid_redirect_uri"_l;
    case RegistrationError::InvalidClientMetadata:
        return "invalid_client_metadata"_l;
    case RegistrationError::InvalidSoftwareStatement:
        return "invalid_software_statement"_l;
    case RegistrationError::UnapprovedSoftwareStatement:
        break;
    }
    return "unapproved_software_statement"_l;
}

QLatin1String name(Outcome outcome)
{
    return OutcomeNames[static_cast<std::size_t>(outcome)];
}

std::optional<Outcome> outcomeFromName(QByteArrayView name)
{
    for (std::size_t i = 0; i < std::size(OutcomeNames); ++i) {
        if (name == QByteArrayView(OutcomeNames[i].data(), OutcomeNames[i].size()))
            return static_cast<Outcome>(i);
    }
    return std::nullopt;
}

std::span<const Check> checks()
{
    return Checks;
}

const Check *findCheck(QLatin1String id)
{
    for (const Check &check : Checks) {
        if (check.id == id)
            return &check;
    }
    return nullptr;
}

QString title(const Check &check)
{
    return Text::tr(check.title);
}

} // namespace gatehouse::dcr
