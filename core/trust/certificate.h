#pragma once

#include "base/result.h"
#include "base/time.h"
#include "trust/distinguished_name.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <QString>
#include <QStringList>

#include <memory>

typedef struct x509_st X509; // NOLINT(modernize-use-using): as OpenSSL has it

namespace gatehouse::trust {

constexpr qsizetype MaxCertificateBytes = qsizetype{64} * 1024;
constexpr qsizetype MaxPemCertificates = 2000; ///< a large truststore has some hundreds

/// What the qcStatements extension says of a payment service provider (ETSI TS 119 495 §5.1).
struct Psd2Statement {
    QStringList roles; ///< `PSP_AS`, `PSP_PI`, `PSP_AI`, `PSP_IC`
    QString authorityName;
    QString authorityId; ///< `GB-FCA`
};

/// An X.509 certificate. Immutable, cheap to copy, usable from any thread.
class Certificate
{
public:
    static Result<Certificate> fromDer(QByteArrayView der);
    /// The first certificate of a PEM text; text between the blocks is skipped.
    static Result<Certificate> fromPem(QByteArrayView pem);
    /// Every certificate of a PEM text, at least one. One that cannot be read fails the list.
    static Result<QList<Certificate>> listFromPem(QByteArrayView pem);
    /// Takes its own reference.
    static Result<Certificate> fromHandle(X509 *certificate);

    const QByteArray &der() const;
    QByteArray pem() const;

    /// RFC 4514 text, most specific attribute first: `CN=…,OU=…,O=OpenBanking,C=GB`.
    QString subject() const;
    QString issuer() const;
    /// In the order of the certificate, least specific first.
    const NameAttributes &subjectAttributes() const;
    const NameAttributes &issuerAttributes() const;

    /// The last of its kind in the subject, which is the most specific one; empty where absent.
    QString commonName() const;
    QString organisation() const;
    QString organisationalUnit() const;
    QString organizationIdentifier() const; ///< 2.5.4.97, `PSDGB-FCA-…`
    /// The common name, else the whole subject, else the serial number: to call it by in a sentence.
    QString displayName() const;

    QByteArray serialHex() const; ///< upper case, no separators, `59C6443E`
    Instant notBefore() const;
    Instant notAfter() const;
    bool isValidAt(Instant now) const;
    bool isCa() const;
    /// Issuer and subject are the same name and its own key verifies it.
    bool isSelfSigned() const;
    /// RFC 5280 names: `digitalSignature`, `keyCertSign` …; empty where the extension is absent.
    QStringList keyUsage() const;
    /// `serverAuth`, `clientAuth` …, or dotted OIDs; empty where the extension is absent.
    QStringList extendedKeyUsage() const;
    /// By key usage and extended key usage; an absent extension allows (RFC 5280 §4.2.1.12).
    bool allowsClientAuthentication() const;
    bool allowsServerAuthentication() const;
    /// `DNS:localhost`, `IP:127.0.0.1`, `URI:…`, `email:…`.
    QStringList subjectAlternativeNames() const;
    QString keyDescription() const;     ///< `RSA 2048`, `EC P-256`
    QString signatureAlgorithm() const; ///< `sha256WithRSAEncryption`

    QByteArray sha1() const;   ///< 20 bytes, over the DER
    QByteArray sha256() const; ///< 32 bytes, over the DER
    QString sha1Text() const;  ///< `3C:97:…`
    QString sha256Text() const;
    /// base64url SHA-256 of the DER: `x5t#S256` of RFC 7517 and RFC 8705 §3.1.
    QByteArray x5tS256() const;
    /// Empty roles where there is no such extension or it cannot be read.
    Psd2Statement psd2() const;

    /// `tls_client_auth_subject_dn` of RFC 8705 §2.1.2 against the subject. See matchDn().
    DnMatch matchesSubjectDn(QStringView dn) const;

    /// The same bytes.
    friend bool operator==(const Certificate &a, const Certificate &b) { return a.der() == b.der(); }

    /// Borrowed; lives as long as any copy of this certificate.
    X509 *handle() const;

private:
    struct Data;
    explicit Certificate(std::shared_ptr<const Data> data);

    std::shared_ptr<const Data> m_data;
};

} // namespace gatehouse::trust
