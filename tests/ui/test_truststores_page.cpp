#include "base/files.h"
#include "truststores_fixture.h"
#include "ui/pages/truststores/compare_dialog.h"
#include "ui/pages/truststores/import_dialog.h"
#include "ui/pages/truststores/pair_dialog.h"
#include "ui/pages/truststores/pair_report.h"
#include "ui/pages/truststores/password_dialog.h"
#include "ui/pages/truststores/store_edits.h"
#include "ui/pages/truststores/store_import.h"
#include "ui/pages/truststores/store_model.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QDropEvent>
#include <QGuiApplication>
#include <QLineEdit>
#include <QMessageBox>
#include <QMimeData>
#include <QSettings>
#include <QSignalSpy>
#include <QTableWidget>
#include <QToolButton>

using namespace gatehouse;
using namespace Qt::StringLiterals;
using trust::StoreFormat;

class TestTruststoresPage : public QObject, protected test::TruststoresFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { show(); }
    void cleanup() { close(); }
    void saysWhatToDoFirst();
    void opensAStoreAndShowsItsEntries();
    void opensAStoreOnceHoweverOftenItIsAskedFor();
    void saysWhyAFileCannotBeOpenedAndLeavesItAlone();
    void renamesByKeyboardAndUndoes();
    void saysBesideTheFieldWhyAnAliasCannotBeUsed();
    void deletesWithoutAskingAndUndoes();
    void savesWhatWasChangedAndReopensIt();
    void filtersAndSaysWhenNothingIsLike();
    void offersTheStatesThatThereAre();
    void offersAWayOutOfAConflictOnTheDisk();
    void reloadsWhatOthersWrote();
    void asksOnceAboutUnsavedStoresWhenTheWindowCloses();
    void savesAllBeforeTheWindowCloses();
    void closesATabOnlyAfterAsking();
    void makesANewStore();
    void convertsIntoAnotherFile();
    void copiesAndExportsPem();
    void importsFilesThroughTheDialogAndUndoes();
    void importsWhatIsPastedWithItsAliases();
    void saysWhatWasThereAlready();
    void saysWhatInAFileIsNoCertificate();
    void opensAKeystoreInsteadOfImportingIt();
    void opensWhatIsDroppedWhileNothingIsOpen();
    void asksForThePasswordUntilItFits();
    void opensJksWithoutItsPasswordAndAsksBeforeSaving();
    void opensWithARememberedPasswordAndRemembersOne();
    void changesThePassword();
    void keepsTheSelectionWhenValidityIsSaidAgain();
    void doesNothingWithoutASelection();
    void saysBeforeAskingThatThePasswordCannotBeChanged();
    void saysThatAnUnverifiedStoreGetsNoOtherPassword();
    void refusesTheNoticesUndoWhileItIsSaved();
    void takesBackOnlyWhatTheNoticeSpeaksOf();
    void importsIntoBothOfAPairAndSavesBoth();
    void importsIntoOneOfAPairWhereThatIsWanted();
    void remembersThePair();
    void refusesToPairAFileWithItself();
    void comparesTwoStores();
    void keepsTheWindowLiveWithTenThousandEntries();
    void remembersColumnsAndFiles();
    void namesEveryControl();
    void isUsableByKeyboardAlone();

private:
    void acceptImport();
    void drop(const QString &path);
    void pair(const QString &apiManager, const QString &identityServer);
};

void TestTruststoresPage::saysWhatToDoFirst()
{
    m_page->focusFirst();
    QVERIFY(find<QPushButton>(u"emptyOpenButton"_s)->hasFocus());
    QVERIFY(!find<QPushButton>(u"saveButton"_s)->isEnabled());
    QVERIFY(!find<QPushButton>(u"deleteButton"_s)->isEnabled());
}

void TestTruststoresPage::opensAStoreAndShowsItsEntries()
{
    open(write(u"a.pem"_s, {u"one"_s, u"two"_s}));
    QCOMPARE(table()->model()->rowCount(), 2);
    QCOMPARE(table()->model()->index(0, ui::StoreModel::AliasColumn).data().toString(), u"one"_s);
    QVERIFY(table()->isVisible());
    QTRY_VERIFY(table()->hasFocus());
    QCOMPARE(m_page->tabs()->tabText(0), u"a.pem"_s);
}

void TestTruststoresPage::opensAStoreOnceHoweverOftenItIsAskedFor()
{
    const QString path = write(u"a.pem"_s, {u"one"_s});
    m_page->openFile(path);
    m_page->openFile(path);
    QTRY_COMPARE(m_page->tabs()->count(), 1);
    open(write(u"b.pem"_s, {u"one"_s}));
    m_page->openFile(path);
    QTest::qWait(50);
    QCOMPARE(m_page->tabs()->count(), 2);
    QCOMPARE(m_page->tabs()->currentIndex(), 0);
}

void TestTruststoresPage::saysWhyAFileCannotBeOpenedAndLeavesItAlone()
{
    const QString path = m_folder->filePath(u"broken.jks"_s);
    const QByteArray bytes = QByteArray::fromHex("FEEDFEED00000002000000030000000200");
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) > 0);
    file.close();
    const auto *notice = find<ui::NoticeBar>(u"pageNotice"_s);
    for (const QString &each : {path, m_folder->filePath(u"absent.jks"_s), m_folder->path()}) {
        m_page->openFile(each);
        QTRY_VERIFY(notice->isVisible());
        QVERIFY2(notice->text().contains(QFileInfo(each).fileName()), qPrintable(notice->text()));
        QVERIFY(!QApplication::activeModalWidget());
        find<ui::NoticeBar>(u"pageNotice"_s)->dismiss();
    }
    QCOMPARE(m_page->tabs()->count(), 0);
    QCOMPARE(test::bytesOf(path), bytes);
    QVERIFY(!QFile::exists(path + u".bak"_s));
}

