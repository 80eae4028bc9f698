#include "cli_runner.h"

#include <QDir>
#include <QFile>

using namespace gatehouse;
using namespace gatehouse::test;

/// `gatehouse-cli` as scripts use it: exit statuses, JSON, and what other programs make of its files.
class TestCliCommands : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void explainsEachCommand_data();
    void explainsEachCommand();
    void refusesWrongUsage_data();
    void refusesWrongUsage();
    void saysThatAFileCannotBeRead_data();
    void saysThatAFileCannotBeRead();
    void takesTheDocumentedSampleApart();
    void findsTheSampleFreshInItsDay();
    void readsAStatementInEveryForm_data();
    void readsAStatementInEveryForm();
    void showsNoControlCharacter();
    void verifiesASignature_data();
    void verifiesASignature();
    void listsKeys();
    void signsWhatOthersVerify();
    void refusesAKeyWithAPassword();
    void noticesThatItsOutputIsLost();
    void demonstratesEverything();
    void leavesAFolderThatIsNotItsOwnAsItIs();
    void keepsSecretsToItself();

private:
    QString file(const QString &name) const { return m_temporary.filePath(name); }
    bool write(const QString &name, const QByteArray &bytes) const
    {
        QFile out(file(name));
        return out.open(QIODevice::WriteOnly) && out.write(bytes) == bytes.size();
    }
    static QByteArray read(const QString &path)
    {
        QFile in(path);
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }

    QTemporaryDir m_temporary;
};

namespace {

const QString Wso2 = QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/");
const QString Keys = Wso2 + QStringLiteral("docs-public-keys.jwks.json");
const QString Seed = Wso2 + QStringLiteral("seed-curl-command.txt");
const QString Request = Wso2 + QStringLiteral("docs-jwts/req-oQ4KoaavpOuoE7rvQsZEOV-3805cbef.jwt");
const QString Statement = Wso2 + QStringLiteral("docs-jwts/ssa-oQ4KoaavpOuoE7rvQsZEOV-ba36a505.jwt");

constexpr const char *Commands[] = {"serve",       "demo",       "tpp new",   "tpp sign",    "ssa inspect",
                                    "jwt verify", "jwks show", "clients list", "clients show",
                                    "clients approve", "clients suspend", "clients reactivate", "clients remove"};

QStringList words(const char *line)
{
    return QString::fromUtf8(line).split(QLatin1Char(' '), Qt::SkipEmptyParts);
}

Json check(const Json &inspection, const char *id)
{
    for (const Json &each : inspection["checks"]) {
        if (each["id"] == id)
            return each;
    }
    return {};
}

bool contains(const Json &value, const char *text)
{
    return value.is_string() && value.get<std::string>().find(text) != std::string::npos;
}

} // namespace

void TestCliCommands::initTestCase()
{
    QCOMPARE(cli({QStringLiteral("tpp"), QStringLiteral("new"), file(QStringLiteral("kit")), QStringLiteral("--data-dir"), file(QStringLiteral("workspace"))}).status, 0);
}

void TestCliCommands::explainsEachCommand_data()
{
    QTest::addColumn<QString>("line");
    for (const char *command : Commands)
        QTest::newRow(command) << QString::fromLatin1(command);
}

void TestCliCommands::explainsEachCommand()
{
    QFETCH(QString, line);
    const Output help = cli(words(line.toLatin1().constData()) << QStringLiteral("--help"));
    QCOMPARE(help.status, 0);
    QVERIFY2(help.out.contains("Usage: gatehouse-cli " + line.toLatin1()), help.out);
    QVERIFY(help.out.contains("--json") && help.out.contains("--data-dir"));
    QVERIFY(help.err.isEmpty());
    const Output overview = cli({QStringLiteral("--help")});
    QCOMPARE(overview.status, 0);
    QVERIFY(overview.out.contains(line.toLatin1()));
    QCOMPARE(cli({line.section(QLatin1Char(' '), 0, 0), QStringLiteral("--help")}).status, 0);
}

