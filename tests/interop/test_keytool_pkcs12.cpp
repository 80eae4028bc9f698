#include "trust/pkcs12.h"

#include "core/trust/pkcs12_maker.h"
#include "trust/jks.h"
#include "trust/pkcs12_bags.h"
#include "trust/pkcs12_file.h"
#include "trust/store_edit.h"

#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

#include <openssl/pem.h>

using namespace gatehouse;
using namespace gatehouse::trust;
using namespace gatehouse::trust::test;

namespace {

constexpr char PasswordText[] = "wso2carbon";

QString text(const char *utf8)
{
    return QString::fromUtf8(utf8);
}

struct Run {
    int status = -1; ///< -1: it crashed or did not end
    QByteArray out;
    QByteArray err;
};

Run runProgram(const QString &program, const QStringList &arguments)
{
    QProcess process;
    process.start(program, arguments, QIODevice::ReadOnly);
    if (!process.waitForFinished(60'000))
        return {-1, {}, process.errorString().toUtf8()};
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(),
            process.readAllStandardError()};
}

Run keytool(const QStringList &arguments)
{
    // The start of the virtual machine is most of what keytool takes.
    return runProgram(text("keytool"),
                      QStringList{text("-J-XX:TieredStopAtLevel=1"), text("-J-Duser.language=en")} + arguments);
}

QByteArray contentsOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool write(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

QList<QByteArray> bagsIn(const QByteArray &bytes)
{
    QList<QByteArray> bags;
    const Result<pkcs12::OpenedFile> file = pkcs12::openFile(bytes, Password(PasswordText));
    for (const QByteArray &safe : file.value().safes) {
        const QList<pkcs12::Bag> read = pkcs12::readSafe(safe).value();
        for (const pkcs12::Bag &bag : read)
            bags.append(bag.der);
    }
    return bags;
}

QString obieFile(const char *name)
{
    return text(GATEHOUSE_TEST_DATA "/wso2/obie/") + text(name);
}

Certificate root()
{
    return Certificate::fromDer(contentsOf(obieFile("OB_SandBox_PP_Root_CA.cer"))).value();
}

Certificate issuing()
{
    return Certificate::fromDer(contentsOf(obieFile("OB_SandBox_PP_Issuing_CA.cer"))).value();
}

StoreEntry trustedEntry(const QString &alias, const Certificate &certificate)
{
    StoreEntry entry;
    entry.alias = alias;
    entry.certificates = {certificate};
    return entry;
}

} // namespace

class TestKeytoolPkcs12 : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (QStandardPaths::findExecutable(text("keytool")).isEmpty())
            QSKIP("NOT TESTED: keytool is missing; install the Debian package default-jre-headless.");
        QVERIFY(m_folder.isValid());
        makeStore();
    }

    void readsWhatKeytoolWrites()
    {
        const Result<DecodedStore> decoded = decodePkcs12(contentsOf(path("java.p12")), Password(PasswordText));
        QVERIFY2(decoded.has_value(), qPrintable(decoded ? QString() : decoded.error().message));
        QCOMPARE(decoded->integrity, Integrity::Verified);
        QCOMPARE(decoded->store.entries.size(), 3);
        const StoreEntry *key = decoded->store.find(text("transport"));
        QVERIFY(key);
        QCOMPARE(key->kind, StoreEntry::Kind::PrivateKey);
        QCOMPARE(key->certificate()->commonName(), text("transport"));
        QVERIFY(key->created.has_value());
        const StoreEntry *anchor = decoded->store.find(text("ÄMTER zürich 😀"));
        QVERIFY(anchor);
        QCOMPARE(anchor->alias, text("Ämter Zürich 😀"));
        QCOMPARE(anchor->kind, StoreEntry::Kind::TrustedCertificate);
        QCOMPARE(anchor->certificates, QList<Certificate>{root()});
        QCOMPARE(decoded->store.find(text("obieissuer"))->certificates, QList<Certificate>{issuing()});

        QCOMPARE(decodePkcs12(contentsOf(path("java.p12")), Password("wso2Carbon")).error().kind, Error::Refused);
        QCOMPARE(decodePkcs12(contentsOf(path("java.p12")), std::nullopt).error().kind, Error::Refused);
    }

