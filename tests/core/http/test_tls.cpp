#include "core/http/server_fixture.h"

#include <QFile>
#include <QProcess>
#include <QSslCipher>
#include <QSslKey>
#include <QSslSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

using namespace gatehouse;
using namespace gatehouse::http;
using namespace gatehouse::http::test;
using namespace std::chrono_literals;

/// What the handshake lets in, asks for and tells, seen by QSslSocket, curl and openssl.
class TestTls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void handsOverTheChainLeafFirst();
    void letsAClientInWithoutACertificate();
    void letsAClientInWhoseCertificateNobodyTrusts();
    void asksForNoCertificateWhereNoneIsWanted();
    void namesNoIssuersWhenItAsks_data();
    void namesNoIssuersWhenItAsks();
    void acceptsOnlyModernVersionsAndSuites_data();
    void acceptsOnlyModernVersionsAndSuites();
    void refusesRenegotiation();
    void resumesNoSession_data();
    void resumesNoSession();
    void servesCurlWithAClientCertificate();
    void carriesTheLargestBodyBothWays();
    void answersLaterOverTls();
    void answersAPeerThatSaysGoodbyeAtOnce();
    void explainsPlainHttpOnTheTlsPort();
    void explainsAClientThatDoesNotTrustIt();
    void endsAHandshakeThatStalls();
    void dropsAPeerThatDoesNotReadItsAnswer();
    void usesANewCertificateForNewConnections();
    void stopsWhileAHandshakeIsOpen();
    void takesManyNewConnections();

private:
    QString path(const char *name) const { return m_folder.filePath(QLatin1String(name)); }
    QByteArray openssl(const QStringList &arguments, const QByteArray &input = {}, int *exitCode = nullptr) const;
    void issue(const char *name, const char *subject, const char *issuer, const char *extensions);
    QSslConfiguration identity(const char *name, ClientCertificates mode = ClientCertificates::Ask) const;
    QSslConfiguration clientConfiguration(const char *name = nullptr) const;
    QByteArray ask(QSslSocket &socket, const QByteArray &request, const QSslConfiguration &configuration) const;
    QStringList sClient(const QStringList &more = {}) const;

    QTemporaryDir m_folder;
    std::unique_ptr<TestServer> m_server;
};

QByteArray TestTls::openssl(const QStringList &arguments, const QByteArray &input, int *exitCode) const
{
    QProcess process;
    process.setWorkingDirectory(m_folder.path());
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QStringLiteral("openssl"), arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(30'000))
        return "openssl did not end";
    if (exitCode)
        *exitCode = process.exitCode();
    return process.readAll();
}

void TestTls::issue(const char *name, const char *subject, const char *issuer, const char *extensions)
{
    const QString file = QLatin1String(name);
    QFile config(path("ext.cnf"));
    QVERIFY(config.open(QIODevice::WriteOnly));
    config.write(QByteArray("[req]\ndistinguished_name=dn\n[dn]\n[ext]\n") + extensions);
    config.close();
    QStringList arguments = {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"), QStringLiteral("ec"),
                             QStringLiteral("-pkeyopt"), QStringLiteral("ec_paramgen_curve:P-256"), QStringLiteral("-noenc"),
                             QStringLiteral("-keyout"), file + QStringLiteral(".key"), QStringLiteral("-out"),
                             file + QStringLiteral(".pem"), QStringLiteral("-days"), QStringLiteral("2"),
                             QStringLiteral("-subj"), QLatin1String(subject), QStringLiteral("-config"),
                             QStringLiteral("ext.cnf"), QStringLiteral("-extensions"), QStringLiteral("ext")};
    if (issuer)
        arguments += {QStringLiteral("-CA"), QLatin1String(issuer) + QStringLiteral(".pem"), QStringLiteral("-CAkey"),
                      QLatin1String(issuer) + QStringLiteral(".key")};
    int exitCode = -1;
    const QByteArray output = openssl(arguments, {}, &exitCode);
    QVERIFY2(exitCode == 0, output);
}

void TestTls::initTestCase()
{
    issue("root", "/CN=Test Root", nullptr, "basicConstraints=critical,CA:true\n");
    issue("issuing", "/CN=Test Issuing", "root", "basicConstraints=critical,CA:true\n");
    issue("server", "/CN=localhost", "root", "subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n");
    issue("renewed", "/CN=renewed", "root", "subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n");
    issue("client", "/CN=Test Client", "issuing", "extendedKeyUsage=clientAuth\n");
    issue("stranger", "/CN=Stranger", nullptr, "basicConstraints=CA:false\n");
    QFile chain(path("client-chain.pem"));
    QVERIFY(chain.open(QIODevice::WriteOnly));
    for (const char *part : {"client.pem", "issuing.pem"}) {
        QFile file(path(part));
        QVERIFY(file.open(QIODevice::ReadOnly));
        chain.write(file.readAll());
    }
}

void TestTls::init()
{
    m_server = std::make_unique<TestServer>([this](const Request &request, Responder responder) {
        QStringList subjects;
        for (const QByteArray &der : request.peerChain)
            subjects += QSslCertificate(der, QSsl::Der).subjectInfo(QSslCertificate::CommonName);
        Response response = Response::json(200, {{"chain", toJson(subjects)},
                                                 {"tls", request.tls.toStdString()},
                                                 {"url", request.localUrl.toStdString()},
                                                 {"size", request.body.size()}});
        if (request.path == QLatin1String("/large"))
            response.body = QByteArray(20'000'000, 'x');
        else if (request.path == QLatin1String("/back"))
            response.body = request.body;
        if (request.path != QLatin1String("/later"))
            return responder.respond(response);
        auto kept = std::make_shared<Responder>(std::move(responder));
        QTimer::singleShot(150, [response, kept] { kept->respond(response); });
    });
    m_server->options.tls = identity("server");
}

QSslConfiguration TestTls::identity(const char *name, ClientCertificates mode) const
{
    QFile key(path(name) + QStringLiteral(".key"));
    if (!key.open(QIODevice::ReadOnly))
        return {};
    return serverTls(QSslCertificate::fromPath(path(name) + QStringLiteral(".pem")),
                     QSslKey(key.readAll(), QSsl::Ec), mode);
}

QSslConfiguration TestTls::clientConfiguration(const char *name) const
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setCaCertificates(QSslCertificate::fromPath(path("root.pem")));
    if (name) {
        QFile key(path(name) + QStringLiteral(".key"));
        if (key.open(QIODevice::ReadOnly))
            tls.setPrivateKey(QSslKey(key.readAll(), QSsl::Ec));
        const QString chain = path(name) + QStringLiteral("-chain.pem");
        tls.setLocalCertificateChain(
            QSslCertificate::fromPath(QFile::exists(chain) ? chain : path(name) + QStringLiteral(".pem")));
    }
    return tls;
}

