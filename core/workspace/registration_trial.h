#pragma once

#include "dcr/policy_trial.h"
#include "store/client_store.h"

#include <functional>

namespace gatehouse::workspace {

/// A registration that another policy would judge otherwise.
struct TriedRegistration {
    QString clientId; ///< empty for a request that is no client's
    QString clientName;
    QString softwareId;
    dcr::TrialVerdict verdict;
};

struct TrialReport {
    /// Beyond it, changes are counted and no longer listed.
    static constexpr qsizetype MaxListed = 1000;

    qint64 tried = 0;
    qint64 refused = 0;    ///< passed before, would now be refused
    qint64 refusedFor = 0; ///< refused either way, now for another reason
    qint64 warned = 0;
    qint64 passes = 0;      ///< refused before, would now pass
    bool isComplete = true; ///< false: it was cancelled
    QList<TriedRegistration> changed;

    void add(TriedRegistration registration);
    /// "Of 12 registrations 2 would be refused, 1 would be warned of."
    QString summary() const;
};

enum class TrialStep : quint8 { Continue, Cancel };
/// How many of how many are done; called from the thread that tries.
using TrialProgress = std::function<TrialStep(qint64 done, qint64 total)>;

/// Judges each client's newest request by both policies, at the moment when it was registered. Reads the database and
/// takes some 0.1 ms a registration: not for the window's thread.
Result<TrialReport> tryRegistrations(const store::ClientStore &clients, const dcr::Policy &before,
                                     const dcr::Policy &after, const TrialProgress &progress);

/// The same for a request that somebody pasted: a token, or text that holds one. A bare statement is refused.
Result<TriedRegistration> tryRequest(QByteArrayView text, Instant now, const dcr::Policy &before,
                                     const dcr::Policy &after);

/// {tried, refused, refused_otherwise, warned, passes, complete, changed: [{client_id, …, change, checks}]}
Json toJson(const TrialReport &report);
Json toJson(const TriedRegistration &registration);

} // namespace gatehouse::workspace