void TestCliCommands::refusesWrongUsage_data()
{
    QTest::addColumn<QString>("line");
    for (const char *line : {"", "nonsense", "tpp", "tpp nonsense", "serve --nonsense", "serve extra", "demo extra", "serve --port x", "serve --port 65536",
                             "serve --threads 0", "serve --mtls maybe", "serve --host nowhere", "tpp new", "tpp new a b", "tpp sign x.json",
                             "jwt verify x", "jwks show", "jwks show a b", "ssa inspect a b", "clients show", "clients list extra",
                             "clients list --status unknown", "clients list --limit 0", "clients list --data-dir="})
        QTest::newRow(line) << QString::fromLatin1(line);
    QTest::newRow("a moment that is none") << QStringLiteral("ssa inspect %1 --at yesterday").arg(Seed);
    QTest::newRow("an algorithm that is none") << QStringLiteral("jwt verify %1 --jwks %2 --alg none").arg(Request, Keys);
}

void TestCliCommands::refusesWrongUsage()
{
    QFETCH(QString, line);
    const Output output = cli(words(line.toUtf8().constData()));
    QCOMPARE(output.status, 2);
    QVERIFY2(output.out.isEmpty(), output.out);
    QVERIFY(!output.err.isEmpty());
}

void TestCliCommands::saysThatAFileCannotBeRead_data()
{
    QTest::addColumn<QString>("line");
    for (const char *line : {"ssa inspect missing", "jwt verify missing --jwks missing", "jwks show missing", "tpp sign missing --key k --kid k",
                             "serve --policy missing", "clients list --data-dir /proc/nowhere"})
        QTest::newRow(line) << QString::fromLatin1(line);
    QTest::newRow("a key set") << QStringLiteral("ssa inspect %1 --jwks missing").arg(Seed);
    QTest::newRow("a certificate") << QStringLiteral("ssa inspect %1 --cert missing").arg(Seed);
}

void TestCliCommands::saysThatAFileCannotBeRead()
{
    QFETCH(QString, line);
    const Output output = cli(words(line.toUtf8().constData()));
    QVERIFY2(output.status == 3, QByteArray::number(output.status) + output.err);
    QVERIFY(output.out.isEmpty());
    QVERIFY2(output.err.contains("missing") || output.err.contains("nowhere"), output.err);
}

void TestCliCommands::takesTheDocumentedSampleApart()
{
    const Output output = cli({QStringLiteral("ssa"), QStringLiteral("inspect"), Seed, QStringLiteral("--jwks"), Keys, QStringLiteral("--json")});
    QCOMPARE(output.status, 1);
    const Json json = output.json();
    QVERIFY(json["signature"]["status"] == "valid");
    QVERIFY(json["signature"]["kid"] == "GqhKVTANnLMYpGGfAtJ1Nhdkgjw");
    QVERIFY(json["header"]["alg"] == "PS256");
    QVERIFY(json["claims"]["software_id"] == "sgsMuc8ACBgBzinpr8oJ8B");
    QVERIFY(check(json, "request.not-expired")["outcome"] == "fail");
    QVERIFY(contains(check(json, "request.not-expired")["message"], "2022-01-25T07:06:55Z"));
    const Json issuer = check(json, "request.issuer-is-software-id");
    QVERIFY(issuer["outcome"] == "fail" && issuer["claim"] == "iss" && issuer.contains("reference"));
    QVERIFY(contains(issuer["message"], "sgsMuc8ACBgBzinpr8oJ8B") && contains(issuer["message"], "u3ZWlf9Yt42dyZgIvzkvqb"));
    const Json statement = json["software_statement"];
    QVERIFY(statement["claims"]["software_id"] == "u3ZWlf9Yt42dyZgIvzkvqb");
    QVERIFY(statement["signature"]["status"] == "invalid");
    QVERIFY(contains(statement["signature"]["reason"], "'}' at position 343"));
    QVERIFY(check(statement, "statement.is-signed-jwt")["outcome"] == "fail");
    for (const Json &each : json["checks"]) {
        const std::string outcome = each["outcome"];
        QVERIFY(outcome == "pass" || outcome == "warn" || outcome == "fail" || outcome == "skipped");
        QVERIFY(each.contains("id") && each.contains("message") && each.contains("claim") && each.contains("reference"));
    }
}

