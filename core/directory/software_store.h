#pragma once

#include "base/time.h"
#include "directory/directory.h"

#include <QDateTime>
#include <QHash>
#include <QMutex>
#include <QString>

namespace gatehouse::directory {

/// The files `<folder>/<organisation>/<software>.json`, one a software. Usable from any thread; other
/// processes may write the files at the same time.
class SoftwareStore
{
public:
    SoftwareStore(QString folder, Clock clock);

    bool contains(const QString &organisationId, const QString &softwareId) const;
    Result<SoftwareRecord> load(const QString &organisationId, const QString &softwareId) const;
    QList<SoftwareRecord> all() const;
    Result<void> save(const SoftwareRecord &record);
    Result<void> remove(const QString &organisationId, const QString &softwareId);
    /// From memory, where the files were looked at less than half a second ago.
    Result<std::shared_ptr<const PublishedKeys>> keys(const QString &organisationId, const QString &softwareId) const;

private:
    /// What tells a file that was written again.
    struct Stamp {
        qint64 modifiedMs = 0;
        qint64 bytes = 0;
        friend bool operator==(const Stamp &, const Stamp &) = default;
    };
    using Stamps = QList<std::pair<QString, Stamp>>;
    struct Cached {
        Instant lookedAt;
        Stamps stamps;
        std::shared_ptr<const PublishedKeys> keys;
    };

    QString path(const QString &organisationId, const QString &softwareId) const;
    /// The files that make up a key set: one of a software, all of an organisation.
    Stamps stampsOf(const QString &organisationId, const QString &softwareId) const;
    Result<std::shared_ptr<const PublishedKeys>> readKeys(const QString &organisationId, const Stamps &files) const;
    void forget(const QString &organisationId, const QString &softwareId);

    const QString m_folder;
    const Clock m_clock;
    mutable QMutex m_mutex;
    mutable QHash<QString, Cached> m_cache;
};

} // namespace gatehouse::directory
