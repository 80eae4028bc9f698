#pragma once

#include "key_manager_list_model.h"
#include "keymanager/admin_json.h"
#include "keymanager/key_manager_store.h"
#include "store/change_watcher.h"
#include "store/reply_box.h"

#include <QFuture>
#include <QObject>
#include <QTimer>

namespace gatehouse::workspace {
class Workspace;
}

namespace gatehouse::ui {

class KeyManagerDocument;
class KeyManagerSecrets;

/// A deleted key manager as it was: with what was not saved of it.
struct RemovedKeyManager {
    keymanager::StoredKeyManager stored;
    keymanager::KeyManager edited;
    keymanager::Secrets typed;
};

/// The workspace's key managers as documents: reads and writes them off the window's thread, and follows what other
/// programs change.
class KeyManagerKeeper : public QObject
{
    Q_OBJECT

public:
    /// `workspace` must outlive it; `window` is the parent of what asks for the vault's passphrase.
    KeyManagerKeeper(workspace::Workspace &workspace, QWidget *window);
    ~KeyManagerKeeper() override;

    KeyManagerListModel *model() { return &m_model; }
    QList<KeyManagerDocument *> unsaved() const;
    bool isSaving() const { return m_saving > 0 || m_forgetting > 0; }

    using Done = std::function<void(bool done)>;
    using Restored = std::function<void(KeyManagerDocument *document)>; ///< none: it could not be taken back

    void load();
    /// Not stored yet. Secrets go into the vault when it is saved.
    KeyManagerDocument *add(const keymanager::KeyManager &keyManager, const QString &server,
                            const keymanager::Secrets &secrets = {});
    void save(KeyManagerDocument *document, const Done &done = {});
    /// removed() follows where it was. Its secrets stay in the vault until forget().
    void remove(KeyManagerDocument *document);
    void restore(const RemovedKeyManager &removed, const Restored &done);
    /// Nobody will take it back: the vault drops its secrets; where it is locked, as soon as it is unlocked.
    void forget(const RemovedKeyManager &removed);
    void setEnabled(KeyManagerDocument *document, bool isEnabled);
    /// What is stored takes the place of what is here.
    void reload(KeyManagerDocument *document);
    void recallSecrets(KeyManagerDocument *document,
                       const std::function<void(const Result<keymanager::Secrets> &)> &done);

Q_SIGNALS:
    void loaded();
    void savingChanged();
    void documentAdded(gatehouse::ui::KeyManagerDocument *document);
    void documentRemoved(gatehouse::ui::KeyManagerDocument *document);
    void removed(const gatehouse::ui::RemovedKeyManager &removed);
    void problem(const QString &text, const QString &detail);
    /// Somebody else changed what has unsaved changes here.
    void conflict(gatehouse::ui::KeyManagerDocument *document, const QString &text);

private:
    void take(const QList<keymanager::StoredKeyManager> &all);
    KeyManagerDocument *addDocument(const keymanager::StoredKeyManager &stored,
                                    const keymanager::Secrets &secrets = {});
    void drop(KeyManagerDocument *document);
    struct Writing;
    void write(const Writing &writing);
    void putBack(const Writing &writing);
    void dropLeftSecrets();
    void drop(const keymanager::LeftSecrets &left);
    void judgeAll();
    /// Runs `read` off this thread and `then` in it.
    template <typename Read, typename Then>
    void inBackground(Read read, Then then);

    workspace::Workspace &m_workspace;
    KeyManagerListModel m_model;
    KeyManagerSecrets *m_secrets;
    store::ReplyBox m_replies;
    store::ChangeWatcher m_watcher;
    QTimer m_judging;
    QList<QFuture<void>> m_reading; ///< they use the workspace
    QStringList m_removed;          ///< those that can still be taken back
    int m_saving = 0;
    int m_forgetting = 0;
    bool m_isStale = false; ///< something changed while it was saved
};

} // namespace gatehouse::ui
