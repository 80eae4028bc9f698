#pragma once

#include "trust/certificate_review.h"
#include "trust/trust_store.h"

namespace gatehouse::trust {

struct StoreFinding {
    QString alias;
    ReviewFinding finding;
};

/// What an administrator should know of a store's entries: reviewCertificate() of each, issuers that lead to no root of
/// the store or to one that is not in order, certificates that another entry has too, entries that cannot be read. In
/// the order of the store, the worst of an entry first. Of thousands it takes a while: not for the window's thread.
QList<StoreFinding> reviewStore(const TrustStore &store, Instant now);

} // namespace gatehouse::trust
