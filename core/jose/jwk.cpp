#include "jose/jwk.h"

#include "base/base64url.h"
#include "jose/jwk_data.h"

#include <openssl/pem.h>

namespace gatehouse::jose {

namespace {

QLatin1String curveName(KeyType type)
{
    return type == KeyType::P256 ? QLatin1String("P-256") : QLatin1String("P-384");
}

X509Ptr readCertificate(QByteArrayView der)
{
    const unsigned char *cursor = bytesOf(der);
    X509Ptr certificate(d2i_X509(nullptr, &cursor, static_cast<long>(der.size())));
    if (certificate && cursor != bytesOf(der) + der.size())
        certificate.reset();
    return certificate;
}

/// Refuses a passphrase instead of asking the terminal for one.
int noPassphrase(char *, int, int, void *)
{
    return -1;
}

} // namespace

QByteArray canonicalJson(const PublicKey &key)
{
    const QByteArray first = toBase64url(key.first);
    const QByteArray second = toBase64url(key.second);
    if (key.type == KeyType::Rsa)
        return R"({"e":")" + second + R"(","kty":"RSA","n":")" + first + R"("})";
    return R"({"crv":")" + QByteArray(curveName(key.type).latin1()) + R"(","kty":"EC","x":")" + first + R"(","y":")"
        + second + R"("})";
}

Jwk::Jwk(std::shared_ptr<const Data> data)
    : m_data(std::move(data))
{}

Result<Jwk> Jwk::fromPublicKeyPem(QByteArrayView pem, const QByteArray &kid)
{
    const ErrorQueueScope errors;
    if (pem.size() > MaxPemBytes)
        return fail(Error::TooLarge,
                    Text::tr("The PEM text has %1 bytes; at most %2 are read.").arg(pem.size()).arg(MaxPemBytes));
    const BioPtr bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    const PkeyPtr read(bio ? PEM_read_bio_PUBKEY(bio.get(), nullptr, noPassphrase, nullptr) : nullptr);
    if (!read)
        return fail(Error::Malformed, Text::tr("There is no public key in PEM form (-----BEGIN PUBLIC KEY-----)."),
                    takeOpenSslErrors());
    Result<PublicKey> key = publicKeyOf(read.get());
    if (!key)
        return tl::unexpected(key.error());
    auto data = std::make_shared<Data>();
    data->key = std::move(*key);
    data->kid = kid.isEmpty() ? toBase64url(hash(sha256(), canonicalJson(data->key))) : kid;
    return Jwk(std::move(data));
}

Result<Jwk> Jwk::fromCertificateDer(QByteArrayView der, const QByteArray &kid)
{
    const ErrorQueueScope errors;
    const X509Ptr certificate = readCertificate(der);
    const EVP_PKEY *read = certificate ? X509_get0_pubkey(certificate.get()) : nullptr;
    if (!read)
        return fail(Error::Malformed, Text::tr("This is not one certificate in DER form with a key that can be read."),
                    takeOpenSslErrors());
    Result<PublicKey> key = publicKeyOf(read);
    if (!key)
        return tl::unexpected(key.error());
    auto data = std::make_shared<Data>();
    data->key = std::move(*key);
    data->kid = kid.isEmpty() ? toBase64url(hash(sha256(), canonicalJson(data->key))) : kid;
    data->x5c = {der.toByteArray()};
    return Jwk(std::move(data));
}

const QByteArray &Jwk::kid() const
{
    return m_data->kid;
}

KeyType Jwk::keyType() const
{
    return m_data->key.type;
}

QLatin1String Jwk::kty() const
{
    return keyType() == KeyType::Rsa ? QLatin1String("RSA") : QLatin1String("EC");
}

QString Jwk::describe() const
{
    if (keyType() == KeyType::Rsa)
        return QStringLiteral("RSA %1").arg(bits());
    return QStringLiteral("EC %1").arg(curveName(keyType()));
}

int Jwk::bits() const
{
    return m_data->key.bits;
}

const QByteArray &Jwk::use() const
{
    return m_data->use;
}

const QList<QByteArray> &Jwk::keyOps() const
{
    return m_data->keyOps;
}

const QByteArray &Jwk::alg() const
{
    return m_data->alg;
}

const QList<QByteArray> &Jwk::x5c() const
{
    return m_data->x5c;
}

bool Jwk::x5cMatchesKey() const
{
    if (m_data->x5c.isEmpty())
        return false;
    const ErrorQueueScope errors;
    const X509Ptr leaf = readCertificate(m_data->x5c.front());
    const EVP_PKEY *key = leaf ? X509_get0_pubkey(leaf.get()) : nullptr;
    return key && EVP_PKEY_eq(key, handle()) == 1;
}

QByteArray Jwk::thumbprint() const
{
    return toBase64url(hash(sha256(), canonicalJson(m_data->key)));
}

QByteArray Jwk::directoryKid() const
{
    return toBase64url(hash(sha1(), canonicalJson(m_data->key)));
}

QString Jwk::whyUnfitFor(Algorithm algorithm) const
{
    const QString asked = name(algorithm);
    if (keyTypeOf(algorithm) != keyType())
        return Text::tr("%1 does not go with a key of type %2.").arg(asked, describe());
    if (!use().isEmpty() && use() != "sig")
        return Text::tr("The key is not for signatures: its use is \"%1\".").arg(QString::fromUtf8(use().left(60)));
    if (m_data->hasKeyOps && !keyOps().contains("verify"))
        return Text::tr("The key is not for signatures: its key_ops do not list \"verify\".");
    if (!alg().isEmpty() && QByteArrayView(alg()) != QByteArrayView(name(algorithm)))
        return Text::tr("The key is for %1 alone, not for %2.").arg(QString::fromUtf8(alg().left(60)), asked);
    return {};
}

bool Jwk::fits(Algorithm algorithm) const
{
    return keyTypeOf(algorithm) == keyType() && (use().isEmpty() || use() == "sig")
        && (!m_data->hasKeyOps || keyOps().contains("verify"))
        && (alg().isEmpty() || QByteArrayView(alg()) == QByteArrayView(name(algorithm)));
}

EVP_PKEY *Jwk::handle() const
{
    return m_data->key.handle.get();
}

} // namespace gatehouse::jose
