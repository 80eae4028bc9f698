#include "dcr/policy_trial.h"

#include <algorithm>

namespace gatehouse::dcr {

namespace {

/// The results of `after` with an outcome that the check did not have before.
std::vector<CheckResult> newly(const Evaluation &before, const Evaluation &after, Outcome outcome)
{
    std::vector<CheckResult> list;
    for (const CheckResult &result : after.results) {
        const CheckResult *old = before.find(result.check->id);
        if (result.outcome == outcome && (!old || old->outcome != outcome))
            list.push_back(result);
    }
    return list;
}

} // namespace

QLatin1String name(TrialChange change)
{
    switch (change) {
    case TrialChange::Refused:
        return QLatin1String("refused");
    case TrialChange::RefusedFor:
        return QLatin1String("refused-otherwise");
    case TrialChange::Warned:
        return QLatin1String("warned");
    case TrialChange::Passes:
        return QLatin1String("passes");
    case TrialChange::Same:
        break;
    }
    return QLatin1String("same");
}

TrialVerdict tryPolicy(const Evidence &evidence, const Policy &before, const Policy &after)
{
    const Evaluation old = evaluate(evidence, before);
    const Evaluation tried = evaluate(evidence, after);
    const bool wasRefused = old.firstFailure();
    TrialVerdict verdict;
    verdict.isRefused = tried.firstFailure();
    if (wasRefused && !verdict.isRefused) {
        verdict.change = TrialChange::Passes;
        verdict.newly = newly(tried, old, Outcome::Fail);
    } else if (verdict.isRefused) {
        verdict.newly = newly(old, tried, Outcome::Fail);
        if (!wasRefused)
            verdict.change = TrialChange::Refused;
        else if (!verdict.newly.empty())
            verdict.change = TrialChange::RefusedFor;
    } else {
        verdict.newly = newly(old, tried, Outcome::Warn);
        if (!verdict.newly.empty())
            verdict.change = TrialChange::Warned;
    }
    return verdict;
}

Evidence trialEvidence(QByteArrayView request, Instant judgedAt, Policy &before, Policy &after)
{
    Evidence evidence = Evidence::ofRequest(request, judgedAt);
    if (!evidence.request->claims)
        return evidence;
    const QStringList meantFor = RegistrationRequest::fromClaims(*evidence.request->claims).audience;
    const bool isNamed = std::any_of(meantFor.cbegin(), meantFor.cend(),
                                     [&](const QString &audience) { return before.audiences.contains(audience); });
    if (!isNamed) {
        before.audiences += meantFor;
        after.audiences += meantFor;
    }
    return evidence;
}

} // namespace gatehouse::dcr
