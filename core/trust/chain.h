#pragma once

#include "trust/certificate.h"

#include <QLatin1String>

#include <memory>

namespace gatehouse::trust {

enum class ChainStatus {
    Trusted,
    Absent,     ///< no certificate was presented
    Unreadable, ///< what was presented is no certificate
    Expired,
    NotYetValid,
    UntrustedIssuer,            ///< nobody in the truststore vouches for it
    NotForClientAuthentication, ///< key usage or extended key usage forbids the purpose
    BadSignature,               ///< names an issuer that did not sign it
    WeakKey,                    ///< key or digest below 112 bits of security
    Invalid,                    ///< anything else that RFC 5280 forbids; the message says what
};

/// Stable, for logs and JSON: `trusted`, `absent`, `untrusted-issuer` …
QLatin1String name(ChainStatus status);

struct ChainVerdict {
    ChainStatus status = ChainStatus::Absent;
    QString message; ///< for people: names the subject, the issuer, the dates
    QString detail;  ///< for the log: the library's words
    /// Leaf first, up to the first anchor or as far as it could be built; empty where no certificate could
    /// be read.
    QList<Certificate> chain;

    bool isTrusted() const { return status == ChainStatus::Trusted; }
};

enum class ChainPurpose { ClientAuthentication, ServerAuthentication, Any };

/// More intermediates than this in a handshake are ignored; real chains have one or two.
constexpr qsizetype MaxPresentedCertificates = 10;

/// The certificates that are trusted, ready to verify with. Immutable, cheap to copy, usable from any
/// thread; built once and shared by every connection. The default one trusts nobody.
class TrustAnchors
{
public:
    TrustAnchors();
    /// Each certificate is an anchor by itself: a truststore that holds an issuing CA without its root
    /// trusts what that CA issued, and a leaf that is listed is trusted.
    static Result<TrustAnchors> create(const QList<Certificate> &certificates);

    const QList<Certificate> &certificates() const;
    bool isEmpty() const { return certificates().isEmpty(); }

    /// RFC 5280 §6 at the moment `now`; revocation is not looked at. The first thing wrong decides.
    ChainVerdict verify(const Certificate &leaf, const QList<Certificate> &intermediates, Instant now,
                        ChainPurpose purpose = ChainPurpose::ClientAuthentication) const;
    /// The same of what a TLS peer sent: DER, leaf first, possibly nothing.
    ChainVerdict verifyPresented(const QList<QByteArray> &derChain, Instant now,
                                 ChainPurpose purpose = ChainPurpose::ClientAuthentication) const;

private:
    struct Data;
    std::shared_ptr<const Data> m_data;
};

} // namespace gatehouse::trust
