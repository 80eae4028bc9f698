#include "sandbox_fixture.h"

#include "core/trust/certificate_maker.h"
#include "sandbox/client_trust.h"
#include "trust/store_edit.h"
#include "trust/store_file.h"

#include <QSignalSpy>

using namespace gatehouse;
using namespace gatehouse::sandbox;
using namespace gatehouse::sandbox::test;

/// The truststore that says whose client certificates the endpoint takes, edited while it runs.
class TestClientTrust : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void holdsTheTestDirectoryFromTheBeginning();
    void keepsAStoreThatIsThere();
    void takesInANewTestDirectoryBesideWhatIsThere();
    void takesOverWhatAnotherProgramSaves();
    void isNotTakenBackByASlowReadingOfWhatWasBefore();
    void goesOnWithWhatItHadWhereTheStoreIsDamaged();
    void doesNotStartWithAStoreThatCannotBeRead();
    void usesAnotherStoreWhereItIsTold();
    void keepsItsTrustWhenThePolicyChanges();

private:
    QString path() const { return clientTruststorePath(m_bench->folder()); }
    static void save(const QString &path, const QList<trust::Certificate> &certificates,
                     trust::StoreFormat format = trust::StoreFormat::Pem);
    int statusOfRegistration();

    QCA::Initializer m_qca;
    std::unique_ptr<Bench> m_bench;
    std::optional<directory::Tpp> m_tpp;
};

void TestClientTrust::init()
{
    m_bench = std::make_unique<Bench>();
    QCOMPARE(m_bench->start(), QString());
    m_tpp = m_bench->newTpp();
}

void TestClientTrust::save(const QString &path, const QList<trust::Certificate> &certificates,
                           trust::StoreFormat format)
{
    trust::TrustStore store{format, {}};
    QVERIFY(trust::importCertificates(store, certificates, {}, systemNow()));
    QVERIFY(trust::saveStoreFiles({{path, store, trust::Password("secret"), std::nullopt}}));
}

int TestClientTrust::statusOfRegistration()
{
    return registerWith(*m_bench->clientFor(*m_tpp)).status;
}

void TestClientTrust::holdsTheTestDirectoryFromTheBeginning()
{
    const auto store = trust::openStoreFile(path(), std::nullopt);
    QVERIFY(store);
    QCOMPARE(store->store.trustedCertificates(), m_bench->directory()->authorities());
    QCOMPARE(m_bench->sandbox().clientTruststore(), path());
    QCOMPARE(statusOfRegistration(), 201);
}

void TestClientTrust::keepsAStoreThatIsThere()
{
    const trust::Certificate other =
        trust::test::make(trust::test::authorityRecipe("Other"), trust::test::ecKey()).certificate;
    save(path(), {other});
    QVERIFY(provideClientTruststore(path(), m_bench->directory()->authorities(), DirectoryAge::Known, systemNow()));
    QCOMPARE(trust::openStoreFile(path(), std::nullopt)->store.trustedCertificates(), QList({other}));
}

void TestClientTrust::takesInANewTestDirectoryBesideWhatIsThere()
{
    const trust::Certificate other =
        trust::test::make(trust::test::authorityRecipe("Other"), trust::test::ecKey()).certificate;
    save(path(), {other});
    m_bench->close();
    QVERIFY(QDir(m_bench->folder() + QStringLiteral("/directory")).removeRecursively());
    QCOMPARE(m_bench->start(), QString());
    QCOMPARE(trust::openStoreFile(path(), std::nullopt)->store.trustedCertificates(),
             QList({other}) + m_bench->directory()->authorities());
    m_tpp = m_bench->newTpp();
    QCOMPARE(statusOfRegistration(), 201);
}

