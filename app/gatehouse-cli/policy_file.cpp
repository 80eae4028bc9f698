#include "policy_file.h"

#include "command.h"

#include "dcr/policy_presets.h"
#include "dcr/policy_settings.h"
#include "sandbox/workspace_policy.h"

#include <QDir>
#include <QFileInfo>

namespace gatehouse::cli {

Result<dcr::Policy> readPolicy(const QString &file)
{
    if (file.isEmpty())
        return dcr::Policy::openBankingUk();
    return readInput(file, dcr::MaxPolicyBytes).and_then([](const QByteArray &bytes) {
        return dcr::Policy::fromBytes(bytes);
    });
}

Result<dcr::Policy> readPolicyToKeep(const QString &file)
{
    auto policy = readPolicy(file);
    if (!policy)
        return policy;
    const bool isInput = file == QLatin1String("-");
    policy->makeKeySetsAbsolute(isInput ? QDir::currentPath() : QFileInfo(file).absolutePath());
    if (auto checked = dcr::checkPolicy(*policy); !checked)
        return tl::unexpected(checked.error());
    return policy;
}

Result<dcr::Policy> namedPolicy(const QString &word, const store::PolicyStore &policies)
{
    if (word == QLatin1String("current")) {
        return policies.current().and_then(sandbox::workspacePolicy).map([](const sandbox::WorkspacePolicy &current) {
            return current.policy;
        });
    }
    bool isNumber = false;
    const int number = word.toInt(&isNumber);
    if (isNumber) {
        const auto version = policies.find(number);
        if (!version)
            return tl::unexpected(version.error());
        if (!*version)
            return fail(
                Error::Refused,
                QStringLiteral("There is no version %1 of the policy; `policy history` lists them.").arg(number));
        return sandbox::policyOf(**version);
    }
    if (const dcr::PolicyPreset *preset = dcr::findPolicyPreset(word))
        return preset->make();
    return readPolicy(word);
}

} // namespace gatehouse::cli
