#include "core/directory/directory_fixture.h"

#include "jose/jws.h"

#include <QLockFile>
#include <QTest>

#include <thread>
#include <vector>

using namespace gatehouse;
using namespace gatehouse::directory;
using namespace gatehouse::directory::test;

namespace {

trust::TrustAnchors anchorsOf(const Directory &directory)
{
    return trust::TrustAnchors::create(directory.authorities()).value();
}

} // namespace

class TestDirectory : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void issuesCertificatesThatOpenSslVerifies();
    void namesTheEndpointForEveryAddress();
    void givesTheSameKeysWhenReopened();
    void keepsPrivateKeysToTheOwner();
    void completesWhatACrashLeftHalfCreated();
    void refusesAnAuthorityWhoseKeyIsLost_data();
    void refusesAnAuthorityWhoseKeyIsLost();
    void refusesAKeyOfAnotherCertificate();
    void renewsTheEndpointNearItsEnd();
    void renewsTheEndpointForANewName();
    void renewsTheIssuingAuthorityWithItsKey();
    void opensInTwoProcessesAtOnce();
    void waitsNoLongerThanItShouldForALock();
    void opensAfterAProcessThatDiedWithTheLock();
    void rotatesItsSigningKey();
    void publishesTheKeysOfASoftware();
    void seesWithinASecondWhatAnotherProcessPublished();
    void findsNothingOutsideItsFolder_data();
    void findsNothingOutsideItsFolder();
    void refusesADamagedRecordByItsName();
    void refusesTheSameSoftwareTwice();
    void tellsIdentifiersApartByCase();
    void removesASoftware();
    void servesManyThreads();

private:
    std::shared_ptr<Directory> open(DirectoryOptions options = {})
    {
        Result<std::shared_ptr<Directory>> directory = Directory::open(m_folder, m_clock.clock(), std::move(options));
        if (!directory)
            qWarning("%s", qPrintable(directory.error().message));
        return directory.value_or(nullptr);
    }
    QString in(const char *name) const { return m_folder + QLatin1Char('/') + QString::fromLatin1(name); }

    std::unique_ptr<QTemporaryDir> m_temporary;
    QString m_folder;
    HandClock m_clock;
};

void TestDirectory::init()
{
    m_temporary = std::make_unique<QTemporaryDir>();
    m_folder = m_temporary->filePath(QStringLiteral("workspace/directory"));
    m_clock = HandClock();
}

void TestDirectory::issuesCertificatesThatOpenSslVerifies()
{
    const auto directory = open();
    QVERIFY(directory);
    const Result<Tpp> tpp = directory->create(request());
    QVERIFY2(tpp, tpp ? "" : qPrintable(tpp.error().message));
    const QString moment = QString::number(toSeconds(m_clock.now()));
    const auto verify = [&](const char *purpose, const trust::Certificate &certificate) {
        writeContent(in("leaf.pem"), certificate.pem());
        return run(QStringLiteral("openssl"),
                   {QStringLiteral("verify"), QStringLiteral("-x509_strict"), QStringLiteral("-attime"), moment,
                    QStringLiteral("-purpose"), QString::fromLatin1(purpose), QStringLiteral("-CAfile"), in("root.pem"),
                    QStringLiteral("-untrusted"), in("issuing.pem"), in("leaf.pem")});
    };
    for (const auto &[purpose, certificate] : {std::pair{"sslclient", tpp->transportCertificate()},
                                               {"sslserver", directory->endpointChain().front()},
                                               {"any", tpp->signingCertificate}}) {
        const Output output = verify(purpose, certificate);
        QVERIFY2(output.status == 0, output.err + output.out);
    }
    QVERIFY(verify("sslclient", tpp->signingCertificate).status != 0);

    QCOMPARE(tpp->transportCertificate().subject(),
             QStringLiteral("CN=%1,OU=%2,O=OpenBanking,C=GB").arg(tpp->softwareId, tpp->organisationId));
    QCOMPARE(tpp->transportCertificate().keyUsage(), QStringList{QStringLiteral("digitalSignature")});
    QCOMPARE(tpp->signingCertificate.keyUsage(),
             (QStringList{QStringLiteral("digitalSignature"), QStringLiteral("nonRepudiation")}));
    QCOMPARE(tpp->transportCertificate().keyDescription(), QStringLiteral("RSA 2048"));
    QCOMPARE(directory->endpointChain().front().keyDescription(), QStringLiteral("EC P-256"));
    QVERIFY(tpp->transportCertificate().serialHex().size() >= 16);
    QVERIFY(tpp->transportCertificate().serialHex() != tpp->signingCertificate.serialHex());

    writeContent(in("leaf.pem"), tpp->transportCertificate().pem());
    const Output text = run(QStringLiteral("openssl"),
                            {QStringLiteral("x509"), QStringLiteral("-noout"), QStringLiteral("-text"),
                             QStringLiteral("-in"), in("leaf.pem")});
    for (const char *part : {"X509v3 Subject Key Identifier", "X509v3 Authority Key Identifier",
                             "TLS Web Server Authentication, TLS Web Client Authentication"})
        QVERIFY2(text.out.contains(part), text.out);
    QVERIFY(anchorsOf(*directory).verify(tpp->transportCertificate(), {}, m_clock.now()).isTrusted());
}

