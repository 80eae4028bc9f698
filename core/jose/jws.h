#pragma once

#include "base/json.h"
#include "base/result.h"
#include "jose/algorithm.h"
#include "jose/jwk.h"

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace gatehouse::jose {

class PrivateKey;

/// Larger than any registration request that a directory's statement leads to (5 KiB seen).
constexpr qsizetype MaxCompactBytes = qsizetype{256} * 1024;

/// A compact JWS (RFC 7515 §7.1) taken apart as far as it goes: an inspector shows what can be read
/// and says of each part that cannot why not. Whatever verifies uses `problem()` or `Jws::parse`.
struct JwsParts {
    QByteArray signingInput; ///< the first two parts and the dot between, as they stand
    Result<Json> header;     ///< an object, no member twice
    Result<QByteArray> payload;
    Result<Json> claims; ///< the payload as a JSON object; a JWS need not have it, a JWT must
    Result<QByteArray> signature;

    /// `alg` and `kid` as they stand; empty where absent or not strings.
    QByteArray alg() const;
    QByteArray kid() const;
    /// The first thing that keeps this from being a well-formed signed JWT: parts, base64url, JSON,
    /// `alg` missing, `crit` not understood (RFC 7515 §4.1.11), `b64` false. Nothing where it is one.
    std::optional<Error> problem() const;
};

/// Never fails as a whole. White space around the token is not part of it; white space inside is a
/// fault of the part it is in. Messages name part, character and position ("'}' at position 342 of
/// the third part").
JwsParts dissect(QByteArrayView compact);

/// A well-formed signed JWT.
class Jws
{
public:
    static Result<Jws> parse(QByteArrayView compact);
    static Result<Jws> fromParts(JwsParts parts);

    const Json &header() const { return *m_parts.header; }
    const Json &claims() const { return *m_parts.claims; }
    const QByteArray &payload() const { return *m_parts.payload; }
    const QByteArray &signature() const { return *m_parts.signature; }
    const QByteArray &signingInput() const { return m_parts.signingInput; }
    QByteArray kid() const { return m_parts.kid(); }
    /// The header's value, which may be none of ours (`none`, `HS256`).
    QByteArray alg() const { return m_parts.alg(); }

private:
    explicit Jws(JwsParts parts);
    JwsParts m_parts;
};

/// What is known of a signature.
struct SignatureVerdict {
    enum class Status {
        Valid,
        Invalid,    ///< a key was tried and does not match, or the token must not be accepted
        Unverified, ///< no key at hand: nothing can be said
    };

    Status status = Status::Unverified;
    QByteArray alg;         ///< as the header says
    QByteArray kid;         ///< as the header says
    std::optional<Jwk> key; ///< the key that verified it
    QString reason;         ///< why it is not valid, for people; empty where it is
};

/// Verifies with a key of `keys` and an algorithm of `allowed`: never by what the token brings along
/// (`jku`, `jwk`, `x5u`, `x5c` are ignored). With a `kid` in the header only keys of that `kid` are
/// tried; without one, every key that fits the algorithm. A `kid` that the set does not list leaves
/// the signature Unverified, as an empty set does; one that it lists for another purpose (`use`,
/// `alg` …) or skipped makes it Invalid. The reason names the `kid` in both cases.
SignatureVerdict verify(const Jws &jws, const JwkSet &keys, AlgorithmSet allowed);
/// The same of parts; a token with a problem is Invalid for that reason.
SignatureVerdict verify(const JwsParts &parts, const JwkSet &keys, AlgorithmSet allowed);
/// The bare question, for one key.
bool verifySignature(QByteArrayView signingInput, QByteArrayView signature, const Jwk &key, Algorithm algorithm);

/// A compact JWS. `header` is used as it stands, `alg` is put in; PSS salt as long as the hash
/// (RFC 7518 §3.5), ECDSA as R || S (§3.4). RS256 is there only to make tokens that must be refused.
Result<QByteArray> sign(const PrivateKey &key, Algorithm algorithm, Json header, QByteArrayView payload);

} // namespace gatehouse::jose
