#pragma once

#include "store/activity_log.h"
#include "workspace/expiring_certificates.h"

#include <QStringList>

#include <optional>

namespace gatehouse::fetch {
class JwksCache;
struct KeySetState;
} // namespace gatehouse::fetch
namespace gatehouse::store {
class ClientStore;
class Database;
} // namespace gatehouse::store

namespace gatehouse::workspace {

class Workspace;

struct RegistrationCounts {
    qint64 active = 0;
    qint64 held = 0; ///< they wait for review
    qint64 suspended = 0;
    qint64 deleted = 0;

    qint64 live() const { return active + held + suspended; }
    bool areNone() const { return live() + deleted == 0; }
    friend bool operator==(const RegistrationCounts &, const RegistrationCounts &) = default;
};

/// How a named key set stands.
struct KeySetHealth {
    enum class Standing : quint8 {
        Good,
        NeverFetched,
        Failing, ///< its server fails, and what it said before still counts
        Lost,    ///< there are no keys that may be used: never read, or read too long ago
    };

    QString name;
    Standing standing = Standing::NeverFetched;
    qsizetype keys = 0;
    std::optional<Instant> fetchedAt = {};
    QString problem = {};

    friend bool operator==(const KeySetHealth &, const KeySetHealth &) = default;
};
KeySetHealth healthOf(const QString &name, const fetch::KeySetState &state, Instant now);

/// What there is to know at a glance. What could not be read is left out, and `problems` says so.
struct Overview {
    static constexpr int MaxActivity = 10;

    RegistrationCounts registrations;
    QList<KeySetHealth> keySets;     ///< in the order of the JWKS page
    QList<store::Activity> activity; ///< newest first
    QStringList problems;
};

/// Certificates that have expired or are about to. `unread` names what could not be looked into.
struct ExpiryReport {
    /// Of a million clients not every certificate is read anew each time: the newest registrations are.
    static constexpr int MaxClients = 500;

    QList<ExpiringCertificate> certificates;
    QStringList unread;
    bool sawEveryClient = true;
};

/// Where both come from. All must outlive the calls, which may be made from any thread.
struct OverviewSources {
    store::Database &database;
    store::ClientStore &clients;
    fetch::JwksCache &keySets;
    std::shared_ptr<const directory::Directory> directory;
    Clock clock;

    static OverviewSources of(Workspace &workspace);
};

/// Reads the database: not for the window's thread.
Overview gatherOverview(const OverviewSources &sources);
/// Reads files and certificates; takes tens of milliseconds and more. `truststores` are those that were opened lately.
ExpiryReport gatherExpiry(const OverviewSources &sources, const QString &clientTruststore,
                          const QStringList &truststores);

} // namespace gatehouse::workspace
