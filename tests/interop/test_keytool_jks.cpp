#include "base/files.h"
#include "core/trust/certificate_maker.h"
#include "trust/jks.h"

#include <QProcess>
#include <QStandardPaths>
#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::trust;

namespace {

/// Java has a password's characters as UTF-16; beyond ASCII that differs from its bytes.
constexpr char PasswordText[] = "pässwörd€";
/// With a sigma that ends a word, a letter beyond Latin-1 and a character beyond U+FFFF.
constexpr char MixedAlias[] = "Übergröße ΟΔΟΣ 🔑";
constexpr char MixedAliasFolded[] = "übergröße οδος 🔑";

Password password()
{
    return {PasswordText};
}

struct Run {
    int status = -1;
    QString output; ///< keytool tells its errors on standard output too
};

/// Java starts twice as fast where it does not compile what runs once.
Run keytool(const QStringList &arguments)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(QStringLiteral("keytool"),
                  QStringList{QStringLiteral("-J-XX:TieredStopAtLevel=1"), QStringLiteral("-J-Xshare:auto"),
                              QStringLiteral("-J-Duser.language=en")}
                      + arguments);
    if (!process.waitForFinished(60'000))
        return {-1, process.errorString()};
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
            QString::fromUtf8(process.readAll())};
}

/// `command` in keytool's words, then the store and its password.
Run keytool(const QString &store, const QStringList &command, const char *storePassword = PasswordText)
{
    return keytool(command
                   + QStringList{QStringLiteral("-keystore"), store, QStringLiteral("-storepass"),
                                 QString::fromUtf8(storePassword)});
}

/// Alias and SHA-256 of the entry's first certificate, as `keytool -list -v` shows them.
QMap<QString, QString> listed(const QString &output)
{
    QMap<QString, QString> fingerprints;
    QString alias;
    for (const QString &line : output.split(QLatin1Char('\n'))) {
        const QString text = line.trimmed();
        if (text.startsWith(QStringLiteral("Alias name: ")))
            alias = text.section(QStringLiteral(": "), 1);
        else if (text.startsWith(QStringLiteral("SHA256: ")) && !fingerprints.contains(alias))
            fingerprints.insert(alias, text.section(QStringLiteral(": "), 1));
    }
    return fingerprints;
}

QMap<QString, StoreEntry> byAlias(const TrustStore &store)
{
    QMap<QString, StoreEntry> entries;
    for (const StoreEntry &entry : store.entries)
        entries.insert(entry.alias, entry);
    return entries;
}

StoreEntry trusted(const QString &alias, const Certificate &certificate)
{
    StoreEntry entry;
    entry.alias = alias;
    entry.created = fromSeconds(1'600'000'000);
    entry.certificates = {certificate};
    return entry;
}

} // namespace

class TestKeytoolJks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("keytool")).isEmpty())
            QSKIP("NOTHING IS TESTED HERE: keytool is not on the PATH. Install default-jre-headless "
                  "(packaging/bootstrap.sh test).");
        QVERIFY(m_folder.isValid());
        m_store = path("theirs.jks");
        const Run made = keytool(m_store,
                                 {QStringLiteral("-genkeypair"), QStringLiteral("-alias"), QStringLiteral("Server"),
                                  QStringLiteral("-keyalg"), QStringLiteral("EC"), QStringLiteral("-dname"),
                                  QStringLiteral("CN=server"), QStringLiteral("-storetype"), QStringLiteral("JKS"),
                                  QStringLiteral("-keypass"), QString::fromUtf8(PasswordText)});
        QVERIFY2(made.status == 0, qPrintable(made.output));
        for (const auto &[alias, certificate] :
             {std::pair(QStringLiteral("OBRoot"), m_root), std::pair(QString::fromUtf8(MixedAlias), m_issuer)}) {
            const Run imported = import(m_store, alias, certificate);
            QVERIFY2(imported.status == 0, qPrintable(imported.output));
        }
    }

    void readsWhatKeytoolWrites()
    {
        const QByteArray bytes = readFile(m_store).value();
        const Result<DecodedStore> decoded = decodeJks(bytes, password());
        QVERIFY(decoded);
        QCOMPARE(decoded->integrity, Integrity::Verified);
        const QMap<QString, StoreEntry> entries = byAlias(decoded->store);
        QCOMPARE(
            entries.keys(),
            (QStringList{QStringLiteral("obroot"), QStringLiteral("server"), QString::fromUtf8(MixedAliasFolded)}));
        QCOMPARE(entries[QStringLiteral("obroot")].certificates, QList{m_root});
        QCOMPARE(entries[QString::fromUtf8(MixedAliasFolded)].certificates, QList{m_issuer});
        const StoreEntry &server = entries[QStringLiteral("server")];
        QCOMPARE(server.kind, StoreEntry::Kind::PrivateKey);
        QCOMPARE(server.certificates.size(), 1);
        QCOMPARE(server.certificate()->commonName(), QStringLiteral("server"));
        const auto age = systemNow() - *server.created;
        QVERIFY(age >= std::chrono::seconds(0) && age < std::chrono::hours(1));
        QVERIFY(encodeJks(decoded->store, password()).value() == bytes);
        QCOMPARE(decodeJks(bytes, Password("changeit")).error().kind, Error::Refused);
        QCOMPARE(decodeJks(bytes, std::nullopt)->store, decoded->store);
    }

    void keytoolShowsWhatWeWrite()
    {
        const QString file = save("ours.jks", ourStore());
        const Run list = keytool(file, {QStringLiteral("-list"), QStringLiteral("-v")});
        QVERIFY2(list.status == 0, qPrintable(list.output));
        const TrustStore theirs = decodeJks(readFile(m_store).value(), password())->store;
        const QMap<QString, QString> expected{
            {QStringLiteral("new root"), m_root.sha256Text()},
            {QString::fromUtf8(MixedAliasFolded), m_issuer.sha256Text()},
            {QStringLiteral("moved"), byAlias(theirs)[QStringLiteral("server")].certificate()->sha256Text()},
        };
        QCOMPARE(listed(list.output), expected);
        QVERIFY(list.output.contains(QStringLiteral("Keystore type: JKS")));
        QVERIFY(list.output.contains(QStringLiteral("Creation date: Sep 13, 2020")));
        const Run found =
            keytool(file, {QStringLiteral("-list"), QStringLiteral("-alias"), QStringLiteral("NEW Root")});
        QVERIFY2(found.status == 0, qPrintable(found.output));
    }

    void keytoolOpensThePrivateKeyThatWeCarriedOver()
    {
        const QString file = save("carried.jks", ourStore());
        const QString target = path("copied.jks");
        const Run copied =
            keytool({QStringLiteral("-importkeystore"), QStringLiteral("-srckeystore"), file,
                     QStringLiteral("-srcstorepass"), QString::fromUtf8(PasswordText), QStringLiteral("-srcalias"),
                     QStringLiteral("Moved"), QStringLiteral("-destkeystore"), target, QStringLiteral("-deststoretype"),
                     QStringLiteral("JKS"), QStringLiteral("-deststorepass"), QStringLiteral("changeit"),
                     QStringLiteral("-destkeypass"), QStringLiteral("changeit")});
        QVERIFY2(copied.status == 0, qPrintable(copied.output));
        const Result<DecodedStore> decoded = decodeJks(readFile(target).value(), Password("changeit"));
        QVERIFY(decoded);
        QCOMPARE(decoded->store.entries.size(), 1);
        QCOMPARE(decoded->store.entries.constFirst().kind, StoreEntry::Kind::PrivateKey);
    }

    void keytoolAddsToWhatWeWriteAndTouchesNothingElse()
    {
        const QString file = save("added.jks", ourStore());
        const auto before = byAlias(decodeJks(readFile(file).value(), password())->store);
        const Run imported = import(file, QStringLiteral("Added"), m_other);
        QVERIFY2(imported.status == 0, qPrintable(imported.output));
        const QByteArray bytes = readFile(file).value();
        const Result<DecodedStore> decoded = decodeJks(bytes, password());
        QVERIFY(decoded);
        auto after = byAlias(decoded->store);
        QCOMPARE(after.take(QStringLiteral("added")).certificates, QList{m_other});
        // Kind, date, alias and bytes.
        QCOMPARE(after, before);
        QVERIFY(encodeJks(decoded->store, password()).value() == bytes);
        QVERIFY(import(file, QStringLiteral("NEW ROOT"), m_other).output.contains(QStringLiteral("already exists")));
    }

    void anEmptyStoreGoesBothWays()
    {
        const QString ours = save("empty.jks", {});
        const Run list = keytool(ours, {QStringLiteral("-list")});
        QVERIFY2(list.status == 0, qPrintable(list.output));
        QVERIFY(list.output.contains(QStringLiteral("contains 0 entries")));
        const QString theirs = save("emptied.jks", {StoreFormat::Jks, {trusted(QStringLiteral("a"), m_root)}});
        const Run deleted = keytool(theirs, {QStringLiteral("-delete"), QStringLiteral("-alias"), QStringLiteral("A")});
        QVERIFY2(deleted.status == 0, qPrintable(deleted.output));
        QVERIFY(readFile(theirs).value() == readFile(ours).value());
        QVERIFY(decodeJks(readFile(theirs).value(), password())->store.entries.isEmpty());
    }

    void keytoolRefusesOurStoreUnderAnotherPassword()
    {
        const Run list = keytool(save("ours.jks", ourStore()), {QStringLiteral("-list")}, "changeit");
        QVERIFY(list.status != 0);
        QVERIFY2(list.output.contains(QStringLiteral("password was incorrect")), qPrintable(list.output));
    }

