#include "directory/statement.h"

#include "directory/identifiers.h"

#include <QCoreApplication>
#include <QUrl>

namespace gatehouse::directory {

namespace {

constexpr const char *KnownRoles[] = {"AISP", "PISP", "CBPII", "ASPSP"};
/// The member states in the directory's statements for test software.
constexpr const char *MemberStates[] = {"GB", "IE", "NL"};

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::directory)
};

QString orElse(const QString &text, const QString &otherwise)
{
    return text.isEmpty() ? otherwise : text;
}

std::optional<Error> problemOf(const TppRequest &request)
{
    const auto refused = [](const QString &message) { return Error{Error::Refused, message, {}}; };
    const QUrl base(request.baseUrl, QUrl::StrictMode);
    if (!base.isValid() || base.host().isEmpty()
        || (base.scheme() != QLatin1String("https") && base.scheme() != QLatin1String("http")))
        return refused(
            Text::tr("\"%1\" is not the address of a directory; one such as https://localhost:8443 is expected.")
                .arg(request.baseUrl));
    if (!isIdentifier(request.softwareId, MaxSoftwareIdCharacters))
        return refused(Text::tr("The software id \"%1\" is not 1 to %2 letters and digits.")
                           .arg(request.softwareId.left(60))
                           .arg(MaxSoftwareIdCharacters));
    if (!isIdentifier(request.organisationId, MaxOrganisationIdCharacters))
        return refused(Text::tr("The organisation id \"%1\" is not 1 to %2 letters and digits.")
                           .arg(request.organisationId.left(60))
                           .arg(MaxOrganisationIdCharacters));
    if (request.softwareId == request.organisationId)
        return refused(Text::tr("Software and organisation cannot have the same id, %1.").arg(request.softwareId));
    if (request.roles.isEmpty())
        return refused(Text::tr("A TPP needs at least one role: AISP, PISP, CBPII or ASPSP."));
    for (const QString &role : request.roles) {
        if (std::find(std::begin(KnownRoles), std::end(KnownRoles), toStdString(role)) == std::end(KnownRoles))
            return refused(Text::tr("\"%1\" is not a role; there are AISP, PISP, CBPII and ASPSP.").arg(role.left(60)));
    }
    if (request.redirectUris.isEmpty())
        return refused(Text::tr("A TPP needs at least one redirect URI."));
    for (const QString &text : request.redirectUris) {
        const QUrl uri(text, QUrl::StrictMode);
        if (!uri.isValid() || uri.scheme() != QLatin1String("https") || uri.host().isEmpty() || uri.hasFragment())
            return refused(Text::tr("The redirect URI \"%1\" is not an absolute https address without a fragment.")
                               .arg(text.left(200)));
    }
    if (request.environment.isEmpty())
        return refused(Text::tr("The environment is empty; the directory writes sandbox or production."));
    if (!request.extraClaims.is_object())
        return refused(Text::tr("The extra claims are not a JSON object."));
    return std::nullopt;
}

/// Those of the redirect URIs' host, for banks compare it with the others' (RFC 7591 §5).
QString siteOf(const TppRequest &request)
{
    const QUrl uri(request.redirectUris.front());
    return uri.scheme() + QStringLiteral("://") + uri.authority(QUrl::FullyEncoded);
}

Json authorityClaims(const TppRequest &request)
{
    Json authorisations = Json::array();
    for (const char *state : MemberStates)
        authorisations.push_back({{"member_state", state}, {"roles", toJson(request.roles)}});
    return {{"authority_id", "OBGBR"},
            {"registration_id", toStdString(QStringLiteral("Unknown") + request.organisationId)},
            {"status", "Active"},
            {"authorisations", std::move(authorisations)}};
}

Json contacts()
{
    Json list = Json::array();
    for (const char *type : {"Technical", "Business"})
        list.push_back(
            {{"name", type}, {"email", "contact@tpp.example.com"}, {"phone", "+440000000000"}, {"type", type}});
    return list;
}

