#include "workspace/workspace.h"

#include "directory/directory.h"
#include "fetch/jwks_cache.h"
#include "keymanager/key_manager_store.h"
#include "sandbox/sandbox.h"
#include "store/activity_log.h"
#include "store/client_store.h"
#include "store/database.h"
#include "store/exchange_log.h"
#include "store/policy_store.h"
#include "store/settings_store.h"
#include "workspace/activity_entries.h"

#include <QDir>
#include <QFile>
#include <QHostInfo>
#include <QLoggingCategory>
#include <QStandardPaths>
#include <QThread>

namespace gatehouse::workspace {

struct Workspace::Private {
    QString folder;
    store::Actor actor;
    Clock clock;
    std::unique_ptr<store::Database> database;
    std::unique_ptr<store::ClientStore> clients;
    std::unique_ptr<store::ExchangeLog> exchanges;
    std::unique_ptr<store::ActivityLog> activity;
    std::unique_ptr<store::SettingsStore> settings;
    std::unique_ptr<store::PolicyStore> policies;
    std::unique_ptr<keymanager::KeyManagerStore> keyManagers;
    std::unique_ptr<fetch::JwksCache> keySets;
    std::unique_ptr<vault::Vault> vault;
    std::shared_ptr<directory::Directory> directory;
    std::unique_ptr<sandbox::Sandbox> sandbox; ///< after all of the above, which it uses while it stops
    store::ReplyBox replies;
    bool isSandboxOn = false; ///< and the record says so
};

namespace {

Q_LOGGING_CATEGORY(logWorkspace, "gatehouse.workspace")

Result<void> makeFolder(const QString &folder)
{
    // Somebody's home, given by mistake, keeps the access rights that it has.
    const bool isOurs =
        !QFileInfo::exists(folder) || QDir(folder).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    if (!QDir().mkpath(folder))
        return fail(Error::Io,
                    Workspace::tr("The workspace %1 cannot be made. Check its access rights, or choose another folder.")
                        .arg(folder));
    // Keys and registrations are nobody else's business.
    constexpr auto OwnerOnly = QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner;
    if (isOurs && !QFile::setPermissions(folder, OwnerOnly))
        return fail(
            Error::Io,
            Workspace::tr("The workspace %1 cannot be kept from other users. Choose another folder.").arg(folder));
    return {};
}

} // namespace

Workspace::Workspace(std::unique_ptr<Private> data)
    : d(std::move(data))
{
    watchSandbox();
    watchDirectory();
}

Workspace::~Workspace()
{
    // Whoever works in the background may have the directory longer than the record.
    d->directory->setObserver({});
    if (d->isSandboxOn) {
        if (auto recorded = d->activity->appendAndWait(sandboxStopped(actor()), now()); !recorded)
            qCWarning(logWorkspace).noquote() << recorded.error().message << recorded.error().detail;
    }
    // What the endpoint waits for while it stops must not be a slow server of keys.
    d->keySets->close();
}

Result<std::unique_ptr<Workspace>> Workspace::open(const QString &folder, Clock clock, vault::Vault::Keychain keychain)
{
    auto d = std::make_unique<Private>();
    d->folder = QDir(folder).absolutePath();
    d->clock = std::move(clock);
    if (auto made = makeFolder(d->folder); !made)
        return tl::unexpected(made.error());
    auto database = store::Database::open(databasePath(d->folder), d->clock());
    if (!database)
        return tl::unexpected(database.error());
    d->database = *std::move(database);
    d->clients = std::make_unique<store::ClientStore>(*d->database);
    d->exchanges = std::make_unique<store::ExchangeLog>(*d->database);
    d->activity = std::make_unique<store::ActivityLog>(*d->database);
    d->settings = std::make_unique<store::SettingsStore>(*d->database);
    d->policies = std::make_unique<store::PolicyStore>(*d->database);
    d->keyManagers = std::make_unique<keymanager::KeyManagerStore>(*d->database);
    d->keySets = std::make_unique<fetch::JwksCache>(*d->database, d->clock);
    d->vault = std::make_unique<vault::Vault>(d->folder, keychain);
    directory::DirectoryOptions options;
    options.hostNames = {QHostInfo::localHostName()};
    auto directory =
        directory::Directory::open(QDir(d->folder).filePath(QStringLiteral("directory")), d->clock, options);
    if (!directory)
        return tl::unexpected(directory.error());
    d->directory = *std::move(directory);
    if (auto provided = sandbox::provideClientTruststore(
            sandbox::clientTruststorePath(d->folder), d->directory->authorities(),
            d->directory->isNew() ? sandbox::DirectoryAge::New : sandbox::DirectoryAge::Known, d->clock());
        !provided)
        return tl::unexpected(provided.error());
    d->sandbox = std::make_unique<sandbox::Sandbox>(d->folder, *d->database, *d->keySets, d->directory, d->clock);
    return std::unique_ptr<Workspace>(new Workspace(std::move(d)));
}

void Workspace::moveTo(QThread *thread)
{
    moveToThread(thread);
    d->vault->moveToThread(thread);
    d->sandbox->moveTo(thread);
    d->replies.moveToThread(thread);
}

void Workspace::watchSandbox()
{
    connect(d->sandbox.get(), &sandbox::Sandbox::stateChanged, this, [this](sandbox::Sandbox::State state) {
        using State = sandbox::Sandbox::State;
        if (state == State::Running && !std::exchange(d->isSandboxOn, true))
            recordLater(sandboxStarted(*d->sandbox, actor()));
        else if (state == State::Stopped && std::exchange(d->isSandboxOn, false))
            recordLater(sandboxStopped(actor()));
    });
}

void Workspace::watchDirectory()
{
    d->directory->setObserver([this](const directory::SoftwareRecord &record, directory::SoftwareChange change) {
        if (auto recorded = recorder().record(softwareChanged(record, change)); !recorded)
            Q_EMIT recordingFailed(recorded.error());
    });
}

void Workspace::recordLater(const store::NewActivity &activity)
{
    d->activity->append(activity, now(), d->replies, [this](const Result<void> &recorded) {
        if (recorded)
            return;
        qCWarning(logWorkspace).noquote() << recorded.error().message << recorded.error().detail;
        Q_EMIT recordingFailed(recorded.error());
    });
}

QString Workspace::defaultFolder()
{
    return QDir(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation))
        .filePath(QStringLiteral("gatehouse"));
}

