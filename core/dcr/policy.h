#pragma once

#include "base/json.h"
#include "base/result.h"
#include "jose/algorithm.h"

#include <QMap>
#include <QStringList>

#include <chrono>
#include <optional>

namespace gatehouse::dcr {

enum class Severity : quint8 { Off, Warn, Fail };

/// What a registration may be. Immutable while workers use it; a change is a new object.
///
/// As JSON, every member optional, an unknown one an error:
/// {
///   "name": "…",
///   "audience": ["…"],                         empty: any; the endpoint adds its own names
///   "statement_issuers": ["OpenBanking Ltd"],  empty: any
///   "environments": ["sandbox"],               empty: any
///   "statement_jwks": {"sandbox": ["FILE or https URL"], "production": ["…"]},
///   "request_jwks": ["FILE or https URL"],     beside what `software_jwks_endpoint` gives
///   "signing_algorithms": ["PS256", "ES256"],
///   "grant_types": […], "response_types": […], "application_types": […],
///   "token_endpoint_auth_methods": […], "scopes": […],
///   "role_scopes": {"AISP": ["accounts"], …},
///   "id_token_encryption_algorithms": […], "id_token_encryption_methods": […],
///   "mandatory_request_claims": […], "mandatory_statement_claims": […],
///   "clock_skew_seconds": 60, "max_request_lifetime_seconds": 0, "max_statement_age_days": 0,
///   "warn_statement_age_days": 180,
///   "access_token_seconds": 3600,
///   "checks": {"request.jti-is-uuid": "warn"}  off, warn or fail for any check by its id
/// }
/// A zero duration means no limit. Relative file names are relative to the policy's file.
struct Policy {
    QString name;
    QStringList audiences;
    QStringList statementIssuers;
    QStringList environments;
    QMap<QString, QStringList> statementJwks; ///< by `software_environment`; what is not `sandbox` is `production`
    QStringList requestJwks;
    jose::AlgorithmSet signingAlgorithms;
    QStringList grantTypes;
    QStringList responseTypes;
    QStringList applicationTypes;
    QStringList tokenEndpointAuthMethods;
    QStringList scopes;
    QMap<QString, QStringList> roleScopes; ///< what each role of the statement allows
    QStringList idTokenEncryptionAlgorithms;
    QStringList idTokenEncryptionMethods;
    QStringList mandatoryRequestClaims;
    QStringList mandatoryStatementClaims;
    std::chrono::seconds clockSkew{60};
    std::chrono::seconds maxRequestLifetime{0};
    std::chrono::days maxStatementAge{0};
    std::chrono::days warnStatementAge{180};
    std::chrono::seconds accessTokenLifetime{3600};
    QMap<QString, Severity> severities; ///< by check id, where it differs from the check's own

    QStringList signingAlgorithmNames() const;

    /// OBIE DCR 3.3 with the algorithms of FAPI 1.0 Advanced.
    static Policy openBankingUk();
    /// `base` with the members of `json` put over it.
    static Result<Policy> fromJson(const Json &json, const Policy &base);
    Json toJson() const;
};

} // namespace gatehouse::dcr
