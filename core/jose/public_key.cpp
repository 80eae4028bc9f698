#include "jose/public_key.h"

#include <openssl/core_names.h>

namespace gatehouse::jose {

namespace {

/// OpenSSL refuses larger ones with large moduli, because they only burn time.
constexpr int MaxRsaExponentBits = 64;
constexpr BN_ULONG MinRsaExponent = 3;

BignumPtr bignum(QByteArrayView bytes)
{
    return BignumPtr(BN_bin2bn(bytesOf(bytes), static_cast<int>(bytes.size()), nullptr));
}

Result<PkeyPtr> build(const char *type, OSSL_PARAM_BLD *builder)
{
    const ParamsPtr params(OSSL_PARAM_BLD_to_param(builder));
    const PkeyContextPtr context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY *key = nullptr;
    if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1
        || EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
        return fail(Error::Malformed, Text::tr("The numbers do not make a public key."), takeOpenSslErrors());
    return PkeyPtr(key);
}

QString whyRefused(const BIGNUM *modulus, const BIGNUM *exponent)
{
    const int bits = BN_num_bits(modulus);
    if (bits < MinRsaBits)
        return Text::tr("The RSA key has %1 bits; at least %2 are needed (RFC 7518 §3.3).").arg(bits).arg(MinRsaBits);
    if (bits > MaxRsaBits)
        return Text::tr("The RSA key has %1 bits; at most %2 are accepted.").arg(bits).arg(MaxRsaBits);
    if (!BN_is_odd(modulus))
        return Text::tr("The modulus of the RSA key is even: it is no product of two primes.");
    if (BN_num_bits(exponent) > MaxRsaExponentBits)
        return Text::tr("The exponent of the RSA key is larger than %1 bits.").arg(MaxRsaExponentBits);
    if (!BN_is_odd(exponent))
        return Text::tr("The exponent of the RSA key is even: nothing can be signed with it.");
    if (BN_get_word(exponent) < MinRsaExponent)
        return Text::tr("The exponent of the RSA key is 1: anybody could sign with it.");
    return {};
}

Result<QByteArray> numberOf(const EVP_PKEY *key, const char *parameter, int paddedBytes)
{
    BIGNUM *raw = nullptr;
    if (EVP_PKEY_get_bn_param(key, parameter, &raw) != 1)
        return libraryFailure(Text::tr("The numbers of the key cannot be read."));
    const BignumPtr number(raw);
    QByteArray bytes(paddedBytes > 0 ? paddedBytes : BN_num_bytes(raw), Qt::Uninitialized);
    if (BN_bn2binpad(raw, bytesOf(bytes), static_cast<int>(bytes.size())) < 0)
        return libraryFailure(Text::tr("The numbers of the key cannot be read."));
    return bytes;
}

Result<KeyType> curveOf(const EVP_PKEY *key)
{
    char group[64] = {};
    if (EVP_PKEY_get_group_name(key, group, sizeof group, nullptr) == 1) {
        const QByteArrayView curve(group);
        if (curve == QByteArrayView(SN_X9_62_prime256v1))
            return KeyType::P256;
        if (curve == QByteArrayView(SN_secp384r1))
            return KeyType::P384;
    }
    return fail(Error::Refused,
                Text::tr("The key is on the curve %1; P-256 and P-384 are accepted.")
                    .arg(group[0] ? QString::fromLatin1(group) : Text::tr("of its own")));
}

} // namespace

Result<PublicKey> makeRsaKey(const QByteArray &modulus, const QByteArray &exponent)
{
    const ErrorQueueScope errors;
    if (modulus.isEmpty() || exponent.isEmpty())
        return fail(Error::Malformed, Text::tr("The modulus or the exponent of the RSA key is empty."));
    if (modulus.front() == '\0' || exponent.front() == '\0')
        return fail(Error::Malformed,
                    Text::tr("The modulus or the exponent of the RSA key starts with a zero byte, which "
                             "changes its thumbprint; it must be left out (RFC 7518 §6.3.1.1)."));
    // A hostile number is measured before OpenSSL reckons with it.
    if (modulus.size() > MaxRsaBits / 8 || exponent.size() > MaxRsaBits / 8)
        return fail(Error::Refused,
                    Text::tr("The RSA key is larger than the %1 bits that are accepted.").arg(MaxRsaBits));
    const BignumPtr n = bignum(modulus);
    const BignumPtr e = bignum(exponent);
    const ParamBuilderPtr builder(OSSL_PARAM_BLD_new());
    if (!n || !e || !builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1
        || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
        return libraryFailure(Text::tr("The RSA key cannot be built."));
    if (const QString reason = whyRefused(n.get(), e.get()); !reason.isEmpty())
        return fail(Error::Refused, reason);
    Result<PkeyPtr> handle = build("RSA", builder.get());
    if (!handle)
        return tl::unexpected(handle.error());
    return PublicKey{std::move(*handle), KeyType::Rsa, BN_num_bits(n.get()), modulus, exponent};
}

Result<PublicKey> makeEcKey(KeyType curve, const QByteArray &x, const QByteArray &y)
{
    const ErrorQueueScope errors;
    const int length = coordinateBytes(curve);
    if (x.size() != length || y.size() != length)
        return fail(Error::Malformed,
                    Text::tr("The coordinates of the EC key have %1 and %2 bytes; its curve needs %3 each "
                             "(RFC 7518 §6.2.1.2).")
                        .arg(x.size())
                        .arg(y.size())
                        .arg(length));
    const QByteArray point = char(POINT_CONVERSION_UNCOMPRESSED) + x + y;
    const char *group = curve == KeyType::P256 ? SN_X9_62_prime256v1 : SN_secp384r1;
    const ParamBuilderPtr builder(OSSL_PARAM_BLD_new());
    if (!builder || OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, group, 0) != 1
        || OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.constData(),
                                            static_cast<size_t>(point.size()))
            != 1)
        return libraryFailure(Text::tr("The EC key cannot be built."));
    Result<PkeyPtr> handle = build("EC", builder.get());
    if (handle) {
        const PkeyContextPtr context(EVP_PKEY_CTX_new_from_pkey(nullptr, handle->get(), nullptr));
        if (context && EVP_PKEY_public_check(context.get()) == 1)
            return PublicKey{std::move(*handle), curve, curve == KeyType::P256 ? 256 : 384, x, y};
    }
    return fail(Error::Refused, Text::tr("The coordinates of the EC key are no point on its curve."),
                takeOpenSslErrors());
}

