#pragma once

#include "dcr/check.h"

#include <QIcon>
#include <QString>

namespace gatehouse::ui {

/// A one-coloured icon in the palette's text colour, light or dark. The desktop theme's symbolic icon of that
/// freedesktop name where it has one, else the console's own.
QIcon icon(const QString &name);
/// One in a colour that says what it means; always shown beside a word.
QIcon outcomeIcon(dcr::Outcome outcome);

enum class Tone : quint8 { Neutral, Good, Caution, Bad };
QIcon tonedIcon(const QString &name, Tone tone);

/// In colours of its own, for windows and the about box.
QIcon applicationIcon();

} // namespace gatehouse::ui
