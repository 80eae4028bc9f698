#include "base/files.h"
#include "core/file_size_limit.h"
#include "core/trust/certificate_maker.h"
#include "trust/store_edit.h"
#include "trust/store_file.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <barrier>
#include <thread>

#include <sys/stat.h>
#include <unistd.h>

using namespace gatehouse;
using namespace gatehouse::trust;
using namespace Qt::StringLiterals;

namespace {

/// Made at each use: a password must not outlive QCA.
Password secret()
{
    return Password("wso2carbon");
}

const Instant Now = fromSeconds(1'750'000'000);

const Certificate &root()
{
    static const Certificate certificate =
        trust::test::make(trust::test::authorityRecipe("Root"), trust::test::ecKey()).certificate;
    return certificate;
}

TrustStore storeOf(StoreFormat format, const QString &alias = u"root"_s)
{
    TrustStore store{format, {}};
    (void)importCertificates(store, {root()}, {alias}, Now);
    return store;
}

QString samples(const char *name)
{
    return QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/") + QLatin1String(name);
}

} // namespace

class TestStoreFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void readsBackEveryFormatByItsContent_data()
    {
        QTest::addColumn<int>("format");
        QTest::newRow("JKS") << static_cast<int>(StoreFormat::Jks);
        QTest::newRow("PKCS#12") << static_cast<int>(StoreFormat::Pkcs12);
        QTest::newRow("PEM") << static_cast<int>(StoreFormat::Pem);
    }
    void readsBackEveryFormatByItsContent()
    {
        QFETCH(int, format);
        const TrustStore store = storeOf(static_cast<StoreFormat>(format));
        const QString path = file(u"any-name.txt"_s);
        const auto digests = saveStoreFiles({{path, store, secret(), QByteArray()}});
        QVERIFY(digests);
        const auto opened = openStoreFile(path, secret());
        QVERIFY(opened);
        QCOMPARE(opened->store.format, store.format);
        QCOMPARE(opened->store.trustedCertificates(), QList({root()}));
        QCOMPARE(opened->digest, digests->constFirst());
        QVERIFY(!hasChangedOnDisk(path, opened->digest));
        QCOMPARE(opened->integrity, store.format == StoreFormat::Pem ? Integrity::None : Integrity::Verified);
    }

    void tellsFormatsByContentWhateverTheyAreCalled()
    {
        QCOMPARE(detectStoreFormat(readFile(samples("client-truststore.jks")).value()).value(), StoreFormat::Pkcs12);
        QCOMPARE(detectStoreFormat(readFile(samples("client-truststore-jks-v2.jks")).value()).value(),
                 StoreFormat::Jks);
        QCOMPARE(detectStoreFormat("text before\n" + root().pem()).value(), StoreFormat::Pem);
    }

