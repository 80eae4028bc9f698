#pragma once

class QHostAddress;

namespace gatehouse::dcr {

/// Whether a server on the Internet can have this address: none of IANA's special-purpose registries
/// (RFC 6890). An IPv4 address dressed as IPv6 (::ffff:127.0.0.1) is judged as what it is.
bool isPublicAddress(const QHostAddress &address);

} // namespace gatehouse::dcr
