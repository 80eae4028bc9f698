#include "trust/certificate_bundle.h"

#include "trust/openssl_helpers.h"
#include "trust/pem_blocks.h"

#include <QCoreApplication>
#include <QSet>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>

#include <algorithm>

namespace gatehouse::trust {

using namespace openssl;

namespace {

using OwnedPkcs7 = Owned<PKCS7, PKCS7_free>;
using OwnedRequest = Owned<X509_REQ, X509_REQ_free>;
using OwnedCrl = Owned<X509_CRL, X509_CRL_free>;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::trust)
};

#define WHAT(text) QT_TRANSLATE_NOOP("gatehouse::certificateBundle", text)

enum class Content : quint8 {
    ByItself, ///< a certificate or PKCS#7, whatever the label says: Windows writes the one under the other's name
    Trusted,  ///< a certificate and OpenSSL's trust settings
    Ignored,
};

struct KnownLabel {
    QByteArrayView label;
    Content content;
    const char *what; ///< for the list of what was ignored
};

constexpr KnownLabel KnownLabels[] = {
    {"CERTIFICATE", Content::ByItself, nullptr},
    {"X509 CERTIFICATE", Content::ByItself, nullptr},
    {"PKCS7", Content::ByItself, nullptr},
    {"PKCS #7 SIGNED DATA", Content::ByItself, nullptr},
    {"CMS", Content::ByItself, nullptr},
    {"TRUSTED CERTIFICATE", Content::Trusted, nullptr},
    {"CERTIFICATE REQUEST", Content::Ignored, WHAT("a certificate request (line %1)")},
    {"NEW CERTIFICATE REQUEST", Content::Ignored, WHAT("a certificate request (line %1)")},
    {"X509 CRL", Content::Ignored, WHAT("a revocation list (line %1)")},
    {"PUBLIC KEY", Content::Ignored, WHAT("a public key (line %1)")},
    {"RSA PUBLIC KEY", Content::Ignored, WHAT("a public key (line %1)")},
};

const KnownLabel *find(QByteArrayView label)
{
    const auto *found = std::find_if(std::begin(KnownLabels), std::end(KnownLabels),
                                     [label](const KnownLabel &known) { return known.label == label; });
    return found == std::end(KnownLabels) ? nullptr : found;
}

QString describeIgnored(const PemBlock &block)
{
    if (const KnownLabel *known = find(block.label))
        return Text::tr(known->what).arg(block.line);
    if (block.label.endsWith("PRIVATE KEY"))
        return Text::tr("a private key (line %1)").arg(block.line);
    return Text::tr("a block called %1 (line %2)").arg(QString::fromLatin1(block.label), QString::number(block.line));
}

/// What a SEQUENCE begins with, which tells the formats apart before any is read.
struct Opening {
    int tag = -1;
    QByteArrayView value;
};

Opening openingOf(QByteArrayView der)
{
    const auto *at = reinterpret_cast<const unsigned char *>(der.data());
    const auto *end = at + der.size();
    Opening opening;
    int tagClass = 0;
    for (const bool isOuter : {true, false}) {
        long length = 0;
        // 0x80 says that the length is wrong or goes beyond the end.
        if ((ASN1_get_object(&at, &length, &opening.tag, &tagClass, end - at) & 0x80) != 0
            || tagClass != V_ASN1_UNIVERSAL || (isOuter && opening.tag != V_ASN1_SEQUENCE)) {
            ERR_clear_error();
            return {};
        }
        opening.value = QByteArrayView(at, qMin<qsizetype>(length, end - at));
    }
    return opening;
}

/// The word for DER that is neither a certificate nor PKCS#7; empty where nothing is known of it.
QString nameOther(QByteArrayView der)
{
    const auto *start = reinterpret_cast<const unsigned char *>(der.data());
    const auto *at = start;
    QString name;
    if (OwnedRequest(d2i_X509_REQ(nullptr, &at, static_cast<long>(der.size()))))
        name = Text::tr("It is a certificate request; what its authority makes of it is needed.");
    at = start;
    if (OwnedCrl(d2i_X509_CRL(nullptr, &at, static_cast<long>(der.size()))))
        name = Text::tr("It is a revocation list, which holds no certificates.");
    ERR_clear_error();
    return name;
}

tl::unexpected<Error> refuseStore(const char *format)
{
    return fail(
        Error::Refused,
        Text::tr("This is a %1 keystore, not a file of certificates. Open it as a truststore and copy its entries "
                 "from there.")
            .arg(QLatin1String(format)));
}

