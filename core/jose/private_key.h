#pragma once

#include "jose/jwk.h"

#include <QtCrypto>

namespace gatehouse::jose {

/// A signing key. Immutable, cheap to copy, usable from any thread; wiped by OpenSSL when the last
/// copy goes.
class PrivateKey
{
public:
    static Result<PrivateKey> generate(KeyType type, int rsaBits = MinRsaBits);
    /// PKCS#8 or the traditional forms, not encrypted.
    static Result<PrivateKey> fromPem(const QCA::SecureArray &pem);
    /// PKCS#8, not encrypted: for files with access for the owner alone.
    QCA::SecureArray toPem() const;

    KeyType keyType() const;
    /// The algorithm a key signs with where nothing else is asked: PS256, ES256 or ES384.
    Algorithm defaultAlgorithm() const;
    bool fits(Algorithm algorithm) const;
    /// `use` is `sig`; `kid` as given, else the RFC 7638 SHA-256 thumbprint.
    Jwk publicJwk(const QByteArray &kid = {}) const;
    QByteArray publicKeyPem() const;
    /// Borrowed; lives as long as any copy of this key.
    EVP_PKEY *handle() const;

private:
    PrivateKey(std::shared_ptr<EVP_PKEY> key, Jwk publicKey);
    static Result<PrivateKey> fromHandle(std::shared_ptr<EVP_PKEY> key);

    std::shared_ptr<EVP_PKEY> m_key;
    Jwk m_public;
};

} // namespace gatehouse::jose
