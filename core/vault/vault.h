#pragma once

#include "base/result.h"

#include <QObject>
#include <QString>
#include <QtCrypto>

#include <functional>
#include <memory>

namespace gatehouse::vault {

/// UTF-8 or any bytes, in memory that is wiped.
using Secret = QCA::SecureArray;

/// Passwords at rest: in the platform's keychain where one answers, else in an encrypted file of the workspace. A secret
/// is known by a name such as `truststore:/opt/wso2/client-truststore.jks`.
///
/// Lives in a thread with an event loop and answers there, never from inside the call: keychains ask the user, and the
/// file's key takes half a second to derive (done on another thread). A call that comes while another is under way
/// waits its turn. The receiver that is destroyed is not called.
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
        UseWhereItAnswers,
        Never, ///< the file alone: for a machine without one, and tests
    };

    Vault(QString folder, Keychain keychain, QObject *parent = nullptr);
    ~Vault() override;

    Place place() const;
    State state() const;

    /// Derives the key; Refused where the passphrase does not fit. Where there is no file yet, it is made.
    void unlock(const Secret &passphrase, QObject *receiver, Reply reply);
    /// Forgets the key and all that was read; the keychain is left as it is.
    void lock();
    /// Reads the file with the old passphrase and writes it with the new one, under a new salt.
    void changePassphrase(const Secret &before, const Secret &after, QObject *receiver, Reply reply);

    /// Refused while Locked or Missing: unlock() first.
    void read(const QString &name, QObject *receiver, ReadReply reply);
    void write(const QString &name, const Secret &secret, QObject *receiver, Reply reply);
    void remove(const QString &name, QObject *receiver, Reply reply);

Q_SIGNALS:
    void stateChanged(gatehouse::vault::Vault::State state);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace gatehouse::vault
