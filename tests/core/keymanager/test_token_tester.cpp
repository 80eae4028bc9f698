#include "keymanager/token_tester.h"

#include "base/base64url.h"

#include <QElapsedTimer>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::keymanager;

namespace {

const QString Uuid = QStringLiteral("[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}");

TokenRule reference(const QString &pattern)
{
    return {1, true, TokenRule::Kind::Reference, pattern, {}, {}, {}};
}

TokenRule jwt(const QList<ClaimPattern> &claims)
{
    return {1, true, TokenRule::Kind::Jwt, {}, claims, {}, {}};
}

ClaimPattern claim(const char *name, const char *pattern)
{
    return {QString::fromLatin1(name), QString::fromLatin1(pattern)};
}

QByteArray token(const QByteArray &claims)
{
    return toBase64url(R"({"alg":"PS256"})") + '.' + toBase64url(claims) + ".c2ln";
}

} // namespace

class TestTokenTester : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesEveryTokenWithoutARule();
    void findsAPatternAnywhereInTheToken();
    void comparesTheWholeTokenWhereThePatternIsAnchored();
    void acceptsNothing_data();
    void acceptsNothing();
    void readsAClaim();
    void heedsTheLastClaimAlone();
    void goesOnToTheNextRule();
    void passesByARuleThatIsOff();
    void endsAPatternThatNeverWould();
    void refusesATokenThatIsTooLong();
    void saysWhereAPatternIsWrong();
};

void TestTokenTester::takesEveryTokenWithoutARule()
{
    const TokenVerdict verdict = testToken({}, "whatever");
    QVERIFY(verdict.isAccepted);
    QVERIFY(!verdict.rule);
}

void TestTokenTester::findsAPatternAnywhereInTheToken()
{
    QVERIFY(testToken({reference(Uuid)}, "xx-0f8fad5b-d9cb-469f-a165-70867728950e-yy").isAccepted);
}

void TestTokenTester::comparesTheWholeTokenWhereThePatternIsAnchored()
{
    const TokenRule rule = reference(QLatin1Char('^') + Uuid + QLatin1Char('$'));
    QVERIFY(testToken({rule}, "0f8fad5b-d9cb-469f-a165-70867728950e").isAccepted);
    QVERIFY(!testToken({rule}, "xx-0f8fad5b-d9cb-469f-a165-70867728950e").isAccepted);
    QVERIFY(isAnchored(rule.pattern));
    QVERIFY(!isAnchored(Uuid));
    QVERIFY(!isAnchored(QStringLiteral("^a\\$")));
}

void TestTokenTester::acceptsNothing_data()
{
    QTest::addColumn<TokenRule>("rule");
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char *called, const TokenRule &rule, const QByteArray &sample, const char *reason) {
        QTest::newRow(called) << rule << sample << QString::fromUtf8(reason);
    };
    row("empty pattern", reference({}), "abc", "the pattern is empty");
    row("not found", reference(QStringLiteral("x")), "abc", "not found in the token");
    row("no expression", reference(QStringLiteral("[a")), "abc", "no regular expression");
    row("empty body", jwt({}), token(R"({"iss":"a"})"), "no claim is named");
    row("no JWT", jwt({claim("iss", "a")}), "0f8fad5b", "no dot");
    row("five parts", jwt({claim("iss", "a")}), "a.b.c.d.e", "5 parts");
    row("no base64url", jwt({claim("iss", "a")}), "a.b}.c", "cannot be read");
    row("no JSON", jwt({claim("iss", "a")}), token("iss"), "cannot be read");
    row("absent claim", jwt({claim("iss", "a")}), token(R"({"sub":"a"})"), "no claim \"iss\"");
    row("no text", jwt({claim("aud", "a")}), token(R"({"aud":["a"]})"), "is no text");
    row("other claim", jwt({claim("iss", "^b")}), token(R"({"iss":"ab"})"), "not found in it");
    row("custom", {1, true, TokenRule::Kind::Custom, QStringLiteral("."), {}, {}, {}}, "abc", "CUSTOM");
}

void TestTokenTester::acceptsNothing()
{
    QFETCH(TokenRule, rule);
    QFETCH(QByteArray, token);
    QFETCH(QString, reason);
    const TokenVerdict verdict = testToken({rule}, token);
    QVERIFY(!verdict.isAccepted);
    QVERIFY2(verdict.reason.contains(reason), qPrintable(verdict.reason));
}

void TestTokenTester::readsAClaim()
{
    const TokenVerdict verdict =
        testToken({jwt({claim("iss", "is\\.bank")})}, token(R"({"iss":"https://is.bank.example/oauth2/token"})"));
    QVERIFY2(verdict.isAccepted, qPrintable(verdict.reason));
    QCOMPARE(verdict.rule, 0);
}

void TestTokenTester::heedsTheLastClaimAlone()
{
    const QByteArray sample = token(R"({"iss":"a","azp":"b"})");
    const TokenVerdict wrongFirst = testToken({jwt({claim("iss", "no"), claim("azp", "b")})}, sample);
    QVERIFY(wrongFirst.isAccepted);
    QVERIFY2(wrongFirst.reason.contains(QStringLiteral("Only the last of the 2 claims")),
             qPrintable(wrongFirst.reason));
    QVERIFY(!testToken({jwt({claim("iss", "a"), claim("azp", "no")})}, sample).isAccepted);
}

void TestTokenTester::goesOnToTheNextRule()
{
    const TokenVerdict verdict = testToken({jwt({}), reference(QStringLiteral("^abc$"))}, "abc");
    QVERIFY(verdict.isAccepted);
    QCOMPARE(verdict.rule, 1);
}

void TestTokenTester::passesByARuleThatIsOff()
{
    TokenRule off = reference(QStringLiteral("abc"));
    off.isEnabled = false;
    const TokenVerdict verdict = testToken({off}, "abc");
    QVERIFY(!verdict.isAccepted);
    QVERIFY(verdict.reason.contains(QStringLiteral("switched off")));
}

void TestTokenTester::endsAPatternThatNeverWould()
{
    QElapsedTimer timer;
    timer.start();
    const TokenVerdict verdict = testToken({reference(QStringLiteral("^(a+)+$"))}, QByteArray(64, 'a') + '!');
    QVERIFY(!verdict.isAccepted);
    QVERIFY2(verdict.reason.contains(QStringLiteral("too many steps")), qPrintable(verdict.reason));
    QVERIFY(timer.elapsed() < 2000);
}

void TestTokenTester::refusesATokenThatIsTooLong()
{
    QVERIFY(!testToken({}, QByteArray(MaxSampleTokenBytes + 1, 'a')).isAccepted);
}

void TestTokenTester::saysWhereAPatternIsWrong()
{
    QVERIFY(!patternProblem(QStringLiteral("^a$")));
    const auto problem = patternProblem(QStringLiteral("ab(c"));
    QVERIFY(problem && problem->contains(QStringLiteral("at character 5")));
    QVERIFY(patternProblem(QString(MaxPatternLength + 1, QLatin1Char('a'))));
}

QTEST_GUILESS_MAIN(TestTokenTester)
#include "test_token_tester.moc"
