#include "empty_state.h"

#include "ui/icons.h"
#include "ui/widgets/quiet_label.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace gatehouse::ui {

EmptyState::EmptyState(const QString &iconName, const QString &title, const QString &text, QWidget *parent)
    : QWidget(parent)
    , m_iconName(iconName)
    , m_icon(new QLabel(this))
    , m_text(new QuietLabel(text, this))
    , m_actions(new QHBoxLayout)
{
    auto *heading = new QLabel(title, this);
    QFont font = heading->font();
    font.setBold(true);
    font.setPointSizeF(font.pointSizeF() * 1.15);
    heading->setFont(font);
    for (QLabel *label : {m_icon, heading, m_text})
        label->setAlignment(Qt::AlignCenter);
    heading->setWordWrap(true);
    m_text->setMaximumWidth(520);
    m_actions->setSpacing(8);

    auto *row = new QHBoxLayout;
    row->addStretch();
    row->addLayout(m_actions);
    row->addStretch();
    auto *textRow = new QHBoxLayout;
    textRow->addStretch(1);
    textRow->addWidget(m_text, 20);
    textRow->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->addStretch();
    layout->addWidget(m_icon);
    layout->addWidget(heading);
    layout->addLayout(textRow);
    layout->addSpacing(6);
    layout->addLayout(row);
    layout->addStretch();
    drawIcon();
}

QPushButton *EmptyState::addAction(const QString &iconName, const QString &text)
{
    auto *button = new QPushButton(icon(iconName), text, this);
    m_actions->addWidget(button);
    return button;
}

void EmptyState::setText(const QString &text)
{
    m_text->setText(text);
}

void EmptyState::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        drawIcon();
    QWidget::changeEvent(event);
}

void EmptyState::drawIcon()
{
    m_icon->setPixmap(icon(m_iconName).pixmap(QSize(40, 40), devicePixelRatioF()));
}

} // namespace gatehouse::ui
