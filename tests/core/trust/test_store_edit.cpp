#include "core/trust/certificate_maker.h"
#include "trust/alias_set.h"
#include "trust/store_edit.h"

#include <QTest>

using namespace gatehouse;
using namespace Qt::StringLiterals;
using namespace gatehouse::trust;

namespace {

const Instant Now = fromSeconds(1'750'000'000);

Certificate authority(const QByteArray &commonName)
{
    static const test::Key key = test::ecKey();
    return test::make(test::authorityRecipe(commonName), key).certificate;
}

TrustStore storeOf(const QStringList &aliases, StoreFormat format = StoreFormat::Jks)
{
    TrustStore store{format, {}};
    for (const QString &alias : aliases) {
        StoreEntry entry;
        entry.alias = alias;
        entry.certificates = {authority(alias.toUtf8())};
        entry.encoded = "as it was";
        entry.encodedAlias = alias;
        store.entries.append(entry);
    }
    return store;
}

QStringList aliasesOf(const TrustStore &store)
{
    QStringList aliases;
    for (const StoreEntry &entry : store.entries)
        aliases.append(entry.alias);
    return aliases;
}

QStringList aliasesOf(const QList<StoreEntry> &entries)
{
    return aliasesOf(TrustStore{StoreFormat::Jks, entries});
}

} // namespace

class TestStoreEdit : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void importsUnderTheAliasesGivenAndMakesTheOthers()
    {
        TrustStore store = storeOf({u"obieroot"_s});
        const auto report =
            importCertificates(store, {authority("Issuing CA"), authority("Other  (CA)")}, {u"obieissuer"_s}, Now);
        QVERIFY(report);
        QCOMPARE(report->added(), 2);
        QCOMPARE(aliasesOf(store), QStringList({u"obieroot"_s, u"obieissuer"_s, u"other-ca"_s}));
        QCOMPARE(store.entries[1].created, std::optional(Now));
        QVERIFY(store.entries[1].encoded.isEmpty());
    }

    void leavesWhatWasThereAsItWas()
    {
        const TrustStore before = storeOf({u"a"_s, u"b"_s});
        TrustStore store = before;
        QVERIFY(importCertificates(store, {authority("c")}, {}, Now));
        QCOMPARE(store.entries.first(2), before.entries);
    }

    void importsNoCertificateTwiceAndSaysUnderWhichAliasItIs()
    {
        TrustStore store = storeOf({u"obieroot"_s});
        const Certificate known = store.entries[0].certificates[0];
        const Certificate fresh = authority("fresh");
        const auto report = importCertificates(store, {known, fresh, fresh}, {u"again"_s, {}, u"twice"_s}, Now);
        QVERIFY(report);
        QCOMPARE(report->added(), 1);
        QCOMPARE(report->items[0].outcome, ImportItem::Outcome::AlreadyThere);
        QCOMPARE(report->items[0].alias, u"obieroot"_s);
        QCOMPARE(report->items[2].outcome, ImportItem::Outcome::AlreadyThere);
        QCOMPARE(report->items[2].alias, report->items[1].alias);
        QCOMPARE(store.entries.size(), 2);
    }

    void trustsACertificateAnewThatAKeyAloneHolds()
    {
        TrustStore store = storeOf({u"server"_s});
        store.entries[0].kind = StoreEntry::Kind::PrivateKey;
        const auto report = importCertificates(store, {store.entries[0].certificates[0]}, {}, Now);
        QVERIFY(report);
        QCOMPARE(report->added(), 1);
        QCOMPARE(aliasesOf(store), QStringList({u"server"_s, u"server-2"_s}));
    }

    void refusesATakenAliasInAnyCaseAndChangesNothing()
    {
        TrustStore store = storeOf({u"ObieRoot"_s});
        const TrustStore before = store;
        const auto report =
            importCertificates(store, {authority("x"), authority("y")}, {u"fine"_s, u"OBIEROOT"_s}, Now);
        QVERIFY(!report);
        QCOMPARE(report.error().kind, Error::Refused);
        QVERIFY(report.error().message.contains(u"\"OBIEROOT\""_s));
        QCOMPARE(store, before);
    }

