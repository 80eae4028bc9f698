#include "vault_passwords.h"

#include "passphrase_dialog.h"

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using vault::Vault;

namespace {

QString secretName(const QString &path)
{
    return u"truststore:"_s + path;
}

} // namespace

VaultPasswords::VaultPasswords(Vault &vault, QObject *parent)
    : QObject(parent)
    , m_vault(vault)
{}

bool VaultPasswords::remembers(const QString &path) const
{
    return m_paths.contains(path);
}

void VaultPasswords::recall(const QString &path, QWidget *window, Recalled reply)
{
    whenUnlocked(window, [this, path, window = QPointer(window), reply = std::move(reply)](bool unlocked) {
        if (!window)
            return;
        if (!unlocked) {
            reply(std::nullopt);
            return;
        }
        m_vault.read(secretName(path), window, [this, path, reply](const Result<vault::Secret> &secret) {
            if (!secret && secret.error().kind == Error::NotFound)
                m_paths.remove(path);
            else if (!secret)
                onProblem(secret.error().message);
            reply(secret ? std::optional<trust::Password>(*secret) : std::nullopt);
        });
    });
}

void VaultPasswords::keep(const QString &path, const trust::Password &password, QWidget *window)
{
    whenUnlocked(window, [this, path, password](bool unlocked) {
        if (!unlocked)
            return;
        m_vault.write(secretName(path), password, this, [this, path](const Result<void> &outcome) {
            if (outcome)
                m_paths.insert(path);
            else
                onProblem(outcome.error().message);
        });
    });
}

void VaultPasswords::forget(const QString &path, QWidget *window, std::function<void(bool forgotten)> reply)
{
    whenUnlocked(window, [this, path, window = QPointer(window), reply = std::move(reply)](bool unlocked) {
        if (!unlocked) {
            if (window)
                reply(false);
            return;
        }
        // The vault stands in for a window that is gone: what was asked for is done nevertheless.
        m_vault.remove(secretName(path), this, [this, path, window, reply](const Result<void> &outcome) {
            // Gone is gone, whoever took it.
            const bool forgotten = outcome || outcome.error().kind == Error::NotFound;
            if (forgotten)
                m_paths.remove(path);
            else
                onProblem(outcome.error().message);
            if (window)
                reply(forgotten);
        });
    });
}

void VaultPasswords::whenUnlocked(QWidget *window, std::function<void(bool unlocked)> then)
{
    switch (m_vault.state()) {
    case Vault::State::Unlocked:
        // Never from inside the call.
        QMetaObject::invokeMethod(
            this, [then = std::move(then)] { then(true); }, Qt::QueuedConnection);
        return;
    case Vault::State::Probing:
        connect(
            &m_vault, &Vault::stateChanged, window,
            [this, window, then = std::move(then)] { whenUnlocked(window, then); }, Qt::SingleShotConnection);
        return;
    case Vault::State::Missing:
    case Vault::State::Locked:
        break;
    }
    if (!m_dialog) {
        m_dialog = new PassphraseDialog(&m_vault, window);
        m_dialog->setAttribute(Qt::WA_DeleteOnClose);
        m_dialog->open();
    }
    connect(m_dialog, &QDialog::finished, this,
            [then = std::move(then)](int result) { then(result == QDialog::Accepted); });
}

QStringList VaultPasswords::paths() const
{
    return QStringList(m_paths.begin(), m_paths.end());
}

void VaultPasswords::setPaths(const QStringList &paths)
{
    m_paths = QSet<QString>(paths.begin(), paths.end());
}

} // namespace gatehouse::ui
