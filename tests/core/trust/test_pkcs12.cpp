#include "trust/pkcs12.h"

#include "core/trust/pkcs12_maker.h"
#include "trust/pkcs12_bags.h"
#include "trust/pkcs12_file.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTest>

#include <openssl/provider.h>

using namespace gatehouse;
using namespace gatehouse::trust;
using namespace gatehouse::trust::test;

namespace {

Password changeit()
{
    return Password("changeit");
}

struct Authorities {
    Made root = make(authorityRecipe("root"), ecKey());
    Made issuing = make(authorityRecipe("issuing"), ecKey(), &root);
    Made leaf = make(transportRecipe(), ecKey(), &issuing);
};

const Authorities &made()
{
    static const Authorities authorities;
    return authorities;
}

StoreEntry trustedEntry(const QString &alias, const Certificate &certificate)
{
    StoreEntry entry;
    entry.alias = alias;
    entry.certificates = {certificate};
    return entry;
}

QString text(const char *utf8)
{
    return QString::fromUtf8(utf8);
}

QStringList aliasesOf(const TrustStore &store)
{
    QStringList aliases;
    for (const StoreEntry &entry : store.entries)
        aliases.append(entry.alias);
    return aliases;
}

/// The bags of a file, in order.
QList<QByteArray> bagsIn(const QByteArray &bytes, const Password &password = changeit())
{
    QList<QByteArray> bags;
    const Result<pkcs12::OpenedFile> file = pkcs12::openFile(bytes, password);
    for (const QByteArray &safe : file.value().safes) {
        const QList<pkcs12::Bag> read = pkcs12::readSafe(safe).value();
        for (const pkcs12::Bag &bag : read)
            bags.append(bag.der);
    }
    return bags;
}

QList<QByteArray> sorted(QList<QByteArray> bags)
{
    std::sort(bags.begin(), bags.end());
    return bags;
}

TrustStore read(const QByteArray &bytes)
{
    return decodePkcs12(bytes, changeit()).value().store;
}

QByteArray written(const TrustStore &store)
{
    return encodePkcs12(store, changeit()).value();
}

QByteArray trustedBag(const QString &name, const Certificate &certificate = made().root.certificate)
{
    return certificateBag(certificate, {name, {}, true});
}

const QByteArray &smallStore()
{
    static const QByteArray bytes =
        FileMaker().addSafe({trustedBag(text("one")), trustedBag(text("two"))}, NID_aes_128_cbc).withMac();
    return bytes;
}

/// DER sorts the two attributes of such a bag; Java does not.
QByteArray withAttributesReversed(const QByteArray &bag)
{
    const qsizetype second = bag.lastIndexOf(QByteArray::fromHex("06092a864886f70d010914")) - 2;
    const qsizetype first = bag.lastIndexOf(QByteArray::fromHex("060c6086480186f966")) - 2;
    const qsizetype low = qMin(first, second);
    const qsizetype high = qMax(first, second);
    return bag.first(low) + bag.mid(high) + bag.mid(low, high - low);
}

/// As Java and OpenSSL write a key: its own certificate has its localKeyId, those above have none.
const QByteArray &keyStore()
{
    static const QByteArray id = "Time 1691234567890";
    static const QByteArray bytes =
        FileMaker()
            .addSafe({shroudedKeyBag(made().leaf.key, {text("transport"), id})})
            .addSafe({certificateBag(made().leaf.certificate, {text("Transport"), id}),
                      certificateBag(made().issuing.certificate, {text("CN=issuing")}),
                      certificateBag(made().root.certificate, {text("CN=root")}), trustedBag(text("anchor"))},
                     NID_aes_128_cbc)
            .withMac();
    return bytes;
}

} // namespace

