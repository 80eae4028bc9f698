#pragma once

#include <QLatin1String>
#include <QList>
#include <QString>

#include <optional>

namespace gatehouse::store {

enum class ClientStatus : quint8 {
    Active,
    Held,      ///< registered, waits for review, can do nothing
    Suspended, ///< can do nothing until reactivated
    Deleted,   ///< its history stays
};
QLatin1String name(ClientStatus status);
std::optional<ClientStatus> clientStatusFromName(QStringView name);

/// What a reviewer may make of a client that is `status`. Nothing of one that was deleted: its software registers anew.
QList<ClientStatus> nextStatuses(ClientStatus status);

/// What to decide in order to take back that a client which was `from` became `to`; nothing where that is for ever.
/// Tokens that died stay dead: a client that is active again gets new ones.
std::optional<ClientStatus> undoOf(ClientStatus from, ClientStatus to);

/// What the record of changes calls it that a reviewer makes a client `to`: "client.approved" and the like.
QLatin1String actionName(ClientStatus from, ClientStatus to);

} // namespace gatehouse::store