QByteArray TestTls::ask(QSslSocket &socket, const QByteArray &request, const QSslConfiguration &configuration) const
{
    if (socket.state() == QAbstractSocket::UnconnectedState) {
        socket.setSslConfiguration(configuration);
        socket.connectToHostEncrypted(QStringLiteral("localhost"), m_server->port());
        if (!socket.waitForEncrypted(WaitMs))
            return socket.errorString().toUtf8();
    }
    socket.write(request);
    QByteArray answer;
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < WaitMs) {
        answer += socket.readAll();
        const qsizetype end = answer.indexOf("\r\n\r\n");
        const qsizetype length = answer.indexOf("Content-Length: ");
        if (end >= 0 && answer.size() >= end + 4 + answer.mid(length + 16, 10).split('\r').constFirst().toLongLong())
            return answer;
        if (!socket.waitForReadyRead(WaitMs))
            break;
    }
    return answer;
}

QStringList TestTls::sClient(const QStringList &more) const
{
    return QStringList{QStringLiteral("s_client"), QStringLiteral("-connect"),
                       QStringLiteral("127.0.0.1:%1").arg(m_server->port()), QStringLiteral("-CAfile"),
                       QStringLiteral("root.pem")}
        + more;
}

void TestTls::handsOverTheChainLeafFirst()
{
    QCOMPARE(m_server->start(), QString());
    for (const auto protocol : {QSsl::TlsV1_2, QSsl::TlsV1_3}) {
        QSslConfiguration tls = clientConfiguration("client");
        tls.setProtocol(protocol);
        QSslSocket socket;
        const QByteArray answer = ask(socket, get("/"), tls);
        QVERIFY2(answer.contains(R"("chain":["Test Client","Test Issuing"])"), answer);
        QVERIFY2(answer.contains(protocol == QSsl::TlsV1_2 ? R"("tls":"TLSv1.2 ECDHE-)" : R"("tls":"TLSv1.3 TLS_)"),
                 answer);
        QVERIFY(answer.contains("\"url\":\"https://127.0.0.1:" + QByteArray::number(m_server->port()) + '"'));
        // The same on the next request of the connection.
        QVERIFY(ask(socket, get("/"), tls).contains(R"("chain":["Test Client","Test Issuing"])"));
    }
}

