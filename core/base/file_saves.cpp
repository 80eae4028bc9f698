#include "base/file_saves.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QTemporaryFile>
#include <QThread>

#include <algorithm>
#include <memory>
#include <span>
#include <vector>

#include <cerrno>
#include <cstdio>

namespace gatehouse {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::files)
};

/// What is written under the lock takes seconds at most; who holds it for longer is stuck.
constexpr int LockTimeMs = 5000;
constexpr int LockPauseMs = 10;

/// Where a file is that need not be there: links are followed.
QString targetOf(const QString &path)
{
    const QFileInfo info(path);
    const QString file = info.canonicalFilePath();
    if (!file.isEmpty())
        return file;
    const QString folder = info.absoluteDir().canonicalPath();
    return folder.isEmpty() ? info.absoluteFilePath() : folder + QLatin1Char('/') + info.fileName();
}

/// A file's backup, out of the way until the files are all written; then it is removed. Renamed and not copied: it
/// keeps its owner and rights, and comes back on a full disk too.
class EarlierBackup
{
public:
    explicit EarlierBackup(const QString &path)
        : m_path(targetOf(path + QLatin1String(".bak")))
    {}

    Result<void> setAside()
    {
        const QFileInfo info(m_path);
        if (!info.exists())
            return {};
        if (info.isDir())
            return fail(Error::Io,
                        Text::tr("%1 is a folder; the backup goes by this name. Rename the folder.").arg(m_path));
        auto aside = std::make_unique<QTemporaryFile>(m_path + QLatin1String(".XXXXXX"));
        if (!aside->open())
            return cannotReplace(aside->errorString());
        if (!moved(m_path, aside->fileName()))
            return cannotReplace(qt_error_string(errno));
        m_aside = std::move(aside);
        return {};
    }

    /// Over the one that was made since.
    void putBack() const
    {
        if (m_aside)
            (void)moved(m_aside->fileName(), m_path);
        else
            QFile::remove(m_path);
    }

private:
    /// QFile::rename() never replaces a file.
    static bool moved(const QString &from, const QString &to)
    {
        return ::rename(QFile::encodeName(from).constData(), QFile::encodeName(to).constData()) == 0;
    }

    tl::unexpected<Error> cannotReplace(const QString &why) const
    {
        return fail(Error::Io, Text::tr("The backup %1 cannot be replaced: %2.").arg(m_path, why));
    }

    QString m_path;
    std::unique_ptr<QTemporaryFile> m_aside; ///< nothing: there was none
};

/// One of the files that are written together.
struct Prepared {
    QString path;
    QByteArray bytes;
    std::optional<QByteArray> before;           ///< nothing: there was no file
    std::optional<EarlierBackup> earlierBackup; ///< once it is set aside
};

/// Several files are written together: the error says of which it is.
Error located(const QString &path, Error error)
{
    if (!error.message.contains(path))
        error.message = Text::tr("%1: %2").arg(path, error.message);
    return error;
}

using Locks = std::vector<std::unique_ptr<QLockFile>>;

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

/// Each file's lock, the same by whatever link it is saved, in an order that is the same for everybody: nobody waits
/// for one who waits for him.
Result<Locks> lockAll(const QList<FileSave> &saves)
{
    QStringList paths;
    for (const FileSave &save : saves)
        paths.append(targetOf(save.path));
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

/// Reads what is there, and compares it with what the saver knows of.
Result<void> readBefore(Prepared &prepared, const FileSave &save, qint64 maxBytes)
{
    if (QFileInfo::exists(save.path)) {
        Result<QByteArray> before = readFile(save.path, maxBytes);
        if (!before)
            return tl::unexpected(before.error());
        prepared.before = *std::move(before);
    }
    if (!save.expectedDigest)
        return {};
    const QByteArray found = prepared.before ? fileDigest(*prepared.before) : QByteArray();
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

Result<void> writeWithBackup(Prepared &file)
{
    if (file.before) {
        EarlierBackup backup(file.path);
        if (Result<void> aside = backup.setAside(); !aside)
            return aside;
        file.earlierBackup = std::move(backup);
    }
    Result<void> saved = saveFileWithBackup(file.path, file.bytes, FileAccess::AsBefore);
    if (!saved && file.earlierBackup)
        file.earlierBackup->putBack();
    return saved;
}

/// Puts the old bytes and the earlier backups back, the last first; the paths of the files where that failed.
QStringList takeBack(std::span<const Prepared> written)
{
    QStringList lost;
    for (auto file = written.rbegin(); file != written.rend(); ++file) {
        const bool back = file->before ? saveFile(file->path, *file->before, FileAccess::AsBefore).has_value()
                                       : QFile::remove(file->path);
        if (!back)
            lost.append(file->path);
        else if (file->earlierBackup)
            file->earlierBackup->putBack();
    }
    return lost;
}

} // namespace

QByteArray fileDigest(QByteArrayView bytes)
{
    return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
}

bool hasChangedOnDisk(const QString &path, const QByteArray &digest, qint64 maxBytes)
{
    const Result<QByteArray> bytes = readFile(path, maxBytes);
    return !bytes || fileDigest(*bytes) != digest;
}

Result<QList<QByteArray>> saveFiles(const QList<FileSave> &saves, qint64 maxBytes)
{
    std::vector<Prepared> files;
    for (const FileSave &save : saves)
        files.push_back({save.path, save.bytes, std::nullopt, std::nullopt});
    const Result<Locks> locks = lockAll(saves);
    if (!locks)
        return tl::unexpected(locks.error());
    for (size_t i = 0; i < files.size(); ++i) {
        if (const Result<void> read = readBefore(files[i], saves[static_cast<qsizetype>(i)], maxBytes); !read)
            return tl::unexpected(located(files[i].path, read.error()));
    }
    QList<QByteArray> digests;
    for (size_t i = 0; i < files.size(); ++i) {
        if (const Result<void> saved = writeWithBackup(files[i]); !saved) {
            Error error = located(files[i].path, saved.error());
            if (const QStringList lost = takeBack({files.data(), i}); !lost.isEmpty())
                error.message += QLatin1Char(' ')
                    + Text::tr(
                          "These were written before and could not be taken back; their old bytes are in the file with "
                          "\".bak\" behind its name: %1.")
                          .arg(lost.join(QLatin1String(", ")));
            return tl::unexpected(error);
        }
        digests.append(fileDigest(files[i].bytes));
    }
    return digests;
}

} // namespace gatehouse
