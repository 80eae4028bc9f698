#pragma once

#include "trust/certificate.h"

namespace gatehouse::trust {

/// From when on a certificate is shown as about to expire: a bank's change needs weeks.
constexpr std::chrono::days ExpiresSoon{30};

enum class Validity : quint8 { Valid, ExpiresSoon, Expired, NotYetValid };
Validity validityAt(const Certificate &certificate, Instant now);
/// Whole days until it expires; negative once it has.
qint64 daysLeft(const Certificate &certificate, Instant now);
/// "Valid for 312 days", "Expires in 12 days", "Expired 3 days ago", "Valid from 2027-01-01".
QString describeValidity(const Certificate &certificate, Instant now);

struct ReviewFinding {
    enum class Level : quint8 { Note, Warning, Problem };

    Level level = Level::Note;
    QString text; ///< for people
};

/// What an administrator should know before trusting it: validity, key and signature strength (NIST SP 800-57: 112 bits
/// of security), whether it is an authority at all, key usage that does not fit one. Worst first; mostly empty.
QList<ReviewFinding> reviewCertificate(const Certificate &certificate, Instant now);

/// A certificate's issuers, as far as `known` has them.
struct IssuerPath {
    QList<Certificate> certificates; ///< the certificate first, its root last
    bool reachesRoot = false;
    QString problem; ///< for people: where and why it ends short of a root; empty where it does not
};

/// Signatures and basic constraints are checked, validity at `now` too; purposes and revocation are not.
IssuerPath findIssuerPath(const Certificate &certificate, const QList<Certificate> &known, Instant now);

} // namespace gatehouse::trust