void TestTruststoresPage::renamesByKeyboardAndUndoes()
{
    open(write(u"a.pem"_s, {u"one"_s, u"two"_s}));
    selectRow(0);
    key(Qt::Key_F2);
    auto *dialog = m_page->findChild<QDialog *>();
    QVERIFY(dialog && dialog->isVisible());
    QCOMPARE(test::unnamedControls(*dialog), QStringList());
    auto *field = dialog->findChild<QLineEdit *>(u"newAlias"_s);
    QCOMPARE(field->selectedText(), u"one"_s);
    QTest::keyClicks(field, u"obieroot"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QVERIFY(document()->store().find(u"obieroot"));
    QCOMPARE(m_page->tabs()->current()->selectedAliases(), QStringList{u"obieroot"_s});
    QVERIFY(m_page->tabs()->tabText(0).startsWith(u"●"_s));
    key(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(document()->store().find(u"one"));
    QCOMPARE(m_page->tabs()->tabText(0), u"a.pem"_s);
    key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(document()->store().find(u"obieroot"));
}

void TestTruststoresPage::saysBesideTheFieldWhyAnAliasCannotBeUsed()
{
    open(write(u"a.pem"_s, {u"one"_s, u"two"_s}));
    selectRow(0);
    key(Qt::Key_F2);
    auto *dialog = m_page->findChild<QDialog *>();
    auto *field = dialog->findChild<QLineEdit *>(u"newAlias"_s);
    const auto *problem = dialog->findChild<ui::OutcomeLabel *>(u"aliasProblem"_s);
    const auto *rename = dialog->findChild<QPushButton *>(u"renameButton"_s);
    QVERIFY(!problem->isVisible() && !rename->isEnabled());
    field->clear();
    QVERIFY(problem->isVisible() && !rename->isEnabled());
    QTest::keyClicks(field, u"TWO"_s);
    QVERIFY2(problem->text().contains(u"two"_s), qPrintable(problem->text()));
    field->setText(u"ONE"_s);
    QVERIFY(!problem->isVisible() && rename->isEnabled());
    QTest::keyClick(dialog, Qt::Key_Escape);
    QVERIFY(!document()->isModified());
}

void TestTruststoresPage::deletesWithoutAskingAndUndoes()
{
    open(write(u"a.pem"_s, {u"one"_s, u"two"_s, u"three"_s}));
    table()->selectAll();
    key(Qt::Key_Delete);
    QVERIFY(!QApplication::activeModalWidget());
    QVERIFY(document()->store().entries.isEmpty());
    QVERIFY(findShown<QPushButton>(u"emptyImport"_s));
    const auto *notice = findShown<ui::NoticeBar>(u"storeNotice"_s);
    QVERIFY(notice);
    QTest::mouseClick(findShown<QPushButton>(u"noticeUndo"_s), Qt::LeftButton);
    QCOMPARE(document()->store().entries.size(), 3);
    QVERIFY(!notice->isVisible());
    QVERIFY(table()->isVisible());
}

void TestTruststoresPage::savesWhatWasChangedAndReopensIt()
{
    const QString path = write(u"a.pem"_s, {u"one"_s, u"two"_s});
    const QByteArray before = test::bytesOf(path);
    open(path);
    selectRow(0);
    key(Qt::Key_Delete);
    QVERIFY(find<QPushButton>(u"saveButton"_s)->isEnabled());
    key(Qt::Key_S, Qt::ControlModifier);
    QTRY_VERIFY(!document()->isModified());
    QCOMPARE(test::bytesOf(path + u".bak"_s), before);
    QVERIFY(!find<QPushButton>(u"saveButton"_s)->isEnabled());
    const auto *notice = findShown<ui::NoticeBar>(u"storeNotice"_s);
    QVERIFY(notice && notice->text().contains(u"saved"_s));
    find<QAction>(u"action-close"_s)->trigger();
    QCOMPARE(m_page->tabs()->count(), 0);
    open(path);
    QCOMPARE(table()->model()->rowCount(), 1);
    QCOMPARE(document()->store().entries[0].alias, u"two"_s);
}

void TestTruststoresPage::filtersAndSaysWhenNothingIsLike()
{
    open(write(u"a.pem"_s, {u"obieroot"_s, u"obieissuer"_s, u"other"_s}));
    key(Qt::Key_F, Qt::ControlModifier);
    auto *search = findShown<QLineEdit>(u"storeSearch"_s);
    QVERIFY(search->hasFocus());
    QTest::keyClicks(search, u"obie"_s);
    QTRY_COMPARE(table()->model()->rowCount(), 2);
    QTest::keyClicks(search, u"zzz"_s);
    QTRY_VERIFY(findShown<QPushButton>(u"clearFilter"_s));
    QTest::mouseClick(findShown<QPushButton>(u"clearFilter"_s), Qt::LeftButton);
    QCOMPARE(table()->model()->rowCount(), 3);
    QVERIFY(search->text().isEmpty());
}

void TestTruststoresPage::offersTheStatesThatThereAre()
{
    trust::TrustStore store = test::storeOf(StoreFormat::Pem, {u"one"_s, u"two"_s});
    store.entries += test::entryOf(u"old"_s, test::authority("old", test::Today - std::chrono::days(1)));
    const QString path = m_folder->filePath(u"a.pem"_s);
    test::writeStore(path, store);
    open(path);
    QVERIFY(!findShown<QToolButton>(u"chip-not-yet-valid"_s));
    auto *expired = findShown<QToolButton>(u"chip-expired"_s);
    QVERIFY(expired && expired->text().contains(u'1'));
    QTest::mouseClick(expired, Qt::LeftButton);
    QCOMPARE(table()->model()->rowCount(), 1);
    selectRow(0);
    key(Qt::Key_Delete);
    // The choice stays, and can be left.
    QVERIFY(expired->isVisible());
    QTest::mouseClick(findShown<QToolButton>(u"chip-all"_s), Qt::LeftButton);
    QCOMPARE(table()->model()->rowCount(), 2);
}

void TestTruststoresPage::offersAWayOutOfAConflictOnTheDisk()
{
    const QString path = write(u"a.pem"_s, {u"one"_s, u"two"_s});
    open(path);
    selectRow(0);
    key(Qt::Key_Delete);
    test::writeStore(path, test::storeOf(StoreFormat::Pem, {u"theirs"_s}));
    const QByteArray theirs = test::bytesOf(path);
    key(Qt::Key_S, Qt::ControlModifier);
    QTRY_VERIFY(findShown<QPushButton>(u"overwriteButton"_s));
    QCOMPARE(test::bytesOf(path), theirs);
    QVERIFY(document()->isModified());
    QTest::mouseClick(findShown<QPushButton>(u"overwriteButton"_s), Qt::LeftButton);
    QTRY_VERIFY(!document()->isModified());
    QCOMPARE(test::bytesOf(path + u".bak"_s), theirs);
    QVERIFY(!findShown<ui::NoticeBar>(u"fileNotice"_s));
}

void TestTruststoresPage::reloadsWhatOthersWrote()
{
    const QString path = write(u"a.pem"_s, {u"one"_s, u"two"_s});
    open(path);
    selectRow(0);
    key(Qt::Key_Delete);
    test::writeStore(path, test::storeOf(StoreFormat::Pem, {u"theirs"_s}));
    QTRY_VERIFY(findShown<QPushButton>(u"reloadButton"_s));
    QCOMPARE(document()->store().entries.size(), 1);
    QTest::mouseClick(findShown<QPushButton>(u"reloadButton"_s), Qt::LeftButton);
    QTRY_VERIFY(document()->store().find(u"theirs"));
    QCOMPARE(table()->model()->rowCount(), 1);
    QVERIFY(!findShown<ui::NoticeBar>(u"fileNotice"_s));
    QVERIFY(!document()->isModified());
    // What reloading replaced is not lost.
    key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(document()->store().entries.size(), 1);
    QVERIFY(document()->store().find(u"two") && document()->isModified());
}

void TestTruststoresPage::asksOnceAboutUnsavedStoresWhenTheWindowCloses()
{
    QVERIFY(m_page->mayClose());
    const QString first = write(u"a.pem"_s, {u"one"_s, u"two"_s});
    for (const QString &path : {first, write(u"b.pem"_s, {u"one"_s, u"two"_s}), write(u"c.pem"_s, {u"one"_s})}) {
        open(path);
        selectRow(0);
        key(Qt::Key_Delete);
    }
    // What was undone is not unsaved.
    QVERIFY(document()->undo());
    QSignalSpy ready(m_page.get(), &ui::Page::readyToClose);
    QVERIFY(!m_page->mayClose());
    auto *question = m_page->findChild<QMessageBox *>();
    QVERIFY(question && question->informativeText().contains(u"a.pem"_s)
            && question->informativeText().contains(u"b.pem"_s) && !question->informativeText().contains(u"c.pem"_s));
    QTest::mouseClick(question->button(QMessageBox::Cancel), Qt::LeftButton);
    QCOMPARE(ready.count(), 0);
    QTRY_VERIFY(!m_page->findChild<QMessageBox *>());
    QVERIFY(!m_page->mayClose());
    question = m_page->findChild<QMessageBox *>();
    QTest::mouseClick(question->button(QMessageBox::Discard), Qt::LeftButton);
    QCOMPARE(ready.count(), 1);
    QVERIFY(m_page->mayClose());
    QCOMPARE(trust::openStoreFile(first, std::nullopt)->store.entries.size(), 2);
}

void TestTruststoresPage::savesAllBeforeTheWindowCloses()
{
    const QStringList paths = {write(u"a.pem"_s, {u"one"_s, u"two"_s}), write(u"b.pem"_s, {u"one"_s, u"two"_s})};
    for (const QString &path : paths) {
        open(path);
        selectRow(0);
        key(Qt::Key_Delete);
    }
    QSignalSpy ready(m_page.get(), &ui::Page::readyToClose);
    QVERIFY(!m_page->mayClose());
    QTest::mouseClick(m_page->findChild<QMessageBox *>()->button(QMessageBox::SaveAll), Qt::LeftButton);
    QVERIFY(ready.wait());
    QVERIFY(m_page->mayClose());
    for (const QString &path : paths)
        QCOMPARE(trust::openStoreFile(path, std::nullopt)->store.entries.size(), 1);
}

void TestTruststoresPage::closesATabOnlyAfterAsking()
{
    const QString path = write(u"a.pem"_s, {u"one"_s, u"two"_s});
    open(path);
    selectRow(0);
    key(Qt::Key_Delete);
    key(Qt::Key_W, Qt::ControlModifier);
    auto *question = m_page->findChild<QMessageBox *>();
    QVERIFY(question);
    QCOMPARE(m_page->tabs()->count(), 1);
    QTest::mouseClick(question->button(QMessageBox::Save), Qt::LeftButton);
    QTRY_COMPARE(m_page->tabs()->count(), 0);
    QCOMPARE(trust::openStoreFile(path, std::nullopt)->store.entries.size(), 1);
    m_page->focusFirst();
    QVERIFY(find<QPushButton>(u"emptyOpenButton"_s)->isVisible());
}

void TestTruststoresPage::makesANewStore()
{
    QTest::mouseClick(find<QPushButton>(u"emptyNewButton"_s), Qt::LeftButton);
    auto *dialog = m_page->findChild<QDialog *>();
    QVERIFY(dialog);
    QCOMPARE(test::unnamedControls(*dialog), QStringList());
    auto *create = dialog->findChild<QPushButton *>(u"newStoreCreate"_s);
    auto *path = dialog->findChild<QLineEdit *>(u"newStorePath"_s);
    auto *password = dialog->findChild<QLineEdit *>(u"newPassword"_s);
    auto *again = dialog->findChild<QLineEdit *>(u"repeatPassword"_s);
    const auto *problem = dialog->findChild<ui::OutcomeLabel *>(u"newStoreProblem"_s);
    path->setText(m_folder->filePath(u"new.jks"_s));
    QVERIFY(!create->isEnabled());
    QTRY_VERIFY(dialog->isActiveWindow());
    password->setFocus();
    QTest::keyClicks(password, u"short"_s);
    QTest::keyClick(password, Qt::Key_Tab);
    QVERIFY(dialog->findChild<ui::OutcomeLabel *>(u"newPasswordProblem"_s)->isVisible());
    QTest::keyClicks(password, u"er1"_s);
    QTest::keyClicks(again, u"shorter1"_s);
    QVERIFY(create->isEnabled());
    path->setText(m_folder->filePath(u"nowhere/new.jks"_s));
    QVERIFY(problem->isVisible() && !create->isEnabled());
    path->setText(write(u"taken.pem"_s, {u"one"_s}));
    QVERIFY(problem->isVisible() && !create->isEnabled());
    dialog->findChild<QComboBox *>(u"newStoreFormat"_s)->setCurrentIndex(2);
    QVERIFY(!password->isVisible());
    path->setText(m_folder->filePath(u"new.pem"_s));
    QTest::mouseClick(create, Qt::LeftButton);
    QCOMPARE(m_page->tabs()->count(), 1);
    QVERIFY(document()->isModified());
    QVERIFY(document()->import({test::authority("x")}, {}));
    find<QAction>(u"action-save"_s)->trigger();
    QTRY_VERIFY(!document()->isModified());
    QCOMPARE(trust::openStoreFile(m_folder->filePath(u"new.pem"_s), std::nullopt)->store.entries.size(), 1);
}

void TestTruststoresPage::convertsIntoAnotherFile()
{
    const QString source = write(u"a.pem"_s, {u"one"_s, u"two"_s});
    const QByteArray before = test::bytesOf(source);
    open(source);
    find<QAction>(u"action-convert"_s)->trigger();
    auto *dialog = m_page->findChild<QDialog *>();
    QVERIFY(dialog);
    const QString path = m_folder->filePath(u"converted.jks"_s);
    dialog->findChild<QLineEdit *>(u"newStorePath"_s)->setText(path);
    dialog->findChild<QLineEdit *>(u"newPassword"_s)->setText(u"wso2carbon"_s);
    dialog->findChild<QLineEdit *>(u"repeatPassword"_s)->setText(u"wso2carbon"_s);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"newStoreCreate"_s), Qt::LeftButton);
    QTRY_COMPARE(m_page->tabs()->count(), 2);
    QCOMPARE(document()->path(), path);
    QCOMPARE(document()->store().format, StoreFormat::Jks);
    QTRY_VERIFY(!document()->isSaving());
    QCOMPARE(test::bytesOf(source), before);
}

