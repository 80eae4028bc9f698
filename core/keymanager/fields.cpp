#include "keymanager/fields.h"

#include "base/secret_names.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace gatehouse::keymanager {

namespace {

constexpr char Context[] = "gatehouse::keymanager";

QString translated(const char *text)
{
    return QCoreApplication::translate(Context, text);
}

constexpr FieldInfo Fields[] = {
    {Field::Name, Section::General, FieldKind::Text, Mandatory::Always, ApiVersion::V2, 100, "name",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "Name"), &KeyManager::name, nullptr, "",
     QT_TRANSLATE_NOOP(
         "gatehouse::keymanager",
         "Without blanks; cannot be changed once the server has it. The same as name below [open_banking.keyManager] "
         "in deployment.toml.")},
    {Field::DisplayName, Section::General, FieldKind::Text, Mandatory::Always, ApiVersion::V2, 100, "displayName",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "Display Name"), &KeyManager::displayName, nullptr, "",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "What the portals call it.")},
    {Field::Description, Section::General, FieldKind::Text, Mandatory::Never, ApiVersion::V2, 256, "description",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "Description"), &KeyManager::description, nullptr, "",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "For whoever administers it after you.")},
    {Field::Type, Section::General, FieldKind::Text, Mandatory::Always, ApiVersion::V2, 45, "type",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "Key Manager Type"), &KeyManager::type, nullptr, "ObKeyManager",
     QT_TRANSLATE_NOOP(
         "gatehouse::keymanager",
         "The connector that talks to it: ObKeyManager for Open Banking Accelerator 3.0, fsKeyManager for the "
         "Financial Services Accelerator.")},
    {Field::WellKnown, Section::Endpoints, FieldKind::Url, Mandatory::Never, ApiVersion::V2, 0, "wellKnownEndpoint",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "Well-known-url"), &KeyManager::wellKnownEndpoint, nullptr, "",
     QT_TRANSLATE_NOOP(
         "gatehouse::keymanager",
         "Where the Identity Server describes itself. The other fields can be filled from it; the server does not "
         "use it later.")},
    {Field::Issuer, Section::Endpoints, FieldKind::Text, Mandatory::Always, ApiVersion::V2, 0, "issuer",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "Issuer"), &KeyManager::issuer, nullptr, "",
     QT_TRANSLATE_NOOP(
         "gatehouse::keymanager",
         "What stands as iss in its tokens, character by character: tokens find their key manager by it.")},
    {Field::ClientRegistration, Section::Endpoints, FieldKind::Url, Mandatory::Direct, ApiVersion::V2, 0,
     "clientRegistrationEndpoint", QT_TRANSLATE_NOOP("gatehouse::keymanager", "Client Registration Endpoint"),
     &KeyManager::clientRegistrationEndpoint, nullptr, "",
     QT_TRANSLATE_NOOP(
         "gatehouse::keymanager",
         "Where clients are registered. For ObKeyManager it ends in /keymanager-operations/dcr/register, which no "
         "well-known document says.")},
    {Field::Introspection, Section::Endpoints, FieldKind::Url, Mandatory::Direct, ApiVersion::V2, 0,
     "introspectionEndpoint", QT_TRANSLATE_NOOP("gatehouse::keymanager", "Introspection Endpoint"),
     &KeyManager::introspectionEndpoint, nullptr, "",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "Where tokens are looked up (RFC 7662).")},
    {Field::Token, Section::Endpoints, FieldKind::Url, Mandatory::Always, ApiVersion::V2, 0, "tokenEndpoint",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "Token Endpoint"), &KeyManager::tokenEndpoint, nullptr, "",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "Where tokens are issued.")},
    {Field::DisplayToken, Section::Endpoints, FieldKind::Url, Mandatory::Never, ApiVersion::V3, 0,
     "displayTokenEndpoint", QT_TRANSLATE_NOOP("gatehouse::keymanager", "Display Token Endpoint"),
     &KeyManager::displayTokenEndpoint, nullptr, "",
     QT_TRANSLATE_NOOP(
         "gatehouse::keymanager",
         "What the developer portal shows instead, where clients come in by another address. From API Manager 4.1.")},
    {Field::Revoke, Section::Endpoints, FieldKind::Url, Mandatory::Direct, ApiVersion::V2, 0, "revokeEndpoint",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "Revoke Endpoint"), &KeyManager::revokeEndpoint, nullptr, "",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "Where tokens are revoked (RFC 7009).")},
    {Field::DisplayRevoke, Section::Endpoints, FieldKind::Url, Mandatory::Never, ApiVersion::V3, 0,
     "displayRevokeEndpoint", QT_TRANSLATE_NOOP("gatehouse::keymanager", "Display Revoke Endpoint"),
     &KeyManager::displayRevokeEndpoint, nullptr, "",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "What the developer portal shows instead. From API Manager 4.1.")},
    {Field::UserInfo, Section::Endpoints, FieldKind::Url, Mandatory::Never, ApiVersion::V2, 0, "userInfoEndpoint",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "Userinfo Endpoint"), &KeyManager::userInfoEndpoint, nullptr, "",
     QT_TRANSLATE_NOOP("gatehouse::keymanager",
                       "For ObKeyManager with ?schema=openid at its end. The newest portals insist on it.")},
    {Field::Authorize, Section::Endpoints, FieldKind::Url, Mandatory::Never, ApiVersion::V2, 0, "authorizeEndpoint",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "Authorize Endpoint"), &KeyManager::authorizeEndpoint, nullptr, "",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "Where customers agree to what a client may do.")},
    {Field::ScopeManagement, Section::Endpoints, FieldKind::Url, Mandatory::Never, ApiVersion::V2, 0,
     "scopeManagementEndpoint", QT_TRANSLATE_NOOP("gatehouse::keymanager", "Scope Management Endpoint"),
     &KeyManager::scopeManagementEndpoint, nullptr, "",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "Where scopes are registered. The newest portals insist on it.")},
    {Field::Connector, Section::Connector, FieldKind::Connector, Mandatory::Never, ApiVersion::V2, 0,
     "additionalProperties", QT_TRANSLATE_NOOP("gatehouse::keymanager", "Connector Configurations"), nullptr, nullptr,
     "",
     QT_TRANSLATE_NOOP(
         "gatehouse::keymanager",
         "What the connector needs to sign in to the Identity Server. Secrets stay in this workspace's vault.")},
    {Field::ConsumerKeyClaim, Section::Claims, FieldKind::Text, Mandatory::Never, ApiVersion::V2, 0, "consumerKeyClaim",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "Consumer Key Claim URI"), &KeyManager::consumerKeyClaim, nullptr,
     "azp", QT_TRANSLATE_NOOP("gatehouse::keymanager", "The claim of a token that holds the client's id.")},
    {Field::ScopesClaim, Section::Claims, FieldKind::Text, Mandatory::Never, ApiVersion::V2, 0, "scopesClaim",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "Scopes Claim URI"), &KeyManager::scopesClaim, nullptr, "scope",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "The claim of a token that holds its scopes.")},
    {Field::GrantTypes, Section::Grants, FieldKind::GrantTypes, Mandatory::Never, ApiVersion::V2, 0,
     "availableGrantTypes", QT_TRANSLATE_NOOP("gatehouse::keymanager", "Grant Types"), nullptr, nullptr, "",
     QT_TRANSLATE_NOOP(
         "gatehouse::keymanager",
         "What clients may ask tokens with. Open banking needs client_credentials, authorization_code, refresh_token "
         "and the JWT bearer grant.")},
    {Field::Certificates, Section::Certificates, FieldKind::Certificate, Mandatory::Never, ApiVersion::V2, 0,
     "certificates", QT_TRANSLATE_NOOP("gatehouse::keymanager", "Certificates"), nullptr, nullptr, "",
     QT_TRANSLATE_NOOP(
         "gatehouse::keymanager",
         "What its tokens' signatures are verified with: one certificate as PEM, or the URL of its key set (JWKS).")},
    {Field::TokenGeneration, Section::Advanced, FieldKind::Switch, Mandatory::Never, ApiVersion::V2, 0,
     "enableTokenGeneration", QT_TRANSLATE_NOOP("gatehouse::keymanager", "Token Generation"), nullptr,
     &KeyManager::generatesTokens, "true",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "The developer portal may ask it for tokens.")},
    {Field::OutOfBandProvisioning, Section::Advanced, FieldKind::Switch, Mandatory::Never, ApiVersion::V2, 0,
     "enableMapOAuthConsumerApps", QT_TRANSLATE_NOOP("gatehouse::keymanager", "Out Of Band Provisioning"), nullptr,
     &KeyManager::mapsConsumerApps, "true",
     QT_TRANSLATE_NOOP(
         "gatehouse::keymanager",
         "Clients that were registered elsewhere may be attached to an application: what dynamic registration does.")},
    {Field::AppCreation, Section::Advanced, FieldKind::Switch, Mandatory::Never, ApiVersion::V2, 0,
     "enableOAuthAppCreation", QT_TRANSLATE_NOOP("gatehouse::keymanager", "Oauth App Creation"), nullptr,
     &KeyManager::createsApps, "true",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "The developer portal may have it make clients.")},
    {Field::TokenValidationMethod, Section::Advanced, FieldKind::Switch, Mandatory::Never, ApiVersion::V2, 0,
     "enableSelfValidationJWT", QT_TRANSLATE_NOOP("gatehouse::keymanager", "Token Validation Method"), nullptr,
     &KeyManager::validatesTokensItself, "true",
     QT_TRANSLATE_NOOP(
         "gatehouse::keymanager",
         "Self validate JWT: the gateway verifies tokens by the certificate. Use introspect: it asks the Identity "
         "Server about each.")},
    {Field::TokenEncryption, Section::Advanced, FieldKind::Switch, Mandatory::Never, ApiVersion::V2, 0,
     "enableTokenEncryption", QT_TRANSLATE_NOOP("gatehouse::keymanager", "Token Encryption"), nullptr,
     &KeyManager::encryptsTokens, "false", QT_TRANSLATE_NOOP("gatehouse::keymanager", "Tokens are stored encrypted.")},
    {Field::TokenHashing, Section::Advanced, FieldKind::Switch, Mandatory::Never, ApiVersion::V2, 0,
     "enableTokenHashing", QT_TRANSLATE_NOOP("gatehouse::keymanager", "Token Hashing"), nullptr,
     &KeyManager::hashesTokens, "false",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "Only the hash of a token is stored.")},
    {Field::TokenHandling, Section::Advanced, FieldKind::TokenRules, Mandatory::Never, ApiVersion::V2, 0,
     "tokenValidation", QT_TRANSLATE_NOOP("gatehouse::keymanager", "Token Handling Options"), nullptr, nullptr, "",
     QT_TRANSLATE_NOOP(
         "gatehouse::keymanager",
         "Which tokens are this key manager's, where several are enabled. Without an entry every token is.")},
    {Field::ClaimMappings, Section::Advanced, FieldKind::ClaimMappings, Mandatory::Never, ApiVersion::V2, 0,
     "claimMapping", QT_TRANSLATE_NOOP("gatehouse::keymanager", "Claim Mappings"), nullptr, nullptr, "",
     QT_TRANSLATE_NOOP("gatehouse::keymanager",
                       "A claim of the Identity Server's token, and what the API Manager calls it.")},
    {Field::TokenType, Section::Advanced, FieldKind::Text, Mandatory::Never, ApiVersion::V3, 0, "tokenType",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "Token Type"), &KeyManager::tokenType, nullptr, "DIRECT",
     QT_TRANSLATE_NOOP(
         "gatehouse::keymanager",
         "DIRECT: its tokens are taken as they are. EXCHANGED: they are exchanged for the API Manager's own. From "
         "API Manager 4.1.")},
    {Field::Alias, Section::Advanced, FieldKind::Text, Mandatory::Exchanged, ApiVersion::V3, 0, "alias",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "Alias"), &KeyManager::alias, nullptr, "",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "The audience that a token to be exchanged is issued for.")},
    {Field::Enabled, Section::General, FieldKind::Switch, Mandatory::Never, ApiVersion::V2, 0, "enabled",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "Enabled"), nullptr, &KeyManager::isEnabled, "true",
     QT_TRANSLATE_NOOP("gatehouse::keymanager", "The gateway takes its tokens.")},
};

