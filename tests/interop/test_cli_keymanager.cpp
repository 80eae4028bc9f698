#include "base/files.h"
#include "cli_runner.h"
#include "vault/vault_file.h"

#include <QDir>
#include <QFile>

using namespace gatehouse;
using namespace gatehouse::test;

/// `gatehouse-cli keymanager` as scripts use it.
class TestCliKeyManager : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void explainsEachCommand_data();
    void explainsEachCommand();
    void refusesWrongUsage_data();
    void refusesWrongUsage();
    void namesEachMissingField();
    void findsAWholeOneValid();
    void comparesTheNameWithTheDeployment();
    void refusesWhatIsNoKeyManager();
    void goesThroughALifeOfAKeyManager();
    void keepsAPasswordInTheVault();
    void needsAPassphraseForAPassword();
    void leavesOutASecretThatNothingKeepsOnlyWhenTold();
    void takesNoAsterisksForAPassword();
    void importsOnlyWhatItCanRead();
    void replacesOnlyWhenTold();
    void keepsWhatAReplacementDoesNotSay();
    void leavesNothingInTheVaultOfWhatIsNotSaved();
    void fillsFromTheRunningSandbox();
    void saysWhyADiscoveryFails();

private:
    Output run(QStringList words, const QByteArray &input = {})
    {
        return cli(QStringList{QStringLiteral("keymanager")} + words
                       + QStringList{QStringLiteral("--data-dir"), m_folder->filePath(QStringLiteral("workspace"))},
                   input);
    }
    Output run(const QByteArray &line, const QByteArray &input = {})
    {
        return run(QString::fromUtf8(line).split(QLatin1Char(' '), Qt::SkipEmptyParts), input);
    }
    QString write(const QString &name, const QByteArray &bytes)
    {
        const QString path = m_folder->filePath(name);
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("%s cannot be written", qPrintable(path));
        return path;
    }
    QStringList passwordOptions()
    {
        return {QStringLiteral("--password-file"), write(QStringLiteral("password"), "wso2-s3cret\n"),
                QStringLiteral("--vault-passphrase-file"), write(QStringLiteral("passphrase"), "correct horse\n")};
    }
    QStringList createWords() const
    {
        return {QStringLiteral("create"),        QStringLiteral("--is"), QStringLiteral("is.bank.example"),
                QStringLiteral("--apim"),        QStringLiteral("apim"), QStringLiteral("--username"),
                QStringLiteral("admin@wso2.com")};
    }

    /// What the vault keeps, whatever it is called.
    QList<QByteArray> keptPasswords() const
    {
        const vault::VaultFile file(m_folder->filePath(QStringLiteral("workspace/vault.json")));
        const auto key = file.open(vault::Secret("correct horse"));
        const auto secrets = readFile(file.path(), vault::MaxVaultFileBytes).and_then([&](const QByteArray &bytes) {
            return vault::unsealSecrets(bytes, *key);
        });
        QList<QByteArray> all;
        for (const auto &[name, secret] : *secrets)
            all.append(secret.toByteArray());
        return all;
    }

    QCA::Initializer m_crypto;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestCliKeyManager::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    qunsetenv("GATEHOUSE_VAULT_PASSPHRASE");
    qunsetenv("GATEHOUSE_KEY_MANAGER_PASSWORD");
}

void TestCliKeyManager::explainsEachCommand_data()
{
    QTest::addColumn<QString>("command");
    for (const char *command :
         {"list", "show", "validate", "discover", "import", "export", "create", "remove", "enable", "disable"})
        QTest::newRow(command) << QString::fromLatin1(command);
}

void TestCliKeyManager::explainsEachCommand()
{
    QFETCH(QString, command);
    const Output help = cli({QStringLiteral("keymanager"), command, QStringLiteral("--help")});
    QCOMPARE(help.status, 0);
    QVERIFY(help.out.contains("gatehouse-cli keymanager " + command.toUtf8()));
    QVERIFY(
        cli({QStringLiteral("keymanager"), QStringLiteral("--help")}).out.contains("keymanager " + command.toUtf8()));
}

void TestCliKeyManager::refusesWrongUsage_data()
{
    QTest::addColumn<QString>("line");
    for (const char *line : {"show", "validate", "discover", "import", "export", "remove", "enable", "disable",
                             "validate a b", "export x --api v5", "create", "create --template other",
                             "create --is https://is", "create --template sandbox", "create --template blank",
                             "discover https://is/ --apply", "create --is is --apim a/b"})
        QTest::newRow(line) << QString::fromLatin1(line);
}

