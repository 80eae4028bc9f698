#include "sandbox/access_token.h"
#include "sandbox/client_authentication.h"
#include "sandbox/endpoint.h"

#include <QCoreApplication>

namespace gatehouse::sandbox {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::sandbox)
};

/// RFC 6749 §4.4: the only grant of this endpoint, since no customer ever consents to anything here.
constexpr QLatin1String ClientCredentials("client_credentials");

tl::expected<http::Form, Refusal> formOf(const Call &call)
{
    auto form = http::Form::parse(call.request());
    if (!form)
        return tl::unexpected(Refusal{400, "invalid_request", form.error().message});
    return *std::move(form);
}

/// The form and the client that sent it.
struct ClientForm {
    http::Form form;
    AuthenticatedClient sender;
};

tl::expected<ClientForm, Refusal> authenticatedForm(const Call &call, EndpointServices &services, KeyFinder &finder)
{
    auto form = formOf(call);
    if (!form)
        return tl::unexpected(form.error());
    auto sender = authenticateClient(call, services, *form, finder);
    if (!sender)
        return tl::unexpected(sender.error());
    return ClientForm{*std::move(form), *std::move(sender)};
}

/// Of a client that has authenticated itself and is not active. RFC 6749 §5.2 has invalid_client for an authentication
/// that failed: whoever reads that looks for a fault in its keys. unauthorized_client is for one that succeeded, by a
/// client that may not use the grant. RFC 7591 knows no client that waits, and its errors are those of a registration,
/// which succeeded. So strangers do not learn either what the bank thinks of a client.
Refusal notAuthorised(store::ClientStatus status)
{
    if (status == store::ClientStatus::Held)
        return {
            400, "unauthorized_client",
            Text::tr("The client is registered, and the bank reviews the registration: it gets tokens once somebody "
                     "at the bank has approved it.")};
    return {400, "unauthorized_client",
            Text::tr("The bank has suspended the client: it gets tokens again once somebody at the bank has "
                     "reactivated it.")};
}

/// What is granted: what is asked for, else all that is registered (RFC 6749 §3.3).
tl::expected<QString, Refusal> grantedScope(const http::Form &form, const store::Client &client)
{
    const QString registered = client.metadataText("scope");
    const QStringList asked = form.value("scope").split(QLatin1Char(' '), Qt::SkipEmptyParts);
    if (asked.isEmpty())
        return registered;
    const QStringList allowed = registered.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const QString &scope : asked) {
        // WSO2's own examples ask for openid whatever the registration says.
        if (!allowed.contains(scope) && scope != QLatin1String("openid"))
            return tl::unexpected(Refusal{
                400, "invalid_scope",
                Text::tr("The client registered \"%1\"; \"%2\" is not among it.").arg(registered, scope.left(60))});
    }
    return asked.join(QLatin1Char(' '));
}

/// RFC 7009 §2.1, RFC 7662 §2.1
Refusal tokenMissing()
{
    return {400, "invalid_request", Text::tr("The form names no token.")};
}

} // namespace

void Endpoint::issueToken(const CallPtr &call, const http::PathParameters &parameters)
{
    KeyFinder finder(m_services->keySets, call->fetchedKeys);
    const auto authenticated = authenticatedForm(*call, *m_services, finder);
    if (fetchWanted(call, finder, [=, this] { issueToken(call, parameters); }))
        return;
    if (!authenticated)
        return call->refuse(authenticated.error());
    const store::Client &client = authenticated->sender.client;
    call->clientId = client.clientId;
    call->softwareId = client.softwareId;
    call->clientName = client.clientName;
    if (client.status != store::ClientStatus::Active)
        return call->refuse(notAuthorised(client.status));
    const QString grant = authenticated->form.value("grant_type");
    if (grant != ClientCredentials)
        return call->refuse({400, grant.isEmpty() ? "invalid_request" : "unsupported_grant_type",
                             Text::tr("The grant_type is \"%1\"; this endpoint issues tokens for client_credentials.")
                                 .arg(grant.left(60))});
    if (!client.metadataList("grant_types").contains(ClientCredentials))
        return call->refuse(
            {400, "unauthorized_client", Text::tr("The client did not register the grant type client_credentials.")});
    const auto scope = grantedScope(authenticated->form, client);
    if (!scope)
        return call->refuse(scope.error());

    const std::chrono::seconds lifetime = call->snapshot().policy.accessTokenLifetime;
    const AccessTokenClaims claims{call->snapshot().facts.baseUrl, client.clientId,        *scope, call->now(),
                                   call->now() + lifetime,         call->peer.thumbprint()};
    const auto token = makeAccessToken(m_services->tokenKey, claims);
    if (!token)
        return call->refuse({500, "server_error", token.error().message});
    const store::AccessToken record{tokenHash(*token), client.clientId,  *scope,
                                    claims.issuedAt,   claims.expiresAt, claims.certificateThumbprint};
    const Json answer = {{"access_token", token->toStdString()},
                         {"token_type", "Bearer"},
                         {"expires_in", lifetime.count()},
                         {"scope", scope->toStdString()}};
    m_services->tokens.insert(
        record, authenticated->sender.assertionJti, *this, [call, answer](const Result<void> &stored) {
            if (stored)
                return call->answerJson(200, answer);
            if (stored.error().kind == Error::Conflict)
                return call->refuse({401, "invalid_client",
                                     Text::tr("The client assertion was used before. %1").arg(stored.error().message)});
            if (stored.error().kind == Error::NotFound)
                return call->refuse({400, "unauthorized_client", stored.error().message});
            call->refuse({500, "server_error", stored.error().message});
        });
}

