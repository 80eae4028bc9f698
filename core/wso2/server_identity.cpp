#include "wso2/server_identity.h"

#include "wso2/text.h"
#include "wso2/toml_model.h"

namespace gatehouse::wso2 {

namespace {

/// What one server's file has and the other's has not, the surest first.
struct Marker {
    const char *table;
    Server server;
};
constexpr Marker Markers[] = {
    {"apim", Server::ApiManager},
    {"open_banking.keyManager", Server::ApiManager},
    {"open_banking.gateway", Server::ApiManager},
    {"open_banking.dcr.apim_rest_endpoints", Server::ApiManager},
    {"open_banking.dcr.regulatory_api", Server::ApiManager},
    {"financial_services.gateway", Server::ApiManager},
    {"financial_services.keymanager", Server::ApiManager},
    {"open_banking.sca", Server::IdentityServer},
    {"open_banking.consent", Server::IdentityServer},
    {"open_banking.identity", Server::IdentityServer},
    {"open_banking.dcr.jwks_url_sandbox", Server::IdentityServer},
    {"open_banking.dcr.jwks_url_production", Server::IdentityServer},
    {"open_banking.dcr.validator", Server::IdentityServer},
    {"open_banking.dcr.registration_client_uri", Server::IdentityServer},
    {"open_banking.dcr.regulatory_issuers", Server::IdentityServer},
    {"financial_services.app_registration", Server::IdentityServer},
    {"financial_services.consent", Server::IdentityServer},
    {"oauth.dcr", Server::IdentityServer},
    {"account_recovery", Server::IdentityServer},
};

bool has(const TomlValue &root, const char *table)
{
    TomlPath path;
    for (const QString &key : QString::fromLatin1(table).split(QLatin1Char('.')))
        path.append({key, -1});
    return find(root, path) != nullptr;
}

} // namespace

ServerIdentity identify(const TomlValue &root)
{
    ServerIdentity identity;
    for (const Marker &marker : Markers) {
        if (has(root, marker.table)) {
            identity.servers = marker.server;
            break;
        }
    }
    if (has(root, "open_banking"))
        identity.generations |= Generation::A;
    if (has(root, "financial_services"))
        identity.generations |= Generation::B;
    return identity;
}

QString describe(Servers servers)
{
    if (servers == Server::IdentityServer)
        return Text::tr("Identity Server");
    if (servers == Server::ApiManager)
        return Text::tr("API Manager");
    return servers ? Text::tr("either server") : Text::tr("an unknown server");
}

QString describe(Generations generations)
{
    if (generations == Generation::A)
        return Text::tr("Open Banking Accelerator 3 (generation A)");
    if (generations == Generation::B)
        return Text::tr("Financial Services Accelerator 4 (generation B)");
    return generations ? Text::tr("both generations") : Text::tr("no accelerator");
}

QString restartHint(Servers servers)
{
    if (servers == Server::IdentityServer)
        return Text::tr("Restart the Identity Server: it reads the file when it starts.");
    if (servers == Server::ApiManager)
        return Text::tr("Restart the API Manager: it reads the file when it starts.");
    return Text::tr("Restart the server whose file it is: it reads it when it starts.");
}

} // namespace gatehouse::wso2
