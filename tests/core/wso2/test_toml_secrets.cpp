#include "base/files.h"
#include "wso2/toml_secrets.h"

#include <QDir>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::wso2;
using namespace Qt::StringLiterals;

namespace {

DeploymentToml parsed(const QByteArray &text)
{
    return DeploymentToml::parse(text).value();
}

QByteArray shown(const QByteArray &text)
{
    return shownLines(parsed(text)).join();
}

} // namespace

class TestTomlSecrets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void coversWhatIsSecret_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("password") << QByteArray("[super_admin]\npassword = \"s3cret\"\n");
        QTest::newRow("literal") << QByteArray("password='s3cret' # x\r\n");
        QTest::newRow("key password") << QByteArray("[keystore.tls]\nkey_password =  \"s3cret\"\n");
        QTest::newRow("dotted") << QByteArray("[a]\nkeystore.password = \"s3cret\"\n");
        QTest::newRow("quoted key") << QByteArray("[a]\n\"password\" = \"s3cret\"\n");
        QTest::newRow("key with an escape") << QByteArray("[a]\n\"pass\\u0077ord\" = \"s3cret\"\n");
        QTest::newRow("inline") << QByteArray("db = { user = \"u\", password = \"s3cret\" }\n");
        QTest::newRow("inline in an array") << QByteArray("db = [{ password = \"s3cret\" }]\n");
        QTest::newRow("over lines") << QByteArray("password = \"\"\"one\ns3cret\ntwo\"\"\"\nb = 1\n");
        QTest::newRow("number") << QByteArray("password = 535153\n# s3cret\n").replace("s3cret", "");
        QTest::newRow("commented out") << QByteArray("#password = \"s3cret\"\n#  client_secret = 's3cret'\n");
        QTest::newRow("client secret") << QByteArray("client_secret=\"s3cret\"\n");
        QTest::newRow("app password") << QByteArray("app_password= \"s3cret\"\n");
        QTest::newRow("service password") << QByteArray("#service_password = \"s3cret\"\n");
        QTest::newRow("address") << QByteArray("url = \"jdbc:mysql://h/db?user=u&password=s3cret&x=1\"\n");
        QTest::newRow("login") << QByteArray("url = \"https://user:s3cret@host/\"\n");
        QTest::newRow("AI key") << QByteArray("[apim.ai]\nkey = \"s3cret\"\n");
    }
    void coversWhatIsSecret()
    {
        QFETCH(QByteArray, text);
        const QByteArray covered = shown(text);
        QVERIFY2(!covered.contains("s3cret") && !covered.contains("535153"), covered.constData());
        QVERIFY(covered.contains("********"));
        QCOMPARE(covered.count('\n'), text.count('\n'));
    }

    void showsWhatIsNone_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("reference") << QByteArray("password = \"$ref{super_admin.password}\"\n");
        QTest::newRow("variable") << QByteArray("password = \"${admin.password}\"\n");
        QTest::newRow("vault") << QByteArray("password = \"$secret{admin}\"\n");
        QTest::newRow("token endpoint") << QByteArray("token_endpoint = \"https://x/oauth2/token\"\n");
        QTest::newRow("empty") << QByteArray("password = \"\"\n");
        QTest::newRow("a switch") << QByteArray("reset_password = true\n");
    }
    void showsWhatIsNone()
    {
        QFETCH(QByteArray, text);
        QCOMPARE(shown(text), text);
    }

    void coversThePasswordsOfThePublishedFiles()
    {
        const QString folder = QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/");
        for (const QString &name : QDir(folder).entryList({u"*deployment.toml"_s})) {
            const QByteArray bytes = readFile(folder + name).value();
            const QByteArray covered = shown(bytes);
            for (const char *secret :
                 {"wso2123", "DB_PASS", "password = \"admin\"", "password =  \"wso2carbon\"", "66cd9688", "APIM+123"})
                QVERIFY2(!covered.contains(secret), secret);
            QCOMPARE(covered.count('\n'), bytes.count('\n'));
            QVERIFY(bytes.contains("wso2carbon.jks") == covered.contains("wso2carbon.jks"));
        }
    }

    void aPasswordThatChangesIsAChangeOfAsterisks()
    {
        const DeploymentToml before = parsed("[a]\npassword = \"one\"\nb = 1\n");
        DeploymentToml after = before;
        QVERIFY(after.apply({u"a.password"_s, u"two"_s}).isChange());
        QVERIFY(after.bytes().contains("two"));
        const QList<DiffLine> lines = shownDiff(before, after);
        QCOMPARE(unifiedDiff(lines, u"a"_s, u"b"_s),
                 "--- a\n+++ b\n@@ -1,3 +1,3 @@\n [a]\n-password = \"********\"\n+password = \"********\"\n b = 1\n");
        QVERIFY(hasCovered(lines));
        QVERIFY(!hasCovered(shownDiff(parsed("a = 1\n"), parsed("a = 2\n"))));
    }

    void coversAValueThatIsAsked()
    {
        const DeploymentToml file =
            parsed("[a]\npassword = \"s3cret\"\n[a.b]\nclient_secret = \"s3cret\"\nuser = \"u\"\n[[a.c]]\n"
                   "password = \"s3cret\"\nurl = \"https://u:s3cret@h\"\n");
        const TomlValue covered = withoutSecrets(file.value(u"a"_s)->value(), u"a"_s);
        QVERIFY(!covered.toToml().contains("s3cret"));
        QVERIFY(covered.toToml().contains("\"u\""));
        QVERIFY(isSecretKey(u"a.c[0].password"_s));
        QVERIFY(!isSecretKey(u"a.password.length"_s));
    }
};

QTEST_GUILESS_MAIN(TestTomlSecrets)
#include "test_toml_secrets.moc"
