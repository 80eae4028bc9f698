#pragma once

#include "base/result.h"
#include "dcr/policy.h"
#include "store/policy_store.h"

#include <QObject>

#include <memory>
#include <optional>

namespace gatehouse::store {
class ChangeWatcher;
}

namespace gatehouse::sandbox {

/// The policy that counts in a workspace.
struct WorkspacePolicy {
    dcr::Policy policy = dcr::Policy::openBankingUk();
    int version = 0; ///< 0: none was applied yet, so that the standard policy counts
};

/// What a version says. An error names the version and what to do.
Result<dcr::Policy> policyOf(const store::PolicyVersion &version);
Result<WorkspacePolicy> workspacePolicy(const std::optional<store::PolicyVersion> &current);

/// Tells of the policy that counts: once at first, then within a second after it changed, whichever process changed it.
/// Lives in a thread with an event loop, and no longer than the database.
class PolicyWatch : public QObject
{
    Q_OBJECT

public:
    /// Works by way of `replies`, which must outlive it and live in the same thread.
    PolicyWatch(store::Database &database, const store::ReplyBox &replies);
    ~PolicyWatch() override;

    void start();
    void stop();
    /// Asks at once: for changes that this process made, of which no watcher tells.
    void look();

Q_SIGNALS:
    void changed(const gatehouse::sandbox::WorkspacePolicy &policy);
    /// The policy that counts cannot be read, or not be asked for; told once for each version.
    void failed(const gatehouse::Error &error);

private:
    void take(const Result<std::optional<store::PolicyVersion>> &current);

    store::Database &m_database;
    store::PolicyStore m_policies;
    const store::ReplyBox &m_replies;
    std::unique_ptr<store::ChangeWatcher> m_watcher; ///< only while it is started
    std::optional<int> m_seen;
    quint64 m_run = 0; ///< answers of an earlier run are of no use
};

} // namespace gatehouse::sandbox