void TestCliCommands::findsTheSampleFreshInItsDay()
{
    const Output output = cli({QStringLiteral("ssa"), QStringLiteral("inspect"), Seed, QStringLiteral("--jwks"), Keys, QStringLiteral("--at"),
                               QStringLiteral("2022-01-25T06:30:00Z"), QStringLiteral("--json")});
    QCOMPARE(output.status, 1);
    QVERIFY(check(output.json(), "request.not-expired")["outcome"] == "pass");
    QVERIFY(check(output.json(), "request.issued-at")["outcome"] == "pass");
    QVERIFY(check(output.json(), "request.issuer-is-software-id")["outcome"] == "fail");
}

void TestCliCommands::readsAStatementInEveryForm_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isRequest");
    const QByteArray statement = read(Statement).trimmed();
    const QByteArray request = read(Request).trimmed();
    QTest::newRow("a statement") << statement << false;
    QTest::newRow("a statement and a line's end") << statement + "\r\n" << false;
    QTest::newRow("JSON that holds it") << "{\"software_statement\": \"" + statement + "\"}" << false;
    QTest::newRow("a request") << request << true;
    QTest::newRow("a curl command") << "curl -X POST https://bank.example/register -H 'Content-Type: application/jwt' -d '" + request + "'" << true;
}

void TestCliCommands::readsAStatementInEveryForm()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, isRequest);
    const QStringList options{QStringLiteral("--jwks"), Keys, QStringLiteral("--json")};
    const Output piped = cli(words("ssa inspect -") + options, text);
    QVERIFY2(piped.status == 0, piped.err + piped.out);
    QVERIFY(piped.json()["signature"]["status"] == "valid");
    QCOMPARE(piped.json().contains("software_statement"), isRequest);
    QVERIFY(write(QStringLiteral("token"), text));
    QVERIFY(cli(words("ssa inspect") << file(QStringLiteral("token")) << options).json() == piped.json());
    // Nothing at hand to verify with: that is not the same as valid.
    const Output unverified = cli(words("ssa inspect --json"), text);
    QVERIFY(unverified.json()["signature"]["status"] == "unverified");
}

void TestCliCommands::showsNoControlCharacter()
{
    QVERIFY(write(QStringLiteral("claims.json"), "{\"iss\": \"\\u001b]0;pwned\\u0007\", \"software_id\": \"\\u009b31m\xc2\x9b\"}"));
    const Output token = cli({QStringLiteral("tpp"), QStringLiteral("sign"), file(QStringLiteral("claims.json")), QStringLiteral("--key"),
                              file(QStringLiteral("kit/signing.key")), QStringLiteral("--kid"), QStringLiteral("k")});
    QCOMPARE(token.status, 0);
    const Output shown = cli(words("ssa inspect"), token.out);
    QCOMPARE(shown.status, 1);
    QVERIFY(!shown.out.contains('\x1b') && !shown.out.contains('\x07') && !shown.out.contains("\xc2\x9b"));
}

void TestCliCommands::verifiesASignature_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QString>("algorithms");
    QTest::addColumn<int>("status");
    const QByteArray request = read(Request).trimmed();
    QTest::newRow("valid") << request << QString() << 0;
    QTest::newRow("valid, with a line's end") << request + '\n' << QStringLiteral("PS256,ES256") << 0;
    QTest::newRow("another algorithm allowed") << request << QStringLiteral("ES256") << 1;
    QTest::newRow("a changed claim") << request.left(300) + (request[300] == 'A' ? 'B' : 'A') + request.mid(301) << QString() << 1;
    QTest::newRow("unsigned") << "eyJhbGciOiJub25lIn0." + request.split('.')[1] + '.' << QString() << 1;
    QTest::newRow("nonsense") << QByteArray("nonsense") << QString() << 1;
    QTest::newRow("nothing") << QByteArray() << QString() << 1;
}

void TestCliCommands::verifiesASignature()
{
    QFETCH(QByteArray, token);
    QFETCH(QString, algorithms);
    QFETCH(int, status);
    QStringList arguments = words("jwt verify - --json --jwks") << Keys;
    if (!algorithms.isEmpty())
        arguments << QStringLiteral("--alg") << algorithms;
    const Output output = cli(arguments, token);
    QVERIFY2(output.status == status, output.err + output.out);
    QCOMPARE(output.json()["valid"] == true, status == 0);
    QCOMPARE(output.json()["reason"] == "", status == 0);
}

