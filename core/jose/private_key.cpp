#include "jose/private_key.h"

#include "base/base64url.h"
#include "jose/jwk_data.h"

#include <openssl/pem.h>

#include <cstring>

namespace gatehouse::jose {

namespace {

/// Refuses a passphrase instead of asking the terminal for one, and tells that one was needed.
int noPassphrase(char *, int, int, void *asked)
{
    *static_cast<bool *>(asked) = true;
    return -1;
}

std::shared_ptr<EVP_PKEY> shared(EVP_PKEY *key)
{
    return std::shared_ptr<EVP_PKEY>(key, EVP_PKEY_free);
}

QByteArray contentOf(BIO *bio)
{
    char *data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return size > 0 ? QByteArray(data, size) : QByteArray();
}

} // namespace

PrivateKey::PrivateKey(std::shared_ptr<EVP_PKEY> key, Jwk publicKey)
    : m_key(std::move(key))
    , m_public(std::move(publicKey))
{}

Result<PrivateKey> PrivateKey::fromHandle(std::shared_ptr<EVP_PKEY> key)
{
    Result<PublicKey> publicPart = publicKeyOf(key.get());
    if (!publicPart)
        return tl::unexpected(publicPart.error());
    auto data = std::make_shared<Jwk::Data>();
    data->key = std::move(*publicPart);
    data->kid = toBase64url(hash(sha256(), canonicalJson(data->key)));
    data->use = "sig";
    return PrivateKey(std::move(key), Jwk(std::move(data)));
}

Result<PrivateKey> PrivateKey::generate(KeyType type, int rsaBits)
{
    const ErrorQueueScope errors;
    EVP_PKEY *key = nullptr;
    switch (type) {
    case KeyType::Rsa:
        if (rsaBits < MinRsaBits || rsaBits > MaxRsaBits)
            return fail(Error::Refused,
                        Text::tr("An RSA key has from %1 to %2 bits; %3 were asked for.")
                            .arg(MinRsaBits)
                            .arg(MaxRsaBits)
                            .arg(rsaBits));
        key = EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", static_cast<size_t>(rsaBits));
        break;
    case KeyType::P256:
        key = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
        break;
    case KeyType::P384:
        key = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-384");
        break;
    }
    if (!key)
        return libraryFailure(Text::tr("No key could be generated."));
    return fromHandle(shared(key));
}

Result<PrivateKey> PrivateKey::fromPem(const QCA::SecureArray &pem)
{
    const ErrorQueueScope errors;
    const BioPtr bio(BIO_new_mem_buf(pem.constData(), pem.size()));
    bool asked = false;
    EVP_PKEY *read = bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, noPassphrase, &asked) : nullptr;
    const std::shared_ptr<EVP_PKEY> key = shared(read);
    if (asked)
        return fail(Error::Refused,
                    Text::tr("The private key is encrypted. Decrypt it first, for instance with "
                             "\"openssl pkey\"."),
                    takeOpenSslErrors());
    if (!read)
        return fail(Error::Malformed, Text::tr("There is no private key in PEM form (-----BEGIN PRIVATE KEY-----)."),
                    takeOpenSslErrors());
    return fromHandle(key);
}

QCA::SecureArray PrivateKey::toPem() const
{
    const ErrorQueueScope errors;
    const BioPtr bio(BIO_new(BIO_s_secmem()));
    if (!bio || PEM_write_bio_PKCS8PrivateKey(bio.get(), handle(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
        return {};
    char *data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    QCA::SecureArray pem(static_cast<int>(size));
    std::memcpy(pem.data(), data, static_cast<size_t>(size));
    return pem;
}

KeyType PrivateKey::keyType() const
{
    return m_public.keyType();
}

Algorithm PrivateKey::defaultAlgorithm() const
{
    switch (keyType()) {
    case KeyType::P256:
        return Algorithm::ES256;
    case KeyType::P384:
        return Algorithm::ES384;
    case KeyType::Rsa:
        break;
    }
    return Algorithm::PS256;
}

bool PrivateKey::fits(Algorithm algorithm) const
{
    return keyTypeOf(algorithm) == keyType();
}

Jwk PrivateKey::publicJwk(const QByteArray &kid) const
{
    if (kid.isEmpty())
        return m_public;
    auto data = std::make_shared<Jwk::Data>(*m_public.m_data);
    data->kid = kid;
    return Jwk(std::move(data));
}

QByteArray PrivateKey::publicKeyPem() const
{
    const ErrorQueueScope errors;
    const BioPtr bio(BIO_new(BIO_s_mem()));
    if (!bio || PEM_write_bio_PUBKEY(bio.get(), handle()) != 1)
        return {};
    return contentOf(bio.get());
}

EVP_PKEY *PrivateKey::handle() const
{
    return m_key.get();
}

} // namespace gatehouse::jose
