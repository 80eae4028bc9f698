#pragma once

#include "store/activity_log.h"

namespace gatehouse::store {

enum class ActivityFormat : quint8 {
    Csv,       ///< RFC 4180, for a spreadsheet: no cell is taken for a formula
    JsonLines, ///< an object a line, with everything that a row's hash is made of
};
/// "csv", "jsonl"
QLatin1String name(ActivityFormat format);
std::optional<ActivityFormat> activityFormatFromName(QStringView name);

/// Takes the next bytes; an error ends the export.
using ActivitySink = std::function<Result<void>(const QByteArray &bytes)>;

/// Hands the rows over, oldest first, some hundred at a time; answers how many there were. `progress` is told how many
/// are done, and ends it by answering false: Refused then. Not for the window's thread.
///
/// A line of JSON has the members `number`, `at` (ISO 8601, for people), `at_ms`, `origin`, `actor`, `action`,
/// `subject_kind`, `subject`, `subject_name`, `reason`, `before`, `after` (texts, as they were hashed),
/// `previous_hash` and `hash` (hexadecimal; the first row has no previous one). How they make the hash is said at
/// ActivityLog.
Result<qint64> exportActivity(const ActivityLog &log, const ActivityFilter &filter, ActivityFormat format,
                              const ActivitySink &sink, const std::function<bool(qint64 rows)> &progress = {});
/// The same into a file, which is there once it is whole: what was there before is replaced then.
Result<qint64> exportActivityTo(const QString &path, const ActivityLog &log, const ActivityFilter &filter,
                                ActivityFormat format, const std::function<bool(qint64 rows)> &progress = {});

/// A row as `audit list --json` and the console show it: before and after as JSON.
Json toJson(const Activity &activity);

/// A head as people note it: "12:ab34…", the number and the hash in hexadecimal.
QString toText(const ActivityHead &head);
/// Malformed where it is none.
Result<ActivityHead> activityHeadFrom(const QString &text);

} // namespace gatehouse::store
