#include "dcr/policy.h"

#include "dcr/check.h"
#include "dcr/text.h"

#include <QDir>

#include <functional>

namespace gatehouse::dcr {

namespace {

Result<void> readList(const Json &value, QStringList &into)
{
    QStringList list;
    if (value.is_array()) {
        for (const Json &element : value) {
            if (!element.is_string())
                return fail(Error::Malformed, Text::tr("a list of strings is expected"));
            list.append(toQString(element.get_ref<const std::string &>()));
        }
        into = list;
        return {};
    }
    return fail(Error::Malformed, Text::tr("a list of strings is expected"));
}

Result<void> readLists(const Json &value, QMap<QString, QStringList> &into)
{
    if (!value.is_object())
        return fail(Error::Malformed, Text::tr("an object of lists is expected"));
    QMap<QString, QStringList> lists;
    for (const auto &[key, list] : value.items()) {
        if (auto read = readList(list, lists[toQString(key)]); !read)
            return fail(Error::Malformed, Text::tr("in \"%1\", %2").arg(toQString(key), read.error().message));
    }
    into = lists;
    return {};
}

template <typename Duration>
Result<void> readDuration(const Json &value, Duration &into)
{
    const auto most = std::chrono::duration_cast<Duration>(std::chrono::seconds(MaxPolicySeconds)).count();
    if (!value.is_number_integer() || value.get<qint64>() < 0 || value.get<qint64>() > most)
        return fail(Error::Malformed, Text::tr("a whole number from 0 to %1 is expected").arg(most));
    into = Duration(value.get<qint64>());
    return {};
}

Result<void> readAlgorithms(const Json &value, jose::AlgorithmSet &into)
{
    QStringList names;
    if (auto read = readList(value, names); !read)
        return read;
    jose::AlgorithmSet algorithms;
    for (const QString &name : std::as_const(names)) {
        const auto algorithm = jose::algorithmFromName(name.toLatin1());
        if (!algorithm)
            return fail(Error::Malformed, Text::tr("%1 is no algorithm that Gatehouse can verify").arg(quoted(name)));
        algorithms.insert(*algorithm);
    }
    if (algorithms.isEmpty())
        return fail(Error::Malformed, Text::tr("at least one algorithm is needed"));
    into = algorithms;
    return {};
}

Result<void> readSeverities(const Json &value, QMap<QString, Severity> &into)
{
    if (!value.is_object())
        return fail(Error::Malformed, Text::tr("an object of check ids is expected"));
    QMap<QString, Severity> severities = into;
    for (const auto &[key, severity] : value.items()) {
        const QString id = toQString(key);
        const Check *check = findCheck(QLatin1String(key.data(), static_cast<qsizetype>(key.size())));
        if (!check)
            return fail(Error::Malformed, Text::tr("there is no check %1").arg(quoted(id)));
        if (check->needs == CheckNeeds::Token)
            return fail(Error::Refused,
                        Text::tr("%1 cannot be changed: without it nothing else means anything").arg(quoted(id)));
        const QString text = severity.is_string() ? toQString(severity.get_ref<const std::string &>()) : QString();
        const auto known = severityFromName(text);
        if (!known)
            return fail(Error::Malformed, Text::tr("%1 is \"off\", \"warn\" or \"fail\"").arg(quoted(id)));
        severities[id] = *known;
    }
    into = severities;
    return {};
}

Result<void> readHolding(const Json &value, Holding &into)
{
    const auto known = holdingFromName(value.is_string() ? toQString(value.get_ref<const std::string &>()) : QString());
    if (!known)
        return fail(Error::Malformed,
                    Text::tr("\"never\", \"on_warning\", \"new_organisation\" or \"always\" is expected"));
    into = *known;
    return {};
}

/// One member of the policy's JSON: how it is read and written.
struct Member {
    const char *name;
    std::function<Result<void>(const Json &, Policy &)> read;
    std::function<Json(const Policy &)> write;
};

Member listMember(const char *name, QStringList Policy::*field)
{
    return {name, [field](const Json &value, Policy &policy) { return readList(value, policy.*field); },
            [field](const Policy &policy) { return gatehouse::toJson(policy.*field); }};
}

Member listsMember(const char *name, QMap<QString, QStringList> Policy::*field)
{
    return {name, [field](const Json &value, Policy &policy) { return readLists(value, policy.*field); },
            [field](const Policy &policy) {
                Json lists = Json::object();
                for (auto it = (policy.*field).cbegin(); it != (policy.*field).cend(); ++it)
                    lists[it.key().toStdString()] = gatehouse::toJson(it.value());
                return lists;
            }};
}

template <typename Duration>
Member durationMember(const char *name, Duration Policy::*field)
{
    return {name, [field](const Json &value, Policy &policy) { return readDuration(value, policy.*field); },
            [field](const Policy &policy) { return Json((policy.*field).count()); }};
}

const std::vector<Member> &members()
{
    static const std::vector<Member> all = {
        {"name",
         [](const Json &value, Policy &policy) -> Result<void> {
             if (!value.is_string())
                 return fail(Error::Malformed, Text::tr("a string is expected"));
             policy.name = toQString(value.get_ref<const std::string &>());
             return {};
         },
         [](const Policy &policy) { return Json(policy.name.toStdString()); }},
        listMember("audience", &Policy::audiences),
        listMember("statement_issuers", &Policy::statementIssuers),
        listMember("environments", &Policy::environments),
        listsMember("statement_jwks", &Policy::statementJwks),
        listMember("request_jwks", &Policy::requestJwks),
        {"signing_algorithms",
         [](const Json &value, Policy &policy) { return readAlgorithms(value, policy.signingAlgorithms); },
         [](const Policy &policy) { return gatehouse::toJson(policy.signingAlgorithmNames()); }},
        listMember("grant_types", &Policy::grantTypes),
        listMember("response_types", &Policy::responseTypes),
        listMember("application_types", &Policy::applicationTypes),
        listMember("token_endpoint_auth_methods", &Policy::tokenEndpointAuthMethods),
        listMember("scopes", &Policy::scopes),
        listsMember("role_scopes", &Policy::roleScopes),
        listMember("id_token_encryption_algorithms", &Policy::idTokenEncryptionAlgorithms),
        listMember("id_token_encryption_methods", &Policy::idTokenEncryptionMethods),
        listMember("mandatory_request_claims", &Policy::mandatoryRequestClaims),
        listMember("mandatory_statement_claims", &Policy::mandatoryStatementClaims),
        durationMember("clock_skew_seconds", &Policy::clockSkew),
        durationMember("max_request_lifetime_seconds", &Policy::maxRequestLifetime),
        durationMember("max_statement_age_days", &Policy::maxStatementAge),
        durationMember("warn_statement_age_days", &Policy::warnStatementAge),
        durationMember("access_token_seconds", &Policy::accessTokenLifetime),
        {"hold_new_registrations", [](const Json &value, Policy &policy) { return readHolding(value, policy.holding); },
         [](const Policy &policy) { return Json(gatehouse::dcr::name(policy.holding).data()); }},
        {"checks", [](const Json &value, Policy &policy) { return readSeverities(value, policy.severities); },
         [](const Policy &policy) {
             Json severities = Json::object();
             for (auto it = policy.severities.cbegin(); it != policy.severities.cend(); ++it)
                 severities[it.key().toStdString()] = gatehouse::dcr::name(it.value()).data();
             return severities;
         }},
    };
    return all;
}

} // namespace

QLatin1String name(Severity severity)
{
    switch (severity) {
    case Severity::Off:
        return QLatin1String("off");
    case Severity::Warn:
        return QLatin1String("warn");
    case Severity::Fail:
        break;
    }
    return QLatin1String("fail");
}

std::optional<Severity> severityFromName(QStringView text)
{
    for (Severity severity : {Severity::Off, Severity::Warn, Severity::Fail}) {
        if (text == name(severity))
            return severity;
    }
    return std::nullopt;
}

QLatin1String name(Holding holding)
{
    switch (holding) {
    case Holding::OnWarning:
        return QLatin1String("on_warning");
    case Holding::NewOrganisation:
        return QLatin1String("new_organisation");
    case Holding::Always:
        return QLatin1String("always");
    case Holding::Never:
        break;
    }
    return QLatin1String("never");
}

std::optional<Holding> holdingFromName(QStringView text)
{
    for (Holding holding : {Holding::Never, Holding::OnWarning, Holding::NewOrganisation, Holding::Always}) {
        if (text == name(holding))
            return holding;
    }
    return std::nullopt;
}

bool isHeld(Holding holding, const Evaluation &evaluation, Acquaintance acquaintance)
{
    switch (holding) {
    case Holding::Never:
        return false;
    case Holding::OnWarning:
        return evaluation.count(Outcome::Warn) > 0;
    case Holding::NewOrganisation:
        return acquaintance == Acquaintance::NoActiveClient;
    case Holding::Always:
        break;
    }
    return true;
}

Severity Policy::severityOf(const Check &check) const
{
    return check.needs == CheckNeeds::Token || severities.isEmpty() ? check.severity
                                                                    : severities.value(check.id, check.severity);
}

QStringList Policy::signingAlgorithmNames() const
{
    QStringList names;
    for (jose::Algorithm algorithm : jose::AllAlgorithms) {
        if (signingAlgorithms.contains(algorithm))
            names.append(jose::name(algorithm));
    }
    return names;
}

void Policy::makeKeySetsAbsolute(const QString &folder)
{
    const auto makeAbsolute = [&folder](QStringList &sources) {
        for (QString &source : sources) {
            if (!source.isEmpty() && !source.contains(QLatin1String("://")))
                source = QDir::cleanPath(QDir(folder).absoluteFilePath(source));
        }
    };
    for (QStringList &sources : statementJwks)
        makeAbsolute(sources);
    makeAbsolute(requestJwks);
}

Policy Policy::openBankingUk()
{
    const auto list = [](std::initializer_list<const char *> values) {
        QStringList strings;
        for (const char *value : values)
            strings.append(QLatin1String(value));
        return strings;
    };
    Policy policy;
    policy.name = Text::tr("OBIE DCR 3.3 with FAPI algorithms");
    policy.statementIssuers = list({"OpenBanking Ltd"});
    policy.environments = list({"sandbox"});
    policy.signingAlgorithms = {jose::Algorithm::PS256, jose::Algorithm::ES256};
    policy.grantTypes = list({"client_credentials", "authorization_code", "refresh_token",
                              "urn:ietf:params:oauth:grant-type:jwt-bearer", "urn:openid:params:grant-type:ciba"});
    policy.responseTypes = list({"code", "code id_token"});
    policy.applicationTypes = list({"web", "mobile", "native"});
    policy.tokenEndpointAuthMethods = list({"tls_client_auth", "private_key_jwt"});
    policy.scopes = list({"openid", "accounts", "payments", "fundsconfirmations"});
    policy.roleScopes = {{QStringLiteral("AISP"), list({"accounts"})},
                         {QStringLiteral("PISP"), list({"payments"})},
                         {QStringLiteral("CBPII"), list({"fundsconfirmations"})}};
    policy.idTokenEncryptionAlgorithms = list({"RSA-OAEP", "RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A256KW"});
    policy.idTokenEncryptionMethods = list({"A128GCM", "A256GCM", "A128CBC-HS256", "A256CBC-HS512"});
    policy.mandatoryRequestClaims =
        list({"iss", "iat", "exp", "aud", "jti", "redirect_uris", "token_endpoint_auth_method", "grant_types", "scope",
              "software_statement", "application_type", "id_token_signed_response_alg", "request_object_signing_alg"});
    policy.mandatoryStatementClaims =
        list({"iss", "iat", "jti", "software_id", "software_client_name", "software_redirect_uris", "software_roles",
              "software_environment", "org_id", "org_status", "software_jwks_endpoint"});
    return policy;
}

Result<Policy> Policy::fromJson(const Json &json, const Policy &base)
{
    if (!json.is_object())
        return fail(Error::Malformed, Text::tr("A policy is a JSON object."));
    Policy policy = base;
    for (const auto &[key, value] : json.items()) {
        const Member *found = nullptr;
        for (const Member &member : members()) {
            if (key == member.name)
                found = &member;
        }
        if (!found) {
            QStringList known;
            for (const Member &member : members())
                known.append(QLatin1String(member.name));
            return fail(Error::Malformed,
                        Text::tr("A policy has no member %1. It may have: %2.")
                            .arg(quoted(toQString(key)), known.join(QStringLiteral(", "))));
        }
        if (auto read = found->read(value, policy); !read)
            return fail(read.error().kind,
                        Text::tr("\"%1\" in the policy: %2.").arg(toQString(key), read.error().message));
    }
    return policy;
}

Result<Policy> Policy::fromBytes(QByteArrayView text)
{
    if (text.size() > MaxPolicyBytes)
        return fail(Error::TooLarge,
                    Text::tr("The policy has %1 bytes; at most %2 are accepted.")
                        .arg(QString::number(text.size()), QString::number(MaxPolicyBytes)));
    return parseJsonObject(text).and_then([](const Json &json) { return fromJson(json, openBankingUk()); });
}

Json Policy::toJson() const
{
    Json json = Json::object();
    for (const Member &member : members())
        json[member.name] = member.write(*this);
    return json;
}

} // namespace gatehouse::dcr
