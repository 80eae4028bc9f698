#include "console_style.h"

#include <QPainter>
#include <QProxyStyle>
#include <QStyleFactory>
#include <QStyleOption>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

namespace {

/// At least 3:1 on the window and the base of the light and the dark palette.
constexpr QRgb LightOutline = 0xff727982;
constexpr QRgb DarkOutline = 0xff8b919a;

class ConsoleStyle : public QProxyStyle
{
public:
    ConsoleStyle()
        : QProxyStyle(QStyleFactory::create(u"Fusion"_s))
    {}

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget) const override
    {
        QProxyStyle::drawPrimitive(element, option, painter, widget);
        // The focus has an outline of its own.
        const bool isFocused =
            option->state.testFlag(State_HasFocus) && option->state.testFlag(State_KeyboardFocusChange);
        if ((element != PE_IndicatorCheckBox && element != PE_IndicatorRadioButton) || isFocused
            || !option->state.testFlag(State_Enabled))
            return;
        const bool isDark = option->palette.color(QPalette::Base).lightnessF() < 0.5F;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(QColor::fromRgb(isDark ? DarkOutline : LightOutline));
        painter->setBrush(Qt::NoBrush);
        const QRectF outline = QRectF(option->rect).adjusted(0.5, 0.5, -0.5, -0.5);
        if (element == PE_IndicatorCheckBox)
            painter->drawRect(outline);
        else
            painter->drawEllipse(outline);
        painter->restore();
    }
};

} // namespace

QStyle *makeConsoleStyle()
{
    return new ConsoleStyle;
}

} // namespace gatehouse::ui
