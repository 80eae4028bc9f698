#include "base/files.h"
#include "console_test.h"
#include "sandbox/sandbox.h"
#include "store/client_store.h"
#include "ui/about_dialog.h"
#include "ui/appearance.h"
#include "ui/diagnostics/message_log.h"
#include "ui/diagnostics/message_window.h"
#include "ui/help/help_window.h"
#include "ui/main_window.h"
#include "ui/pages/inspector/inspector_page.h"
#include "ui/pages/truststores/new_store_dialog.h"
#include "ui/pages/truststores/pair_dialog.h"
#include "ui/pages/truststores/store_tabs.h"
#include "ui/pages/truststores/truststores_page.h"
#include "ui/palette/command_palette.h"
#include "ui/start_window.h"
#include "ui/widgets/outcome_label.h"
#include "workspace/workspace.h"

#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTableView>
#include <QTemporaryDir>
#include <QtCrypto>

using namespace gatehouse;
using namespace Qt::StringLiterals;

class TestMainWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void switchesPagesByKeyboard();
    void fitsASmallScreen_data();
    void fitsASmallScreen();
    void remembersPageAndColoursInTheWorkspace();
    void saysInTheStatusBarWhereTheSandboxIs();
    void asksAboutUnsavedTruststoresBeforeItCloses();
    void registersATppInTheDemo();
    void opensAFileInTheInspector();
    void readsWellInEveryColourScheme_data();
    void readsWellInEveryColourScheme();
    void drawsItsIconsWithAndWithoutATheme_data();
    void drawsItsIconsWithAndWithoutATheme();
    void namesEveryControl();
    void findsAndRunsByName();
    void findsAClientByItsName();
    void helpsOnThePageThatIsOpen();
    void offersItsMessagesWhereThereIsALog();
    void saysWhatItIsMadeOf();
    void followsALinkToAnotherPage();
    void opensAWorkspaceOffItsThread();
    void saysWhyAWorkspaceCannotBeOpened();

private:
    QListWidget *sidebar() const { return m_window->findChild<QListWidget *>(u"sidebar"_s); }
    Qt::Key keyOf(const QString &page) const
    {
        return static_cast<Qt::Key>(Qt::Key_1
                                    + sidebar()->row(sidebar()->findItems(page, Qt::MatchExactly).constFirst()));
    }

    QCA::Initializer m_crypto;
    QTemporaryDir m_folder;
    std::unique_ptr<workspace::Workspace> m_workspace;
    std::unique_ptr<ui::MainWindow> m_window;
};

