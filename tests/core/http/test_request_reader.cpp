#include "http/request_reader.h"

#include <QTest>

#include <vector>

using namespace gatehouse::http;
using State = RequestReader::State;

class TestRequestReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsARequest();
    void readsTheSameHoweverTheBytesAreSplit_data();
    void readsTheSameHoweverTheBytesAreSplit();
    void stopsAtTheEndOfEachRequest();
    void passesOverEmptyLinesBeforeARequest();
    void readsAChunkedBodyAndDropsWhatFollowsIt();
    void keepsTheConnectionAsTheRequestAsks_data();
    void keepsTheConnectionAsTheRequestAsks();
    void wantsAContinueOnlyWhereTheBodyIsWelcome();
    void refusesABodyAnnouncedTooLargeBeforeItComes();
    void countsHeadersThatComeInParts();
    void boundsWhatItLeavesUnread();
    void refuses_data();
    void refuses();
};

namespace {

const QByteArray Head = "POST /a HTTP/1.1\r\nHost: h\r\n";

/// As a connection does it: what is left comes again with the next part.
struct Feeder {
    RequestReader reader{Limits()};
    QByteArray left;

    void feed(const QByteArray &part)
    {
        left += part;
        left.remove(0, reader.feed(left));
    }
};

} // namespace

void TestRequestReader::readsARequest()
{
    Feeder feeder;
    feeder.feed("POST /a%20b?c=d HTTP/1.1\r\nhOST: localhost:8443\r\nX-Two: 1\r\nx-two:  2 \r\nContent-Length: 4\r\n\r\nbody");
    QCOMPARE(feeder.reader.state(), State::Complete);
    const Request request = feeder.reader.take();
    QCOMPARE(request.method, "POST");
    QCOMPARE(request.target, "/a%20b?c=d");
    QCOMPARE(request.path, QStringLiteral("/a b"));
    QCOMPARE(request.query, "c=d");
    QCOMPARE(request.header("Host"), "localhost:8443");
    QCOMPARE(headerValues(request.headers, "X-Two"), (QList<QByteArray>{"1", "2"}));
    QCOMPARE(request.body, "body");
    QVERIFY(feeder.reader.keepAlive());
    QCOMPARE(feeder.reader.state(), State::Waiting);
}

void TestRequestReader::readsTheSameHoweverTheBytesAreSplit_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("no body") << QByteArray("GET /a HTTP/1.1\r\nHost: h\r\nX: y\r\n\r\n") << QByteArray();
    QTest::newRow("length") << Head + "Content-Length: 5\r\n\r\nhello" << QByteArray("hello");
    QTest::newRow("chunked") << Head
            + "Transfer-Encoding: Chunked\r\n\r\n3\r\nhel\r\n02;x=\"y\";z\r\nlo\r\n0\r\nX: y\r\n\r\n"
                             << QByteArray("hello");
    QTest::newRow("refused") << Head + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" << QByteArray();
    QTest::newRow("refused late") << Head + "Transfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n" << QByteArray();
}

void TestRequestReader::readsTheSameHoweverTheBytesAreSplit()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, body);
    Feeder whole;
    whole.feed(bytes);
    const State state = whole.reader.state();
    for (qsizetype size = 1; size < bytes.size(); ++size) {
        Feeder feeder;
        for (qsizetype i = 0; i < bytes.size(); i += size)
            feeder.feed(bytes.mid(i, size));
        QVERIFY2(feeder.reader.state() == state, QByteArray::number(size));
        if (state == State::Failed) {
            QCOMPARE(feeder.reader.failure().status, whole.reader.failure().status);
            continue;
        }
        QCOMPARE(feeder.left, QByteArray());
        const Request request = feeder.reader.take();
        QCOMPARE(request.path, QStringLiteral("/a"));
        QCOMPARE(request.body, body);
    }
}

void TestRequestReader::stopsAtTheEndOfEachRequest()
{
    Feeder feeder;
    feeder.feed("GET /1 HTTP/1.1\r\nHost: h\r\n\r\n" + Head + "Content-Length: 1\r\n\r\nxGET /3 HT");
    QStringList paths;
    while (feeder.reader.state() == State::Complete) {
        paths += feeder.reader.take().path;
        feeder.feed({});
    }
    QCOMPARE(paths, (QStringList{QStringLiteral("/1"), QStringLiteral("/a")}));
    QCOMPARE(feeder.reader.state(), State::Reading);
    feeder.feed("TP/1.1\r\nHost: h\r\n\r\n");
    QCOMPARE(feeder.reader.take().path, QStringLiteral("/3"));
}

