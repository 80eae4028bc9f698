#pragma once

#include "dcr/policy.h"
#include "store/policy_store.h"

#include <QWidget>

class QPushButton;
class QTreeWidget;

namespace gatehouse::ui {

class DifferenceList;
class PolicyDraft;
class QuietLabel;

/// A version with what it says, where that can be read.
struct PolicyEntry {
    store::PolicyVersion version;
    Result<dcr::Policy> policy;
};

/// The policies that were applied: compared with the one that is edited, or with each other, and taken up again.
class HistoryPanel : public QWidget
{
    Q_OBJECT

public:
    HistoryPanel(const PolicyDraft &draft, const Clock &clock, QWidget *parent = nullptr);

    /// Newest first.
    void setEntries(const QList<PolicyEntry> &entries);
    void focusFirst();

Q_SIGNALS:
    void restoreRequested(const gatehouse::ui::PolicyEntry &entry);
    void settingActivated(QLatin1String member);

private:
    QList<const PolicyEntry *> selected() const;
    void compare();

    const PolicyDraft &m_draft;
    Clock m_clock;
    QList<PolicyEntry> m_entries;
    QTreeWidget *m_list;
    QuietLabel *m_compared;
    DifferenceList *m_differences;
    QPushButton *m_restore;
};

} // namespace gatehouse::ui
