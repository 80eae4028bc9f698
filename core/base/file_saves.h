#pragma once

#include "base/files.h"

#include <QList>

#include <optional>

namespace gatehouse {

/// SHA-256 of a file's bytes: tells whether it changed since it was read.
QByteArray fileDigest(QByteArrayView bytes);

/// Whether the file's bytes are no longer those of `digest`; a file that is gone has changed.
bool hasChangedOnDisk(const QString &path, const QByteArray &digest, qint64 maxBytes = DefaultMaxFileBytes);

struct FileSave {
    QString path;
    QByteArray bytes;
    /// Of the file as it was read; Conflict, and nothing is written, where it is another by now. Empty: there must be
    /// no such file. Nothing: whatever is there is replaced.
    std::optional<QByteArray> expectedDigest;
};

/// Writes all of the files or none: each with its predecessor kept as `<path>.bak`, with its owner and access rights,
/// synced and renamed into place. Where one fails, those before it get their old bytes back, and each the backup that
/// it had. Returns the new digests in the same order. The error names the file, and what could not be written back.
/// From the comparison of the digests on, other savers wait for `<path>.lock`: Conflict where it is held for seconds.
/// Files beyond `maxBytes` are not replaced. Not for the window's thread.
Result<QList<QByteArray>> saveFiles(const QList<FileSave> &saves, qint64 maxBytes = DefaultMaxFileBytes);

} // namespace gatehouse
