#include "sandbox/workspace_policy.h"

#include "store/change_watcher.h"

#include <QCoreApplication>

namespace gatehouse::sandbox {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::sandbox)
};

} // namespace

Result<dcr::Policy> policyOf(const store::PolicyVersion &version)
{
    return dcr::Policy::fromBytes(version.policy).map_error([&](const Error &error) {
        return Error{
            error.kind,
            Text::tr("Version %1 of the policy, which %2 applied on %3, cannot be read: %4 Apply another one, or "
                     "go back to an earlier version.")
                .arg(QString::number(version.number), version.appliedBy, toIso8601(version.appliedAt), error.message),
            error.detail};
    });
}

Result<WorkspacePolicy> workspacePolicy(const std::optional<store::PolicyVersion> &current)
{
    if (!current)
        return WorkspacePolicy();
    return policyOf(*current).map([&](const dcr::Policy &policy) { return WorkspacePolicy{policy, current->number}; });
}

PolicyWatch::PolicyWatch(store::Database &database, const store::ReplyBox &replies)
    : m_database(database)
    , m_policies(database)
    , m_replies(replies)
{}

PolicyWatch::~PolicyWatch() = default;

void PolicyWatch::start()
{
    ++m_run;
    m_seen.reset();
    // Before the first look: what changes meanwhile is then seen to have changed.
    m_watcher = std::make_unique<store::ChangeWatcher>(m_database);
    connect(m_watcher.get(), &store::ChangeWatcher::changedElsewhere, this, &PolicyWatch::look);
    look();
}

void PolicyWatch::stop()
{
    ++m_run;
    m_watcher.reset();
}

void PolicyWatch::look()
{
    if (!m_watcher)
        return;
    m_policies.fetchCurrent(m_replies, [this, run = m_run](const Result<std::optional<store::PolicyVersion>> &current) {
        if (run == m_run)
            take(current);
    });
}

void PolicyWatch::take(const Result<std::optional<store::PolicyVersion>> &current)
{
    if (!current) {
        Q_EMIT failed(current.error());
        return;
    }
    const int version = *current ? (*current)->number : 0;
    if (m_seen == version)
        return;
    m_seen = version;
    if (const auto policy = workspacePolicy(*current))
        Q_EMIT changed(*policy);
    else
        Q_EMIT failed(policy.error());
}

} // namespace gatehouse::sandbox
