#include "core/http/server_fixture.h"

#include <QTest>

#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <ctime>
#include <vector>

using namespace gatehouse;
using namespace gatehouse::http;
using namespace gatehouse::http::test;
using namespace std::chrono_literals;

/// What a peer may cost that is slow, greedy or many.
class TestConnectionLimits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void endsARequestThatDrips_data();
    void endsARequestThatDrips();
    void spendsNoTimeOnARequestThatDrips();
    void closesAConnectionThatIsIdle();
    void doesNotCountIdleTimeAsTheRequests();
    void dropsAPeerThatDoesNotReadItsAnswer();
    void handlesNoMoreForAPeerThatDoesNotRead();
    void servesAPeerThatReadsSlowly();
    void closesConnectionsBeyondTheLimit();
    void servesAThousandConnectionsAtOnce();
    void acceptsAgainAfterDescriptorsRanOut();
};

namespace {

const QByteArray HeadStart = "POST / HTTP/1.1\r\nHost: h\r\nX: ";
const QByteArray BodyStart = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n";
const QByteArray ChunkStart = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;";

/// Lets connections be counted in thousands.
bool allowDescriptors(rlim_t count)
{
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = std::min(limit.rlim_max, count);
    return setrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur == count;
}

Response large(int bytes)
{
    return {200, {}, QByteArray(bytes, 'x')};
}

} // namespace

void TestConnectionLimits::endsARequestThatDrips_data()
{
    QTest::addColumn<QByteArray>("start");
    QTest::newRow("header") << HeadStart;
    QTest::newRow("body") << BodyStart;
    QTest::newRow("chunk") << ChunkStart;
}

void TestConnectionLimits::endsARequestThatDrips()
{
    QFETCH(QByteArray, start);
    TestServer server;
    server.options.limits.request = 600ms;
    QCOMPARE(server.start(), QString());
    RawClient client(server.port());
    QElapsedTimer timer;
    timer.start();
    client.send(start);
    // Every byte in time, the request never.
    while (timer.elapsed() < 5000 && client.socket().bytesAvailable() == 0) {
        client.send("x");
        client.socket().waitForReadyRead(50);
    }
    const QByteArray answer = client.answer();
    QCOMPARE(statusOf(answer), 408);
    QVERIFY(answer.contains("\r\nConnection: close\r\n"));
    QVERIFY2(timer.elapsed() >= 550 && timer.elapsed() < 3000, QByteArray::number(timer.elapsed()));
    QVERIFY(client.waitForClose());
}

void TestConnectionLimits::spendsNoTimeOnARequestThatDrips()
{
    TestServer server;
    QCOMPARE(server.start(), QString());
    std::vector<std::unique_ptr<RawClient>> clients;
    for (const QByteArray &start : {QByteArray("G"), HeadStart, BodyStart, ChunkStart}) {
        clients.push_back(std::make_unique<RawClient>(server.port()));
        clients.back()->send(start);
    }
    QTest::qWait(50);
    const std::clock_t before = std::clock();
    QTest::qWait(500);
    const double seconds = double(std::clock() - before) / CLOCKS_PER_SEC;
    QVERIFY2(seconds < 0.2, QByteArray::number(seconds));
}

void TestConnectionLimits::closesAConnectionThatIsIdle()
{
    TestServer server;
    server.options.limits.idle = 400ms;
    QCOMPARE(server.start(), QString());
    RawClient silent(server.port());
    RawClient used(server.port());
    QCOMPARE(statusOf(used.send(get("/")).answer()), 200);
    RawClient lines(server.port());
    lines.send("\r\n\r\n");
    QVERIFY(silent.waitForClose(3000));
    QVERIFY(used.waitForClose(3000));
    QVERIFY(lines.waitForClose(3000));
    QCOMPARE(used.all(), QByteArray());
}

void TestConnectionLimits::doesNotCountIdleTimeAsTheRequests()
{
    TestServer server;
    server.options.limits.request = 500ms;
    QCOMPARE(server.start(), QString());
    RawClient client(server.port());
    QTest::qWait(900);
    QCOMPARE(statusOf(client.send(get("/")).answer()), 200);
    QTest::qWait(900);
    QCOMPARE(statusOf(client.send(get("/")).answer()), 200);
}

