#include "dcr/text.h"
#include "dcr/wso2_check.h"

#include <algorithm>

namespace gatehouse::dcr::wso2 {

namespace {

constexpr QLatin1String operator""_l(const char *text, std::size_t size)
{
    return QLatin1String(text, static_cast<qsizetype>(size));
}

constexpr QLatin1String Metadata("invalid_client_metadata");
constexpr QLatin1String SoftwareStatement("software_statement");
constexpr QLatin1String JwksEndpoint("software_jwks_endpoint"); // `jwks_endpoint_name` as shipped
constexpr QLatin1String SubjectDn("tls_client_auth_subject_dn");
constexpr QLatin1String UserCode("backchannel_user_code_parameter_supported");

/// `[[open_banking.signature_validation.allowed_algorithms]]` as shipped. It is not part of the registration's own
/// tables, so that a policy that allows more needs it changed too.
constexpr QLatin1String AllowedAlgorithms[] = {"PS256"_l, "ES256"_l};

std::optional<Refusal> refuse(QLatin1String error, QString description)
{
    return Refusal{400, error, std::move(description)};
}

std::optional<Refusal> refuseAtGateway(QString message)
{
    return Refusal{400, Metadata, std::move(message), QStringLiteral("Bad request")};
}

/// The name that error texts use: the configuration element with a small first letter, and that of one is misspelt.
QString propertyOf(const Wso2Parameter &parameter)
{
    return parameter.claim == SubjectDn ? QStringLiteral("tLSClientAuthSubjectDn") : QString(parameter.property);
}

std::optional<Refusal> mutualTls(Context &c)
{
    if (c.evidence.transport.state == Transport::State::NotAsked) {
        c.assumptions.append(Text::tr("The connection has a client certificate."));
        return std::nullopt;
    }
    if (!c.evidence.transport.certificate)
        return Refusal{401, QStringLiteral("invalid_client"),
                       QStringLiteral("Invalid mutual TLS request. Client certificate is missing"),
                       QStringLiteral("200007")};
    if (!c.evidence.transport.verdict.isTrusted())
        c.remarks.append(Text::tr("For registrations the gateway asks neither for the certificate's expiry nor for its "
                                  "revocation; whom it trusts is decided by its TLS listener."));
    return std::nullopt;
}

std::optional<Refusal> requestJwt(Context &c)
{
    const jose::JwsParts &request = *c.evidence.request;
    if (c.evidence.isEmptyRequest)
        return refuseAtGateway(QStringLiteral("Malformed request found"));
    if (!request.header || !request.signature || request.alg().isEmpty())
        return refuseAtGateway(QStringLiteral("Malformed request JWT"));
    if (!request.claims || request.claims->empty())
        return refuseAtGateway(QStringLiteral("Provided jwt is malformed and cannot be decoded"));
    return std::nullopt;
}

std::optional<Refusal> statementInRequest(Context &c)
{
    if (isAbsent(c.request, SoftwareStatement))
        return refuseAtGateway(QStringLiteral("Required parameter software statement cannot be null"));
    return std::nullopt;
}

std::optional<Refusal> statementIsReadable(Context &c)
{
    if (c.statement)
        return std::nullopt;
    c.remarks.append(Text::tr("A statement that cannot be read ends as an unexpected error, not as "
                              "invalid_software_statement."));
    return Refusal{500, QStringLiteral("Internal Server error"),
                   QStringLiteral("Error occurred while processing the request")};
}

std::optional<Refusal> keyLocation(Context &c)
{
    if (isAbsent(c.statementClaims, JwksEndpoint))
        return refuseAtGateway(QStringLiteral("Required SSA parameter 'software_jwks_endpoint' not found"));
    return std::nullopt;
}

std::optional<Refusal> requestSignature(Context &c)
{
    const auto problem = signatureProblem(c, c.evidence.requestKeys);
    if (!problem)
        return std::nullopt;
    return refuseAtGateway(problem->isEmpty() ? QStringLiteral("Invalid request signature")
                                              : QStringLiteral("Invalid request signature. %1").arg(*problem));
}

/// Whether the request has the property under the name that the configuration asks for.
bool isMissing(const Context &c, const Wso2Parameter &parameter)
{
    return parameter.claim == SubjectDn || isAbsent(c.request, parameter.claim);
}

std::optional<Refusal> requiredParameters(Context &c)
{
    for (const Wso2Parameter &parameter : wso2Parameters()) {
        // A primitive boolean is never missing.
        if (!isRequired(parameter, c.policy) || parameter.claim == UserCode)
            continue;
        if (isMissing(c, parameter)) {
            if (parameter.claim == SubjectDn)
                c.remarks.append(Text::tr("The configuration of tls_client_auth_subject_dn names a property that no "
                                          "request has: required = true refuses every request."));
            return refuse(Metadata, QStringLiteral("Required parameter %1 cannot be null").arg(propertyOf(parameter)));
        }
    }
    return std::nullopt;
}

std::optional<Refusal> emptyParameters(Context &c)
{
    for (const Wso2Parameter &parameter : wso2Parameters()) {
        if (isRequired(parameter, c.policy) && isBlank(c.request, parameter.claim))
            return refuse(Metadata, QStringLiteral("Required parameter %1 cannot be empty").arg(propertyOf(parameter)));
    }
    return std::nullopt;
}

std::optional<Refusal> allowedParameters(Context &c)
{
    for (const Wso2Parameter &parameter : wso2Parameters()) {
        const QStringList allowed = allowedValues(parameter, c.policy);
        // An empty value among them switches the check off.
        if (allowed.isEmpty() || allowed.contains(QString()) || parameter.claim == SubjectDn)
            continue;
        for (const QString &value : values(c.request, parameter.claim)) {
            if (allowed.contains(value))
                continue;
            if (parameter.claim != "scope"_l)
                return refuse(Metadata, QStringLiteral("Invalid %1 provided").arg(propertyOf(parameter)));
            c.remarks.append(Text::tr("A scope that is not allowed is reported with the validator's default text; "
                                      "\"Invalid scope provided\" is seen as well."));
            return refuse(Metadata, QStringLiteral("Required parameters cannot be null or empty"));
        }
    }
    return std::nullopt;
}

std::optional<Refusal> mandatoryStatementParameters(Context &c)
{
    for (const QString &claim : c.policy.mandatoryStatementClaims) {
        const QByteArray utf8 = claim.toUtf8();
        const Json *value = member(c.statementClaims, utf8.constData());
        const QLatin1String latin(utf8.constData(), utf8.size());
        QString problem;
        if (!value)
            problem = QStringLiteral("not found");
        else if (value->is_null())
            problem = QStringLiteral("is null");
        else if (value->is_string() && isBlank(c.statementClaims, latin))
            problem = QStringLiteral("is blank");
        else if (value->is_structured() && value->empty())
            problem = QStringLiteral("is empty");
        if (!problem.isEmpty())
            return refuse(Metadata, QStringLiteral("Required SSA parameter `%1` %2").arg(claim, problem));
    }
    return std::nullopt;
}

std::optional<Refusal> issuer(Context &c)
{
    if (!isAbsent(c.request, "iss"_l) && text(c.request, "iss"_l) != text(c.statementClaims, "software_id"_l))
        return refuse(Metadata, QStringLiteral("Invalid issuer"));
    return std::nullopt;
}

std::optional<Refusal> algorithms(Context &c)
{
    for (QLatin1String claim :
         {"id_token_signed_response_alg"_l, "request_object_signing_alg"_l, "token_endpoint_auth_signing_alg"_l}) {
        const auto value = text(c.request, claim);
        const bool allowed = !value
            || std::any_of(std::begin(AllowedAlgorithms), std::end(AllowedAlgorithms),
                           [&](QLatin1String algorithm) { return *value == algorithm; });
        if (allowed)
            continue;
        c.remarks.append(Text::tr("%1 is not among [[open_banking.signature_validation.allowed_algorithms]], which "
                                  "are PS256 and ES256 as shipped.")
                             .arg(quoted(*value)));
        return refuse(Metadata, QStringLiteral("Invalid signing algorithm sent"));
    }
    return std::nullopt;
}

std::optional<Refusal> statementSignature(Context &c)
{
    const auto environment = text(c.statementClaims, "software_environment"_l);
    if (!environment || environment->compare("sandbox"_l, Qt::CaseInsensitive) != 0)
        c.remarks.append(Text::tr("The statement does not say sandbox, so jwks_url_production verifies it."));
    if (statementVerifies(c))
        return std::nullopt;
    return refuse("invalid_software_statement"_l, QStringLiteral("Invalid signature for SSA"));
}

std::optional<Refusal> applicationName(Context &c)
{
    const QString &registered = c.evidence.registeredSoftwareId;
    if (registered.isEmpty()) {
        c.assumptions.append(Text::tr("The software has no application yet: a server registers a software_id once."));
        return std::nullopt;
    }
    if (text(c.statementClaims, "software_id"_l) != registered)
        return refuse(Metadata, QStringLiteral("Invalid application name"));
    return std::nullopt;
}

/// Nothing more is refused; what would surprise whoever reads the answer is said.
std::optional<Refusal> application(Context &c)
{
    if (values(c.request, "redirect_uris"_l) != values(c.statementClaims, "software_redirect_uris"_l))
        c.remarks.append(Text::tr("The application gets the statement's redirect URIs, not the request's."));
    c.assumptions.append(Text::tr("The gateway can make the application, map its keys and subscribe it; where it "
                                  "cannot, it answers 500 after all."));
    return std::nullopt;
}

#define TITLE(text) QT_TRANSLATE_NOOP("gatehouse::dcr", text)

constexpr StepInfo Steps[] = {
    {TITLE("Gateway, mutual TLS"), Writer::Gateway, mutualTls},
    {TITLE("Gateway, request JWT"), Writer::Gateway, requestJwt},
    {TITLE("Gateway, software statement"), Writer::Gateway, statementInRequest},
    {TITLE("Identity Server, reading the statement"), Writer::Server, statementIsReadable},
    {TITLE("Gateway, where the software's keys are"), Writer::Gateway, keyLocation},
    {TITLE("Gateway, request signature"), Writer::Gateway, requestSignature},
    {TITLE("Identity Server, mandatory parameters"), Writer::Server, requiredParameters},
    {TITLE("Identity Server, mandatory parameters"), Writer::Server, emptyParameters},
    {TITLE("Identity Server, allowed values"), Writer::Server, allowedParameters},
    {TITLE("Identity Server, mandatory parameters of the statement"), Writer::Server, mandatoryStatementParameters},
    {TITLE("Identity Server, issuer"), Writer::Server, issuer},
    {TITLE("Identity Server, algorithms"), Writer::Server, algorithms},
    {TITLE("Identity Server, statement signature"), Writer::Server, statementSignature},
    {TITLE("Identity Server, application name"), Writer::Server, applicationName},
    {TITLE("Identity Server, application"), Writer::Server, application},
};

#undef TITLE

} // namespace

std::span<const StepInfo> accelerator3()
{
    return Steps;
}

} // namespace gatehouse::dcr::wso2
