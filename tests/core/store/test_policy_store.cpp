#include "store/policy_store.h"

#include "store_fixture.h"

using namespace gatehouse;
using namespace gatehouse::store;
using namespace gatehouse::store::test;

class TestPolicyStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hasNoneAtFirst();
    void countsTheNewestOfAll();
    void keepsEveryVersionAcrossARestart();
    void keepsWhatItIsGivenByteForByte();
    void refusesWhatIsBasedOnAnotherVersion();
    void numbersTheVersionsOfTwoProcessesOneAfterTheOther();
    void answersThroughTheWriterWhatWasQueuedBefore();
    void listsPagesNewestFirst();
    void fails();

private:
    static NewPolicy policy(const char *json, const char *by = "ann", const char *reason = "")
    {
        return {json, {ActivityOrigin::CommandLine, QLatin1String(by)}, QLatin1String(reason), Now};
    }
};

void TestPolicyStore::hasNoneAtFirst()
{
    Workspace workspace;
    const PolicyStore store(workspace.database());
    QVERIFY(!store.current().value());
    QVERIFY(!store.find(1).value());
    QVERIFY(store.page({}, 10)->isEmpty());
}

void TestPolicyStore::countsTheNewestOfAll()
{
    Workspace workspace;
    PolicyStore store(workspace.database());
    QCOMPARE(store.applyAndWait(policy("{\"a\":1}")).value(), 1);
    QCOMPARE(store.applyAndWait(policy("{\"a\":2}", "bob", "because")).value(), 2);
    const PolicyVersion current = store.current().value().value();
    QCOMPARE(current.number, 2);
    QCOMPARE(current.policy, QByteArray("{\"a\":2}"));
    QCOMPARE(current.appliedBy, QStringLiteral("bob"));
    QCOMPARE(current.reason, QStringLiteral("because"));
    QCOMPARE(current.appliedAt, Now);
    QCOMPARE(store.find(1).value()->policy, QByteArray("{\"a\":1}"));
    QVERIFY(!store.find(3).value());
    QVERIFY(!store.find(-1).value());
}

void TestPolicyStore::keepsEveryVersionAcrossARestart()
{
    Workspace workspace;
    QVERIFY(PolicyStore(workspace.database()).applyAndWait(policy("{}")));
    workspace.reopen();
    PolicyStore store(workspace.database());
    QCOMPARE(store.current().value()->number, 1);
    QCOMPARE(store.applyAndWait(policy("{}")).value(), 2);
}

void TestPolicyStore::keepsWhatItIsGivenByteForByte()
{
    Workspace workspace;
    PolicyStore store(workspace.database());
    const QByteArray bytes("\x00\xff{not json", 10);
    QVERIFY(store.applyAndWait({bytes, {}, QStringLiteral("\u00fc'; DROP TABLE policies; --"), Now}));
    const PolicyVersion version = store.current().value().value();
    QCOMPARE(version.policy, bytes);
    QVERIFY(version.appliedBy.isEmpty());
    QCOMPARE(version.reason, QStringLiteral("\u00fc'; DROP TABLE policies; --"));
}

void TestPolicyStore::refusesWhatIsBasedOnAnotherVersion()
{
    Workspace workspace;
    PolicyStore store(workspace.database());
    QCOMPARE(store.applyAndWait(policy("{\"a\":1}", "ann"), 0).value(), 1);
    const auto late = store.applyAndWait(policy("{\"b\":1}", "bob"), 0);
    QVERIFY(!late);
    QCOMPARE(late.error().kind, Error::Conflict);
    QVERIFY2(late.error().message.contains(QLatin1String("ann")), qPrintable(late.error().message));
    QVERIFY(late.error().message.contains(QLatin1String("version 1")));
    QCOMPARE(store.current().value()->policy, QByteArray("{\"a\":1}"));
    QVERIFY(!store.applyAndWait(policy("{}"), 7));
    QCOMPARE(store.applyAndWait(policy("{\"b\":1}", "bob"), 1).value(), 2);
}

void TestPolicyStore::numbersTheVersionsOfTwoProcessesOneAfterTheOther()
{
    Workspace workspace;
    auto other = Database::open(workspace.path(), Now);
    QVERIFY(other);
    PolicyStore mine(workspace.database());
    PolicyStore theirs(**other);
    QCOMPARE(mine.applyAndWait(policy("{}")).value(), 1);
    QCOMPARE(theirs.applyAndWait(policy("{}")).value(), 2);
    QCOMPARE(mine.applyAndWait(policy("{}")).value(), 3);
    QCOMPARE(theirs.current().value()->number, 3);
}

void TestPolicyStore::answersThroughTheWriterWhatWasQueuedBefore()
{
    Workspace workspace;
    PolicyStore store(workspace.database());
    ReplyBox replies;
    QList<int> numbers;
    {
        HeldWriter held(workspace.database());
        store.apply(policy("{}"), {}, replies, [&](const Result<int> &number) { numbers.append(number.value()); });
        store.fetchCurrent(replies, [&](const Result<std::optional<PolicyVersion>> &current) {
            numbers.append(current.value()->number);
        });
    }
    QTRY_COMPARE(numbers, QList<int>({1, 1}));
}

void TestPolicyStore::listsPagesNewestFirst()
{
    Workspace workspace;
    PolicyStore store(workspace.database());
    for (int i = 0; i < 5; ++i)
        QVERIFY(store.applyAndWait(policy("{}")));
    QList<int> numbers;
    std::optional<int> before;
    while (true) {
        const auto page = store.page(before, 2).value();
        if (page.isEmpty())
            break;
        for (const PolicyVersion &version : page)
            numbers.append(version.number);
        before = page.constLast().number;
    }
    QCOMPARE(numbers, QList<int>({5, 4, 3, 2, 1}));
}

void TestPolicyStore::fails()
{
    Workspace workspace;
    PolicyStore store(workspace.database());
    VERIFY_DONE(workspace.database().writeAndWait<void>([](Connection &connection) -> Result<void> {
        return connection.runOnce(QStringLiteral("DROP TABLE policies"));
    }));
    QVERIFY(!store.current());
    QVERIFY(!store.find(1));
    QVERIFY(!store.page({}, 1));
    QVERIFY(!store.applyAndWait(policy("{}")));
}

QTEST_GUILESS_MAIN(TestPolicyStore)
#include "test_policy_store.moc"
