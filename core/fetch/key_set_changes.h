#pragma once

#include "base/json.h"
#include "jose/jwk.h"

#include <QList>

namespace gatehouse::fetch {

/// What changed in a key set from one fetch to the next.
struct KeySetChanges {
    struct Key {
        QByteArray kid;        ///< empty for a key without one
        QByteArray thumbprint; ///< RFC 7638 over SHA-256, base64url
        friend bool operator==(const Key &, const Key &) = default;
    };
    /// The same `kid` names another key now: nobody should do that.
    struct Replaced {
        QByteArray kid, before, after; ///< thumbprints
        friend bool operator==(const Replaced &, const Replaced &) = default;
    };

    QList<Key> added, removed;
    QList<Replaced> replaced;

    bool isEmpty() const { return added.isEmpty() && removed.isEmpty() && replaced.isEmpty(); }
    friend bool operator==(const KeySetChanges &, const KeySetChanges &) = default;

    /// By `kid` and thumbprint, in the order of the sets' `kid`s; the order of the keys does not count.
    static KeySetChanges between(const jose::JwkSet &before, const jose::JwkSet &after);

    Json toJson() const;
    /// What toJson() made; anything else is no change.
    static KeySetChanges fromJson(const Json &json);
};

} // namespace gatehouse::fetch
