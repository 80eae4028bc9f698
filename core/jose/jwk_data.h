#pragma once

#include "jose/jwk.h"
#include "jose/public_key.h"

namespace gatehouse::jose {

struct Jwk::Data {
    PublicKey key;
    QByteArray kid;
    QByteArray use;
    QByteArray alg;
    QList<QByteArray> keyOps;
    bool hasKeyOps = false; ///< an empty list allows nothing, an absent one everything
    QList<QByteArray> x5c;
};

/// RFC 7638 §3.2: the required members alone, in lexicographic order, without white space.
QByteArray canonicalJson(const PublicKey &key);

} // namespace gatehouse::jose
