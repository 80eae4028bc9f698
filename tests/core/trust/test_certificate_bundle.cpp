#include "trust/certificate_bundle.h"

#include "base/files.h"
#include "core/trust/certificate_maker.h"
#include "trust/pem_blocks.h"

#include <QTemporaryFile>
#include <QtTest>

#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>

using namespace gatehouse;
using namespace gatehouse::trust;

namespace {

/// QVERIFY2 evaluates its text always, also where there is no error.
template <typename T>
QByteArray why(const Result<T> &result)
{
    return result ? QByteArray() : result.error().message.toUtf8();
}

const test::Made &first()
{
    static const test::Made Authority = test::make(test::authorityRecipe("First CA"), test::ecKey());
    return Authority;
}

const test::Made &second()
{
    static const test::Made Leaf = test::make(test::transportRecipe("second"), test::rsaKey(), &first());
    return Leaf;
}

QByteArray block(const QByteArray &label, const QByteArray &der)
{
    return "-----BEGIN " + label + "-----\n" + der.toBase64() + "\n-----END " + label + "-----\n";
}

template <typename Object>
QByteArray derOf(int (*encode)(const Object *, unsigned char **), const Object *object)
{
    QByteArray der(encode(object, nullptr), '\0');
    auto *at = reinterpret_cast<unsigned char *>(der.data());
    encode(object, &at);
    return der;
}

/// As openssl crl2pkcs7 makes it: signed by nobody, the certificates beside.
QByteArray pkcs7(const QList<Certificate> &certificates, int type = NID_pkcs7_signed)
{
    const std::unique_ptr<PKCS7, decltype(&PKCS7_free)> made(PKCS7_new(), PKCS7_free);
    PKCS7_set_type(made.get(), type);
    if (type == NID_pkcs7_signed)
        PKCS7_content_new(made.get(), NID_pkcs7_data);
    for (const Certificate &certificate : certificates)
        PKCS7_add_certificate(made.get(), certificate.handle());
    return derOf<PKCS7>(i2d_PKCS7, made.get());
}

QByteArray pkcs12()
{
    const std::unique_ptr<PKCS12, decltype(&PKCS12_free)> made(
        PKCS12_create("changeit", "name", nullptr, first().certificate.handle(), nullptr, 0, 0, 1, 1, 0), PKCS12_free);
    return derOf<PKCS12>(i2d_PKCS12, made.get());
}

QByteArray privateKey()
{
    return derOf<EVP_PKEY>(i2d_PrivateKey, second().key.get());
}

QByteArray trustedCertificate(int purpose)
{
    const std::unique_ptr<X509, decltype(&X509_free)> x509(X509_dup(first().certificate.handle()), X509_free);
    if (purpose != NID_undef)
        X509_add1_reject_object(x509.get(), OBJ_nid2obj(purpose));
    return derOf<X509>(i2d_X509_AUX, x509.get());
}

QByteArray utf16(const QByteArray &ascii, bool bigEndian)
{
    QByteArray text = bigEndian ? "\xfe\xff" : "\xff\xfe";
    for (const char character : ascii) {
        if (bigEndian)
            text.append('\0').append(character);
        else
            text.append(character).append('\0');
    }
    return text;
}

} // namespace

