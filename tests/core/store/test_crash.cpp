#include "child_process.h"
#include "store_fixture.h"

#include <QSet>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <thread>

#include <sys/resource.h>
#include <unistd.h>

using namespace gatehouse;
using namespace gatehouse::store;
using namespace gatehouse::store::test;

namespace {

constexpr int InFlight = 16;

/// Straight to the pipe: what is in a buffer dies with the process.
void say(const QByteArray &line)
{
    if (::write(STDOUT_FILENO, line.constData(), static_cast<size_t>(line.size())) != line.size())
        _exit(98);
}

/// Registers clients one after another in each of some threads, and says the id of each one that is acknowledged.
/// Ends at the first failure, or when `count` are done.
int registerAsChild(const QString &path, const QString &prefix, int count)
{
    const auto database = Database::open(path, Now);
    if (!database) {
        say("!" + database.error().message.toUtf8() + '\n');
        return 1;
    }
    std::atomic<int> next = 0;
    std::atomic<bool> failed = false;
    std::vector<std::thread> threads;
    for (int i = 0; i < InFlight; ++i) {
        threads.emplace_back([&] {
            for (int number = next++; number < count && !failed; number = next++) {
                Client client = sampleClient(number);
                client.clientId = QStringLiteral("%1-%2").arg(prefix).arg(number);
                client.metadata = QByteArray(2000, 'm');
                const auto done = (*database)->writeAndWait<void>([&](Connection &connection) {
                    return useJti(connection, sampleJti(client.clientId), Now).and_then([&] {
                        return enterClient(connection, client, sampleVersion());
                    });
                });
                if (done)
                    say(client.clientId.toUtf8() + '\n');
                else if (!failed.exchange(true))
                    say("!" + done.error().message.toUtf8() + '\n');
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    return failed ? 1 : 0;
}

int registerWithLittleRoom(const QString &path, const QString &prefix)
{
    std::signal(SIGXFSZ, SIG_IGN);
    constexpr rlimit Limit{600'000, 600'000};
    if (setrlimit(RLIMIT_FSIZE, &Limit) != 0)
        return 97;
    return registerAsChild(path, prefix, 100'000);
}

struct Said {
    QSet<QString> acknowledged;
    QStringList errors;

    void take(const QByteArray &bytes)
    {
        m_rest += bytes;
        qsizetype end = 0;
        while ((end = m_rest.indexOf('\n')) >= 0) {
            const QString line = QString::fromUtf8(m_rest.left(end));
            m_rest.remove(0, end + 1);
            if (line.startsWith(QLatin1Char('!')))
                errors.append(line.mid(1));
            else
                acknowledged.insert(line);
        }
    }

private:
    QByteArray m_rest;
};

std::unique_ptr<QProcess> startRegistering(const QString &path, int prefix, int count)
{
    return startChild({QStringLiteral("register"), path, QString::number(prefix), QString::number(count)});
}

QSet<QString> storedIds(Database &database, const char *sql)
{
    QSet<QString> ids;
    const auto reader = database.reader();
    if (!reader)
        return ids;
    const auto query = (*reader)->run(sql);
    while (query && (*query)->next())
        ids.insert((*query)->value(0).toString());
    return ids;
}

} // namespace

class TestCrash : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whatWasAcknowledgedIsThereAfterAKill()
    {
        Workspace workspace;
        workspace.close();
        QSet<QString> acknowledged;
        constexpr int Rounds = 12;
        for (int round = 0; round < Rounds; ++round) {
            const auto child = startRegistering(workspace.path(), round, 1'000'000);
            QVERIFY(child->waitForStarted());
            Said said;
            // Another number each round, so that the kill meets every moment of a commit.
            while (said.acknowledged.size() < 20 + 37 * round) {
                QVERIFY2(child->waitForReadyRead(30'000), qPrintable(said.errors.join(QLatin1Char('\n'))));
                said.take(child->readAllStandardOutput());
            }
            ::kill(static_cast<pid_t>(child->processId()), SIGKILL);
            QVERIFY(child->waitForFinished());
            QCOMPARE(child->exitStatus(), QProcess::CrashExit);
            said.take(child->readAllStandardOutput());
            QCOMPARE(said.errors, QStringList());
            acknowledged += said.acknowledged;

            workspace.reopen();
            const QSet<QString> stored = storedIds(workspace.database(), "SELECT client_id FROM clients");
            QCOMPARE(QSet<QString>(acknowledged).subtract(stored), QSet<QString>());
            // Never a part of a registration.
            QCOMPARE(storedIds(workspace.database(), "SELECT client_id FROM client_versions"), stored);
            QCOMPARE(storedIds(workspace.database(), "SELECT jti FROM seen_jtis"), stored);
            QCOMPARE(valueOf(workspace.database(), "PRAGMA integrity_check")->toString(), QStringLiteral("ok"));
            workspace.close();
        }
        QVERIFY(acknowledged.size() >= Rounds * 20);
    }

    void processesWriteAtOnce()
    {
        Workspace workspace;
        constexpr int Count = 200;
        std::vector<std::unique_ptr<QProcess>> children;
        for (int i = 0; i < 3; ++i)
            children.push_back(startRegistering(workspace.path(), i, Count));
        VERIFY_DONE(putClients(workspace.database(), 0, 50));
        Said said;
        for (const auto &child : children) {
            QVERIFY(child->waitForFinished(60'000));
            said.take(child->readAllStandardOutput());
            QCOMPARE(child->exitCode(), 0);
        }
        QCOMPARE(said.errors, QStringList());
        QCOMPARE(said.acknowledged.size(), 3 * Count);
        const QSet<QString> stored = storedIds(workspace.database(), "SELECT client_id FROM clients");
        QVERIFY(stored.contains(said.acknowledged));
        QCOMPARE(stored.size(), 3 * Count + 50);
    }

    void aDiskWithoutRoomFailsClearlyAndKeepsWhatWasAcknowledged()
    {
        Workspace workspace;
        workspace.close();
        const auto child = startChild({QStringLiteral("little-room"), workspace.path(), QStringLiteral("full")});
        QVERIFY(child->waitForFinished(60'000));
        QCOMPARE(child->exitCode(), 1);
        Said said;
        said.take(child->readAllStandardOutput());
        QCOMPARE(said.errors.size(), 1);
        QVERIFY2(said.errors.constFirst().contains(QStringLiteral("Nothing was written")),
                 qPrintable(said.errors.constFirst()));
        QVERIFY(!said.acknowledged.isEmpty());

        workspace.reopen();
        const QSet<QString> stored = storedIds(workspace.database(), "SELECT client_id FROM clients");
        QCOMPARE(QSet<QString>(said.acknowledged).subtract(stored), QSet<QString>());
        QCOMPARE(valueOf(workspace.database(), "PRAGMA integrity_check")->toString(), QStringLiteral("ok"));
        VERIFY_DONE(putClients(workspace.database(), 0, 5));
    }
};

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QStringLiteral("--child")) {
        if (arguments.value(2) == QStringLiteral("little-room"))
            return registerWithLittleRoom(arguments.value(3), arguments.value(4));
        return registerAsChild(arguments.value(3), arguments.value(4), arguments.value(5).toInt());
    }
    TestCrash test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_crash.moc"
