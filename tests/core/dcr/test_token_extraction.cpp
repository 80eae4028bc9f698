#include "base/base64url.h"
#include "base/files.h"
#include "dcr/token_extraction.h"

#include <QTest>

using namespace gatehouse;
using dcr::TokenKind;

namespace {

QByteArray fixture(const char *name)
{
    return readFile(QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/") + QString::fromLatin1(name)).value().trimmed();
}

QByteArray token(const QByteArray &claims)
{
    return toBase64url(R"({"alg":"PS256"})") + '.' + toBase64url(claims) + ".c2ln";
}

} // namespace

class TestTokenExtraction : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesATokenThatStandsAlone();
    void ignoresWhiteSpaceAroundTheToken();
    void findsTheRequestInACurlCommandOfSeveralLines();
    void findsTheTokenInACurlCommand_data();
    void findsTheTokenInACurlCommand();
    void findsAStatementInJson_data();
    void findsAStatementInJson();
    void prefersARequestToTheStatementBesideIt();
    void keepsADamagedTokenAsItStands();
    void keepsADamagedTokenThatStandsAlone();
    void refusesTextWithoutAToken_data();
    void refusesTextWithoutAToken();
    void refusesTooLongAText();
    void doesNotTakeAWordThatOnlyBeginsLikeAToken();
};

void TestTokenExtraction::takesATokenThatStandsAlone()
{
    const QByteArray request = fixture("seed-registration-request.jwt");
    const auto found = dcr::extractToken(request);
    QVERIFY(found);
    QCOMPARE(found->compact, request);
    QCOMPARE(found->kind, TokenKind::Request);
    QVERIFY(found->foundIn.isEmpty());
    const QByteArray statement = fixture("seed-request-ssa-trimmed.jwt");
    QCOMPARE(dcr::extractToken(statement)->compact, statement);
    QCOMPARE(dcr::extractToken(statement)->kind, TokenKind::Statement);
}

void TestTokenExtraction::ignoresWhiteSpaceAroundTheToken()
{
    const QByteArray statement = fixture("seed-request-ssa-trimmed.jwt");
    QCOMPARE(dcr::extractToken("\r\n\t " + statement + " \n\n")->compact, statement);
}

void TestTokenExtraction::findsTheRequestInACurlCommandOfSeveralLines()
{
    // The published command: line ends of backslash-newline and of backslash-space-newline.
    const auto found = dcr::extractToken(fixture("seed-curl-command.txt"));
    QVERIFY(found);
    QCOMPARE(found->kind, TokenKind::Request);
    QVERIFY(found->foundIn.contains(QStringLiteral("curl")));
    QCOMPARE(found->compact, fixture("seed-registration-request.jwt"));
}

void TestTokenExtraction::findsTheTokenInACurlCommand_data()
{
    QTest::addColumn<QByteArray>("form");
    QTest::newRow("single quotes") << QByteArray("curl https://bank/register -d '%1'");
    QTest::newRow("double quotes") << QByteArray("curl https://bank/register --data \"%1\" -k");
    QTest::newRow("no quotes") << QByteArray("curl --data-binary %1 https://bank/register");
    QTest::newRow("dollar quotes") << QByteArray("curl -d $'%1' https://bank/register");
    QTest::newRow("equals sign") << QByteArray("curl --data=%1 https://bank/register");
    QTest::newRow("form member") << QByteArray("curl -d 'a=1&software_statement=%1&b=2' https://bank/register");
    QTest::newRow("escaped JSON") << QByteArray("curl -d \"{\\\"software_statement\\\":\\\"%1\\\"}\" https://bank/");
    QTest::newRow("backslash behind it") << QByteArray("curl -d %1\\\n https://bank/register");
}

