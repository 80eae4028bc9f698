#include "ui/pages/activity/activity_page.h"

#include "console_test.h"
#include "store/database.h"
#include "ui/pages/activity/activity_detail.h"
#include "ui/pages/activity/activity_model.h"
#include "ui/pages/activity/state_comparison.h"
#include "ui/pages/activity/verify_dialog.h"
#include "ui/widgets/copyable_field.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/outcome_label.h"

#include <QClipboard>
#include <QComboBox>
#include <QDateEdit>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QToolButton>
#include <QTreeWidget>

using namespace gatehouse;
using namespace gatehouse::test;
using namespace Qt::StringLiterals;
using store::ActivityOrigin;

namespace {

constexpr Instant Now{std::chrono::milliseconds(1'760'000'000'000)}; // 2025-10-09

} // namespace

class TestActivityPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void saysWhatItIsForWhereThereIsNothing();
    void listsTheNewestFirst();
    void readsFurtherAsTheViewGoesDown();
    void filtersByTextAsItIsTyped();
    void filtersByKindWhoOriginAndTime();
    void offersToShowAllWhereNothingFits();
    void showsWhatWasBeforeAndAfter();
    void showsOneSideWhereThereIsOnlyOne();
    void asksForTheSubject();
    void findsAllOfASubject();
    void showsOwnChangesAtOnce();
    void showsChangesOfOthers();
    void keepsTheSelectionAndThePlaceWhileRowsCome();
    void showsChangesOfOthersWhereThereWasNone();
    void verifiesAndShowsTheHead();
    void comparesWithANotedHead();
    void refusesAHeadThatIsNone();
    void goesToTheRowOfAFault();
    void stopsVerifying();
    void exportsWhatIsShown();
    void saysWhereItCannotExport();
    void keepsItsState();
    void isNamedForScreenReaders();
    void neverHoldsTheWindow();
    void aligns_data();
    void aligns();

private:
    template <typename T>
    T *find(const QString &name) const
    {
        T *found = m_page->findChild<T *>(name);
        if (!found)
            qFatal("There is no %s.", qPrintable(name));
        return found;
    }
    void click(const QString &name) const { QTest::mouseClick(find<QWidget>(name), Qt::LeftButton); }
    QTableView *table() const { return find<QTableView>(u"activityTable"_s); }
    int rows() const { return table()->model()->rowCount(); }
    QString cell(int row, int column) const { return table()->model()->index(row, column).data().toString(); }
    void choose(const QString &box, const QString &text) const
    {
        auto *combo = find<QComboBox>(box);
        const int index = combo->findText(text, Qt::MatchContains);
        QVERIFY2(index >= 0, qPrintable(text));
        combo->setFocus();
        while (combo->currentIndex() < index)
            QTest::keyClick(combo, Qt::Key_Down);
        while (combo->currentIndex() > index)
            QTest::keyClick(combo, Qt::Key_Up);
    }
    ui::VerifyDialog *openVerify() const
    {
        click(u"activityVerify"_s);
        return find<ui::VerifyDialog>(u"verifyDialog"_s);
    }
    static void verify(ui::VerifyDialog *dialog)
    {
        QSignalSpy verified(dialog, &ui::VerifyDialog::verified);
        QTest::mouseClick(dialog->findChild<QPushButton *>(u"verifyStart"_s), Qt::LeftButton);
        QVERIFY(verified.wait());
    }
    static QString outcome(const ui::VerifyDialog *dialog)
    {
        return dialog->findChild<ui::OutcomeLabel *>(u"verifyOutcome"_s)->text();
    }
    static void add(store::Database &database, const store::NewActivity &activity, Instant at = Now)
    {
        QVERIFY(store::ActivityLog(database).appendAndWait(activity, at));
    }
    static store::NewActivity suspended(const QString &subject, const QString &reason = u"Certificate stolen"_s)
    {
        return {{ActivityOrigin::Console, u"ann"_s},
                u"client.suspended"_s,
                subject,
                u"App "_s + subject,
                reason,
                {{"status", "active"}},
                {{"status", "suspended"}}};
    }
    void fill(int count) const
    {
        const auto filled = m_database->writeAndWait<void>([count](store::Connection &connection) -> Result<void> {
            for (int i = 0; i < count; ++i) {
                if (auto entered = store::enterActivity(connection, suspended(QString::number(i)), Now); !entered)
                    return entered;
            }
            return {};
        });
        QVERIFY(filled);
    }
    void makePage();

    std::unique_ptr<QTemporaryDir> m_temporary;
    std::unique_ptr<store::Database> m_database;
    std::unique_ptr<store::ActivityLog> m_log;
    std::unique_ptr<ui::ActivityPage> m_page;
};

