#pragma once

#include "wso2/toml_findings.h"

namespace gatehouse::wso2 {

/// A file that is not TOML, with what is wrong and, where all of it could be mended line by line, what it then says.
struct MendedToml {
    QList<TomlFinding> findings;
    std::optional<DeploymentToml> toml;
};
MendedToml mend(const QByteArray &bytes);

} // namespace gatehouse::wso2
