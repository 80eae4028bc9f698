#pragma once

#include "base/json.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

namespace gatehouse::test {

struct Output {
    int status = -1; ///< -1: it crashed or did not end
    QByteArray out;
    QByteArray err;

    Json json() const { return parseJson(out).value_or(Json()); }
};

inline Output runProgram(const QString &program, const QStringList &arguments, const QByteArray &input = {}, const QString &folder = {})
{
    QProcess process;
    process.setWorkingDirectory(folder);
    process.start(program, arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(60'000))
        return {-1, {}, "it did not end"};
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(),
            process.readAllStandardError()};
}

inline Output cli(const QStringList &arguments, const QByteArray &input = {})
{
    return runProgram(QStringLiteral(GATEHOUSE_CLI), arguments, input);
}

/// `gatehouse-cli serve` as a child.
class Served
{
public:
    /// The address; empty where it did not get that far.
    QString start(const QString &workspace, const QStringList &more = {QStringLiteral("--port"), QStringLiteral("0")})
    {
        m_process.start(QStringLiteral(GATEHOUSE_CLI), QStringList{QStringLiteral("serve"), QStringLiteral("--data-dir"), workspace} + more);
        QByteArray out;
        while (!out.contains('\n') && m_process.waitForReadyRead(30'000))
            out += m_process.readAllStandardOutput();
        return out.startsWith("ready ") ? QString::fromUtf8(out.mid(6)).trimmed() : QString();
    }

    void signal(int number) const { ::kill(static_cast<pid_t>(m_process.processId()), number); }
    /// The exit status; -1 after a crash or a kill.
    int wait()
    {
        if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(30'000))
            return -2;
        return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }
    int stop()
    {
        signal(SIGTERM);
        return wait();
    }
    QByteArray errors() { return m_process.readAllStandardError(); }

    ~Served()
    {
        if (m_process.state() == QProcess::NotRunning)
            return;
        m_process.kill();
        m_process.waitForFinished();
    }

private:
    QProcess m_process;
};

} // namespace gatehouse::test
