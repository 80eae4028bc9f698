#include "core/trust/certificate_maker.h"
#include "trust/pem_store.h"
#include "trust/store_edit.h"

#include <QTest>

using namespace gatehouse;
using namespace Qt::StringLiterals;
using namespace gatehouse::trust;

namespace {

const Certificate &first()
{
    static const Certificate certificate = test::make(test::authorityRecipe("First Root"), test::ecKey()).certificate;
    return certificate;
}

const Certificate &second()
{
    static const Certificate certificate = test::make(test::authorityRecipe("Second Root"), test::ecKey()).certificate;
    return certificate;
}

} // namespace

class TestPemStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void takesTheCommentBeforeACertificateForItsAlias()
    {
        const QByteArray text = "# a bundle\n\n# obieroot\n" + first().pem() + "text between\n" + second().pem();
        const auto decoded = decodePem(text);
        QVERIFY(decoded);
        QCOMPARE(decoded->store.entries[0].alias, u"obieroot"_s);
        QCOMPARE(decoded->store.entries[1].alias, u"second-root"_s);
        QCOMPARE(decoded->store.trustedCertificates(), QList({first(), second()}));
        QCOMPARE(decoded->integrity, Integrity::None);
    }

    void readsTheNamesThatOpensslPrints()
    {
        const auto decoded =
            decodePem("Bag Attributes\n    friendlyName: from openssl\nsubject=CN = x\n" + first().pem());
        QCOMPARE(decoded->store.entries[0].alias, u"from openssl"_s);
    }

    void writesAnUnchangedStoreByteForByte_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("plain") << first().pem() + second().pem();
        QTest::newRow("comments, blank lines and a trailer")
            << "; ours\n# one\n" + first().pem() + "\n\n" + second().pem() + "the end\n\n";
        QTest::newRow("CRLF") << QByteArray(first().pem() + second().pem()).replace("\n", "\r\n");
        QTest::newRow("no line end") << first().pem().trimmed();
        QTest::newRow("in one line") << QByteArray("# a\n" + first().pem().trimmed() + "  " + second().pem());
        QTest::newRow("the same name twice") << "# a\n" + first().pem() + "# A\n" + second().pem();
    }
    void writesAnUnchangedStoreByteForByte()
    {
        QFETCH(QByteArray, text);
        const auto decoded = decodePem(text);
        QVERIFY(decoded);
        QCOMPARE(encodePem(decoded->store).value(), text);
    }

    void keepsTheOthersWhenOneIsRenamedOrAdded()
    {
        const QByteArray untouched = "kept as it is\n# one\n" + first().pem();
        auto decoded = decodePem(untouched + "# two\n" + second().pem());
        QVERIFY(renameEntry(decoded->store, u"two"_s, u"zwei"_s));
        const Certificate third = test::make(test::authorityRecipe("Third"), test::ecKey()).certificate;
        QVERIFY(importCertificates(decoded->store, {third}, {u"drei"_s}, {}));
        const QByteArray text = encodePem(decoded->store).value();
        QCOMPARE(text, untouched + "# zwei\n" + second().pem() + "# drei\n" + third.pem());
        QCOMPARE(decodePem(text)->store.find(u"drei")->certificate()->sha256(), third.sha256());
    }

    void losesNoCertificateThatBeganBehindARemovedOne_data()
    {
        QTest::addColumn<QByteArray>("between");
        QTest::newRow("what looks like a comment") << QByteArray("# ");
        QTest::newRow("an alias") << QByteArray(" # two\n");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("a lone CR") << QByteArray("\r# two\r");
    }
    void losesNoCertificateThatBeganBehindARemovedOne()
    {
        QFETCH(QByteArray, between);
        TrustStore store = decodePem(first().pem().trimmed() + between + second().pem())->store;
        QCOMPARE(store.entries.size(), 2);
        const QString alias = store.entries[1].alias;
        TrustStore renamed = store;
        renamed.entries[0].alias = u"renamed"_s;
        store.entries.removeFirst();
        for (const TrustStore &changed : {store, renamed}) {
            const auto again = decodePem(encodePem(changed).value());
            QVERIFY(again);
            QCOMPARE(again->store.trustedCertificates(), changed.trustedCertificates());
            QCOMPARE(again->store.entries.last().alias, alias);
        }
    }

    void keepsANameThatWasNumberedForATwinThatIsRemoved()
    {
        TrustStore store = decodePem("# a\n" + first().pem() + "# A\n" + second().pem())->store;
        const QString alias = store.entries[1].alias;
        QVERIFY(alias != u"A"_s);
        store.entries.removeFirst();
        QCOMPARE(decodePem(encodePem(store).value())->store.entries.constFirst().alias, alias);
    }

    void readsBackAStoreThatIsEmpty()
    {
        const QByteArray text = encodePem({StoreFormat::Pem, {}}).value();
        const auto decoded = decodePem(text);
        QVERIFY(decoded);
        QVERIFY(decoded->store.entries.isEmpty());
    }

    void anAliasCannotBreakOutOfItsComment()
    {
        TrustStore store{StoreFormat::Pem, {}};
        StoreEntry entry;
        entry.alias = u"a\n"_s + QString::fromLatin1(second().pem());
        entry.certificates = {first()};
        store.entries = {entry};
        const auto decoded = decodePem(encodePem(store).value());
        QVERIFY(decoded);
        QCOMPARE(decoded->store.trustedCertificates(), QList({first()}));
    }

    void refusesAPrivateKeyWhichSavingWouldLose()
    {
        const auto decoded =
            decodePem(first().pem() + "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        QVERIFY(!decoded);
        QCOMPARE(decoded.error().kind, Error::Refused);
        QVERIFY(decoded.error().message.contains(u"Line %1 "_s.arg(first().pem().count('\n') + 1)));
        QVERIFY(decoded.error().message.contains(u"PRIVATE KEY"_s));
    }

    void saysWhichCertificateIsDamaged()
    {
        QByteArray damaged = second().pem();
        damaged.replace(60, 4, "!!!!");
        const auto decoded = decodePem(first().pem() + damaged);
        QCOMPARE(decoded.error().kind, Error::Malformed);
        QVERIFY(decoded.error().message.contains(u"Certificate 2"_s));
    }

    void refusesEveryTruncationOfASingleCertificate()
    {
        const QByteArray text = first().pem();
        // Without its last line end it is whole.
        for (qsizetype size = 0; size < text.trimmed().size(); ++size)
            QVERIFY2(!decodePem(text.first(size)), qPrintable(QString::number(size)));
    }

    void refusesTextWithoutACertificate_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("words") << QByteArray("hello\n");
        QTest::newRow("zeros") << QByteArray(1000, '\0');
        QTest::newRow("begin alone") << QByteArray("-----BEGIN ");
        QTest::newRow("another label") << QByteArray(
            "-----BEGIN CERTIFICATE REQUEST-----\n-----END CERTIFICATE REQUEST-----\n");
    }
    void refusesTextWithoutACertificate()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!decodePem(text));
    }

    void writesTrustedCertificatesAlone()
    {
        TrustStore store = decodePem(first().pem())->store;
        store.entries[0].kind = StoreEntry::Kind::PrivateKey;
        QCOMPARE(encodePem(store).error().kind, Error::Refused);
    }
};

QTEST_GUILESS_MAIN(TestPemStore)
#include "test_pem_store.moc"
