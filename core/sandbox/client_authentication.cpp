#include "sandbox/client_authentication.h"

#include "jose/jws.h"

#include <QCoreApplication>

namespace gatehouse::sandbox {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::sandbox)
};

constexpr QLatin1String AssertionType("urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
constexpr QLatin1String PrivateKeyJwt("private_key_jwt");
constexpr QLatin1String TlsClientAuth("tls_client_auth");
/// A stolen assertion should not be of use for long; OBIE's conformance tool makes them for 30 minutes.
constexpr std::chrono::hours MaxAssertionLifetime(1);

tl::unexpected<Refusal> invalidClient(const QString &description)
{
    return tl::unexpected(Refusal{401, "invalid_client", description});
}

tl::expected<store::Client, Refusal> findClient(EndpointServices &services, const QString &clientId,
                                                QLatin1String method)
{
    const auto found = services.clients.find(clientId);
    if (!found)
        return tl::unexpected(Refusal{500, "server_error", found.error().message});
    if (!*found || (*found)->status == store::ClientStatus::Deleted)
        return invalidClient(Text::tr("There is no client \"%1\".").arg(clientId.left(60)));
    const store::Client &client = **found;
    if (client.metadataText("token_endpoint_auth_method") != method)
        return invalidClient(Text::tr("The client registered with %1 and authenticates with %2.")
                                 .arg(client.metadataText("token_endpoint_auth_method"), method));
    return client;
}

/// Empty where the claims are those of a fresh assertion for this endpoint.
QString whyNotFresh(const dcr::RegistrationRequest &claims, const Call &call)
{
    const auto skew = call.snapshot().policy.clockSkew;
    if (!claims.expiresAt)
        return Text::tr("The assertion has no exp.");
    if (*claims.expiresAt + skew <= call.now())
        return Text::tr("The assertion expired on %1.").arg(toIso8601(*claims.expiresAt));
    if (*claims.expiresAt > call.now() + MaxAssertionLifetime + skew)
        return Text::tr("The assertion is valid until %1; at most an hour is accepted.")
            .arg(toIso8601(*claims.expiresAt));
    if (claims.issuedAt && *claims.issuedAt > call.now() + skew)
        return Text::tr("The assertion's iat, %1, is ahead of this endpoint's clock.").arg(toIso8601(*claims.issuedAt));
    if (claims.notBefore && *claims.notBefore > call.now() + skew)
        return Text::tr("The assertion is not valid before %1.").arg(toIso8601(*claims.notBefore));
    if (claims.jti.isEmpty())
        return Text::tr("The assertion has no jti.");
    const QStringList accepted = call.snapshot().facts.audiences();
    for (const QString &audience : claims.audience) {
        if (accepted.contains(audience))
            return {};
    }
    return Text::tr("The assertion's aud is \"%1\"; %2 is expected.")
        .arg(claims.audience.join(QStringLiteral(", ")).left(120), call.snapshot().facts.tokenEndpoint());
}

tl::expected<AuthenticatedClient, Refusal> byAssertion(const Call &call, EndpointServices &services,
                                                       const QString &assertion, const QString &clientId,
                                                       KeyFinder &finder)
{
    const auto jws = jose::Jws::parse(assertion.toLatin1());
    if (!jws)
        return invalidClient(Text::tr("The client assertion cannot be read: %1").arg(jws.error().message));
    const dcr::RegistrationRequest claims = dcr::RegistrationRequest::fromClaims(jws->claims());
    const QString subject = stringMember(jws->claims(), "sub").value_or(QString());
    if (subject.isEmpty() || subject != claims.issuer)
        return invalidClient(Text::tr("The assertion's iss and sub must both be the client id."));
    if (!clientId.isEmpty() && clientId != subject)
        return invalidClient(Text::tr("client_id and the assertion's sub name different clients."));
    auto client = findClient(services, subject, PrivateKeyJwt);
    if (!client)
        return tl::unexpected(client.error());
    const auto algorithm = jose::algorithmFromName(client->metadataText("token_endpoint_auth_signing_alg").toLatin1());
    if (!algorithm)
        return invalidClient(Text::tr("The client registered no algorithm for its assertions."));
    // The statement that named the jwks_uri was verified at the registration.
    const KeyOwner owner{client->environment, client->organisationId, client->softwareId,
                         client->metadataText("jwks_uri")};
    const dcr::KeySource keys = resolveClientKeys(call.snapshot(), owner, jws->kid(), finder);
    if (finder.wanted())
        return invalidClient({});
    if (keys.state != dcr::KeySource::State::Available)
        return invalidClient(keys.problem);
    const jose::SignatureVerdict verdict = jose::verify(*jws, *keys.keys, {*algorithm});
    if (verdict.status != jose::SignatureVerdict::Status::Valid)
        return invalidClient(Text::tr("The client assertion: %1").arg(verdict.reason));
    if (const QString why = whyNotFresh(claims, call); !why.isEmpty())
        return invalidClient(why);
    const store::Jti jti{claims.issuer, claims.jti, *claims.expiresAt + call.snapshot().policy.clockSkew};
    return AuthenticatedClient{*std::move(client), jti};
}

tl::expected<AuthenticatedClient, Refusal> byCertificate(const Call &call, EndpointServices &services,
                                                         const QString &clientId)
{
    auto client = findClient(services, clientId, TlsClientAuth);
    if (!client)
        return tl::unexpected(client.error());
    if (!call.peer.certificate)
        return invalidClient(Text::tr("tls_client_auth needs a client certificate, and the connection has none."));
    if (!call.peer.isTrusted())
        return invalidClient(call.peer.verdict.message);
    const auto match = call.peer.certificate->matchesSubjectDn(client->metadataText("tls_client_auth_subject_dn"));
    if (!match.matches)
        return invalidClient(Text::tr("The client certificate is not the registered one: %1").arg(match.reason));
    return AuthenticatedClient{*std::move(client), std::nullopt};
}

} // namespace

tl::expected<AuthenticatedClient, Refusal> authenticateClient(const Call &call, EndpointServices &services,
                                                              const http::Form &form, KeyFinder &finder)
{
    const QString assertion = form.value("client_assertion");
    const QString clientId = form.value("client_id");
    if (!assertion.isEmpty()) {
        if (form.value("client_assertion_type") != AssertionType)
            return invalidClient(Text::tr("client_assertion_type must be %1.").arg(AssertionType));
        return byAssertion(call, services, assertion, clientId, finder);
    }
    if (!clientId.isEmpty())
        return byCertificate(call, services, clientId);
    return invalidClient(Text::tr("The client does not say who it is: send client_assertion (private_key_jwt), or "
                                  "client_id over a client certificate (tls_client_auth)."));
}

} // namespace gatehouse::sandbox
