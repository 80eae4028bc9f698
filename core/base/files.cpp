#include "base/files.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>

namespace gatehouse {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("gatehouse::files", text);
}

} // namespace

Result<QByteArray> readFile(const QString &path, qint64 maxBytes)
{
    const QFileInfo info(path);
    if (!info.exists())
        return fail(Error::NotFound, tr("There is no file %1.").arg(path));
    if (info.isDir())
        return fail(Error::Io, tr("%1 is a folder; a file is expected.").arg(path));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(Error::Io, tr("%1 cannot be read: %2.").arg(path, file.errorString()));
    // One byte more than allowed tells "too large" also for pipes and devices, which have no size.
    QByteArray bytes = file.read(maxBytes + 1);
    if (bytes.size() > maxBytes)
        return fail(Error::TooLarge, tr("%1 is larger than the %2 bytes that are read here.").arg(path).arg(maxBytes));
    if (file.error() != QFileDevice::NoError)
        return fail(Error::Io, tr("%1 cannot be read: %2.").arg(path, file.errorString()));
    return bytes;
}

Result<void> saveFile(const QString &path, QByteArrayView bytes, FileAccess access)
{
    QSaveFile file(path);
    file.setDirectWriteFallback(false);
    if (!file.open(QIODevice::WriteOnly))
        return fail(Error::Io, tr("%1 cannot be written: %2.").arg(path, file.errorString()));
    const auto permissions = access == FileAccess::OwnerOnly
        ? QFileDevice::ReadOwner | QFileDevice::WriteOwner
        : QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ReadGroup | QFileDevice::ReadOther;
    if (!file.setPermissions(permissions))
        return fail(Error::Io, tr("The access rights of %1 cannot be set: %2.").arg(path, file.errorString()));
    // commit() syncs before it writes out its buffer, and takes a write that ran out of room for a whole one.
    if (file.write(bytes.data(), bytes.size()) != bytes.size() || !file.flush() || !file.commit())
        return fail(Error::Io, tr("%1 cannot be written: %2. The file is as it was.").arg(path, file.errorString()));
    return {};
}

Result<void> saveFileWithBackup(const QString &path, QByteArrayView bytes, FileAccess access)
{
    if (QFileInfo::exists(path)) {
        const Result<QByteArray> before = readFile(path, 1LL << 30);
        if (!before)
            return tl::unexpected(before.error());
        if (auto kept = saveFile(path + QStringLiteral(".bak"), *before, access); !kept)
            return kept;
    }
    return saveFile(path, bytes, access);
}

} // namespace gatehouse