constexpr bool isInOrderOfItsEnumeration()
{
    int number = 0;
    for (const FieldInfo &field : Fields) {
        if (static_cast<int>(field.field) != number++)
            return false;
    }
    return true;
}
static_assert(isInOrderOfItsEnumeration());

constexpr ConnectorField UserName{
    "Username",
    QT_TRANSLATE_NOOP("gatehouse::keymanager", "Username"),
    ConnectorField::Need::Required,
    ConnectorField::Show::Plain,
    "",
    QT_TRANSLATE_NOOP("gatehouse::keymanager", "An administrator of the Identity Server, such as admin@wso2.com.")};
constexpr ConnectorField PassWord{
    "Password",
    QT_TRANSLATE_NOOP("gatehouse::keymanager", "Password"),
    ConnectorField::Need::Required,
    ConnectorField::Show::Secret,
    "",
    QT_TRANSLATE_NOOP("gatehouse::keymanager", "Kept in the vault; the server never gives it back.")};
constexpr ConnectorField ApiResources{
    "api_resource_management_endpoint",
    QT_TRANSLATE_NOOP("gatehouse::keymanager", "API Resource Management Endpoint"),
    ConnectorField::Need::Required,
    ConnectorField::Show::Plain,
    "",
    QT_TRANSLATE_NOOP("gatehouse::keymanager", "Such as https://IS_HOST:9446/api/server/v1/api-resources.")};
