#pragma once

#include "store/activity_log.h"
#include "store/client_store.h"

namespace gatehouse::store {

/// "organisation · client name", or whichever of them there is.
QString clientSubjectName(const QString &organisationName, const QString &clientName);

/// Ends all its tokens within a transaction.
Result<void> killTokens(Connection &connection, const QString &clientId);

/// What a TPP's own request changed, for the record: "client.registered", "client.updated", "client.deleted". An
/// update says only what differs; a software statement is told by its SHA-256, as `software_statement_sha256`.
NewActivity registeredActivity(const Client &client);
NewActivity updatedActivity(const Client &before, const Client &after);
NewActivity deletedActivity(const Client &client);

} // namespace gatehouse::store
