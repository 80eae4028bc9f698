#include "base/files.h"
#include "wso2/toml_secrets.h"

#include <QDir>
#include <QElapsedTimer>
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
        QTest::newRow("AI key in a comment") << QByteArray("[apim.ai]\nenable = true\n# key = \"s3cret\"\n");
        QTest::newRow("with its table in a comment") << QByteArray("[a]\nb = 1\n#[encryption]\n#key = \"s3cret\"\n");
        QTest::newRow("live table above a comment") << QByteArray("[encryption]\n#[x]\n#key = \"s3cret\"\n");
        QTest::newRow("whole key in a comment") << QByteArray("[a]\n# encryption . \"key\" = 's3cret'\n");
        QTest::newRow("no TOML in a comment") << QByteArray("[encryption] # x\n# key = s3cret s3cret\n");
        QTest::newRow("quoted in a comment") << QByteArray("# \"password\" = \"s3cret\"\n");
        QTest::newRow("told in a comment") << QByteArray("# Example: password = s3cret\n");
        QTest::newRow("Oracle") << QByteArray("url = \"jdbc:oracle:thin:user/s3cret@host:1521/x\"\n");
        QTest::newRow("Oracle, @ in the password")
            << QByteArray("url = \"jdbc:oracle:oci8:user/s@s3cret@//host:1521/x\"\n");
        QTest::newRow("Oracle in a comment") << QByteArray("#url = \"jdbc:oracle:thin:user/s3cret@host\"\n");
        QTest::newRow("Oracle in a list") << QByteArray("urls = [\n  \"jdbc:oracle:thin:user/s3cret@host\",\n]\n");
        QTest::newRow("list") << QByteArray("password = [\"s3cret\", \"other\"]\n");
        QTest::newRow("list over lines") << QByteArray("password = [\n  \"s3cret\",\n  \"other\",\n]\n");
        QTest::newRow("inline in a comment") << QByteArray("# db = { user = \"u\", password = \"s3cret\" }\n");
        QTest::newRow("inline in a comment, literal") << QByteArray("#db={user='u','client_secret'='s3cret'}\n");
        QTest::newRow("parameter of an address") << QByteArray("url = \"ldap://h?bindPassword = s3cret;x=1\"\n");
        QTest::newRow("token of an address") << QByteArray("url = \"https://h/?TOKEN=s3cret&x=1\"\n");
        QTest::newRow("login without a user") << QByteArray("url = \"redis://:s3cret@host/\"\n");
        QTest::newRow("login in a list") << QByteArray("urls = [\n  \"https://u:s3cret@host/\",\n]\n");
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
        QTest::newRow("Oracle without a login") << QByteArray("url = \"jdbc:oracle:thin:@host:1521/x\"\n");
        QTest::newRow("Oracle with a reference")
            << QByteArray("url = \"jdbc:oracle:thin:user/$secret{db}@host:1521/x\"\n");
        QTest::newRow("parameter with a reference") << QByteArray("url = \"jdbc:x://h?password=$secret{db}&y=1\"\n");
        QTest::newRow("another key") << QByteArray("[keystore]\nkey = \"x\"\n#[event]\n#key = \"y\"\n");
        QTest::newRow("address without a login") << QByteArray("url = \"https://host:9443/a@b\"\n");
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

    void coversLinesThatAreNoToml_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("no quotes") << QByteArray("[super_admin]\npassword = s3cret\n");
        QTest::newRow("whole path") << QByteArray("[encryption]\nkey = s3cret\n");
        QTest::newRow("elements") << QByteArray("[[ apim . \"ai\" ]]\nkey = \u201Cs3cret\u201D\n");
        QTest::newRow("in one line") << QByteArray("apim.ai.key = s3cret\n");
        QTest::newRow("Oracle") << QByteArray("url = jdbc:oracle:thin:user/s3cret@host\n");
        QTest::newRow("header that is not closed") << QByteArray("[encryption]\n[x\nkey = s3cret\n");
    }
    void coversLinesThatAreNoToml()
    {
        QFETCH(QByteArray, text);
        LineCover cover;
        QByteArray covered;
        for (const QByteArray &line : linesOf(text)) {
            cover.pass(line);
            covered += cover.shown(line);
        }
        QVERIFY2(!covered.contains("s3cret") && covered.contains("********"), covered.constData());
        QCOMPARE(covered.count('\n'), text.count('\n'));
    }

    void looksThroughALongLineAtOnce()
    {
        const QByteArray line = "# " + QByteArray(2'000'000, 'a') + " \"" + QByteArray(2'000'000, '.');
        LineCover cover;
        QElapsedTimer timer;
        timer.start();
        cover.pass(line);
        QCOMPARE(cover.shown(line), line);
        QCOMPARE(cover.shown(line + "password = x"), line + "password = \"********\"");
        QVERIFY2(timer.elapsed() < 2000, QByteArray::number(timer.elapsed()));
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
        const DeploymentToml lists = parsed("[a]\npassword = [\"s3cret\"]\nurls = [\"https://u:s3cret@h\"]\nnone = []\n"
                                            "url = \"jdbc:oracle:thin:u/s3cret@h\"\nsecret = []\n");
        const TomlValue all = withoutSecrets(lists.value(u"a"_s)->value(), u"a"_s);
        QVERIFY2(!all.toToml().contains("s3cret"), all.toToml().constData());
        QCOMPARE(withoutSecrets(lists.value(u"a.password"_s)->value(), u"a.password"_s), TomlValue(u"********"_s));
        QCOMPARE(withoutSecrets(lists.value(u"a.secret"_s)->value(), u"a.secret"_s), TomlValue(TomlValue::Array()));
        QVERIFY(isSecretKey(u"a.c[0].password"_s));
        QVERIFY(!isSecretKey(u"a.password.length"_s));
    }
};

QTEST_GUILESS_MAIN(TestTomlSecrets)
#include "test_toml_secrets.moc"
