#include "dcr/text.h"
#include "dcr/wso2_check.h"

#include <QUrl>

#include <algorithm>
#include <array>

namespace gatehouse::dcr::wso2 {

namespace {

constexpr QLatin1String operator""_l(const char *text, std::size_t size)
{
    return QLatin1String(text, static_cast<qsizetype>(size));
}

constexpr QLatin1String Metadata("invalid_client_metadata");
constexpr QLatin1String InvalidRequest("invalid_request");
constexpr QLatin1String InvalidStatement("invalid_software_statement");
constexpr QLatin1String InvalidRedirectUri("invalid_redirect_uri");
constexpr QLatin1String SoftwareStatement("software_statement");
constexpr QLatin1String RedirectUris("redirect_uris");

/// With `[oauth.dcr] enable_fapi_enforcement = true`, as shipped.
constexpr QLatin1String FapiMethods[] = {"private_key_jwt"_l, "tls_client_auth"_l};
constexpr QLatin1String FapiAlgorithms[] = {"PS256"_l, "ES256"_l};

std::optional<Refusal> refuse(QLatin1String error, QString description)
{
    return Refusal{400, error, std::move(description)};
}

/// IS finds a claim of the statement by part of its name.
const Json *claimContaining(const Json &claims, const char *part)
{
    if (!claims.is_object())
        return nullptr;
    for (const auto &[name, value] : claims.items()) {
        if (name.find(part) != std::string::npos)
            return &value;
    }
    return nullptr;
}

QStringList strings(const Json *value)
{
    return value ? wso2::values(Json{{"list", *value}}, "list"_l) : QStringList();
}

std::optional<Refusal> requestJwt(Context &c)
{
    const jose::JwsParts &request = *c.evidence.request;
    if (c.evidence.isEmptyRequest)
        return refuse(InvalidRequest, QStringLiteral("Request payload is empty or not present."));
    if (!request.header || !request.signature || request.alg().isEmpty())
        return refuse(InvalidRequest, QStringLiteral("Malformed request JWT"));
    if (!request.claims || request.claims->empty())
        return refuse(InvalidRequest, QStringLiteral("Provided jwt is malformed and cannot be decoded"));
    return std::nullopt;
}

/// The statement says where the keys are, so it is read first.
std::optional<Refusal> statementIsReadable(Context &c)
{
    const bool isThere = !isAbsent(c.request, SoftwareStatement) && !isBlank(c.request, SoftwareStatement);
    if (isThere && !c.statement)
        return refuse(InvalidStatement, QStringLiteral("Malformed Software Statement JWT found"));
    return std::nullopt;
}

std::optional<Refusal> requestSignature(Context &c)
{
    if (!c.statement)
        return std::nullopt;
    const auto problem = signatureProblem(c, c.evidence.requestKeys);
    if (!problem)
        return std::nullopt;
    return refuse(InvalidRequest,
                  problem->isEmpty() ? QStringLiteral("Invalid request signature.")
                                     : QStringLiteral("Invalid request signature. %1").arg(*problem));
}

bool holdsNull(const Json &claims, QLatin1String claim)
{
    const Json *value = member(claims, claim.data());
    return value && value->is_array()
        && std::any_of(value->begin(), value->end(), [](const Json &element) { return element.is_null(); });
}

std::optional<Refusal> requiredParameters(Context &c)
{
    for (const Wso2Parameter &parameter : wso2Parameters()) {
        if (parameter.shortName.isEmpty())
            continue;
        const bool isStatement = parameter.claim == SoftwareStatement;
        const QLatin1String error = isStatement ? InvalidStatement : Metadata;
        if (isStatement || isRequired(parameter, c.policy)) {
            if (isAbsent(c.request, parameter.claim))
                return refuse(
                    error, QStringLiteral("Required parameter %1 not found in the request").arg(parameter.shortName));
            if (isBlank(c.request, parameter.claim) || holdsNull(c.request, parameter.claim))
                return refuse(error, QStringLiteral("Required parameter %1 cannot be empty").arg(parameter.shortName));
        }
        const QStringList allowed = allowedValues(parameter, c.policy);
        for (const QString &value : values(c.request, parameter.claim)) {
            if (!allowed.isEmpty() && !allowed.contains(value))
                return refuse(Metadata, QStringLiteral("Invalid %1 provided").arg(parameter.shortName));
        }
    }
    return std::nullopt;
}

std::optional<Refusal> issuer(Context &c)
{
    if (text(c.request, "iss"_l) != text(c.statementClaims, "software_id"_l))
        return refuse(Metadata, QStringLiteral("Invalid issuer, issuer should be the same as the software id"));
    return std::nullopt;
}

/// One good URI makes all of them good.
bool anyIsFit(const QStringList &uris)
{
    return std::any_of(uris.cbegin(), uris.cend(),
                       [](const QString &uri) { return uri.contains("https"_l) && !uri.contains("localhost"_l); });
}

std::optional<Refusal> redirectUriFormat(Context &c)
{
    const QStringList requested = values(c.request, RedirectUris);
    const QStringList stated = strings(claimContaining(c.statementClaims, RedirectUris.data()));
    if (!requested.isEmpty() && !anyIsFit(requested))
        return refuse(InvalidRedirectUri, QStringLiteral("Invalid redirect_uris found in the Request"));
    if (!stated.isEmpty() && !anyIsFit(stated))
        return refuse(InvalidRedirectUri, QStringLiteral("Invalid redirect_uris found in the SSA"));
    const bool allFit =
        std::all_of(requested.cbegin(), requested.cend(), [](const QString &uri) { return anyIsFit({uri}); });
    if (!allFit)
        c.remarks.append(Text::tr("One redirect URI that is https and not localhost is enough; the others are not "
                                  "looked at."));
    return std::nullopt;
}

std::optional<Refusal> redirectUriMatch(Context &c)
{
    const QStringList stated = strings(claimContaining(c.statementClaims, RedirectUris.data()));
    for (const QString &uri : values(c.request, RedirectUris)) {
        if (!stated.contains(uri))
            return refuse(InvalidRedirectUri,
                          QStringLiteral("Redirect URIs do not match with the software statement."));
    }
    return std::nullopt;
}

std::optional<Refusal> hostNames(Context &c)
{
    const QStringList redirects = strings(claimContaining(c.statementClaims, RedirectUris.data()));
    for (const char *part : {"logo_uri", "client_uri", "policy_uri", "tos_uri"}) {
        const Json *value = claimContaining(c.statementClaims, part);
        const QString host =
            value && value->is_string() ? QUrl(toQString(value->get<std::string>())).host() : QString();
        if (host.isEmpty()) {
            c.remarks.append(Text::tr("The statement has no %1 with a host, which the server's comparison does not "
                                      "survive.")
                                 .arg(QLatin1String(part)));
            return Refusal{500, QStringLiteral("server_error"), {}};
        }
        for (const QString &redirect : redirects) {
            if (QUrl(redirect).host() != host)
                return refuse(Metadata,
                              QStringLiteral("Host names of logo_uri/tos_uri/policy_uri/client_uri does not "
                                             "match with the redirect_uris."));
        }
    }
    return std::nullopt;
}

std::optional<Refusal> statementIssuer(Context &c)
{
    const QString said = text(c.statementClaims, "iss"_l).value_or(QString());
    if (!c.policy.statementIssuers.isEmpty() && !c.policy.statementIssuers.contains(said))
        return refuse(InvalidStatement, QStringLiteral("Invalid issuer in software statement"));
    return std::nullopt;
}

std::optional<Refusal> requestJti(Context &c)
{
    if (c.evidence.requestJti.firstUsedAt)
        return refuse(Metadata, QStringLiteral("Rejected the replayed jti in the registration request"));
    if (!c.evidence.requestJti.known)
        c.assumptions.append(Text::tr("The identifiers of request and statement are new to the server."));
    return std::nullopt;
}

std::optional<Refusal> statementJti(Context &c)
{
    if (c.evidence.statementJti.firstUsedAt)
        return refuse(InvalidStatement, QStringLiteral("Rejected the replayed jti in the software statement"));
    c.remarks.append(Text::tr("Both identifiers are used up by this attempt, also where a later check refuses it: the "
                              "statement cannot be used again until the server forgets it."));
    return std::nullopt;
}

std::optional<Refusal> authSigningAlgorithm(Context &c)
{
    if (text(c.request, "token_endpoint_auth_method"_l) == QStringLiteral("private_key_jwt")
        && (isAbsent(c.request, "token_endpoint_auth_signing_alg"_l)
            || isBlank(c.request, "token_endpoint_auth_signing_alg"_l)))
        return refuse(Metadata,
                      QStringLiteral("Token endpoint auth signing alg must be specified if token_endpoint_auth_method "
                                     "is private_key_jwt."));
    return std::nullopt;
}

template <std::size_t Size>
bool isAmong(const QString &value, const QLatin1String (&list)[Size])
{
    return std::any_of(std::begin(list), std::end(list), [&](QLatin1String known) { return value == known; });
}

std::optional<Refusal> ofIdentityServer(Context &c)
{
    const auto method = text(c.request, "token_endpoint_auth_method"_l);
    if (method && !isAmong(*method, FapiMethods))
        return refuse(Metadata, QStringLiteral("Invalid token endpoint authentication method requested."));
    for (QLatin1String claim :
         {"token_endpoint_auth_signing_alg"_l, "id_token_signed_response_alg"_l, "request_object_signing_alg"_l}) {
        const auto algorithm = text(c.request, claim);
        if (algorithm && !isAmong(*algorithm, FapiAlgorithms)) {
            c.remarks.append(Text::tr("The server adds which algorithm it means."));
            return refuse(Metadata, QStringLiteral("Invalid signature algorithm requested"));
        }
    }
    if (statementVerifies(c))
        return std::nullopt;
    c.remarks.append(Text::tr("The Identity Server verifies the statement against [oauth.dcr] ssa_jkws; where in its "
                              "order, and what it then says, is not known."));
    return refuse(InvalidStatement, {});
}

#define TITLE(text) QT_TRANSLATE_NOOP("gatehouse::dcr", text)

constexpr StepInfo Steps[] = {
    {TITLE("Gateway policy, request JWT"), Writer::Server, requestJwt},
    {TITLE("Gateway policy, software statement"), Writer::Server, statementIsReadable},
    {TITLE("Gateway policy, request signature"), Writer::Server, requestSignature},
    {TITLE("Identity Server, RequiredParamsValidator"), Writer::Server, requiredParameters},
    {TITLE("Identity Server, IssuerValidator"), Writer::Server, issuer},
    {TITLE("Identity Server, RedirectUriFormatValidator"), Writer::Server, redirectUriFormat},
    {TITLE("Identity Server, RedirectUriMatchValidator"), Writer::Server, redirectUriMatch},
    {TITLE("Identity Server, UriHostnameValidator"), Writer::Server, hostNames},
    {TITLE("Identity Server, SSAIssuerValidator"), Writer::Server, statementIssuer},
    {TITLE("Identity Server, RequestJTIValidator"), Writer::Server, requestJti},
    {TITLE("Identity Server, SSAJTIValidator"), Writer::Server, statementJti},
    {TITLE("Identity Server, TokenEndpointAuthSigningAlgValidator"), Writer::Server, authSigningAlgorithm},
    {TITLE("Identity Server, its own registration"), Writer::Server, ofIdentityServer},
};

#undef TITLE

} // namespace

std::span<const StepInfo> accelerator4()
{
    return Steps;
}

} // namespace gatehouse::dcr::wso2
