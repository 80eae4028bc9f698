#pragma once

#include "base/json.h"
#include "trust/store_edit.h"
#include "trust/store_review.h"

namespace gatehouse::trust {

/// Stable words, for scripts: `trusted`, `key`, `other`; `valid`, `expires-soon`, `expired`, `not-yet-valid`; `note`,
/// `warning`, `problem`.
QLatin1String name(StoreEntry::Kind kind);
QLatin1String name(Validity validity);
QLatin1String name(ReviewFinding::Level level);

/// Everything that is known of a certificate, for programs.
Json toJson(const Certificate &certificate, Instant now);
/// Alias, kind, date and problem of an entry, and the facts of its certificate and of a private key's chain.
Json toJson(const StoreEntry &entry, Instant now);
Json toJson(const ImportReport &report);
Json toJson(const StoreDifference &difference);

} // namespace gatehouse::trust
