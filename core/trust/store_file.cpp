#include "trust/store_file.h"

#include "base/file_saves.h"

namespace gatehouse::trust {

Result<StoreFile> openStoreFile(const QString &path, const std::optional<Password> &password)
{
    const Result<QByteArray> bytes = readFile(path, MaxStoreBytes);
    if (!bytes)
        return tl::unexpected(bytes.error());
    Result<DecodedStore> decoded = decodeStore(*bytes, password);
    if (!decoded)
        return tl::unexpected(decoded.error());
    return StoreFile{path, std::move(decoded->store), decoded->integrity, fileDigest(*bytes)};
}

bool hasChangedOnDisk(const QString &path, const QByteArray &digest)
{
    return gatehouse::hasChangedOnDisk(path, digest, MaxStoreBytes);
}

Result<QList<QByteArray>> saveStoreFiles(const QList<StoreSave> &saves)
{
    // Before any lock is taken: the encoding takes the time of a key derivation.
    QList<FileSave> files;
    for (const StoreSave &save : saves) {
        Result<QByteArray> bytes = encodeStore(save.store, save.password);
        if (!bytes) {
            Error error = bytes.error();
            if (!error.message.contains(save.path))
                error.message = QStringLiteral("%1: %2").arg(save.path, error.message);
            return tl::unexpected(error);
        }
        files.append({save.path, *std::move(bytes), save.expectedDigest});
    }
    return saveFiles(files, MaxStoreBytes);
}

} // namespace gatehouse::trust