constexpr ConnectorField Roles{
    "is7_roles_endpoint",
    QT_TRANSLATE_NOOP("gatehouse::keymanager", "Roles Endpoint"),
    ConnectorField::Need::Required,
    ConnectorField::Show::Plain,
    "",
    QT_TRANSLATE_NOOP("gatehouse::keymanager", "Such as https://IS_HOST:9446/scim2/v2/Roles.")};
constexpr ConnectorField RoleCreation{
    "enable_roles_creation",
    QT_TRANSLATE_NOOP("gatehouse::keymanager", "Create roles"),
    ConnectorField::Need::Optional,
    ConnectorField::Show::Plain,
    "Enable",
    QT_TRANSLATE_NOOP("gatehouse::keymanager", "Enable: roles of the API Manager are made in the Identity Server.")};
constexpr ConnectorField ClientId{
    "client_id",
    QT_TRANSLATE_NOOP("gatehouse::keymanager", "Client ID"),
    ConnectorField::Need::Required,
    ConnectorField::Show::Plain,
    "",
    QT_TRANSLATE_NOOP("gatehouse::keymanager", "Of the client that may register others.")};
constexpr ConnectorField ClientSecret{
    "client_secret",
    QT_TRANSLATE_NOOP("gatehouse::keymanager", "Client Secret"),
    ConnectorField::Need::Required,
    ConnectorField::Show::Secret,
    "",
    QT_TRANSLATE_NOOP("gatehouse::keymanager", "Kept in the vault; the server never gives it back.")};

