#pragma once

#include "wso2/toml_findings.h"

namespace gatehouse::wso2 {

/// What the keys, each right for itself, mean together.
QList<TomlFinding> settingFindings(const DeploymentToml &toml, const TomlFindingsContext &context);

} // namespace gatehouse::wso2
