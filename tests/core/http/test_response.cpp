#include "http/response.h"

#include <QTest>

using namespace gatehouse;
using namespace gatehouse::http;

class TestResponse : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesWhatEveryAnswerHas();
    void leavesTheBodyOutButNotItsLength();
    void givesNoLengthWhereThereIsNoContent_data();
    void givesNoLengthWhereThereIsNoContent();
    void letsNobodyInjectAHeader();
    void decidesLengthAndConnectionItself();
    void letsAHandlerAllowCaching();
    void hasOneFormOfErrors();
};

namespace {

const Instant Now = fromSeconds(784'111'777);

QByteArray headOf(const QByteArray &bytes)
{
    return bytes.first(bytes.indexOf("\r\n\r\n") + 2);
}

} // namespace

void TestResponse::writesWhatEveryAnswerHas()
{
    const QByteArray bytes = serialize(Response::json(201, {{"a", "é"}}), Now, true, true);
    QVERIFY(bytes.startsWith("HTTP/1.1 201 Created\r\n"));
    const QByteArray head = headOf(bytes);
    for (const char *line : {"\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n", "\r\nContent-Type: application/json\r\n",
                             "\r\nContent-Length: 10\r\n", "\r\nConnection: keep-alive\r\n",
                             "\r\nCache-Control: no-store\r\n", "\r\nPragma: no-cache\r\n",
                             "\r\nX-Content-Type-Options: nosniff\r\n"})
        QVERIFY2(head.contains(line), line);
    QVERIFY(bytes.endsWith("\r\n\r\n{\"a\":\"é\"}"));
    QVERIFY(headOf(serialize({}, Now, false, true)).contains("\r\nConnection: close\r\n"));
}

void TestResponse::leavesTheBodyOutButNotItsLength()
{
    const QByteArray bytes = serialize(Response::json(200, {{"a", 1}}), Now, true, false);
    QVERIFY(bytes.contains("\r\nContent-Length: 7\r\n"));
    QVERIFY(bytes.endsWith("\r\n\r\n"));
}

void TestResponse::givesNoLengthWhereThereIsNoContent_data()
{
    QTest::addColumn<int>("status");
    QTest::newRow("204") << 204;
    QTest::newRow("304") << 304;
}

void TestResponse::givesNoLengthWhereThereIsNoContent()
{
    QFETCH(int, status);
    Response response = Response::empty(status);
    response.body = "not to be sent";
    const QByteArray bytes = serialize(response, Now, true, true);
    QVERIFY(!bytes.contains("Content-Length"));
    QVERIFY(bytes.endsWith("\r\n\r\n"));
}

void TestResponse::letsNobodyInjectAHeader()
{
    Response response = Response::empty(200);
    response.headers = {{"X-Value", "a\r\nSet-Cookie: b\n\r\0c"}, {"X-Name: y\r\nX-Other", "v"}, {"", "v"}, {"X Y", "v"}};
    response.headers.emplaceBack("X-Nul", QByteArray("a\0b\x7f\tc", 6));
    const QByteArray head = headOf(serialize(response, Now, true, true));
    QVERIFY(head.contains("\r\nX-Value: a  Set-Cookie: b  \r\n"));
    QVERIFY(head.contains("\r\nX-Nul: a b \tc\r\n"));
    QVERIFY(!head.contains("\nSet-Cookie"));
    QVERIFY(!head.contains("X-Name"));
    QVERIFY(!head.contains("X-Other"));
    QVERIFY(!head.contains("X Y"));
    QVERIFY(!head.contains("\r\n:"));
    QCOMPARE(head.count('\n'), head.count("\r\n"));
}

void TestResponse::decidesLengthAndConnectionItself()
{
    Response response = Response::json(200, Json::object());
    response.headers += Headers{{"content-length", "9000"}, {"Connection", "upgrade"}, {"transfer-encoding", "chunked"},
                                {"DATE", "never"}, {"Keep-Alive", "timeout=1"}};
    const QByteArray head = headOf(serialize(response, Now, false, true)).toLower();
    QCOMPARE(head.count("content-length:"), 1);
    QVERIFY(head.contains("\r\ncontent-length: 2\r\n"));
    QCOMPARE(head.count("connection:"), 1);
    QCOMPARE(head.count("date:"), 1);
    QVERIFY(!head.contains("transfer-encoding"));
    QVERIFY(!head.contains("keep-alive"));
}

void TestResponse::letsAHandlerAllowCaching()
{
    Response response = Response::json(200, Json::object());
    response.headers.emplaceBack("cache-control", "max-age=60");
    const QByteArray head = headOf(serialize(response, Now, true, true));
    QVERIFY(head.contains("\r\ncache-control: max-age=60\r\n"));
    QVERIFY(!head.contains("no-store"));
}

void TestResponse::hasOneFormOfErrors()
{
    const auto refused = parseJsonObject(defaultErrorAnswer(413, QStringLiteral("Too long.")).body);
    QVERIFY(refused);
    QCOMPARE(stringMember(*refused, "error").value_or(QString()), QStringLiteral("invalid_request"));
    QCOMPARE(stringMember(*refused, "error_description").value_or(QString()), QStringLiteral("Too long."));
    const auto failed = parseJsonObject(defaultErrorAnswer(500, {}).body);
    QVERIFY(failed);
    QCOMPARE(stringMember(*failed, "error").value_or(QString()), QStringLiteral("server_error"));
}

QTEST_GUILESS_MAIN(TestResponse)
#include "test_response.moc"
