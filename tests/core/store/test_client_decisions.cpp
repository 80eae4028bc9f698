#include "child_process.h"
#include "store_fixture.h"

#include "store/token_store.h"

#include <QElapsedTimer>

#include <csignal>
#include <thread>

#include <unistd.h>

using namespace gatehouse;
using namespace gatehouse::store;
using namespace gatehouse::store::test;

namespace {

using S = ClientStatus;

Decision because(const char *reason)
{
    return {{ActivityOrigin::Console, QStringLiteral("ann")}, QString::fromUtf8(reason), Now + std::chrono::hours(1)};
}

QString idOf(int number)
{
    return sampleClient(number).clientId;
}

S statusOf(Database &database, int number)
{
    return (*ClientStore(database).find(idOf(number)))->status;
}

Result<void> insertToken(Database &database, const QByteArray &hash, int client)
{
    const AccessToken token{hash, idOf(client), QStringLiteral("openid"), Now, Now + std::chrono::hours(1), {}};
    return outcomeOf([&](const ReplyBox &replies, TokenStore::Done done) {
        TokenStore(database).insert(token, {}, replies, std::move(done));
    });
}

bool hasToken(Database &database, const QByteArray &hash)
{
    return TokenStore(database).find(hash)->has_value();
}

/// Suspends and reactivates clients in turn, and says how many changes were made.
int decideAsChild(const QString &path, int rounds)
{
    const auto database = Database::open(path, Now);
    if (!database)
        return 1;
    ClientStore store(**database);
    QStringList ids;
    for (int i = 0; i < 5; ++i)
        ids.append(idOf(i));
    qsizetype changes = 0;
    for (int i = 0; i < rounds; ++i) {
        const auto outcome = store.decideAndWait(ids, i % 2 == 0 ? S::Suspended : S::Active, because("Drill"));
        if (!outcome || outcome->changed.size() + outcome->refused.size() != ids.size())
            return 2;
        changes += outcome->changed.size();
        const QByteArray line = QByteArray::number(changes) + '\n';
        if (::write(STDOUT_FILENO, line.constData(), static_cast<size_t>(line.size())) != line.size())
            return 3;
    }
    return 0;
}

std::unique_ptr<QProcess> startDeciding(const QString &path, int rounds)
{
    return startChild({path, QString::number(rounds)});
}

/// The client's status as its newest row in the record says.
QString recordedStatus(const ActivityLog &log, const QString &clientId)
{
    ActivityFilter filter;
    filter.subjectKind = QStringLiteral("client");
    filter.subject = clientId;
    const QList<Activity> rows = *log.page(filter, {}, 1);
    return rows.isEmpty() ? QStringLiteral("active")
                          : stringMember(*parseJson(rows.constFirst().after), "status").value_or(QString());
}

} // namespace

class TestClientDecisions : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_workspace = std::make_unique<Workspace>();
        m_store = std::make_unique<ClientStore>(database());
        VERIFY_DONE(putClients(database(), 0, 6));
    }
    void cleanup() { QVERIFY(ActivityLog(database()).verify()->isIntact()); }

    void allowsWhatAReviewerMayDoAndNothingElse_data();
    void allowsWhatAReviewerMayDoAndNothingElse();
    void saysWhatMayComeNext();
    void whatCanBeTakenBackIsAllowed();
    void takesBackAnApprovalOnlyWhereNothingFollowed();
    void recordsWhoWhatAndWhy();
    void killsTheTokensOfWhomeverIsNotActive();
    void answersForEachClientOnce();
    void refusesWhatBecameSomethingElseMeanwhile();
    void wantsAReason_data();
    void wantsAReason();
    void wantsNotTooManyClients();
    void changesNothingThatItCannotRecord();
    void undoesAllWhereTheRecordEndsInTheMiddle();
    void ofADecisionOnTheWayToAClosedDatabaseNothingStays();
    void decidesInTheOrderOfTheCalls();
    void twoProcessesDecideAboutTheSameClients();
    void aKillLeavesStatusAndRecordInAgreement();
    void decidesAboutManyQuickly();

private:
    Database &database() { return m_workspace->database(); }
    Result<DecisionOutcome> decide(const QStringList &ids, S to, const Decision &decision = because("Checked by phone"))
    {
        return m_store->decideAndWait(ids, to, decision);
    }
    qint64 rows() { return *ActivityLog(database()).count({}); }

    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<ClientStore> m_store;
};

