#include "history_tab.h"

#include "ui/format.h"
#include "ui/icons.h"
#include "ui/tool_tip.h"
#include "ui/widgets/quiet_label.h"
#include "ui/widgets/roomy_delegate.h"
#include "ui/widgets/wrapped_text.h"

#include <QHeaderView>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using workspace::HistoryEntry;

namespace {

enum Column { WhenColumn, WhatColumn, WhoColumn, ReasonColumn };

QString iconName(HistoryEntry::Kind kind)
{
    switch (kind) {
    case HistoryEntry::Kind::Version:
        return u"document-new"_s;
    case HistoryEntry::Kind::Decision:
        return u"user"_s;
    case HistoryEntry::Kind::Other:
        break;
    }
    return u"clock"_s;
}

} // namespace

HistoryTab::HistoryTab(Clock clock, QWidget *parent)
    : QWidget(parent)
    , m_clock(std::move(clock))
    , m_list(new QTreeWidget(this))
    , m_note(new QuietLabel(tr("The newest %1 entries; the Activity page has all of them.")
                                .arg(workspace::RegistrationRecord::MaxActivities),
                            this))
    , m_reason(new WrappedText(WrappedText::Style::Label, this))
{
    m_list->setObjectName(u"registrationHistory"_s);
    m_list->setAccessibleName(tr("History of the registration"));
    m_list->setHeaderLabels({tr("When"), tr("What"), tr("Who"), tr("Why")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAlternatingRowColors(true);
    m_list->setTabKeyNavigation(false);
    m_list->setItemDelegate(new RoomyDelegate(m_list));
    m_list->header()->setStretchLastSection(true);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &HistoryTab::showReason);
    m_reason->setObjectName(u"historyReason"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 6, 6);
    layout->addWidget(m_note);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_reason);
}

void HistoryTab::setRecord(const workspace::RegistrationRecord &record)
{
    m_list->clear();
    m_note->setVisible(!record.hasAllActivities);
    const Instant now = m_clock();
    const QList<HistoryEntry> entries = workspace::historyOf(record);
    for (const HistoryEntry &entry : entries) {
        auto *item = new QTreeWidgetItem(m_list);
        item->setText(WhenColumn, momentText(entry.at));
        item->setToolTip(WhenColumn, relativeText(entry.at, now) + u'\n' + localMomentText(entry.at));
        item->setText(WhatColumn, entry.what);
        item->setIcon(WhatColumn, icon(iconName(entry.kind)));
        item->setText(WhoColumn, entry.who.isEmpty() ? entry.where : tr("%1, %2").arg(entry.who, entry.where));
        item->setToolTip(WhoColumn, plainToolTip(item->text(WhoColumn)));
        item->setText(ReasonColumn, entry.reason.simplified());
        item->setData(ReasonColumn, Qt::UserRole, entry.reason);
        item->setToolTip(ReasonColumn, plainToolTip(entry.reason));
    }
    const int character = fontMetrics().averageCharWidth();
    for (const int column : {WhenColumn, WhatColumn, WhoColumn}) {
        m_list->resizeColumnToContents(column);
        m_list->setColumnWidth(column, std::min(m_list->columnWidth(column) + 8, character * 28));
    }
    m_list->setCurrentItem(m_list->topLevelItem(0));
    showReason();
}

void HistoryTab::showReason()
{
    const QTreeWidgetItem *item = m_list->currentItem();
    const QString reason = item ? item->data(ReasonColumn, Qt::UserRole).toString() : QString();
    m_reason->setVisible(!reason.isEmpty());
    m_reason->setText(reason.isEmpty() ? QString() : tr("Why: %1").arg(reason));
}

} // namespace gatehouse::ui