class TestPkcs12 : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatItWrites();
    void writesAnEmptyStore();
    void keepsEachBagOfAnUntouchedStore_data();
    void keepsEachBagOfAnUntouchedStore();
    void renamesWithoutTouchingAnythingElse();
    void keepsAnAliasOfAnyCharacters();
    void refusesAWrongPassword();
    void asksForAPasswordWhereThereIsOnlyWorkForOne();
    void takesBothSpellingsOfNoPassword_data();
    void takesBothSpellingsOfNoPassword();
    void refusesToWriteAPasswordThatJavaCannotType();
    void readsAPasswordOutsideAscii();
    void findsTheChainOfAKey();
    void renamesAKeyAndItsOwnCertificate();
    void completesAChainWhoseIssuerWasRemoved();
    void keepsAKeyWithoutACertificate();
    void showsWhatJavaDoesNotTrust();
    void keepsBagsOfOtherKinds();
    void numbersWhatHasNoNameAndWhatHasATakenOne();
    void showsAnUnreadableCertificate();
    void readsTheMethodsOfOldStores_data();
    void readsTheMethodsOfOldStores();
    void refusesHostileAmountsOfWork_data();
    void refusesHostileAmountsOfWork();
    void refusesMoreEntriesThanTheLimit();
    void isNotHeldUpByManyKeysAndEqualCertificates();
    void readsContentsOfIndefiniteLength();
    void refusesWhatIsNoStore_data();
    void refusesWhatIsNoStore();
    void survivesEveryTruncation();
    void neverVerifiesFlippedBits();
    void readsTheStoreThatWso2Ships();

private:
    QCA::Initializer m_qca;
};

void TestPkcs12::readsWhatItWrites()
{
    const TrustStore store{StoreFormat::Pkcs12,
                           {trustedEntry(text("obieroot"), made().root.certificate),
                            trustedEntry(text("Zürich Ämter"), made().issuing.certificate),
                            trustedEntry(text("😀 beyond the BMP"), made().leaf.certificate)}};
    const Result<DecodedStore> decoded = decodePkcs12(written(store), changeit());
    QVERIFY2(decoded.has_value(), qPrintable(decoded ? QString() : decoded.error().message));
    QCOMPARE(decoded->integrity, Integrity::Verified);
    QCOMPARE(decoded->store.format, StoreFormat::Pkcs12);
    QCOMPARE(aliasesOf(decoded->store), aliasesOf(store));
    for (qsizetype i = 0; i < store.entries.size(); ++i) {
        QCOMPARE(decoded->store.entries[i].kind, StoreEntry::Kind::TrustedCertificate);
        QCOMPARE(decoded->store.entries[i].certificates, store.entries[i].certificates);
        QVERIFY(decoded->store.entries[i].problem.isEmpty());
        QVERIFY(!decoded->store.entries[i].created);
    }
    QCOMPARE(read(written(decoded->store)), decoded->store);
}

void TestPkcs12::writesAnEmptyStore()
{
    const Result<DecodedStore> decoded = decodePkcs12(written({StoreFormat::Pkcs12, {}}), changeit());
    QVERIFY(decoded.has_value());
    QVERIFY(decoded->store.entries.isEmpty());
    QCOMPARE(decoded->integrity, Integrity::Verified);
}

void TestPkcs12::keepsEachBagOfAnUntouchedStore_data()
{
    QTest::addColumn<QByteArray>("bytes");

    const QByteArray key = shroudedKeyBag(made().leaf.key, {text("k"), QByteArray("1")});
    const QByteArray leaf = certificateBag(made().leaf.certificate, {text("k"), QByteArray("1")});
    const QByteArray other = certificateBag(made().issuing.certificate, {});
    QTest::newRow("trusted") << smallStore();
    QTest::newRow("keys first, as Java") << keyStore();
    QTest::newRow("keys last, as OpenSSL")
        << FileMaker().addSafe({leaf, other, trustedBag(text("t"))}, NID_aes_128_cbc).addSafe({key}).withMac();
    QTest::newRow("keys between")
        << FileMaker().addSafe({trustedBag(text("a")), key, leaf, trustedBag(text("b"))}).withMac();
    QTest::newRow("attributes in no order of DER's")
        << FileMaker()
               .addContents(wrapped(0x30, withAttributesReversed(trustedBag(text("in Java's order")))))
               .withMac();
}

void TestPkcs12::keepsEachBagOfAnUntouchedStore()
{
    QFETCH(QByteArray, bytes);
    const TrustStore store = read(bytes);
    const QByteArray again = written(store);
    QCOMPARE(sorted(bagsIn(again)), sorted(bagsIn(bytes)));
    QCOMPARE(read(again), store);

    TrustStore longer = store;
    longer.entries.append(trustedEntry(text("new"), made().issuing.certificate));
    QList<QByteArray> bags = bagsIn(written(longer));
    QCOMPARE(bags.size(), bagsIn(bytes).size() + 1);
    for (const QByteArray &bag : bagsIn(bytes))
        QVERIFY(bags.removeOne(bag));
}

