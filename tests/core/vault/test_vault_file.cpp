#include "vault/vault_file.h"

#include "base/base64url.h"
#include "core/file_size_limit.h"
#include "core/vault/vault_fixture.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QTemporaryDir>
#include <QTest>

#include <openssl/evp.h>

#include <array>
#include <atomic>
#include <thread>

#include <sys/stat.h>
#include <unistd.h>

using namespace gatehouse;
using namespace gatehouse::vault;
using test::CheapCost;
using test::secret;
using test::textOf;

class TestVaultFile : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void readsWhatItWrote();
    void replacesAndRemoves();
    void holdsAnyBytes();
    void takesTheDefaultCostWhereNoneIsGiven();
    void isReadableByItsOwnerAlone();
    void holdsNothingInPlainText();
    void canBeReadByAnotherImplementation();
    void takesAnotherNonceForEachWriteAndAnotherSaltForEachFile();

    void refusesAnotherPassphrase();
    void refusesAPassphraseThatIsNone();
    void changesThePassphraseAndKeepsTheSecrets();
    void anOldPassphraseOpensNothing();
    void refusesToChangeThePassphraseOfNothing();

    void refusesEveryFileThatIsCutShort();
    void refusesEveryFileWithABitChanged();
    void refusesAHostileHeader_data();
    void refusesAHostileHeader();
    void refusesAHostileCostBeforeAnyWork();
    void refusesAChangedCostWithinTheLimits();
    void refusesADuplicateMember();
    void refusesAHugeFile();
    void tellsANewerVersion();
    void refusesAFolder();
    void saysWhereItMayNotWrite();
    void keepsWhatWasThereWhereTheDiskIsFull();
    void refusesWhatIsBeyondTheLimits();

    void twoWritersLoseNothing();
    void aVaultThatTwoMakeAtOnceIsOne();
    void tellsThatAnotherChangedThePassphrase();
    void tellsThatTheFileIsGone();
    void givesUpWhereAnotherHoldsTheLock();

private:
    VaultKey make(const std::map<QString, QByteArray> &secrets = {});

    QCA::Initializer m_qca;
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

namespace {

unsigned modeOf(const QString &path)
{
    struct stat status = {};
    return stat(QFile::encodeName(path).constData(), &status) == 0 ? status.st_mode & 07777U : 0U;
}

VaultFile cheapFile(const QString &path)
{
    return VaultFile(path, CheapCost);
}

QByteArray bytesOf(const Json &file, const char *name)
{
    return fromBase64url(stringMember(file, name).value().toLatin1()).value();
}

/// By OpenSSL alone, as the header of sealed_secrets.h has it; empty where the tag does not fit.
QByteArray decryptByOpenssl(const Json &file, const QByteArray &passphrase)
{
    const Json &kdf = file["kdf"];
    QByteArray salt("gatehouse vault 1 scrypt 16 1 1 aes-256-gcm");
    salt += '\0' + bytesOf(kdf, "salt");
    std::array<unsigned char, 32> key{};
    EVP_PBE_scrypt(passphrase.constData(), static_cast<std::size_t>(passphrase.size()),
                   reinterpret_cast<const unsigned char *>(salt.constData()), static_cast<std::size_t>(salt.size()), 16,
                   1, 1, 0, key.data(), key.size());
    const QByteArray nonce = bytesOf(file, "nonce");
    QByteArray tag = bytesOf(file, "tag");
    const QByteArray sealed = bytesOf(file, "secrets");
    QByteArray plain(sealed.size(), '\0');
    const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(EVP_CIPHER_CTX_new(),
                                                                                  EVP_CIPHER_CTX_free);
    int length = 0;
    auto *out = reinterpret_cast<unsigned char *>(plain.data());
    EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.data(),
                       reinterpret_cast<const unsigned char *>(nonce.constData()));
    EVP_DecryptUpdate(context.get(), out, &length, reinterpret_cast<const unsigned char *>(sealed.constData()),
                      static_cast<int>(sealed.size()));
    EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(tag.size()), tag.data());
    return EVP_DecryptFinal_ex(context.get(), out + length, &length) == 1 ? plain : QByteArray();
}

} // namespace

