#pragma once

#include "trust/store_codec.h"

namespace gatehouse::trust {

/// Java KeyStore, as `sun.security.provider.JavaKeyStore` reads and writes it: big-endian; magic, version (1 or 2),
/// count; per entry tag, alias in modified UTF-8, milliseconds since 1970, and the certificate, or the protected key
/// and its chain; last a SHA-1 over password, "Mighty Aphrodite" and everything before.
/// `StoreEntry::encoded` holds what follows the entry's date, always as version 2 has it. A certificate that cannot be
/// read leaves its entry a `problem`; where it is a private key's own, the entry has no certificates.
Result<DecodedStore> decodeJks(QByteArrayView bytes, const std::optional<Password> &password);

/// Always version 2. Aliases are written in lower case as keytool does, so that Java finds an entry however its alias
/// was typed; those that were read and not renamed come out as they were (StoreEntry::encodedAlias). An entry without
/// a date gets 1970-01-01, as keytool would show it.
/// Errors: Refused for what JKS cannot hold (entries of other kinds or other formats, aliases beyond 65535 bytes,
/// aliases that differ by case alone); TooLarge.
Result<QByteArray> encodeJks(const TrustStore &store, const Password &password);

} // namespace gatehouse::trust
