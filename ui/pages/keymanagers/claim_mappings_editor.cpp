#include "claim_mappings_editor.h"

#include "ui/icons.h"
#include "ui/widgets/quiet_label.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using keymanager::ClaimMapping;

ClaimMappingsEditor::ClaimMappingsEditor(QWidget *parent)
    : QWidget(parent)
    , m_table(new QTableWidget(0, 2, this))
    , m_none(new QuietLabel(tr("No claim is mapped."), this))
    , m_remove(new QPushButton(icon(u"edit-delete"_s), tr("Remove"), this))
{
    m_table->setObjectName(u"claimMappings"_s);
    m_table->setAccessibleName(tr("Claim mappings"));
    m_table->setHorizontalHeaderLabels({tr("Remote claim"), tr("Local claim")});
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *add = new QPushButton(icon(u"list-add"_s), tr("Add a mapping"), this);
    add->setObjectName(u"addMapping"_s);
    m_remove->setObjectName(u"removeMapping"_s);
    auto *row = new QHBoxLayout;
    for (QPushButton *button : {add, m_remove}) {
        button->setAutoDefault(false);
        row->addWidget(button);
    }
    row->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_none);
    layout->addWidget(m_table);
    layout->addLayout(row);
    connect(add, &QPushButton::clicked, this, [this] {
        m_mappings.append(ClaimMapping());
        showMappings();
        m_table->setCurrentCell(m_table->rowCount() - 1, 0);
        m_table->setFocus();
        Q_EMIT edited(m_mappings);
    });
    connect(m_remove, &QPushButton::clicked, this, [this] {
        if (m_table->currentRow() < 0)
            return;
        m_mappings.removeAt(m_table->currentRow());
        showMappings();
        Q_EMIT edited(m_mappings);
    });
    connect(m_table, &QTableWidget::cellChanged, this, [this](int changed, int column) {
        ClaimMapping &mapping = m_mappings[changed];
        (column == 0 ? mapping.remoteClaim : mapping.localClaim) = m_table->item(changed, column)->text().trimmed();
        Q_EMIT edited(m_mappings);
    });
    showMappings();
}

void ClaimMappingsEditor::setMappings(const QList<ClaimMapping> &mappings)
{
    if (mappings == m_mappings)
        return;
    m_mappings = mappings;
    showMappings();
}

void ClaimMappingsEditor::showMappings()
{
    const QSignalBlocker quiet(m_table);
    m_table->setRowCount(static_cast<int>(m_mappings.size()));
    int height = m_table->horizontalHeader()->sizeHint().height() + 2 * m_table->frameWidth() + 2;
    for (int row = 0; row < m_mappings.size(); ++row) {
        m_table->setItem(row, 0, new QTableWidgetItem(m_mappings[row].remoteClaim));
        m_table->setItem(row, 1, new QTableWidgetItem(m_mappings[row].localClaim));
        height += m_table->rowHeight(row);
    }
    m_table->setFixedHeight(height);
    m_table->setVisible(!m_mappings.isEmpty());
    m_none->setVisible(m_mappings.isEmpty());
    m_remove->setEnabled(!m_mappings.isEmpty());
}

} // namespace gatehouse::ui
