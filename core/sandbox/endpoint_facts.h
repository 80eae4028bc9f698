#pragma once

#include "base/json.h"
#include "dcr/policy.h"
#include "directory/endpoint_paths.h"

#include <QString>

namespace gatehouse::sandbox {

namespace path = directory::path;

/// What an endpoint is called, everywhere it names itself. All without a trailing slash.
struct EndpointFacts {
    QString baseUrl; ///< `https://localhost:8243`; also the issuer

    QString url(const char *pathOfEndpoint) const { return baseUrl + QLatin1String(pathOfEndpoint); }
    QString registrationEndpoint() const { return url(path::Register); }
    QString tokenEndpoint() const { return url(path::Token); }
    /// What an `aud` may say to mean this endpoint.
    QStringList audiences() const { return {baseUrl, registrationEndpoint(), tokenEndpoint()}; }
};

/// OpenID Connect Discovery 1.0 §3 with the members that OBIE's conformance tool reads. `issuer` is what the URL of the
/// document begins with (§4.3): who fetches it refuses another.
Json discoveryDocument(const EndpointFacts &facts, const dcr::Policy &policy, const QString &issuer);

} // namespace gatehouse::sandbox
