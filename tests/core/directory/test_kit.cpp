#include "directory/kit.h"

#include "core/directory/directory_fixture.h"
#include "core/file_size_limit.h"
#include "jose/jws.h"

#include <QTest>

using namespace gatehouse;
using namespace gatehouse::directory;
using namespace gatehouse::directory::test;
using gatehouse::test::FileSizeLimit;

class TestKit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void readsBackWhatItWrote();
    void writesFilesThatTheOpenSslCommandReads();
    void keepsItsKeysToTheOwner();
    void writesARequestThatHoldsForAMonth();
    void describesItself();
    void callsCurlFromAnyFolder();
    void takesAnotherAddressAndAnyAddress();
    void refusesAFolderInUse();
    void fillsAnEmptyFolder();
    void replacesAKitAndLeavesOtherFiles();
    void leavesNothingWhereItCannotWrite();
    void namesTheFileThatIsWrong_data();
    void namesTheFileThatIsWrong();

private:
    QCA::Initializer m_qca;
    Result<void> write(const QString &folder, KitOverwrite overwrite = KitOverwrite::Refuse)
    {
        return writeKit(folder, *m_tpp, m_endpoint, m_clock.now(), Json::object(), overwrite);
    }

    QTemporaryDir m_temporary;
    HandClock m_clock;
    std::optional<Tpp> m_tpp;
    std::optional<Tpp> m_other;
    EndpointFacts m_endpoint = EndpointFacts::at(QStringLiteral("https://localhost:8443/"));
    QString m_kit;
    int m_count = 0;
};

namespace {

QStringList names(const QString &folder)
{
    return QDir(folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name);
}

/// A program of the name `curl` that prints where it was called and how.
QString fakeCurl(const QString &folder)
{
    QDir().mkpath(folder);
    const QString path = folder + QStringLiteral("/curl");
    writeContent(path, "#!/bin/sh\npwd\nfor argument in \"$@\"; do printf '%s\\n' \"$argument\"; done\n");
    QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return path;
}

} // namespace

void TestKit::initTestCase()
{
    const auto directory
        = Directory::open(m_temporary.filePath(QStringLiteral("directory")), m_clock.clock()).value();
    m_tpp = directory->create(request()).value();
    m_other = directory->create(request()).value();
}

void TestKit::init()
{
    m_kit = m_temporary.filePath(QStringLiteral("some kits %1/kit").arg(++m_count));
}

void TestKit::readsBackWhatItWrote()
{
    const auto written = write(m_kit);
    QVERIFY2(written, written ? "" : qPrintable(written.error().message));
    const Result<Kit> kit = loadKit(m_kit);
    QVERIFY2(kit, kit ? "" : qPrintable(kit.error().message));
    QCOMPARE(kit->tpp.softwareId, m_tpp->softwareId);
    QCOMPARE(kit->tpp.organisationId, m_tpp->organisationId);
    QCOMPARE(kit->tpp.redirectUris, m_tpp->redirectUris);
    QCOMPARE(kit->tpp.kid(), m_tpp->kid());
    QVERIFY(kit->tpp.transportChain == m_tpp->transportChain);
    QVERIFY(kit->tpp.authorities == m_tpp->authorities);
    QCOMPARE(kit->tpp.statement, m_tpp->statement);
    QCOMPARE(kit->endpoint.tokenEndpoint, QStringLiteral("https://localhost:8443/oauth2/token"));
    QVERIFY(jose::Jws::parse(kit->request));
    QCOMPARE(names(m_kit).size(), 9);
    QCOMPARE(names(m_kit + QStringLiteral("/..")).size(), 1);
}

void TestKit::writesFilesThatTheOpenSslCommandReads()
{
    QVERIFY(write(m_kit));
    const QString moment = QString::number(toSeconds(m_clock.now()));
    const Output verified
        = run(QStringLiteral("openssl"),
              {QStringLiteral("verify"), QStringLiteral("-attime"), moment, QStringLiteral("-CAfile"),
               QStringLiteral("ca.pem"), QStringLiteral("transport.pem"), QStringLiteral("signing.pem")},
              m_kit);
    QVERIFY2(verified.status == 0, verified.err);
    for (const char *name : {"signing", "transport"}) {
        const QString file = QString::fromLatin1(name);
        const Output ofKey = run(
            QStringLiteral("openssl"),
            {QStringLiteral("pkey"), QStringLiteral("-in"), file + QStringLiteral(".key"), QStringLiteral("-pubout")},
            m_kit);
        const Output ofCertificate
            = run(QStringLiteral("openssl"),
                  {QStringLiteral("x509"), QStringLiteral("-in"), file + QStringLiteral(".pem"),
                   QStringLiteral("-noout"), QStringLiteral("-pubkey")},
                  m_kit);
        QVERIFY(!ofKey.out.isEmpty());
        QCOMPARE(ofKey.out, ofCertificate.out);
    }
    QVERIFY(trust::Certificate::fromPem(contentOf(m_kit + QStringLiteral("/ca.pem"))).value().isSelfSigned());
    QCOMPARE(trust::Certificate::listFromPem(contentOf(m_kit + QStringLiteral("/transport.pem"))).value().size(), 2);
}

