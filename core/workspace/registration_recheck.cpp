#include "workspace/registration_recheck.h"

#include "dcr/check_record.h"
#include "dcr/policy_trial.h"
#include "sandbox/snapshot_loader.h"
#include "sandbox/workspace_policy.h"

#include <QCoreApplication>

#include <algorithm>

namespace gatehouse::workspace {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::workspace)
};

/// Statement and request name few sets; more rounds are a fault.
constexpr int MaxFetches = 8;

Result<std::shared_ptr<const sandbox::Snapshot>> snapshotOf(const RecheckSources &sources)
{
    const auto policy = sources.policies.current().and_then(sandbox::workspacePolicy);
    if (!policy)
        return tl::unexpected(policy.error());
    sandbox::Settings settings;
    settings.policy = policy->policy;
    const auto keys = sandbox::loadPolicyKeys(settings.policy, {}, sources.keySets);
    if (!keys)
        return tl::unexpected(keys.error());
    const auto anchors = sandbox::loadClientAnchors(sources.clientTruststore);
    if (!anchors)
        return tl::unexpected(anchors.error());
    return sandbox::makeSnapshot(settings, {}, *keys, *anchors, sources.directory);
}

/// As an endpoint does it, but waiting for each set that must be fetched.
sandbox::ResolvedKeys resolve(const sandbox::Snapshot &snapshot, const dcr::Evidence &evidence,
                              fetch::JwksCache &keySets)
{
    sandbox::KeyFinder::Fetched fetched;
    sandbox::ResolvedKeys keys;
    for (int round = 0; round < MaxFetches; ++round) {
        sandbox::KeyFinder finder(keySets, fetched);
        keys = sandbox::resolveKeys(snapshot, *evidence.request, *evidence.statement, finder);
        if (!finder.wanted())
            return keys;
        fetched.insert(finder.wanted()->address, keySets.findAndWait(finder.wanted()->address, finder.wanted()->kid));
    }
    return keys;
}

dcr::Transport transportOf(const RegistrationVersion &version, const sandbox::Snapshot &snapshot,
                           bool fromOtherDirectory, Instant at)
{
    dcr::Transport transport;
    if (!version.certificate)
        return transport;
    transport.state = dcr::Transport::State::Optional;
    transport.certificate = version.certificate;
    transport.verdict = snapshot.clientAnchors.verify(*version.certificate, {}, at);
    if (transport.verdict.status == trust::ChainStatus::UntrustedIssuer)
        transport.verdict.message =
            Text::tr("%1 Certificates between it and its root, which the TPP may have sent, are "
                     "not kept with a registration.")
                .arg(transport.verdict.message);
    transport.fromOtherDirectory = fromOtherDirectory;
    return transport;
}

/// By how bad it is.
int rank(dcr::Outcome outcome)
{
    switch (outcome) {
    case dcr::Outcome::Fail:
        return 2;
    case dcr::Outcome::Warn:
        return 1;
    case dcr::Outcome::Pass:
    case dcr::Outcome::Skipped:
        break;
    }
    return 0;
}

CheckChange changeOf(const ComparedCheck &check)
{
    if (!check.now)
        return CheckChange::OnlyThen;
    if (!check.then)
        return CheckChange::OnlyNow;
    if (*check.then == *check.now)
        return CheckChange::Same;
    if (*check.now == dcr::Outcome::Skipped)
        return CheckChange::NotJudged;
    const int difference = rank(*check.now) - rank(*check.then);
    // What nobody judged then and passes now is no news.
    if (difference == 0)
        return CheckChange::Same;
    return difference > 0 ? CheckChange::Worse : CheckChange::Better;
}

} // namespace

Result<Recheck> recheck(const RecheckSources &sources, const store::Client &client, const RegistrationVersion &version,
                        JudgedAs as, Instant now)
{
    const auto snapshot = snapshotOf(sources);
    if (!snapshot)
        return tl::unexpected(snapshot.error());
    const Instant at = as == JudgedAs::Now ? now : version.stored.registeredAt;
    dcr::Policy policy = (*snapshot)->policy;
    dcr::Policy same = policy;
    dcr::Evidence evidence = dcr::trialEvidence(version.stored.requestJwt, at, policy, same);
    bool fromOtherDirectory = false;
    if (evidence.request && evidence.statement) {
        sandbox::ResolvedKeys keys = resolve(**snapshot, evidence, sources.keySets);
        evidence.statementKeys = std::move(keys.statement);
        evidence.requestKeys = std::move(keys.request);
        fromOtherDirectory = keys.fromOtherDirectory;
    }
    evidence.transport = transportOf(version, **snapshot, fromOtherDirectory, at);
    if (version.stored.version > 1)
        evidence.registeredSoftwareId = client.softwareId;
    Recheck judged;
    judged.at = at;
    judged.evaluation = std::make_shared<const dcr::Evaluation>(dcr::evaluate(evidence, policy));
    judged.statementKeys = std::move(evidence.statementKeys);
    judged.requestKeys = std::move(evidence.requestKeys);
    return judged;
}

QList<ComparedCheck> compareChecks(QByteArrayView record, const dcr::Evaluation *now)
{
    QList<ComparedCheck> compared;
    const Json recorded = dcr::recordToJson(record);
    const auto text = [](const Json &row, const char *name) { return stringMember(row, name).value_or(QString()); };
    for (const Json &row : recorded) {
        ComparedCheck check{text(row, "id"),
                            text(row, "title"),
                            text(row, "claim"),
                            text(row, "reference"),
                            {},
                            {},
                            text(row, "message"),
                            {}};
        check.then = dcr::outcomeFromName(text(row, "outcome").toUtf8());
        if (now) {
            const QByteArray id = check.id.toLatin1();
            if (const dcr::CheckResult *result = now->find(QLatin1String(id.constData(), id.size()))) {
                check.now = result->outcome;
                check.nowMessage = result->message;
            }
        }
        check.change = changeOf(check);
        compared.append(check);
    }
    if (!now)
        return compared;
    for (const dcr::CheckResult &result : now->results) {
        const QString id = result.check->id;
        const bool isKnown = std::any_of(compared.cbegin(), compared.cend(),
                                         [&id](const ComparedCheck &check) { return check.id == id; });
        if (!isKnown)
            compared.append({id,
                             dcr::title(*result.check),
                             QString::fromUtf8(result.claim),
                             result.check->reference.toString(),
                             {},
                             result.outcome,
                             {},
                             result.message,
                             CheckChange::OnlyNow});
    }
    return compared;
}

int countOf(const QList<ComparedCheck> &checks, dcr::Outcome then)
{
    return static_cast<int>(std::count_if(checks.cbegin(), checks.cend(),
                                          [then](const ComparedCheck &check) { return check.then == then; }));
}

int countOf(const QList<ComparedCheck> &checks, CheckChange change)
{
    return static_cast<int>(std::count_if(checks.cbegin(), checks.cend(),
                                          [change](const ComparedCheck &check) { return check.change == change; }));
}

} // namespace gatehouse::workspace