void TestActivityPage::init()
{
    m_temporary = std::make_unique<QTemporaryDir>();
    m_database = store::Database::open(m_temporary->filePath(u"gatehouse.sqlite"_s), Now).value();
    m_log = std::make_unique<store::ActivityLog>(*m_database);
}

void TestActivityPage::makePage()
{
    m_page = std::make_unique<ui::ActivityPage>(*m_log, *m_database, [] { return Now; });
    QSignalSpy shown(m_page.get(), &ui::ActivityPage::shown);
    m_page->resize(1100, 760);
    m_page->show();
    QVERIFY(shown.wait());
    // The detail takes its place.
    QCoreApplication::processEvents();
}

void TestActivityPage::cleanup()
{
    m_page.reset();
    m_log.reset();
    m_database.reset();
    m_temporary.reset();
}

void TestActivityPage::saysWhatItIsForWhereThereIsNothing()
{
    makePage();
    QVERIFY(!table()->isVisible());
    QVERIFY(!find<QPushButton>(u"activityExport"_s)->isEnabled());
    QVERIFY(find<QPushButton>(u"activityVerify"_s)->isEnabled());
}

void TestActivityPage::listsTheNewestFirst()
{
    add(*m_database, suspended(u"1"_s));
    add(*m_database, {{ActivityOrigin::Endpoint, u"c9"_s}, u"client.updated"_s, u"c9"_s, {}, {}, {}, {}}, Now);
    makePage();
    QCOMPARE(rows(), 2);
    QCOMPARE(cell(0, ui::ActivityModel::WhatColumn), u"Client updated"_s);
    QCOMPARE(cell(0, ui::ActivityModel::SubjectColumn), u"c9"_s);
    QCOMPARE(cell(0, ui::ActivityModel::OriginColumn), u"Endpoint"_s);
    QCOMPARE(cell(1, ui::ActivityModel::TimeColumn), u"2025-10-09 08:53:20"_s);
    QCOMPARE(cell(1, ui::ActivityModel::WhatColumn), u"Client suspended"_s);
    QCOMPARE(cell(1, ui::ActivityModel::SubjectColumn), u"App 1"_s);
    QCOMPARE(cell(1, ui::ActivityModel::WhoColumn), u"ann"_s);
    QCOMPARE(cell(1, ui::ActivityModel::ReasonColumn), u"Certificate stolen"_s);
    QTRY_COMPARE(find<QLabel>(u"activityCount"_s)->text(), u"2 changes"_s);
}

void TestActivityPage::readsFurtherAsTheViewGoesDown()
{
    constexpr int Count = ui::ActivityModel::PageSize * 2 + 10;
    fill(Count);
    makePage();
    QCOMPARE(rows(), ui::ActivityModel::PageSize);
    table()->setFocus();
    for (int expected : {ui::ActivityModel::PageSize * 2, Count, Count}) {
        QTest::keyClick(table(), Qt::Key_End, Qt::ControlModifier);
        QTRY_COMPARE(rows(), expected);
    }
    QCOMPARE(cell(Count - 1, ui::ActivityModel::SubjectColumn), u"App 0"_s);
}

void TestActivityPage::filtersByTextAsItIsTyped()
{
    for (const char *subject : {"alpha", "beta", "alphabet"})
        add(*m_database, suspended(QLatin1String(subject)));
    makePage();
    auto *search = find<QLineEdit>(u"activitySearch"_s);
    search->setFocus();
    QTest::keyClicks(search, u"ALPHA"_s);
    QTRY_COMPARE(rows(), 2);
    QTRY_COMPARE(find<QLabel>(u"activityCount"_s)->text(), u"2 changes"_s);
    click(u"activityClearFilter"_s);
    QTRY_COMPARE(rows(), 3);
    QVERIFY(search->text().isEmpty());
    QVERIFY(search->hasFocus());
}

