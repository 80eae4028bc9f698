#include "cli_runner.h"
#include "core/keymanager/key_manager_samples.h"
#include "keymanager/admin_json.h"

using namespace gatehouse;
using namespace gatehouse::keymanager;
using namespace gatehouse::keymanager::test;
using gatehouse::test::Output;

namespace {

constexpr ApiVersion Versions[] = {ApiVersion::V2, ApiVersion::V3, ApiVersion::V4};

/// What python3-jsonschema says to WSO2's own schema.
Output judge(const QByteArray &text, ApiVersion version)
{
    const QString schema =
        QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/admin-api-key-manager-v%1.json").arg(static_cast<int>(version));
    return gatehouse::test::runProgram(QStringLiteral("/usr/bin/python3"),
                                       {QStringLiteral(GATEHOUSE_TEST_DATA "/../interop/schema_tool.py"), schema},
                                       text);
}

KeyManager everything()
{
    KeyManager keyManager = documented();
    keyManager.id = QStringLiteral("8d263942-a6df-4cc2-a804-7a2525501450");
    keyManager.description = QStringLiteral("All that a form can hold");
    keyManager.alias = QStringLiteral("https://apim.bank.example:9443/oauth2/token");
    keyManager.tokenType = QStringLiteral("BOTH");
    keyManager.certificateForm = CertificateForm::Pem;
    keyManager.certificate = QStringLiteral("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    keyManager.tokenRules.append({2, true, TokenRule::Kind::Reference, QStringLiteral("^[0-9a-f-]{36}$"), {}, {}, {}});
    keyManager.tokenRules.append({3, false, TokenRule::Kind::Custom, QStringLiteral("x"), {}, {}, {}});
    keyManager.tokenRules.append(
        {4, true, TokenRule::Kind::Jwt, {}, {{QStringLiteral("iss"), QStringLiteral("^https://")}}, {}, {}});
    keyManager.claimMappings = {
        {QStringLiteral("http://idp.org/username"), QStringLiteral("http://wso2.org/username")}};
    return keyManager;
}

} // namespace

class TestKeyManagerSchema : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void fitsTheSchema_data();
    void fitsTheSchema();
    void wouldNoticeWhatDoesNotFit_data();
    void wouldNoticeWhatDoesNotFit();
};

void TestKeyManagerSchema::initTestCase()
{
    const Output python = gatehouse::test::runProgram(QStringLiteral("/usr/bin/python3"),
                                                      {QStringLiteral("-c"), QStringLiteral("import jsonschema")});
    QVERIFY2(python.status == 0, "The Debian package python3-jsonschema is needed.");
}

void TestKeyManagerSchema::fitsTheSchema_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("version");
    KeyManager financialServices = fromTemplate(Template::FinancialServices, {QStringLiteral("is"), 9446});
    // The published schema does not know that a server answers null here.
    financialServices.otherMembers = R"({"allowedOrganizations":["ALL"]})";
    for (ApiVersion version : Versions) {
        const int number = static_cast<int>(version);
        QTest::addRow("documented, v%d", number) << toAdminText(documented(), version) << number;
        QTest::addRow("everything, v%d", number) << toAdminText(everything(), version) << number;
        QTest::addRow("financial services, v%d", number) << toAdminText(financialServices, version) << number;
        KeyManager blank = blankKeyManager();
        blank.name = QStringLiteral("x");
        QTest::addRow("blank, v%d", number) << toAdminText(blank, version) << number;
    }
}

void TestKeyManagerSchema::fitsTheSchema()
{
    QFETCH(QByteArray, text);
    QFETCH(int, version);
    const Output verdict = judge(text, static_cast<ApiVersion>(version));
    QVERIFY2(verdict.status == 0, (verdict.out + verdict.err).constData());
}

void TestKeyManagerSchema::wouldNoticeWhatDoesNotFit_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("version");
    QTest::newRow("without a name") << QByteArray(R"({"type":"ObKeyManager"})") << 4;
    QTest::newRow("misspelt") << QByteArray(R"({"name":"a","type":"b","isuer":"x"})") << 4;
    QTest::newRow("text for switch") << QByteArray(R"({"name":"a","type":"b","enabled":"yes"})") << 4;
    QTest::newRow("v4 for a v2 server") << toAdminText(documented(), ApiVersion::V4) << 2;
    QTest::newRow("kind of rule") << QByteArray(R"({"name":"a","type":"b","tokenValidation":[{"type":"jwt"}]})") << 4;
}

void TestKeyManagerSchema::wouldNoticeWhatDoesNotFit()
{
    QFETCH(QByteArray, text);
    QFETCH(int, version);
    const Output verdict = judge(text, static_cast<ApiVersion>(version));
    QCOMPARE(verdict.status, 1);
    QVERIFY(!verdict.out.trimmed().isEmpty());
}

QTEST_GUILESS_MAIN(TestKeyManagerSchema)
#include "test_key_manager_schema.moc"
