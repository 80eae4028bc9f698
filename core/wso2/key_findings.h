#pragma once

#include "wso2/toml_findings.h"

namespace gatehouse::wso2 {

/// Keys and tables that the server will ignore, and values that are not of their key's kind.
QList<TomlFinding> keyFindings(const DeploymentToml &toml);

} // namespace gatehouse::wso2
