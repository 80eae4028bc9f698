// Draws the pages, empty and full, light and dark, with fonts of 100 % and 125 %, into a folder:
//   QT_QPA_PLATFORM=offscreen gatehouse-screenshots FOLDER
#include "base/files.h"
#include "ui/appearance.h"
#include "ui/pages/inspector/inspector_page.h"

#include <QApplication>
#include <QDir>
#include <QSettings>
#include <QSignalSpy>
#include <QStyleFactory>
#include <QTabWidget>
#include <QTest>

using namespace gatehouse;
using namespace Qt::StringLiterals;

namespace {

const QString Data = QStringLiteral(GATEHOUSE_TEST_DATA);

struct Look {
    ui::ColourScheme scheme;
    double scale;
    QSize size;
};

constexpr Look Looks[] = {
    {ui::ColourScheme::Light, 1.0, {1280, 800}},
    {ui::ColourScheme::Dark, 1.0, {1280, 800}},
    {ui::ColourScheme::Light, 1.25, {1280, 800}},
    {ui::ColourScheme::Dark, 1.25, {1280, 800}},
    {ui::ColourScheme::Light, 1.0, {1000, 640}},
};

QString suffix(const Look &look)
{
    return u"%1-%2-%3"_s.arg(ui::name(look.scheme)).arg(qRound(look.scale * 100)).arg(look.size.width());
}

void save(QWidget &widget, const QDir &folder, const QString &name)
{
    QTest::qWait(50);
    widget.grab().save(folder.filePath(name + u".png"_s));
}

ui::InspectorServices services()
{
    return {{}, {}, [] { return dcr::Policy::openBankingUk(); }, [] { return fromSeconds(1'760'000'000); }};
}

void drawInspector(const QDir &folder, const Look &look)
{
    ui::InspectorPage page(services());
    page.resize(look.size);
    page.show();
    save(page, folder, u"inspector-empty-"_s + suffix(look));

    QSettings settings(folder.filePath(u"settings.ini"_s), QSettings::IniFormat);
    settings.setValue("inspector/statementKeys"_L1, QStringList{u"files"_s, Data + u"/wso2/docs-public-keys.jwks.json"_s});
    settings.setValue("inspector/requestKeys"_L1, QStringList{u"as-statement"_s});
    page.restoreState(settings);
    QSignalSpy inspected(&page, &ui::InspectorPage::inspected);
    page.inspectFile(Data + u"/wso2/seed-curl-command.txt"_s);
    if (!inspected.wait())
        qFatal("The inspection did not end.");
    auto *tabs = page.findChild<QTabWidget *>(u"inspectionTabs"_s);
    const QStringList tabNames = {u"checks"_s, u"request"_s, u"statement"_s, u"comparison"_s};
    for (int tab = 0; tab < tabs->count(); ++tab) {
        tabs->setCurrentIndex(tab);
        save(page, folder, u"inspector-%1-%2"_s.arg(tabNames[tab], suffix(look)));
    }
}

} // namespace

int main(int argc, char **argv)
{
    QApplication app(argc, argv);
    QApplication::setStyle(QStyleFactory::create(u"Fusion"_s));
    const QDir folder(argc > 1 ? QString::fromLocal8Bit(argv[1]) : u"screenshots"_s);
    folder.mkpath(u"."_s);
    const QFont font = QApplication::font();
    for (const Look &look : Looks) {
        ui::applyColourScheme(look.scheme);
        QFont scaled = font;
        scaled.setPointSizeF(font.pointSizeF() * look.scale);
        QApplication::setFont(scaled);
        drawInspector(folder, look);
    }
    return 0;
}