void TestActivityPage::filtersByKindWhoOriginAndTime()
{
    add(*m_database, suspended(u"1"_s), Now - std::chrono::days(3));
    add(*m_database, {{ActivityOrigin::CommandLine, u"bob"_s}, u"policy.applied"_s, u"2"_s, u"FAPI"_s, {}, {}, {}},
        Now - std::chrono::days(40));
    add(*m_database, {{ActivityOrigin::Endpoint, u"c3"_s}, u"client.registered"_s, u"c3"_s, {}, {}, {}, {}});
    makePage();
    choose(u"activityKind"_s, u"Registrations"_s);
    QTRY_COMPARE(rows(), 2);
    choose(u"activityKind"_s, u"Client suspended"_s);
    QTRY_COMPARE(rows(), 1);
    choose(u"activityKind"_s, u"Every kind"_s);
    QTRY_COMPARE(rows(), 3);
    choose(u"activityActor"_s, u"bob"_s);
    QTRY_COMPARE(rows(), 1);
    QCOMPARE(cell(0, ui::ActivityModel::SubjectColumn), u"Version 2: FAPI"_s);
    choose(u"activityActor"_s, u"Everyone"_s);
    choose(u"activityOrigin"_s, u"Endpoint"_s);
    QTRY_COMPARE(rows(), 1);
    choose(u"activityOrigin"_s, u"From anywhere"_s);
    choose(u"activityTime"_s, u"Today"_s);
    QTRY_COMPARE(rows(), 1);
    choose(u"activityTime"_s, u"Last 7 days"_s);
    QTRY_COMPARE(rows(), 2);
    choose(u"activityTime"_s, u"…"_s);
    QVERIFY(find<QDateEdit>(u"activityFrom"_s)->isVisible());
    find<QDateEdit>(u"activityFrom"_s)->setDate({2025, 8, 1});
    find<QDateEdit>(u"activityTo"_s)->setDate({2025, 8, 30});
    QTRY_COMPARE(rows(), 1);
    QCOMPARE(cell(0, ui::ActivityModel::WhoColumn), u"bob"_s);
}

void TestActivityPage::offersToShowAllWhereNothingFits()
{
    add(*m_database, suspended(u"1"_s));
    makePage();
    QTest::keyClicks(find<QLineEdit>(u"activitySearch"_s), u"nobody"_s);
    auto *all = find<QPushButton>(u"activityShowAll"_s);
    QTRY_VERIFY(all->isVisible());
    QTest::mouseClick(all, Qt::LeftButton);
    QTRY_VERIFY(table()->isVisible());
    QCOMPARE(rows(), 1);
}

void TestActivityPage::showsWhatWasBeforeAndAfter()
{
    add(*m_database,
        {{ActivityOrigin::Console, u"ann"_s},
         u"policy.applied"_s,
         u"2"_s,
         {},
         u"why"_s,
         {{"scopes", {"a", "b"}}, {"gone", 1}},
         {{"scopes", {"a", "c"}}, {"secret", "sesame"}}});
    makePage();
    QCOMPARE(find<QLabel>(u"activityTitle"_s)->text(), u"Policy applied"_s);
    QVERIFY(find<QLabel>(u"activityWho"_s)->text().contains(u"ann"_s));
    QCOMPARE(find<QLabel>(u"activityReason"_s)->text(), u"why"_s);
    const QString before = find<QPlainTextEdit>(u"stateBefore"_s)->toPlainText();
    const QString after = find<QPlainTextEdit>(u"stateAfter"_s)->toPlainText();
    QVERIFY2(before.contains(u"-   \"gone\": 1"_s), qPrintable(before));
    QVERIFY2(before.contains(u"-     \"b\""_s), qPrintable(before));
    QVERIFY2(after.contains(u"+     \"c\""_s), qPrintable(after));
    QVERIFY2(after.contains(u"      \"a\","_s), qPrintable(after));
    QVERIFY(!after.contains(u"sesame"_s));
    QCOMPARE(before.count(u'\n'), after.count(u'\n'));
}

