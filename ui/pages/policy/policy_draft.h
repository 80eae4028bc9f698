#pragma once

#include "dcr/policy_settings.h"
#include "sandbox/workspace_policy.h"

#include <QObject>
#include <QUndoStack>

namespace gatehouse::ui {

/// The policy as it is being edited, beside the one that counts.
class PolicyDraft : public QObject
{
    Q_OBJECT

public:
    explicit PolicyDraft(QObject *parent = nullptr);

    /// What counts now. The draft follows it, unless somebody has edited it.
    void setApplied(const sandbox::WorkspacePolicy &applied);
    /// The same, and what was edited is given up.
    void takeApplied(const sandbox::WorkspacePolicy &applied);
    const sandbox::WorkspacePolicy &applied() const { return m_applied; }

    const dcr::Policy &policy() const { return m_policy; }
    /// Undoable; edits of one member that follow each other at once are undone together.
    void edit(QLatin1String member, const dcr::Policy &policy);
    /// Undoable: another policy altogether.
    void replace(const dcr::Policy &policy, const QString &text);
    QUndoStack &undoStack() { return m_undoStack; }

    bool isChanged() const { return !m_differences.isEmpty(); }
    const QList<dcr::PolicyDifference> &differences() const { return m_differences; }
    const QList<dcr::PolicyRemark> &remarks() const { return m_remarks; }

Q_SIGNALS:
    /// The draft, or what counts, is another.
    void changed();

private:
    class Edit;
    void set(const dcr::Policy &policy);
    void review();

    sandbox::WorkspacePolicy m_applied;
    dcr::Policy m_policy;
    QList<dcr::PolicyDifference> m_differences;
    QList<dcr::PolicyRemark> m_remarks;
    QUndoStack m_undoStack;
};

} // namespace gatehouse::ui
