#pragma once

#include "base/result.h"
#include "base/time.h"

namespace gatehouse::store {

/// Brings the database at `path` to this program's schema, making it where it is missing. An existing one
/// is first copied to `<path>.before-<version>.bak`. Safe when two processes do it at once.
Result<void> migrate(const QString &path, Instant now);

/// The schema that this program knows.
int newestSchemaVersion();

} // namespace gatehouse::store