void TestClientDecisions::allowsWhatAReviewerMayDoAndNothingElse_data()
{
    QTest::addColumn<ClientStatus>("from");
    QTest::addColumn<ClientStatus>("to");
    QTest::addColumn<QString>("action"); // empty: refused
    const QMap<QPair<S, S>, QString> allowed = {
        {{S::Held, S::Active}, QStringLiteral("client.approved")},
        {{S::Held, S::Deleted}, QStringLiteral("client.deregistered")},
        {{S::Active, S::Suspended}, QStringLiteral("client.suspended")},
        {{S::Active, S::Deleted}, QStringLiteral("client.deregistered")},
        {{S::Suspended, S::Active}, QStringLiteral("client.reactivated")},
        {{S::Suspended, S::Deleted}, QStringLiteral("client.deregistered")},
    };
    for (const S from : {S::Active, S::Held, S::Suspended, S::Deleted}) {
        for (const S to : {S::Active, S::Held, S::Suspended, S::Deleted})
            QTest::addRow("%s to %s", name(from).data(), name(to).data()) << from << to << allowed.value({from, to});
    }
}

void TestClientDecisions::allowsWhatAReviewerMayDoAndNothingElse()
{
    QFETCH(ClientStatus, from);
    QFETCH(ClientStatus, to);
    QFETCH(QString, action);
    VERIFY_DONE(putStatus(database(), idOf(1), from));
    const auto outcome = decide({idOf(1)}, to);
    VERIFY_DONE(outcome);
    if (action.isEmpty()) {
        QCOMPARE(outcome->changed.size(), 0);
        QCOMPARE(outcome->refused.size(), 1);
        QCOMPARE(outcome->refused[0].clientId, idOf(1));
        QVERIFY2(outcome->refused[0].why.endsWith(QLatin1Char('.')), qPrintable(outcome->refused[0].why));
        QCOMPARE(statusOf(database(), 1), from);
        QCOMPARE(rows(), 0);
        return;
    }
    QCOMPARE(outcome->refused.size(), 0);
    QCOMPARE(outcome->changed.size(), 1);
    QCOMPARE(outcome->changed[0].from, from);
    QCOMPARE(outcome->changed[0].to, to);
    QCOMPARE(statusOf(database(), 1), to);
    QCOMPARE((*m_store->find(idOf(1)))->updatedAt, Now + std::chrono::hours(1));
    QCOMPARE((*ActivityLog(database()).find(1))->action, action);
}

void TestClientDecisions::saysWhatMayComeNext()
{
    QCOMPARE(nextStatuses(S::Held), (QList<S>{S::Active, S::Deleted}));
    QCOMPARE(nextStatuses(S::Active), (QList<S>{S::Suspended, S::Deleted}));
    QCOMPARE(nextStatuses(S::Suspended), (QList<S>{S::Active, S::Deleted}));
    QCOMPARE(nextStatuses(S::Deleted), QList<S>());
    QVERIFY(!undoOf(S::Active, S::Deleted));
    QVERIFY(!undoOf(S::Held, S::Deleted));
    QVERIFY(!undoOf(S::Deleted, S::Active));
    QVERIFY(!undoOf(S::Active, S::Active));
}

void TestClientDecisions::whatCanBeTakenBackIsAllowed()
{
    const QPair<S, S> steps[] = {{S::Held, S::Active}, {S::Active, S::Suspended}, {S::Suspended, S::Active}};
    for (const auto &[from, to] : steps) {
        VERIFY_DONE(putStatus(database(), idOf(1), from));
        QCOMPARE(decide({idOf(1)}, to)->changed.size(), 1);
        const auto undo = undoOf(from, to);
        QVERIFY(undo);
        QCOMPARE(*undo, from);
        QCOMPARE(decide({idOf(1)}, *undo)->changed.size(), 1);
        QCOMPARE(statusOf(database(), 1), from);
    }
    // An approval that was taken back can be given again.
    VERIFY_DONE(putStatus(database(), idOf(2), S::Held));
    for (const S to : {S::Active, S::Held, S::Active, S::Held})
        QCOMPARE(decide({idOf(2)}, to)->changed.size(), 1);
    QCOMPARE((*ActivityLog(database()).page({}, {}, 1))[0].action, QStringLiteral("client.held"));
}

