#include "command.h"
#include "policy_file.h"

#include "dcr/check.h"
#include "dcr/policy_presets.h"
#include "dcr/policy_settings.h"
#include "sandbox/workspace_policy.h"
#include "workspace/workspace.h"

namespace gatehouse::cli {

namespace {

constexpr int PageSize = 200;

Json linesOf(const QList<dcr::PolicyDifference> &differences)
{
    Json lines = Json::array();
    for (const dcr::PolicyDifference &difference : differences)
        lines.push_back({{"member", difference.member.data()}, {"line", difference.line.toStdString()}});
    return lines;
}

void printDifferences(const QList<dcr::PolicyDifference> &differences)
{
    for (const dcr::PolicyDifference &difference : differences)
        print(QStringLiteral("  %1").arg(difference.line));
}

QString textOf(const Json &value)
{
    if (value.is_array()) {
        QStringList list;
        for (const Json &element : value)
            list.append(toQString(element.get<std::string>()));
        return list.isEmpty() ? QStringLiteral("none") : list.join(QLatin1String(", "));
    }
    if (value.is_object()) {
        QStringList list;
        for (const auto &[key, element] : value.items())
            list.append(QStringLiteral("%1: %2").arg(toQString(key), textOf(element)));
        return list.isEmpty() ? QStringLiteral("none") : list.join(QLatin1String("; "));
    }
    return value.is_string() ? toQString(value.get<std::string>()) : QString::fromStdString(value.dump());
}

void printPolicy(const dcr::Policy &policy)
{
    const Json json = policy.toJson();
    for (const dcr::PolicySetting &setting : dcr::policySettings()) {
        print(QStringLiteral("%1: %2").arg(dcr::title(setting), textOf(json.at(setting.member.data()))));
        print(QStringLiteral("    %1 [%2; %3]")
                  .arg(dcr::describe(setting), setting.member, setting.reference.toString()));
    }
}

/// The policy that counts; nothing where it cannot be read, which `policy set` is there to mend.
std::optional<dcr::Policy> readableCurrent(const store::PolicyStore &policies)
{
    const auto policy = policies.current().and_then(sandbox::workspacePolicy);
    return policy ? std::optional(policy->policy) : std::nullopt;
}

int apply(const QCommandLineParser &parser, workspace::Workspace &workspace, const dcr::Policy &policy,
          const QString &reason)
{
    const auto before = readableCurrent(workspace.policies());
    const auto current = workspace.policies().current();
    if (!current)
        return report(current.error());
    const auto differences = before ? dcr::differences(*before, policy) : QList<dcr::PolicyDifference>();
    const bool isSame = before && *current && differences.isEmpty();
    int version = isSame ? (*current)->number : 0;
    if (!isSame) {
        const auto applied =
            workspace.policies().applyAndWait({toBytes(policy.toJson()), workspace.actor(), reason, workspace.now()});
        if (!applied)
            return report(applied.error());
        version = *applied;
    }
    if (wantsJson(parser)) {
        printJson({{"version", version}, {"applied", !isSame}, {"differences", linesOf(differences)}});
        return Done;
    }
    print(isSame ? QStringLiteral("Version %1 says the same already; nothing was changed.").arg(version)
                 : QStringLiteral("Version %1 of the policy counts now.").arg(version));
    printDifferences(differences);
    return Done;
}

class PolicyShow : public Command
{
public:
    PolicyShow()
        : Command("policy show", "Shows the policy that registrations are judged by")
    {}

    int maxArguments() const override { return 1; }

    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(QStringLiteral("POLICY"),
                                     QStringLiteral("The number of a version, a preset or a file (default: current)."),
                                     QStringLiteral("[POLICY]"));
    }

    int run(const QCommandLineParser &parser) override
    {
        const auto workspace = openWorkspace(parser);
        if (!workspace)
            return report(workspace.error());
        const QString word = parser.positionalArguments().value(0, QStringLiteral("current"));
        const auto policy = namedPolicy(word, (*workspace)->policies());
        if (!policy)
            return report(policy.error());
        if (wantsJson(parser)) {
            printJson(policy->toJson());
            return Done;
        }
        const auto current = (*workspace)->policies().current();
        if (word == QLatin1String("current") && current)
            print(*current ? QStringLiteral("Version %1, applied by %2 on %3")
                                 .arg(QString::number((*current)->number), (*current)->appliedBy,
                                      toIso8601((*current)->appliedAt))
                           : QStringLiteral("No policy was applied yet: the standard one counts."));
        printPolicy(*policy);
        return Done;
    }
};

class PolicySet : public Command
{
public:
    PolicySet()
        : Command("policy set", "Applies a policy; a running endpoint takes it over within a second")
    {}

