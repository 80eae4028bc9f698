// Draws the request composer, light and dark, with fonts of 100 % and 125 %, into a folder:
//   QT_QPA_PLATFORM=offscreen gatehouse-composer-screenshots FOLDER
#include "directory/directory.h"
#include "directory/kit.h"
#include "sandbox/sandbox.h"
#include "ui/appearance.h"
#include "ui/console_style.h"
#include "ui/pages/sandbox/composer_window.h"
#include "ui/pages/sandbox/sandbox_page.h"
#include "workspace/workspace.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QtCrypto>

using namespace gatehouse;
using namespace Qt::StringLiterals;

namespace {

struct Look {
    ui::ColourScheme scheme;
    double scale;
    QSize size;
};

constexpr Look Looks[] = {
    {ui::ColourScheme::Light, 1.0, {1280, 860}},  {ui::ColourScheme::Dark, 1.0, {1280, 860}},
    {ui::ColourScheme::Light, 1.25, {1280, 860}}, {ui::ColourScheme::Dark, 1.25, {1280, 860}},
    {ui::ColourScheme::Light, 1.0, {1000, 700}},
};

void await(const std::function<bool()> &condition)
{
    if (!QTest::qWaitFor(condition, 20'000))
        qFatal("What was waited for did not happen.");
}

void save(QWidget &widget, const QDir &folder, const QString &name, const Look &look)
{
    QTest::qWait(300);
    const QString path = folder.filePath(u"composer-%1-%2-%3-%4.png"_s.arg(name, ui::name(look.scheme))
                                             .arg(qRound(look.scale * 100))
                                             .arg(look.size.width()));
    if (!widget.grab().save(path))
        qFatal("%s cannot be written.", qPrintable(path));
}

void makeTpps(workspace::Workspace &workspace)
{
    for (const QString &name : {u"Penny Planner"_s, u"Second Software"_s}) {
        const auto tpp = workspace.directory()->create({.baseUrl = u"https://localhost:8243"_s, .softwareName = name});
        const auto facts = directory::EndpointFacts::at(u"https://localhost:8243"_s);
        if (!tpp || !directory::writeKit(workspace.folder() + u"/kits/"_s + name, *tpp, facts, systemNow()))
            qFatal("The test TPP cannot be made.");
    }
}

void send(ui::ComposerWindow &window)
{
    auto *button = window.findChild<QPushButton *>(u"composerSend"_s);
    await([button] { return button->isEnabled(); });
    button->click();
    await([button] { return button->isEnabled(); });
}

void draw(ui::SandboxPage &page, workspace::Workspace &workspace, const QDir &folder, const Look &look)
{
    auto *window = page.findChild<ui::ComposerWindow *>();
    const auto tick = [window](const char *id, bool on) {
        window->findChild<QCheckBox *>(u"tamper-"_s + QLatin1String(id))->setChecked(on);
    };
    page.findChild<QPushButton *>(u"composeButton"_s)->click();
    window->resize(look.size);
    auto *tabs = window->findChild<QTabWidget *>(u"composerTabs"_s);
    await([tabs] { return tabs->isEnabled(); });
    tabs->setCurrentIndex(0);
    save(*window, folder, u"stopped"_s, look);
    page.findChild<QSpinBox *>(u"port"_s)->setValue(0);
    window->findChild<QPushButton *>(u"composerStart"_s)->click();
    await([&workspace] { return workspace.sandbox().state() == sandbox::Sandbox::State::Running; });
    send(*window);
    save(*window, folder, u"registered"_s, look);
    tick("request-expired", true);
    tick("request-foreign-redirect", true);
    send(*window);
    save(*window, folder, u"refused"_s, look);
    tick("request-expired", false);
    tick("request-foreign-redirect", false);
    tick("statement-too-old", true);
    tabs->setCurrentIndex(1);
    send(*window);
    save(*window, folder, u"not-caught"_s, look);
    tick("statement-too-old", false);
    tabs->setCurrentIndex(2);
    save(*window, folder, u"as-sent"_s, look);
    tabs->setCurrentIndex(0);
    window->findChild<QRadioButton *>(u"requestClaimsJsonButton"_s)->click();
    window->findChild<QPlainTextEdit *>(u"requestClaimsJson"_s)->setPlainText(u"{\n  \"iss\": \"abc\",\n}"_s);
    window->findChild<QComboBox *>(u"composerWhere"_s)->setCurrentIndex(1);
    window->findChild<QComboBox *>(u"composerAction"_s)->setCurrentIndex(2);
    save(*window, folder, u"mistake"_s, look);
    page.resize(1100, 760);
    save(page, folder, u"page"_s, look);
    workspace.sandbox().stop();
    await([&workspace] { return workspace.sandbox().state() == sandbox::Sandbox::State::Stopped; });
}

} // namespace

int main(int argc, char *argv[])
{
    const QApplication app(argc, argv);
    QApplication::setStyle(ui::makeConsoleStyle());
    const QCA::Initializer crypto;
    if (argc != 2)
        qFatal("usage: %s FOLDER", argv[0]);
    const QDir folder(QString::fromLocal8Bit(argv[1]));
    const QTemporaryDir temporary;
    const auto opened = workspace::Workspace::open(temporary.path(), systemNow);
    if (!opened)
        qFatal("%s", qPrintable(opened.error().message));
    makeTpps(**opened);
    const QFont font = QApplication::font();
    for (const Look &look : Looks) {
        QFont scaled = font;
        scaled.setPointSizeF(font.pointSizeF() * look.scale);
        QApplication::setFont(scaled);
        ui::applyColourScheme(look.scheme);
        ui::SandboxPage page((*opened)->sandbox(), (*opened)->directory(), (*opened)->clock(), temporary.path());
        page.show();
        draw(page, **opened, folder, look);
    }
}
