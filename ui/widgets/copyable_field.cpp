#include "copyable_field.h"

#include "ui/appearance.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>
#include <QToolTip>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

CopyableField::CopyableField(const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_edit(new QLineEdit(this))
    , m_button(new QToolButton(this))
{
    m_edit->setReadOnly(true);
    m_edit->setFont(fixedFont());
    m_edit->setAccessibleName(name);
    m_button->setIcon(icon(u"edit-copy"_s));
    m_button->setToolTip(tr("Copy"));
    m_button->setAccessibleName(tr("Copy %1").arg(name));
    m_button->setEnabled(false);
    connect(m_button, &QToolButton::clicked, this, &CopyableField::copy);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_edit, 1);
    layout->addWidget(m_button);
}

void CopyableField::setValue(const QString &value)
{
    m_edit->setText(value);
    m_edit->setCursorPosition(0);
    m_edit->setToolTip(value);
    m_button->setEnabled(!value.isEmpty());
}

QString CopyableField::value() const
{
    return m_edit->text();
}

void CopyableField::setPlaceholder(const QString &text)
{
    m_edit->setPlaceholderText(text);
}

QWidget *CopyableField::focusTarget() const
{
    return m_edit;
}

void CopyableField::copy()
{
    copyText(value(), m_button);
}

void copyText(const QString &text, QWidget *widget)
{
    QGuiApplication::clipboard()->setText(text);
    QToolTip::showText(widget->mapToGlobal(QPoint(0, widget->height())),
                       QCoreApplication::translate("gatehouse::ui", "Copied"), widget, {}, 1500);
}

} // namespace gatehouse::ui
