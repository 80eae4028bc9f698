#pragma once

#include <QLatin1String>
#include <QStringView>

#include <optional>

namespace gatehouse::sandbox {

/// What the endpoint makes of client certificates.
enum class ClientCertificateMode : quint8 {
    Required, ///< every route but discovery, key sets and the directory insists on a trusted one
    Optional, ///< one that is shown must be trusted
    Off,      ///< none is asked for
};

/// `required`, `optional`, `off`.
QLatin1String name(ClientCertificateMode mode);
std::optional<ClientCertificateMode> clientCertificateModeFromName(QStringView name);

} // namespace gatehouse::sandbox
