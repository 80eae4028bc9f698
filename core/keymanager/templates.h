#pragma once

#include "base/result.h"
#include "keymanager/discovery.h"

namespace gatehouse::keymanager {

struct ServerAddress {
    QString host;
    quint16 port = 0;

    /// "https://is.example:9446"; the port is always there, as in WSO2's documentation.
    QString origin() const;
};
constexpr quint16 IdentityServerPort = 9446;
constexpr quint16 ApiManagerPort = 9443;

/// "is.example", "is.example:9446" or "[::1]:9446".
Result<ServerAddress> readServerAddress(const QString &text, quint16 defaultPort);

enum class Template : quint8 {
    Accelerator,       ///< WSO2 Open Banking Accelerator 3.0: the table of its documentation, row for row
    FinancialServices, ///< WSO2 Financial Services Accelerator
};

/// With the defaults of the form and nothing else.
KeyManager blankKeyManager();
/// WSO2 Identity Server as key manager. User name and password are left to whoever has them.
KeyManager fromTemplate(Template kind, const ServerAddress &identityServer);
/// The registration endpoint of this program, by what it says of itself.
KeyManager fromSandbox(const DiscoveryDocument &document, const QUrl &wellKnown);
/// A copy for another name: disabled, since two of one issuer are ambiguous, and without its secrets, since whoever
/// copies it may mean another server.
KeyManager copyOf(const KeyManager &keyManager, const QStringList &takenNames);

/// "https://apim.example:9443/api/am/admin/v4/key-managers"
QString adminApiUrl(const QString &server, ApiVersion version);

} // namespace gatehouse::keymanager
