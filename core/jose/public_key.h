#pragma once

#include "base/result.h"
#include "jose/openssl_util.h"

namespace gatehouse::jose {

/// A public key that passed every check, with the numbers that a JWK writes.
struct PublicKey {
    std::shared_ptr<EVP_PKEY> handle;
    KeyType type = KeyType::Rsa;
    int bits = 0;
    QByteArray first;  ///< modulus or x, big-endian
    QByteArray second; ///< exponent or y, big-endian
};

/// A modulus and an exponent as RFC 7518 §6.3.1 has them: without leading zero bytes.
Result<PublicKey> makeRsaKey(const QByteArray &modulus, const QByteArray &exponent);
/// Coordinates as RFC 7518 §6.2.1 has them: as long as the field.
Result<PublicKey> makeEcKey(KeyType curve, const QByteArray &x, const QByteArray &y);
/// The public part of a key that OpenSSL read; refused for the same reasons.
Result<PublicKey> publicKeyOf(const EVP_PKEY *key);

} // namespace gatehouse::jose
