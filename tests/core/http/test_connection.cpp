#include "core/http/server_fixture.h"

#include <QProcess>
#include <QTest>
#include <QTimer>

#include <sys/socket.h>

using namespace gatehouse;
using namespace gatehouse::http;
using namespace gatehouse::http::test;

/// How one connection behaves, whatever its peer does.
class TestConnection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsTheHandlerAllThereIsToKnow();
    void keepsAConnectionForManyRequests();
    void closesWhereTheRequestAsksForIt();
    void answersPipelinedRequestsInOrder();
    void readsOneRequestAtATime();
    void answersHeadWithoutABody();
    void asksForABodyThatWaits();
    void refusesABodyThatWaitsAndIsTooLarge();
    void delaysNoBodyThatCurlAnnounces();
    void readsAChunkedBody();
    void takesTheLargestBodyWhileTheHandlerIsSlow();
    void answersGarbageWithJsonAndCloses();
    void showsTheAnswerToAPeerThatStillSends();
    void letsTheApplicationWordItsErrors();
    void answersAPeerThatHasClosedItsDirection();
    void forgetsAPeerThatLeavesInTheMiddleOfABody();
    void tellsTheHandlerThatThePeerIsGone();
    void answersFiveHundredWhereNobodyAnswers();
    void answersOnce();
};

void TestConnection::tellsTheHandlerAllThereIsToKnow()
{
    Journal journal;
    TestServer server([&](const Request &request, Responder responder) {
        journal.add(QStringLiteral("%1 %2 %3 %4 %5 %6 %7")
                        .arg(request.id)
                        .arg(toSeconds(request.arrivedAt))
                        .arg(request.peerAddress.toString())
                        .arg(request.peerPort)
                        .arg(request.localUrl, request.tls)
                        .arg(request.peerChain.size()));
        echo(request, std::move(responder));
    });
    QCOMPARE(server.start(), QString());
    RawClient client(server.port());
    client.send(get("/a")).answer();
    client.send(get("/b", "Host2: other\r\n")).answer();
    const QString rest = QStringLiteral(" 1700000000 127.0.0.1 %1 http://127.0.0.1:%2  0")
                             .arg(client.socket().localPort())
                             .arg(server.port());
    QCOMPARE(journal.lines(), (QStringList{QLatin1Char('1') + rest, QLatin1Char('2') + rest}));
}

void TestConnection::keepsAConnectionForManyRequests()
{
    TestServer server;
    QCOMPARE(server.start(), QString());
    RawClient client(server.port());
    for (int i = 0; i < 50; ++i) {
        const QByteArray body(i * 7, 'x');
        const QByteArray answer = client.send(post("/" + QByteArray::number(i), body)).answer();
        QCOMPARE(statusOf(answer), 200);
        QVERIFY(answer.contains("\r\nConnection: keep-alive\r\n"));
        QVERIFY(bodyOf(answer).startsWith("POST /" + QByteArray::number(i) + ' ' + QByteArray::number(body.size())));
    }
    QCOMPARE(client.socket().state(), QAbstractSocket::ConnectedState);
}

void TestConnection::closesWhereTheRequestAsksForIt()
{
    TestServer server;
    QCOMPARE(server.start(), QString());
    for (const QByteArray &request : {get("/", "Connection: close\r\n"), QByteArray("GET / HTTP/1.0\r\n\r\n")}) {
        RawClient client(server.port());
        const QByteArray answer = client.send(request).all();
        QCOMPARE(statusOf(answer), 200);
        QVERIFY(answer.contains("\r\nConnection: close\r\n"));
        QVERIFY(client.waitForClose());
    }
}

void TestConnection::answersPipelinedRequestsInOrder()
{
    // Every second one later, so that order is no accident.
    TestServer server([](const Request &request, Responder responder) {
        if (request.id % 2 == 0)
            return echo(request, std::move(responder));
        auto kept = std::make_shared<Responder>(std::move(responder));
        QTimer::singleShot(5, [request, kept] { echo(request, std::move(*kept)); });
    });
    QCOMPARE(server.start(), QString());
    RawClient client(server.port());
    QByteArray requests;
    for (int i = 0; i < 40; ++i)
        requests += post("/" + QByteArray::number(i), QByteArray(i, 'x'));
    client.send(requests);
    for (int i = 0; i < 40; ++i) {
        const QByteArray expected = "POST /" + QByteArray::number(i) + ' ' + QByteArray::number(i) + ' ';
        QVERIFY2(bodyOf(client.answer()).startsWith(expected), expected);
    }
}

