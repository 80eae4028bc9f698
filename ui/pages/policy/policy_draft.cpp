#include "policy_draft.h"

#include <QUndoCommand>

namespace gatehouse::ui {

class PolicyDraft::Edit : public QUndoCommand
{
public:
    Edit(PolicyDraft &draft, QLatin1String member, const dcr::Policy &after, const QString &text)
        : QUndoCommand(text)
        , m_draft(draft)
        , m_member(member)
        , m_before(draft.m_policy)
        , m_after(after)
    {}

    void undo() override { m_draft.set(m_before); }
    void redo() override { m_draft.set(m_after); }

    int id() const override
    {
        for (std::size_t i = 0; i < dcr::policySettings().size(); ++i) {
            if (dcr::policySettings()[i].member == m_member)
                return static_cast<int>(i);
        }
        return -1;
    }

    /// Letters that are typed one after the other; a list's values are undone one by one.
    bool mergeWith(const QUndoCommand *next) override
    {
        const dcr::PolicySetting *setting = dcr::findPolicySetting(m_member);
        const bool isTyped = setting
            && (setting->kind == dcr::SettingKind::Text || setting->kind == dcr::SettingKind::Seconds
                || setting->kind == dcr::SettingKind::Days);
        if (isTyped)
            m_after = static_cast<const Edit *>(next)->m_after;
        return isTyped;
    }

private:
    PolicyDraft &m_draft;
    QLatin1String m_member;
    dcr::Policy m_before;
    dcr::Policy m_after;
};

PolicyDraft::PolicyDraft(QObject *parent)
    : QObject(parent)
    , m_policy(m_applied.policy)
{
    review();
}

void PolicyDraft::setApplied(const sandbox::WorkspacePolicy &applied)
{
    if (!isChanged())
        return takeApplied(applied);
    m_applied = applied;
    review();
    Q_EMIT changed();
}

void PolicyDraft::takeApplied(const sandbox::WorkspacePolicy &applied)
{
    m_applied = applied;
    m_undoStack.clear();
    set(applied.policy);
}

void PolicyDraft::edit(QLatin1String member, const dcr::Policy &policy)
{
    const dcr::PolicySetting *setting = dcr::findPolicySetting(member);
    m_undoStack.push(new Edit(*this, member, policy, setting ? dcr::title(*setting) : QString(member)));
}

void PolicyDraft::replace(const dcr::Policy &policy, const QString &text)
{
    m_undoStack.push(new Edit(*this, {}, policy, text));
}

void PolicyDraft::set(const dcr::Policy &policy)
{
    m_policy = policy;
    review();
    Q_EMIT changed();
}

void PolicyDraft::review()
{
    m_differences = dcr::differences(m_applied.policy, m_policy);
    m_remarks = dcr::reviewPolicy(m_policy);
}

} // namespace gatehouse::ui
