#pragma once

#include "base/result.h"
#include "trust/openssl_helpers.h"

#include <QByteArray>
#include <QByteArrayView>

namespace gatehouse::trust {

/// EncryptedPrivateKeyInfo (RFC 5958 §3), in which every kind of store wraps a private key.
using EncryptedKeyInfo = openssl::Owned<X509_SIG, X509_SIG_free>;

/// Malformed where there is another thing, or more behind it.
Result<EncryptedKeyInfo> readKeyInfo(QByteArrayView der);
/// Internal where the library cannot.
Result<QByteArray> encodeKeyInfo(const EncryptedKeyInfo &info);

} // namespace gatehouse::trust
