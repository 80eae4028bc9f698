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
    fit();
}

void WrappedText::wheelEvent(QWheelEvent *event)
{
    // For what it is part of.
    event->ignore();
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
