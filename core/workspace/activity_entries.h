#pragma once

#include "directory/directory.h"
#include "sandbox/sandbox.h"
#include "store/activity_log.h"
#include "trust/trust_store.h"
#include "wso2/deployment_toml.h"
#include "wso2/edit_plan.h"

namespace gatehouse::workspace {

// What the record of changes says of changes that are not in the database. None of it is a secret.

store::NewActivity sandboxStarted(const sandbox::Sandbox &sandbox, const store::Actor &by);
store::NewActivity sandboxStopped(const store::Actor &by);
store::NewActivity softwareChanged(const directory::SoftwareRecord &record, directory::SoftwareChange change);

/// A truststore's file that was written.
struct SavedStore {
    enum class Before : quint8 { Nothing, Known, Unreadable };
    enum class Password : quint8 { AsBefore, New };

    QString path;
    trust::TrustStore after;
    Before had = Before::Nothing;
    trust::TrustStore before = {}; ///< where it is known
    Password password = Password::AsBefore;
};
/// More entries than these are only counted.
constexpr int MaxRecordedEntries = 200;
/// Aliases and certificates that came, went, or have another alias.
store::NewActivity truststoreSaved(const SavedStore &saved);

/// A key of a deployment.toml; values of passwords are covered here.
struct ChangedKey {
    QString key;
    wso2::TomlValue before, after; ///< none: there is no such key
};
store::NewActivity deploymentSaved(const QString &path, const QList<ChangedKey> &keys);
store::NewActivity deploymentSaved(const wso2::EditPlan &plan);

} // namespace gatehouse::workspace
