#include "core/fetch/https_server.h"
#include "fetch/https_get.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTimer>
#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::fetch;
using namespace gatehouse::fetch::test;

namespace {

Options options()
{
    Options options;
    options.reach = Reach::LocalSandbox;
    options.timeout = std::chrono::seconds(5);
    options.extraRoots = ServerIdentity::get().roots();
    return options;
}

QString problemOf(const Result<QByteArray> &result)
{
    return result ? QStringLiteral("It was fetched.") : result.error().message;
}

} // namespace

class TestHttpsGet : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fetchesABody();
    void asksByTheNameOfTheHostAndNotByItsAddress();
    void refusesWhatIsNotHttps_data();
    void refusesWhatIsNotHttps();
    void refusesAddressesThatAreNotPublic_data();
    void refusesAddressesThatAreNotPublic();
    void refusesTooLargeABody_data();
    void refusesTooLargeABody();
    void takesABodyOfJustTheLimit();
    void followsWithinTheSameHost();
    void refusesARedirectElsewhere_data();
    void refusesARedirectElsewhere();
    void refusesToBeSentInCircles();
    void namesAStatusOtherThan200_data();
    void namesAStatusOtherThan200();
    void givesUpOnASilentServer();
    void givesUpOnAServerThatDrips();
    void refusesACertificateOfAnUnknownAuthority();
    void refusesACertificateForAnotherName();
    void saysThatNobodyListens();
    void saysThatAnAnswerIsCutShort();
    void saysThatTheOtherSideSpeaksNoTls();
    void staysSilentOnceItsContextIsGone_data();
    void staysSilentOnceItsContextIsGone();
    void survivesACallerThatDropsTheContextInItsAnswer();
    void answersFromTheEventLoopAlone();
};

void TestHttpsGet::fetchesABody()
{
    HttpsServer server(response(200, "{\"keys\":[]}"));
    const Result<QByteArray> body = getAndWait(server.url(), options());
    QVERIFY2(body, qPrintable(problemOf(body)));
    QCOMPARE(*body, QByteArray("{\"keys\":[]}"));
    QVERIFY(server.heads.constFirst().startsWith("GET /keys.jwks HTTP/1.1\r\n"));
    QVERIFY(server.heads.constFirst().contains("Accept: application/json, application/jwk-set+json\r\n"));
}

void TestHttpsGet::asksByTheNameOfTheHostAndNotByItsAddress()
{
    HttpsServer server(response(200, "{}"));
    const Result<QByteArray> body = getAndWait(server.url("/", "localhost"), options());
    QVERIFY2(body, qPrintable(problemOf(body)));
    QVERIFY(server.heads.constFirst().contains("Host: localhost:" + QByteArray::number(server.port()) + "\r\n"));
}

void TestHttpsGet::refusesWhatIsNotHttps_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<int>("kind");
    for (const char *url : {"http://127.0.0.1/", "ftp://127.0.0.1/", "HTTP://127.0.0.1/", "https://user@127.0.0.1/",
                            "https://user:secret@127.0.0.1/"})
        QTest::newRow(url) << QString::fromLatin1(url) << int(Error::Refused);
    for (const char *url : {"", "keys.jwks", "https://", "https:///keys", "file:///etc/passwd", "data:text/plain,x"})
        QTest::newRow(*url ? url : "nothing") << QString::fromLatin1(url) << int(Error::Malformed);
}

void TestHttpsGet::refusesWhatIsNotHttps()
{
    QFETCH(QString, url);
    QFETCH(int, kind);
    const Result<QByteArray> body = getAndWait(QUrl(url), options());
    QVERIFY(!body);
    QCOMPARE(int(body.error().kind), kind);
    QVERIFY(!body.error().message.contains(QStringLiteral("secret")));
}

