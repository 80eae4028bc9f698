#include "cli_runner.h"

#include <QFile>
#include <QRegularExpression>

#include <sys/stat.h>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace Qt::StringLiterals;

namespace {

const QString Samples = QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/");
const QString IsSample = Samples + u"accelerator-3.0.0-wso2is-6.0.0-deployment.toml"_s;
const QString AmSample = Samples + u"accelerator-3.0.0-wso2am-4.2.0-deployment.toml"_s;
const QString SandboxKeys = u"open_banking.dcr.jwks_url_sandbox"_s;

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

} // namespace

/// `gatehouse-cli toml` as scripts use it.
class TestCliToml : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_file = m_folder->filePath(u"deployment.toml"_s);
        QVERIFY(write(m_file, read(IsSample)));
    }

    void printsAValue()
    {
        const Output text = cli({u"toml"_s, u"get"_s, m_file, u"open_banking.dcr.scope"_s});
        QCOMPARE(text.status, 0);
        QCOMPARE(text.out, "cdr-registration\n");
        const Output json = cli({u"toml"_s, u"get"_s, m_file, u"oauth.grant_type.jwt_bearer.enable"_s, u"--json"_s});
        QVERIFY(json.json()["value"] == true);
        QCOMPARE(cli({u"toml"_s, u"get"_s, m_file, u"open_banking.dcr.regulatory_issuers.iss[0].name"_s}).out,
                 "OpenBanking Ltd\n");
        const Output absent = cli({u"toml"_s, u"get"_s, m_file, u"open_banking.dcr.jwks_endpoint_name"_s});
        QCOMPARE(absent.status, 1);
        QVERIFY(absent.err.contains("software_jwks_endpoint"));
    }

    void coversPasswords()
    {
        QCOMPARE(cli({u"toml"_s, u"get"_s, m_file, u"super_admin.password"_s}).out, "********\n");
        QVERIFY(!cli({u"toml"_s, u"get"_s, m_file, u"super_admin"_s, u"--json"_s}).out.contains("wso2123"));
        QCOMPARE(cli({u"toml"_s, u"get"_s, m_file, u"super_admin.password"_s, u"--reveal"_s}).out, "wso2123\n");
        const Output refused = cli({u"toml"_s, u"set"_s, m_file, u"super_admin.password"_s, u"other"_s});
        QCOMPARE(refused.status, 2);
        QVERIFY(refused.err.contains("--value-file") && !refused.err.contains("other"));
        QVERIFY(write(m_folder->filePath(u"secret"_s), "hunter2\n"));
        const Output set = cli({u"toml"_s, u"set"_s, m_file, u"super_admin.password"_s, u"--value-file"_s,
                                m_folder->filePath(u"secret"_s)});
        QCOMPARE(set.status, 0);
        QVERIFY(!(set.out + set.err).contains("hunter2") && !(set.out + set.err).contains("wso2123"));
        QCOMPARE(read(m_file), read(IsSample).replace("password = \"wso2123\"", "password = \"hunter2\""));
        // Beside a password: the context is covered too.
        const Output beside = cli({u"toml"_s, u"set"_s, m_file, u"super_admin.username"_s, u"x@y.z"_s});
        QVERIFY(beside.out.contains("+username = \"x@y.z\"") && !beside.out.contains("hunter2"));
    }

    void coversPasswordsInWhatItAdvises()
    {
        QVERIFY(write(m_file, "[super_admin]\nusername = \"admin\"\npasword = \"hunter2\"\n"));
        const Output mistyped = cli({u"toml"_s, u"check"_s, m_file, u"--json"_s});
        QVERIFY2(!(mistyped.out + mistyped.err).contains("hunter2"), mistyped.out);
        QVERIFY2(mistyped.out.contains("super_admin.password") && mistyped.out.contains("********"), mistyped.out);
        QVERIFY(write(m_file, "[encryption]\nkey = hunter2\n"));
        for (const QStringList &format : {QStringList(), QStringList{u"--json"_s}}) {
            const Output malformed = cli(QStringList{u"toml"_s, u"check"_s, m_file} + format);
            QVERIFY2(!(malformed.out + malformed.err).contains("hunter2"), malformed.out);
            QVERIFY2(malformed.out.contains("********"), malformed.out);
        }
    }

    void removesAKeyWithoutAWordOfItsOwnOptions()
    {
        const Output unset = cli({u"toml"_s, u"unset"_s, m_file, u"open_banking.dcr.scope"_s});
        QCOMPARE(unset.status, 0);
        QVERIFY2(!unset.err.contains("option not defined"), unset.err);
        QVERIFY(!read(m_file).contains("cdr-registration"));
    }

    void writesWithABackupAndShowsTheDifference()
    {
        QCOMPARE(chmod(QFile::encodeName(m_file).constData(), 0640), 0);
        const Output dry = cli({u"toml"_s, u"set"_s, m_file, SandboxKeys, u"https://x/y.jwks"_s, u"--dry-run"_s});
        QCOMPARE(dry.status, 0);
        QCOMPARE(read(m_file), read(IsSample));
        QVERIFY(!QFile::exists(m_file + u".bak"_s));
        const Output set = cli({u"toml"_s, u"set"_s, m_file, SandboxKeys, u"https://x/y.jwks"_s});
        QCOMPARE(set.status, 0);
        QCOMPARE(set.out, dry.out);
        QVERIFY(set.err.contains("Restart the Identity Server"));
        QCOMPARE(read(m_file + u".bak"_s), read(IsSample));
        QVERIFY(read(m_file).contains("jwks_url_sandbox = \"https://x/y.jwks\"\n"));
        const QByteArray after = read(m_file);
        // What is printed is what patch takes.
        QVERIFY(write(m_file, read(IsSample)));
        QVERIFY(write(m_folder->filePath(u"diff"_s), set.out));
        const Output patch = runProgram(u"patch"_s, {u"-F0"_s, m_file, m_folder->filePath(u"diff"_s)});
        QVERIFY2(patch.status == 0, patch.out.constData());
        QCOMPARE(read(m_file), after);
        struct stat status = {};
        QCOMPARE(stat(QFile::encodeName(m_file + u".bak"_s).constData(), &status), 0);
        QCOMPARE(status.st_mode & 0777U, 0640U);
    }

    void saysThatNothingChanges()
    {
        QCOMPARE(cli({u"toml"_s, u"set"_s, m_file, u"open_banking.dcr.use_softwareIdForAppName"_s, u"true"_s}).out, "");
        QVERIFY(!QFile::exists(m_file + u".bak"_s));
        const Output json =
            cli({u"toml"_s, u"set"_s, m_file, u"open_banking.dcr.use_softwareIdForAppName"_s, u"true"_s, u"--json"_s});
        QVERIFY(json.json()["outcome"] == "already-so");
        QVERIFY(json.json()["written"] == false);
    }

    void warnsOfAKeyThatTheServerDoesNotKnow()
    {
        const Output set = cli({u"toml"_s, u"set"_s, m_file, u"open_banking.dcr.scpoe"_s, u"\"x\""_s});
        QCOMPARE(set.status, 0);
        QVERIFY2(set.err.contains("warning: The server does not know open_banking.dcr.scpoe"), set.err.constData());
        QVERIFY(set.err.contains("Perhaps scope is meant"));
    }

    void setsListsTablesAndElements()
    {
        const QString scope = u"open_banking.dcr.registration.scope.allowed_values"_s;
        QCOMPARE(cli({u"toml"_s, u"set"_s, m_file, scope, u"[\"accounts\", \"payments\"]"_s}).status, 0);
        QCOMPARE(
            cli({u"toml"_s, u"set"_s, m_file, u"open_banking.dcr.regulatory_issuers.iss[1].name"_s, u"Other"_s}).status,
            0);
        QCOMPARE(cli({u"toml"_s, u"get"_s, m_file, u"open_banking.dcr.regulatory_issuers.iss"_s, u"--json"_s})
                     .json()["value"]
                     .size(),
                 2U);
        QCOMPARE(
            cli({u"toml"_s, u"unset"_s, m_file, u"open_banking.dcr.regulatory_issuers.iss[name=OpenBanking Ltd]"_s})
                .status,
            0);
        QCOMPARE(cli({u"toml"_s, u"get"_s, m_file, u"open_banking.dcr.regulatory_issuers.iss[0].name"_s}).out,
                 "Other\n");
        QCOMPARE(cli({u"toml"_s, u"unset"_s, m_file, scope}).status, 0);
        QCOMPARE(cli({u"toml"_s, u"get"_s, m_file, scope}).status, 1);
    }

    void refuses_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("words");
        QTest::newRow("no value") << QStringList{u"set"_s, u"FILE"_s, SandboxKeys} << 2
                                  << QByteArray("VALUE is missing");
        QTest::newRow("no key") << QStringList{u"get"_s, u"FILE"_s} << 2 << QByteArray("KEY");
        QTest::newRow("wrong type") << QStringList{u"set"_s, u"FILE"_s, u"open_banking.dcr.use_softwareIdForAppName"_s,
                                                   u"5"_s}
                                    << 1 << QByteArray("true or false");
        QTest::newRow("no TOML") << QStringList{u"set"_s, u"FILE"_s, u"open_banking.dcr.zz"_s, u"a b"_s} << 1
                                 << QByteArray("double quotes");
        QTest::newRow("which element") << QStringList{u"set"_s, u"FILE"_s, u"event_listener.order"_s, u"1"_s} << 1
                                       << QByteArray("event_listener[0]");
        QTest::newRow("no file") << QStringList{u"get"_s, u"/nonexistent"_s, u"a"_s} << 3 << QByteArray("no file");
        QTest::newRow("a folder") << QStringList{u"get"_s, u"/tmp"_s, u"a"_s} << 3 << QByteArray("folder");
        QTest::newRow("server") << QStringList{u"keys"_s, u"--server"_s, u"x"_s} << 2 << QByteArray("apim");
    }
    void refuses()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, status);
        QFETCH(QByteArray, words);
        arguments.replaceInStrings(u"FILE"_s, m_file);
        const Output output = cli(QStringList{u"toml"_s} + arguments);
        QCOMPARE(output.status, status);
        QVERIFY2(output.err.contains(words), output.err.constData());
        QCOMPARE(read(m_file), read(IsSample));
    }

    void namesTheLineThatIsNotToml()
    {
        QVERIFY(write(m_file, "[open_banking.dcr]\ntoken_endpoint = https://x\n"));
        const Output get = cli({u"toml"_s, u"get"_s, m_file, u"a"_s});
        QCOMPARE(get.status, 1);
        QVERIFY(get.err.contains("Line 2, column 18"));
        const Output check = cli({u"toml"_s, u"check"_s, m_file});
        QCOMPARE(check.status, 1);
        QVERIFY(check.out.contains(":2: error:"));
        QVERIFY(check.out.contains("token_endpoint = \"https://x\""));
    }

    void checksTwoServersTogether()
    {
        const Output good = cli({u"toml"_s, u"check"_s, m_file, AmSample, u"--json"_s});
        QCOMPARE(good.status, 0);
        QVERIFY(good.json()["files"][0]["server"] == "is");
        QVERIFY(good.json()["files"][1]["server"] == "apim");
        QCOMPARE(good.json()["between"].size(), 0U);
        QCOMPARE(cli({u"toml"_s, u"check"_s, m_file, u"--strict"_s}).status, 1);
        QCOMPARE(cli({u"toml"_s, u"set"_s, m_file, u"open_banking.dcr.use_softwareIdForAppName"_s, u"false"_s}).status,
                 0);
        const Output bad = cli({u"toml"_s, u"check"_s, m_file, AmSample, u"--json"_s});
        QCOMPARE(bad.status, 1);
        QVERIFY(bad.json()["between"][0]["id"] == "pair.differs");
        QCOMPARE(cli({u"toml"_s, u"check"_s, AmSample, u"--apim-release"_s, u"4.1.0"_s}).status, 1);
        QCOMPARE(cli({u"toml"_s, u"check"_s, AmSample, u"--key-manager"_s, u"Other"_s}).status, 1);
    }

    void listsTheKnownKeys()
    {
        const Json keys =
            cli({u"toml"_s, u"keys"_s, u"--server"_s, u"apim"_s, u"--generation"_s, u"a"_s, u"--json"_s}).json();
        QVERIFY(keys.size() > 30);
        for (const Json &key : keys)
            QVERIFY(key["server"] != "is" && key["generation"] != "b");
        QVERIFY(cli({u"toml"_s, u"keys"_s}).out.contains("open_banking.dcr.registration.callback_uris.allowed_values"));
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_file;
};

QTEST_GUILESS_MAIN(TestCliToml)
#include "test_cli_toml.moc"
