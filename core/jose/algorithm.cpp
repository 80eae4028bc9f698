#include "jose/algorithm.h"

namespace gatehouse::jose {

QLatin1String name(Algorithm algorithm)
{
    switch (algorithm) {
    case Algorithm::PS256:
        return QLatin1String("PS256");
    case Algorithm::PS384:
        return QLatin1String("PS384");
    case Algorithm::PS512:
        return QLatin1String("PS512");
    case Algorithm::ES256:
        return QLatin1String("ES256");
    case Algorithm::ES384:
        return QLatin1String("ES384");
    case Algorithm::RS256:
        return QLatin1String("RS256");
    }
    return {};
}

std::optional<Algorithm> algorithmFromName(QByteArrayView text)
{
    for (Algorithm algorithm : AllAlgorithms) {
        if (text == QByteArrayView(name(algorithm)))
            return algorithm;
    }
    return std::nullopt;
}

} // namespace gatehouse::jose
