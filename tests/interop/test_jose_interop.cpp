#include "base/base64url.h"
#include "base/files.h"
#include "jose/jws.h"
#include "jose/private_key.h"

#include <QProcess>
#include <QStandardPaths>
#include <QtTest>

#include <map>

using namespace gatehouse;
using namespace gatehouse::jose;

namespace {

constexpr char ClaimsText[] = R"({"iss":"joe","name":"Zoë"})";
/// The interpreter of the distribution, for which the distribution packages jwcrypto.
constexpr char Python[] = "/usr/bin/python3";

struct Run {
    int status = -1;
    QByteArray output;
    QByteArray errors;
};

Run runList(const char *program, const QStringList &arguments)
{
    QProcess process;
    process.start(QLatin1String(program), arguments, QIODevice::ReadOnly);
    if (!process.waitForFinished(60'000))
        return {-1, {}, process.errorString().toUtf8()};
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(),
            process.readAllStandardError()};
}

QString argument(const char *text)
{
    return QString::fromUtf8(text);
}

QString argument(const QString &text)
{
    return text;
}

template <typename... Arguments>
Run run(const char *program, const Arguments &...arguments)
{
    return runList(program, {argument(arguments)...});
}

template <typename... Arguments>
Run joseTool(const Arguments &...arguments)
{
    return run("jose", arguments...);
}

template <typename... Arguments>
Run jwcrypto(const Arguments &...arguments)
{
    return run(Python, GATEHOUSE_TEST_DATA "/../interop/jwcrypto_tool.py", arguments...);
}

const PrivateKey &ourKey(Algorithm algorithm)
{
    static std::map<KeyType, PrivateKey> keys;
    const KeyType type = algorithm == Algorithm::ES256 ? KeyType::P256
        : algorithm == Algorithm::ES384                ? KeyType::P384
                                                       : KeyType::Rsa;
    const auto known = keys.find(type);
    return known != keys.end() ? known->second : keys.emplace(type, PrivateKey::generate(type).value()).first->second;
}

QByteArray withOtherClaims(const QByteArray &token)
{
    QList<QByteArray> parts = token.split('.');
    parts[1] = toBase64url(R"({"iss":"eve"})");
    return parts.join('.');
}

} // namespace

class TestJoseInterop : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        for (const char *program : {"jose", "openssl"})
            QVERIFY2(!QStandardPaths::findExecutable(QLatin1String(program)).isEmpty(),
                     qPrintable(QStringLiteral("The program %1 is needed.").arg(QLatin1String(program))));
        const Run python = run(Python, "-c", "import jwcrypto.jws");
        QVERIFY2(python.status == 0, "The Debian package python3-jwcrypto is needed.");
        QVERIFY(m_folder.isValid());
    }

    void joseVerifiesWhatWeSign_data() { algorithms(); }

    void joseVerifiesWhatWeSign()
    {
        QFETCH(int, algorithm);
        const QString key = ourPublicKeyFile(Algorithm(algorithm));
        const QByteArray token = ourToken(Algorithm(algorithm));
        const auto verdict = [&](const QByteArray &text) {
            return joseTool("jws", "ver", "-i", file("token", text), "-k", key, "-O", "-");
        };
        const Run good = verdict(token);
        QVERIFY2(good.status == 0, good.errors.constData());
        QCOMPARE(good.output, ClaimsText);
        QVERIFY(verdict(withOtherClaims(token)).status != 0);
    }

    void weVerifyWhatJoseSigns_data() { algorithms(); }

    void weVerifyWhatJoseSigns()
    {
        QFETCH(int, algorithm);
        const QString alg = name(Algorithm(algorithm));
        const Run generated =
            joseTool("jwk", "gen", "-i", QStringLiteral(R"({"alg":"%1","kid":"theirs"})").arg(alg), "-o", "-");
        QVERIFY2(generated.status == 0, generated.errors.constData());
        const QString key = file("key", generated.output);
        const Run publicKey = joseTool("jwk", "pub", "-i", key, "-o", "-");
        const Run token = joseTool("jws", "sig", "-I", file("claims", ClaimsText), "-k", key, "-s",
                                   QStringLiteral(R"({"protected":{"alg":"%1","kid":"theirs"}})").arg(alg), "-c");
        QVERIFY2(token.status == 0, token.errors.constData());
        weVerify(token.output, publicKey.output, Algorithm(algorithm));
        // What the tool wrote without taking the private part away is refused.
        QCOMPARE(Jwk::fromJson(parseJson(generated.output).value()).error().kind, Error::Refused);
    }

    void joseAgreesOnThumbprints()
    {
        for (Algorithm algorithm : {Algorithm::PS256, Algorithm::ES256, Algorithm::ES384}) {
            const QString key = ourPublicKeyFile(algorithm);
            const auto thumbprint = [&key](const char *hash) {
                return joseTool("jwk", "thp", "-i", key, "-a", QLatin1String(hash)).output.trimmed();
            };
            QCOMPARE(thumbprint("S256"), ourKey(algorithm).publicJwk().thumbprint());
            QCOMPARE(thumbprint("S1"), ourKey(algorithm).publicJwk().directoryKid());
        }
    }

    void jwcryptoVerifiesWhatWeSign_data() { algorithms(); }

    void jwcryptoVerifiesWhatWeSign()
    {
        QFETCH(int, algorithm);
        const QString key = ourPublicKeyFile(Algorithm(algorithm));
        const QByteArray token = ourToken(Algorithm(algorithm));
        const auto verdict = [&](const QByteArray &text) {
            return jwcrypto("verify", name(Algorithm(algorithm)), key, file("token", text));
        };
        const Run good = verdict(token);
        QVERIFY2(good.status == 0, good.errors.constData());
        QCOMPARE(good.output, ClaimsText);
        const Run bad = verdict(withOtherClaims(token));
        QVERIFY(bad.status == 1 && bad.errors.startsWith("does not verify"));
    }

    void weVerifyWhatJwcryptoSigns_data() { algorithms(); }

    void weVerifyWhatJwcryptoSigns()
    {
        QFETCH(int, algorithm);
        const QString alg = name(Algorithm(algorithm));
        const Run generated = jwcrypto("generate", alg);
        QVERIFY2(generated.status == 0, generated.errors.constData());
        const QString key = file("key", generated.output);
        const Run publicKey = jwcrypto("public", key);
        const Run token = jwcrypto("sign", alg, key, file("claims", ClaimsText));
        QVERIFY2(token.status == 0, token.errors.constData());
        weVerify(token.output, publicKey.output, Algorithm(algorithm));
    }

    void jwcryptoAgreesOnThumbprints()
    {
        for (Algorithm algorithm : {Algorithm::PS256, Algorithm::ES256, Algorithm::ES384}) {
            const QString key = ourPublicKeyFile(algorithm);
            const Jwk ours = ourKey(algorithm).publicJwk();
            QCOMPARE(jwcrypto("thumbprint", key, "SHA256").output, ours.thumbprint());
            QCOMPARE(jwcrypto("thumbprint", key, "SHA1").output, ours.directoryKid());
        }
    }

    void weReadThePrivateKeysThatOpensslWrites_data()
    {
        QTest::addColumn<QStringList>("arguments");
        const auto row = [](const char *title, const char *arguments) {
            QTest::newRow(title) << QString::fromLatin1(arguments).split(QLatin1Char(' '));
        };
        row("RSA, PKCS#8", "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048");
        row("RSA, PKCS#1", "genrsa -traditional 2048");
        row("P-256, PKCS#8", "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256");
        row("P-256 with its parameters before", "ecparam -genkey -name prime256v1");
        row("P-384, SEC 1", "ecparam -genkey -noout -name secp384r1");
    }

    void weReadThePrivateKeysThatOpensslWrites()
    {
        QFETCH(QStringList, arguments);
        const Run pem = runList("openssl", arguments);
        QVERIFY2(pem.status == 0, pem.errors.constData());
        const Result<PrivateKey> key = PrivateKey::fromPem(QCA::SecureArray(pem.output));
        QVERIFY2(key, qPrintable(key ? QString() : key.error().message));
        const Run publicPem = run("openssl", "pkey", "-pubout", "-in", file("key.pem", pem.output));
        QCOMPARE(key->publicKeyPem(), publicPem.output);
        const QByteArray token = sign(*key, key->defaultAlgorithm(), {{"kid", "k"}}, ClaimsText).value();
        const Jwk read = Jwk::fromPublicKeyPem(publicPem.output, "k").value();
        QCOMPARE(verify(dissect(token), JwkSet({read}), FapiAlgorithms).status, SignatureVerdict::Status::Valid);
    }

    void opensslReadsThePrivateKeysThatWeWrite()
    {
        for (Algorithm algorithm : {Algorithm::PS256, Algorithm::ES256, Algorithm::ES384}) {
            const Run checked = run("openssl", "pkey", "-check", "-pubout", "-in",
                                    file("key.pem", ourKey(algorithm).toPem().toByteArray()));
            QVERIFY2(checked.status == 0, checked.errors.constData());
            QVERIFY(checked.output.endsWith(ourKey(algorithm).publicKeyPem()));
        }
    }

