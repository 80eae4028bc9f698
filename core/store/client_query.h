#pragma once

#include "store/client_store.h"

#include <QByteArray>
#include <QVariant>

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

/// What a search looks into; LIKE folds the case of ASCII alone, or of nothing.
QString searchText(const Client &client);

/// Selects CLIENT_COLUMNS.
ClientQuery pageQuery(const ClientFilter &filter, const std::optional<ClientKey> &after, int limit,
                      const ClientSort &sort);
ClientQuery countQuery(const ClientFilter &filter);

} // namespace gatehouse::store
