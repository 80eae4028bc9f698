#include "base/system_user.h"
#include "ui/console_style.h"
#include "ui/diagnostics/message_log.h"
#include "ui/language.h"
#include "ui/main_window.h"
#include "ui/start_window.h"
#include "workspace/workspace.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QSettings>
#include <QThreadPool>
#include <QtCrypto>

using namespace gatehouse;
using namespace Qt::StringLiterals;

namespace {

void describe(QCommandLineParser &parser)
{
    parser.setApplicationDescription(QCoreApplication::translate(
        "gatehouse", "Administration console for open banking Dynamic Client Registration."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOption({u"data-dir"_s,
                      QCoreApplication::translate("gatehouse", "The workspace (default: the platform's data folder)."),
                      u"DIR"_s});
    parser.addOption(
        {u"demo"_s,
         QCoreApplication::translate("gatehouse", "Starts the sandbox on a free port and registers one test TPP.")});
    parser.addPositionalArgument(
        u"file"_s, QCoreApplication::translate("gatehouse", "A token to open in the Inspector."), u"[FILE]"_s);
}

} // namespace

int main(int argc, char **argv)
{
    // First and last: what goes wrong while the program starts and ends is in it, too.
    ui::MessageLog log(systemNow);
    log.install();
    QApplication application(argc, argv);
    QApplication::setApplicationName(u"gatehouse"_s);
    QApplication::setApplicationDisplayName(u"Gatehouse"_s);
    QApplication::setApplicationVersion(QStringLiteral(GATEHOUSE_VERSION));
    QApplication::setDesktopFileName(u"gatehouse"_s);
    QApplication::setStyle(ui::makeConsoleStyle());
    const QCA::Initializer crypto;

    QCommandLineParser parser;
    describe(parser);
    parser.process(application);
    const QString folder =
        parser.isSet(u"data-dir"_s) ? parser.value(u"data-dir"_s) : workspace::Workspace::defaultFolder();
    const QSettings settings(ui::languageFile(folder), QSettings::IniFormat);
    ui::applyLanguage(application, ui::chosenLanguage(settings), QLocale::system());

    std::unique_ptr<workspace::Workspace> workspace;
    std::unique_ptr<ui::MainWindow> window;
    ui::StartWindow start(folder, systemNow, vault::Vault::Keychain::UseWhereItAnswers);
    QObject::connect(&start, &ui::StartWindow::opened, &start, [&] {
        workspace = start.takeWorkspace();
        workspace->setUser(systemUserName());
        window = std::make_unique<ui::MainWindow>(*workspace);
        window->setMessageLog(&log);
        window->show();
        start.hide();
        if (parser.isSet(u"demo"_s))
            window->startDemo();
        if (!parser.positionalArguments().isEmpty())
            window->openInInspector(parser.positionalArguments().constFirst());
    });
    start.open();
    const int status = QApplication::exec();
    window.reset();
    // What is still being saved enters the record of changes.
    QThreadPool::globalInstance()->waitForDone();
    workspace.reset();
    // What still runs in the background may hold a password, which must not outlive QCA.
    QThreadPool::globalInstance()->waitForDone();
    return status;
}
