#include "jose/jwk.h"
#include "jose/openssl_util.h"

#include <algorithm>

namespace gatehouse::jose {

JwkSet::JwkSet(std::vector<Jwk> keys)
    : m_keys(std::move(keys))
{}

Result<JwkSet> JwkSet::parse(QByteArrayView json)
{
    if (json.size() > MaxJwkSetBytes)
        return fail(Error::TooLarge,
                    Text::tr("The key set has %1 bytes; at most %2 are read.").arg(json.size()).arg(MaxJwkSetBytes));
    const Result<Json> parsed = parseJson(json);
    if (!parsed)
        return fail(parsed.error().kind, Text::tr("The key set cannot be read. %1").arg(parsed.error().message),
                    parsed.error().detail);
    return fromJson(*parsed);
}

Result<JwkSet> JwkSet::fromJson(const Json &json)
{
    const Json *keys = member(json, "keys");
    if (!keys && member(json, "kty"))
        return fail(Error::Malformed,
                    Text::tr("This is a single key, not a key set. A set is an object whose \"keys\" list "
                             "the keys (RFC 7517 §5)."));
    if (!keys || !keys->is_array())
        return fail(Error::Malformed, Text::tr("This is not a key set: it has no list \"keys\" (RFC 7517 §5)."));
    if (keys->size() > static_cast<size_t>(MaxJwkSetKeys))
        return fail(Error::TooLarge,
                    Text::tr("The key set lists %1 keys; at most %2 are read.").arg(keys->size()).arg(MaxJwkSetKeys));
    JwkSet set;
    set.m_keys.reserve(keys->size());
    qsizetype index = 0;
    for (const Json &entry : *keys) {
        Result<Jwk> key = Jwk::fromJson(entry);
        if (key)
            set.m_keys.push_back(std::move(*key));
        else
            set.m_skipped.push_back({index, stringMember(entry, "kid").value_or(QString()).toUtf8(), key.error()});
        ++index;
    }
    return set;
}

bool JwkSet::hasKid(QByteArrayView kid) const
{
    return std::any_of(m_keys.begin(), m_keys.end(), [kid](const Jwk &key) { return key.kid() == kid; });
}

Json JwkSet::toJson() const
{
    Json keys = Json::array();
    for (const Jwk &key : m_keys)
        keys.push_back(key.toJson());
    return Json{{"keys", std::move(keys)}};
}

} // namespace gatehouse::jose