void Endpoint::introspect(const CallPtr &call, const http::PathParameters &parameters)
{
    KeyFinder finder(m_services->keySets, call->fetchedKeys);
    const auto authenticated = authenticatedForm(*call, *m_services, finder);
    if (fetchWanted(call, finder, [=, this] { introspect(call, parameters); }))
        return;
    if (!authenticated)
        return call->refuse(authenticated.error());
    call->clientId = authenticated->sender.client.clientId;
    const QByteArray token = authenticated->form.value("token").toLatin1();
    if (token.isEmpty())
        return call->refuse(tokenMissing());
    const auto found = m_services->tokens.find(tokenHash(token));
    if (!found)
        return call->refuse({500, "server_error", found.error().message});
    const Json inactive = {{"active", false}};
    // RFC 7662 §4: a client learns nothing of tokens that are not its own.
    const bool active =
        *found && (*found)->isLive(call->now()) && (*found)->clientId == authenticated->sender.client.clientId;
    Json answer = inactive;
    if (active) {
        const store::AccessToken &record = **found;
        answer = {{"active", true},
                  {"client_id", record.clientId.toStdString()},
                  {"scope", record.scope.toStdString()},
                  {"token_type", "Bearer"},
                  {"iat", toSeconds(record.issuedAt)},
                  {"exp", toSeconds(record.expiresAt)},
                  {"iss", call->snapshot().facts.baseUrl.toStdString()}};
        if (!record.certificateThumbprint.isEmpty())
            answer["cnf"] = {{"x5t#S256", record.certificateThumbprint.toStdString()}};
    }
    rememberAssertion(call, authenticated->sender.assertionJti, [call, answer] { call->answerJson(200, answer); });
}

void Endpoint::revoke(const CallPtr &call, const http::PathParameters &parameters)
{
    KeyFinder finder(m_services->keySets, call->fetchedKeys);
    const auto authenticated = authenticatedForm(*call, *m_services, finder);
    if (fetchWanted(call, finder, [=, this] { revoke(call, parameters); }))
        return;
    if (!authenticated)
        return call->refuse(authenticated.error());
    call->clientId = authenticated->sender.client.clientId;
    const QByteArray token = authenticated->form.value("token").toLatin1();
    if (token.isEmpty())
        return call->refuse(tokenMissing());
    const QByteArray hash = tokenHash(token);
    const auto found = m_services->tokens.find(hash);
    if (!found)
        return call->refuse({500, "server_error", found.error().message});
    // RFC 7009 §2.2: an unknown token is as good as revoked; another client's is left alone.
    const bool own = *found && (*found)->clientId == authenticated->sender.client.clientId;
    rememberAssertion(call, authenticated->sender.assertionJti, [this, call, hash, own] {
        if (!own)
            return call->answerEmpty(200);
        m_services->tokens.revoke(hash, *this, [call](const Result<void> &revoked) {
            if (revoked)
                call->answerEmpty(200);
            else
                call->refuse({500, "server_error", revoked.error().message});
        });
    });
}

void Endpoint::rememberAssertion(const CallPtr &call, const std::optional<store::Jti> &jti, std::function<void()> then)
{
    if (!jti)
        return then();
    m_services->tokens.rememberJti(
        *jti, call->now(), *this, [call, then = std::move(then)](const Result<void> &remembered) {
            if (remembered)
                return then();
            if (remembered.error().kind == Error::Conflict)
                return call->refuse(
                    {401, "invalid_client",
                     Text::tr("The client assertion was used before. %1").arg(remembered.error().message)});
            call->refuse({500, "server_error", remembered.error().message});
        });
}

} // namespace gatehouse::sandbox
