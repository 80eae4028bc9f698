#include "store/client_query.h"

#include <algorithm>
#include <iterator>

namespace gatehouse::store {

namespace {

struct SortColumn {
    ClientColumn column;
    const char *sql;
    Instant Client::*moment;
    QString Client::*text;
};

constexpr SortColumn SortColumns[] = {
    {ClientColumn::IssuedAt, "issued_at", &Client::issuedAt, nullptr},
    {ClientColumn::UpdatedAt, "updated_at", &Client::updatedAt, nullptr},
    {ClientColumn::ClientName, "client_name", nullptr, &Client::clientName},
    {ClientColumn::OrganisationName, "organisation_name", nullptr, &Client::organisationName},
    {ClientColumn::SoftwareId, "software_id", nullptr, &Client::softwareId},
    {ClientColumn::Status, "status", nullptr, nullptr},
};

const SortColumn &sortColumn(ClientColumn column)
{
    return *std::find_if(std::begin(SortColumns), std::end(SortColumns),
                         [column](const SortColumn &candidate) { return candidate.column == column; });
}

ClientQuery whereOf(const ClientFilter &filter)
{
    ClientQuery where{"WHERE 1 = 1", {}};
    if (filter.status) {
        where.sql += " AND status = ?";
        where.values.append(QString(name(*filter.status)));
    } else if (!filter.includeDeleted) {
        where.sql += " AND status <> 'deleted'";
    }
    if (!filter.text.isEmpty()) {
        where.sql += " AND search_text LIKE ? ESCAPE '\\'";
        where.values.append(likePattern(filter.text.toCaseFolded()));
    }
    return where;
}

} // namespace

ClientKey ClientKey::of(const Client &client, const ClientSort &sort)
{
    const SortColumn &column = sortColumn(sort.column);
    ClientKey key{{}, client.clientId};
    if (column.moment)
        key.moment = client.*column.moment;
    else
        key.text = column.text ? client.*column.text : QString(name(client.status));
    return key;
}

QString likePattern(QString part)
{
    for (const char *special : {"\\", "%", "_"})
        part.replace(QLatin1String(special), QLatin1String("\\") + QLatin1String(special));
    return QLatin1Char('%') + part + QLatin1Char('%');
}

QString searchText(const Client &client)
{
    return QStringList{client.clientId, client.softwareId, client.organisationId, client.organisationName,
                       client.clientName}
        .join(QLatin1Char('\n'))
        .toCaseFolded();
}

ClientQuery pageQuery(const ClientFilter &filter, const std::optional<ClientKey> &after, int limit,
                      const ClientSort &sort)
{
    const SortColumn &column = sortColumn(sort.column);
    const bool isAscending = sort.order == Qt::AscendingOrder;
    const QByteArray expression = column.moment ? QByteArray(column.sql) : "lower(" + QByteArray(column.sql) + ')';
    const QByteArray direction = isAscending ? " ASC" : " DESC";
    ClientQuery query = whereOf(filter);
    query.sql.prepend("SELECT " CLIENT_COLUMNS " FROM clients ");
    if (after) {
        query.sql += " AND (" + expression + ", client_id) " + (isAscending ? '>' : '<')
            + (column.moment ? " (?, ?)" : " (lower(?), ?)");
        query.values.append(column.moment ? QVariant(toMilliseconds(after->moment)) : QVariant(notNull(after->text)));
        query.values.append(notNull(after->clientId));
    }
    query.sql += " ORDER BY " + expression + direction + ", client_id" + direction + " LIMIT ?";
    query.values.append(limit);
    return query;
}

ClientQuery countQuery(const ClientFilter &filter)
{
    ClientQuery query = whereOf(filter);
    query.sql.prepend("SELECT count(*) FROM clients ");
    return query;
}

} // namespace gatehouse::store