void TestKit::keepsItsKeysToTheOwner()
{
    QVERIFY(write(m_kit));
    const auto others = QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther;
    for (const char *name : {"/signing.key", "/transport.key"})
        QVERIFY((QFile::permissions(m_kit + QString::fromLatin1(name)) & others) == 0);
    QVERIFY(QFile::permissions(m_kit + QStringLiteral("/register.sh")) & QFile::ExeOwner);
}

void TestKit::writesARequestThatHoldsForAMonth()
{
    QVERIFY(writeKit(m_kit, *m_tpp, m_endpoint, m_clock.now(), {{"scope", "accounts"}}));
    const Json claims = jose::Jws::parse(loadKit(m_kit)->request)->claims();
    QCOMPARE(*integerMember(claims, "exp") - *integerMember(claims, "iat"), 30 * 24 * 3600);
    QCOMPARE(*stringMember(claims, "aud"), m_endpoint.audience);
    QCOMPARE(*stringMember(claims, "scope"), QStringLiteral("accounts"));
}

void TestKit::describesItself()
{
    QVERIFY(write(m_kit));
    const Json json = parseJsonObject(contentOf(m_kit + QStringLiteral("/kit.json"))).value();
    QCOMPARE(*stringMember(json, "software_id"), m_tpp->softwareId);
    QCOMPARE(*stringMember(json, "org_id"), m_tpp->organisationId);
    QCOMPARE(stringMember(json, "kid")->toLatin1(), m_tpp->kid());
    QCOMPARE(*stringMember(json, "registration_endpoint"),
             QStringLiteral("https://localhost:8443/open-banking/v3.3.0/register"));
    QCOMPARE(*stringMember(json, "well_known"),
             QStringLiteral("https://localhost:8443/.well-known/openid-configuration"));
    QCOMPARE(*stringMember(json, "token_endpoint"), QStringLiteral("https://localhost:8443/oauth2/token"));
    QCOMPARE(*stringMember(json, "audience"), QStringLiteral("https://localhost:8443"));
    QCOMPARE(*stringListMember(json, "redirect_uris"), m_tpp->redirectUris);
}

void TestKit::callsCurlFromAnyFolder()
{
    QVERIFY(write(m_kit));
    const QString bin = m_temporary.filePath(QStringLiteral("bin"));
    fakeCurl(bin);
    const QString command = QStringLiteral("PATH=\"%1:$PATH\" \"%2/register.sh\"").arg(bin, m_kit);
    const Output output = run(QStringLiteral("/bin/sh"), {QStringLiteral("-c"), command}, QStringLiteral("/"));
    QCOMPARE(output.status, 0);
    const QList<QByteArray> lines = output.out.trimmed().split('\n');
    QCOMPARE(QDir(QString::fromUtf8(lines.front())).canonicalPath(), QDir(m_kit).canonicalPath());
    QCOMPARE(lines.back(), m_endpoint.registrationEndpoint.toUtf8());
    for (const char *part : {"--cert\ntransport.pem\n--key\ntransport.key\n--cacert\nca.pem\n",
                             "--data-binary\n@request.jwt\n", "Content-Type: application/jwt\n"})
        QVERIFY2(output.out.contains(part), output.out);
}

void TestKit::takesAnotherAddressAndAnyAddress()
{
    m_endpoint.registrationEndpoint = QStringLiteral("https://localhost/it's$(touch pwned)`\"}");
    const auto written = write(m_kit);
    m_endpoint = EndpointFacts::at(QStringLiteral("https://localhost:8443/"));
    QVERIFY(written);
    const QString bin = m_temporary.filePath(QStringLiteral("bin"));
    fakeCurl(bin);
    const QString command = QStringLiteral("PATH=\"%1:$PATH\" ./register.sh").arg(bin);
    const Output own = run(QStringLiteral("/bin/sh"), {QStringLiteral("-c"), command}, m_kit);
    QVERIFY2(own.out.endsWith("\nhttps://localhost/it's$(touch pwned)`\"}\n"), own.out + own.err);
    QVERIFY(!names(m_kit).contains(QStringLiteral("pwned")));
    const Output given
        = run(QStringLiteral("/bin/sh"),
              {QStringLiteral("-c"), command + QStringLiteral(" https://127.0.0.1:1/register")}, m_kit);
    QVERIFY2(given.out.endsWith("\nhttps://127.0.0.1:1/register\n"), given.out);
}

