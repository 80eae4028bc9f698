#include "sandbox/endpoint.h"

#include <QCoreApplication>

namespace gatehouse::sandbox {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::sandbox)
};

void answerKeys(const CallPtr &call, const Result<std::shared_ptr<const directory::PublishedKeys>> &published)
{
    if (!published) {
        const bool unknown = published.error().kind == Error::NotFound;
        return call->refuse(
            {unknown ? 404 : 500, unknown ? "invalid_request" : "server_error", published.error().message});
    }
    http::Response response;
    response.status = 200;
    response.headers = {{"Content-Type", "application/jwk-set+json"}};
    response.body = (*published)->json;
    call->answer(std::move(response));
}

} // namespace

void Endpoint::discovery(const CallPtr &call, const http::PathParameters &)
{
    const EndpointFacts &facts = call->snapshot().facts;
    call->answerJson(200, discoveryDocument(facts, call->snapshot().policy, facts.baseUrl));
}

void Endpoint::discoveryAsWso2(const CallPtr &call, const http::PathParameters &)
{
    const EndpointFacts &facts = call->snapshot().facts;
    call->answerJson(200, discoveryDocument(facts, call->snapshot().policy, facts.tokenEndpoint()));
}

void Endpoint::tokenKeys(const CallPtr &call, const http::PathParameters &)
{
    call->answerJson(200, jose::JwkSet({m_services->tokenKey.publicJwk()}).toJson());
}

void Endpoint::directoryKeys(const CallPtr &call, const http::PathParameters &)
{
    answerKeys(call, call->snapshot().directory->directoryJwks());
}

void Endpoint::softwareKeys(const CallPtr &call, const http::PathParameters &parameters)
{
    QString software = parameters.value("software");
    if (!software.endsWith(QLatin1String(".jwks")))
        return call->refuse(
            {404, "invalid_request",
             Text::tr("There is nothing here; key sets are at /directory/{organisation}/{software}.jwks.")});
    software.chop(5);
    answerKeys(call, call->snapshot().directory->softwareJwks(parameters.value("organisation"), software));
}

} // namespace gatehouse::sandbox
