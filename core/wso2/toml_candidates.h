#pragma once

#include "wso2/deployment_toml.h"
#include "wso2/toml_splice.h"

namespace gatehouse::wso2 {

/// A way to write an edit down. None is trusted: what comes of it is read again and compared.
struct TomlCandidate {
    EditResult::Outcome outcome = EditResult::Outcome::Changed;
    QList<TomlSplice> splices;
};

/// The ways in which a person would, the best first. Empty: there is none that keeps what else is there.
QList<TomlCandidate> candidatesFor(const DeploymentToml &file, const TomlPath &path, const TomlValue &value,
                                   CommentedKeys commented);

} // namespace gatehouse::wso2
