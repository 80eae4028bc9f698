#include "tick_list.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalBlocker>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int MaxVisibleRows = 12;

} // namespace

TickList::TickList(const QString &name, const QStringList &known, Others others, QWidget *parent)
    : QWidget(parent)
    , m_known(known)
    , m_list(new QListWidget(this))
{
    m_list->setObjectName(u"tickList"_s);
    m_list->setAccessibleName(name);
    m_list->setTabKeyNavigation(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_list);
    if (others == Others::Allowed) {
        m_other = new QLineEdit(this);
        m_other->setObjectName(u"otherInput"_s);
        m_other->setPlaceholderText(tr("Another value"));
        m_other->setAccessibleName(tr("Another value for: %1").arg(name));
        auto *add = new QPushButton(tr("Add"), this);
        add->setObjectName(u"otherAdd"_s);
        add->setAutoDefault(false);
        add->setAccessibleName(tr("Add another value to: %1").arg(name));
        connect(m_other, &QLineEdit::returnPressed, this, &TickList::addOther);
        connect(add, &QPushButton::clicked, this, &TickList::addOther);
        auto *row = new QHBoxLayout;
        row->addWidget(m_other, 1);
        row->addWidget(add);
        layout->addLayout(row);
    }
    for (const QString &value : known)
        addItem(value, Qt::Unchecked);
    fit();
    connect(m_list, &QListWidget::itemChanged, this, [this](const QListWidgetItem *item) {
        if (item->checkState() == Qt::Checked && !m_values.contains(item->text()))
            m_values.append(item->text());
        else if (item->checkState() != Qt::Checked)
            m_values.removeAll(item->text());
        Q_EMIT edited();
    });
}

QStringList TickList::values() const
{
    return m_values;
}

void TickList::setValues(const QStringList &values)
{
    const QSignalBlocker blocker(m_list);
    m_values = values;
    // Others stay where they stood once, unticked, so that a tick taken away by mistake is put back.
    QStringList shown;
    for (int row = 0; row < m_list->count(); ++row) {
        QListWidgetItem *item = m_list->item(row);
        item->setCheckState(values.contains(item->text()) ? Qt::Checked : Qt::Unchecked);
        shown.append(item->text());
    }
    for (const QString &value : values) {
        if (!shown.contains(value)) {
            addItem(value, Qt::Checked);
            shown.append(value);
        }
    }
    fit();
}

void TickList::addOther()
{
    const QString value = m_other->text().trimmed();
    m_other->clear();
    if (value.isEmpty() || m_values.contains(value))
        return;
    setValues(m_values + QStringList(value));
    Q_EMIT edited();
}

void TickList::addItem(const QString &value, Qt::CheckState state)
{
    auto *item = new QListWidgetItem(value, m_list);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    item->setCheckState(state);
}

void TickList::fit()
{
    const int rows = std::min(m_list->count(), MaxVisibleRows);
    const int rowHeight = m_list->count() > 0 ? m_list->sizeHintForRow(0) : 0;
    m_list->setFixedHeight(rows * rowHeight + 2 * m_list->frameWidth() + 2);
}

} // namespace gatehouse::ui
