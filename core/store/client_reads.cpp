#include "store/client_query.h"
#include "store/client_row.h"
#include "store/client_search.h"

#include <algorithm>

namespace gatehouse::store {

namespace {

/// A short word that begins more groups of three is frequent, and walking finds it soon.
constexpr int MaxGroupsOfShortWord = 300;
/// A group that so many clients have, at the most, finds them nearly alone.
constexpr int RareGroup = 5000;
constexpr qsizetype MaxRareGroups = 3;
/// Of longer texts some groups are not looked at.
constexpr qsizetype MaxGroups = 64;

Result<qint64> numberOf(Connection &connection, const ClientQuery &query)
{
    const auto rows = connection.run(query.sql.constData(), query.values);
    if (!rows)
        return tl::unexpected(rows.error());
    const qint64 number = (*rows)->next() ? (*rows)->value(0).toLongLong() : 0;
    (*rows)->finish();
    return number;
}

Result<QStringList> textsOf(Connection &connection, const ClientQuery &query)
{
    const auto rows = connection.run(query.sql.constData(), query.values);
    if (!rows)
        return tl::unexpected(rows.error());
    QStringList texts;
    while ((*rows)->next())
        texts.append((*rows)->value(0).toString());
    (*rows)->finish();
    return texts;
}

/// The source of the fewest rows, where they are few enough to be fetched.
Result<std::optional<ClientSource>> fewest(Connection &connection, const std::vector<ClientSource> &sources)
{
    std::optional<ClientSource> best;
    qint64 rows = MaxFetchedClients;
    for (const ClientSource &source : sources) {
        const auto count = numberOf(connection, sourceCountQuery(source, rows + 1));
        if (!count)
            return tl::unexpected(count.error());
        if (*count <= rows) {
            best = source;
            rows = *count;
        }
    }
    return best;
}

/// The rarest groups that the needles have; where all are frequent, those at the ends and in the middle of each.
Result<QStringList> tellingGroups(Connection &connection, const QStringList &needles)
{
    QStringList all, outer;
    for (const QString &needle : needles) {
        const QStringList groups = groupsOf(needle);
        all += groups;
        if (!groups.isEmpty())
            outer += {groups.constFirst(), groups[groups.size() / 2], groups.constLast()};
    }
    all.removeDuplicates();
    outer.removeDuplicates();
    QList<std::pair<qint64, QString>> rare;
    for (const QString &group : all.mid(0, MaxGroups)) {
        const ClientSource found{"SELECT rowid FROM client_words WHERE client_words MATCH ?",
                                 {allGroupsQuery({group})}};
        const auto count = numberOf(connection, sourceCountQuery(found, RareGroup + 1));
        if (!count)
            return tl::unexpected(count.error());
        if (*count <= RareGroup)
            rare.append({*count, group});
    }
    if (rare.isEmpty())
        return outer;
    std::sort(rare.begin(), rare.end());
    QStringList groups;
    for (const auto &[count, group] : rare.mid(0, MaxRareGroups))
        groups.append(group);
    return groups;
}

/// What the index of words knows of a filter; nothing where it has none, or short ones that are frequent.
Result<std::optional<ClientSource>> chooseWordSource(Connection &connection, const ClientFilter &filter)
{
    const QStringList needles = needlesOf(filter);
    const auto groups = tellingGroups(connection, needles);
    if (!groups)
        return tl::unexpected(groups.error());
    if (!groups->isEmpty())
        return wordSource(allGroupsQuery(*groups));
    for (const QString &needle : needles) {
        const auto found = textsOf(connection, groupsQuery(needle, MaxGroupsOfShortWord + 1));
        if (!found)
            return tl::unexpected(found.error());
        if (found->isEmpty())
            return unindexedSource();
        if (found->size() <= MaxGroupsOfShortWord)
            return wordSource(anyGroupQuery(*found));
    }
    return std::nullopt;
}

/// How the rows of a filter are come by.
struct Plan {
    std::optional<ClientSource> few;   ///< fetched and sorted; without it the sorted index is walked
    std::optional<ClientSource> words; ///< few or many
};

Result<Plan> choosePlan(Connection &connection, const ClientFilter &filter)
{
    const auto words = chooseWordSource(connection, filter);
    if (!words)
        return tl::unexpected(words.error());
    std::vector<ClientSource> sources = columnSources(filter);
    if (*words)
        sources.push_back(**words);
    return fewest(connection, sources).map([&](const std::optional<ClientSource> &few) { return Plan{few, *words}; });
}

/// Runs what a filter's plan makes of a query.
template <typename Make, typename Read>
auto readByPlan(const Database &database, const ClientFilter &filter, Make make, Read read)
{
    return database.reader().and_then([&](Connection *connection) {
        return choosePlan(*connection, filter).and_then([&](const Plan &plan) {
            return read(*connection, make(plan));
        });
    });
}

Result<QList<Client>> clientsOf(Connection &connection, const ClientQuery &query)
{
    const auto rows = connection.run(query.sql.constData(), query.values);
    if (!rows)
        return tl::unexpected(rows.error());
    QList<Client> clients;
    while ((*rows)->next())
        clients.append(clientFrom(**rows));
    (*rows)->finish();
    return clients;
}

Result<QList<Client>> pageFrom(const Database &database, const ClientFilter &filter, const ClientSort &sort,
                               const PageStart &start, int limit)
{
    return readByPlan(
        database, filter, [&](const Plan &plan) { return pageQuery(filter, plan.few, start, limit, sort); }, clientsOf);
}

} // namespace

Result<QList<Client>> ClientStore::page(const ClientFilter &filter, const std::optional<ClientKey> &after, int limit,
                                        const ClientSort &sort) const
{
    return pageFrom(m_database, filter, sort, {after, 0}, limit);
}

Result<QList<Client>> ClientStore::pageAt(const ClientFilter &filter, const ClientSort &sort, qint64 offset, int limit,
                                          std::optional<qint64> total) const
{
    if (!total || offset <= *total / 2)
        return pageFrom(m_database, filter, sort, {{}, offset}, limit);
    const qint64 end = std::min(offset + limit, *total);
    if (end <= offset)
        return QList<Client>();
    const ClientSort backwards{sort.column,
                               sort.order == Qt::AscendingOrder ? Qt::DescendingOrder : Qt::AscendingOrder};
    return pageFrom(m_database, filter, backwards, {{}, *total - end}, static_cast<int>(end - offset))
        .map([](QList<Client> clients) {
            std::reverse(clients.begin(), clients.end());
            return clients;
        });
}

Result<qint64> ClientStore::rowOf(const ClientFilter &filter, const ClientSort &sort, const ClientKey &key) const
{
    return readByPlan(
        m_database, filter, [&](const Plan &plan) { return rowQuery(filter, plan.few, key, sort); }, numberOf);
}

Result<qint64> ClientStore::count(const ClientFilter &filter) const
{
    if (filter == ClientFilter())
        return m_database.reader().and_then(
            [](Connection *connection) { return numberOf(*connection, undeletedCountQuery()); });
    return countUpTo(filter, std::numeric_limits<qint64>::max() - 1);
}

Result<qint64> ClientStore::countUpTo(const ClientFilter &filter, qint64 most) const
{
    if (isCovered(filter))
        return m_database.reader().and_then(
            [&](Connection *connection) { return numberOf(*connection, countQuery(filter, {}, most + 1)); });
    return readByPlan(
        m_database, filter,
        [&](const Plan &plan) { return countQuery(filter, plan.few ? plan.few : plan.words, most + 1); }, numberOf);
}

bool ClientStore::isCountedQuickly(const ClientFilter &filter)
{
    return isCovered(filter);
}

Result<QStringList> ClientStore::environments() const
{
    // SQLite does not leap from one value to the next by itself.
    const ClientQuery query{"WITH RECURSIVE known (environment) AS (SELECT min(environment) FROM client_list UNION ALL "
                            "SELECT (SELECT min(environment) FROM client_list WHERE environment > known.environment) "
                            "FROM known WHERE environment IS NOT NULL) "
                            "SELECT environment FROM known WHERE environment <> ''",
                            {}};
    return m_database.reader().and_then([&](Connection *connection) { return textsOf(*connection, query); });
}

} // namespace gatehouse::store
