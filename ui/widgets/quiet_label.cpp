#include "quiet_label.h"

#include "ui/appearance.h"

#include <QEvent>
#include <QGuiApplication>

namespace gatehouse::ui {

QuietLabel::QuietLabel(QWidget *parent)
    : QuietLabel(QString(), parent)
{}

QuietLabel::QuietLabel(const QString &text, QWidget *parent)
    : QLabel(text, parent)
{
    setTextFormat(Qt::PlainText);
    // On a base as on a window.
    setForegroundRole(QPalette::WindowText);
    setWordWrap(true);
    applyColour();
}

void QuietLabel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        applyColour();
    QLabel::changeEvent(event);
}

void QuietLabel::applyColour()
{
    const QColor colour = quietTextColour(QGuiApplication::palette());
    // Setting it is a palette change too.
    if (palette().color(QPalette::WindowText) == colour)
        return;
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, colour);
    setPalette(quiet);
}

} // namespace gatehouse::ui
