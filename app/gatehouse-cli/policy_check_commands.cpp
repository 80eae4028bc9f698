#include "command.h"
#include "policy_file.h"

#include "dcr/policy_settings.h"
#include "dcr/token_extraction.h"
#include "sandbox/workspace_policy.h"
#include "workspace/registration_trial.h"
#include "workspace/workspace.h"

namespace gatehouse::cli {

namespace {

QString weightName(dcr::PolicyRemark::Weight weight)
{
    return weight == dcr::PolicyRemark::Weight::Error ? QStringLiteral("error") : QStringLiteral("warning");
}

Json toJson(const QList<dcr::PolicyRemark> &remarks)
{
    Json list = Json::array();
    for (const dcr::PolicyRemark &remark : remarks)
        list.push_back({{"weight", weightName(remark.weight).toStdString()},
                        {"member", remark.member.data()},
                        {"message", remark.message.toStdString()}});
    return list;
}

bool hasErrors(const QList<dcr::PolicyRemark> &remarks)
{
    return std::any_of(remarks.cbegin(), remarks.cend(), [](const dcr::PolicyRemark &remark) {
        return remark.weight == dcr::PolicyRemark::Weight::Error;
    });
}

QString describe(dcr::TrialChange change)
{
    switch (change) {
    case dcr::TrialChange::Refused:
        return QStringLiteral("would now be refused");
    case dcr::TrialChange::RefusedFor:
        return QStringLiteral("would be refused for another reason");
    case dcr::TrialChange::Warned:
        return QStringLiteral("would get a warning");
    case dcr::TrialChange::Passes:
        return QStringLiteral("would now pass");
    case dcr::TrialChange::Same:
        break;
    }
    return QStringLiteral("would be judged as before");
}

void printTried(const QString &what, const workspace::TriedRegistration &registration)
{
    print(QStringLiteral("%1 %2").arg(what, describe(registration.verdict.change)));
    for (const dcr::CheckResult &result : registration.verdict.newly)
        print(QStringLiteral("    %1: %2 [%3]").arg(dcr::title(*result.check), result.message, result.check->id));
}

class PolicyCheck : public Command
{
public:
    PolicyCheck()
        : Command("policy check", "Says what a policy would change, before it is applied")
    {}

    int maxArguments() const override { return 1; }

    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(QStringLiteral("FILE"),
                                     QStringLiteral("The policy as JSON; - for standard input."),
                                     QStringLiteral("FILE|-"));
        parser.addOption({QStringLiteral("request"),
                          QStringLiteral("A registration request to try as well, or text that holds one."),
                          QStringLiteral("JWT")});
    }

    int run(const QCommandLineParser &parser) override
    {
        if (parser.positionalArguments().size() != 1)
            return wrongUsage(QStringLiteral("One policy file is needed."));
        const auto policy = readPolicy(parser.positionalArguments().constFirst());
        if (!policy)
            return report(policy.error());
        const auto remarks = dcr::reviewPolicy(*policy);
        Json json = {{"valid", !hasErrors(remarks)}, {"remarks", toJson(remarks)}};
        for (const dcr::PolicyRemark &remark : remarks)
            say(QStringLiteral("%1: \"%2\": %3").arg(weightName(remark.weight), remark.member, remark.message));
        if (hasErrors(remarks)) {
            if (wantsJson(parser))
                printJson(json);
            return NotValid;
        }
        const auto workspace = openWorkspace(parser);
        if (!workspace)
            return report(workspace.error());
        return tryOut(parser, **workspace, *policy, json);
    }

private:
    static int tryOut(const QCommandLineParser &parser, workspace::Workspace &workspace, const dcr::Policy &policy,
                      Json &json)
    {
        const auto current = workspace.policies().current().and_then(sandbox::workspacePolicy);
        if (!current)
            return report(current.error());
        const auto trial = workspace::tryRegistrations(workspace.clients(), current->policy, policy,
                                                       [](qint64, qint64) { return workspace::TrialStep::Continue; });
        if (!trial)
            return report(trial.error());
        bool newlyFails = trial->refused > 0;
        json["registrations"] = workspace::toJson(*trial);
        std::optional<workspace::TriedRegistration> request;
        if (parser.isSet(QStringLiteral("request"))) {
            const auto tried = readInput(parser.value(QStringLiteral("request")), dcr::MaxPastedBytes)
                                   .and_then([&](const QByteArray &text) {
                                       return workspace::tryRequest(text, workspace.now(), current->policy, policy);
                                   });
            if (!tried)
                return report(tried.error());
            request = *tried;
            json["request"] = workspace::toJson(*tried);
            newlyFails = newlyFails || tried->verdict.change == dcr::TrialChange::Refused;
        }
        if (wantsJson(parser))
            printJson(json);
        else
            printTrial(*current, policy, *trial, request);
        return newlyFails ? NotValid : Done;
    }

    static void printTrial(const sandbox::WorkspacePolicy &current, const dcr::Policy &policy,
                           const workspace::TrialReport &trial,
                           const std::optional<workspace::TriedRegistration> &request)
    {
        const auto differences = dcr::differences(current.policy, policy);
        print(differences.isEmpty() ? QStringLiteral("It says the same as the policy that counts.")
                                    : QStringLiteral("It differs from the policy that counts:"));
        for (const dcr::PolicyDifference &difference : differences)
            print(QStringLiteral("  %1").arg(difference.line));
        print(trial.summary());
        for (const workspace::TriedRegistration &registration : trial.changed)
            printTried(QStringLiteral("%1 (%2)").arg(registration.clientId, registration.clientName), registration);
        if (request)
            printTried(QStringLiteral("The request"), *request);
    }
};

} // namespace

void addPolicyCheckCommands(CommandList &commands)
{
    commands.push_back(std::make_unique<PolicyCheck>());
}

} // namespace gatehouse::cli
