#pragma once

#include "base/time.h"
#include "store/activity_log.h"
#include "store/database.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace gatehouse::store {

/// A policy to be applied, and who wants it so.
struct NewPolicy {
    QByteArray policy; ///< JSON; the store does not look into it
    Actor appliedBy;
    QString reason; ///< may be empty
    Instant appliedAt{};
};

/// A policy that was applied. The one with the highest number counts.
struct PolicyVersion {
    int number = 0; ///< from 1
    Instant appliedAt{};
    QString appliedBy;
    QString reason;
    QByteArray policy;
};

/// The policies of a workspace: none is ever changed or removed; to go back is to apply an earlier one again. Each that
/// is applied enters the record of changes. Reads are for any thread, and see what was committed.
class PolicyStore
{
public:
    explicit PolicyStore(Database &database)
        : m_database(database)
    {}

    using Applied = std::function<void(const Result<int> &)>;

    /// Answers with the new version's number. Conflict where `basedOn` is given and another one counts by now (0: none
    /// does): nothing is applied then.
    void apply(const NewPolicy &policy, std::optional<int> basedOn, const ReplyBox &replies, Applied done);
    /// The same, waiting.
    Result<int> applyAndWait(const NewPolicy &policy, std::optional<int> basedOn = std::nullopt);

    /// Nothing where none was ever applied.
    Result<std::optional<PolicyVersion>> current() const;
    /// The same by way of the writer, for whoever may not wait for the disk; it sees what was queued before.
    void fetchCurrent(const ReplyBox &replies,
                      std::function<void(const Result<std::optional<PolicyVersion>> &)> done) const;
    Result<std::optional<PolicyVersion>> find(int number) const;
    /// Newest first, at most `limit`, before the version `before` where a page came earlier.
    Result<QList<PolicyVersion>> page(std::optional<int> before, int limit) const;

private:
    Database &m_database;
};

} // namespace gatehouse::store
