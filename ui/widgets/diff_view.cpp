#include "diff_view.h"

#include "ui/appearance.h"

#include <QEvent>
#include <QGuiApplication>
#include <QTextBlock>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using Kind = wso2::DiffLine::Kind;

namespace {

/// A longer one is cut: nobody reads it here, and the window must not wait for it.
constexpr qsizetype MaxLines = 2000;

QString shownText(const wso2::DiffLine &line)
{
    QString text = QString::fromUtf8(line.text);
    if (text.endsWith(u'\r'))
        text.chop(1);
    switch (line.kind) {
    case Kind::Added:
        return u'+' + text;
    case Kind::Removed:
        return u'-' + text;
    case Kind::NoLineEnd:
        return u'\\' + text;
    case Kind::Hunk:
        return text;
    case Kind::Context:
        break;
    }
    return u' ' + text;
}

QTextBlockFormat blockFormat(Kind kind, const QPalette &palette)
{
    QTextBlockFormat format;
    if (kind == Kind::Added)
        format.setBackground(toneBackground(Tone::Good, palette));
    else if (kind == Kind::Removed)
        format.setBackground(toneBackground(Tone::Bad, palette));
    return format;
}

QTextCharFormat textFormat(Kind kind, const QPalette &palette)
{
    QTextCharFormat format;
    if (kind == Kind::Hunk || kind == Kind::NoLineEnd)
        format.setForeground(quietTextColour(palette));
    else
        format.setForeground(palette.color(QPalette::Text));
    return format;
}

} // namespace

DiffView::DiffView(QWidget *parent)
    : QPlainTextEdit(parent)
{
    setReadOnly(true);
    setLineWrapMode(NoWrap);
    setFont(fixedFont());
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setTabChangesFocus(true);
}

void DiffView::setDiff(const QList<wso2::DiffLine> &lines)
{
    m_lines = lines;
    draw();
}

void DiffView::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        draw();
}

void DiffView::draw()
{
    const QPalette palette = QGuiApplication::palette();
    clear();
    QTextCursor cursor(document());
    cursor.beginEditBlock();
    const qsizetype count = std::min(m_lines.size(), MaxLines);
    for (qsizetype i = 0; i < count; ++i) {
        const Kind kind = m_lines[i].kind;
        if (i > 0)
            cursor.insertBlock();
        cursor.setBlockFormat(blockFormat(kind, palette));
        cursor.insertText(shownText(m_lines[i]), textFormat(kind, palette));
    }
    if (count < m_lines.size()) {
        cursor.insertBlock(QTextBlockFormat(), textFormat(Kind::Hunk, palette));
        cursor.insertText(tr("… and %1 lines more").arg(m_lines.size() - count));
    }
    cursor.endEditBlock();
    moveCursor(QTextCursor::Start);
}

} // namespace gatehouse::ui
