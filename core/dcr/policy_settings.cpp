#include "dcr/policy_settings.h"

#include "dcr/text.h"

namespace gatehouse::dcr {

namespace {

constexpr QLatin1String operator""_l(const char *text, std::size_t size)
{
    return QLatin1String(text, static_cast<qsizetype>(size));
}

constexpr QLatin1String Environments[] = {"sandbox"_l, "production"_l};
constexpr QLatin1String Issuers[] = {"OpenBanking Ltd"_l};
constexpr QLatin1String Algorithms[] = {"PS256"_l, "PS384"_l, "PS512"_l, "ES256"_l, "ES384"_l, "RS256"_l};
constexpr QLatin1String GrantTypes[] = {"authorization_code"_l,
                                        "client_credentials"_l,
                                        "refresh_token"_l,
                                        "urn:ietf:params:oauth:grant-type:jwt-bearer"_l,
                                        "urn:openid:params:grant-type:ciba"_l,
                                        "implicit"_l,
                                        "password"_l};
constexpr QLatin1String ResponseTypes[] = {"code"_l, "code id_token"_l, "code token"_l, "code id_token token"_l,
                                           "id_token"_l};
constexpr QLatin1String ApplicationTypes[] = {"web"_l, "mobile"_l, "native"_l};
constexpr QLatin1String AuthMethods[] = {"tls_client_auth"_l, "private_key_jwt"_l, "client_secret_jwt"_l,
                                         "client_secret_basic"_l, "client_secret_post"_l};
constexpr QLatin1String Scopes[] = {"openid"_l, "accounts"_l, "payments"_l, "fundsconfirmations"_l};
constexpr QLatin1String Roles[] = {"AISP"_l, "PISP"_l, "CBPII"_l, "ASPSP"_l};
constexpr QLatin1String EncryptionAlgorithms[] = {"RSA-OAEP"_l,       "RSA-OAEP-256"_l,   "ECDH-ES"_l,
                                                  "ECDH-ES+A128KW"_l, "ECDH-ES+A256KW"_l, "RSA1_5"_l};
constexpr QLatin1String EncryptionMethods[] = {"A128GCM"_l,       "A192GCM"_l,       "A256GCM"_l,
                                               "A128CBC-HS256"_l, "A192CBC-HS384"_l, "A256CBC-HS512"_l};
constexpr QLatin1String RequestClaims[] = {"iss"_l,
                                           "iat"_l,
                                           "exp"_l,
                                           "aud"_l,
                                           "jti"_l,
                                           "redirect_uris"_l,
                                           "token_endpoint_auth_method"_l,
                                           "token_endpoint_auth_signing_alg"_l,
                                           "grant_types"_l,
                                           "response_types"_l,
                                           "scope"_l,
                                           "software_id"_l,
                                           "software_statement"_l,
                                           "application_type"_l,
                                           "id_token_signed_response_alg"_l,
                                           "request_object_signing_alg"_l,
                                           "id_token_encrypted_response_alg"_l,
                                           "id_token_encrypted_response_enc"_l,
                                           "authorization_signed_response_alg"_l,
                                           "tls_client_auth_subject_dn"_l,
                                           "backchannel_token_delivery_mode"_l,
                                           "backchannel_client_notification_endpoint"_l,
                                           "backchannel_authentication_request_signing_alg"_l,
                                           "backchannel_user_code_parameter_supported"_l};
constexpr QLatin1String StatementClaims[] = {"iss"_l,
                                             "iat"_l,
                                             "jti"_l,
                                             "software_id"_l,
                                             "software_client_id"_l,
                                             "software_client_name"_l,
                                             "software_client_description"_l,
                                             "software_version"_l,
                                             "software_redirect_uris"_l,
                                             "software_roles"_l,
                                             "software_environment"_l,
                                             "software_mode"_l,
                                             "software_client_uri"_l,
                                             "software_logo_uri"_l,
                                             "software_policy_uri"_l,
                                             "software_tos_uri"_l,
                                             "software_on_behalf_of_org"_l,
                                             "software_jwks_endpoint"_l,
                                             "software_jwks_revoked_endpoint"_l,
                                             "org_id"_l,
                                             "org_name"_l,
                                             "org_status"_l,
                                             "org_contacts"_l,
                                             "org_jwks_endpoint"_l,
                                             "org_jwks_revoked_endpoint"_l,
                                             "organisation_competent_authority_claims"_l};

constexpr QLatin1String Holdings[] = {"never"_l, "on_warning"_l, "new_organisation"_l, "always"_l};

constexpr qint64 MostSkewSeconds = 3600;
constexpr qint64 MostDays = MaxPolicySeconds / (24 * 3600);

using G = SettingGroup;
using K = SettingKind;
using E = WhenEmpty;

#define TEXT(text) QT_TRANSLATE_NOOP("gatehouse::dcr", text)

constexpr PolicySetting Settings[] = {
    {"name"_l,
     G::General,
     K::Text,
     E::NotAllowed,
     TEXT("Name"),
     TEXT("What the policy is called in the history and in messages."),
     "Policy of the bank",
     {}},
    {"audience"_l,
     G::General,
     K::List,
     E::Any,
     TEXT("Audience"),
     TEXT(
         "What a request's aud may say to mean this bank. The endpoint adds its own address, registration and token URL."),
     "RFC 7519 §4.1.3, OBIE DCR 3.3",
     {}},
    {"hold_new_registrations"_l, G::General, K::Choice, E::NotAllowed, TEXT("Hold new registrations for review"),
     TEXT("Which of them get no token before a person has approved them. Updates are never held."),
     "Policy of the bank; RFC 7591 §5 on trust in what is registered", Holdings},

    {"grant_types"_l, G::Client, K::KnownList, E::NotAllowed, TEXT("Grant types"),
     TEXT("How a client may obtain tokens."), "RFC 7591 §2, OBIE DCR 3.3", GrantTypes},
    {"response_types"_l, G::Client, K::KnownList, E::NotAllowed, TEXT("Response types"),
     TEXT("What the authorisation endpoint may return to it."), "RFC 7591 §2, FAPI 1.0 Advanced §5.2.2", ResponseTypes},
    {"application_types"_l, G::Client, K::KnownList, E::NotAllowed, TEXT("Application types"),
     TEXT("What kind of application a client may be."), "OBIE DCR 3.3 (web, mobile) and 3.4 (web, native)",
     ApplicationTypes},
    {"token_endpoint_auth_methods"_l, G::Client, K::KnownList, E::NotAllowed, TEXT("Client authentication"),
     TEXT("How a client may prove who it is at the token endpoint."), "RFC 7591 §2, FAPI 1.0 Advanced §5.2.2",
     AuthMethods},
    {"scopes"_l, G::Client, K::KnownList, E::NotAllowed, TEXT("Scopes"), TEXT("What a client may ask for at all."),
     "OBIE DCR 3.3", Scopes},
    {"role_scopes"_l, G::Client, K::ListsByName, E::Nothing, TEXT("Scopes by role"),
     TEXT("Which scopes a role of the statement opens. A scope that stands at no role needs none."),
     "OBIE DCR 3.3, PSD2", Roles},

    {"signing_algorithms"_l, G::Algorithms, K::ClosedList, E::NotAllowed, TEXT("Signing algorithms"),
     TEXT("What may sign statements, requests, assertions, ID tokens and request objects."),
     "FAPI 1.0 Advanced §8.6: PS256, ES256", Algorithms},
    {"id_token_encryption_algorithms"_l, G::Algorithms, K::KnownList, E::Nothing, TEXT("ID token key wrapping"),
     TEXT("How the key that encrypts an ID token may be wrapped; none: ID tokens are not encrypted."),
     "OpenID Connect Registration 1.0 §2, FAPI 1.0 Advanced §8.6.1", EncryptionAlgorithms},
    {"id_token_encryption_methods"_l, G::Algorithms, K::KnownList, E::Nothing, TEXT("ID token encryption"),
     TEXT("How an ID token may be encrypted."), "OpenID Connect Registration 1.0 §2", EncryptionMethods},

    {"mandatory_request_claims"_l, G::Claims, K::KnownList, E::Nothing, TEXT("Claims a request must have"),
     TEXT("A request in which one is missing or empty is refused."), "OBIE DCR 3.3, WSO2 required", RequestClaims},
    {"mandatory_statement_claims"_l, G::Claims, K::KnownList, E::Nothing, TEXT("Claims a statement must have"),
     TEXT("A statement in which one is missing or empty is refused."),
     "OBIE DCR 3.3, WSO2 software_statement.mandatory_parameters", StatementClaims},

    {"statement_issuers"_l, G::Statement, K::KnownList, E::Any, TEXT("Statement issuers"),
     TEXT("Whose statements are accepted; none named: anybody's whose key is known."),
     "RFC 7591 §3.2.2, WSO2 SSAIssuerValidator", Issuers},
    {"environments"_l, G::Statement, K::KnownList, E::Any, TEXT("Environments"),
     TEXT("Which software_environment a statement may be made for; none named: any."),
     "WSO2 software_environment_identification", Environments},

    {"statement_jwks"_l, G::Keys, K::ListsByName, E::Nothing, TEXT("Key sets of the directory"),
     TEXT("Files or https URLs whose keys verify statements, for each environment. Without any the test directory's "
          "keys alone count."),
     "WSO2 jwks_url_sandbox, jwks_url_production", Environments},
    {"request_jwks"_l,
     G::Keys,
     K::List,
     E::Nothing,
     TEXT("Key sets of clients"),
     TEXT("Files or https URLs whose keys verify requests, beside what a statement's software_jwks_endpoint gives."),
     "OBIE DCR 3.3",
     {}},

    {"clock_skew_seconds"_l,
     G::Time,
     K::Seconds,
     E::NotAllowed,
     TEXT("Clocks may differ by"),
     TEXT("How far a moment may lie on the wrong side and still pass."),
     "RFC 7519 §4.1.4; WSO2 uses 60 s",
     {},
     0,
     MostSkewSeconds},
    {"max_request_lifetime_seconds"_l,
     G::Time,
     K::Seconds,
     E::NotAllowed,
     TEXT("A request lives at most"),
     TEXT("From iat to exp; 0: as long as it says."),
     "FAPI 1.0 Advanced §5.2.2: 60 minutes for request objects",
     {},
     0,
     MaxPolicySeconds},
    {"max_statement_age_days"_l,
     G::Time,
     K::Days,
     E::NotAllowed,
     TEXT("A statement may be as old as"),
     TEXT("Older ones are refused; 0: no limit."),
     "Policy of the bank",
     {},
     0,
     MostDays},
    {"warn_statement_age_days"_l,
     G::Time,
     K::Days,
     E::NotAllowed,
     TEXT("Warn of statements older than"),
     TEXT("What it says of roles and status may have changed since; 0: never."),
     "Policy of the bank",
     {},
     0,
     MostDays},
    {"access_token_seconds"_l,
     G::Time,
     K::Seconds,
     E::NotAllowed,
     TEXT("An access token lives for"),
     TEXT("How long the endpoint's tokens are valid."),
     "RFC 6749 §4.2.2",
     {},
     1,
     MaxPolicySeconds},

    {"checks"_l,
     G::Checks,
     K::Checks,
     E::Nothing,
     TEXT("Checks"),
     TEXT("Whether a check that does not hold refuses the registration, warns, or is not made at all."),
     "OBIE DCR 3.3, RFC 7591, FAPI 1.0 Advanced, WSO2: see each check",
     {}},
};

struct ChoiceTitle {
    QLatin1String value;
    const char *title;
};

constexpr ChoiceTitle ChoiceTitles[] = {
    {"never"_l, TEXT("never")},
    {"on_warning"_l, TEXT("where a check warned")},
    {"new_organisation"_l, TEXT("of organisations without an active client here")},
    {"always"_l, TEXT("always")},
};

struct GroupTitle {
    SettingGroup group;
    const char *title;
};

constexpr GroupTitle GroupTitles[] = {
    {G::General, TEXT("General")},
    {G::Client, TEXT("What a client may be")},
    {G::Algorithms, TEXT("Algorithms")},
    {G::Claims, TEXT("Mandatory claims")},
    {G::Statement, TEXT("Statements")},
    {G::Keys, TEXT("Key sets")},
    {G::Time, TEXT("Time")},
    {G::Checks, TEXT("Checks")},
};

#undef TEXT

} // namespace

std::span<const PolicySetting> policySettings()
{
    return Settings;
}

const PolicySetting *findPolicySetting(QLatin1String member)
{
    for (const PolicySetting &setting : Settings) {
        if (setting.member == member)
            return &setting;
    }
    return nullptr;
}

QString title(const PolicySetting &setting)
{
    return Text::tr(setting.title);
}

QString describe(const PolicySetting &setting)
{
    return Text::tr(setting.meaning);
}

QString choiceTitle(QStringView value)
{
    for (const ChoiceTitle &entry : ChoiceTitles) {
        if (value == entry.value)
            return Text::tr(entry.title);
    }
    return value.toString();
}

QString title(SettingGroup group)
{
    for (const GroupTitle &entry : GroupTitles) {
        if (entry.group == group)
            return Text::tr(entry.title);
    }
    return {};
}

} // namespace gatehouse::dcr
