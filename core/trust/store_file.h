#pragma once

#include "trust/store_codec.h"

namespace gatehouse::trust {

/// A truststore as it was when its file was read.
struct StoreFile {
    QString path;
    TrustStore store;
    Integrity integrity = Integrity::None;
    QByteArray digest; ///< SHA-256 of the file's bytes: tells whether it changed meanwhile
};

/// Blocks on the disk and on PKCS#12's key derivation: not for the window's thread. Errors as decodeStore(), and Io.
Result<StoreFile> openStoreFile(const QString &path, const std::optional<Password> &password);

/// Whether the file's bytes are no longer those of `digest`; a file that is gone has changed.
bool hasChangedOnDisk(const QString &path, const QByteArray &digest);

struct StoreSave {
    QString path;
    TrustStore store;
    Password password;
    /// Of the file as it was read; Conflict, and nothing is written, where it is another by now. Empty: there must be
    /// no such file. Nothing: whatever is there is replaced.
    std::optional<QByteArray> expectedDigest;
};

/// Writes all of the files or none: each with its predecessor kept as `<path>.bak`, with its owner and access rights,
/// synced and renamed into place. Where one fails, those before it get their old bytes back, and each the backup that
/// it had. Returns the new digests in the same order. The error names the file, and what could not be written back.
/// From the comparison of the digests on, other savers wait for `<path>.lock`: Conflict where it is held for seconds.
/// Not for the window's thread.
Result<QList<QByteArray>> saveStoreFiles(const QList<StoreSave> &saves);

} // namespace gatehouse::trust