void TestTokenExtraction::findsTheTokenInACurlCommand()
{
    QFETCH(QByteArray, form);
    const QByteArray statement = token(R"({"software_id":"s"})");
    const auto found = dcr::extractToken(form.replace("%1", statement));
    QVERIFY(found);
    QCOMPARE(found->compact, statement);
    QVERIFY(found->foundIn.contains(QStringLiteral("curl")));
}

void TestTokenExtraction::findsAStatementInJson_data()
{
    QTest::addColumn<QByteArray>("form");
    QTest::newRow("member") << QByteArray(R"({"software_statement":"%1"})");
    QTest::newRow("any member") << QByteArray(R"({"a":1,"b":{"ssa":"%1"}})");
    QTest::newRow("list") << QByteArray(R"(["%1"])");
    QTest::newRow("string alone") << QByteArray(R"("%1")");
    QTest::newRow("cut off") << QByteArray(R"({"software_statement":"%1)");
}

void TestTokenExtraction::findsAStatementInJson()
{
    QFETCH(QByteArray, form);
    const QByteArray statement = token(R"({"software_id":"s"})");
    const auto found = dcr::extractToken(form.replace("%1", statement));
    QVERIFY(found);
    QCOMPARE(found->compact, statement);
    QCOMPARE(found->kind, TokenKind::Statement);
    QVERIFY(!found->foundIn.isEmpty());
}

void TestTokenExtraction::prefersARequestToTheStatementBesideIt()
{
    const QByteArray statement = token(R"({"software_id":"a statement that is longer than the request is"})");
    const QByteArray request = token(R"({"software_statement":"x"})");
    QCOMPARE(dcr::extractToken(statement + '\n' + request)->compact, request);
    QCOMPARE(dcr::extractToken(request + '\n' + statement)->compact, request);
}

void TestTokenExtraction::keepsADamagedTokenAsItStands()
{
    // What is wrong with it is what its owner wants to know.
    const QByteArray damaged = token(R"({"software_id":"s"})") + '}';
    QCOMPARE(dcr::extractToken("curl -d '" + damaged + "'")->compact, damaged);
    QCOMPARE(dcr::extractToken(damaged)->compact, damaged);
}

void TestTokenExtraction::keepsADamagedTokenThatStandsAlone()
{
    const auto found = dcr::extractToken("abc.def.ghi");
    QVERIFY(found);
    QCOMPARE(found->compact, QByteArray("abc.def.ghi"));
    QCOMPARE(found->kind, TokenKind::Statement);
}

void TestTokenExtraction::refusesTextWithoutAToken_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("white space") << QByteArray(" \n\t ");
    QTest::newRow("a sentence") << QByteArray("This is a sentence. It ends here. And here.");
    QTest::newRow("a curl command without one") << QByteArray("curl https://bank.example.com/register -d 'x=1'");
    QTest::newRow("JSON without one") << QByteArray(R"({"software_statement": 12})");
    QTest::newRow("header of no JSON") << QByteArray("take eyJhb.eyJh.x instead");
    QTest::newRow("zero bytes") << QByteArray(20, '\0');
}

void TestTokenExtraction::refusesTextWithoutAToken()
{
    QFETCH(QByteArray, text);
    const auto found = dcr::extractToken(text);
    QVERIFY(!found);
    QCOMPARE(found.error().kind, Error::Malformed);
    QVERIFY(!found.error().message.isEmpty());
}

void TestTokenExtraction::refusesTooLongAText()
{
    const auto found = dcr::extractToken(QByteArray(dcr::MaxPastedBytes + 1, 'x'));
    QVERIFY(!found);
    QCOMPARE(found.error().kind, Error::TooLarge);
}

void TestTokenExtraction::doesNotTakeAWordThatOnlyBeginsLikeAToken()
{
    const QByteArray statement = token(R"({"software_id":"s"})");
    QCOMPARE(dcr::extractToken("eyJ.x eyJabc.def.ghi " + statement + " eyJ")->compact, statement);
}

QTEST_GUILESS_MAIN(TestTokenExtraction)
#include "test_token_extraction.moc"
