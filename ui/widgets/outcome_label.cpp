#include "outcome_label.h"

#include "ui/appearance.h"

#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

OutcomeLabel::OutcomeLabel(Style style, QWidget *parent)
    : QWidget(parent)
    , m_icon(new QLabel(this))
    , m_text(new QLabel(this))
    , m_detail(new QLabel(this))
    , m_style(style)
{
    auto *layout = new QHBoxLayout(this);
    const int margin = style == Style::Filled ? 6 : 0;
    layout->setContentsMargins(margin + margin / 2, margin / 2, margin + margin / 2, margin / 2);
    layout->setSpacing(6);
    layout->addWidget(m_icon, 0, Qt::AlignTop);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(m_text);
    texts->addWidget(m_detail);
    layout->addLayout(texts, 1);
    for (QLabel *label : {m_text, m_detail}) {
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setFocusPolicy(Qt::NoFocus);
    }
    m_text->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_detail->setWordWrap(true);
    // In a taller row the icon stays beside the words.
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    m_detail->hide();
    m_icon->setFixedWidth(style == Style::Filled ? 18 : 16);
}

void OutcomeLabel::setState(Tone tone, const QString &iconName, const QString &text)
{
    m_tone = tone;
    m_iconName = iconName;
    m_text->setText(text);
    setAccessibleName(text);
    applyColours();
}

void OutcomeLabel::setOutcome(dcr::Outcome outcome, const QString &text)
{
    setState(toneOf(outcome), u"outcome-"_s + dcr::name(outcome), text);
}

QString OutcomeLabel::text() const
{
    return m_text->text();
}

void OutcomeLabel::setDetail(const QString &detail)
{
    m_detail->setText(detail);
    m_detail->setVisible(!detail.isEmpty());
    setAccessibleDescription(detail);
}

void OutcomeLabel::setWordWrap(bool wrap)
{
    m_text->setWordWrap(wrap);
}

void OutcomeLabel::setBold(bool bold)
{
    QFont font = m_text->font();
    font.setBold(bold);
    m_text->setFont(font);
}

void OutcomeLabel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        applyColours();
    QWidget::changeEvent(event);
}

void OutcomeLabel::paintEvent(QPaintEvent *)
{
    if (m_style != Style::Filled)
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor border = toneColour(m_tone, QGuiApplication::palette());
    border.setAlphaF(0.35F);
    painter.setPen(border);
    painter.setBrush(toneBackground(m_tone, QGuiApplication::palette()));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5);
}

void OutcomeLabel::applyColours()
{
    if (m_iconName.isEmpty())
        return;
    const int lineHeight = m_text->fontMetrics().height();
    m_icon->setFixedHeight(lineHeight);
    m_icon->setPixmap(tonedIcon(m_iconName, m_tone).pixmap(QSize(16, 16), devicePixelRatioF()));
    QPalette textPalette = m_text->palette();
    textPalette.setColor(QPalette::WindowText, toneColour(m_tone, QGuiApplication::palette()));
    m_text->setPalette(textPalette);
    update();
}

} // namespace gatehouse::ui
