#pragma once

#include "base/json.h"
#include "base/time.h"
#include "store/database.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <functional>
#include <optional>

namespace gatehouse::store {

enum class ActivityOrigin : quint8 {
    Console,
    CommandLine,
    Endpoint, ///< a TPP's own request
};
/// "console", "cli", "endpoint"
QLatin1String name(ActivityOrigin origin);
std::optional<ActivityOrigin> activityOriginFromName(QStringView name);

/// Who makes a change.
struct Actor {
    ActivityOrigin origin = ActivityOrigin::Console;
    QString name; ///< the system user's; for the endpoint the client's id, or the software's before it has one
};

/// A change, as whoever makes it describes it.
struct NewActivity {
    Actor actor;
    /// Stable, `kind.verb`, as in "client.suspended"; the table of activity_kinds.h lists them.
    QString action;
    QString subject;     ///< what was changed: a client's id, a key manager's, a file's path …
    QString subjectName; ///< as people call it
    QString reason;      ///< what the actor said; may be empty
    /// What the change is about and no more: null where there was nothing before, or is nothing after. No secrets:
    /// members that are named like one are masked as the row is entered.
    Json before;
    Json after;
};

/// A row of the record.
struct Activity {
    qint64 number = 0; ///< from 1, without gaps
    Instant at{};
    Actor actor;
    QString action;
    QString subjectKind; ///< the action's, before the dot
    QString subject, subjectName, reason;
    QByteArray before, after; ///< JSON as it was hashed; empty where there is none
    QByteArray hash;          ///< 32 bytes
};

/// What the next row builds upon: its number and hash are all that needs to be noted elsewhere to prove later that
/// nothing before was touched.
struct ActivityHead {
    qint64 number = 0;
    QByteArray hash; ///< empty where there is no row yet
};

/// A row and what its hash builds upon: enough to work the hash out again.
struct LinkedActivity {
    Activity activity;
    QByteArray previousHash; ///< empty for the first row, and where the row before is gone
};

struct ActivityFilter {
    QString text;        ///< part of the subject, its name, the reason or the actor; any case
    QString subjectKind; ///< "client", "policy", …; empty: any
    QString subject;     ///< exactly this one; empty: any
    QString action;      ///< exactly this one; empty: any
    QString actor;       ///< exactly this one; empty: any
    std::optional<ActivityOrigin> origin;
    std::optional<Instant> from; ///< inclusive
    std::optional<Instant> to;   ///< exclusive
};

/// Something in the record that is not as it was written.
struct ActivityFault {
    qint64 number = 0; ///< of the row where it shows
    QString message;
};

struct ActivityVerdict {
    qint64 rows = 0;
    ActivityHead head;           ///< the newest row's, as it is stored there
    QList<ActivityFault> faults; ///< at most MaxFaults, in the order of the rows
    bool isComplete = true;      ///< false where it was stopped before the end
    bool isIntact() const { return isComplete && faults.isEmpty(); }
};

/// The record of who changed what: rows are added, never changed or removed.
///
/// Each row has the hash
///
///     SHA-256( previous hash | number | at | origin | actor | action | subject kind | subject | subject name | reason
///              | before | after )
///
/// where every field is written as its length in bytes, 8 bytes big-endian, and then itself: texts as UTF-8,
/// numbers as decimal text, the moment as milliseconds since 1970, the JSON as it is stored, and the previous
/// hash as its 32 bytes, none for the first row. A table of one row keeps the number and hash of the newest.
///
/// So verify() finds a row that was altered, removed, inserted or moved, and rows cut off at the end. It cannot
/// find that someone wrote the whole chain anew from some row on, the head too, or put an older copy of the database
/// back: for that, note the head elsewhere from time to time and hand it to verify().
class ActivityLog
{
public:
    static constexpr int MaxFaults = 100;
    /// Longer texts are cut, and JSON that is longer is left out and says so: a row is a line, not an archive.
    static constexpr int MaxText = 2000;       ///< characters
    static constexpr int MaxState = 64 * 1024; ///< bytes

    explicit ActivityLog(Database &database)
        : m_database(database)
    {}

    /// For changes that are not in this database: a saved file, say. Those that are enter it in their own transaction.
    void append(const NewActivity &activity, Instant at, const ReplyBox &replies,
                std::function<void(const Result<void> &)> done);
    Result<void> appendAndWait(const NewActivity &activity, Instant at);

    /// Newest first, at most `limit`, before the row `before` where a page came earlier.
    Result<QList<Activity>> page(const ActivityFilter &filter, std::optional<qint64> before, int limit) const;
    /// Oldest first, at most `limit`, after the row `after`: for whoever goes through all of them.
    Result<QList<LinkedActivity>> pageUp(const ActivityFilter &filter, qint64 after, int limit) const;
    Result<qint64> count(const ActivityFilter &filter) const;
    Result<std::optional<Activity>> find(qint64 number) const;
    /// Everyone who is in it, in alphabetical order.
    Result<QStringList> actors() const;
    /// As it is stored.
    Result<ActivityHead> head() const;

    /// Goes through all rows. `expected` is a head that was noted earlier. `progress` is told now and then how many
    /// rows are done, and stops it by answering false.
    Result<ActivityVerdict> verify(const std::optional<ActivityHead> &expected = std::nullopt,
                                   const std::function<bool(qint64 rows)> &progress = {}) const;

private:
    Database &m_database;
};

/// Adds a row within a transaction.
Result<void> enterActivity(Connection &connection, const NewActivity &activity, Instant at);

/// What the row's hash must be after `previous`.
QByteArray activityHash(const QByteArray &previous, const Activity &activity);

} // namespace gatehouse::store