void TestPkcs12::renamesWithoutTouchingAnythingElse()
{
    const QByteArray bag = certificateBag(made().root.certificate, {text("old"), QByteArray("\1\2\3"), true});
    const QByteArray before = FileMaker().addSafe({bag, trustedBag(text("other"))}).withMac();
    TrustStore store = read(before);
    store.entries[0].alias = text("Neuer Name 😀");
    const QByteArray after = written(store);
    QCOMPARE(bagsIn(after)[1], bagsIn(before)[1]);
    QCOMPARE(bagsIn(after)[0],
             certificateBag(made().root.certificate, {store.entries[0].alias, QByteArray("\1\2\3"), true}));
    QCOMPARE(aliasesOf(read(after)), (QStringList{text("Neuer Name 😀"), text("other")}));
}

void TestPkcs12::keepsAnAliasOfAnyCharacters()
{
    const QString unpaired = QChar(0xD800) + text("x");
    const QString zero = text("a") + QChar(0) + text("b");
    const QByteArray bytes =
        FileMaker().addSafe({trustedBag(unpaired), trustedBag(zero), trustedBag(text(""))}).withMac();
    const TrustStore store = read(bytes);
    QCOMPARE(aliasesOf(store), (QStringList{unpaired, zero, text("root")}));
    QCOMPARE(bagsIn(written(store)), bagsIn(bytes));
    QCOMPARE(read(written(store)), store);
}

void TestPkcs12::refusesAWrongPassword()
{
    const auto kindFor = [](const QByteArray &bytes, const char *password) {
        const Result<DecodedStore> decoded = decodePkcs12(bytes, Password(password));
        return decoded ? -1 : int(decoded.error().kind);
    };
    QCOMPARE(kindFor(smallStore(), "changeIt"), int(Error::Refused));
    QCOMPARE(kindFor(smallStore(), ""), int(Error::Refused));
    // Without a MAC it is the padding, or what lies behind it, that tells.
    const QByteArray withoutMac = FileMaker().addSafe({trustedBag(text("one"))}, NID_aes_128_cbc).withoutMac();
    for (int i = 0; i < 600; ++i)
        QCOMPARE(kindFor(withoutMac, QByteArray::number(i).constData()), int(Error::Refused));
    QCOMPARE(decodePkcs12(withoutMac, changeit()).value().integrity, Integrity::None);
}

void TestPkcs12::asksForAPasswordWhereThereIsOnlyWorkForOne()
{
    const Result<DecodedStore> encrypted = decodePkcs12(smallStore(), std::nullopt);
    QVERIFY(!encrypted);
    QCOMPARE(encrypted.error().kind, Error::Refused);
    QVERIFY(encrypted.error().message.contains(text("a password is needed")));

    FileMaker plain;
    plain.addSafe({trustedBag(text("one"))});
    QCOMPARE(decodePkcs12(plain.withMac(), std::nullopt).value().integrity, Integrity::NotVerified);
    QCOMPARE(decodePkcs12(plain.withMac(), changeit()).value().integrity, Integrity::Verified);
    QCOMPARE(decodePkcs12(plain.withoutMac(), std::nullopt).value().integrity, Integrity::None);
    QCOMPARE(decodePkcs12(plain.withoutMac(), changeit()).value().integrity, Integrity::None);
}

void TestPkcs12::takesBothSpellingsOfNoPassword_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("terminator")
        << FileMaker("").addSafe({trustedBag(text("one"))}, NID_pbe_WithSHA1And3_Key_TripleDES_CBC).withMac();
    QTest::newRow("nothing")
        << FileMaker(nullptr).addSafe({trustedBag(text("one"))}, NID_pbe_WithSHA1And3_Key_TripleDES_CBC).withMac();
    QTest::newRow("nothing and no MAC")
        << FileMaker(nullptr).addSafe({trustedBag(text("one"))}, NID_pbe_WithSHA1And3_Key_TripleDES_CBC).withoutMac();
}

