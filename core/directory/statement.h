#pragma once

#include "directory/tpp.h"

namespace gatehouse::directory {

/// What the request asks for, with its identifiers filled in, or the field that is wrong with it.
Result<TppRequest> checked(TppRequest request);

/// The claims of a statement that stand as long as the software: all but `iss`, `iat`, `jti` and the
/// addresses of the key sets.
Json lastingClaims(const TppRequest &request);

/// All 26 claims of a fresh statement (OBIE directory). `baseUrl` without a slash at its end.
Json statementClaims(const SoftwareRecord &record, const QString &baseUrl, Instant now);

/// `{"keys": […]}` with the two certificates' keys as the directory publishes them.
Result<Json> publishedKeySet(const trust::Certificate &signing, const trust::Certificate &transport);

/// Puts the members of `overrides` over those of `claims`; a null removes one.
void applyOverrides(Json &claims, const Json &overrides);

} // namespace gatehouse::directory
