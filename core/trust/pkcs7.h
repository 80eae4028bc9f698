#pragma once

#include "trust/certificate.h"

namespace gatehouse::trust {

/// The certificates alone, as PKCS#7 in DER without signers (RFC 2315 §9.1): what Windows calls `.p7b`.
Result<QByteArray> toPkcs7(const QList<Certificate> &certificates);

} // namespace gatehouse::trust
