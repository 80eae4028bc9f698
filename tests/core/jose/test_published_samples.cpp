#include "base/files.h"
#include "jose/jws.h"

#include <QtTest>

#include <openssl/err.h>

using namespace gatehouse;
using namespace gatehouse::jose;

namespace {

QByteArray sample(const QString &name)
{
    return readFile(QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/") + name).value();
}

JwkSet sampleKeys(const char *name)
{
    return JwkSet::parse(sample(QLatin1String(name))).value();
}

JwkSet publishedKeys()
{
    return sampleKeys("docs-public-keys.jwks.json");
}

QByteArray certificateDer(const QString &name)
{
    const QByteArray pem = sample(name);
    const qsizetype begin = pem.indexOf("-----BEGIN CERTIFICATE-----");
    const qsizetype end = pem.indexOf("-----END CERTIFICATE-----");
    if (begin < 0 || end < 0)
        return {};
    return QByteArray::fromBase64(pem.sliced(begin + 27, end - begin - 27));
}

struct Row {
    QString file;
    QByteArray alg;
    QByteArray kid;
    QByteArray verifyingKid; ///< empty where no published key verifies it
    bool wellFormed = true;
};

/// Two tokens of the manifest are by this key, which no published certificate or set holds.
constexpr char KidOfAnUnpublishedKey[] = "W_TcnQVcHAy20q8zCMcdByrootw";

QList<Row> manifest()
{
    QList<Row> rows;
    for (const QByteArray &line : sample(QStringLiteral("docs-jwts/manifest.tsv")).split('\n').sliced(1)) {
        const QList<QByteArray> columns = line.split('\t');
        if (columns.size() < 10)
            continue;
        const bool isPublished = columns[8] != "-" && columns[8] != KidOfAnUnpublishedKey;
        rows.append({QString::fromLatin1(columns[0]), columns[1], columns[2], isPublished ? columns[8] : QByteArray(),
                     !columns[9].startsWith("not strict base64url")});
    }
    return rows;
}

} // namespace

class TestPublishedSamples : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { QCOMPARE(ERR_peek_error(), 0UL); }

    void everyKidOfThePublishedKeysIsItsDirectoryKid()
    {
        const JwkSet set = sampleKeys("docs-public-keys.jwks.json");
        QCOMPARE(set.keys().size(), size_t(15));
        QVERIFY(set.skipped().empty());
        for (const Jwk &key : set.keys()) {
            QCOMPARE(key.directoryKid(), key.kid());
            QCOMPARE(key.directoryKid().size(), 27);
            QVERIFY(key.x5cMatchesKey());
        }
    }

    void everyCertificateGivesTheKeyThatItIsNamedAfter()
    {
        const QList<QByteArray> lines = sample(QStringLiteral("certs-by-kid/manifest.tsv")).split('\n').sliced(1);
        int seen = 0;
        for (const QByteArray &line : lines) {
            const QList<QByteArray> columns = line.split('\t');
            if (columns.size() < 2)
                continue;
            const Result<Jwk> key = Jwk::fromCertificateDer(
                certificateDer(QStringLiteral("certs-by-kid/") + QString::fromUtf8(columns[0])));
            QVERIFY2(key, qPrintable(key ? QString() : key.error().message));
            QCOMPARE(key->directoryKid(), columns[1]);
            QCOMPARE(key->kid(), key->thumbprint());
            QVERIFY(key->x5cMatchesKey());
            ++seen;
        }
        QCOMPARE(seen, 15);
    }

    void transportKeysOfTheDirectoryDoNotVerify()
    {
        int transportKeys = 0;
        for (const Jwk &key : sampleKeys("docs-public-keys.jwks.json").keys()) {
            QCOMPARE(key.fits(Algorithm::PS256), key.use() == "sig");
            if (key.use() == "tls") {
                QVERIFY(key.whyUnfitFor(Algorithm::PS256).contains(QStringLiteral("tls")));
                ++transportKeys;
            }
        }
        QCOMPARE(transportKeys, 7);
    }

    void tokenVerifiesAsTheManifestSays_data()
    {
        QTest::addColumn<int>("index");
        const QList<Row> rows = manifest();
        QCOMPARE(rows.size(), 37);
        for (int i = 0; i < rows.size(); ++i)
            QTest::newRow(qPrintable(rows[i].file)) << i;
    }

