#pragma once

#include "icons.h"

#include <QColor>
#include <QPalette>

#include <optional>

class QFont;

namespace gatehouse::ui {

enum class ColourScheme : quint8 { System, Light, Dark };
QLatin1String name(ColourScheme scheme);
std::optional<ColourScheme> colourSchemeFromName(QStringView name);

/// For the whole application. System is the palette that the desktop gave it at its start.
void applyColourScheme(ColourScheme scheme);

/// Readable as text (WCAG AA) on the palette's window and base.
QColor toneColour(Tone tone, const QPalette &palette);
/// A faint background of that tone, on which the palette's text stays readable.
QColor toneBackground(Tone tone, const QPalette &palette);
/// For text that explains: quieter than the palette's text and still readable (WCAG AA).
QColor quietTextColour(const QPalette &palette);

Tone toneOf(dcr::Outcome outcome);
/// "Pass", "Warning", "Fail", "Not judged".
QString word(dcr::Outcome outcome);

/// For tokens, keys, fingerprints and claim names.
QFont fixedFont();

} // namespace gatehouse::ui
