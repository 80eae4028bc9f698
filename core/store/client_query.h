#pragma once

#include "store/client_store.h"

#include <QByteArray>
#include <QVariant>

#include <limits>
#include <optional>
#include <vector>

namespace gatehouse::store {

// One order for reading and writing.
#define CLIENT_COLUMNS                                                                                                 \
    "client_id, software_id, organisation_id, organisation_name, client_name, environment, status, issued_at, "        \
    "updated_at, version, metadata"

/// A statement with the values of its placeholders.
struct ClientQuery {
    QByteArray sql;
    QVariantList values;
};

/// An empty value where QString() and QByteArray() would be NULL to the database.
inline QString notNull(const QString &value)
{
    return value.isNull() ? QStringLiteral("") : value;
}

inline QByteArray notNull(const QByteArray &value)
{
    return value.isNull() ? QByteArray("") : value;
}

/// Matches texts that hold `part`, for LIKE … ESCAPE '\'.
QString likePattern(QString part);

/// Selects numbers of client_list from an index: rows of which all that fit a filter are some.
using ClientSource = ClientQuery;

/// More than so many rows are not fetched to be sorted, which takes some thirty milliseconds: the sorted index is
/// walked instead, where they are frequent.
constexpr int MaxFetchedClients = 20'000;

/// Texts that the search text of each client that fits has; those of one or two characters are in no index of three.
QStringList needlesOf(const ClientFilter &filter);
/// Selects the groups of three characters that begin with `part`.
ClientQuery groupsQuery(const QString &part, int limit);
/// Selects what the index of words finds, an FTS5 query, and what is not yet in it.
ClientSource wordSource(const QString &query);
/// Selects what is not yet in the index of words.
ClientSource unindexedSource();
/// The other indexes that narrow a filter down.
std::vector<ClientSource> columnSources(const ClientFilter &filter);
/// Counts a source's rows, up to `most`.
ClientQuery sourceCountQuery(const ClientSource &source, qint64 most);

/// Where a page begins.
struct PageStart {
    std::optional<ClientKey> after;
    qint64 offset = 0;
};

// With a source its rows are fetched and sorted, without one the sorted index is walked.

/// Selects CLIENT_COLUMNS.
ClientQuery pageQuery(const ClientFilter &filter, const std::optional<ClientSource> &source, const PageStart &start,
                      int limit, const ClientSort &sort);
/// Counts up to `most`.
ClientQuery countQuery(const ClientFilter &filter, const std::optional<ClientSource> &source,
                       qint64 most = std::numeric_limits<qint64>::max());
/// Counts what a filter that asks for nothing shows: all but what is deleted.
ClientQuery undeletedCountQuery();
/// Counts what comes before `key`.
ClientQuery rowQuery(const ClientFilter &filter, const std::optional<ClientSource> &source, const ClientKey &key,
                     const ClientSort &sort);
/// Whether an index has all that the filter asks for, so that no row need be looked at.
bool isCovered(const ClientFilter &filter);

} // namespace gatehouse::store
