#pragma once

#include "store_model.h"
#include "trust/store_edit.h"
#include "trust/store_file.h"

#include <QFileSystemWatcher>
#include <QFutureWatcher>
#include <QObject>
#include <QPointer>
#include <QUndoStack>

#include <memory>

namespace gatehouse::ui {

/// A file as it was read, and what the list says of its entries.
struct LoadedStore {
    trust::StoreFile file;
    QList<StoreRow> rows;
};
/// Blocks on the disk and on key derivation: not for the window's thread.
Result<LoadedStore> loadStore(const QString &path, const std::optional<trust::Password> &password, Instant now);

class StoreDocument;
/// Documents that made a step together; see store_history.h.
using StepLink = std::shared_ptr<const QList<QPointer<StoreDocument>>>;

/// What the history calls a step, where it is not to be called by what is done; and who made it too.
struct StepLabel {
    QString text;
    StepLink link;
};

/// An open truststore: its entries, its password in memory, its history, and whether its file is still the one that was
/// read. Every change goes over the undo stack.
class StoreDocument : public QObject
{
    Q_OBJECT

public:
    explicit StoreDocument(Clock clock, QObject *parent = nullptr);
    ~StoreDocument() override;

    /// As it was read; the history begins anew.
    void load(const LoadedStore &loaded, const std::optional<trust::Password> &password);
    /// What the file holds by now, as a step that can be undone: unsaved changes are not lost. Refused while it is
    /// being saved.
    Result<void> reload(const LoadedStore &loaded, const std::optional<trust::Password> &password);
    /// A store that has no file yet; it is unsaved.
    void create(const QString &path, const trust::TrustStore &store, const trust::Password &password);

    const QString &path() const { return m_path; }
    QString fileName() const;
    const trust::TrustStore &store() const { return m_state.store; }
    /// As it was read or written last; empty where it never was.
    const trust::TrustStore &savedStore() const { return m_savedStore; }
    /// store().trustedCertificates(), of which there may be thousands: made once a state.
    const QList<trust::Certificate> &trusted() const;
    /// Of the file that its state came from.
    trust::Integrity integrity() const { return m_state.origin->integrity; }
    /// The one that it is saved with.
    const std::optional<trust::Password> &password() const { return passwordOf(m_state); }
    /// It is to be saved with another one than the file has.
    bool hasNewPassword() const;
    /// It cannot be saved without one.
    bool lacksPassword() const;
    /// The file's, which was found to fit. No change: no undo forgets it.
    void setVerifiedPassword(const trust::Password &password);
    /// Of the file as it was read or written last; empty where there is none.
    const QByteArray &digest() const { return m_digest; }
    bool isModified() const { return !m_undo.isClean(); }
    bool isChangedOnDisk() const { return m_isChangedOnDisk; }
    StoreModel *model() const { return m_model; }
    /// To be looked at; undo() and redo() move it.
    const QUndoStack *undoStack() const { return &m_undo; }
    /// Of the step that undo() takes back, and of that which redo() does again; null where it was made here alone.
    StepLink undoLink() const;
    StepLink redoLink() const;
    Instant now() const { return m_clock(); }

    // Refused while it is being saved.
    Result<trust::ImportReport> import(const QList<trust::Certificate> &certificates, const QStringList &aliases,
                                       const StepLabel &label = {});
    Result<void> rename(const QString &from, const QString &to, const StepLabel &label = {});
    /// Without any, nothing is done, and nothing is to be undone.
    Result<void> remove(const QStringList &aliases, const StepLabel &label = {});
    Result<void> changePassword(const trust::Password &password);
    /// Why not, before anybody is asked for one.
    Result<void> checkPasswordChange() const;
    Result<void> undo();
    Result<void> redo();

    bool isSaving() const { return m_isSaving; }
    void setSaving(bool saving);
    /// The state in which setSaving() found it is what the file at `path` holds now.
    void markSaved(const QString &path, const QByteArray &digest);
    /// Looks at the file, off this thread.
    void checkDisk();
    /// Says again what is valid, at the present moment.
    void refreshValidity();

Q_SIGNALS:
    void storeChanged();
    void modifiedChanged(bool modified);
    void pathChanged();
    void savingChanged(bool saving);
    void changedOnDisk(bool changed);

private:
    friend class StoreCommand;
    /// What is known of the file that states came from; they share it, for it may become known late.
    struct Origin {
        std::optional<trust::Password> password;
        trust::Integrity integrity = trust::Integrity::None;
    };
    struct State {
        trust::TrustStore store;
        std::shared_ptr<Origin> origin;
        std::optional<trust::Password> newPassword; ///< in place of the origin's
    };

    void setState(State state);
    static State stateOf(const LoadedStore &loaded, const std::optional<trust::Password> &password);
    static const std::optional<trust::Password> &passwordOf(const State &state);
    Result<void> refuseWhileSaving() const;
    void push(State after, const QString &text, const StepLabel &label = {});
    void apply(const State &state);
    void watch();
    void setChangedOnDisk(bool changed);

    Clock m_clock;
    QString m_path;
    State m_state{{}, std::make_shared<Origin>(), {}};
    mutable std::optional<QList<trust::Certificate>> m_trusted; ///< of m_state
    trust::TrustStore m_savedStore;
    std::optional<trust::Password> m_savedPassword; ///< in place of that with which it was read
    QByteArray m_digest;
    StoreModel *m_model;
    QUndoStack m_undo;
    QFileSystemWatcher m_fileWatcher;
    QFutureWatcher<bool> m_diskCheck;
    int m_savedIndex = 0; ///< of the history: what was handed to be written
    bool m_isSaving = false;
    bool m_isChangedOnDisk = false;
};

} // namespace gatehouse::ui