void TestVaultFile::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath(QStringLiteral("vault.json"));
}

VaultKey TestVaultFile::make(const std::map<QString, QByteArray> &secrets)
{
    const VaultFile file = cheapFile(m_path);
    VaultKey key = file.open(secret("passphrase")).value();
    for (const auto &[name, value] : secrets)
        test::must(file.write(key, name, Secret(value)));
    return key;
}

void TestVaultFile::readsWhatItWrote()
{
    make({{QStringLiteral("a"), "one"}, {QStringLiteral("b"), "two"}});
    const VaultFile again = cheapFile(m_path);
    const VaultKey key = again.open(secret("passphrase")).value();
    QCOMPARE(textOf(again.read(key, QStringLiteral("a")).value()), "one");
    QCOMPARE(textOf(again.read(key, QStringLiteral("b")).value()), "two");
    const auto missing = again.read(key, QStringLiteral("c"));
    QCOMPARE(missing.error().kind, Error::NotFound);
    QVERIFY(missing.error().message.contains(QLatin1String("\"c\"")));
}

void TestVaultFile::replacesAndRemoves()
{
    const VaultKey key = make({{QStringLiteral("a"), "one"}, {QStringLiteral("b"), "two"}});
    const VaultFile file = cheapFile(m_path);
    QVERIFY(file.write(key, QStringLiteral("a"), secret("three")));
    QCOMPARE(textOf(file.read(key, QStringLiteral("a")).value()), "three");
    QVERIFY(file.remove(key, QStringLiteral("a")));
    QCOMPARE(file.read(key, QStringLiteral("a")).error().kind, Error::NotFound);
    QCOMPARE(file.remove(key, QStringLiteral("a")).error().kind, Error::NotFound);
    QCOMPARE(textOf(file.read(key, QStringLiteral("b")).value()), "two");
}

void TestVaultFile::holdsAnyBytes()
{
    QByteArray bytes;
    for (qsizetype i = 0; i < MaxSecretBytes; ++i)
        bytes += static_cast<char>(i * 7);
    const QString name = QStringLiteral("truststore:/tmp/Schlüssel €.jks");
    const VaultKey key = make({{name, bytes}, {QStringLiteral("empty"), ""}});
    QCOMPARE(textOf(cheapFile(m_path).read(key, name).value()), bytes);
    QCOMPARE(textOf(cheapFile(m_path).read(key, QStringLiteral("empty")).value()), "");
}

void TestVaultFile::takesTheDefaultCostWhereNoneIsGiven()
{
    const VaultFile file(m_path);
    QElapsedTimer timer;
    timer.start();
    const VaultKey key = file.open(secret("passphrase")).value();
    qInfo("a key of the default cost: %lld ms", timer.elapsed());
    QVERIFY((readFile(m_path).and_then(readRecipe).value().cost == ScryptCost{131072, 8, 1}));
    QVERIFY(file.write(key, QStringLiteral("a"), secret("one")));
    QCOMPARE(textOf(cheapFile(m_path)
                        .open(secret("passphrase"))
                        .and_then([&](const VaultKey &again) { return file.read(again, QStringLiteral("a")); })
                        .value()),
             "one");
}

void TestVaultFile::isReadableByItsOwnerAlone()
{
    const mode_t before = umask(0);
    make({{QStringLiteral("a"), "one"}});
    umask(before);
    QCOMPARE(modeOf(m_path), 0600U);
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden), QStringList(QStringLiteral("vault.json")));
}

void TestVaultFile::holdsNothingInPlainText()
{
    make({{QStringLiteral("truststore:/opt/name"), "a secret of some length"}});
    const QByteArray bytes = readFile(m_path).value();
    const QByteArray sealed = bytesOf(parseJsonObject(bytes).value(), "secrets");
    for (const QByteArray &word : {QByteArray("secret of"), QByteArray("truststore"), QByteArray("passphrase")}) {
        QVERIFY(!bytes.contains(word) && !sealed.contains(word));
        QVERIFY(!bytes.contains(word.toBase64().first(8)) && !bytes.contains(word.toHex()));
    }
}

