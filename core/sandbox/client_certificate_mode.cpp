#include "sandbox/client_certificate_mode.h"

#include <iterator>

namespace gatehouse::sandbox {

namespace {

constexpr QLatin1String Names[] = {QLatin1String("required"), QLatin1String("optional"), QLatin1String("off")};

}

QLatin1String name(ClientCertificateMode mode)
{
    return Names[static_cast<std::size_t>(mode)];
}

std::optional<ClientCertificateMode> clientCertificateModeFromName(QStringView text)
{
    for (std::size_t i = 0; i < std::size(Names); ++i) {
        if (text == Names[i])
            return static_cast<ClientCertificateMode>(i);
    }
    return std::nullopt;
}

} // namespace gatehouse::sandbox
