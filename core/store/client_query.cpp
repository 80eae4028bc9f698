#include "store/client_query.h"

#include "store/client_search.h"

#include <algorithm>
#include <iterator>

namespace gatehouse::store {

namespace {

/// Sorted by one column of client_list, or two, and by client id where they are equal.
struct SortColumn {
    ClientColumn column;
    const char *index;
    const char *text;   ///< sorted by first, in lower case
    const char *moment; ///< sorted by next
    QString Client::*textOfClient;
    Instant Client::*momentOfClient;
};

constexpr SortColumn SortColumns[] = {
    {ClientColumn::IssuedAt, "client_list_by_issue", nullptr, "issued_at", nullptr, &Client::issuedAt},
    {ClientColumn::UpdatedAt, "client_list_by_update", nullptr, "updated_at", nullptr, &Client::updatedAt},
    {ClientColumn::ClientName, "client_list_by_name", "name_key", nullptr, &Client::clientName, nullptr},
    {ClientColumn::OrganisationName, "client_list_by_organisation", "organisation_key", nullptr,
     &Client::organisationName, nullptr},
    {ClientColumn::SoftwareId, "client_list_by_software", "software_key", nullptr, &Client::softwareId, nullptr},
    {ClientColumn::Status, "client_list_by_status", "status", "issued_at", nullptr, &Client::issuedAt},
};

const SortColumn &sortColumn(ClientColumn column)
{
    return *std::find_if(std::begin(SortColumns), std::end(SortColumns),
                         [column](const SortColumn &candidate) { return candidate.column == column; });
}

QByteArrayList keysOf(const SortColumn &column)
{
    QByteArrayList keys;
    for (const char *key : {column.text, column.moment}) {
        if (key)
            keys.append(key);
    }
    keys.append("client_id");
    return keys;
}

QByteArray ordered(const QByteArrayList &keys, const char *prefix, Qt::SortOrder order)
{
    QByteArrayList terms;
    for (const QByteArray &key : keys)
        terms.append(prefix + key + (order == Qt::AscendingOrder ? " ASC" : " DESC"));
    return " ORDER BY " + terms.join(", ");
}

QByteArray placeholders(qsizetype count)
{
    return QByteArrayList(count, QByteArray("?")).join(", ");
}

QList<ClientStatus> shownStatuses(const ClientFilter &filter)
{
    if (!filter.statuses.isEmpty() || filter.includeDeleted)
        return filter.statuses;
    return {ClientStatus::Active, ClientStatus::Held, ClientStatus::Suspended};
}

/// Adds conditions that narrow the rows of a statement down.
class Where
{
public:
    explicit Where(ClientQuery &query)
        : m_query(query)
    {}

    void add(const QByteArray &condition, const QVariantList &values = {})
    {
        m_query.sql += (m_isFirst ? " WHERE " : " AND ") + condition;
        m_query.values += values;
        m_isFirst = false;
    }

    /// `prefix` is "+" where the planner must not come by its rows so.
    void addStatuses(const ClientFilter &filter, const char *prefix)
    {
        const QList<ClientStatus> statuses = shownStatuses(filter);
        if (statuses.isEmpty())
            return;
        QVariantList names;
        for (const ClientStatus status : statuses)
            names.append(QString(name(status)));
        add(prefix + QByteArray("status IN (") + placeholders(names.size()) + ')', names);
    }

    void addEnvironment(const ClientFilter &filter, const char *prefix)
    {
        if (!filter.environment.isEmpty())
            add(prefix + QByteArray("environment = ?"), {filter.environment});
    }

    void addIssue(const ClientFilter &filter)
    {
        if (filter.issuedFrom)
            add("issued_at >= ?", {toMilliseconds(*filter.issuedFrom)});
        if (filter.issuedBefore)
            add("issued_at < ?", {toMilliseconds(*filter.issuedBefore)});
    }

    void addKey(const SortColumn &column, const ClientKey &key, const char *comparison)
    {
        QByteArrayList values;
        QVariantList bound;
        if (column.text) {
            values.append("lower(?)");
            bound.append(notNull(key.text));
        }
        if (column.moment) {
            values.append("?");
            bound.append(toMilliseconds(key.moment));
        }
        values.append("?");
        bound.append(notNull(key.clientId));
        add('(' + keysOf(column).join(", ") + ") " + comparison + " (" + values.join(", ") + ')', bound);
    }

