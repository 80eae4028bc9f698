#pragma once

#include "trust/server_probe.h"

namespace gatehouse::trust {

/// What there is to say of the chain that a server sent, before any of it is trusted.
struct ServerRemark {
    enum class Level : quint8 { Good, Note, Warning };

    Level level = Level::Note;
    QString text; ///< for people
};

/// Whether the chain is for this host, whether it is whole, whether anybody else vouches for it.
QList<ServerRemark> reviewServer(const ProbedServer &server, Instant now);

/// The authorities that vouch for the server's certificate by their signatures, its issuer first. A server may send
/// anything beside them, and its own certificate is none of them, whatever it says of itself.
QList<Certificate> vouchingAuthorities(const ProbedServer &server, Instant now);

/// Whether to propose a certificate of the chain for import: vouchingAuthorities() and nothing else.
enum class Proposal : quint8 { Leave, Import };
QList<Proposal> proposeImports(const ProbedServer &server, Instant now);

} // namespace gatehouse::trust
