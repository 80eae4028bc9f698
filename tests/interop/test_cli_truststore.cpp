#include "cli_runner.h"

#include "base/files.h"
#include "trust/certificate_bundle.h"
#include "trust/store_edit.h"
#include "trust/store_file.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>

#include <array>
#include <cstdlib>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace Qt::StringLiterals;

namespace {

constexpr char Secret[] = "wso2carbon";
const QString Wso2 = QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/");
const QString Root = Wso2 + u"obie/OB_SandBox_PP_Root_CA.cer"_s;
const QString Issuer = Wso2 + u"obie/OB_SandBox_PP_Issuing_CA.cer"_s;
const QString Transport = Wso2 + u"certs-by-kid/transport-_wRpIDvMXGHSYn-p5lAV4D86kW0.pem"_s;
const QString InItsDay = u"2022-01-25T06:30:00Z"_s;

trust::Certificate certificateIn(const QString &path)
{
    return readFile(path)
        .and_then([](const QByteArray &bytes) { return trust::readCertificates(bytes); })
        .value()
        .certificates.constFirst();
}

bool writeFile(const QString &path, const QByteArray &bytes)
{
    QFile out(path);
    return out.open(QIODevice::WriteOnly) && out.write(bytes) == bytes.size();
}

QStringList list(std::initializer_list<const char *> words)
{
    QStringList texts;
    for (const char *word : words)
        texts.append(QString::fromUtf8(word));
    return texts;
}

/// A program whose standard input is a terminal at which the answers are typed, each once its question stands there.
struct Dialogue {
    int status = -1;
    QByteArray echoed; ///< what the terminal shows of the answers
    QByteArray said;   ///< standard output and error
};

Dialogue converse(const QStringList &arguments, const QList<std::pair<QByteArray, QByteArray>> &answers)
{
    const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY);
    std::array<char, 128> name{};
    if (terminal < 0 || ::grantpt(terminal) != 0 || ::unlockpt(terminal) != 0
        || ::ptsname_r(terminal, name.data(), name.size()) != 0)
        return {};
    // Kept open here, so that what was shown can still be read when the program has ended.
    const int other = ::open(name.data(), O_RDWR | O_NOCTTY);
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.setStandardInputFile(QFile::decodeName(name.data()));
    process.start(QStringLiteral(GATEHOUSE_CLI), arguments);
    Dialogue dialogue;
    for (const auto &[question, answer] : answers) {
        while (!dialogue.said.contains(question) && process.waitForReadyRead(10'000))
            dialogue.said += process.readAll();
        if (::write(terminal, answer.constData(), static_cast<size_t>(answer.size())) != answer.size())
            break;
    }
    if (process.waitForFinished(30'000) && process.exitStatus() == QProcess::NormalExit)
        dialogue.status = process.exitCode();
    dialogue.said += process.readAll();
    ::fcntl(terminal, F_SETFL, O_NONBLOCK);
    dialogue.echoed.resize(4096);
    dialogue.echoed.resize(std::max<ssize_t>(0, ::read(terminal, dialogue.echoed.data(), 4096)));
    ::close(other);
    ::close(terminal);
    return dialogue;
}

} // namespace

/// `gatehouse-cli truststore` as scripts use it, and what keytool makes of its files.
class TestCliTruststore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
        QVERIFY(writeFile(path("password"), QByteArray(Secret) + "\nnot this line\n"));
        QVERIFY(writeFile(path("wrong"), "wrong password\n"));
        QVERIFY(writeFile(path("other"), "another one\r\n"));
    }

    void importsIntoTwoStoresInOneActionWhatKeytoolThenLists();
    void importsAgainWithoutAChange();
    void leavesEveryStoreAsItWasWhereOneCannotBeWritten();
    void writesNothingOnADryRun();
    void noticesThatAStoreWasChangedMeanwhile();
    void takesThePasswordFromTheEnvironment();
    void asksOnTheTerminalWithoutShowingWhatIsTyped();
    void refusesPasswordsThatDiffer();
    void listsAJksWithoutAPasswordAndSaysSo();
    void refusesAWrongPassword_data();
    void refusesAWrongPassword();
    void leavesADamagedStoreAsItIs_data();
    void leavesADamagedStoreAsItIs();
    void createsNoStoreOverAnother();
    void refusesAShortPassword();
    void saysWhichAliasIsMissing();
    void renamesAndRemovesInAnyCase();
    void changesThePassword();
    void convertsWhatKeytoolThenLists();
    void showsWhereStoresDiffer();
    void exportsWhatImportsAgain_data();
    void exportsWhatImportsAgain();
    void exportsDerToStandardOutput();
    void saysWhichEntryLetsAClientIn();
    void saysWhyAClientIsNotLetIn();
    void findsWhatIsWrongInAStore();
    void saysWhereTheIntegrityIsNotVerified();
    void convertsNoPrivateKeyToAnotherPassword();
    void readsAStoreFromAPipe_data();
    void readsAStoreFromAPipe();
    void asksForNoPasswordWhereNoneWouldHelp();
    void showsNoControlCharacterOfAnAlias();
    void refusesWrongUsage_data();
    void refusesWrongUsage();

private:
    QString path(const char *name) const { return m_folder->filePath(QString::fromUtf8(name)); }

    /// `truststore` with the password file, and whether the password shows anywhere.
    Output run(QStringList arguments, const char *passwordFile = "password") const
    {
        arguments.prepend(u"truststore"_s);
        if (passwordFile)
            arguments += {u"--password-file"_s, path(passwordFile)};
        Output output = cli(arguments);
        if ((output.out + output.err).contains(Secret) || (output.out + output.err).contains("wrong password"))
            output = {-2, "the password is in the output", {}};
        return output;
    }

    QString makeStore(const char *name, const char *type = "JKS") const
    {
        const Output made = run({u"create"_s, path(name), u"--type"_s, QString::fromUtf8(type)});
        return made.status == 0 ? path(name) : QString();
    }
    /// With OBIE's two certificates as obieroot and obieissuer.
    QString makeObieStore(const char *name, const char *type = "JKS") const
    {
        const QString store = makeStore(name, type);
        const Output output =
            run({u"import"_s, store, Root, Issuer, u"--alias"_s, u"obieroot"_s, u"--alias"_s, u"obieissuer"_s});
        return output.status == 0 ? store : QString();
    }

    static QString keytoolList(const QString &store, const char *password = Secret)
    {
        const Output listed = runProgram(u"keytool"_s,
                                         list({"-J-XX:TieredStopAtLevel=1", "-J-Xshare:auto", "-J-Duser.language=en",
                                               "-list", "-v", "-storepass", password, "-keystore"})
                                             + QStringList{store});
        return listed.status == 0 ? QString::fromUtf8(listed.out) : QString();
    }

    QCA::Initializer m_qca;
    std::unique_ptr<QTemporaryDir> m_folder;
};

#define REQUIRE_KEYTOOL()                                                                                              \
    if (QStandardPaths::findExecutable(u"keytool"_s).isEmpty())                                                        \
    QSKIP("NOTHING IS TESTED HERE: keytool is not on the PATH. Install default-jre-headless.")

void TestCliTruststore::importsIntoTwoStoresInOneActionWhatKeytoolThenLists()
{
    REQUIRE_KEYTOOL();
    const QString manager = makeStore("am.jks");
    const QString identity = makeStore("is.jks", "PKCS12");
    const Output output = run({u"import"_s, manager, Root, Issuer, u"--alias"_s, u"obieroot"_s, u"--alias"_s,
                               u"obieissuer"_s, u"--also"_s, identity, u"--json"_s});
    QVERIFY2(output.status == 0, output.err.constData());
    QCOMPARE(output.json()["stores"].size(), 2U);
    QVERIFY(output.err.contains("restart"));
    for (const QString &store : {manager, identity}) {
        const QString listed = keytoolList(store);
        for (const auto &[alias, file] : {std::pair(u"obieroot"_s, Root), std::pair(u"obieissuer"_s, Issuer)}) {
            QVERIFY2(listed.contains(u"Alias name: "_s + alias), qPrintable(listed));
            QVERIFY(listed.contains(certificateIn(file).sha256Text()));
        }
        QCOMPARE(listed.count(u"trustedCertEntry"_s), 2);
        QVERIFY(QFile::exists(store + u".bak"_s));
    }
}

void TestCliTruststore::importsAgainWithoutAChange()
{
    const QString store = makeObieStore("am.jks");
    const QByteArray before = readFile(store).value();
    const Output output = run(
        {u"import"_s, store, Root, Issuer, u"--alias"_s, u"obieroot"_s, u"--alias"_s, u"obieissuer"_s, u"--json"_s});
    QVERIFY2(output.status == 0, output.err.constData());
    for (const Json &item : output.json()["stores"][0]["items"])
        QVERIFY(item["outcome"] == "already-there");
    QCOMPARE(readFile(store).value(), before);
}

void TestCliTruststore::leavesEveryStoreAsItWasWhereOneCannotBeWritten()
{
    const QString good = makeStore("good.jks");
    const QString taken = makeStore("taken.jks");
    QCOMPARE(run({u"import"_s, taken, Transport, u"--alias"_s, u"OBIEroot"_s}).status, 0);
    const QByteArray before = readFile(good).value();
    const Output output = run({u"import"_s, good, Root, u"--alias"_s, u"obieroot"_s, u"--also"_s, taken});
    QCOMPARE(output.status, 1);
    QVERIFY2(output.err.contains("taken.jks"), output.err.constData());
    QCOMPARE(readFile(good).value(), before);
}

void TestCliTruststore::writesNothingOnADryRun()
{
    const QString store = makeStore("am.jks");
    const QByteArray before = readFile(store).value();
    const Output output = run({u"import"_s, store, Root, u"--dry-run"_s});
    QCOMPARE(output.status, 0);
    QVERIFY2(output.out.contains("would be trusted"), output.out.constData());
    QVERIFY(output.out.contains(certificateIn(Root).sha256Text().toLatin1()));
    QCOMPARE(readFile(store).value(), before);
}

void TestCliTruststore::noticesThatAStoreWasChangedMeanwhile()
{
    const QString store = makeStore("am.jks");
    const QString pipe = path("pipe");
    QCOMPARE(::mkfifo(QFile::encodeName(pipe).constData(), 0600), 0);
    QProcess process;
    process.start(QStringLiteral(GATEHOUSE_CLI),
                  {u"truststore"_s, u"import"_s, store, pipe, u"--password-file"_s, path("password")});
    // It opens the pipe once it has the store.
    const int writer = ::open(QFile::encodeName(pipe).constData(), O_WRONLY);
    const QString other = makeObieStore("other.jks");
    const QByteArray changed = readFile(other).value();
    QVERIFY(writeFile(store, changed));
    const QByteArray certificate = readFile(Transport).value();
    QCOMPARE(::write(writer, certificate.constData(), static_cast<size_t>(certificate.size())), certificate.size());
    ::close(writer);
    QVERIFY(process.waitForFinished(30'000));
    const QByteArray errors = process.readAllStandardError();
    QCOMPARE(process.exitCode(), 3);
    QVERIFY2(errors.contains("changed by somebody else"), errors.constData());
    QCOMPARE(readFile(store).value(), changed);
}

void TestCliTruststore::takesThePasswordFromTheEnvironment()
{
    const QString store = makeObieStore("am.p12", "PKCS12");
    QCOMPARE(run({u"list"_s, store}, nullptr).status, 2);
    qputenv("GATEHOUSE_STORE_PASSWORD", Secret);
    const Output listed = run({u"list"_s, store, u"--json"_s}, nullptr);
    // The file goes before the variable.
    const Output wrong = run({u"list"_s, store}, "wrong");
    qunsetenv("GATEHOUSE_STORE_PASSWORD");
    QVERIFY2(listed.status == 0, listed.err.constData());
    QCOMPARE(listed.json()["entries"].size(), 2U);
    QVERIFY(listed.json()["integrity"] == "verified");
    QCOMPARE(wrong.status, 1);
}

void TestCliTruststore::asksOnTheTerminalWithoutShowingWhatIsTyped()
{
    const QString store = makeObieStore("am.jks");
    const Dialogue dialogue = converse({u"truststore"_s, u"passwd"_s, store},
                                       {{"Password of", QByteArray(Secret) + '\n'},
                                        {"New password: ", "another one\n"},
                                        {"The same again: ", "another one\n"}});
    QVERIFY2(dialogue.status == 0, dialogue.said.constData());
    QVERIFY2(!dialogue.echoed.contains("wso2") && !dialogue.echoed.contains("another"), dialogue.echoed.constData());
    QVERIFY(!dialogue.said.contains(Secret) && !dialogue.said.contains("another one"));
    QCOMPARE(run({u"list"_s, store}, "other").status, 0);
}

void TestCliTruststore::refusesPasswordsThatDiffer()
{
    const Dialogue dialogue = converse({u"truststore"_s, u"create"_s, path("am.jks"), u"--type"_s, u"JKS"_s},
                                       {{"New password: ", "another one\n"}, {"The same again: ", "another two\n"}});
    QCOMPARE(dialogue.status, 1);
    QVERIFY2(dialogue.said.contains("differ"), dialogue.said.constData());
    QVERIFY(!QFile::exists(path("am.jks")));
}

void TestCliTruststore::listsAJksWithoutAPasswordAndSaysSo()
{
    // One of its aliases is the password.
    const QString store = Wso2 + u"client-truststore-jks-v2.jks"_s;
    const Output text = cli({u"truststore"_s, u"list"_s, store});
    QVERIFY2(text.status == 0, text.err.constData());
    QVERIFY(text.out.contains("131 entries, integrity not verified"));
    QVERIFY(text.out.contains("obieissuer"));
    const Output output = cli({u"truststore"_s, u"list"_s, store, u"--json"_s, u"--expiring"_s, u"0"_s});
    const Json json = output.json();
    QVERIFY(json["total"] == 131);
    QVERIFY(!json["entries"].empty() && json["entries"].size() < 131U);
    for (const Json &entry : json["entries"])
        QVERIFY(entry["certificate"]["days_left"].get<int>() <= 0);
}

void TestCliTruststore::refusesAWrongPassword_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QStringList>("command");
    QTest::newRow("list, JKS") << QByteArray("JKS") << list({"list", "STORE"});
    QTest::newRow("list, PKCS12") << QByteArray("PKCS12") << list({"list", "STORE"});
    QTest::newRow("remove") << QByteArray("JKS") << list({"remove", "STORE", "obieroot"});
    QTest::newRow("rename") << QByteArray("PKCS12") << list({"rename", "STORE", "obieroot", "x"});
    QTest::newRow("passwd") << QByteArray("JKS") << list({"passwd", "STORE", "--new-password-file", "OTHER"});
    QTest::newRow("verify") << QByteArray("JKS") << list({"verify", "STORE"});
    QTest::newRow("convert") << QByteArray("JKS") << list({"convert", "STORE", "NEW", "--type", "PEM"});
}

void TestCliTruststore::refusesAWrongPassword()
{
    QFETCH(QByteArray, type);
    QFETCH(QStringList, command);
    const QString store = makeObieStore("store", type.constData());
    const QByteArray before = readFile(store).value();
    command.replaceInStrings(u"STORE"_s, store);
    command.replaceInStrings(u"OTHER"_s, path("other"));
    command.replaceInStrings(u"NEW"_s, path("new"));
    const Output output = run(command, "wrong");
    QCOMPARE(output.status, 1);
    QVERIFY2(output.err.contains("password"), output.err.constData());
    QCOMPARE(readFile(store).value(), before);
    QVERIFY(!QFile::exists(path("new")));
}

void TestCliTruststore::leavesADamagedStoreAsItIs_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray whole = readFile(Wso2 + u"client-truststore-jks-v2.jks"_s).value();
    QByteArray altered = whole;
    altered[whole.size() / 2] = static_cast<char>(~altered[whole.size() / 2]);
    QTest::newRow("cut off") << whole.first(whole.size() / 2);
    QTest::newRow("altered") << altered;
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("zeros") << QByteArray(1000, '\0');
    QTest::newRow("PKCS12, cut off") << readFile(Wso2 + u"client-truststore.jks"_s).value().first(5000);
}

void TestCliTruststore::leavesADamagedStoreAsItIs()
{
    QFETCH(QByteArray, bytes);
    const QString store = path("damaged");
    QVERIFY(writeFile(store, bytes));
    const Output output = run({u"import"_s, store, Root});
    QCOMPARE(output.status, 1);
    QVERIFY2(output.err.contains(store.toUtf8()), output.err.constData());
    QCOMPARE(readFile(store).value(), bytes);
    QVERIFY(!QFile::exists(store + u".bak"_s));
}

void TestCliTruststore::createsNoStoreOverAnother()
{
    const QString store = makeObieStore("am.jks");
    const QByteArray before = readFile(store).value();
    const Output output = run({u"create"_s, store, u"--type"_s, u"JKS"_s});
    QCOMPARE(output.status, 3);
    QVERIFY2(output.err.contains("already"), output.err.constData());
    QCOMPARE(readFile(store).value(), before);
}

void TestCliTruststore::refusesAShortPassword()
{
    QVERIFY(writeFile(path("short"), "äöüß\n"));
    const Output output = run({u"create"_s, path("am.jks"), u"--type"_s, u"JKS"_s}, "short");
    QCOMPARE(output.status, 1);
    QVERIFY2(output.err.contains("has 4 characters"), output.err.constData());
    QVERIFY(!QFile::exists(path("am.jks")));
}

void TestCliTruststore::saysWhichAliasIsMissing()
{
    const QString store = makeObieStore("am.jks");
    const QByteArray before = readFile(store).value();
    for (const QStringList &command :
         {QStringList{u"remove"_s, store, u"obieroot"_s, u"nobody"_s},
          QStringList{u"rename"_s, store, u"nobody"_s, u"x"_s}, QStringList{u"export"_s, store, u"nobody"_s}}) {
        const Output output = run(command);
        QCOMPARE(output.status, 3);
        QVERIFY2(output.err.contains("\"nobody\""), output.err.constData());
    }
    QCOMPARE(readFile(store).value(), before);
}

void TestCliTruststore::renamesAndRemovesInAnyCase()
{
    const QString store = makeObieStore("am.jks");
    QVERIFY(QFile::setPermissions(store, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ReadGroup));
    const auto rights = QFile::permissions(store);
    QCOMPARE(run({u"rename"_s, store, u"OBIERoot"_s, u"root2"_s}).status, 0);
    const Output removed = run({u"remove"_s, store, u"OBIEISSUER"_s, u"--json"_s});
    QVERIFY2(removed.status == 0, removed.err.constData());
    QVERIFY(removed.json()["removed"] == Json::array({"obieissuer"}));
    const Json entries = run({u"list"_s, store, u"--json"_s}).json()["entries"];
    QCOMPARE(entries.size(), 1U);
    QVERIFY(entries[0]["alias"] == "root2");
    QCOMPARE(QFile::permissions(store), rights);
}

void TestCliTruststore::changesThePassword()
{
    REQUIRE_KEYTOOL();
    const QString store = makeObieStore("am.jks");
    const Output output = run({u"passwd"_s, store, u"--new-password-file"_s, path("other")});
    QVERIFY2(output.status == 0, output.err.constData());
    QVERIFY(!(output.out + output.err).contains("another one"));
    QCOMPARE(run({u"list"_s, store}).status, 1);
    QVERIFY(keytoolList(store, "another one").contains(u"obieroot"_s));
    QCOMPARE(run({u"list"_s, store + u".bak"_s}).status, 0);
}

void TestCliTruststore::convertsWhatKeytoolThenLists()
{
    REQUIRE_KEYTOOL();
    const QString store = makeObieStore("am.jks");
    const QString pem = path("am.pem");
    QCOMPARE(run({u"convert"_s, store, pem, u"--type"_s, u"pem"_s}).status, 0);
    const Output output =
        run({u"convert"_s, pem, path("am.p12"), u"--type"_s, u"PKCS12"_s, u"--new-password-file"_s, path("other")});
    QVERIFY2(output.status == 0, output.err.constData());
    QCOMPARE(keytoolList(path("am.p12"), "another one").count(u"trustedCertEntry"_s), 2);
    QCOMPARE(run({u"diff"_s, store, path("am.p12"), u"--right-password-file"_s, path("other")}).status, 0);
}

void TestCliTruststore::showsWhereStoresDiffer()
{
    const QString left = makeObieStore("left.jks");
    const QString right = makeObieStore("right.p12", "PKCS12");
    QCOMPARE(run({u"diff"_s, left, right}).status, 0);
    QCOMPARE(run({u"rename"_s, right, u"obieroot"_s, u"other"_s}).status, 0);
    QCOMPARE(run({u"import"_s, right, Transport, u"--alias"_s, u"extra"_s}).status, 0);
    const Output output = run({u"diff"_s, left, right, u"--json"_s});
    QCOMPARE(output.status, 1);
    const Json json = output.json();
    QVERIFY(json["same"] == 1);
    QVERIFY(json["renamed"][0]["right"] == "other");
    QVERIFY(json["only_right"][0]["alias"] == "extra");
    QVERIFY(json["only_left"].empty());
    QVERIFY(run({u"diff"_s, left, right}).out.contains("another alias: obieroot, other"));
}

void TestCliTruststore::exportsWhatImportsAgain_data()
{
    QTest::addColumn<QString>("format");
    QTest::newRow("PEM") << u"pem"_s;
    QTest::newRow("PKCS#7") << u"pkcs7"_s;
}

void TestCliTruststore::exportsWhatImportsAgain()
{
    QFETCH(QString, format);
    const QString store = makeObieStore("am.jks");
    const QString out = path("out");
    QCOMPARE(run({u"export"_s, store, u"--out"_s, out, u"--format"_s, format}).status, 0);
    const auto bundle = readFile(out).and_then([](const QByteArray &bytes) { return trust::readCertificates(bytes); });
    QVERIFY(bundle);
    QCOMPARE(bundle->certificates.size(), 2);
    QVERIFY(bundle->certificates.contains(certificateIn(Root)));
    if (format == u"pkcs7"_s) {
        const Output printed = runProgram(u"openssl"_s, {u"pkcs7"_s, u"-in"_s, out, u"-print_certs"_s, u"-noout"_s});
        QVERIFY2(printed.out.count("subject=") == 2, printed.err.constData());
    }
    // Another time it would write over it.
    QCOMPARE(run({u"export"_s, store, u"--out"_s, out}).status, 3);
}

void TestCliTruststore::exportsDerToStandardOutput()
{
    const QString store = makeObieStore("am.jks");
    const Output output = run({u"export"_s, store, u"ObieRoot"_s, u"--format"_s, u"der"_s});
    QCOMPARE(output.status, 0);
    QCOMPARE(output.out, certificateIn(Root).der());
    QCOMPARE(run({u"export"_s, store, u"--format"_s, u"der"_s}).status, 2);
}

void TestCliTruststore::saysWhichEntryLetsAClientIn()
{
    const QString store = makeObieStore("am.jks");
    const Output output = run({u"verify"_s, store, u"--cert"_s, Transport, u"--at"_s, InItsDay, u"--json"_s});
    QVERIFY2(output.status == 0, output.err.constData());
    QVERIFY(output.json()["entry"] == "obieissuer");
    QVERIFY(run({u"verify"_s, store, u"--cert"_s, Transport, u"--at"_s, InItsDay}).out.contains("\"obieissuer\""));
}

void TestCliTruststore::saysWhyAClientIsNotLetIn()
{
    const QString store = makeObieStore("am.jks");
    const Output expired = run({u"verify"_s, store, u"--cert"_s, Transport, u"--at"_s, u"2024-01-01"_s, u"--json"_s});
    QCOMPARE(expired.status, 1);
    QVERIFY(expired.json()["status"] == "expired");
    QCOMPARE(run({u"remove"_s, store, u"obieissuer"_s}).status, 0);
    const Output unknown = run({u"verify"_s, store, u"--cert"_s, Transport, u"--at"_s, InItsDay, u"--json"_s});
    QCOMPARE(unknown.status, 1);
    QVERIFY(unknown.json()["status"] == "untrusted-issuer");
    QVERIFY(unknown.json()["entry"].is_null());
}

void TestCliTruststore::findsWhatIsWrongInAStore()
{
    const QString store = makeObieStore("am.jks");
    const Output good = run({u"verify"_s, store, u"--at"_s, InItsDay, u"--json"_s});
    QVERIFY2(good.status == 0, good.out.constData());
    QVERIFY(good.json()["integrity"] == "verified");
    QCOMPARE(run({u"remove"_s, store, u"obieroot"_s}).status, 0);
    const Output rootless = run({u"verify"_s, store, u"--at"_s, InItsDay});
    QCOMPARE(rootless.status, 1);
    QVERIFY2(rootless.out.contains("problem  obieissuer: Its issuers lead to no root"), rootless.out.constData());
    const Output expired = run({u"verify"_s, store, u"--at"_s, u"2055-01-01"_s});
    QCOMPARE(expired.status, 1);
    QVERIFY2(expired.out.contains("expired on"), expired.out.constData());
    // Without its password nobody knows whether it is whole.
    QCOMPARE(run({u"verify"_s, store}, nullptr).status, 2);
}

void TestCliTruststore::saysWhereTheIntegrityIsNotVerified()
{
    const QString store = makeObieStore("am.jks");
    const QStringList verify{u"verify"_s, store, u"--cert"_s, Transport, u"--at"_s, InItsDay, u"--json"_s};
    const Output unverified = run(verify, nullptr);
    QVERIFY2(unverified.json()["integrity"] == "not verified", unverified.out.constData());
    QVERIFY2(unverified.err.contains("nobody checked whether " + store.toUtf8()), unverified.err.constData());
    const Output verified = run(verify);
    QVERIFY2(verified.json()["integrity"] == "verified", verified.out.constData());
    QVERIFY2(verified.err.isEmpty(), verified.err.constData());
    for (const QStringList &command :
         {QStringList{u"list"_s, store}, QStringList{u"export"_s, store}, QStringList{u"diff"_s, store, store}}) {
        const Output output = run(command, nullptr);
        QCOMPARE(output.status, 0);
        QVERIFY2(output.err.contains("nobody checked"), output.err.constData());
        QVERIFY(!output.out.contains("nobody checked"));
    }
}

void TestCliTruststore::convertsNoPrivateKeyToAnotherPassword()
{
    REQUIRE_KEYTOOL();
    const QString store = path("keys.jks");
    const Output made = runProgram(u"keytool"_s,
                                   list({"-genkeypair", "-alias", "wso2key", "-keyalg", "EC", "-dname", "CN=key",
                                         "-storetype", "JKS", "-storepass", Secret, "-keypass", Secret, "-keystore"})
                                       + QStringList{store});
    QVERIFY2(made.status == 0, made.out.constData());
    const Output refused =
        run({u"convert"_s, store, path("new.jks"), u"--type"_s, u"JKS"_s, u"--new-password-file"_s, path("other")});
    QCOMPARE(refused.status, 1);
    QVERIFY2(refused.err.contains("wso2key"), refused.err.constData());
    QVERIFY(!QFile::exists(path("new.jks")));
    const Output same = run({u"convert"_s, store, path("new.jks"), u"--type"_s, u"JKS"_s});
    QVERIFY2(same.status == 0, same.err.constData());
}

void TestCliTruststore::readsAStoreFromAPipe_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::newRow("JKS") << QByteArray("JKS");
    QTest::newRow("PKCS#12") << QByteArray("PKCS12");
    QTest::newRow("PEM") << QByteArray("PEM");
}

