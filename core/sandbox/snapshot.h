#pragma once

#include "dcr/check.h"
#include "directory/directory.h"
#include "jose/private_key.h"
#include "sandbox/client_certificate_mode.h"
#include "sandbox/endpoint_facts.h"
#include "sandbox/key_finder.h"
#include "trust/chain.h"

#include <memory>

namespace gatehouse::sandbox {

/// Everything that workers judge by, gathered in one immutable piece; a change is a new one.
struct Snapshot {
    EndpointFacts facts;
    ClientCertificateMode mode = ClientCertificateMode::Required;
    dcr::Policy policy; ///< with the endpoint's own names among its audiences
    std::shared_ptr<directory::Directory> directory;
    ConfiguredKeys sandboxStatementKeys;
    ConfiguredKeys productionStatementKeys;
    ConfiguredKeys requestKeys;
    trust::TrustAnchors clientAnchors;
};

/// Whose keys verify a registration's two signatures.
struct ResolvedKeys {
    dcr::KeySource statement;
    dcr::KeySource request;
    bool fromOtherDirectory = false; ///< the statement is not the test directory's
};

/// The statement's `software_environment` and the `kid` of its header choose the directory; the statement
/// then names the software whose keys verify the request: those that resolveClientKeys() gives, where the statement is
/// verified. Before that nothing that it names is fetched. Nothing else here is verified yet: a wrong choice ends in a
/// signature that does not verify. Means nothing where `finder` wants a key set first.
ResolvedKeys resolveKeys(const Snapshot &snapshot, const jose::JwsParts &request, const jose::JwsParts &statement,
                         KeyFinder &finder);

/// Whose keys are looked for.
struct KeyOwner {
    enum class Directory : quint8 { Test, Other };

    QString environment; ///< of its statement
    QString organisationId, softwareId;
    QString jwksEndpoint;                  ///< `software_jwks_endpoint` of its verified statement; empty: none is asked
    Directory directory = Directory::Test; ///< that made its statement
};

/// By the statement's `kid`; without one, by its signature. The test directory publishes all keys that it ever had.
KeyOwner::Directory directoryOf(const Snapshot &snapshot, const jose::JwsParts &statement);

/// The keys of a registered client, for its assertions. Those that the test directory has of its software and, where it
/// lists no such key, those that the statement names. Of a software that it does not know, or whose statement is
/// another directory's: those of the policy's `request_jwks`, else those that verify statements of the environment
/// (whoever names one key set for a directory means it for all of it, as `ssa inspect --jwks` does), else those that
/// the statement names: the first of these that holds `kid`; without a `kid` those that the statement names come first.
/// Means nothing where `finder` wants a key set first.
dcr::KeySource resolveClientKeys(const Snapshot &snapshot, const KeyOwner &owner, const QByteArray &kid,
                                 KeyFinder &finder);

} // namespace gatehouse::sandbox