    void keytoolReadsWhatWeWrite()
    {
        const QByteArray before = contentsOf(path("java.p12"));
        TrustStore store = decodePkcs12(before, Password(PasswordText)).value().store;
        store.entries.append(trustedEntry(text("Neu 😀"), root()));
        const QByteArray after = encodePkcs12(store, Password(PasswordText)).value();
        // Java lists certificates in no order of the entries; each bag is there as it was.
        QList<QByteArray> bags = bagsIn(after);
        QCOMPARE(bags.size(), bagsIn(before).size() + 1);
        for (const QByteArray &bag : bagsIn(before))
            QVERIFY(bags.removeOne(bag));
        QVERIFY(write(path("ours.p12"), after));

        const auto listed = keytool(
            {text("-list"), text("-v"), text("-keystore"), path("ours.p12"), text("-storepass"), text(PasswordText)});
        QVERIFY2(listed.status == 0, listed.out.constData());
        const QString shown = QString::fromUtf8(listed.out);
        QVERIFY(shown.contains(text("contains 4 entries")));
        QCOMPARE(shown.count(text("Entry type: trustedCertEntry")), 3);
        QCOMPARE(shown.count(text("Entry type: PrivateKeyEntry")), 1);
        for (const StoreEntry &entry : store.entries) {
            QVERIFY2(shown.contains(text("Alias name: ") + entry.alias.toLower()), qPrintable(shown));
            QVERIFY(shown.contains(text("SHA256: ") + entry.certificate()->sha256Text()));
        }

        // The key still opens with its password.
        const auto request = keytool({text("-certreq"), text("-alias"), text("transport"), text("-keystore"),
                                      path("ours.p12"), text("-storepass"), text(PasswordText)});
        QVERIFY2(request.status == 0 && request.out.contains("BEGIN NEW CERTIFICATE REQUEST"), request.out.constData());
    }

    void keytoolAddsToWhatWeWrite()
    {
        const TrustStore store{StoreFormat::Pkcs12, {trustedEntry(text("Root"), root())}};
        QVERIFY(write(path("added.p12"), encodePkcs12(store, Password(PasswordText)).value()));
        const auto added = keytool({text("-importcert"), text("-noprompt"), text("-alias"), text("Issuing"),
                                    text("-file"), obieFile("OB_SandBox_PP_Issuing_CA.cer"), text("-keystore"),
                                    path("added.p12"), text("-storepass"), text(PasswordText)});
        QVERIFY2(added.status == 0, added.out.constData());
        const Result<DecodedStore> decoded = decodePkcs12(contentsOf(path("added.p12")), Password(PasswordText));
        QVERIFY(decoded.has_value());
        QCOMPARE(decoded->store.entries.size(), 2);
        QCOMPARE(decoded->store.find(text("root"))->alias, text("Root"));
        QCOMPARE(decoded->store.find(text("issuing"))->certificates, QList<Certificate>{issuing()});
        // What Java writes of our entry is what we wrote.
        const QByteArray ours = bagsIn(encodePkcs12(store, Password(PasswordText)).value()).constFirst();
        const QList<QByteArray> javas = bagsIn(contentsOf(path("added.p12")));
        QVERIFY(std::any_of(javas.begin(), javas.end(), [&](QByteArray bag) {
            std::sort(bag.begin(), bag.end());
            QByteArray sorted = ours;
            std::sort(sorted.begin(), sorted.end());
            return bag == sorted;
        }));
    }

    void keytoolOpensARenamedKeyAndAnEmptyStore()
    {
        TrustStore store = decodePkcs12(contentsOf(path("java.p12")), Password(PasswordText)).value().store;
        store.entries[store.indexOf(text("transport"))].alias = text("sealé");
        QVERIFY(write(path("renamed.p12"), encodePkcs12(store, Password(PasswordText)).value()));
        const auto request = keytool({text("-certreq"), text("-alias"), text("sealé"), text("-keystore"),
                                      path("renamed.p12"), text("-storepass"), text(PasswordText)});
        QVERIFY2(request.status == 0, request.out.constData());

        QVERIFY(write(path("empty.p12"), encodePkcs12({StoreFormat::Pkcs12, {}}, Password(PasswordText)).value()));
        const auto listed =
            keytool({text("-list"), text("-keystore"), path("empty.p12"), text("-storepass"), text(PasswordText)});
        QVERIFY2(listed.status == 0 && listed.out.contains("contains 0 entries"), listed.out.constData());
    }

