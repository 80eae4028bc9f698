#pragma once

#include "dcr/policy.h"
#include "store/policy_store.h"

namespace gatehouse::cli {

/// The standard policy with what the file says put over it; an empty name: the standard one.
Result<dcr::Policy> readPolicy(const QString &file);

/// The same for a policy that is kept: its key sets are named wherever it is read, and it can work.
Result<dcr::Policy> readPolicyToKeep(const QString &file);

/// What a word of the command line means: `current`, the number of a version, a preset, or a file.
Result<dcr::Policy> namedPolicy(const QString &word, const store::PolicyStore &policies);

} // namespace gatehouse::cli
