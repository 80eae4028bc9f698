#pragma once

#include <QCoreApplication>
#include <QProcess>

#include <memory>

#if defined(__SANITIZE_THREAD__)
/// QProcess starts children by vfork, after which ThreadSanitizer takes this process for the child of a fork and ends
/// it at the next thread.
extern "C" const char *__tsan_default_options();
extern "C" const char *__tsan_default_options()
{
    return "die_after_fork=0";
}
#endif

namespace gatehouse::store::test {

/// This test again, as a process that does the named task.
inline std::unique_ptr<QProcess> startChild(const QStringList &task)
{
    auto child = std::make_unique<QProcess>();
    child->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    child->start(QCoreApplication::applicationFilePath(), QStringList{QStringLiteral("--child")} + task);
    return child;
}

} // namespace gatehouse::store::test
