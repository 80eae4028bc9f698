#pragma once

#include "dcr/policy.h"
#include "wso2/deployment_toml.h"

namespace gatehouse::wso2 {

/// A policy as generation 3 of the Identity Server is configured: `[open_banking.dcr.registration.*]`.
struct PolicyMapping {
    QList<TomlEdit> edits; ///< `required` and `allowed_values` of each parameter; none where any value is allowed
    QStringList leftOut;   ///< for people: what of the policy has no equivalent there, and what the server does instead
};
PolicyMapping toDeploymentToml(const dcr::Policy &policy);

/// The other way: what the file's tables say put over a policy.
struct MappedPolicy {
    dcr::Policy policy;
    QStringList taken;   ///< the keys that were
    QStringList leftOut; ///< for people: what of the tables a policy cannot say, or has another type
};
MappedPolicy policyFrom(const DeploymentToml &file, const dcr::Policy &base);

} // namespace gatehouse::wso2
