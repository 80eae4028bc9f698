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

void KeyManagerSecrets::replace(const QString &id, const Secrets &secrets, Replaced done)
{
    if (secrets.empty())
        return done(Values());
    whenUnlocked([this, id, secrets, done = std::move(done)](bool unlocked) {
        if (!unlocked)
            return done(tl::unexpected(locked()));
        QStringList names;
        Values wanted;
        for (const auto &[name, secret] : secrets) {
            names.append(name);
            wanted[name] = secret;
        }
        read(id, names, {}, [this, id, wanted, done](const Result<Values> &before) {
            if (!before)
                return done(before);
            set(id, wanted, [this, id, before, done](const Result<void> &outcome) {
                if (outcome)
                    return done(before);
                // What went wrong is told, whether or not this goes well.
                set(id, *before, [outcome, done](const Result<void> &) { done(tl::unexpected(outcome.error())); });
            });
        });
    });
}

void KeyManagerSecrets::read(const QString &id, QStringList left, const Values &found, const Replaced &done)
{
    if (left.isEmpty())
        return done(found);
    const QString name = left.takeFirst();
    m_vault.read(keymanager::vaultName(id, name), this,
                 [this, id, left, found, name, done](const Result<vault::Secret> &secret) {
                     if (!secret && secret.error().kind != Error::NotFound)
                         return done(tl::unexpected(secret.error()));
                     Values more = found;
                     more[name] = secret ? std::optional(*secret) : std::nullopt;
                     read(id, left, more, done);
                 });
}

void KeyManagerSecrets::set(const QString &id, const Values &values, const Done &done)
{
    if (values.empty())
        return done({});
    const auto &[name, value] = *values.begin();
    Values others = values;
    others.erase(name);
    const auto next = [this, id, others, done](const Result<void> &outcome) {
        if (outcome || outcome.error().kind == Error::NotFound)
            set(id, others, done);
        else
            done(outcome);
    };
    const QString called = keymanager::vaultName(id, name);
    if (value)
        m_vault.write(called, *value, this, next);
    else
        m_vault.remove(called, this, next);
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