void TestTruststoresPage::copiesAndExportsPem()
{
    open(write(u"a.pem"_s, {u"one"_s, u"two"_s}));
    selectRow(1);
    key(Qt::Key_C, Qt::ControlModifier);
    const QString text = QGuiApplication::clipboard()->text();
    QVERIFY2(text.contains(u"# two"_s) && text.contains(u"BEGIN CERTIFICATE"_s), qPrintable(text));
    const QString target = m_folder->filePath(u"out.pem"_s);
    m_page->edits()->exportTo(ui::StoreEdits::ExportForm::Pem, target);
    QTRY_COMPARE(QString::fromUtf8(test::bytesOf(target)), text);
    const QString der = m_folder->filePath(u"out.cer"_s);
    m_page->edits()->exportTo(ui::StoreEdits::ExportForm::Der, der);
    QTRY_COMPARE(test::bytesOf(der), document()->store().entries[1].certificate()->der());
    const QString csv = m_folder->filePath(u"out.csv"_s);
    m_page->edits()->exportTo(ui::StoreEdits::ExportForm::Csv, csv);
    QTRY_COMPARE(test::bytesOf(csv).count("\r\n"), 3);
}

void TestTruststoresPage::remembersColumnsAndFiles()
{
    const QString path = write(u"a.pem"_s, {u"one"_s});
    const QString ini = m_folder->filePath(u"console.ini"_s);
    open(path);
    table()->setColumnHidden(ui::StoreModel::StateColumn, true);
    table()->setColumnWidth(ui::StoreModel::AliasColumn, 321);
    {
        QSettings settings(ini, QSettings::IniFormat);
        m_page->saveState(settings);
    }
    renew();
    m_page->restoreState(QSettings(ini, QSettings::IniFormat));
    QVERIFY(find<QPushButton>(u"recentButton"_s)->isEnabled());
    open(path);
    QVERIFY(table()->isColumnHidden(ui::StoreModel::StateColumn));
    QCOMPARE(table()->columnWidth(ui::StoreModel::AliasColumn), 321);
}