void TestClientTrust::isNotTakenBackByASlowReadingOfWhatWasBefore()
{
    // Each change is read anew; the readings overlap, and the last change must win however long the others take.
    QList<trust::Certificate> many = m_bench->directory()->authorities();
    const trust::test::Key key = trust::test::ecKey();
    for (int i = 0; i < 500; ++i)
        many.append(trust::test::make(trust::test::authorityRecipe(QByteArray::number(i)), key).certificate);
    QSignalSpy changed(&m_bench->sandbox(), &Sandbox::clientTrustChanged);
    const store::ReplyBox replies;
    ClientTrustWatch watch(replies);
    QList<qsizetype> seen;
    connect(&watch, &ClientTrustWatch::changed, this,
            [&seen](const trust::TrustAnchors &anchors) { seen.append(anchors.certificates().size()); });
    watch.start({path(), std::nullopt});
    save(path(), many);
    QTest::qWait(600);
    save(path(), {many.constFirst()});
    QTRY_VERIFY_WITH_TIMEOUT(!seen.isEmpty() && seen.constLast() == 1, 10'000);
    QTest::qWait(1000);
    QCOMPARE(seen.constLast(), 1);
}

void TestClientTrust::takesOverWhatAnotherProgramSaves()
{
    QCOMPARE(statusOfRegistration(), 201);
    QSignalSpy changed(&m_bench->sandbox(), &Sandbox::clientTrustChanged);
    save(path(), {});
    QVERIFY(changed.wait(5'000));
    const TppExchange refused = registerWith(*m_bench->clientFor(*m_tpp));
    QCOMPARE(refused.status, 401);
    QVERIFY(QByteArray::fromStdString(memberOf(refused.json(), "error_description")).contains("not in the truststore"));
    save(path(), m_bench->directory()->authorities());
    QVERIFY(changed.wait(5'000));
    QCOMPARE(statusOfRegistration(), 201);
}

void TestClientTrust::goesOnWithWhatItHadWhereTheStoreIsDamaged()
{
    QSignalSpy failed(&m_bench->sandbox(), &Sandbox::failed);
    QVERIFY(saveFile(path(), "no store at all"));
    QVERIFY(failed.wait(5'000));
    const Error error = failed.constFirst().constFirst().value<Error>();
    QVERIFY(error.message.contains(path()));
    QVERIFY(error.message.contains(QStringLiteral("goes on with")));
    QCOMPARE(m_bench->sandbox().state(), Sandbox::State::Running);
    QCOMPARE(statusOfRegistration(), 201);
    QSignalSpy changed(&m_bench->sandbox(), &Sandbox::clientTrustChanged);
    save(path(), m_bench->directory()->authorities());
    QVERIFY(changed.wait(5'000));
}

void TestClientTrust::doesNotStartWithAStoreThatCannotBeRead()
{
    m_bench->stop();
    QVERIFY(saveFile(path(), "no store at all"));
    QVERIFY(m_bench->start().contains(path()));
    QCOMPARE(m_bench->sandbox().state(), Sandbox::State::Stopped);
    QVERIFY(QFile::remove(path()));
    QVERIFY(m_bench->start().contains(QStringLiteral("There is no file")));
}

void TestClientTrust::usesAnotherStoreWhereItIsTold()
{
    m_bench->stop();
    Settings settings;
    settings.clientTruststore = {m_bench->folder() + QStringLiteral("/server.p12"), trust::Password("secret")};
    save(settings.clientTruststore.path, m_bench->directory()->authorities(), trust::StoreFormat::Pkcs12);
    QVERIFY(saveFile(path(), "not looked at"));
    QCOMPARE(m_bench->start(settings), QString());
    QCOMPARE(statusOfRegistration(), 201);
    QCOMPARE(m_bench->sandbox().clientTruststore(), settings.clientTruststore.path);
}

void TestClientTrust::keepsItsTrustWhenThePolicyChanges()
{
    QSignalSpy changed(&m_bench->sandbox(), &Sandbox::clientTrustChanged);
    save(path(), {});
    QVERIFY(changed.wait(5'000));
    dcr::Policy policy = m_bench->sandbox().settings().policy;
    m_bench->sandbox().applyPolicy(policy);
    QTest::qWait(200);
    QCOMPARE(statusOfRegistration(), 401);
}

QTEST_GUILESS_MAIN(TestClientTrust)
#include "test_client_trust.moc"