class BundleReader
{
public:
    Result<void> readPem(QByteArrayView text);
    Result<void> readDer(QByteArrayView der);
    Result<CertificateBundle> take();

private:
    Result<void> readBlock(const PemBlock &block, Content content);
    Result<void> readTrusted(QByteArrayView der);
    Result<void> readPkcs7(QByteArrayView der);
    Result<void> add(const Result<Certificate> &certificate);

    CertificateBundle m_bundle;
    QSet<QByteArray> m_seen; ///< SHA-256
};

Result<void> BundleReader::add(const Result<Certificate> &certificate)
{
    if (!certificate)
        return tl::unexpected(certificate.error());
    const qsizetype before = m_seen.size();
    m_seen.insert(certificate->sha256());
    if (m_seen.size() == before)
        return {};
    if (before == MaxPemCertificates)
        return fail(Error::TooLarge,
                    Text::tr("The file holds more than %1 certificates; divide it.").arg(MaxPemCertificates));
    m_bundle.certificates.append(*certificate);
    return {};
}

Result<void> BundleReader::readTrusted(QByteArrayView der)
{
    const Result<TrustedCertificate> read = readTrustedCertificate(der);
    if (!read)
        return tl::unexpected(read.error());
    if (read->hadSettings)
        m_bundle.ignored.append(Text::tr("OpenSSL's trust settings of %1").arg(read->certificate.displayName()));
    return add(read->certificate);
}

Result<void> BundleReader::readPkcs7(QByteArrayView der)
{
    const auto *start = reinterpret_cast<const unsigned char *>(der.data());
    const auto *end = start;
    const OwnedPkcs7 pkcs7(d2i_PKCS7(nullptr, &end, static_cast<long>(der.size())));
    if (!pkcs7)
        return fail(Error::Malformed, Text::tr("The PKCS#7 data cannot be read; it is damaged or cut off."),
                    takeErrors());
    if (end - start != der.size())
        return fail(Error::Malformed,
                    Text::tr("%1 bytes follow the end of the PKCS#7 data.").arg(der.size() - (end - start)));
    if (!PKCS7_type_is_signed(pkcs7.get()) || !pkcs7->d.sign)
        return fail(Error::Malformed,
                    Text::tr("The PKCS#7 data is not of the kind that carries certificates; export it as a certificate "
                             "chain (.p7b)."));
    const STACK_OF(X509) *certificates = pkcs7->d.sign->cert;
    for (int i = 0; i < sk_X509_num(certificates); ++i) {
        const Result<Certificate> decoded = Certificate::fromHandle(sk_X509_value(certificates, i));
        const Result<void> added = add(decoded ? Certificate::fromDer(decoded->der()) : decoded);
        if (!added)
            return fail(added.error().kind,
                        Text::tr("Certificate %1 of the PKCS#7 data: %2").arg(i + 1).arg(added.error().message),
                        added.error().detail);
    }
    const int revocationLists = sk_X509_CRL_num(pkcs7->d.sign->crl);
    if (revocationLists > 0)
        m_bundle.ignored.append(Text::tr("revocation lists in the PKCS#7 data: %1").arg(revocationLists));
    return {};
}

Result<void> BundleReader::readDer(QByteArrayView der)
{
    const Opening opening = openingOf(der);
    if (opening.tag == V_ASN1_OBJECT)
        return readPkcs7(der);
    if (opening.tag == V_ASN1_INTEGER && opening.value == QByteArrayView("\3"))
        return refuseStore("PKCS#12");
    if (opening.tag == V_ASN1_INTEGER)
        return fail(Error::Malformed,
                    Text::tr("This looks like a private key; a certificate is expected. Keep keys to "
                             "those who use them."));
    Result<void> added = add(Certificate::fromDer(der));
    if (added || added.error().kind != Error::Malformed)
        return added;
    const QString other = nameOther(der);
    return other.isEmpty() ? added : fail(Error::Malformed, other);
}

Result<void> BundleReader::readBlock(const PemBlock &block, Content content)
{
    const Result<QByteArray> der = decodePemBlock(block);
    Result<void> read = !der          ? tl::unexpected(der.error())
        : content == Content::Trusted ? readTrusted(*der)
                                      : readDer(*der);
    if (read || read.error().kind == Error::TooLarge)
        return read;
    return fail(read.error().kind,
                Text::tr("The block %1 in line %2 cannot be read: %3")
                    .arg(QString::fromLatin1(block.label), QString::number(block.line), read.error().message),
                read.error().detail);
}

Result<void> BundleReader::readPem(QByteArrayView text)
{
    const Result<QList<PemBlock>> blocks = findPemBlocks(text);
    if (!blocks)
        return tl::unexpected(blocks.error());
    for (const PemBlock &block : *blocks) {
        const KnownLabel *known = find(block.label);
        if (!known || known->content == Content::Ignored)
            m_bundle.ignored.append(describeIgnored(block));
        else if (Result<void> read = readBlock(block, known->content); !read)
            return read;
    }
    return {};
}