    void keytoolUsesKeysThatWeCarriedFromJks()
    {
        const QStringList access = accessTo("keys.jks", "JKS");
        const QStringList authority = {text("-genkeypair"), text("-keyalg"),      text("EC"),
                                       text("-dname"),      text("CN=authority"), text("-alias"),
                                       text("authority"),   text("-ext"),         text("bc:c")};
        const QStringList server = {text("-genkeypair"), text("-keyalg"),   text("RSA"),
                                    text("-dname"),      text("CN=server"), text("-alias"),
                                    text("server"),      text("-signer"),   text("authority")};
        // JKS has a password for each key, and keytool would ask for it.
        const QStringList keyPassword = {text("-keypass"), text(PasswordText)};
        QCOMPARE(keytool(authority + keyPassword + access).status, 0);
        QCOMPARE(keytool(server + keyPassword + access).status, 0);
        const TrustStore before = decodeJks(contentsOf(path("keys.jks")), Password(PasswordText)).value().store;
        QCOMPARE(before.find(text("server"))->certificates.size(), 2);

        const Result<TrustStore> after = convertStore(before, StoreFormat::Pkcs12, {}, Password(PasswordText));
        QVERIFY2(after.has_value(), qPrintable(after ? QString() : after.error().message));
        QVERIFY(write(path("keys.p12"), encodePkcs12(*after, Password(PasswordText)).value()));
        for (const StoreEntry &entry : before.entries)
            QVERIFY2(keytoolSignsFor(entry, "keys.p12", "PKCS12"), qPrintable(entry.alias));

        const auto listed = keytool(QStringList{text("-list"), text("-v")} + accessTo("keys.p12", "PKCS12"));
        QVERIFY2(listed.status == 0, listed.out.constData());
        QCOMPARE(listed.out.count("Entry type: PrivateKeyEntry"), 2);
        QVERIFY2(listed.out.contains("Certificate chain length: 2"), listed.out.constData());
    }