Result<PublicKey> publicKeyOf(const EVP_PKEY *key)
{
    const ErrorQueueScope errors;
    if (EVP_PKEY_is_a(key, "RSA")) {
        const Result<QByteArray> modulus = numberOf(key, OSSL_PKEY_PARAM_RSA_N, 0);
        const Result<QByteArray> exponent = numberOf(key, OSSL_PKEY_PARAM_RSA_E, 0);
        if (!modulus)
            return tl::unexpected(modulus.error());
        if (!exponent)
            return tl::unexpected(exponent.error());
        return makeRsaKey(*modulus, *exponent);
    }
    if (EVP_PKEY_is_a(key, "EC")) {
        const Result<KeyType> curve = curveOf(key);
        if (!curve)
            return tl::unexpected(curve.error());
        const Result<QByteArray> x = numberOf(key, OSSL_PKEY_PARAM_EC_PUB_X, coordinateBytes(*curve));
        const Result<QByteArray> y = numberOf(key, OSSL_PKEY_PARAM_EC_PUB_Y, coordinateBytes(*curve));
        if (!x)
            return tl::unexpected(x.error());
        if (!y)
            return tl::unexpected(y.error());
        return makeEcKey(*curve, *x, *y);
    }
    const char *type = EVP_PKEY_get0_type_name(key);
    return fail(Error::Refused,
                Text::tr("The key is of type %1; RSA keys and EC keys are accepted.")
                    .arg(type ? QString::fromLatin1(type) : Text::tr("unknown")));
}

} // namespace gatehouse::jose