    int maxArguments() const override { return 1; }

    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(QStringLiteral("FILE"),
                                     QStringLiteral("The policy as JSON; - for standard input."),
                                     QStringLiteral("[FILE|-]"));
        parser.addOptions({
            {QStringLiteral("preset"), QStringLiteral("A preset instead of a file; see policy presets."),
             QStringLiteral("NAME")},
            {QStringLiteral("reason"), QStringLiteral("Why, for the history."), QStringLiteral("R")},
        });
    }

    int run(const QCommandLineParser &parser) override
    {
        const QString preset = parser.value(QStringLiteral("preset"));
        const bool takesPreset = parser.isSet(QStringLiteral("preset"));
        if (takesPreset != parser.positionalArguments().isEmpty())
            return wrongUsage(QStringLiteral("Either a file or --preset is needed."));
        if (takesPreset && !dcr::findPolicyPreset(preset))
            return wrongUsage(QStringLiteral("There is no preset \"%1\"; see policy presets.").arg(preset));
        const auto policy = takesPreset ? Result<dcr::Policy>(dcr::findPolicyPreset(preset)->make())
                                        : readPolicyToKeep(parser.positionalArguments().constFirst());
        if (!policy)
            return report(policy.error());
        const auto workspace = openWorkspace(parser);
        if (!workspace)
            return report(workspace.error());
        return apply(parser, **workspace, *policy, parser.value(QStringLiteral("reason")));
    }
};

class PolicyPresets : public Command
{
public:
    PolicyPresets()
        : Command("policy presets", "Lists policies to begin with")
    {}

    void describe(QCommandLineParser &) const override {}

    int run(const QCommandLineParser &parser) override
    {
        Json list = Json::array();
        for (const dcr::PolicyPreset &preset : dcr::policyPresets()) {
            if (wantsJson(parser))
                list.push_back({{"id", preset.id.data()},
                                {"title", dcr::title(preset).toStdString()},
                                {"description", dcr::describe(preset).toStdString()},
                                {"reference", preset.reference.toString().toStdString()},
                                {"policy", preset.make().toJson()}});
            else
                print(QStringLiteral("%1  %2\n    %3\n    From: %4")
                          .arg(preset.id, -13)
                          .arg(dcr::title(preset), dcr::describe(preset), preset.reference.toString()));
        }
        if (wantsJson(parser))
            printJson(list);
        return Done;
    }
};

class PolicyHistory : public Command
{
public:
    PolicyHistory()
        : Command("policy history", "Lists the policies that were applied, newest first")
    {}

    void describe(QCommandLineParser &parser) const override
    {
        parser.addOption(
            {QStringLiteral("limit"), QStringLiteral("At most so many (default: all)."), QStringLiteral("N")});
    }

    int run(const QCommandLineParser &parser) override
    {
        bool isNumber = true;
        const int limit = parser.isSet(QStringLiteral("limit")) ? parser.value(QStringLiteral("limit")).toInt(&isNumber)
                                                                : std::numeric_limits<int>::max();
        if (!isNumber || limit < 1)
            return wrongUsage(QStringLiteral("--limit takes a number of at least 1."));
        const auto workspace = openWorkspace(parser);
        if (!workspace)
            return report(workspace.error());
        Json list = Json::array();
        std::optional<int> before;
        for (int left = limit; left > 0;) {
            const auto page = (*workspace)->policies().page(before, std::min(left, PageSize));
            if (!page)
                return report(page.error());
            if (page->isEmpty())
                break;
            for (const store::PolicyVersion &version : *page) {
                // The newest is the one that counts.
                show(parser, version, before.has_value() ? Counts::No : Counts::Yes, list);
                before = version.number;
            }
            left -= static_cast<int>(page->size());
        }
        if (wantsJson(parser))
            printJson(list);
        else if (!before)
            print(QStringLiteral("No policy was applied yet: the standard one counts."));
        return Done;
    }

private:
    enum class Counts : quint8 { No, Yes };

