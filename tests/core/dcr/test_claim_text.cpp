#include "dcr/claim_text.h"

#include <QTest>

using namespace gatehouse;
using namespace gatehouse::dcr;

class TestClaimText : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyKnownClaimHasAKindWithAName();
    void readsWhatAPersonTypes_data();
    void readsWhatAPersonTypes();
    void editsWhatItReads_data();
    void editsWhatItReads();
    void saysWhichKindIsExpected();
    void readsAnUnknownClaimAsJsonWhereItIsSome();
    void putsKnownClaimsFirst();
};

void TestClaimText::everyKnownClaimHasAKindWithAName()
{
    for (const auto table : {requestClaims(), statementClaims(), headerParameters()}) {
        for (const ClaimInfo &info : table)
            QVERIFY2(!kindName(info.kind).isEmpty(), info.name.data());
    }
}

void TestClaimText::readsWhatAPersonTypes_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("json");
    const auto row = [](const char *name, ClaimKind kind, const char *text, const char *json) {
        QTest::newRow(name) << static_cast<int>(kind) << QString::fromLatin1(text) << QByteArray(json);
    };
    row("text", ClaimKind::Text, "12", "\"12\"");
    row("list by commas", ClaimKind::TextList, "code id_token, code,", R"(["code id_token","code"])");
    row("list as JSON", ClaimKind::TextList, R"(["a", 1])", R"(["a",1])");
    row("empty list", ClaimKind::TextList, " ", "[]");
    row("seconds", ClaimKind::Moment, "1700000000", "1700000000");
    row("date", ClaimKind::Moment, "2020-01-01T00:00:00Z", "1577836800");
    row("no moment", ClaimKind::Moment, "tomorrow", "\"tomorrow\"");
    row("truth", ClaimKind::Boolean, "true", "true");
    row("no truth", ClaimKind::Boolean, "1", "\"1\"");
    row("object", ClaimKind::Object, R"({"a": 1})", R"({"a":1})");
    row("no object", ClaimKind::Object, "{", "\"{\"");
    row("objects", ClaimKind::ObjectList, "[{}]", "[{}]");
}

void TestClaimText::readsWhatAPersonTypes()
{
    QFETCH(int, kind);
    QFETCH(QString, text);
    QFETCH(QByteArray, json);
    QCOMPARE(toBytes(valueFromEditText(static_cast<ClaimKind>(kind), text)), json);
}

void TestClaimText::editsWhatItReads_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<QByteArray>("json");
    const auto row = [](const char *name, ClaimKind kind, const char *json) {
        QTest::newRow(name) << static_cast<int>(kind) << QByteArray(json);
    };
    row("text", ClaimKind::Text, R"("with \"quotes\" and, commas")");
    row("list", ClaimKind::TextList, R"(["a","b c"])");
    row("list with commas", ClaimKind::TextList, R"(["a,b","c"])");
    row("list with brackets", ClaimKind::TextList, R"(["[a]"])");
    row("mixed list", ClaimKind::TextList, R"(["a",1,null])");
    row("moment", ClaimKind::Moment, "1700000000");
    row("object", ClaimKind::Object, R"({"a":{"b":[1]}})");
}

void TestClaimText::editsWhatItReads()
{
    QFETCH(int, kind);
    QFETCH(QByteArray, json);
    const Json value = parseJson(json).value();
    QCOMPARE(toBytes(valueFromEditText(static_cast<ClaimKind>(kind), editText(value))), json);
}

void TestClaimText::saysWhichKindIsExpected()
{
    QVERIFY(kindProblem(ClaimKind::TextList, Json::array({"a"})).isEmpty());
    QCOMPARE(kindProblem(ClaimKind::TextList, Json::array({1})), QStringLiteral("A list of texts is expected."));
    QCOMPARE(kindProblem(ClaimKind::Moment, "soon"), QStringLiteral("A number is expected: the seconds since 1970."));
    QVERIFY(!kindProblem(ClaimKind::Text, nullptr).isEmpty());
}

void TestClaimText::readsAnUnknownClaimAsJsonWhereItIsSome()
{
    QCOMPARE(toBytes(valueFromEditText(QStringLiteral("[1]"))), QByteArray("[1]"));
    QCOMPARE(toBytes(valueFromEditText(QStringLiteral("plain words"))), QByteArray("\"plain words\""));
}

void TestClaimText::putsKnownClaimsFirst()
{
    const Json claims = {{"aaa", 1}, {"scope", "openid"}, {"iss", "x"}};
    QCOMPARE(QByteArray::fromStdString(inReadingOrder(claims, requestClaims()).dump()),
             QByteArray(R"({"iss":"x","scope":"openid","aaa":1})"));
    QVERIFY(inReadingOrder(Json::array(), requestClaims()).empty());
}

QTEST_APPLESS_MAIN(TestClaimText)
#include "test_claim_text.moc"