QString Workspace::databasePath(const QString &folder)
{
    return QDir(folder).absoluteFilePath(QStringLiteral("gatehouse.sqlite"));
}

const QString &Workspace::folder() const
{
    return d->folder;
}

const QString &Workspace::user() const
{
    return d->actor.name;
}

void Workspace::setUser(const QString &user)
{
    d->actor.name = user;
}

void Workspace::setOrigin(store::ActivityOrigin origin)
{
    d->actor.origin = origin;
}

store::Actor Workspace::actor() const
{
    return d->actor;
}

Instant Workspace::now() const
{
    return d->clock();
}

const Clock &Workspace::clock() const
{
    return d->clock;
}

store::Database &Workspace::database()
{
    return *d->database;
}

store::ClientStore &Workspace::clients()
{
    return *d->clients;
}

store::ExchangeLog &Workspace::exchanges()
{
    return *d->exchanges;
}

store::ActivityLog &Workspace::activity()
{
    return *d->activity;
}

store::ActivityRecorder Workspace::recorder() const
{
    return {*d->database, d->actor, d->clock};
}

store::SettingsStore &Workspace::settings()
{
    return *d->settings;
}

store::PolicyStore &Workspace::policies()
{
    return *d->policies;
}

keymanager::KeyManagerStore &Workspace::keyManagers()
{
    return *d->keyManagers;
}

fetch::JwksCache &Workspace::keySets()
{
    return *d->keySets;
}

vault::Vault &Workspace::vault()
{
    return *d->vault;
}

const std::shared_ptr<directory::Directory> &Workspace::directory()
{
    return d->directory;
}

sandbox::Sandbox &Workspace::sandbox()
{
    return *d->sandbox;
}

} // namespace gatehouse::workspace