void TestPkcs12::takesBothSpellingsOfNoPassword()
{
    QFETCH(QByteArray, bytes);
    const Result<DecodedStore> decoded = decodePkcs12(bytes, Password());
    QVERIFY2(decoded.has_value(), qPrintable(decoded ? QString() : decoded.error().message));
    QCOMPARE(aliasesOf(decoded->store), QStringList{text("one")});
    QVERIFY(!decodePkcs12(bytes, std::nullopt));
}

void TestPkcs12::refusesToWriteAPasswordThatJavaCannotType()
{
    for (const char *password : {"Zürich€123", "tab\there", "\x7f more"}) {
        const Result<QByteArray> bytes = encodePkcs12({StoreFormat::Pkcs12, {}}, Password(password));
        QVERIFY(!bytes);
        QCOMPARE(bytes.error().kind, Error::Refused);
        QVERIFY(!bytes.error().message.contains(text(password)));
    }
}

void TestPkcs12::readsAPasswordOutsideAscii()
{
    // The MAC takes it as UTF-16, PBES2 as UTF-8.
    const char *password = "Zürich€123";
    const QByteArray bytes = FileMaker(password).addSafe({trustedBag(text("one"))}, NID_aes_256_cbc).withMac();
    QCOMPARE(decodePkcs12(bytes, Password(password)).value().integrity, Integrity::Verified);
    QVERIFY(!decodePkcs12(bytes, Password("Zurich€123")));
}

void TestPkcs12::findsTheChainOfAKey()
{
    const TrustStore store = read(keyStore());
    QCOMPARE(aliasesOf(store), (QStringList{text("transport"), text("anchor")}));
    const StoreEntry &key = store.entries.constFirst();
    QCOMPARE(key.kind, StoreEntry::Kind::PrivateKey);
    QCOMPARE(key.created, std::optional(fromMilliseconds(1'691'234'567'890)));
    QCOMPARE(key.certificates,
             (QList<Certificate>{made().leaf.certificate, made().issuing.certificate, made().root.certificate}));
    QVERIFY(key.problem.isEmpty());
    // The key stays as it is protected.
    QVERIFY(key.encoded.startsWith(bagsIn(keyStore()).constFirst()));
    QCOMPARE(bagsIn(written(store)), bagsIn(keyStore()));
}

void TestPkcs12::renamesAKeyAndItsOwnCertificate()
{
    TrustStore store = read(keyStore());
    store.entries[0].alias = text("seal");
    const QByteArray bytes = written(store);
    const TrustStore again = read(bytes);
    QCOMPARE(aliasesOf(again), (QStringList{text("seal"), text("anchor")}));
    QCOMPARE(again.entries[0].certificates, store.entries[0].certificates);
    QCOMPARE(again.entries[0].created, store.entries[0].created);
    const QList<pkcs12::Bag> bags = pkcs12::readBags(bagsIn(bytes).join()).value();
    QCOMPARE(bags[0].name, std::optional(text("seal")));
    QCOMPARE(bags[1].name, std::optional(text("seal")));
    QCOMPARE(bagsIn(bytes).mid(2), bagsIn(keyStore()).mid(2));
}

void TestPkcs12::completesAChainWhoseIssuerWasRemoved()
{
    const QByteArray bytes =
        FileMaker()
            .addSafe({shroudedKeyBag(made().leaf.key, {text("k"), QByteArray("1")})})
            .addSafe({certificateBag(made().leaf.certificate, {text("k"), QByteArray("1")}),
                      trustedBag(text("issuing"), made().issuing.certificate), trustedBag(text("root"))})
            .withMac();
    TrustStore store = read(bytes);
    QCOMPARE(store.entries.constFirst().certificates.size(), 3);
    QCOMPARE(bagsIn(written(store)), bagsIn(bytes));
    store.entries.removeAt(1);
    const TrustStore again = read(written(store));
    QCOMPARE(aliasesOf(again), (QStringList{text("k"), text("root")}));
    QCOMPARE(again.entries.constFirst().certificates, store.entries.constFirst().certificates);
}

