#pragma once

#include "jose/private_key.h"
#include "trust/certificate.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

namespace gatehouse::directory {

/// What a certificate is for; it decides the extensions.
enum class CertificateKind {
    RootAuthority,
    IssuingAuthority, ///< issues leaves only (path length 0)
    Endpoint,         ///< TLS server
    Transport,        ///< a TPP's, for mutual TLS
    Signing,          ///< a TPP's, for its JWTs
};

struct CertificateRequest {
    struct NamePart {
        const char *type; ///< OpenSSL's short name
        QString value;
    };

    CertificateKind kind;
    QList<NamePart> subject; ///< least specific first, as OBIE writes it: C, O, OU, CN
    QStringList hostNames;   ///< DNS names and addresses, for the subject's alternative names
    Instant notBefore;
    Instant notAfter;
};

/// An authority that signs: the issuer of what it is handed.
struct Authority {
    jose::PrivateKey key;
    trust::Certificate certificate;
};

/// A certificate for the key, signed with RSA or ECDSA and SHA-256; its serial number has 127 random bits.
Result<trust::Certificate> issueCertificate(const CertificateRequest &request, const jose::PrivateKey &subjectKey,
                                            const Authority &issuer);
/// The same, signed by its own key.
Result<trust::Certificate> issueSelfSigned(const CertificateRequest &request, const jose::PrivateKey &key);

} // namespace gatehouse::directory
