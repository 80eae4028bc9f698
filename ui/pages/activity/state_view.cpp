#include "state_view.h"

#include "ui/appearance.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTextBlock>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

using Kind = ComparedLine::Kind;

/// A longer one is cut: nobody reads it here, and the window must not wait for it.
constexpr qsizetype MaxLines = 2000;

void fill(QPlainTextEdit *edit, const QList<ComparedLine> &lines, QString ComparedLine::*side, Kind alone, QChar sign,
          Tone tone)
{
    QStringList texts;
    for (const ComparedLine &line : lines.first(std::min(lines.size(), MaxLines))) {
        const bool isMarked = line.kind == alone || line.kind == Kind::Changed;
        const QString &text = line.*side;
        texts.append(text.isEmpty() ? QString() : (isMarked ? sign : QChar(u' ')) + (u' ' + text));
    }
    edit->setPlainText(texts.join(u'\n'));
    const QPalette palette = edit->palette();
    for (QTextBlock block = edit->document()->begin(); block.isValid(); block = block.next()) {
        const Kind kind = lines.value(block.blockNumber()).kind;
        if (kind != alone && kind != Kind::Changed)
            continue;
        QTextBlockFormat format;
        format.setBackground(toneBackground(tone, palette));
        QTextCursor(block).setBlockFormat(format);
    }
}

void scrollTogether(QScrollBar *one, QScrollBar *other)
{
    QObject::connect(one, &QScrollBar::valueChanged, other, &QScrollBar::setValue);
    QObject::connect(other, &QScrollBar::valueChanged, one, &QScrollBar::setValue);
}

} // namespace

StateView::StateView(QWidget *parent)
    : QWidget(parent)
    , m_before(makeSide(tr("Before"), u"stateBefore"_s))
    , m_after(makeSide(tr("After"), u"stateAfter"_s))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_before.box, 1);
    layout->addWidget(m_after.box, 1);
    scrollTogether(m_before.text->verticalScrollBar(), m_after.text->verticalScrollBar());
    scrollTogether(m_before.text->horizontalScrollBar(), m_after.text->horizontalScrollBar());
}

StateView::Side StateView::makeSide(const QString &title, const QString &objectName)
{
    Side side;
    side.box = new QWidget(this);
    side.title = new QLabel(title, side.box);
    side.text = new QPlainTextEdit(side.box);
    side.text->setObjectName(objectName);
    side.text->setAccessibleName(title);
    side.text->setReadOnly(true);
    side.text->setTabChangesFocus(true);
    side.text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    side.text->setLineWrapMode(QPlainTextEdit::NoWrap);
    side.text->setFont(fixedFont());
    side.title->setBuddy(side.text);
    auto *layout = new QVBoxLayout(side.box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(side.title);
    layout->addWidget(side.text, 1);
    return side;
}

void StateView::setStates(const Json &before, const Json &after)
{
    m_lines = compareStates(before, after);
    m_before.box->setVisible(!before.is_null());
    m_after.box->setVisible(!after.is_null());
    draw();
}

void StateView::draw()
{
    fill(m_before.text, m_lines, &ComparedLine::left, Kind::Removed, u'-', Tone::Bad);
    fill(m_after.text, m_lines, &ComparedLine::right, Kind::Added, u'+', Tone::Good);
}

void StateView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        draw();
}

} // namespace gatehouse::ui
