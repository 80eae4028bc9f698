#pragma once

#include "base/json.h"
#include "base/time.h"

#include <QString>

namespace gatehouse::ui {

/// "2022-01-25 06:06:55 UTC"
QString momentText(Instant instant);
/// In the reader's time zone and language, for tool tips.
QString localMomentText(Instant instant);
/// "3 years ago", "in 2 hours", seen from `now`.
QString relativeText(Instant instant, Instant now);
/// "1.2 ms", "0.4 s"
QString durationText(std::chrono::microseconds duration);

/// Strings bare, everything else as JSON.
QString valueText(const Json &value);

/// JSON indented, anything else as it stands; bytes that are no UTF-8 are replaced.
QString prettyBody(const QByteArray &body);

} // namespace gatehouse::ui
