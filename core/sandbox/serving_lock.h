#pragma once

#include "base/result.h"

#include <QLockFile>
#include <QUrl>

#include <memory>

namespace gatehouse::sandbox {

/// Only one process serves a workspace; a second is told which one does.
class ServingLock
{
public:
    /// Conflict where another process has it: the message names the process and its address.
    static Result<std::unique_ptr<ServingLock>> acquire(const QString &workspaceFolder);
    ~ServingLock();

    /// For whoever is refused the lock.
    Result<void> publish(const QUrl &baseUrl);
    /// The address of the process that serves the workspace; empty where none does.
    static QUrl servedAt(const QString &workspaceFolder);

private:
    explicit ServingLock(const QString &workspaceFolder);

    QString m_infoFile;
    QLockFile m_lock;
};

} // namespace gatehouse::sandbox
