#include "base/base64url.h"
#include "base/files.h"
#include "base/json.h"
#include "dcr/token_extraction.h"
#include "jose/jws.h"

#include <QElapsedTimer>
#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::dcr;

namespace {

QByteArray token(const Json &claims, const Json &header = {{"alg", "PS256"}})
{
    return toBase64url(toBytes(header)) + '.' + toBase64url(toBytes(claims)) + '.' + toBase64url("signature");
}

const QByteArray &statement()
{
    static const QByteArray text = token({{"iss", "OpenBanking Ltd"}, {"padding", std::string(600, 'x')}});
    return text;
}

const QByteArray &request()
{
    static const QByteArray text = token({{"iss", "software"}, {"software_statement", "e.e.e"}});
    return text;
}

} // namespace

class TestTokenExtraction : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void finds_data();
    void finds();
    void refuses_data();
    void refuses();
    void keepsWhatIsDamagedAtItsEnd();
    void prefersTheRequestToALongerStatement();
    void saysWhereItFoundIt();
    void takesWhatStandsAloneForTheTokenItWasMeantToBe();
    void findsTheSampleInAWholeMail();
    void isQuickWithHostileText_data();
    void isQuickWithHostileText();
    void findsATokenThatABomOrNulsSurround();
};

void TestTokenExtraction::finds_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("alone") << statement() << statement();
    QTest::newRow("in white space") << "\r\n\t " + statement() + "\r\n\r\n" << statement();
    QTest::newRow("a JSON string") << '"' + statement() + '"' << statement();
    QTest::newRow("in JSON") << "{\"software_statement\": \"" + statement() + "\"}" << statement();
    QTest::newRow("in a JSON list") << "[1,\"" + statement() + "\",{}]" << statement();
    QTest::newRow("in JSON within JSON") << "{\"body\":\"{\\\"ssa\\\":\\\"" + statement() + "\\\"}\"}" << statement();
    QTest::newRow("curl with apostrophes") << "curl -X POST https://bank.example/register \\\n -d '" + request() + "'"
                                           << request();
    QTest::newRow("curl with quotes") << "curl --data \"" + request() + "\" https://bank.example" << request();
    QTest::newRow("curl without quotes") << "curl --data " + request() + " https://bank.example" << request();
    QTest::newRow("a form") << "grant_type=x&client_assertion=" + statement() + "&scope=" << statement();
    QTest::newRow("a header") << "Authorization: Bearer " + statement() + "\r\nHost: bank.example" << statement();
    QTest::newRow("a mail") << "Dear bank,\n\nour statement is <" + statement() + ">, regards\n" << statement();
    QTest::newRow("markdown") << "`" + statement() + "`" << statement();
    QTest::newRow("XML") << "<ssa>" + statement() + "</ssa>" << statement();
    QTest::newRow("beside an eyJ that is none") << "eyJust text. eyJ.nothing.here " + statement() << statement();
}

void TestTokenExtraction::finds()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);
    const Result<ExtractedToken> found = extractToken(text);
    QVERIFY2(found, qPrintable(found ? QString() : found.error().message));
    QCOMPARE(found->compact, expected);
    QCOMPARE(found->kind, expected == request() ? TokenKind::Request : TokenKind::Statement);
}

void TestTokenExtraction::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("kind");
    QTest::newRow("nothing") << QByteArray() << int(Error::Malformed);
    QTest::newRow("white space") << QByteArray(" \r\n\t") << int(Error::Malformed);
    QTest::newRow("prose") << QByteArray("Please find attached our statement. Regards") << int(Error::Malformed);
    QTest::newRow("JSON without a token") << QByteArray("{\"a\": \"b.c\"}") << int(Error::Malformed);
    QTest::newRow("a word") << QByteArray("token") << int(Error::Malformed);
    QTest::newRow("one byte too many") << QByteArray(MaxPastedBytes + 1, 'a') << int(Error::TooLarge);
    QTest::newRow("NULs") << QByteArray(1000, '\0') << int(Error::Malformed);
}

void TestTokenExtraction::refuses()
{
    QFETCH(QByteArray, text);
    QFETCH(int, kind);
    const Result<ExtractedToken> found = extractToken(text);
    QVERIFY(!found);
    QCOMPARE(int(found.error().kind), kind);
    QVERIFY(found.error().message.endsWith(QLatin1Char('.')));
}

