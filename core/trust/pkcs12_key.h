#pragma once

#include "trust/trust_store.h"

/// Private keys as PKCS#12 protects them: an EncryptedPrivateKeyInfo (RFC 5958 §3) in a shrouded key bag.
namespace gatehouse::trust::pkcs12 {

/// The PrivateKeyInfo; nothing where the password does not fit. Refused where the method is not supported or asks for
/// too much work.
Result<std::optional<QCA::SecureArray>> recoverKey(QByteArrayView protectedKey, const Password &password);
/// As JDK 17 writes it. Refused where Java could not open it: a password with characters outside printable ASCII.
Result<QByteArray> protectKey(QByteArrayView key, const Password &password);

} // namespace gatehouse::trust::pkcs12
