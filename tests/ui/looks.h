#pragma once

#include "ui/appearance.h"

#include <QApplication>
#include <QDir>
#include <QSize>
#include <QTest>
#include <QWidget>

namespace gatehouse::test {

/// How a page is drawn for whoever judges it: colours, the size of the font, the size of the window.
struct Look {
    ui::ColourScheme scheme;
    double scale;
    QSize window;
};

constexpr Look Looks[] = {
    {ui::ColourScheme::Light, 1.0, {1280, 800}},  {ui::ColourScheme::Dark, 1.0, {1280, 800}},
    {ui::ColourScheme::Light, 1.25, {1280, 800}}, {ui::ColourScheme::Dark, 1.25, {1280, 800}},
    {ui::ColourScheme::Light, 1.5, {1280, 800}},  {ui::ColourScheme::Dark, 1.5, {1280, 800}},
    {ui::ColourScheme::Light, 1.0, {1000, 640}},  {ui::ColourScheme::Light, 1.5, {1000, 640}},
};

/// "dark-125", with the window's width where that matters.
inline QString suffix(const Look &look)
{
    return QStringLiteral("%1-%2-%3").arg(ui::name(look.scheme)).arg(qRound(look.scale * 100)).arg(look.window.width());
}

/// Of the whole application; `font` is as large as it was before any look.
inline void apply(const Look &look, const QFont &font)
{
    QFont scaled = font;
    scaled.setPointSizeF(font.pointSizeF() * look.scale);
    QApplication::setFont(scaled);
    ui::applyColourScheme(look.scheme);
}

inline void save(QWidget &widget, const QDir &folder, const QString &name)
{
    QTest::qWait(80);
    const QString path = folder.filePath(name + QStringLiteral(".png"));
    if (!widget.grab().save(path))
        qFatal("%s cannot be written.", qPrintable(path));
}

} // namespace gatehouse::test
