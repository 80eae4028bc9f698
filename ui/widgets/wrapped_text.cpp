#include "wrapped_text.h"

#include "ui/appearance.h"

#include <QTextBlock>
#include <QWheelEvent>

#include <cmath>

namespace gatehouse::ui {

namespace {

constexpr int FieldMargin = 3;

} // namespace

WrappedText::WrappedText(Style style, QWidget *parent)
    : QPlainTextEdit(parent)
{
    setReadOnly(true);
    setTabChangesFocus(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    if (style == Style::Field) {
        setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        setWordWrapMode(QTextOption::WrapAnywhere);
        document()->setDocumentMargin(FieldMargin);
        setFont(fixedFont());
    } else {
        setTextInteractionFlags(Qt::TextSelectableByMouse);
        setFocusPolicy(Qt::NoFocus);
        setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
        document()->setDocumentMargin(0);
        setFrameShape(QFrame::NoFrame);
        viewport()->setAutoFillBackground(false);
    }
}

void WrappedText::setText(const QString &text)
{
    setPlainText(text);
    fit();
}

void WrappedText::setGroup(int characters)
{
    m_group = characters;
    alignToGroup();
}

QSize WrappedText::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 20, height()};
}

QSize WrappedText::minimumSizeHint() const
{
    return {fontMetrics().averageCharWidth() * 10, height()};
}

void WrappedText::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    alignToGroup();
    fit();
}

void WrappedText::wheelEvent(QWheelEvent *event)
{
    // For what it is part of.
    event->ignore();
}

void WrappedText::alignToGroup()
{
    if (m_group == 1)
        return;
    const int room = contentsRect().width() - static_cast<int>(std::ceil(2 * document()->documentMargin()));
    const qreal group = m_group * QFontMetricsF(font()).horizontalAdvance(u'0');
    const int groups = std::max(1, static_cast<int>(room / group));
    // What is left of the width is kept free.
    const int rest = std::max(0, room - static_cast<int>(std::ceil(groups * group)) - 1);
    if (viewportMargins().right() != rest)
        setViewportMargins(0, 0, rest, 0);
}

void WrappedText::fit()
{
    // The first block's rectangle holds the upper margin.
    qreal height = document()->documentMargin() + 2 * frameWidth();
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next())
        height += blockBoundingRect(block).height();
    setFixedHeight(static_cast<int>(std::ceil(height)) + 1);
}

} // namespace gatehouse::ui
