#include "base/base64url.h"
#include "jose/jws.h"
#include "jose/openssl_util.h"
#include "jose/private_key.h"

namespace gatehouse::jose {

namespace {

/// RFC 7518 §3.4: R || S, each as long as the curve's order. Empty where `der` is no signature.
QByteArray concatenated(QByteArrayView der, int halfBytes)
{
    const unsigned char *cursor = bytesOf(der);
    const EcdsaSigPtr pair(d2i_ECDSA_SIG(nullptr, &cursor, static_cast<long>(der.size())));
    QByteArray both(2 * halfBytes, Qt::Uninitialized);
    if (!pair || BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), bytesOf(both), halfBytes) != halfBytes
        || BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), bytesOf(both) + halfBytes, halfBytes) != halfBytes)
        return {};
    return both;
}

QByteArray signatureOver(QByteArrayView input, EVP_PKEY *key, Algorithm algorithm)
{
    const MdContextPtr context(EVP_MD_CTX_new());
    EVP_PKEY_CTX *keyContext = nullptr;
    if (!context || EVP_DigestSignInit(context.get(), &keyContext, digestOf(algorithm), nullptr, key) != 1
        || !configure(keyContext, algorithm))
        return {};
    size_t size = static_cast<size_t>(EVP_PKEY_get_size(key));
    QByteArray signature(static_cast<qsizetype>(size), Qt::Uninitialized);
    if (EVP_DigestSign(context.get(), bytesOf(signature), &size, bytesOf(input), static_cast<size_t>(input.size()))
        != 1)
        return {};
    signature.truncate(static_cast<qsizetype>(size));
    return isEcdsa(algorithm) ? concatenated(signature, coordinateBytes(keyTypeOf(algorithm))) : signature;
}

} // namespace

Result<QByteArray> sign(const PrivateKey &key, Algorithm algorithm, Json header, QByteArrayView payload)
{
    const ErrorQueueScope errors;
    if (!header.is_object())
        return fail(Error::Malformed, Text::tr("The header of a token is a JSON object."));
    if (!key.fits(algorithm))
        return fail(Error::Refused,
                    Text::tr("%1 does not go with a key of type %2.").arg(name(algorithm), key.publicJwk().describe()));
    header["alg"] = name(algorithm).latin1();
    QByteArray token = toBase64url(toBytes(header)) + '.' + toBase64url(payload);
    const QByteArray signature = signatureOver(token, key.handle(), algorithm);
    if (signature.isEmpty())
        return libraryFailure(Text::tr("The token could not be signed."));
    return token + '.' + toBase64url(signature);
}

} // namespace gatehouse::jose