void TestKit::refusesAFolderInUse()
{
    QVERIFY(QDir().mkpath(m_kit));
    QVERIFY(writeContent(m_kit + QStringLiteral("/mine.txt"), "mine"));
    for (const KitOverwrite overwrite : {KitOverwrite::Refuse, KitOverwrite::ReplaceKit})
        QCOMPARE(write(m_kit, overwrite).error().kind, Error::Conflict);
    QCOMPARE(names(m_kit), QStringList{QStringLiteral("mine.txt")});
    QCOMPARE(write(m_kit + QStringLiteral("/mine.txt")).error().kind, Error::Conflict);

    const QString kit = m_kit + QStringLiteral("2");
    QVERIFY(write(kit));
    QCOMPARE(write(kit).error().kind, Error::Conflict);
}

void TestKit::fillsAnEmptyFolder()
{
    QVERIFY(QDir().mkpath(m_kit));
    QVERIFY(write(m_kit));
    QVERIFY(loadKit(m_kit));
    QCOMPARE(names(m_kit).size(), 9);
}

void TestKit::replacesAKitAndLeavesOtherFiles()
{
    QVERIFY(write(m_kit));
    QVERIFY(writeContent(m_kit + QStringLiteral("/notes.txt"), "notes"));
    QVERIFY(writeKit(m_kit, *m_other, m_endpoint, m_clock.now(), Json::object(), KitOverwrite::ReplaceKit));
    QCOMPARE(loadKit(m_kit)->tpp.softwareId, m_other->softwareId);
    QCOMPARE(contentOf(m_kit + QStringLiteral("/notes.txt")), QByteArray("notes"));
    QCOMPARE(names(m_kit).size(), 10);
}

void TestKit::leavesNothingWhereItCannotWrite()
{
    const QString existing = m_kit + QStringLiteral("2");
    QVERIFY(write(existing));
    const QByteArray before = contentOf(existing + QStringLiteral("/signing.key"));
    {
        // Enough for the keys, too little for the certificate chain that is written after them.
        const FileSizeLimit limit(2000);
        QCOMPARE(write(m_kit).error().kind, Error::Io);
        QVERIFY(!writeKit(existing, *m_other, m_endpoint, m_clock.now(), Json::object(), KitOverwrite::ReplaceKit));
    }
    QCOMPARE(names(QFileInfo(m_kit).path()), QStringList{QStringLiteral("kit2")});
    QCOMPARE(names(existing).size(), 9);
    QCOMPARE(contentOf(existing + QStringLiteral("/signing.key")), before);
    QVERIFY(loadKit(existing));

    const QString below = existing + QStringLiteral("/kit.json/kit");
    QCOMPARE(write(below).error().kind, Error::Io);
}

void TestKit::namesTheFileThatIsWrong_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("content");
    for (const char *file : {"signing.key", "signing.pem", "transport.key", "transport.pem", "ca.pem", "kit.json"}) {
        QTest::addRow("%s empty", file) << QString::fromLatin1(file) << QByteArray();
        QTest::addRow("%s nonsense", file) << QString::fromLatin1(file) << QByteArray("nonsense");
    }
    for (const char *file : {"signing.key", "signing.pem", "transport.key", "transport.pem", "ca.pem", "kit.json",
                             "ssa.jwt", "request.jwt"})
        QTest::addRow("%s missing", file) << QString::fromLatin1(file) << QByteArray("\0", 1);
    QTest::newRow("kit.json of other types") << QStringLiteral("kit.json") << QByteArray(R"({"software_id":1})");
    QTest::newRow("another's certificate") << QStringLiteral("signing.pem") << m_other->signingCertificate.pem();
    QTest::newRow("another's transport certificate")
        << QStringLiteral("transport.pem") << m_other->transportCertificate().pem();
}

void TestKit::namesTheFileThatIsWrong()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, content);
    QVERIFY(write(m_kit));
    const QString path = m_kit + QLatin1Char('/') + file;
    QVERIFY(content == QByteArray("\0", 1) ? QFile::remove(path) : writeContent(path, content));
    const Result<Kit> kit = loadKit(m_kit);
    QVERIFY(!kit);
    QVERIFY2(kit.error().message.contains(path), qPrintable(kit.error().message));
}

QTEST_GUILESS_MAIN(TestKit)
#include "test_kit.moc"