void TestCliKeyManager::refusesWrongUsage()
{
    QFETCH(QString, line);
    const Output output = run(line.toUtf8().constData());
    QCOMPARE(output.status, 2);
    QVERIFY(!output.err.isEmpty());
    QVERIFY(output.out.isEmpty());
}

void TestCliKeyManager::namesEachMissingField()
{
    const Output output = run("validate - --json", R"({"name":"OBKM","type":"ObKeyManager","enabled":"yes"})");
    QCOMPARE(output.status, 1);
    const Json json = output.json();
    QVERIFY(json["valid"] == false);
    QStringList errors;
    for (const Json &finding : json["findings"]) {
        if (finding["severity"] == "error")
            errors.append(QString::fromStdString(finding["field"].get<std::string>()));
    }
    for (const char *field :
         {"enabled", "displayName", "issuer", "clientRegistrationEndpoint", "introspectionEndpoint", "tokenEndpoint",
          "revokeEndpoint", "additionalProperties.Username", "additionalProperties.Password", "certificates"})
        QVERIFY2(errors.contains(QLatin1String(field)), field);
    QCOMPARE(errors.size(), 10);
    const Output text = run("validate -", R"({"name":"OBKM","type":"ObKeyManager"})");
    QVERIFY2(text.out.contains("error   tokenEndpoint: Token Endpoint is missing."), text.out.constData());
}

void TestCliKeyManager::findsAWholeOneValid()
{
    QCOMPARE(run(createWords() + passwordOptions()).status, 0);
    const Output exported = run("export OBKM");
    QCOMPARE(exported.status, 0);
    const Output verdict = run("validate -", exported.out);
    QVERIFY2(verdict.status == 0, verdict.out.constData());
}

void TestCliKeyManager::comparesTheNameWithTheDeployment()
{
    QCOMPARE(run(createWords()).status, 0);
    const Output verdict = run("validate - --deployment-name OBKeyManager", run("export OBKM").out);
    QCOMPARE(verdict.status, 1);
    QVERIFY2(verdict.out.contains("[open_banking.keyManager]"), verdict.out.constData());
}

void TestCliKeyManager::refusesWhatIsNoKeyManager()
{
    QCOMPARE(run("validate -", "<html>").status, 1);
    QCOMPARE(run("import -", R"({"list":[]})").status, 1);
    QCOMPARE(run("validate /nowhere.json").status, 3);
    QCOMPARE(run("show nobody").status, 3);
}

void TestCliKeyManager::goesThroughALifeOfAKeyManager()
{
    QVERIFY(run("list --json").json().empty());
    const Output made = run(createWords() + QStringList(QStringLiteral("--json")));
    QVERIFY2(made.status == 0, made.err.constData());
    QCOMPARE(run(createWords()).status, 3); // the name is taken
    const Json list = run("list --json").json();
    QCOMPARE(list.size(), 1U);
    QVERIFY(list[0]["name"] == "OBKM" && list[0]["enabled"] == true && list[0]["errors"] == 1);
    QVERIFY(list[0]["id"] == made.json()["id"]);
    QCOMPARE(run("disable OBKM").status, 0);
    const Json shown = run("show OBKM --json").json();
    QVERIFY(shown["key_manager"]["enabled"] == false);
    QVERIFY(shown["key_manager"]["issuer"] == "https://is.bank.example:9446/oauth2/token");
    QVERIFY(shown["server"] == "https://apim:9443");
    QVERIFY(shown["findings"][0]["field"] == "additionalProperties.Password");
    QVERIFY(run("show OBKM").out.contains("Revoke Endpoint"));
    QCOMPARE(run("enable OBKM").status, 0);
    QVERIFY(run("list").out.contains("enabled"));
    QCOMPARE(run("remove OBKM").status, 0);
    QVERIFY(run("list --json").json().empty());
    QCOMPARE(run("remove OBKM").status, 3);
}