namespace {

/// WCAG 2.1 relative luminance.
double luminance(const QColor &colour)
{
    const auto linear = [](double value) {
        return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

double contrast(const QColor &a, const QColor &b)
{
    const double lighter = std::max(luminance(a), luminance(b));
    const double darker = std::min(luminance(a), luminance(b));
    return (lighter + 0.05) / (darker + 0.05);
}

} // namespace

void TestMainWindow::initTestCase()
{
    m_workspace = *workspace::Workspace::open(m_folder.path(), systemNow);
}

void TestMainWindow::init()
{
    m_window = std::make_unique<ui::MainWindow>(*m_workspace);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestMainWindow::cleanup()
{
    m_window.reset();
    sandbox::Sandbox &sandbox = m_workspace->sandbox();
    if (sandbox.state() == sandbox::Sandbox::State::Running) {
        QSignalSpy stopped(&sandbox, &sandbox::Sandbox::stopped);
        sandbox.stop();
        QVERIFY(stopped.wait());
    }
    QFile::remove(QDir(m_folder.path()).filePath(u"console.ini"_s));
    ui::applyColourScheme(ui::ColourScheme::System);
}

void TestMainWindow::switchesPagesByKeyboard()
{
    auto *sidebar = this->sidebar();
    QVERIFY(sidebar->count() >= 7);
    QTest::keyClick(m_window.get(), keyOf(u"Inspector"_s), Qt::ControlModifier);
    QVERIFY(m_window->findChild<ui::InspectorPage *>()->isVisible());
    QCOMPARE(m_window->focusWidget()->objectName(), u"tokenInput"_s);
    QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
    QCOMPARE(sidebar->currentRow(), 0);
    sidebar->setFocus();
    QTest::keyClick(sidebar, Qt::Key_End);
    QCOMPARE(sidebar->currentRow(), sidebar->count() - 1);
}

void TestMainWindow::fitsASmallScreen_data()
{
    QTest::addColumn<double>("scale");
    QTest::addColumn<int>("widest"); // page; the sidebar beside it needs 60 at the least
    for (const auto &[scale, widest] : {std::pair(1.0, 940), {1.25, 940}, {1.5, 1080}})
        QTest::addRow("%d %%", qRound(scale * 100)) << scale << widest;
}

void TestMainWindow::fitsASmallScreen()
{
    QFETCH(double, scale);
    QFETCH(int, widest);
    const QFont usual = QApplication::font();
    QFont font = usual;
    font.setPointSizeF(font.pointSizeF() * scale);
    QApplication::setFont(font);
    // What is made small stays so: fonts are read as widgets are made.
    m_window.reset();
    init();
    QStringList tooLarge;
    for (const ui::Page *page : m_window->findChildren<ui::Page *>()) {
        const QSize least = page->minimumSizeHint();
        if (least.width() > widest || least.height() > 600)
            tooLarge += u"%1: %2 x %3"_s.arg(page->objectName()).arg(least.width()).arg(least.height());
    }
    const QSize least = m_window->minimumSizeHint();
    QApplication::setFont(usual);
    QVERIFY2(tooLarge.isEmpty(), qPrintable(tooLarge.join(u", "_s)));
    QVERIFY2(least.width() <= widest + 60 && least.height() <= 640,
             qPrintable(u"%1 x %2"_s.arg(least.width()).arg(least.height())));
}

void TestMainWindow::remembersPageAndColoursInTheWorkspace()
{
    QTest::keyClick(m_window.get(), keyOf(u"Inspector"_s), Qt::ControlModifier);
    const auto actions = m_window->findChildren<QAction *>();
    for (QAction *action : actions) {
        if (action->text() == u"&Dark"_s)
            action->trigger();
    }
    QVERIFY(m_window->close());
    init();
    QCOMPARE(m_window->findChild<QListWidget *>(u"sidebar"_s)->currentItem()->text(), u"Inspector"_s);
    QVERIFY(QGuiApplication::palette().color(QPalette::Base).lightness() < 128);
}

void TestMainWindow::saysInTheStatusBarWhereTheSandboxIs()
{
    const auto *state = m_window->findChild<ui::OutcomeLabel *>(u"statusSandbox"_s);
    QCOMPARE(state->text(), u"Sandbox is stopped"_s);
    sandbox::Settings settings;
    settings.port = 0;
    m_workspace->sandbox().start(settings);
    QTRY_COMPARE(m_workspace->sandbox().state(), sandbox::Sandbox::State::Running);
    QVERIFY(state->text().contains(m_workspace->sandbox().baseUrl().toString(QUrl::StripTrailingSlash)));
}

void TestMainWindow::asksAboutUnsavedTruststoresBeforeItCloses()
{
    auto *page = m_window->findChild<ui::TruststoresPage *>();
    page->files()->makeNew();
    auto *dialog = page->findChild<ui::NewStoreDialog *>();
    dialog->findChild<QComboBox *>(u"newStoreFormat"_s)->setCurrentIndex(2);
    dialog->findChild<QLineEdit *>(u"newStorePath"_s)->setText(QDir(m_folder.path()).filePath(u"new.pem"_s));
    dialog->accept();
    QVERIFY(!m_window->close());
    QVERIFY(m_window->isVisible());
    QVERIFY(page->isVisible());
    auto *question = page->findChild<QMessageBox *>(u"closeAllQuestion"_s);
    QVERIFY(question);
    QTest::mouseClick(question->button(QMessageBox::Discard), Qt::LeftButton);
    QTRY_VERIFY(!m_window->isVisible());
}

void TestMainWindow::registersATppInTheDemo()
{
    m_window->startDemo();
    const auto *log = m_window->findChild<QTableView *>(u"logTable"_s);
    QTRY_VERIFY_WITH_TIMEOUT(log->model()->rowCount() == 1, 20'000);
    QCOMPARE(log->model()->index(0, 5).data().toString(), u"Registered"_s);
    // What the endpoint accepted is sound when it is looked at again, with the test directory's keys.
    QSignalSpy inspected(m_window->findChild<ui::InspectorPage *>(), &ui::InspectorPage::inspected);
    QTest::mouseClick(m_window->findChild<QPushButton *>(u"inspectButton"_s), Qt::LeftButton);
    QVERIFY(inspected.wait());
    const QString headline = m_window->findChild<ui::OutcomeLabel *>(u"headline"_s)->text();
    QVERIFY2(headline.startsWith(u"Would be accepted"_s), qPrintable(headline));
}

void TestMainWindow::opensAFileInTheInspector()
{
    QSignalSpy inspected(m_window->findChild<ui::InspectorPage *>(), &ui::InspectorPage::inspected);
    m_window->openInInspector(QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/seed-curl-command.txt"));
    QVERIFY(inspected.wait());
    QVERIFY(m_window->findChild<ui::OutcomeLabel *>(u"headline"_s)->isVisible());
}

void TestMainWindow::readsWellInEveryColourScheme_data()
{
    QTest::addColumn<int>("scheme");
    QTest::newRow("light") << static_cast<int>(ui::ColourScheme::Light);
    QTest::newRow("dark") << static_cast<int>(ui::ColourScheme::Dark);
    QTest::newRow("system") << static_cast<int>(ui::ColourScheme::System);
}

void TestMainWindow::readsWellInEveryColourScheme()
{
    QFETCH(int, scheme);
    ui::applyColourScheme(static_cast<ui::ColourScheme>(scheme));
    const QPalette palette = QGuiApplication::palette();
    constexpr double Readable = 4.5; // WCAG 2.1 §1.4.3, AA
    for (const QPalette::ColorRole role : {QPalette::Window, QPalette::Base, QPalette::AlternateBase}) {
        const QColor background = palette.color(role);
        QVERIFY(contrast(ui::quietTextColour(palette), background) >= Readable);
        for (const ui::Tone tone : {ui::Tone::Neutral, ui::Tone::Good, ui::Tone::Caution, ui::Tone::Bad})
            QVERIFY(contrast(ui::toneColour(tone, palette), background) >= Readable);
    }
    for (const ui::Tone tone : {ui::Tone::Good, ui::Tone::Caution, ui::Tone::Bad}) {
        QVERIFY(contrast(ui::toneColour(tone, palette), ui::toneBackground(tone, palette)) >= Readable);
        QVERIFY(contrast(palette.color(QPalette::WindowText), ui::toneBackground(tone, palette)) >= Readable);
    }
    // The system's is the desktop's own choice.
    if (scheme != static_cast<int>(ui::ColourScheme::System))
        QVERIFY(contrast(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight)) >= Readable);
}

void TestMainWindow::drawsItsIconsWithAndWithoutATheme_data()
{
    QTest::addColumn<QString>("theme");
    for (const char *theme : {"no such theme", "breeze", "Adwaita", "hicolor"})
        QTest::newRow(theme) << QString::fromLatin1(theme);
}

void TestMainWindow::drawsItsIconsWithAndWithoutATheme()
{
    QFETCH(QString, theme);
    const QString before = QIcon::themeName();
    QIcon::setThemeName(theme);
    ui::applyColourScheme(ui::ColourScheme::Dark);
    const QColor colour = QGuiApplication::palette().color(QPalette::WindowText);
    const QStringList names = QDir(u":/icons"_s).entryList({u"*.svg"_s});
    QVERIFY(names.size() > 20);
    for (const QString &file : names) {
        if (file == u"gatehouse.svg"_s)
            continue;
        const QImage image = ui::icon(file.chopped(4)).pixmap(QSize(16, 16), 1.0).toImage();
        int opaque = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                const QColor pixel = image.pixelColor(x, y);
                if (pixel.alpha() < 150)
                    continue;
                ++opaque;
                QVERIFY2(std::abs(pixel.lightness() - colour.lightness()) < 12, qPrintable(file));
            }
        }
        QVERIFY2(opaque > 2, qPrintable(file));
    }
    QIcon::setThemeName(before);
}

void TestMainWindow::namesEveryControl()
{
    QCOMPARE(test::unnamedControls(*m_window), QStringList());
}

void TestMainWindow::findsAndRunsByName()
{
    const auto type = [this](const QString &text) {
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        auto *palette = m_window->findChild<ui::CommandPalette *>();
        QVERIFY(palette);
        auto *edit = palette->findChild<QLineEdit *>(u"paletteEdit"_s);
        QTest::keyClicks(edit, text);
        QTest::keyClick(edit, Qt::Key_Return);
        QTRY_VERIFY(!m_window->findChild<ui::CommandPalette *>());
    };
    type(u"truststores"_s);
    QTRY_COMPARE(sidebar()->currentItem()->text(), u"Truststores"_s);
    // An action of the page that is open now.
    type(u"pair with"_s);
    QTRY_VERIFY(m_window->findChild<ui::PairDialog *>());
    m_window->findChild<ui::PairDialog *>()->reject();
    type(u"dark"_s);
    QTRY_VERIFY(QGuiApplication::palette().color(QPalette::Base).lightness() < 128);
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
    const auto *list = m_window->findChild<QListView *>(u"paletteList"_s);
    QCOMPARE(list->model()->index(0, 0).data().toString(), u"Dark"_s);
    QCOMPARE(list->model()->index(2, 0).data().toString(), u"Truststores"_s);
}

void TestMainWindow::findsAClientByItsName()
{
    store::Client client;
    client.clientId = u"4711"_s;
    client.clientName = u"Penny Planner"_s;
    client.issuedAt = client.updatedAt = m_workspace->now();
    client.metadata = "{}";
    const std::function<Result<void>(store::Connection &)> job = [&](store::Connection &connection) {
        return store::enterClient(connection, client, {1, client.issuedAt, "e30", "[]", {}});
    };
    QVERIFY(m_workspace->database().writeAndWait(job));
    QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
    QTest::keyClicks(m_window->findChild<QLineEdit *>(u"paletteEdit"_s), u"penny"_s);
    const auto *list = m_window->findChild<QListView *>(u"paletteList"_s);
    QTRY_VERIFY(list->model()->rowCount() > 0);
    QTRY_COMPARE(list->model()->index(0, 0).data().toString(), u"Penny Planner"_s);
}

void TestMainWindow::helpsOnThePageThatIsOpen()
{
    QTest::keyClick(m_window.get(), keyOf(u"Policy"_s), Qt::ControlModifier);
    QTest::keyClick(m_window.get(), Qt::Key_F1);
    auto *help = m_window->findChild<ui::HelpWindow *>();
    QVERIFY(help && help->isVisible());
    QCOMPARE(help->topic(), u"policy"_s);
    m_window->activateWindow();
    QTest::keyClick(m_window.get(), keyOf(u"JWKS"_s), Qt::ControlModifier);
    QTest::keyClick(m_window.get(), Qt::Key_F1);
    QCOMPARE(help->topic(), u"jwks"_s);
    // Every page of the sidebar has a topic of its own.
    for (const ui::Page *page : m_window->findChildren<ui::Page *>())
        QVERIFY2(ui::HelpLibrary::builtIn().find(page->objectName()), qPrintable(page->objectName()));
}

void TestMainWindow::offersItsMessagesWhereThereIsALog()
{
    QAction *action = nullptr;
    for (QAction *each : m_window->findChildren<QAction *>()) {
        if (each->text() == u"&Messages of the program"_s)
            action = each;
    }
    QVERIFY(action && !action->isVisible());
    ui::MessageLog log(systemNow);
    m_window->setMessageLog(&log);
    QVERIFY(action->isVisible());
    action->trigger();
    QVERIFY(m_window->findChild<ui::MessageWindow *>()->isVisible());
    m_window.reset();
    init();
}

void TestMainWindow::saysWhatItIsMadeOf()
{
    for (QAction *each : m_window->findChildren<QAction *>()) {
        if (each->text() == u"&About Gatehouse"_s)
            each->trigger();
    }
    const auto *about = m_window->findChild<ui::AboutDialog *>();
    QTRY_VERIFY(about->text().contains(u"SQLite 3."_s));
    for (const char *part : {"Gatehouse ", "Qt 6.", "OpenSSL 3.", "QCA 2."})
        QVERIFY2(about->text().contains(QLatin1String(part)), part);
    QTest::mouseClick(about->findChild<QPushButton *>(u"aboutCopy"_s), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), about->text());
}

void TestMainWindow::followsALinkToAnotherPage()
{
    auto *overview = m_window->findChild<ui::Page *>(u"overview"_s);
    Q_EMIT overview->pageRequested(u"truststores"_s, m_workspace->sandbox().clientTruststore());
    QCOMPARE(sidebar()->currentItem()->text(), u"Truststores"_s);
    QTRY_COMPARE(m_window->findChild<ui::TruststoresPage *>()->tabs()->count(), 1);
    Q_EMIT overview->pageRequested(u"no such page"_s, {});
    QCOMPARE(sidebar()->currentItem()->text(), u"Truststores"_s);
}

void TestMainWindow::opensAWorkspaceOffItsThread()
{
    const QTemporaryDir folder;
    ui::StartWindow start(folder.path(), systemNow);
    QSignalSpy opened(&start, &ui::StartWindow::opened);
    test::LatencyProbe probe;
    start.open();
    QVERIFY(opened.wait(20'000));
    QVERIFY2(probe.worstMs() <= 100, qPrintable(QString::number(probe.worstMs())));
    const auto workspace = start.takeWorkspace();
    QVERIFY(workspace);
    QCOMPARE(workspace->thread(), QThread::currentThread());
    QCOMPARE(workspace->sandbox().thread(), QThread::currentThread());
}

void TestMainWindow::saysWhyAWorkspaceCannotBeOpened()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"a file"_s);
    QVERIFY(saveFile(path, "x"));
    ui::StartWindow start(path, systemNow);
    start.open();
    const auto *problem = start.findChild<ui::OutcomeLabel *>(u"startProblem"_s);
    QTRY_VERIFY(problem->isVisible());
    QVERIFY2(problem->accessibleDescription().contains(u"a file"_s), qPrintable(problem->accessibleDescription()));
    QCOMPARE(test::unnamedControls(start), QStringList());
}

QTEST_MAIN(TestMainWindow)
#include "test_main_window.moc"