void TestVaultFile::canBeReadByAnotherImplementation()
{
    make({{QStringLiteral("name"), "value"}});
    const Json json = readFile(m_path).and_then(parseJsonObject).value();
    const QByteArray plain = decryptByOpenssl(json, "passphrase");
    QVERIFY(plain.startsWith(QByteArrayLiteral("\0\0\0\1\0\0\0\4name\0\0\0\5value\0")));
    QVERIFY(decryptByOpenssl(json, "another").isEmpty());
}

void TestVaultFile::takesAnotherNonceForEachWriteAndAnotherSaltForEachFile()
{
    const VaultKey key = make();
    QSet<QByteArray> nonces;
    QSet<QByteArray> salts;
    for (int i = 0; i < 50; ++i) {
        QVERIFY(cheapFile(m_path).write(key, QStringLiteral("a"), secret("the same")));
        const Json json = readFile(m_path).and_then(parseJsonObject).value();
        nonces.insert(bytesOf(json, "nonce"));
        salts.insert(bytesOf(json["kdf"], "salt"));
    }
    QCOMPARE(nonces.size(), 50);
    QCOMPARE(salts.size(), 1);
    QCOMPARE(salts.cbegin()->size(), SaltBytes);
    QVERIFY(cheapFile(m_path).changePassphrase(secret("passphrase"), secret("passphrase")));
    salts.insert(bytesOf(readFile(m_path).and_then(parseJsonObject).value()["kdf"], "salt"));
    QVERIFY(QFile::remove(m_path));
    make();
    salts.insert(bytesOf(readFile(m_path).and_then(parseJsonObject).value()["kdf"], "salt"));
    QCOMPARE(salts.size(), 3);
}

void TestVaultFile::refusesAnotherPassphrase()
{
    make({{QStringLiteral("a"), "one"}});
    for (const char *passphrase : {"Passphrase", "passphrase ", "passphras", "x"}) {
        const auto opened = cheapFile(m_path).open(secret(passphrase));
        QVERIFY(!opened);
        QCOMPARE(opened.error().kind, Error::Refused);
        // Nobody can tell which it is.
        QVERIFY2(opened.error().message.contains(QLatin1String("passphrase does not fit")),
                 qPrintable(opened.error().message));
        QVERIFY2(opened.error().message.contains(QLatin1String("damaged")), qPrintable(opened.error().message));
        QVERIFY2(opened.error().message.contains(m_path), qPrintable(opened.error().message));
    }
}

void TestVaultFile::refusesAPassphraseThatIsNone()
{
    QCOMPARE(cheapFile(m_path).open(Secret()).error().kind, Error::Refused);
    QCOMPARE(cheapFile(m_path).open(Secret(static_cast<int>(MaxPassphraseBytes) + 1, 'x')).error().kind,
             Error::TooLarge);
    QVERIFY(!QFileInfo::exists(m_path));
    make({{QStringLiteral("a"), "one"}});
    const QByteArray before = readFile(m_path).value();
    QCOMPARE(cheapFile(m_path).changePassphrase(secret("passphrase"), Secret()).error().kind, Error::Refused);
    QCOMPARE(readFile(m_path).value(), before);
}

void TestVaultFile::changesThePassphraseAndKeepsTheSecrets()
{
    make({{QStringLiteral("a"), "one"}, {QStringLiteral("b"), "two"}});
    const VaultFile file = cheapFile(m_path);
    const VaultKey key = file.changePassphrase(secret("passphrase"), secret("another")).value();
    QCOMPARE(textOf(file.read(key, QStringLiteral("a")).value()), "one");
    QCOMPARE(file.open(secret("passphrase")).error().kind, Error::Refused);
    const VaultKey again = file.open(secret("another")).value();
    QCOMPARE(textOf(file.read(again, QStringLiteral("b")).value()), "two");
    QCOMPARE(file.changePassphrase(secret("passphrase"), secret("a third")).error().kind, Error::Refused);
    QVERIFY(file.open(secret("another")));
}

