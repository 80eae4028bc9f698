#include "store_document.h"

#include <QFileInfo>
#include <QtConcurrentRun>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

bool isSame(const std::optional<trust::Password> &left, const std::optional<trust::Password> &right)
{
    // Called by its name: written as ==, Clang finds it ambiguous in C++20.
    return left.has_value() == right.has_value() && (!left || left->operator==(*right));
}

} // namespace

/// Goes from one state of a document to another; both are cheap copies.
class StoreCommand : public QUndoCommand
{
public:
    StoreCommand(StoreDocument *document, StoreDocument::State before, StoreDocument::State after, const QString &text,
                 StepLink link = {})
        : QUndoCommand(text)
        , m_document(document)
        , m_before(std::move(before))
        , m_after(std::move(after))
        , m_link(std::move(link))
    {}

    void undo() override { m_document->apply(m_before); }
    void redo() override { m_document->apply(m_after); }
    const StepLink &link() const { return m_link; }

private:
    StoreDocument *m_document;
    StoreDocument::State m_before;
    StoreDocument::State m_after;
    StepLink m_link;
};

namespace {

StepLink linkOf(const QUndoCommand *command)
{
    const auto *step = static_cast<const StoreCommand *>(command);
    return step ? step->link() : StepLink();
}

} // namespace

Result<LoadedStore> loadStore(const QString &path, const std::optional<trust::Password> &password, Instant now)
{
    Result<trust::StoreFile> file = trust::openStoreFile(path, password);
    if (!file)
        return tl::unexpected(file.error());
    QList<StoreRow> rows = describeEntries(file->store.entries, now);
    return LoadedStore{std::move(*file), std::move(rows)};
}

StoreDocument::StoreDocument(Clock clock, QObject *parent)
    : QObject(parent)
    , m_clock(std::move(clock))
    , m_model(new StoreModel(this))
{
    connect(&m_undo, &QUndoStack::cleanChanged, this, [this](bool clean) { Q_EMIT modifiedChanged(!clean); });
    connect(&m_fileWatcher, &QFileSystemWatcher::fileChanged, this, &StoreDocument::checkDisk);
    connect(&m_diskCheck, &QFutureWatcherBase::finished, this, [this] {
        // What was saved meanwhile is ours.
        if (!m_isSaving)
            setChangedOnDisk(m_diskCheck.result());
    });
}

StoreDocument::~StoreDocument()
{
    m_undo.disconnect(this);
    m_diskCheck.waitForFinished();
}

void StoreDocument::load(const LoadedStore &loaded, const std::optional<trust::Password> &password)
{
    m_path = loaded.file.path;
    m_digest = loaded.file.digest;
    m_savedStore = loaded.file.store;
    m_savedPassword.reset();
    setState(stateOf(loaded, password));
    m_model->setStore(m_state.store, loaded.rows);
    m_undo.clear();
    setChangedOnDisk(false);
    watch();
    Q_EMIT pathChanged();
    Q_EMIT storeChanged();
}

Result<void> StoreDocument::reload(const LoadedStore &loaded, const std::optional<trust::Password> &password)
{
    if (Result<void> free = refuseWhileSaving(); !free)
        return free;
    m_digest = loaded.file.digest;
    m_savedStore = loaded.file.store;
    m_savedPassword.reset();
    const State before = m_state;
    setState(stateOf(loaded, password));
    m_model->setStore(m_state.store, loaded.rows);
    if (before.store != m_state.store || !isSame(passwordOf(before), passwordOf(m_state)))
        m_undo.push(new StoreCommand(this, before, m_state, tr("Reload")));
    m_undo.setClean();
    setChangedOnDisk(false);
    watch();
    Q_EMIT storeChanged();
    return {};
}

void StoreDocument::create(const QString &path, const trust::TrustStore &store, const trust::Password &password)
{
    m_path = path;
    setState({store, std::make_shared<Origin>(Origin{password, trust::Integrity::None}), {}});
    m_model->setStore(m_state.store, describeEntries(store.entries, m_clock()));
    m_undo.clear();
    m_undo.resetClean();
    Q_EMIT pathChanged();
    Q_EMIT storeChanged();
}

QString StoreDocument::fileName() const
{
    return QFileInfo(m_path).fileName();
}

StoreDocument::State StoreDocument::stateOf(const LoadedStore &loaded, const std::optional<trust::Password> &password)
{
    return {loaded.file.store, std::make_shared<Origin>(Origin{password, loaded.file.integrity}), {}};
}

void StoreDocument::setState(State state)
{
    m_state = std::move(state);
    m_trusted.reset();
}

const QList<trust::Certificate> &StoreDocument::trusted() const
{
    if (!m_trusted)
        m_trusted = m_state.store.trustedCertificates();
    return *m_trusted;
}

const std::optional<trust::Password> &StoreDocument::passwordOf(const State &state)
{
    return state.newPassword ? state.newPassword : state.origin->password;
}

bool StoreDocument::hasNewPassword() const
{
    return !isSame(m_state.newPassword, m_savedPassword);
}

bool StoreDocument::lacksPassword() const
{
    return !password() && m_state.store.format != trust::StoreFormat::Pem;
}

void StoreDocument::setVerifiedPassword(const trust::Password &password)
{
    m_state.origin->password = password;
    m_state.origin->integrity = trust::Integrity::Verified;
    Q_EMIT storeChanged();
}