    static void show(const QCommandLineParser &parser, const store::PolicyVersion &version, Counts counts, Json &list)
    {
        const auto policy = sandbox::policyOf(version);
        const QString name = policy ? policy->name : QStringLiteral("(cannot be read)");
        if (wantsJson(parser))
            list.push_back({{"version", version.number},
                            {"applied_at", toIso8601(version.appliedAt).toStdString()},
                            {"applied_by", version.appliedBy.toStdString()},
                            {"reason", version.reason.toStdString()},
                            {"name", name.toStdString()},
                            {"readable", policy.has_value()},
                            {"current", counts == Counts::Yes}});
        else
            print(QStringLiteral("%1 %2  %3  %4  %5%6")
                      .arg(counts == Counts::Yes ? QStringLiteral("*") : QStringLiteral(" "))
                      .arg(version.number, 4)
                      .arg(toIso8601(version.appliedAt), version.appliedBy, name,
                           version.reason.isEmpty() ? QString() : QStringLiteral(" — ") + version.reason));
    }
};

class PolicyUndo : public Command
{
public:
    PolicyUndo()
        : Command("policy undo", "Applies an earlier policy again, as a new version")
    {}

    void describe(QCommandLineParser &parser) const override
    {
        parser.addOptions({
            {QStringLiteral("to"), QStringLiteral("The version to go back to (default: the one before)."),
             QStringLiteral("N")},
            {QStringLiteral("reason"), QStringLiteral("Why, for the history."), QStringLiteral("R")},
        });
    }

    int run(const QCommandLineParser &parser) override
    {
        bool isNumber = true;
        const int wanted = parser.isSet(QStringLiteral("to")) ? parser.value(QStringLiteral("to")).toInt(&isNumber) : 0;
        if (!isNumber || (wanted < 1 && parser.isSet(QStringLiteral("to"))))
            return wrongUsage(QStringLiteral("--to takes the number of a version."));
        const auto workspace = openWorkspace(parser);
        if (!workspace)
            return report(workspace.error());
        const store::PolicyStore &policies = (*workspace)->policies();
        const auto current = policies.current();
        if (!current)
            return report(current.error());
        if (!*current) {
            say(QStringLiteral("There is nothing to undo: no policy was applied yet."));
            return NotValid;
        }
        const int to = wanted > 0 ? wanted : (*current)->number - 1;
        // Before the first version the standard policy counted.
        const auto policy =
            to == 0 ? Result<dcr::Policy>(dcr::Policy::openBankingUk()) : namedPolicy(QString::number(to), policies);
        if (!policy)
            return report(policy.error());
        const QString reason = parser.isSet(QStringLiteral("reason")) ? parser.value(QStringLiteral("reason"))
            : to == 0                                                 ? QStringLiteral("Back to the standard policy")
                                                                      : QStringLiteral("Back to version %1").arg(to);
        return apply(parser, **workspace, *policy, reason);
    }
};

class PolicyDiff : public Command
{
public:
    PolicyDiff()
        : Command("policy diff", "Says in what two policies differ")
    {}

    int maxArguments() const override { return 2; }

    void describe(QCommandLineParser &parser) const override
    {
        parser.addPositionalArgument(QStringLiteral("A"),
                                     QStringLiteral("current, the number of a version, a preset or a file."));
        parser.addPositionalArgument(QStringLiteral("B"), QStringLiteral("The same."));
    }

    int run(const QCommandLineParser &parser) override
    {
        const QStringList words = parser.positionalArguments();
        if (words.size() != 2)
            return wrongUsage(QStringLiteral("Two policies are needed."));
        const auto workspace = openWorkspace(parser);
        if (!workspace)
            return report(workspace.error());
        const auto from = namedPolicy(words[0], (*workspace)->policies());
        if (!from)
            return report(from.error());
        const auto to = namedPolicy(words[1], (*workspace)->policies());
        if (!to)
            return report(to.error());
        const auto differences = dcr::differences(*from, *to);
        if (wantsJson(parser))
            printJson(linesOf(differences));
        else if (differences.isEmpty())
            print(QStringLiteral("They say the same."));
        else
            printDifferences(differences);
        return Done;
    }
};

} // namespace

void addPolicyCommands(CommandList &commands)
{
    commands.push_back(std::make_unique<PolicyShow>());
    commands.push_back(std::make_unique<PolicySet>());
    commands.push_back(std::make_unique<PolicyPresets>());
    commands.push_back(std::make_unique<PolicyHistory>());
    commands.push_back(std::make_unique<PolicyUndo>());
    commands.push_back(std::make_unique<PolicyDiff>());
}

} // namespace gatehouse::cli
