#include "jose/openssl_util.h"

#include <openssl/rsa.h>

namespace gatehouse::jose {

namespace {

/// Never freed: worker threads may still hash while the process ends.
const EVP_MD *fetch(const char *digest)
{
    return EVP_MD_fetch(nullptr, digest, nullptr);
}

} // namespace

QString takeOpenSslErrors()
{
    QString text;
    while (const unsigned long code = ERR_get_error()) {
        char line[256];
        ERR_error_string_n(code, line, sizeof line);
        if (!text.isEmpty())
            text += QStringLiteral("; ");
        text += QString::fromLatin1(line);
    }
    return text;
}

tl::unexpected<Error> libraryFailure(QString message)
{
    return fail(Error::Internal, std::move(message), takeOpenSslErrors());
}

const EVP_MD *sha1()
{
    static const EVP_MD *digest = fetch("SHA1");
    return digest;
}

const EVP_MD *sha256()
{
    static const EVP_MD *digest = fetch("SHA256");
    return digest;
}

const EVP_MD *digestOf(Algorithm algorithm)
{
    static const EVP_MD *sha384 = fetch("SHA384");
    static const EVP_MD *sha512 = fetch("SHA512");
    switch (algorithm) {
    case Algorithm::PS256:
    case Algorithm::ES256:
    case Algorithm::RS256:
        return sha256();
    case Algorithm::PS384:
    case Algorithm::ES384:
        return sha384;
    case Algorithm::PS512:
        return sha512;
    }
    return nullptr;
}

QByteArray hash(const EVP_MD *digest, QByteArrayView bytes)
{
    QByteArray value(EVP_MD_get_size(digest), Qt::Uninitialized);
    if (EVP_Digest(bytes.data(), static_cast<size_t>(bytes.size()), bytesOf(value), nullptr, digest, nullptr) != 1)
        return {};
    return value;
}

KeyType keyTypeOf(Algorithm algorithm)
{
    switch (algorithm) {
    case Algorithm::ES256:
        return KeyType::P256;
    case Algorithm::ES384:
        return KeyType::P384;
    case Algorithm::PS256:
    case Algorithm::PS384:
    case Algorithm::PS512:
    case Algorithm::RS256:
        break;
    }
    return KeyType::Rsa;
}

bool isPss(Algorithm algorithm)
{
    return keyTypeOf(algorithm) == KeyType::Rsa && algorithm != Algorithm::RS256;
}

bool isEcdsa(Algorithm algorithm)
{
    return keyTypeOf(algorithm) != KeyType::Rsa;
}

int coordinateBytes(KeyType type)
{
    switch (type) {
    case KeyType::P256:
        return 32;
    case KeyType::P384:
        return 48;
    case KeyType::Rsa:
        break;
    }
    return 0;
}

bool configure(EVP_PKEY_CTX *context, Algorithm algorithm)
{
    if (isEcdsa(algorithm))
        return true;
    if (!isPss(algorithm))
        return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1;
    // The salt is as long as the digest, no more and no less (RFC 7518 §3.5); MGF1 takes the digest by itself.
    return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1
        && EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

qsizetype signatureBytes(const EVP_PKEY *key, Algorithm algorithm)
{
    if (isEcdsa(algorithm))
        return 2 * coordinateBytes(keyTypeOf(algorithm));
    return EVP_PKEY_get_size(key);
}

} // namespace gatehouse::jose
