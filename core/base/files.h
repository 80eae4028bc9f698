#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

namespace gatehouse {

constexpr qint64 DefaultMaxFileBytes = 16LL * 1024 * 1024;

/// The whole file; a directory, a missing permission and a file larger than `maxBytes` are told apart.
Result<QByteArray> readFile(const QString &path, qint64 maxBytes = DefaultMaxFileBytes);

enum class FileAccess {
    Everyone,  ///< 0644
    OwnerOnly, ///< 0600, from its first byte on: private keys and whatever else is secret
    /// Owner, group and mode of the file that is replaced, 0644 where there is none: files that another program reads.
    /// Fails where the owner cannot be kept and others may not read the file: its program would find it locked.
    AsBefore,
};

/// Writes a neighbour, syncs it and renames it over `path`: after a crash the old bytes stand or the
/// new ones, never a part. A symbolic link is followed, not replaced.
Result<void> saveFile(const QString &path, QByteArrayView bytes, FileAccess access = FileAccess::Everyone);

/// The same, and what was there before is kept as `<path>.bak`, with the access rights that it had where they are kept.
Result<void> saveFileWithBackup(const QString &path, QByteArrayView bytes, FileAccess access = FileAccess::Everyone);

} // namespace gatehouse
