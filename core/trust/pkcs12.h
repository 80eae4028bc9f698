#pragma once

#include "trust/store_codec.h"

namespace gatehouse::trust {

/// PKCS#12 (RFC 7292) by OpenSSL. A certificate bag with Java's attribute 2.16.840.1.113894.746875.1.1 is a trusted
/// certificate; one that a key's localKeyId or chain leads to belongs to that key; any other is kept and shown as
/// such. What has no name is called by a number, as Java does it, and a name that is there already gets one.
/// `StoreEntry::encoded` holds the entry's SafeBag, a private key's followed by those of its chain; before them, where
/// the alias is not the bag's friendlyName, that alias as a BMPString.
Result<DecodedStore> decodePkcs12(QByteArrayView bytes, const std::optional<Password> &password);
/// As JDK 17 writes it: PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC, 10 000 iterations, MAC likewise; each trusted
/// certificate with Java's attribute, so that keytool and the servers trust it.
/// Refused where Java could not open it: a password with characters outside printable ASCII.
Result<QByteArray> encodePkcs12(const TrustStore &store, const Password &password);

} // namespace gatehouse::trust