void TestCliTruststore::readsAStoreFromAPipe()
{
    QFETCH(QByteArray, type);
    const Output output =
        runProgram(u"bash"_s,
                   {u"-c"_s, u"\"$0\" truststore list --json --password-file \"$1\" <(cat \"$2\")"_s,
                    QStringLiteral(GATEHOUSE_CLI), path("password"), makeObieStore("store", type.constData())});
    QVERIFY2(output.status == 0, output.err.constData());
    QCOMPARE(output.json()["entries"].size(), 2U);
}

void TestCliTruststore::asksForNoPasswordWhereNoneWouldHelp()
{
    // A key derivation that nobody knows.
    QByteArray unknown = readFile(makeObieStore("am.p12", "PKCS12")).value();
    const QByteArray pbkdf2 = QByteArray::fromHex("2a864886f70d01050c");
    QVERIFY(unknown.contains(pbkdf2));
    unknown.replace(pbkdf2, QByteArray::fromHex("2a864886f70d01057f"));
    QVERIFY(writeFile(path("unknown.p12"), unknown));
    QVERIFY(writeFile(path("cut.jks"), readFile(Wso2 + u"client-truststore-jks-v2.jks"_s).value().first(5000)));
    for (const QStringList &command :
         {QStringList{u"list"_s, path("unknown.p12")}, QStringList{u"verify"_s, path("unknown.p12")},
          QStringList{u"verify"_s, path("cut.jks")}, QStringList{u"remove"_s, path("cut.jks"), u"obieroot"_s}}) {
        const Output output = run(command, nullptr);
        QVERIFY2(output.status == 1, output.err.constData());
        QVERIFY2(!output.err.contains("password"), output.err.constData());
        QVERIFY(output.err.contains(command[1].toUtf8()));
    }
}

