#include "tool_tip.h"

#include <QTextDocument>

namespace gatehouse::ui {

QString plainToolTip(const QString &text)
{
    // Escaped within markup of our own it is shown as it stands.
    return Qt::mightBeRichText(text)
        ? QStringLiteral("<p style=\"white-space:pre-wrap\">%1</p>").arg(text.toHtmlEscaped())
        : text;
}

} // namespace gatehouse::ui
