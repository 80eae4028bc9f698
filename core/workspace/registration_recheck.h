#pragma once

#include "sandbox/client_trust.h"
#include "workspace/registration_record.h"

#include <memory>

namespace gatehouse::directory {
class Directory;
}
namespace gatehouse::fetch {
class JwksCache;
}
namespace gatehouse::store {
class PolicyStore;
}

namespace gatehouse::workspace {

enum class JudgedAs : quint8 {
    WhenRegistered, ///< as if the request arrived again at the moment when it was registered
    Now,            ///< at this moment: requests live for an hour, so most have expired
};

/// What a registration is judged anew by. The references must outlive the judgement.
struct RecheckSources {
    const store::PolicyStore &policies;
    fetch::JwksCache &keySets;
    std::shared_ptr<directory::Directory> directory;
    sandbox::ClientTruststore clientTruststore;
};

struct Recheck {
    Instant at{};
    std::shared_ptr<const dcr::Evaluation> evaluation;
    dcr::KeySource statementKeys, requestKeys;
};

/// Judges the version by the policy and the keys that count now, as the endpoint would. An audience that the policy
/// does not name is taken for the endpoint's own, and nobody knows of its connection but the certificate. Fetches key
/// sets and waits for them: not for the window's thread.
Result<Recheck> recheck(const RecheckSources &sources, const store::Client &client, const RegistrationVersion &version,
                        JudgedAs as, Instant now);

enum class CheckChange : quint8 {
    Same,
    Worse,
    Better,
    NotJudged, ///< cannot be judged anew, or the policy no longer asks
    OnlyNow,   ///< there was no such check then
    OnlyThen,  ///< there is no such check any more
};

/// A check as it came out at registration, beside how it comes out now.
struct ComparedCheck {
    QString id, title, claim, reference;
    std::optional<dcr::Outcome> then, now;
    QString thenMessage, nowMessage;
    CheckChange change = CheckChange::Same;
};

/// In the order of the record. Without `now` nothing is compared: each is OnlyThen.
QList<ComparedCheck> compareChecks(QByteArrayView record, const dcr::Evaluation *now);

/// How many came out so, as the record has them.
int countOf(const QList<ComparedCheck> &checks, dcr::Outcome then);
int countOf(const QList<ComparedCheck> &checks, CheckChange change);

} // namespace gatehouse::workspace
