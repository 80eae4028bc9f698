#include "trust/jks.h"

#include "base/files.h"
#include "core/trust/certificate_maker.h"
#include "trust/java_text.h"

#include <QCryptographicHash>
#include <QTemporaryFile>
#include <QtEndian>
#include <QtTest>

#include <openssl/err.h>

using namespace gatehouse;
using namespace gatehouse::trust;

namespace {

/// QVERIFY2 evaluates its text always, also where there is no error.
template <typename T>
QByteArray why(const Result<T> &result)
{
    return result ? QByteArray() : result.error().message.toUtf8();
}

/// Made anew for each use: QCA's memory is there only while a test object is.
Password theirPassword()
{
    return {"wso2carbon"};
}

Password ourPassword()
{
    return {"changeit"};
}

/// A store written by hand, so that the codec is not measured by itself.
class Raw
{
public:
    explicit Raw(quint32 count, quint32 version = 2, quint32 magic = 0xfeedfeed)
        : m_version(version)
    {
        number(magic).number(version).number(count);
    }

    template <typename Number>
    Raw &number(Number value)
    {
        const Number bigEndian = qToBigEndian(value);
        m_bytes.append(reinterpret_cast<const char *>(&bigEndian), sizeof(bigEndian));
        return *this;
    }
    Raw &bytes(const QByteArray &bytes)
    {
        m_bytes += bytes;
        return *this;
    }
    Raw &text(const QByteArray &text) { return number(static_cast<quint16>(text.size())).bytes(text); }
    Raw &start(quint32 tag, const QByteArray &alias, qint64 date = 1'700'000'000'123)
    {
        return number(tag).text(alias).number(date);
    }
    Raw &certificate(const QByteArray &der, const QByteArray &type = "X.509")
    {
        if (m_version == 2)
            text(type);
        return number(static_cast<quint32>(der.size())).bytes(der);
    }
    Raw &trusted(const QByteArray &alias, const QByteArray &der, const QByteArray &type = "X.509")
    {
        return start(2, alias).certificate(der, type);
    }
    const QByteArray &body() const { return m_bytes; }
    QByteArray sealed(const char *password = "changeit") const
    {
        QByteArray utf16;
        for (const char character : QByteArray(password))
            utf16.append('\0').append(character);
        return m_bytes + QCryptographicHash::hash(utf16 + "Mighty Aphrodite" + m_bytes, QCryptographicHash::Sha1);
    }

private:
    quint32 m_version;
    QByteArray m_bytes;
};

const Certificate &first()
{
    static const Certificate Authority = test::make(test::authorityRecipe("First CA"), test::ecKey()).certificate;
    return Authority;
}

const Certificate &second()
{
    static const Certificate Authority = test::make(test::authorityRecipe("Second CA"), test::ecKey()).certificate;
    return Authority;
}

/// A trusted certificate and a private key with a chain of two.
Raw smallStore()
{
    Raw raw(2);
    raw.trusted("first", first().der());
    raw.start(1, "key").number(quint32(5)).bytes("\x30\x03key").number(quint32(2));
    return raw.certificate(second().der()).certificate(first().der());
}

StoreEntry newEntry(const QString &alias, const Certificate &certificate = first())
{
    StoreEntry entry;
    entry.alias = alias;
    entry.created = fromSeconds(1'750'000'000);
    entry.certificates = {certificate};
    return entry;
}

QByteArray theirStore()
{
    return readFile(QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/client-truststore-jks-v2.jks")).value();
}

} // namespace

class TestJks : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { QCOMPARE(ERR_peek_error(), 0UL); }

    void readsTheTruststoreThatWso2Ships()
    {
        const Result<DecodedStore> decoded = decodeJks(theirStore(), theirPassword());
        QVERIFY2(decoded, why(decoded).constData());
        QCOMPARE(decoded->integrity, Integrity::Verified);
        const TrustStore &store = decoded->store;
        QCOMPARE(store.format, StoreFormat::Jks);
        QCOMPARE(store.entries.size(), 131);
        QHash<QString, QString> fingerprints;
        for (const StoreEntry &entry : store.entries) {
            QCOMPARE(entry.kind, StoreEntry::Kind::TrustedCertificate);
            QVERIFY2(entry.problem.isEmpty() && entry.certificates.size() == 1, qPrintable(entry.alias));
            fingerprints.insert(entry.alias, entry.certificate()->sha256Text());
        }
        QCOMPARE(fingerprints.size(), 131);
        QCOMPARE(fingerprints.value(QStringLiteral("obieroot")),
                 QStringLiteral("73:24:4E:0D:1F:5B:01:C5:F6:E5:A1:A0:2A:18:AC:67:10:01:4F:2C:AF:A3:0A:53:52:87:FE:37:"
                                "A3:70:74:2F"));
        QCOMPARE(fingerprints.value(QStringLiteral("obieissuer")),
                 QStringLiteral("77:CF:9B:6D:F1:00:FC:4B:E5:38:06:F1:56:4A:B6:3C:EF:FB:C1:B0:01:EB:1F:C4:A6:66:1C:0B:"
                                "58:2F:FC:37"));
        QCOMPARE(store.entries.constFirst().alias, QStringLiteral("digicertassuredidrootca"));
        QCOMPARE(toMilliseconds(*store.entries.constFirst().created), 0x1867947A580);
    }

    void writesWhatWasReadByteForByte()
    {
        for (const auto &[bytes, password] :
             {std::pair(theirStore(), theirPassword()), std::pair(smallStore().sealed(), ourPassword()),
              std::pair(Raw(0).sealed(), ourPassword())}) {
            const Result<DecodedStore> decoded = decodeJks(bytes, password);
            QVERIFY2(decoded, why(decoded).constData());
            QVERIFY(encodeJks(decoded->store, password).value() == bytes);
        }
    }

    void readsVersionOneAndWritesVersionTwo()
    {
        Raw old(2, 1);
        old.trusted("first", first().der());
        old.start(1, "key").number(quint32(5)).bytes("\x30\x03key").number(quint32(2));
        old.certificate(second().der()).certificate(first().der());
        const Result<DecodedStore> decoded = decodeJks(old.sealed(), ourPassword());
        QVERIFY2(decoded, why(decoded).constData());
        QCOMPARE(decoded->store.entries.at(1).certificates, (QList{second(), first()}));
        QVERIFY(encodeJks(decoded->store, ourPassword()).value() == smallStore().sealed());
    }

    void readsWithoutAPasswordAndSaysSo()
    {
        QByteArray bytes = smallStore().sealed();
        const Result<DecodedStore> decoded = decodeJks(bytes, std::nullopt);
        QVERIFY(decoded);
        QCOMPARE(decoded->integrity, Integrity::NotVerified);
        QCOMPARE(decoded->store, decodeJks(bytes, ourPassword())->store);
    }

    void saysThatAWrongPasswordAndDamageLookTheSame()
    {
        QByteArray altered = smallStore().sealed();
        altered[50] = static_cast<char>(altered[50] ^ 1);
        for (const Result<DecodedStore> &decoded :
             {decodeJks(smallStore().sealed(), theirPassword()), decodeJks(smallStore().sealed(), Password()),
              decodeJks(smallStore().sealed(), Password("Changeit")), decodeJks(altered, ourPassword())}) {
            QVERIFY(!decoded);
            QCOMPARE(decoded.error().kind, Error::Refused);
            QVERIFY(decoded.error().message.contains(QStringLiteral("password does not fit, or the file was altered")));
            QVERIFY(!decoded.error().message.contains(QStringLiteral("hangeit")));
        }
    }

    void takesAnyPasswordThatIsText()
    {
        // U+FEFF first: a decoder that takes it for a byte order mark would lose it.
        for (const QString &password : {QString(), QStringLiteral("päss€\U0001F511"), QStringLiteral("\uFEFFmark")}) {
            const Password given(password.toUtf8());
            const QByteArray bytes = encodeJks({StoreFormat::Jks, {newEntry(QStringLiteral("a"))}}, given).value();
            QCOMPARE(decodeJks(bytes, given)->integrity, Integrity::Verified);
            QByteArray utf16;
            for (const QChar unit : password)
                utf16.append(static_cast<char>(unit.unicode() >> 8)).append(static_cast<char>(unit.unicode() & 0xff));
            QCOMPARE(bytes.last(20).toHex(),
                     QCryptographicHash::hash(utf16 + "Mighty Aphrodite" + bytes.chopped(20), QCryptographicHash::Sha1)
                         .toHex());
        }
    }

    void refusesAPasswordThatIsNotText()
    {
        const Password given("\xff\xfepass");
        QCOMPARE(encodeJks({}, given).error().kind, Error::Refused);
        QCOMPARE(decodeJks(Raw(0).sealed(), given).error().kind, Error::Refused);
        QCOMPARE(decodeJks(Raw(0).sealed(), Password("cut\xc3")).error().kind, Error::Refused);
    }

    void keepsAPrivateKeyUnopened()
    {
        const TrustStore store = decodeJks(smallStore().sealed(), ourPassword())->store;
        const StoreEntry &key = store.entries.at(1);
        QCOMPARE(key.kind, StoreEntry::Kind::PrivateKey);
        QCOMPARE(key.alias, QStringLiteral("key"));
        QCOMPARE(toMilliseconds(*key.created), 1'700'000'000'123);
        QCOMPARE(key.certificates, (QList{second(), first()}));
        QVERIFY(key.encoded.startsWith(QByteArray("\0\0\0\5\x30\x03key\0\0\0\2\0\5X.509", 20)));
    }

    void doesNotTakeAnIssuerForTheKeysOwnCertificate()
    {
        Raw raw(1);
        raw.start(1, "key").number(quint32(0)).number(quint32(2));
        raw.certificate("garbage").certificate(first().der());
        const Result<DecodedStore> decoded = decodeJks(raw.sealed(), ourPassword());
        QVERIFY(decoded);
        const StoreEntry &key = decoded->store.entries.constFirst();
        QVERIFY(!key.certificate());
        QVERIFY2(key.problem.contains(QStringLiteral("Certificate 1 of the chain")), qPrintable(key.problem));
        QVERIFY(encodeJks(decoded->store, ourPassword()).value() == raw.sealed());
    }

    void keepsACertificateThatCannotBeRead()
    {
        Raw raw(5);
        raw.trusted("garbage", "garbage").trusted("none", "").trusted("trailing", first().der() + "x");
        raw.trusted("large", QByteArray(MaxCertificateBytes + 1, '0')).trusted("pgp", first().der(), "PGP");
        const Result<DecodedStore> decoded = decodeJks(raw.sealed(), ourPassword());
        QVERIFY2(decoded, why(decoded).constData());
        for (const StoreEntry &entry : decoded->store.entries) {
            QCOMPARE(entry.kind, StoreEntry::Kind::TrustedCertificate);
            QVERIFY(!entry.certificate());
            QVERIFY2(entry.problem.startsWith(QStringLiteral("The certificate cannot be read: ")),
                     qPrintable(entry.problem));
        }
        QVERIFY(decoded->store.entries.constLast().problem.contains(QStringLiteral("\"PGP\"")));
        QVERIFY(encodeJks(decoded->store, ourPassword()).value() == raw.sealed());
    }

    void readsAliasesAsJavaSpellsThem()
    {
        const QString alias = QStringLiteral("a") + QChar(0) + QStringLiteral("é€\U0001F511") + QChar(0xd800);
        const QByteArray spelt("a\xc0\x80\xc3\xa9\xe2\x82\xac\xed\xa0\xbd\xed\xb4\x91\xed\xa0\x80");
        QCOMPARE(toModifiedUtf8(alias), spelt);
        const QByteArray bytes = Raw(1).trusted(spelt, first().der()).sealed();
        const Result<DecodedStore> decoded = decodeJks(bytes, ourPassword());
        QVERIFY2(decoded, why(decoded).constData());
        QCOMPARE(decoded->store.entries.constFirst().alias, alias);
        QVERIFY(encodeJks(decoded->store, ourPassword()).value() == bytes);
        // Every unit there is comes back from its bytes.
        for (char32_t unit = 0; unit <= 0xffff; ++unit) {
            const QString text{QChar(static_cast<char16_t>(unit))};
            QCOMPARE(fromModifiedUtf8(toModifiedUtf8(text)), std::optional(text));
        }
    }

    void refusesAMisspeltAlias_data()
    {
        QTest::addColumn<QByteArray>("alias");
        QTest::newRow("zero in one byte") << QByteArray("a\0b", 3);
        QTest::newRow("a letter in two bytes") << QByteArray("\xc1\x81");
        QTest::newRow("a letter in three bytes") << QByteArray("\xe0\x81\x81");
        QTest::newRow("two bytes' worth in three") << QByteArray("\xe0\x9f\xbf");
        QTest::newRow("zero in three bytes") << QByteArray("\xe0\x80\x80");
        QTest::newRow("UTF-8 of four bytes") << QByteArray("\xf0\x9f\x94\x91");
        QTest::newRow("continuation alone") << QByteArray("a\x80");
        QTest::newRow("cut off after one of two") << QByteArray("a\xc3");
        QTest::newRow("cut off after two of three") << QByteArray("a\xe2\x82");
        QTest::newRow("Latin-1") << QByteArray("caf\xe9 au lait");
        QTest::newRow("FF") << QByteArray("\xff");
    }

    void refusesAMisspeltAlias()
    {
        QFETCH(QByteArray, alias);
        const Raw raw = Raw(2).trusted("fine", first().der()).trusted(alias, first().der());
        const Result<DecodedStore> decoded = decodeJks(raw.sealed(), ourPassword());
        QVERIFY(!decoded);
        QCOMPARE(decoded.error().kind, Error::Malformed);
        const qsizetype at = raw.body().size() - first().der().size() - 4 - 7 - 8 - alias.size();
        QVERIFY2(decoded.error().message.startsWith(
                     QStringLiteral("Entry 2 of the JKS store is damaged: its alias, at byte %1,").arg(at)),
                 qPrintable(decoded.error().message));
    }

    void writesNewAliasesAsKeytoolLooksThemUp()
    {
        const QByteArray bytes =
            encodeJks({StoreFormat::Jks, {newEntry(QStringLiteral("OBRoot ÄΣ"))}}, ourPassword()).value();
        Raw expected(1);
        expected.start(2, "obroot \xc3\xa4\xcf\x82", 1'750'000'000'000).certificate(first().der());
        QVERIFY(bytes == expected.sealed());
    }

    void keepsTheCaseThatAnotherProgramWroteUntilTheEntryIsRenamed()
    {
        const QByteArray bytes = Raw(1).trusted("MixedCase", first().der()).sealed();
        TrustStore store = decodeJks(bytes, ourPassword())->store;
        QCOMPARE(store.entries.constFirst().alias, QStringLiteral("MixedCase"));
        QVERIFY(encodeJks(store, ourPassword()).value() == bytes);
        store.entries.first().alias = QStringLiteral("Renamed");
        QVERIFY(encodeJks(store, ourPassword()).value() == Raw(1).trusted("renamed", first().der()).sealed());
        store.entries.first().alias = QStringLiteral("MixedCase");
        QVERIFY(encodeJks(store, ourPassword()).value() == bytes);
    }

    void givesAnEntryWithoutADateTheEpoch()
    {
        StoreEntry entry = newEntry(QStringLiteral("a"));
        entry.created.reset();
        const QByteArray bytes = encodeJks({StoreFormat::Jks, {entry}}, ourPassword()).value();
        QVERIFY(bytes == Raw(1).start(2, "a", 0).certificate(first().der()).sealed());
    }

    void keepsDatesThatNoCalendarHas()
    {
        for (const qint64 date : {std::numeric_limits<qint64>::min(), qint64(-1), std::numeric_limits<qint64>::max()}) {
            const QByteArray bytes = Raw(1).start(2, "a", date).certificate(first().der()).sealed();
            QVERIFY(encodeJks(decodeJks(bytes, ourPassword())->store, ourPassword()).value() == bytes);
        }
    }

    void lowersCaseAsJavaDoes_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("folded");
        QTest::newRow("empty") << QString() << QString();
        QTest::newRow("ASCII") << QStringLiteral("OBRoot-1") << QStringLiteral("obroot-1");
        QTest::newRow("not Turkish") << QStringLiteral("IDI") << QStringLiteral("idi");
        QTest::newRow("dotted I") << QStringLiteral("İ") << QStringLiteral("i\u0307");
        QTest::newRow("sharp s stays") << QStringLiteral("Straße ẞ") << QStringLiteral("straße ß");
        QTest::newRow("supplementary") << QStringLiteral("\U00010400") << QStringLiteral("\U00010428");
        QTest::newRow("final sigma") << QStringLiteral("ΟΔΟΣ") << QStringLiteral("οδος");
        QTest::newRow("sigma within, and final") << QStringLiteral("ΣΊΣΥΦΟΣ CA") << QStringLiteral("σίσυφος ca");
        QTest::newRow("sigma alone") << QStringLiteral("Σ Σ1") << QStringLiteral("σ σ1");
        QTest::newRow("sigma beside half a character")
            << QString(QStringLiteral("AΣ ") + QChar(0xd800) + QStringLiteral("\U0001F511AΣ"))
            << QString(QStringLiteral("aς ") + QChar(0xd800) + QStringLiteral("\U0001F511aς"));
        // As keytool 17 wrote it.
        QTest::newRow("sigma at Java's word boundaries")
            << QStringLiteral("AΣ_B A_Σ A1Σ AΣ1B A'Σ AΣ'B A:Σ AΣ:B AΣ@B A@Σ A-Σ AΣ-B A..Σ A,Σ A/Σ A1.Σ A·Σ AΣ̈B A²Σ 字Σ")
            << QStringLiteral(
                   "aσ_b a_ς a1ς aσ1b a'ς aσ'b a:σ aς:b aς@b a@σ a-ς aσ-b a..σ a,σ a/σ a1.σ a·σ aσ̈b a²ς 字σ");
    }