void TestTokenExtraction::keepsWhatIsDamagedAtItsEnd()
{
    for (const char *damage : {"}", "]", "}}", "=", "%", ".x"}) {
        const Result<ExtractedToken> found = extractToken("{\"ssa\": \"" + statement() + damage + "\"}");
        QVERIFY(found);
        QCOMPARE(found->compact, statement() + damage);
    }
    const QByteArray cut = statement().left(statement().lastIndexOf('.'));
    QCOMPARE(extractToken("see '" + cut + "'")->compact, cut);
}

void TestTokenExtraction::prefersTheRequestToALongerStatement()
{
    QVERIFY(statement().size() > request().size());
    for (const QByteArray &text : {statement() + ' ' + request(), request() + ' ' + statement()}) {
        QCOMPARE(extractToken(text)->compact, request());
        QCOMPARE(extractToken(text)->kind, TokenKind::Request);
    }
    const QByteArray shorter = token({{"iss", "OpenBanking Ltd"}});
    QCOMPARE(extractToken(shorter + '\n' + statement())->compact, statement());
}

void TestTokenExtraction::saysWhereItFoundIt()
{
    QVERIFY(extractToken(" " + statement() + "\n")->foundIn.isEmpty());
    QVERIFY(extractToken("curl -d " + statement())->foundIn.contains(QStringLiteral("curl")));
    QVERIFY(extractToken("{\"a\":\"" + statement() + "\"}")->foundIn.contains(QStringLiteral("JSON")));
    QVERIFY(extractToken("see " + statement())->foundIn.contains(QStringLiteral("character 5")));
}

void TestTokenExtraction::takesWhatStandsAloneForTheTokenItWasMeantToBe()
{
    for (const char *text : {"eyJhbGciOi.damaged.token", "abc.def.ghi", "..", "e30.e30."})
        QCOMPARE(extractToken(text)->compact, QByteArray(text));
}

void TestTokenExtraction::findsTheSampleInAWholeMail()
{
    const QByteArray command = readFile(QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/seed-curl-command.txt")).value();
    const QByteArray seed = readFile(QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/seed-registration-request.jwt")).value();
    const QByteArray mail = "Hello,\r\n> this is what we sent:\r\n> " + command + "\r\n-- \r\nThe TPP\r\n";
    const Result<ExtractedToken> found = extractToken(mail);
    QVERIFY(found);
    QCOMPARE(found->compact, seed.trimmed());
    QCOMPARE(found->kind, TokenKind::Request);
}

void TestTokenExtraction::isQuickWithHostileText_data()
{
    QTest::addColumn<QByteArray>("text");
    const auto filled = [](QByteArray unit) { return unit.repeated(MaxPastedBytes / unit.size()); };
    QTest::newRow("eyJ") << filled("eyJ");
    QTest::newRow("eyJ.") << filled("eyJ.");
    QTest::newRow("eyJ. and blanks") << filled("eyJ. ");
    QTest::newRow("quotes") << filled("\"'`\"");
    QTest::newRow("quotes and backslashes") << filled("\\\"eyJ.\\");
    QTest::newRow("NULs between") << filled(QByteArray("eyJ.\0", 5));
    QTest::newRow("dots") << filled(".");
    QTest::newRow("brackets") << filled("{\"a\":[");
    QTest::newRow("many tokens") << filled(statement() + ' ');
    QTest::newRow("a nested header") << toBase64url(QByteArray("{\"a\":").repeated(100'000)) + ".e30.e30";
    QTest::newRow("bytes that are no UTF-8") << filled("eyJ\xff.\xfe ");
}

void TestTokenExtraction::isQuickWithHostileText()
{
    QFETCH(QByteArray, text);
    QElapsedTimer timer;
    timer.start();
    const Result<ExtractedToken> found = extractToken(text);
    QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(found ? text.contains(found->compact) : !found.error().message.isEmpty());
}

void TestTokenExtraction::findsATokenThatABomOrNulsSurround()
{
    const QByteArray nul(1, '\0');
    QCOMPARE(extractToken(nul + statement() + nul)->compact, statement());
    QCOMPARE(extractToken("\xef\xbb\xbf" + statement())->compact, statement());
}

QTEST_GUILESS_MAIN(TestTokenExtraction)
#include "test_token_extraction.moc"
