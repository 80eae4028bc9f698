#pragma once

#include "trust/store_codec.h"

namespace gatehouse::trust {

/// PKCS#12 (RFC 7292) by OpenSSL. A certificate bag with Java's attribute 2.16.840.1.113894.746875.1.1 is a trusted
/// certificate; one whose localKeyId is a key's belongs to that key's chain; any other is kept and shown as such.
/// `StoreEntry::encoded` holds the entry's SafeBag in DER, a private key's followed by those of its chain.
Result<DecodedStore> decodePkcs12(QByteArrayView bytes, const std::optional<Password> &password);
/// As JDK 17 writes it: PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC, 10 000 iterations, MAC likewise; each trusted
/// certificate with Java's attribute, so that keytool and the servers trust it.
Result<QByteArray> encodePkcs12(const TrustStore &store, const Password &password);

} // namespace gatehouse::trust
