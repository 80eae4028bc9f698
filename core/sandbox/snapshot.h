#pragma once

#include "directory/directory.h"
#include "dcr/check.h"
#include "jose/private_key.h"
#include "sandbox/client_certificate_mode.h"
#include "sandbox/endpoint_facts.h"
#include "trust/chain.h"

#include <memory>

namespace gatehouse::sandbox {

/// Everything that workers judge by, gathered in one immutable piece; a change is a new one.
struct Snapshot {
    EndpointFacts facts;
    ClientCertificateMode mode = ClientCertificateMode::Required;
    dcr::Policy policy; ///< with the endpoint's own names among its audiences
    std::shared_ptr<directory::Directory> directory;
    dcr::KeySource sandboxStatementKeys;    ///< of the policy; NotAsked where it names none
    dcr::KeySource productionStatementKeys; ///< likewise
    dcr::KeySource requestKeys;             ///< likewise
    trust::TrustAnchors clientAnchors;
};

/// Whose keys verify a registration's two signatures.
struct ResolvedKeys {
    dcr::KeySource statement;
    dcr::KeySource request;
    bool fromOtherDirectory = false; ///< the statement is not the test directory's
};

/// The statement's `software_environment` and the `kid` of its header choose the directory; the statement
/// then names the software whose keys verify the request. Nothing here is verified yet: a wrong choice
/// ends in a signature that does not verify.
ResolvedKeys resolveKeys(const Snapshot &snapshot, const jose::JwsParts &statement);

/// The keys of a registered client, for its assertions; `environment` is its statement's. The test directory's,
/// else those of the policy's `request_jwks`, else those that verify statements of the environment: whoever names
/// one key set for a directory means it for all of it, as `ssa inspect --jwks` does.
dcr::KeySource resolveClientKeys(const Snapshot &snapshot, const QString &environment, const QString &organisationId,
                                 const QString &softwareId);

} // namespace gatehouse::sandbox
