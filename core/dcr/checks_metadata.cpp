#include "dcr/findings.h"
#include "dcr/public_address.h"

#include <QHostAddress>
#include <QSet>
#include <QUrl>

namespace gatehouse::dcr::metadata {

namespace {

constexpr qsizetype MaxRedirectUriBytes = 256; // OBIE DCR 3.3
constexpr qsizetype MaxSubjectDnCharacters = 512; // OBIE DCR 3.4; 3.3 has 128

constexpr qsizetype MaxShownHost = 60;

constexpr QLatin1String AuthorizationCode("authorization_code");
constexpr QLatin1String ClientSecretBasic("client_secret_basic");
constexpr QLatin1String Ciba("urn:openid:params:grant-type:ciba");

/// What is in `values` and not in `allowed`.
QStringList strangers(const QStringList &values, const QStringList &allowed)
{
    const QSet<QString> known(allowed.cbegin(), allowed.cend());
    QStringList strange;
    for (const QString &value : values) {
        if (!known.contains(value))
            strange.append(value);
    }
    return strange;
}

/// Why a host cannot be a client's on the Internet; empty where it can.
QString whyNotPublic(const QUrl &url)
{
    QString host = url.host().toLower();
    while (host.endsWith(QLatin1Char('.')))
        host.chop(1);
    if (host.isEmpty())
        return Text::tr("it names no host");
    if (host.contains(QLatin1Char('*')))
        return Text::tr("its host has a wildcard");
    const QHostAddress address(host);
    if (host == QLatin1String("localhost") || host.endsWith(QLatin1String(".localhost")) || address.isLoopback()
        || address == QHostAddress(QHostAddress::AnyIPv4) || address == QHostAddress(QHostAddress::AnyIPv6))
        return Text::tr("its host is this machine (%1)").arg(shown(url.host(), MaxShownHost));
    if (!address.isNull() && !isPublicAddress(address))
        return Text::tr("its host %1 is not a public address").arg(shown(url.host(), MaxShownHost));
    return {};
}

/// Why one redirect URI cannot be accepted; empty where it can.
QString whyUnfit(const QString &text)
{
    if (text.toUtf8().size() > MaxRedirectUriBytes)
        return Text::tr("it is longer than %1 bytes").arg(MaxRedirectUriBytes);
    const QUrl url(text, QUrl::StrictMode);
    if (text.isEmpty() || !url.isValid() || url.isRelative())
        return Text::tr("it is not an absolute URI");
    if (url.scheme().compare(QLatin1String("https"), Qt::CaseInsensitive) != 0)
        return Text::tr("its scheme is %1, not https").arg(quoted(url.scheme()));
    if (url.hasFragment())
        return Text::tr("it has a fragment (#)");
    if (!url.userInfo().isEmpty() || text.mid(0, text.indexOf(QLatin1Char('/'), 8)).contains(QLatin1Char('@')))
        return Text::tr("it carries a user name");
    return whyNotPublic(url);
}

Finding checkAllowed(const QStringList &values, const QStringList &allowed, const QString &what)
{
    const QStringList strange = strangers(values, allowed);
    if (strange.isEmpty())
        return pass(listed(values));
    return failed(Text::tr("%1 %2 not allowed; allowed are %3.").arg(what, quoted(listed(strange)), listed(allowed)));
}

} // namespace

Finding redirectUris(const CheckContext &c)
{
    if (!c.request->redirectUris) {
        const bool needed = c.request->grantTypes.value_or(QStringList(AuthorizationCode)).contains(AuthorizationCode);
        return needed ? failed(Text::tr("There are none, and the grant type authorization_code needs them."))
                      : skipped(Text::tr("There are none."));
    }
    if (c.request->redirectUris->isEmpty())
        return failed(Text::tr("The list is empty; at least one is needed."));
    QStringList problems;
    for (const QString &uri : *c.request->redirectUris) {
        const QString why = whyUnfit(uri);
        if (!why.isEmpty())
            problems.append(Text::tr("%1: %2").arg(quoted(uri), why));
    }
    if (problems.isEmpty())
        return pass(listed(*c.request->redirectUris));
    return failed(sentences(problems, QLatin1String("; ")) + QLatin1Char('.'));
}

Finding redirectUrisInStatement(const CheckContext &c)
{
    if (!c.request->redirectUris)
        return skipped(Text::tr("There are none."));
    const QStringList strange = strangers(*c.request->redirectUris, c.statement->redirectUris);
    if (strange.isEmpty())
        return pass(Text::tr("All %1 stand in the statement.").arg(c.request->redirectUris->size()));
    return failed(Text::tr("%1 is not among the statement's software_redirect_uris (%2). They are compared character "
                           "by character.")
                      .arg(quoted(listed(strange)), listed(c.statement->redirectUris)));
}

Finding hostNames(const CheckContext &c)
{
    if (!c.request->redirectUris)
        return skipped(Text::tr("There are no redirect URIs."));
    QSet<QString> hosts;
    for (const QString &uri : *c.request->redirectUris)
        hosts.insert(QUrl(uri).host().toLower());
    const QPair<const char *, QString> pages[] = {{"software_logo_uri", c.statement->logoUri},
                                                  {"software_client_uri", c.statement->clientUri},
                                                  {"software_policy_uri", c.statement->policyUri},
                                                  {"software_tos_uri", c.statement->tosUri}};
    QStringList strange;
    for (const auto &[claim, uri] : pages) {
        const QString host = QUrl(uri).host().toLower();
        if (!uri.isEmpty() && !hosts.contains(host))
            strange.append(Text::tr("%1 is on %2").arg(QLatin1String(claim), quoted(host)));
    }
    const QString redirectHosts = listed(QStringList(hosts.cbegin(), hosts.cend()));
    if (strange.isEmpty())
        return pass(Text::tr("All on %1.").arg(redirectHosts));
    return failed(Text::tr("%1; the redirect URIs are on %2.").arg(strange.join(QStringLiteral(", ")), redirectHosts));
}

Finding grantTypes(const CheckContext &c)
{
    if (!c.request->grantTypes)
        return skipped(Text::tr("There are none."));
    return checkAllowed(*c.request->grantTypes, c.policy.grantTypes, Text::tr("The grant types contain"));
}

Finding responseTypes(const CheckContext &c)
{
    if (!c.request->responseTypes)
        return skipped(Text::tr("The request leaves them out; \"code\" is meant (RFC 7591)."));
    return checkAllowed(*c.request->responseTypes, c.policy.responseTypes, Text::tr("The response types contain"));
}

Finding grantsAgreeWithResponses(const CheckContext &c)
{
    if (!c.request->grantTypes)
        return skipped(Text::tr("There are no grant types."));
    const bool codeGranted = c.request->grantTypes->contains(AuthorizationCode);
    if (!c.request->responseTypes)
        return pass(Text::tr("No response types are named."));
    const QStringList &responses = *c.request->responseTypes;
    bool codeReturned = false;
    for (const QString &response : responses)
        codeReturned = codeReturned || response.split(QLatin1Char(' ')).contains(QLatin1String("code"));
    if (codeReturned && !codeGranted)
        return failed(Text::tr("The response type %1 returns a code, and the grant type authorization_code that "
                               "redeems it is missing.")
                          .arg(quoted(listed(responses))),
                      "grant_types");
    if (codeGranted && !codeReturned)
        return failed(Text::tr("The grant type authorization_code needs a response type with \"code\"; the request "
                               "has %1.")
                          .arg(responses.isEmpty() ? Text::tr("none") : quoted(listed(responses))));
    if (c.request->grantTypes->contains(QLatin1String("refresh_token")) && !codeGranted
        && !c.request->grantTypes->contains(Ciba))
        return warned(Text::tr("refresh_token is asked for without a grant type that yields refresh tokens."),
                      "grant_types");
    return pass(Text::tr("They agree."));
}

Finding applicationType(const CheckContext &c)
{
    if (c.request->applicationType.isEmpty())
        return skipped(Text::tr("There is none."));
    return checkAllowed({c.request->applicationType}, c.policy.applicationTypes, Text::tr("The application type is"));
}

Finding authMethod(const CheckContext &c)
{
    const QString &method = c.request->tokenEndpointAuthMethod;
    if (method.isEmpty() && !c.policy.tokenEndpointAuthMethods.contains(ClientSecretBasic))
        return failed(Text::tr("There is none, so client_secret_basic is meant (RFC 7591); allowed are %1.")
                          .arg(listed(c.policy.tokenEndpointAuthMethods)));
    return checkAllowed({method.isEmpty() ? QString(ClientSecretBasic) : method}, c.policy.tokenEndpointAuthMethods,
                        Text::tr("The method is"));
}

Finding authSigningAlg(const CheckContext &c)
{
    const QString &alg = c.request->tokenEndpointAuthSigningAlg;
    const bool needed = c.request->tokenEndpointAuthMethod == QLatin1String("private_key_jwt");
    if (alg.isEmpty()) {
        return needed ? failed(Text::tr("private_key_jwt needs it: name the algorithm of the client's assertions, one "
                                        "of %1.")
                                   .arg(listed(c.policy.signingAlgorithmNames())))
                      : skipped(Text::tr("The method needs none."));
    }
    return checkAllowed({alg}, c.policy.signingAlgorithmNames(), Text::tr("The algorithm is"));
}

Finding subjectDn(const CheckContext &c)
{
    if (c.request->tokenEndpointAuthMethod != QLatin1String("tls_client_auth"))
        return skipped(Text::tr("The method is not tls_client_auth."));
    const QString &dn = c.request->tlsClientAuthSubjectDn;
    if (dn.isEmpty())
        return failed(Text::tr("tls_client_auth needs the subject of the certificate that the client will use."));
    if (dn.size() > MaxSubjectDnCharacters)
        return failed(Text::tr("It has %1 characters; at most %2 are accepted.")
                          .arg(QString::number(dn.size()), QString::number(MaxSubjectDnCharacters)));
    const auto parsed = trust::parseDn(dn);
    if (!parsed)
        return failed(parsed.error().message);
    if (!c.evidence.transport.certificate)
        return pass(Text::tr("%1; no certificate at hand to compare it with.").arg(quoted(dn)));
    const auto match = c.evidence.transport.certificate->matchesSubjectDn(dn);
    if (!match.matches)
        return failed(Text::tr("It does not name the certificate of this connection: %1").arg(match.reason));
    return pass(Text::tr("It names the certificate of this connection, %1.").arg(quoted(dn)));
}

Finding responseAlgorithms(const CheckContext &c)
{
    const QPair<const char *, QString> claims[] = {
        {"id_token_signed_response_alg", c.request->idTokenSignedResponseAlg},
        {"request_object_signing_alg", c.request->requestObjectSigningAlg},
        {"authorization_signed_response_alg", c.request->authorizationSignedResponseAlg},
    };
    const QStringList allowed = c.policy.signingAlgorithmNames();
    for (const auto &[claim, alg] : claims) {
        if (!alg.isEmpty() && !allowed.contains(alg))
            return failed(Text::tr("%1 is %2; allowed are %3.").arg(QLatin1String(claim), quoted(alg), listed(allowed)),
                          claim);
    }
    return pass(Text::tr("Allowed are %1.").arg(listed(allowed)));
}

Finding idTokenEncryption(const CheckContext &c)
{
    const QString &alg = c.request->idTokenEncryptedResponseAlg;
    const QString &enc = c.request->idTokenEncryptedResponseEnc;
    if (alg.isEmpty() && enc.isEmpty())
        return skipped(Text::tr("ID tokens are not to be encrypted."));
    if (alg.isEmpty())
        return failed(Text::tr("id_token_encrypted_response_enc is %1 without id_token_encrypted_response_alg.")
                          .arg(quoted(enc)));
    Finding algorithm = checkAllowed({alg}, c.policy.idTokenEncryptionAlgorithms, Text::tr("The algorithm is"));
    if (algorithm.outcome != Outcome::Pass)
        return algorithm;
    const QString meant = enc.isEmpty() ? QStringLiteral("A128CBC-HS256") : enc; // the default of the same clause
    Finding method = checkAllowed({meant}, c.policy.idTokenEncryptionMethods, Text::tr("The content encryption is"));
    method.claim = "id_token_encrypted_response_enc";
    return method.outcome == Outcome::Pass ? pass(Text::tr("%1 with %2.").arg(alg, meant)) : method;
}

Finding scopesAllowed(const CheckContext &c)
{
    if (!c.request->scope)
        return skipped(Text::tr("There are none."));
    return checkAllowed(c.request->scopes(), c.policy.scopes, Text::tr("The scopes contain"));
}

Finding scopesWithinRoles(const CheckContext &c)
{
    if (!c.request->scope)
        return skipped(Text::tr("There are no scopes."));
    QSet<QString> needingRole;
    QSet<QString> covered;
    for (auto it = c.policy.roleScopes.cbegin(); it != c.policy.roleScopes.cend(); ++it) {
        const QSet<QString> scopes(it->cbegin(), it->cend());
        needingRole += scopes;
        if (c.statement->roles.contains(it.key()))
            covered += scopes;
    }
    QStringList uncovered;
    for (const QString &scope : c.request->scopes()) {
        if (needingRole.contains(scope) && !covered.contains(scope))
            uncovered.append(scope);
    }
    if (uncovered.isEmpty())
        return pass(Text::tr("The roles %1 cover them.").arg(listed(c.statement->roles)));
    return failed(Text::tr("The software's roles (%1) do not cover %2.")
                      .arg(c.statement->roles.isEmpty() ? Text::tr("none") : listed(c.statement->roles),
                           quoted(listed(uncovered))));
}

Finding backchannel(const CheckContext &c)
{
    const QString &mode = c.request->backchannelTokenDeliveryMode;
    const bool granted = c.request->grantTypes && c.request->grantTypes->contains(Ciba);
    if (!granted && mode.isEmpty())
        return skipped(Text::tr("The request does not ask for it."));
    if (mode.isEmpty())
        return failed(Text::tr("The grant type %1 needs it: \"poll\", \"ping\" or \"push\".").arg(Ciba));
    if (mode != QLatin1String("poll") && mode != QLatin1String("ping") && mode != QLatin1String("push"))
        return failed(Text::tr("It is %1; \"poll\", \"ping\" and \"push\" exist.").arg(quoted(mode)));
    const QString &endpoint = c.request->backchannelClientNotificationEndpoint;
    if (mode != QLatin1String("poll")) {
        const QString why = endpoint.isEmpty() ? Text::tr("it is missing") : whyUnfit(endpoint);
        if (!why.isEmpty())
            return failed(Text::tr("The mode %1 needs a notification endpoint: %2.").arg(quoted(mode), why),
                          "backchannel_client_notification_endpoint");
    }
    const QString &alg = c.request->backchannelAuthenticationRequestSigningAlg;
    if (!alg.isEmpty() && !c.policy.signingAlgorithmNames().contains(alg))
        return failed(Text::tr("Signed backchannel requests would use %1; allowed are %2.")
                          .arg(quoted(alg), listed(c.policy.signingAlgorithmNames())),
                      "backchannel_authentication_request_signing_alg");
    return pass(Text::tr("Delivery by %1.").arg(mode));
}

} // namespace gatehouse::dcr::metadata