void TestCliCommands::listsKeys()
{
    const Output output = cli(words("jwks show --json") << Wso2 + QStringLiteral("docs-keystore.jwks.json"));
    QVERIFY2(output.status == 0, output.err);
    const Json json = output.json();
    QVERIFY(json["keys"].size() > 0);
    for (const Json &key : json["keys"]) {
        for (const char *name : {"kid", "kty", "bits", "use", "alg", "thumbprint"})
            QVERIFY2(key.contains(name), name);
    }
    QVERIFY(write(QStringLiteral("private.json"), runProgram(QStringLiteral("jose"), words("jwk gen -i {\"alg\":\"ES256\"}")).out));
    const Output own = cli(words("jwks show") << file(QStringLiteral("private.json")));
    const QByteArray secret = QByteArray::fromStdString(parseJson(read(file(QStringLiteral("private.json")))).value()["d"].get<std::string>());
    QVERIFY(!secret.isEmpty() && !own.out.contains(secret) && !own.err.contains(secret));
}

void TestCliCommands::signsWhatOthersVerify()
{
    QVERIFY(write(QStringLiteral("claims.json"), "{\"iss\": \"someone\", \"n\": 1}"));
    const QString key = file(QStringLiteral("kit/signing.key"));
    const Output token = cli({QStringLiteral("tpp"), QStringLiteral("sign"), file(QStringLiteral("claims.json")), QStringLiteral("--key"), key, QStringLiteral("--kid"),
                              QStringLiteral("mine"), QStringLiteral("--ssa"), file(QStringLiteral("kit/ssa.jwt"))});
    QVERIFY2(token.status == 0, token.err);
    QVERIFY(write(QStringLiteral("token.jwt"), token.out.trimmed()));
    const Output verified = runProgram(
        QStringLiteral("/usr/bin/python3"), {QStringLiteral("-c"), QStringLiteral("import sys\n"
                                                                       "from jwcrypto import jwk, jws\n"
                                                                       "key = jwk.JWK.from_pem(open(sys.argv[1], 'rb').read())\n"
                                                                       "token = jws.JWS()\n"
                                                                       "token.allowed_algs = ['PS256']\n"
                                                                       "token.deserialize(open(sys.argv[2]).read(), key)\n"
                                                                       "sys.stdout.write(token.payload.decode())"),
                                    file(QStringLiteral("kit/signing.pem")), file(QStringLiteral("token.jwt"))});
    QVERIFY2(verified.status == 0, verified.err);
    QVERIFY(verified.json()["iss"] == "someone");
    QCOMPARE(QByteArray::fromStdString(verified.json()["software_statement"].get<std::string>()), read(file(QStringLiteral("kit/ssa.jwt"))).trimmed());

    // An elliptic key, made and verified by the jose command.
    QCOMPARE(runProgram(QStringLiteral("openssl"), words("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out") << file(QStringLiteral("ec.key"))).status, 0);
    const Output signedByEc = cli({QStringLiteral("tpp"), QStringLiteral("sign"), file(QStringLiteral("claims.json")), QStringLiteral("--key"), file(QStringLiteral("ec.key")),
                                   QStringLiteral("--kid"), QStringLiteral("ec"), QStringLiteral("--json")});
    QVERIFY2(signedByEc.status == 0, signedByEc.err);
    QVERIFY(write(QStringLiteral("ec.jwt"), QByteArray::fromStdString(signedByEc.json()["jwt"].get<std::string>())));
    const Output exported = runProgram(QStringLiteral("/usr/bin/python3"), {QStringLiteral("-c"), QStringLiteral("import sys\nfrom jwcrypto import jwk\nprint(jwk.JWK.from_pem(open(sys.argv[1],'rb').read()).export_public())"),
                                                                   file(QStringLiteral("ec.key"))});
    QVERIFY(write(QStringLiteral("ec.json"), exported.out));
    const Output joseVerified = runProgram(QStringLiteral("jose"), words("jws ver -i") << file(QStringLiteral("ec.jwt")) << QStringLiteral("-k") << file(QStringLiteral("ec.json")) << QStringLiteral("-O-"));
    QVERIFY2(joseVerified.status == 0, joseVerified.err);
    QVERIFY(joseVerified.json()["n"] == 1);
    QCOMPARE(cli({QStringLiteral("tpp"), QStringLiteral("sign"), file(QStringLiteral("claims.json")), QStringLiteral("--key"), file(QStringLiteral("ec.key")),
                  QStringLiteral("--kid"), QStringLiteral("ec"), QStringLiteral("--alg"), QStringLiteral("none")}).status, 2);
}

