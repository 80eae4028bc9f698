#include "store/client_query.h"
#include "store/client_row.h"
#include "store/client_search.h"

#include <algorithm>

namespace gatehouse::store {

namespace {

/// A short word that begins more groups of three is frequent, and walking finds it soon.
constexpr int MaxWordParts = 300;

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

Result<std::optional<ClientSource>> chooseSource(Connection &connection, const ClientFilter &filter)
{
    auto best = fewest(connection, sourcesOf(filter));
    const QStringList words = shortWords(filter);
    if (!best || *best || words.isEmpty())
        return best;
    QHash<QString, QStringList> parts;
    for (const QString &word : words) {
        auto found = textsOf(connection, wordPartsQuery(word, MaxWordParts + 1));
        if (!found)
            return tl::unexpected(found.error());
        if (found->size() <= MaxWordParts)
            parts.insert(word, *std::move(found));
    }
    return parts.isEmpty() ? best : fewest(connection, sourcesOf(filter, parts));
}

/// Runs what a filter's best source makes of a query.
template <typename Make, typename Read>
auto readBySource(const Database &database, const ClientFilter &filter, Make make, Read read)
{
    return database.reader().and_then([&](Connection *connection) {
        return chooseSource(*connection, filter).and_then([&](const std::optional<ClientSource> &source) {
            return read(*connection, make(source));
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
    return readBySource(
        database, filter,
        [&](const std::optional<ClientSource> &source) { return pageQuery(filter, source, start, limit, sort); },
        clientsOf);
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
    return readBySource(
        m_database, filter,
        [&](const std::optional<ClientSource> &source) { return rowQuery(filter, source, key, sort); }, numberOf);
}

Result<qint64> ClientStore::count(const ClientFilter &filter) const
{
    return countUpTo(filter, std::numeric_limits<qint64>::max() - 1);
}

Result<qint64> ClientStore::countUpTo(const ClientFilter &filter, qint64 most) const
{
    const auto make = [&](const std::optional<ClientSource> &source) { return countQuery(filter, source, most + 1); };
    if (isCovered(filter))
        return m_database.reader().and_then([&](Connection *connection) { return numberOf(*connection, make({})); });
    return readBySource(m_database, filter, make, numberOf);
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