constexpr std::array NameAndPassword{UserName, PassWord};
constexpr std::array FinancialServices{UserName, PassWord, ApiResources, Roles, RoleCreation};
constexpr std::array ClientCredentials{ClientId, ClientSecret};
/// The portal asks nothing for the Resident one: what is given replaces what its configuration says.
constexpr ConnectorField optional(ConnectorField field)
{
    field.need = ConnectorField::Need::Optional;
    return field;
}
constexpr std::array Resident{optional(UserName), optional(PassWord)};

constexpr ConnectorInfo Connectors[] = {
    {"ObKeyManager", "Open Banking Accelerator", NameAndPassword},
    {"fsKeyManager", "Financial Services Accelerator", FinancialServices},
    {"WSO2-IS", "WSO2 Identity Server", NameAndPassword},
    {"KeyCloak", "Keycloak", ClientCredentials},
    {"Okta", "Okta", {}},
    {"Auth0", "Auth0", {}},
    {"PingFederate", "PingFederate", {}},
    {"Forgerock", "ForgeRock", {}},
    {"AzureAD", "Azure AD", {}},
    {"default", "Resident Key Manager", Resident},
};

constexpr const char *GrantTypes[] = {
    "client_credentials",
    "authorization_code",
    "refresh_token",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "urn:openid:params:grant-type:ciba",
    "urn:ietf:params:oauth:grant-type:token-exchange",
    "urn:ietf:params:oauth:grant-type:saml2-bearer",
    "urn:ietf:params:oauth:grant-type:device_code",
    "password",
    "implicit",
};

} // namespace