void TestPkcs12::keepsAKeyWithoutACertificate()
{
    const QByteArray bytes = FileMaker()
                                 .addSafe({shroudedKeyBag(made().leaf.key, {text("lonely"), QByteArray("1")}),
                                           shroudedKeyBag(made().root.key, {})})
                                 .withMac();
    const TrustStore store = read(bytes);
    QCOMPARE(aliasesOf(store), (QStringList{text("lonely"), text("1")}));
    for (const StoreEntry &entry : store.entries) {
        QCOMPARE(entry.kind, StoreEntry::Kind::PrivateKey);
        QVERIFY(entry.certificates.isEmpty() && !entry.problem.isEmpty() && !entry.created);
    }
    QCOMPARE(bagsIn(written(store)), bagsIn(bytes));
}

void TestPkcs12::showsWhatJavaDoesNotTrust()
{
    // As `openssl pkcs12 -export -nokeys` writes it.
    const QByteArray bytes = FileMaker()
                                 .addSafe({certificateBag(made().root.certificate, {}),
                                           certificateBag(made().issuing.certificate, {text("named")})},
                                          NID_aes_256_cbc)
                                 .withMac();
    const TrustStore store = read(bytes);
    QCOMPARE(aliasesOf(store), (QStringList{text("root"), text("named")}));
    for (const StoreEntry &entry : store.entries) {
        QCOMPARE(entry.kind, StoreEntry::Kind::Other);
        QVERIFY(entry.certificate() && entry.problem.contains(text("Java")));
    }
    QVERIFY(store.trustedCertificates().isEmpty());
    QCOMPARE(bagsIn(written(store)), bagsIn(bytes));
    QCOMPARE(read(written(store)), store);
}

void TestPkcs12::keepsBagsOfOtherKinds()
{
    const QByteArray nested = wrapped(0x30, trustedBag(text("within")));
    const QByteArray unknown =
        wrapped(0x30, wrapped(0x06, QByteArray::fromHex("2a030405")) + wrapped(0xa0, wrapped(0x04, "what")));
    const QByteArray bytes = FileMaker()
                                 .addSafe({secretBag("secret", {text("aes"), QByteArray("Time 1691234567890")}),
                                           plainKeyBag(made().leaf.key, {text("bare")}), bagOfType(6, nested),
                                           bagOfType(4,
                                                     wrapped(0x30,
                                                             wrapped(0x06, QByteArray::fromHex("2a864886f70d01091701"))
                                                                 + wrapped(0xa0, wrapped(0x04, "no list")))),
                                           unknown, secretBag("other", {})},
                                          NID_aes_256_cbc)
                                 .withMac();
    const TrustStore store = read(bytes);
    QCOMPARE(
        aliasesOf(store),
        (QStringList{text("aes"), text("bare"), text("unnamed"), text("unnamed (2)"), text("unnamed (3)"), text("1")}));
    for (const StoreEntry &entry : store.entries) {
        QCOMPARE(entry.kind, StoreEntry::Kind::Other);
        QVERIFY(!entry.problem.isEmpty());
    }
    QCOMPARE(store.entries.constFirst().created, std::optional(fromMilliseconds(1'691'234'567'890)));
    QVERIFY(store.entries[4].problem.contains(text("1.2.3.4.5")) || store.entries[4].problem.contains(text("1.2.3")));
    QCOMPARE(bagsIn(written(store)), bagsIn(bytes));
    // A bare key is written where it is encrypted.
    QVERIFY(!written(store).contains(plainKeyBag(made().leaf.key, {text("bare")})));
    QCOMPARE(read(written(store)), store);
}

void TestPkcs12::numbersWhatHasNoNameAndWhatHasATakenOne()
{
    const QByteArray nameless = certificateBag(made().root.certificate, {{}, {}, true});
    const QByteArray bytes = FileMaker()
                                 .addSafe({nameless, trustedBag(text("name")), nameless, trustedBag(text("NAME")),
                                           trustedBag(text("name (2)")), trustedBag(text("name"))})
                                 .withMac();
    TrustStore store = read(bytes);
    QCOMPARE(
        aliasesOf(store),
        (QStringList{text("1"), text("name"), text("2"), text("NAME (2)"), text("name (2) (2)"), text("name (3)")}));
    QCOMPARE(bagsIn(written(store)), bagsIn(bytes));
    QCOMPARE(read(written(store)), store);
    // Renamed to just what it would be called anyway.
    store.entries[0].alias = text("2 ");
    store.entries[1].alias = text("name (4)");
    const TrustStore again = read(written(store));
    QCOMPARE(again.entries[0].alias, text("2 "));
    QCOMPARE(again.entries[1].alias, text("name (4)"));
}

