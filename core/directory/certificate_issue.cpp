#include "directory/certificate_issue.h"

#include "directory/identifiers.h"
#include "trust/openssl_helpers.h"

#include <QCoreApplication>

#include <openssl/err.h>
#include <openssl/x509v3.h>

namespace gatehouse::directory {

using namespace trust::openssl;

namespace {

using OwnedNames = Owned<GENERAL_NAMES, GENERAL_NAMES_free>;
using OwnedExtension = Owned<X509_EXTENSION, X509_EXTENSION_free>;

struct KindExtension {
    CertificateKind kind;
    int nid;
    const char *value; ///< in the words of x509v3_config(5)
};

/// As the Open Banking directory's certificates have them; a signing certificate is for document signing
/// (1.3.6.1.4.1.311.10.3.12) alone, so that it cannot pass for a transport certificate.
constexpr KindExtension KindExtensions[] = {
    {CertificateKind::RootAuthority, NID_basic_constraints, "critical,CA:TRUE"},
    {CertificateKind::RootAuthority, NID_key_usage, "critical,keyCertSign,cRLSign"},
    {CertificateKind::IssuingAuthority, NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
    {CertificateKind::IssuingAuthority, NID_key_usage, "critical,keyCertSign,cRLSign"},
    {CertificateKind::Endpoint, NID_key_usage, "critical,digitalSignature"},
    {CertificateKind::Endpoint, NID_ext_key_usage, "serverAuth"},
    {CertificateKind::Transport, NID_key_usage, "critical,digitalSignature"},
    {CertificateKind::Transport, NID_ext_key_usage, "critical,serverAuth,clientAuth"},
    {CertificateKind::Signing, NID_key_usage, "critical,digitalSignature,nonRepudiation"},
    {CertificateKind::Signing, NID_ext_key_usage, "1.3.6.1.4.1.311.10.3.12"},
};

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::directory)
};

bool setSerial(X509 *x509)
{
    QByteArray bytes = randomBytes(16);
    bytes[0] = static_cast<char>((bytes[0] & 0x7f) | 0x40);
    const Owned<BIGNUM, BN_free> number(
        BN_bin2bn(reinterpret_cast<const unsigned char *>(bytes.constData()), static_cast<int>(bytes.size()), nullptr));
    return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(x509));
}

bool setSubject(X509 *x509, const QList<CertificateRequest::NamePart> &subject)
{
    X509_NAME *name = X509_get_subject_name(x509);
    for (const CertificateRequest::NamePart &part : subject) {
        const QByteArray utf8 = part.value.toUtf8();
        if (X509_NAME_add_entry_by_txt(name, part.type, MBSTRING_UTF8,
                                       reinterpret_cast<const unsigned char *>(utf8.constData()),
                                       static_cast<int>(utf8.size()), -1, 0)
            != 1)
            return false;
    }
    return true;
}

bool setValidity(X509 *x509, const CertificateRequest &request)
{
    return ASN1_TIME_set(X509_getm_notBefore(x509), static_cast<time_t>(toSeconds(request.notBefore)))
        && ASN1_TIME_set(X509_getm_notAfter(x509), static_cast<time_t>(toSeconds(request.notAfter)));
}

bool addExtension(X509 *x509, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, x509, nullptr, nullptr, 0);
    const OwnedExtension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
    return extension && X509_add_ext(x509, extension.get(), -1) == 1;
}

/// Built from parts, not from a text: a host name with a comma must not become two names.
bool addHostNames(X509 *x509, const QStringList &hostNames)
{
    const OwnedNames names(sk_GENERAL_NAME_new_null());
    for (const QString &hostName : hostNames) {
        const QByteArray text = hostName.toLatin1();
        GENERAL_NAME *name = GENERAL_NAME_new();
        if (!name || sk_GENERAL_NAME_push(names.get(), name) == 0) {
            GENERAL_NAME_free(name);
            return false;
        }
        if (ASN1_OCTET_STRING *address = a2i_IPADDRESS(text.constData())) {
            GENERAL_NAME_set0_value(name, GEN_IPADD, address);
            continue;
        }
        ASN1_IA5STRING *dns = ASN1_IA5STRING_new();
        if (!dns || ASN1_STRING_set(dns, text.constData(), static_cast<int>(text.size())) != 1) {
            ASN1_IA5STRING_free(dns);
            return false;
        }
        GENERAL_NAME_set0_value(name, GEN_DNS, dns);
    }
    ERR_clear_error();
    return X509_add1_ext_i2d(x509, NID_subject_alt_name, names.get(), 0, X509V3_ADD_DEFAULT) == 1;
}

bool addExtensions(X509 *x509, X509 *issuer, const CertificateRequest &request)
{
    for (const KindExtension &extension : KindExtensions) {
        if (extension.kind == request.kind && !addExtension(x509, issuer, extension.nid, extension.value))
            return false;
    }
    return addExtension(x509, issuer, NID_subject_key_identifier, "hash")
        && addExtension(x509, issuer, NID_authority_key_identifier, "keyid:always")
        && (request.hostNames.isEmpty() || addHostNames(x509, request.hostNames));
}

/// `issuer` is null for a certificate that its own key signs.
Result<trust::Certificate> issue(const CertificateRequest &request, const jose::PrivateKey &subjectKey, X509 *issuer,
                                 EVP_PKEY *issuerKey)
{
    const OwnedX509 owned(X509_new());
    X509 *x509 = owned.get();
    X509 *issuing = issuer ? issuer : x509;
    const bool made = x509 && X509_set_version(x509, X509_VERSION_3) == 1 && setSerial(x509)
        && setSubject(x509, request.subject) && setValidity(x509, request)
        && X509_set_issuer_name(x509, X509_get_subject_name(issuing)) == 1
        && X509_set_pubkey(x509, subjectKey.handle()) == 1 && addExtensions(x509, issuing, request)
        && X509_sign(x509, issuerKey, EVP_sha256()) > 0;
    if (!made)
        return fail(Error::Internal,
                    Text::tr("The certificate for %1 could not be made.")
                        .arg(request.subject.isEmpty() ? QString() : request.subject.back().value),
                    takeErrors());
    return trust::Certificate::fromHandle(x509);
}

} // namespace

Result<trust::Certificate> issueCertificate(const CertificateRequest &request, const jose::PrivateKey &subjectKey,
                                            const Authority &issuer)
{
    return issue(request, subjectKey, issuer.certificate.handle(), issuer.key.handle());
}

Result<trust::Certificate> issueSelfSigned(const CertificateRequest &request, const jose::PrivateKey &key)
{
    return issue(request, key, nullptr, key.handle());
}

} // namespace gatehouse::directory