void TestTruststoresPage::namesEveryControl()
{
    QCOMPARE(test::unnamedControls(*m_page), QStringList());
    open(write(u"a.pem"_s, {u"one"_s, u"two"_s}));
    selectRow(0);
    QCOMPARE(test::unnamedControls(*m_page), QStringList());
}

void TestTruststoresPage::isUsableByKeyboardAlone()
{
    open(write(u"a.pem"_s, {u"one"_s, u"two"_s}));
    m_page->focusFirst();
    QVERIFY(table()->hasFocus());
    const QStringList order = test::tabOrder(*m_page);
    for (const QString &name : {u"openButton"_s, u"exportButton"_s, u"moreButton"_s, u"storeTabBar"_s, u"storeSearch"_s,
                                u"chip-all"_s, u"columnsButton"_s, u"storeTable"_s})
        QVERIFY2(order.contains(name), qPrintable(name + u" is not in "_s + order.join(u", "_s)));
}

void TestTruststoresPage::acceptImport()
{
    QTRY_VERIFY(dialog<ui::ImportDialog>());
    QTest::mouseClick(dialog<ui::ImportDialog>()->findChild<QPushButton *>(u"importAccept"_s), Qt::LeftButton);
    QTRY_VERIFY(!dialog<ui::ImportDialog>());
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
}

void TestTruststoresPage::drop(const QString &path)
{
    QMimeData content;
    content.setUrls({QUrl::fromLocalFile(path)});
    QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &content, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_page.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent dropped(QPointF(10, 10), Qt::CopyAction, &content, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_page.get(), &dropped);
}

void TestTruststoresPage::importsFilesThroughTheDialogAndUndoes()
{
    open(write(u"a.pem"_s, {u"one"_s}));
    const QString first = write(u"first.pem"_s, {u"root"_s});
    const QString second = write(u"second.pem"_s, {u"issuer"_s, u"another"_s});
    m_page->importing()->importFiles({first, second});
    QTRY_VERIFY(dialog<ui::ImportDialog>());
    // Nothing comes in silently.
    QCOMPARE(document()->store().entries.size(), 1);
    acceptImport();
    QCOMPARE(document()->store().entries.size(), 4);
    QCOMPARE(m_page->tabs()->current()->selectedAliases(), QStringList({u"root"_s, u"issuer"_s, u"another"_s}));
    const auto *notice = findShown<ui::NoticeBar>(u"storeNotice"_s);
    QVERIFY(notice && notice->text().contains(u"issuer"_s));
    QTest::mouseClick(findShown<QPushButton>(u"noticeUndo"_s), Qt::LeftButton);
    QCOMPARE(document()->store().entries.size(), 1);
    QVERIFY(!document()->isModified());
}

