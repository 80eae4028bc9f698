#pragma once

#include "sandbox/sandbox.h"
#include "sandbox/snapshot.h"

namespace gatehouse::sandbox {

/// What a snapshot needs that takes time: key sets from files and the network. Not for the window's thread.
struct PolicyKeys {
    dcr::KeySource sandboxStatement, productionStatement, request;
};
/// Fails where a key set that the policy names cannot be read: an endpoint that refuses everybody helps
/// nobody.
Result<PolicyKeys> loadPolicyKeys(const dcr::Policy &policy, const QString &policyFolder);

std::shared_ptr<const Snapshot> makeSnapshot(const Settings &settings, const QString &baseUrl, const PolicyKeys &keys,
                                             const trust::TrustAnchors &clientAnchors,
                                             std::shared_ptr<directory::Directory> directory);

/// The key that signs access tokens; made at the first time, kept in the workspace.
Result<jose::PrivateKey> loadTokenKey(const QString &workspaceFolder);

} // namespace gatehouse::sandbox
