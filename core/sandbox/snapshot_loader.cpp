#include "sandbox/snapshot_loader.h"

#include "base/files.h"
#include "fetch/key_sets.h"

#include <QDir>
#include <QFileInfo>

namespace gatehouse::sandbox {

namespace {

Result<ConfiguredKeys> load(const QStringList &filesOrUrls, const QString &folder, fetch::JwksCache &cache)
{
    ConfiguredKeys keys;
    QStringList files;
    for (const QString &source : filesOrUrls) {
        if (fetch::isUrl(source))
            keys.urls.append(QUrl(source));
        else
            files.append(source);
    }
    keys.files = fetch::loadKeySource(files, folder, {});
    if (keys.files.state == dcr::KeySource::State::Unavailable)
        return fail(Error::Io, keys.files.problem);
    for (const QUrl &url : keys.urls) {
        const dcr::KeySource source = cache.findAndWait(cache.ownAddress(url), {});
        if (source.state == dcr::KeySource::State::Unavailable)
            return fail(Error::Io, source.problem);
    }
    return keys;
}

} // namespace

Result<PolicyKeys> loadPolicyKeys(const dcr::Policy &policy, const QString &policyFolder, fetch::JwksCache &cache)
{
    PolicyKeys keys;
    const std::pair<ConfiguredKeys *, QStringList> sources[] = {
        {&keys.sandboxStatement, policy.statementJwks.value(QStringLiteral("sandbox"))},
        {&keys.productionStatement, policy.statementJwks.value(QStringLiteral("production"))},
        {&keys.request, policy.requestJwks},
    };
    for (const auto &[target, filesOrUrls] : sources) {
        auto loaded = load(filesOrUrls, policyFolder, cache);
        if (!loaded)
            return tl::unexpected(loaded.error());
        *target = *std::move(loaded);
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
