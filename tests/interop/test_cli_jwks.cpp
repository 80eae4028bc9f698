#include "base/files.h"
#include "cli_runner.h"
#include "core/fetch/https_server.h"
#include "core/fetch/key_maker.h"

#include <QEventLoop>

using namespace gatehouse;
using namespace gatehouse::test;
using fetch::test::HttpsServer;
using fetch::test::makeKey;
using fetch::test::ServerIdentity;
using fetch::test::setOf;

/// The jwks commands, with a key server that this test runs.
class TestCliJwks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void showsThumbprintAndCertificate();
    void showsASetOfTheNetwork();
    void addsListsRefreshesAndRemoves();
    void saysWhatFailed();
    void saysWhereStatementsMayLead();
    void refusesWrongUsage_data();
    void refusesWrongUsage();
    void isSeenByARunningEndpoint();

private:
    /// In the background: the server of the test needs the event loop.
    Output run(const QStringList &arguments);
    QStringList inWorkspace(const QString &line) const
    {
        return line.split(QLatin1Char(' '))
            << QStringLiteral("--data-dir") << m_folder->filePath(QStringLiteral("workspace"));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_truststore;
    QByteArray m_body;
    int m_status = 200;
    std::unique_ptr<HttpsServer> m_server;
    const jose::Jwk m_a = makeKey("key a");
    const jose::Jwk m_b = makeKey("key b");
};

Output TestCliJwks::run(const QStringList &arguments)
{
    QProcess process;
    QEventLoop loop;
    connect(&process, &QProcess::finished, &loop, &QEventLoop::quit);
    process.start(QStringLiteral(GATEHOUSE_CLI), arguments);
    process.closeWriteChannel();
    loop.exec();
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(),
            process.readAllStandardError()};
}

void TestCliJwks::initTestCase()
{
    m_server = std::make_unique<HttpsServer>([this](QSslSocket &socket, const QByteArray &) {
        socket.write(fetch::test::response(m_status, m_body));
        socket.disconnectFromHost();
    });
}

void TestCliJwks::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_truststore = m_folder->filePath(QStringLiteral("roots.pem"));
    QVERIFY(saveFile(m_truststore, ServerIdentity::get().roots().constFirst().toPem()));
    m_body = setOf({m_a});
    m_status = 200;
    m_server->heads.clear();
}

void TestCliJwks::showsThumbprintAndCertificate()
{
    const QByteArray der = ServerIdentity::get().server.certificate.der();
    const jose::Jwk key = jose::Jwk::fromCertificateDer(der, "with certificate").value();
    const QString file = m_folder->filePath(QStringLiteral("set.json"));
    QVERIFY(saveFile(file, setOf({key, m_a})));
    const Output text = run({QStringLiteral("jwks"), QStringLiteral("show"), file});
    QCOMPARE(text.status, 0);
    QVERIFY2(text.out.contains("thumbprint " + key.thumbprint()), text.out);
    QVERIFY2(text.out.contains("certificate CN=localhost,C=GB, until 20"), text.out);
    const Json json = run({QStringLiteral("jwks"), QStringLiteral("show"), file, QStringLiteral("--json")}).json();
    QCOMPARE(json["keys"][0]["thumbprint"].get<std::string>(), key.thumbprint().toStdString());
    QVERIFY(json["keys"][0]["certificate"]["matches_key"].get<bool>());
    QVERIFY(!json["keys"][1].contains("certificate"));
}

void TestCliJwks::showsASetOfTheNetwork()
{
    const QString url = m_server->url().toString();
    const Output without = run({QStringLiteral("jwks"), QStringLiteral("show"), url});
    QCOMPARE(without.status, 3);
    QVERIFY2(without.err.contains("certificate"), without.err);
    const Output with =
        run({QStringLiteral("jwks"), QStringLiteral("show"), url, QStringLiteral("--truststore"), m_truststore});
    QVERIFY2(with.status == 0, with.err);
    QVERIFY2(with.out.contains("key a"), with.out);
}