private:
    QString path(const char *name) const { return m_folder.filePath(QLatin1String(name)); }

    QString save(const char *name, const TrustStore &store) const
    {
        const Result<void> saved = saveFile(path(name), encodeJks(store, password()).value());
        return saved ? path(name) : QString();
    }

    Run import(const QString &store, const QString &alias, const Certificate &certificate) const
    {
        const QString file = path("certificate.pem");
        if (!saveFile(file, certificate.pem()))
            return {};
        return keytool(store,
                       {QStringLiteral("-importcert"), QStringLiteral("-noprompt"), QStringLiteral("-alias"), alias,
                        QStringLiteral("-file"), file});
    }

    /// Two new entries, typed in mixed case, and keytool's private key under another name.
    TrustStore ourStore() const
    {
        StoreEntry server = byAlias(decodeJks(readFile(m_store).value(), password())->store)[QStringLiteral("server")];
        server.alias = QStringLiteral("Moved");
        return {
            StoreFormat::Jks,
            {trusted(QStringLiteral("New Root"), m_root), server, trusted(QString::fromUtf8(MixedAlias), m_issuer)}};
    }

    QCA::Initializer m_qca;
    QTemporaryDir m_folder;
    QString m_store; ///< made by keytool: a private key and two trusted certificates
    const test::Made m_authority = test::make(test::authorityRecipe("Root CA"), test::rsaKey());
    const Certificate m_root = m_authority.certificate;
    const Certificate m_issuer =
        test::make(test::authorityRecipe("Issuing CA"), test::ecKey(), &m_authority).certificate;
    const Certificate m_other = test::make(test::authorityRecipe("Other CA"), test::ecKey()).certificate;
};

QTEST_GUILESS_MAIN(TestKeytoolJks)
#include "test_keytool_jks.moc"
