#include "history_panel.h"

#include "difference_list.h"
#include "policy_draft.h"
#include "ui/format.h"
#include "ui/icons.h"
#include "ui/widgets/quiet_label.h"

#include <QHeaderView>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

enum Column { VersionColumn, WhenColumn, WhoColumn, NameColumn, ReasonColumn };

} // namespace

HistoryPanel::HistoryPanel(const PolicyDraft &draft, const Clock &clock, QWidget *parent)
    : QWidget(parent)
    , m_draft(draft)
    , m_clock(clock)
    , m_list(new QTreeWidget(this))
    , m_compared(new QuietLabel(this))
    , m_differences(new DifferenceList(this))
    , m_restore(new QPushButton(icon(u"edit-undo"_s), tr("&Restore this version…"), this))
{
    m_list->setObjectName(u"historyList"_s);
    m_list->setAccessibleName(tr("Versions of the policy"));
    m_list->setHeaderLabels({tr("Version"), tr("Applied"), tr("By"), tr("Policy"), tr("Reason")});
    m_list->setRootIsDecorated(false);
    m_list->setAlternatingRowColors(true);
    m_list->setUniformRowHeights(true);
    m_list->setSelectionMode(QTreeWidget::ExtendedSelection);
    m_list->setTabKeyNavigation(false);
    m_list->header()->setStretchLastSection(true);
    m_compared->setObjectName(u"historyCompared"_s);
    m_differences->setObjectName(u"historyDifferences"_s);
    m_restore->setObjectName(u"historyRestore"_s);
    m_restore->setEnabled(false);
    connect(m_list, &QTreeWidget::itemSelectionChanged, this, &HistoryPanel::compare);
    connect(&draft, &PolicyDraft::changed, this, &HistoryPanel::compare);
    connect(m_differences, &DifferenceList::settingActivated, this, &HistoryPanel::settingActivated);
    connect(m_restore, &QPushButton::clicked, this, [this] {
        const auto chosen = selected();
        if (chosen.size() == 1)
            Q_EMIT restoreRequested(*chosen.constFirst());
    });
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_list, 3);
    layout->addWidget(m_compared);
    layout->addWidget(m_differences, 2);
    layout->addWidget(m_restore, 0, Qt::AlignLeft);
    compare();
}

void HistoryPanel::setEntries(const QList<PolicyEntry> &entries)
{
    int chosen = 0;
    if (const auto old = selected(); old.size() == 1)
        chosen = old.constFirst()->version.number;
    // The rows point into the list.
    m_list->clear();
    m_entries = entries;
    const Instant now = m_clock();
    for (const PolicyEntry &entry : std::as_const(m_entries)) {
        const store::PolicyVersion &version = entry.version;
        const bool isCurrent = &entry == &m_entries.constFirst();
        auto *item = new QTreeWidgetItem(m_list);
        item->setText(VersionColumn,
                      isCurrent ? tr("%1, counts").arg(version.number) : QString::number(version.number));
        item->setText(WhenColumn, relativeText(version.appliedAt, now));
        item->setToolTip(WhenColumn, momentText(version.appliedAt) + u'\n' + localMomentText(version.appliedAt));
        item->setText(WhoColumn, version.appliedBy);
        item->setText(NameColumn, entry.policy ? entry.policy->name : tr("Cannot be read"));
        item->setToolTip(NameColumn, entry.policy ? entry.policy->name : entry.policy.error().message);
        item->setText(ReasonColumn, version.reason);
        item->setToolTip(ReasonColumn, version.reason);
        if (!entry.policy)
            item->setIcon(NameColumn, outcomeIcon(dcr::Outcome::Fail));
        item->setSelected(version.number == chosen);
    }
    for (int column : {VersionColumn, WhenColumn, WhoColumn, NameColumn})
        m_list->resizeColumnToContents(column);
    const int widest = fontMetrics().averageCharWidth() * 26;
    m_list->setColumnWidth(NameColumn, std::min(m_list->columnWidth(NameColumn), widest));
    compare();
}

void HistoryPanel::focusFirst()
{
    m_list->setFocus();
}

QList<const PolicyEntry *> HistoryPanel::selected() const
{
    QList<int> rows;
    for (const QModelIndex &index : m_list->selectionModel()->selectedRows())
        rows.append(index.row());
    std::sort(rows.begin(), rows.end());
    QList<const PolicyEntry *> entries;
    for (int row : rows) {
        if (row < m_entries.size())
            entries.append(&m_entries[row]);
    }
    return entries;
}

void HistoryPanel::compare()
{
    const auto chosen = selected();
    m_restore->setEnabled(chosen.size() == 1 && chosen.constFirst()->policy.has_value());
    if (m_entries.isEmpty()) {
        m_compared->setText(
            tr("No policy was applied yet: the standard one counts. Every policy that is applied is kept "
               "here."));
        return m_differences->setDifferences({}, {});
    }
    if (chosen.isEmpty() || chosen.size() > 2) {
        m_compared->setText(tr("Choose one version to compare it with the form, or two to compare them."));
        return m_differences->setDifferences({}, {});
    }
    for (const PolicyEntry *entry : chosen) {
        if (!entry->policy) {
            m_compared->setText(entry->policy.error().message);
            return m_differences->setDifferences({}, {});
        }
    }
    const PolicyEntry &newer = *chosen.constFirst();
    const PolicyEntry &older = *chosen.constLast();
    if (chosen.size() == 2) {
        m_compared->setText(tr("From version %1 to version %2:").arg(older.version.number).arg(newer.version.number));
        return m_differences->setDifferences(dcr::differences(*older.policy, *newer.policy), tr("They say the same."));
    }
    m_compared->setText(tr("From the form to version %1:").arg(newer.version.number));
    m_differences->setDifferences(dcr::differences(m_draft.policy(), *newer.policy), tr("They say the same."));
}

} // namespace gatehouse::ui
