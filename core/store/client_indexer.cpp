#include "store/client_indexer.h"

#include <QLoggingCategory>

#include <atomic>
#include <limits>
#include <utility>

namespace gatehouse::store {

namespace {

Q_LOGGING_CATEGORY(logIndexer, "gatehouse.store.indexer")

/// Some ten milliseconds of the writer's time.
constexpr int RowsAtOnce = 150;
/// Where nobody else waits for the writer; some hundred milliseconds.
constexpr int RowsAtOnceAlone = 2000;

Result<qint64> number(Connection &connection, const char *sql)
{
    const auto rows = connection.run(sql);
    if (!rows)
        return tl::unexpected(rows.error());
    const qint64 value = (*rows)->next() ? (*rows)->value(0).toLongLong() : 0;
    (*rows)->finish();
    return value;
}

/// Returns how many there were, `limit` at the most.
Result<int> indexPart(Connection &connection, int limit)
{
    const auto entered =
        connection.run("INSERT INTO client_words (rowid, search_text) SELECT number, search_text FROM client_list "
                       "WHERE number > (SELECT indexed_to FROM client_words_state) ORDER BY number LIMIT ?",
                       {limit});
    if (!entered)
        return tl::unexpected(entered.error());
    const int count = (*entered)->numRowsAffected();
    if (count == 0)
        return 0;
    const auto noted = connection.run(
        "UPDATE client_words_state SET indexed_to = (SELECT max(number) FROM (SELECT number FROM client_list "
        "WHERE number > indexed_to ORDER BY number LIMIT ?))",
        {limit});
    if (!noted)
        return tl::unexpected(noted.error());
    return count;
}

} // namespace

struct ClientIndexer::Progress {
    std::atomic<bool> isBusy{false};
    std::atomic<quint64> commits{
        std::numeric_limits<quint64>::max()}; ///< after which nothing waited; what it commits itself is not to wake it
    qint64 newest = 0;                        ///< when it was last looked
};

namespace {

void logFailure(const Error &error)
{
    // A database that is being closed indexes the rest another time.
    if (error.kind != Error::Refused)
        qCWarning(logIndexer).noquote() << error.message << error.detail;
}

template <typename Progress>
void indexRest(Database &database, const std::shared_ptr<Progress> &progress)
{
    database.writeLater(
        [&database, progress](Connection &connection) -> Result<void> {
            const auto count = indexPart(connection, RowsAtOnce);
            if (count && *count == RowsAtOnce)
                indexRest(database, progress);
            else
                progress->isBusy = false;
            if (!count)
                return tl::unexpected(count.error());
            return {};
        },
        [progress](const Error &error) {
            progress->isBusy = false;
            logFailure(error);
        });
}

} // namespace

ClientIndexer::ClientIndexer(Database &database, QObject *parent)
    : QObject(parent)
    , m_timer(this)
    , m_progress(std::make_shared<Progress>())
{
    connect(&m_timer, &QTimer::timeout, this, [&database, progress = m_progress] {
        const quint64 commits = database.commits() + database.foreignCommits();
        if (commits == progress->commits || progress->isBusy.exchange(true))
            return;
        database.writeLater(
            [&database, progress, commits](Connection &connection) -> Result<void> {
                const auto newest = number(connection, "SELECT max(number) FROM client_list");
                const auto indexed = number(connection, "SELECT indexed_to FROM client_words_state");
                progress->isBusy = false;
                if (!newest || !indexed)
                    return tl::unexpected(newest ? indexed.error() : newest.error());
                const bool isQuiet = std::exchange(progress->newest, *newest) == *newest;
                if (*newest <= *indexed) {
                    progress->commits = commits + 1;
                } else if (isQuiet || *newest - *indexed > MaxWaiting) {
                    progress->isBusy = true;
                    indexRest(database, progress);
                }
                return {};
            },
            [progress](const Error &error) {
                progress->isBusy = false;
                logFailure(error);
            },
            Writer::Urgency::Lazy);
    });
    m_timer.start(Interval);
}

Result<qint64> indexClientsAndWait(Database &database)
{
    qint64 total = 0;
    while (true) {
        const auto count =
            database.writeAndWait<int>([](Connection &connection) { return indexPart(connection, RowsAtOnceAlone); });
        if (!count)
            return tl::unexpected(count.error());
        total += *count;
        if (*count < RowsAtOnceAlone)
            return total;
    }
}

} // namespace gatehouse::store
