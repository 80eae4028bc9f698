#include "truststores_fixture.h"
#include "ui/pages/truststores/import_dialog.h"
#include "ui/pages/truststores/pair_report.h"
#include "ui/pages/truststores/store_edits.h"
#include "ui/pages/truststores/store_import.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>

using namespace gatehouse;
using namespace Qt::StringLiterals;
using trust::StoreFormat;

/// What is done to two stores at once, and how it is taken back.
class TestStoreSteps : public QObject, protected test::TruststoresFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { show(); }
    void cleanup() { close(); }
    void movesWhatIsCutOnceItIsPasted();
    void undoesEachHalfOfAMoveInItsOwnTab();
    void losesNothingWhereThePasteNeverComes();
    void leavesWhatIsNotMovedWhereItWas();
    void movesNothingThatWasChangedSince();
    void cutsNoPrivateKey();
    void pastesNothingIntoTheStoreItWasCutFrom();
    void copiesWhereTheSourceIsClosed();
    void undoesAPairImportInBoth();
    void deletesFromBothOfAPairAndUndoesBoth();
    void deletesFromOneOfAPairWhereThatIsWanted();
    void undoesAloneWhatTheOtherHasBuiltUpon();
    void undoesNeitherWhileOneIsSaved();
    void renamesInBothOfAPair();
    void renamesInNeitherWhereTheOtherRefuses();

private:
    void openTwo()
    {
        m_first = write(u"a.pem"_s, {u"one"_s, u"two"_s, u"three"_s});
        m_second = write(u"b.pem"_s, {u"other"_s});
        open(m_second);
        open(m_first);
    }
    void openBoth(const QStringList &first, const QStringList &second)
    {
        m_first = write(u"am.pem"_s, first);
        m_second = write(u"is.pem"_s, second);
        openPair(m_first, m_second);
        show(m_first);
    }
    void cut(int row)
    {
        selectRow(row);
        key(Qt::Key_X, Qt::ControlModifier);
    }
    void accept()
    {
        QTRY_VERIFY(dialog<ui::ImportDialog>());
        QTest::mouseClick(dialog<ui::ImportDialog>()->findChild<QPushButton *>(u"importAccept"_s), Qt::LeftButton);
        QTRY_VERIFY(!dialog<ui::ImportDialog>());
        m_page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    }
    void paste(const QString &into)
    {
        show(into);
        key(Qt::Key_V, Qt::ControlModifier);
        accept();
    }
    void rename(const QString &to)
    {
        key(Qt::Key_F2);
        QTRY_VERIFY(find<QLineEdit>(u"newAlias"_s));
        auto *alias = find<QLineEdit>(u"newAlias"_s);
        alias->selectAll();
        QTest::keyClicks(alias, to);
        QTest::keyClick(alias, Qt::Key_Return);
        QTRY_VERIFY(!find<QLineEdit>(u"newAlias"_s));
        m_page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    }

    QString m_first;
    QString m_second;
};

void TestStoreSteps::movesWhatIsCutOnceItIsPasted()
{
    openTwo();
    cut(1);
    // It is still there, and marked with more than a colour.
    QCOMPARE(aliasesOf(m_first), QStringList({u"one"_s, u"two"_s, u"three"_s}));
    QVERIFY(!document()->isModified());
    const QModelIndex marked = document()->model()->index(1, ui::StoreModel::AliasColumn);
    QVERIFY(!marked.data(Qt::DecorationRole).isNull() && marked.data(Qt::FontRole).value<QFont>().italic());
    QVERIFY(findShown<ui::NoticeBar>(u"storeNotice"_s)->text().contains(u"cut"_s));
    paste(m_second);
    QCOMPARE(aliasesOf(m_first), QStringList({u"one"_s, u"three"_s}));
    QCOMPARE(aliasesOf(m_second), QStringList({u"other"_s, u"two"_s}));
    show(m_first);
    QVERIFY2(findShown<ui::NoticeBar>(u"storeNotice"_s)->text().contains(u"b.pem"_s), "The source says nothing.");
}

void TestStoreSteps::undoesEachHalfOfAMoveInItsOwnTab()
{
    openTwo();
    cut(1);
    paste(m_second);
    QVERIFY(document()->undoStack()->undoText().contains(u"a.pem"_s));
    key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(aliasesOf(m_second), QStringList{u"other"_s});
    QCOMPARE(aliasesOf(m_first), QStringList({u"one"_s, u"three"_s}));
    show(m_first);
    click(u"noticeUndo"_s);
    QCOMPARE(aliasesOf(m_first), QStringList({u"one"_s, u"two"_s, u"three"_s}));
    QVERIFY(!document()->isModified());
}

