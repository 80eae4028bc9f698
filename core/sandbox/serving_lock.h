#pragma once

#include "base/result.h"

#include <QFile>
#include <QUrl>

#include <memory>

namespace gatehouse::sandbox {

/// Only one process serves a workspace; a second is told which one does. The kernel holds the lock: it ends
/// with its process however that ends, and no process id that somebody else has by now is mistaken for it.
class ServingLock
{
public:
    /// Conflict where another process has it: the message names the process and its address.
    static Result<std::unique_ptr<ServingLock>> acquire(const QString &workspaceFolder);
    ~ServingLock();

    /// For whoever is refused the lock.
    Result<void> publish(const QUrl &baseUrl);
    /// The address of the process that serves the workspace; empty where none does. Takes no lock, so that
    /// asking never stands in the way of a start.
    static QUrl servedAt(const QString &workspaceFolder);

private:
    explicit ServingLock(const QString &workspaceFolder);

    QString m_infoFile;
    QFile m_lockFile;
    bool m_held = false;
};

} // namespace gatehouse::sandbox
