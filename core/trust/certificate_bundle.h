#pragma once

#include "trust/certificate.h"

namespace gatehouse::trust {

/// Every root that a browser trusts, as PEM with text between, is a quarter of a megabyte.
constexpr qsizetype MaxBundleBytes = 16LL * 1024 * 1024;

struct CertificateBundle {
    QList<Certificate> certificates; ///< in the order of the file, each once
    QStringList ignored;             ///< for people: what else was in the file, such as a private key
};

/// The certificates of whatever holds some, told by content: PEM (`CERTIFICATE`, `X509 CERTIFICATE`, `TRUSTED
/// CERTIFICATE`, `PKCS7`, `CMS` blocks, text between them, also as UTF-16), DER, PKCS#7 in DER, base64 without armour.
/// At least one, at most MaxPemCertificates; one that cannot be read fails the whole, naming which. A private key is
/// told by its block's name and not decoded.
/// Errors: Refused for a keystore, with the advice to open it instead; Malformed; TooLarge.
Result<CertificateBundle> readCertificates(QByteArrayView bytes);

} // namespace gatehouse::trust
