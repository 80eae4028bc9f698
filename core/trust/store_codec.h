#pragma once

#include "trust/trust_store.h"

namespace gatehouse::trust {

/// A bank's store has some hundreds of entries of one or two KiB; a hundred thousand of them fit.
constexpr qsizetype MaxStoreBytes = 256LL * 1024 * 1024;

/// Told by the first bytes, whatever the file is called: WSO2's `client-truststore.jks` is PKCS#12. The message says
/// what the bytes are instead (JCEKS, a single certificate, PKCS#7, zeros, nothing).
Result<StoreFormat> detectStoreFormat(QByteArrayView bytes);

enum class Integrity : quint8 {
    Verified,    ///< the digest that the password keys fits the bytes
    NotVerified, ///< no password was given
    None,        ///< the format, or this file, has no such digest
};

struct DecodedStore {
    TrustStore store;
    Integrity integrity = Integrity::None;
};

/// Reads any of the formats. Without a password JKS is read unverified, as `keytool -list` does; PKCS#12 whose
/// certificates are encrypted is not.
/// Errors: Refused where a password is needed or does not fit (in JKS, damage that leaves the structure whole looks
/// the same, and the message says so); Malformed for damage, with the entry and the offset; TooLarge.
Result<DecodedStore> decodeStore(QByteArrayView bytes, const std::optional<Password> &password);

/// Java refuses passwords under six characters for a new store.
constexpr int MinPasswordCharacters = 6;
/// Empty where a new store may have it; else why not, for beside the field. What only a format forbids, its encoder
/// says.
QString whyNoPassword(const Password &password);
/// Also what the format forbids; PEM has no password.
QString whyNoPassword(const Password &password, StoreFormat format);

/// The store as a file's bytes. Entries that were read and not changed come out byte for byte. PEM holds trusted
/// certificates alone (Refused otherwise) and ignores the password.
Result<QByteArray> encodeStore(const TrustStore &store, const Password &password);

} // namespace gatehouse::trust
