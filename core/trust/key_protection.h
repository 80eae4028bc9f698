#pragma once

#include "trust/trust_store.h"

namespace gatehouse::trust {

/// A private key with its chain, as an entry of a store of another format: opened with `password` and protected anew
/// with the same one, in the way of that format. The key's own bytes (PrivateKeyInfo, RFC 5208) stay the same, and are
/// in memory that is wiped meanwhile. Takes the time of a key derivation.
/// Errors, each naming the entry: Refused where the password does not open the key, where a certificate of the chain
/// cannot be read or the other format would not hold the chain together, or cannot hold keys; Malformed for damage.
Result<StoreEntry> convertKeyEntry(const StoreEntry &entry, StoreFormat from, StoreFormat to, const Password &password);

} // namespace gatehouse::trust