void TestDirectory::namesTheEndpointForEveryAddress()
{
    DirectoryOptions options;
    options.hostNames = {QStringLiteral("bank.example"), QStringLiteral("10.0.0.7"),
                         QStringLiteral("a,DNS:evil.example"), QString()};
    const auto directory = open(options);
    QVERIFY(directory);
    QCOMPARE(directory->endpointChain().front().subjectAlternativeNames(),
             (QStringList{QStringLiteral("DNS:localhost"), QStringLiteral("IP:127.0.0.1"), QStringLiteral("IP:::1"),
                          QStringLiteral("DNS:bank.example"), QStringLiteral("IP:10.0.0.7"),
                          QStringLiteral("DNS:a,DNS:evil.example")}));
    QCOMPARE(directory->endpointChain().size(), 2);
    QVERIFY(directory->endpointChain().back() == directory->authorities().back());
    QVERIFY(directory->authorities().front().isSelfSigned());
    QVERIFY(!directory->endpointChain().front().allowsClientAuthentication());
}

void TestDirectory::givesTheSameKeysWhenReopened()
{
    const auto first = open();
    QVERIFY(first);
    m_clock.advance(std::chrono::hours(24 * 30));
    const auto second = open();
    QVERIFY(second);
    QVERIFY(first->authorities() == second->authorities());
    QVERIFY(first->endpointChain() == second->endpointChain());
    QCOMPARE((*first->directoryJwks())->json, (*second->directoryJwks())->json);
}

void TestDirectory::keepsPrivateKeysToTheOwner()
{
    QVERIFY(open());
    QStringList keys{in("root.key"), in("issuing.key"), in("endpoint.key")};
    for (const QString &name : QDir(in("signing")).entryList(QDir::Files))
        keys.append(in("signing/") + name);
    QCOMPARE(keys.size(), 4);
    for (const QString &key : keys)
        QVERIFY2(
            (QFile::permissions(key) & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther))
                == 0,
            qPrintable(key));
}

void TestDirectory::completesWhatACrashLeftHalfCreated()
{
    QVERIFY(open());
    const QByteArray root = contentOf(in("root.pem"));
    QVERIFY(QFile::remove(in("issuing.pem")) && QFile::remove(in("endpoint.pem")));
    QVERIFY(writeContent(in("issuing.key"), {}));
    QVERIFY(writeContent(in("root.key.AbCdEf"), "half"));
    QDir(in("signing")).removeRecursively();
    const auto again = open();
    QVERIFY(again);
    QCOMPARE(contentOf(in("root.pem")), root);
    QVERIFY(!QFile::exists(in("root.key.AbCdEf")));
    QCOMPARE((*again->directoryJwks())->keys.keys().size(), size_t(1));
    QVERIFY(again->create(request()));

    QVERIFY(QFile::remove(in("endpoint.key")));
    QVERIFY(open());
    QDir(m_folder).removeRecursively();
    QVERIFY(QDir().mkpath(m_folder));
    QVERIFY(writeContent(in("root.key"), "left by a crash"));
    QVERIFY(open());
}

