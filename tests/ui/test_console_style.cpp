#include "ui/appearance.h"
#include "ui/console_style.h"

#include <QApplication>
#include <QImage>
#include <QPainter>
#include <QStyle>
#include <QStyleOptionButton>
#include <QTest>

#include <cmath>
#include <memory>

using namespace gatehouse;

namespace {

double luminance(const QColor &colour)
{
    const auto part = [](double value) {
        return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * part(colour.redF()) + 0.7152 * part(colour.greenF()) + 0.0722 * part(colour.blueF());
}

double contrast(const QColor &first, const QColor &second)
{
    const double a = luminance(first);
    const double b = luminance(second);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

} // namespace

class TestConsoleStyle : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void outlinesWhatCanBeTicked_data();
    void outlinesWhatCanBeTicked();
};

void TestConsoleStyle::outlinesWhatCanBeTicked_data()
{
    QTest::addColumn<ui::ColourScheme>("scheme");
    QTest::addColumn<QPalette::ColorRole>("ground");
    QTest::addColumn<QStyle::PrimitiveElement>("element");
    for (const auto &[name, scheme] :
         {std::pair("light", ui::ColourScheme::Light), std::pair("dark", ui::ColourScheme::Dark)}) {
        for (const QPalette::ColorRole ground : {QPalette::Window, QPalette::Base, QPalette::AlternateBase}) {
            for (const QStyle::PrimitiveElement element :
                 {QStyle::PE_IndicatorCheckBox, QStyle::PE_IndicatorItemViewItemCheck, QStyle::PE_IndicatorRadioButton})
                QTest::addRow("%s, %d, %d", name, ground, element) << scheme << ground << element;
        }
    }
}

void TestConsoleStyle::outlinesWhatCanBeTicked()
{
    QFETCH(ui::ColourScheme, scheme);
    QFETCH(QPalette::ColorRole, ground);
    QFETCH(QStyle::PrimitiveElement, element);
    ui::applyColourScheme(scheme);
    const std::unique_ptr<QStyle> style(ui::makeConsoleStyle());
    QStyleOptionButton option;
    option.palette = QApplication::palette();
    option.state = QStyle::State_Enabled | QStyle::State_Off;
    option.rect = QRect(10, 10, 14, 14);
    const QColor behind = option.palette.color(ground);
    QImage image(40, 40, QImage::Format_RGB32);
    image.fill(behind);
    QPainter painter(&image);
    style->drawPrimitive(element, &option, &painter, nullptr);
    painter.end();
    // Of the middle of the left side.
    const QColor side = image.pixelColor(10, 17);
    QVERIFY2(contrast(side, behind) >= 3, qPrintable(QString::number(contrast(side, behind))));
}

QTEST_MAIN(TestConsoleStyle)
#include "test_console_style.moc"
