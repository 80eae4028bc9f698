#include "keymanager/discovery.h"

#include "base/json.h"
#include "dcr/text.h"

#include <QCoreApplication>

namespace gatehouse::keymanager {

namespace {

using dcr::quoted;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::keymanager)
};

constexpr QLatin1String OpenIdPath("/.well-known/openid-configuration");
constexpr QLatin1String OAuthPath("/.well-known/oauth-authorization-server");

struct Member {
    const char *name;
    QString DiscoveryDocument::*text;
    Field field;
};
constexpr Member Members[] = {
    {"issuer", &DiscoveryDocument::issuer, Field::Issuer},
    {"registration_endpoint", &DiscoveryDocument::registrationEndpoint, Field::ClientRegistration},
    {"introspection_endpoint", &DiscoveryDocument::introspectionEndpoint, Field::Introspection},
    {"token_endpoint", &DiscoveryDocument::tokenEndpoint, Field::Token},
    {"revocation_endpoint", &DiscoveryDocument::revocationEndpoint, Field::Revoke},
    {"userinfo_endpoint", &DiscoveryDocument::userInfoEndpoint, Field::UserInfo},
    {"authorization_endpoint", &DiscoveryDocument::authorizationEndpoint, Field::Authorize},
    {"jwks_uri", &DiscoveryDocument::jwksUri, Field::Certificates},
};

/// What an open banking connector needs, whatever an Identity Server's document says; `%1` is its scheme and host.
struct Correction {
    const char *type;
    Field field;
    const char *url;
    const char *reason;
};
constexpr Correction Corrections[] = {
    {"ObKeyManager", Field::ClientRegistration, "%1/keymanager-operations/dcr/register",
     QT_TRANSLATE_NOOP("gatehouse::keymanager",
                       "The document names the Identity Server's own registration; the open banking toolkit has this "
                       "one.")},
    {"ObKeyManager", Field::UserInfo, "%1/oauth2/userinfo?schema=openid",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "The open banking toolkit asks with ?schema=openid.")},
    {"ObKeyManager", Field::ScopeManagement, "%1/api/identity/oauth2/v1.0/scopes",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "No document says it: where an Identity Server has it.")},
    {"fsKeyManager", Field::ClientRegistration, "%1/api/identity/oauth2/dcr/v1.1/register",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "Where the Financial Services Accelerator has it.")},
    {"fsKeyManager", Field::UserInfo, "%1/scim2/Me",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "Where the Financial Services Accelerator has it.")},
    {"fsKeyManager", Field::ScopeManagement, "%1/api/identity/oauth2/v1.0/scopes",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "No document says it: where an Identity Server has it.")},
};

/// The path that an Identity Server's endpoints share; another server's documents are taken at their word.
constexpr QLatin1String IdentityServerPath("/oauth2/");

Result<void> checkIssuer(const QString &issuer, const QUrl &wellKnown)
{
    const QString url = wellKnown.toString();
    if (issuer.isEmpty())
        return fail(Error::Malformed, Text::tr("The document at %1 names no issuer.").arg(url));
    QString base = issuer;
    while (base.endsWith(QLatin1Char('/')))
        base.chop(1);
    // RFC 8414 §3.1 puts the well-known part before the issuer's path.
    QUrl inserted(base);
    inserted.setPath(OAuthPath + inserted.path());
    if (url == base + OpenIdPath || url == base + OAuthPath || url == inserted.toString())
        return {};
    return fail(
        Error::Refused,
        Text::tr("The document at %1 is another issuer's: it names %2, whose well-known URL would be %3. Correct "
                 "the URL, or ask who runs the server.")
            .arg(url, quoted(issuer), base + OpenIdPath));
}

QString expected(const Correction &correction, const QUrl &wellKnown)
{
    return QString::fromLatin1(correction.url)
        .arg(wellKnown.toString(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment));
}