void TestCliKeyManager::keepsAPasswordInTheVault()
{
    const QStringList options = passwordOptions();
    QCOMPARE(run(createWords() + options).status, 0);
    QVERIFY(run("show OBKM --json").json()["findings"].empty());
    const Output masked = run("export OBKM --api v2");
    QVERIFY(masked.json()["additionalProperties"]["Password"] == "*****");
    QVERIFY2(masked.err.contains("Display Token Endpoint"), masked.err.constData());
    const QString file = m_folder->filePath(QStringLiteral("out.json"));
    const Output whole = run(QStringList{QStringLiteral("export"), QStringLiteral("OBKM"),
                                         QStringLiteral("--with-secrets"), QStringLiteral("-o"), file}
                             + options.mid(2));
    QVERIFY2(whole.status == 0, whole.err.constData());
    QFile exported(file);
    QVERIFY(exported.open(QIODevice::ReadOnly));
    QVERIFY(exported.readAll().contains(R"("Password": "wso2-s3cret")"));
    QCOMPARE(exported.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    QFile::remove(file);
    QFile::remove(m_folder->filePath(QStringLiteral("password")));
    QDir workspace(m_folder->filePath(QStringLiteral("workspace")));
    for (const QFileInfo &info : workspace.entryInfoList(QDir::Files)) {
        QFile each(info.filePath());
        QVERIFY(each.open(QIODevice::ReadOnly));
        QVERIFY2(!each.readAll().contains("wso2-s3cret"), qPrintable(info.fileName()));
    }
}

void TestCliKeyManager::needsAPassphraseForAPassword()
{
    const QByteArray text = R"({"name":"A","type":"ObKeyManager","additionalProperties":{"Password":"x"}})";
    const Output without = run("import -", text);
    QCOMPARE(without.status, 3);
    QVERIFY2(without.err.contains("--vault-passphrase-file"), without.err.constData());
    QVERIFY(run("list --json").json().empty());
    QCOMPARE(run("import - --without-secrets", text).status, 0);
    QVERIFY(!run("show A --json").json()["key_manager"]["additionalProperties"].contains("Password"));
}

void TestCliKeyManager::leavesOutASecretThatNothingKeepsOnlyWhenTold()
{
    const QByteArray text = R"({"name":"A","type":"ObKeyManager","connectionPassword":"hush",)"
                            R"("additionalProperties":{"x":{"pwd":"hush"}}})";
    const Output refused = run("import -", text);
    QCOMPARE(refused.status, 1);
    for (const char *part : {"connectionPassword is a secret", "additionalProperties.x.pwd", "--without-secrets"})
        QVERIFY2(refused.err.contains(part), refused.err.constData());
    QVERIFY(!refused.err.contains("hush"));
    QVERIFY(run("list --json").json().empty());
    QCOMPARE(run("import - --without-secrets", text).status, 0);
    QVERIFY(run("export A").json()["connectionPassword"] == "*****");
    QVERIFY(run("validate -", text).out.contains("connectionPassword"));
    QDir workspace(m_folder->filePath(QStringLiteral("workspace")));
    for (const QFileInfo &info : workspace.entryInfoList(QDir::Files)) {
        QFile each(info.filePath());
        QVERIFY(each.open(QIODevice::ReadOnly));
        QVERIFY2(!each.readAll().contains("hush"), qPrintable(info.fileName()));
    }
}

void TestCliKeyManager::takesNoAsterisksForAPassword()
{
    const Output refused = run(
        createWords() + QStringList{QStringLiteral("--password-file"), write(QStringLiteral("password"), "*****\n")});
    QCOMPARE(refused.status, 2);
    QVERIFY2(refused.err.contains("asterisks"), refused.err.constData());
    QVERIFY(run("list --json").json().empty());
}

void TestCliKeyManager::importsOnlyWhatItCanRead()
{
    const Output output = run("import -", R"({"name":"A","type":"ObKeyManager","issuer":5})");
    QCOMPARE(output.status, 1);
    QVERIFY2(output.err.contains("Issuer is a number"), output.err.constData());
    QVERIFY(run("list --json").json().empty());
}

void TestCliKeyManager::replacesOnlyWhenTold()
{
    const QStringList options = passwordOptions();
    QCOMPARE(run(createWords() + options).status, 0);
    QByteArray text = run("export OBKM").out;
    text.replace("/oauth2/revoke", "/oauth2/revoke2");
    QCOMPARE(run("import -", text).status, 3);
    QCOMPARE(run("import - --replace", text).status, 0);
    const Json shown = run("show OBKM --json").json();
    QVERIFY(shown["key_manager"]["revokeEndpoint"] == "https://is.bank.example:9446/oauth2/revoke2");
    // The password came masked, and is still the vault's.
    QVERIFY(shown["findings"].empty());
    QVERIFY(run("export OBKM --with-secrets --vault-passphrase-file " + options[3].toUtf8())
                .json()["additionalProperties"]["Password"]
            == "wso2-s3cret");
}

void TestCliKeyManager::keepsWhatAReplacementDoesNotSay()
{
    const QStringList options = passwordOptions();
    const QByteArray exportAll = "export A --with-secrets --vault-passphrase-file " + options[3].toUtf8();
    const QByteArray text = R"({"id":"5b9a","name":"A","type":"ObKeyManager","additionalProperties":)"
                            R"({"Username":"u","Password":"first"}})";
    QCOMPARE(run("import - --vault-passphrase-file " + options[3].toUtf8(), text).status, 0);
    // A plain password that is to be left out is not the end of the one that the vault has.
    QByteArray again = text;
    again.replace(R"("id":"5b9a",)", "").replace("first", "second");
    QCOMPARE(run("import - --replace --without-secrets", again).status, 0);
    const Json whole = run(exportAll).json();
    QVERIFY(whole["additionalProperties"]["Password"] == "first");
    QVERIFY(whole["id"] == "5b9a");
    QCOMPARE(run("import - --replace --vault-passphrase-file " + options[3].toUtf8(), again).status, 0);
    QVERIFY(run(exportAll).json()["additionalProperties"]["Password"] == "second");
    // An id that it does say counts.
    QCOMPARE(run("import - --replace --without-secrets", QByteArray(text).replace("5b9a", "6c0b")).status, 0);
    QVERIFY(run("export A").json()["id"] == "6c0b");
}

void TestCliKeyManager::leavesNothingInTheVaultOfWhatIsNotSaved()
{
    const QStringList options = passwordOptions();
    QCOMPARE(run(createWords() + options).status, 0);
    const QList<QByteArray> one{"wso2-s3cret"};
    QCOMPARE(keptPasswords(), one);
    QCOMPARE(run(createWords() + options).status, 3); // the name is taken
    QCOMPARE(keptPasswords(), one);
    // A replacement without the property drops what the vault has of it.
    QCOMPARE(run("import - --replace --vault-passphrase-file " + options[3].toUtf8(),
                 R"({"name":"OBKM","type":"ObKeyManager"})")
                 .status,
             0);
    QCOMPARE(keptPasswords(), QList<QByteArray>());
}

void TestCliKeyManager::fillsFromTheRunningSandbox()
{
    Served served;
    const QString url = served.start(m_folder->filePath(QStringLiteral("workspace")));
    QVERIFY2(!url.isEmpty(), served.errors().constData());
    const QString wellKnown = url + QStringLiteral("/.well-known/openid-configuration");
    const Output found = run({QStringLiteral("discover"), wellKnown, QStringLiteral("--json")});
    QVERIFY2(found.status == 0, found.err.constData());
    const Json proposal = found.json();
    QVERIFY(proposal["issuer"] == url.toStdString());
    QHash<QString, QString> changes;
    for (const Json &change : proposal["changes"])
        changes.insert(QString::fromStdString(change["field"].get<std::string>()),
                       QString::fromStdString(change["after"].get<std::string>()));
    QCOMPARE(changes.value(QStringLiteral("clientRegistrationEndpoint")),
             url + QStringLiteral("/open-banking/v3.3.0/register"));
    QCOMPARE(changes.value(QStringLiteral("certificates")), url + QStringLiteral("/oauth2/jwks"));
    const Output made = run({QStringLiteral("create"), QStringLiteral("--template"), QStringLiteral("sandbox"),
                             QStringLiteral("--url"), url, QStringLiteral("--name"), QStringLiteral("Local")});
    QVERIFY2(made.status == 0, made.err.constData());
    QVERIFY(run("show Local --json").json()["key_manager"]["tokenEndpoint"]
            == (url + QStringLiteral("/oauth2/token")).toStdString());
    QCOMPARE(run({QStringLiteral("create"), QStringLiteral("--template"), QStringLiteral("blank"),
                  QStringLiteral("--name"), QStringLiteral("Other")})
                 .status,
             0);
    QCOMPARE(run({QStringLiteral("discover"), wellKnown, QStringLiteral("--name"), QStringLiteral("Other"),
                  QStringLiteral("--apply")})
                 .status,
             0);
    QVERIFY(run("show Other --json").json()["key_manager"]["issuer"] == url.toStdString());
    QCOMPARE(served.stop(), 0);
}

void TestCliKeyManager::saysWhyADiscoveryFails()
{
    QCOMPARE(run("discover http://is/.well-known/openid-configuration").status, 1);
    const Output nobody = run("discover https://127.0.0.1:1/.well-known/openid-configuration");
    QCOMPARE(nobody.status, 3);
    QVERIFY2(nobody.err.contains("https://127.0.0.1:1"), nobody.err.constData());
    QCOMPARE(run("discover https://is/ --name nobody").status, 3);
}

QTEST_GUILESS_MAIN(TestCliKeyManager)
#include "test_cli_keymanager.moc"
