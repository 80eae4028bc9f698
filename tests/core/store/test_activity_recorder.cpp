#include "store/activity_recorder.h"

#include "store/activity_kinds.h"
#include "store/key_set_store.h"
#include "store/policy_store.h"
#include "store/settings_store.h"

#include "store_fixture.h"

using namespace gatehouse;
using namespace gatehouse::store;
using namespace gatehouse::store::test;

/// Who enters the record by which change, and what it says then.
class TestActivityRecorder : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsOnlyWhatChanged_data();
    void tellsOnlyWhatChanged();
    void namesEachActionOnce();
    void recordsNothingWithoutADatabase();
    void recordsAllOrNothing();
    void saysThatTheChangeWasMadeWhereItCannotBeRecorded();
    void entersAPolicy();
    void entersNoPolicyThatWasNotApplied();
    void entersAPolicyThatCannotBeRead();
    void entersNamedKeySets();
    void entersNoKeySetThatWasRefused();
    void undoesAKeySetThatCannotBeRecorded();
    void entersASettingWithIt();

private:
    static Actor ann() { return {ActivityOrigin::Console, QStringLiteral("ann")}; }
    static QList<Activity> rowsOf(Workspace &workspace)
    {
        return ActivityLog(workspace.database()).page({}, {}, 100).value();
    }
    static Json state(const QByteArray &bytes) { return bytes.isEmpty() ? Json() : parseJson(bytes).value(); }
    /// Nothing can be recorded any more.
    static void breakRecord(Workspace &workspace)
    {
        VERIFY_DONE(workspace.database().writeAndWait<void>(
            [](Connection &connection) { return connection.runOnce(QStringLiteral("DELETE FROM activity_head")); }));
    }
};

void TestActivityRecorder::tellsOnlyWhatChanged_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QByteArray>("left");
    QTest::addColumn<QByteArray>("came");
    QTest::newRow("nothing") << QByteArray(R"({"a":1})") << QByteArray(R"({"a":1})") << QByteArray("null")
                             << QByteArray("null");
    QTest::newRow("a member") << QByteArray(R"({"a":1,"b":2})") << QByteArray(R"({"a":1,"b":3})")
                              << QByteArray(R"({"b":2})") << QByteArray(R"({"b":3})");
    QTest::newRow("within a member") << QByteArray(R"({"a":{"b":1,"c":2}})") << QByteArray(R"({"a":{"b":1,"c":3}})")
                                     << QByteArray(R"({"a":{"c":2}})") << QByteArray(R"({"a":{"c":3}})");
    QTest::newRow("a member comes") << QByteArray(R"({"a":1})") << QByteArray(R"({"a":1,"b":{}})") << QByteArray("{}")
                                    << QByteArray(R"({"b":{}})");
    QTest::newRow("a member goes") << QByteArray(R"({"a":1,"b":[1]})") << QByteArray(R"({"a":1})")
                                   << QByteArray(R"({"b":[1]})") << QByteArray("{}");
    QTest::newRow("a list, as a whole") << QByteArray(R"({"a":[1,2]})") << QByteArray(R"({"a":[1,3]})")
                                        << QByteArray(R"({"a":[1,2]})") << QByteArray(R"({"a":[1,3]})");
    QTest::newRow("from nothing") << QByteArray("null") << QByteArray(R"({"a":1})") << QByteArray("null")
                                  << QByteArray(R"({"a":1})");
    QTest::newRow("another type") << QByteArray(R"({"a":{"b":1}})") << QByteArray(R"({"a":"b"})")
                                  << QByteArray(R"({"a":{"b":1}})") << QByteArray(R"({"a":"b"})");
}

void TestActivityRecorder::tellsOnlyWhatChanged()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, after);
    QFETCH(const QByteArray, left);
    QFETCH(const QByteArray, came);
    const StateChange change = changeBetween(parseJson(before).value(), parseJson(after).value());
    QCOMPARE(toBytes(change.before), left);
    QCOMPARE(toBytes(change.after), came);
}

void TestActivityRecorder::namesEachActionOnce()
{
    QStringList actions;
    QStringList subjects;
    for (const ActivitySubject &subject : activitySubjects())
        subjects.append(subject.kind);
    for (const ActivityKind &kind : activityKinds()) {
        const QString action = kind.action;
        QVERIFY2(!actions.contains(action), qPrintable(action));
        actions.append(action);
        QVERIFY2(subjects.contains(action.section(QLatin1Char('.'), 0, 0)), qPrintable(action));
        QVERIFY(!title(kind).isEmpty() && !describe(kind).isEmpty());
        QCOMPARE(findActivityKind(action), &kind);
    }
    QVERIFY(!findActivityKind(u"client.eaten"));
    QCOMPARE(activityTitle(QStringLiteral("client.eaten")), QStringLiteral("client.eaten"));
}

