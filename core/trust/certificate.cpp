#include "trust/certificate.h"

#include "base/base64url.h"
#include "trust/openssl_helpers.h"
#include "trust/pem_blocks.h"

#include <QCoreApplication>
#include <QCryptographicHash>

#include <openssl/err.h>
#include <openssl/pem.h>

namespace gatehouse::trust {

using namespace openssl;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::trust)
};

/// A PEM block may ask for a password; without this, OpenSSL would prompt on the terminal.
int noPassword(char *, int, int, void *)
{
    return -1;
}

QString rfc4514(const X509_NAME *name)
{
    const OwnedBio memory(BIO_new(BIO_s_mem()));
    if (!memory || X509_NAME_print_ex(memory.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) < 0) {
        ERR_clear_error();
        return {};
    }
    char *text = nullptr;
    const long length = BIO_get_mem_data(memory.get(), &text);
    return QString::fromUtf8(text, length);
}

QString lastValue(const NameAttributes &attributes, QByteArrayView oid)
{
    for (auto it = attributes.rbegin(); it != attributes.rend(); ++it) {
        if (it->oid == oid)
            return it->value;
    }
    return {};
}

QString colonHex(const QByteArray &bytes)
{
    return QString::fromLatin1(bytes.toHex(':').toUpper());
}

} // namespace

struct Certificate::Data {
    OwnedX509 x509;
    QByteArray der;
    NameAttributes subject;
    NameAttributes issuer;
    QString subjectText;
    QString issuerText;
    Instant notBefore;
    Instant notAfter;
    QByteArray sha256;
};

Certificate::Certificate(std::shared_ptr<const Data> data)
    : m_data(std::move(data))
{}

Result<Certificate> Certificate::fromHandle(X509 *certificate)
{
    auto data = std::make_shared<Data>();
    X509_up_ref(certificate);
    data->x509.reset(certificate);
    unsigned char *der = nullptr;
    const int length = i2d_X509(certificate, &der);
    if (length <= 0)
        return fail(Error::Internal, Text::tr("The certificate cannot be encoded."), takeErrors());
    data->der = QByteArray(reinterpret_cast<const char *>(der), length);
    OPENSSL_free(der);
    const auto notBefore = instantOf(X509_get0_notBefore(certificate));
    const auto notAfter = instantOf(X509_get0_notAfter(certificate));
    if (!notBefore || !notAfter)
        return fail(Error::Malformed, Text::tr("The certificate's validity has a date that does not exist."));
    data->notBefore = *notBefore;
    data->notAfter = *notAfter;
    data->subject = attributesOf(X509_get_subject_name(certificate));
    data->issuer = attributesOf(X509_get_issuer_name(certificate));
    data->subjectText = rfc4514(X509_get_subject_name(certificate));
    data->issuerText = rfc4514(X509_get_issuer_name(certificate));
    data->sha256 = QCryptographicHash::hash(data->der, QCryptographicHash::Sha256);
    // Makes OpenSSL decode the extensions now, so that the threads to come find them decoded.
    X509_check_purpose(certificate, -1, 0);
    ERR_clear_error();
    return Certificate(std::move(data));
}

Result<Certificate> Certificate::fromDer(QByteArrayView der)
{
    if (der.size() > MaxCertificateBytes)
        return fail(
            Error::TooLarge,
            Text::tr("The certificate has %1 bytes; at most %2 are read.").arg(der.size()).arg(MaxCertificateBytes));
    const auto *start = reinterpret_cast<const unsigned char *>(der.data());
    const unsigned char *end = start;
    const OwnedX509 x509(d2i_X509(nullptr, &end, static_cast<long>(der.size())));
    if (!x509)
        return fail(Error::Malformed, Text::tr("This is not an X.509 certificate in DER."), takeErrors());
    if (end - start != der.size())
        return fail(Error::Malformed,
                    Text::tr("%1 bytes follow the certificate's end.").arg(der.size() - (end - start)));
    return fromHandle(x509.get());
}

