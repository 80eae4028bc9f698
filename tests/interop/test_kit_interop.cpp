#include "directory/directory.h"
#include "directory/kit.h"

#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

using namespace gatehouse;
using namespace gatehouse::directory;

/// The certificates of the test directory between curl and a TLS server that is not ours.
class TestKitInterop : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void shakesHandsOverMutualTls_data();
    void shakesHandsOverMutualTls();
    void isRefusedWithTheSigningCertificate();

private:
    /// s_server with the endpoint's certificate; its address, empty where it did not start.
    QString serve(QProcess &server);
    int curl(const QString &url, const QString &name, QByteArray *errors) const;

    QCA::Initializer m_qca;
    QTemporaryDir m_temporary;
    QString m_folder = m_temporary.filePath(QStringLiteral("directory"));
    QString m_kit = m_temporary.filePath(QStringLiteral("kit"));
};

void TestKitInterop::initTestCase()
{
    // The programs at the other end read the system's clock.
    const auto directory = Directory::open(m_folder, systemNow).value();
    TppRequest request;
    request.baseUrl = QStringLiteral("https://localhost:8443");
    QVERIFY(writeKit(m_kit, directory->create(request).value(), EndpointFacts::at(request.baseUrl), systemNow()));
}

QString TestKitInterop::serve(QProcess &server)
{
    server.setWorkingDirectory(m_folder);
    server.start(QStringLiteral("openssl"),
                 {QStringLiteral("s_server"), QStringLiteral("-accept"), QStringLiteral("127.0.0.1:0"),
                  QStringLiteral("-www"), QStringLiteral("-cert"), QStringLiteral("endpoint.pem"),
                  QStringLiteral("-cert_chain"), QStringLiteral("issuing.pem"), QStringLiteral("-key"),
                  QStringLiteral("endpoint.key"), QStringLiteral("-Verify"), QStringLiteral("3"),
                  QStringLiteral("-CAfile"), QStringLiteral("root.pem"), QStringLiteral("-verify_return_error"),
                  QStringLiteral("-naccept"), QStringLiteral("1")});
    static const QRegularExpression accepting(QStringLiteral("ACCEPT \\S+:(\\d+)"));
    QString output;
    while (server.state() != QProcess::NotRunning && server.waitForReadyRead(10'000)) {
        output += QString::fromUtf8(server.readAllStandardOutput());
        if (const auto match = accepting.match(output); match.hasMatch())
            return match.captured(1);
    }
    return {};
}

int TestKitInterop::curl(const QString &url, const QString &name, QByteArray *errors) const
{
    QProcess process;
    process.setWorkingDirectory(m_kit);
    process.start(QStringLiteral("curl"),
                  {QStringLiteral("--silent"), QStringLiteral("--show-error"), QStringLiteral("--noproxy"),
                   QStringLiteral("*"), QStringLiteral("--max-time"), QStringLiteral("20"), QStringLiteral("--cert"),
                   name + QStringLiteral(".pem"), QStringLiteral("--key"), name + QStringLiteral(".key"),
                   QStringLiteral("--cacert"), QStringLiteral("ca.pem"), QStringLiteral("--resolve"),
                   QStringLiteral("localhost:%1:127.0.0.1").arg(QUrl(url).port()), url});
    if (!process.waitForFinished(30'000))
        return -1;
    *errors = process.readAllStandardError();
    return process.exitCode();
}

void TestKitInterop::shakesHandsOverMutualTls_data()
{
    QTest::addColumn<QString>("host");
    QTest::newRow("by name") << QStringLiteral("localhost");
    QTest::newRow("by address") << QStringLiteral("127.0.0.1");
}

void TestKitInterop::shakesHandsOverMutualTls()
{
    QFETCH(QString, host);
    QProcess server;
    const QString port = serve(server);
    QVERIFY2(!port.isEmpty(), server.readAllStandardError());
    QByteArray errors;
    const int status = curl(QStringLiteral("https://%1:%2/").arg(host, port), QStringLiteral("transport"), &errors);
    QVERIFY2(status == 0, errors + server.readAllStandardError());
    server.kill();
    server.waitForFinished();
}

void TestKitInterop::isRefusedWithTheSigningCertificate()
{
    QProcess server;
    const QString port = serve(server);
    QVERIFY2(!port.isEmpty(), server.readAllStandardError());
    QByteArray errors;
    QVERIFY(curl(QStringLiteral("https://127.0.0.1:%1/").arg(port), QStringLiteral("signing"), &errors) != 0);
    server.kill();
    server.waitForFinished();
}

QTEST_GUILESS_MAIN(TestKitInterop)
#include "test_kit_interop.moc"
