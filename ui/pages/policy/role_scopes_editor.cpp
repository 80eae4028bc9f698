#include "role_scopes_editor.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QTableWidget>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

enum Column { RoleColumn, ScopesColumn };

} // namespace

RoleScopesEditor::RoleScopesEditor(const QString &name, const QStringList &knownRoles, QWidget *parent)
    : QWidget(parent)
    , m_knownRoles(knownRoles)
    , m_table(new QTableWidget(0, 2, this))
    , m_newRole(new QComboBox(this))
    , m_remove(new QPushButton(tr("Remove role"), this))
{
    m_table->setObjectName(u"roleScopes"_s);
    m_table->setAccessibleName(name);
    m_table->setHorizontalHeaderLabels({tr("Role"), tr("Scopes, separated by spaces")});
    m_table->verticalHeader()->hide();
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->setSelectionBehavior(QTableWidget::SelectRows);
    m_table->setSelectionMode(QTableWidget::SingleSelection);
    m_table->setTabKeyNavigation(false);
    m_newRole->setObjectName(u"newRole"_s);
    m_newRole->setEditable(true);
    m_newRole->setAccessibleName(tr("Role to add"));
    m_newRole->lineEdit()->setAccessibleName(tr("Role to add"));
    m_newRole->lineEdit()->setPlaceholderText(tr("Another role"));
    auto *add = new QPushButton(tr("Add role"), this);
    add->setObjectName(u"addRole"_s);
    add->setAutoDefault(false);
    m_remove->setObjectName(u"removeRole"_s);
    m_remove->setAutoDefault(false);
    m_remove->setEnabled(false);
    connect(m_table, &QTableWidget::cellChanged, this, &RoleScopesEditor::take);
    connect(m_table, &QTableWidget::itemSelectionChanged, this,
            [this] { m_remove->setEnabled(!m_table->selectedItems().isEmpty()); });
    connect(add, &QPushButton::clicked, this, &RoleScopesEditor::addRole);
    connect(m_newRole->lineEdit(), &QLineEdit::returnPressed, this, &RoleScopesEditor::addRole);
    connect(m_remove, &QPushButton::clicked, this, &RoleScopesEditor::removeRole);
    auto *row = new QHBoxLayout;
    row->addWidget(m_newRole, 1);
    row->addWidget(add);
    row->addWidget(m_remove);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_table);
    layout->addLayout(row);
    fill();
}

void RoleScopesEditor::setValues(const QMap<QString, QStringList> &values)
{
    // Somebody may be typing in a cell.
    if (values == m_values)
        return;
    m_values = values;
    fill();
}

void RoleScopesEditor::fill()
{
    const QSignalBlocker blocker(m_table);
    m_table->setRowCount(static_cast<int>(m_values.size()));
    int row = 0;
    for (auto it = m_values.cbegin(); it != m_values.cend(); ++it, ++row) {
        auto *role = new QTableWidgetItem(it.key());
        role->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
        m_table->setItem(row, RoleColumn, role);
        m_table->setItem(row, ScopesColumn, new QTableWidgetItem(it.value().join(u' ')));
    }
    const int rows = std::clamp(row, 2, 8);
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height()
                            + rows * m_table->verticalHeader()->defaultSectionSize() + 2 * m_table->frameWidth());
    m_newRole->clear();
    for (const QString &known : std::as_const(m_knownRoles)) {
        if (!m_values.contains(known))
            m_newRole->addItem(known);
    }
    m_newRole->setCurrentIndex(-1);
    m_newRole->clearEditText();
    m_remove->setEnabled(!m_table->selectedItems().isEmpty());
}

void RoleScopesEditor::take(int row)
{
    const QString role = m_table->item(row, RoleColumn)->text();
    const QStringList scopes = m_table->item(row, ScopesColumn)->text().simplified().split(u' ', Qt::SkipEmptyParts);
    if (m_values.value(role) == scopes)
        return;
    m_values[role] = scopes;
    Q_EMIT edited();
}

void RoleScopesEditor::addRole()
{
    const QString role = m_newRole->currentText().trimmed();
    if (role.isEmpty() || m_values.contains(role))
        return;
    m_values.insert(role, {});
    fill();
    Q_EMIT edited();
    const QList<QTableWidgetItem *> found = m_table->findItems(role, Qt::MatchExactly);
    if (!found.isEmpty())
        m_table->setCurrentCell(found.constFirst()->row(), ScopesColumn);
    m_table->setFocus();
}

void RoleScopesEditor::removeRole()
{
    const QTableWidgetItem *item = m_table->item(m_table->currentRow(), RoleColumn);
    if (!item)
        return;
    m_values.remove(item->text());
    fill();
    Q_EMIT edited();
}

} // namespace gatehouse::ui