Result<Certificate> Certificate::fromPem(QByteArrayView pem)
{
    const OwnedBio memory(BIO_new_mem_buf(pem.data(), static_cast<int>(qMin<qsizetype>(pem.size(), INT_MAX))));
    const OwnedX509 x509(PEM_read_bio_X509(memory.get(), nullptr, noPassword, nullptr));
    if (!x509)
        return fail(Error::Malformed,
                    Text::tr("There is no readable certificate in this text; one that begins with "
                             "-----BEGIN CERTIFICATE----- is expected."),
                    takeErrors());
    return fromHandle(x509.get());
}

Result<QList<Certificate>> Certificate::listFromPem(QByteArrayView pem)
{
    const OwnedBio memory(BIO_new_mem_buf(pem.data(), static_cast<int>(qMin<qsizetype>(pem.size(), INT_MAX))));
    QList<Certificate> certificates;
    for (;;) {
        const OwnedX509 x509(PEM_read_bio_X509(memory.get(), nullptr, noPassword, nullptr));
        if (!x509)
            break;
        if (certificates.size() == MaxPemCertificates)
            return fail(Error::TooLarge, Text::tr("The text holds more than %1 certificates.").arg(MaxPemCertificates));
        Result<Certificate> certificate = fromHandle(x509.get());
        if (!certificate)
            return tl::unexpected(certificate.error());
        certificates.append(std::move(*certificate));
    }
    const bool atEnd = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    const QString words = takeErrors();
    if (!atEnd)
        return fail(Error::Malformed,
                    Text::tr("Certificate %1 of the text cannot be read; it is damaged or cut off.")
                        .arg(certificates.size() + 1),
                    words);
    if (certificates.isEmpty())
        return fail(Error::Malformed,
                    Text::tr("There is no certificate in this text; one that begins with "
                             "-----BEGIN CERTIFICATE----- is expected."),
                    words);
    return certificates;
}

const QByteArray &Certificate::der() const
{
    return m_data->der;
}

QByteArray Certificate::pem() const
{
    return encodePemBlock("CERTIFICATE", m_data->der);
}

QString Certificate::subject() const
{
    return m_data->subjectText;
}

QString Certificate::issuer() const
{
    return m_data->issuerText;
}

const NameAttributes &Certificate::subjectAttributes() const
{
    return m_data->subject;
}

const NameAttributes &Certificate::issuerAttributes() const
{
    return m_data->issuer;
}

QString Certificate::commonName() const
{
    return lastValue(m_data->subject, "2.5.4.3");
}

QString Certificate::organisation() const
{
    return lastValue(m_data->subject, "2.5.4.10");
}

QString Certificate::organisationalUnit() const
{
    return lastValue(m_data->subject, "2.5.4.11");
}

QString Certificate::organizationIdentifier() const
{
    return lastValue(m_data->subject, "2.5.4.97");
}

QString Certificate::displayName() const
{
    if (const QString name = commonName(); !name.isEmpty())
        return name;
    if (const QString name = subject(); !name.isEmpty())
        return name;
    return QString::fromLatin1(serialHex());
}

Instant Certificate::notBefore() const
{
    return m_data->notBefore;
}

Instant Certificate::notAfter() const
{
    return m_data->notAfter;
}

bool Certificate::isValidAt(Instant now) const
{
    return now >= m_data->notBefore && now <= m_data->notAfter;
}

QByteArray Certificate::sha1() const
{
    return QCryptographicHash::hash(m_data->der, QCryptographicHash::Sha1);
}

QByteArray Certificate::sha256() const
{
    return m_data->sha256;
}

QString Certificate::sha1Text() const
{
    return colonHex(sha1());
}

QString Certificate::sha256Text() const
{
    return colonHex(sha256());
}

QByteArray Certificate::x5tS256() const
{
    return toBase64url(m_data->sha256);
}

DnMatch Certificate::matchesSubjectDn(QStringView dn) const
{
    const Result<NameAttributes> claimed = parseDn(dn);
    if (!claimed)
        return DnMatch{false, {}, {}, claimed.error().message};
    return matchDn(*claimed, m_data->subject);
}

X509 *Certificate::handle() const
{
    return m_data->x509.get();
}

} // namespace gatehouse::trust