    void lowersCaseAsJavaDoes()
    {
        QFETCH(QString, text);
        QFETCH(QString, folded);
        QCOMPARE(javaLowerCase(text), folded);
        QCOMPARE(javaLowerCase(folded), folded);
    }

    void refusesDamage_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const QByteArray &bytes, Error::Kind kind, const char *says) {
            QTest::newRow(name) << bytes << int(kind) << QString::fromLatin1(says);
        };
        const QByteArray der = first().der();
        row("nothing", {}, Error::Malformed, "file is empty");
        row("half a header", QByteArray("\xfe\xed\xfe\xed\0\0", 6), Error::Malformed,
            "the version, at byte 4, would take 4 bytes, and 2 are left");
        row("text", "-----BEGIN CERTIFICATE-----", Error::Malformed, "FE ED FE ED");
        row("JCEKS", Raw(0, 2, 0xcececece).sealed(), Error::Refused, "JCEKS");
        row("version 0", Raw(0, 0).sealed(), Error::Malformed, "version 0");
        row("version 3", Raw(0, 3).sealed(), Error::Malformed, "version 3");
        row("too many entries", Raw(100'001).sealed(), Error::TooLarge, "100001 entries");
        row("four thousand million entries", Raw(0xffffffff).sealed(), Error::TooLarge, "4294967295 entries");
        row("more entries than bytes", Raw(100'000).sealed(), Error::Malformed, "100000 entries, and 20 bytes");
        row("one entry too many", Raw(2).trusted("a", der).sealed(), Error::Malformed,
            "Entry 2 of the JKS store is damaged");
        row("one entry too few", Raw(1).trusted("a", der).trusted("b", der).sealed(), Error::Malformed,
            "behind the last of 1 entries");
        row("bytes behind the last entry", Raw(0).bytes("abc").sealed(), Error::Malformed,
            "there are 3 bytes too many");
        row("no digest", Raw(0).body(), Error::Malformed, "0 of 20 bytes");
        row("a tag of JCEKS", Raw(1).start(3, "a").certificate(der).sealed(), Error::Malformed,
            "Entry 1 of the JKS store is damaged: at byte 12 it says to be of kind 3");
        row("alias twice", Raw(2).trusted("a", der).trusted("a", der).sealed(), Error::Malformed, "Entry 2");
        row("alias twice but for case", Raw(3).trusted("x", der).trusted("obroot", der).trusted("OBRoot", der).sealed(),
            Error::Malformed, "it has the alias OBRoot of entry 2; case does not count");
        row("alias beyond the end", Raw(1).number(quint32(2)).number(quint16(0xffff)).bytes("abcdefgh").sealed(),
            Error::Malformed, "the alias, at byte 18, would take 65535 bytes, and 28 are left");
        row("type beyond the end", Raw(1).start(2, "a").number(quint16(0xffff)).sealed(), Error::Malformed,
            "the type of a certificate, at byte 29");
        row("certificate beyond the end", Raw(1).start(2, "a").text("X.509").number(quint32(0xffffffff)).sealed(),
            Error::Malformed, "a certificate, at byte 38, would take 4294967295 bytes, and 20 are left");
        row("key beyond the end", Raw(1).start(1, "a").number(quint32(0x80000000)).sealed(), Error::Malformed,
            "the private key, at byte 31, would take 2147483648 bytes, and 20 are left");
        row("chain that no store has", Raw(1).start(1, "a").number(quint32(0)).number(quint32(0x80000001)).sealed(),
            Error::TooLarge, "Entry 1 says to have a chain of 2147483649");
        row("chain beyond the end", Raw(1).start(1, "a").number(quint32(0)).number(quint32(100'000)).sealed(),
            Error::Malformed, "Entry 1");
        row("certificate into the digest", Raw(1).start(2, "a").text("X.509").number(quint32(20)).sealed(),
            Error::Malformed, "0 of 20 bytes");
    }

    void refusesDamage()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, kind);
        QFETCH(QString, says);
        for (const std::optional<Password> &password : {std::optional(ourPassword()), std::optional<Password>()}) {
            const Result<DecodedStore> decoded = decodeJks(bytes, password);
            QVERIFY(!decoded);
            QVERIFY2(decoded.error().message.contains(says), qPrintable(decoded.error().message));
            QCOMPARE(int(decoded.error().kind), kind);
        }
    }

    void addsUpTheChainsOfAllKeys()
    {
        // Each is small enough; together they would be more certificates than are read.
        Raw raw(2);
        for (const char *alias : {"a", "b"}) {
            raw.start(1, alias).number(quint32(0)).number(quint32(60'000));
            for (int i = 0; i < 60'000; ++i)
                raw.number(quint16(0)).number(quint32(0));
        }
        QCOMPARE(decodeJks(raw.sealed(), ourPassword()).error().kind, Error::TooLarge);
    }

    void refusesEveryTruncation()
    {
        const QByteArray whole = smallStore().sealed();
        for (qsizetype size = 0; size < whole.size(); ++size) {
            const Result<DecodedStore> decoded = decodeJks(whole.first(size), std::nullopt);
            QVERIFY2(!decoded, qPrintable(QString::number(size)));
            QCOMPARE(decoded.error().kind, Error::Malformed);
        }
    }

    void verifiesNoStoreWithAFlippedBit()
    {
        Raw raw(2);
        raw.start(1, "key").number(quint32(5)).bytes("\x30\x03key").number(quint32(1)).certificate("garbage");
        const QByteArray whole = raw.trusted("first", first().der()).sealed();
        QVERIFY(decodeJks(whole, ourPassword()));
        qsizetype structureWhole = 0;
        for (qsizetype bit = 0; bit < whole.size() * 8; ++bit) {
            QByteArray flipped = whole;
            flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
            const Result<DecodedStore> decoded = decodeJks(flipped, ourPassword());
            QVERIFY2(!decoded, qPrintable(QString::number(bit)));
            QVERIFY(!decoded.error().message.isEmpty());
            const Result<DecodedStore> unverified = decodeJks(flipped, std::nullopt);
            // The password is blamed only where the structure is whole.
            QCOMPARE(decoded.error().kind == Error::Refused, unverified.has_value());
            if (!unverified)
                continue;
            ++structureWhole;
            QCOMPARE(unverified->integrity, Integrity::NotVerified);
            const QByteArray written = encodeJks(unverified->store, ourPassword()).value();
            QVERIFY(written.chopped(20) == flipped.chopped(20));
        }
        QVERIFY(structureWhole > 1000);
    }

    void refusesAHundredMegabytesOfZeros()
    {
        QTemporaryFile file;
        QVERIFY(file.open());
        constexpr qint64 Size = 100'000'000;
        QVERIFY(file.resize(Size));
        // A hole in a file, mapped: no memory is used but for what is read of it.
        const uchar *zeros = file.map(0, Size);
        QVERIFY(zeros);
        const Result<DecodedStore> decoded = decodeJks(QByteArrayView(zeros, Size), ourPassword());
        QVERIFY(!decoded);
        QCOMPARE(decoded.error().kind, Error::Malformed);
        file.write(Raw(1).body());
        file.flush();
        QVERIFY(!decodeJks(QByteArrayView(zeros, Size), ourPassword()));
    }

    void refusesMoreBytesThanAStoreHas()
    {
        QTemporaryFile file;
        QVERIFY(file.open());
        QVERIFY(file.resize(MaxStoreBytes + 1));
        const uchar *bytes = file.map(0, MaxStoreBytes + 1);
        QVERIFY(bytes);
        QCOMPARE(decodeJks(QByteArrayView(bytes, MaxStoreBytes + 1), ourPassword()).error().kind, Error::TooLarge);
    }

    void refusesToWriteWhatJksCannotHold_data()
    {
        QTest::addColumn<QList<StoreEntry>>("entries");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const QList<StoreEntry> &entries, const char *says) {
            QTest::newRow(name) << entries << QString::fromLatin1(says);
        };
        row("two aliases that Java takes for one",
            {newEntry(QStringLiteral("obroot")), newEntry(QStringLiteral("OBRoot"), second())},
            "The aliases obroot and OBRoot are one to Java");
        row("alias too long", {newEntry(QString(65'536, QLatin1Char('a')))}, "65536 bytes");
        row("alias too long in bytes", {newEntry(QString(21'846, QChar(0x20ac)))}, "65538 bytes");
        StoreEntry other = newEntry(QStringLiteral("crl"));
        other.kind = StoreEntry::Kind::Other;
        row("another kind", {other}, "JKS cannot hold the entry crl");
        StoreEntry key = newEntry(QStringLiteral("key"));
        key.kind = StoreEntry::Kind::PrivateKey;
        row("a private key without bytes", {key}, "The entry key cannot be written");
        StoreEntry none = newEntry(QStringLiteral("none"));
        none.certificates.clear();
        row("no certificate", {none}, "The entry none cannot be written");
        StoreEntry foreign = newEntry(QStringLiteral("foreign"));
        foreign.encoded = first().der();
        row("another format's bytes", {foreign}, "The entry foreign comes from a store of another format");
        foreign.kind = StoreEntry::Kind::PrivateKey;
        row("another format's key", {foreign}, "The entry foreign comes from a store of another format");
        foreign = decodeJks(smallStore().sealed(), ourPassword())->store.entries.constFirst();
        foreign.encoded.append('x');
        row("bytes behind the certificate", {foreign}, "another format");
    }

    void refusesToWriteWhatJksCannotHold()
    {
        QFETCH(QList<StoreEntry>, entries);
        QFETCH(QString, says);
        const Result<QByteArray> bytes = encodeJks({StoreFormat::Jks, entries}, ourPassword());
        QVERIFY(!bytes);
        QCOMPARE(bytes.error().kind, Error::Refused);
        QVERIFY2(bytes.error().message.contains(says), qPrintable(bytes.error().message));
    }

    void writesTheLongestAlias()
    {
        const QString alias = QString(65'535, QLatin1Char('a'));
        const QByteArray bytes = encodeJks({StoreFormat::Jks, {newEntry(alias)}}, ourPassword()).value();
        QCOMPARE(decodeJks(bytes, ourPassword())->store.entries.constFirst().alias, alias);
    }

private:
    QCA::Initializer m_qca;
};

QTEST_GUILESS_MAIN(TestJks)
#include "test_jks.moc"
