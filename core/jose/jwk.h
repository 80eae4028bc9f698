#pragma once

#include "base/json.h"
#include "base/result.h"
#include "jose/algorithm.h"

#include <QByteArray>
#include <QList>

#include <memory>
#include <utility>
#include <vector>

typedef struct evp_pkey_st EVP_PKEY; // NOLINT(modernize-use-using): as OpenSSL has it

namespace gatehouse::jose {

constexpr int MinRsaBits = 2048;  ///< RFC 7518 §3.3 and §3.5
constexpr int MaxRsaBits = 16384; ///< larger moduli only burn time

enum class KeyType : quint8 { Rsa, P256, P384 };

/// A public key of RFC 7517. Parsed once, immutable, cheap to copy, usable from any thread.
class Jwk
{
public:
    /// Refuses what cannot be a verification key here: another `kty` or `crv`, RSA under 2048 bits
    /// or with an even or tiny exponent, a point off the curve, bad base64url, a private key's
    /// members (they would be leaked by the next export), members of a wrong type.
    static Result<Jwk> fromJson(const Json &json);
    /// `kid` and `use` as given; without a kid the RFC 7638 SHA-256 thumbprint becomes it.
    static Result<Jwk> fromPublicKeyPem(QByteArrayView pem, const QByteArray &kid = {});
    /// The certificate's key, with the certificate as `x5c`; `kid` as for fromPublicKeyPem().
    static Result<Jwk> fromCertificateDer(QByteArrayView der, const QByteArray &kid = {});

    /// An opaque string, compared byte for byte; the directory's own ones end in `=`. Empty where absent.
    const QByteArray &kid() const;
    KeyType keyType() const;
    /// `RSA` or `EC`.
    QLatin1String kty() const;
    /// `RSA 2048`, `EC P-256`: for people.
    QString describe() const;
    int bits() const;
    /// `use` as it stands (`sig`, `enc`, the directory's `tls` …); empty where absent.
    const QByteArray &use() const;
    const QList<QByteArray> &keyOps() const;
    /// `alg` as it stands, which may be none of ours; empty where absent.
    const QByteArray &alg() const;
    /// DER, leaf first; empty where absent. Not checked against the key: see `x5cMatchesKey()`.
    const QList<QByteArray> &x5c() const;
    bool x5cMatchesKey() const;

    /// RFC 7638 over SHA-256, base64url.
    QByteArray thumbprint() const;
    /// The OBIE directory's `kid` of a TPP certificate: RFC 7638 over SHA-1, base64url, 27 characters.
    QByteArray directoryKid() const;

    /// Why this key may not verify a signature by `algorithm`: key type, curve, `use`, `key_ops`,
    /// `alg` (RFC 7517 §4.2 to §4.4). Empty where it may.
    QString whyUnfitFor(Algorithm algorithm) const;
    bool fits(Algorithm algorithm) const;

    /// The public members, `x5c` included.
    Json toJson() const;
    /// Borrowed; lives as long as any copy of this key.
    EVP_PKEY *handle() const;

private:
    struct Data;
    explicit Jwk(std::shared_ptr<const Data> data);

    std::shared_ptr<const Data> m_data;
    friend class PrivateKey;
};

constexpr qsizetype MaxJwkSetBytes = qsizetype{1024} * 1024;
constexpr qsizetype MaxJwkSetKeys = 1000;

/// A JWK Set. Keys that cannot verify here (RSA-1024, oct, OKP …) are left out of `keys()` and listed
/// in `skipped()` with the reason, as RFC 7517 §5 asks: one odd key must not blind the set.
class JwkSet
{
public:
    struct Skipped {
        qsizetype index = 0; ///< position in `keys`, from 0
        QByteArray kid;
        Error reason;
    };

    JwkSet() = default;
    explicit JwkSet(std::vector<Jwk> keys);
    static Result<JwkSet> parse(QByteArrayView json);
    static Result<JwkSet> fromJson(const Json &json);

    const std::vector<Jwk> &keys() const & { return m_keys; }
    const std::vector<Skipped> &skipped() const & { return m_skipped; }
    /// By value from a temporary set: a loop over `sampleSet().keys()` keeps what it walks.
    std::vector<Jwk> keys() && { return std::move(m_keys); }
    std::vector<Skipped> skipped() && { return std::move(m_skipped); }
    bool isEmpty() const { return m_keys.empty(); }
    bool hasKid(QByteArrayView kid) const;
    Json toJson() const;

private:
    std::vector<Jwk> m_keys;
    std::vector<Skipped> m_skipped;
};

} // namespace gatehouse::jose