void TestStoreSteps::losesNothingWhereThePasteNeverComes()
{
    openTwo();
    cut(0);
    QGuiApplication::clipboard()->setText(u"something else"_s);
    QCOMPARE(aliasesOf(m_first), QStringList({u"one"_s, u"two"_s, u"three"_s}));
    const auto isMarked = [this] {
        return !document()->model()->index(0, ui::StoreModel::AliasColumn).data(Qt::DecorationRole).isNull();
    };
    QTRY_VERIFY(!isMarked());
    QVERIFY(!findShown<ui::NoticeBar>(u"storeNotice"_s));
    // Nor where the user thinks better of it.
    cut(0);
    QVERIFY(isMarked());
    click(u"cutRelease"_s);
    QVERIFY(!isMarked() && table()->hasFocus());
    paste(m_second);
    QCOMPARE(aliasesOf(m_first).size(), 3);
    QCOMPARE(aliasesOf(m_second).size(), 2);
}

void TestStoreSteps::leavesWhatIsNotMovedWhereItWas()
{
    openTwo();
    table()->selectAll();
    key(Qt::Key_X, Qt::ControlModifier);
    show(m_second);
    key(Qt::Key_V, Qt::ControlModifier);
    QTRY_VERIFY(dialog<ui::ImportDialog>());
    auto *list = dialog<ui::ImportDialog>()->findChild<QTableView *>(u"importTable"_s);
    list->setCurrentIndex(list->model()->index(1, 0));
    QTest::keyClick(list, Qt::Key_Space);
    accept();
    QCOMPARE(aliasesOf(m_first), QStringList{u"two"_s});
    QCOMPARE(aliasesOf(m_second), QStringList({u"other"_s, u"one"_s, u"three"_s}));
}

void TestStoreSteps::movesNothingThatWasChangedSince()
{
    openTwo();
    cut(1);
    QVERIFY(document()->rename(u"two"_s, u"second"_s));
    paste(m_second);
    QCOMPARE(aliasesOf(m_first), QStringList({u"one"_s, u"second"_s, u"three"_s}));
    QCOMPARE(aliasesOf(m_second), QStringList({u"other"_s, u"two"_s}));
}

void TestStoreSteps::cutsNoPrivateKey()
{
    const QString path = write(u"a.pem"_s, {u"one"_s});
    open(path);
    trust::TrustStore store = document()->store();
    store.entries[0].kind = trust::StoreEntry::Kind::PrivateKey;
    document()->create(path, store, {});
    cut(0);
    QVERIFY2(detail(u"storeNotice"_s).contains(u"no trusted certificate"_s), qPrintable(detail(u"storeNotice"_s)));
}

void TestStoreSteps::pastesNothingIntoTheStoreItWasCutFrom()
{
    openTwo();
    cut(1);
    key(Qt::Key_V, Qt::ControlModifier);
    QTest::qWait(50);
    QVERIFY(!dialog<ui::ImportDialog>());
    QVERIFY(!document()->isModified());
    paste(m_second);
    QCOMPARE(aliasesOf(m_first), QStringList({u"one"_s, u"three"_s}));
}

void TestStoreSteps::copiesWhereTheSourceIsClosed()
{
    openTwo();
    cut(1);
    m_page->tabs()->remove(m_page->tabs()->find(m_first));
    QTest::qWait(1);
    paste(m_second);
    QCOMPARE(aliasesOf(m_second), QStringList({u"other"_s, u"two"_s}));
}

void TestStoreSteps::undoesAPairImportInBoth()
{
    openBoth({u"one"_s}, {u"two"_s});
    m_page->importing()->importFiles({write(u"new.pem"_s, {u"new"_s})});
    accept();
    QTRY_VERIFY(dialog<ui::PairReport>());
    dialog<ui::PairReport>()->reject();
    QTRY_VERIFY(!dialog<ui::PairReport>());
    QCOMPARE(aliasesOf(m_second), QStringList({u"two"_s, u"new"_s}));
    run(u"undo"_s);
    QCOMPARE(aliasesOf(m_first), QStringList{u"one"_s});
    QCOMPARE(aliasesOf(m_second), QStringList{u"two"_s});
    QVERIFY(m_page->tabs()->unsavedDocuments().isEmpty());
    // From the other tab it comes back in both.
    show(m_second);
    run(u"redo"_s);
    QCOMPARE(aliasesOf(m_first), QStringList({u"one"_s, u"new"_s}));
    QCOMPARE(aliasesOf(m_second), QStringList({u"two"_s, u"new"_s}));
}