    void keytoolUsesAKeyThatWeCarriedToJks()
    {
        const TrustStore before = decodePkcs12(contentsOf(path("java.p12")), Password(PasswordText)).value().store;
        const Result<TrustStore> after =
            convertStore(before, StoreFormat::Jks, fromSeconds(1'600'000'000), Password(PasswordText));
        QVERIFY2(after.has_value(), qPrintable(after ? QString() : after.error().message));
        QVERIFY(write(path("carried.jks"), encodeJks(*after, Password(PasswordText)).value()));
        QVERIFY(keytoolSignsFor(*before.find(text("transport")), "carried.jks", "JKS"));
        const auto listed = keytool(QStringList{text("-list")} + accessTo("carried.jks", "JKS"));
        QVERIFY2(listed.status == 0 && listed.out.contains("contains 3 entries"), listed.out.constData());
    }

    void readsAStoreThatKeytoolEmptied()
    {
        QVERIFY(QFile::copy(path("java-one.p12"), path("emptied.p12")));
        const auto deleted = keytool({text("-delete"), text("-alias"), text("one"), text("-keystore"),
                                      path("emptied.p12"), text("-storepass"), text(PasswordText)});
        QVERIFY2(deleted.status == 0, deleted.out.constData());
        const Result<DecodedStore> decoded = decodePkcs12(contentsOf(path("emptied.p12")), Password(PasswordText));
        QVERIFY(decoded.has_value());
        QVERIFY(decoded->store.entries.isEmpty());
        QCOMPARE(decoded->integrity, Integrity::Verified);
    }

    void readsWhatOldJavaWrites()
    {
        QVERIFY(importRoot(path("old.p12"), {text("-J-Dkeystore.pkcs12.legacy")}));
        const Result<DecodedStore> decoded = decodePkcs12(contentsOf(path("old.p12")), Password(PasswordText));
        QVERIFY2(decoded.has_value(), qPrintable(decoded ? QString() : decoded.error().message));
        QCOMPARE(decoded->integrity, Integrity::Verified);
        QCOMPARE(decoded->store.trustedCertificates(), QList<Certificate>{root()});
    }

    void keytoolRefusesAPasswordOutsideAsciiAsWeDo()
    {
        const QString password = text("Zürich€123");
        const auto made = keytool({text("-importcert"), text("-noprompt"), text("-alias"), text("one"), text("-file"),
                                   obieFile("OB_SandBox_PP_Root_CA.cer"), text("-storetype"), text("PKCS12"),
                                   text("-keystore"), path("unicode.p12"), text("-storepass"), password});
        QVERIFY(made.status != 0);
        QVERIFY2(made.out.contains("Password is not ASCII"), made.out.constData());
        QVERIFY(!encodePkcs12({StoreFormat::Pkcs12, {}}, Password(password.toUtf8())));
    }

    void opensslReadsWhatWeWriteAndWhatItWritesIsShown()
    {
        const TrustStore store{StoreFormat::Pkcs12, {trustedEntry(text("Root"), root())}};
        QVERIFY(write(path("plain.p12"), encodePkcs12(store, Password(PasswordText)).value()));
        const auto shown = runProgram(text("openssl"),
                                      {text("pkcs12"), text("-in"), path("plain.p12"), text("-info"), text("-passin"),
                                       text("pass:") + text(PasswordText)});
        QVERIFY2(shown.status == 0, shown.err.constData());
        QVERIFY(shown.out.contains("friendlyName: Root"));
        QVERIFY(shown.out.contains("2.16.840.1.113894.746875.1.1"));
        QVERIFY(shown.err.contains("MAC: sha256, Iteration 10000"));
        QVERIFY(shown.err.contains("PBES2, PBKDF2, AES-256-CBC, Iteration 10000, PRF hmacWithSHA256"));

        const auto made = runProgram(text("openssl"),
                                     {text("pkcs12"), text("-export"), text("-nokeys"), text("-in"),
                                      text(GATEHOUSE_TEST_DATA "/wso2/obtransport.pem"), text("-out"),
                                      path("nokeys.p12"), text("-passout"), text("pass:") + text(PasswordText)});
        QVERIFY2(made.status == 0, made.err.constData());
        const Result<DecodedStore> decoded = decodePkcs12(contentsOf(path("nokeys.p12")), Password(PasswordText));
        QVERIFY(decoded.has_value());
        QCOMPARE(decoded->store.entries.size(), 1);
        QCOMPARE(decoded->store.entries.constFirst().kind, StoreEntry::Kind::Other);
    }

private:
    QString path(const char *name) const { return m_folder.filePath(text(name)); }

    QStringList accessTo(const char *store, const char *type) const
    {
        return {text("-keystore"), path(store), text("-storetype"), text(type), text("-storepass"), text(PasswordText)};
    }

    /// Whether the store's key under this alias is that of the entry's certificate: keytool signs a request by it.
    bool keytoolSignsFor(const StoreEntry &entry, const char *store, const char *type) const
    {
        const auto made = keytool(QStringList{text("-certreq"), text("-alias"), entry.alias} + accessTo(store, type));
        const openssl::OwnedBio bio(BIO_new_mem_buf(made.out.constData(), static_cast<int>(made.out.size())));
        const Owned<X509_REQ, X509_REQ_free> request(PEM_read_bio_X509_REQ(bio.get(), nullptr, nullptr, nullptr));
        EVP_PKEY *const expected = X509_get0_pubkey(entry.certificate()->handle());
        return made.status == 0 && request && X509_REQ_verify(request.get(), expected) == 1
            && EVP_PKEY_eq(X509_REQ_get0_pubkey(request.get()), expected) == 1;
    }

    bool importRoot(const QString &store, const QStringList &more)
    {
        return keytool(more
                       + QStringList{text("-importcert"), text("-noprompt"), text("-alias"), text("one"), text("-file"),
                                     obieFile("OB_SandBox_PP_Root_CA.cer"), text("-storetype"), text("PKCS12"),
                                     text("-keystore"), store, text("-storepass"), text(PasswordText)})
                   .status
            == 0;
    }

    void makeStore()
    {
        const QStringList store = {text("-storetype"), text("PKCS12"),     text("-keystore"),
                                   path("java.p12"),   text("-storepass"), text(PasswordText)};
        const auto import = [&](const char *alias, const char *file) {
            return keytool(QStringList{text("-importcert"), text("-noprompt"), text("-alias"), text(alias),
                                       text("-file"), obieFile(file)}
                           + store);
        };
        QCOMPARE(import("Ämter Zürich 😀", "OB_SandBox_PP_Root_CA.cer").status, 0);
        QCOMPARE(import("obieissuer", "OB_SandBox_PP_Issuing_CA.cer").status, 0);
        QCOMPARE(keytool(QStringList{text("-genkeypair"), text("-keyalg"), text("EC"), text("-dname"),
                                     text("CN=transport"), text("-alias"), text("Transport")}
                         + store)
                     .status,
                 0);
        QVERIFY(importRoot(path("java-one.p12"), {}));
    }

    QCA::Initializer m_qca;
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestKeytoolPkcs12)
#include "test_keytool_pkcs12.moc"
