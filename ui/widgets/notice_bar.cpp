#include "notice_bar.h"

#include "outcome_label.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QToolButton>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

NoticeBar::NoticeBar(QWidget *parent)
    : QWidget(parent)
    , m_label(new OutcomeLabel(OutcomeLabel::Style::Filled, this))
    , m_actions(new QHBoxLayout)
    , m_close(new QToolButton(this))
{
    m_label->setWordWrap(true);
    m_close->setIcon(icon(u"window-close"_s));
    m_close->setAutoRaise(true);
    m_close->setFocusPolicy(Qt::StrongFocus);
    m_close->setToolTip(tr("Hide this notice"));
    m_close->setAccessibleName(tr("Hide this notice"));
    connect(m_close, &QToolButton::clicked, this, &NoticeBar::dismiss);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_label, 1);
    layout->addLayout(m_actions);
    layout->addWidget(m_close);
    hide();
}

void NoticeBar::showNotice(Tone tone, const QString &iconName, const QString &text, const QString &detail)
{
    removeActions();
    m_label->setState(tone, iconName, text);
    m_label->setDetail(detail);
    show();
}

QPushButton *NoticeBar::addAction(const QString &text, const QString &objectName)
{
    auto *button = new QPushButton(text, this);
    button->setObjectName(objectName);
    button->setAutoDefault(false);
    connect(button, &QPushButton::clicked, this, &NoticeBar::dismiss);
    m_actions->addWidget(button);
    m_buttons += button;
    // Added to what is shown already, it would wait for the next layout.
    button->show();
    setTabOrder(button, m_close);
    return button;
}

QString NoticeBar::text() const
{
    return m_label->text();
}

void NoticeBar::dismiss()
{
    hide();
    removeActions();
}

void NoticeBar::removeActions()
{
    // It may be one of them that was clicked.
    for (QPushButton *button : std::as_const(m_buttons)) {
        button->hide();
        button->deleteLater();
    }
    m_buttons.clear();
}

} // namespace gatehouse::ui
