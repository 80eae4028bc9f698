#include "sandbox_fixture.h"

#include "sandbox/workspace_policy.h"
#include "store/database.h"
#include "store/policy_store.h"

#include <QSignalSpy>
#include <QtCrypto>

using namespace gatehouse;
using namespace gatehouse::sandbox;
using namespace gatehouse::sandbox::test;

/// An endpoint that judges by the workspace's policy, while others change it.
class TestPolicyWatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void judgesByTheStandardPolicyWhereNoneWasApplied();
    void startsWithTheVersionThatCounts();
    void takesOverWhatAnotherProcessAppliesWithinASecond();
    void takesOverAtOnceWhatThisProcessApplies();
    void keepsWhatItHadWhereTheNewVersionCannotBeRead();
    void keepsWhatItHadWhereAKeySetCannotBeRead();
    void doesNotStartWithAVersionThatCannotBeRead();
    void takesWhatWasAppliedWhileItStarted();
    void ignoresTheWorkspaceWhereAPolicyWasGiven();
    void looksNoLongerOnceItIsStopped();

private:
    Settings settings(PolicyOrigin origin = PolicyOrigin::Workspace)
    {
        Settings wanted;
        wanted.policyOrigin = origin;
        return wanted;
    }
    int apply(store::Database &database, const QByteArray &json)
    {
        return store::PolicyStore(database)
            .applyAndWait({json, {store::ActivityOrigin::Console, QStringLiteral("ann")}, {}, m_bench->now()})
            .value();
    }
    /// As another process has it open.
    std::unique_ptr<store::Database> elsewhere()
    {
        return store::Database::open(m_bench->workspace().database().path(), m_bench->now()).value();
    }
    int status(const Json &overrides = Json::object())
    {
        const directory::Tpp tpp = m_bench->newTpp();
        const auto client = m_bench->clientFor(tpp);
        return registerWith(*client, overrides).status;
    }

    QCA::Initializer m_qca;
    std::unique_ptr<Bench> m_bench;
};

namespace {

const QByteArray NoPassword = R"({"grant_types": ["client_credentials"], "response_types": ["code"]})";

} // namespace

void TestPolicyWatch::init()
{
    m_bench = std::make_unique<Bench>();
}

void TestPolicyWatch::cleanup()
{
    m_bench.reset();
}

void TestPolicyWatch::judgesByTheStandardPolicyWhereNoneWasApplied()
{
    QCOMPARE(m_bench->start(settings()), QString());
    QCOMPARE(m_bench->sandbox().policyVersion(), std::optional(0));
    QCOMPARE(status(), 201);
}

void TestPolicyWatch::startsWithTheVersionThatCounts()
{
    QCOMPARE(m_bench->start(settings()), QString());
    m_bench->stop();
    apply(m_bench->workspace().database(), "{}");
    apply(m_bench->workspace().database(), NoPassword);
    QCOMPARE(m_bench->start(settings()), QString());
    QCOMPARE(m_bench->sandbox().policyVersion(), std::optional(2));
    QCOMPARE(m_bench->sandbox().settings().policyFolder, m_bench->folder());
    QCOMPARE(status(), 400);
}

void TestPolicyWatch::takesOverWhatAnotherProcessAppliesWithinASecond()
{
    QCOMPARE(m_bench->start(settings()), QString());
    QCOMPARE(status(), 201);
    const auto other = elsewhere();
    QSignalSpy applied(&m_bench->sandbox(), &Sandbox::policyApplied);
    apply(*other, NoPassword);
    QTRY_COMPARE_WITH_TIMEOUT(applied.size(), 1, 1000);
    QCOMPARE(m_bench->sandbox().policyVersion(), std::optional(1));
    QCOMPARE(status(), 400);
    apply(*other, "{}");
    QTRY_COMPARE_WITH_TIMEOUT(applied.size(), 2, 1000);
    QCOMPARE(status(), 201);
}

void TestPolicyWatch::takesOverAtOnceWhatThisProcessApplies()
{
    QCOMPARE(m_bench->start(settings()), QString());
    QSignalSpy applied(&m_bench->sandbox(), &Sandbox::policyApplied);
    apply(m_bench->workspace().database(), NoPassword);
    m_bench->sandbox().lookAtPolicy();
    QTRY_COMPARE_WITH_TIMEOUT(applied.size(), 1, 300);
    QCOMPARE(status(), 400);
    // Looking again finds nothing new.
    m_bench->sandbox().lookAtPolicy();
    QTest::qWait(200);
    QCOMPARE(applied.size(), 1);
}

