#include "token_input.h"

#include "ui/appearance.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMimeData>
#include <QTextOption>
#include <QUrl>

namespace gatehouse::ui {

TokenInput::TokenInput(QWidget *parent)
    : QPlainTextEdit(parent)
{
    setFont(fixedFont());
    setTabChangesFocus(true);
    setWordWrapMode(QTextOption::WrapAnywhere);
    setPlaceholderText(tr("Paste, drop or type a software statement, a registration request, JSON that holds one, or a whole curl command."));
    setAccessibleName(tr("Token to inspect"));
    setMinimumHeight(fontMetrics().height() * 2 + 14);
    connect(this, &QPlainTextEdit::textChanged, this, [this] {
        if (m_isSetting || m_isExcerpt)
            return;
        m_content = toPlainText().toUtf8();
        Q_EMIT contentChanged();
    });
}

void TokenInput::setContent(const QByteArray &text)
{
    m_content = text;
    m_isExcerpt = text.size() > MaxShownBytes;
    setReadOnly(m_isExcerpt);
    QString shown = QString::fromUtf8(m_isExcerpt ? text.first(MaxShownBytes) : text);
    if (m_isExcerpt)
        shown += tr("\n… the first %1 of %2 bytes are shown").arg(MaxShownBytes).arg(text.size());
    m_isSetting = true;
    if (m_isExcerpt) {
        setPlainText(shown);
    } else {
        // Not setPlainText(): what is replaced comes back by undo.
        QTextCursor cursor(document());
        cursor.select(QTextCursor::Document);
        cursor.insertText(shown);
        moveCursor(QTextCursor::Start);
    }
    m_isSetting = false;
    Q_EMIT contentChanged();
}

bool TokenInput::takeMimeData(const QMimeData *content)
{
    for (const QUrl &url : content->urls()) {
        if (url.isLocalFile()) {
            Q_EMIT fileOffered(url.toLocalFile());
            return true;
        }
    }
    if (!content->hasText())
        return false;
    setContent(content->text().toUtf8());
    return true;
}

QSize TokenInput::sizeHint() const
{
    return {400, fontMetrics().height() * 4 + 14};
}

bool TokenInput::canInsertFromMimeData(const QMimeData *source) const
{
    return source->hasUrls() || QPlainTextEdit::canInsertFromMimeData(source);
}

void TokenInput::insertFromMimeData(const QMimeData *source)
{
    const bool replacesAll = m_content.isEmpty() || textCursor().selectedText().size() == toPlainText().size();
    const bool takesWhole =
        source->hasUrls() || m_isExcerpt || replacesAll || source->text().size() > MaxShownBytes;
    if (takesWhole && takeMimeData(source))
        return;
    QPlainTextEdit::insertFromMimeData(source);
}

void TokenInput::keyPressEvent(QKeyEvent *event)
{
    if (m_isExcerpt && event->matches(QKeySequence::Paste)) {
        takeMimeData(QGuiApplication::clipboard()->mimeData());
        return;
    }
    QPlainTextEdit::keyPressEvent(event);
}

} // namespace gatehouse::ui
