#pragma once

#include "base/time.h"
#include "directory/directory.h"

#include <QMutex>
#include <QStringList>

namespace gatehouse::directory {

/// The directory's own signing keys, `<folder>/<milliseconds>.key`: the newest signs, all are published.
/// Usable from any thread; a key that another process adds is seen within a second.
class SigningKeys
{
public:
    struct Snapshot {
        jose::PrivateKey newest;
        QByteArray newestKid;
        std::shared_ptr<const PublishedKeys> published;
    };

    SigningKeys(QString folder, Clock clock);

    /// The caller holds the directory's lock.
    Result<void> add();
    bool isEmpty() const { return files().isEmpty(); }
    Result<std::shared_ptr<const Snapshot>> snapshot() const;

private:
    /// Newest first.
    QStringList files() const;
    Result<std::shared_ptr<const Snapshot>> read(const QStringList &names) const;

    const QString m_folder;
    const Clock m_clock;
    mutable QMutex m_mutex;
    mutable Instant m_lookedAt{};
    mutable QStringList m_names;
    mutable std::shared_ptr<const Snapshot> m_snapshot;
};

} // namespace gatehouse::directory