void TestPolicyWatch::keepsWhatItHadWhereTheNewVersionCannotBeRead()
{
    QCOMPARE(m_bench->start(settings()), QString());
    const auto other = elsewhere();
    QSignalSpy failed(&m_bench->sandbox(), &Sandbox::failed);
    apply(*other, R"({"grant_typos": []})");
    QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 1000);
    const QString message = failed.constFirst().constFirst().value<Error>().message;
    for (const char *words : {"Version 1", "ann", "\"grant_typos\"", "goes on with the policy"})
        QVERIFY2(message.contains(QLatin1String(words)), qPrintable(message));
    QCOMPARE(m_bench->sandbox().policyVersion(), std::optional(0));
    QCOMPARE(status(), 201);
    // It is told once, not at every look.
    QTest::qWait(1000);
    QCOMPARE(failed.size(), 1);
    apply(*other, NoPassword);
    QTRY_COMPARE_WITH_TIMEOUT(m_bench->sandbox().policyVersion(), std::optional(2), 1000);
    QCOMPARE(status(), 400);
}

void TestPolicyWatch::keepsWhatItHadWhereAKeySetCannotBeRead()
{
    QCOMPARE(m_bench->start(settings()), QString());
    QSignalSpy failed(&m_bench->sandbox(), &Sandbox::failed);
    apply(m_bench->workspace().database(),
          R"({"request_jwks": ["missing.jwks"], "grant_types": ["client_credentials"]})");
    m_bench->sandbox().lookAtPolicy();
    QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 2000);
    QVERIFY(failed.constFirst().constFirst().value<Error>().message.contains(QLatin1String("missing.jwks")));
    QVERIFY(m_bench->sandbox().settings().policy.requestJwks.isEmpty());
    QCOMPARE(status(), 201);
}

void TestPolicyWatch::doesNotStartWithAVersionThatCannotBeRead()
{
    QCOMPARE(m_bench->start(settings()), QString());
    m_bench->stop();
    apply(m_bench->workspace().database(), "{");
    const QString problem = m_bench->start(settings());
    QVERIFY2(problem.contains(QLatin1String("Version 1")), qPrintable(problem));
    QVERIFY(problem.contains(QLatin1String("Apply another one")));
    QCOMPARE(m_bench->sandbox().state(), Sandbox::State::Stopped);
    apply(m_bench->workspace().database(), "{}");
    QCOMPARE(m_bench->start(settings()), QString());
    QCOMPARE(m_bench->sandbox().policyVersion(), std::optional(2));
}

void TestPolicyWatch::takesWhatWasAppliedWhileItStarted()
{
    QCOMPARE(m_bench->start(settings()), QString());
    m_bench->stop();
    Sandbox &sandbox = m_bench->sandbox();
    Settings wanted = settings();
    wanted.port = 0;
    wanted.threads = 1;
    sandbox.start(wanted);
    apply(m_bench->workspace().database(), NoPassword);
    sandbox.lookAtPolicy();
    QTRY_COMPARE_WITH_TIMEOUT(sandbox.state(), Sandbox::State::Running, 10'000);
    QTRY_COMPARE_WITH_TIMEOUT(sandbox.policyVersion(), std::optional(1), 1000);
    QCOMPARE(status(), 400);
}

void TestPolicyWatch::ignoresTheWorkspaceWhereAPolicyWasGiven()
{
    QCOMPARE(m_bench->start(settings(PolicyOrigin::Given)), QString());
    const auto other = elsewhere();
    QSignalSpy applied(&m_bench->sandbox(), &Sandbox::policyApplied);
    apply(*other, NoPassword);
    m_bench->sandbox().lookAtPolicy();
    QTest::qWait(1000);
    QCOMPARE(applied.size(), 0);
    QCOMPARE(m_bench->sandbox().policyVersion(), std::optional<int>());
    QCOMPARE(status(), 201);
}

void TestPolicyWatch::looksNoLongerOnceItIsStopped()
{
    QCOMPARE(m_bench->start(settings()), QString());
    m_bench->stop();
    QSignalSpy failed(&m_bench->sandbox(), &Sandbox::failed);
    const auto other = elsewhere();
    apply(*other, "{");
    QTest::qWait(1000);
    QCOMPARE(failed.size(), 0);
}

QTEST_GUILESS_MAIN(TestPolicyWatch)
#include "test_policy_watch.moc"