QString title(Section section)
{
    constexpr const char *Titles[] = {
        QT_TRANSLATE_NOOP("gatehouse::keymanager", "General Details"),
        QT_TRANSLATE_NOOP("gatehouse::keymanager", "Key Manager Endpoints"),
        QT_TRANSLATE_NOOP("gatehouse::keymanager", "Connector Configurations"),
        QT_TRANSLATE_NOOP("gatehouse::keymanager", "Claim URIs"),
        QT_TRANSLATE_NOOP("gatehouse::keymanager", "Grant Types"),
        QT_TRANSLATE_NOOP("gatehouse::keymanager", "Certificates"),
        QT_TRANSLATE_NOOP("gatehouse::keymanager", "Advanced Configurations"),
    };
    return translated(Titles[static_cast<int>(section)]);
}

std::span<const FieldInfo> fields()
{
    return Fields;
}

const FieldInfo &info(Field field)
{
    return Fields[static_cast<int>(field)];
}

QString path(Field field)
{
    return QLatin1String(info(field).path);
}

QString label(Field field)
{
    return translated(info(field).label);
}

QString help(Field field)
{
    return translated(info(field).help);
}

bool isMandatory(const FieldInfo &field, const KeyManager &keyManager)
{
    const bool isExchanged = keyManager.tokenType == ExchangedTokens;
    switch (field.mandatory) {
    case Mandatory::Always:
        return true;
    case Mandatory::Direct:
        return !isExchanged;
    case Mandatory::Exchanged:
        return isExchanged;
    case Mandatory::Never:
        break;
    }
    return false;
}

std::span<const ConnectorInfo> connectors()
{
    return Connectors;
}

const ConnectorInfo *connectorOf(const QString &type)
{
    for (const ConnectorInfo &connector : Connectors) {
        if (type == QLatin1String(connector.type))
            return &connector;
    }
    return nullptr;
}

QString connectorPath(const QString &propertyName)
{
    return path(Field::Connector) + QLatin1Char('.') + propertyName;
}

const ConnectorField *connectorField(const QString &type, const QString &propertyName)
{
    const ConnectorInfo *connector = connectorOf(type);
    if (!connector)
        return nullptr;
    const auto found =
        std::find_if(connector->fields.begin(), connector->fields.end(),
                     [&](const ConnectorField &field) { return propertyName == QLatin1String(field.name); });
    return found == connector->fields.end() ? nullptr : &*found;
}

QString connectorLabel(const QString &type, const QString &propertyName)
{
    const ConnectorField *field = connectorField(type, propertyName);
    return field ? translated(field->label) : propertyName;
}

bool isSecretProperty(const QString &type, const QString &propertyName)
{
    const ConnectorField *field = connectorField(type, propertyName);
    return field ? field->show == ConnectorField::Show::Secret : isSecretName(propertyName);
}

QStringList knownGrantTypes()
{
    QStringList names;
    for (const char *grantType : GrantTypes)
        names.append(QLatin1String(grantType));
    return names;
}

} // namespace gatehouse::keymanager
