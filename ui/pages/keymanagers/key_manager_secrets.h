#pragma once

#include "keymanager/admin_json.h"
#include "vault/vault.h"

#include <QObject>
#include <QPointer>

namespace gatehouse::ui {

class PassphraseDialog;

/// The secrets of key managers in the workspace's vault; asks for its passphrase where it is locked.
class KeyManagerSecrets : public QObject
{
    Q_OBJECT

public:
    explicit KeyManagerSecrets(vault::Vault &vault, QWidget *window);

    using Kept = std::function<void(const Result<void> &)>;
    using Recalled = std::function<void(const Result<keymanager::Secrets> &)>;

    /// All of them, or an error. Refused where the passphrase was not given.
    void keep(const QString &id, const keymanager::Secrets &secrets, Kept done);
    void recall(const QString &id, const QStringList &names, Recalled done);

private:
    void whenUnlocked(std::function<void(bool)> then);
    void keepNext(const QString &id, const keymanager::Secrets &left, const Kept &done);
    void recallNext(const QString &id, QStringList left, const keymanager::Secrets &found, const Recalled &done);

    vault::Vault &m_vault;
    QWidget *m_window;
    QPointer<PassphraseDialog> m_dialog; ///< one for all that wait for it
};

} // namespace gatehouse::ui
