#pragma once

#include "base/time.h"
#include "store/activity_log.h"
#include "store/database.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace gatehouse::store {

/// Which key set a row is about; the store does not look into what the words mean.
struct KeySetPlace {
    QString url, truststore, reach;
    friend bool operator==(const KeySetPlace &, const KeySetPlace &) = default;
};

/// A key set as it was read last.
struct KeySetRow {
    KeySetPlace place;
    QByteArray body; ///< empty where it was never read
    QByteArray etag;
    std::optional<Instant> fetchedAt;   ///< when the server last said that this is it
    std::optional<Instant> attemptedAt; ///< when it was last asked
    Instant refreshAt{};
    QString problem;    ///< why it could not be read when it was last asked; empty where it could
    QByteArray changes; ///< JSON
    std::optional<Instant> changedAt;
};

/// A key set that somebody gave a name.
struct NamedKeySet {
    QString name;
    QString url;
    QString truststore; ///< a file; empty: the system's
    qint64 place = 0;   ///< lists are in this order; set by the store where it is 0
    friend bool operator==(const NamedKeySet &, const NamedKeySet &) = default;
};

/// Who changes the named key sets, and when: for the record of changes, which holds each.
struct KeySetChange {
    Actor actor;
    Instant at{};
};

/// Key sets of the network in the database. May be used from any thread.
class KeySetStore
{
public:
    static constexpr qsizetype MaxNamed = 64;

    explicit KeySetStore(Database &database)
        : m_database(database)
    {}

    /// The rows attempted last, newest first; of those attempted before or at `after` none.
    Result<QList<KeySetRow>> rows(qsizetype limit, std::optional<Instant> after = std::nullopt) const;
    /// Rides along with another transaction or goes alone after a moment; nobody waits for it. Beyond `keep` rows the
    /// ones that were attempted longest ago go, but for those with a name.
    void saveLater(const KeySetRow &row, qsizetype keep);

    Result<QList<NamedKeySet>> names() const;
    /// Conflict where the name is taken, TooLarge beyond MaxNamed. Wait on the disk: not for the window's thread.
    Result<void> addName(const NamedKeySet &named, const KeySetChange &change);
    /// Puts `named` in place of the one called `name`; NotFound, Conflict.
    Result<void> changeName(const QString &name, const NamedKeySet &named, const KeySetChange &change);
    /// What was removed, so that it can be put back; NotFound.
    Result<NamedKeySet> removeName(const QString &name, const KeySetChange &change);

private:
    Database &m_database;
};

} // namespace gatehouse::store
