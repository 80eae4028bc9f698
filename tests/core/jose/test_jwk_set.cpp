#include "base/base64url.h"
#include "jose/jwk.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::jose;

namespace {

Json rsa(const char *kid, int bits = 2048)
{
    return {{"kty", "RSA"},
            {"n", toBase64url(QByteArray(bits / 8, char(0xff))).toStdString()},
            {"e", "AQAB"},
            {"kid", kid}};
}

} // namespace

class TestJwkSet : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void leavesOutWhatCannotVerifyAndSaysWhy()
    {
        const Json json = {{"keys",
                            {rsa("good"), rsa("small", 1024), Json{{"kty", "oct"}, {"k", "AAAA"}, {"kid", "secret"}}, 7,
                             Json{{"kty", "OKP"}, {"kid", 5}}, rsa("also good")}}};
        const Result<JwkSet> set = JwkSet::fromJson(json);
        QVERIFY(set);
        QCOMPARE(set->keys().size(), size_t(2));
        QVERIFY(set->hasKid("good") && set->hasKid("also good"));
        QVERIFY(!set->hasKid("small") && !set->hasKid(""));
        QCOMPARE(set->skipped().size(), size_t(4));
        QCOMPARE(set->skipped()[0].index, 1);
        QCOMPARE(set->skipped()[0].kid, "small");
        QVERIFY(set->skipped()[0].reason.message.contains(QStringLiteral("1024 bits")));
        QCOMPARE(set->skipped()[1].kid, "secret");
        QCOMPARE(set->skipped()[2].index, 3);
        QCOMPARE(set->skipped()[2].kid, "");
        QCOMPARE(set->skipped()[3].kid, "");
    }

    void leavesOutAPrivateKeyAndSaysThatItIsPublished()
    {
        Json key = rsa("leaked");
        key["d"] = "AQAB";
        const Result<JwkSet> set = JwkSet::fromJson({{"keys", Json::array({key})}});
        QVERIFY(set);
        QVERIFY(set->isEmpty());
        QCOMPARE(set->skipped().front().reason.kind, Error::Refused);
        QVERIFY(set->skipped().front().reason.message.contains(QStringLiteral("publishes a private key")));
        QVERIFY(!toBytes(set->toJson()).contains("\"d\""));
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("says");
        QTest::newRow("nothing") << QByteArray() << QStringLiteral("The key set cannot be read.");
        QTest::newRow("a web page") << QByteArray("<html></html>") << QStringLiteral("Not valid JSON at byte 1.");
        QTest::newRow("a list") << QByteArray("[]") << QStringLiteral("no list \"keys\"");
        QTest::newRow("an object without keys") << QByteArray("{}") << QStringLiteral("no list \"keys\"");
        QTest::newRow("keys that are an object") << QByteArray(R"({"keys":{}})") << QStringLiteral("no list \"keys\"");
        QTest::newRow("keys that stand twice")
            << QByteArray(R"({"keys":[],"keys":[]})") << QStringLiteral("stands twice");
        QTest::newRow("a key whose n stands twice")
            << QByteArray(R"({"keys":[{"kty":"RSA","n":"AA","n":"AQ"}]})") << QStringLiteral("\"n\" stands twice");
        QTest::newRow("a single key") << toBytes(rsa("k")) << QStringLiteral("single key, not a key set");
        QTest::newRow("something deep") << QByteArray(100, '[') + QByteArray(100, ']')
                                        << QStringLiteral("deeper than 32");
    }

    void refuses()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, says);
        const Result<JwkSet> set = JwkSet::parse(json);
        QVERIFY(!set);
        QVERIFY2(set.error().message.contains(says), qPrintable(set.error().message));
        QCOMPARE(set.error().kind, Error::Malformed);
    }

    void refusesMoreBytesThanItReads()
    {
        QByteArray text = toBytes({{"keys", Json::array()}});
        text.append(QByteArray(MaxJwkSetBytes - text.size(), ' '));
        QVERIFY(JwkSet::parse(text));
        QCOMPARE(JwkSet::parse(text + ' ').error().kind, Error::TooLarge);
    }

    void refusesMoreKeysThanItReads()
    {
        Json keys(Json::array_t(size_t(MaxJwkSetKeys), Json(1)));
        QCOMPARE(JwkSet::fromJson({{"keys", keys}})->skipped().size(), size_t(MaxJwkSetKeys));
        keys.push_back(1);
        QCOMPARE(JwkSet::fromJson({{"keys", keys}}).error().kind, Error::TooLarge);
    }

    void goesOutAsItCameIn()
    {
        const Json json = {{"keys", Json::array({rsa("one"), rsa("two", 3072)})}};
        QCOMPARE(JwkSet::fromJson(json)->toJson(), json);
    }

    void aLoopOverATemporarySetKeepsItsKeys()
    {
        QByteArray kids;
        for (const Jwk &key : JwkSet::fromJson({{"keys", Json::array({rsa("one"), rsa("two")})}}).value().keys())
            kids += key.kid();
        QCOMPARE(kids, "onetwo");
    }
};

QTEST_GUILESS_MAIN(TestJwkSet)
#include "test_jwk_set.moc"
