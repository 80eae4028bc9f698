#pragma once

#include "keymanager/admin_json.h"
#include "vault/vault.h"

#include <QObject>
#include <QPointer>

#include <map>
#include <optional>

namespace gatehouse::ui {

class PassphraseDialog;

/// The secrets of key managers in the workspace's vault; asks for its passphrase where it is locked.
class KeyManagerSecrets : public QObject
{
    Q_OBJECT

public:
    explicit KeyManagerSecrets(vault::Vault &vault, QWidget *window);

    /// By name; nothing where the vault keeps none of it.
    using Values = std::map<QString, std::optional<QCA::SecureArray>>;
    using Replaced = std::function<void(const Result<Values> &)>;
    using Recalled = std::function<void(const Result<keymanager::Secrets> &)>;
    using Done = std::function<void(const Result<void> &)>;

    /// All of them, or an error, and then the vault is as it was. Answers what it kept of them before. Refused where
    /// the passphrase was not given.
    void replace(const QString &id, const keymanager::Secrets &secrets, Replaced done);
    void recall(const QString &id, const QStringList &names, Recalled done);
    /// Asks for no passphrase: Refused by a locked vault. What it does not keep it is to drop is no error.
    void set(const QString &id, const Values &values, const Done &done);

private:
    void whenUnlocked(std::function<void(bool)> then);
    void read(const QString &id, QStringList left, const Values &found, const Replaced &done);
    void recallNext(const QString &id, QStringList left, const keymanager::Secrets &found, const Recalled &done);

    vault::Vault &m_vault;
    QWidget *m_window;
    QPointer<PassphraseDialog> m_dialog; ///< one for all that wait for it
};

} // namespace gatehouse::ui