void TestActivityPage::showsOneSideWhereThereIsOnlyOne()
{
    add(*m_database, {{}, u"keyset.added"_s, u"s"_s, {}, {}, {}, {{"url", "https://a.example"}}});
    add(*m_database, {{}, u"sandbox.stopped"_s, u"sandbox"_s, {}, {}, {}, {}});
    makePage();
    QVERIFY(!find<QPlainTextEdit>(u"stateBefore"_s)->isVisible());
    QVERIFY(!find<QPlainTextEdit>(u"stateAfter"_s)->isVisible());
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_Down);
    QVERIFY(!find<QPlainTextEdit>(u"stateBefore"_s)->isVisible());
    QVERIFY(find<QPlainTextEdit>(u"stateAfter"_s)->isVisible());
}

void TestActivityPage::asksForTheSubject()
{
    add(*m_database, suspended(u"c1"_s));
    makePage();
    QSignalSpy activated(m_page.get(), &ui::ActivityPage::subjectActivated);
    click(u"activitySubject"_s);
    QCOMPARE(activated.size(), 1);
    QCOMPARE(activated[0], QVariantList({u"client"_s, u"c1"_s}));
}

void TestActivityPage::findsAllOfASubject()
{
    for (const char *subject : {"c1", "c2", "c1"})
        add(*m_database, suspended(QLatin1String(subject)));
    makePage();
    click(u"activityHistory"_s);
    QTRY_COMPARE(rows(), 2);
    QCOMPARE(find<QLineEdit>(u"activitySearch"_s)->text(), u"c1"_s);
}

void TestActivityPage::showsOwnChangesAtOnce()
{
    add(*m_database, suspended(u"1"_s));
    makePage();
    add(*m_database, suspended(u"2"_s));
    QTRY_COMPARE(rows(), 2);
    QCOMPARE(cell(0, ui::ActivityModel::SubjectColumn), u"App 2"_s);
    QTRY_COMPARE(find<QLabel>(u"activityCount"_s)->text(), u"2 changes"_s);
}

void TestActivityPage::showsChangesOfOthers()
{
    add(*m_database, suspended(u"1"_s));
    makePage();
    const auto other = store::Database::open(m_database->path(), Now).value();
    add(*other, suspended(u"2"_s));
    QTRY_COMPARE(rows(), 2);
}

void TestActivityPage::showsChangesOfOthersWhereThereWasNone()
{
    makePage();
    add(*m_database, suspended(u"1"_s));
    QTRY_VERIFY(table()->isVisible());
    QVERIFY(find<QPushButton>(u"activityExport"_s)->isEnabled());
}

void TestActivityPage::keepsTheSelectionAndThePlaceWhileRowsCome()
{
    fill(100);
    makePage();
    table()->setCurrentIndex(table()->model()->index(60, 0));
    const QString selected = cell(60, ui::ActivityModel::SubjectColumn);
    const int top = table()->rowAt(1);
    QVERIFY(top > 0);
    const QString topText = cell(top, ui::ActivityModel::SubjectColumn);
    QSignalSpy resets(table()->model(), &QAbstractItemModel::modelReset);
    for (int i = 0; i < 3; ++i)
        add(*m_database, suspended(u"new %1"_s.arg(i)));
    QTRY_COMPARE(rows(), 103);
    QCOMPARE(resets.size(), 0);
    QCOMPARE(table()->currentIndex().siblingAtColumn(ui::ActivityModel::SubjectColumn).data().toString(), selected);
    QCOMPARE(cell(table()->rowAt(1), ui::ActivityModel::SubjectColumn), topText);
}

void TestActivityPage::verifiesAndShowsTheHead()
{
    fill(3);
    makePage();
    auto *dialog = openVerify();
    verify(dialog);
    QVERIFY2(outcome(dialog).contains(u"All of the 3 rows"_s), qPrintable(outcome(dialog)));
    const QString head = dialog->findChild<ui::CopyableField *>(u"verifyHead"_s)->value();
    QCOMPARE(head, toText(m_log->head().value()));
    QGuiApplication::clipboard()->clear();
    QTest::mouseClick(dialog->findChild<ui::CopyableField *>(u"verifyHead"_s)->findChild<QToolButton *>(),
                      Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), head);
}

