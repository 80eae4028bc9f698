#include "store/key_set_store.h"
#include "store_fixture.h"

using namespace gatehouse;
using namespace gatehouse::store;
using namespace std::chrono_literals;

/// Key sets in the database: what was read comes back, old ones go, named ones stay.
class TestKeySetStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void givesBackWhatItWasGiven();
    void replacesARowAndKeepsThoseOfOtherTruststores();
    void dropsTheOldestButNotTheNamed();
    void givesRowsThatAreNewer();
    void keepsNamesInTheirOrder();
    void refusesATakenName();

private:
    static KeySetRow row(const char *url, Instant at = test::Now)
    {
        KeySetRow made;
        made.place = {QString::fromLatin1(url), {}, QStringLiteral("local")};
        made.attemptedAt = at;
        return made;
    }
};

void TestKeySetStore::givesBackWhatItWasGiven()
{
    test::Workspace workspace;
    KeySetStore store(workspace.database());
    QVERIFY(store.rows(10)->isEmpty());
    KeySetRow whole = row("https://a.example/");
    whole.place.truststore = QStringLiteral("/roots.pem");
    whole.body = QByteArray("{\"keys\":[]}\x00\xff", 13);
    whole.etag = "\"v1\"";
    whole.fetchedAt = test::Now - 1h;
    whole.refreshAt = test::Now + 1h;
    whole.problem = QStringLiteral("\u00fcber");
    whole.changes = "{}";
    whole.changedAt = test::Now - 2h;
    store.saveLater(whole, 10);
    QTRY_COMPARE(store.rows(10)->size(), 1);
    const KeySetRow read = store.rows(10)->constFirst();
    QCOMPARE(read.place, whole.place);
    QCOMPARE(read.body, whole.body);
    QCOMPARE(read.etag, whole.etag);
    QCOMPARE(read.fetchedAt, whole.fetchedAt);
    QCOMPARE(read.attemptedAt, whole.attemptedAt);
    QCOMPARE(read.refreshAt, whole.refreshAt);
    QCOMPARE(read.problem, whole.problem);
    QCOMPARE(read.changes, whole.changes);
    QCOMPARE(read.changedAt, whole.changedAt);
    // And one that was never read.
    store.saveLater(row("https://b.example/", test::Now + 1s), 10);
    QTRY_COMPARE(store.rows(10)->size(), 2);
    QVERIFY(!store.rows(10)->constFirst().fetchedAt && store.rows(10)->constFirst().body.isEmpty());
}

void TestKeySetStore::replacesARowAndKeepsThoseOfOtherTruststores()
{
    test::Workspace workspace;
    KeySetStore store(workspace.database());
    KeySetRow one = row("https://a.example/");
    store.saveLater(one, 10);
    one.body = "{}";
    store.saveLater(one, 10);
    KeySetRow other = one;
    other.place.reach = QStringLiteral("public");
    other.attemptedAt = test::Now - 1s;
    store.saveLater(other, 10);
    QTRY_COMPARE(store.rows(10)->size(), 2);
    QCOMPARE(store.rows(10)->constFirst().body, "{}");
    QCOMPARE(store.rows(1)->size(), 1);
}

void TestKeySetStore::dropsTheOldestButNotTheNamed()
{
    test::Workspace workspace;
    KeySetStore store(workspace.database());
    QVERIFY(store.addName({QStringLiteral("kept"), QStringLiteral("https://0.example/"), {}}, {}));
    for (int i = 0; i < 20; ++i)
        store.saveLater(
            row(QByteArray("https://" + QByteArray::number(i) + ".example/").constData(), test::Now + i * 1s), 5);
    QTRY_COMPARE(store.rows(100)->value(0).place.url, QStringLiteral("https://19.example/"));
    QCOMPARE(store.rows(100)->size(), 6);
    QCOMPARE(store.rows(100)->constLast().place.url, QStringLiteral("https://0.example/"));
}

void TestKeySetStore::givesRowsThatAreNewer()
{
    test::Workspace workspace;
    KeySetStore store(workspace.database());
    store.saveLater(row("https://a.example/"), 10);
    store.saveLater(row("https://b.example/", test::Now + 1s), 10);
    QTRY_COMPARE(store.rows(10)->size(), 2);
    QCOMPARE(store.rows(10, test::Now)->size(), 1);
    QVERIFY(store.rows(10, test::Now + 1s)->isEmpty());
}

void TestKeySetStore::keepsNamesInTheirOrder()
{
    test::Workspace workspace;
    KeySetStore store(workspace.database());
    const QString url = QStringLiteral("https://a.example/");
    for (const char *name : {"zebra", "ant", "bee"})
        QVERIFY(store.addName({QString::fromLatin1(name), url, {}}, {}));
    const auto removed = store.removeName(QStringLiteral("ant"), {});
    QVERIFY(removed);
    QCOMPARE(store.names()->size(), 2);
    QVERIFY(store.addName(*removed, {}));
    workspace.reopen();
    const QList<NamedKeySet> names = KeySetStore(workspace.database()).names().value();
    QCOMPARE(names.size(), 3);
    QCOMPARE(names[1].name, QStringLiteral("ant"));
    QCOMPARE(names[2].name, QStringLiteral("bee"));
}

void TestKeySetStore::refusesATakenName()
{
    test::Workspace workspace;
    KeySetStore store(workspace.database());
    const QString url = QStringLiteral("https://a.example/");
    QVERIFY(store.addName({QStringLiteral("a"), url, {}}, {}));
    QVERIFY(store.addName({QStringLiteral("b"), url, {}}, {}));
    QCOMPARE(store.addName({QStringLiteral("a"), url, {}}, {}).error().kind, Error::Conflict);
    QCOMPARE(store.changeName(QStringLiteral("a"), {QStringLiteral("b"), url, {}}, {}).error().kind, Error::Conflict);
    QVERIFY(store.changeName(QStringLiteral("a"), {QStringLiteral("a"), QStringLiteral("https://b.example/"), {}}, {}));
    QCOMPARE(store.names()->constFirst().url, QStringLiteral("https://b.example/"));
}

QTEST_GUILESS_MAIN(TestKeySetStore)
#include "test_key_set_store.moc"