void TestTls::letsAClientInWithoutACertificate()
{
    QCOMPARE(m_server->start(), QString());
    QSslSocket socket;
    QVERIFY(ask(socket, get("/"), clientConfiguration()).contains(R"("chain":[])"));
}

void TestTls::letsAClientInWhoseCertificateNobodyTrusts()
{
    QCOMPARE(m_server->start(), QString());
    QSslSocket socket;
    QVERIFY(ask(socket, get("/"), clientConfiguration("stranger")).contains(R"("chain":["Stranger"])"));
}

void TestTls::asksForNoCertificateWhereNoneIsWanted()
{
    m_server->options.tls = identity("server", ClientCertificates::Ignore);
    QCOMPARE(m_server->start(), QString());
    QSslSocket socket;
    QVERIFY(ask(socket, get("/"), clientConfiguration("client")).contains(R"("chain":[])"));
}

void TestTls::namesNoIssuersWhenItAsks_data()
{
    QTest::addColumn<QString>("version");
    QTest::newRow("TLS 1.2") << QStringLiteral("-tls1_2");
    QTest::newRow("TLS 1.3") << QStringLiteral("-tls1_3");
}

void TestTls::namesNoIssuersWhenItAsks()
{
    QFETCH(QString, version);
    QCOMPARE(m_server->start(), QString());
    const QByteArray output = openssl(sClient({version, QStringLiteral("-msg")}), "Q\n");
    QVERIFY2(output.contains("Verify return code: 0"), output);
    QVERIFY2(output.contains(", CertificateRequest"), output);
    QVERIFY2(output.contains("No client certificate CA names sent"), output);
}

void TestTls::acceptsOnlyModernVersionsAndSuites_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("cipher"); ///< empty: refused
    const auto tls12 = [](const char *cipher) {
        return QStringList{QStringLiteral("-tls1_2"), QStringLiteral("-cipher"),
                           QLatin1String(cipher) + QStringLiteral("@SECLEVEL=0")};
    };
    const QString weak = QStringLiteral("DEFAULT@SECLEVEL=0");
    QTest::newRow("TLS 1.3") << QStringList{QStringLiteral("-tls1_3")} << QByteArray("TLS_AES_256_GCM_SHA384");
    QTest::newRow("TLS 1.2") << QStringList{QStringLiteral("-tls1_2")} << QByteArray("ECDHE-ECDSA-AES256-GCM-SHA384");
    QTest::newRow("AES-128-GCM") << tls12("ECDHE-ECDSA-AES128-GCM-SHA256") << QByteArray("ECDHE-ECDSA-AES128-GCM-SHA256");
    QTest::newRow("ChaCha20") << tls12("ECDHE-ECDSA-CHACHA20-POLY1305") << QByteArray("ECDHE-ECDSA-CHACHA20-POLY1305");
    QTest::newRow("CBC") << tls12("ECDHE-ECDSA-AES256-SHA384") << QByteArray();
    QTest::newRow("CCM") << tls12("ECDHE-ECDSA-AES128-CCM8") << QByteArray();
    QTest::newRow("finite field") << tls12("DHE-RSA-AES256-GCM-SHA384") << QByteArray();
    QTest::newRow("anonymous") << tls12("AECDH-AES256-SHA") << QByteArray();
    QTest::newRow("TLS 1.1") << QStringList{QStringLiteral("-tls1_1"), QStringLiteral("-cipher"), weak} << QByteArray();
    QTest::newRow("TLS 1.0") << QStringList{QStringLiteral("-tls1"), QStringLiteral("-cipher"), weak} << QByteArray();
}

void TestTls::acceptsOnlyModernVersionsAndSuites()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, cipher);
    QCOMPARE(m_server->start(), QString());
    const QByteArray output = openssl(sClient(arguments), "Q\n");
    if (cipher.isEmpty()) {
        QVERIFY2(output.contains("Cipher is (NONE)"), output);
        QTRY_VERIFY(m_server->failures.holds(QStringLiteral("The TLS handshake failed: ")));
    } else {
        QVERIFY2(output.contains("Cipher is " + cipher), output);
    }
}

void TestTls::refusesRenegotiation()
{
    QCOMPARE(m_server->start(), QString());
    QProcess client;
    client.setWorkingDirectory(m_folder.path());
    client.setProcessChannelMode(QProcess::MergedChannels);
    client.start(QStringLiteral("openssl"), sClient({QStringLiteral("-tls1_2")}));
    QByteArray output;
    while (!output.contains("Verify return code") && client.waitForReadyRead(WaitMs))
        output += client.readAll();
    QVERIFY2(output.contains("Cipher is ECDHE"), output);
    client.write("R\n");
    while (!output.contains("no renegotiation") && client.waitForReadyRead(WaitMs))
        output += client.readAll();
    client.kill();
    client.waitForFinished();
    QVERIFY2(output.contains("RENEGOTIATING"), output);
    QVERIFY2(output.contains("no renegotiation"), output);
}

