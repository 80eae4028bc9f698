#include "sandbox/snapshot_loader.h"

#include "base/files.h"
#include "fetch/key_sets.h"

#include <QDir>
#include <QFileInfo>

namespace gatehouse::sandbox {

Result<PolicyKeys> loadPolicyKeys(const dcr::Policy &policy, const QString &policyFolder)
{
    // The person who wrote the policy runs a sandbox, whose neighbours may serve its key sets.
    const fetch::Options options{.reach = fetch::Reach::LocalSandbox};
    PolicyKeys keys;
    keys.sandboxStatement =
        fetch::loadKeySource(policy.statementJwks.value(QStringLiteral("sandbox")), policyFolder, options);
    keys.productionStatement =
        fetch::loadKeySource(policy.statementJwks.value(QStringLiteral("production")), policyFolder, options);
    keys.request = fetch::loadKeySource(policy.requestJwks, policyFolder, options);
    for (const dcr::KeySource *source : {&keys.sandboxStatement, &keys.productionStatement, &keys.request}) {
        if (source->state == dcr::KeySource::State::Unavailable)
            return fail(Error::Io, source->problem);
    }
    return keys;
}

std::shared_ptr<const Snapshot> makeSnapshot(const Settings &settings, const QString &baseUrl, const PolicyKeys &keys,
                                             const trust::TrustAnchors &clientAnchors,
                                             std::shared_ptr<directory::Directory> directory)
{
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->facts = {baseUrl};
    snapshot->mode = settings.mode;
    snapshot->policy = settings.policy;
    snapshot->policy.audiences += snapshot->facts.audiences();
    snapshot->sandboxStatementKeys = keys.sandboxStatement;
    snapshot->productionStatementKeys = keys.productionStatement;
    snapshot->requestKeys = keys.request;
    snapshot->clientAnchors = clientAnchors;
    snapshot->directory = std::move(directory);
    return snapshot;
}

Result<jose::PrivateKey> loadTokenKey(const QString &workspaceFolder)
{
    const QString file = QDir(workspaceFolder).filePath(QStringLiteral("token-signing.key"));
    if (QFileInfo::exists(file)) {
        return readFile(file, 64 * 1024).and_then([](const QByteArray &pem) {
            return jose::PrivateKey::fromPem(QCA::SecureArray(pem));
        });
    }
    auto key = jose::PrivateKey::generate(jose::KeyType::P256);
    if (!key)
        return key;
    const QCA::SecureArray pem = key->toPem();
    if (auto saved = saveFile(file, QByteArrayView(pem.constData(), pem.size()), FileAccess::OwnerOnly); !saved)
        return tl::unexpected(saved.error());
    return key;
}

} // namespace gatehouse::sandbox
