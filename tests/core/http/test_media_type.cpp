#include "http/media_type.h"

#include <QTest>

using namespace gatehouse::http;

class TestMediaType : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTypeAndParametersWhateverTheirCase();
    void readsQuotedValuesAndPassesOverEmptyParameters();
    void refusesWhatIsNone_data();
    void refusesWhatIsNone();
};

void TestMediaType::readsTypeAndParametersWhateverTheirCase()
{
    const auto type = MediaType::parse(" Application/JWT ; Charset=UTF-8;boundary=aB ");
    QVERIFY(type);
    QCOMPARE(type->essence(), "application/jwt");
    QCOMPARE(type->parameter("charset").value_or("absent"), "UTF-8");
    QCOMPARE(type->parameter("boundary").value_or("absent"), "aB");
    QVERIFY(!type->parameter("version"));
}

void TestMediaType::readsQuotedValuesAndPassesOverEmptyParameters()
{
    const auto type = MediaType::parse(R"(text/plain;; a="x;y \"z\\" ; b="" ;)");
    QVERIFY(type);
    QCOMPARE(type->parameter("a").value_or("absent"), R"(x;y "z\)");
    QCOMPARE(type->parameter("b").value_or("absent"), "");
}

void TestMediaType::refusesWhatIsNone_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray("");
    QTest::newRow("no slash") << QByteArray("json");
    QTest::newRow("no subtype") << QByteArray("application/");
    QTest::newRow("no type") << QByteArray("/json");
    QTest::newRow("two slashes") << QByteArray("a/b/c");
    QTest::newRow("list") << QByteArray("application/jwt, text/html");
    QTest::newRow("space inside") << QByteArray("application /jwt");
    QTest::newRow("line end") << QByteArray("application/jwt\r\nX: y");
    QTest::newRow("parameter without value") << QByteArray("a/b; charset");
    QTest::newRow("parameter without name") << QByteArray("a/b; =x");
    QTest::newRow("space round equals") << QByteArray("a/b; charset = x");
    QTest::newRow("empty value") << QByteArray("a/b; charset=");
    QTest::newRow("text after value") << QByteArray("a/b; c=x y");
    QTest::newRow("open quote") << QByteArray("a/b; c=\"x");
    QTest::newRow("escape at the end") << QByteArray("a/b; c=\"x\\");
    QTest::newRow("text after quote") << QByteArray("a/b; c=\"x\"y");
    QTest::newRow("parameter twice") << QByteArray("a/b; c=x; C=y");
}

void TestMediaType::refusesWhatIsNone()
{
    QFETCH(QByteArray, text);
    QVERIFY(!MediaType::parse(text));
}

QTEST_GUILESS_MAIN(TestMediaType)
#include "test_media_type.moc"
