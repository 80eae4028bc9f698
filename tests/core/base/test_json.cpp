#include "base/json.h"

#include <QtTest>

using namespace gatehouse;

class TestJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const QByteArray &text, const char *says) {
            QTest::newRow(name) << text << QString::fromUtf8(says);
        };
        row("nothing", "", "Not valid JSON at byte 1.");
        row("white space", "  ", "Not valid JSON at byte 3.");
        row("a word", "hello", "Not valid JSON at byte 1.");
        row("something behind", "{} x", "Not valid JSON at byte 4.");
        row("a zero byte behind", QByteArray("{}\0", 3), "Not valid JSON at byte 3.");
        row("a zero byte and more behind", QByteArray("{}\0{", 4), "Not valid JSON at byte 3.");
        row("a comma too many", "[1,]", "Not valid JSON at byte 4.");
        row("a comment", "{/* */}", "Not valid JSON at byte 2.");
        row("single quotes", "{'a':1}", "Not valid JSON at byte 2.");
        row("a leading zero", "[01]", "Not valid JSON at byte 3.");
        row("not a number", "[NaN]", "Not valid JSON at byte 2.");
        row("a number beyond doubles", "[1e999]", "Not valid JSON");
        row("a line break in a string", "[\"a\nb\"]", "Not valid JSON");
        row("bytes that are not UTF-8", "[\"\xc3\x28\"]", "Not valid JSON");
        row("an overlong encoding", "[\"\xc0\xaf\"]", "Not valid JSON");
        row("a lone surrogate", "[\"\\ud800\"]", "Not valid JSON");
        row("UTF-16", QByteArray("\xff\xfe{\0}\0", 6), "Not valid JSON at byte 4.");
        row("a member twice", R"({"a":1,"a":1})", "The member \"a\" stands twice in one object.");
        row("a member twice in two spellings", R"({"a":1,"\u0061":2})", "The member \"a\" stands twice in one object.");
        row("a member twice far inside", R"([{"x":[{"b":0,"c":{},"b":0}]}])",
            "The member \"b\" stands twice in one object.");
        row("an empty member twice", R"({"":1,"":2})", "The member \"\" stands twice in one object.");
        row("an object as a member twice", R"({"a":{"k":1},"a":{"k":2}})",
            "The member \"a\" stands twice in one object.");
        row("lists too deep", QByteArray(33, '[') + QByteArray(33, ']'), "The JSON nests deeper than 32 levels.");
        row("lists endlessly deep", QByteArray(1'000'000, '['), "The JSON nests deeper than 32 levels.");
        row("objects endlessly deep", QByteArray("{\"a\":").repeated(100'000), "The JSON nests deeper than 32 levels.");
    }

    void refuses()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, says);
        const Result<Json> json = parseJson(text);
        QVERIFY(!json);
        QCOMPARE(json.error().kind, Error::Malformed);
        QVERIFY2(json.error().message.startsWith(says), qPrintable(json.error().message));
    }

    void aLongMemberIsCutInTheMessage()
    {
        const QByteArray name(5000, 'n');
        const Result<Json> json = parseJson("{\"" + name + "\":1,\"" + name + "\":2}");
        QVERIFY(!json);
        QVERIFY(json.error().message.size() < 200);
    }

    void acceptsWhatIsAllowedAtTheLimit()
    {
        QVERIFY(parseJson(QByteArray(32, '[') + QByteArray(32, ']')));
        QVERIFY(parseJson("  \r\n\t{\"a\":[1,2.5,true,null,\"\\u00e4\"]} "));
        QVERIFY(parseJson("7"));
    }

    void theSameMemberInTwoObjectsIsFine()
    {
        QVERIFY(parseJson(R"([{"a":1},{"a":{"a":{"a":2}}}])"));
        QCOMPARE(parseJson(R"({"a":1,"A":2})").value().size(), size_t(2));
    }

    void saysWhatItFoundInsteadOfAnObject()
    {
        QCOMPARE(parseJsonObject("[]").error().message, QStringLiteral("A JSON object is expected, this is a array."));
        QVERIFY(parseJsonObject("{}"));
    }

    void membersAreReadByTheirTypeAlone()
    {
        const Json json =
            parseJson(R"({"s":"ä","i":5,"f":5.5,"n":null,"o":{},"l":["a","b"],"m":["a",1],)"
                      R"("big":9223372036854775807,"bigger":9223372036854775808,"min":-9223372036854775808})")
                .value();
        QCOMPARE(stringMember(json, "s"), QStringLiteral("ä"));
        QCOMPARE(integerMember(json, "i"), 5);
        QCOMPARE(integerMember(json, "big"), std::numeric_limits<qint64>::max());
        QCOMPARE(integerMember(json, "min"), std::numeric_limits<qint64>::min());
        QCOMPARE(stringListMember(json, "l"), QStringList({QStringLiteral("a"), QStringLiteral("b")}));
        for (const char *name : {"i", "n", "o", "l", "missing"})
            QVERIFY(!stringMember(json, name));
        for (const char *name : {"s", "f", "n", "bigger", "missing"})
            QVERIFY(!integerMember(json, name));
        for (const char *name : {"s", "m", "o", "missing"})
            QVERIFY(!stringListMember(json, name));
        QVERIFY(member(json, "n"));
        QVERIFY(!member(json, "missing"));
    }

    void whatIsNoObjectHasNoMembers()
    {
        for (const Json &json : {Json(), Json(1), Json("a"), Json::array({1})}) {
            QVERIFY(!member(json, "a"));
            QVERIFY(!stringMember(json, "a"));
            QVERIFY(!integerMember(json, "a"));
            QVERIFY(!stringListMember(json, "a"));
        }
    }

    void writesTextThatIsNotUtf8WithoutFailing()
    {
        const Json json = {{"a", std::string("\xff")}};
        QVERIFY(parseJson(toBytes(json)));
        QVERIFY(parseJson(toPrettyBytes(json)));
    }

    void writesAndReadsTheSame()
    {
        const QByteArray text = R"({"a":[1,"ä",null,true]})";
        QCOMPARE(toBytes(parseJson(text).value()), text);
        QVERIFY(toPrettyBytes(parseJson(text).value()).contains("\n  \"a\": ["));
        QCOMPARE(toJson({QStringLiteral("a"), QStringLiteral("ä")}), Json({"a", "ä"}));
        QCOMPARE(toStdString(toQString("ä")), std::string("ä"));
    }
};

QTEST_GUILESS_MAIN(TestJson)
#include "test_json.moc"
