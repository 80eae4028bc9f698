#pragma once

#include "base/json.h"
#include "base/result.h"
#include "jose/algorithm.h"

#include <QMap>
#include <QStringList>

#include <chrono>
#include <optional>

namespace gatehouse::dcr {

struct Check;
struct Evaluation;

enum class Severity : quint8 { Off, Warn, Fail };
/// "off", "warn", "fail"
QLatin1String name(Severity severity);
std::optional<Severity> severityFromName(QStringView name);

/// Which new registrations wait until a person has approved them. Such a client is answered like any other, and is
/// held: it gets no token, and so can neither read, update nor delete itself. Updates are never held: they come from
/// a client that is active, pass the same checks, and what they replace serves customers; the record of changes says
/// what each of them changed, and the client can be suspended.
enum class Holding : quint8 {
    Never,
    OnWarning,       ///< where a check warned
    NewOrganisation, ///< where none of the organisation's clients is active; one that waits or is suspended vouches
                     ///< for nobody
    Always,
};
/// "never", "on_warning", "new_organisation", "always"
QLatin1String name(Holding holding);
std::optional<Holding> holdingFromName(QStringView name);

/// What the bank has of an organisation.
enum class Acquaintance : quint8 { ActiveClient, NoActiveClient };
/// Whether the registration that was judged acceptable waits for a person.
bool isHeld(Holding holding, const Evaluation &evaluation, Acquaintance acquaintance);

constexpr qsizetype MaxPolicyBytes = qsizetype{1024} * 1024;
/// Ten years: no duration of a policy is longer.
constexpr qint64 MaxPolicySeconds = 10LL * 366 * 24 * 3600;

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
///   "hold_new_registrations": "never",         or on_warning, new_organisation, always: see Holding
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
    Holding holding = Holding::Never;
    QMap<QString, Severity> severities; ///< by check id, where it differs from the check's own

    QStringList signingAlgorithmNames() const;
    /// File names of key sets that are relative become those below `folder`; URLs stay.
    void makeKeySetsAbsolute(const QString &folder);
    /// What the policy says of a check, or the check's own; that of a check no policy can change is its own.
    Severity severityOf(const Check &check) const;

    /// OBIE DCR 3.3 with the algorithms of FAPI 1.0 Advanced.
    static Policy openBankingUk();
    /// `base` with the members of `json` put over it.
    static Result<Policy> fromJson(const Json &json, const Policy &base);
    /// The same of a file's or the database's bytes over the standard policy; TooLarge beyond MaxPolicyBytes.
    static Result<Policy> fromBytes(QByteArrayView text);
    Json toJson() const;
};

} // namespace gatehouse::dcr
