#include "sandbox/bearer.h"

#include "http/authorization.h"
#include "sandbox/access_token.h"

#include <QCoreApplication>

namespace gatehouse::sandbox {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::sandbox)
};

tl::unexpected<Refusal> unauthorised(const QString &description)
{
    return tl::unexpected(Refusal{401, "invalid_token", description});
}

} // namespace

tl::expected<store::AccessToken, Refusal> liveToken(const Call &call, EndpointServices &services)
{
    const auto token = http::bearerToken(call.request().header("Authorization"));
    if (!token || token->isEmpty())
        return unauthorised(Text::tr("The request carries no bearer token. Get one at the token endpoint."));
    const auto found = services.tokens.find(tokenHash(*token));
    if (!found)
        return tl::unexpected(Refusal{500, "server_error", found.error().message});
    if (!*found || (*found)->expiresAt <= call.now())
        return unauthorised(Text::tr("The token is unknown, expired or revoked. Get a new one at the token endpoint."));
    const store::AccessToken &record = **found;
    if (!record.certificateThumbprint.isEmpty() && record.certificateThumbprint != call.peer.thumbprint())
        return unauthorised(Text::tr("The token is bound to another client certificate than this connection's."));
    return record;
}

tl::expected<store::Client, Refusal> clientOfBearer(const Call &call, EndpointServices &services,
                                                    const QString &clientId)
{
    const auto token = liveToken(call, services);
    if (!token)
        return tl::unexpected(token.error());
    const auto client = services.clients.find(clientId);
    if (!client)
        return tl::unexpected(Refusal{500, "server_error", client.error().message});
    if (!*client || (*client)->status == store::ClientStatus::Deleted) {
        services.tokens.revoke(token->hash);
        return unauthorised(Text::tr("There is no such client."));
    }
    if (token->clientId != clientId)
        return unauthorised(Text::tr("The token is another client's."));
    if ((*client)->status != store::ClientStatus::Active)
        return unauthorised(Text::tr("The client is not active: the bank holds or has suspended it."));
    return **client;
}

} // namespace gatehouse::sandbox