void TestTruststoresPage::importsWhatIsPastedWithItsAliases()
{
    open(write(u"a.pem"_s, {u"my very own name"_s, u"two"_s}));
    QVERIFY(document()->rename(u"two"_s, u"another name"_s));
    table()->selectAll();
    key(Qt::Key_C, Qt::ControlModifier);
    open(write(u"b.pem"_s, {u"one"_s}));
    key(Qt::Key_V, Qt::ControlModifier);
    acceptImport();
    QVERIFY(document()->store().find(u"my very own name"));
    QVERIFY(document()->store().find(u"another name"));
    QTRY_VERIFY(m_page->isActiveWindow() && table()->hasFocus());
    QGuiApplication::clipboard()->setText(u"no certificate at all"_s);
    key(Qt::Key_V, Qt::ControlModifier);
    const auto *notice = findShown<ui::NoticeBar>(u"storeNotice"_s);
    QTRY_COMPARE(notice->text(), u"There was no certificate to import."_s);
    QVERIFY(!dialog<ui::ImportDialog>());
}

void TestTruststoresPage::saysWhatWasThereAlready()
{
    const QString path = write(u"a.pem"_s, {u"one"_s, u"two"_s});
    open(path);
    m_page->importing()->importFiles({path});
    QTRY_VERIFY(dialog<ui::ImportDialog>());
    QVERIFY(!dialog<ui::ImportDialog>()->findChild<QPushButton *>(u"importAccept"_s)->isEnabled());
    dialog<ui::ImportDialog>()->reject();
    QVERIFY(!document()->isModified());
}

void TestTruststoresPage::saysWhatInAFileIsNoCertificate()
{
    open(write(u"a.pem"_s, {u"one"_s}));
    const QString path = m_folder->filePath(u"notes.txt"_s);
    QVERIFY(saveFile(path, "These are notes."));
    m_page->importing()->importFiles({path, m_folder->filePath(u"absent.pem"_s)});
    QTRY_VERIFY(findShown<ui::NoticeBar>(u"storeNotice"_s));
    const QString detail =
        findShown<ui::NoticeBar>(u"storeNotice"_s)->findChild<ui::OutcomeLabel *>()->accessibleDescription();
    QVERIFY2(detail.contains(u"notes.txt"_s) && detail.contains(u"absent.pem"_s), qPrintable(detail));
    QVERIFY(!document()->isModified());
}

void TestTruststoresPage::opensAKeystoreInsteadOfImportingIt()
{
    open(write(u"a.pem"_s, {u"one"_s}));
    m_page->importing()->importFiles({writeJks(u"b.jks"_s, {u"two"_s})});
    QTRY_VERIFY(dialog<ui::PasswordDialog>());
    dialog<ui::PasswordDialog>()->reject();
    QTRY_VERIFY(!dialog<ui::PasswordDialog>());
    QCOMPARE(m_page->tabs()->count(), 1);
}

void TestTruststoresPage::opensWhatIsDroppedWhileNothingIsOpen()
{
    drop(write(u"a.pem"_s, {u"one"_s}));
    QTRY_COMPARE(m_page->tabs()->count(), 1);
    // Now that one is open, certificates go into it.
    drop(write(u"b.pem"_s, {u"two"_s}));
    acceptImport();
    QCOMPARE(document()->store().entries.size(), 2);
}

