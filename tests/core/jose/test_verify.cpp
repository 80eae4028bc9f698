#include "base/base64url.h"
#include "jose/jws.h"
#include "jose/private_key.h"

#include <QtTest>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <atomic>
#include <thread>

using namespace gatehouse;
using namespace gatehouse::jose;

namespace {

using Status = SignatureVerdict::Status;

constexpr char ClaimsText[] = R"({"iss":"joe"})";

/// Made once: RSA keys take their time.
const PrivateKey &rsaKey()
{
    static const PrivateKey key = PrivateKey::generate(KeyType::Rsa).value();
    return key;
}

const PrivateKey &ecKey(KeyType type)
{
    static const PrivateKey p256 = PrivateKey::generate(KeyType::P256).value();
    static const PrivateKey p384 = PrivateKey::generate(KeyType::P384).value();
    return type == KeyType::P256 ? p256 : p384;
}

const PrivateKey &keyFor(Algorithm algorithm)
{
    if (algorithm == Algorithm::ES256)
        return ecKey(KeyType::P256);
    if (algorithm == Algorithm::ES384)
        return ecKey(KeyType::P384);
    return rsaKey();
}

QByteArray signedToken(const PrivateKey &key, Algorithm algorithm, const char *kid = "k")
{
    return sign(key, algorithm, {{"kid", kid}}, ClaimsText).value();
}

SignatureVerdict judge(const QByteArray &token, std::vector<Jwk> keys, AlgorithmSet allowed = FapiAlgorithms)
{
    return verify(dissect(token), JwkSet(std::move(keys)), allowed);
}

/// What a signer with settings of his own makes: other salts, other masks, DER.
QByteArray foreignSignature(const PrivateKey &key, const QByteArray &input, int saltBytes = RSA_PSS_SALTLEN_DIGEST,
                            const EVP_MD *mask = nullptr)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY_CTX *keyContext = nullptr;
    EVP_DigestSignInit(context, &keyContext, EVP_sha256(), nullptr, key.handle());
    if (key.keyType() == KeyType::Rsa) {
        EVP_PKEY_CTX_set_rsa_padding(keyContext, RSA_PKCS1_PSS_PADDING);
        EVP_PKEY_CTX_set_rsa_pss_saltlen(keyContext, saltBytes);
        if (mask)
            EVP_PKEY_CTX_set_rsa_mgf1_md(keyContext, mask);
    }
    size_t size = 512;
    QByteArray signature(512, Qt::Uninitialized);
    EVP_DigestSign(context, reinterpret_cast<unsigned char *>(signature.data()), &size,
                   reinterpret_cast<const unsigned char *>(input.constData()), static_cast<size_t>(input.size()));
    EVP_MD_CTX_free(context);
    signature.truncate(static_cast<qsizetype>(size));
    return signature;
}

QByteArray unsignedInput(const char *algorithm)
{
    return toBase64url(toBytes({{"alg", algorithm}, {"kid", "k"}})) + '.' + toBase64url(ClaimsText);
}

QByteArray withSignature(const QByteArray &input, const QByteArray &signature)
{
    return input + '.' + toBase64url(signature);
}

} // namespace

