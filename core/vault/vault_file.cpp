#include "vault/vault_file.h"

#include "base/files.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLockFile>

#include <utility>

namespace gatehouse::vault {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::vault)
};

/// A change takes some milliseconds; who holds the lock for longer than this is stuck.
constexpr int LockTimeMs = 5000;

tl::unexpected<Error> notFound(const QString &name)
{
    return fail(Error::NotFound, Text::tr("The vault holds no secret named \"%1\".").arg(name));
}

} // namespace

VaultFile::VaultFile(QString path, const ScryptCost &cost)
    : m_path(std::move(path))
    , m_cost(cost)
{}

bool VaultFile::exists() const
{
    return QFileInfo::exists(m_path);
}

Result<VaultKey> VaultFile::open(const Secret &passphrase) const
{
    if (!exists()) {
        auto key = makeRecipe(m_cost).and_then([&](const KeyRecipe &recipe) { return deriveKey(passphrase, recipe); });
        if (!key)
            return key;
        const auto created = create(*key);
        if (created)
            return key;
        // Another program made it in the meantime.
        if (created.error().kind != Error::Conflict)
            return tl::unexpected(created.error());
    }
    return load()
        .and_then([this](const QByteArray &bytes) { return located(readRecipe(bytes)); })
        .and_then([&](const KeyRecipe &recipe) { return deriveKey(passphrase, recipe); })
        .and_then(
            [this](const VaultKey &key) { return loadSecrets(key).map([&key](const Secrets &) { return key; }); });
}

Result<VaultKey> VaultFile::changePassphrase(const Secret &before, const Secret &after) const
{
    if (!exists())
        return fail(Error::NotFound,
                    Text::tr("There is no vault %1 yet, so it has no passphrase to change.").arg(m_path));
    // Both keys first: nobody waits for the lock while they are derived.
    const auto oldKey = open(before);
    if (!oldKey)
        return oldKey;
    auto newKey = makeRecipe(m_cost).and_then([&](const KeyRecipe &recipe) { return deriveKey(after, recipe); });
    if (!newKey)
        return newKey;
    return underLock([&] {
               return loadSecrets(*oldKey).and_then([&](const Secrets &secrets) { return save(secrets, *newKey); });
           })
        .map([&] { return *newKey; });
}

Result<Secret> VaultFile::read(const VaultKey &key, const QString &name) const
{
    return loadSecrets(key).and_then([&](const Secrets &secrets) -> Result<Secret> {
        const auto found = secrets.find(name);
        if (found == secrets.cend())
            return notFound(name);
        return found->second;
    });
}

Result<void> VaultFile::write(const VaultKey &key, const QString &name, const Secret &secret) const
{
    if (auto checked = checkName(name).and_then([&] { return checkSecret(secret); }); !checked)
        return checked;
    return change(key, [&](Secrets &secrets) -> Result<void> {
        secrets[name] = secret;
        return {};
    });
}

Result<void> VaultFile::remove(const VaultKey &key, const QString &name) const
{
    return change(key, [&](Secrets &secrets) -> Result<void> {
        if (secrets.erase(name) == 0)
            return notFound(name);
        return {};
    });
}

Result<QByteArray> VaultFile::load() const
{
    return readFile(m_path, MaxVaultFileBytes);
}

Result<Secrets> VaultFile::loadSecrets(const VaultKey &key) const
{
    const auto bytes = load();
    if (!bytes && bytes.error().kind == Error::NotFound)
        return fail(Error::Conflict,
                    Text::tr("The vault %1 is gone. Put a backup of it back, or begin a new one.").arg(m_path));
    if (!bytes)
        return tl::unexpected(bytes.error());
    return located(unsealSecrets(*bytes, key));
}

Result<void> VaultFile::save(const Secrets &secrets, const VaultKey &key) const
{
    return sealSecrets(secrets, key).and_then([this](const QByteArray &bytes) {
        return saveFile(m_path, bytes, FileAccess::OwnerOnly);
    });
}

Result<void> VaultFile::create(const VaultKey &key) const
{
    return underLock([&]() -> Result<void> {
        if (exists())
            return fail(Error::Conflict, Text::tr("The vault %1 was just made by another program.").arg(m_path));
        return save({}, key);
    });
}

Result<void> VaultFile::underLock(const std::function<Result<void>()> &work) const
{
    QLockFile lock(m_path + QStringLiteral(".lock"));
    if (lock.tryLock(LockTimeMs))
        return work();
    if (lock.error() == QLockFile::LockFailedError)
        return fail(Error::Io,
                    Text::tr("Another program has been holding the vault %1 for %2 seconds; nothing was changed. End "
                             "that program, or try again.")
                        .arg(m_path)
                        .arg(LockTimeMs / 1000));
    return fail(
        Error::Io,
        Text::tr("The vault %1 cannot be locked; nothing was changed. Check the access rights of its folder, and that "
                 "there is room on the disk.")
            .arg(m_path));
}

Result<void> VaultFile::change(const VaultKey &key, const std::function<Result<void>(Secrets &)> &edit) const
{
    return underLock([&] {
        return loadSecrets(key).and_then(
            [&](Secrets secrets) { return edit(secrets).and_then([&] { return save(secrets, key); }); });
    });
}

template <typename T>
Result<T> VaultFile::located(Result<T> result) const
{
    if (!result)
        result.error().message = Text::tr("%1: %2").arg(m_path, result.error().message);
    return result;
}

} // namespace gatehouse::vault
