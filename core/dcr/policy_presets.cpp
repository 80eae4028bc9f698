#include "dcr/policy_presets.h"

#include "dcr/text.h"

namespace gatehouse::dcr {

namespace {

#define TEXT(text) QT_TRANSLATE_NOOP("gatehouse::dcr", text)

QStringList list(std::initializer_list<const char *> values)
{
    QStringList strings;
    for (const char *value : values)
        strings.append(QLatin1String(value));
    return strings;
}

struct CheckSetting {
    const char *id;
    Severity severity;
};

/// What generation 3 of the accelerator does not look at. A sandbox that stands in for such a server lets it pass,
/// and says of it what the standard would say; what would only be noise is off.
constexpr CheckSetting NotCheckedByWso2[] = {
    {"statement.claim-types", Severity::Warn},
    {"statement.issuer", Severity::Warn},
    {"statement.age", Severity::Off},
    {"statement.environment", Severity::Off},
    {"statement.organisation-status", Severity::Warn},
    {"statement.authority-status", Severity::Warn},
    {"statement.software-id-form", Severity::Off},
    {"statement.roles-authorised", Severity::Off},
    {"request.software-id-agrees", Severity::Warn},
    {"request.audience", Severity::Warn},
    {"request.jti-is-uuid", Severity::Off},
    {"request.redirect-uris", Severity::Warn},
    {"request.redirect-uris-in-statement", Severity::Warn},
    {"request.host-names", Severity::Off},
    {"request.grants-agree-with-responses", Severity::Warn},
    {"request.tls-subject-dn", Severity::Warn},
    {"request.id-token-encryption", Severity::Warn},
    {"request.scopes-within-roles", Severity::Warn},
    {"request.backchannel", Severity::Warn},
};

Policy wso2UkToolkit()
{
    Policy policy = Policy::openBankingUk();
    policy.name = Text::tr("WSO2 UK toolkit default");
    policy.environments.clear();
    policy.grantTypes = list({"authorization_code", "refresh_token", "client_credentials"});
    policy.mandatoryRequestClaims = list({"grant_types", "iss", "aud", "token_endpoint_auth_method",
                                          "id_token_signed_response_alg", "software_statement"});
    policy.mandatoryStatementClaims = list({"software_id", "software_jwks_endpoint"});
    policy.warnStatementAge = std::chrono::days(0);
    for (const CheckSetting &setting : NotCheckedByWso2)
        policy.severities[QLatin1String(setting.id)] = setting.severity;
    return policy;
}

Policy fapiAdvanced()
{
    Policy policy = Policy::openBankingUk();
    policy.name = Text::tr("FAPI 1.0 Advanced");
    policy.grantTypes = list({"authorization_code", "client_credentials", "refresh_token"});
    policy.responseTypes = list({"code id_token"});
    policy.maxRequestLifetime = std::chrono::hours(1);
    policy.mandatoryRequestClaims.append(QStringLiteral("response_types"));
    return policy;
}

const PolicyPreset Presets[] = {
    {QLatin1String("obie"), TEXT("OBIE DCR 3.3 with FAPI algorithms"),
     TEXT("What the UK directory's members send and the standard asks of a bank: all its mandatory claims, redirect "
          "URIs within the statement, scopes within the software's roles. The policy of a new workspace."),
     "OBIE Dynamic Client Registration 3.3; algorithms of FAPI 1.0 Advanced §8.6", &Policy::openBankingUk},
    {QLatin1String("wso2-uk"), TEXT("WSO2 UK toolkit default"),
     TEXT(
         "What a WSO2 Open Banking server of generation 3 accepts as it is shipped. What its accelerator does not look "
         "at is a warning here, so that a registration passes as it would there, and what the standard thinks of it is "
         "still said."),
     "WSO2 Open Banking Accelerator 3, open-banking.xml.j2 and the [open_banking.dcr.registration.*] of its pages",
     &wso2UkToolkit},
    {QLatin1String("fapi-advanced"), TEXT("FAPI 1.0 Advanced"),
     TEXT(
         "The strictest of the three: PS256 and ES256 alone, mutual TLS or private_key_jwt, the hybrid flow alone, and "
         "no request that lives longer than an hour. Backchannel authentication and token exchange by assertion are not "
         "part of it."),
     "FAPI 1.0 Part 2: Advanced, §5.2.2 (clients, response types, life of request objects) and §8.6 (algorithms)",
     &fapiAdvanced},
};

#undef TEXT

} // namespace

std::span<const PolicyPreset> policyPresets()
{
    return Presets;
}

const PolicyPreset *findPolicyPreset(QStringView id)
{
    for (const PolicyPreset &preset : Presets) {
        if (id == preset.id)
            return &preset;
    }
    return nullptr;
}

QString title(const PolicyPreset &preset)
{
    return Text::tr(preset.title);
}

QString describe(const PolicyPreset &preset)
{
    return Text::tr(preset.description);
}

} // namespace gatehouse::dcr
