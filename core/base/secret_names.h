#pragma once

#include <QStringView>

namespace gatehouse {

/// Whether what is called so, in JSON, TOML or a form, is a password, a key or a token that nobody may see:
/// `connectionPassword`, `client_key`, `accessToken`. Capitals, hyphens, underscores and dots do not matter. What only
/// speaks of one is none: `tokenEndpoint`, `password_policy`, `keyStore.location`, `consumer_key_claim`,
/// `enable_certificate_bound_access_token`.
bool isSecretName(QStringView name);

} // namespace gatehouse
