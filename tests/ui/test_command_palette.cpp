#include "console_test.h"
#include "ui/palette/command_model.h"
#include "ui/palette/command_palette.h"
#include "ui/palette/command_sources.h"
#include "ui/palette/fuzzy_match.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenuBar>
#include <QPushButton>
#include <QSignalSpy>

#include <atomic>

using namespace gatehouse;
using namespace Qt::StringLiterals;

class TestCommandPalette : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void matchesWhatSomebodyMayMean_data();
    void matchesWhatSomebodyMayMean();
    void prefersTheBeginningToTheMiddle();
    void saysWhichLettersMatched();
    void putsWhatWasUsedLatelyFirst();
    void prefersABetterMatchToARecentOne();
    void listsWhatCannotBeDoneLastAndDoesNotRunIt();
    void runsTheChosenCommandByKeyboardAlone();
    void leavesByEscapeWithoutRunningAnything();
    void findsClientsAfterAPause();
    void showsNoClientsOfAnOlderSearch();
    void saysWhyClientsCannotBeSearched();
    void tellsAScreenReaderWhatReturnWouldRun();
    void takesEveryActionOfTheMenusOnce();
    void takesWhatAPageOffersOnce();

private:
    struct Opened {
        std::unique_ptr<QWidget> window = std::make_unique<QWidget>();
        QPointer<ui::CommandPalette> palette;
        QLineEdit *edit = nullptr;
        QListView *list = nullptr;
        int rowOf(const QString &title) const
        {
            for (int row = 0; row < list->model()->rowCount(); ++row) {
                if (list->model()->index(row, 0).data().toString() == title)
                    return row;
            }
            return -1;
        }
    };
    Opened open(const QStringList &recent = {});

    QStringList m_run;
};

namespace {

ui::Command command(const QString &title, const std::function<void()> &run = {})
{
    ui::Command made;
    made.id = title.toLower();
    made.title = title;
    made.context = u"Page"_s;
    made.run = run ? run : [] {};
    return made;
}

QStringList titles(const QAbstractItemModel &model)
{
    QStringList all;
    for (int row = 0; row < model.rowCount(); ++row)
        all += model.index(row, 0).data().toString();
    return all;
}

Result<QList<store::Client>> oneClient(const QString &name)
{
    store::Client client;
    client.clientId = u"id-of-"_s + name;
    client.clientName = name;
    return QList{client};
}

} // namespace

TestCommandPalette::Opened TestCommandPalette::open(const QStringList &recent)
{
    Opened opened;
    opened.window->resize(900, 600);
    opened.window->show();
    m_run.clear();
    QList<ui::Command> commands;
    for (const QString &title : {u"Overview"_s, u"Key managers"_s, u"Policy"_s, u"Save all"_s, u"Open truststores…"_s})
        commands += command(title, [this, title] { m_run += title; });
    commands[3].isEnabled = false;
    opened.palette = new ui::CommandPalette(commands, recent, opened.window.get());
    opened.palette->show();
    opened.palette->activateWindow();
    (void)QTest::qWaitForWindowActive(opened.palette);
    opened.edit = opened.palette->findChild<QLineEdit *>(u"paletteEdit"_s);
    opened.list = opened.palette->findChild<QListView *>(u"paletteList"_s);
    return opened;
}

void TestCommandPalette::matchesWhatSomebodyMayMean_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("matches");
    QTest::newRow("nothing typed") << QString() << u"Policy"_s << true;
    QTest::newRow("the beginning") << u"pol"_s << u"Policy"_s << true;
    QTest::newRow("any case") << u"JWKS"_s << u"jwks"_s << true;
    QTest::newRow("a later word") << u"man"_s << u"Key managers"_s << true;
    QTest::newRow("initials") << u"km"_s << u"Key managers"_s << true;
    QTest::newRow("words in any order") << u"trust open"_s << u"Open truststores…"_s << true;
    QTest::newRow("letters left out") << u"trstore"_s << u"Open truststores…"_s << true;
    QTest::newRow("two letters far apart") << u"yr"_s << u"Key managers"_s << false;
    QTest::newRow("letters too far apart") << u"oes"_s << u"Open another truststore"_s << false;
    QTest::newRow("one word of two is missing") << u"open policy"_s << u"Open truststores…"_s << false;
    QTest::newRow("other letters") << u"xyz"_s << u"Policy"_s << false;
    QTest::newRow("longer than the text") << u"policy of ours"_s << u"Policy"_s << false;
}

