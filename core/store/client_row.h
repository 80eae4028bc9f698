#pragma once

#include "store/client_store.h"

#include <QSqlQuery>

namespace gatehouse::store {

/// Of a row of CLIENT_COLUMNS.
inline Client clientFrom(const QSqlQuery &row)
{
    Client client;
    client.clientId = row.value(0).toString();
    client.softwareId = row.value(1).toString();
    client.organisationId = row.value(2).toString();
    client.organisationName = row.value(3).toString();
    client.clientName = row.value(4).toString();
    client.environment = row.value(5).toString();
    client.status = clientStatusFromName(row.value(6).toString()).value_or(ClientStatus::Suspended);
    client.issuedAt = fromMilliseconds(row.value(7).toLongLong());
    client.updatedAt = fromMilliseconds(row.value(8).toLongLong());
    client.version = row.value(9).toInt();
    client.metadata = row.value(10).toByteArray();
    return client;
}

} // namespace gatehouse::store
