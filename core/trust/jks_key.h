#pragma once

#include "trust/trust_store.h"

/// Private keys as JKS protects them, by `sun.security.provider.KeyProtector`: an EncryptedPrivateKeyInfo (RFC 5958 §3)
/// of the algorithm 1.3.6.1.4.1.42.2.17.1.1, whose data is a salt of 20 bytes, the key XORed with a stream of SHA-1
/// over password and salt, and SHA-1 over password and key. Weak, which is why Java left it for PKCS#12.
namespace gatehouse::trust::jks {

/// What version 2 has before each certificate: two bytes of length and the type.
constexpr QByteArrayView X509Type("\0\5X.509", 7);

/// The PrivateKeyInfo; nothing where the password does not fit, or a byte of the key was altered: the two look the
/// same.
Result<std::optional<QCA::SecureArray>> recoverKey(QByteArrayView protectedKey, const Password &password);
Result<QByteArray> protectKey(QByteArrayView key, const Password &password);

struct KeyBody {
    QByteArray protectedKey;
    quint32 chainLength = 0;
};

/// What a private key's entry holds behind its date (decodeJks). Malformed where it is cut off.
Result<KeyBody> readKeyBody(QByteArrayView body);
QByteArray makeKeyBody(const QByteArray &protectedKey, const QList<Certificate> &chain);

void appendCertificate(QByteArray &bytes, const Certificate &certificate);

} // namespace gatehouse::trust::jks
