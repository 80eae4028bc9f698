#pragma once

#include <QByteArrayView>
#include <QLatin1String>

#include <initializer_list>
#include <optional>

namespace gatehouse::jose {

/// The signature algorithms of RFC 7518 §3 that open banking uses. `none` and HMAC do not exist
/// here, so that no caller can allow them.
enum class Algorithm : quint8 { PS256, PS384, PS512, ES256, ES384, RS256 };

constexpr Algorithm AllAlgorithms[] = {Algorithm::PS256, Algorithm::PS384, Algorithm::PS512,
                                       Algorithm::ES256, Algorithm::ES384, Algorithm::RS256};

/// The `alg` value, as RFC 7518 spells it.
QLatin1String name(Algorithm algorithm);
/// Case-sensitive, as RFC 7515 §4.1.1 demands.
std::optional<Algorithm> algorithmFromName(QByteArrayView text);

/// A set of algorithms: what a caller allows. Empty allows nothing.
class AlgorithmSet
{
public:
    constexpr AlgorithmSet() = default;
    constexpr AlgorithmSet(std::initializer_list<Algorithm> algorithms)
    {
        for (Algorithm algorithm : algorithms)
            insert(algorithm);
    }

    constexpr void insert(Algorithm algorithm) { m_bits = static_cast<quint8>(m_bits | bit(algorithm)); }
    constexpr bool contains(Algorithm algorithm) const { return (m_bits & bit(algorithm)) != 0; }
    constexpr bool isEmpty() const { return m_bits == 0; }
    friend constexpr bool operator==(AlgorithmSet, AlgorithmSet) = default;

private:
    static constexpr quint8 bit(Algorithm algorithm)
    {
        return static_cast<quint8>(1U << static_cast<unsigned>(algorithm));
    }

    quint8 m_bits = 0;
};

/// FAPI 1.0 Advanced §8.6 allows PS256 and ES256; their larger siblings are no weaker.
constexpr AlgorithmSet FapiAlgorithms = {Algorithm::PS256, Algorithm::PS384, Algorithm::PS512, Algorithm::ES256,
                                         Algorithm::ES384};

} // namespace gatehouse::jose