void TestActivityRecorder::recordsNothingWithoutADatabase()
{
    const ActivityRecorder recorder;
    QVERIFY(!recorder.isRecording());
    QVERIFY(recorder.record(NewActivity{{}, QStringLiteral("policy.applied"), QStringLiteral("1"), {}, {}, {}, {}}));
}

void TestActivityRecorder::recordsAllOrNothing()
{
    Workspace workspace;
    const ActivityRecorder recorder(workspace.database(), ann(), [] { return Now; });
    const NewActivity one{{ActivityOrigin::Endpoint, QStringLiteral("somebody else")},
                          QStringLiteral("truststore.saved"),
                          QStringLiteral("/a"),
                          {},
                          {},
                          {},
                          {{"storePassword", "sesame"}}};
    VERIFY_DONE(recorder.record({one, one}));
    const auto rows = rowsOf(workspace);
    QCOMPARE(rows.size(), 2);
    QCOMPARE(rows[0].actor.name, QStringLiteral("ann"));
    QCOMPARE(rows[0].actor.origin, ActivityOrigin::Console);
    QCOMPARE(rows[0].at, Now);
    QCOMPARE(rows[0].after, QByteArray(R"({"storePassword":"***"})"));
    VERIFY_DONE(workspace.database().writeAndWait<void>([](Connection &connection) {
        return connection.runOnce(QStringLiteral(
            "CREATE TRIGGER stop BEFORE INSERT ON activity WHEN NEW.number = 4 BEGIN SELECT RAISE(ABORT, 'no'); END"));
    }));
    QVERIFY(!recorder.record({one, one}));
    QCOMPARE(rowsOf(workspace).size(), 2);
    QVERIFY(ActivityLog(workspace.database()).verify()->isIntact());
}

void TestActivityRecorder::saysThatTheChangeWasMadeWhereItCannotBeRecorded()
{
    Workspace workspace;
    breakRecord(workspace);
    const ActivityRecorder recorder(workspace.database(), ann(), [] { return Now; });
    const auto recorded = recorder.record(NewActivity{{}, QStringLiteral("sandbox.started"), {}, {}, {}, {}, {}});
    QVERIFY(!recorded);
    QVERIFY2(recorded.error().message.contains(QLatin1String("was made")), qPrintable(recorded.error().message));
}

void TestActivityRecorder::entersAPolicy()
{
    Workspace workspace;
    PolicyStore store(workspace.database());
    VERIFY_DONE(
        store.applyAndWait({R"({"name":"First","scopes":["a"],"x":{"client_secret":"sesame"}})", ann(), {}, Now}));
    VERIFY_DONE(store.applyAndWait({R"({"name":"Second","scopes":["a"],"x":{"client_secret":"open"}})",
                                    {ActivityOrigin::CommandLine, QStringLiteral("bob")},
                                    QStringLiteral("because"),
                                    Now}));
    const auto rows = rowsOf(workspace);
    QCOMPARE(rows.size(), 2);
    QCOMPARE(rows[0].action, QStringLiteral("policy.applied"));
    QCOMPARE(rows[0].subject, QStringLiteral("2"));
    QCOMPARE(rows[0].subjectName, QStringLiteral("Second"));
    QCOMPARE(rows[0].reason, QStringLiteral("because"));
    QCOMPARE(rows[0].actor.name, QStringLiteral("bob"));
    QCOMPARE(rows[0].actor.origin, ActivityOrigin::CommandLine);
    QCOMPARE(rows[0].before, QByteArray(R"({"name":"First","x":{"client_secret":"***"}})"));
    QCOMPARE(rows[0].after, QByteArray(R"({"name":"Second","x":{"client_secret":"***"}})"));
    QVERIFY(rows[1].before.isEmpty());
    QCOMPARE(toBytes(state(rows[1].after)["scopes"]), toBytes(Json::array({"a"})));
}

