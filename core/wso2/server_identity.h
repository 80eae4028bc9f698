#pragma once

#include "wso2/toml_path.h"
#include "wso2/toml_value.h"

#include <QFlags>

namespace gatehouse::wso2 {

enum class Server : quint8 { IdentityServer = 1, ApiManager = 2 };
Q_DECLARE_FLAGS(Servers, Server)
Q_DECLARE_OPERATORS_FOR_FLAGS(Servers)

/// A: Open Banking Accelerator 3, `[open_banking.…]`. B: Financial Services Accelerator 4, `[financial_services.…]`.
enum class Generation : quint8 { A = 1, B = 2 };
Q_DECLARE_FLAGS(Generations, Generation)
Q_DECLARE_OPERATORS_FOR_FLAGS(Generations)

/// Whose file it is, told from its tables. No flag: it does not say; two generations: it says both.
struct ServerIdentity {
    Servers servers;
    Generations generations;
};

ServerIdentity identify(const TomlValue &root);

/// "Identity Server", "API Manager", "either server".
QString describe(Servers servers);
/// "Open Banking Accelerator 3 (generation A)".
QString describe(Generations generations);
/// What is to be done so that a change takes effect.
QString restartHint(Servers servers);

} // namespace gatehouse::wso2
