#include "core/http/server_fixture.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>
#include <QThread>
#include <QTimer>

#include <set>
#include <vector>

using namespace gatehouse;
using namespace gatehouse::http;
using namespace gatehouse::http::test;
using namespace std::chrono_literals;

/// Starting, sharing the work, and above all ending.
class TestServerLife : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhatToDoWhereThePortIsTaken();
    void saysWhatToDoWhereTheAddressIsForeign();
    void startsAfterAStartThatFailed();
    void startsAgainAfterItStopped();
    void givesEachWorkerAHandlerOfItsOwnAndEndsItThere();
    void sharesConnectionsEvenly();
    void answersWhatIsInFlightWhenItStops();
    void closesWhatIsIdleWhenItStops();
    void acceptsNothingOnceItStops();
    void letsARequestEndThatHasBegunWhenItStops();
    void endsAtItsDeadline();
    void endsWhereTheAnswerComesAfterTheDeadline();
    void canBeDestroyedAtAnyTime();
    void stopsOnceHoweverOftenItIsAsked();
};

namespace {

/// Answers after `delay`.
Handler slow(std::chrono::milliseconds delay, std::atomic<int> &begun)
{
    return [delay, &begun](const Request &request, Responder responder) {
        ++begun;
        auto kept = std::make_shared<Responder>(std::move(responder));
        QTimer::singleShot(delay, [request, kept] { echo(request, std::move(*kept)); });
    };
}

} // namespace

void TestServerLife::saysWhatToDoWhereThePortIsTaken()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    TestServer server;
    server.options.port = other.serverPort();
    Server refused(server.options);
    const auto started = refused.start();
    QVERIFY(!started);
    QCOMPARE(started.error().kind, Error::Conflict);
    QCOMPARE(started.error().message, QStringLiteral("127.0.0.1:%1 is taken. Choose another port, or end the program that "
                                                     "listens there.")
                                          .arg(other.serverPort()));
    QCOMPARE(refused.port(), 0);
}

void TestServerLife::saysWhatToDoWhereTheAddressIsForeign()
{
    TestServer server;
    server.options.address = QHostAddress(QStringLiteral("192.0.2.1"));
    Server refused(server.options);
    const auto started = refused.start();
    QVERIFY(!started);
    QCOMPARE(started.error().kind, Error::NotFound);
    QVERIFY(started.error().message.startsWith(QStringLiteral("192.0.2.1 is no address of this machine.")));
}

void TestServerLife::startsAfterAStartThatFailed()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    TestServer fixture;
    fixture.options.port = other.serverPort();
    Server server(fixture.options);
    QSignalSpy stopped(&server, &Server::stopped);
    QVERIFY(!server.start());
    QVERIFY(!server.start());
    other.close();
    QVERIFY(server.start());
    QCOMPARE(statusOf(RawClient(server.port()).send(get("/")).answer()), 200);
    // What the failed starts left in the event loop must not end the one that runs.
    QTest::qWait(50);
    QCOMPARE(stopped.size(), 0);
    QCOMPARE(statusOf(RawClient(server.port()).send(get("/")).answer()), 200);
    QVERIFY(!server.start());
}

void TestServerLife::startsAgainAfterItStopped()
{
    TestServer fixture;
    QCOMPARE(fixture.start(), QString());
    Server &server = *fixture.server;
    QSignalSpy stopped(&server, &Server::stopped);
    server.stop();
    QVERIFY(stopped.wait());
    QCOMPARE(server.port(), 0);
    QVERIFY(server.start());
    QCOMPARE(statusOf(RawClient(server.port()).send(get("/")).answer()), 200);
}

void TestServerLife::givesEachWorkerAHandlerOfItsOwnAndEndsItThere()
{
    struct State {
        explicit State(Journal &where)
            : journal(where)
        {
            journal.add(QStringLiteral("made in ") + QThread::currentThread()->objectName());
        }
        ~State() { journal.add(QStringLiteral("ended in ") + QThread::currentThread()->objectName()); }
        Journal &journal;
    };
    Journal journal;
    TestServer fixture;
    fixture.options.threads = 3;
    fixture.options.handlerFactory = [&journal] {
        return [state = std::make_shared<State>(journal)](const Request &request, Responder responder) {
            echo(request, std::move(responder));
        };
    };
    QCOMPARE(fixture.start(), QString());
    QCOMPARE(journal.lines().size(), 3);
    QSignalSpy stopped(fixture.server.get(), &Server::stopped);
    fixture.server->stop();
    QVERIFY(stopped.wait());
    const QStringList lines = journal.lines();
    QCOMPARE(lines.size(), 6);
    for (int i = 1; i <= 3; ++i) {
        QCOMPARE(lines.count(QStringLiteral("made in http-worker-%1").arg(i)), 1);
        QCOMPARE(lines.count(QStringLiteral("ended in http-worker-%1").arg(i)), 1);
    }
}

void TestServerLife::sharesConnectionsEvenly()
{
    Journal journal;
    TestServer fixture([&](const Request &request, Responder responder) {
        journal.add(QThread::currentThread()->objectName());
        echo(request, std::move(responder));
    });
    fixture.options.threads = 2;
    QCOMPARE(fixture.start(), QString());
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 20; ++i)
        clients.push_back(std::make_unique<RawClient>(fixture.port()));
    for (auto &client : clients)
        QCOMPARE(statusOf(client->send(get("/")).answer()), 200);
    QCOMPARE(journal.lines().count(QStringLiteral("http-worker-1")), 10);
    QCOMPARE(journal.lines().count(QStringLiteral("http-worker-2")), 10);
}

