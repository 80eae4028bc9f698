#pragma once

#include "base/time.h"
#include "fetch/https_get.h"
#include "fetch/key_set_changes.h"
#include "jose/jwk.h"

#include <QHash>
#include <QString>
#include <QUrl>

#include <memory>
#include <optional>

namespace gatehouse::fetch {

/// One key set of the network: where it lies, who vouches for its server, and where it may lie. Two that differ in any
/// of these are kept apart: what a server said that one truststore vouches for says nothing to whoever trusts another.
struct KeySetAddress {
    QUrl url;
    QString truststore = {}; ///< a file that opens without a password, trusted beside the system's; empty: those alone
    Reach reach = Reach::PublicOnly;

    friend bool operator==(const KeySetAddress &, const KeySetAddress &) = default;
};

inline size_t qHash(const KeySetAddress &address, size_t seed = 0)
{
    return qHashMulti(seed, address.url, address.truststore, static_cast<int>(address.reach));
}

/// What is known of a key set. A value.
struct KeySetState {
    KeySetAddress address;
    std::shared_ptr<const jose::JwkSet> keys = nullptr; ///< as they were read last; null: never
    std::optional<Instant> fetchedAt = {};              ///< when the server last said that these are the keys
    std::optional<Instant> attemptedAt = {};            ///< when it was last asked
    Instant refreshAt{};                                ///< when it is asked again
    QString problem = {};                               ///< why it was last asked in vain; empty where it was not
    KeySetChanges changes = {};                         ///< the newest ones that there were
    std::optional<Instant> changedAt = {};
    bool isFetching = false;
};

} // namespace gatehouse::fetch
