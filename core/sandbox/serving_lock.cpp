#include "sandbox/serving_lock.h"

#include "base/files.h"
#include "base/json.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>

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

QUrl publishedUrl(const QString &folder)
{
    const auto info = readFile(infoFile(folder), 4096).and_then(parseJsonObject);
    return info ? QUrl(stringMember(*info, "base_url").value_or(QString())) : QUrl();
}

} // namespace

ServingLock::ServingLock(const QString &workspaceFolder)
    : m_infoFile(infoFile(workspaceFolder))
    , m_lock(lockFile(workspaceFolder))
{
    // Held as long as its process lives, however long that is.
    m_lock.setStaleLockTime(0);
}

ServingLock::~ServingLock()
{
    if (m_lock.isLocked())
        QFile::remove(m_infoFile);
}

Result<std::unique_ptr<ServingLock>> ServingLock::acquire(const QString &workspaceFolder)
{
    auto lock = std::unique_ptr<ServingLock>(new ServingLock(workspaceFolder));
    if (lock->m_lock.tryLock(0))
        return lock;
    if (lock->m_lock.error() != QLockFile::LockFailedError)
        return fail(Error::Io, Text::tr("The workspace %1 cannot be locked. Check its access rights.").arg(workspaceFolder));
    qint64 process = 0;
    QString host;
    QString program;
    lock->m_lock.getLockInfo(&process, &host, &program);
    return fail(Error::Conflict, Text::tr("The workspace %1 is already served by %2 (process %3) at %4. Stop it, or use "
                                          "another workspace.")
                                     .arg(workspaceFolder, program.isEmpty() ? Text::tr("another program") : program)
                                     .arg(process)
                                     .arg(publishedUrl(workspaceFolder).toString()));
}

Result<void> ServingLock::publish(const QUrl &baseUrl)
{
    return saveFile(m_infoFile, toPrettyBytes({{"base_url", baseUrl.toString().toStdString()},
                                               {"process", QCoreApplication::applicationPid()}}));
}

QUrl ServingLock::servedAt(const QString &workspaceFolder)
{
    ServingLock lock(workspaceFolder);
    if (lock.m_lock.tryLock(0))
        return {};
    return publishedUrl(workspaceFolder);
}

} // namespace gatehouse::sandbox
