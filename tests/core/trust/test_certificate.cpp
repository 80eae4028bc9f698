#include "trust/certificate.h"

#include "core/trust/certificate_maker.h"

#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QTest>

using namespace gatehouse;
using namespace gatehouse::trust;

class TestCertificate : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatAPersonWantsToKnow();
    void readsAnEidasStyleSubjectAndItsRoles();
    void agreesWithTheOpenSslCommand();
    void readsAlternativeNamesOfEachKind();
    void describesKeysAndWhoSigned();
    void matchesItsSubjectAsGoWritesIt();
    void doesNotMatchWhereGoDropsAnAttribute();
    void takesANameWithAZeroCharacterForWhatItIs();
    void readsEveryCertificateOfABundle();
    void refusesADamagedCertificateInABundle();
    void refusesPemWithoutACertificate_data();
    void refusesPemWithoutACertificate();
    void refusesBytesAfterItsEnd();
    void survivesDamagedBytes();
};

namespace {

QByteArray fixture(const QString &name)
{
    QFile file(QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Certificate plain()
{
    return Certificate::fromPem(fixture(QStringLiteral("certs-by-kid/transport-_wRpIDvMXGHSYn-p5lAV4D86kW0.pem")))
        .value();
}

Certificate eidas()
{
    return Certificate::fromPem(fixture(QStringLiteral("certs-by-kid/transport-41uFt7QcUzeWoEWO3slUAGfXk8Y.pem")))
        .value();
}

} // namespace

void TestCertificate::tellsWhatAPersonWantsToKnow()
{
    const Certificate certificate = plain();
    QCOMPARE(certificate.subject(),
             QStringLiteral("CN=u3ZWlf9Yt42dyZgIvzkvqb,OU=0015800001HQQrZAAX,O=OpenBanking,C=GB"));
    QCOMPARE(certificate.issuer(), QStringLiteral("CN=OpenBanking Pre-Production Issuing CA,O=OpenBanking,C=GB"));
    QCOMPARE(certificate.commonName(), QStringLiteral("u3ZWlf9Yt42dyZgIvzkvqb"));
    QCOMPARE(certificate.organisation(), QStringLiteral("OpenBanking"));
    QCOMPARE(certificate.organisationalUnit(), QStringLiteral("0015800001HQQrZAAX"));
    QVERIFY(certificate.organizationIdentifier().isEmpty());
    QCOMPARE(certificate.serialHex(), QByteArray("59C6443E"));
    QCOMPARE(toIso8601(certificate.notBefore()), QStringLiteral("2021-09-08T05:28:12Z"));
    QCOMPARE(toIso8601(certificate.notAfter()), QStringLiteral("2022-10-08T05:58:12Z"));
    QVERIFY(!certificate.isCa());
    QVERIFY(!certificate.isSelfSigned());
    QCOMPARE(certificate.keyUsage(), QStringList{QStringLiteral("digitalSignature")});
    QCOMPARE(certificate.extendedKeyUsage(),
             (QStringList{QStringLiteral("serverAuth"), QStringLiteral("clientAuth")}));
    QVERIFY(certificate.allowsClientAuthentication());
    QCOMPARE(certificate.keyDescription(), QStringLiteral("RSA 2048"));
    QCOMPARE(certificate.signatureAlgorithm(), QStringLiteral("sha256WithRSAEncryption"));
    QVERIFY(certificate.psd2().roles.isEmpty());
    QCOMPARE(certificate.subjectAttributes().front().name, QStringLiteral("C"));
}

void TestCertificate::readsAnEidasStyleSubjectAndItsRoles()
{
    const Certificate certificate = eidas();
    QCOMPARE(certificate.organizationIdentifier(), QStringLiteral("PSDGB-OB-Unknown0015800001HQQrZAAX"));
    QVERIFY(
        certificate.subject().contains(QStringLiteral("organizationIdentifier=PSDGB-OB-Unknown0015800001HQQrZAAX")));
    const Psd2Statement psd2 = certificate.psd2();
    QCOMPARE(psd2.roles, (QStringList{QStringLiteral("PSP_PI"), QStringLiteral("PSP_AI"), QStringLiteral("PSP_IC")}));
    QCOMPARE(psd2.authorityName, QStringLiteral("Financial Conduct Authority"));
    QCOMPARE(psd2.authorityId, QStringLiteral("GB-FCA"));
}

void TestCertificate::agreesWithTheOpenSslCommand()
{
    int compared = 0;
    QDirIterator files(QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/certs-by-kid"), {QStringLiteral("*.pem")});
    while (files.hasNext()) {
        const QString path = files.next();
        QProcess openssl;
        openssl.start(QStringLiteral("openssl"),
                      {QStringLiteral("x509"), QStringLiteral("-noout"), QStringLiteral("-in"), path,
                       QStringLiteral("-subject"), QStringLiteral("-serial"), QStringLiteral("-fingerprint"),
                       QStringLiteral("-sha256"), QStringLiteral("-nameopt"), QStringLiteral("RFC2253")});
        QVERIFY2(openssl.waitForFinished(), "the openssl command is needed");
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const Certificate certificate = Certificate::fromPem(file.readAll()).value();
        const QByteArray expected = "subject=" + certificate.subject().toUtf8() + "\nserial="
            + certificate.serialHex() + "\nsha256 Fingerprint=" + certificate.sha256Text().toUtf8() + "\n";
        QCOMPARE(openssl.readAllStandardOutput(), expected);
        ++compared;
    }
    QCOMPARE(compared, 15);
}

void TestCertificate::readsAlternativeNamesOfEachKind()
{
    test::Recipe recipe;
    recipe.extensions
        = {{NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1,URI:https://a.example/,email:a@b.example"}};
    QCOMPARE(test::make(recipe, test::ecKey()).certificate.subjectAlternativeNames().join(QLatin1Char(' ')),
             QStringLiteral("DNS:localhost IP:127.0.0.1 IP:::1 URI:https://a.example/ email:a@b.example"));
    QVERIFY(plain().subjectAlternativeNames().isEmpty());
}

void TestCertificate::describesKeysAndWhoSigned()
{
    const test::Made authority = test::make(test::authorityRecipe("CA"), test::ecKey());
    QVERIFY(authority.certificate.isCa());
    QVERIFY(authority.certificate.isSelfSigned());
    QCOMPARE(authority.certificate.keyDescription(), QStringLiteral("EC P-256"));
    QCOMPARE(authority.certificate.signatureAlgorithm(), QStringLiteral("ecdsa-with-SHA256"));
    const test::Made forged = test::make(test::authorityRecipe("CA"), test::ecKey(), &authority);
    QVERIFY(!forged.certificate.isSelfSigned());
}

void TestCertificate::matchesItsSubjectAsGoWritesIt()
{
    const test::Made made = test::make(test::transportRecipe("Qeyb9TC0IzLympA9mKoSQ0"), test::ecKey());
    const DnMatch match
        = made.certificate.matchesSubjectDn(u"CN=Qeyb9TC0IzLympA9mKoSQ0,OU=0015800001041RHAAY,O=OpenBanking,C=GB");
    QVERIFY2(match.matches, qPrintable(match.reason));
    QVERIFY(!made.certificate.matchesSubjectDn(u"CN=other,OU=0015800001041RHAAY,O=OpenBanking,C=GB").matches);
    QVERIFY(!made.certificate.matchesSubjectDn(u"").matches);
    QVERIFY(!made.certificate.matchesSubjectDn(u"CN").reason.isEmpty());
}

void TestCertificate::doesNotMatchWhereGoDropsAnAttribute()
{
    const Certificate certificate = eidas();
    const DnMatch match = certificate.matchesSubjectDn(u"CN=0015800001HQQrZAAX,O=WSO2 (UK) LIMITED,C=GB");
    QVERIFY(!match.matches);
    QCOMPARE(match.missing, QStringList{QStringLiteral("organizationIdentifier=PSDGB-OB-Unknown0015800001HQQrZAAX")});
    QVERIFY(certificate.matchesSubjectDn(certificate.subject()).matches);
    QVERIFY(certificate
                .matchesSubjectDn(
                    u"C=GB,O=WSO2 (UK) LIMITED,2.5.4.97=PSDGB-OB-Unknown0015800001HQQrZAAX,CN=0015800001HQQrZAAX")
                .matches);
}

void TestCertificate::takesANameWithAZeroCharacterForWhatItIs()
{
    test::Recipe recipe;
    recipe.subject = {{"CN", QByteArray("good\0.evil.example", 18)}};
    const test::Made made = test::make(recipe, test::ecKey());
    QCOMPARE(made.certificate.commonName().size(), 18);
    QVERIFY(!made.certificate.matchesSubjectDn(u"CN=good").matches);
    QVERIFY(made.certificate.matchesSubjectDn(made.certificate.subject()).matches);
}

void TestCertificate::readsEveryCertificateOfABundle()
{
    const QByteArray bundle = "Subject: a comment\n" + plain().pem() + "\nsome text\n" + eidas().pem();
    const Result<QList<Certificate>> list = Certificate::listFromPem(bundle);
    QVERIFY(list);
    QCOMPARE(list->size(), 2);
    QVERIFY(list->at(0) == plain());
    QVERIFY(list->at(1) == eidas());
    QVERIFY(Certificate::fromPem(bundle).value() == plain());
    QVERIFY(Certificate::fromDer(plain().der()).value() == plain());
}

void TestCertificate::refusesADamagedCertificateInABundle()
{
    QByteArray second = eidas().pem();
    second[200] = '!';
    const Result<QList<Certificate>> damaged = Certificate::listFromPem(plain().pem() + second);
    QVERIFY(!damaged);
    QVERIFY2(damaged.error().message.contains(QStringLiteral("Certificate 2")), qPrintable(damaged.error().message));
    QVERIFY(!Certificate::listFromPem(plain().pem() + eidas().pem().first(500)));
}

void TestCertificate::refusesPemWithoutACertificate_data()
{
    QTest::addColumn<QByteArray>("pem");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("text") << QByteArray("hello");
    QTest::newRow("a key") << QByteArray("-----BEGIN PUBLIC KEY-----\nMFkw\n-----END PUBLIC KEY-----\n");
    QTest::newRow("encrypted") << QByteArray("-----BEGIN CERTIFICATE-----\nProc-Type: 4,ENCRYPTED\n"
                                             "DEK-Info: AES-256-CBC,00112233445566778899AABBCCDDEEFF\n\nAAAA\n"
                                             "-----END CERTIFICATE-----\n");
}

void TestCertificate::refusesPemWithoutACertificate()
{
    QFETCH(QByteArray, pem);
    QVERIFY(!Certificate::fromPem(pem));
    const Result<QList<Certificate>> list = Certificate::listFromPem(pem);
    QVERIFY(!list);
    QCOMPARE(list.error().kind, Error::Malformed);
}

void TestCertificate::refusesBytesAfterItsEnd()
{
    const Result<Certificate> certificate = Certificate::fromDer(plain().der() + "xyz");
    QVERIFY(!certificate);
    QVERIFY2(certificate.error().message.startsWith(QStringLiteral("3 bytes")),
             qPrintable(certificate.error().message));
    QCOMPARE(Certificate::fromDer(QByteArray(MaxCertificateBytes + 1, '0')).error().kind, Error::TooLarge);
    QVERIFY(!Certificate::fromDer({}));
}

void TestCertificate::survivesDamagedBytes()
{
    const QByteArray whole = eidas().der();
    for (qsizetype at = 0; at < whole.size(); ++at) {
        for (const int flip : {0x01, 0x80, 0xff}) {
            QByteArray changed = whole;
            changed[at] = static_cast<char>(changed[at] ^ flip);
            const Result<Certificate> certificate = Certificate::fromDer(changed);
            if (!certificate)
                continue;
            (void)certificate->subject();
            (void)certificate->keyDescription();
            (void)certificate->keyUsage();
            (void)certificate->extendedKeyUsage();
            (void)certificate->psd2();
            (void)certificate->signatureAlgorithm();
            (void)certificate->allowsClientAuthentication();
            QVERIFY(!(*certificate == eidas()));
        }
    }
}

QTEST_GUILESS_MAIN(TestCertificate)
#include "test_certificate.moc"
