#pragma once

#include "store/activity_log.h"

namespace gatehouse::store {

// One order for reading and writing.
#define ACTIVITY_COLUMNS                                                                                               \
    "number, at, origin, actor, action, subject_kind, subject, subject_name, reason, state_before, state_after, hash"

/// Of a query that selects ACTIVITY_COLUMNS. Where nobody knows the origin the hash is empty, so that it cannot fit.
Activity activityFrom(const QSqlQuery &row);
Result<ActivityHead> readActivityHead(Connection &connection);

} // namespace gatehouse::store
