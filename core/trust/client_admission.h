#pragma once

#include "trust/chain.h"
#include "trust/trust_store.h"

namespace gatehouse::trust {

/// Whether a server that uses a store would take a client's certificate, and by which entry.
struct ClientAdmission {
    ChainVerdict verdict;
    /// Of verdict.chain in the same order: under which alias the store trusts each; empty texts where it does not.
    QStringList aliases;

    /// What lets the client in; empty where nothing does.
    QString entry() const { return verdict.isTrusted() ? aliases.constLast() : QString(); }
};

/// `presented` is what the client sends: its own certificate first, then intermediates. With thousands of entries it
/// takes a while: not for the window's thread.
Result<ClientAdmission> judgeClient(const TrustStore &store, const QList<Certificate> &presented, Instant now);

} // namespace gatehouse::trust