const Correction *correctionOf(const KeyManager &keyManager, const DiscoveryDocument &document, Field field)
{
    if (!document.tokenEndpoint.contains(IdentityServerPath)
        || document.registrationEndpoint.contains(QLatin1String("/open-banking/")))
        return nullptr;
    for (const Correction &correction : Corrections) {
        if (correction.field == field && keyManager.type == QLatin1String(correction.type))
            return &correction;
    }
    return nullptr;
}

} // namespace

Result<DiscoveryDocument> readDiscovery(QByteArrayView text, const QUrl &wellKnown)
{
    if (text.size() > MaxDiscoveryBytes)
        return fail(Error::TooLarge,
                    Text::tr("The document at %1 is larger than the %2 bytes that are read.")
                        .arg(wellKnown.toString(), QString::number(MaxDiscoveryBytes)));
    const auto json = parseJsonObject(text);
    if (!json)
        return fail(
            Error::Malformed,
            Text::tr("What %1 answers is no well-known document: %2").arg(wellKnown.toString(), json.error().message),
            json.error().detail);
    DiscoveryDocument document;
    for (const Member &entry : Members) {
        const Json *value = member(*json, entry.name);
        if (!value || value->is_null())
            continue;
        if (!value->is_string())
            return fail(
                Error::Malformed,
                Text::tr("In the document at %1, %2 is no text.").arg(wellKnown.toString(), QLatin1String(entry.name)));
        document.*entry.text = toQString(value->get_ref<const std::string &>());
    }
    if (const Json *grants = member(*json, "grant_types_supported"); grants && !grants->is_null()) {
        const auto list = stringListMember(*json, "grant_types_supported");
        if (!list)
            return fail(Error::Malformed,
                        Text::tr("In the document at %1, grant_types_supported is no list of texts.")
                            .arg(wellKnown.toString()));
        document.grantTypes = *list;
    }
    return checkIssuer(document.issuer, wellKnown).map([&] { return document; });
}

QString fieldText(const KeyManager &keyManager, Field field)
{
    if (field == Field::GrantTypes)
        return keyManager.grantTypes.join(QLatin1Char('\n'));
    if (field == Field::Certificates)
        return keyManager.certificate;
    const FieldInfo &about = info(field);
    return about.text ? keyManager.*about.text : QString();
}

QList<ProposedChange> proposeChanges(const KeyManager &keyManager, const DiscoveryDocument &document,
                                     const QUrl &wellKnown)
{
    QList<ProposedChange> changes;
    const auto propose = [&](Field field, const QString &after, const QString &reason = {}) {
        const QString before = fieldText(keyManager, field);
        const bool isOtherForm = field == Field::Certificates && keyManager.certificateForm != CertificateForm::Jwks;
        if (!after.isEmpty() && (before != after || isOtherForm))
            changes.append({field, before, after, reason});
    };
    propose(Field::WellKnown, wellKnown.toString());
    for (const FieldInfo &field : fields()) {
        if (const Correction *correction = correctionOf(keyManager, document, field.field)) {
            propose(field.field, expected(*correction, wellKnown), Text::tr(correction->reason));
            continue;
        }
        for (const Member &entry : Members) {
            if (entry.field == field.field)
                propose(field.field, document.*entry.text);
        }
        if (field.field == Field::GrantTypes)
            propose(field.field, document.grantTypes.join(QLatin1Char('\n')));
        // What the server's own discovery presets.
        if ((field.field == Field::ConsumerKeyClaim || field.field == Field::ScopesClaim)
            && fieldText(keyManager, field.field).isEmpty())
            propose(field.field, QLatin1String(field.defaultValue));
    }
    return changes;
}

KeyManager withChanges(KeyManager keyManager, const QList<ProposedChange> &changes)
{
    for (const ProposedChange &change : changes) {
        if (change.field == Field::GrantTypes) {
            keyManager.grantTypes = change.after.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        } else if (change.field == Field::Certificates) {
            keyManager.certificateForm = CertificateForm::Jwks;
            keyManager.certificate = change.after;
        } else if (const FieldInfo &about = info(change.field); about.text) {
            keyManager.*about.text = change.after;
        }
    }
    return keyManager;
}

} // namespace gatehouse::keymanager