void TestVaultFile::anOldPassphraseOpensNothing()
{
    const VaultKey key = make({{QStringLiteral("a"), "one"}});
    QVERIFY(cheapFile(m_path).write(key, QStringLiteral("a"), secret("two")));
    QVERIFY(cheapFile(m_path).changePassphrase(secret("passphrase"), secret("another")));
    const QStringList left = QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden);
    for (const QString &name : left)
        QVERIFY2(!cheapFile(m_folder->filePath(name)).open(secret("passphrase")), qPrintable(name));
    QCOMPARE(left, QStringList(QStringLiteral("vault.json")));
}

void TestVaultFile::refusesToChangeThePassphraseOfNothing()
{
    QCOMPARE(cheapFile(m_path).changePassphrase(secret("a"), secret("b")).error().kind, Error::NotFound);
    QVERIFY(!QFileInfo::exists(m_path));
}

void TestVaultFile::refusesEveryFileThatIsCutShort()
{
    const VaultKey key = make({{QStringLiteral("a"), "one"}});
    const QByteArray whole = readFile(m_path).value();
    // All but the line's end.
    for (qsizetype size = 0; size < whole.size() - 1; ++size)
        QVERIFY2(!unsealSecrets(whole.first(size), key), qPrintable(QString::number(size)));
    QVERIFY(unsealSecrets(whole, key));
}

void TestVaultFile::refusesEveryFileWithABitChanged()
{
    make({{QStringLiteral("a"), "one"}});
    const QByteArray whole = readFile(m_path).value();
    const auto opens = [](const QByteArray &bytes) {
        return readRecipe(bytes)
            .and_then([](const KeyRecipe &recipe) { return deriveKey(secret("passphrase"), recipe); })
            .and_then([&](const VaultKey &key) { return unsealSecrets(bytes, key); })
            .has_value();
    };
    QVERIFY(opens(whole));
    const qsizetype header = whole.indexOf("secrets") + 20;
    for (qsizetype i = 0; i < whole.size(); ++i) {
        // Of the long ciphertext, one bit a character.
        const bool isHeader = i < header;
        for (unsigned bit = isHeader ? 0U : static_cast<unsigned>(i) % 8; bit < 8; bit += isHeader ? 1 : 8) {
            QByteArray changed = whole;
            changed[i] = static_cast<char>(static_cast<unsigned char>(changed.at(i)) ^ (1U << bit));
            QVERIFY2(!opens(changed), qPrintable(QStringLiteral("byte %1, bit %2").arg(i).arg(bit)));
        }
    }
}

void TestVaultFile::refusesAHostileHeader_data()
{
    QTest::addColumn<QByteArray>("pointer");
    QTest::addColumn<QByteArray>("value"); // empty: the member is taken away
    const auto salt = [](int size) { return '"' + toBase64url(QByteArray(size, 's')) + '"'; };
    const auto row = [](const char *name, const char *pointer, const QByteArray &value) {
        QTest::newRow(name) << QByteArray(pointer) << value;
    };
    row("n of gigabytes", "/kdf/n", "1073741824");
    row("n as large as a number", "/kdf/n", "4611686018427387904");
    row("n beyond a number", "/kdf/n", "9223372036854775808");
    row("n that is no power of two", "/kdf/n", "17");
    row("n of one", "/kdf/n", "1");
    row("n of zero", "/kdf/n", "0");
    row("negative n", "/kdf/n", "-16");
    row("n as text", "/kdf/n", "\"16\"");
    row("n with a fraction", "/kdf/n", "16.0");
    row("n too large for its r", "/kdf/n", "65536");
    row("no n", "/kdf/n", "");
    row("r of zero", "/kdf/r", "0");
    row("negative r", "/kdf/r", "-1");
    row("r as large as a number", "/kdf/r", "9223372036854775807");
    row("r of gigabytes", "/kdf/r", "1048576");
    row("no r", "/kdf/r", "");
    row("p of zero", "/kdf/p", "0");
    row("negative p", "/kdf/p", "-1");
    row("p as large as a number", "/kdf/p", "9223372036854775807");
    row("p of hours", "/kdf/p", "1000000");
    row("no p", "/kdf/p", "");
    row("a salt too short", "/kdf/salt", salt(15));
    row("a salt too long", "/kdf/salt", salt(65));
    row("an empty salt", "/kdf/salt", "\"\"");
    row("a salt that is not base64url", "/kdf/salt", "\"++++++++++++++++++++++++\"");
    row("a salt as a number", "/kdf/salt", "1");
    row("no salt", "/kdf/salt", "");
    row("another kdf", "/kdf/name", "\"pbkdf2\"");
    row("a kdf that is text", "/kdf", "\"scrypt\"");
    row("a kdf with more", "/kdf/more", "1");
    row("no kdf", "/kdf", "");
    row("another cipher", "/cipher", "\"none\"");
    row("no cipher", "/cipher", "");
    row("a version as text", "/version", "\"1\"");
    row("version zero", "/version", "0");
    row("no version", "/version", "");
    row("a nonce too short", "/nonce", "\"AAAA\"");
    row("no nonce", "/nonce", "");
    row("a tag of one byte", "/tag", "\"AA\"");
    row("an empty tag", "/tag", "\"\"");
    row("no tag", "/tag", "");
    row("no secrets", "/secrets", "");
    row("empty secrets", "/secrets", "\"\"");
    row("secrets as a list", "/secrets", "[]");
    row("something more", "/more", "1");
}