Result<trust::ImportReport> StoreDocument::import(const QList<trust::Certificate> &certificates,
                                                  const QStringList &aliases, const StepLabel &label)
{
    if (const Result<void> free = refuseWhileSaving(); !free)
        return tl::unexpected(free.error());
    State after = m_state;
    Result<trust::ImportReport> report = trust::importCertificates(after.store, certificates, aliases, m_clock());
    if (report && report->added() > 0)
        push(after,
             report->added() == 1 ? tr("Import 1 certificate") : tr("Import %1 certificates").arg(report->added()),
             label);
    return report;
}

Result<void> StoreDocument::rename(const QString &from, const QString &to, const StepLabel &label)
{
    if (Result<void> free = refuseWhileSaving(); !free)
        return free;
    State after = m_state;
    if (Result<void> renamed = trust::renameEntry(after.store, from, to); !renamed)
        return renamed;
    push(after, tr("Rename %1 to %2").arg(from, to), label);
    return {};
}

Result<void> StoreDocument::remove(const QStringList &aliases, const StepLabel &label)
{
    if (Result<void> free = refuseWhileSaving(); !free)
        return free;
    if (aliases.isEmpty())
        return {};
    State after = m_state;
    if (Result<void> removed = trust::removeEntries(after.store, aliases); !removed)
        return removed;
    push(after,
         aliases.size() == 1 ? tr("Delete %1").arg(aliases.constFirst()) : tr("Delete %1 entries").arg(aliases.size()),
         label);
    return {};
}

Result<void> StoreDocument::changePassword(const trust::Password &password)
{
    if (Result<void> allowed = checkPasswordChange(); !allowed)
        return allowed;
    State after = m_state;
    after.newPassword = password;
    push(after, tr("Change password"));
    return {};
}

Result<void> StoreDocument::checkPasswordChange() const
{
    if (Result<void> free = refuseWhileSaving(); !free)
        return free;
    // A new password would stand in for the one that nobody gave, and what was never verified be saved with it.
    if (integrity() == trust::Integrity::NotVerified)
        return fail(Error::Refused,
                    tr("%1 was opened without its password. Reload it with the password, then give it another one.")
                        .arg(fileName()));
    return trust::checkPasswordChange(m_state.store);
}

Result<void> StoreDocument::undo()
{
    if (Result<void> free = refuseWhileSaving(); !free)
        return free;
    m_undo.undo();
    return {};
}

Result<void> StoreDocument::redo()
{
    if (Result<void> free = refuseWhileSaving(); !free)
        return free;
    m_undo.redo();
    return {};
}

Result<void> StoreDocument::refuseWhileSaving() const
{
    if (m_isSaving)
        return fail(Error::Conflict, tr("%1 is being saved; try again in a moment.").arg(fileName()));
    return {};
}

StepLink StoreDocument::undoLink() const
{
    return linkOf(m_undo.command(m_undo.index() - 1));
}

StepLink StoreDocument::redoLink() const
{
    return linkOf(m_undo.command(m_undo.index()));
}

void StoreDocument::push(State after, const QString &text, const StepLabel &label)
{
    m_undo.push(
        new StoreCommand(this, m_state, std::move(after), label.text.isEmpty() ? text : label.text, label.link));
}

void StoreDocument::apply(const State &state)
{
    setState(state);
    m_model->updateStore(m_state.store, m_clock());
    Q_EMIT storeChanged();
}

void StoreDocument::setSaving(bool saving)
{
    if (saving)
        m_savedIndex = m_undo.index();
    m_isSaving = saving;
    Q_EMIT savingChanged(saving);
}

void StoreDocument::markSaved(const QString &path, const QByteArray &digest)
{
    m_digest = digest;
    m_savedStore = m_state.store;
    m_savedPassword = m_state.newPassword;
    if (password() && m_state.store.format != trust::StoreFormat::Pem)
        m_state.origin->integrity = trust::Integrity::Verified;
    if (m_path != path) {
        m_path = path;
        Q_EMIT pathChanged();
    }
    if (m_undo.index() == m_savedIndex)
        m_undo.setClean();
    else
        m_undo.resetClean();
    setChangedOnDisk(false);
    watch();
    Q_EMIT storeChanged();
}

void StoreDocument::checkDisk()
{
    if (m_digest.isEmpty() || m_isSaving || m_diskCheck.isRunning())
        return;
    // Whoever replaces a file by renaming another over it takes it from under the watcher.
    watch();
    m_diskCheck.setFuture(
        QtConcurrent::run([path = m_path, digest = m_digest] { return trust::hasChangedOnDisk(path, digest); }));
}

void StoreDocument::refreshValidity()
{
    m_model->updateRows(describeEntries(m_state.store.entries, m_clock()));
    Q_EMIT storeChanged();
}

void StoreDocument::watch()
{
    const QStringList watched = m_fileWatcher.files();
    if (watched == QStringList{m_path})
        return;
    if (!watched.isEmpty())
        m_fileWatcher.removePaths(watched);
    if (QFileInfo::exists(m_path))
        m_fileWatcher.addPath(m_path);
}

void StoreDocument::setChangedOnDisk(bool changed)
{
    if (std::exchange(m_isChangedOnDisk, changed) != changed)
        Q_EMIT changedOnDisk(changed);
}

} // namespace gatehouse::ui
