#include "base/files.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

#include <optional>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

namespace gatehouse {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse)
};

} // namespace

Result<QByteArray> readFile(const QString &path, qint64 maxBytes)
{
    const QFileInfo info(path);
    if (!info.exists())
        return fail(Error::NotFound, Text::tr("There is no file %1.").arg(path));
    if (info.isDir())
        return fail(Error::Io, Text::tr("%1 is a folder; a file is expected.").arg(path));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(Error::Io, Text::tr("%1 cannot be read: %2.").arg(path, file.errorString()));
    // One byte more than allowed tells "too large" also for pipes and devices, which have no size.
    QByteArray bytes = file.read(maxBytes + 1);
    if (bytes.size() > maxBytes)
        return fail(Error::TooLarge,
                    Text::tr("%1 is larger than the %2 bytes that are read here.").arg(path).arg(maxBytes));
    if (file.error() != QFileDevice::NoError)
        return fail(Error::Io, Text::tr("%1 cannot be read: %2.").arg(path, file.errorString()));
    return bytes;
}

namespace {

constexpr auto ForEveryone =
    QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ReadGroup | QFileDevice::ReadOther;

/// Whose a file is to be. The owner is asked of the system: Qt tells none that it could set.
struct Rights {
    QFileDevice::Permissions permissions = ForEveryone;
    std::optional<std::pair<uid_t, gid_t>> owner; ///< nothing: whoever writes
};

Rights rightsFor(const QString &path, FileAccess access)
{
    if (access == FileAccess::OwnerOnly)
        return {QFileDevice::ReadOwner | QFileDevice::WriteOwner, std::nullopt};
    struct stat status {};
    if (access == FileAccess::Everyone || ::stat(QFile::encodeName(path).constData(), &status) != 0)
        return {ForEveryone, std::nullopt};
    return {QFileInfo(path).permissions(), std::pair(status.st_uid, status.st_gid)};
}

Result<void> apply(const Rights &rights, QSaveFile &file, const QString &path)
{
    if (rights.owner && ::fchown(file.handle(), rights.owner->first, rights.owner->second) != 0
        && !(rights.permissions & QFileDevice::ReadOther))
        return fail(Error::Io,
                    Text::tr("%1 belongs to another user, whose program could no longer read it once it is saved here. "
                             "Save as that user or as root. The file is as it was.")
                        .arg(path));
    // Behind the change of owner, which may take rights away.
    if (!file.setPermissions(rights.permissions))
        return fail(Error::Io, Text::tr("The access rights of %1 cannot be set: %2.").arg(path, file.errorString()));
    return {};
}

Result<void> write(const QString &path, QByteArrayView bytes, const Rights &rights)
{
    QSaveFile file(path);
    file.setDirectWriteFallback(false);
    if (!file.open(QIODevice::WriteOnly))
        return fail(Error::Io, Text::tr("%1 cannot be written: %2.").arg(path, file.errorString()));
    if (auto applied = apply(rights, file, path); !applied)
        return applied;
    // commit() syncs before it writes out its buffer, and takes a write that ran out of room for a whole one.
    if (file.write(bytes.data(), bytes.size()) != bytes.size() || !file.flush() || !file.commit())
        return fail(Error::Io,
                    Text::tr("%1 cannot be written: %2. The file is as it was.").arg(path, file.errorString()));
    return {};
}

} // namespace

Result<void> saveFile(const QString &path, QByteArrayView bytes, FileAccess access)
{
    return write(path, bytes, rightsFor(path, access));
}

Result<void> saveFileWithBackup(const QString &path, QByteArrayView bytes, FileAccess access)
{
    const Rights rights = rightsFor(path, access);
    if (QFileInfo::exists(path)) {
        const Result<QByteArray> before = readFile(path, 1LL << 30);
        if (!before)
            return tl::unexpected(before.error());
        if (auto kept = write(path + QStringLiteral(".bak"), *before, rights); !kept)
            return kept;
    }
    return write(path, bytes, rights);
}

} // namespace gatehouse