Json publishedKey(const jose::Jwk &key, const trust::Certificate &certificate, const char *use)
{
    Json json = key.toJson();
    json["kid"] = key.directoryKid().toStdString();
    json["use"] = use;
    json["x5t#S256"] = certificate.x5tS256().toStdString();
    return json;
}

} // namespace

Result<TppRequest> checked(TppRequest request)
{
    while (request.baseUrl.endsWith(QLatin1Char('/')))
        request.baseUrl.chop(1);
    if (request.softwareId.isEmpty())
        request.softwareId = newSoftwareId();
    if (request.organisationId.isEmpty())
        request.organisationId = newOrganisationId();
    if (std::optional<Error> problem = problemOf(request))
        return tl::unexpected(std::move(*problem));
    return request;
}

Json lastingClaims(const TppRequest &request)
{
    const std::string site = toStdString(siteOf(request));
    const std::string software = toStdString(request.softwareId);
    const QString name = orElse(request.softwareName, QStringLiteral("Test TPP %1").arg(request.softwareId));
    const QString organisation = orElse(request.organisationName, QStringLiteral("Test TPP Limited"));
    Json claims = {
        {"software_environment", toStdString(request.environment)},
        {"software_mode", request.environment == QLatin1String("production") ? "Live" : "Test"},
        {"software_id", software},
        {"software_client_id", software},
        {"software_client_name", toStdString(name)},
        {"software_client_description", toStdString(name)},
        {"software_version", 1.0},
        {"software_client_uri", site},
        {"software_redirect_uris", toJson(request.redirectUris)},
        {"software_roles", toJson(request.roles)},
        {"organisation_competent_authority_claims", authorityClaims(request)},
        {"software_logo_uri", site + "/logo.png"},
        {"org_status", "Active"},
        {"org_id", toStdString(request.organisationId)},
        {"org_name", toStdString(organisation)},
        {"org_contacts", contacts()},
        {"software_policy_uri", site + "/policy"},
        {"software_tos_uri", site + "/terms"},
        {"software_on_behalf_of_org", toStdString(organisation)},
    };
    return claims;
}

Json statementClaims(const SoftwareRecord &record, const QString &baseUrl, Instant now)
{
    const std::string organisation = toStdString(record.organisationId);
    const std::string folder = toStdString(baseUrl) + "/directory/" + organisation + '/';
    const std::string software = toStdString(record.softwareId);
    Json claims = {
        {"iss", StatementIssuer},
        {"iat", toSeconds(now)},
        {"jti", toStdString(newStatementId())},
        {"org_jwks_endpoint", folder + organisation + ".jwks"},
        {"org_jwks_revoked_endpoint", folder + "revoked/" + organisation + ".jwks"},
        {"software_jwks_endpoint", folder + software + ".jwks"},
        {"software_jwks_revoked_endpoint", folder + "revoked/" + software + ".jwks"},
    };
    applyOverrides(claims, record.claims);
    return claims;
}

Result<Json> publishedKeySet(const trust::Certificate &signing, const trust::Certificate &transport)
{
    const Result<jose::Jwk> signingKey = jose::Jwk::fromCertificateDer(signing.der());
    if (!signingKey)
        return tl::unexpected(signingKey.error());
    const Result<jose::Jwk> transportKey = jose::Jwk::fromCertificateDer(transport.der());
    if (!transportKey)
        return tl::unexpected(transportKey.error());
    return Json{
        {"keys",
         Json::array({publishedKey(*signingKey, signing, "sig"), publishedKey(*transportKey, transport, "tls")})}};
}

void applyOverrides(Json &claims, const Json &overrides)
{
    if (!overrides.is_object())
        return;
    for (auto it = overrides.begin(); it != overrides.end(); ++it) {
        if (it->is_null())
            claims.erase(it.key());
        else
            claims[it.key()] = *it;
    }
}

} // namespace gatehouse::directory
