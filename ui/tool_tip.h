#pragma once

#include <QString>

namespace gatehouse::ui {

/// For tool tips of what came from outside: Qt takes what looks like markup for it.
QString plainToolTip(const QString &text);

} // namespace gatehouse::ui