    void saysWhatAFileIsThatIsNoTruststore_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("words");
        QTest::newRow("empty") << QByteArray() << u"empty"_s;
        QTest::newRow("JCEKS") << QByteArray("\xCE\xCE\xCE\xCE\0\0\0\2", 8) << u"JCEKS"_s;
        QTest::newRow("zeros") << QByteArray(100 * 1000 * 1000, '\0') << u"zeros"_s;
        QTest::newRow("a certificate") << root().der() << u"single certificate"_s;
        QTest::newRow("PKCS#7") << QByteArray::fromHex("300F06092A864886F70D010702A0023000") << u"PKCS#7"_s;
        QTest::newRow("a key") << QByteArray("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
                               << u"no certificate"_s;
        QTest::newRow("a zip") << QByteArray("PK\x03\x04 and so on") << u"50 4B 03 04"_s;
        QTest::newRow("one byte") << QByteArray("\x30") << u"ASN.1"_s;
    }
    void saysWhatAFileIsThatIsNoTruststore()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, words);
        const auto decoded = decodeStore(bytes, secret());
        QVERIFY(!decoded);
        QCOMPARE(decoded.error().kind, Error::Malformed);
        QVERIFY2(decoded.error().message.contains(words), qPrintable(decoded.error().message));
    }

    void tellsApartWhatCannotBeOpened()
    {
        QCOMPARE(openStoreFile(file(u"missing"_s), secret()).error().kind, Error::NotFound);
        QCOMPARE(openStoreFile(m_folder->path(), secret()).error().kind, Error::Io);
        QVERIFY(saveStoreFiles({{file(u"a"_s), storeOf(StoreFormat::Jks), secret(), QByteArray()}}));
        QCOMPARE(openStoreFile(file(u"a"_s), Password("wrong!")).error().kind, Error::Refused);
    }

    void doesNotOverwriteWhatSomebodyElseChanged()
    {
        const QString path = file(u"store"_s);
        const auto first = saveStoreFiles({{path, storeOf(StoreFormat::Jks), secret(), QByteArray()}});
        QVERIFY(saveStoreFiles({{path, storeOf(StoreFormat::Jks, u"theirs"_s), secret(), first->constFirst()}}));
        const QByteArray theirs = readFile(path).value();
        QVERIFY(hasChangedOnDisk(path, first->constFirst()));
        const auto ours = saveStoreFiles({{path, storeOf(StoreFormat::Jks, u"ours"_s), secret(), first->constFirst()}});
        QCOMPARE(ours.error().kind, Error::Conflict);
        QCOMPARE(readFile(path).value(), theirs);
        QVERIFY(saveStoreFiles({{path, storeOf(StoreFormat::Jks, u"ours"_s), secret(), std::nullopt}}));
        QCOMPARE(readFile(path + u".bak"_s).value(), theirs);
    }

    void noticesThatAFileIsGoneOrThere()
    {
        const QString path = file(u"store"_s);
        const auto saved = saveStoreFiles({{path, storeOf(StoreFormat::Jks), secret(), QByteArray()}});
        QCOMPARE(saveStoreFiles({{path, storeOf(StoreFormat::Jks), secret(), QByteArray()}}).error().kind,
                 Error::Conflict);
        QVERIFY(QFile::remove(path));
        QVERIFY(hasChangedOnDisk(path, saved->constFirst()));
        QCOMPARE(saveStoreFiles({{path, storeOf(StoreFormat::Jks), secret(), saved->constFirst()}}).error().kind,
                 Error::Conflict);
        QVERIFY(!QFile::exists(path));
    }

    void writesTheSecondFileOrNeither()
    {
        const QString first = file(u"first"_s);
        const QString fresh = file(u"fresh"_s);
        QVERIFY(saveStoreFiles({{first, storeOf(StoreFormat::Pem), {}, QByteArray()}}));
        const QByteArray before = readFile(first).value();
        const auto saved = saveStoreFiles({{first, storeOf(StoreFormat::Pem, u"new"_s), {}, std::nullopt},
                                           {fresh, storeOf(StoreFormat::Pem), {}, QByteArray()},
                                           {file(u"no/such/folder"_s), storeOf(StoreFormat::Pem), {}, QByteArray()}});
        QVERIFY(!saved);
        QCOMPARE(saved.error().kind, Error::Io);
        QCOMPARE(readFile(first).value(), before);
        QVERIFY(!QFile::exists(fresh));
    }

    void ofSaversAtOnceOneIsFirstAndTheOthersAreTold()
    {
        constexpr int Savers = 6;
        const QString path = file(u"store"_s);
        QList<Certificate> certificates;
        for (int i = 0; i < Savers; ++i)
            certificates.append(
                trust::test::make(trust::test::authorityRecipe("Root " + QByteArray::number(i)), trust::test::ecKey())
                    .certificate);
        for (int round = 0; round < 10; ++round) {
            const auto first = saveStoreFiles({{path, storeOf(StoreFormat::Pem), {}, std::nullopt}});
            QVERIFY(first);
            std::barrier start(Savers);
            std::array<std::optional<Error>, Savers> errors;
            std::vector<std::thread> savers;
            for (int i = 0; i < Savers; ++i)
                savers.emplace_back([&, i] {
                    TrustStore store = storeOf(StoreFormat::Pem);
                    (void)importCertificates(store, {certificates[i]}, {}, Now);
                    start.arrive_and_wait();
                    if (const auto saved = saveStoreFiles({{path, store, {}, first->constFirst()}}); !saved)
                        errors[static_cast<size_t>(i)] = saved.error();
                });
            for (std::thread &saver : savers)
                saver.join();
            const QList<Certificate> stored = openStoreFile(path, {})->store.trustedCertificates();
            for (int i = 0; i < Savers; ++i) {
                const std::optional<Error> &error = errors[static_cast<size_t>(i)];
                QCOMPARE(stored.contains(certificates[i]), !error);
                QVERIFY(!error || error->kind == Error::Conflict);
            }
            QCOMPARE(stored.size(), 2);
        }
        QCOMPARE(names(), QStringList({u"store"_s, u"store.bak"_s}));
    }

    void doesNotSaveWhatAnotherProgramIsSaving()
    {
        const QString path = file(u"store"_s);
        QVERIFY(saveStoreFiles({{path, storeOf(StoreFormat::Pem), {}, QByteArray()}}));
        const QByteArray before = readFile(path).value();
        // Of another program, and old: it is not for this one to remove.
        const QString lock = path + u".lock"_s;
        QVERIFY(saveFile(lock, "somebody's"));
        QFile aged(lock);
        QVERIFY(aged.open(QIODevice::ReadWrite));
        QVERIFY(aged.setFileTime(QDateTime::fromSecsSinceEpoch(1'700'000'000), QFileDevice::FileModificationTime));
        aged.close();
        QVERIFY(QFile::link(path, file(u"link"_s)));
        const auto saved = saveStoreFiles({{file(u"link"_s), storeOf(StoreFormat::Pem, u"new"_s), {}, std::nullopt}});
        QVERIFY(!saved);
        QCOMPARE(saved.error().kind, Error::Conflict);
        QVERIFY2(saved.error().message.contains(lock), qPrintable(saved.error().message));
        QCOMPARE(readFile(path).value(), before);
        QCOMPARE(readFile(lock).value(), "somebody's");
    }

    void savesAFileThatIsNamedTwice()
    {
        const QString path = file(u"store"_s);
        QVERIFY(saveFile(path, "before"));
        QVERIFY(QFile::link(path, file(u"link"_s)));
        QVERIFY(saveStoreFiles({{path, storeOf(StoreFormat::Pem), {}, std::nullopt},
                                {file(u"link"_s), storeOf(StoreFormat::Pem, u"new"_s), {}, std::nullopt}}));
        QCOMPARE(openStoreFile(path, {})->store.entries[0].alias, u"new"_s);
        QVERIFY(!QFile::exists(path + u".lock"_s));
    }

    void aFailedSaveLeavesTheBackupsOfTheEarlierOnes()
    {
        const QString first = file(u"first"_s);
        const QString once = file(u"once"_s);
        const QString blocked = file(u"blocked"_s);
        const QByteArray oldest = encodeStore(storeOf(StoreFormat::Pem, u"oldest"_s), {}).value();
        QVERIFY(saveStoreFiles({{first, storeOf(StoreFormat::Pem, u"oldest"_s), {}, QByteArray()}}));
        QVERIFY(saveStoreFiles({{first, storeOf(StoreFormat::Pem), {}, std::nullopt}}));
        QVERIFY(QFile::setPermissions(first + u".bak"_s, QFileDevice::ReadOwner));
        QVERIFY(saveStoreFiles({{once, storeOf(StoreFormat::Pem), {}, QByteArray()}}));
        QVERIFY(saveStoreFiles({{blocked, storeOf(StoreFormat::Pem), {}, QByteArray()}}));
        QVERIFY(QDir(m_folder->path()).mkdir(u"blocked.bak"_s));
        const QStringList before = names();

        const auto saved = saveStoreFiles({{first, storeOf(StoreFormat::Pem, u"new"_s), {}, std::nullopt},
                                           {once, storeOf(StoreFormat::Pem, u"new"_s), {}, std::nullopt},
                                           {blocked, storeOf(StoreFormat::Pem, u"new"_s), {}, std::nullopt}});
        QVERIFY(!saved);
        QVERIFY2(saved.error().message.startsWith(blocked), qPrintable(saved.error().message));
        QCOMPARE(openStoreFile(first, {})->store.entries[0].alias, u"root"_s);
        QCOMPARE(readFile(first + u".bak"_s).value(), oldest);
        QVERIFY(!(QFile::permissions(first + u".bak"_s) & (QFileDevice::WriteOwner | QFileDevice::ReadOther)));
        QCOMPARE(names(), before);
    }

    void aFullDiskLeavesTheBackupAsItWas()
    {
        const QString path = file(u"store"_s);
        QVERIFY(saveFile(path + u".bak"_s, "the one before"));
        QVERIFY(saveFile(path, "short"));
        const QStringList before = names();
        {
            const gatehouse::test::FileSizeLimit full(200);
            QVERIFY(!saveStoreFiles({{path, storeOf(StoreFormat::Pem), {}, std::nullopt}}));
        }
        QCOMPARE(readFile(path).value(), "short");
        QCOMPARE(readFile(path + u".bak"_s).value(), "the one before");
        QCOMPARE(names(), before);
    }

    void aSaveLeavesNothingBesideTheFileAndItsBackup()
    {
        const QString path = file(u"store"_s);
        for (const QString &alias : {u"first"_s, u"second"_s, u"third"_s})
            QVERIFY(saveStoreFiles({{path, storeOf(StoreFormat::Pem, alias), {}, std::nullopt}}));
        QCOMPARE(names(), QStringList({u"store"_s, u"store.bak"_s}));
        QCOMPARE(openStoreFile(path + u".bak"_s, {})->store.entries[0].alias, u"second"_s);
    }

    void saysWhichStoreCannotBeEncoded()
    {
        TrustStore damaged = storeOf(StoreFormat::Pem);
        damaged.entries[0].kind = StoreEntry::Kind::PrivateKey;
        const auto saved = saveStoreFiles({{file(u"first"_s), storeOf(StoreFormat::Pem), {}, QByteArray()},
                                           {file(u"second"_s), damaged, {}, QByteArray()}});
        QVERIFY(!saved);
        QVERIFY2(saved.error().message.startsWith(file(u"second: "_s)), qPrintable(saved.error().message));
    }

    void aConflictOfTheSecondLeavesTheFirstAlone()
    {
        const QString first = file(u"first"_s);
        const QString second = file(u"second"_s);
        QVERIFY(saveFile(second, "somebody's"));
        QCOMPARE(saveStoreFiles({{first, storeOf(StoreFormat::Pem), {}, QByteArray()},
                                 {second, storeOf(StoreFormat::Pem), {}, QByteArray()}})
                     .error()
                     .kind,
                 Error::Conflict);
        QVERIFY(!QFile::exists(first));
        QCOMPARE(readFile(second).value(), "somebody's");
    }

    void aFullDiskLeavesTheFileAsItWas()
    {
        const QString path = file(u"store"_s);
        const auto saved = saveStoreFiles({{path, storeOf(StoreFormat::Jks), secret(), QByteArray()}});
        QVERIFY(saved);
        const QByteArray before = readFile(path).value();
        TrustStore larger = storeOf(StoreFormat::Jks);
        for (int i = 0; i < 5; ++i)
            QVERIFY(importCertificates(
                larger, {trust::test::make(trust::test::authorityRecipe("x"), trust::test::ecKey()).certificate}, {},
                Now));
        {
            const gatehouse::test::FileSizeLimit full(static_cast<rlim_t>(before.size()));
            const auto failed = saveStoreFiles({{path, larger, secret(), saved->constFirst()}});
            QVERIFY(!failed);
            QCOMPARE(failed.error().kind, Error::Io);
        }
        QCOMPARE(readFile(path).value(), before);
    }

    void keepsModeAndOwnerOfTheServersFile()
    {
        const QString path = file(u"store"_s);
        QVERIFY(saveStoreFiles({{path, storeOf(StoreFormat::Pem), {}, QByteArray()}}));
        QCOMPARE(::chmod(QFile::encodeName(path).constData(), 0640), 0);
        QVERIFY(saveStoreFiles({{path, storeOf(StoreFormat::Pem, u"b"_s), {}, std::nullopt}}));
        struct stat status = {};
        QCOMPARE(::stat(QFile::encodeName(path).constData(), &status), 0);
        QCOMPARE(status.st_mode & 0777U, 0640U);
    }

    void mayNotWriteWhereTheUserMayNot()
    {
        if (::geteuid() == 0)
            QSKIP("root may write everywhere");
        QVERIFY(QFile::setPermissions(m_folder->path(), QFileDevice::ReadOwner | QFileDevice::ExeOwner));
        QCOMPARE(saveStoreFiles({{file(u"store"_s), storeOf(StoreFormat::Pem), {}, QByteArray()}}).error().kind,
                 Error::Io);
        QVERIFY(QFile::setPermissions(m_folder->path(),
                                      QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner));
    }

private:
    QString file(const QString &name) const { return m_folder->filePath(name); }
    QStringList names() const { return QDir(m_folder->path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot); }

    std::unique_ptr<QTemporaryDir> m_folder;
    QCA::Initializer m_crypto;
};

QTEST_GUILESS_MAIN(TestStoreFile)
#include "test_store_file.moc"
