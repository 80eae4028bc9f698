#pragma once

#include <QByteArray>
#include <QLatin1String>
#include <QList>
#include <QString>
#include <QStringList>

namespace gatehouse::keymanager {

/// The Admin REST API's. The differences that matter here: `alias`, `tokenType` and the displayed endpoints came with
/// v3, permissions and organisations within v4.
enum class ApiVersion : quint8 { V2 = 2, V3, V4 };

/// A connector's property. Secrets themselves are never part of a key manager: only where they are.
struct ConnectorProperty {
    enum class Form : quint8 {
        Text,
        Json,    ///< anything else than a text: `value` is its JSON
        InVault, ///< a secret that the workspace's vault keeps; `value` is empty
        Masked,  ///< a secret that only the server has, which shows five asterisks instead; `value` is empty
    };

    QString name;
    QString value;
    Form form = Form::Text;

    bool isSecret() const { return form == Form::InVault || form == Form::Masked; }
    friend bool operator==(const ConnectorProperty &, const ConnectorProperty &) = default;
};

struct ClaimPattern {
    QString claim;
    QString pattern; ///< Java's regular expression, searched anywhere in the claim

    friend bool operator==(const ClaimPattern &, const ClaimPattern &) = default;
};

/// An entry of the "Token Handling Options": which tokens are for this key manager.
struct TokenRule {
    enum class Kind : quint8 { Reference, Jwt, Custom };

    int id = 1;
    bool isEnabled = true;
    Kind kind = Kind::Jwt;
    QString pattern;            ///< Reference, Custom
    QList<ClaimPattern> claims; ///< Jwt; their order counts: the last one decides
    QByteArray otherMembers;    ///< a JSON object of what this program does not know; empty where there is none
    QByteArray otherValues;     ///< likewise, within `value`

    friend bool operator==(const TokenRule &, const TokenRule &) = default;
};
QLatin1String name(TokenRule::Kind kind); ///< `REFERENCE`

struct ClaimMapping {
    QString remoteClaim;
    QString localClaim;

    friend bool operator==(const ClaimMapping &, const ClaimMapping &) = default;
};

enum class CertificateForm : quint8 { None, Pem, Jwks };

/// A key manager as WSO2 API Manager's Admin REST API and its admin portal have it. A value: what is wrong with it is
/// for validate() to say.
struct KeyManager {
    QString id; ///< the server's; empty where no server has it
    QString name;
    QString displayName;
    QString description;
    QString type;

    QString wellKnownEndpoint;
    QString issuer;
    QString clientRegistrationEndpoint;
    QString introspectionEndpoint;
    QString tokenEndpoint;
    QString displayTokenEndpoint;
    QString revokeEndpoint;
    QString displayRevokeEndpoint;
    QString userInfoEndpoint;
    QString authorizeEndpoint;
    QString scopeManagementEndpoint;

    QList<ConnectorProperty> connector;
    QString consumerKeyClaim;
    QString scopesClaim;
    QStringList grantTypes;
    CertificateForm certificateForm = CertificateForm::None;
    QString certificate; ///< the PEM text itself, or the key set's URL

    bool generatesTokens = true;
    bool mapsConsumerApps = false; ///< "Out Of Band Provisioning"
    bool createsApps = false;
    bool validatesTokensItself = true; ///< else by introspection
    bool encryptsTokens = false;
    bool hashesTokens = false;
    QList<TokenRule> tokenRules;
    QList<ClaimMapping> claimMappings;
    QString alias;
    QString tokenType; ///< empty: `DIRECT`
    bool isEnabled = true;

    QByteArray otherMembers; ///< a JSON object of what this program does not know; empty where there is none

    friend bool operator==(const KeyManager &, const KeyManager &) = default;

    /// The API Manager's own: nothing but its connector's credentials and the switch are anybody's to change.
    bool isResident() const;
    const ConnectorProperty *property(const QString &propertyName) const;
    /// Makes it where it is missing.
    ConnectorProperty &propertyRef(const QString &propertyName);
    void removeProperty(const QString &propertyName);
    /// By name, those that the vault keeps.
    QStringList vaultSecrets() const;
};

constexpr QLatin1String ResidentType("default");
constexpr QLatin1String AcceleratorType("ObKeyManager"); ///< of the Open Banking Accelerator 3.0
constexpr QLatin1String FinancialServicesType("fsKeyManager");
constexpr QLatin1String ExchangedTokens("EXCHANGED");

/// Whether it is of the kinds that WSO2's open banking toolkits bring along.
bool isOpenBankingType(const QString &type);

/// What a server shows where a secret is; sent back, it keeps the secret.
constexpr QLatin1String MaskedSecret("*****");

} // namespace gatehouse::keymanager
