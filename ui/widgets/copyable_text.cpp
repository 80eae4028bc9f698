#include "copyable_text.h"

#include "ui/icons.h"
#include "ui/widgets/copyable_field.h"
#include "ui/widgets/wrapped_text.h"

#include <QHBoxLayout>
#include <QToolButton>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

CopyableText::CopyableText(const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_text(new WrappedText(WrappedText::Style::Field, this))
    , m_button(new QToolButton(this))
{
    m_text->setAccessibleName(name);
    m_button->setIcon(icon(u"edit-copy"_s));
    m_button->setToolTip(tr("Copy"));
    m_button->setAccessibleName(tr("Copy %1").arg(name));
    m_button->setEnabled(false);
    connect(m_button, &QToolButton::clicked, this, &CopyableText::copy);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_text, 1, Qt::AlignTop);
    layout->addWidget(m_button, 0, Qt::AlignTop);
}

void CopyableText::setValue(const QString &value)
{
    m_text->setText(value);
    m_button->setEnabled(!value.isEmpty());
}

QString CopyableText::value() const
{
    return m_text->toPlainText();
}

void CopyableText::copy()
{
    copyText(value(), m_button);
}

} // namespace gatehouse::ui
