#include "changes_dialog.h"

#include "ui/widgets/quiet_label.h"
#include "ui/widgets/roomy_delegate.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using keymanager::ProposedChange;

ChangesDialog::ChangesDialog(const QString &source, QList<ProposedChange> changes, QWidget *parent)
    : QDialog(parent)
    , m_changes(std::move(changes))
    , m_list(new QTreeWidget(this))
{
    setWindowTitle(tr("Fill from the well-known URL"));
    auto *about =
        new QuietLabel(tr("%1 says otherwise than the form. What is ticked is taken over.").arg(source), this);
    m_list->setObjectName(u"changesList"_s);
    m_list->setAccessibleName(tr("Changes"));
    m_list->setHeaderLabels({tr("Field"), tr("Now"), tr("Then")});
    m_list->setRootIsDecorated(false);
    m_list->setItemDelegate(new RoomyDelegate(m_list));
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->setItemsExpandable(false);
    for (const ProposedChange &change : std::as_const(m_changes)) {
        auto *item = new QTreeWidgetItem(
            m_list, {label(change.field), change.before.isEmpty() ? tr("empty") : change.before, change.after});
        item->setCheckState(0, Qt::Checked);
        for (int column = 0; column < m_list->columnCount(); ++column)
            item->setToolTip(column, item->text(column));
        if (change.reason.isEmpty())
            continue;
        auto *why = new QTreeWidgetItem(item, {change.reason});
        why->setFirstColumnSpanned(true);
        why->setFlags(Qt::ItemIsEnabled);
        why->setToolTip(0, change.reason);
    }
    m_list->expandAll();
    m_list->header()->setSectionResizeMode(QHeaderView::Interactive);
    m_list->header()->resizeSection(0, fontMetrics().averageCharWidth() * 36);
    m_list->header()->resizeSection(1, fontMetrics().averageCharWidth() * 38);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    QPushButton *apply = buttons->addButton(tr("&Apply"), QDialogButtonBox::AcceptRole);
    apply->setObjectName(u"changesApply"_s);
    apply->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_list, &QTreeWidget::itemChanged, this, [this, apply] { apply->setEnabled(!chosen().isEmpty()); });
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(about);
    layout->addWidget(m_list, 1);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 130, fontMetrics().lineSpacing() * 28);
}

QList<ProposedChange> ChangesDialog::chosen() const
{
    QList<ProposedChange> ticked;
    for (int row = 0; row < m_list->topLevelItemCount(); ++row) {
        if (m_list->topLevelItem(row)->checkState(0) == Qt::Checked)
            ticked.append(m_changes[row]);
    }
    return ticked;
}

} // namespace gatehouse::ui
