#pragma once

#include "base/json.h"
#include "base/time.h"
#include "dcr/registration_request.h"

#include <QString>

namespace gatehouse::sandbox {

/// The client information response of RFC 7591 §3.2.1 with the members of WSO2's answer. Values are
/// the request's; `client_id_issued_at` is an integer, as RFC 7591 and OBIE's conformance tool want it.
Json clientMetadata(const QString &clientId, Instant issuedAt, const dcr::RegistrationRequest &request,
                    const dcr::SoftwareStatement &statement);

/// 28 characters of letters and digits (166 random bits), the form of WSO2's client ids; within OBIE's 36.
QString newClientId();

/// 256 random bits in base64url.
QByteArray newSecret();

} // namespace gatehouse::sandbox
