#include "base/files.h"
#include "core/fetch/https_server.h"
#include "fetch/key_sets.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::fetch;
using namespace gatehouse::fetch::test;

namespace {

const QString PublishedKeys = QStringLiteral("docs-public-keys.jwks.json");
const QString Folder = QStringLiteral(GATEHOUSE_TEST_DATA "/wso2");

Options options()
{
    Options options;
    options.reach = Reach::LocalSandbox;
    options.timeout = std::chrono::seconds(5);
    options.extraRoots = ServerIdentity::get().roots();
    return options;
}

QByteArray publishedKeys()
{
    return readFile(Folder + QLatin1Char('/') + PublishedKeys).value();
}

} // namespace

class TestKeySets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAFileRelativeToItsFolder();
    void readsAUrl();
    void namesTheSourceThatIsNoKeySet_data();
    void namesTheSourceThatIsNoKeySet();
    void namesAFileThatIsMissing();
    void asksNothingWhereThereIsNoSource();
    void joinsSeveralSetsInTheirOrder();
    void isUnavailableWhereOneOfSeveralIs();
    void refusesASetOnThisMachineUnlessItIsASandbox();
};

void TestKeySets::readsAFileRelativeToItsFolder()
{
    const Result<jose::JwkSet> keys = loadKeySet(PublishedKeys, Folder, options());
    QVERIFY(keys);
    QCOMPARE(keys->keys().size(), 15U);
    QCOMPARE(loadKeySet(Folder + QLatin1Char('/') + PublishedKeys, QStringLiteral("/nowhere"), options())->keys().size(), 15U);
}

void TestKeySets::readsAUrl()
{
    HttpsServer server(response(200, publishedKeys()));
    const Result<jose::JwkSet> keys = loadKeySet(server.url().toString(), Folder, options());
    QVERIFY2(keys, qPrintable(keys ? QString() : keys.error().message));
    QCOMPARE(keys->keys().size(), 15U);
}

void TestKeySets::namesTheSourceThatIsNoKeySet_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("HTML") << QByteArray("<html>Sign in</html>");
    QTest::newRow("a list") << QByteArray("[]");
    QTest::newRow("no keys") << QByteArray("{}");
    QTest::newRow("keys that are no list") << QByteArray("{\"keys\":{}}");
    QTest::newRow("bytes") << QByteArray("\xff\xfe\x00\x01", 4);
}

void TestKeySets::namesTheSourceThatIsNoKeySet()
{
    QFETCH(QByteArray, body);
    HttpsServer server(response(200, body));
    const QString url = server.url().toString();
    QTemporaryDir folder;
    const QString file = QStringLiteral("bad.jwks");
    QVERIFY(saveFile(folder.filePath(file), body));
    for (const QString &source : {url, file}) {
        const Result<jose::JwkSet> keys = loadKeySet(source, folder.path(), options());
        QVERIFY(!keys);
        QVERIFY2(keys.error().message.startsWith(source + QStringLiteral(" is no key set")), qPrintable(keys.error().message));
    }
}

void TestKeySets::namesAFileThatIsMissing()
{
    const dcr::KeySource source = loadKeySource({QStringLiteral("missing.jwks")}, Folder, options());
    QCOMPARE(source.state, dcr::KeySource::State::Unavailable);
    QVERIFY(!source.keys);
    QVERIFY2(source.problem.contains(QStringLiteral("missing.jwks")), qPrintable(source.problem));
}

void TestKeySets::asksNothingWhereThereIsNoSource()
{
    const dcr::KeySource source = loadKeySource({}, Folder, options());
    QCOMPARE(source.state, dcr::KeySource::State::NotAsked);
    QVERIFY(!source.keys);
}

void TestKeySets::joinsSeveralSetsInTheirOrder()
{
    HttpsServer server(response(200, publishedKeys()));
    const dcr::KeySource source =
        loadKeySource({QStringLiteral("docs-keystore.jwks.json"), server.url().toString()}, Folder, options());
    QVERIFY2(source.state == dcr::KeySource::State::Available, qPrintable(source.problem));
    const std::size_t first = loadKeySet(QStringLiteral("docs-keystore.jwks.json"), Folder, options())->keys().size();
    QVERIFY(first > 0);
    QCOMPARE(source.keys->keys().size(), first + 15U);
    QCOMPARE(source.keys->keys().back().kid(), jose::JwkSet::parse(publishedKeys())->keys().back().kid());
    QVERIFY(source.origin.contains(QStringLiteral("docs-keystore.jwks.json, https://")));
}

void TestKeySets::isUnavailableWhereOneOfSeveralIs()
{
    HttpsServer server(response(500, "{}"));
    const dcr::KeySource source = loadKeySource({PublishedKeys, server.url().toString()}, Folder, options());
    QCOMPARE(source.state, dcr::KeySource::State::Unavailable);
    QVERIFY(!source.keys);
    QVERIFY2(source.problem.contains(QStringLiteral("status 500")), qPrintable(source.problem));
}

void TestKeySets::refusesASetOnThisMachineUnlessItIsASandbox()
{
    HttpsServer server(response(200, publishedKeys()));
    Options strict = options();
    strict.reach = Reach::PublicOnly;
    const dcr::KeySource source = loadKeySource({server.url().toString()}, Folder, strict);
    QCOMPARE(source.state, dcr::KeySource::State::Unavailable);
    QVERIFY(source.problem.contains(QStringLiteral("not a public address")));
    QVERIFY(server.heads.isEmpty());
}

QTEST_GUILESS_MAIN(TestKeySets)
#include "test_key_sets.moc"
