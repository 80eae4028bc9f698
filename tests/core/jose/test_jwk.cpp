#include "base/base64url.h"
#include "jose/jwk.h"

#include <QtTest>

#include <openssl/err.h>

using namespace gatehouse;
using namespace gatehouse::jose;

namespace {

constexpr char X[] = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
constexpr char Y[] = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";

/// Odd, and as long as asked for: enough for a key that is only read.
std::string modulus(int bits)
{
    return toBase64url(QByteArray(bits / 8, char(0xff))).toStdString();
}

Json rsa(int bits = 2048)
{
    return {{"kty", "RSA"}, {"n", modulus(bits)}, {"e", "AQAB"}, {"kid", "k"}};
}

Json ec()
{
    return {{"kty", "EC"}, {"crv", "P-256"}, {"x", X}, {"y", Y}, {"kid", "k"}};
}

Json with(Json json, const char *name, Json value)
{
    json[name] = std::move(value);
    return json;
}

Json without(Json json, const char *name)
{
    json.erase(name);
    return json;
}

} // namespace

class TestJwk : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { QCOMPARE(ERR_peek_error(), 0UL); }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const Json &json, Error::Kind kind, const char *says) {
            QTest::newRow(name) << toBytes(json) << int(kind) << QString::fromUtf8(says);
        };
        row("something that is no object", Json::array(), Error::Malformed, "a JSON object");
        row("a missing kty", without(rsa(), "kty"), Error::Malformed, "\"kty\"");
        row("a kty that is a number", with(rsa(), "kty", 1), Error::Malformed, "\"kty\"");
        row("a kty in small letters", with(rsa(), "kty", "rsa"), Error::Refused, "\"rsa\"");
        row("a symmetric key", {{"kty", "oct"}, {"k", "AAAA"}}, Error::Refused, "symmetric");
        row("RSA of 1024 bits", rsa(1024), Error::Refused, "1024 bits; at least 2048");
        row("RSA of 2040 bits", rsa(2040), Error::Refused, "2040 bits");
        row("RSA of 16392 bits", rsa(16392), Error::Refused, "16384 bits");
        row("an even modulus", with(rsa(), "n", toBase64url(QByteArray(256, char(0xfe))).toStdString()), Error::Refused,
            "modulus of the RSA key is even");
        row("a modulus with a zero byte before", with(rsa(), "n", "AP" + modulus(2048)), Error::Malformed, "zero byte");
        row("an exponent of 1", with(rsa(), "e", "AQ"), Error::Refused, "exponent of the RSA key is 1");
        row("an exponent of 0", with(rsa(), "e", "AA"), Error::Malformed, "zero byte");
        row("an even exponent", with(rsa(), "e", "AQAA"), Error::Refused, "exponent of the RSA key is even");
        row("an exponent of 72 bits", with(rsa(), "e", toBase64url(QByteArray(9, char(0xff))).toStdString()),
            Error::Refused, "larger than 64 bits");
        row("an exponent as long as a book", with(rsa(), "e", modulus(32768)), Error::Refused, "16384 bits");
        row("an empty exponent", with(rsa(), "e", ""), Error::Malformed, "empty");
        row("a missing modulus", without(rsa(), "n"), Error::Malformed, "\"n\"");
        row("a modulus that is a number", with(rsa(), "n", 7), Error::Malformed, "\"n\"");
        row("a padded exponent", with(rsa(), "e", "AQAB="), Error::Malformed, "\"e\" of the key is not base64url: '='");
        row("a modulus in plain base64", with(rsa(), "n", "+/" + modulus(2048)), Error::Malformed, "'+'");
        row("a modulus with a line break", with(rsa(), "n", modulus(2048) + "\n"), Error::Malformed, "white space");
        row("a point off the curve", with(ec(), "y", X), Error::Refused, "no point on its curve");
        row("a coordinate beyond the field", with(ec(), "x", toBase64url(QByteArray(32, char(0xff))).toStdString()),
            Error::Refused, "no point on its curve");
        row("the point of zeros",
            with(with(ec(), "x", toBase64url(QByteArray(32, 0)).toStdString()), "y",
                 toBase64url(QByteArray(32, 0)).toStdString()),
            Error::Refused, "no point on its curve");
        row("a coordinate that lacks a byte", with(ec(), "x", toBase64url(QByteArray(31, 1)).toStdString()),
            Error::Malformed, "31 and 32 bytes");
        row("a coordinate with a zero byte before", with(ec(), "x", toBase64url(QByteArray(33, 0)).toStdString()),
            Error::Malformed, "33 and 32 bytes");
        row("coordinates of P-256 on P-384", with(ec(), "crv", "P-384"), Error::Malformed, "needs 48 each");
        row("P-521", with(ec(), "crv", "P-521"), Error::Refused, "P-521");
        row("secp256k1", with(ec(), "crv", "secp256k1"), Error::Refused, "secp256k1");
        row("a missing curve", without(ec(), "crv"), Error::Malformed, "\"crv\"");
        row("a missing y", without(ec(), "y"), Error::Malformed, "\"y\"");
        row("Ed25519", {{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", X}}, Error::Refused, "\"OKP\"");
        row("a private EC key", with(ec(), "d", X), Error::Refused, "publishes a private key");
        row("the prime of a private RSA key", with(rsa(), "p", X), Error::Refused, "\"p\" of a private key");
        row("private members that are no strings", with(rsa(), "oth", Json::array()), Error::Refused, "\"oth\"");
        row("a kid that is a number", with(rsa(), "kid", 1), Error::Malformed, "\"kid\"");
        row("a kid that is null", with(rsa(), "kid", nullptr), Error::Malformed, "\"kid\"");
        row("a use that is a list", with(rsa(), "use", Json::array({"sig"})), Error::Malformed, "\"use\"");
        row("an alg that is a list", with(rsa(), "alg", Json::array({"PS256"})), Error::Malformed, "\"alg\"");
        row("key_ops that are a string", with(rsa(), "key_ops", "verify"), Error::Malformed, "\"key_ops\"");
        row("key_ops that list one twice", with(rsa(), "key_ops", Json::array({"verify", "verify"})), Error::Malformed,
            "twice");
        row("an x5c that is a string", with(rsa(), "x5c", "AAAA"), Error::Malformed, "\"x5c\"");
        row("an x5c in base64url", with(rsa(), "x5c", Json::array({"-_-_"})), Error::Malformed, "not base64");
        row("an x5c with line breaks", with(rsa(), "x5c", Json::array({"AA\nAA"})), Error::Malformed, "not base64");
    }

    void refuses()
    {
        QFETCH(QByteArray, json);
        QFETCH(int, kind);
        QFETCH(QString, says);
        const Result<Jwk> key = Jwk::fromJson(parseJson(json).value());
        QVERIFY(!key);
        QVERIFY2(key.error().message.contains(says), qPrintable(key.error().message));
        QCOMPARE(int(key.error().kind), kind);
    }

    void acceptsTheSmallestUsualExponent() { QVERIFY(Jwk::fromJson(with(rsa(), "e", "Aw"))); }

    void readsWhatPeopleWantToKnow()
    {
        const Jwk key = Jwk::fromJson(with(rsa(3072), "use", "sig")).value();
        QCOMPARE(key.kty(), QLatin1String("RSA"));
        QCOMPARE(key.describe(), QStringLiteral("RSA 3072"));
        QCOMPARE(key.bits(), 3072);
        QCOMPARE(key.kid(), "k");
        QCOMPARE(key.use(), "sig");
        QCOMPARE(key.alg(), "");
        QVERIFY(key.x5c().isEmpty());
        QVERIFY(!key.x5cMatchesKey());

        const Jwk other = Jwk::fromJson(without(ec(), "kid")).value();
        QCOMPARE(other.kty(), QLatin1String("EC"));
        QCOMPARE(other.describe(), QStringLiteral("EC P-256"));
        QCOMPARE(other.kid(), "");
    }

    void theThumbprintDependsOnTheKeyAlone()
    {
        const Json plain = ec();
        const Json adorned = with(with(with(plain, "kid", "other"), "use", "tls"), "alg", "ES256");
        QCOMPARE(Jwk::fromJson(plain)->thumbprint(), Jwk::fromJson(adorned)->thumbprint());
        QVERIFY(Jwk::fromJson(plain)->thumbprint() != Jwk::fromJson(rsa())->thumbprint());
        // The same text hashed by hand: the members in lexicographic order, without white space.
        const QByteArray text =
            QByteArray("{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"") + X + "\",\"y\":\"" + Y + "\"}";
        QCOMPARE(Jwk::fromJson(plain)->thumbprint(),
                 toBase64url(QCryptographicHash::hash(text, QCryptographicHash::Sha256)));
        QCOMPARE(Jwk::fromJson(plain)->directoryKid(),
                 toBase64url(QCryptographicHash::hash(text, QCryptographicHash::Sha1)));
    }

    void saysWhyItIsUnfit_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<int>("algorithm");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const Json &json, Algorithm algorithm, const char *says) {
            QTest::newRow(name) << toBytes(json) << int(algorithm) << QString::fromUtf8(says);
        };
        row("an RSA key for ES256", rsa(), Algorithm::ES256, "ES256 does not go with a key of type RSA 2048.");
        row("a P-256 key for ES384", ec(), Algorithm::ES384, "ES384 does not go with a key of type EC P-256.");
        row("a P-256 key for PS256", ec(), Algorithm::PS256, "PS256 does not go with a key of type EC P-256.");
        row("a key to encrypt", with(rsa(), "use", "enc"), Algorithm::PS256,
            "The key is not for signatures: its use is \"enc\".");
        row("a transport key", with(rsa(), "use", "tls"), Algorithm::PS256,
            "The key is not for signatures: its use is \"tls\".");
        row("a use in capitals", with(rsa(), "use", "SIG"), Algorithm::PS256,
            "The key is not for signatures: its use is \"SIG\".");
        row("operations without verify", with(rsa(), "key_ops", Json::array({"wrapKey"})), Algorithm::PS256,
            "The key is not for signatures: its key_ops do not list \"verify\".");
        row("no operations at all", with(rsa(), "key_ops", Json::array()), Algorithm::PS256,
            "The key is not for signatures: its key_ops do not list \"verify\".");
        row("another algorithm", with(rsa(), "alg", "RS256"), Algorithm::PS256,
            "The key is for RS256 alone, not for PS256.");
        row("an encryption algorithm", with(rsa(), "alg", "RSA-OAEP"), Algorithm::PS256,
            "The key is for RSA-OAEP alone, not for PS256.");
        row("nothing said", rsa(), Algorithm::PS256, "");
        row("everything said",
            with(with(with(rsa(), "use", "sig"), "alg", "PS384"), "key_ops", Json::array({"verify"})), Algorithm::PS384,
            "");
        row("a P-256 key for ES256", ec(), Algorithm::ES256, "");
    }

    void saysWhyItIsUnfit()
    {
        QFETCH(QByteArray, json);
        QFETCH(int, algorithm);
        QFETCH(QString, says);
        const Jwk key = Jwk::fromJson(parseJson(json).value()).value();
        QCOMPARE(key.whyUnfitFor(Algorithm(algorithm)), says);
        QCOMPARE(key.fits(Algorithm(algorithm)), says.isEmpty());
    }

    void goesOutAsItCameIn()
    {
        Json json = with(with(with(ec(), "use", "sig"), "alg", "ES256"), "key_ops", Json::array({"verify"}));
        json["x5c"] = Json::array({"MIIB"});
        QCOMPARE(Jwk::fromJson(json)->toJson(), json);
        QCOMPARE(Jwk::fromJson(rsa())->toJson(), rsa());
    }

    void aForeignCertificateDoesNotMatch()
    {
        QVERIFY(!Jwk::fromJson(with(ec(), "x5c", Json::array({"MIIB"})))->x5cMatchesKey());
    }

    void refusesPemThatHoldsNoPublicKey()
    {
        QVERIFY(!Jwk::fromPublicKeyPem(""));
        QVERIFY(!Jwk::fromPublicKeyPem("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"));
        QCOMPARE(Jwk::fromPublicKeyPem("hello").error().kind, Error::Malformed);
        QCOMPARE(Jwk::fromPublicKeyPem(QByteArray(1024 * 1024 + 1, 'A')).error().kind, Error::TooLarge);
    }

    void refusesAKeyOfAnotherTypeInPem()
    {
        const Result<Jwk> ed25519 =
            Jwk::fromPublicKeyPem("-----BEGIN PUBLIC KEY-----\n"
                                  "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
                                  "-----END PUBLIC KEY-----\n");
        QVERIFY(!ed25519);
        QVERIFY2(ed25519.error().message.contains(QStringLiteral("ED25519")), qPrintable(ed25519.error().message));
    }

    void refusesBytesThatAreNoCertificate()
    {
        QVERIFY(!Jwk::fromCertificateDer(""));
        QVERIFY(!Jwk::fromCertificateDer("0\x82\x01"));
    }
};

QTEST_GUILESS_MAIN(TestJwk)
#include "test_jwk.moc"
