#include "wso2/known_keys.h"

#include "wso2/text.h"
#include "wso2/toml_secrets.h"

#include <QHash>
#include <QSet>

#include <algorithm>
#include <array>

namespace gatehouse::wso2 {

namespace {

struct KeyRow {
    const char *key;
    KeyType type;
    const char *fallback;
    quint8 servers;
    quint8 generations;
    const char *meaning;
};

constexpr quint8 Is = static_cast<quint8>(Server::IdentityServer);
constexpr quint8 Am = static_cast<quint8>(Server::ApiManager);
constexpr quint8 A = static_cast<quint8>(Generation::A);
constexpr quint8 B = static_cast<quint8>(Generation::B);
using enum KeyType;

#define MEANS(text) QT_TRANSLATE_NOOP("gatehouse::wso2", text)

// clang-format off
constexpr KeyRow Rows[] = {
    {"open_banking.dcr.validator", JavaClass, "com.wso2.openbanking.accelerator.identity.dcr.validation.DefaultRegistrationValidatorImpl", Is, A, MEANS("Further checks of a toolkit")},
    {"open_banking.dcr.jwks_url_sandbox", Url, "https://keystore.openbankingtest.org.uk/0015800001HQQrZAAX/9b5usDpbNtmxDcTzs7GzKp.jwks", Is, A, MEANS("Keys for software statements of the sandbox")},
    {"open_banking.dcr.jwks_url_production", Url, "https://keystore.openbanking.org.uk/keystore/openbanking.jwks", Is, A, MEANS("Keys for all other software statements")},
    {"open_banking.dcr.applicationupdater", JavaClass, "com.wso2.openbanking.accelerator.identity.listener.application.ApplicationUpdaterImpl", Is, A, MEANS("What is done when an application changes")},
    {"open_banking.dcr.use_softwareIdForAppName", Boolean, "true", Is | Am, A, MEANS("Name applications by software_id; the same on both servers")},
    {"open_banking.dcr.jwks_endpoint_name", String, "software_jwks_endpoint", Is | Am, A, MEANS("Claim of the statement with the provider's JWKS address; the same on both servers")},
    {"open_banking.dcr.append_registration_attributes_in_response", Boolean, "false", Is, A, MEANS("Answer with all attributes that were sent")},
    {"open_banking.dcr.scope", String, "cdr-registration", Is, A, MEANS("Scope of the registration access token")},
    {"open_banking.dcr.registration_client_uri", Url, "https://localhost:8243/open-banking/0.1/register/", Is, A, MEANS("What registration_client_uri begins with")},
    {"open_banking.dcr.jwks_retriever.connection_timeout", Integer, "0", Is | Am, A, MEANS("Milliseconds for connecting to a JWKS address; 0 means 3000")},
    {"open_banking.dcr.jwks_retriever.read_timeout", Integer, "0", Is | Am, A, MEANS("Milliseconds for reading a JWKS; 0 means 3000")},
    {"open_banking.dcr.regulatory_issuers.iss[].name", String, "", Is, A, MEANS("Issuer of statements whose applications are regulatory")},
    {"open_banking.dcr.registration.software_environment_identification.ssa_property_name", String, "software_environment", Is | Am, A, MEANS("Claim that tells sandbox from production")},
    {"open_banking.dcr.registration.software_environment_identification.ssa_property_value_for_sandbox", String, "sandbox", Is | Am, A, MEANS("Its value in the sandbox; anything else is production")},
    {"open_banking.dcr.registration.software_environment_identification.ssa_property_value_for_production", String, "production", Is | Am, A, MEANS("Its value in production")},
    {"open_banking.signature_validation.allowed_algorithms[].name", String, "PS256, ES256", Is, A, MEANS("Signature algorithm that a registration may name")},
    {"open_banking.sca.authenticator_config.enable_setting_authenticators_on_app_update", Boolean, "true", Is, A, MEANS("Set authenticators anew when an application changes")},
    {"open_banking.sca.primaryauth.name", String, "BasicAuthenticator", Is, A, MEANS("First authentication step")},
    {"open_banking.sca.primaryauth.display", String, "basic", Is, A, MEANS("Its name as shown")},
    {"open_banking.sca.idp.name", String, "", Is, A, MEANS("Identity provider of the second step")},
    {"open_banking.sca.idp.step", Integer, "", Is, A, MEANS("Number of that step")},
    {"open_banking.identity.mutualtls.client_certificate_encode", Boolean, "true", Is, A, MEANS("The header's certificate is URL-encoded")},
    {"open_banking.identity.mutualtls.transport_jwks_uri", String, "software_jwks_endpoint", Is, A, MEANS("Claim with the keys of transport certificates")},
    {"open_banking.identity.cache.cache_access_expiry_minutes", Integer, "", Is, A, MEANS("Minutes since the last use after which an entry is dropped")},
    {"open_banking.identity.cache.cache_modified_expiry_minutes", Integer, "", Is, A, MEANS("Minutes since the last change after which an entry is dropped")},
    {"open_banking.dcr.token_endpoint", Url, "https://localhost:9443/oauth2/token", Am, A, MEANS("Where the gateway gets tokens for the developer portal")},
    {"open_banking.dcr.app_name_claim", String, "software_client_name", Am, A, MEANS("Claim that names the application, where software_id does not")},
    {"open_banking.dcr.isRequestJWT", Boolean, "true", Am, A, MEANS("Requests are signed; false switches the check of the signature off")},
    {"open_banking.dcr.validate_iat", Boolean, "false", Am, A, MEANS("Refuse requests issued in the future")},
    {"open_banking.dcr.apim_rest_endpoints.app_creation", Path, "api/am/devportal/v2/applications", Am, A, MEANS("Developer portal: applications")},
    {"open_banking.dcr.apim_rest_endpoints.key_generation", Path, "api/am/devportal/v2/applications/application-id/map-keys", Am, A, MEANS("Developer portal: keys of an application")},
    {"open_banking.dcr.apim_rest_endpoints.api_retrieve", Path, "api/am/devportal/v2/apis", Am, A, MEANS("Developer portal: APIs")},
    {"open_banking.dcr.apim_rest_endpoints.api_subscribe", Path, "api/am/devportal/v2/subscriptions/multiple", Am, A, MEANS("Developer portal: subscribing")},
    {"open_banking.dcr.apim_rest_endpoints.retrieve_subscribe", Path, "api/am/devportal/v2/subscriptions", Am, A, MEANS("Developer portal: subscriptions")},
    {"open_banking.dcr.regulatory_api[].api_name", String, "", Am, A, MEANS("API that a registered application is subscribed to")},
    {"open_banking.dcr.regulatory_api[].roles", String, "", Am, A, MEANS("Roles that may have it: one text, comma separated")},
    {"open_banking.keyManager.name", String, "", Am, A, MEANS("Name of the key manager in the admin portal, exactly")},
    {"open_banking.gateway.certificate_management.client_transport_cert_header_name", String, "x-wso2-mutual-auth-cert", Am, A, MEANS("Header with the client certificate, from a proxy")},
    {"open_banking.gateway.certificate_management.url_encode_client_transport_cert_header_enabled", Boolean, "true", Am, A, MEANS("That header is URL-encoded")},
    {"open_banking.gateway.certificate_management.certificate.cache_expiry", Integer, "3600", Am, A, MEANS("Seconds that a certificate's verdict is kept")},
    {"open_banking.gateway.certificate_management.certificate.revocation.enabled", Boolean, "true", Am, A, MEANS("Ask OCSP and CRL")},
    {"open_banking.gateway.certificate_management.certificate.revocation.retry_count", Integer, "3", Am, A, MEANS("How often")},
    {"open_banking.gateway.certificate_management.certificate.revocation.connect_timeout", Integer, "10000", Am, A, MEANS("Milliseconds for connecting")},
    {"open_banking.gateway.certificate_management.certificate.revocation.connection_request_timeout", Integer, "10000", Am, A, MEANS("Milliseconds for a connection of the pool")},
    {"open_banking.gateway.certificate_management.certificate.revocation.socket_timeout", Integer, "10000", Am, A, MEANS("Milliseconds for reading")},
    {"open_banking.gateway.certificate_management.certificate.revocation.proxy.enabled", Boolean, "false", Am, A, MEANS("Ask by way of a proxy")},
    {"open_banking.gateway.certificate_management.certificate.revocation.proxy.host", String, "PROXY_HOSTNAME", Am, A, MEANS("Its name")},
    {"open_banking.gateway.certificate_management.certificate.revocation.proxy.port", Integer, "8080", Am, A, MEANS("Its port")},
    {"open_banking.gateway.certificate_management.certificate.revocation.validator[].type", String, "", Am, A, MEANS("OCSP or CRL")},
    {"open_banking.gateway.certificate_management.certificate.revocation.validator[].priority", Integer, "", Am, A, MEANS("Which is asked first")},
    {"open_banking.gateway.certificate_management.certificate.revocation.excluded[].issuer_dn", String, "", Am, A, MEANS("Issuer whose certificates are not asked about")},
    {"open_banking.gateway.certificate_management.certificate.issuer.validation.enabled", Boolean, "true", Am, A, MEANS("Check the issuer of transport certificates")},
    {"open_banking.gateway.certificate_management.truststore.dynamic_loading_interval", Integer, "86400", Am, A, MEANS("Seconds until the certificate validator reads the truststore again")},
    {"open_banking.gateway.tpp_management.tpp_validation.enabled", Boolean, "false", Am, A, MEANS("Ask a directory about each provider")},
    {"open_banking.gateway.tpp_management.tpp_validation.implementation_path", JavaClass, "path.to.impl.class", Am, A, MEANS("Who asks it")},
    {"open_banking.gateway.tpp_management.tpp_validation.cache_expiry", Integer, "3600", Am, A, MEANS("Seconds that its answer is kept")},
    {"open_banking.gateway.tpp_management.psd2_role_validation.enabled", Boolean, "true", Am, A, MEANS("Compare scopes with the certificate's PSD2 roles")},
    {"open_banking.gateway.tpp_management.allowed_scopes[].name", String, "", Am, A, MEANS("Scope")},
    {"open_banking.gateway.tpp_management.allowed_scopes[].roles", String, "", Am, A, MEANS("Roles that may have it: one text, comma separated")},
    {"open_banking.gateway.cache.cache_access_expiry_minutes", Integer, "", Am, A, MEANS("Minutes since the last use after which an entry is dropped")},
    {"open_banking.gateway.cache.cache_modified_expiry_minutes", Integer, "", Am, A, MEANS("Minutes since the last change after which an entry is dropped")},
    {"open_banking.common.identity.cache.cache_access_expiry_minutes", Integer, "60", Am, A, MEANS("Minutes since the last use after which an entry is dropped")},
    {"open_banking.common.identity.cache.cache_modified_expiry_minutes", Integer, "60", Am, A, MEANS("Minutes since the last change after which an entry is dropped")},
    {"apim.oauth_config.enable_certificate_bound_access_token", Boolean, "", Am, A, MEANS("Compare a token with the certificate that it is bound to")},
    {"oauth.dcr.enable_fapi_enforcement", Boolean, "", Is, B, MEANS("Registrations must conform to FAPI")},
    {"oauth.dcr.ssa_jkws", Url, "", Is, B, MEANS("Keys for software statements; spelt so")},
    {"oauth.dcrm.return_null_fields_in_response", Boolean, "", Is, B, MEANS("Answer with fields that have no value")},
    {"financial_services.app_registration.application_updater", JavaClass, "org.wso2.financial.services.accelerator.identity.extensions.client.registration.application.listener.ApplicationUpdaterImpl", Is, B, MEANS("What is done when an application changes")},
    {"financial_services.app_registration.dcr.service_extension", JavaClass, "", Is, B, MEANS("A service of one's own for registrations")},
    {"financial_services.app_registration.dcr.jti_cache.cache_access_expiry_minutes", Integer, "", Is, B, MEANS("Minutes since the last use after which a jti is forgotten")},
    {"financial_services.app_registration.dcr.jti_cache.cache_modified_expiry_minutes", Integer, "", Is, B, MEANS("Minutes since the last change after which a jti is forgotten")},
    {"financial_services.app_registration.dcr.params[].name", String, "", Is, B, MEANS("What messages call the claim")},
    {"financial_services.app_registration.dcr.params[].key", String, "", Is, B, MEANS("The claim")},
    {"financial_services.app_registration.dcr.params[].required", Boolean, "", Is, B, MEANS("The claim must be there")},
    {"financial_services.app_registration.dcr.params[].include_in_response", Boolean, "", Is, B, MEANS("The answer repeats it")},
    {"financial_services.app_registration.dcr.params[].allowed_values", StringList, "", Is, B, MEANS("Values that it may have; absent: any")},
    {"financial_services.app_registration.dcr.validators.validator[].name", String, "", Is, B, MEANS("Name of a check")},
    {"financial_services.app_registration.dcr.validators.validator[].class", JavaClass, "", Is, B, MEANS("What checks")},
    {"financial_services.app_registration.dcr.validators.validator[].enable", Boolean, "", Is, B, MEANS("Whether it does")},
    {"financial_services.app_registration.dcr.validators.validator[].priority", Integer, "", Is, B, MEANS("In which order")},
    {"financial_services.app_registration.dcr.validators.validator[].allowed_values", StringList, "", Is, B, MEANS("Values that it lets pass")},
    {"financial_services.app_registration.dcr.regulatory_issuers.iss[].name", String, "", Is, B, MEANS("Issuer of statements whose applications are regulatory")},
    {"financial_services.gateway.application_registration.tls_client_certificate_bound_access_tokens", Boolean, "", Am, B, MEANS("Tokens of registered applications are bound to the client certificate")},
    {"financial_services.gateway.cache.cache_access_expiry_minutes", Integer, "", Am, B, MEANS("Minutes since the last use after which an entry is dropped")},
    {"financial_services.gateway.cache.cache_modified_expiry_minutes", Integer, "", Am, B, MEANS("Minutes since the last change after which an entry is dropped")},
    {"apim.key_manager.service_url", Url, "", Am, A | B, MEANS("Where the resident key manager's services are")},
    {"apim.key_manager.username", String, "", Am, A | B, MEANS("User of the default key manager; overrides the admin portal's")},
    {"apim.key_manager.password", String, "", Am, A | B, MEANS("Its password")},
    {"oauth.mutualtls.client_certificate_header", String, "x-wso2-mutual-auth-cert", Is, A | B, MEANS("Header with the client certificate, from the gateway or a proxy")},
    {"oauth.token_generation.access_token_type", String, "", Is, A | B, MEANS("self_contained: tokens are JWTs")},
    {"oauth.oidc.id_token.signature_algorithm", String, "", Is, A | B, MEANS("Signature of ID tokens; B: PS256, A: SHA256withPS")},
    {"super_admin.username", String, "admin", Is | Am, A | B, MEANS("Super administrator")},
    {"super_admin.password", String, "", Is | Am, A | B, MEANS("Its password")},
    {"keystore.primary.file_name", String, "wso2carbon.jks", Is | Am, A | B, MEANS("Key store")},
    {"keystore.primary.type", String, "JKS", Is | Am, A | B, MEANS("Its format")},
    {"keystore.primary.password", String, "", Is | Am, A | B, MEANS("Its password")},
    {"keystore.primary.key_password", String, "", Is | Am, A | B, MEANS("The key's password")},
    {"keystore.primary.alias", String, "wso2carbon", Is | Am, A | B, MEANS("The key's name in it")},
    {"truststore.file_name", String, "client-truststore.jks", Is | Am, A | B, MEANS("Truststore")},
    {"truststore.type", String, "JKS", Is | Am, A | B, MEANS("Its format")},
    {"truststore.password", String, "", Is | Am, A | B, MEANS("Its password")},
};

/// `[open_banking.dcr.registration.NAME]`.
struct RegistrationRow {
    const char *name;
    bool isRequired;      ///< by default
    bool hasAllowedValues;
};
constexpr RegistrationRow RegistrationRows[] = {
    {"grant_types", true, true},
    {"issuer", true, true},
    {"audience", true, true},
    {"token_endpoint_authentication", true, true},
    {"id_token_signed_response_alg", true, true},
    {"software_statement", true, false},
    {"iat", false, false},
    {"exp", false, false},
    {"jti", false, false},
    {"response_types", false, true},
    {"callback_uris", false, true},
    {"token_endpoint_auth_signing_alg", false, true},
    {"software_id", false, true},
    {"scope", false, true},
    {"application_type", false, true},
    {"id_token_encryption_response_alg", false, true},
    {"id_token_encryption_response_enc", false, true},
    {"request_object_signing_algorithm", false, true},
    {"tls_client_auth_subject_dn", false, true},
    {"backchannel_token_delivery_mode", false, true},
    {"backchannel_authentication_request_signing_alg", false, true},
    {"backchannel_client_notification_endpoint", false, true},
    {"backchannel_user_code_parameter_supported", false, true},
    {"authorization_signed_response_alg", false, true},
};
// clang-format on

/// Whose keys are all known; a table that other parts of a server read too is none of them.
constexpr const char *ClosedTables[] = {
    "open_banking.dcr",
    "open_banking.dcr.jwks_retriever",
    "open_banking.dcr.apim_rest_endpoints",
    "open_banking.dcr.regulatory_api[]",
    "open_banking.dcr.regulatory_issuers.iss[]",
    "open_banking.dcr.registration.software_environment_identification",
    "open_banking.signature_validation.allowed_algorithms[]",
    "open_banking.sca.authenticator_config",
    "open_banking.sca.primaryauth",
    "open_banking.sca.idp",
    "open_banking.identity.mutualtls",
    "open_banking.identity.cache",
    "open_banking.keyManager",
    "open_banking.gateway.certificate_management.truststore",
    "open_banking.gateway.certificate_management.certificate.revocation",
    "open_banking.gateway.tpp_management.tpp_validation",
    "open_banking.gateway.tpp_management.psd2_role_validation",
    "open_banking.gateway.tpp_management.allowed_scopes[]",
    "open_banking.gateway.cache",
    "open_banking.common.identity.cache",
    "financial_services.app_registration.dcr.jti_cache",
    "financial_services.app_registration.dcr.params[]",
    "financial_services.app_registration.dcr.regulatory_issuers.iss[]",
    "financial_services.gateway.cache",
};

constexpr QLatin1String RegistrationPrefix("open_banking.dcr.registration.");

KnownKey registrationKey(const RegistrationRow &row, const char *key, KeyType type, const char *fallback,
                         const char *meaning)
{
    return {QString(RegistrationPrefix) + QLatin1String(row.name) + QLatin1Char('.') + QLatin1String(key),
            type,
            QString::fromLatin1(fallback),
            Server::IdentityServer,
            Generation::A,
            Text::tr(meaning)};
}

QList<KnownKey> registrationKeys()
{
    QList<KnownKey> keys;
    for (const RegistrationRow &row : RegistrationRows) {
        keys.append(registrationKey(row, "required", KeyType::Boolean, row.isRequired ? "true" : "false",
                                    MEANS("A registration must have the claim")));
        if (row.hasAllowedValues)
            keys.append(registrationKey(row, "allowed_values", KeyType::StringList, "",
                                        MEANS("Values that it may have; absent: any")));
    }
    const RegistrationRow statement{"software_statement", true, false};
    keys.append(registrationKey(statement, "mandatory_parameters", KeyType::StringList, "",
                                MEANS("Claims that the software statement must have")));
    return keys;
}

QList<KnownKey> allKeys()
{
    QList<KnownKey> keys;
    for (const KeyRow &row : Rows) {
        const QString key = QString::fromLatin1(row.key);
        keys.append({key, row.type, QString::fromLatin1(row.fallback), Servers(row.servers),
                     Generations(row.generations), Text::tr(row.meaning),
                     isSecretKey(QString(key).remove(QStringLiteral("[]")))});
    }
    return keys + registrationKeys();
}

QString tableOf(const QString &key)
{
    return key.section(QLatin1Char('.'), 0, -2);
}

/// Everything above each known key.
const QSet<QString> &tables()
{
    static const QSet<QString> Tables = [] {
        QSet<QString> set;
        for (const KnownKey &key : knownKeys()) {
            for (QString table = tableOf(key.key); !table.isEmpty(); table = tableOf(table))
                set.insert(table);
        }
        return set;
    }();
    return Tables;
}

/// Levenshtein's distance, where neighbours that changed places count once.
int distance(QStringView left, QStringView right)
{
    QList<QList<int>> costs(left.size() + 1, QList<int>(right.size() + 1, 0));
    for (qsizetype i = 0; i <= left.size(); ++i) {
        for (qsizetype j = 0; j <= right.size(); ++j) {
            if (i == 0 || j == 0) {
                costs[i][j] = static_cast<int>(i + j);
                continue;
            }
            const int replaced = costs[i - 1][j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
            costs[i][j] = std::min({costs[i - 1][j] + 1, costs[i][j - 1] + 1, replaced});
            if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                costs[i][j] = std::min(costs[i][j], costs[i - 2][j - 2] + 1);
        }
    }
    return costs[left.size()][right.size()];
}

} // namespace

QString describe(KeyType type)
{
    switch (type) {
    case KeyType::String:
        return Text::tr("text");
    case KeyType::Url:
        return Text::tr("address");
    case KeyType::Path:
        return Text::tr("path");
    case KeyType::JavaClass:
        return Text::tr("Java class");
    case KeyType::Boolean:
        return Text::tr("true or false");
    case KeyType::Integer:
        return Text::tr("whole number");
    case KeyType::StringList:
        return Text::tr("array of texts");
    }
    return {};
}

const QList<KnownKey> &knownKeys()
{
    static const QList<KnownKey> Keys = allKeys();
    return Keys;
}

const KnownKey *knownKey(const QString &pattern)
{
    static const QHash<QString, qsizetype> Index = [] {
        QHash<QString, qsizetype> index;
        for (qsizetype i = 0; i < knownKeys().size(); ++i)
            index.insert(knownKeys()[i].key, i);
        return index;
    }();
    const auto at = Index.constFind(pattern);
    return at == Index.cend() ? nullptr : &knownKeys()[*at];
}

Servers serversOf(const TomlAddress &address)
{
    TomlPath path;
    for (const TomlStep &step : address)
        path.append({step.key, step.index >= 0 || !step.member.isEmpty() ? 0 : -1});
    const QString pattern = patternOf(path);
    Servers servers;
    for (const KnownKey &known : knownKeys()) {
        const QStringView rest = known.key.startsWith(pattern) ? QStringView(known.key).sliced(pattern.size()) : u"x";
        if (rest.isEmpty() || rest.startsWith(QLatin1Char('.')) || rest.startsWith(QLatin1Char('[')))
            servers |= known.servers;
    }
    return servers ? servers : Server::IdentityServer | Server::ApiManager;
}

bool isClosedTable(const QString &pattern)
{
    const bool isListed = std::any_of(std::begin(ClosedTables), std::end(ClosedTables),
                                      [&](const char *table) { return pattern == QLatin1String(table); });
    return isListed || (tableOf(pattern) + QLatin1Char('.') == RegistrationPrefix && isKnownTable(pattern));
}

bool isKnownTable(const QString &pattern)
{
    return tables().contains(pattern);
}

QStringList knownTables()
{
    return tables().values();
}

QString patternOf(const TomlPath &path)
{
    QString pattern;
    for (const TomlPart &part : path) {
        if (!pattern.isEmpty())
            pattern += QLatin1Char('.');
        pattern += QString::fromUtf8(tomlKey(part.key));
        if (part.index >= 0)
            pattern += QLatin1String("[]");
    }
    return pattern;
}

QString nearest(const QString &word, const QStringList &words)
{
    constexpr qsizetype MaxLength = 128;
    if (word.size() > MaxLength)
        return {};
    QString best;
    // A third of the letters at most, and never all of a short word.
    int least = static_cast<int>(std::min(word.size() / 3, qsizetype(3))) + 1;
    for (const QString &candidate : words) {
        const int away = candidate == word ? 0 : distance(word.toLower(), candidate.toLower());
        if (away < least) {
            least = away;
            best = candidate;
        }
    }
    return best;
}

} // namespace gatehouse::wso2