void TestCommandPalette::matchesWhatSomebodyMayMean()
{
    QFETCH(QString, pattern);
    QFETCH(QString, text);
    QTEST(ui::fuzzyMatch(pattern, text).has_value(), "matches");
}

void TestCommandPalette::prefersTheBeginningToTheMiddle()
{
    const auto score = [](const QString &pattern, const QString &text) { return ui::fuzzyMatch(pattern, text)->score; };
    QVERIFY(score(u"save"_s, u"Save all"_s) > score(u"save"_s, u"All to be saved"_s));
    QVERIFY(score(u"save"_s, u"All to be saved"_s) > score(u"ave"_s, u"Save all"_s));
    QVERIFY(score(u"km"_s, u"Key managers"_s) > score(u"kyman"_s, u"Key managers"_s));
}

void TestCommandPalette::saysWhichLettersMatched()
{
    QCOMPARE(ui::fuzzyMatch(u"man"_s, u"Key managers"_s)->positions, (QList<qsizetype>{4, 5, 6}));
    QCOMPARE(ui::fuzzyMatch(u"km"_s, u"Key managers"_s)->positions, (QList<qsizetype>{0, 4}));
}

void TestCommandPalette::putsWhatWasUsedLatelyFirst()
{
    ui::CommandModel model;
    model.setCommands({command(u"Overview"_s), command(u"Inspector"_s), command(u"Policy"_s)});
    model.setRecent({u"policy"_s, u"inspector"_s});
    QCOMPARE(titles(model), (QStringList{u"Policy"_s, u"Inspector"_s, u"Overview"_s}));
}

void TestCommandPalette::prefersABetterMatchToARecentOne()
{
    ui::CommandModel model;
    model.setCommands({command(u"Copy as PEM"_s), command(u"Paste"_s)});
    model.setRecent({u"copy as pem"_s});
    model.setPattern(u"pa"_s);
    QCOMPARE(titles(model).constFirst(), u"Paste"_s);
}

void TestCommandPalette::listsWhatCannotBeDoneLastAndDoesNotRunIt()
{
    Opened opened = open({u"save all"_s});
    QCOMPARE(titles(*opened.list->model()).constLast(), u"Save all"_s);
    QTest::keyClicks(opened.edit, u"save"_s);
    QTest::keyClick(opened.edit, Qt::Key_Return);
    QTest::qWait(20);
    QVERIFY(m_run.isEmpty());
    QVERIFY(opened.palette->isVisible());
    QVERIFY(opened.palette->findChild<QLabel *>(u"paletteStatus"_s)->text().contains(u"Save all"_s));
}

void TestCommandPalette::runsTheChosenCommandByKeyboardAlone()
{
    Opened opened = open();
    QSignalSpy recent(opened.palette, &ui::CommandPalette::recentChanged);
    QVERIFY(opened.edit->hasFocus());
    QTest::keyClick(opened.edit, Qt::Key_Down);
    QTest::keyClick(opened.edit, Qt::Key_Up);
    QTest::keyClick(opened.edit, Qt::Key_Up); // round to the last one
    QCOMPARE(opened.list->currentIndex().row(), 4);
    QTest::keyClicks(opened.edit, u"pol"_s);
    QCOMPARE(opened.list->currentIndex().data().toString(), u"Policy"_s);
    QTest::keyClick(opened.edit, Qt::Key_Return);
    QVERIFY(!opened.palette->isVisible());
    QVERIFY(m_run.isEmpty()); // not before the focus is back
    QTRY_COMPARE(m_run, QStringList{u"Policy"_s});
    QCOMPARE(recent.constFirst().constFirst().toStringList(), QStringList{u"policy"_s});
}

void TestCommandPalette::leavesByEscapeWithoutRunningAnything()
{
    Opened opened = open();
    QTest::keyClick(opened.edit, Qt::Key_Escape);
    QVERIFY(!opened.palette->isVisible());
    QTest::qWait(20);
    QVERIFY(m_run.isEmpty());
}

