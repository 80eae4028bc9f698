#include "link_button.h"

#include <QApplication>
#include <QEvent>
#include <QPainter>
#include <QStyleOptionFocusRect>

namespace gatehouse::ui {

namespace {

constexpr int IconSize = 16;
constexpr int Gap = 6;
constexpr int Margin = 2;
constexpr double FigureScale = 1.35;
constexpr int Flags = Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap;

} // namespace

LinkButton::LinkButton(Size size, QWidget *parent)
    : QPushButton(parent)
    , m_size(size)
{
    setFlat(true);
    setAutoDefault(false);
    setCursor(Qt::PointingHandCursor);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAttribute(Qt::WA_Hover);
    applySize();
}

void LinkButton::applySize()
{
    if (m_size != Size::Figure)
        return;
    QFont large = QApplication::font();
    large.setPointSizeF(large.pointSizeF() * FigureScale);
    large.setBold(true);
    if (font() != large)
        setFont(large);
}

void LinkButton::setState(Tone tone, const QString &iconName, const QString &text)
{
    if (text == this->text() && tone == m_tone && iconName == m_iconName)
        return;
    m_tone = tone;
    m_iconName = iconName;
    setText(text);
    setAccessibleName(text);
    updateGeometry();
    update();
}

int LinkButton::indent() const
{
    return m_iconName.isEmpty() ? 0 : IconSize + Gap;
}

QSize LinkButton::sizeHint() const
{
    const QSize text = fontMetrics().size(Qt::TextSingleLine, this->text());
    return {text.width() + indent() + 2 * Margin + 1, std::max(text.height(), IconSize) + 2 * Margin};
}

QSize LinkButton::minimumSizeHint() const
{
    int widest = 0;
    const QStringList words = text().split(u' ');
    for (const QString &word : words)
        widest = std::max(widest, fontMetrics().horizontalAdvance(word));
    return {std::min(widest, fontMetrics().averageCharWidth() * 24) + indent() + 2 * Margin + 1, sizeHint().height()};
}

int LinkButton::heightForWidth(int width) const
{
    const QRect room(0, 0, std::max(1, width - indent() - 2 * Margin), 10'000);
    return std::max(fontMetrics().boundingRect(room, Flags, text()).height(), IconSize) + 2 * Margin;
}

void LinkButton::changeEvent(QEvent *event)
{
    QPushButton::changeEvent(event);
    if (event->type() == QEvent::ApplicationFontChange)
        applySize();
}

void LinkButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QRect area = rect().adjusted(Margin, Margin, -Margin, -Margin);
    if (!m_iconName.isEmpty()) {
        const int line = fontMetrics().height();
        tonedIcon(m_iconName, m_tone)
            .paint(&painter, QRect(area.x(), area.y() + std::max(0, (line - IconSize) / 2), IconSize, IconSize));
    }
    QFont shown = font();
    shown.setUnderline(isEnabled() && (underMouse() || hasFocus()));
    painter.setFont(shown);
    painter.setPen(isEnabled() ? palette().color(QPalette::Link)
                               : palette().color(QPalette::Disabled, QPalette::ButtonText));
    painter.drawText(area.adjusted(indent(), 0, 0, 0), Flags, text());
    if (!hasFocus())
        return;
    QStyleOptionFocusRect focus;
    focus.initFrom(this);
    focus.rect = rect();
    focus.backgroundColor = palette().color(QPalette::Window);
    style()->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, &painter, this);
}

} // namespace gatehouse::ui