void TestCliTruststore::showsNoControlCharacterOfAnAlias()
{
    trust::TrustStore store{trust::StoreFormat::Jks, {}};
    QVERIFY(trust::importCertificates(store, {certificateIn(Root)}, {u"evil"_s}, systemNow()));
    store.entries[0].alias = u"evil\x1b[2J"_s;
    const QByteArray bytes = trust::encodeStore(store, trust::Password(Secret)).value();
    QVERIFY(writeFile(path("evil.jks"), bytes));
    const Output output = run({u"list"_s, path("evil.jks")});
    QCOMPARE(output.status, 0);
    QVERIFY(output.out.contains("evil"));
    QVERIFY(!output.out.contains('\x1b'));
}

void TestCliTruststore::refusesWrongUsage_data()
{
    QTest::addColumn<QStringList>("command");
    QTest::newRow("no store") << list({"list"});
    QTest::newRow("two stores to list") << list({"list", "a", "b"});
    QTest::newRow("no file to import") << list({"import", "STORE"});
    QTest::newRow("more aliases than certificates")
        << (list({"import", "STORE", "--alias", "a", "--alias", "b"}) + QStringList{Root});
    QTest::newRow("a store twice") << (list({"import", "STORE", "--also", "STORE"}) + QStringList{Root});
    QTest::newRow("more passwords than stores")
        << (list({"import", "STORE", "--also-password-file", "STORE"}) + QStringList{Root});
    QTest::newRow("no type") << list({"create", "new"});
    QTest::newRow("no such type") << list({"create", "new", "--type", "JCEKS"});
    QTest::newRow("no number") << list({"list", "STORE", "--expiring", "soon"});
    QTest::newRow("negative days") << list({"list", "STORE", "--expiring", "-3"});
    QTest::newRow("no moment") << list({"verify", "STORE", "--at", "yesterday"});
    QTest::newRow("no such format") << list({"export", "STORE", "--format", "crt"});
    QTest::newRow("no fingerprint") << list({"import-server", "STORE", "127.0.0.1", "--fingerprint", "abc"});
    QTest::newRow("no new password") << list({"passwd", "STORE"});
    QTest::newRow("a password as an argument") << list({"list", "STORE", "--password", "x"});
}

void TestCliTruststore::refusesWrongUsage()
{
    QFETCH(QStringList, command);
    const QString store = makeStore("am.jks");
    command.replaceInStrings(u"STORE"_s, store);
    const Output output = run(command);
    QVERIFY2(output.status == 2, output.err.constData());
    QVERIFY(output.err.contains("--help"));
}

QTEST_GUILESS_MAIN(TestCliTruststore)
#include "test_cli_truststore.moc"
