#include "store/activity_row.h"

#include <QCoreApplication>

namespace gatehouse::store {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::store)
};

/// Some milliseconds of work, so that no snapshot of the database is held for long.
constexpr int RowsAtOnce = 2000;

/// Follows the chain from its first row.
class ChainReader
{
public:
    explicit ChainReader(std::optional<ActivityHead> expected)
        : m_expected(std::move(expected))
    {}

    void take(const Activity &row)
    {
        if (row.number != m_last.number + 1)
            add(row.number,
                m_last.number + 1 == row.number - 1
                    ? Text::tr("Row %1, which stood before it, is gone.").arg(m_last.number + 1)
                    : Text::tr("The rows %1 to %2, which stood before it, are gone.")
                          .arg(m_last.number + 1)
                          .arg(row.number - 1));
        else if (row.hash != activityHash(m_last.hash, row))
            add(row.number,
                Text::tr("Its hash does not fit: this row or the one before it was altered, moved or put in "
                         "afterwards."));
        if (m_expected && m_expected->number == row.number && m_expected->hash != row.hash)
            add(row.number,
                Text::tr("Its hash is not the one that was noted: the record was written anew up to here."));
        m_last = {row.number, row.hash};
        ++m_verdict.rows;
    }

    /// After the last row; `head` is what the database says of its end.
    ActivityVerdict conclude(const ActivityHead &head)
    {
        if (head.number > m_last.number)
            add(head.number,
                Text::tr("The record ends with row %1, and went to row %2: rows were cut off at its end.")
                    .arg(m_last.number)
                    .arg(head.number));
        else if (head.number < m_last.number)
            add(m_last.number,
                Text::tr("The record goes beyond its noted end, row %1: rows were added past the program.")
                    .arg(head.number));
        else if (head.hash != m_last.hash)
            add(m_last.number, Text::tr("The last row is not the one that the program wrote: it was written anew."));
        if (m_expected && m_expected->number > m_last.number)
            add(m_expected->number,
                Text::tr("Row %1, which was noted, is not there: rows were cut off, or an older copy of "
                         "the database was put back.")
                    .arg(m_expected->number));
        m_verdict.head = m_last;
        return std::move(m_verdict);
    }

    ActivityVerdict stop()
    {
        m_verdict.isComplete = false;
        m_verdict.head = m_last;
        return std::move(m_verdict);
    }

    qint64 lastNumber() const { return m_last.number; }
    qint64 rows() const { return m_verdict.rows; }

private:
    void add(qint64 number, const QString &message)
    {
        if (m_verdict.faults.size() < ActivityLog::MaxFaults)
            m_verdict.faults.append({number, message});
    }

    std::optional<ActivityHead> m_expected;
    ActivityHead m_last;
    ActivityVerdict m_verdict;
};

/// The next rows and the record's end as they stood in the same moment: others add rows meanwhile.
struct Stretch {
    ActivityHead head;
    QList<Activity> rows;
};

Result<QList<Activity>> rowsAfter(Connection &connection, qint64 number)
{
    const auto query = connection.run(
        "SELECT " ACTIVITY_COLUMNS " FROM activity WHERE number > ? ORDER BY number LIMIT ?", {number, RowsAtOnce});
    if (!query)
        return tl::unexpected(query.error());
    QList<Activity> rows;
    while ((*query)->next())
        rows.append(activityFrom(**query));
    (*query)->finish();
    return rows;
}

Result<Stretch> stretchAfter(Connection &connection, qint64 number)
{
    if (const auto begun = connection.runOnce(QStringLiteral("BEGIN")); !begun)
        return tl::unexpected(begun.error());
    auto stretch = readActivityHead(connection).and_then([&](const ActivityHead &head) {
        return rowsAfter(connection, number).map([&](const QList<Activity> &rows) { return Stretch{head, rows}; });
    });
    if (const auto ended = connection.runOnce(QStringLiteral("COMMIT")); !ended && stretch)
        return tl::unexpected(ended.error());
    return stretch;
}

} // namespace

Result<ActivityVerdict> ActivityLog::verify(const std::optional<ActivityHead> &expected,
                                            const std::function<bool(qint64)> &progress) const
{
    const auto reader = m_database.reader();
    if (!reader)
        return tl::unexpected(reader.error());
    ChainReader chain(expected);
    while (true) {
        const auto stretch = stretchAfter(**reader, chain.lastNumber());
        if (!stretch)
            return tl::unexpected(stretch.error());
        for (const Activity &row : stretch->rows)
            chain.take(row);
        if (stretch->rows.size() < RowsAtOnce)
            return chain.conclude(stretch->head);
        if (progress && !progress(chain.rows()))
            return chain.stop();
    }
}

} // namespace gatehouse::store
