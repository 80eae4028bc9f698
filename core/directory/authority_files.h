#pragma once

#include "directory/certificate_issue.h"

#include <QString>

namespace gatehouse::directory {

/// The authority of a test directory: what TPPs are issued with and trusted by.
struct AuthorityChain {
    trust::Certificate root;
    Authority issuing;
    bool isNew = false; ///< the root was made just now
};

/// Loads root.pem/.key and issuing.pem/.key of the folder, creating what is not there yet. The
/// certificate is written after its key: a key alone is what a crash left, and is made anew. The caller
/// holds the folder's lock.
Result<AuthorityChain> ensureAuthorities(const QString &folder, Instant now);

/// Loads endpoint.pem/.key, renewing them where they are missing, unfit, within a month of their end, or
/// lack one of the names. The certificate names localhost, 127.0.0.1, ::1 and `hostNames`. The caller
/// holds the folder's lock.
struct EndpointFiles {
    jose::PrivateKey key;
    QList<trust::Certificate> chain;
};
Result<EndpointFiles> ensureEndpoint(const QString &folder, const AuthorityChain &authorities,
                                     const QStringList &hostNames, Instant now);

/// A certificate that is made at `now` holds from an hour before, for clocks that are behind.
Instant validFrom(Instant now);
/// Thirteen months on, as TPP certificates of the Open Banking directory.
Instant leafValidUntil(Instant now);

} // namespace gatehouse::directory