void TestClientDecisions::takesBackAnApprovalOnlyWhereNothingFollowed()
{
    VERIFY_DONE(putStatus(database(), idOf(1), S::Held));
    for (const S to : {S::Active, S::Suspended, S::Active})
        QCOMPARE(decide({idOf(1)}, to)->changed.size(), 1);
    const auto outcome = decide({idOf(1)}, S::Held);
    QCOMPARE(outcome->changed.size(), 0);
    QVERIFY2(outcome->refused[0].why.contains(QStringLiteral("approval")), qPrintable(outcome->refused[0].why));
    QCOMPARE(statusOf(database(), 1), S::Active);
    // Another client's approval is not this one's.
    VERIFY_DONE(putStatus(database(), idOf(2), S::Held));
    QCOMPARE(decide({idOf(2)}, S::Active)->changed.size(), 1);
    QCOMPARE(decide({idOf(1), idOf(3)}, S::Held)->changed.size(), 0);
    QCOMPARE(decide({idOf(2)}, S::Held)->changed.size(), 1);
}

void TestClientDecisions::recordsWhoWhatAndWhy()
{
    Decision decision = because("  Zertifikat gestohlen, \u00a7 12 \n");
    decision.actor = {ActivityOrigin::CommandLine, QStringLiteral("bob")};
    VERIFY_DONE(decide({idOf(1)}, S::Suspended, decision));
    const Activity row = **ActivityLog(database()).find(1);
    QCOMPARE(row.actor.origin, ActivityOrigin::CommandLine);
    QCOMPARE(row.actor.name, QStringLiteral("bob"));
    QCOMPARE(row.at, decision.at);
    QCOMPARE(row.action, QStringLiteral("client.suspended"));
    QCOMPARE(row.subjectKind, QStringLiteral("client"));
    QCOMPARE(row.subject, idOf(1));
    QCOMPARE(row.subjectName, QStringLiteral("Organisation 1 \u00b7 App 1"));
    QCOMPARE(row.reason, QStringLiteral("Zertifikat gestohlen, \u00a7 12"));
    QCOMPARE(row.before, QByteArray(R"({"status":"active"})"));
    QCOMPARE(row.after, QByteArray(R"({"status":"suspended"})"));
}

void TestClientDecisions::killsTheTokensOfWhomeverIsNotActive()
{
    VERIFY_DONE(insertToken(database(), "other", 2));
    for (const S to : {S::Suspended, S::Held, S::Deleted}) {
        VERIFY_DONE(putStatus(database(), idOf(1), S::Held));
        VERIFY_DONE(decide({idOf(1)}, S::Active));
        VERIFY_DONE(insertToken(database(), "mine", 1));
        VERIFY_DONE(insertToken(database(), "mine too", 1));
        QCOMPARE(decide({idOf(1)}, to)->changed.size(), 1);
        QVERIFY(!hasToken(database(), "mine"));
        QVERIFY(!hasToken(database(), "mine too"));
        QVERIFY(!insertToken(database(), "new", 1));
    }
    QVERIFY(hasToken(database(), "other"));
    VERIFY_DONE(decide({idOf(2)}, S::Suspended));
    VERIFY_DONE(decide({idOf(2)}, S::Active));
    QVERIFY(!hasToken(database(), "other"));
    VERIFY_DONE(insertToken(database(), "new", 2));
}

void TestClientDecisions::answersForEachClientOnce()
{
    VERIFY_DONE(putStatus(database(), idOf(2), S::Suspended));
    const auto outcome =
        decide({idOf(3), QStringLiteral("nobody"), idOf(2), idOf(1), idOf(3), QString(), QStringLiteral("nobody")},
               S::Suspended);
    VERIFY_DONE(outcome);
    QCOMPARE(outcome->changed.size(), 2);
    QCOMPARE(outcome->changed[0].clientId, idOf(3));
    QCOMPARE(outcome->changed[1].clientId, idOf(1));
    QCOMPARE(outcome->refused.size(), 3);
    QCOMPARE(outcome->refused[0].clientId, QStringLiteral("nobody"));
    QVERIFY2(outcome->refused[0].why.contains(QStringLiteral("nobody")), qPrintable(outcome->refused[0].why));
    QCOMPARE(outcome->refused[1].clientId, idOf(2));
    QCOMPARE(outcome->refused[2].clientId, QString());
    QCOMPARE(rows(), 2);
    QVERIFY(decide({}, S::Suspended)->changed.isEmpty());
}