void TestDirectory::refusesAnAuthorityWhoseKeyIsLost_data()
{
    QTest::addColumn<QString>("file");
    for (const char *file : {"root.key", "issuing.key", "root.pem"})
        QTest::newRow(file) << QString::fromLatin1(file);
}

void TestDirectory::refusesAnAuthorityWhoseKeyIsLost()
{
    QFETCH(QString, file);
    QVERIFY(open());
    const QString path = m_folder + QLatin1Char('/') + file;
    QVERIFY(QFile::remove(path));
    const Result<std::shared_ptr<Directory>> again = Directory::open(m_folder, m_clock.clock());
    QVERIFY(!again);
    QCOMPARE(again.error().kind, Error::Conflict);
    QVERIFY2(again.error().message.contains(path), qPrintable(again.error().message));
    QVERIFY(!QFile::exists(path));
}

void TestDirectory::refusesAKeyOfAnotherCertificate()
{
    QVERIFY(open());
    const QByteArray issuing = contentOf(in("issuing.key"));
    QVERIFY(writeContent(in("issuing.key"), contentOf(in("root.key"))));
    const Result<std::shared_ptr<Directory>> swapped = Directory::open(m_folder, m_clock.clock());
    QVERIFY(!swapped);
    QVERIFY(swapped.error().message.contains(in("issuing.key")));

    QVERIFY(writeContent(in("issuing.key"), issuing.first(300)));
    const Result<std::shared_ptr<Directory>> cut = Directory::open(m_folder, m_clock.clock());
    QVERIFY(!cut);
    QVERIFY2(cut.error().message.contains(in("issuing.key")), qPrintable(cut.error().message));

    QVERIFY(writeContent(in("issuing.key"), contentOf(in("root.key"))));
    QVERIFY(writeContent(in("issuing.pem"), contentOf(in("root.pem")).replace("A", "B")));
    QVERIFY(!Directory::open(m_folder, m_clock.clock()));
}

void TestDirectory::renewsTheEndpointNearItsEnd()
{
    const auto first = open();
    QVERIFY(first);
    m_clock.advance(first->endpointChain().front().notAfter() - m_clock.now() - std::chrono::hours(24 * 20));
    const auto second = open();
    QVERIFY(second);
    QVERIFY(!(second->endpointChain().front() == first->endpointChain().front()));
    QVERIFY(second->endpointChain().front().notAfter() > first->endpointChain().front().notAfter());
    QVERIFY(second->authorities() == first->authorities());
}

void TestDirectory::renewsTheEndpointForANewName()
{
    const auto first = open();
    DirectoryOptions options;
    options.hostNames = {QStringLiteral("bank.example")};
    const auto second = open(options);
    QVERIFY(first && second);
    QVERIFY(!(first->endpointChain().front() == second->endpointChain().front()));
    QVERIFY(open(options)->endpointChain() == second->endpointChain());
    QVERIFY(open()->endpointChain() == second->endpointChain());
}

void TestDirectory::renewsTheIssuingAuthorityWithItsKey()
{
    const auto first = open();
    const Result<Tpp> tpp = first->create(request());
    QVERIFY(tpp);
    m_clock.advance(std::chrono::hours(24 * 365 * 9));
    const auto second = open();
    QVERIFY(second);
    QVERIFY(!(second->authorities().back() == first->authorities().back()));
    QVERIFY(second->authorities().front() == first->authorities().front());
    QVERIFY(anchorsOf(*second).verify(tpp->transportCertificate(), {}, tpp->transportCertificate().notAfter()).status
            != trust::ChainStatus::BadSignature);
}

