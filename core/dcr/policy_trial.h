#pragma once

#include "dcr/check.h"

namespace gatehouse::dcr {

/// What another policy would make of a registration that was judged by one.
enum class TrialChange : quint8 {
    Same,       ///< the outcome is the same, whichever it is
    Refused,    ///< it passed, and would now be refused
    RefusedFor, ///< it was refused, and would now be refused by another check
    Warned,     ///< it still passes, with a warning that it did not have
    Passes,     ///< it was refused, and would now pass
};
QLatin1String name(TrialChange change);

struct TrialVerdict {
    TrialChange change = TrialChange::Same;
    bool isRefused = false;         ///< by the policy that is tried
    std::vector<CheckResult> newly; ///< the checks that decide `change`: what now fails, warns, or failed before
};

/// Judges the same evidence by both. Signatures that the evidence has no keys for are judged by neither.
TrialVerdict tryPolicy(const Evidence &evidence, const Policy &before, const Policy &after);

/// Evidence of a registration that is to be tried: the request at its own moment, without keys and without asking
/// whether its identifiers were used. Where it is meant for nobody whom `before` names, it was meant for the endpoint's
/// own address of that day: both policies are given it.
Evidence trialEvidence(QByteArrayView request, Instant judgedAt, Policy &before, Policy &after);

} // namespace gatehouse::dcr
