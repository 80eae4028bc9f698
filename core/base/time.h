#pragma once

#include "base/result.h"

#include <QDateTime>

#include <chrono>
#include <functional>

namespace gatehouse {

/// A moment in UTC. Leap seconds do not exist, as in POSIX and RFC 7519 §2 (NumericDate).
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

/// Nothing below app/ reads the system clock: the moment is handed in, so that a past one can be
/// judged and tests do not depend on the day they run. Called from any thread.
using Clock = std::function<Instant()>;

/// The only reader of the system clock; for app/ to hand in.
Instant systemNow();

QDateTime toDateTime(Instant instant);
Instant fromDateTime(const QDateTime &dateTime);
Instant fromSeconds(qint64 secondsSinceEpoch);
qint64 toSeconds(Instant instant);
qint64 toMilliseconds(Instant instant);
Instant fromMilliseconds(qint64 millisecondsSinceEpoch);

/// "2022-01-25T06:06:55Z"; milliseconds are dropped.
QString toIso8601(Instant instant);
/// Reads a date-time of ISO 8601 with `Z` or an offset; a date alone is its midnight in UTC.
Result<Instant> fromIso8601(QStringView text);

/// "3 days", "2 hours", "less than a minute": the largest unit that fits, for sentences. Negative
/// spans read like positive ones.
QString describeSpan(std::chrono::milliseconds span);

} // namespace gatehouse
