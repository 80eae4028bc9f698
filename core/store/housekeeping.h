#pragma once

#include "store/database.h"

namespace gatehouse::store {

struct Purged {
    qint64 tokens = 0;
    qint64 identifiers = 0;
    qint64 exchanges = 0;
};

/// Drops expired tokens, identifiers that can no longer be replayed, and exchanges past ExchangeLog::MaxAge. Goes in
/// small parts, each within a transaction of others, so that no registration waits long for it. Registrations and
/// their versions stay for ever.
void purge(Database &database, Instant now);
/// The same at once, waiting.
Result<Purged> purgeAndWait(Database &database, Instant now);

} // namespace gatehouse::store