void TestServerLife::answersWhatIsInFlightWhenItStops()
{
    std::atomic<int> begun{0};
    TestServer fixture(slow(700ms, begun));
    QCOMPARE(fixture.start(), QString());
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 50; ++i) {
        clients.push_back(std::make_unique<RawClient>(fixture.port()));
        clients.back()->send(get("/" + QByteArray::number(i)));
    }
    QTRY_COMPARE(begun, 50);
    QSignalSpy stopped(fixture.server.get(), &Server::stopped);
    fixture.server->stop();
    for (int i = 0; i < 50; ++i) {
        const QByteArray answer = clients[std::size_t(i)]->answer();
        QCOMPARE(statusOf(answer), 200);
        QVERIFY(answer.contains("\r\nConnection: close\r\n"));
        QVERIFY(bodyOf(answer).startsWith("GET /" + QByteArray::number(i) + ' '));
        QVERIFY(clients[std::size_t(i)]->waitForClose());
    }
    QTRY_COMPARE(stopped.size(), 1);
}

void TestServerLife::closesWhatIsIdleWhenItStops()
{
    TestServer fixture;
    QCOMPARE(fixture.start(), QString());
    RawClient silent(fixture.port());
    RawClient used(fixture.port());
    QCOMPARE(statusOf(used.send(get("/")).answer()), 200);
    QSignalSpy stopped(fixture.server.get(), &Server::stopped);
    QElapsedTimer timer;
    timer.start();
    fixture.server->stop();
    QVERIFY(stopped.wait());
    QVERIFY2(timer.elapsed() < 1500, QByteArray::number(timer.elapsed()));
    QVERIFY(silent.waitForClose());
    QVERIFY(used.waitForClose());
}

void TestServerLife::acceptsNothingOnceItStops()
{
    std::atomic<int> begun{0};
    TestServer fixture(slow(500ms, begun));
    QCOMPARE(fixture.start(), QString());
    const quint16 port = fixture.port();
    RawClient busy(port);
    busy.send(get("/"));
    QTRY_COMPARE(begun, 1);
    fixture.server->stop();
    QVERIFY(!RawClient(port).isConnected());
    QCOMPARE(statusOf(busy.answer()), 200);
}

void TestServerLife::letsARequestEndThatHasBegunWhenItStops()
{
    TestServer fixture;
    QCOMPARE(fixture.start(), QString());
    RawClient client(fixture.port());
    client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhello");
    QTest::qWait(100);
    QSignalSpy stopped(fixture.server.get(), &Server::stopped);
    fixture.server->stop();
    QTest::qWait(100);
    const QByteArray answer = client.send("world").answer();
    QCOMPARE(bodyOf(answer), "POST / 10 helloworld");
    QVERIFY(answer.contains("\r\nConnection: close\r\n"));
    QTRY_COMPARE(stopped.size(), 1);
}

void TestServerLife::endsAtItsDeadline()
{
    std::atomic<int> begun{0};
    TestServer fixture(slow(60s, begun));
    QCOMPARE(fixture.start(), QString());
    RawClient client(fixture.port());
    client.send(get("/"));
    QTRY_COMPARE(begun, 1);
    QSignalSpy stopped(fixture.server.get(), &Server::stopped);
    QElapsedTimer timer;
    timer.start();
    fixture.server->stop(300ms);
    QVERIFY(stopped.wait());
    QVERIFY2(timer.elapsed() >= 250 && timer.elapsed() < 3000, QByteArray::number(timer.elapsed()));
    QVERIFY(client.waitForClose());
}

void TestServerLife::endsWhereTheAnswerComesAfterTheDeadline()
{
    std::shared_ptr<Responder> late;
    std::atomic<int> begun{0};
    TestServer fixture([&](const Request &, Responder responder) {
        late = std::make_shared<Responder>(std::move(responder));
        ++begun;
    });
    QCOMPARE(fixture.start(), QString());
    RawClient client(fixture.port());
    client.send(get("/"));
    QTRY_COMPARE(begun, 1);
    QSignalSpy stopped(fixture.server.get(), &Server::stopped);
    fixture.server->stop(0ms);
    QVERIFY(stopped.wait());
    QVERIFY(late->isGone());
    late->respond(Response::empty(200));
}

void TestServerLife::canBeDestroyedAtAnyTime()
{
    std::atomic<int> begun{0};
    {
        TestServer never(slow(0ms, begun));
        Server unstarted(never.options);
    }
    for (int i = 0; i < 20; ++i) {
        const int before = begun;
        TestServer fixture(slow(50ms, begun));
        QCOMPARE(fixture.start(), QString());
        RawClient client(fixture.port());
        client.send(get("/"));
        if (i % 2 == 0)
            fixture.server->stop();
        QTest::qSleep(i * 5);
        fixture.server.reset();
        // Either nobody saw the request, or it is answered.
        QCOMPARE(statusOf(client.answer()), begun > before ? 200 : 0);
    }
}

void TestServerLife::stopsOnceHoweverOftenItIsAsked()
{
    TestServer fixture;
    QCOMPARE(fixture.start(), QString());
    QSignalSpy stopped(fixture.server.get(), &Server::stopped);
    fixture.server->stop();
    fixture.server->stop();
    QVERIFY(stopped.wait());
    fixture.server->stop();
    QTest::qWait(50);
    QCOMPARE(stopped.size(), 1);
}

QTEST_GUILESS_MAIN(TestServerLife)
#include "test_server.moc"