void TestCommandPalette::findsClientsAfterAPause()
{
    Opened opened = open();
    std::atomic<int> searches = 0;
    QString chosen;
    opened.palette->setClientSearch(
        [&searches](const QString &text) {
            ++searches;
            return oneClient(text);
        },
        [&chosen](const QString &id) { chosen = id; });
    QTest::keyClicks(opened.edit, u"penny"_s);
    QTRY_COMPARE(opened.rowOf(u"penny"_s), 0);
    QCOMPARE(searches.load(), 1);
    QTest::keyClick(opened.edit, Qt::Key_Return);
    QTRY_COMPARE(chosen, u"id-of-penny"_s);
}

void TestCommandPalette::showsNoClientsOfAnOlderSearch()
{
    Opened opened = open();
    std::atomic<bool> mayEnd = false;
    opened.palette->setClientSearch(
        [&mayEnd](const QString &text) {
            while (text == u"old"_s && !mayEnd)
                QThread::msleep(5);
            return oneClient(text);
        },
        [](const QString &) {});
    QTest::keyClicks(opened.edit, u"old"_s);
    QTest::qWait(ui::CommandPalette::SearchPauseMs * 2);
    opened.edit->setText(u"new"_s);
    mayEnd = true;
    QTRY_VERIFY(opened.rowOf(u"new"_s) >= 0);
    QCOMPARE(opened.rowOf(u"old"_s), -1);
}

void TestCommandPalette::saysWhyClientsCannotBeSearched()
{
    Opened opened = open();
    opened.palette->setClientSearch(
        [](const QString &) -> Result<QList<store::Client>> { return fail(Error::Io, u"The disk is gone."_s); },
        [](const QString &) {});
    QTest::keyClicks(opened.edit, u"penny"_s);
    QTRY_VERIFY(opened.palette->findChild<QLabel *>(u"paletteStatus"_s)->text().contains(u"The disk is gone."_s));
}

void TestCommandPalette::tellsAScreenReaderWhatReturnWouldRun()
{
    Opened opened = open();
    QTest::keyClicks(opened.edit, u"pol"_s);
    QCOMPARE(opened.edit->accessibleDescription(), u"Policy, Page"_s);
    QCOMPARE(test::unnamedControls(*opened.palette), QStringList());
    QTest::keyClicks(opened.edit, u"xyzzy"_s);
    QCOMPARE(opened.edit->accessibleDescription(), QString());
}

void TestCommandPalette::takesEveryActionOfTheMenusOnce()
{
    QMenuBar bar;
    QMenu *file = bar.addMenu(u"&File"_s);
    file->addAction(u"&Quit"_s)->setShortcut(QKeySequence(u"Ctrl+Q"_s));
    file->addSeparator();
    file->addMenu(u"&Recent && old"_s)->addAction(u"a.jks"_s);
    file->addAction(u"Secret"_s)->setVisible(false);
    const QList<ui::Command> commands = ui::commandsOf(bar, {});
    QCOMPARE(commands.size(), 2);
    QCOMPARE(commands[0].title, u"Quit"_s);
    QCOMPARE(commands[0].shortcut, QKeySequence(u"Ctrl+Q"_s));
    QCOMPARE(commands[1].context, u"File › Recent & old"_s);
    QCOMPARE(ui::commandsOf(bar, [](const QAction *action) { return action->text() == u"&Quit"_s; }).size(), 1);
}

void TestCommandPalette::takesWhatAPageOffersOnce()
{
    QWidget page;
    auto *action = new QAction(u"&Fetch"_s, &page);
    page.addAction(action);
    auto *same = new QPushButton(u"&Fetch"_s, &page);
    auto *other = new QPushButton(u"Start"_s, &page);
    auto *icon = new QPushButton(&page);
    icon->setAccessibleName(u"Copy it"_s);
    auto *hidden = new QPushButton(u"Hidden"_s, &page);
    page.show();
    hidden->hide();
    Q_UNUSED(same);
    QStringList all;
    int clicks = 0;
    connect(other, &QPushButton::clicked, this, [&clicks] { ++clicks; });
    for (const ui::Command &each : ui::commandsOf(page, u"jwks"_s, u"JWKS"_s)) {
        all += each.title;
        if (each.title == u"Start"_s)
            each.run();
    }
    QCOMPARE(all, (QStringList{u"Fetch"_s, u"Start"_s, u"Copy it"_s}));
    QCOMPARE(clicks, 1);
}

QTEST_MAIN(TestCommandPalette)
#include "test_command_palette.moc"