void TestConnectionLimits::dropsAPeerThatDoesNotReadItsAnswer()
{
    TestServer server([](const Request &, Responder responder) { responder.respond(large(20'000'000)); });
    server.options.limits.write = 500ms;
    server.options.limits.connections = 1;
    QCOMPARE(server.start(), QString());
    RawClient client(server.port());
    // With a read buffer that is full, Qt leaves the rest to the kernel.
    client.socket().setReadBufferSize(1);
    client.send(get("/"));
    QTRY_VERIFY(server.failures.holds(QStringLiteral("The answer was not taken in time.")));
    QVERIFY(servesSoon(server.port()));
}

void TestConnectionLimits::handlesNoMoreForAPeerThatDoesNotRead()
{
    std::atomic<int> handled{0};
    TestServer server([&](const Request &, Responder responder) {
        ++handled;
        responder.respond(large(1'000'000));
    });
    QCOMPARE(server.start(), QString());
    RawClient client(server.port());
    client.socket().setReadBufferSize(1);
    QByteArray requests;
    for (int i = 0; i < 200; ++i)
        requests += get("/");
    client.send(requests);
    QTest::qWait(500);
    // As many as the kernel's buffers take, not 200 megabytes.
    QVERIFY2(handled > 0 && handled < 50, QByteArray::number(handled));
    client.socket().setReadBufferSize(0);
    for (int i = 0; i < 200; ++i)
        QCOMPARE(statusOf(client.answer()), 200);
    QCOMPARE(handled, 200);
}

void TestConnectionLimits::servesAPeerThatReadsSlowly()
{
    TestServer server([](const Request &, Responder responder) { responder.respond(large(8'000'000)); });
    server.options.limits.write = 5s;
    QCOMPARE(server.start(), QString());
    RawClient client(server.port());
    client.socket().setReadBufferSize(400'000);
    client.send(get("/"));
    qsizetype received = 0;
    while (received < 8'000'000 && client.socket().waitForReadyRead(WaitMs)) {
        received += client.socket().readAll().size();
        QTest::qSleep(10);
    }
    QVERIFY2(received > 8'000'000, QByteArray::number(received));
}

void TestConnectionLimits::closesConnectionsBeyondTheLimit()
{
    TestServer server;
    server.options.limits.connections = 3;
    QCOMPARE(server.start(), QString());
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(std::make_unique<RawClient>(server.port()));
        QCOMPARE(statusOf(clients.back()->send(get("/")).answer()), 200);
    }
    RawClient fourth(server.port());
    QVERIFY(fourth.waitForClose());
    QCOMPARE(fourth.all(), QByteArray());
    QCOMPARE(statusOf(clients.front()->send(get("/")).answer()), 200);
    clients.pop_back();
    QVERIFY(servesSoon(server.port()));
}

void TestConnectionLimits::servesAThousandConnectionsAtOnce()
{
    if (!allowDescriptors(4096))
        QSKIP("This machine allows too few open files.");
    TestServer server;
    QCOMPARE(server.start(), QString());
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int i = 0; i < 1000; ++i) {
        clients.push_back(std::make_unique<RawClient>(server.port()));
        QVERIFY2(clients.back()->isConnected(), QByteArray::number(i));
    }
    for (int round = 0; round < 2; ++round) {
        for (auto &client : clients)
            client->send(get("/" + QByteArray::number(round)));
        for (auto &client : clients)
            QVERIFY(bodyOf(client->answer()).startsWith("GET /" + QByteArray::number(round)));
    }
    RawClient beyond(server.port());
    QVERIFY(beyond.waitForClose());
}

void TestConnectionLimits::acceptsAgainAfterDescriptorsRanOut()
{
    TestServer server;
    QCOMPARE(server.start(), QString());
    QVERIFY(servesSoon(server.port()));
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    rlimit none = limit;
    none.rlim_cur = 3;
    QCOMPARE(setrlimit(RLIMIT_NOFILE, &none), 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(server.port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int connected = ::connect(socket, reinterpret_cast<sockaddr *>(&address), sizeof address);
    QTest::qSleep(300);
    setrlimit(RLIMIT_NOFILE, &limit);
    QCOMPARE(connected, 0);

    const QByteArray request = get("/late");
    QCOMPARE(::send(socket, request.data(), static_cast<size_t>(request.size()), 0), ssize_t(request.size()));
    const timeval patience{5, 0};
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    char answer[12] = {};
    QCOMPARE(::recv(socket, answer, sizeof answer, MSG_WAITALL), ssize_t(sizeof answer));
    QCOMPARE(QByteArray(answer, sizeof answer), "HTTP/1.1 200");
    ::close(socket);
}

QTEST_GUILESS_MAIN(TestConnectionLimits)
#include "test_connection_limits.moc"