void TestRequestReader::passesOverEmptyLinesBeforeARequest()
{
    Feeder feeder;
    feeder.feed("\r\n\r");
    QCOMPARE(feeder.reader.state(), State::Waiting);
    feeder.feed("\n");
    QCOMPARE(feeder.reader.state(), State::Waiting);
    QCOMPARE(feeder.left, QByteArray());
    feeder.feed("\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n");
    QCOMPARE(feeder.reader.state(), State::Complete);
}

void TestRequestReader::readsAChunkedBodyAndDropsWhatFollowsIt()
{
    Feeder feeder;
    feeder.feed(Head + "Transfer-Encoding: chunked\r\nTrailer: Authorization\r\n\r\nA\r\n0123456789\r\n0\r\n"
                       "Authorization: Bearer forged\r\nHost: other\r\n\r\n");
    QCOMPARE(feeder.reader.state(), State::Complete);
    const Request request = feeder.reader.take();
    QCOMPARE(request.body, "0123456789");
    QVERIFY(request.header("Authorization").isNull());
    QCOMPARE(headerValues(request.headers, "Host"), QList<QByteArray>{"h"});
}

void TestRequestReader::keepsTheConnectionAsTheRequestAsks_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("keep");
    QTest::newRow("1.1") << QByteArray("GET / HTTP/1.1\r\nHost: h\r\n\r\n") << true;
    QTest::newRow("1.1 close") << QByteArray("GET / HTTP/1.1\r\nHost: h\r\nConnection: Close\r\n\r\n") << false;
    QTest::newRow("1.1 close in a list") << QByteArray("GET / HTTP/1.1\r\nHost: h\r\nConnection: x, close\r\n\r\n") << false;
    QTest::newRow("1.0") << QByteArray("GET / HTTP/1.0\r\n\r\n") << false;
    QTest::newRow("1.0 keep-alive") << QByteArray("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n") << false;
}

void TestRequestReader::keepsTheConnectionAsTheRequestAsks()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, keep);
    Feeder feeder;
    feeder.feed(bytes);
    QCOMPARE(feeder.reader.state(), State::Complete);
    feeder.reader.take();
    QCOMPARE(feeder.reader.keepAlive(), keep);
}