private:
    void algorithms()
    {
        QTest::addColumn<int>("algorithm");
        for (Algorithm algorithm : AllAlgorithms)
            QTest::newRow(name(algorithm).latin1()) << int(algorithm);
    }

    QString file(const char *fileName, const QByteArray &content)
    {
        const QString path = m_folder.filePath(QLatin1String(fileName));
        return saveFile(path, content) ? path : QString();
    }

    QString ourPublicKeyFile(Algorithm algorithm)
    {
        return file("ours.jwk", toBytes(ourKey(algorithm).publicJwk("ours").toJson()));
    }

    QByteArray ourToken(Algorithm algorithm)
    {
        return sign(ourKey(algorithm), algorithm, {{"kid", "ours"}, {"typ", "JWT"}}, ClaimsText).value();
    }

    void weVerify(const QByteArray &token, const QByteArray &publicKey, Algorithm algorithm)
    {
        const Result<Jwk> key = Jwk::fromJson(parseJson(publicKey).value());
        QVERIFY2(key, qPrintable(key ? QString() : key.error().message));
        const SignatureVerdict good = verify(dissect(token), JwkSet({*key}), {algorithm});
        QVERIFY2(good.status == SignatureVerdict::Status::Valid, qPrintable(good.reason));
        QCOMPARE(Jws::parse(token)->payload(), ClaimsText);
        QCOMPARE(verify(dissect(withOtherClaims(token)), JwkSet({*key}), {algorithm}).status,
                 SignatureVerdict::Status::Invalid);
    }

    QCA::Initializer m_qca;
    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(TestJoseInterop)
#include "test_jose_interop.moc"
