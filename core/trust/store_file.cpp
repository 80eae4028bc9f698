#include "trust/store_file.h"

#include "base/files.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QThread>

#include <algorithm>
#include <memory>
#include <vector>

namespace gatehouse::trust {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::trust)
};

/// What is written under the lock takes seconds at most; who holds it for longer is stuck.
constexpr int LockTimeMs = 5000;
constexpr int LockPauseMs = 10;

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

using Locks = std::vector<std::unique_ptr<QLockFile>>;

/// The file itself, whatever links lead to it: all of its savers take the same lock.
QString lockedPath(const QString &path)
{
    const QFileInfo info(path);
    const QString file = info.canonicalFilePath();
    if (!file.isEmpty())
        return file;
    const QString folder = info.absoluteDir().canonicalPath();
    return folder.isEmpty() ? info.absoluteFilePath() : folder + QLatin1Char('/') + info.fileName();
}

tl::unexpected<Error> notLocked(const QString &path, const QString &lockPath, QLockFile::LockError error)
{
    if (error == QLockFile::LockFailedError)
        return fail(Error::Conflict,
                    Text::tr("Another program has been saving %1 for %2 seconds. Nothing was written. Try again; where "
                             "no program is saving it, remove %3 first.")
                        .arg(path, QString::number(LockTimeMs / 1000), lockPath));
    return fail(
        Error::Io,
        Text::tr("%1 cannot be written: no file can be made beside it. Nothing was written. Check that its folder is "
                 "there, its access rights, and that there is room on the disk.")
            .arg(path));
}

/// At short intervals: the library's own double, so that of several savers the last would wait for seconds.
bool lockInTime(QLockFile &lock)
{
    // Of a program that ended it is told by the process; age alone says nothing of a file that may be another's.
    lock.setStaleLockTime(0);
    for (int waited = 0; waited < LockTimeMs; waited += LockPauseMs) {
        if (lock.tryLock(0))
            return true;
        if (lock.error() != QLockFile::LockFailedError)
            return false;
        QThread::msleep(LockPauseMs);
    }
    return false;
}

/// Each file's lock, in an order that is the same for everybody: nobody waits for one who waits for him.
Result<Locks> lockAll(const QList<StoreSave> &saves)
{
    QStringList paths;
    for (const StoreSave &save : saves)
        paths.append(lockedPath(save.path));
    std::ranges::sort(paths);
    paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
    Locks locks;
    for (const QString &path : std::as_const(paths)) {
        const QString lockPath = path + QLatin1String(".lock");
        locks.push_back(std::make_unique<QLockFile>(lockPath));
        if (!lockInTime(*locks.back()))
            return notLocked(path, lockPath, locks.back()->error());
    }
    return locks;
}

Result<Prepared> prepare(const StoreSave &save)
{
    Result<QByteArray> bytes = encodeStore(save.store, save.password);
    if (!bytes)
        return tl::unexpected(bytes.error());
    return Prepared{save.path, *std::move(bytes), std::nullopt};
}

/// Reads what is there, and compares it with what the saver knows of.
Result<void> readBefore(Prepared &prepared, const StoreSave &save)
{
    if (QFileInfo::exists(save.path)) {
        Result<QByteArray> before = readFile(save.path, MaxStoreBytes);
        if (!before)
            return tl::unexpected(before.error());
        prepared.before = *std::move(before);
    }
    if (!save.expectedDigest)
        return {};
    const QByteArray found = prepared.before ? digestOf(*prepared.before) : QByteArray();
    if (found == *save.expectedDigest)
        return {};
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
    // Behind the encoding, which takes the time of a key derivation.
    const Result<Locks> locks = lockAll(saves);
    if (!locks)
        return tl::unexpected(locks.error());
    for (qsizetype i = 0; i < files.size(); ++i) {
        if (const Result<void> read = readBefore(files[i], saves[i]); !read)
            return tl::unexpected(read.error());
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