void TestConnection::readsOneRequestAtATime()
{
    std::atomic<int> seen{0};
    Journal journal;
    TestServer server([&](const Request &request, Responder responder) {
        if (++seen == 2)
            journal.add(QStringLiteral("second"));
        auto kept = std::make_shared<Responder>(std::move(responder));
        QTimer::singleShot(300, [request, kept] { echo(request, std::move(*kept)); });
    });
    QCOMPARE(server.start(), QString());
    RawClient client(server.port());
    client.send(get("/1") + get("/2"));
    QTest::qWait(150);
    QCOMPARE(seen, 1);
    QVERIFY(bodyOf(client.answer()).startsWith("GET /1"));
    QVERIFY(bodyOf(client.answer()).startsWith("GET /2"));
    QCOMPARE(seen, 2);
}

void TestConnection::answersHeadWithoutABody()
{
    TestServer server;
    QCOMPARE(server.start(), QString());
    RawClient client(server.port());
    client.send("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n");
    const QByteArray answer = client.answer(true);
    QCOMPARE(statusOf(answer), 200);
    QVERIFY(answer.contains("\r\nContent-Length: 10\r\n"));
    // Had a body come, it would stand before the next answer.
    const QByteArray next = client.send(get("/b")).answer();
    QCOMPARE(statusOf(next), 200);
    QVERIFY(bodyOf(next).startsWith("GET /b"));
}

void TestConnection::asksForABodyThatWaits()
{
    TestServer server;
    QCOMPARE(server.start(), QString());
    RawClient client(server.port());
    client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    QCOMPARE(client.answer(), "HTTP/1.1 100 Continue\r\n\r\n");
    QCOMPARE(bodyOf(client.send("hello").answer()), "POST / 5 hello");
}

void TestConnection::refusesABodyThatWaitsAndIsTooLarge()
{
    TestServer server;
    QCOMPARE(server.start(), QString());
    RawClient client(server.port());
    client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 262145\r\nExpect: 100-continue\r\n\r\n");
    const QByteArray answer = client.answer();
    QCOMPARE(statusOf(answer), 413);
    QVERIFY(answer.contains("\r\nConnection: close\r\n"));
    QVERIFY(client.waitForClose());
}

