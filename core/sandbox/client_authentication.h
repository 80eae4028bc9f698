#pragma once

#include "http/form.h"
#include "sandbox/endpoint.h"

#include <tl/expected.hpp>

namespace gatehouse::sandbox {

struct AuthenticatedClient {
    store::Client client;
    /// Of the client's assertion, to be accepted once; nothing for tls_client_auth.
    std::optional<store::Jti> assertionJti;
};

/// Who calls the token, introspection or revocation endpoint: `private_key_jwt` (RFC 7523 §3, OpenID
/// Connect Core §9) or `tls_client_auth` (RFC 8705 §2.1), whichever the client registered with. A `kid` in
/// the assertion is not demanded; `client_id` in the form, where it is there, must agree. Means nothing where `finder`
/// wants a key set first.
///
/// A client that is held or suspended is who it says it is, too: what it may do is for the caller to say. A deleted
/// one is unknown.
tl::expected<AuthenticatedClient, Refusal> authenticateClient(const Call &call, EndpointServices &services,
                                                              const http::Form &form, KeyFinder &finder);

} // namespace gatehouse::sandbox