void TestTls::resumesNoSession_data()
{
    namesNoIssuersWhenItAsks_data();
}

void TestTls::resumesNoSession()
{
    QFETCH(QString, version);
    QCOMPARE(m_server->start(), QString());
    const QStringList base = sClient({version, QStringLiteral("-cert"), QStringLiteral("client.pem"), QStringLiteral("-key"),
                                      QStringLiteral("client.key"), QStringLiteral("-ign_eof")});
    const QByteArray request = get("/", "Connection: close\r\n");
    const QByteArray first = openssl(base + QStringList{QStringLiteral("-sess_out"), QStringLiteral("session")}, request);
    QVERIFY2(first.contains(R"("chain":["Test Client")"), first);
    QStringList again = base;
    if (QFile::exists(path("session")))
        again += {QStringLiteral("-sess_in"), QStringLiteral("session")};
    const QByteArray second = openssl(again, request);
    QVERIFY2(second.contains("New, TLSv1"), second);
    QVERIFY2(!second.contains("Reused, TLSv1"), second);
    QVERIFY2(second.contains(R"("chain":["Test Client")"), second);
    QFile::remove(path("session"));
}

void TestTls::servesCurlWithAClientCertificate()
{
    QCOMPARE(m_server->start(), QString());
    const QString url = QStringLiteral("https://localhost:%1").arg(m_server->port());
    QProcess curl;
    curl.setWorkingDirectory(m_folder.path());
    curl.start(QStringLiteral("curl"),
               {QStringLiteral("-sS"), QStringLiteral("--noproxy"), QStringLiteral("*"), QStringLiteral("--cacert"),
                QStringLiteral("root.pem"), QStringLiteral("--cert"), QStringLiteral("client-chain.pem"),
                QStringLiteral("--key"), QStringLiteral("client.key"), QStringLiteral("-m"), QStringLiteral("20"),
                QStringLiteral("-d"), QStringLiteral("a=b"), url + QStringLiteral("/1"), url + QStringLiteral("/2")});
    QVERIFY2(curl.waitForFinished(30'000), "curl is needed");
    QCOMPARE(curl.readAllStandardError(), QByteArray());
    const QByteArray output = curl.readAllStandardOutput();
    QCOMPARE(output.count(R"("chain":["Test Client","Test Issuing"],"size":3)"), 2);
}

void TestTls::carriesTheLargestBodyBothWays()
{
    QCOMPARE(m_server->start(), QString());
    QByteArray body;
    for (int i = 0; body.size() < 256 * 1024; ++i)
        body += QByteArray::number(i) + ' ';
    body.truncate(256 * 1024);
    QSslSocket socket;
    for (int i = 0; i < 3; ++i) {
        const QByteArray answer = ask(socket, post("/back", body), clientConfiguration("client"));
        QCOMPARE(statusOf(answer), 200);
        QVERIFY(bodyOf(answer) == body);
    }
}

void TestTls::answersLaterOverTls()
{
    QCOMPARE(m_server->start(), QString());
    QSslSocket socket;
    const QByteArray both = ask(socket, get("/later") + post("/later", QByteArray(200'000, 'x')) + get("/"),
                                clientConfiguration("client"));
    QVERIFY(both.contains("\"size\":0"));
    QByteArray rest = both;
    while (rest.count("HTTP/1.1 200") < 3 && socket.waitForReadyRead(WaitMs))
        rest += socket.readAll();
    QCOMPARE(rest.count("HTTP/1.1 200"), 3);
    QVERIFY(rest.contains("\"size\":200000"));
}

void TestTls::answersAPeerThatSaysGoodbyeAtOnce()
{
    QCOMPARE(m_server->start(), QString());
    // At the end of its input s_client sends close_notify, right behind the request.
    const QByteArray output = openssl(sClient({QStringLiteral("-quiet"), QStringLiteral("-no_ign_eof")}), get("/"));
    QVERIFY2(!output.contains("error"), output);
    QSslSocket socket;
    QCOMPARE(statusOf(ask(socket, get("/"), clientConfiguration())), 200);
}

void TestTls::explainsPlainHttpOnTheTlsPort()
{
    QCOMPARE(m_server->start(), QString());
    RawClient client(m_server->port());
    client.send(get("/"));
    QVERIFY(client.waitForClose());
    QTRY_VERIFY(m_server->failures.holds(QStringLiteral(
        "127.0.0.1 The TLS handshake failed: A plain HTTP request came to the TLS port; the address must begin with "
        "https://.")));
    QCOMPARE(m_server->failures.lines().size(), 1);
}

void TestTls::explainsAClientThatDoesNotTrustIt()
{
    QCOMPARE(m_server->start(), QString());
    QSslSocket socket;
    QSslConfiguration tls = clientConfiguration();
    tls.setCaCertificates({});
    ask(socket, get("/"), tls);
    int exitCode = 0;
    openssl(QStringList{QStringLiteral("s_client"), QStringLiteral("-connect"),
                        QStringLiteral("127.0.0.1:%1").arg(m_server->port()), QStringLiteral("-CAfile"),
                        QStringLiteral("stranger.pem"), QStringLiteral("-tls1_2"), QStringLiteral("-verify_return_error")},
            {}, &exitCode);
    QVERIFY(exitCode != 0);
    QTRY_VERIFY(m_server->failures.holds(QStringLiteral("The client does not trust the issuer")));
}

void TestTls::endsAHandshakeThatStalls()
{
    m_server->options.limits.handshake = 400ms;
    QCOMPARE(m_server->start(), QString());
    RawClient silent(m_server->port());
    RawClient begun(m_server->port());
    begun.send(QByteArray::fromHex("16030100c4010000c00303"));
    QVERIFY(silent.waitForClose(5000));
    QVERIFY(begun.waitForClose(5000));
    QTRY_COMPARE(m_server->failures.lines().filter(QStringLiteral("not finished in time")).size(), 2);
}

void TestTls::dropsAPeerThatDoesNotReadItsAnswer()
{
    m_server->options.limits.write = 500ms;
    QCOMPARE(m_server->start(), QString());
    QSslSocket socket;
    QCOMPARE(statusOf(ask(socket, get("/"), clientConfiguration())), 200);
    socket.setReadBufferSize(1);
    socket.write(get("/large"));
    QTRY_VERIFY(m_server->failures.holds(QStringLiteral("The answer was not taken in time.")));
}

void TestTls::usesANewCertificateForNewConnections()
{
    QCOMPARE(m_server->start(), QString());
    QSslSocket before;
    QCOMPARE(statusOf(ask(before, get("/"), clientConfiguration("client"))), 200);
    m_server->server->setTls(identity("renewed"));
    QSslSocket after;
    QCOMPARE(statusOf(ask(after, get("/"), clientConfiguration("client"))), 200);
    QCOMPARE(statusOf(ask(before, get("/"), clientConfiguration("client"))), 200);
    QCOMPARE(before.peerCertificate().subjectInfo(QSslCertificate::CommonName), QStringList{QStringLiteral("localhost")});
    QCOMPARE(after.peerCertificate().subjectInfo(QSslCertificate::CommonName), QStringList{QStringLiteral("renewed")});
}

void TestTls::stopsWhileAHandshakeIsOpen()
{
    QCOMPARE(m_server->start(), QString());
    RawClient stalled(m_server->port());
    QSslSocket idle;
    QCOMPARE(statusOf(ask(idle, get("/"), clientConfiguration())), 200);
    QSslSocket busy;
    busy.setSslConfiguration(clientConfiguration());
    busy.connectToHostEncrypted(QStringLiteral("localhost"), m_server->port());
    QVERIFY(busy.waitForEncrypted(WaitMs));
    busy.write(get("/later"));
    busy.flush();
    QTest::qWait(50);
    QElapsedTimer timer;
    timer.start();
    m_server->server.reset();
    QVERIFY2(timer.elapsed() < 3000, QByteArray::number(timer.elapsed()));
    QVERIFY(busy.waitForReadyRead(WaitMs));
    const QByteArray answer = busy.readAll();
    QCOMPARE(statusOf(answer), 200);
    QVERIFY(answer.contains("\r\nConnection: close\r\n"));
    QVERIFY(stalled.waitForClose());
}

void TestTls::takesManyNewConnections()
{
    QCOMPARE(m_server->start(), QString());
    const QSslConfiguration tls = clientConfiguration("client");
    for (int i = 0; i < 100; ++i) {
        QSslSocket socket;
        QVERIFY(ask(socket, get("/", "Connection: close\r\n"), tls).contains("Test Client"));
    }
}

QTEST_GUILESS_MAIN(TestTls)
#include "test_tls.moc"
