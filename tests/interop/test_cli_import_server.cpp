#include "cli_runner.h"

#include "base/files.h"
#include "core/trust/certificate_maker.h"

#include <QFile>
#include <QTcpServer>

#include <openssl/pem.h>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace gatehouse::trust::test;
using namespace Qt::StringLiterals;

namespace {

/// A TLS server on loopback that sends whatever it is told to, its own certificate first.
class TlsServer
{
public:
    /// Its address; empty where it does not listen.
    QString start(const QTemporaryDir &folder, const Made &server, const QList<Made> &others)
    {
        const QString key = folder.filePath(u"key.pem"_s);
        FILE *file = std::fopen(QFile::encodeName(key).constData(), "w");
        if (!file)
            return {};
        PEM_write_PrivateKey(file, server.key.get(), nullptr, nullptr, 0, nullptr, nullptr);
        std::fclose(file);
        QByteArray chain;
        for (const Made &other : others)
            chain += other.certificate.pem();
        if (!saveFile(folder.filePath(u"cert.pem"_s), server.certificate.pem())
            || !saveFile(folder.filePath(u"chain.pem"_s), chain))
            return {};
        QTcpServer reserve;
        if (!reserve.listen(QHostAddress::LocalHost))
            return {};
        const QString address = u"127.0.0.1:%1"_s.arg(reserve.serverPort());
        reserve.close();
        QStringList arguments{u"s_server"_s, u"-accept"_s, address, u"-cert"_s, folder.filePath(u"cert.pem"_s),
                              u"-key"_s,     key};
        if (!chain.isEmpty())
            arguments += {u"-cert_chain"_s, folder.filePath(u"chain.pem"_s)};
        m_process.start(u"openssl"_s, arguments);
        QByteArray said;
        while (!said.contains("ACCEPT") && m_process.waitForReadyRead(10'000))
            said += m_process.readAll();
        return said.contains("ACCEPT") ? address : QString();
    }

    ~TlsServer()
    {
        m_process.kill();
        m_process.waitForFinished();
    }

private:
    QProcess m_process;
};

Recipe serverRecipe()
{
    return {{{"CN", "localhost"}}, {{NID_subject_alt_name, "DNS:localhost"}}};
}

} // namespace

/// `gatehouse-cli truststore import-server`, also with servers that want to be trusted and should not be.
class TestCliImportServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void fetchesTheAuthoritiesOfAServerOnlyOnceConfirmed();
    void trustsNoAuthorityByTheFingerprintOfTheServersOwn();
    void trustsNothingAboveWhatTheFingerprintVouchesFor();
    void trustsNoServerThatVouchesForItself();
    void saysThatNoServerAnswers();

private:
    Output import(const QString &address, const QString &fingerprint = {}) const
    {
        QStringList arguments{u"truststore"_s, u"import-server"_s, m_store, address, u"--json"_s};
        if (!fingerprint.isEmpty())
            arguments += {u"--fingerprint"_s, fingerprint};
        return cli(arguments);
    }
    Json entries() const { return cli({u"truststore"_s, u"list"_s, m_store, u"--json"_s}).json()["entries"]; }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_store;
};

void TestCliImportServer::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = m_folder->filePath(u"store.pem"_s);
    QCOMPARE(cli({u"truststore"_s, u"create"_s, m_store, u"--type"_s, u"PEM"_s}).status, 0);
}

void TestCliImportServer::fetchesTheAuthoritiesOfAServerOnlyOnceConfirmed()
{
    const Made authority = make(authorityRecipe("Probe Root"), ecKey());
    const Made stranger = make(authorityRecipe("Stranger"), ecKey());
    const Made server = make(serverRecipe(), ecKey(), &authority);
    TlsServer listener;
    const QString address = listener.start(*m_folder, server, {authority, stranger});
    QVERIFY(!address.isEmpty());
    const Output shown = import(address);
    QCOMPARE(shown.status, 1);
    QVERIFY2(shown.err.contains(server.certificate.sha256Text().toLatin1()), shown.err.constData());
    QVERIFY(shown.err.contains("--fingerprint"));
    QCOMPARE(import(address, stranger.certificate.sha256Text()).status, 1);
    QVERIFY(entries().empty());
    const Output imported = import(address, authority.certificate.sha256Text().toLower());
    QVERIFY2(imported.status == 0, imported.err.constData());
    const Json items = imported.json()["stores"][0]["items"];
    QCOMPARE(items.size(), 1U);
    QVERIFY(items[0]["alias"] == "probe-root");
}

void TestCliImportServer::trustsNoAuthorityByTheFingerprintOfTheServersOwn()
{
    // The server's certificate and its authority's public key are known to everybody, so to who stands between.
    const Made real = make(authorityRecipe("Real CA"), ecKey());
    const Made server = make(serverRecipe(), ecKey(), &real);
    const Made evil = make(authorityRecipe("Evil Root"), ecKey());
    const Made recertified = make(authorityRecipe("Real CA"), real.key, &evil);
    TlsServer listener;
    const QString address = listener.start(*m_folder, server, {recertified, evil});
    QVERIFY(!address.isEmpty());
    const Output byLeaf = import(address, server.certificate.sha256Text());
    QCOMPARE(byLeaf.status, 1);
    QVERIFY2(byLeaf.err.contains("an authority's fingerprint"), byLeaf.err.constData());
    QCOMPARE(import(address, real.certificate.sha256Text()).status, 1);
    QVERIFY(entries().empty());
}

void TestCliImportServer::trustsNothingAboveWhatTheFingerprintVouchesFor()
{
    const Made root = make(authorityRecipe("Some Root"), ecKey());
    const Made known = make(authorityRecipe("Known CA"), ecKey(), &root);
    const Made issuing = make(authorityRecipe("Issuing CA"), ecKey(), &known);
    const Made server = make(serverRecipe(), ecKey(), &issuing);
    TlsServer listener;
    const QString address = listener.start(*m_folder, server, {issuing, known, root});
    QVERIFY(!address.isEmpty());
    const Output imported = import(address, known.certificate.sha256Text());
    QVERIFY2(imported.status == 0, imported.err.constData());
    QVERIFY2(imported.err.contains("Left out: CN=Some Root"), imported.err.constData());
    const Json items = imported.json()["stores"][0]["items"];
    QCOMPARE(items.size(), 2U);
    QVERIFY(items[0]["alias"] == "issuing-ca");
    QVERIFY(items[1]["alias"] == "known-ca");
    QCOMPARE(entries().size(), 2U);
}

void TestCliImportServer::trustsNoServerThatVouchesForItself()
{
    Recipe recipe = authorityRecipe("localhost");
    recipe.extensions.insert(NID_subject_alt_name, "DNS:localhost");
    const Made server = make(recipe, ecKey());
    TlsServer listener;
    const QString address = listener.start(*m_folder, server, {});
    QVERIFY(!address.isEmpty());
    const Output output = import(address, server.certificate.sha256Text());
    QCOMPARE(output.status, 1);
    QVERIFY2(output.err.contains("no authority"), output.err.constData());
    QVERIFY(entries().empty());
}

void TestCliImportServer::saysThatNoServerAnswers()
{
    QTcpServer reserve;
    QVERIFY(reserve.listen(QHostAddress::LocalHost));
    const QString address = u"127.0.0.1:%1"_s.arg(reserve.serverPort());
    reserve.close();
    const Output output = import(address);
    QCOMPARE(output.status, 3);
    QVERIFY2(output.err.contains("127.0.0.1"), output.err.constData());
}

QTEST_GUILESS_MAIN(TestCliImportServer)
#include "test_cli_import_server.moc"