void TestClientDecisions::refusesWhatBecameSomethingElseMeanwhile()
{
    Decision decision = because("Looks good");
    decision.from = S::Held;
    VERIFY_DONE(putStatus(database(), idOf(1), S::Held));
    VERIFY_DONE(putStatus(database(), idOf(2), S::Suspended));
    const auto outcome = decide({idOf(1), idOf(2), idOf(3)}, S::Active, decision);
    QCOMPARE(outcome->changed.size(), 1);
    QCOMPARE(outcome->changed[0].clientId, idOf(1));
    QCOMPARE(statusOf(database(), 2), S::Suspended);
    QVERIFY2(outcome->refused[0].why.contains(QStringLiteral("suspended by now")), qPrintable(outcome->refused[0].why));
    QVERIFY2(outcome->refused[1].why.contains(QStringLiteral("active already")), qPrintable(outcome->refused[1].why));
}

void TestClientDecisions::wantsAReason_data()
{
    QTest::addColumn<QString>("reason");
    QTest::addColumn<int>("error"); // -1: none
    QTest::newRow("none") << QString() << int(Error::Refused);
    QTest::newRow("blank") << QStringLiteral(" \t\n\u00a0") << int(Error::Refused);
    QTest::newRow("longest") << QString(1000, QLatin1Char('x')) << -1;
    QTest::newRow("longest, with space around it") << QString(1000, QLatin1Char('x')) + QLatin1Char(' ') << -1;
    QTest::newRow("too long") << QString(1001, QLatin1Char('x')) << int(Error::TooLarge);
}

void TestClientDecisions::wantsAReason()
{
    QFETCH(QString, reason);
    QFETCH(int, error);
    Decision decision = because("");
    decision.reason = reason;
    const auto outcome = decide({idOf(1)}, S::Suspended, decision);
    QCOMPARE(outcome ? -1 : int(outcome.error().kind), error);
    QCOMPARE(statusOf(database(), 1), outcome ? S::Suspended : S::Active);
    QCOMPARE(rows(), outcome ? 1 : 0);
}

void TestClientDecisions::wantsNotTooManyClients()
{
    const auto outcome = decide(QStringList(MaxDecidedClients + 1, idOf(1)), S::Suspended);
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().kind, Error::TooLarge);
    QCOMPARE(statusOf(database(), 1), S::Active);
    QCOMPARE(decide(QStringList(MaxDecidedClients, idOf(1)), S::Suspended)->changed.size(), 1);
}

void TestClientDecisions::changesNothingThatItCannotRecord()
{
    VERIFY_DONE(insertToken(database(), "mine", 1));
    VERIFY_DONE(runSql(database(), "ALTER TABLE activity RENAME TO lost"));
    const auto outcome = decide({idOf(1)}, S::Suspended);
    QVERIFY(!outcome);
    VERIFY_DONE(runSql(database(), "ALTER TABLE lost RENAME TO activity"));
    QCOMPARE(statusOf(database(), 1), S::Active);
    QVERIFY(hasToken(database(), "mine"));
    QCOMPARE(rows(), 0);
}

void TestClientDecisions::undoesAllWhereTheRecordEndsInTheMiddle()
{
    // A row that the third client's would collide with.
    VERIFY_DONE(runSql(database(),
                       "CREATE TRIGGER full BEFORE INSERT ON activity WHEN new.number > 2 BEGIN "
                       "SELECT RAISE(ABORT, 'full'); END"));
    VERIFY_DONE(insertToken(database(), "mine", 1));
    QVERIFY(!decide({idOf(1), idOf(2), idOf(3), idOf(4)}, S::Suspended));
    for (int i = 1; i <= 4; ++i)
        QCOMPARE(statusOf(database(), i), S::Active);
    QVERIFY(hasToken(database(), "mine"));
    QCOMPARE(rows(), 0);
    // What was queued together with it stands for itself.
    ReplyBox replies;
    int answers = 0;
    std::optional<Result<DecisionOutcome>> small;
    HeldWriter held(database());
    m_store->decide({idOf(1), idOf(2), idOf(3)}, S::Suspended, because("Too many"), replies,
                    [&](const Result<DecisionOutcome> &outcome) {
                        QVERIFY(!outcome);
                        ++answers;
                    });
    m_store->decide({idOf(4)}, S::Suspended, because("One"), replies, [&](const Result<DecisionOutcome> &outcome) {
        small = outcome;
        ++answers;
    });
    held.release();
    QTRY_COMPARE(answers, 2);
    QVERIFY(*small);
    QCOMPARE((*small)->changed.size(), 1);
    QCOMPARE(statusOf(database(), 1), S::Active);
    QCOMPARE(statusOf(database(), 4), S::Suspended);
    QCOMPARE(rows(), 1);
}

