#include "wso2/edit_plan.h"

#include "base/file_saves.h"
#include "wso2/known_keys.h"
#include "wso2/text.h"
#include "wso2/toml_secrets.h"

namespace gatehouse::wso2 {

namespace {

/// The generation that a table belongs to by its name alone.
Generations generationsOf(const QString &table)
{
    if (table == QLatin1String("open_banking"))
        return Generation::A;
    if (table == QLatin1String("financial_services"))
        return Generation::B;
    return Generation::A | Generation::B;
}

PlannedEdit::Fit fitOf(const TomlEdit &edit, const ServerIdentity &identity)
{
    const Result<TomlAddress> address = parseTomlAddress(edit.key);
    if (!address)
        return PlannedEdit::Fit::Fits; // applying it says what is wrong
    const Generations generations = generationsOf(address->first().key);
    if (identity.generations && !(identity.generations & generations))
        return PlannedEdit::Fit::OtherGeneration;
    const Servers servers = serversOf(*address);
    if (identity.servers && !(identity.servers & servers))
        return PlannedEdit::Fit::OtherServer;
    return PlannedEdit::Fit::Fits;
}

PlannedEdit planned(const TomlEdit &edit, const ServerIdentity &identity, DeploymentToml &toml, CommentedKeys commented)
{
    PlannedEdit plan;
    plan.edit = edit;
    plan.fit = fitOf(edit, identity);
    plan.result.edit = edit;
    plan.shown = withoutSecrets(edit.value, edit.key);
    if (const auto before = toml.value(edit.key); before && *before)
        plan.before = withoutSecrets(**before, edit.key);
    if (plan.fit == PlannedEdit::Fit::Fits)
        plan.result = toml.apply(edit, commented);
    return plan;
}

} // namespace

tl::expected<EditPlan, NoPlan> planEdits(const QString &path, const QList<TomlEdit> &edits, CommentedKeys commented,
                                         const IsCancelled &isCancelled)
{
    const Result<QByteArray> bytes = readDeploymentBytes(path);
    if (!bytes)
        return tl::unexpected(NoPlan{bytes.error(), {}});
    Result<DeploymentToml> toml = DeploymentToml::parse(*bytes);
    if (!toml)
        return tl::unexpected(NoPlan{toml.error(), findingsIn(*bytes)});
    const DeploymentToml before = *toml;
    EditPlan plan{{path, fileDigest(*bytes), *std::move(toml)}, identify(before.root()), findingsIn(before), {}, {}};
    for (const TomlEdit &edit : edits) {
        if (isCancelled && isCancelled())
            return tl::unexpected(
                NoPlan{{Error::Refused, Text::tr("%1 was not read to its end: it was cancelled.").arg(path), {}}, {}});
        plan.edits.append(planned(edit, plan.identity, plan.file.toml, commented));
    }
    plan.diff = shownDiff(before, plan.file.toml);
    return plan;
}

} // namespace gatehouse::wso2
