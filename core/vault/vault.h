#pragma once

#include "vault/sealed_secrets.h"

#include <QObject>
#include <QString>

#include <chrono>
#include <functional>
#include <memory>

namespace gatehouse::vault {

class KeychainAccess;

/// What only tests set otherwise.
struct VaultOptions {
    VaultOptions();
    VaultOptions(VaultOptions &&) noexcept;
    VaultOptions &operator=(VaultOptions &&) noexcept;
    ~VaultOptions();

    std::unique_ptr<KeychainAccess> keychain; ///< none: the file alone
    /// How long a keychain may take to say that it is there. One that answers later is not used.
    std::chrono::milliseconds probeTime{3000};
    /// How long it may take for anything else: it may ask the user, who may be away.
    std::chrono::milliseconds answerTime{std::chrono::minutes{5}};
    ScryptCost cost = DefaultScryptCost; ///< of new keys
};

/// Passwords at rest: in the platform's keychain where one answers, else in an encrypted file of the workspace. A
/// secret is known by a name such as `truststore:/opt/wso2/client-truststore.jks`; the keychain is the user's, so that
/// all workspaces see the same secrets there.
///
/// Lives in a thread with an event loop and answers there, never from inside the call: keychains ask the user, and the
/// file's key takes half a second to derive (done on another thread). A call that comes while another is under way
/// waits its turn. The receiver that is destroyed is not called; what it asked for is done nevertheless. None: the
/// vault stands for it. Whoever destroys the vault waits for what the other thread is doing; what waits its turn is
/// dropped.
///
/// The file is read anew for each call, so that what another program changed is seen; nothing but the key is kept.
/// Where the file's passphrase was changed by another program, or the file is gone, the call fails with Conflict and
/// the vault is Locked or Missing.
class Vault : public QObject
{
    Q_OBJECT

public:
    enum class Place : quint8 {
        Keychain, ///< of the platform, unlocked with the user's session
        File,     ///< `vault.json` in the workspace, unlocked by a passphrase
    };
    enum class State : quint8 {
        Probing,  ///< whether a keychain answers is not known yet
        Missing,  ///< File: there is none yet; the first passphrase makes it
        Locked,   ///< File: a passphrase is needed
        Unlocked, ///< ready; a keychain always is
    };
    Q_ENUM(State)

    using ReadReply = std::function<void(const Result<Secret> &secret)>; ///< NotFound where there is none of that name
    using Reply = std::function<void(const Result<void> &outcome)>;

    enum class Keychain : quint8 {
        UseWhereItAnswers, ///< only in the application's main thread does one answer
        Never,             ///< the file alone: for a machine without one, and tests
    };

    Vault(const QString &folder, Keychain keychain, QObject *parent = nullptr);
    Vault(const QString &folder, VaultOptions options, QObject *parent = nullptr);
    ~Vault() override;

    Place place() const; ///< File while Probing
    State state() const;

    /// Derives the key; Refused where the passphrase does not fit. Where there is no file yet, it is made. A keychain
    /// needs none and answers success.
    void unlock(const Secret &passphrase, QObject *receiver, Reply reply);
    /// Forgets the key, at once; the keychain is left as it is. An unlock() called before and not answered yet fails
    /// with Conflict.
    void lock();
    /// Reads the file with the old passphrase and writes it with the new one, under a new salt. Where the vault was
    /// unlocked it stays so. Refused by a keychain.
    void changePassphrase(const Secret &before, const Secret &after, QObject *receiver, Reply reply);

    /// Refused while Locked or Missing when their turn comes: unlock() first. Names and secrets have the limits of
    /// secrets.h.
    void read(const QString &name, QObject *receiver, ReadReply reply);
    void write(const QString &name, const Secret &secret, QObject *receiver, Reply reply);
    void remove(const QString &name, QObject *receiver, Reply reply); ///< NotFound where there is none of that name

Q_SIGNALS:
    void stateChanged(gatehouse::vault::Vault::State state);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace gatehouse::vault