void TestActivityPage::comparesWithANotedHead()
{
    fill(3);
    const QString noted = toText(m_log->head().value());
    add(*m_database, suspended(u"later"_s));
    makePage();
    auto *dialog = openVerify();
    auto *field = dialog->findChild<QLineEdit *>(u"verifyNoted"_s);
    QTest::keyClicks(field, noted);
    verify(dialog);
    QVERIFY(outcome(dialog).contains(u"noted head"_s));
    field->clear();
    QTest::keyClicks(field, u"3:"_s + QString(64, u'a'));
    verify(dialog);
    QVERIFY(outcome(dialog).contains(u"not as it was written"_s));
    QCOMPARE(dialog->findChild<QTreeWidget *>(u"verifyFaults"_s)->topLevelItemCount(), 1);
    QVERIFY(!dialog->findChild<ui::CopyableField *>(u"verifyHead"_s)->isVisible());
}

void TestActivityPage::refusesAHeadThatIsNone()
{
    fill(1);
    makePage();
    auto *dialog = openVerify();
    QTest::keyClicks(dialog->findChild<QLineEdit *>(u"verifyNoted"_s), u"12"_s);
    QVERIFY(dialog->findChild<ui::OutcomeLabel *>(u"verifyNotedProblem"_s)->isVisible());
    QVERIFY(!dialog->findChild<QPushButton *>(u"verifyStart"_s)->isEnabled());
}

void TestActivityPage::goesToTheRowOfAFault()
{
    constexpr int Count = 1000;
    fill(Count);
    QVERIFY(m_database->writeAndWait<void>([](store::Connection &connection) {
        return connection.runOnce(u"UPDATE activity SET reason = 'none' WHERE number IN (300, 301)"_s);
    }));
    makePage();
    QTest::keyClicks(find<QLineEdit>(u"activitySearch"_s), u"stolen"_s);
    auto *dialog = openVerify();
    verify(dialog);
    auto *faults = dialog->findChild<QTreeWidget *>(u"verifyFaults"_s);
    QCOMPARE(faults->topLevelItemCount(), 2);
    QTest::mouseClick(faults->viewport(), Qt::LeftButton, {}, faults->visualItemRect(faults->topLevelItem(0)).center());
    QTRY_COMPARE(find<ui::CopyableField>(u"activityHash"_s)->value().section(u':', 0, 0), u"300"_s);
    QVERIFY(find<QLineEdit>(u"activitySearch"_s)->text().isEmpty());
    QVERIFY(find<ui::NoticeBar>(u"activityStanding"_s)->isVisible());
    click(u"activityNewest"_s);
    QTRY_COMPARE(cell(0, ui::ActivityModel::SubjectColumn), u"App 999"_s);
    QVERIFY(!find<ui::NoticeBar>(u"activityStanding"_s)->isVisible());
}

void TestActivityPage::stopsVerifying()
{
    fill(30'000);
    makePage();
    auto *dialog = openVerify();
    QSignalSpy verified(dialog, &ui::VerifyDialog::verified);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"verifyStart"_s), Qt::LeftButton);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"verifyCancel"_s), Qt::LeftButton);
    QVERIFY(verified.wait());
    QVERIFY2(outcome(dialog).contains(u"Stopped"_s), qPrintable(outcome(dialog)));
}

void TestActivityPage::exportsWhatIsShown()
{
    add(*m_database, suspended(u"c1"_s, u"=1+1"_s));
    add(*m_database, suspended(u"other"_s));
    makePage();
    QTest::keyClicks(find<QLineEdit>(u"activitySearch"_s), u"c1"_s);
    QTRY_COMPARE(rows(), 1);
    QSignalSpy exported(m_page.get(), &ui::ActivityPage::exported);
    const QString path = m_temporary->filePath(u"a.csv"_s);
    m_page->exportTo(path, store::ActivityFormat::Csv);
    QVERIFY(exported.wait());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray csv = file.readAll();
    QVERIFY2(csv.contains(",'=1+1,"), csv.constData());
    QVERIFY(!csv.contains("other"));
    QVERIFY(find<ui::NoticeBar>(u"activityNotice"_s)->text().contains(u"1 changes"_s));
}

