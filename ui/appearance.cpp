#include "appearance.h"

#include <QApplication>
#include <QCoreApplication>
#include <QFontDatabase>
#include <QStyle>

namespace gatehouse::ui {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::ui)
};

struct SchemeName {
    ColourScheme scheme;
    QLatin1String name;
};

constexpr SchemeName SchemeNames[] = {
    {ColourScheme::System, QLatin1String("system")},
    {ColourScheme::Light, QLatin1String("light")},
    {ColourScheme::Dark, QLatin1String("dark")},
};

struct RoleColour {
    QPalette::ColorRole role;
    QRgb light;
    QRgb dark;
};

constexpr RoleColour RoleColours[] = {
    {QPalette::Window, 0xfff3f4f6, 0xff22252a},
    {QPalette::WindowText, 0xff1b1f24, 0xffe8eaed},
    {QPalette::Base, 0xffffffff, 0xff1a1c20},
    {QPalette::AlternateBase, 0xfff6f7f9, 0xff202328},
    {QPalette::Text, 0xff1b1f24, 0xffe8eaed},
    {QPalette::PlaceholderText, 0xff5f6670, 0xffa0a6ae},
    {QPalette::Button, 0xffe9ebee, 0xff31353c},
    {QPalette::ButtonText, 0xff1b1f24, 0xffe8eaed},
    {QPalette::BrightText, 0xffffffff, 0xffffffff},
    {QPalette::Highlight, 0xff1d5fa8, 0xff2f6db3},
    {QPalette::HighlightedText, 0xffffffff, 0xffffffff},
    {QPalette::Link, 0xff175a9e, 0xff8cbcf2},
    {QPalette::LinkVisited, 0xff6b3fa0, 0xffc3a6f0},
    {QPalette::ToolTipBase, 0xff1b1f24, 0xff3a3f47},
    {QPalette::ToolTipText, 0xffffffff, 0xffe8eaed},
    {QPalette::Light, 0xffffffff, 0xff3d424a},
    {QPalette::Midlight, 0xffeceef1, 0xff363a41},
    {QPalette::Mid, 0xffb9bec6, 0xff4a505a},
    {QPalette::Dark, 0xff9aa0a8, 0xff15171a},
    {QPalette::Shadow, 0xff6a7078, 0xff0c0d0f},
};

constexpr QPalette::ColorRole TextRoles[] = {QPalette::WindowText, QPalette::Text, QPalette::ButtonText};

QPalette paletteOf(ColourScheme scheme)
{
    const bool dark = scheme == ColourScheme::Dark;
    QPalette palette;
    for (const RoleColour &entry : RoleColours)
        palette.setColor(entry.role, QColor::fromRgb(dark ? entry.dark : entry.light));
    for (const QPalette::ColorRole role : TextRoles)
        palette.setColor(QPalette::Disabled, role, QColor::fromRgb(dark ? 0xff858b94 : 0xff7b828b));
    palette.setColor(QPalette::Disabled, QPalette::Highlight, palette.color(QPalette::Mid));
    return palette;
}

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Base).lightnessF() < 0.5F;
}

struct ToneColour {
    QRgb light;
    QRgb dark;
    QRgb lightBackground;
    QRgb darkBackground;
};

/// In the order of Tone; neutral is the palette's own.
constexpr ToneColour ToneColours[] = {
    {0, 0, 0, 0},
    {0xff1a6f33, 0xff7bdc95, 0xffe3f4e7, 0xff1d3325},
    {0xff7d5200, 0xfff2c663, 0xfffdf2d8, 0xff3a301a},
    {0xffb3261e, 0xffff9b92, 0xfffce8e6, 0xff402523},
};

} // namespace

QLatin1String name(ColourScheme scheme)
{
    return SchemeNames[static_cast<std::size_t>(scheme)].name;
}

std::optional<ColourScheme> colourSchemeFromName(QStringView text)
{
    for (const SchemeName &entry : SchemeNames) {
        if (text == entry.name)
            return entry.scheme;
    }
    return std::nullopt;
}

void applyColourScheme(ColourScheme scheme)
{
    static const QPalette systemPalette = QApplication::palette();
    QApplication::setPalette(scheme == ColourScheme::System ? systemPalette : paletteOf(scheme));
}

QColor toneColour(Tone tone, const QPalette &palette)
{
    if (tone == Tone::Neutral)
        return palette.color(QPalette::WindowText);
    const ToneColour &entry = ToneColours[static_cast<std::size_t>(tone)];
    return QColor::fromRgb(isDark(palette) ? entry.dark : entry.light);
}

QColor toneBackground(Tone tone, const QPalette &palette)
{
    if (tone == Tone::Neutral)
        return palette.color(QPalette::AlternateBase);
    const ToneColour &entry = ToneColours[static_cast<std::size_t>(tone)];
    return QColor::fromRgb(isDark(palette) ? entry.darkBackground : entry.lightBackground);
}

QColor quietTextColour(const QPalette &palette)
{
    return QColor::fromRgb(isDark(palette) ? 0xffb4bac2 : 0xff555c66);
}

Tone toneOf(dcr::Outcome outcome)
{
    switch (outcome) {
    case dcr::Outcome::Pass:
        return Tone::Good;
    case dcr::Outcome::Warn:
        return Tone::Caution;
    case dcr::Outcome::Fail:
        return Tone::Bad;
    case dcr::Outcome::Skipped:
        break;
    }
    return Tone::Neutral;
}

QString word(dcr::Outcome outcome)
{
    switch (outcome) {
    case dcr::Outcome::Pass:
        return Text::tr("Pass");
    case dcr::Outcome::Warn:
        return Text::tr("Warning");
    case dcr::Outcome::Fail:
        return Text::tr("Fail");
    case dcr::Outcome::Skipped:
        break;
    }
    return Text::tr("Not judged");
}

QFont fixedFont()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPointSizeF(QApplication::font().pointSizeF());
    return font;
}

} // namespace gatehouse::ui
