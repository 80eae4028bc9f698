#include "jose/jws.h"
#include "jose/private_key.h"

#include <QtTest>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

using namespace gatehouse;
using namespace gatehouse::jose;

namespace {

QCA::SecureArray pemOf(EVP_PKEY *key, const char *passphrase = nullptr)
{
    BIO *bio = BIO_new(BIO_s_mem());
    PEM_write_bio_PKCS8PrivateKey(bio, key, passphrase ? EVP_aes_256_cbc() : nullptr, passphrase,
                                  passphrase ? static_cast<int>(qstrlen(passphrase)) : 0, nullptr, nullptr);
    char *data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    const QByteArray pem(data, size);
    BIO_free(bio);
    EVP_PKEY_free(key);
    return pem;
}

} // namespace

class TestPrivateKey : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { QCOMPARE(ERR_peek_error(), 0UL); }

    void generatesWhatIsAskedFor_data()
    {
        QTest::addColumn<int>("type");
        QTest::addColumn<QString>("description");
        QTest::addColumn<int>("algorithm");
        QTest::newRow("RSA") << int(KeyType::Rsa) << "RSA 2048" << int(Algorithm::PS256);
        QTest::newRow("P-256") << int(KeyType::P256) << "EC P-256" << int(Algorithm::ES256);
        QTest::newRow("P-384") << int(KeyType::P384) << "EC P-384" << int(Algorithm::ES384);
    }

    void generatesWhatIsAskedFor()
    {
        QFETCH(int, type);
        QFETCH(QString, description);
        QFETCH(int, algorithm);
        const Result<PrivateKey> key = PrivateKey::generate(KeyType(type));
        QVERIFY(key);
        QCOMPARE(int(key->keyType()), type);
        QCOMPARE(int(key->defaultAlgorithm()), algorithm);
        const Jwk publicKey = key->publicJwk();
        QCOMPARE(publicKey.describe(), description);
        QCOMPARE(publicKey.use(), "sig");
        QCOMPARE(publicKey.kid(), publicKey.thumbprint());
        QVERIFY(!publicKey.toJson().contains("d"));
        QCOMPARE(key->publicJwk("mine").kid(), "mine");
        QCOMPARE(key->publicJwk("mine").thumbprint(), publicKey.thumbprint());
        QCOMPARE(Jwk::fromPublicKeyPem(key->publicKeyPem())->thumbprint(), publicKey.thumbprint());
        QCOMPARE(Jwk::fromPublicKeyPem(key->publicKeyPem(), "mine")->kid(), "mine");
    }

    void goesThroughPemUnharmed()
    {
        for (KeyType type : {KeyType::Rsa, KeyType::P256, KeyType::P384}) {
            const PrivateKey key = PrivateKey::generate(type).value();
            const QCA::SecureArray pem = key.toPem();
            QVERIFY(pem.toByteArray().startsWith("-----BEGIN PRIVATE KEY-----\n"));
            const Result<PrivateKey> read = PrivateKey::fromPem(pem);
            QVERIFY(read);
            QCOMPARE(read->publicJwk().thumbprint(), key.publicJwk().thumbprint());
            const Result<QByteArray> token = sign(*read, read->defaultAlgorithm(), Json::object(), "{}");
            QVERIFY(token);
            QCOMPARE(verify(dissect(*token), JwkSet({key.publicJwk()}), FapiAlgorithms).status,
                     SignatureVerdict::Status::Valid);
        }
    }

    void readsTheTraditionalFormOfAnEcKey()
    {
        // The private key of RFC 7515 A.3, as SEC 1 writes it.
        const Result<PrivateKey> key =
            PrivateKey::fromPem(QCA::SecureArray("-----BEGIN EC PRIVATE KEY-----\n"
                                                 "MHcCAQEEII6bEJ5xkJi/mASH3x9dd+nLKWBuvtImO19XwhPfhPSyoAoGCCqGSM49\n"
                                                 "AwEHoUQDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEXH8UTNG72b\n"
                                                 "focs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==\n"
                                                 "-----END EC PRIVATE KEY-----\n"));
        QVERIFY2(key, qPrintable(key ? QString() : key.error().message + key.error().detail));
        QCOMPARE(key->publicJwk().toJson().at("x"), "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU");
    }

    void refusesAnEncryptedKeyWithoutAskingForItsPassphrase()
    {
        const Result<PrivateKey> key =
            PrivateKey::fromPem(pemOf(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"), "secret"));
        QVERIFY(!key);
        QVERIFY2(key.error().message.contains(QStringLiteral("encrypted")), qPrintable(key.error().message));
    }

    void refusesKeysThatCannotSignHere()
    {
        const Result<PrivateKey> small =
            PrivateKey::fromPem(pemOf(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", size_t(1024))));
        QVERIFY(!small);
        QVERIFY2(small.error().message.contains(QStringLiteral("1024 bits")), qPrintable(small.error().message));

        const Result<PrivateKey> curve =
            PrivateKey::fromPem(pemOf(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "secp256k1")));
        QVERIFY(!curve);
        QVERIFY2(curve.error().message.contains(QStringLiteral("secp256k1")), qPrintable(curve.error().message));

        const Result<PrivateKey> edwards = PrivateKey::fromPem(pemOf(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")));
        QVERIFY(!edwards);
        QCOMPARE(edwards.error().kind, Error::Refused);
    }

    void refusesTextThatIsNoPrivateKey()
    {
        QVERIFY(!PrivateKey::fromPem(QCA::SecureArray()));
        QVERIFY(!PrivateKey::fromPem(QCA::SecureArray("hello")));
        const PrivateKey key = PrivateKey::generate(KeyType::P256).value();
        QCOMPARE(PrivateKey::fromPem(QCA::SecureArray(key.publicKeyPem())).error().kind, Error::Malformed);
        QVERIFY(!Jwk::fromPublicKeyPem(key.toPem().toByteArray()));
    }

    void refusesToGenerateASmallOrAnEndlessKey()
    {
        QCOMPARE(PrivateKey::generate(KeyType::Rsa, 1024).error().kind, Error::Refused);
        QCOMPARE(PrivateKey::generate(KeyType::Rsa, 65536).error().kind, Error::Refused);
    }

    void refusesToSignWithAnAlgorithmThatDoesNotGoWithTheKey()
    {
        const PrivateKey key = PrivateKey::generate(KeyType::P256).value();
        for (Algorithm algorithm : AllAlgorithms)
            QCOMPARE(sign(key, algorithm, Json::object(), "{}").has_value(), algorithm == Algorithm::ES256);
        QVERIFY(sign(key, Algorithm::PS256, Json::object(), "{}").error().message.contains(QStringLiteral("EC P-256")));
    }

    void refusesAHeaderThatIsNoObject()
    {
        QVERIFY(!sign(PrivateKey::generate(KeyType::P256).value(), Algorithm::ES256, Json::array(), "{}"));
    }

    void putsTheAlgorithmIntoTheHeaderWhateverStoodThere()
    {
        const PrivateKey key = PrivateKey::generate(KeyType::P256).value();
        const Result<QByteArray> token = sign(key, Algorithm::ES256, {{"alg", "none"}, {"kid", "k"}}, R"({"a":1})");
        const Result<Jws> jws = Jws::parse(*token);
        QVERIFY(jws);
        QCOMPARE(jws->alg(), "ES256");
        QCOMPARE(jws->kid(), "k");
        QCOMPARE(jws->signature().size(), 64);
    }

private:
    QCA::Initializer m_qca;
};

QTEST_GUILESS_MAIN(TestPrivateKey)
#include "test_private_key.moc"