    void addAll(const ClientFilter &filter)
    {
        addStatuses(filter, "+");
        addEnvironment(filter, "+");
        addIssue(filter);
        if (!filter.organisationId.isEmpty())
            add("organisation_id = ?", {filter.organisationId});
        for (const QString &needle : needlesOf(filter))
            add("instr(search_text, ?) > 0", {needle});
    }

private:
    ClientQuery &m_query;
    bool m_isFirst = true;
};

/// " FROM client_list WHERE …": what fits, come by as the source says, or walked in the order of the sort.
ClientQuery rowsOf(const ClientFilter &filter, const std::optional<ClientSource> &source, const SortColumn &column,
                   const std::optional<ClientKey> &key, const char *comparison)
{
    ClientQuery rows{" FROM client_list", {}};
    if (source)
        rows.sql += " NOT INDEXED";
    else
        rows.sql += QByteArray(" INDEXED BY ") + column.index;
    Where where(rows);
    if (source)
        where.add("number IN (" + source->sql + ')', source->values);
    if (key)
        where.addKey(column, *key, comparison);
    where.addAll(filter);
    return rows;
}

} // namespace

ClientKey ClientKey::of(const Client &client, const ClientSort &sort)
{
    const SortColumn &column = sortColumn(sort.column);
    ClientKey key{{}, client.clientId};
    if (column.momentOfClient)
        key.moment = client.*column.momentOfClient;
    if (column.text)
        key.text = column.textOfClient ? client.*column.textOfClient : QString(name(client.status));
    return key;
}

QString likePattern(QString part)
{
    for (const char *special : {"\\", "%", "_"})
        part.replace(QLatin1String(special), QLatin1String("\\") + QLatin1String(special));
    return QLatin1Char('%') + part + QLatin1Char('%');
}

bool isCovered(const ClientFilter &filter)
{
    return filter.organisationId.isEmpty() && filter.role.isEmpty() && searchWords(filter.text).isEmpty();
}

QStringList needlesOf(const ClientFilter &filter)
{
    QStringList needles = searchWords(filter.text);
    if (!filter.role.isEmpty())
        needles.append(searchedRole(filter.role));
    if (!filter.organisationId.isEmpty())
        needles.append(searchedLine(filter.organisationId));
    return needles;
}

ClientQuery groupsQuery(const QString &part, int limit)
{
    // SQLite compares texts by the bytes of their UTF-8, in which U+10FFFF is the greatest.
    constexpr char32_t Greatest = 0x10FFFF;
    return {"SELECT term FROM client_word_parts WHERE term >= ? AND term <= ? LIMIT ?",
            {part, part + QString::fromUcs4(&Greatest, 1), limit}};
}

ClientSource wordSource(const QString &query)
{
    const ClientSource unindexed = unindexedSource();
    return {"SELECT rowid AS number FROM client_words WHERE client_words MATCH ? UNION ALL " + unindexed.sql,
            QVariantList{query} + unindexed.values};
}

ClientSource unindexedSource()
{
    return {"SELECT number FROM client_list WHERE number > (SELECT indexed_to FROM client_words_state)", {}};
}

std::vector<ClientSource> columnSources(const ClientFilter &filter)
{
    const auto source = [](auto narrow) {
        ClientSource made{"SELECT number FROM client_list", {}};
        Where where(made);
        narrow(where);
        return made;
    };
    std::vector<ClientSource> sources;
    if (!filter.statuses.isEmpty())
        sources.push_back(source([&](Where &where) { where.addStatuses(filter, ""); }));
    if (!filter.environment.isEmpty())
        sources.push_back(source([&](Where &where) { where.addEnvironment(filter, ""); }));
    if (filter.issuedFrom || filter.issuedBefore)
        sources.push_back(source([&](Where &where) { where.addIssue(filter); }));
    return sources;
}

ClientQuery sourceCountQuery(const ClientSource &source, qint64 most)
{
    ClientQuery query{"SELECT count(*) FROM (" + source.sql + " LIMIT ?)", source.values};
    query.values.append(most);
    return query;
}

ClientQuery pageQuery(const ClientFilter &filter, const std::optional<ClientSource> &source, const PageStart &start,
                      int limit, const ClientSort &sort)
{
    const SortColumn &column = sortColumn(sort.column);
    const QByteArrayList keys = keysOf(column);
    const char *comparison = sort.order == Qt::AscendingOrder ? ">" : "<";
    ClientQuery query = rowsOf(filter, source, column, start.after, comparison);
    QByteArrayList named, names;
    for (const QByteArray &key : keys) {
        names.append("key" + QByteArray::number(names.size()));
        named.append(key + " AS " + names.constLast());
    }
    // The rows of clients are large: only those of the page are read. A sign keeps a few rows' order from the index.
    query.sql.prepend("SELECT " CLIENT_COLUMNS " FROM (SELECT " + named.join(", "));
    query.sql += ordered(keys, source ? "+" : "", sort.order)
        + " LIMIT ? OFFSET ?) CROSS JOIN clients ON client_id = " + names.constLast() + ordered(names, "", sort.order);
    query.values += {limit, start.offset};
    return query;
}

ClientQuery countQuery(const ClientFilter &filter, const std::optional<ClientSource> &source, qint64 most)
{
    ClientQuery query{"SELECT count(*) FROM (SELECT 1 FROM client_list", {}};
    if (source)
        query = {"SELECT count(*) FROM (SELECT 1 FROM (" + source->sql
                     + ") AS found CROSS JOIN client_list ON client_list.number = found.number",
                 source->values};
    Where where(query);
    if (isCovered(filter)) {
        where.addStatuses(filter, "");
        where.addEnvironment(filter, "");
        where.addIssue(filter);
    } else {
        where.addAll(filter);
    }
    query.sql += " LIMIT ?)";
    query.values.append(most);
    return query;
}

ClientQuery undeletedCountQuery()
{
    // SQLite counts all rows of an index without a look at each.
    return {"SELECT (SELECT count(*) FROM client_list) - (SELECT count(*) FROM client_list WHERE status = 'deleted')",
            {}};
}

ClientQuery rowQuery(const ClientFilter &filter, const std::optional<ClientSource> &source, const ClientKey &key,
                     const ClientSort &sort)
{
    ClientQuery query =
        rowsOf(filter, source, sortColumn(sort.column), key, sort.order == Qt::AscendingOrder ? "<" : ">");
    query.sql.prepend("SELECT count(*)");
    return query;
}

} // namespace gatehouse::store