void TestHttpsGet::refusesAddressesThatAreNotPublic_data()
{
    QTest::addColumn<QString>("host");
    for (const char *host : {"127.0.0.1", "localhost", "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254",
                             "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "[::1]", "[::]", "[fe80::1]",
                             "[fd00::1]", "[::ffff:127.0.0.1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]",
                             "[2002:7f00:1::]", "127.1", "2130706433", "0x7f000001"})
        QTest::newRow(host) << QString::fromLatin1(host);
}

void TestHttpsGet::refusesAddressesThatAreNotPublic()
{
    QFETCH(QString, host);
    HttpsServer server(response(200, "{}"));
    Options strict = options();
    strict.reach = Reach::PublicOnly;
    const QUrl url(QStringLiteral("https://%1:%2/").arg(host, QString::number(server.port())));
    const Result<QByteArray> body = getAndWait(url, strict);
    QVERIFY(!body);
    QCOMPARE(body.error().kind, Error::Refused);
    QVERIFY2(body.error().message.contains(QStringLiteral("not a public address")), qPrintable(problemOf(body)));
    QVERIFY(server.heads.isEmpty());
}

void TestHttpsGet::refusesTooLargeABody_data()
{
    QTest::addColumn<QByteArray>("answer");
    const QByteArray body(1025, 'x');
    QTest::newRow("announced") << response(200, body);
    QTest::newRow("not announced") << "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body;
    QTest::newRow("in chunks") << QByteArray("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            + QByteArray("80\r\n" + QByteArray(128, 'x') + "\r\n").repeated(9) + "0\r\n\r\n";
    QTest::newRow("much larger") << response(200, QByteArray(8 * 1024 * 1024, 'x'));
}

void TestHttpsGet::refusesTooLargeABody()
{
    QFETCH(QByteArray, answer);
    HttpsServer server(answer);
    Options small = options();
    small.maxBytes = 1024;
    const Result<QByteArray> body = getAndWait(server.url(), small);
    QVERIFY(!body);
    QVERIFY2(body.error().kind == Error::TooLarge, qPrintable(problemOf(body)));
    QVERIFY(body.error().message.contains(QStringLiteral("1024")));
    QVERIFY(body.error().message.contains(QStringLiteral("/keys.jwks")));
}

void TestHttpsGet::takesABodyOfJustTheLimit()
{
    HttpsServer server(response(200, QByteArray(1024, 'x')));
    Options small = options();
    small.maxBytes = 1024;
    QCOMPARE(getAndWait(server.url(), small)->size(), 1024);
}

void TestHttpsGet::followsWithinTheSameHost()
{
    HttpsServer server([](QSslSocket &socket, const QByteArray &head) {
        if (head.startsWith("GET /keys.jwks "))
            socket.write(response(302, "moved", "Location: /second\r\n"));
        else if (head.startsWith("GET /second "))
            socket.write(response(307, "moved", "Location: https://" + head.mid(head.indexOf("Host: ") + 6).split('\r')[0] + "/third\r\n"));
        else
            socket.write(response(200, "found"));
        socket.disconnectFromHost();
    });
    const Result<QByteArray> body = getAndWait(server.url(), options());
    QVERIFY2(body, qPrintable(problemOf(body)));
    QCOMPARE(*body, QByteArray("found"));
    QCOMPARE(server.heads.size(), 3);
}

void TestHttpsGet::refusesARedirectElsewhere_data()
{
    QTest::addColumn<QByteArray>("location");
    QTest::newRow("another host") << QByteArray("https://localhost:$PORT/");
    QTest::newRow("another port") << QByteArray("https://127.0.0.1:1/");
    QTest::newRow("http") << QByteArray("http://127.0.0.1:$PORT/");
    QTest::newRow("a file") << QByteArray("file:///etc/passwd");
    QTest::newRow("a user name") << QByteArray("https://user@127.0.0.1:$PORT/");
    QTest::newRow("no scheme") << QByteArray("//evil.example/");
}

void TestHttpsGet::refusesARedirectElsewhere()
{
    QFETCH(QByteArray, location);
    quint16 port = 0;
    HttpsServer server([&](QSslSocket &socket, const QByteArray &) {
        QByteArray target = location;
        target.replace("$PORT", QByteArray::number(port));
        socket.write(response(302, "moved", "Location: " + target + "\r\n"));
        socket.disconnectFromHost();
    });
    port = server.port();
    const Result<QByteArray> body = getAndWait(server.url(), options());
    QVERIFY(!body);
    QVERIFY2(body.error().kind == Error::Refused, qPrintable(problemOf(body)));
    QVERIFY2(problemOf(body).contains(QStringLiteral("only its own host")), qPrintable(problemOf(body)));
    QCOMPARE(server.heads.size(), 1);
}

void TestHttpsGet::refusesToBeSentInCircles()
{
    HttpsServer server(response(301, "moved", "Location: /keys.jwks\r\n"));
    const Result<QByteArray> body = getAndWait(server.url(), options());
    QVERIFY(!body);
    QCOMPARE(body.error().kind, Error::Refused);
    QCOMPARE(server.heads.size(), 4);
}

void TestHttpsGet::namesAStatusOtherThan200_data()
{
    QTest::addColumn<int>("status");
    for (int status : {201, 204, 400, 401, 403, 404, 500, 503})
        QTest::addRow("%d", status) << status;
}

void TestHttpsGet::namesAStatusOtherThan200()
{
    QFETCH(int, status);
    HttpsServer server(response(status, status == 204 ? "" : "{\"keys\":[]}"));
    const Result<QByteArray> body = getAndWait(server.url("/a%201%2Fkeys"), options());
    QVERIFY(!body);
    QCOMPARE(body.error().kind, Error::Io);
    QVERIFY2(problemOf(body).contains(QStringLiteral("status %1; 200").arg(status)), qPrintable(problemOf(body)));
    QVERIFY(problemOf(body).contains(QStringLiteral("%2Fkeys")));
}

void TestHttpsGet::givesUpOnASilentServer()
{
    HttpsServer server([](QSslSocket &, const QByteArray &) {});
    Options hasty = options();
    hasty.timeout = std::chrono::milliseconds(300);
    QElapsedTimer timer;
    timer.start();
    const Result<QByteArray> body = getAndWait(server.url(), hasty);
    QVERIFY(!body);
    QCOMPARE(body.error().kind, Error::Io);
    QVERIFY2(problemOf(body).contains(QStringLiteral("0.3 seconds")), qPrintable(problemOf(body)));
    QVERIFY(timer.elapsed() < 4000);
}

void TestHttpsGet::givesUpOnAServerThatDrips()
{
    QTimer drip;
    drip.setInterval(50);
    QPointer<QSslSocket> peer;
    connect(&drip, &QTimer::timeout, this, [&] {
        if (peer)
            peer->write("x");
    });
    HttpsServer server([&](QSslSocket &socket, const QByteArray &) {
        peer = &socket;
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
        drip.start();
    });
    Options hasty = options();
    hasty.timeout = std::chrono::milliseconds(500);
    QElapsedTimer timer;
    timer.start();
    const Result<QByteArray> body = getAndWait(server.url(), hasty);
    QVERIFY(!body);
    QVERIFY2(problemOf(body).contains(QStringLiteral("not answered whole")), qPrintable(problemOf(body)));
    QVERIFY(timer.elapsed() < 4000);
}

void TestHttpsGet::refusesACertificateOfAnUnknownAuthority()
{
    HttpsServer server(response(200, "{}"));
    Options without = options();
    without.extraRoots.clear();
    const Result<QByteArray> body = getAndWait(server.url(), without);
    QVERIFY(!body);
    QVERIFY2(problemOf(body).contains(QStringLiteral("The certificate of https://127.0.0.1")), qPrintable(problemOf(body)));
    QVERIFY(server.heads.isEmpty());
}

void TestHttpsGet::refusesACertificateForAnotherName()
{
    HttpsServer server(response(200, "{}"));
    const Result<QByteArray> body = getAndWait(server.url("/", "127.0.0.2"), options());
    QVERIFY(!body);
    QVERIFY(server.heads.isEmpty());
}

void TestHttpsGet::saysThatNobodyListens()
{
    QTcpServer reserved;
    QVERIFY(reserved.listen(QHostAddress::LocalHost));
    const quint16 port = reserved.serverPort();
    reserved.close();
    for (const char *host : {"127.0.0.1", "localhost"}) {
        const QUrl url(QStringLiteral("https://%1:%2/").arg(QLatin1String(host), QString::number(port)));
        const Result<QByteArray> body = getAndWait(url, options());
        QVERIFY(!body);
        QCOMPARE(body.error().kind, Error::Io);
        QVERIFY2(problemOf(body).contains(url.toString()), qPrintable(problemOf(body)));
    }
}

void TestHttpsGet::saysThatAnAnswerIsCutShort()
{
    HttpsServer server(QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"));
    const Result<QByteArray> body = getAndWait(server.url(), options());
    QVERIFY(!body);
    QCOMPARE(body.error().kind, Error::Io);
}

void TestHttpsGet::saysThatTheOtherSideSpeaksNoTls()
{
    QTcpServer server;
    connect(&server, &QTcpServer::newConnection, this, [&] {
        QTcpSocket *socket = server.nextPendingConnection();
        socket->write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        socket->disconnectFromHost();
    });
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const Result<QByteArray> body = getAndWait(QUrl(QStringLiteral("https://127.0.0.1:%1/").arg(server.serverPort())), options());
    QVERIFY(!body);
    QCOMPARE(body.error().kind, Error::Io);
}

void TestHttpsGet::staysSilentOnceItsContextIsGone_data()
{
    QTest::addColumn<int>("waitMs");
    for (int waitMs : {0, 1, 5, 20, 100})
        QTest::addRow("%d ms", waitMs) << waitMs;
}

void TestHttpsGet::staysSilentOnceItsContextIsGone()
{
    QFETCH(int, waitMs);
    HttpsServer server([](QSslSocket &socket, const QByteArray &) { socket.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"); });
    int answers = 0;
    auto context = std::make_unique<QObject>();
    get(server.url(), options(), context.get(), [&](const Result<QByteArray> &) { ++answers; });
    QTest::qWait(waitMs);
    context.reset();
    QTest::qWait(100);
    QCOMPARE(answers, 0);
}

void TestHttpsGet::survivesACallerThatDropsTheContextInItsAnswer()
{
    Options small = options();
    small.maxBytes = 10;
    small.timeout = std::chrono::milliseconds(400);
    HttpsServer tooLarge(response(200, QByteArray(100'000, 'x')));
    HttpsServer fine(response(200, "{}"));
    HttpsServer silent([](QSslSocket &, const QByteArray &) {});
    for (const QUrl &url : {tooLarge.url(), fine.url(), silent.url(), QUrl(QStringLiteral("http://x/"))}) {
        auto *context = new QObject;
        int answers = 0;
        get(url, small, context, [&](const Result<QByteArray> &) {
            delete context;
            ++answers;
        });
        QTRY_COMPARE(answers, 1);
        QTest::qWait(50);
        QCOMPARE(answers, 1);
    }
}

void TestHttpsGet::answersFromTheEventLoopAlone()
{
    QObject context;
    bool isAnswered = false;
    get(QUrl(QStringLiteral("http://127.0.0.1/")), options(), &context, [&](const Result<QByteArray> &) { isAnswered = true; });
    QVERIFY(!isAnswered);
    QTRY_VERIFY(isAnswered);
}

QTEST_GUILESS_MAIN(TestHttpsGet)
#include "test_https_get.moc"