void TestPkcs12::showsAnUnreadableCertificate()
{
    QByteArray bag = trustedBag(text("broken"));
    const qsizetype at = bag.indexOf(made().root.certificate.der());
    QVERIFY(at > 0);
    bag[at] = '\x31';
    const QByteArray bytes = FileMaker().addSafe({bag, trustedBag(text("whole"))}).withMac();
    const TrustStore store = read(bytes);
    QCOMPARE(store.entries.size(), 2);
    QVERIFY(store.entries[0].certificates.isEmpty() && !store.entries[0].problem.isEmpty());
    QCOMPARE(store.entries[0].kind, StoreEntry::Kind::TrustedCertificate);
    QCOMPARE(bagsIn(written(store)), bagsIn(bytes));
}

void TestPkcs12::readsTheMethodsOfOldStores_data()
{
    QTest::addColumn<int>("method");
    QTest::newRow("RC2-40, Java 8 and older") << NID_pbe_WithSHA1And40BitRC2_CBC;
    QTest::newRow("RC2-128") << NID_pbe_WithSHA1And128BitRC2_CBC;
    QTest::newRow("3DES") << NID_pbe_WithSHA1And3_Key_TripleDES_CBC;
}

void TestPkcs12::readsTheMethodsOfOldStores()
{
    QFETCH(int, method);
    OSSL_LIB_CTX *context = OSSL_LIB_CTX_new();
    OSSL_PROVIDER *defaults = OSSL_PROVIDER_load(context, "default");
    OSSL_PROVIDER *legacy = OSSL_PROVIDER_load(context, "legacy");
    QVERIFY2(legacy, "OpenSSL's legacy provider is needed");
    const QByteArray bytes = FileMaker().addSafe({trustedBag(text("one"))}, method, context).withMac();
    OSSL_PROVIDER_unload(legacy);
    OSSL_PROVIDER_unload(defaults);
    OSSL_LIB_CTX_free(context);

    QCOMPARE(aliasesOf(read(bytes)), QStringList{text("one")});
    // Nobody else gets at what is in the legacy provider.
    QVERIFY(OSSL_PROVIDER_available(nullptr, "legacy") != 1);
    QVERIFY(!EVP_CIPHER_fetch(nullptr, "RC2-40-CBC", nullptr));
}