    void needsNoAliasForWhatIsThereAlready()
    {
        TrustStore store = storeOf({});
        const Certificate root = authority("root");
        QVERIFY(importCertificates(store, {root}, {u"obieroot"_s}, Now));
        const auto report = importCertificates(store, {root, authority("new")}, {u"ObieRoot"_s, u"obienew"_s}, Now);
        QVERIFY(report);
        QCOMPARE(report->added(), 1);
        QCOMPARE(report->items[0].alias, u"obieroot"_s);
        QCOMPARE(aliasesOf(store), QStringList({u"obieroot"_s, u"obienew"_s}));
    }

    void changesNoPasswordThatPrivateKeysShare()
    {
        TrustStore store = storeOf({u"server"_s});
        store.format = StoreFormat::Pkcs12;
        QVERIFY(checkPasswordChange(store));
        store.entries[0].kind = StoreEntry::Kind::PrivateKey;
        const auto refused = checkPasswordChange(store);
        QVERIFY(!refused);
        QVERIFY(refused.error().message.contains(u"\"server\""_s));
        store.format = StoreFormat::Jks;
        QVERIFY(checkPasswordChange(store));
        store.format = StoreFormat::Pem;
        QVERIFY(!checkPasswordChange(store));
    }

    void refusesAnAliasThatIsGivenTwice()
    {
        TrustStore store = storeOf({});
        QVERIFY(!importCertificates(store, {authority("x"), authority("y")}, {u"same"_s, u"SAME"_s}, Now));
        QVERIFY(store.entries.isEmpty());
    }

    void aMadeUpAliasDoesNotTakeOneThatIsAskedFor()
    {
        TrustStore store = storeOf({});
        QVERIFY(importCertificates(store, {authority("root"), authority("other")}, {{}, u"root"_s}, Now));
        QCOMPARE(aliasesOf(store), QStringList({u"root-2"_s, u"root"_s}));
    }