void TestVaultFile::refusesAHostileHeader()
{
    QFETCH(QByteArray, pointer);
    QFETCH(QByteArray, value);
    make({{QStringLiteral("a"), "one"}});
    test::editFile(m_path, [&](Json &json) {
        const Json::json_pointer place(pointer.toStdString());
        if (value.isEmpty())
            json[place.parent_pointer()].erase(place.back());
        else
            json[place] = Json::parse(value.toStdString());
    });
    const auto opened = cheapFile(m_path).open(secret("passphrase"));
    QVERIFY(!opened);
    // It is the header that is refused, not the tag.
    QVERIFY2(!opened.error().message.contains(QLatin1String("does not fit")), qPrintable(opened.error().message));
    QVERIFY2(opened.error().message.contains(m_path), qPrintable(opened.error().message));
}

void TestVaultFile::refusesAHostileCostBeforeAnyWork()
{
    QElapsedTimer timer;
    timer.start();
    for (const ScryptCost &cost :
         {ScryptCost{1 << 23, 8, 1}, ScryptCost{1 << 20, 64, 1}, ScryptCost{131072, 8, 9}, ScryptCost{2, 1, 1 << 23},
          ScryptCost{2, 1 << 22, 1}, ScryptCost{qint64{1} << 62, qint64{1} << 62, qint64{1} << 62}})
        QCOMPARE(deriveKey(secret("passphrase"), {cost, QByteArray(SaltBytes, 's')}).error().kind, Error::Malformed);
    QVERIFY2(timer.elapsed() < 100, qPrintable(QString::number(timer.elapsed())));
}

void TestVaultFile::refusesAChangedCostWithinTheLimits()
{
    make({{QStringLiteral("a"), "one"}});
    test::editFile(m_path, [](Json &json) { json["kdf"]["n"] = 32; });
    const auto opened = cheapFile(m_path).open(secret("passphrase"));
    QCOMPARE(opened.error().kind, Error::Refused);
}

void TestVaultFile::refusesADuplicateMember()
{
    make({{QStringLiteral("a"), "one"}});
    const QByteArray whole = readFile(m_path).value();
    for (const char *name : {"version", "tag", "salt", "n"}) {
        const qsizetype from = whole.indexOf('"' + QByteArray(name) + '"');
        qsizetype to = whole.indexOf('\n', from);
        QByteArray member = whole.mid(from, to - from);
        if (!member.endsWith(','))
            member += ',';
        QByteArray twice = whole;
        twice.insert(from, member);
        QVERIFY(saveFile(m_path, twice));
        const auto opened = cheapFile(m_path).open(secret("passphrase"));
        QVERIFY2(!opened, name);
        QCOMPARE(opened.error().kind, Error::Malformed);
        QVERIFY2(opened.error().message.contains(QLatin1String(name)), qPrintable(opened.error().message));
    }
}

void TestVaultFile::refusesAHugeFile()
{
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(file.resize(qint64{64} * 1024 * 1024 * 1024)); // has holes: takes no room
    file.close();
    QCOMPARE(cheapFile(m_path).open(secret("passphrase")).error().kind, Error::TooLarge);
    QCOMPARE(readRecipe(QByteArray(MaxVaultFileBytes + 1, ' ')).error().kind, Error::TooLarge);
}

