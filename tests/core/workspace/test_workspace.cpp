#include "workspace/workspace.h"

#include "directory/directory.h"
#include "sandbox/sandbox.h"
#include "store/client_store.h"

#include <QEventLoop>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <QTimer>
#include <QtCrypto>

#include <optional>

using namespace gatehouse;
using workspace::Workspace;

class TestWorkspace : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void makesWhatIsMissing();
    void findsAgainWhatWasThere();
    void isOpenTwiceAndServedOnce();
    void endsWhileItsSandboxStarts();
    void endsWhileItsSandboxRuns();
    void servesInAnotherThreadThanItWasOpenedIn();
    void keepsSecretsInItsFolder();
    void refusesAFile();
    void refusesADatabaseThatIsNone();

private:
    QCA::Initializer m_qca;
    QTemporaryDir m_temporary;
    QString m_folder = m_temporary.filePath(QStringLiteral("a folder/of its own"));
};

namespace {

/// Empty where it runs; else why not.
QString start(sandbox::Sandbox &sandbox)
{
    QString problem;
    QEventLoop loop;
    QObject::connect(&sandbox, &sandbox::Sandbox::started, &loop, &QEventLoop::quit);
    QObject::connect(&sandbox, &sandbox::Sandbox::failed, &loop, [&](const Error &error) {
        problem = error.message;
        loop.quit();
    });
    sandbox::Settings settings;
    settings.port = 0;
    sandbox.start(settings);
    loop.exec();
    return problem;
}

} // namespace

void TestWorkspace::makesWhatIsMissing()
{
    const auto opened = Workspace::open(m_folder, systemNow);
    QVERIFY(opened);
    QCOMPARE((*opened)->folder(), m_folder);
    QVERIFY(QFileInfo::exists(m_folder + QStringLiteral("/gatehouse.sqlite")));
    QVERIFY(QFileInfo::exists(m_folder + QStringLiteral("/directory/root.pem")));
    constexpr auto Others = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ReadOther
        | QFileDevice::WriteOther | QFileDevice::ExeOther;
    QVERIFY(!(QFileInfo(m_folder).permissions() & Others));
}

void TestWorkspace::findsAgainWhatWasThere()
{
    const auto first = Workspace::open(m_folder, systemNow).value();
    const QByteArray root = first->directory()->authorities().constFirst().der();
    const auto second = Workspace::open(m_folder + QStringLiteral("/../of its own/"), systemNow).value();
    QCOMPARE(second->directory()->authorities().constFirst().der(), root);
}

void TestWorkspace::isOpenTwiceAndServedOnce()
{
    const auto first = Workspace::open(m_folder, systemNow).value();
    const auto second = Workspace::open(m_folder, systemNow).value();
    QCOMPARE(start(first->sandbox()), QString());
    const QString refusal = start(second->sandbox());
    QVERIFY2(refusal.contains(first->sandbox().baseUrl().toString()), qPrintable(refusal));
    QCOMPARE(second->clients().count({}).value(), 0);
    QEventLoop loop;
    connect(&first->sandbox(), &sandbox::Sandbox::stopped, &loop, &QEventLoop::quit);
    first->sandbox().stop();
    loop.exec();
    QCOMPARE(start(second->sandbox()), QString());
}

void TestWorkspace::endsWhileItsSandboxStarts()
{
    for (int i = 0; i < 20; ++i) {
        auto workspace = Workspace::open(m_folder, systemNow).value();
        sandbox::Settings settings;
        settings.port = 0;
        workspace->sandbox().start(settings);
        if (i % 2)
            QTest::qWait(i);
        workspace.reset();
    }
    // What was being prepared lets go of the lock.
    const auto workspace = Workspace::open(m_folder, systemNow).value();
    QString problem = start(workspace->sandbox());
    for (int i = 0; i < 100 && !problem.isEmpty(); ++i) {
        QTest::qWait(20);
        problem = start(workspace->sandbox());
    }
    QCOMPARE(problem, QString());
}

void TestWorkspace::endsWhileItsSandboxRuns()
{
    auto workspace = Workspace::open(m_folder, systemNow).value();
    QCOMPARE(start(workspace->sandbox()), QString());
    workspace->sandbox().applyPolicy(dcr::Policy::openBankingUk());
    workspace.reset();
    workspace = Workspace::open(m_folder, systemNow).value();
    QCOMPARE(start(workspace->sandbox()), QString());
}

void TestWorkspace::servesInAnotherThreadThanItWasOpenedIn()
{
    std::unique_ptr<Workspace> workspace;
    const std::unique_ptr<QThread> opener(QThread::create([&] {
        auto opened = Workspace::open(m_folder, systemNow);
        if (opened) {
            (*opened)->moveTo(thread());
            workspace = *std::move(opened);
        }
    }));
    opener->start();
    QVERIFY(opener->wait(30'000));
    QVERIFY(workspace);
    QCOMPARE(workspace->vault().thread(), thread());
    QCOMPARE(start(workspace->sandbox()), QString());
    QCOMPARE(workspace->clients().count({}).value(), 0);
}

void TestWorkspace::keepsSecretsInItsFolder()
{
    const auto workspace = Workspace::open(m_folder, systemNow).value();
    vault::Vault &vault = workspace->vault();
    // No keychain unless it is asked for.
    QCOMPARE(vault.state(), vault::Vault::State::Missing);
    std::optional<Result<void>> outcome;
    vault.unlock(vault::Secret(QByteArray("passphrase")), this,
                 [&outcome](const Result<void> &result) { outcome = result; });
    QTRY_VERIFY_WITH_TIMEOUT(outcome, 30'000);
    QVERIFY(*outcome);
    QVERIFY(QFileInfo::exists(m_folder + QStringLiteral("/vault.json")));
}

void TestWorkspace::refusesAFile()
{
    const QString path = m_temporary.filePath(QStringLiteral("file"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    const auto opened = Workspace::open(path, systemNow);
    QVERIFY(!opened);
    QVERIFY2(opened.error().message.contains(path), qPrintable(opened.error().message));
}

void TestWorkspace::refusesADatabaseThatIsNone()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("gatehouse.sqlite")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    const QByteArray content(5000, 'x');
    file.write(content);
    file.close();
    const auto opened = Workspace::open(folder.path(), systemNow);
    QVERIFY(!opened);
    QVERIFY2(opened.error().message.contains(QLatin1String("gatehouse.sqlite")), qPrintable(opened.error().message));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), content);
}

QTEST_GUILESS_MAIN(TestWorkspace)
#include "test_workspace.moc"
