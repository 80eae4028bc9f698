#pragma once

#include "base/result.h"

#include <openssl/x509.h>

namespace gatehouse::trust::pkcs12 {

/// How much work the key derivation of a password based encryption asks for, in rounds as MaxDerivationRounds counts
/// them; more than a quint64 holds is its maximum. Refused where the method is unknown, Malformed where its
/// parameters cannot be read.
Result<quint64> derivationRounds(const X509_ALGOR *algorithm);

/// Absent means once; what is no count is more than anybody allows.
quint64 roundsOf(const ASN1_INTEGER *count);

quint64 saturatingSum(quint64 a, quint64 b);

/// `PBES2`, `pbeWithSHA1And40BitRC2-CBC`; the dotted OID of one that OpenSSL has no name for.
QString methodName(const X509_ALGOR *algorithm);

} // namespace gatehouse::trust::pkcs12
