#include "trust/store_file.h"

#include "base/files.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>

namespace gatehouse::trust {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::trust)
};

QByteArray digestOf(QByteArrayView bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
}

/// One of the files that are written together.
struct Prepared {
    QString path;
    QByteArray bytes;
    std::optional<QByteArray> before; ///< nothing: there was no file
};

Result<Prepared> prepare(const StoreSave &save)
{
    Result<QByteArray> bytes = encodeStore(save.store, save.password);
    if (!bytes)
        return tl::unexpected(bytes.error());
    Prepared prepared{save.path, *std::move(bytes), std::nullopt};
    if (QFileInfo::exists(save.path)) {
        Result<QByteArray> before = readFile(save.path, MaxStoreBytes);
        if (!before)
            return tl::unexpected(before.error());
        prepared.before = *std::move(before);
    }
    if (!save.expectedDigest)
        return prepared;
    const QByteArray found = prepared.before ? digestOf(*prepared.before) : QByteArray();
    if (found == *save.expectedDigest)
        return prepared;
    if (save.expectedDigest->isEmpty())
        return fail(Error::Conflict,
                    Text::tr("There is a file %1 already. Choose another name, or replace it.").arg(save.path));
    if (!prepared.before)
        return fail(
            Error::Conflict,
            Text::tr(
                "%1 is gone: somebody removed or renamed it since it was opened. Save under another name, or write "
                "it anew.")
                .arg(save.path));
    return fail(
        Error::Conflict,
        Text::tr("%1 was changed by somebody else since it was opened. Nothing was written. Reload it and make the "
                 "changes again, save under another name, or overwrite it.")
            .arg(save.path));
}

/// Puts the old bytes back; the paths of the files where that failed.
QStringList takeBack(const QList<Prepared> &written)
{
    QStringList lost;
    for (const Prepared &file : written) {
        const bool back = file.before ? saveFile(file.path, *file.before, FileAccess::AsBefore).has_value()
                                      : QFile::remove(file.path);
        if (!back)
            lost.append(file.path);
    }
    return lost;
}

} // namespace

Result<StoreFile> openStoreFile(const QString &path, const std::optional<Password> &password)
{
    const Result<QByteArray> bytes = readFile(path, MaxStoreBytes);
    if (!bytes)
        return tl::unexpected(bytes.error());
    Result<DecodedStore> decoded = decodeStore(*bytes, password);
    if (!decoded)
        return tl::unexpected(decoded.error());
    return StoreFile{path, std::move(decoded->store), decoded->integrity, digestOf(*bytes)};
}

bool hasChangedOnDisk(const QString &path, const QByteArray &digest)
{
    const Result<QByteArray> bytes = readFile(path, MaxStoreBytes);
    return !bytes || digestOf(*bytes) != digest;
}

Result<QList<QByteArray>> saveStoreFiles(const QList<StoreSave> &saves)
{
    QList<Prepared> files;
    for (const StoreSave &save : saves) {
        Result<Prepared> prepared = prepare(save);
        if (!prepared)
            return tl::unexpected(prepared.error());
        files.append(*std::move(prepared));
    }
    QList<Prepared> written;
    QList<QByteArray> digests;
    for (const Prepared &file : std::as_const(files)) {
        if (auto saved = saveFileWithBackup(file.path, file.bytes, FileAccess::AsBefore); !saved) {
            Error error = saved.error();
            if (const QStringList lost = takeBack(written); !lost.isEmpty())
                error.message += QLatin1Char(' ')
                    + Text::tr(
                          "These were written before and could not be taken back; their old bytes are in the file with "
                          "\".bak\" behind its name: %1.")
                          .arg(lost.join(QLatin1String(", ")));
            return tl::unexpected(error);
        }
        written.append(file);
        digests.append(digestOf(file.bytes));
    }
    return digests;
}

} // namespace gatehouse::trust