class TestCertificateBundle : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { QCOMPARE(ERR_peek_error(), 0UL); }

    void readsTwoCertificatesInWhateverForm_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray one = first().certificate.pem();
        const QByteArray two = second().certificate.pem();
        const QByteArray both = one + two;
        const QByteArray firstDer = first().certificate.der();
        const QByteArray secondDer = second().certificate.der();
        QTest::newRow("PEM") << both;
        QTest::newRow("text before, between and after")
            << "0 s:CN = x\n" + one + "\nBag Attributes\n  a: b\n" + two + "--\n";
        QTest::newRow("Windows line ends") << QByteArray(both).replace("\n", "\r\n");
        QTest::newRow("old line ends") << QByteArray(both).replace('\n', '\r');
        QTest::newRow("indented") << "a:\n    " + QByteArray(both).replace("\n", "\n    ");
        QTest::newRow("in one line") << QByteArray(both).replace("\n", " ");
        QTest::newRow("without line ends") << QByteArray(both).replace("\n", "");
        QTest::newRow("byte order mark") << "\xef\xbb\xbf" + both;
        QTest::newRow("UTF-16, little-endian") << utf16(both, false);
        QTest::newRow("UTF-16, big-endian") << utf16(both, true);
        QTest::newRow("each twice") << both + one + block("PKCS7", pkcs7({second().certificate}));
        QTest::newRow("X509 CERTIFICATE") << block("X509 CERTIFICATE", firstDer) + block("X509 CERTIFICATE", secondDer);
        QTest::newRow("TRUSTED CERTIFICATE") << block("TRUSTED CERTIFICATE", trustedCertificate(NID_undef)) + two;
        QTest::newRow("a comment with a block's first line") << one + "# not this: -----BEGIN CERTIFICATE-----\n" + two;
        const QByteArray bag = pkcs7({first().certificate, second().certificate});
        QTest::newRow("PKCS#7") << bag;
        QTest::newRow("PKCS#7 in PEM") << block("PKCS7", bag);
        QTest::newRow("PKCS#7 in PEM, long name") << block("PKCS #7 SIGNED DATA", bag);
        QTest::newRow("CMS in PEM") << block("CMS", bag);
        QTest::newRow("PKCS#7 called a certificate") << block("CERTIFICATE", bag);
        QTest::newRow("PKCS#7 in base64") << bag.toBase64();
        QTest::newRow("PKCS#7 and PEM") << block("PKCS7", pkcs7({first().certificate})) + two;
    }

    void readsTwoCertificatesInWhateverForm()
    {
        QFETCH(QByteArray, bytes);
        const Result<CertificateBundle> bundle = readCertificates(bytes);
        QVERIFY2(bundle, why(bundle).constData());
        QCOMPARE(bundle->certificates, (QList{first().certificate, second().certificate}));
        QCOMPARE(bundle->ignored, QStringList());
    }

    void readsOneCertificate_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray der = first().certificate.der();
        QByteArray lines;
        for (qsizetype at = 0; at < der.size(); at += 48)
            lines += "\t" + der.sliced(at, qMin<qsizetype>(48, der.size() - at)).toBase64() + "\r\n";
        QTest::newRow("DER") << der;
        QTest::newRow("base64 in one line") << der.toBase64();
        QTest::newRow("base64 in lines") << lines;
        QTest::newRow("base64 after a byte order mark") << "\xef\xbb\xbf" + lines;
        QTest::newRow("base64 in UTF-16") << utf16(lines, false);
        QTest::newRow("base64 without padding") << der.toBase64(QByteArray::OmitTrailingEquals);
    }

    void readsOneCertificate()
    {
        QFETCH(QByteArray, bytes);
        const Result<CertificateBundle> bundle = readCertificates(bytes);
        QVERIFY2(bundle, why(bundle).constData());
        QCOMPARE(bundle->certificates, QList{first().certificate});
    }

    void readsWhatTheDirectoryPublishes()
    {
        for (const char *name : {"OB_SandBox_PP_Root_CA.cer", "OB_SandBox_PP_Issuing_CA.cer"}) {
            const QByteArray bytes =
                readFile(QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/obie/") + QLatin1String(name)).value();
            const Result<CertificateBundle> bundle = readCertificates(bytes);
            QVERIFY2(bundle, why(bundle).constData());
            QCOMPARE(bundle->certificates.size(), 1);
            QCOMPARE(bundle->certificates.constFirst().organisation(), QStringLiteral("OpenBanking"));
        }
    }

    void listsWhatItPassesOver()
    {
        // None of it is DER: what is passed over is not looked into, a private key least of all.
        const QByteArray text = block("EC PRIVATE KEY", "no key") + first().certificate.pem()
            + block("ENCRYPTED PRIVATE KEY", "no key") + block("CERTIFICATE REQUEST", "none")
            + block("X509 CRL", "none") + block("PUBLIC KEY", "none") + block("DH PARAMETERS", "none")
            + "-----BEGIN PRIVATE KEY-----\nnot base64!\n-----END PRIVATE KEY-----\n";
        const Result<CertificateBundle> bundle = readCertificates(text);
        QVERIFY2(bundle, why(bundle).constData());
        QCOMPARE(bundle->certificates, QList{first().certificate});
        const qsizetype next = 4 + first().certificate.pem().count('\n');
        QCOMPARE(bundle->ignored,
                 (QStringList{
                     QStringLiteral("a private key (line 1)"),
                     QStringLiteral("a private key (line %1)").arg(next),
                     QStringLiteral("a certificate request (line %1)").arg(next + 3),
                     QStringLiteral("a revocation list (line %1)").arg(next + 6),
                     QStringLiteral("a public key (line %1)").arg(next + 9),
                     QStringLiteral("a block called DH PARAMETERS (line %1)").arg(next + 12),
                     QStringLiteral("a private key (line %1)").arg(next + 15),
                 }));
    }

    void leavesTheTrustSettingsOfOpenSslBehind()
    {
        const Result<CertificateBundle> bundle =
            readCertificates(block("TRUSTED CERTIFICATE", trustedCertificate(NID_client_auth)));
        QVERIFY2(bundle, why(bundle).constData());
        QCOMPARE(bundle->certificates, QList{first().certificate});
        QVERIFY(!X509_get0_reject_objects(bundle->certificates.constFirst().handle()));
        QCOMPARE(bundle->ignored, QStringList{QStringLiteral("OpenSSL's trust settings of First CA")});
    }

    void listsRevocationListsOfPkcs7()
    {
        const QByteArray der = pkcs7({first().certificate});
        const auto *at = reinterpret_cast<const unsigned char *>(der.constData());
        const std::unique_ptr<PKCS7, decltype(&PKCS7_free)> made(d2i_PKCS7(nullptr, &at, static_cast<long>(der.size())),
                                                                 PKCS7_free);
        const std::unique_ptr<X509_CRL, decltype(&X509_CRL_free)> crl(X509_CRL_new(), X509_CRL_free);
        X509_CRL_set_issuer_name(crl.get(), X509_get_subject_name(first().certificate.handle()));
        const std::unique_ptr<ASN1_TIME, decltype(&ASN1_TIME_free)> now(ASN1_TIME_set(nullptr, 1'700'000'000),
                                                                        ASN1_TIME_free);
        X509_CRL_set1_lastUpdate(crl.get(), now.get());
        X509_CRL_sign(crl.get(), first().key.get(), EVP_sha256());
        PKCS7_add_crl(made.get(), crl.get());
        const Result<CertificateBundle> bundle = readCertificates(derOf<PKCS7>(i2d_PKCS7, made.get()));
        QVERIFY2(bundle, why(bundle).constData());
        QCOMPARE(bundle->certificates, QList{first().certificate});
        QCOMPARE(bundle->ignored, QStringList{QStringLiteral("revocation lists in the PKCS#7 data: 1")});
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const QByteArray &bytes, Error::Kind kind, const char *says) {
            QTest::newRow(name) << bytes << int(kind) << QString::fromLatin1(says);
        };
        const QByteArray one = first().certificate.pem();
        const QByteArray der = first().certificate.der();
        row("nothing", {}, Error::Malformed, "The file is empty.");
        row("white space", " \r\n\t", Error::Malformed, "no certificate in a form");
        row("text", "Please find the certificate attached.", Error::Malformed, "no certificate in a form");
        row("a word that is base64 too", "certificate", Error::Malformed, "no certificate in a form");
        row("zeros", QByteArray(1000, '\0'), Error::Malformed, "no certificate in a form");
        row("byte order mark alone", "\xff\xfe", Error::Malformed, "no certificate in a form");
        row("JKS", QByteArray("\xfe\xed\xfe\xed\0\0\0\2", 8), Error::Refused, "JKS keystore");
        row("JCEKS", QByteArray("\xce\xce\xce\xce\0\0\0\2", 8), Error::Refused, "JCEKS keystore");
        row("PKCS#12", pkcs12(), Error::Refused, "Open it as a truststore");
        row("PKCS#12 in base64", pkcs12().toBase64(), Error::Refused, "PKCS#12 keystore");
        row("a private key in DER", privateKey(), Error::Malformed, "looks like a private key");
        row("a private key in PEM", block("PRIVATE KEY", privateKey()), Error::Malformed,
            "what it holds is a private key (line 1)");
        row("bytes behind DER", der + "x", Error::Malformed, "1 bytes follow the certificate's end");
        row("half of DER", der.first(der.size() / 2), Error::Malformed, "not an X.509 certificate");
        row("a second block damaged", one + "\n-----BEGIN CERTIFICATE-----\nMIIB!AAA\n-----END CERTIFICATE-----\n",
            Error::Malformed,
            qPrintable(QStringLiteral("line %1 holds what base64 does not: '!'").arg(one.count('\n') + 3)));
        row("a second block cut off", one + one.first(300), Error::Malformed,
            qPrintable(
                QStringLiteral("The block that begins in line %1 lacks its last line").arg(one.count('\n') + 1)));
        row("a block cut off before the next", one.first(300) + "\n" + one, Error::Malformed, "in line 1 lacks");
        row("an end of another kind", QByteArray(one).replace("END CERT", "END PKCS7 CERT"), Error::Malformed,
            "lacks its last line, -----END CERTIFICATE-----");
        row("mail quoting", "> " + QByteArray(one).replace("\n", "\n> "), Error::Malformed, "line 2 holds what base64");
        row("a block with nothing", block("CERTIFICATE", {}), Error::Malformed, "The block CERTIFICATE in line 1");
        row("padding within", "-----BEGIN CERTIFICATE-----\nMII=AAAA\n-----END CERTIFICATE-----\n", Error::Malformed,
            "The block CERTIFICATE in line 1");
        row("a label without end", "-----BEGIN CERTIFICATE\n" + QByteArray(200, 'A'), Error::Malformed, "Line 1");
        row("a label that ends in the next line", "\n-----BEGIN CERTI\nFICATE-----\n", Error::Malformed, "Line 2");
        row("encrypted", "-----BEGIN CERTIFICATE-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END CERTIFICATE-----\n",
            Error::Malformed, "line 2 holds what base64 does not: '-'");
        row("PKCS#7 without certificates", pkcs7({}), Error::Malformed, "no certificate in the file");
        row("PKCS#7 that is data", pkcs7({}, NID_pkcs7_data), Error::Malformed, "export it as a certificate chain");
        row("PKCS#7 cut off", pkcs7({first().certificate}).chopped(1), Error::Malformed, "");
        row("PKCS#7 with more behind", pkcs7({first().certificate}) + "xy", Error::Malformed, "2 bytes follow");
        row("DER of another kind in a block", block("CERTIFICATE", pkcs12()), Error::Refused, "PKCS#12 keystore");
        row("trust settings cut off", block("TRUSTED CERTIFICATE", trustedCertificate(NID_client_auth).chopped(1)),
            Error::Malformed, "in line 1 cannot be read");
        row("a certificate too large", block("CERTIFICATE", "\x30\x83" + QByteArray(MaxCertificateBytes + 1, '0')),
            Error::TooLarge, "at most 65536");
        row("too many blocks", block("X", "x").repeated(MaxPemBlocks + 1), Error::TooLarge, "100000 PEM blocks");
    }

    void refuses()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, kind);
        QFETCH(QString, says);
        const Result<CertificateBundle> bundle = readCertificates(bytes);
        QVERIFY(!bundle);
        QVERIFY2(bundle.error().message.contains(says), qPrintable(bundle.error().message));
        QCOMPARE(int(bundle.error().kind), kind);
    }

    void namesTheCertificateOfPkcs7ThatCannotBeRead()
    {
        // 32 is no day of any month; OpenSSL reads the certificate and only its dates are refused.
        QByteArray der = pkcs7({first().certificate, second().certificate});
        const qsizetype date = der.lastIndexOf("231114221320Z");
        QVERIFY(date > 0);
        der.replace(date, 6, "231132");
        const Result<CertificateBundle> bundle = readCertificates(der);
        QVERIFY(!bundle);
        QVERIFY2(bundle.error().message.startsWith(QStringLiteral("Certificate 2 of the PKCS#7 data")),
                 qPrintable(bundle.error().message));
    }

    void refusesAHundredMegabytesOfZeros()
    {
        QTemporaryFile file;
        QVERIFY(file.open());
        constexpr qint64 Size = 100'000'000;
        QVERIFY(file.resize(Size));
        const uchar *zeros = file.map(0, Size);
        QVERIFY(zeros);
        QCOMPARE(readCertificates(QByteArrayView(zeros, Size)).error().kind, Error::TooLarge);
        QCOMPARE(readCertificates(QByteArrayView(zeros, MaxBundleBytes)).error().kind, Error::Malformed);
    }

    void isNotSlowedDownByHostileText_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        constexpr qsizetype Size = 4LL * 1024 * 1024;
        QTest::newRow("a comment of first lines") << '#' + QByteArray("-----BEGIN X-----").repeated(Size / 17);
        QTest::newRow("first lines") << QByteArray("-----BEGIN X-----\n").repeated(Size / 18);
        QTest::newRow("blocks in one indented line")
            << QByteArray(Size / 2, ' ') + QByteArray("-----BEGIN X-----A-----END X-----").repeated(9'999);
        QTest::newRow("last lines") << "-----BEGIN X-----" + QByteArray("-----END Y-----").repeated(Size / 15);
        QTest::newRow("dashes") << QByteArray(Size, '-');
    }

    void isNotSlowedDownByHostileText()
    {
        QFETCH(QByteArray, bytes);
        QElapsedTimer timer;
        timer.start();
        QVERIFY(!readCertificates(bytes));
        // Milliseconds where time grows with the size, minutes where it grows with its square.
        QVERIFY2(timer.elapsed() < 5'000, qPrintable(QString::number(timer.elapsed())));
    }

    void survivesDamagedBytes()
    {
        for (const QByteArray &whole : {block("PKCS7", pkcs7({first().certificate})), pkcs7({first().certificate}),
                                        block("TRUSTED CERTIFICATE", trustedCertificate(NID_client_auth))}) {
            for (qsizetype at = 0; at < whole.size(); ++at) {
                QByteArray changed = whole;
                changed[at] = static_cast<char>(changed[at] ^ (1 << (at % 8)));
                for (const QByteArray &bytes : {changed, whole.first(at)}) {
                    const Result<CertificateBundle> bundle = readCertificates(bytes);
                    QVERIFY(bundle ? !bundle->certificates.isEmpty() : !bundle.error().message.isEmpty());
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestCertificateBundle)
#include "test_certificate_bundle.moc"
