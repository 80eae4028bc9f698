#pragma once

#include "trust/certificate.h"

namespace gatehouse::trust {

/// From when on a certificate is shown as about to expire: a bank's change needs weeks.
constexpr std::chrono::days ExpiryNotice{30};

enum class Validity : quint8 { Valid, ExpiresSoon, Expired, NotYetValid };
Validity validityAt(const Certificate &certificate, Instant now);
/// Whole days until it expires; negative once it has.
qint64 daysLeft(const Certificate &certificate, Instant now);
/// "Valid for 312 days", "Expires in 12 days", "Expired 3 days ago", "Valid from 2027-01-01".
QString describeValidity(const Certificate &certificate, Instant now);

/// Below 112 bits of security (NIST SP 800-57): RSA under 2048 bits, elliptic curves under 224.
bool hasWeakKey(const Certificate &certificate);
/// The same of its signature: SHA-1, MD5. A self-signed certificate's own signature protects nothing and never is.
bool hasWeakSignature(const Certificate &certificate);

struct ReviewFinding {
    enum class Level : quint8 { Note, Warning, Problem };

    Level level = Level::Note;
    QString text; ///< for people
};

/// What an administrator should know before trusting it: validity, weak key or signature, whether it is an authority at
/// all, key usage that does not fit one. Worst first; mostly empty.
QList<ReviewFinding> reviewCertificate(const Certificate &certificate, Instant now);

/// A certificate's issuers, as far as `known` has them.
struct IssuerPath {
    QList<Certificate> certificates; ///< the certificate first, its root last
    bool reachesRoot = false;
    /// For people: where and why it ends short of a root, or what on the way is not in order at the moment.
    QString problem;
};

/// Signatures, basic constraints and validity at `now` are checked; purposes and revocation are not.
IssuerPath findIssuerPath(const Certificate &certificate, const QList<Certificate> &known, Instant now);

} // namespace gatehouse::trust