class TestVerify : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    /// TLS sockets of the same thread would take them for their own.
    void cleanup() { QCOMPARE(ERR_peek_error(), 0UL); }

    void verifiesWhatItSigned_data()
    {
        QTest::addColumn<int>("algorithm");
        for (Algorithm algorithm : AllAlgorithms)
            QTest::newRow(name(algorithm).latin1()) << int(algorithm);
    }

    void verifiesWhatItSigned()
    {
        QFETCH(int, algorithm);
        const auto used = Algorithm(algorithm);
        const QByteArray token = signedToken(keyFor(used), used);
        const SignatureVerdict verdict = judge(token, {keyFor(used).publicJwk("k")}, {used});
        QCOMPARE(verdict.status, Status::Valid);
        QCOMPARE(verdict.key->kid(), "k");
        QCOMPARE(verdict.kid, "k");
        for (Algorithm other : AllAlgorithms) {
            if (other != used)
                QCOMPARE(judge(token, {keyFor(used).publicJwk("k")}, {other}).status, Status::Invalid);
        }
    }

    void everyChangedByteOfTheTokenIsNoticed()
    {
        const QByteArray token = signedToken(ecKey(KeyType::P256), Algorithm::ES256);
        const Jwk key = ecKey(KeyType::P256).publicJwk("k");
        for (qsizetype i = 0; i < token.size(); ++i) {
            QByteArray changed = token;
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            if (changed != token)
                QVERIFY2(judge(changed, {key}).status != Status::Valid, changed.constData());
        }
    }

    void refusesAnotherSaltLength_data()
    {
        QTest::addColumn<int>("saltBytes");
        QTest::newRow("none") << 0;
        QTest::newRow("of SHA-1") << 20;
        QTest::newRow("one less") << 31;
        QTest::newRow("one more") << 33;
        QTest::newRow("of SHA-512") << 64;
        QTest::newRow("the longest") << RSA_PSS_SALTLEN_MAX;
    }

    void refusesAnotherSaltLength()
    {
        QFETCH(int, saltBytes);
        const QByteArray input = unsignedInput("PS256");
        const Jwk key = rsaKey().publicJwk("k");
        QCOMPARE(judge(withSignature(input, foreignSignature(rsaKey(), input)), {key}).status, Status::Valid);
        QCOMPARE(judge(withSignature(input, foreignSignature(rsaKey(), input, saltBytes)), {key}).status,
                 Status::Invalid);
    }

    void refusesAMaskOfAnotherDigest()
    {
        const QByteArray input = unsignedInput("PS256");
        const QByteArray signature = foreignSignature(rsaKey(), input, RSA_PSS_SALTLEN_DIGEST, EVP_sha1());
        QCOMPARE(judge(withSignature(input, signature), {rsaKey().publicJwk("k")}).status, Status::Invalid);
    }

    void refusesAnEcdsaSignatureInDer()
    {
        const QByteArray input = unsignedInput("ES256");
        const SignatureVerdict verdict = judge(withSignature(input, foreignSignature(ecKey(KeyType::P256), input)),
                                               {ecKey(KeyType::P256).publicJwk("k")});
        QCOMPARE(verdict.status, Status::Invalid);
        QVERIFY2(verdict.reason.contains(QStringLiteral("with ES256 and this key it would have 64")),
                 qPrintable(verdict.reason));
    }

    void refusesASignatureOfZeros()
    {
        for (Algorithm algorithm : {Algorithm::ES256, Algorithm::ES384, Algorithm::PS256}) {
            const JwsParts parts = dissect(signedToken(keyFor(algorithm), algorithm));
            const Jwk key = keyFor(algorithm).publicJwk("k");
            const qsizetype size = parts.signature->size();
            QByteArray zeroR = *parts.signature;
            zeroR.replace(0, size / 2, QByteArray(size / 2, 0));
            QByteArray zeroS = *parts.signature;
            zeroS.replace(size / 2, size / 2, QByteArray(size / 2, 0));
            for (const QByteArray &signature : {QByteArray(size, 0), zeroR, zeroS, QByteArray(size, char(0xff))})
                QVERIFY(!verifySignature(parts.signingInput, signature, key, algorithm));
            QVERIFY(verifySignature(parts.signingInput, *parts.signature, key, algorithm));
        }
    }

    void refusesASignatureThatIsShorterOrLonger()
    {
        for (Algorithm algorithm : {Algorithm::PS256, Algorithm::ES256}) {
            const QByteArray token = signedToken(keyFor(algorithm), algorithm);
            const JwsParts parts = dissect(token);
            const Jwk key = keyFor(algorithm).publicJwk("k");
            for (const QByteArray &signature : {parts.signature->chopped(1), parts.signature->sliced(1),
                                                *parts.signature + '\0', '\0' + *parts.signature}) {
                const SignatureVerdict verdict = judge(withSignature(parts.signingInput, signature), {key});
                QCOMPARE(verdict.status, Status::Invalid);
                QVERIFY2(verdict.reason.startsWith(QStringLiteral("The signature has %1 bytes").arg(signature.size())),
                         qPrintable(verdict.reason));
            }
            QCOMPARE(judge(withSignature(parts.signingInput, {}), {key}).reason,
                     QStringLiteral("The token has no signature: its third part is empty."));
        }
    }

    void refusesAlgorithmsThatDoNotGoWithTheKey()
    {
        const Jwk p256 = ecKey(KeyType::P256).publicJwk("k");
        const QByteArray input = unsignedInput("ES384");
        const SignatureVerdict verdict = judge(withSignature(input, QByteArray(96, 1)), {p256});
        QCOMPARE(verdict.status, Status::Invalid);
        QCOMPARE(
            verdict.reason,
            QStringLiteral("The key k must not verify this token. ES384 does not go with a key of type EC P-256."));
        QVERIFY(!verifySignature(input, QByteArray(64, 1), p256, Algorithm::ES384));
        QVERIFY(!verifySignature(input, QByteArray(256, 1), p256, Algorithm::PS256));
    }

    void refusesAnHmacWithThePublicKeyAsItsSecret()
    {
        const QByteArray input = unsignedInput("HS256");
        const QByteArray mac =
            QMessageAuthenticationCode::hash(input, rsaKey().publicKeyPem(), QCryptographicHash::Sha256);
        const SignatureVerdict verdict = judge(withSignature(input, mac), {rsaKey().publicJwk("k")});
        QCOMPARE(verdict.status, Status::Invalid);
        QVERIFY(verdict.reason.contains(QStringLiteral("HS256")));
    }

    void refusesEverySpellingOfNone()
    {
        for (const char *algorithm : {"none", "None", "NONE", "nOnE"}) {
            const SignatureVerdict verdict =
                judge(withSignature(unsignedInput(algorithm), {}), {rsaKey().publicJwk("k")});
            QCOMPARE(verdict.status, Status::Invalid);
            QVERIFY2(verdict.reason.startsWith(QStringLiteral("The token is not signed")), qPrintable(verdict.reason));
        }
    }

    void allowsNothingWhereNothingIsAllowed()
    {
        const SignatureVerdict verdict = judge(signedToken(rsaKey(), Algorithm::PS256), {rsaKey().publicJwk("k")}, {});
        QCOMPARE(verdict.status, Status::Invalid);
        QCOMPARE(verdict.reason, QStringLiteral("The token is signed with PS256; allowed are none."));
    }

    void ignoresTheKeyThatTheTokenBringsAlong()
    {
        const PrivateKey attacker = PrivateKey::generate(KeyType::P256).value();
        const Json header = {{"kid", "k"},
                             {"jwk", attacker.publicJwk("k").toJson()},
                             {"jku", "https://attacker.example/keys"},
                             {"x5c", Json::array({"AAAA"})}};
        const QByteArray token = sign(attacker, Algorithm::ES256, header, ClaimsText).value();
        const SignatureVerdict verdict = judge(token, {ecKey(KeyType::P256).publicJwk("k")});
        QCOMPARE(verdict.status, Status::Invalid);
        QCOMPARE(verdict.reason,
                 QStringLiteral("The signature does not verify with the key k; the token was changed or "
                                "signed by another key."));
    }

    void saysThatNothingCanBeSaidWithoutTheKey()
    {
        const QByteArray token = signedToken(rsaKey(), Algorithm::PS256, "k");
        const SignatureVerdict none = judge(token, {});
        QCOMPARE(none.status, Status::Unverified);
        QCOMPARE(none.reason, QStringLiteral("There is no key to verify the signature with: the key k is needed."));
        const SignatureVerdict other = judge(token, {rsaKey().publicJwk("another")});
        QCOMPARE(other.status, Status::Unverified);
        QCOMPARE(other.reason, QStringLiteral("Signed by a key that the set does not list: kid k."));
        QCOMPARE(judge(token, {rsaKey().publicJwk("K")}).status, Status::Unverified);
    }

    void honoursWhatTheKeyIsFor()
    {
        const QByteArray token = signedToken(rsaKey(), Algorithm::PS256);
        const auto keyWith = [](const char *name, const Json &value) {
            Json json = rsaKey().publicJwk("k").toJson();
            json[name] = value;
            return Jwk::fromJson(json).value();
        };
        QCOMPARE(judge(token, {keyWith("use", "sig")}).status, Status::Valid);
        QCOMPARE(judge(token, {keyWith("alg", "PS256")}).status, Status::Valid);
        for (const Jwk &unfit : {keyWith("use", "enc"), keyWith("use", "tls"), keyWith("alg", "RS256"),
                                 keyWith("key_ops", Json::array({"encrypt"}))}) {
            const SignatureVerdict verdict = judge(token, {unfit});
            QCOMPARE(verdict.status, Status::Invalid);
            const JwsParts parts = dissect(token);
            QVERIFY(!verifySignature(parts.signingInput, *parts.signature, unfit, Algorithm::PS256));
            QVERIFY2(verdict.reason.startsWith(QStringLiteral("The key k must not verify this token.")),
                     qPrintable(verdict.reason));
        }
    }

    void saysWhyTheKeyOfTheSetWasLeftOut()
    {
        const JwkSet set =
            JwkSet::fromJson({{"keys", {{{"kty", "RSA"}, {"kid", "k"}, {"n", "AQAB"}, {"e", "AQAB"}}}}}).value();
        const SignatureVerdict verdict = verify(dissect(signedToken(rsaKey(), Algorithm::PS256)), set, FapiAlgorithms);
        QCOMPARE(verdict.status, Status::Invalid);
        QVERIFY2(
            verdict.reason.startsWith(QStringLiteral("The key k of the set cannot be used. The RSA key has 17 bits")),
            qPrintable(verdict.reason));
    }

    void triesEveryFittingKeyWhereTheTokenNamesNone()
    {
        const QByteArray token = sign(rsaKey(), Algorithm::PS256, Json::object(), ClaimsText).value();
        const Jwk other = PrivateKey::generate(KeyType::Rsa).value().publicJwk("other");
        const Jwk p256 = ecKey(KeyType::P256).publicJwk("p256");
        const SignatureVerdict verdict = judge(token, {p256, other, rsaKey().publicJwk("mine")});
        QCOMPARE(verdict.status, Status::Valid);
        QCOMPARE(verdict.key->kid(), "mine");
        QCOMPARE(judge(token, {p256, other, other}).status, Status::Invalid);
        QVERIFY(judge(token, {p256, other, other}).reason.contains(QStringLiteral("none of the 2 keys")));
        QCOMPARE(judge(token, {p256}).status, Status::Unverified);
        QVERIFY(judge(token, {p256}).reason.contains(QStringLiteral("none of the 1 keys of the set may verify PS256")));
        QCOMPARE(judge(token, {}).reason, QStringLiteral("There is no key to verify the signature with."));
    }

    void triesEveryKeyOfTheSameKid()
    {
        const QByteArray token = signedToken(rsaKey(), Algorithm::PS256);
        const Jwk other = PrivateKey::generate(KeyType::Rsa).value().publicJwk("k");
        QCOMPARE(judge(token, {ecKey(KeyType::P256).publicJwk("k"), other, rsaKey().publicJwk("k")}).status,
                 Status::Valid);
    }

    void oneKeyServesManyThreads()
    {
        const Jwk key = rsaKey().publicJwk("k");
        const JwsParts parts = dissect(signedToken(rsaKey(), Algorithm::PS256));
        QByteArray wrong = *parts.signature;
        wrong[9] = static_cast<char>(wrong[9] ^ 1);
        std::atomic<int> right = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                for (int round = 0; round < 50; ++round) {
                    if (verifySignature(parts.signingInput, *parts.signature, key, Algorithm::PS256)
                        && !verifySignature(parts.signingInput, wrong, key, Algorithm::PS256))
                        ++right;
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(right.load(), 200);
    }

private:
    QCA::Initializer m_qca;
};

QTEST_GUILESS_MAIN(TestVerify)
#include "test_verify.moc"
