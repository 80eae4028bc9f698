#pragma once

#include "trust/store_codec.h"

namespace gatehouse::trust {

/// Java KeyStore, as `sun.security.provider.JavaKeyStore` reads and writes it: big-endian; magic, version (1 or 2),
/// count; per entry tag, alias in modified UTF-8, milliseconds since 1970, and the certificate, or the protected key
/// and its chain; last a SHA-1 over password, "Mighty Aphrodite" and everything before.
/// `StoreEntry::encoded` holds what follows the entry's date.
Result<DecodedStore> decodeJks(QByteArrayView bytes, const std::optional<Password> &password);
/// Always version 2.
Result<QByteArray> encodeJks(const TrustStore &store, const Password &password);

} // namespace gatehouse::trust
