#include "base/base64url.h"
#include "jose/jws.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::jose;

namespace {

constexpr char Header[] = R"({"alg":"PS256","kid":"k"})";

QByteArray token(const char *header, const char *claims, const QByteArray &third = "c2ln")
{
    return toBase64url(header) + '.' + toBase64url(claims) + '.' + third;
}

} // namespace

class TestJws : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesAWellFormedTokenApart()
    {
        const QByteArray compact = token(Header, R"({"iss":"joe"})");
        const Result<Jws> jws = Jws::parse("  \r\n" + compact + "\n\t ");
        QVERIFY(jws);
        QCOMPARE(jws->alg(), "PS256");
        QCOMPARE(jws->kid(), "k");
        QCOMPARE(jws->claims(), Json({{"iss", "joe"}}));
        QCOMPARE(jws->payload(), R"({"iss":"joe"})");
        QCOMPARE(jws->signature(), "sig");
        QCOMPARE(jws->signingInput(), compact.first(compact.lastIndexOf('.')));
    }

    void saysWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("compact");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const QByteArray &compact, const char *says,
                            Error::Kind kind = Error::Malformed) {
            QTest::newRow(name) << compact << int(kind) << QString::fromUtf8(says);
        };
        const QByteArray good = token(Header, "{}");
        const QByteArray header = toBase64url(Header);

        row("nothing", "", "the text is empty");
        row("white space", " \n", "the text is empty");
        row("one word", "hello", "This is not a token");
        row("JSON", R"({"alg":"PS256"})", "This is not a token");
        row("two parts", header + ".e30", "has 2 parts");
        row("a host name", "https://www.example.co.uk", "has 4 parts");
        row("four parts", good + ".e30", "has 4 parts");
        row("a dot after", good + ".", "has 4 parts");
        row("five parts", good + ".e30.e30", "encrypted (JWE", Error::Refused);
        row("seven parts", "......", "has 7 parts");
        row("three empty parts", "..", "In the header: Not valid JSON");

        row("a bracket at the end", good + "}",
            "The third part is not base64url: '}' at position 5 of the third part. It was probably pasted with a "
            "bracket; remove it.");
        row("a quotation mark before", '"' + good,
            "The first part is not base64url: '\"' at position 1 of the first part. It was probably pasted with a "
            "quotation mark; remove it.");
        row("a comma at the end", good + ",", "punctuation mark; remove it.");
        row("a line break within", header + ".e3\n0.c2ln",
            "The second part is not base64url: white space at position 3 of the second part. It was probably broken "
            "into lines; join them.");
        row("a space after a dot", header + ". e30.c2ln", "white space at position 1 of the second part");
        row("padding", header + ".e30=.c2ln", "'=' (padding, which JWS leaves out) at position 4 of the second part.");
        row("plain base64, plus", header + ".e30.c2+n", "'+' (from the alphabet of plain base64) at position 3");
        row("plain base64, slash", header + ".e30.c2/n", "'/' (from the alphabet of plain base64) at position 3");
        row("a byte beyond ASCII", header + ".e30.c2\xc3\xa4n", "byte 0xc3 at position 3 of the third part");
        row("a zero byte", header + ".e30." + QByteArray("c2\0n", 4), "byte 0x00 at position 3 of the third part");
        row("a character cut off", header + ".e30.c2lnA",
            "The third part is not base64url: it has a length of 5 characters");
        row("stray bits", header + ".e30.c2lnQR", "The third part is not base64url: it has stray bits");

        row("a header that is no JSON", token("alg", "{}"), "In the header: Not valid JSON at byte 1.");
        row("a header that is a list", token("[]", "{}"), "In the header: A JSON object is expected");
        row("an alg that stands twice", token(R"({"alg":"PS256","alg":"none"})", "{}"),
            "In the header: The member \"alg\" stands twice");
        row("an alg that is written in two ways", token(R"({"alg":"PS256","\u0061lg":"none"})", "{}"),
            "In the header: The member \"alg\" stands twice");
        row("claims that stand twice", token(Header, R"({"iss":"a","iss":"b"})"),
            "In the claims: The member \"iss\" stands twice");
        row("a claim that stands twice far inside", token(Header, R"({"a":[{"b":{"c":1,"c":1}}]})"),
            "In the claims: The member \"c\" stands twice");
        row("claims that are no object", token(Header, "[1]"), "In the claims: A JSON object is expected");
        row("claims with something behind", token(Header, "{}{}"), "In the claims: Not valid JSON");
        row("claims that are not UTF-8", token(Header, "{\"a\":\"\xff\"}"), "In the claims: Not valid JSON");
        row("claims nested deep", header + '.' + toBase64url("{\"a\":" + QByteArray(100000, '[')) + ".c2ln",
            "In the claims: The JSON nests deeper than 32 levels.");

        row("no alg", token(R"({"kid":"k"})", "{}"), "no \"alg\"");
        row("an alg that is a number", token(R"({"alg":256})", "{}"), "no \"alg\"");
        row("a kid that is a number", token(R"({"alg":"PS256","kid":1})", "{}"),
            "\"kid\" of the header is not a string");
        row("crit with something unknown", token(R"({"alg":"PS256","crit":["exp"],"exp":1})", "{}"),
            "demands in \"crit\" that \"exp\" is understood", Error::Refused);
        row("crit with b64", token(R"({"alg":"PS256","crit":["b64"],"b64":false})", "{}"),
            "demands in \"crit\" that \"b64\" is understood", Error::Refused);
        row("an empty crit", token(R"({"alg":"PS256","crit":[]})", "{}"), "not a list of names");
        row("a crit that is a string", token(R"({"alg":"PS256","crit":"exp"})", "{}"), "not a list of names");
        row("b64 without crit", token(R"({"alg":"PS256","b64":false})", "{}"), "\"b64\": false", Error::Refused);
        row("b64 that is a string", token(R"({"alg":"PS256","b64":"true"})", "{}"), "\"b64\": \"true\"",
            Error::Refused);
    }

    void saysWhatIsWrong()
    {
        QFETCH(QByteArray, compact);
        QFETCH(int, kind);
        QFETCH(QString, says);
        const Result<Jws> jws = Jws::parse(compact);
        QVERIFY(!jws);
        QVERIFY2(jws.error().message.contains(says), qPrintable(jws.error().message));
        QCOMPARE(int(jws.error().kind), kind);

        const SignatureVerdict verdict = verify(dissect(compact), JwkSet(), FapiAlgorithms);
        QCOMPARE(verdict.status, SignatureVerdict::Status::Invalid);
        QCOMPARE(verdict.reason, jws.error().message);
    }

    void showsWhatCanBeReadOfABrokenToken()
    {
        const JwsParts broken = dissect(token(Header, R"({"iss":"joe"})", "}"));
        QVERIFY(broken.header && broken.claims && !broken.signature);
        QCOMPARE(broken.kid(), "k");

        const JwsParts unsignedToken = dissect(toBase64url(Header) + '.' + toBase64url(R"({"iss":"joe"})"));
        QVERIFY(unsignedToken.header && unsignedToken.claims && !unsignedToken.signature);

        const JwsParts headless = dissect("?." + toBase64url(R"({"iss":"joe"})") + ".c2ln");
        QVERIFY(!headless.header && headless.claims && headless.signature);
        QCOMPARE(headless.alg(), "");

        const JwsParts encrypted = dissect(toBase64url(R"({"alg":"RSA-OAEP","enc":"A256GCM"})") + ".AA.AA.AA.AA");
        QVERIFY(encrypted.header && !encrypted.payload && !encrypted.claims && !encrypted.signature);
    }

    void refusesMoreBytesThanItReads()
    {
        const QByteArray start = toBase64url(Header) + '.';
        const QByteArray end = ".c2ln";
        QByteArray claims = "{\"a\":\"";
        // Four characters carry three bytes: padded until the token has exactly the length that is accepted.
        const qsizetype room = (MaxCompactBytes - start.size() - end.size()) / 4 * 3;
        claims += QByteArray(room - claims.size() - 2, 'x') + "\"}";
        const QByteArray largest = start + toBase64url(claims) + end;
        QVERIFY(largest.size() <= MaxCompactBytes && largest.size() > MaxCompactBytes - 4);
        QVERIFY(Jws::parse(largest));
        QVERIFY(Jws::parse(QByteArray(MaxCompactBytes, ' ') + largest));
        const Result<Jws> larger = Jws::parse(largest + "AAAA");
        QCOMPARE(larger.error().kind, Error::TooLarge);
        QVERIFY(larger.error().message.contains(QStringLiteral("262144")));
    }

    void b64ThatIsTrueChangesNothing() { QVERIFY(Jws::parse(token(R"({"alg":"PS256","b64":true})", "{}"))); }

    void anAlgorithmHasOneName()
    {
        for (Algorithm algorithm : AllAlgorithms)
            QCOMPARE(algorithmFromName(QByteArrayView(name(algorithm))), algorithm);
        for (const char *other : {"", "none", "ps256", "PS256 ", "HS256", "RS384", "ES512", "EdDSA"})
            QVERIFY(!algorithmFromName(other));
        QVERIFY(!FapiAlgorithms.contains(Algorithm::RS256));
        QVERIFY(AlgorithmSet().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestJws)
#include "test_jws.moc"
