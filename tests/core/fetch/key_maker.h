#pragma once

#include "jose/jwk.h"
#include "jose/private_key.h"

#include <initializer_list>

namespace gatehouse::fetch::test {

/// A new P-256 key of that name.
inline jose::Jwk makeKey(const char *kid)
{
    return jose::PrivateKey::generate(jose::KeyType::P256).value().publicJwk(kid);
}

inline QByteArray setOf(std::initializer_list<jose::Jwk> keys)
{
    return toBytes(jose::JwkSet(std::vector<jose::Jwk>(keys)).toJson());
}

} // namespace gatehouse::fetch::test
