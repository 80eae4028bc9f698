#pragma once

#include "base/result.h"
#include "base/time.h"
#include "store/activity_recorder.h"
#include "vault/vault.h"

#include <QObject>
#include <QString>

#include <memory>

class QThread;

namespace gatehouse::directory {
class Directory;
}
namespace gatehouse::fetch {
class JwksCache;
}
namespace gatehouse::keymanager {
class KeyManagerStore;
}
namespace gatehouse::sandbox {
class Sandbox;
}
namespace gatehouse::store {
class ClientStore;
class Database;
class ExchangeLog;
class PolicyStore;
class SettingsStore;
} // namespace gatehouse::store

namespace gatehouse::workspace {

/// A data folder and one of everything in it. Several processes may have one open at a time; only one
/// of them serves it.
class Workspace : public QObject
{
    Q_OBJECT

public:
    /// Makes the folder, the database and the test directory where they are missing. Blocks on disk
    /// and key generation (a second at the first time): the console calls it off its window.
    ///
    /// The keychain is the user's and may ask the user: for whoever has windows, and moves the workspace to the
    /// application's main thread.
    static Result<std::unique_ptr<Workspace>> open(const QString &folder, Clock clock,
                                                   vault::Vault::Keychain keychain = vault::Vault::Keychain::Never);
    ~Workspace() override;

    /// For whoever opens a workspace off the window's thread; called in the thread that opened it.
    void moveTo(QThread *thread);

    /// The platform's data folder for Gatehouse.
    static QString defaultFolder();
    /// The database of the workspace in that folder.
    static QString databasePath(const QString &folder);

    const QString &folder() const;
    /// Whose changes are noted: the name of the account, handed in by whoever starts the program.
    const QString &user() const;
    void setUser(const QString &user);
    /// The console, unless whoever starts the program says otherwise.
    void setOrigin(store::ActivityOrigin origin);
    store::Actor actor() const;
    Instant now() const;
    const Clock &clock() const;
    store::Database &database();
    store::ClientStore &clients();
    store::ExchangeLog &exchanges();
    store::ActivityLog &activity();
    /// For changes of files; with the actor as it is now.
    store::ActivityRecorder recorder() const;
    store::SettingsStore &settings();
    store::PolicyStore &policies();
    keymanager::KeyManagerStore &keyManagers();
    fetch::JwksCache &keySets();
    vault::Vault &vault();
    const std::shared_ptr<directory::Directory> &directory();
    sandbox::Sandbox &sandbox();

Q_SIGNALS:
    /// The sandbox was started or stopped, or the test directory changed, and the record of changes does not hold it.
    void recordingFailed(const gatehouse::Error &error);

private:
    void watchSandbox();
    void watchDirectory();
    void recordLater(const store::NewActivity &activity);
    struct Private;
    explicit Workspace(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace gatehouse::workspace
