#pragma once

#include "password_memory.h"
#include "vault/vault.h"

#include <QObject>
#include <QPointer>
#include <QSet>

namespace gatehouse::ui {

class PassphraseDialog;

/// Remembers passwords in the workspace's vault, as `truststore:` and the file's path, and asks for the vault's
/// passphrase where it is locked.
class VaultPasswords : public QObject, public PasswordMemory
{
    Q_OBJECT

public:
    explicit VaultPasswords(vault::Vault &vault, QObject *parent = nullptr);

    bool remembers(const QString &path) const override;
    void recall(const QString &path, QWidget *window, Recalled reply) override;
    void keep(const QString &path, const trust::Password &password, QWidget *window) override;
    void forget(const QString &path, QWidget *window, std::function<void(bool forgotten)> reply) override;

    QStringList paths() const override;
    void setPaths(const QStringList &paths) override;

private:
    void whenUnlocked(QWidget *window, std::function<void(bool unlocked)> then);

    vault::Vault &m_vault;
    QSet<QString> m_paths;
    QPointer<PassphraseDialog> m_dialog; ///< one for all that wait for it
};

} // namespace gatehouse::ui