void TestActivityPage::saysWhereItCannotExport()
{
    add(*m_database, suspended(u"c1"_s));
    makePage();
    m_page->exportTo(u"/nowhere/a.csv"_s, store::ActivityFormat::Csv);
    QTRY_VERIFY(find<ui::NoticeBar>(u"activityNotice"_s)->isVisible());
    QVERIFY(find<ui::NoticeBar>(u"activityNotice"_s)->text().contains(u"/nowhere/a.csv"_s));
    QVERIFY(find<QPushButton>(u"activityExport"_s)->isEnabled());
}

void TestActivityPage::keepsItsState()
{
    add(*m_database, suspended(u"c1"_s));
    add(*m_database, {{}, u"policy.applied"_s, u"1"_s, {}, {}, {}, {}});
    makePage();
    choose(u"activityKind"_s, u"Policy"_s);
    QTRY_COMPARE(rows(), 1);
    QSettings settings(m_temporary->filePath(u"console.ini"_s), QSettings::IniFormat);
    m_page->saveState(settings);
    makePage();
    m_page->restoreState(settings);
    QTRY_COMPARE(rows(), 1);
    QCOMPARE(cell(0, ui::ActivityModel::WhatColumn), u"Policy applied"_s);
}

void TestActivityPage::isNamedForScreenReaders()
{
    add(*m_database, suspended(u"c1"_s));
    makePage();
    QCOMPARE(unnamedControls(*m_page), QStringList());
    QCOMPARE(unnamedControls(*openVerify()), QStringList());
}

void TestActivityPage::neverHoldsTheWindow()
{
    fill(5000);
    makePage();
    LatencyProbe probe;
    QTest::qWait(50);
    probe.reset();
    QTest::keyClicks(find<QLineEdit>(u"activitySearch"_s), u"stolen"_s);
    QTest::qWait(500);
    for (int i = 0; i < 4; ++i) {
        QTest::keyClick(table(), Qt::Key_End, Qt::ControlModifier);
        QTest::qWait(100);
    }
    verify(openVerify());
    QVERIFY2(probe.worstMs() < 50, qPrintable(QString::number(probe.worstMs())));
}

void TestActivityPage::aligns_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QStringList>("lines");
    QTest::newRow("a value") << QByteArray(R"({"a":1,"b":2})") << QByteArray(R"({"a":1,"b":3})")
                             << QStringList{u"={|{"_s, u"=  \"a\": 1,|  \"a\": 1,"_s, u"~  \"b\": 2|  \"b\": 3"_s,
                                            u"=}|}"_s};
    QTest::newRow("a covered secret") << QByteArray(R"({"a":"***"})") << QByteArray(R"({"a":"***"})")
                                      << QStringList{u"={|{"_s, u"~  \"a\": \"***\"|  \"a\": \"***\""_s, u"=}|}"_s};
    QTest::newRow("members that come and go")
        << QByteArray(R"({"a":1})") << QByteArray(R"({"b":2})")
        << QStringList{u"={|{"_s, u"-  \"a\": 1|"_s, u"+|  \"b\": 2"_s, u"=}|}"_s};
    QTest::newRow("a list") << QByteArray(R"([1,2,3])") << QByteArray(R"([1,3,4])")
                            << QStringList{u"=[|["_s,      u"=  1,|  1,"_s, u"-  2,|"_s,
                                           u"=  3|  3,"_s, u"+|  4"_s,      u"=]|]"_s};
    QTest::newRow("from nothing") << QByteArray("null") << QByteArray(R"({"a":1})")
                                  << QStringList{u"+|{"_s, u"+|  \"a\": 1"_s, u"+|}"_s};
    QTest::newRow("nothing at all") << QByteArray("null") << QByteArray("null") << QStringList{};
}

void TestActivityPage::aligns()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, after);
    QFETCH(const QStringList, lines);
    QStringList found;
    for (const ui::ComparedLine &line : ui::compareStates(parseJson(before).value(), parseJson(after).value()))
        found.append(u"%1%2|%3"_s.arg(QChar(u"=~-+"[static_cast<int>(line.kind)])).arg(line.left, line.right));
    QCOMPARE(found, lines);
}

QTEST_MAIN(TestActivityPage)
#include "test_activity_page.moc"
