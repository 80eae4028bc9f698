#include "sandbox/bearer.h"
#include "sandbox/client_metadata.h"
#include "sandbox/endpoint.h"

#include "dcr/check_record.h"
#include "http/media_type.h"

#include <QCoreApplication>

namespace gatehouse::sandbox {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::sandbox)
};

constexpr const char *InvalidMetadata = "invalid_client_metadata";

Refusal refusalOf(const dcr::Evaluation &evaluation)
{
    const dcr::CheckResult *failure = evaluation.firstFailure();
    if (!failure)
        return {400, InvalidMetadata, Text::tr("A signature could not be judged.")};
    return {400, dcr::code(failure->check->error).data(),
            QStringLiteral("%1 (%2): %3")
                .arg(failure->check->id, QString::fromUtf8(failure->claim.isEmpty() ? QByteArray("-") : failure->claim),
                     failure->message)};
}

/// Nothing where the media type is one of the two.
std::optional<Refusal> checkMediaType(const http::Request &request)
{
    const QByteArray contentType = request.header("Content-Type");
    const auto type = http::MediaType::parse(contentType);
    if (type && (type->essence() == "application/jwt" || type->essence() == "application/jose"))
        return std::nullopt;
    return Refusal{415, InvalidMetadata,
                   contentType.isEmpty()
                       ? Text::tr("The request has no Content-Type; send application/jwt or application/jose.")
                       : Text::tr("The Content-Type is \"%1\"; send application/jwt or application/jose. curl sends a "
                                  "form's type unless a header says otherwise.")
                             .arg(QString::fromLatin1(contentType.left(80)))};
}

dcr::Transport transportOf(const Call &call, bool fromOtherDirectory)
{
    dcr::Transport transport;
    switch (call.snapshot().mode) {
    case ClientCertificateMode::Required:
        transport.state = dcr::Transport::State::Required;
        break;
    case ClientCertificateMode::Optional:
        transport.state = dcr::Transport::State::Optional;
        break;
    case ClientCertificateMode::Off:
        break;
    }
    transport.certificate = call.peer.certificate;
    transport.verdict = call.peer.verdict;
    transport.fromOtherDirectory = fromOtherDirectory;
    return transport;
}

store::Client clientOf(const Call &call, const QString &clientId, Instant issuedAt)
{
    const dcr::RegistrationRequest &request = *call.evaluation->request;
    const dcr::SoftwareStatement &statement = *call.evaluation->statement;
    store::Client client;
    client.clientId = clientId;
    client.softwareId = statement.softwareId;
    client.organisationId = statement.organisationId;
    client.organisationName = statement.organisationName;
    client.clientName = statement.clientName;
    client.environment = statement.environment;
    client.issuedAt = issuedAt;
    client.updatedAt = call.now();
    client.metadata = toBytes(clientMetadata(clientId, issuedAt, request, statement));
    client.redirectUris = request.redirectUris.value_or(QStringList());
    client.roles = statement.roles;
    return client;
}

/// Whether a new client may act at once or waits for a person.
Result<store::ClientStatus> firstStatus(const Call &call, const store::ClientStore &clients)
{
    const dcr::Holding holding = call.snapshot().policy.holding;
    auto acquaintance = dcr::Acquaintance::NoActiveClient;
    if (holding == dcr::Holding::NewOrganisation) {
        const dcr::SoftwareStatement &statement = *call.evaluation->statement;
        const auto isKnown = clients.hasActiveClient(statement.organisationId, statement.environment);
        if (!isKnown)
            return tl::unexpected(isKnown.error());
        if (*isKnown)
            acquaintance = dcr::Acquaintance::ActiveClient;
    }
    return dcr::isHeld(holding, *call.evaluation, acquaintance) ? store::ClientStatus::Held
                                                                : store::ClientStatus::Active;
}

store::ClientVersion versionOf(const Call &call)
{
    store::ClientVersion version;
    version.registeredAt = call.now();
    version.requestJwt = call.request().body.trimmed();
    version.checks = dcr::toRecord(*call.evaluation);
    if (call.peer.certificate)
        version.peerCertificateDer = call.peer.certificate->der();
    return version;
}

store::Jti jtiOf(const Call &call)
{
    const dcr::RegistrationRequest &request = *call.evaluation->request;
    // The identifier must be remembered as long as the request could be sent again.
    return {request.issuer, request.jti, request.expiresAt.value_or(call.now()) + call.snapshot().policy.clockSkew};
}