void TestRequestReader::wantsAContinueOnlyWhereTheBodyIsWelcome()
{
    Feeder waiting;
    waiting.feed(Head + "Content-Length: 5\r\nExpect: 100-Continue\r\n\r\n");
    QVERIFY(waiting.reader.takeExpectation());
    QVERIFY(!waiting.reader.takeExpectation());
    waiting.feed("hello");
    QCOMPARE(waiting.reader.state(), State::Complete);

    Feeder impatient;
    impatient.feed(Head + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\nhel");
    QVERIFY(!impatient.reader.takeExpectation());

    Feeder tooLarge;
    tooLarge.feed(Head + "Content-Length: 500000\r\nExpect: 100-continue\r\n\r\n");
    QVERIFY(!tooLarge.reader.takeExpectation());
    QCOMPARE(tooLarge.reader.failure().status, 413);

    Feeder old;
    old.feed("POST / HTTP/1.0\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
    QVERIFY(!old.reader.takeExpectation());
    QCOMPARE(old.reader.state(), State::Reading);

    Feeder bodiless;
    bodiless.feed(Head + "Expect: 100-continue\r\n\r\n");
    QVERIFY(!bodiless.reader.takeExpectation());
    QCOMPARE(bodiless.reader.state(), State::Complete);
}

void TestRequestReader::refusesABodyAnnouncedTooLargeBeforeItComes()
{
    const QByteArray limit = QByteArray::number(Limits().bodyBytes);
    const QByteArray beyond = QByteArray::number(Limits().bodyBytes + 1);
    Feeder most;
    most.feed(Head + "Content-Length: " + limit + "\r\n\r\n");
    QCOMPARE(most.reader.state(), State::Reading);
    most.feed(QByteArray(static_cast<qsizetype>(Limits().bodyBytes), 'x'));
    QCOMPARE(most.reader.state(), State::Complete);
    for (const QByteArray &announced : {beyond, QByteArray("18446744073709551615")}) {
        Feeder more;
        more.feed(Head + "Content-Length: " + announced + "\r\n\r\n");
        QCOMPARE(more.reader.state(), State::Failed);
        QCOMPARE(more.reader.failure().status, 413);
    }
    Feeder chunks;
    chunks.feed(Head + "Transfer-Encoding: chunked\r\n\r\n");
    const QByteArray chunk = "10000\r\n" + QByteArray(0x10000, 'x') + "\r\n";
    for (int i = 0; i < 4; ++i)
        chunks.feed(chunk);
    QCOMPARE(chunks.reader.state(), State::Reading);
    chunks.feed("1\r\n");
    QCOMPARE(chunks.reader.state(), State::Failed);
    QCOMPARE(chunks.reader.failure().status, 413);
}

void TestRequestReader::countsHeadersThatComeInParts()
{
    // Each part alone is far below the limit.
    Feeder feeder;
    feeder.feed("GET / HTTP/1.1\r\nHost: h\r\n");
    qsizetype sent = 0;
    while (feeder.reader.state() == State::Reading && sent < 100'000) {
        const QByteArray line = "X: " + QByteArray(95, 'y') + "\r\n";
        feeder.feed(line);
        sent += line.size();
    }
    QCOMPARE(feeder.reader.state(), State::Failed);
    QCOMPARE(feeder.reader.failure().status, 431);
    QVERIFY(sent <= qsizetype(Limits().headerBytes) + 200);
    QVERIFY(sent >= qsizetype(Limits().headerBytes) - 200);
}

void TestRequestReader::boundsWhatItLeavesUnread()
{
    for (const QByteArray &start :
         {Head + "Transfer-Encoding: chunked\r\n\r\n1;", Head + "Transfer-Encoding: chunked\r\n\r\n0\r\nX: ",
          QByteArray("GET /"), QByteArray("GET / HTTP/1.1\r\nX: "), QByteArray("G")}) {
        Feeder feeder;
        feeder.feed(start);
        for (int i = 0; i < 1000 && feeder.reader.state() == State::Reading; ++i)
            feeder.feed(QByteArray(100, 'x'));
        QVERIFY2(feeder.reader.state() == State::Failed, start);
        QVERIFY(feeder.left.size() <= qsizetype(Limits().headerBytes) + 200);
    }
}

void TestRequestReader::refuses_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    const auto with = [](const QByteArray &headers) { return Head + headers + "\r\n"; };
    QTest::newRow("garbage") << QByteArray("\x16\x03\x01\x02\x00\x01") << 400;
    QTest::newRow("text") << QByteArray("hello\r\n\r\n") << 400;
    QTest::newRow("HTTP 0.9") << QByteArray("GET /\r\n") << 400;
    QTest::newRow("HTTP 2") << QByteArray("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") << 505;
    QTest::newRow("HTTP 1.2") << QByteArray("GET / HTTP/1.2\r\nHost: h\r\n\r\n") << 505;
    QTest::newRow("other protocol") << QByteArray("GET / SIP/2.0\r\n\r\n") << 505;
    QTest::newRow("lower-case protocol") << QByteArray("GET / http/1.1\r\nHost: h\r\n\r\n") << 505;
    QTest::newRow("bare line feeds") << QByteArray("GET / HTTP/1.1\nHost: h\n\n") << 505;
    QTest::newRow("bare line feed in header") << QByteArray("GET / HTTP/1.1\r\nHost: h\nX: y\r\n\r\n") << 400;
    QTest::newRow("bare carriage return") << with("X: a\rb\r\n") << 400;
    QTest::newRow("space before colon") << with("X : y\r\n") << 400;
    QTest::newRow("no colon") << with("X\r\n") << 400;
    QTest::newRow("no name") << with(": y\r\n") << 400;
    QTest::newRow("NUL in value") << with(QByteArray("X: a\0b\r\n", 8)) << 400;
    QTest::newRow("NUL in name") << with(QByteArray("X\0: y\r\n", 7)) << 400;
    QTest::newRow("two spaces") << QByteArray("GET  / HTTP/1.1\r\nHost: h\r\n\r\n") << 400;
    QTest::newRow("space in target") << QByteArray("GET /a b HTTP/1.1\r\nHost: h\r\n\r\n") << 505;
    QTest::newRow("no host") << QByteArray("GET / HTTP/1.1\r\n\r\n") << 400;
    QTest::newRow("two hosts") << with("Host: h\r\n") << 400;
    QTest::newRow("host with path") << QByteArray("GET / HTTP/1.1\r\nHost: h/x\r\n\r\n") << 400;
    QTest::newRow("encoded slash") << QByteArray("GET /a%2fb HTTP/1.1\r\nHost: h\r\n\r\n") << 400;
    QTest::newRow("asterisk") << QByteArray("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n") << 400;
    QTest::newRow("authority") << QByteArray("CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n") << 400;
    QTest::newRow("two authorizations") << with("Authorization: Bearer a\r\nauthorization: Bearer b\r\n") << 400;
    QTest::newRow("two content types") << with("Content-Type: a/b\r\nContent-Type: a/b\r\n") << 400;
    QTest::newRow("two lengths") << with("Content-Length: 1\r\nContent-Length: 1\r\n") << 400;
    QTest::newRow("lengths that differ") << with("Content-Length: 1\r\nContent-Length: 2\r\n") << 400;
    QTest::newRow("list of lengths") << with("Content-Length: 1, 1\r\n") << 400;
    QTest::newRow("negative length") << with("Content-Length: -1\r\n") << 400;
    QTest::newRow("length with sign") << with("Content-Length: +1\r\n") << 400;
    QTest::newRow("hexadecimal length") << with("Content-Length: 0x1\r\n") << 400;
    QTest::newRow("length beyond 64 bits") << with("Content-Length: 99999999999999999999\r\n") << 400;
    QTest::newRow("empty length") << with("Content-Length: \r\n") << 400;
    QTest::newRow("length, then chunked") << with("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n") << 400;
    QTest::newRow("chunked, then length") << with("Transfer-Encoding: chunked\r\nContent-Length: 1\r\n") << 400;
    QTest::newRow("length and other coding") << with("Content-Length: 1\r\nTransfer-Encoding: identity\r\n") << 400;
    QTest::newRow("chunked twice") << with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n") << 400;
    QTest::newRow("chunked in a list") << with("Transfer-Encoding: gzip, chunked\r\n") << 501;
    QTest::newRow("chunked inside") << with("Transfer-Encoding: chunked, identity\r\n") << 501;
    QTest::newRow("unknown coding") << with("Transfer-Encoding: xchunked\r\n") << 501;
    QTest::newRow("quoted coding") << with("Transfer-Encoding: \"chunked\"\r\n") << 501;
    QTest::newRow("chunked in HTTP 1.0") << QByteArray("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n") << 400;
    QTest::newRow("unknown expectation") << with("Content-Length: 1\r\nExpect: 200-ok\r\n") << 417;
    const auto chunks = [&](const QByteArray &body) { return with("Transfer-Encoding: chunked\r\n") + body; };
    QTest::newRow("chunk without size") << chunks("\r\nx\r\n") << 400;
    QTest::newRow("chunk size no number") << chunks("x\r\n") << 400;
    QTest::newRow("negative chunk size") << chunks("-1\r\nx\r\n") << 400;
    QTest::newRow("chunk size with prefix") << chunks("0x1\r\nx\r\n\r\n") << 400;
    QTest::newRow("chunk size beyond 64 bits") << chunks("fffffffffffffffff\r\n") << 400;
    QTest::newRow("chunk size wraps") << chunks("10000000000000001\r\nx\r\n") << 400;
    QTest::newRow("huge chunk") << chunks("7fffffffffffffff\r\n") << 413;
    QTest::newRow("chunk longer than it says") << chunks("1\r\nxy\r\n0\r\n\r\n") << 400;
    QTest::newRow("chunk line with bare line feed") << chunks("1\nx\r\n") << 400;
    QTest::newRow("broken extension") << chunks("1;=\r\nx\r\n") << 400;
    QTest::newRow("text behind size") << chunks("1 x\r\nx\r\n") << 400;
    QTest::newRow("broken trailer") << chunks("0\r\nX\r\n\r\n") << 400;
    QTest::newRow("long header") << with("X: " + QByteArray(17'000, 'y') + "\r\n") << 431;
    QTest::newRow("long target") << "GET /" + QByteArray(17'000, 'y') + " HTTP/1.1\r\nHost: h\r\n\r\n" << 431;
}

void TestRequestReader::refuses()
{
    QFETCH(QByteArray, bytes);
    QFETCH(int, status);
    Feeder feeder;
    feeder.feed(bytes);
    QCOMPARE(feeder.reader.state(), State::Failed);
    QCOMPARE(feeder.reader.failure().status, status);
    QVERIFY(!feeder.reader.failure().description.isEmpty());
    QVERIFY(!feeder.reader.takeExpectation());
    // And stays so.
    feeder.feed("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    QCOMPARE(feeder.reader.state(), State::Failed);
}

QTEST_GUILESS_MAIN(TestRequestReader)
#include "test_request_reader.moc"
