#include "sandbox/serving_lock.h"

#include "base/files.h"
#include "base/json.h"

#include <QCoreApplication>
#include <QDir>

#include <cerrno>

#include <fcntl.h>

namespace gatehouse::sandbox {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::sandbox)
};

QString lockFile(const QString &folder)
{
    return QDir(folder).filePath(QStringLiteral("serving.lock"));
}

QString infoFile(const QString &folder)
{
    return QDir(folder).filePath(QStringLiteral("serving.json"));
}

struct Published {
    QUrl baseUrl;
    qint64 process = 0;
};

Published published(const QString &folder)
{
    const auto info = readFile(infoFile(folder), 4096).and_then(parseJsonObject);
    if (!info)
        return {};
    const Json *process = member(*info, "process");
    return {QUrl(stringMember(*info, "base_url").value_or(QString())),
            process && process->is_number_integer() ? process->get<qint64>() : 0};
}

/// Of the open file, not of the process: two in one program exclude each other too.
struct flock wholeFile()
{
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    return lock;
}

} // namespace

ServingLock::ServingLock(const QString &workspaceFolder)
    : m_infoFile(infoFile(workspaceFolder))
    , m_lockFile(lockFile(workspaceFolder))
{}

ServingLock::~ServingLock()
{
    if (m_held)
        QFile::remove(m_infoFile);
}

Result<std::unique_ptr<ServingLock>> ServingLock::acquire(const QString &workspaceFolder)
{
    auto lock = std::unique_ptr<ServingLock>(new ServingLock(workspaceFolder));
    if (!lock->m_lockFile.open(QIODevice::ReadWrite))
        return fail(Error::Io,
                    Text::tr("The workspace %1 cannot be locked: %2. Check its access rights.")
                        .arg(workspaceFolder, lock->m_lockFile.errorString()));
    struct flock whole = wholeFile();
    if (::fcntl(lock->m_lockFile.handle(), F_OFD_SETLK, &whole) == 0) {
        lock->m_held = true;
        // Of a process that could not remove it.
        QFile::remove(lock->m_infoFile);
        return lock;
    }
    if (errno != EAGAIN && errno != EACCES)
        return fail(Error::Io,
                    Text::tr("The workspace %1 cannot be locked: %2.").arg(workspaceFolder, qt_error_string(errno)));
    const Published holder = published(workspaceFolder);
    if (holder.baseUrl.isEmpty())
        return fail(Error::Conflict,
                    Text::tr("The workspace %1 is already served by another process, which is just starting "
                             "or stopping. Use another workspace, or try again.")
                        .arg(workspaceFolder));
    return fail(Error::Conflict,
                Text::tr("The workspace %1 is already served at %2, by process %3. Stop it, or use another "
                         "workspace.")
                    .arg(workspaceFolder, holder.baseUrl.toString(), QString::number(holder.process)));
}

Result<void> ServingLock::publish(const QUrl &baseUrl)
{
    return saveFile(m_infoFile,
                    toPrettyBytes({{"base_url", baseUrl.toString().toStdString()},
                                   {"process", QCoreApplication::applicationPid()}}));
}

QUrl ServingLock::servedAt(const QString &workspaceFolder)
{
    QFile file(lockFile(workspaceFolder));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    struct flock whole = wholeFile();
    if (::fcntl(file.handle(), F_OFD_GETLK, &whole) != 0 || whole.l_type == F_UNLCK)
        return {};
    return published(workspaceFolder).baseUrl;
}

} // namespace gatehouse::sandbox
