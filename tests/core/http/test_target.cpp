#include "http/request.h"

#include <QTest>

using namespace gatehouse;
using namespace gatehouse::http;

class TestTarget : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsPathAndQuery_data();
    void readsPathAndQuery();
    void refusesPathsThatReadDifferentlyElsewhere_data();
    void refusesPathsThatReadDifferentlyElsewhere();
    void findsHeadersWhateverTheirCase();
    void tellsAHostFromOtherText();
};

void TestTarget::readsPathAndQuery_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("query");
    QTest::newRow("root") << QByteArray("/") << QStringLiteral("/") << QByteArray();
    QTest::newRow("query as sent") << QByteArray("/a?b=%2F&c") << QStringLiteral("/a") << QByteArray("b=%2F&c");
    QTest::newRow("second question mark") << QByteArray("/a?b?c") << QStringLiteral("/a") << QByteArray("b?c");
    QTest::newRow("escapes") << QByteArray("/a%20b/%C3%A9+%7E") << QStringLiteral("/a b/é+~") << QByteArray();
    QTest::newRow("dots in a name") << QByteArray("/.well-known/a..b/...") << QStringLiteral("/.well-known/a..b/...")
                                    << QByteArray();
    QTest::newRow("absolute") << QByteArray("https://host:8443/a?b") << QStringLiteral("/a") << QByteArray("b");
    QTest::newRow("absolute, upper case") << QByteArray("HTTP://host/a") << QStringLiteral("/a") << QByteArray();
    QTest::newRow("absolute without path") << QByteArray("http://[::1]:80") << QStringLiteral("/") << QByteArray();
    QTest::newRow("absolute with query alone") << QByteArray("http://host?x") << QStringLiteral("/") << QByteArray("x");
}

void TestTarget::readsPathAndQuery()
{
    QFETCH(QByteArray, target);
    QFETCH(QString, path);
    QFETCH(QByteArray, query);
    const auto parsed = parseTarget(target);
    QVERIFY2(parsed, parsed ? "" : qPrintable(parsed.error().message));
    QCOMPARE(parsed->path, path);
    QCOMPARE(parsed->query, query);
}

void TestTarget::refusesPathsThatReadDifferentlyElsewhere_data()
{
    QTest::addColumn<QByteArray>("target");
    for (const char *target :
         {"", "*", "a", "host:443", "ftp://host/a", "https:///a", "https://user@host/a", "https:/host/a", "/../a",
          "/a/..", "/a/./b", "/%2e%2e/a", "/a/.%2E", "/a%2Fb", "/a%2fb", "/a%5Cb", "/a\\b", "/a%00b", "/a%0d%0aX:y",
          "/a%1f", "/a%7f", "/a%", "/a%2", "/a%zz", "/%ff", "/%c3", "/%c0%ae%c0%ae/", "/a#b", "/a b", "/a\x7f",
          "/\xc3\xa9"})
        QTest::newRow(target) << QByteArray(target);
    QTest::newRow("NUL") << QByteArray("/a\0b", 4);
}

void TestTarget::refusesPathsThatReadDifferentlyElsewhere()
{
    QFETCH(QByteArray, target);
    const auto parsed = parseTarget(target);
    QVERIFY2(!parsed, parsed ? qPrintable(parsed->path) : "");
    QCOMPARE(parsed.error().kind, Error::Malformed);
}

void TestTarget::findsHeadersWhateverTheirCase()
{
    const Headers headers{{"X-One", "1"}, {"accept", "a"}, {"ACCEPT", "b"}};
    QCOMPARE(headerValue(headers, "x-one"), "1");
    QCOMPARE(headerValue(headers, "Accept"), "a");
    QVERIFY(headerValue(headers, "x-on").isNull());
    QCOMPARE(headerValues(headers, "Accept"), (QList<QByteArray>{"a", "b"}));
    QVERIFY(headerValues(headers, "host").isEmpty());
}

void TestTarget::tellsAHostFromOtherText()
{
    for (const char *host : {"localhost", "127.0.0.1:8443", "[::1]:443", "a-b.example", ""})
        QVERIFY2(isHost(host), host);
    for (const char *host : {"a b", "a/b", "user@host", "a?b", "a#b", "a\"b", "a<b>", "\xc3\xa9"})
        QVERIFY2(!isHost(host), host);
}

QTEST_GUILESS_MAIN(TestTarget)
#include "test_target.moc"