void TestCliCommands::refusesAKeyWithAPassword()
{
    QCOMPARE(runProgram(QStringLiteral("openssl"), words("genpkey -algorithm RSA -aes256 -pass pass:secret -out") << file(QStringLiteral("locked.key"))).status, 0);
    QVERIFY(write(QStringLiteral("claims.json"), "{}"));
    // It must not wait for a terminal.
    const Output output = cli({QStringLiteral("tpp"), QStringLiteral("sign"), file(QStringLiteral("claims.json")), QStringLiteral("--key"),
                               file(QStringLiteral("locked.key")), QStringLiteral("--kid"), QStringLiteral("k")});
    QVERIFY2(output.status == 1 || output.status == 3, QByteArray::number(output.status));
    QVERIFY2(output.err.contains("password") || output.err.contains("encrypted"), output.err);
}

void TestCliCommands::noticesThatItsOutputIsLost()
{
    const Output output = runProgram(QStringLiteral("sh"), {QStringLiteral("-c"), QStringLiteral("exec \"$0\" jwks show \"$1\" > /dev/full"), QStringLiteral(GATEHOUSE_CLI), Keys});
    QCOMPARE(output.status, 3);
    QVERIFY(!output.err.isEmpty());
}

void TestCliCommands::demonstratesEverything()
{
    const Output output = cli(words("demo --json"));
    QVERIFY2(output.status == 0, output.err);
    const Json json = output.json();
    QCOMPARE(json.size(), std::size_t(5));
    const int statuses[] = {201, 200, 200, 200, 204};
    for (std::size_t i = 0; i < json.size(); ++i)
        QCOMPARE(json[i]["status"].get<int>(), statuses[i]);
    QVERIFY(json[0]["checks"].size() > 40);
    QCOMPARE(cli(words("demo")).status, 0);
}

void TestCliCommands::leavesAFolderThatIsNotItsOwnAsItIs()
{
    const QString folder = file(QStringLiteral("shared"));
    QVERIFY(QDir().mkpath(folder) && write(QStringLiteral("shared/notes.txt"), "mine"));
    const auto rights = [](const QString &path) { return runProgram(QStringLiteral("stat"), {QStringLiteral("-c"), QStringLiteral("%a"), path}).out.trimmed(); };
    QVERIFY(QFile::setPermissions(folder, QFile::Permissions(0x7755)));
    QCOMPARE(rights(folder), "755");
    QCOMPARE(cli(words("clients list --json --data-dir") << folder).status, 0);
    QCOMPARE(rights(folder), "755");
    QCOMPARE(rights(file(QStringLiteral("workspace"))), "700");
}

void TestCliCommands::keepsSecretsToItself()
{
    const QString folder = file(QStringLiteral("another kit"));
    const Output made = cli({QStringLiteral("tpp"), QStringLiteral("new"), folder, QStringLiteral("--json"), QStringLiteral("--data-dir"), file(QStringLiteral("workspace"))});
    QCOMPARE(made.status, 0);
    for (const char *name : {"software_id", "org_id", "kid", "folder", "endpoint"})
        QVERIFY2(made.json().contains(name), name);
    QVERIFY(!made.out.contains("PRIVATE") && !made.err.contains("PRIVATE"));
    QVERIFY(!read(folder + QStringLiteral("/kit.json")).contains("PRIVATE"));
    const Output demo = cli(words("demo"));
    // Of the token only what tells it from another; of the assertion the same.
    QVERIFY(demo.out.contains("\"access_token\":\"****") && demo.out.contains("client_assertion=****"));
    QVERIFY(!demo.out.contains("\"access_token\":\"eyJ") && !demo.out.contains("client_assertion=eyJ"));
}

QTEST_GUILESS_MAIN(TestCliCommands)
#include "test_cli_commands.moc"