void TestCliJwks::addsListsRefreshesAndRemoves()
{
    const QString url = m_server->url().toString();
    QVERIFY(run(inWorkspace(QStringLiteral("jwks list"))).err.contains("No key set has a name"));
    const Output added = run(inWorkspace(QStringLiteral("jwks add sandbox %1 --truststore %2").arg(url, m_truststore)));
    QVERIFY2(added.status == 0, added.err);
    QCOMPARE(m_server->heads.size(), 0);
    QCOMPARE(run(inWorkspace(QStringLiteral("jwks add sandbox %1").arg(url))).status, 3);
    const Output listed = run(inWorkspace(QStringLiteral("jwks list")));
    QVERIFY2(listed.out.contains("sandbox") && listed.out.contains("not fetched yet"), listed.out);
    const Output fetched = run(inWorkspace(QStringLiteral("jwks refresh")));
    QVERIFY2(fetched.status == 0, fetched.err);
    QVERIFY2(fetched.out.contains("1 keys, fetched"), fetched.out);
    m_body = setOf({m_b});
    const Json again = run(inWorkspace(QStringLiteral("jwks refresh sandbox --json"))).json();
    QCOMPARE(again[0]["changes"]["added"][0]["kid"].get<std::string>(), "key b");
    QCOMPARE(again[0]["changes"]["removed"][0]["thumbprint"].get<std::string>(), m_a.thumbprint().toStdString());
    const Json kept = run(inWorkspace(QStringLiteral("jwks list --json"))).json();
    QCOMPARE(toBytes(kept), toBytes(again));
    QCOMPARE(run(inWorkspace(QStringLiteral("jwks refresh %1").arg(url))).status, 0);
    QCOMPARE(run(inWorkspace(QStringLiteral("jwks remove sandbox"))).status, 0);
    QCOMPARE(run(inWorkspace(QStringLiteral("jwks remove sandbox"))).status, 3);
    QCOMPARE(run(inWorkspace(QStringLiteral("jwks list --json"))).out.trimmed(), "[]");
}

void TestCliJwks::saysWhatFailed()
{
    QCOMPARE(
        run(inWorkspace(
                QStringLiteral("jwks add sandbox %1 --truststore %2").arg(m_server->url().toString(), m_truststore)))
            .status,
        0);
    QCOMPARE(run(inWorkspace(QStringLiteral("jwks refresh"))).status, 0);
    m_status = 503;
    const Output failed = run(inWorkspace(QStringLiteral("jwks refresh")));
    QCOMPARE(failed.status, 3);
    QVERIFY2(failed.err.contains("status 503"), failed.err);
    const Output listed = run(inWorkspace(QStringLiteral("jwks list")));
    QVERIFY2(listed.out.contains("1 keys, fetched") && listed.out.contains("status 503"), listed.out);
}

void TestCliJwks::saysWhereStatementsMayLead()
{
    QCOMPARE(run(inWorkspace(QStringLiteral("jwks statements"))).out.trimmed(), "public  truststore -");
    QCOMPARE(run(inWorkspace(QStringLiteral("jwks statements local --truststore %1").arg(m_truststore))).status, 0);
    const Json json = run(inWorkspace(QStringLiteral("jwks statements --json"))).json();
    QCOMPARE(json["where"].get<std::string>(), "local");
    QCOMPARE(json["truststore"].get<std::string>(), m_truststore.toStdString());
}

void TestCliJwks::refusesWrongUsage_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<int>("status");
    for (const char *line : {"jwks add a", "jwks add a b c", "jwks remove", "jwks list x", "jwks statements everywhere",
                             "jwks statements --truststore x", "jwks refresh a b"})
        QTest::newRow(line) << QString::fromLatin1(line) << 2;
    QTest::newRow("http") << QStringLiteral("jwks add a http://keys.example/") << 1;
    QTest::newRow("no truststore") << QStringLiteral("jwks add a https://keys.example/ --truststore /missing.pem") << 3;
    QTest::newRow("unknown name") << QStringLiteral("jwks refresh nobody") << 3;
}

void TestCliJwks::refusesWrongUsage()
{
    QFETCH(QString, line);
    QFETCH(int, status);
    const Output output = run(inWorkspace(line));
    QVERIFY2(output.status == status, QByteArray::number(output.status) + output.err);
    QVERIFY(!output.err.isEmpty());
}

void TestCliJwks::isSeenByARunningEndpoint()
{
    // The endpoint trusts the server once the set has a name and a truststore.
    const QString url = m_server->url().toString();
    const QString policy = m_folder->filePath(QStringLiteral("policy.json"));
    QVERIFY(saveFile(policy, toBytes({{"statement_jwks", {{"sandbox", {url.toStdString()}}}}})));
    const QString workspace = m_folder->filePath(QStringLiteral("workspace"));
    const Output refused = run({QStringLiteral("serve"), QStringLiteral("--data-dir"), workspace,
                                QStringLiteral("--port"), QStringLiteral("0"), QStringLiteral("--policy"), policy});
    QCOMPARE(refused.status, 3);
    QVERIFY2(refused.err.contains("certificate"), refused.err);
    QCOMPARE(run(inWorkspace(QStringLiteral("jwks add sandbox %1 --truststore %2").arg(url, m_truststore))).status, 0);
    QCOMPARE(run(inWorkspace(QStringLiteral("jwks refresh"))).status, 0);
    // What was read by one program serves the next.
    m_status = 500;
    Served served;
    QVERIFY(
        !served.start(workspace, {QStringLiteral("--port"), QStringLiteral("0"), QStringLiteral("--policy"), policy})
             .isEmpty());
    QCOMPARE(served.stop(), 0);
}

QTEST_GUILESS_MAIN(TestCliJwks)
#include "test_cli_jwks.moc"