void TestClientDecisions::ofADecisionOnTheWayToAClosedDatabaseNothingStays()
{
    ReplyBox replies;
    bool answered = false;
    m_store->decide({idOf(1)}, S::Suspended, because("Closing"), replies,
                    [&answered](const Result<DecisionOutcome> &) { answered = true; });
    // Closing finishes what is queued: both or neither is there afterwards.
    m_workspace->reopen();
    m_store = std::make_unique<ClientStore>(database());
    QTRY_VERIFY(answered);
    QCOMPARE(statusOf(database(), 1), S::Suspended);
    QCOMPARE(rows(), 1);
}

void TestClientDecisions::decidesInTheOrderOfTheCalls()
{
    ReplyBox replies;
    int changed = 0;
    HeldWriter held(database());
    for (int i = 0; i < 100; ++i) {
        m_store->decide({idOf(1)}, i % 2 == 0 ? S::Suspended : S::Active, because("Drill"), replies,
                        [&changed](const Result<DecisionOutcome> &outcome) {
                            changed += outcome ? int(outcome->changed.size()) : 0;
                        });
    }
    held.release();
    QTRY_COMPARE(changed, 100);
    QCOMPARE(statusOf(database(), 1), S::Active);
    QCOMPARE(rows(), 100);
}

void TestClientDecisions::twoProcessesDecideAboutTheSameClients()
{
    constexpr int Rounds = 60;
    const auto first = startDeciding(m_workspace->path(), Rounds);
    const auto second = startDeciding(m_workspace->path(), Rounds);
    qint64 expected = 0;
    for (const auto &child : {first.get(), second.get()}) {
        QVERIFY(child->waitForFinished(60'000));
        QCOMPARE(child->exitCode(), 0);
        const QList<QByteArray> lines = child->readAllStandardOutput().trimmed().split('\n');
        QCOMPARE(lines.size(), Rounds);
        expected += lines.constLast().toLongLong();
    }
    QVERIFY(expected >= 5 * Rounds);
    const ActivityLog log(database());
    QCOMPARE(*log.count({}), expected);
    for (int i = 0; i < 5; ++i)
        QCOMPARE(recordedStatus(log, idOf(i)), QString(name(statusOf(database(), i))));
}

void TestClientDecisions::aKillLeavesStatusAndRecordInAgreement()
{
    for (int round = 0; round < 6; ++round) {
        const auto child = startDeciding(m_workspace->path(), 1'000'000);
        QVERIFY(child->waitForStarted());
        QByteArray said;
        while (said.count('\n') < 3 + 7 * round) {
            QVERIFY(child->waitForReadyRead(30'000));
            said += child->readAllStandardOutput();
        }
        ::kill(static_cast<pid_t>(child->processId()), SIGKILL);
        QVERIFY(child->waitForFinished());
        const ActivityLog log(database());
        for (int i = 0; i < 5; ++i)
            QCOMPARE(recordedStatus(log, idOf(i)), QString(name(statusOf(database(), i))));
        QVERIFY(log.verify()->isIntact());
    }
}

void TestClientDecisions::decidesAboutManyQuickly()
{
    VERIFY_DONE(putClients(database(), 1000, 1000 + int(MaxDecidedClients)));
    QStringList ids;
    for (int i = 0; i < int(MaxDecidedClients); ++i)
        ids.append(idOf(1000 + i));
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(decide(ids, S::Suspended)->changed.size(), MaxDecidedClients);
    qInfo("%lld clients in %lld ms", static_cast<long long>(MaxDecidedClients), timer.elapsed());
}

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QLatin1String("--child"))
        return decideAsChild(arguments.value(2), arguments.value(3).toInt());
    TestClientDecisions test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_client_decisions.moc"
