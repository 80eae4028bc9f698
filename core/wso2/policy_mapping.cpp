#include "wso2/policy_mapping.h"

#include "dcr/policy_settings.h"
#include "dcr/wso2_parameters.h"

#include <QCoreApplication>

namespace gatehouse::wso2 {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::wso2)
};

constexpr QLatin1String Registration("open_banking.dcr.registration");
constexpr QLatin1String StatementClaims("open_banking.dcr.registration.software_statement.mandatory_parameters");
constexpr QLatin1String UserCode("backchannel_user_code_parameter_supported");
constexpr QLatin1String SubjectDn("tls_client_auth_subject_dn");

/// Members that the server's registration has no key for, and what it does.
struct Gap {
    QLatin1String member;
    const char *instead;
};

#define TEXT(text) QT_TRANSLATE_NOOP("gatehouse::wso2", text)

constexpr Gap Gaps[] = {
    {QLatin1String("role_scopes"),
     TEXT("the server does not hold scopes against roles; the gateway's [[open_banking.gateway.tpp_management."
          "allowed_scopes]] does so at each call")},
    {QLatin1String("statement_issuers"),
     TEXT("[[open_banking.dcr.regulatory_issuers.iss]] marks an application as regulatory and refuses nobody")},
    {QLatin1String("environments"), TEXT("the environment chooses the key set and refuses nobody")},
    {QLatin1String("statement_jwks"),
     TEXT("the key sets are jwks_url_sandbox and jwks_url_production, on the page JWKS")},
    {QLatin1String("request_jwks"), TEXT("the server takes the statement's software_jwks_endpoint alone")},
    {QLatin1String("clock_skew_seconds"), TEXT("the server's library has a leeway of 60 s of its own")},
    {QLatin1String("max_request_lifetime_seconds"), TEXT("the server takes any lifetime")},
    {QLatin1String("max_statement_age_days"), TEXT("the server takes statements of any age")},
    {QLatin1String("warn_statement_age_days"), TEXT("the server does not warn")},
    {QLatin1String("access_token_seconds"), TEXT("the life of tokens is the key manager's")},
    {QLatin1String("hold_new_registrations"), TEXT("the server activates every client as it registers")},
    {QLatin1String("checks"), TEXT("the server's checks cannot be turned to warnings one by one")},
};

QString keyOf(const dcr::Wso2Parameter &parameter, const char *leaf)
{
    return QStringLiteral("%1.%2.%3").arg(Registration, parameter.tomlName, QLatin1String(leaf));
}

bool isShipped(const QString &algorithm)
{
    return algorithm == QLatin1String("PS256") || algorithm == QLatin1String("ES256");
}

QStringList gapsOf(const dcr::Policy &policy)
{
    QStringList list;
    for (const Gap &gap : Gaps) {
        const dcr::PolicySetting *setting = dcr::findPolicySetting(gap.member);
        list.append(
            Text::tr("%1: %2.").arg(setting ? dcr::title(*setting) : QString(gap.member), Text::tr(gap.instead)));
    }
    const QStringList algorithms = policy.signingAlgorithmNames();
    for (const QString &algorithm : algorithms) {
        if (!isShipped(algorithm))
            list.append(
                Text::tr("%1 must also stand in [[open_banking.signature_validation.allowed_algorithms]], which "
                         "has PS256 and ES256 as shipped.")
                    .arg(algorithm));
    }
    if (policy.mandatoryRequestClaims.contains(SubjectDn))
        list.append(
            Text::tr("tls_client_auth_subject_dn: required = true makes this server refuse every request, so it "
                     "is not written."));
    return list;
}

/// Nothing where the value is no list of strings.
std::optional<QStringList> stringsOf(const TomlValue &value)
{
    const TomlValue::Array *array = value.asArray();
    if (!array)
        return std::nullopt;
    QStringList list;
    for (const TomlValue &element : *array) {
        const QString *text = element.asString();
        if (!text)
            return std::nullopt;
        list.append(*text);
    }
    return list;
}

/// Reads the tables of a file into a policy, and notes what it could not take.
class Reader
{
public:
    Reader(const DeploymentToml &file, const dcr::Policy &base)
        : m_file(file)
    {
        m_mapped.policy = base;
    }

