#pragma once

#include "base/json.h"
#include "store/activity_log.h"
#include "store/database.h"

namespace gatehouse::store {

/// What a workspace remembers: named JSON values. No secrets: those belong in the vault.
class SettingsStore
{
public:
    explicit SettingsStore(Database &database)
        : m_database(database)
    {}

    Result<std::optional<Json>> get(const QString &name) const;
    void set(const QString &name, const Json &value, Instant now, const ReplyBox &replies,
             std::function<void(const Result<void> &)> done);
    Result<void> setAndWait(const QString &name, const Json &value, Instant now);
    /// The same for a setting that counts as a change of the workspace: it enters the record with it.
    Result<void> setAndWait(const QString &name, const Json &value, const NewActivity &activity, Instant now);

private:
    Database &m_database;
};

} // namespace gatehouse::store