void TestConnection::delaysNoBodyThatCurlAnnounces()
{
    TestServer server;
    server.options.limits.bodyBytes = 4 * 1024 * 1024;
    QCOMPARE(server.start(), QString());
    const QString url = QStringLiteral("http://127.0.0.1:%1/up").arg(server.port());
    QProcess curl;
    curl.start(QStringLiteral("curl"), {QStringLiteral("-sS"), QStringLiteral("--noproxy"), QStringLiteral("*"),
                                        QStringLiteral("--data-binary"), QStringLiteral("@-"), QStringLiteral("-H"),
                                        QStringLiteral("Expect: 100-continue"), QStringLiteral("--expect100-timeout"),
                                        QStringLiteral("60"), QStringLiteral("-m"), QStringLiteral("20"), url});
    curl.write(QByteArray(2 * 1024 * 1024, 'x'));
    curl.closeWriteChannel();
    QVERIFY2(curl.waitForFinished(30'000), "curl is needed");
    QCOMPARE(curl.readAllStandardError(), QByteArray());
    QCOMPARE(curl.readAllStandardOutput(), "POST /up 2097152");
}

void TestConnection::readsAChunkedBody()
{
    TestServer server;
    QCOMPARE(server.start(), QString());
    RawClient client(server.port());
    client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n");
    QTest::qWait(20);
    QCOMPARE(bodyOf(client.send("2\r\nlo\r\n0\r\n\r\n").answer()), "POST / 5 hello");
    QCOMPARE(bodyOf(client.send(get("/next")).answer()), "GET /next 0 ");
    client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
    QCOMPARE(statusOf(client.answer()), 400);
}

void TestConnection::takesTheLargestBodyWhileTheHandlerIsSlow()
{
    // While the first is handled, the second fills the read buffer; nothing of it may be lost.
    TestServer server([](const Request &request, Responder responder) {
        auto kept = std::make_shared<Responder>(std::move(responder));
        QTimer::singleShot(200, [request, kept] { echo(request, std::move(*kept)); });
    });
    QCOMPARE(server.start(), QString());
    RawClient client(server.port());
    client.send(get("/1") + post("/2", QByteArray(256 * 1024, 'x')) + get("/3"));
    QVERIFY(bodyOf(client.answer()).startsWith("GET /1"));
    QCOMPARE(bodyOf(client.answer()), "POST /2 262144");
    QVERIFY(bodyOf(client.answer()).startsWith("GET /3"));
}

void TestConnection::answersGarbageWithJsonAndCloses()
{
    TestServer server;
    QCOMPARE(server.start(), QString());
    RawClient client(server.port());
    const QByteArray answer = client.send("\x16\x03\x01 nonsense\r\n\r\n").answer();
    QCOMPARE(statusOf(answer), 400);
    QVERIFY(answer.contains("\r\nConnection: close\r\n"));
    const auto json = parseJsonObject(bodyOf(answer));
    QVERIFY(json);
    QCOMPARE(stringMember(*json, "error").value_or(QString()), QStringLiteral("invalid_request"));
    QVERIFY(client.waitForClose());
    QTRY_VERIFY(server.failures.holds(QStringLiteral("127.0.0.1 This is no HTTP request")));
}

void TestConnection::showsTheAnswerToAPeerThatStillSends()
{
    TestServer server;
    QCOMPARE(server.start(), QString());
    RawClient client(server.port());
    client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 900000\r\n\r\n");
    for (int i = 0; i < 9; ++i)
        client.send(QByteArray(100'000, 'x'));
    QCOMPARE(statusOf(client.answer()), 413);
}

void TestConnection::letsTheApplicationWordItsErrors()
{
    TestServer server([](Request, Responder) {});
    server.options.errorAnswer = [](int status, const QString &description) {
        return Response{status, {{"X-Own", "1"}}, "own: " + description.toUtf8()};
    };
    QCOMPARE(server.start(), QString());
    RawClient garbage(server.port());
    const QByteArray refused = garbage.send("GET / HTTP/1.1\r\n\r\n").answer();
    QCOMPARE(bodyOf(refused), "own: The request has no Host header.");
    RawClient unanswered(server.port());
    const QByteArray failed = unanswered.send(get("/")).answer();
    QCOMPARE(statusOf(failed), 500);
    QVERIFY(failed.contains("\r\nX-Own: 1\r\n"));
}

void TestConnection::answersAPeerThatHasClosedItsDirection()
{
    TestServer server;
    QCOMPARE(server.start(), QString());
    RawClient client(server.port());
    client.send(get("/1") + get("/2"));
    ::shutdown(static_cast<int>(client.socket().socketDescriptor()), SHUT_WR);
    const QByteArray answers = client.all();
    QVERIFY(answers.contains("GET /1"));
    QVERIFY(answers.contains("GET /2"));
    QVERIFY(client.waitForClose());
}

void TestConnection::forgetsAPeerThatLeavesInTheMiddleOfABody()
{
    std::atomic<int> handled{0};
    TestServer server([&](const Request &request, Responder responder) {
        ++handled;
        echo(request, std::move(responder));
    });
    server.options.limits.connections = 1;
    QCOMPARE(server.start(), QString());
    {
        RawClient client(server.port());
        client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nhalf");
        client.socket().abort();
    }
    // Its place is free again.
    QVERIFY(servesSoon(server.port()));
    QCOMPARE(handled, 1);
}

void TestConnection::tellsTheHandlerThatThePeerIsGone()
{
    std::atomic<bool> gone{false};
    TestServer server([&](const Request &, Responder responder) {
        auto kept = std::make_shared<Responder>(std::move(responder));
        auto *timer = new QTimer;
        QObject::connect(timer, &QTimer::timeout, timer, [&gone, kept, timer] {
            if (!kept->isGone())
                return;
            gone = true;
            kept->respond(Response::empty(200));
            timer->deleteLater();
        });
        timer->start(10);
    });
    QCOMPARE(server.start(), QString());
    RawClient client(server.port());
    client.send(get("/"));
    QTest::qWait(50);
    QVERIFY(!gone);
    client.socket().abort();
    QTRY_VERIFY(gone);
}

void TestConnection::answersFiveHundredWhereNobodyAnswers()
{
    TestServer server([](const Request &request, Responder responder) {
        if (request.path == QLatin1String("/later")) {
            auto kept = std::make_shared<Responder>(std::move(responder));
            QTimer::singleShot(20, [kept]() mutable { kept.reset(); });
        }
    });
    QCOMPARE(server.start(), QString());
    RawClient client(server.port());
    for (const char *path : {"/now", "/later", "/now"}) {
        const QByteArray answer = client.send(get(path)).answer();
        QCOMPARE(statusOf(answer), 500);
        QVERIFY(bodyOf(answer).contains("server_error"));
    }
}

void TestConnection::answersOnce()
{
    std::atomic<bool> gone{false};
    TestServer server([&](const Request &request, Responder responder) {
        responder.respond(Response::json(200, {{"id", request.id}}));
        gone = responder.isGone();
        responder.respond(Response::json(200, {{"id", -1}}));
        Responder moved(std::move(responder));
        moved.respond(Response::json(200, {{"id", -2}}));
    });
    QCOMPARE(server.start(), QString());
    RawClient client(server.port());
    QCOMPARE(bodyOf(client.send(get("/")).answer()), "{\"id\":1}");
    QCOMPARE(bodyOf(client.send(get("/")).answer()), "{\"id\":2}");
    QVERIFY(gone);
}

QTEST_GUILESS_MAIN(TestConnection)
#include "test_connection.moc"
