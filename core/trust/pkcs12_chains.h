#pragma once

#include "trust/pkcs12_bags.h"

namespace gatehouse::trust::pkcs12 {

/// The length of a key's chain, as far as it is followed.
constexpr qsizetype MaxChainCertificates = 16;

struct KeyChain {
    qsizetype key = 0;               ///< its bag's index
    QList<qsizetype> bags;           ///< of its certificates, those that no other entry has
    QList<Certificate> certificates; ///< leaf first; where a bag is another entry's, too
};

/// Which certificates belong to which key, as Java finds them: the key's own by localKeyId, else by its name, then each
/// one's issuer by name and key identifier. What decides between several is what is in them, never their order, so
/// that a store that is written anew reads the same. In the order of the keys.
QList<KeyChain> chainsOf(const QList<Bag> &bags);

} // namespace gatehouse::trust::pkcs12
