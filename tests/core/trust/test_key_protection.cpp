#include "core/trust/pkcs12_maker.h"
#include "trust/jks.h"
#include "trust/jks_key.h"
#include "trust/key_protection.h"
#include "trust/pkcs12.h"
#include "trust/pkcs12_key.h"
#include "trust/store_edit.h"

#include <QTest>

using namespace gatehouse;
using namespace Qt::StringLiterals;
using namespace gatehouse::trust;
using openssl::Owned;

namespace {

const Instant Created = fromSeconds(1'700'000'000);
constexpr char PasswordText[] = "changeit";

Password password()
{
    return {PasswordText};
}

QByteArray plainBytes(const test::Key &key)
{
    const Owned<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free> plain(EVP_PKEY2PKCS8(key.get()));
    return test::toDer(plain.get(), i2d_PKCS8_PRIV_KEY_INFO);
}

/// A key's EncryptedPrivateKeyInfo with what `change` does to its data.
QByteArray altered(const QByteArray &protectedKey, const std::function<void(QByteArray &)> &change)
{
    const unsigned char *at = test::unsignedData(protectedKey);
    const Owned<X509_SIG, X509_SIG_free> info(d2i_X509_SIG(nullptr, &at, static_cast<long>(protectedKey.size())));
    X509_ALGOR *algorithm = nullptr;
    ASN1_OCTET_STRING *data = nullptr;
    X509_SIG_getm(info.get(), &algorithm, &data);
    QByteArray bytes(reinterpret_cast<const char *>(ASN1_STRING_get0_data(data)), ASN1_STRING_length(data));
    change(bytes);
    ASN1_OCTET_STRING_set(data, test::unsignedData(bytes), static_cast<int>(bytes.size()));
    return test::toDer(info.get(), i2d_X509_SIG);
}

const test::Made &root()
{
    static const test::Made made = test::make(test::authorityRecipe("Root"), test::ecKey());
    return made;
}

const test::Made &server()
{
    static const test::Made made = test::make(test::transportRecipe("server"), test::rsaKey(), &root());
    return made;
}

StoreEntry keyEntry(const QByteArray &encoded, const QList<Certificate> &chain)
{
    StoreEntry entry;
    entry.alias = u"server"_s;
    entry.kind = StoreEntry::Kind::PrivateKey;
    entry.created = Created;
    entry.certificates = chain;
    entry.encoded = encoded;
    return entry;
}

StoreEntry jksEntry(const QByteArray &key = plainBytes(server().key),
                    const QList<Certificate> &chain = {server().certificate, root().certificate})
{
    return keyEntry(jks::makeKeyBody(jks::protectKey(key, password()).value(), chain), chain);
}

StoreEntry alteredEntry(const std::function<void(QByteArray &)> &change)
{
    const StoreEntry entry = jksEntry();
    const QByteArray key = jks::readKeyBody(entry.encoded)->protectedKey;
    return keyEntry(jks::makeKeyBody(altered(key, change), entry.certificates), entry.certificates);
}

Result<StoreEntry> toPkcs12(const StoreEntry &entry, const Password &given = password())
{
    return convertKeyEntry(entry, StoreFormat::Jks, StoreFormat::Pkcs12, given);
}

Result<StoreEntry> toJks(const StoreEntry &entry, const Password &given = password())
{
    return convertKeyEntry(entry, StoreFormat::Pkcs12, StoreFormat::Jks, given);
}

QByteArray keyBytes(const StoreEntry &jksEntry, const Password &given = password())
{
    const QByteArray key = jks::readKeyBody(jksEntry.encoded)->protectedKey;
    const auto plain = jks::recoverKey(key, given);
    return plain && *plain ? (*plain)->toByteArray() : QByteArray();
}

} // namespace

class TestKeyProtection : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aKeyComesBackAsItWas_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::newRow("RSA") << plainBytes(server().key);
        QTest::newRow("EC") << plainBytes(test::ecKey());
        QTest::newRow("with attributes or a public key behind it") << test::wrapped(
            0x30,
            QByteArray::fromHex("020101300506032b6570") + test::wrapped(4, "0123") + QByteArray::fromHex("8103000102"));
    }
    void aKeyComesBackAsItWas()
    {
        QFETCH(QByteArray, key);
        const StoreEntry before = jksEntry(key);
        const auto between = toPkcs12(before);
        QVERIFY2(between, qPrintable(between ? QString() : between.error().message));
        QVERIFY(!between->encoded.contains(key));
        const auto after = toJks(*between);
        QVERIFY(after);
        QCOMPARE(keyBytes(*after), key);
        QCOMPARE(after->certificates, before.certificates);
        QCOMPARE(after->alias, before.alias);
        QCOMPARE(after->created, before.created);
        QVERIFY(after->encoded != before.encoded); // another salt
        QCOMPARE(after->encoded.size(), before.encoded.size());
    }

    void theStoreThatIsWrittenReadsTheSame()
    {
        TrustStore store{StoreFormat::Jks, {jksEntry(), jksEntry(plainBytes(root().key), {root().certificate})}};
        store.entries[1].alias = u"Ämter 🔑"_s; // with the same date, which is part of Java's localKeyId
        const auto pkcs12 = convertStore(store, StoreFormat::Pkcs12, {}, password());
        QVERIFY2(pkcs12, qPrintable(pkcs12 ? QString() : pkcs12.error().message));
        const auto read = decodePkcs12(encodePkcs12(*pkcs12, password()).value(), password());
        QVERIFY(read);
        QCOMPARE(read->store, *pkcs12);

        const auto back = convertStore(read->store, StoreFormat::Jks, {}, password());
        QVERIFY(back);
        const TrustStore again = decodeJks(encodeJks(*back, password()).value(), password())->store;
        QCOMPARE(again.entries.size(), 2);
        for (qsizetype i = 0; i < 2; ++i) {
            QCOMPARE(again.entries[i].alias, foldedAlias(store.entries[i].alias));
            QCOMPARE(again.entries[i].created, store.entries[i].created);
            QCOMPARE(again.entries[i].certificates, store.entries[i].certificates);
            QCOMPARE(keyBytes(again.entries[i]), keyBytes(store.entries[i]));
        }
    }

    void readsAKeyThatOpensslProtected()
    {
        const QByteArray bags = test::shroudedKeyBag(server().key, {.name = u"server"_s, .keyId = "1"})
            + test::certificateBag(server().certificate, {.name = u"server"_s, .keyId = "1"});
        const auto converted = toJks(keyEntry(bags, {server().certificate}));
        QVERIFY(converted);
        QCOMPARE(keyBytes(*converted), plainBytes(server().key));
    }

    void readsWhatSunsKeyProtectorIsKnownToWrite()
    {
        // Worked out with another SHA-1 than this library's, from the description of the method in Java's source.
        const QByteArray data = QByteArray::fromHex("0102030405060708090a0b0c0d0e0f1011121314")
            + QByteArray::fromHex("1b26820c63edadfacd654b7c36ab1985e61281c47b094537e21660e771c013")
            + QByteArray::fromHex("755c1dcb97187d6619b32779bf8430fa2315e70c");
        const QByteArray info =
            test::wrapped(0x30, QByteArray::fromHex("300e060a2b060104012a021101010500") + test::wrapped(4, data));
        QCOMPARE((*jks::recoverKey(info, Password("pässwörd")).value()).toByteArray(),
                 QByteArray("thirty bytes that are no key…"));
    }

    void refusesAWrongPassword_data()
    {
        QTest::addColumn<QByteArray>("given");
        QTest::newRow("another") << QByteArray("changeIt");
        QTest::newRow("none") << QByteArray();
        QTest::newRow("longer") << QByteArray("changeit1");
    }
    void refusesAWrongPassword()
    {
        QFETCH(QByteArray, given);
        const StoreEntry pkcs12 = toPkcs12(jksEntry()).value();
        for (const auto &refused : {toPkcs12(jksEntry(), Password(given)), toJks(pkcs12, Password(given))}) {
            QVERIFY(!refused);
            QCOMPARE(refused.error().kind, Error::Refused);
            QVERIFY2(refused.error().message.contains(u"\"server\""_s), qPrintable(refused.error().message));
            QVERIFY(!refused.error().message.contains(u"change"_s));
        }
    }

    void refusesAPasswordThatJavaCouldNotUseInPkcs12()
    {
        const Password accents("pässwörd");
        const QList<Certificate> chain{server().certificate};
        const StoreEntry entry =
            keyEntry(jks::makeKeyBody(jks::protectKey(plainBytes(server().key), accents).value(), chain), chain);
        QCOMPARE(keyBytes(entry, accents), plainBytes(server().key));
        QCOMPARE(toPkcs12(entry, accents).error().kind, Error::Refused);
        QVERIFY(toPkcs12(entry, accents).error().message.contains(u"ASCII"_s));
        QVERIFY(!toPkcs12(entry, Password("\xff\xfe")));
    }

    void everyAlteredByteOfAJksKeyIsNoticed()
    {
        const qsizetype size = plainBytes(server().key).size() + 40;
        for (qsizetype at = 0; at < size; at += size / 61) {
            const auto refused =
                toPkcs12(alteredEntry([at](QByteArray &data) { data[at] = static_cast<char>(data[at] ^ 1); }));
            QVERIFY2(!refused, qPrintable(QString::number(at)));
            QCOMPARE(refused.error().kind, Error::Refused);
        }
        QCOMPARE(toPkcs12(alteredEntry([](QByteArray &data) { data.truncate(40); })).error().kind, Error::Malformed);
        QCOMPARE(toPkcs12(alteredEntry([](QByteArray &data) { data.clear(); })).error().kind, Error::Malformed);
    }

    void neverCarriesAKeyThatIsDamaged_data()
    {
        QTest::addColumn<QByteArray>("encoded");
        QTest::addColumn<bool>("inJks");
        const StoreEntry jks = jksEntry();
        const QByteArray pkcs12 = toPkcs12(jks)->encoded;
        const QByteArray key = plainBytes(server().key);
        const auto withKey = [&jks](const QByteArray &protectedKey) {
            return jks::makeKeyBody(protectedKey, jks.certificates);
        };
        QTest::newRow("nothing") << QByteArray() << true;
        QTest::newRow("lengths alone") << QByteArray(8, '\0') << true;
        QTest::newRow("no ASN.1") << withKey("abc") << true;
        QTest::newRow("too large") << withKey(QByteArray(100'000, '0')) << true;
        QTest::newRow("a shorter chain") << jksEntry(key, {server().certificate}).encoded << true;
        QTest::newRow("not a key") << jksEntry("thirty bytes that are no key..").encoded << true;
        QTest::newRow("half a key") << jksEntry(key.first(600)).encoded << true;
        QTest::newRow("protected as PKCS#12 does") << withKey(pkcs12::protectKey(key, password()).value()) << true;
        QTest::newRow("of PKCS#12") << pkcs12 << true;
        QTest::newRow("nothing in PKCS#12") << QByteArray() << false;
        QTest::newRow("of JKS") << jks.encoded << false;
        QTest::newRow("cut off") << pkcs12.chopped(1) << false;
        QTest::newRow("a certificate") << test::certificateBag(server().certificate, {}) << false;
        QTest::newRow("an open key") << test::plainKeyBag(server().key, {}) << false;
    }
    void neverCarriesAKeyThatIsDamaged()
    {
        QFETCH(QByteArray, encoded);
        QFETCH(bool, inJks);
        const StoreEntry entry = keyEntry(encoded, {server().certificate, root().certificate});
        const auto carried = inJks ? toPkcs12(entry) : toJks(entry);
        QVERIFY(!carried);
        QVERIFY2(carried.error().message.contains(u"\"server\""_s), qPrintable(carried.error().message));
    }

    void refusesWorkWithoutEnd()
    {
        X509_ALGOR *endless = PKCS5_pbe2_set_iv(EVP_aes_256_cbc(), 2'000'000'000, nullptr, 8, nullptr, -1);
        const Owned<X509_SIG, X509_SIG_free> info(X509_SIG_new());
        X509_ALGOR *algorithm = nullptr;
        ASN1_OCTET_STRING *data = nullptr;
        X509_SIG_getm(info.get(), &algorithm, &data);
        X509_ALGOR_copy(algorithm, endless);
        X509_ALGOR_free(endless);
        const auto refused = pkcs12::recoverKey(test::toDer(info.get(), i2d_X509_SIG), password());
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, Error::Refused);
    }

    void refusesAnEntryWhoseChainWouldBeLost()
    {
        const auto refused = [](StoreEntry entry) {
            const auto converted = toPkcs12(entry);
            return !converted && converted.error().kind == Error::Refused
                && converted.error().message.contains(u"\"server\""_s);
        };
        StoreEntry entry = jksEntry();
        entry.problem = u"Certificate 2 of the chain cannot be read."_s;
        QVERIFY(refused(entry));
        QVERIFY(refused(jksEntry(plainBytes(server().key), {})));
        QVERIFY(refused(jksEntry(plainBytes(server().key), {root().certificate, server().certificate})));
        const Certificate other = test::make(test::authorityRecipe("Other"), test::ecKey()).certificate;
        QVERIFY(refused(jksEntry(plainBytes(server().key), {server().certificate, other})));
        entry = jksEntry();
        entry.kind = StoreEntry::Kind::TrustedCertificate;
        QVERIFY(refused(entry));
        QVERIFY(!convertKeyEntry(jksEntry(), StoreFormat::Jks, StoreFormat::Pem, password()));
        QVERIFY(!convertKeyEntry(jksEntry(), StoreFormat::Pem, StoreFormat::Jks, password()));
        QCOMPARE(convertKeyEntry(jksEntry(), StoreFormat::Jks, StoreFormat::Jks, Password()).value().alias,
                 u"server"_s);
    }

    void aStoreIsConvertedWithAllItsKeysOrNotAtAll()
    {
        TrustStore store{StoreFormat::Jks, {jksEntry()}};
        QCOMPARE(convertStore(store, StoreFormat::Pkcs12, {}).error().kind, Error::Refused);
        QCOMPARE(convertStore(store, StoreFormat::Pem, {}, password()).error().kind, Error::Refused);
        QVERIFY(convertStore(store, StoreFormat::Pkcs12, {}, Password("other!"))
                    .error()
                    .message.contains(u"does not open the private key \"server\""_s));
        StoreEntry other;
        other.alias = u"secret"_s;
        other.kind = StoreEntry::Kind::Other;
        store.entries.append(other);
        const auto refused = convertStore(store, StoreFormat::Pkcs12, {}, password());
        QVERIFY(refused.error().message.contains(u"\"secret\""_s));
        QVERIFY(!refused.error().message.contains(u"\"server\""_s));
    }

    void aKeyWithoutADateGetsOneInJks()
    {
        const Instant now = fromSeconds(1'750'000'000);
        StoreEntry entry = toPkcs12(jksEntry()).value();
        entry.created.reset();
        const auto jks = convertStore({StoreFormat::Pkcs12, {entry}}, StoreFormat::Jks, now, password());
        QCOMPARE(jks->entries.constFirst().created, std::optional(now));
    }

private:
    QCA::Initializer m_qca;
};

QTEST_GUILESS_MAIN(TestKeyProtection)
#include "test_key_protection.moc"
