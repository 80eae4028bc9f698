#include "store/activity_log.h"

#include "store_fixture.h"

#include <QCryptographicHash>

#include <atomic>
#include <thread>

using namespace gatehouse;
using namespace gatehouse::store;
using namespace gatehouse::store::test;

class TestActivityLog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void isEmptyAndIntactAtFirst();
    void keepsWhatItIsTold();
    void numbersRowsWithoutGaps();
    void masksWhatIsNamedLikeASecret();
    void leavesOutAStateThatIsTooLong();
    void undoesTheRowWithTheChange();
    void filters_data();
    void filters();
    void searchesForSpecialCharacters();
    void pagesNewestFirst();
    void knowsItsActors();
    void hashesAsDocumented();
    void findsTampering_data();
    void findsTampering();
    void findsAChainWrittenAnewByANotedHead();
    void findsAnOlderCopyByANotedHead();
    void stopsWhenAsked();
    void verifiesWhileOthersAdd();

private:
    static NewActivity suspended(const QString &client, const QString &reason = QStringLiteral("Certificate stolen"))
    {
        return {{ActivityOrigin::Console, QStringLiteral("ann")},
                QStringLiteral("client.suspended"),
                client,
                QStringLiteral("Organisation & App"),
                reason,
                {{"status", "active"}},
                {{"status", "suspended"}}};
    }
    static void fill(Workspace &workspace, int rows)
    {
        const auto done = workspace.database().writeAndWait<void>([rows](Connection &connection) -> Result<void> {
            for (int i = 0; i < rows; ++i) {
                if (auto entered = enterActivity(connection, suspended(QString::number(i)), Now); !entered)
                    return entered;
            }
            return {};
        });
        QVERIFY(done);
    }
    static void tamper(Workspace &workspace, const QString &sql)
    {
        const auto done =
            workspace.database().writeAndWait<void>([sql](Connection &connection) { return connection.runOnce(sql); });
        QVERIFY2(done, qPrintable(done ? QString() : done.error().detail));
    }
};

void TestActivityLog::isEmptyAndIntactAtFirst()
{
    Workspace workspace;
    const ActivityLog log(workspace.database());
    QVERIFY(log.page({}, {}, 10)->isEmpty());
    QCOMPARE(log.count({}).value(), 0);
    QCOMPARE(log.head()->number, 0);
    QVERIFY(!log.find(1).value());
    const auto verdict = log.verify();
    QVERIFY(verdict->isIntact());
    QCOMPARE(verdict->rows, 0);
}

void TestActivityLog::keepsWhatItIsTold()
{
    Workspace workspace;
    ActivityLog log(workspace.database());
    QVERIFY(log.appendAndWait(suspended(QStringLiteral("c1"), QStringLiteral("Übel")), Now));
    workspace.reopen();
    const Activity row = ActivityLog(workspace.database()).find(1).value().value();
    QCOMPARE(row.number, 1);
    QCOMPARE(row.at, Now);
    QCOMPARE(row.actor.origin, ActivityOrigin::Console);
    QCOMPARE(row.actor.name, QStringLiteral("ann"));
    QCOMPARE(row.action, QStringLiteral("client.suspended"));
    QCOMPARE(row.subjectKind, QStringLiteral("client"));
    QCOMPARE(row.subject, QStringLiteral("c1"));
    QCOMPARE(row.subjectName, QStringLiteral("Organisation & App"));
    QCOMPARE(row.reason, QStringLiteral("Übel"));
    QCOMPARE(row.before, QByteArray(R"({"status":"active"})"));
    QCOMPARE(row.after, QByteArray(R"({"status":"suspended"})"));
    QCOMPARE(row.hash.size(), 32);
}

void TestActivityLog::numbersRowsWithoutGaps()
{
    Workspace workspace;
    fill(workspace, 3);
    const auto other = Database::open(workspace.path(), Now);
    QVERIFY(other);
    QVERIFY(ActivityLog(**other).appendAndWait(suspended(QStringLiteral("x")), Now));
    fill(workspace, 1);
    const ActivityLog log(workspace.database());
    QCOMPARE(log.head()->number, 5);
    const auto verdict = log.verify(log.head().value());
    QVERIFY(verdict->isIntact());
    QCOMPARE(verdict->rows, 5);
}

