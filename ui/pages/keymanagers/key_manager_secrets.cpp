#include "key_manager_secrets.h"

#include "keymanager/key_manager_store.h"
#include "ui/pages/truststores/passphrase_dialog.h"

namespace gatehouse::ui {

using keymanager::Secrets;
using vault::Vault;

namespace {

Error locked()
{
    return {Error::Refused, KeyManagerSecrets::tr("The vault stays locked: its passphrase was not given."), {}};
}

} // namespace

KeyManagerSecrets::KeyManagerSecrets(Vault &vault, QWidget *window)
    : QObject(window)
    , m_vault(vault)
    , m_window(window)
{}

void KeyManagerSecrets::keep(const QString &id, const Secrets &secrets, Kept done)
{
    if (secrets.empty())
        return done({});
    whenUnlocked([this, id, secrets, done = std::move(done)](bool unlocked) {
        if (unlocked)
            keepNext(id, secrets, done);
        else
            done(tl::unexpected(locked()));
    });
}

void KeyManagerSecrets::keepNext(const QString &id, const Secrets &left, const Kept &done)
{
    if (left.empty())
        return done({});
    const auto &[name, secret] = *left.begin();
    Secrets others = left;
    others.erase(name);
    m_vault.write(keymanager::vaultName(id, name), secret, this, [this, id, others, done](const Result<void> &outcome) {
        if (outcome)
            keepNext(id, others, done);
        else
            done(outcome);
    });
}

void KeyManagerSecrets::recall(const QString &id, const QStringList &names, Recalled done)
{
    if (names.isEmpty())
        return done(Secrets());
    whenUnlocked([this, id, names, done = std::move(done)](bool unlocked) {
        if (unlocked)
            recallNext(id, names, {}, done);
        else
            done(tl::unexpected(locked()));
    });
}

void KeyManagerSecrets::recallNext(const QString &id, QStringList left, const Secrets &found, const Recalled &done)
{
    if (left.isEmpty())
        return done(found);
    const QString name = left.takeFirst();
    m_vault.read(keymanager::vaultName(id, name), this,
                 [this, id, left, found, name, done](const Result<vault::Secret> &secret) {
                     if (!secret)
                         return done(tl::unexpected(secret.error()));
                     Secrets more = found;
                     more[name] = *secret;
                     recallNext(id, left, more, done);
                 });
}

void KeyManagerSecrets::whenUnlocked(std::function<void(bool)> then)
{
    switch (m_vault.state()) {
    case Vault::State::Unlocked:
        return then(true);
    case Vault::State::Probing:
        connect(
            &m_vault, &Vault::stateChanged, this, [this, then = std::move(then)] { whenUnlocked(then); },
            Qt::SingleShotConnection);
        return;
    case Vault::State::Missing:
    case Vault::State::Locked:
        break;
    }
    if (!m_dialog) {
        m_dialog = new PassphraseDialog(&m_vault, m_window);
        m_dialog->setAttribute(Qt::WA_DeleteOnClose);
        m_dialog->open();
    }
    connect(m_dialog, &QDialog::finished, this,
            [then = std::move(then)](int result) { then(result == QDialog::Accepted); });
}

} // namespace gatehouse::ui