void TestVaultFile::tellsANewerVersion()
{
    make();
    test::editFile(m_path, [](Json &json) { json["version"] = 2; });
    const auto opened = cheapFile(m_path).open(secret("passphrase"));
    QCOMPARE(opened.error().kind, Error::Refused);
    QVERIFY2(opened.error().message.contains(QLatin1String("newer Gatehouse")), qPrintable(opened.error().message));
}

void TestVaultFile::refusesAFolder()
{
    QVERIFY(QDir().mkpath(m_path));
    const auto opened = cheapFile(m_path).open(secret("passphrase"));
    QCOMPARE(opened.error().kind, Error::Io);
    QVERIFY2(opened.error().message.contains(QLatin1String("folder")), qPrintable(opened.error().message));
}

void TestVaultFile::saysWhereItMayNotWrite()
{
    const QString path = m_folder->filePath(QStringLiteral("missing/vault.json"));
    const auto opened = cheapFile(path).open(secret("passphrase"));
    QCOMPARE(opened.error().kind, Error::Io);
    QVERIFY2(opened.error().message.contains(path), qPrintable(opened.error().message));
    if (geteuid() == 0)
        QSKIP("Access rights do not bind the superuser.");
    const VaultKey key = make({{QStringLiteral("a"), "one"}});
    QVERIFY(QFile::setPermissions(m_folder->path(), QFileDevice::ReadOwner | QFileDevice::ExeOwner));
    const auto written = cheapFile(m_path).write(key, QStringLiteral("a"), secret("two"));
    QVERIFY(QFile::setPermissions(m_folder->path(),
                                  QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner));
    QCOMPARE(written.error().kind, Error::Io);
    QCOMPARE(textOf(cheapFile(m_path).read(key, QStringLiteral("a")).value()), "one");
    QVERIFY(QFile::setPermissions(m_path, {}));
    QCOMPARE(cheapFile(m_path).open(secret("passphrase")).error().kind, Error::Io);
}

void TestVaultFile::keepsWhatWasThereWhereTheDiskIsFull()
{
    const VaultKey key = make({{QStringLiteral("a"), "one"}});
    {
        const test::FileSizeLimit limit(1000);
        const auto written = cheapFile(m_path).write(key, QStringLiteral("a"), secret("two"));
        QCOMPARE(written.error().kind, Error::Io);
        QCOMPARE(cheapFile(m_path).changePassphrase(secret("passphrase"), secret("another")).error().kind, Error::Io);
    }
    {
        const test::FileSizeLimit limit(0); // not even the lock
        QCOMPARE(cheapFile(m_path).write(key, QStringLiteral("a"), secret("two")).error().kind, Error::Io);
    }
    QCOMPARE(textOf(cheapFile(m_path).read(key, QStringLiteral("a")).value()), "one");
    QVERIFY(cheapFile(m_path).open(secret("passphrase")));
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden), QStringList(QStringLiteral("vault.json")));
}

void TestVaultFile::refusesWhatIsBeyondTheLimits()
{
    const VaultKey key = make({{QStringLiteral("a"), "one"}});
    const QByteArray before = readFile(m_path).value();
    const VaultFile file = cheapFile(m_path);
    QCOMPARE(file.write(key, QString(MaxNameBytes + 1, u'n'), secret("x")).error().kind, Error::TooLarge);
    QCOMPARE(file.write(key, QString(), secret("x")).error().kind, Error::Malformed);
    QCOMPARE(file.write(key, QStringLiteral("b"), Secret(static_cast<int>(MaxSecretBytes) + 1)).error().kind,
             Error::TooLarge);
    QCOMPARE(readFile(m_path).value(), before);
    // A full vault says so, and can be read still.
    Secrets many{{QStringLiteral("a"), secret("one")}};
    for (int i = 0; i < 63; ++i)
        many.emplace(QString::number(i), Secret(static_cast<int>(MaxSecretBytes), 's'));
    QVERIFY(saveFile(m_path, sealSecrets(many, key).value()));
    QCOMPARE(file.write(key, QStringLiteral("b"), Secret(static_cast<int>(MaxSecretBytes), 's')).error().kind,
             Error::TooLarge);
    QCOMPARE(textOf(file.read(key, QStringLiteral("a")).value()), "one");
    QVERIFY(file.remove(key, QStringLiteral("0")));
    QVERIFY(file.write(key, QStringLiteral("b"), Secret(static_cast<int>(MaxSecretBytes), 's')));
}

