#pragma once

#include "vault/sealed_secrets.h"

#include <functional>

namespace gatehouse::vault {

/// Secrets in an encrypted file, readable by its owner alone. Blocks; for any thread. Several programs may use one
/// file: each change reads what stands there, under a lock beside the file, and changes the one secret that is meant.
///
/// No backup is kept beside it: what was removed is gone, and an old passphrase opens nothing.
///
/// Conflict: the file is gone, or its passphrase was changed, since the key was derived; open() again.
class VaultFile
{
public:
    /// `cost` is that of new keys: the default one, except in tests.
    explicit VaultFile(QString path, const ScryptCost &cost = DefaultScryptCost);

    const QString &path() const { return m_path; }
    bool exists() const;

    /// Refused where the passphrase does not fit. Where there is no file, one without secrets is made.
    Result<VaultKey> open(const Secret &passphrase) const;
    /// The secrets under a new key, which is returned.
    Result<VaultKey> changePassphrase(const Secret &before, const Secret &after) const;

    Result<Secret> read(const VaultKey &key, const QString &name) const; ///< NotFound where there is none
    Result<void> write(const VaultKey &key, const QString &name, const Secret &secret) const;
    Result<void> remove(const VaultKey &key, const QString &name) const; ///< NotFound where there is none

private:
    Result<QByteArray> load() const;
    Result<Secrets> loadSecrets(const VaultKey &key) const;
    Result<void> save(const Secrets &secrets, const VaultKey &key) const;
    Result<void> create(const VaultKey &key) const;
    Result<void> underLock(const std::function<Result<void>()> &work) const;
    Result<void> change(const VaultKey &key, const std::function<Result<void>(Secrets &)> &edit) const;
    template <typename T>
    Result<T> located(Result<T> result) const;

    QString m_path;
    ScryptCost m_cost;
};

} // namespace gatehouse::vault
