#pragma once

#include "directory/directory.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <atomic>

namespace gatehouse::directory::test {

/// A clock that stands still until it is set.
class HandClock
{
public:
    Clock clock() const
    {
        return [moment = m_moment] { return fromMilliseconds(moment->load()); };
    }
    Instant now() const { return fromMilliseconds(m_moment->load()); }
    void advance(std::chrono::milliseconds span) { *m_moment += span.count(); }

private:
    std::shared_ptr<std::atomic<qint64>> m_moment = std::make_shared<std::atomic<qint64>>(1'750'000'000'000);
};

inline QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline bool writeContent(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

struct Output {
    int status = -1;
    QByteArray out;
    QByteArray err;
};

inline Output run(const QString &program, const QStringList &arguments, const QString &folder = {})
{
    QProcess process;
    process.setWorkingDirectory(folder);
    process.start(program, arguments);
    if (!process.waitForFinished(60'000))
        return {};
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(),
            process.readAllStandardError()};
}

inline TppRequest request()
{
    TppRequest request;
    request.baseUrl = QStringLiteral("https://localhost:8443");
    return request;
}

} // namespace gatehouse::directory::test
