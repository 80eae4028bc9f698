#include "fetch/cache_control.h"

#include <QtTest>

using namespace gatehouse::fetch;
using namespace std::chrono_literals;

/// Reading Cache-Control and entity tags: what counts, and that garbage counts for nothing.
class TestCacheControl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAMaxAge_data();
    void readsAMaxAge();
    void takesGarbageForNothing_data();
    void takesGarbageForNothing();
    void knowsWhatMustBeAskedAgain();
    void readsNothingOfAHeaderThatIsTooLong();
    void tellsEntityTagsFromGarbage_data();
    void tellsEntityTagsFromGarbage();
    void comparesEntityTagsWeakly();
};

void TestCacheControl::readsAMaxAge_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<qint64>("seconds");
    QTest::newRow("alone") << QByteArray("max-age=300") << qint64(300);
    QTest::newRow("zero") << QByteArray("max-age=0") << qint64(0);
    QTest::newRow("among others") << QByteArray("public, max-age=60, must-revalidate") << qint64(60);
    QTest::newRow("in capitals") << QByteArray("Max-Age = 60") << qint64(60);
    QTest::newRow("quoted") << QByteArray("max-age=\"60\"") << qint64(60);
    QTest::newRow("behind a quoted comma") << QByteArray("private=\"a, max-age=1\", max-age=60") << qint64(60);
    QTest::newRow("twice the same") << QByteArray("max-age=60, max-age=60") << qint64(60);
    QTest::newRow("beyond 2^31") << QByteArray("max-age=99999999999") << qint64(CacheControl::MaxAge.count());
    QTest::newRow("beyond any number") << QByteArray("max-age=" + QByteArray(400, '9'))
                                       << qint64(CacheControl::MaxAge.count());
}

void TestCacheControl::readsAMaxAge()
{
    QFETCH(QByteArray, header);
    QFETCH(qint64, seconds);
    const CacheControl control = CacheControl::parse(header);
    QVERIFY(control.maxAge);
    QCOMPARE(control.maxAge->count(), seconds);
    QVERIFY(!control.mustAskAgain);
}

void TestCacheControl::takesGarbageForNothing_data()
{
    QTest::addColumn<QByteArray>("header");
    for (const char *header : {"",
                               ",",
                               ",,=,",
                               "max-age",
                               "max-age=",
                               "max-age=-1",
                               "max-age=+1",
                               "max-age=1.5",
                               "max-age=1e3",
                               "max-age=0x10",
                               "max-age= ",
                               "max-age=1 2",
                               "max-age=\"60",
                               "max-age='60'",
                               "s-maxage=60",
                               "x-max-age=60",
                               "max-age=60, max-age=61",
                               "max-age=60, max-age=x",
                               "\"max-age=60",
                               "max-age==60"})
        QTest::newRow(header) << QByteArray(header);
    QTest::newRow("bytes") << QByteArray("max-age=\xff\x00\x01", 11);
}

void TestCacheControl::takesGarbageForNothing()
{
    QFETCH(QByteArray, header);
    QVERIFY(!CacheControl::parse(header).maxAge);
}

void TestCacheControl::knowsWhatMustBeAskedAgain()
{
    QVERIFY(CacheControl::parse("no-store").mustAskAgain);
    QVERIFY(CacheControl::parse("max-age=60, No-Cache").mustAskAgain);
    QVERIFY(CacheControl::parse("no-cache=\"Set-Cookie\"").mustAskAgain);
    QVERIFY(!CacheControl::parse("no-transform, x=\"no-store\"").mustAskAgain);
}

void TestCacheControl::readsNothingOfAHeaderThatIsTooLong()
{
    const QByteArray padding(MaxCacheControlBytes, 'x');
    QVERIFY(!CacheControl::parse("max-age=60, " + padding).maxAge);
    QVERIFY(CacheControl::parse(("max-age=60, " + padding).left(MaxCacheControlBytes)).maxAge);
}

void TestCacheControl::tellsEntityTagsFromGarbage_data()
{
    QTest::addColumn<QByteArray>("tag");
    QTest::addColumn<bool>("isTag");
    QTest::newRow("strong") << QByteArray("\"abc\"") << true;
    QTest::newRow("weak") << QByteArray("W/\"abc\"") << true;
    QTest::newRow("empty inside") << QByteArray("\"\"") << true;
    for (const char *tag :
         {"", "abc", "\"", "\"abc", "abc\"", "w/\"abc\"", "\"a b\"", "\"a\"b\"", "W/", "\"a\r\nX: y\""})
        QTest::newRow(tag) << QByteArray(tag) << false;
    QTest::newRow("long") << QByteArray('"' + QByteArray(MaxEntityTagBytes, 'x') + '"') << false;
}

void TestCacheControl::tellsEntityTagsFromGarbage()
{
    QFETCH(QByteArray, tag);
    QFETCH(bool, isTag);
    QCOMPARE(isEntityTag(tag), isTag);
}

void TestCacheControl::comparesEntityTagsWeakly()
{
    QVERIFY(isSameEntityTag("\"a\"", "W/\"a\""));
    QVERIFY(isSameEntityTag("\"a\"", "\"a\""));
    QVERIFY(!isSameEntityTag("\"a\"", "\"A\""));
    QVERIFY(!isSameEntityTag("a", "a"));
}

QTEST_APPLESS_MAIN(TestCacheControl)
#include "test_cache_control.moc"
