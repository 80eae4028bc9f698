#include "core/fetch/key_maker.h"
#include "fetch/key_set_changes.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::fetch;
using namespace gatehouse::fetch::test;

/// What is said of the difference between two key sets.
class TestKeySetChanges : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysNothingOfTheSameKeysInAnotherOrder();
    void namesKeysThatCameAndWent();
    void tellsAReplacedKeyFromOneThatCameAndOneThatWent();
    void pairsNoKeysWithoutAName();
    void countsAKeyThatIsListedTwiceOnce();
    void survivesBeingStored();
    void takesGarbageForNoChange_data();
    void takesGarbageForNoChange();

private:
    const jose::Jwk m_a = makeKey("a");
    const jose::Jwk m_b = makeKey("b");
    const jose::Jwk m_otherA = makeKey("a");
};

void TestKeySetChanges::saysNothingOfTheSameKeysInAnotherOrder()
{
    QVERIFY(KeySetChanges::between(jose::JwkSet({m_a, m_b}), jose::JwkSet({m_b, m_a})).isEmpty());
    QVERIFY(KeySetChanges::between({}, {}).isEmpty());
}

void TestKeySetChanges::namesKeysThatCameAndWent()
{
    const KeySetChanges changes = KeySetChanges::between(jose::JwkSet({m_a}), jose::JwkSet({m_b}));
    QCOMPARE(changes.added, (QList<KeySetChanges::Key>{{"b", m_b.thumbprint()}}));
    QCOMPARE(changes.removed, (QList<KeySetChanges::Key>{{"a", m_a.thumbprint()}}));
    QVERIFY(changes.replaced.isEmpty());
}

void TestKeySetChanges::tellsAReplacedKeyFromOneThatCameAndOneThatWent()
{
    const KeySetChanges changes = KeySetChanges::between(jose::JwkSet({m_a, m_b}), jose::JwkSet({m_b, m_otherA}));
    QVERIFY(changes.added.isEmpty() && changes.removed.isEmpty());
    QCOMPARE(changes.replaced, (QList<KeySetChanges::Replaced>{{"a", m_a.thumbprint(), m_otherA.thumbprint()}}));
    const KeySetChanges more = KeySetChanges::between(jose::JwkSet({m_a}), jose::JwkSet({m_a, m_otherA}));
    QCOMPARE(more.added, (QList<KeySetChanges::Key>{{"a", m_otherA.thumbprint()}}));
    QVERIFY(more.removed.isEmpty() && more.replaced.isEmpty());
}

void TestKeySetChanges::pairsNoKeysWithoutAName()
{
    const auto nameless = [](const jose::Jwk &key) {
        Json json = key.toJson();
        json.erase("kid");
        return jose::Jwk::fromJson(json).value();
    };
    const KeySetChanges changes = KeySetChanges::between(jose::JwkSet({nameless(m_a)}), jose::JwkSet({nameless(m_b)}));
    QCOMPARE(changes.added.size(), 1);
    QCOMPARE(changes.removed.size(), 1);
    QVERIFY(changes.replaced.isEmpty());
}

void TestKeySetChanges::countsAKeyThatIsListedTwiceOnce()
{
    QVERIFY(KeySetChanges::between(jose::JwkSet({m_a, m_a}), jose::JwkSet({m_a})).isEmpty());
    QCOMPARE(KeySetChanges::between({}, jose::JwkSet({m_a, m_a})).added.size(), 1);
}

void TestKeySetChanges::survivesBeingStored()
{
    const KeySetChanges changes = KeySetChanges::between(jose::JwkSet({m_a}), jose::JwkSet({m_otherA, m_b}));
    QVERIFY(!changes.isEmpty());
    QCOMPARE(KeySetChanges::fromJson(parseJson(toBytes(changes.toJson())).value()), changes);
}

void TestKeySetChanges::takesGarbageForNoChange_data()
{
    QTest::addColumn<QByteArray>("json");
    for (const char *json :
         {"null", "7", "[]", "{}", "{\"added\":{}}", "{\"added\":7,\"removed\":null,\"replaced\":\"x\"}"})
        QTest::newRow(json) << QByteArray(json);
}

void TestKeySetChanges::takesGarbageForNoChange()
{
    QFETCH(QByteArray, json);
    QVERIFY(KeySetChanges::fromJson(parseJson(json).value()).isEmpty());
}

QTEST_APPLESS_MAIN(TestKeySetChanges)
#include "test_key_set_changes.moc"
