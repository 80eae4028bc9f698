#pragma once

#include "dcr/check.h"
#include "store/activity_log.h"
#include "store/client_store.h"

namespace gatehouse::workspace {

/// A version of a registration, taken apart as far as it goes. A value.
struct RegistrationVersion {
    store::ClientVersion stored;
    dcr::Evidence evidence;                        ///< its two tokens at the moment of registration; no keys
    dcr::RegistrationRequest request;              ///< what can be read of it
    dcr::SoftwareStatement statement;              ///< likewise
    std::optional<trust::Certificate> certificate; ///< the connection's, where there was one that can be read

    static RegistrationVersion of(store::ClientVersion stored);
};

/// All that is kept of one client. A value.
struct RegistrationRecord {
    /// More rows of the activity record are left out, the oldest first.
    static constexpr int MaxActivities = 500;

    store::Client client;
    QList<store::ClientVersion> versions; ///< oldest first
    RegistrationVersion newest;           ///< of the last of them
    QList<store::Activity> activities;    ///< newest first
    bool hasAllActivities = true;
};

/// NotFound where there is no such client. Reads the database: not for the window's thread.
Result<RegistrationRecord> readRegistration(const store::ClientStore &clients, const store::ActivityLog &log,
                                            const QString &clientId);

/// Something that happened to a client, for people.
struct HistoryEntry {
    enum class Kind : quint8 { Version, Decision, Other };

    Instant at{};
    Kind kind = Kind::Other;
    QString what; ///< "Registered", "Approved"
    QString who;
    QString where; ///< "Console", "Command line", "Endpoint"
    QString reason;
};

/// Versions and activities as one list, newest first. A version that the activity record tells of is there once.
QList<HistoryEntry> historyOf(const RegistrationRecord &record);

/// "Approved" for `client.approved`; an action that is not known stays as it is.
QString actionTitle(const QString &action);
QString title(store::ActivityOrigin origin);
/// "Waiting for review" for Held.
QString title(store::ClientStatus status);

} // namespace gatehouse::workspace
