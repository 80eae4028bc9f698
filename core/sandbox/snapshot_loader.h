#pragma once

#include "sandbox/sandbox.h"
#include "sandbox/snapshot.h"

namespace gatehouse::sandbox {

/// What a snapshot needs that takes time: key sets from files. Not for the window's thread.
struct PolicyKeys {
    ConfiguredKeys sandboxStatement, productionStatement, request;
};
/// Fails where a key set that the policy names cannot be read, and `cache` holds none of an earlier time: an endpoint
/// that refuses everybody helps nobody.
Result<PolicyKeys> loadPolicyKeys(const dcr::Policy &policy, const QString &policyFolder, fetch::JwksCache &cache);

std::shared_ptr<const Snapshot> makeSnapshot(const Settings &settings, const QString &baseUrl, const PolicyKeys &keys,
                                             const trust::TrustAnchors &clientAnchors,
                                             std::shared_ptr<directory::Directory> directory);

/// The key that signs access tokens; made at the first time, kept in the workspace.
Result<jose::PrivateKey> loadTokenKey(const QString &workspaceFolder);

} // namespace gatehouse::sandbox
