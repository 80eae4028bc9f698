#include "wso2/known_keys.h"
#include "wso2/text.h"
#include "wso2/toml_findings.h"

namespace gatehouse::wso2 {

namespace {

using Severity = TomlFinding::Severity;

/// Two keys, one in each file or the same in both, that must say the same.
struct SharedSetting {
    const char *identityServer;
    const char *apiManager;
    Severity severity;
    const char *consequence;
};

// clang-format off
constexpr SharedSetting SharedSettings[] = {
    {"open_banking.dcr.use_softwareIdForAppName", "open_banking.dcr.use_softwareIdForAppName", Severity::Error,
     QT_TRANSLATE_NOOP("gatehouse::wso2", "The two servers name a registered application differently, and do not find each other's.")},
    {"open_banking.dcr.jwks_endpoint_name", "open_banking.dcr.jwks_endpoint_name", Severity::Error,
     QT_TRANSLATE_NOOP("gatehouse::wso2", "The gateway checks the request with other keys than the Identity Server uses later.")},
    {"open_banking.dcr.registration.software_environment_identification.ssa_property_name", "open_banking.dcr.registration.software_environment_identification.ssa_property_name", Severity::Error,
     QT_TRANSLATE_NOOP("gatehouse::wso2", "The two servers tell sandbox from production by different claims.")},
    {"open_banking.dcr.registration.software_environment_identification.ssa_property_value_for_sandbox", "open_banking.dcr.registration.software_environment_identification.ssa_property_value_for_sandbox", Severity::Error,
     QT_TRANSLATE_NOOP("gatehouse::wso2", "The same statement is of the sandbox for one server and of production for the other.")},
    {"open_banking.dcr.registration.software_environment_identification.ssa_property_value_for_production", "open_banking.dcr.registration.software_environment_identification.ssa_property_value_for_production", Severity::Warning,
     QT_TRANSLATE_NOOP("gatehouse::wso2", "The two servers name production differently.")},
    {"oauth.mutualtls.client_certificate_header", "open_banking.gateway.certificate_management.client_transport_cert_header_name", Severity::Error,
     QT_TRANSLATE_NOOP("gatehouse::wso2", "The gateway hands the client certificate over in a header that the Identity Server does not read.")},
    {"open_banking.identity.mutualtls.client_certificate_encode", "open_banking.gateway.certificate_management.url_encode_client_transport_cert_header_enabled", Severity::Error,
     QT_TRANSLATE_NOOP("gatehouse::wso2", "One server URL-encodes the certificate in the header and the other does not expect it.")},
};
// clang-format on

QString setting(const DeploymentToml &toml, const char *key)
{
    const QString name = QString::fromLatin1(key);
    const auto value = toml.value(name);
    if (value && *value)
        return (*value)->scalarText();
    const KnownKey *known = knownKey(name);
    return known ? known->fallback : QString();
}

/// The first line of one of the tables above the key, where the key is not set.
int nearLine(const DeploymentToml &toml, const char *key)
{
    for (QString name = QString::fromLatin1(key); !name.isEmpty(); name = name.section(QLatin1Char('.'), 0, -2)) {
        if (const int line = toml.lineOf(name); line > 0)
            return line;
    }
    return 0;
}

bool isSet(const DeploymentToml &toml, const char *key)
{
    const auto value = toml.value(QString::fromLatin1(key));
    return value && *value;
}

} // namespace

QList<TomlFinding> findingsBetween(const DeploymentToml &first, const DeploymentToml &second)
{
    QList<TomlFinding> findings;
    const auto add = [&](const char *id, Severity severity, int line, const QString &message) {
        findings.append({QLatin1String(id), severity, line, message, {}, {}, {}});
    };
    const ServerIdentity one = identify(first.root());
    const ServerIdentity other = identify(second.root());
    if (one.servers && one.servers == other.servers) {
        add("pair.same-server", Severity::Warning, 0,
            Text::tr("Both files are of the %1: they cannot be compared.").arg(describe(one.servers)));
        return findings;
    }
    if (one.generations && other.generations && one.generations != other.generations)
        add("pair.generations", Severity::Error, 0,
            Text::tr("The first file is for the %1, the second for the %2: the servers do not work together.")
                .arg(describe(one.generations), describe(other.generations)));
    if (!one.servers || !other.servers || !(one.generations & Generation::A) || !(other.generations & Generation::A))
        return findings;
    const bool isFirstIs = one.servers == Server::IdentityServer;
    const DeploymentToml &is = isFirstIs ? first : second;
    const DeploymentToml &am = isFirstIs ? second : first;
    for (const SharedSetting &shared : SharedSettings) {
        if (!isSet(is, shared.identityServer) && !isSet(am, shared.apiManager))
            continue;
        const QString isValue = setting(is, shared.identityServer);
        const QString amValue = setting(am, shared.apiManager);
        if (isValue == amValue)
            continue;
        add("pair.differs", shared.severity, nearLine(first, isFirstIs ? shared.identityServer : shared.apiManager),
            Text::tr("%1 is \"%2\" for the Identity Server, and %3 is \"%4\" for the API Manager. %5")
                .arg(QLatin1String(shared.identityServer), isValue, QLatin1String(shared.apiManager), amValue,
                     Text::tr(shared.consequence)));
    }
    return findings;
}

} // namespace gatehouse::wso2