    void numbersThousandsOfTheSameNameInReasonableTime()
    {
        AliasSet taken;
        for (int i = 0; i < 20'000; ++i)
            taken.insert(taken.freeName(u"root"_s));
        QVERIFY(taken.contains(u"ROOT-20000"_s));
        QVERIFY(!taken.contains(u"root-20001"_s));
    }

    void suggestsAliasesThatCanBeTyped_data()
    {
        QTest::addColumn<QByteArray>("commonName");
        QTest::addColumn<QString>("alias");
        QTest::newRow("words") << QByteArray("OpenBanking Pre-Production Root CA")
                               << "openbanking-pre-production-root-ca";
        QTest::newRow("signs") << QByteArray("a/b\\c \"d\"") << "a-b-c-d";
        QTest::newRow("Unicode") << QByteArray("Sparkasse Müñchen") << QString::fromUtf8("sparkasse-müñchen");
        QTest::newRow("mail") << QByteArray("admin@wso2.com") << "admin@wso2.com";
    }
    void suggestsAliasesThatCanBeTyped()
    {
        QFETCH(QByteArray, commonName);
        QTEST(suggestAlias(authority(commonName)), "alias");
    }

    void saysWhyAnAliasCannotBeUsed_data()
    {
        QTest::addColumn<QString>("alias");
        QTest::newRow("empty") << u""_s;
        QTest::newRow("space before") << u" root"_s;
        QTest::newRow("space behind") << u"root "_s;
        QTest::newRow("line end") << u"ro\not"_s;
        QTest::newRow("NUL") << QString(QChar(0));
        QTest::newRow("lone surrogate") << QString(QChar(0xD800));
        QTest::newRow("too long") << QString(MaxAliasCharacters + 1, u'a');
    }
    void saysWhyAnAliasCannotBeUsed()
    {
        QFETCH(QString, alias);
        QVERIFY(!whyNoAlias(alias).isEmpty());
    }

    void takesAliasesOfEveryScript()
    {
        for (const QString &alias :
             {u"obieroot"_s, u"Ünïcode ключ 鍵"_s, u"\U0001F511 key"_s, u"a.b-c_d@e+f"_s, u"CN=x, O=y"_s})
            QCOMPARE(whyNoAlias(alias), QString());
    }

    void renamesAndKeepsTheBytes()
    {
        TrustStore store = storeOf({u"a"_s, u"b"_s});
        QVERIFY(renameEntry(store, u"A"_s, u"c"_s));
        QCOMPARE(aliasesOf(store), QStringList({u"c"_s, u"b"_s}));
        QCOMPARE(store.entries[0].encoded, QByteArray("as it was"));
        QCOMPARE(store.entries[0].encodedAlias, u"a"_s);
    }

    void renamesTheCaseAlone()
    {
        TrustStore store = storeOf({u"root"_s});
        QVERIFY(renameEntry(store, u"root"_s, u"Root"_s));
        QCOMPARE(aliasesOf(store), QStringList({u"Root"_s}));
    }

    void refusesARenameToATakenOrBadAliasOrOfAMissingEntry()
    {
        TrustStore store = storeOf({u"a"_s, u"b"_s});
        const TrustStore before = store;
        QCOMPARE(renameEntry(store, u"a"_s, u"B"_s).error().kind, Error::Refused);
        QCOMPARE(renameEntry(store, u"a"_s, u" "_s).error().kind, Error::Refused);
        QCOMPARE(renameEntry(store, u"z"_s, u"y"_s).error().kind, Error::NotFound);
        QCOMPARE(store, before);
    }

    void removesAllOrNone()
    {
        TrustStore store = storeOf({u"a"_s, u"b"_s, u"c"_s});
        const auto outcome = removeEntries(store, {u"a"_s, u"zz"_s});
        QCOMPARE(outcome.error().kind, Error::NotFound);
        QVERIFY(outcome.error().message.contains(u"\"zz\""_s));
        QCOMPARE(store.entries.size(), 3);
        QVERIFY(removeEntries(store, {u"A"_s, u"c"_s}));
        QCOMPARE(aliasesOf(store), QStringList({u"b"_s}));
    }

    void convertsTrustedCertificates()
    {
        const TrustStore pem = storeOf({u"a"_s}, StoreFormat::Pem);
        const auto jks = convertStore(pem, StoreFormat::Jks, Now);
        QVERIFY(jks);
        QCOMPARE(jks->format, StoreFormat::Jks);
        QCOMPARE(jks->entries[0].created, std::optional(Now));
        QVERIFY(jks->entries[0].encoded.isEmpty());
        QCOMPARE(jks->trustedCertificates(), pem.trustedCertificates());
        QVERIFY(!convertStore(*jks, StoreFormat::Pkcs12, Now)->entries[0].created);
    }

    void refusesToConvertWhatWouldBeLostAndNamesIt()
    {
        TrustStore store = storeOf({u"root"_s, u"wso2carbon"_s});
        store.entries[1].kind = StoreEntry::Kind::PrivateKey;
        const auto converted = convertStore(store, StoreFormat::Pem, Now);
        QVERIFY(!converted);
        QVERIFY(converted.error().message.contains(u"\"wso2carbon\""_s));
        QVERIFY(!converted.error().message.contains(u"\"root\""_s));
    }

    void findsWhatTwoStoresDifferIn()
    {
        TrustStore left = storeOf({u"same"_s, u"left"_s, u"old-name"_s, u"changed"_s});
        TrustStore right = storeOf({u"RIGHT"_s});
        right.entries.prepend(left.entries[0]);
        right.entries.append(left.entries[2]);
        right.entries.last().alias = u"new-name"_s;
        right.entries.append(storeOf({u"CHANGED"_s}).entries);

        const StoreDifference difference = compareStores(left, right);
        QCOMPARE(difference.same, 1);
        QCOMPARE(aliasesOf(difference.onlyLeft), QStringList({u"left"_s}));
        QCOMPARE(aliasesOf(difference.onlyRight), QStringList({u"RIGHT"_s}));
        QCOMPARE(difference.renamed.size(), 1);
        QCOMPARE(difference.renamed[0].left, u"old-name"_s);
        QCOMPARE(difference.renamed[0].right, u"new-name"_s);
        QCOMPARE(difference.changed.size(), 1);
        QCOMPARE(difference.changed[0].alias, u"changed"_s);
        QVERIFY(!difference.isEmpty());
    }

    void findsNoDifferenceBetweenFormats()
    {
        const TrustStore left = storeOf({u"a"_s, u"b"_s});
        TrustStore right = *convertStore(left, StoreFormat::Pem, Now);
        std::reverse(right.entries.begin(), right.entries.end());
        QVERIFY(compareStores(left, right).isEmpty());
    }

    void pairsEachTwinOnce()
    {
        TrustStore left = storeOf({u"a"_s});
        TrustStore right = left;
        right.entries.append(left.entries[0]);
        right.entries[0].alias = u"x"_s;
        right.entries[1].alias = u"y"_s;
        const StoreDifference difference = compareStores(left, right);
        QCOMPARE(difference.renamed.size(), 1);
        QCOMPARE(difference.onlyRight.size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestStoreEdit)
#include "test_store_edit.moc"