    void tokenVerifiesAsTheManifestSays()
    {
        QFETCH(int, index);
        const Row row = manifest().at(index);
        const JwsParts parts = dissect(sample(QStringLiteral("docs-jwts/") + row.file));
        QCOMPARE(parts.alg(), row.alg);
        QCOMPARE(parts.kid(), row.kid);
        QVERIFY(parts.claims);
        QCOMPARE(!parts.problem().has_value(), row.wellFormed);

        const SignatureVerdict verdict = verify(parts, publishedKeys(), FapiAlgorithms);
        QCOMPARE(verdict.status == SignatureVerdict::Status::Valid, row.verifyingKid == row.kid);
        if (row.verifyingKid == row.kid) {
            QCOMPARE(verdict.key->kid(), row.kid);
            return;
        }
        if (row.wellFormed) {
            QCOMPARE(verdict.status, SignatureVerdict::Status::Unverified);
            QCOMPARE(verdict.reason,
                     QStringLiteral("Signed by a key that the set does not list: kid %1.").arg(QLatin1String(row.kid)));
        }
        bool anyVerifies = false;
        for (const Jwk &key : publishedKeys().keys()) {
            const bool verifies =
                parts.signature && verifySignature(parts.signingInput, *parts.signature, key, Algorithm::PS256);
            anyVerifies = anyVerifies || verifies;
            if (verifies)
                QCOMPARE(key.kid(), row.verifyingKid);
        }
        QCOMPARE(anyVerifies, !row.verifyingKid.isEmpty());
    }

    void theBracketOfThePastedStatementIsNamed()
    {
        const JwsParts parts = dissect(sample(QStringLiteral("seed-request-ssa.jwt")));
        QVERIFY(parts.header && parts.claims);
        QVERIFY(!parts.signature);
        QCOMPARE(
            parts.signature.error().message,
            QStringLiteral("The third part is not base64url: '}' at position 343 of the third part. It was probably "
                           "pasted with a bracket; remove it."));
        QCOMPARE(verify(parts, publishedKeys(), FapiAlgorithms).reason, parts.signature.error().message);

        const JwsParts trimmed = dissect(sample(QStringLiteral("seed-request-ssa-trimmed.jwt")));
        QVERIFY(!trimmed.problem());
        QCOMPARE(trimmed.signature->size(), 256);
    }

    void aKeyWithTheRightKidAndOtherNumbersDoesNotVerify()
    {
        const JwsParts parts = dissect(sample(QStringLiteral("docs-jwts/req-jFQuQ4eQbNCMSqdCog21nF-7d32f38b.jwt")));
        const JwkSet keyStore = sampleKeys("docs-keystore.jwks.json");
        QVERIFY(keyStore.hasKid("ccupRJ3Miw-XGuoeFjxWt1vi0Xk"));
        const SignatureVerdict verdict = verify(parts, keyStore, FapiAlgorithms);
        QCOMPARE(verdict.status, SignatureVerdict::Status::Invalid);
        QVERIFY(!verdict.key);
        QCOMPARE(verdict.reason,
                 QStringLiteral("The signature does not verify with the key ccupRJ3Miw-XGuoeFjxWt1vi0Xk; "
                                "the token was changed or signed by another key."));
    }

    void theRegistrationRequestVerifiesWithItsSigningCertificate()
    {
        const Result<Jwk> key =
            Jwk::fromCertificateDer(certificateDer(QStringLiteral("certs-by-kid/signing-"
                                                                  "GqhKVTANnLMYpGGfAtJ1Nhdkgjw.pem")),
                                    "GqhKVTANnLMYpGGfAtJ1Nhdkgjw");
        QVERIFY(key);
        const Result<Jws> jws = Jws::parse(sample(QStringLiteral("seed-registration-request.jwt")));
        QVERIFY(jws);
        QCOMPARE(verify(*jws, JwkSet({*key}), {Algorithm::PS256}).status, SignatureVerdict::Status::Valid);
        QCOMPARE(verify(*jws, JwkSet({*key}), {Algorithm::ES256}).reason,
                 QStringLiteral("The token is signed with PS256; allowed are ES256."));
    }
};

QTEST_GUILESS_MAIN(TestPublishedSamples)
#include "test_published_samples.moc"
