#pragma once

#include "base/time.h"
#include "keymanager/key_manager.h"
#include "store/activity_log.h"
#include "store/database.h"

#include <optional>

namespace gatehouse::keymanager {

/// A key manager of the workspace.
struct StoredKeyManager {
    QString id; ///< the workspace's, not the server's
    KeyManager keyManager;
    QString server;      ///< of the API Manager that it is for, `https://apim.example:9443`; may be empty
    qint64 revision = 0; ///< 0: not stored yet
    Instant createdAt{};
    Instant updatedAt{};
};

/// What the vault still keeps of one that was deleted.
struct LeftSecrets {
    QString id;
    QStringList names;

    friend bool operator==(const LeftSecrets &, const LeftSecrets &) = default;
};

/// Who changes a key manager, when, and by which way: for the record of changes, which each change enters.
struct KeyManagerChange {
    enum class Way : quint8 { Edited, Imported };

    store::Actor actor;
    Instant at{};
    Way way = Way::Edited;
};

/// What the vault calls a secret of a stored key manager.
QString vaultName(const QString &id, const QString &propertyName);

/// The workspace's key managers. Reads are for any thread, and see what was committed. What others change meanwhile a
/// store::ChangeWatcher tells.
class KeyManagerStore
{
public:
    explicit KeyManagerStore(store::Database &database)
        : m_database(database)
    {}

    using Saved = std::function<void(const Result<StoredKeyManager> &)>;
    using Done = std::function<void(const Result<void> &)>;

    /// By name.
    Result<QList<StoredKeyManager>> list() const;
    Result<std::optional<StoredKeyManager>> find(const QString &id) const;
    Result<std::optional<StoredKeyManager>> findByName(const QString &name) const;

    /// Enters a new one where the revision is 0, under the id that it brings along or a new one; else replaces what has
    /// that revision. Answers what is stored now. Conflict where the name is taken, and where another program changed
    /// or deleted it meanwhile. Refused where a secret would lie in the database; TooLarge or Malformed where it could
    /// not be read again.
    void save(const StoredKeyManager &stored, const KeyManagerChange &change, const store::ReplyBox &replies,
              Saved done);
    Result<StoredKeyManager> saveAndWait(const StoredKeyManager &stored, const KeyManagerChange &change);
    /// As it stands now, whatever its revision. NotFound where there is none.
    void setEnabled(const QString &id, bool isEnabled, const KeyManagerChange &change, const store::ReplyBox &replies,
                    Saved done);
    Result<StoredKeyManager> setEnabledAndWait(const QString &id, bool isEnabled, const KeyManagerChange &change);
    /// NotFound where there is none.
    void remove(const QString &id, const KeyManagerChange &change, const store::ReplyBox &replies, Done done);
    Result<void> removeAndWait(const QString &id, const KeyManagerChange &change);
    /// Takes a deletion back. Conflict where the name was taken meanwhile.
    void restore(const QString &id, const KeyManagerChange &change, const store::ReplyBox &replies, Done done);

    /// Of those that were deleted until then.
    Result<QList<LeftSecrets>> secretsOfDeleted(Instant until) const;
    /// The vault keeps nothing of it any more: taken back later, it has no secrets. Nothing where it is not deleted.
    void noteSecretsGone(const QString &id, const store::ReplyBox &replies, Done done);
    Result<void> noteSecretsGoneAndWait(const QString &id);

private:
    store::Database &m_database;
};

/// A new id of a stored key manager: to put its secrets into the vault before it is saved.
QString newStoredId();

} // namespace gatehouse::keymanager
