#include "keymanager/templates.h"

#include "dcr/text.h"

#include <QCoreApplication>

namespace gatehouse::keymanager {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::keymanager)
};

/// `%1` is the Identity Server's scheme, host and port.
struct TemplateValue {
    Field field;
    const char *accelerator;
    const char *financialServices;
};
constexpr TemplateValue TemplateValues[] = {
    {Field::Name, "OBKM", "FSKM"},
    {Field::DisplayName, "OBKM", "FSKM"},
    {Field::Type, "ObKeyManager", "fsKeyManager"},
    {Field::WellKnown, "%1/oauth2/token/.well-known/openid-configuration", nullptr},
    {Field::Issuer, "%1/oauth2/token", nullptr},
    {Field::ClientRegistration, "%1/keymanager-operations/dcr/register", "%1/api/identity/oauth2/dcr/v1.1/register"},
    {Field::Introspection, "%1/oauth2/introspect", nullptr},
    {Field::Token, "%1/oauth2/token", nullptr},
    {Field::DisplayToken, "%1/oauth2/token", nullptr},
    {Field::Revoke, "%1/oauth2/revoke", nullptr},
    {Field::DisplayRevoke, "%1/oauth2/revoke", nullptr},
    {Field::UserInfo, "%1/oauth2/userinfo?schema=openid", "%1/scim2/Me"},
    {Field::Authorize, "%1/oauth2/authorize", nullptr},
    {Field::ScopeManagement, "%1/api/identity/oauth2/v1.0/scopes", nullptr},
};

QString filled(const char *text, const QString &origin)
{
    QString value = QLatin1String(text);
    return value.replace(QLatin1String("%1"), origin);
}

constexpr qsizetype MaxCopies = 1000;

} // namespace

QString ServerAddress::origin() const
{
    const QString shown = host.contains(QLatin1Char(':')) ? QLatin1Char('[') + host + QLatin1Char(']') : host;
    return QStringLiteral("https://%1:%2").arg(shown, QString::number(port));
}

Result<ServerAddress> readServerAddress(const QString &text, quint16 defaultPort)
{
    const QString trimmed = text.trimmed();
    const QUrl url(QLatin1String("https://") + trimmed, QUrl::StrictMode);
    if (trimmed.isEmpty() || !url.isValid() || url.host().isEmpty() || !url.userInfo().isEmpty()
        || !url.path().isEmpty() || url.hasQuery() || url.hasFragment())
        return fail(Error::Malformed,
                    Text::tr("%1 is no host name. Write it like is.example.com, or with a port, like "
                             "is.example.com:%2.")
                        .arg(dcr::quoted(trimmed), QString::number(defaultPort)));
    return ServerAddress{url.host(), static_cast<quint16>(url.port(defaultPort))};
}

KeyManager blankKeyManager()
{
    KeyManager keyManager;
    for (const FieldInfo &field : fields()) {
        if (field.text)
            keyManager.*field.text = QLatin1String(field.defaultValue);
        if (field.flag)
            keyManager.*field.flag = QLatin1String(field.defaultValue) == QLatin1String("true");
    }
    keyManager.grantTypes = knownGrantTypes().first(NeededGrantTypes);
    keyManager.tokenRules = {TokenRule()};
    return keyManager;
}

KeyManager fromTemplate(Template kind, const ServerAddress &identityServer)
{
    const QString origin = identityServer.origin();
    KeyManager keyManager = blankKeyManager();
    for (const TemplateValue &value : TemplateValues) {
        const bool isOther = kind == Template::FinancialServices && value.financialServices;
        keyManager.*info(value.field).text = filled(isOther ? value.financialServices : value.accelerator, origin);
    }
    keyManager.certificateForm = CertificateForm::Jwks;
    keyManager.certificate = origin + QLatin1String("/oauth2/jwks");
    if (kind == Template::Accelerator)
        return keyManager;
    keyManager.propertyRef(QStringLiteral("api_resource_management_endpoint")).value =
        origin + QLatin1String("/api/server/v1/api-resources");
    keyManager.propertyRef(QStringLiteral("is7_roles_endpoint")).value = origin + QLatin1String("/scim2/v2/Roles");
    ConnectorProperty &roles = keyManager.propertyRef(QStringLiteral("enable_roles_creation"));
    roles.value = QStringLiteral("true");
    roles.form = ConnectorProperty::Form::Json;
    keyManager.otherMembers = R"({"permissions":null,"allowedOrganizations":["ALL"]})";
    return keyManager;
}

KeyManager fromSandbox(const DiscoveryDocument &document, const QUrl &wellKnown)
{
    KeyManager keyManager = blankKeyManager();
    keyManager.name = QStringLiteral("GatehouseSandbox");
    keyManager.displayName = Text::tr("Gatehouse sandbox");
    keyManager.description = Text::tr("The registration endpoint of Gatehouse, for tests");
    return withChanges(keyManager, proposeChanges(keyManager, document, wellKnown));
}

KeyManager copyOf(const KeyManager &keyManager, const QStringList &takenNames)
{
    KeyManager copy = keyManager;
    copy.id.clear();
    copy.isEnabled = false;
    copy.connector.removeIf([](const ConnectorProperty &property) { return property.isSecret(); });
    for (qsizetype number = 1; number <= MaxCopies; ++number) {
        const QString suffix = number == 1 ? QStringLiteral("_copy") : QStringLiteral("_copy%1").arg(number);
        copy.name = keyManager.name.left(info(Field::Name).maxLength - suffix.size()) + suffix;
        if (!takenNames.contains(copy.name))
            break;
    }
    return copy;
}

QString adminApiUrl(const QString &server, ApiVersion version)
{
    return QStringLiteral("%1/api/am/admin/v%2/key-managers").arg(server, QString::number(static_cast<int>(version)));
}

} // namespace gatehouse::keymanager