    MappedPolicy read()
    {
        for (const dcr::Wso2Parameter &parameter : dcr::wso2Parameters()) {
            takeRequired(parameter);
            takeAllowed(parameter);
        }
        takeStatementClaims();
        return std::move(m_mapped);
    }

private:
    std::optional<TomlValue> valueOf(const QString &key) const { return m_file.value(key).value_or(std::nullopt); }

    void leaveOut(const QString &key, const QString &why)
    {
        m_mapped.leftOut.append(Text::tr("%1 was left out: %2.").arg(key, why));
    }

    void takeRequired(const dcr::Wso2Parameter &parameter)
    {
        const QString key = keyOf(parameter, "required");
        const auto value = valueOf(key);
        if (!value)
            return;
        // A template makes the same of "true" and true.
        const QString text = value->scalarText();
        if (text != QLatin1String("true") && text != QLatin1String("false"))
            return leaveOut(key, Text::tr("it is %1, where true or false is expected").arg(value->typeName()));
        QStringList &claims = m_mapped.policy.mandatoryRequestClaims;
        const bool isThere = claims.contains(parameter.claim);
        if (text == QLatin1String("true") && !isThere)
            claims.append(parameter.claim);
        else if (text == QLatin1String("false"))
            claims.removeAll(parameter.claim);
        m_mapped.taken.append(key);
    }

    void takeAllowed(const dcr::Wso2Parameter &parameter)
    {
        const QString key = keyOf(parameter, "allowed_values");
        const auto value = valueOf(key);
        if (!value)
            return;
        const auto list = stringsOf(*value);
        if (!list)
            return leaveOut(key, Text::tr("it is %1, where a list of strings is expected").arg(value->typeName()));
        if (list->isEmpty() || list->contains(QString()))
            return leaveOut(key, Text::tr("an empty list or value allows anything there, and nothing here"));
        const bool isAlgorithm =
            parameter.claim.contains(QLatin1String("_alg")) && !parameter.claim.contains(QLatin1String("encrypted"));
        if (isAlgorithm && m_algorithms && *m_algorithms != *list)
            return leaveOut(key,
                            Text::tr("a policy has one list of algorithms, and %1 was read first")
                                .arg(m_algorithms->join(QLatin1String(", "))));
        if (!dcr::setAllowedValues(parameter, *list, m_mapped.policy))
            return leaveOut(key, Text::tr("a policy has no such list, or Gatehouse does not know one of its values"));
        if (isAlgorithm)
            m_algorithms = *list;
        m_mapped.taken.append(key);
    }

    void takeStatementClaims()
    {
        const auto value = valueOf(StatementClaims);
        if (!value)
            return;
        const auto list = stringsOf(*value);
        if (!list)
            return leaveOut(StatementClaims,
                            Text::tr("it is %1, where a list of strings is expected").arg(value->typeName()));
        m_mapped.policy.mandatoryStatementClaims = *list;
        m_mapped.taken.append(StatementClaims);
    }

    const DeploymentToml &m_file;
    MappedPolicy m_mapped;
    std::optional<QStringList> m_algorithms;
};

} // namespace

PolicyMapping toDeploymentToml(const dcr::Policy &policy)
{
    PolicyMapping mapping;
    for (const dcr::Wso2Parameter &parameter : dcr::wso2Parameters()) {
        // A primitive boolean is never missing, and of the subject's property the server knows no value.
        if (parameter.claim == UserCode || parameter.claim == SubjectDn)
            continue;
        mapping.edits.append({keyOf(parameter, "required"), dcr::isRequired(parameter, policy)});
        if (const QStringList allowed = dcr::allowedValues(parameter, policy); !allowed.isEmpty())
            mapping.edits.append({keyOf(parameter, "allowed_values"), allowed});
    }
    mapping.edits.append({StatementClaims, policy.mandatoryStatementClaims});
    mapping.leftOut = gapsOf(policy);
    return mapping;
}

MappedPolicy policyFrom(const DeploymentToml &file, const dcr::Policy &base)
{
    return Reader(file, base).read();
}

} // namespace gatehouse::wso2
