#pragma once

#include "trust/certificate.h"

namespace gatehouse::trust {

struct CertificateBundle {
    QList<Certificate> certificates; ///< in the order of the file, each once
    QStringList ignored;             ///< for people: what else was in the file, such as a private key
};

/// The certificates of whatever holds some, told by content: PEM (`CERTIFICATE`, `X509 CERTIFICATE`, `TRUSTED
/// CERTIFICATE`, `PKCS7` blocks, text between them), DER, PKCS#7 in DER, base64 without armour. At least one;
/// one that cannot be read fails the whole, naming which. A keystore is refused with the advice to open it instead.
Result<CertificateBundle> readCertificates(QByteArrayView bytes);

} // namespace gatehouse::trust
