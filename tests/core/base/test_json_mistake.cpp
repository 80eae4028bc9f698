#include "base/json_mistake.h"

#include <QTest>

using namespace gatehouse;

class TestJsonMistake : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsNothingInAnObject();
    void namesLineAndColumn_data();
    void namesLineAndColumn();
};

void TestJsonMistake::findsNothingInAnObject()
{
    QVERIFY(!findJsonMistake("{\"a\": [1, \"b\", {\"c\": null}]}"));
}

void TestJsonMistake::namesLineAndColumn_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("line");
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("message");
    const auto row = [](const char *name, const char *text, int line, int column, const char *message) {
        QTest::newRow(name) << QByteArray(text) << line << column << QString::fromUtf8(message);
    };
    row("comma too many", "{\n  \"a\": 1,\n}", 2, 9, "a comma too many before }");
    row("comma missing", "{\n  \"a\": 1\n  \"b\": 2\n}", 3, 3, "missing before \"b\"");
    row("colon missing", "{\n  \"a\" \"b\"\n}", 2, 7, "missing before \"b\"");
    row("word", "{\"a\": tru}", 1, 7, "tru");
    row("after the umlaut", "{\"ü\": ]}", 1, 7, "] was not expected");
    row("cut short", "{\n  \"a\": [1", 2, 10, "still open");
    row("open string", "{\"a\": \"b\n}", 1, 9, "end of the line");
    row("twice", "{\n  \"a\": {\"a\": 1},\n  \"b\": 2,\n  \"a\": 3\n}", 4, 3, "\"a\" stands twice");
    row("twice, further in", "{\n  \"a\": {\"b\": 1, \"b\": 2}\n}", 2, 17, "\"b\" stands twice");
    row("no object", "[1]", 1, 1, "object is expected");
    row("nothing", "", 1, 1, "still open");
    row("two", "{}\n{}", 2, 1, "{ was not expected");
}

void TestJsonMistake::namesLineAndColumn()
{
    QFETCH(QByteArray, text);
    QFETCH(int, line);
    QFETCH(int, column);
    QFETCH(QString, message);
    const auto mistake = findJsonMistake(text);
    QVERIFY(mistake);
    QVERIFY2(mistake->message.contains(message), qPrintable(mistake->message));
    QCOMPARE(mistake->line, line);
    QCOMPARE(mistake->column, column);
}

QTEST_APPLESS_MAIN(TestJsonMistake)
#include "test_json_mistake.moc"