void TestDirectory::opensInTwoProcessesAtOnce()
{
    std::vector<std::unique_ptr<QProcess>> processes;
    for (int i = 0; i < 3; ++i) {
        processes.push_back(std::make_unique<QProcess>());
        processes.back()->start(QCoreApplication::applicationFilePath(), {QStringLiteral("--open"), m_folder});
    }
    QByteArray seen;
    for (const auto &process : processes) {
        QVERIFY(process->waitForFinished(60'000));
        QCOMPARE(process->exitCode(), 0);
        const QByteArray output = process->readAllStandardOutput();
        QVERIFY(output.size() > 100);
        if (seen.isEmpty())
            seen = output;
        QCOMPARE(output, seen);
    }
}

void TestDirectory::waitsNoLongerThanItShouldForALock()
{
    QVERIFY(open());
    QLockFile held(in("lock"));
    QVERIFY(held.tryLock());
    DirectoryOptions options;
    options.lockTimeout = std::chrono::milliseconds(50);
    const Result<std::shared_ptr<Directory>> locked = Directory::open(m_folder, m_clock.clock(), options);
    QVERIFY(!locked);
    QCOMPARE(locked.error().kind, Error::Conflict);
    QVERIFY2(locked.error().message.contains(in("lock")), qPrintable(locked.error().message));
}

void TestDirectory::opensAfterAProcessThatDiedWithTheLock()
{
    // The number is beyond those that processes usually get.
    QVERIFY(QDir().mkpath(m_folder));
    QVERIFY(writeContent(in("lock"), "4194303\ngone\n" + QSysInfo::machineHostName().toUtf8() + "\n"));
    DirectoryOptions options;
    options.lockTimeout = std::chrono::seconds(5);
    QVERIFY(open(options));
}

void TestDirectory::rotatesItsSigningKey()
{
    const auto directory = open();
    const auto other = open();
    const Result<Tpp> tpp = directory->create(request());
    QVERIFY(tpp);
    const QByteArray oldKid = jose::Jws::parse(tpp->statement)->kid();
    QCOMPARE(oldKid.size(), 44);
    QVERIFY(oldKid.endsWith('='));
    QVERIFY((*other->directoryJwks())->keys.hasKid(oldKid));

    QVERIFY(directory->rotateSigningKey());
    m_clock.advance(std::chrono::seconds(1));
    const auto published = *other->directoryJwks();
    QCOMPARE(published->keys.keys().size(), size_t(2));
    const SoftwareRecord record = other->software(tpp->organisationId, tpp->softwareId).value();
    const QByteArray fresh = other->issueStatement(record, request().baseUrl, m_clock.now()).value();
    const QByteArray newKid = jose::Jws::parse(fresh)->kid();
    QVERIFY(newKid != oldKid);
    QCOMPARE(published->keys.keys().front().kid(), newKid);
    for (const QByteArray &statement : {tpp->statement, fresh})
        QVERIFY(jose::verify(jose::Jws::parse(statement).value(), published->keys, {jose::Algorithm::PS256}).status
                == jose::SignatureVerdict::Status::Valid);
}

void TestDirectory::publishesTheKeysOfASoftware()
{
    const auto directory = open();
    const Tpp first = directory->create(request()).value();
    TppRequest second = request();
    second.organisationId = first.organisationId;
    second.signingKeyType = jose::KeyType::P256;
    const Tpp sibling = directory->create(second).value();

    const auto published = directory->softwareJwks(first.organisationId, first.softwareId);
    QVERIFY(published);
    const Json json = parseJson((*published)->json).value();
    QCOMPARE(json.at("keys").size(), size_t(2));
    const Json &signing = json.at("keys").at(0);
    const Json &transport = json.at("keys").at(1);
    QCOMPARE(QByteArray::fromStdString(signing.at("kid")), first.kid());
    QCOMPARE(first.kid().size(), 27);
    QCOMPARE(QByteArray::fromStdString(signing.at("use")), QByteArray("sig"));
    QCOMPARE(QByteArray::fromStdString(transport.at("use")), QByteArray("tls"));
    QCOMPARE(QByteArray::fromStdString(signing.at("x5t#S256")), first.signingCertificate.x5tS256());
    QCOMPARE(QByteArray::fromStdString(transport.at("x5c").at(0)), first.transportCertificate().der().toBase64());
    QVERIFY(!signing.contains("d") && !signing.contains("alg"));
    QVERIFY((*published)->keys.keys().at(0).x5cMatchesKey());

    QCOMPARE((*directory->softwareJwks(first.organisationId, first.organisationId))->keys.keys().size(), size_t(4));
    QCOMPARE(directory->allSoftware().size(), 2);
    QVERIFY((*directory->softwareJwks(sibling.organisationId, sibling.softwareId))->keys.hasKid(sibling.kid()));
}

void TestDirectory::seesWithinASecondWhatAnotherProcessPublished()
{
    const auto running = open();
    const auto other = open();
    TppRequest wanted = request();
    wanted.softwareId = QStringLiteral("sameSoftware");
    wanted.organisationId = QStringLiteral("sameOrganisation");
    const auto keys = [&] { return running->softwareJwks(wanted.organisationId, wanted.softwareId); };
    QVERIFY(!keys());
    const Tpp first = other->create(wanted).value();
    QVERIFY(keys());
    QVERIFY((*keys())->keys.hasKid(first.kid()));

    QVERIFY(other->removeSoftware(wanted.organisationId, wanted.softwareId));
    const Tpp second = other->create(wanted).value();
    m_clock.advance(std::chrono::seconds(1));
    QVERIFY((*keys())->keys.hasKid(second.kid()));
    QVERIFY(!(*keys())->keys.hasKid(first.kid()));
    // Nothing has changed: the same set is handed out.
    QVERIFY(keys()->get() == keys()->get());

    QVERIFY(other->removeSoftware(wanted.organisationId, wanted.softwareId));
    m_clock.advance(std::chrono::seconds(1));
    QVERIFY(!keys());
}

void TestDirectory::findsNothingOutsideItsFolder_data()
{
    QTest::addColumn<QString>("organisation");
    QTest::addColumn<QString>("software");
    QTest::newRow("dots") << QStringLiteral("..") << QStringLiteral("secret");
    QTest::newRow("slash") << QStringLiteral("org") << QStringLiteral("../../secret");
    QTest::newRow("backslash") << QStringLiteral("org") << QStringLiteral("..\\secret");
    QTest::newRow("empty") << QString() << QString();
    QTest::newRow("zero") << QStringLiteral("org") << QStringLiteral("a") + QChar(u'\0');
    QTest::newRow("wildcard") << QStringLiteral("org") << QStringLiteral("*");
    QTest::newRow("long") << QString(19, u'a') << QString(23, u'a');
    QTest::newRow("digits of another script") << QStringLiteral("org") << QStringLiteral("\u0661");
}

void TestDirectory::findsNothingOutsideItsFolder()
{
    QFETCH(QString, organisation);
    QFETCH(QString, software);
    const auto directory = open();
    const QByteArray record = R"({"organisation_id":"..","software_id":"secret","claims":{},"jwks":{"keys":[]}})";
    QVERIFY(writeContent(in("secret.json"), record));
    QVERIFY(QDir(m_folder).mkpath(QStringLiteral("software/org")));
    QVERIFY(writeContent(in("software/org/some.json"), record));
    QCOMPARE(directory->softwareJwks(organisation, software).error().kind, Error::NotFound);
    QCOMPARE(directory->software(organisation, software).error().kind, Error::NotFound);
    QVERIFY(!directory->removeSoftware(organisation, software));
    QVERIFY(QFile::exists(in("secret.json")));
}

void TestDirectory::refusesADamagedRecordByItsName()
{
    const auto directory = open();
    const Tpp tpp = directory->create(request()).value();
    const QString path = QStringLiteral("%1/software/%2/%3.json").arg(m_folder, tpp.organisationId, tpp.softwareId);
    for (const QByteArray &damaged : {QByteArray(), QByteArray("{"), QByteArray("{}"),
                                      contentOf(path).replace(tpp.softwareId.toLatin1(), "other")}) {
        QVERIFY(writeContent(path, damaged));
        m_clock.advance(std::chrono::seconds(1));
        const auto keys = directory->softwareJwks(tpp.organisationId, tpp.softwareId);
        QVERIFY(!keys);
        QVERIFY2(keys.error().message.contains(path), qPrintable(keys.error().message));
        QVERIFY(directory->allSoftware().isEmpty());
    }
    QVERIFY(directory->removeSoftware(tpp.organisationId, tpp.softwareId));
}

void TestDirectory::refusesTheSameSoftwareTwice()
{
    const auto directory = open();
    TppRequest wanted = request();
    wanted.softwareId = QStringLiteral("software");
    wanted.organisationId = QStringLiteral("organisation");
    const Tpp first = directory->create(wanted).value();
    const Result<Tpp> second = directory->create(wanted);
    QVERIFY(!second);
    QCOMPARE(second.error().kind, Error::Conflict);
    QVERIFY((*directory->softwareJwks(wanted.organisationId, wanted.softwareId))->keys.hasKid(first.kid()));
}

void TestDirectory::tellsIdentifiersApartByCase()
{
    const auto directory = open();
    TppRequest wanted = request();
    wanted.organisationId = QStringLiteral("organisation");
    wanted.softwareId = QStringLiteral("software");
    const Tpp lower = directory->create(wanted).value();
    wanted.softwareId = QStringLiteral("SOFTWARE");
    const Tpp upper = directory->create(wanted).value();
    const auto keys = directory->softwareJwks(wanted.organisationId, lower.softwareId).value();
    QCOMPARE(keys->keys.keys().size(), size_t(2));
    QVERIFY(keys->keys.hasKid(lower.kid()));
    QVERIFY(!keys->keys.hasKid(upper.kid()));
    QCOMPARE(directory->softwareJwks(wanted.organisationId, QStringLiteral("Software")).error().kind, Error::NotFound);
}

void TestDirectory::removesASoftware()
{
    const auto directory = open();
    const Tpp tpp = directory->create(request()).value();
    QVERIFY(directory->softwareJwks(tpp.organisationId, tpp.softwareId));
    QVERIFY(directory->removeSoftware(tpp.organisationId, tpp.softwareId));
    QVERIFY(!directory->softwareJwks(tpp.organisationId, tpp.softwareId));
    QCOMPARE(directory->removeSoftware(tpp.organisationId, tpp.softwareId).error().kind, Error::NotFound);
}

void TestDirectory::servesManyThreads()
{
    const auto directory = open();
    const Tpp tpp = directory->create(request()).value();
    const SoftwareRecord record = directory->software(tpp.organisationId, tpp.softwareId).value();
    std::atomic_int wrong = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int round = 0; round < 25; ++round) {
                m_clock.advance(std::chrono::milliseconds(100));
                if (!directory->softwareJwks(tpp.organisationId, tpp.softwareId) || !directory->directoryJwks()
                    || !directory->issueStatement(record, QStringLiteral("https://localhost"), m_clock.now())
                    || !anchorsOf(*directory).verify(tpp.transportCertificate(), {}, m_clock.now()).isTrusted())
                    ++wrong;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(wrong.load(), 0);
}

/// `--open FOLDER` is the other process of opensInTwoProcessesAtOnce().
int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    const QCA::Initializer qca;
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QLatin1String("--open")) {
        const auto directory = Directory::open(arguments.value(2), HandClock().clock());
        if (!directory)
            return 1;
        QFile out;
        if (!out.open(stdout, QIODevice::WriteOnly))
            return 1;
        for (const trust::Certificate &certificate : (*directory)->authorities() + (*directory)->endpointChain())
            out.write(certificate.sha256Text().toUtf8() + '\n');
        out.write((*(*directory)->directoryJwks())->json);
        return 0;
    }
    TestDirectory test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_directory.moc"