void TestTruststoresPage::asksForThePasswordUntilItFits()
{
    const QString path = m_folder->filePath(u"a.p12"_s);
    test::writeStore(path, test::storeOf(StoreFormat::Pkcs12, {u"one"_s}), "wso2carbon");
    m_page->openFile(path);
    QTRY_VERIFY(dialog<ui::PasswordDialog>());
    auto *asked = dialog<ui::PasswordDialog>();
    QCOMPARE(test::unnamedControls(*asked), QStringList());
    QVERIFY(!asked->findChild<QPushButton *>(u"openWithout"_s));
    auto *field = asked->findChild<QLineEdit *>(u"storePassword"_s);
    QVERIFY(field->text().isEmpty());
    QCOMPARE(field->echoMode(), QLineEdit::Password);
    const auto *problem = asked->findChild<ui::OutcomeLabel *>(u"passwordProblem"_s);
    QVERIFY(!problem->isVisible());
    QTest::keyClicks(field, u"wrong one"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_VERIFY(problem->isVisible());
    QVERIFY(!problem->text().contains(u"wrong one"_s));
    QCOMPARE(m_page->tabs()->count(), 0);
    QVERIFY(field->hasFocus());
    QTest::keyClicks(field, u"wso2carbon"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_COMPARE(m_page->tabs()->count(), 1);
    QCOMPARE(document()->integrity(), trust::Integrity::Verified);
    QVERIFY(m_memory->passwords.isEmpty());
}

void TestTruststoresPage::opensJksWithoutItsPasswordAndAsksBeforeSaving()
{
    const QString path = writeJks(u"a.jks"_s, {u"one"_s, u"two"_s});
    const QByteArray before = test::bytesOf(path);
    m_page->openFile(path);
    QTRY_VERIFY(dialog<ui::PasswordDialog>());
    QTest::mouseClick(dialog<ui::PasswordDialog>()->findChild<QPushButton *>(u"openWithout"_s), Qt::LeftButton);
    QTRY_COMPARE(m_page->tabs()->count(), 1);
    QTRY_VERIFY(!dialog<ui::PasswordDialog>());
    QVERIFY(findShown<ui::OutcomeLabel>(u"storeFileState"_s)->text().contains(u"not verified"_s));
    m_page->focusFirst();
    selectRow(0);
    find<QAction>(u"action-delete"_s)->trigger();
    find<QAction>(u"action-save"_s)->trigger();
    QTRY_VERIFY(dialog<ui::PasswordDialog>());
    auto *field = dialog<ui::PasswordDialog>()->findChild<QLineEdit *>(u"storePassword"_s);
    QTest::keyClicks(field, u"wrong one"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_VERIFY(dialog<ui::PasswordDialog>()->findChild<ui::OutcomeLabel *>(u"passwordProblem"_s)->isVisible());
    QCOMPARE(test::bytesOf(path), before);
    QTest::keyClicks(field, u"wso2carbon"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_VERIFY(!document()->isModified());
    QCOMPARE(trust::openStoreFile(path, trust::Password("wso2carbon"))->store.entries.size(), 1);
    QCOMPARE(document()->integrity(), trust::Integrity::Verified);
}

void TestTruststoresPage::opensWithARememberedPasswordAndRemembersOne()
{
    const QString path = writeJks(u"a.jks"_s, {u"one"_s});
    m_page->openFile(path);
    QTRY_VERIFY(dialog<ui::PasswordDialog>());
    dialog<ui::PasswordDialog>()->findChild<QCheckBox *>(u"rememberPassword"_s)->setChecked(true);
    auto *field = dialog<ui::PasswordDialog>()->findChild<QLineEdit *>(u"storePassword"_s);
    QTest::keyClicks(field, u"wso2carbon"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_COMPARE(m_page->tabs()->count(), 1);
    QCOMPARE(m_memory->passwords.value(path), trust::Password("wso2carbon"));
    find<QAction>(u"action-close"_s)->trigger();
    m_page->openFile(path);
    QTRY_COMPARE(m_page->tabs()->count(), 1);
    QCOMPARE(document()->integrity(), trust::Integrity::Verified);
    // One that does not fit any more is asked for, with the reason.
    find<QAction>(u"action-close"_s)->trigger();
    m_memory->passwords[path] = trust::Password("outdated");
    m_page->openFile(path);
    QTRY_VERIFY(dialog<ui::PasswordDialog>());
    QVERIFY(dialog<ui::PasswordDialog>()->findChild<ui::OutcomeLabel *>(u"passwordProblem"_s)->isVisible());
}

void TestTruststoresPage::changesThePassword()
{
    const QString path = writeJks(u"a.jks"_s, {u"one"_s});
    m_memory->passwords.insert(path, trust::Password("wso2carbon"));
    open(path);
    find<QAction>(u"action-password"_s)->trigger();
    auto *change = dialog<QDialog>();
    QVERIFY(change);
    QCOMPARE(test::unnamedControls(*change), QStringList());
    QTest::keyClicks(change->findChild<QLineEdit *>(u"newPassword"_s), u"another one"_s);
    QTest::keyClicks(change->findChild<QLineEdit *>(u"repeatPassword"_s), u"another one"_s);
    QTest::mouseClick(change->findChild<QPushButton *>(u"changePasswordButton"_s), Qt::LeftButton);
    QVERIFY(document()->isModified());
    key(Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(!document()->isModified());
    key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    key(Qt::Key_S, Qt::ControlModifier);
    QTRY_VERIFY(!document()->isModified());
    QVERIFY(trust::openStoreFile(path, trust::Password("another one")));
    QVERIFY(!trust::openStoreFile(path, trust::Password("wso2carbon")));
    QCOMPARE(m_memory->passwords.value(path), trust::Password("another one"));
}

void TestTruststoresPage::keepsTheSelectionWhenValidityIsSaidAgain()
{
    open(write(u"a.pem"_s, {u"one"_s, u"two"_s}));
    selectRow(1);
    m_page->refresh();
    QCOMPARE(m_page->tabs()->current()->selectedAliases(), QStringList{u"two"_s});
    key(Qt::Key_F2);
    QVERIFY(dialog<QDialog>());
    QCOMPARE(dialog<QDialog>()->findChild<QLineEdit *>(u"newAlias"_s)->text(), u"two"_s);
}

void TestTruststoresPage::doesNothingWithoutASelection()
{
    open(write(u"a.pem"_s, {u"one"_s, u"two"_s}));
    table()->clearSelection();
    // Whatever the actions allow: a shortcut may come before they know.
    m_page->edits()->remove();
    QVERIFY(!findShown<ui::NoticeBar>(u"storeNotice"_s));
    QVERIFY(!document()->isModified() && !document()->undoStack()->canUndo());
    m_page->edits()->rename();
    QVERIFY(!dialog<QDialog>());
}

void TestTruststoresPage::saysBeforeAskingThatThePasswordCannotBeChanged()
{
    trust::TrustStore store = test::storeOf(StoreFormat::Pkcs12, {u"one"_s, u"server"_s});
    store.entries[1].kind = trust::StoreEntry::Kind::PrivateKey;
    auto *keystore = new ui::StoreDocument([] { return test::Today; });
    keystore->create(m_folder->filePath(u"a.p12"_s), store, trust::Password("wso2carbon"));
    m_page->tabs()->add(keystore);
    find<QAction>(u"action-password"_s)->trigger();
    QVERIFY(!dialog<QDialog>());
    const auto *notice = findShown<ui::NoticeBar>(u"storeNotice"_s);
    QVERIFY(notice);
    const QString detail = notice->findChild<ui::OutcomeLabel *>()->accessibleDescription();
    QVERIFY2(detail.contains(u"server"_s) && detail.contains(u"keytool"_s), qPrintable(detail));
    QVERIFY(!document()->undoStack()->canUndo());
}

void TestTruststoresPage::saysThatAnUnverifiedStoreGetsNoOtherPassword()
{
    const QString path = writeJks(u"a.jks"_s, {u"one"_s, u"two"_s});
    m_page->openFile(path);
    QTRY_VERIFY(dialog<ui::PasswordDialog>());
    QTest::mouseClick(dialog<ui::PasswordDialog>()->findChild<QPushButton *>(u"openWithout"_s), Qt::LeftButton);
    QTRY_COMPARE(m_page->tabs()->count(), 1);
    QTRY_VERIFY(!dialog<ui::PasswordDialog>());
    find<QAction>(u"action-password"_s)->trigger();
    QVERIFY(!dialog<QDialog>());
    QVERIFY(findShown<ui::NoticeBar>(u"storeNotice"_s));
    // The notice leads to where the password is asked for.
    QTest::mouseClick(findShown<QPushButton>(u"reloadButton"_s), Qt::LeftButton);
    QTRY_VERIFY(dialog<ui::PasswordDialog>());
    auto *field = dialog<ui::PasswordDialog>()->findChild<QLineEdit *>(u"storePassword"_s);
    QTest::keyClicks(field, u"wso2carbon"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_COMPARE(document()->integrity(), trust::Integrity::Verified);
    QTRY_VERIFY(!dialog<QDialog>());
    find<QAction>(u"action-password"_s)->trigger();
    QVERIFY(dialog<QDialog>());
}

void TestTruststoresPage::refusesTheNoticesUndoWhileItIsSaved()
{
    const QString path = write(u"a.pem"_s, {u"one"_s, u"two"_s});
    open(path);
    selectRow(0);
    key(Qt::Key_Delete);
    key(Qt::Key_S, Qt::ControlModifier);
    QVERIFY(document()->isSaving());
    QTest::mouseClick(findShown<QPushButton>(u"noticeUndo"_s), Qt::LeftButton);
    QCOMPARE(document()->store().entries.size(), 1);
    QTRY_VERIFY(!document()->isSaving());
    QVERIFY(!document()->isModified());
    QCOMPARE(trust::openStoreFile(path, std::nullopt)->store.entries.size(), 1);
    // What is imported is no different.
    m_page->importing()->importFiles({write(u"b.pem"_s, {u"new"_s})});
    acceptImport();
    find<QAction>(u"action-save"_s)->trigger();
    QVERIFY(document()->isSaving());
    QTest::mouseClick(findShown<QPushButton>(u"noticeUndo"_s), Qt::LeftButton);
    QCOMPARE(document()->store().entries.size(), 2);
    QTRY_VERIFY(!document()->isSaving());
    QVERIFY(!document()->isModified());
    QCOMPARE(trust::openStoreFile(path, std::nullopt)->store.entries.size(), 2);
}

void TestTruststoresPage::takesBackOnlyWhatTheNoticeSpeaksOf()
{
    open(write(u"a.pem"_s, {u"one"_s, u"two"_s}));
    selectRow(0);
    key(Qt::Key_Delete);
    QVERIFY(findShown<QPushButton>(u"noticeUndo"_s));
    QVERIFY(document()->rename(u"two"_s, u"second"_s));
    QVERIFY(!findShown<QPushButton>(u"noticeUndo"_s));
    QVERIFY(!findShown<ui::NoticeBar>(u"storeNotice"_s));
    selectRow(0);
    key(Qt::Key_Delete);
    QTest::mouseClick(findShown<QPushButton>(u"noticeUndo"_s), Qt::LeftButton);
    QVERIFY(document()->store().find(u"second"));
    QVERIFY(table()->hasFocus());
    m_page->importing()->importFiles({write(u"b.pem"_s, {u"new"_s})});
    acceptImport();
    QVERIFY(findShown<QPushButton>(u"noticeUndo"_s));
    find<QAction>(u"action-undo"_s)->trigger();
    QVERIFY(!findShown<ui::NoticeBar>(u"storeNotice"_s));
    QVERIFY(!document()->store().find(u"new"));
}

void TestTruststoresPage::pair(const QString &apiManager, const QString &identityServer)
{
    open(apiManager);
    open(identityServer);
    find<QAction>(u"action-pair"_s)->trigger();
    auto *chosen = dialog<ui::PairDialog>();
    QVERIFY(chosen);
    QCOMPARE(test::unnamedControls(*chosen), QStringList());
    chosen->findChild<QComboBox *>(u"pairApiManager"_s)->setCurrentText(apiManager);
    chosen->findChild<QComboBox *>(u"pairIdentityServer"_s)->setCurrentText(identityServer);
    QTest::mouseClick(chosen->findChild<QPushButton *>(u"pairAccept"_s), Qt::LeftButton);
    QVERIFY(m_page->pair()->isOpen());
}

void TestTruststoresPage::importsIntoBothOfAPairAndSavesBoth()
{
    const QString first = m_folder->filePath(u"am.pem"_s);
    const QString second = m_folder->filePath(u"is.pem"_s);
    trust::TrustStore trusted = test::storeOf(StoreFormat::Pem, {u"one"_s, u"root"_s});
    test::writeStore(first, trusted);
    QVERIFY(trust::removeEntries(trusted, {u"root"_s}));
    test::writeStore(second, trusted);
    pair(first, second);
    const auto *state = find<ui::OutcomeLabel>(u"pairState"_s);
    QVERIFY2(state->isVisible(), "The pair is not shown.");
    const trust::TrustStore bundle = test::storeOf(StoreFormat::Pem, {u"issuer"_s});
    trust::TrustStore both = bundle;
    both.entries += m_page->tabs()->find(first)->document()->store().entries[1];
    both.entries[1].alias = u"obieroot"_s;
    const QString source = m_folder->filePath(u"obie.pem"_s);
    test::writeStore(source, both);
    m_page->importing()->importFiles({source});
    acceptImport();
    QTRY_VERIFY(dialog<ui::PairReport>());
    auto *report = dialog<ui::PairReport>();
    QCOMPARE(test::unnamedControls(*report), QStringList());
    const auto *cells = report->findChild<QTableWidget *>(u"pairReportTable"_s);
    QCOMPARE(cells->rowCount(), 2);
    QCOMPARE(cells->item(0, 1)->text(), u"Added as issuer"_s);
    QCOMPARE(cells->item(0, 2)->text(), u"Added as issuer"_s);
    QCOMPARE(cells->item(1, 1)->text(), u"There already, as root"_s);
    QCOMPARE(cells->item(1, 2)->text(), u"Added as obieroot"_s);
    QTest::mouseClick(report->findChild<QPushButton *>(u"reportSave"_s), Qt::LeftButton);
    QTRY_VERIFY(m_page->tabs()->unsavedDocuments().isEmpty());
    QCOMPARE(trust::openStoreFile(first, std::nullopt)->store.entries.size(), 3);
    QCOMPARE(trust::openStoreFile(second, std::nullopt)->store.entries.size(), 3);
    QCOMPARE(state->text(), u"API Manager and Identity Server trust the same."_s);
    QVERIFY(findShown<ui::NoticeBar>(u"storeNotice"_s)->text().contains(u"Both"_s));
    // One undo a store.
    for (const QString &path : {first, second}) {
        auto *each = m_page->tabs()->find(path)->document();
        QVERIFY(each->undo());
        QVERIFY(!each->undoStack()->canUndo());
    }
    QVERIFY(state->text().contains(u"only one"_s));
}

void TestTruststoresPage::importsIntoOneOfAPairWhereThatIsWanted()
{
    const QString first = write(u"am.pem"_s, {u"one"_s});
    const QString second = write(u"is.pem"_s, {u"two"_s});
    pair(first, second);
    QTest::mouseClick(find<QCheckBox>(u"pairTogether"_s), Qt::LeftButton, {},
                      find<QCheckBox>(u"pairTogether"_s)->rect().center() - QPoint(20, 0));
    QVERIFY(!m_page->pair()->changesTogether());
    m_page->importing()->importFiles({write(u"new.pem"_s, {u"new"_s})});
    acceptImport();
    QVERIFY(!dialog<ui::PairReport>());
    QCOMPARE(m_page->tabs()->find(first)->document()->store().entries.size(), 1);
    QCOMPARE(m_page->tabs()->find(second)->document()->store().entries.size(), 2);
}

void TestTruststoresPage::remembersThePair()
{
    const QString first = write(u"am.pem"_s, {u"one"_s});
    const QString second = write(u"is.pem"_s, {u"two"_s});
    pair(first, second);
    const QString ini = m_folder->filePath(u"console.ini"_s);
    {
        QSettings settings(ini, QSettings::IniFormat);
        m_page->saveState(settings);
    }
    renew();
    m_page->restoreState(QSettings(ini, QSettings::IniFormat));
    QVERIFY(m_page->pair()->isSet() && !m_page->pair()->isOpen());
    QTest::mouseClick(find<QPushButton>(u"pairOpen"_s), Qt::LeftButton);
    QTRY_VERIFY(m_page->pair()->isOpen());
    QTest::mouseClick(find<QPushButton>(u"pairEnd"_s), Qt::LeftButton);
    QVERIFY(!m_page->pair()->isSet());
    QVERIFY(!find<QWidget>(u"pairBar"_s)->isVisible());
    QCOMPARE(m_page->tabs()->count(), 2);
}

void TestTruststoresPage::refusesToPairAFileWithItself()
{
    const QString path = write(u"a.pem"_s, {u"one"_s});
    open(path);
    find<QAction>(u"action-pair"_s)->trigger();
    auto *chosen = dialog<ui::PairDialog>();
    const auto *problem = chosen->findChild<ui::OutcomeLabel *>(u"pairProblem"_s);
    for (const QString &other : {path, m_folder->filePath(u"absent.jks"_s), QString()}) {
        chosen->findChild<QComboBox *>(u"pairIdentityServer"_s)->setCurrentText(other);
        QVERIFY(problem->isVisible());
        QVERIFY(!chosen->findChild<QPushButton *>(u"pairAccept"_s)->isEnabled());
    }
}

void TestTruststoresPage::comparesTwoStores()
{
    const QString first = write(u"a.pem"_s, {u"one"_s});
    open(first);
    QVERIFY(!find<QAction>(u"action-compare"_s)->isEnabled());
    open(write(u"b.pem"_s, {u"two"_s}));
    find<QAction>(u"action-compare"_s)->trigger();
    QTRY_VERIFY(dialog<ui::CompareDialog>());
    QSignalSpy compared(dialog<ui::CompareDialog>(), &ui::CompareDialog::compared);
    Q_EMIT dialog<ui::CompareDialog>()->copyRequested(
        m_page->tabs()->find(first)->document()->store().trustedCertificates(), ui::CompareDialog::Side::Left);
    acceptImport();
    QCOMPARE(document()->store().entries.size(), 2);
    QTRY_VERIFY(!compared.isEmpty());
    m_page->tabs()->remove(m_page->tabs()->find(first));
    QTRY_VERIFY(!dialog<ui::CompareDialog>());
}

void TestTruststoresPage::keepsTheWindowLiveWithTenThousandEntries()
{
    constexpr int Count = 10'000;
    trust::TrustStore store;
    store.format = StoreFormat::Jks;
    for (int i = 0; i < Count; ++i)
        store.entries += test::entryOf(u"entry-%1"_s.arg(i), test::authority("CA " + QByteArray::number(i)));
    const QString path = m_folder->filePath(u"large.jks"_s);
    test::writeStore(path, store, "wso2carbon");
    m_memory->passwords.insert(path, trust::Password("wso2carbon"));
    store = {};
    QTest::qWait(50);

    test::LatencyProbe probe;
    QStringList gaps;
    const auto note = [&](const QString &what) {
        QTest::qWait(300);
        gaps += u"%1: %2 ms"_s.arg(what).arg(probe.worstMs());
        QVERIFY2(probe.worstMs() < 700, qPrintable(gaps.join(u", "_s)));
        probe.reset();
    };
    m_page->openFile(path);
    QTRY_COMPARE_WITH_TIMEOUT(m_page->tabs()->count(), 1, 60'000);
    QCOMPARE(table()->model()->rowCount(), Count);
    note(u"open"_s);
    findShown<QLineEdit>(u"storeSearch"_s)->setText(u"77"_s);
    QTRY_VERIFY(table()->model()->rowCount() < Count);
    note(u"filter"_s);
    findShown<QLineEdit>(u"storeSearch"_s)->clear();
    QTRY_COMPARE(table()->model()->rowCount(), Count);
    note(u"unfilter"_s);
    table()->sortByColumn(ui::StoreModel::SubjectColumn, Qt::DescendingOrder);
    note(u"sort"_s);
    selectRow(5000);
    note(u"select one"_s);
    table()->selectAll();
    note(u"select all"_s);
    selectRow(7000);
    note(u"select another"_s);
    find<QAction>(u"action-delete"_s)->trigger();
    QCOMPARE(document()->store().entries.size(), Count - 1);
    note(u"delete"_s);
    find<QAction>(u"action-undo"_s)->trigger();
    note(u"undo"_s);
    find<QAction>(u"action-redo"_s)->trigger();
    find<QAction>(u"action-save"_s)->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(!document()->isModified(), 60'000);
    note(u"save"_s);
    qInfo("Longest pauses of the event loop with %d entries: %s", Count, qPrintable(gaps.join(u", "_s)));
}

QTEST_MAIN(TestTruststoresPage)
#include "test_truststores_page.moc"