void TestVaultFile::twoWritersLoseNothing()
{
    constexpr int Each = 25;
    const VaultKey key = make();
    std::atomic<int> failures = 0;
    const auto writer = [&](const QString &prefix) {
        const VaultFile file = cheapFile(m_path);
        const auto own = file.open(secret("passphrase"));
        for (int i = 0; i < Each; ++i) {
            if (!own || !file.write(*own, prefix + QString::number(i), secret("x")))
                ++failures;
        }
    };
    std::thread first(writer, QStringLiteral("first "));
    std::thread second(writer, QStringLiteral("second "));
    first.join();
    second.join();
    QCOMPARE(failures.load(), 0);
    QCOMPARE(unsealSecrets(readFile(m_path).value(), key).value().size(), 2U * Each);
}

void TestVaultFile::aVaultThatTwoMakeAtOnceIsOne()
{
    for (int round = 0; round < 20; ++round) {
        QFile::remove(m_path);
        std::array<Result<VaultKey>, 2> keys{fail(Error::Internal, {}), fail(Error::Internal, {})};
        const auto maker = [this](Result<VaultKey> &key) { key = cheapFile(m_path).open(secret("passphrase")); };
        std::thread first(maker, std::ref(keys[0]));
        std::thread second(maker, std::ref(keys[1]));
        first.join();
        second.join();
        QVERIFY(keys[0] && keys[1]);
        QVERIFY(cheapFile(m_path).write(*keys[0], QStringLiteral("a"), secret("one")));
        QCOMPARE(textOf(cheapFile(m_path).read(*keys[1], QStringLiteral("a")).value()), "one");
    }
}

void TestVaultFile::tellsThatAnotherChangedThePassphrase()
{
    const VaultKey key = make({{QStringLiteral("a"), "one"}});
    const VaultFile file = cheapFile(m_path);
    QVERIFY(file.changePassphrase(secret("passphrase"), secret("another")));
    const QByteArray before = readFile(m_path).value();
    QCOMPARE(file.read(key, QStringLiteral("a")).error().kind, Error::Conflict);
    QCOMPARE(file.write(key, QStringLiteral("a"), secret("two")).error().kind, Error::Conflict);
    QCOMPARE(file.remove(key, QStringLiteral("a")).error().kind, Error::Conflict);
    QCOMPARE(readFile(m_path).value(), before);
}

void TestVaultFile::tellsThatTheFileIsGone()
{
    const VaultKey key = make({{QStringLiteral("a"), "one"}});
    QVERIFY(QFile::remove(m_path));
    QCOMPARE(cheapFile(m_path).read(key, QStringLiteral("a")).error().kind, Error::Conflict);
    QCOMPARE(cheapFile(m_path).write(key, QStringLiteral("a"), secret("two")).error().kind, Error::Conflict);
    QVERIFY(!QFileInfo::exists(m_path));
}

void TestVaultFile::givesUpWhereAnotherHoldsTheLock()
{
    const VaultKey key = make({{QStringLiteral("a"), "one"}});
    QLockFile other(m_path + QStringLiteral(".lock"));
    QVERIFY(other.lock());
    const auto written = cheapFile(m_path).write(key, QStringLiteral("a"), secret("two"));
    QCOMPARE(written.error().kind, Error::Io);
    QVERIFY2(written.error().message.contains(m_path), qPrintable(written.error().message));
    // Reading needs no lock: a file is replaced as a whole.
    QCOMPARE(textOf(cheapFile(m_path).read(key, QStringLiteral("a")).value()), "one");
    other.unlock();
    QVERIFY(cheapFile(m_path).write(key, QStringLiteral("a"), secret("two")));
}

QTEST_GUILESS_MAIN(TestVaultFile)
#include "test_vault_file.moc"