void TestActivityRecorder::entersNoPolicyThatWasNotApplied()
{
    Workspace workspace;
    PolicyStore store(workspace.database());
    VERIFY_DONE(store.applyAndWait({"{}", ann(), {}, Now}));
    QCOMPARE(store.applyAndWait({R"({"a":1})", ann(), {}, Now}, 0).error().kind, Error::Conflict);
    QCOMPARE(rowsOf(workspace).size(), 1);
    breakRecord(workspace);
    QVERIFY(!store.applyAndWait({R"({"a":1})", ann(), {}, Now}));
    QCOMPARE(store.current().value()->number, 1);
}

void TestActivityRecorder::entersAPolicyThatCannotBeRead()
{
    Workspace workspace;
    VERIFY_DONE(PolicyStore(workspace.database()).applyAndWait({"no JSON", ann(), {}, Now}));
    QCOMPARE(rowsOf(workspace).constFirst().after, QByteArray(R"({"unreadable_bytes":7})"));
}

void TestActivityRecorder::entersNamedKeySets()
{
    Workspace workspace;
    KeySetStore store(workspace.database());
    const KeySetChange change{ann(), Now};
    const NamedKeySet first{QStringLiteral("sandbox"), QStringLiteral("https://a.example/jwks"), {}};
    const NamedKeySet second{QStringLiteral("test"), QStringLiteral("https://a.example/jwks"),
                             QStringLiteral("/t.pem")};
    VERIFY_DONE(store.addName(first, change));
    VERIFY_DONE(store.changeName(first.name, second, change));
    VERIFY_DONE(store.removeName(second.name, change));
    const auto rows = rowsOf(workspace);
    QCOMPARE(rows.size(), 3);
    QCOMPARE(rows[2].action, QStringLiteral("keyset.added"));
    QCOMPARE(rows[2].subject, QStringLiteral("sandbox"));
    QVERIFY(rows[2].before.isEmpty());
    QCOMPARE(toBytes(state(rows[2].after)["url"]), toBytes(Json("https://a.example/jwks")));
    QCOMPARE(rows[1].action, QStringLiteral("keyset.changed"));
    QCOMPARE(rows[1].before, QByteArray(R"({"name":"sandbox","truststore":""})"));
    QCOMPARE(rows[1].after, QByteArray(R"({"name":"test","truststore":"/t.pem"})"));
    QCOMPARE(rows[0].action, QStringLiteral("keyset.removed"));
    QCOMPARE(toBytes(state(rows[0].before)["name"]), toBytes(Json("test")));
    QVERIFY(rows[0].after.isEmpty());
    for (const Activity &row : rows)
        QCOMPARE(row.actor.name, QStringLiteral("ann"));
}

void TestActivityRecorder::entersNoKeySetThatWasRefused()
{
    Workspace workspace;
    KeySetStore store(workspace.database());
    const NamedKeySet named{QStringLiteral("sandbox"), QStringLiteral("https://a.example/jwks"), {}};
    VERIFY_DONE(store.addName(named, {ann(), Now}));
    QVERIFY(!store.addName(named, {ann(), Now}));
    QVERIFY(!store.changeName(QStringLiteral("nobody"), named, {ann(), Now}));
    QVERIFY(!store.removeName(QStringLiteral("nobody"), {ann(), Now}));
    QCOMPARE(rowsOf(workspace).size(), 1);
}

void TestActivityRecorder::undoesAKeySetThatCannotBeRecorded()
{
    Workspace workspace;
    KeySetStore store(workspace.database());
    const NamedKeySet named{QStringLiteral("sandbox"), QStringLiteral("https://a.example/jwks"), {}};
    VERIFY_DONE(store.addName(named, {ann(), Now}));
    breakRecord(workspace);
    QVERIFY(!store.addName({QStringLiteral("x"), named.url, {}}, {ann(), Now}));
    QVERIFY(!store.removeName(named.name, {ann(), Now}));
    QCOMPARE(store.names().value().size(), 1);
}

void TestActivityRecorder::entersASettingWithIt()
{
    Workspace workspace;
    SettingsStore settings(workspace.database());
    const NewActivity activity{
        ann(), QStringLiteral("keyset.statements-changed"), QStringLiteral("statements"), {}, {}, {}, {}};
    VERIFY_DONE(settings.setAndWait(QStringLiteral("x"), 1, activity, Now));
    QCOMPARE(rowsOf(workspace).size(), 1);
    breakRecord(workspace);
    QVERIFY(!settings.setAndWait(QStringLiteral("x"), 2, activity, Now));
    QCOMPARE(toBytes(settings.get(QStringLiteral("x")).value().value()), QByteArray("1"));
}

QTEST_GUILESS_MAIN(TestActivityRecorder)
#include "test_activity_recorder.moc"
