#pragma once

#include "keymanager/key_manager.h"

#include <span>

namespace gatehouse::keymanager {

/// The parts of WSO2's form, in its order.
enum class Section : quint8 { General, Endpoints, Connector, Claims, Grants, Certificates, Advanced };
QString title(Section section);

enum class Field : quint8 {
    Name,
    DisplayName,
    Description,
    Type,
    WellKnown,
    Issuer,
    ClientRegistration,
    Introspection,
    Token,
    DisplayToken,
    Revoke,
    DisplayRevoke,
    UserInfo,
    Authorize,
    ScopeManagement,
    Connector,
    ConsumerKeyClaim,
    ScopesClaim,
    GrantTypes,
    Certificates,
    TokenGeneration,
    OutOfBandProvisioning,
    AppCreation,
    TokenValidationMethod,
    TokenEncryption,
    TokenHashing,
    TokenHandling,
    ClaimMappings,
    TokenType,
    Alias,
    Enabled,
};

enum class FieldKind : quint8 {
    Text,
    Url,
    Switch,
    Connector, ///< what its members are says the type: connectorOf()
    GrantTypes,
    Certificate,
    TokenRules,
    ClaimMappings,
};

enum class Mandatory : quint8 {
    Never,
    Always,
    Direct,    ///< unless tokens are exchanged
    Exchanged, ///< only where tokens are exchanged
};

/// A field of the form, once for all who read, write, check or show it.
struct FieldInfo {
    Field field;
    Section section;
    FieldKind kind;
    Mandatory mandatory;
    ApiVersion since;
    int maxLength;     ///< 0: none
    const char *path;  ///< the JSON member; stable: findings and scripts name the field by it
    const char *label; ///< in WSO2's words; translated where shown
    QString KeyManager::*text;
    bool KeyManager::*flag;
    const char *defaultValue; ///< of a new key manager
    const char *help;
};

/// In the order in which they are written and shown.
std::span<const FieldInfo> fields();
const FieldInfo &info(Field field);
QString path(Field field);
QString label(Field field);
QString help(Field field);
bool isMandatory(const FieldInfo &field, const KeyManager &keyManager);

/// A property that a connector asks for.
struct ConnectorField {
    const char *name;
    const char *label;
    enum class Need : quint8 { Optional, Required } need;
    enum class Show : quint8 { Plain, Secret } show;
    const char *defaultValue;
    const char *help;
};
struct ConnectorInfo {
    const char *type;
    const char *title;
    std::span<const ConnectorField> fields;
};

/// The types that WSO2 ships; a server may have others.
std::span<const ConnectorInfo> connectors();
/// None for a type that is not among them.
const ConnectorInfo *connectorOf(const QString &type);
/// None where the type is not known, or its connector does not ask for that property.
const ConnectorField *connectorField(const QString &type, const QString &propertyName);
/// "additionalProperties.Username"
QString connectorPath(const QString &propertyName);
/// "Username", where its connector is known in the connector's words.
QString connectorLabel(const QString &type, const QString &propertyName);
/// Whether what the property holds belongs into the vault: the connector says so, or its name does.
bool isSecretProperty(const QString &type, const QString &propertyName);

/// What the form offers; others may be typed. The first four are those that open banking needs.
QStringList knownGrantTypes();
constexpr int NeededGrantTypes = 4;

} // namespace gatehouse::keymanager
