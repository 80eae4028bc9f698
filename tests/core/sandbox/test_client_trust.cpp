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
    void takesOverWhatAnotherProgramSaves();
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
    QVERIFY(provideClientTruststore(path(), m_bench->directory()->authorities(), systemNow()));
    QCOMPARE(trust::openStoreFile(path(), std::nullopt)->store.trustedCertificates(), QList({other}));
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