Result<CertificateBundle> BundleReader::take()
{
    if (!m_bundle.certificates.isEmpty())
        return std::move(m_bundle);
    if (m_bundle.ignored.isEmpty())
        return fail(Error::Malformed, Text::tr("There is no certificate in the file."));
    constexpr qsizetype Named = 5;
    return fail(Error::Malformed,
                Text::tr("There is no certificate in the file; what it holds is %1.")
                    .arg(m_bundle.ignored.first(qMin(Named, m_bundle.ignored.size())).join(QStringLiteral(", "))));
}

/// Windows saves text as UTF-16 where a program lets it. What matters of PEM is ASCII; the rest becomes `?`.
QByteArray asciiOfUtf16(QByteArrayView bytes)
{
    const qsizetype low = bytes.startsWith("\xff\xfe") ? 0 : 1;
    QByteArray text;
    text.reserve(bytes.size() / 2);
    for (qsizetype at = 2; at + 1 < bytes.size(); at += 2) {
        const char character = bytes[at + low];
        text.append(bytes[at + 1 - low] == 0 && static_cast<uchar>(character) < 0x80 ? character : '?');
    }
    return text;
}

/// A SEQUENCE whose length is in further bytes, to be told by its end, or that of the whole: no text begins so.
bool isDer(QByteArrayView bytes)
{
    if (bytes.size() < 2 || bytes[0] != (V_ASN1_SEQUENCE | V_ASN1_CONSTRUCTED))
        return false;
    const auto length = static_cast<uchar>(bytes[1]);
    return length >= 0x80 || length + 2 == bytes.size();
}

Result<void> readText(BundleReader &reader, QByteArrayView text)
{
    if (hasPemBlock(text))
        return reader.readPem(text);
    if (text.startsWith("\xef\xbb\xbf"))
        text = text.sliced(3);
    const Result<QByteArray> der = decodePemBlock({{}, text, {}, 1});
    if (!der || !isDer(*der))
        return fail(
            Error::Malformed,
            Text::tr("This is no certificate in a form that Gatehouse knows: PEM (-----BEGIN CERTIFICATE-----), DER, "
                     "PKCS#7, or base64."));
    return reader.readDer(*der);
}

} // namespace

Result<TrustedCertificate> readTrustedCertificate(QByteArrayView der)
{
    if (der.size() > MaxCertificateBytes)
        return fail(Error::TooLarge,
                    Text::tr("it has %1 bytes; at most %2 are read.").arg(der.size()).arg(MaxCertificateBytes));
    const auto *start = reinterpret_cast<const unsigned char *>(der.data());
    const auto *end = start;
    const OwnedX509 x509(d2i_X509_AUX(nullptr, &end, static_cast<long>(der.size())));
    if (!x509 || end - start != der.size())
        return fail(Error::Malformed, Text::tr("it is not a certificate with OpenSSL's trust settings."), takeErrors());
    const bool hadSettings = X509_get0_trust_objects(x509.get()) || X509_get0_reject_objects(x509.get());
    // Read anew without them: OpenSSL would heed them wherever the certificate is used.
    return Certificate::fromHandle(x509.get())
        .and_then([](const Certificate &withSettings) { return Certificate::fromDer(withSettings.der()); })
        .map([hadSettings](const Certificate &certificate) {
            return TrustedCertificate{certificate, hadSettings};
        });
}

Result<CertificateBundle> readCertificates(QByteArrayView bytes)
{
    if (bytes.isEmpty())
        return fail(Error::Malformed, Text::tr("The file is empty."));
    if (bytes.size() > MaxBundleBytes)
        return fail(Error::TooLarge,
                    Text::tr("The file has %1 bytes; at most %2 are read.").arg(bytes.size()).arg(MaxBundleBytes));
    if (bytes.startsWith("\xfe\xed\xfe\xed"))
        return refuseStore("JKS");
    if (bytes.startsWith("\xce\xce\xce\xce"))
        return refuseStore("JCEKS");
    BundleReader reader;
    const bool isUtf16 = bytes.startsWith("\xff\xfe") || bytes.startsWith("\xfe\xff");
    const Result<void> read = isDer(bytes) ? reader.readDer(bytes)
        : isUtf16                          ? readText(reader, asciiOfUtf16(bytes))
                                           : readText(reader, bytes);
    if (!read)
        return tl::unexpected(read.error());
    return reader.take();
}

} // namespace gatehouse::trust
