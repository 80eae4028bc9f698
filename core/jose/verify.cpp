#include "jose/jws.h"
#include "jose/openssl_util.h"

#include <algorithm>

namespace gatehouse::jose {

namespace {

using Status = SignatureVerdict::Status;

/// The longest: SEQUENCE, two INTEGERs of 49 bytes and their headers.
constexpr int MaxEcdsaDerBytes = 128;

QString shown(const QByteArray &text)
{
    return QString::fromUtf8(text.left(100));
}

QString listed(AlgorithmSet allowed)
{
    QStringList names;
    for (Algorithm algorithm : AllAlgorithms) {
        if (allowed.contains(algorithm))
            names.append(name(algorithm));
    }
    return names.isEmpty() ? Text::tr("none") : names.join(QStringLiteral(", "));
}

/// RFC 7518 §3.4: R || S to the DER that OpenSSL reads, written to `der`; its length, or 0.
int toDer(QByteArrayView both, unsigned char (&der)[MaxEcdsaDerBytes])
{
    const auto half = static_cast<int>(both.size() / 2);
    BignumPtr r(BN_bin2bn(bytesOf(both), half, nullptr));
    BignumPtr s(BN_bin2bn(bytesOf(both) + half, half, nullptr));
    const EcdsaSigPtr pair(ECDSA_SIG_new());
    if (!r || !s || !pair || ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1)
        return 0;
    static_cast<void>(r.release());
    static_cast<void>(s.release());
    const int size = i2d_ECDSA_SIG(pair.get(), nullptr);
    if (size <= 0 || size > MaxEcdsaDerBytes)
        return 0;
    unsigned char *cursor = der;
    return i2d_ECDSA_SIG(pair.get(), &cursor);
}

bool check(QByteArrayView input, const unsigned char *signature, size_t signatureSize, const Jwk &key,
           Algorithm algorithm)
{
    const MdContextPtr context(EVP_MD_CTX_new());
    EVP_PKEY_CTX *keyContext = nullptr;
    return context && EVP_DigestVerifyInit(context.get(), &keyContext, digestOf(algorithm), nullptr, key.handle()) == 1
        && configure(keyContext, algorithm)
        && EVP_DigestVerify(context.get(), signature, signatureSize, bytesOf(input), static_cast<size_t>(input.size()))
        == 1;
}

/// What is wrong with the algorithm itself; empty where the caller allows it, and then `algorithm` is set.
QString whyNotAllowed(const QByteArray &alg, AlgorithmSet allowed, Algorithm &algorithm)
{
    const std::optional<Algorithm> known = algorithmFromName(alg);
    if (known && allowed.contains(*known)) {
        algorithm = *known;
        return {};
    }
    if (alg.compare("none", Qt::CaseInsensitive) == 0)
        return Text::tr("The token is not signed (its alg is \"%1\"); allowed are %2.")
            .arg(shown(alg), listed(allowed));
    if (alg.startsWith("HS"))
        return Text::tr("The token is authenticated with %1, a secret that both sides share, and proves nothing of its "
                        "signer; allowed are %2.")
            .arg(shown(alg), listed(allowed));
    return Text::tr("The token is signed with %1; allowed are %2.").arg(shown(alg), listed(allowed));
}

/// Why no key could be tried: the sets of keys that `kid` selects are empty or unfit.
SignatureVerdict withoutKey(SignatureVerdict verdict, const JwkSet &keys, Algorithm algorithm)
{
    verdict.status = Status::Unverified;
    if (verdict.kid.isEmpty()) {
        verdict.reason = keys.isEmpty()
            ? Text::tr("There is no key to verify the signature with.")
            : Text::tr("The token names no key (it has no kid), and none of the %1 keys of the set may verify %2.")
                  .arg(keys.keys().size())
                  .arg(name(algorithm));
        return verdict;
    }
    for (const Jwk &key : keys.keys()) {
        if (key.kid() == verdict.kid) {
            verdict.status = Status::Invalid;
            verdict.reason = Text::tr("The key %1 must not verify this token. %2")
                                 .arg(shown(verdict.kid), key.whyUnfitFor(algorithm));
            return verdict;
        }
    }
    for (const JwkSet::Skipped &skipped : keys.skipped()) {
        if (skipped.kid == verdict.kid) {
            verdict.status = Status::Invalid;
            verdict.reason =
                Text::tr("The key %1 of the set cannot be used. %2").arg(shown(verdict.kid), skipped.reason.message);
            return verdict;
        }
    }
    verdict.reason = keys.isEmpty() ? Text::tr("There is no key to verify the signature with: the key %1 is needed.")
                                    : Text::tr("Signed by a key that the set does not list: kid %1.");
    verdict.reason = verdict.reason.arg(shown(verdict.kid));
    return verdict;
}

QString whyNoneVerified(const QByteArray &kid, qsizetype tried, Algorithm algorithm)
{
    if (!kid.isEmpty())
        return Text::tr(
                   "The signature does not verify with the key %1; the token was changed or signed by another key.")
            .arg(shown(kid));
    return Text::
        tr("The signature verifies with none of the %1 keys of the set that may verify %2; the token was changed or "
           "signed by another key.")
            .arg(tried)
            .arg(name(algorithm));
}

SignatureVerdict judge(SignatureVerdict verdict, QByteArrayView input, const QByteArray &signature, const JwkSet &keys,
                       AlgorithmSet allowed)
{
    verdict.status = Status::Invalid;
    Algorithm algorithm{};
    verdict.reason = whyNotAllowed(verdict.alg, allowed, algorithm);
    if (!verdict.reason.isEmpty())
        return verdict;
    if (signature.isEmpty()) {
        verdict.reason = Text::tr("The token has no signature: its third part is empty.");
        return verdict;
    }
    qsizetype tried = 0;
    qsizetype expectedBytes = 0;
    for (const Jwk &key : keys.keys()) {
        if ((!verdict.kid.isEmpty() && key.kid() != verdict.kid) || !key.fits(algorithm))
            continue;
        if (verifySignature(input, signature, key, algorithm)) {
            verdict.status = Status::Valid;
            verdict.key = key;
            return verdict;
        }
        ++tried;
        expectedBytes = signatureBytes(key.handle(), algorithm);
    }
    if (tried == 0)
        return withoutKey(std::move(verdict), keys, algorithm);
    verdict.reason = tried == 1 && signature.size() != expectedBytes
        ? Text::tr(
              "The signature has %1 bytes; with %2 and this key it would have %3. It was cut off or made in another form.")
              .arg(signature.size())
              .arg(name(algorithm))
              .arg(expectedBytes)
        : whyNoneVerified(verdict.kid, tried, algorithm);
    return verdict;
}

} // namespace

bool verifySignature(QByteArrayView signingInput, QByteArrayView signature, const Jwk &key, Algorithm algorithm)
{
    if (!key.fits(algorithm) || signature.size() != signatureBytes(key.handle(), algorithm))
        return false;
    const ErrorQueueScope errors;
    if (!isEcdsa(algorithm))
        return check(signingInput, bytesOf(signature), static_cast<size_t>(signature.size()), key, algorithm);
    unsigned char der[MaxEcdsaDerBytes];
    const int size = toDer(signature, der);
    return size > 0 && check(signingInput, der, static_cast<size_t>(size), key, algorithm);
}

SignatureVerdict verify(const Jws &jws, const JwkSet &keys, AlgorithmSet allowed)
{
    SignatureVerdict verdict;
    verdict.alg = jws.alg();
    verdict.kid = jws.kid();
    return judge(std::move(verdict), jws.signingInput(), jws.signature(), keys, allowed);
}

SignatureVerdict verify(const JwsParts &parts, const JwkSet &keys, AlgorithmSet allowed)
{
    SignatureVerdict verdict;
    verdict.alg = parts.alg();
    verdict.kid = parts.kid();
    if (const std::optional<Error> problem = parts.problem()) {
        verdict.status = Status::Invalid;
        verdict.reason = problem->message;
        return verdict;
    }
    return judge(std::move(verdict), parts.signingInput, *parts.signature, keys, allowed);
}

} // namespace gatehouse::jose