void TestStoreSteps::deletesFromBothOfAPairAndUndoesBoth()
{
    openBoth({u"one"_s, u"two"_s}, {u"one"_s});
    // The same certificate under another alias.
    trust::TrustStore store = documentOf(m_first)->store();
    store.entries.removeLast();
    store.entries[0].alias = u"another name"_s;
    store.entries += test::entryOf(u"kept"_s, test::authority("kept"));
    test::writeStore(m_second, store);
    m_page->tabs()->remove(m_page->tabs()->find(m_second));
    open(m_second);
    show(m_first);
    selectRow(0);
    key(Qt::Key_Delete);
    QCOMPARE(aliasesOf(m_first), QStringList{u"two"_s});
    QCOMPARE(aliasesOf(m_second), QStringList{u"kept"_s});
    QVERIFY2(detail(u"storeNotice"_s).contains(u"is.pem"_s), qPrintable(detail(u"storeNotice"_s)));
    click(u"noticeUndo"_s);
    QCOMPARE(aliasesOf(m_first), QStringList({u"one"_s, u"two"_s}));
    QCOMPARE(aliasesOf(m_second), QStringList({u"another name"_s, u"kept"_s}));
}

void TestStoreSteps::deletesFromOneOfAPairWhereThatIsWanted()
{
    openBoth({u"one"_s}, {u"two"_s});
    QVERIFY(m_page->pair()->import({test::authority("new")}, {u"new"_s}));
    m_page->pair()->setChangesTogether(false);
    selectRow(1);
    key(Qt::Key_Delete);
    QCOMPARE(aliasesOf(m_first), QStringList{u"one"_s});
    QCOMPARE(aliasesOf(m_second), QStringList({u"two"_s, u"new"_s}));
}

void TestStoreSteps::undoesAloneWhatTheOtherHasBuiltUpon()
{
    openBoth({u"one"_s}, {u"two"_s});
    QVERIFY(m_page->pair()->import({test::authority("new")}, {u"new"_s}));
    QVERIFY(documentOf(m_second)->rename(u"two"_s, u"second"_s));
    run(u"undo"_s);
    QCOMPARE(aliasesOf(m_first), QStringList{u"one"_s});
    QCOMPARE(aliasesOf(m_second), QStringList({u"second"_s, u"new"_s}));
    QVERIFY2(detail(u"storeNotice"_s).contains(u"is.pem"_s), qPrintable(detail(u"storeNotice"_s)));
}

void TestStoreSteps::undoesNeitherWhileOneIsSaved()
{
    openBoth({u"one"_s}, {u"two"_s});
    QVERIFY(m_page->pair()->import({test::authority("new")}, {u"new"_s}));
    documentOf(m_second)->setSaving(true);
    m_page->edits()->undo();
    QCOMPARE(aliasesOf(m_first).size(), 2);
    QCOMPARE(aliasesOf(m_second).size(), 2);
    QVERIFY2(detail(u"storeNotice"_s).contains(u"is.pem"_s), qPrintable(detail(u"storeNotice"_s)));
    documentOf(m_second)->setSaving(false);
    m_page->edits()->undo();
    QCOMPARE(aliasesOf(m_second).size(), 1);
}

void TestStoreSteps::renamesInBothOfAPair()
{
    openBoth({u"one"_s}, {u"two"_s});
    QVERIFY(m_page->pair()->import({test::authority("new")}, {u"new"_s}));
    selectRow(1);
    rename(u"obieroot"_s);
    QCOMPARE(aliasesOf(m_first), QStringList({u"one"_s, u"obieroot"_s}));
    QCOMPARE(aliasesOf(m_second), QStringList({u"two"_s, u"obieroot"_s}));
    key(Qt::Key_Z, Qt::ControlModifier);
    QCOMPARE(aliasesOf(m_first), QStringList({u"one"_s, u"new"_s}));
    QCOMPARE(aliasesOf(m_second), QStringList({u"two"_s, u"new"_s}));
}

void TestStoreSteps::renamesInNeitherWhereTheOtherRefuses()
{
    openBoth({u"one"_s}, {u"taken"_s});
    QVERIFY(m_page->pair()->import({test::authority("new")}, {u"new"_s}));
    selectRow(1);
    rename(u"taken"_s);
    QCOMPARE(aliasesOf(m_first), QStringList({u"one"_s, u"new"_s}));
    QCOMPARE(aliasesOf(m_second), QStringList({u"taken"_s, u"new"_s}));
    QVERIFY2(detail(u"storeNotice"_s).contains(u"is.pem"_s), qPrintable(detail(u"storeNotice"_s)));
}

QTEST_MAIN(TestStoreSteps)
#include "test_store_steps.moc"