void TestActivityLog::masksWhatIsNamedLikeASecret()
{
    Workspace workspace;
    ActivityLog log(workspace.database());
    NewActivity entry = suspended(QStringLiteral("km"));
    entry.before = {{"connector", {{"password", "old-sesame"}, {"username", "admin"}}},
                    {"list", {{{"client_secret", 7}}}}};
    entry.after = {{"connector", {{"password", nullptr}}}};
    QVERIFY(log.appendAndWait(entry, Now));
    const Activity row = log.find(1).value().value();
    QVERIFY(!row.before.contains("sesame"));
    QCOMPARE(row.before,
             QByteArray(R"({"connector":{"password":"***","username":"admin"},"list":[{"client_secret":"***"}]})"));
    QCOMPARE(row.after, QByteArray(R"({"connector":{"password":null}})"));
    QVERIFY(log.verify()->isIntact());
}

void TestActivityLog::leavesOutAStateThatIsTooLong()
{
    Workspace workspace;
    ActivityLog log(workspace.database());
    NewActivity entry = suspended(QString(5000, QLatin1Char('c')));
    entry.after = std::string(100'000, 'x');
    QVERIFY(log.appendAndWait(entry, Now));
    const Activity row = log.find(1).value().value();
    QCOMPARE(row.subject.size(), ActivityLog::MaxText);
    QCOMPARE(row.after, QByteArray(R"({"left_out_bytes":100002})"));
    QVERIFY(log.verify()->isIntact());
}

void TestActivityLog::undoesTheRowWithTheChange()
{
    Workspace workspace;
    const auto done = workspace.database().writeAndWait<void>([](Connection &connection) -> Result<void> {
        if (auto entered = enterActivity(connection, suspended(QStringLiteral("c")), Now); !entered)
            return entered;
        return fail(Error::Refused, QStringLiteral("The change itself failed."));
    });
    QVERIFY(!done);
    const ActivityLog log(workspace.database());
    QCOMPARE(log.head()->number, 0);
    QCOMPARE(log.count({}).value(), 0);
}

void TestActivityLog::filters_data()
{
    QTest::addColumn<ActivityFilter>("filter");
    QTest::addColumn<QList<qint64>>("numbers");
    const auto row = [](const char *title, const QList<qint64> &numbers, auto set) {
        ActivityFilter filter;
        set(filter);
        QTest::newRow(title) << filter << numbers;
    };
    row("nothing", {4, 3, 2, 1}, [](ActivityFilter &) {});
    row("kind", {4, 2, 1}, [](ActivityFilter &f) { f.subjectKind = QStringLiteral("client"); });
    row("subject", {2, 1}, [](ActivityFilter &f) { f.subject = QStringLiteral("alpha"); });
    row("action", {3}, [](ActivityFilter &f) { f.action = QStringLiteral("policy.applied"); });
    row("actor", {2}, [](ActivityFilter &f) { f.actor = QStringLiteral("Bob"); });
    row("origin", {4}, [](ActivityFilter &f) { f.origin = ActivityOrigin::Endpoint; });
    row("from", {4, 3}, [](ActivityFilter &f) { f.from = Now + std::chrono::hours(2); });
    row("to", {2, 1}, [](ActivityFilter &f) { f.to = Now + std::chrono::hours(2); });
    row("text of a reason, any case", {2}, [](ActivityFilter &f) { f.text = QStringLiteral("APPEALED"); });
    row("text of an actor", {2}, [](ActivityFilter &f) { f.text = QStringLiteral("bob"); });
    row("text and kind", {}, [](ActivityFilter &f) {
        f.text = QStringLiteral("bob");
        f.subjectKind = QStringLiteral("policy");
    });
}

void TestActivityLog::filters()
{
    QFETCH(const ActivityFilter, filter);
    QFETCH(const QList<qint64>, numbers);
    Workspace workspace;
    ActivityLog log(workspace.database());
    const auto add = [&](ActivityOrigin origin, const char *actor, const char *action, const char *subject,
                         const char *reason, int hour) {
        const NewActivity entry{{origin, QLatin1String(actor)},
                                QLatin1String(action),
                                QLatin1String(subject),
                                {},
                                QLatin1String(reason),
                                {},
                                {}};
        QVERIFY(log.appendAndWait(entry, Now + std::chrono::hours(hour)));
    };
    add(ActivityOrigin::Console, "ann", "client.suspended", "alpha", "stolen", 0);
    add(ActivityOrigin::CommandLine, "Bob", "client.reactivated", "alpha", "They appealed", 1);
    add(ActivityOrigin::Console, "ann", "policy.applied", "2", "", 2);
    add(ActivityOrigin::Endpoint, "beta", "client.registered", "beta", "", 3);
    QList<qint64> found;
    const QList<Activity> rows = log.page(filter, {}, 10).value();
    for (const Activity &row : rows)
        found.append(row.number);
    QCOMPARE(found, numbers);
    QCOMPARE(log.count(filter).value(), numbers.size());
}

void TestActivityLog::searchesForSpecialCharacters()
{
    Workspace workspace;
    ActivityLog log(workspace.database());
    QVERIFY(log.appendAndWait(suspended(QStringLiteral("a"), QStringLiteral("100% sure")), Now));
    QVERIFY(log.appendAndWait(suspended(QStringLiteral("b"), QStringLiteral("100 years")), Now));
    ActivityFilter filter;
    filter.text = QStringLiteral("100%");
    QCOMPARE(log.page(filter, {}, 10)->size(), 1);
    filter.text = QStringLiteral("_00");
    QVERIFY(log.page(filter, {}, 10)->isEmpty());
}

void TestActivityLog::pagesNewestFirst()
{
    Workspace workspace;
    fill(workspace, 7);
    const ActivityLog log(workspace.database());
    const auto first = log.page({}, {}, 3).value();
    QCOMPARE(first.size(), 3);
    QCOMPARE(first.constFirst().number, 7);
    const auto second = log.page({}, first.constLast().number, 3).value();
    QCOMPARE(second.constFirst().number, 4);
    QCOMPARE(log.page({}, 1, 3)->size(), 0);
}

void TestActivityLog::knowsItsActors()
{
    Workspace workspace;
    ActivityLog log(workspace.database());
    for (const char *actor : {"bob", "ann", "bob", "cid"}) {
        NewActivity entry = suspended(QStringLiteral("c"));
        entry.actor.name = QLatin1String(actor);
        QVERIFY(log.appendAndWait(entry, Now));
    }
    QCOMPARE(log.actors().value(), QStringList({QStringLiteral("ann"), QStringLiteral("bob"), QStringLiteral("cid")}));
}

void TestActivityLog::hashesAsDocumented()
{
    Activity row;
    row.number = 1;
    row.at = fromMilliseconds(1000);
    row.actor = {ActivityOrigin::CommandLine, QStringLiteral("é")};
    row.action = QStringLiteral("client.held");
    row.subjectKind = QStringLiteral("client");
    // printf '\0\0\0\0\0\0\0\0' … | sha256sum, field for field: nothing before it, "1", "1000", "cli", "é",
    // "client.held", "client", and five times nothing.
    QByteArray bytes(8, '\0');
    for (const QByteArray &field : {QByteArray("1"), QByteArray("1000"), QByteArray("cli"), QByteArray("\xc3\xa9"),
                                    QByteArray("client.held"), QByteArray("client")}) {
        bytes += QByteArray(7, '\0') + char(field.size()) + field;
    }
    bytes += QByteArray(5 * 8, '\0');
    QCOMPARE(activityHash({}, row), QCryptographicHash::hash(bytes, QCryptographicHash::Sha256));
    QVERIFY(activityHash(QByteArray(32, 'a'), row) != activityHash({}, row));
}

void TestActivityLog::findsTampering_data()
{
    QTest::addColumn<QString>("sql");
    QTest::addColumn<qint64>("row");
    QTest::newRow("a reason altered") << "UPDATE activity SET reason = 'none' WHERE number = 3" << qint64(3);
    QTest::newRow("the actor altered") << "UPDATE activity SET actor = 'bob' WHERE number = 1" << qint64(1);
    QTest::newRow("the origin altered") << "UPDATE activity SET origin = 'cli' WHERE number = 4" << qint64(4);
    QTest::newRow("an unknown origin") << "UPDATE activity SET origin = '' WHERE number = 4" << qint64(4);
    QTest::newRow("the moment altered") << "UPDATE activity SET at = at + 1 WHERE number = 2" << qint64(2);
    QTest::newRow("the state altered")
        << "UPDATE activity SET state_after = CAST('{\"status\":\"active\"}' AS BLOB) WHERE number = 2" << qint64(2);
    QTest::newRow("text moved to the next field")
        << "UPDATE activity SET subject = '', subject_name = subject || subject_name WHERE number = 2" << qint64(2);
    QTest::newRow("a hash altered") << "UPDATE activity SET hash = zeroblob(32) WHERE number = 5" << qint64(5);
    QTest::newRow("the first removed") << "DELETE FROM activity WHERE number = 1" << qint64(2);
    QTest::newRow("one in the middle removed") << "DELETE FROM activity WHERE number = 3" << qint64(4);
    QTest::newRow("three removed") << "DELETE FROM activity WHERE number BETWEEN 2 AND 4" << qint64(5);
    QTest::newRow("the last removed") << "DELETE FROM activity WHERE number = 6" << qint64(6);
    QTest::newRow("all removed") << "DELETE FROM activity" << qint64(6);
    QTest::newRow("one removed, the rest numbered anew")
        << "DELETE FROM activity WHERE number = 3; UPDATE activity SET number = number - 1 WHERE number > 3"
        << qint64(3);
    QTest::newRow("two exchanged")
        << "UPDATE activity SET number = -1 WHERE number = 2; UPDATE activity SET number = 2 WHERE number = 3; "
           "UPDATE activity SET number = 3 WHERE number = -1"
        << qint64(2);
    QTest::newRow("one added at the end")
        << "INSERT INTO activity SELECT 7, at, origin, actor, action, subject_kind, subject, subject_name, reason, state_before, "
           "state_after, hash FROM activity WHERE number = 6"
        << qint64(7);
    QTest::newRow("the end moved back") << "UPDATE activity_head SET number = 5" << qint64(6);
    QTest::newRow("the end's hash altered") << "UPDATE activity_head SET hash = zeroblob(32)" << qint64(6);
}

void TestActivityLog::findsTampering()
{
    QFETCH(const QString, sql);
    QFETCH(const qint64, row);
    Workspace workspace;
    fill(workspace, 6);
    const ActivityLog log(workspace.database());
    QVERIFY(log.verify()->isIntact());
    const QStringList statements = sql.split(QStringLiteral("; "));
    for (const QString &statement : statements)
        tamper(workspace, statement);
    const auto verdict = log.verify();
    QVERIFY(verdict);
    QVERIFY(!verdict->isIntact());
    QCOMPARE(verdict->faults.constFirst().number, row);
    QVERIFY(!verdict->faults.constFirst().message.isEmpty());
}

void TestActivityLog::findsAChainWrittenAnewByANotedHead()
{
    Workspace workspace;
    fill(workspace, 3);
    ActivityLog log(workspace.database());
    const ActivityHead noted = log.head().value();
    tamper(workspace, QStringLiteral("DELETE FROM activity"));
    tamper(workspace, QStringLiteral("UPDATE activity_head SET number = 0, hash = ''"));
    for (int i = 0; i < 4; ++i)
        QVERIFY(log.appendAndWait(suspended(QString::number(i), QStringLiteral("another reason")), Now));
    QVERIFY(log.verify()->isIntact());
    const auto verdict = log.verify(noted);
    QCOMPARE(verdict->faults.size(), 1);
    QCOMPARE(verdict->faults.constFirst().number, 3);
}

void TestActivityLog::findsAnOlderCopyByANotedHead()
{
    Workspace workspace;
    fill(workspace, 3);
    const ActivityLog log(workspace.database());
    QVERIFY(log.verify(ActivityHead{3, log.head()->hash})->isIntact());
    const auto verdict = log.verify(ActivityHead{9, QByteArray(32, 'x')});
    QCOMPARE(verdict->faults.size(), 1);
    QCOMPARE(verdict->faults.constFirst().number, 9);
}

void TestActivityLog::stopsWhenAsked()
{
    Workspace workspace;
    fill(workspace, 4100);
    const ActivityLog log(workspace.database());
    QList<qint64> told;
    const auto whole = log.verify({}, [&](qint64 rows) {
        told.append(rows);
        return true;
    });
    QVERIFY(whole->isIntact());
    QCOMPARE(whole->rows, 4100);
    QCOMPARE(told, QList<qint64>({2000, 4000}));
    const auto part = log.verify({}, [](qint64) { return false; });
    QVERIFY(!part->isComplete);
    QVERIFY(!part->isIntact());
    QCOMPARE(part->rows, 2000);
}

void TestActivityLog::verifiesWhileOthersAdd()
{
    Workspace workspace;
    fill(workspace, 500);
    std::atomic<bool> isOver = false;
    std::thread other([&] {
        const auto database = Database::open(workspace.path(), Now);
        while (!isOver && database)
            (void)ActivityLog(**database).appendAndWait(suspended(QStringLiteral("other")), Now);
    });
    bool isIntact = true;
    for (int i = 0; i < 30; ++i)
        isIntact =
            isIntact && ActivityLog(workspace.database()).verify().map(&ActivityVerdict::isIntact).value_or(false);
    isOver = true;
    other.join();
    QVERIFY(isIntact);
    QVERIFY(ActivityLog(workspace.database()).head()->number > 500);
}

QTEST_GUILESS_MAIN(TestActivityLog)
#include "test_activity_log.moc"
