#include "directory/directory.h"
#include "sandbox/sandbox.h"
#include "store/client_store.h"
#include "workspace/first_steps.h"
#include "workspace/workspace.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>
#include <QtCrypto>

using namespace gatehouse;
using namespace gatehouse::workspace;
using namespace Qt::StringLiterals;
using Step = FirstSteps::Step;
using State = FirstSteps::State;

class TestFirstSteps : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void beginsWithTheSandbox();
    void takesAllStepsOneAfterTheOther();
    void takesOneStepAtATime();
    void saysWhyTheSandboxDoesNotStartAndTakesAnotherPort();
    void saysWhyTheTppCannotBeMadeAndTriesAgain();
    void saysWhatTheEndpointRefused();
    void waitsForTheSandboxOnceItStops();

private:
    quint16 m_port = 0;
    QCA::Initializer m_crypto;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<FirstSteps> m_steps;
};

void TestFirstSteps::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_workspace = *Workspace::open(m_folder->path(), systemNow);
    m_steps = std::make_unique<FirstSteps>(m_workspace->sandbox(), m_workspace->directory(),
                                           m_folder->filePath(u"kits"_s), systemNow);
    m_port = 0;
    m_steps->setSettings([this] {
        sandbox::Settings settings;
        settings.port = m_port;
        settings.policyOrigin = sandbox::PolicyOrigin::Workspace;
        return settings;
    });
}

void TestFirstSteps::cleanup()
{
    m_steps.reset();
    m_workspace.reset();
}

void TestFirstSteps::beginsWithTheSandbox()
{
    QCOMPARE(m_steps->state(Step::StartSandbox), State::Ready);
    QCOMPARE(m_steps->state(Step::MakeTpp), State::Waiting);
    QCOMPARE(m_steps->state(Step::Register), State::Waiting);
    m_steps->take(Step::Register);
    QCOMPARE(m_steps->state(Step::Register), State::Waiting);
}

void TestFirstSteps::takesAllStepsOneAfterTheOther()
{
    m_steps->takeAll();
    QTRY_VERIFY_WITH_TIMEOUT(m_steps->areDone(), 20'000);
    const auto client = m_workspace->clients().find(m_steps->clientId());
    QVERIFY(client && *client);
    QCOMPARE((*client)->softwareId, m_steps->tpp()->softwareId);
    QVERIFY(QFile::exists(QDir(m_steps->kitFolder()).filePath(u"register.sh"_s)));
    QVERIFY(m_steps->sentRequest().count('.') == 2);
}

void TestFirstSteps::takesOneStepAtATime()
{
    m_steps->take(Step::StartSandbox);
    QCOMPARE(m_steps->state(Step::StartSandbox), State::Running);
    QTRY_COMPARE(m_steps->state(Step::StartSandbox), State::Done);
    QCOMPARE(m_steps->state(Step::MakeTpp), State::Ready);
    m_steps->take(Step::MakeTpp);
    QTRY_COMPARE_WITH_TIMEOUT(m_steps->state(Step::MakeTpp), State::Done, 20'000);
    QCOMPARE(m_steps->state(Step::Register), State::Ready);
    QCOMPARE(*m_workspace->clients().count({}), 0);
}

void TestFirstSteps::saysWhyTheSandboxDoesNotStartAndTakesAnotherPort()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    m_port = other.serverPort();
    m_steps->takeAll();
    QTRY_COMPARE(m_steps->state(Step::StartSandbox), State::Failed);
    QVERIFY(m_steps->problem(Step::StartSandbox)->message.contains(QString::number(m_port)));
    QCOMPARE(m_steps->state(Step::MakeTpp), State::Waiting);
    m_steps->takeAll();
    QTRY_VERIFY_WITH_TIMEOUT(m_steps->areDone(), 20'000);
    QVERIFY(m_workspace->sandbox().baseUrl().port() != m_port);
    QVERIFY(!m_steps->problem(Step::StartSandbox));
}

void TestFirstSteps::saysWhyTheTppCannotBeMadeAndTriesAgain()
{
    // Where the kits' folder should be there is a file.
    QFile inTheWay(m_folder->filePath(u"kits"_s));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    inTheWay.close();
    m_steps->takeAll();
    QTRY_COMPARE_WITH_TIMEOUT(m_steps->state(Step::MakeTpp), State::Failed, 20'000);
    QVERIFY(!m_steps->problem(Step::MakeTpp)->message.isEmpty());
    QCOMPARE(m_steps->state(Step::Register), State::Waiting);
    QVERIFY(inTheWay.remove());
    m_steps->takeAll();
    QTRY_VERIFY_WITH_TIMEOUT(m_steps->areDone(), 20'000);
}

void TestFirstSteps::saysWhatTheEndpointRefused()
{
    m_steps->take(Step::StartSandbox);
    QTRY_COMPARE(m_steps->state(Step::StartSandbox), State::Done);
    m_steps->take(Step::MakeTpp);
    QTRY_COMPARE_WITH_TIMEOUT(m_steps->state(Step::MakeTpp), State::Done, 20'000);
    QVERIFY(m_workspace->directory()->removeSoftware(m_steps->tpp()->organisationId, m_steps->tpp()->softwareId));
    m_steps->take(Step::Register);
    QTRY_COMPARE(m_steps->state(Step::Register), State::Failed);
    const QString why = m_steps->problem(Step::Register)->message;
    QVERIFY2(why.contains(u"400"_s), qPrintable(why));
    QVERIFY2(!why.contains(u'{'), qPrintable(why));
}

void TestFirstSteps::waitsForTheSandboxOnceItStops()
{
    m_steps->takeAll();
    QTRY_VERIFY_WITH_TIMEOUT(m_steps->areDone(), 20'000);
    QSignalSpy stopped(&m_workspace->sandbox(), &sandbox::Sandbox::stopped);
    m_workspace->sandbox().stop();
    QVERIFY(stopped.wait());
    QCOMPARE(m_steps->state(Step::StartSandbox), State::Ready);
    // What was done stays done.
    QCOMPARE(m_steps->state(Step::Register), State::Done);
}

QTEST_GUILESS_MAIN(TestFirstSteps)
#include "test_first_steps.moc"
