#include "base/base64url.h"

#include <QtTest>

using namespace gatehouse;

class TestBase64url : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rfc4648VectorsWithoutPadding_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("text");
        const std::pair<const char *, const char *> vectors[] = {
            {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},         {"foo", "Zm9v"},
            {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}};
        for (const auto &[bytes, text] : vectors)
            QTest::newRow(*bytes ? bytes : "nothing") << QByteArray(bytes) << QByteArray(text);
        QTest::newRow("the alphabet's own") << QByteArray("\xfb\xff\xbf") << QByteArray("-_-_");
        QTest::newRow("zeros") << QByteArray(4, 0) << QByteArray("AAAAAA");
    }

    void rfc4648VectorsWithoutPadding()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, text);
        QCOMPARE(toBase64url(bytes), text);
        QCOMPARE(fromBase64url(text).value(), bytes);
        QCOMPARE(findNonBase64url(text), -1);
    }

    void everyByteSurvives()
    {
        for (int length = 0; length <= 512; ++length) {
            QByteArray bytes;
            for (int i = 0; i < length; ++i)
                bytes.append(static_cast<char>(i * 7));
            QCOMPARE(fromBase64url(toBase64url(bytes)).value(), bytes);
        }
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("says");
        QTest::addColumn<qsizetype>("stray");
        const auto row = [](const char *name, const QByteArray &text, const char *says, qsizetype stray) {
            QTest::newRow(name) << text << QString::fromUtf8(says) << stray;
        };
        row("padding", "Zg==", "'=' (padding, which JWS leaves out) at position 3", 2);
        row("a plus", "Zm+v", "'+' (from the alphabet of plain base64) at position 3", 2);
        row("a slash", "/m9v", "'/' (from the alphabet of plain base64) at position 1", 0);
        row("a space", "Zm 9v", "white space at position 3", 2);
        row("a line break at the end", "Zm9v\n", "white space at position 5", 4);
        row("a bracket", "Zm9v}", "'}' at position 5", 4);
        row("a dot", "Zm.v", "'.' at position 3", 2);
        row("a zero byte", QByteArray("Zm\0v", 4), "byte 0x00 at position 3", 2);
        row("a letter beyond ASCII", "Zm\xc3\xa4v", "byte 0xc3 at position 3", 2);
        row("a length that cannot be", "Zm9vY", "a length of 5 characters", -1);
        row("one character", "A", "a length of 1 characters", -1);
        row("stray bits after one byte", "Zh", "stray bits in its last character, at position 2", -1);
        row("stray bits after two bytes", "Zm9", "stray bits in its last character, at position 3", -1);
    }

    void refuses()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, says);
        QFETCH(qsizetype, stray);
        const Result<QByteArray> bytes = fromBase64url(text);
        QVERIFY(!bytes);
        QCOMPARE(bytes.error().kind, Error::Malformed);
        QVERIFY2(bytes.error().message.startsWith(says), qPrintable(bytes.error().message));
        QCOMPARE(findNonBase64url(text), stray);
    }

    void onlyOneTextStandsForTheSameBytes()
    {
        int accepted = 0;
        for (int last = 0; last < 256; ++last)
            accepted += fromBase64url(QByteArray("Z") + static_cast<char>(last)) ? 1 : 0;
        QCOMPARE(accepted, 4);
    }
};

QTEST_GUILESS_MAIN(TestBase64url)
#include "test_base64url.moc"
