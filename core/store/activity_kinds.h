#pragma once

#include <QLatin1String>
#include <QString>

#include <span>

namespace gatehouse::store {

/// Something that the record of changes tells of.
struct ActivityKind {
    QLatin1String action; ///< `kind.verb`: rows, exports and filters name it so
    const char *title;    ///< what was done: "Client suspended"; translated where shown
    const char *meaning;  ///< what it means for whoever reads the record; translated where shown
};

/// Whatever a row is about.
struct ActivitySubject {
    QLatin1String kind;
    const char *title; ///< of many: "Policy", "Key managers"
};

/// In the order in which they are offered; those of one subject stand together.
std::span<const ActivityKind> activityKinds();
std::span<const ActivitySubject> activitySubjects();
/// Null where a newer program, or another, wrote the row.
const ActivityKind *findActivityKind(QStringView action);

QString title(const ActivityKind &kind);
QString describe(const ActivityKind &kind);
QString title(const ActivitySubject &subject);
/// The kind's title; the action itself where it is not known.
QString activityTitle(const QString &action);

} // namespace gatehouse::store
