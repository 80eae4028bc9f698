#pragma once

#include "sandbox/endpoint.h"

#include <tl/expected.hpp>

namespace gatehouse::sandbox {

/// The client that the request's bearer token was issued to, where it may manage `clientId`. Every
/// refusal is a 401: a token that is missing, wrong, expired, another client's or bound to another
/// certificate, and a client that is unknown or deleted, look alike to a stranger (OBIE DCR 3.3; RFC 7592
/// §2 asks to revoke a token that is used on a client that does not exist).
tl::expected<store::Client, Refusal> clientOfBearer(const Call &call, EndpointServices &services,
                                                    const QString &clientId);

/// The token's record, where it is alive and its certificate is this connection's.
tl::expected<store::AccessToken, Refusal> liveToken(const Call &call, EndpointServices &services);

} // namespace gatehouse::sandbox