Refusal refusalOf(const Error &error)
{
    if (error.kind == Error::Conflict)
        return {400, InvalidMetadata, QStringLiteral("request.jti-once (jti): %1").arg(error.message)};
    if (error.kind == Error::NotFound)
        return {401, "invalid_token", error.message};
    return {500, "server_error",
            Text::tr("The registration could not be stored: %1 Nothing was registered.").arg(error.message)};
}

} // namespace

bool Endpoint::judge(const CallPtr &call, const QString &registeredSoftwareId, const std::function<void()> &again)
{
    if (const auto refusal = checkMediaType(call->request())) {
        call->refuse(*refusal);
        return false;
    }
    dcr::Evidence evidence = dcr::Evidence::ofRequest(call->request().body, call->now());
    evidence.registeredSoftwareId = registeredSoftwareId;
    bool fromOtherDirectory = false;
    if (evidence.statement) {
        KeyFinder finder(m_services->keySets, call->fetchedKeys);
        ResolvedKeys keys = resolveKeys(call->snapshot(), *evidence.request, *evidence.statement, finder);
        if (fetchWanted(call, finder, again))
            return false;
        evidence.statementKeys = std::move(keys.statement);
        evidence.requestKeys = std::move(keys.request);
        fromOtherDirectory = keys.fromOtherDirectory;
    } else {
        evidence.requestKeys = {dcr::KeySource::State::Unavailable,
                                nullptr,
                                {},
                                Text::tr("Without a software statement it is not known whose key should have signed.")};
    }
    evidence.transport = transportOf(*call, fromOtherDirectory);
    if (evidence.request->claims) {
        const QString issuer = stringMember(*evidence.request->claims, "iss").value_or(QString());
        const QString jti = stringMember(*evidence.request->claims, "jti").value_or(QString());
        const auto firstUsed = m_services->clients.jtiFirstUsed(issuer, jti);
        if (!firstUsed) {
            call->refuse({500, "server_error", firstUsed.error().message});
            return false;
        }
        evidence.requestJti = {true, *firstUsed};
    }
    const auto evaluation = std::make_shared<const dcr::Evaluation>(dcr::evaluate(evidence, call->snapshot().policy));
    call->evaluation = evaluation;
    if (evaluation->statement) {
        call->softwareId = evaluation->statement->softwareId;
        call->clientName = evaluation->statement->clientName;
    }
    if (evaluation->isAcceptable())
        return true;
    call->refuse(refusalOf(*evaluation));
    return false;
}

void Endpoint::registerClient(const CallPtr &call, const http::PathParameters &parameters)
{
    if (!judge(call, {}, [=, this] { registerClient(call, parameters); }))
        return;
    const auto status = firstStatus(*call, m_services->clients);
    if (!status)
        return call->refuse(refusalOf(status.error()));
    store::Client client = clientOf(*call, newClientId(), call->now());
    client.status = *status;
    call->clientId = client.clientId;
    m_services->clients.insertRegistration(client, versionOf(*call), jtiOf(*call), *this,
                                           [call, metadata = client.metadata](const Result<void> &stored) {
                                               if (stored)
                                                   call->answerJsonText(201, metadata);
                                               else
                                                   call->refuse(refusalOf(stored.error()));
                                           });
}

void Endpoint::readClient(const CallPtr &call, const http::PathParameters &parameters)
{
    const auto client = clientOfBearer(*call, *m_services, parameters.value("clientId"));
    if (!client)
        return call->refuse(client.error());
    call->answerJsonText(200, client->metadata);
}

void Endpoint::updateClient(const CallPtr &call, const http::PathParameters &parameters)
{
    const auto registered = clientOfBearer(*call, *m_services, parameters.value("clientId"));
    if (!registered)
        return call->refuse(registered.error());
    if (!judge(call, registered->softwareId, [=, this] { updateClient(call, parameters); }))
        return;
    const store::Client client = clientOf(*call, registered->clientId, registered->issuedAt);
    m_services->clients.updateRegistration(client, versionOf(*call), jtiOf(*call), *this,
                                           [call, metadata = client.metadata](const Result<void> &stored) {
                                               if (stored)
                                                   call->answerJsonText(200, metadata);
                                               else
                                                   call->refuse(refusalOf(stored.error()));
                                           });
}

void Endpoint::deleteClient(const CallPtr &call, const http::PathParameters &parameters)
{
    const auto client = clientOfBearer(*call, *m_services, parameters.value("clientId"));
    if (!client)
        return call->refuse(client.error());
    m_services->clients.remove(client->clientId, call->now(), *this, [call](const Result<void> &removed) {
        if (removed)
            call->answerEmpty(204);
        else
            call->refuse({500, "server_error", removed.error().message});
    });
}

} // namespace gatehouse::sandbox