void TestPkcs12::refusesHostileAmountsOfWork_data()
{
    QTest::addColumn<QByteArray>("bytes");

    const QList<QByteArray> bags = {trustedBag(text("one"))};
    const auto setRounds = [](qint64 rounds) {
        return [rounds](X509_ALGOR *&algorithm) {
            auto *pbes2 =
                static_cast<PBE2PARAM *>(ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBE2PARAM), algorithm->parameter));
            auto *pbkdf2 = static_cast<PBKDF2PARAM *>(
                ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBKDF2PARAM), pbes2->keyfunc->parameter));
            ASN1_INTEGER_set_int64(pbkdf2->iter, rounds);
            ASN1_TYPE_pack_sequence(ASN1_ITEM_rptr(PBKDF2PARAM), pbkdf2, &pbes2->keyfunc->parameter);
            ASN1_TYPE_pack_sequence(ASN1_ITEM_rptr(PBE2PARAM), pbes2, &algorithm->parameter);
            PBKDF2PARAM_free(pbkdf2);
            PBE2PARAM_free(pbes2);
        };
    };
    const auto setScrypt = [](X509_ALGOR *&algorithm) {
        X509_ALGOR_free(algorithm);
        algorithm = PKCS5_pbe2_set_scrypt(EVP_aes_128_cbc(), nullptr, 8, nullptr, 32'768, 2, 32'768);
    };
    const auto setOldMethodsRounds = [](X509_ALGOR *&algorithm) {
        X509_ALGOR_free(algorithm);
        algorithm = PKCS5_pbe_set(NID_pbe_WithSHA1And3_Key_TripleDES_CBC, 2'000'000'000, nullptr, 8);
    };
    FileMaker maker;
    maker.addSafe(bags);
    QTest::newRow("MAC") << maker.withMac(pkcs12::MaxDerivationRounds + 1);
    QTest::newRow("MAC, 63 bits") << maker.withMac(std::numeric_limits<qint64>::max());
    QTest::newRow("MAC, less than none") << maker.withMac(-1);
    QTest::newRow("PBKDF2")
        << FileMaker().addSafe(bags, NID_aes_128_cbc).changeMethod(setRounds(2'000'000'000)).withoutMac();
    QTest::newRow("PBKDF2, less than none")
        << FileMaker().addSafe(bags, NID_aes_128_cbc).changeMethod(setRounds(-5)).withMac();
    QTest::newRow("scrypt") << FileMaker().addSafe(bags, NID_aes_128_cbc).changeMethod(setScrypt).withoutMac();
    QTest::newRow("3DES") << FileMaker().addSafe(bags, NID_aes_128_cbc).changeMethod(setOldMethodsRounds).withoutMac();
    FileMaker many;
    for (int i = 0; i < 4; ++i)
        many.addSafe(bags, NID_aes_128_cbc).changeMethod(setRounds(2'600'000));
    QTest::newRow("in sum") << many.withoutMac();
}

void TestPkcs12::refusesHostileAmountsOfWork()
{
    QFETCH(QByteArray, bytes);
    QElapsedTimer timer;
    timer.start();
    const Result<DecodedStore> decoded = decodePkcs12(bytes, changeit());
    QVERIFY(!decoded);
    QCOMPARE(decoded.error().kind, Error::Refused);
    QVERIFY2(decoded.error().message.contains(text("key derivation")), qPrintable(decoded.error().message));
    QVERIFY(timer.elapsed() < 500);
}

void TestPkcs12::refusesMoreEntriesThanTheLimit()
{
    const QByteArray bag = wrapped(0x30, wrapped(0x06, "\x2a\x03") + wrapped(0xa0, wrapped(0x05, "")));
    const auto contentsOf = [&](qsizetype bags) {
        const QByteArray contents = bag.repeated(bags);
        QByteArray header = QByteArray::fromHex("3084");
        for (int shift = 24; shift >= 0; shift -= 8)
            header.append(static_cast<char>(contents.size() >> shift));
        return header + contents;
    };
    QCOMPARE(read(FileMaker().addContents(contentsOf(MaxStoreEntries)).withMac()).entries.size(), MaxStoreEntries);
    const Result<DecodedStore> one =
        decodePkcs12(FileMaker().addContents(contentsOf(MaxStoreEntries + 1)).withMac(), changeit());
    QCOMPARE(one.error().kind, Error::TooLarge);
    const Result<DecodedStore> two = decodePkcs12(
        FileMaker().addContents(contentsOf(MaxStoreEntries)).addSafe({trustedBag(text("more"))}).withMac(), changeit());
    QCOMPARE(two.error().kind, Error::TooLarge);
}

void TestPkcs12::isNotHeldUpByManyKeysAndEqualCertificates()
{
    constexpr int Many = 3000;
    QList<QByteArray> bags;
    for (int i = 0; i < Many; ++i)
        bags.append(certificateBag(made().leaf.certificate, {text("same"), QByteArray("same")}));
    for (int i = 0; i < Many; ++i)
        bags.append(certificateBag(made().issuing.certificate, {text("above")}));
    const QByteArray key = shroudedKeyBag(made().leaf.key, {text("same"), QByteArray("same")});
    for (int i = 0; i < Many; ++i)
        bags.append(key);
    const QByteArray bytes = FileMaker().addSafe(bags).withMac();
    QElapsedTimer timer;
    timer.start();
    const TrustStore store = read(bytes);
    QVERIFY(timer.elapsed() < 20'000);
    for (qsizetype i = store.entries.size() - Many; i < store.entries.size(); ++i)
        QCOMPARE(store.entries[i].kind, StoreEntry::Kind::PrivateKey);
}

void TestPkcs12::readsContentsOfIndefiniteLength()
{
    const QByteArray indefinite = QByteArray::fromHex("3080") + trustedBag(text("one")) + QByteArray(2, '\0');
    QCOMPARE(aliasesOf(read(FileMaker().addContents(indefinite).withMac())), QStringList{text("one")});
    const Result<DecodedStore> endless =
        decodePkcs12(FileMaker().addContents(indefinite.chopped(2)).withMac(), changeit());
    QCOMPARE(endless.error().kind, Error::Malformed);

    // Bags that are themselves of indefinite length, and are renamed.
    QByteArray bag = trustedBag(text("one"));
    const QByteArray loose = QByteArray::fromHex("3080") + bag.mid(bag.at(1) == '\x82' ? 4 : 2) + QByteArray(2, '\0');
    const QByteArray bytes = FileMaker().addContents(wrapped(0x30, loose)).withMac();
    TrustStore store = read(bytes);
    QCOMPARE(bagsIn(written(store)), QList<QByteArray>{loose});
    store.entries[0].alias = text("two");
    QCOMPARE(bagsIn(written(store)), QList<QByteArray>{trustedBag(text("two"))});
}

void TestPkcs12::refusesWhatIsNoStore_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("zeros") << QByteArray(4096, '\0');
    QTest::newRow("a certificate") << made().root.certificate.der();
    QTest::newRow("JKS") << QByteArray::fromHex("feedfeed0000000200000000");
    QTest::newRow("something behind it") << smallStore() + '\n';
    QByteArray version = smallStore();
    version[version.indexOf(QByteArray::fromHex("020103")) + 2] = 4;
    QTest::newRow("another version") << version;
    QTest::newRow("no sequence of bags") << FileMaker().addContents("text").withMac();
    QTest::newRow("a broken bag") << FileMaker().addContents(wrapped(0x30, trustedBag(text("x")).chopped(9))).withMac();
    QTest::newRow("bytes behind the bags")
        << FileMaker().addContents(wrapped(0x30, trustedBag(text("x"))) + '\0').withMac();
    QTest::newRow("nested deeply") << FileMaker().addContents(QByteArray::fromHex("3080").repeated(50'000)).withMac();
}

void TestPkcs12::refusesWhatIsNoStore()
{
    QFETCH(QByteArray, bytes);
    for (const std::optional<Password> &password : {std::optional<Password>(changeit()), std::optional<Password>()}) {
        const Result<DecodedStore> decoded = decodePkcs12(bytes, password);
        QVERIFY(!decoded);
        QCOMPARE(decoded.error().kind, Error::Malformed);
        QVERIFY(!decoded.error().message.isEmpty());
    }
}

void TestPkcs12::survivesEveryTruncation()
{
    for (const QByteArray &whole : {smallStore(), keyStore()}) {
        for (qsizetype size = 0; size < whole.size(); ++size)
            QVERIFY(!decodePkcs12(whole.first(size), changeit()));
    }
}

void TestPkcs12::neverVerifiesFlippedBits()
{
    const QByteArray whole = keyStore();
    const TrustStore store = read(whole);
    for (qsizetype bit = 0; bit < whole.size() * 8; bit += 5) {
        QByteArray damaged = whole;
        damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
        const Result<DecodedStore> decoded = decodePkcs12(damaged, changeit());
        // Beside what the MAC covers there are bits that mean nothing.
        if (decoded && decoded->integrity == Integrity::Verified)
            QVERIFY2(decoded->store == store, qPrintable(QString::number(bit)));
    }
}

void TestPkcs12::readsTheStoreThatWso2Ships()
{
    QFile file(text(GATEHOUSE_TEST_DATA "/wso2/client-truststore.jks"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    const Password password("wso2carbon");
    const Result<DecodedStore> decoded = decodePkcs12(bytes, password);
    QVERIFY2(decoded.has_value(), qPrintable(decoded ? QString() : decoded.error().message));
    // Java wrote it without password, encryption and MAC.
    QCOMPARE(decoded->integrity, Integrity::None);
    QCOMPARE(decodePkcs12(bytes, std::nullopt).value().store, decoded->store);
    QCOMPARE(decoded->store.entries.size(), 155);
    QCOMPARE(decoded->store.trustedCertificates().size(), 155);
    const Result<QByteArray> again = encodePkcs12(decoded->store, password);
    QVERIFY(again.has_value());
    QCOMPARE(bagsIn(*again, password), bagsIn(bytes, password));
    QCOMPARE(decodePkcs12(*again, password).value().store, decoded->store);
    QCOMPARE(decodePkcs12(*again, password).value().integrity, Integrity::Verified);
}

QTEST_GUILESS_MAIN(TestPkcs12)
#include "test_pkcs12.moc"
