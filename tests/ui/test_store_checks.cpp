#include "base/files.h"
#include "truststores_fixture.h"
#include "ui/pages/truststores/admission_panel.h"
#include "ui/pages/truststores/certificate_comparison.h"
#include "ui/pages/truststores/import_dialog.h"
#include "ui/pages/truststores/review_panel.h"
#include "ui/pages/truststores/store_checks.h"
#include "ui/pages/truststores/store_comparison.h"

#include <QCheckBox>
#include <QClipboard>
#include <QDropEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QMimeData>
#include <QSignalSpy>
#include <QTreeWidget>

using namespace gatehouse;
using namespace Qt::StringLiterals;
using trust::StoreFormat;

/// What the page says of a store without changing it.
class TestStoreChecks : public QObject, protected test::TruststoresFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { show(); }
    void cleanup() { close(); }
    void findsWhatIsWrongAndSelectsTheEntry();
    void reviewsAnewAfterAnEdit();
    void liftsTheFilterThatHidesAFinding();
    void showsRemarksOnlyWhereWanted();
    void saysThatNothingIsWrong();
    void namesTheEntryThatLetsAClientIn();
    void saysWhyAClientIsNotLetIn();
    void judgesWhatIsDroppedAndImportsNothing();
    void judgesTheClipboard();
    void judgesAnewAfterAnEdit();
    void saysWhatIsNoClientsCertificate();
    void closesByKeyboard();
    void comparesTwoSelectedCertificates();
    void showsOnlyWhatDiffers();
    void comparesWithAFile();
    void saysThatAFileHasNothingToCompare();

private:
    ui::StoreChecks *checks() const { return m_page->tabs()->current()->checks(); }
    /// A root, its issuer, and one more entry that has expired.
    QString writeDirectory()
    {
        const QString path = m_folder->filePath(u"directory.pem"_s);
        test::writeStore(
            path,
            {StoreFormat::Pem,
             {test::entryOf(u"root"_s, m_root.certificate), test::entryOf(u"issuer"_s, m_issuer.certificate),
              test::entryOf(u"old"_s, test::authority("old", test::Today - std::chrono::hours(24)))}});
        return path;
    }
    QString writePem(const QString &name, const QList<trust::Certificate> &certificates) const
    {
        const QString path = m_folder->filePath(name);
        QByteArray pem;
        for (const trust::Certificate &certificate : certificates)
            pem += certificate.pem();
        return saveFile(path, pem) ? path : QString();
    }
    void review()
    {
        QSignalSpy reviewed(checks()->review(), &ui::ReviewPanel::reviewed);
        key(Qt::Key_R, Qt::ControlModifier);
        QTRY_VERIFY(!reviewed.isEmpty());
    }
    void judge(const QString &path)
    {
        QSignalSpy judged(checks()->admission(), &ui::AdmissionPanel::judged);
        key(Qt::Key_T, Qt::ControlModifier);
        QTRY_VERIFY(checks()->admission()->isVisible());
        checks()->admission()->judgeFile(path);
        QTRY_VERIFY(!judged.isEmpty());
    }
    QString verdict() const { return findShown<ui::OutcomeLabel>(u"admissionVerdict"_s)->text(); }
    QString reason() const { return findShown<ui::OutcomeLabel>(u"admissionVerdict"_s)->accessibleDescription(); }
    QStringList selected() const { return m_page->tabs()->current()->selectedAliases(); }

    const trust::test::Made m_root = trust::test::make(trust::test::authorityRecipe("root"), trust::test::ecKey());
    const trust::test::Made m_issuer =
        trust::test::make(trust::test::authorityRecipe("issuer"), trust::test::ecKey(), &m_root);
    const trust::test::Made m_tpp =
        trust::test::make(trust::test::transportRecipe("tpp"), trust::test::ecKey(), &m_issuer);
};

void TestStoreChecks::findsWhatIsWrongAndSelectsTheEntry()
{
    open(writeDirectory());
    review();
    auto *list = findShown<QTableView>(u"reviewTable"_s);
    QVERIFY(list && list->hasFocus());
    QCOMPARE(list->model()->rowCount(), 1);
    QCOMPARE(list->model()->index(0, 0).data().toString(), u"Problem"_s);
    QCOMPARE(list->model()->index(0, 1).data().toString(), u"old"_s);
    QVERIFY(list->model()->index(0, 2).data().toString().contains(u"expired"_s));
    QVERIFY2(findShown<ui::OutcomeLabel>(u"reviewSummary"_s)->text().startsWith(u"1 problem"_s), "Not counted.");
    QCOMPARE(test::unnamedControls(*m_page), QStringList());
    selectRow(0);
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Down);
    QCOMPARE(selected(), QStringList{u"old"_s});
    QVERIFY(list->hasFocus());
}

void TestStoreChecks::reviewsAnewAfterAnEdit()
{
    open(writeDirectory());
    review();
    QSignalSpy reviewed(checks()->review(), &ui::ReviewPanel::reviewed);
    selectRow(0);
    key(Qt::Key_Delete);
    QTRY_VERIFY(!reviewed.isEmpty());
    const auto *list = findShown<QTableView>(u"reviewTable"_s);
    QCOMPARE(list->model()->rowCount(), 2);
    QStringList entries;
    for (int row = 0; row < 2; ++row)
        entries += list->model()->index(row, 1).data().toString();
    QVERIFY2(entries.contains(u"issuer"_s), "That its root is gone is not found.");
}

void TestStoreChecks::liftsTheFilterThatHidesAFinding()
{
    open(writeDirectory());
    findShown<QLineEdit>(u"storeSearch"_s)->setText(u"issuer"_s);
    QTRY_COMPARE(table()->model()->rowCount(), 1);
    review();
    auto *list = findShown<QTableView>(u"reviewTable"_s);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(0, 1)).center());
    QCOMPARE(selected(), QStringList{u"old"_s});
    QVERIFY(list->hasFocus());
}

void TestStoreChecks::showsRemarksOnlyWhereWanted()
{
    trust::TrustStore store = test::storeOf(StoreFormat::Pem, {u"one"_s});
    store.entries += test::entryOf(u"leaf"_s, m_tpp.certificate);
    const QString path = m_folder->filePath(u"a.pem"_s);
    test::writeStore(path, store);
    open(path);
    review();
    auto *notes = findShown<QCheckBox>(u"reviewNotes"_s);
    const auto *list = findShown<QTableView>(u"reviewTable"_s);
    const int before = list->model()->rowCount();
    if (notes->isEnabled()) {
        QTest::keyClick(notes, Qt::Key_Space);
        QVERIFY(list->model()->rowCount() > before);
        QTest::keyClick(notes, Qt::Key_Space);
    }
    QCOMPARE(list->model()->rowCount(), before);
    for (int row = 0; row < before; ++row)
        QVERIFY(list->model()->index(row, 0).data().toString() != u"Remark"_s);
}

void TestStoreChecks::saysThatNothingIsWrong()
{
    open(write(u"a.pem"_s, {u"one"_s}));
    review();
    QVERIFY(findShown<ui::OutcomeLabel>(u"reviewSummary"_s)->text().startsWith(u"Nothing is wrong"_s));
}

void TestStoreChecks::namesTheEntryThatLetsAClientIn()
{
    open(writeDirectory());
    judge(writePem(u"tpp.pem"_s, {m_tpp.certificate}));
    QVERIFY2(verdict().contains(u"tpp"_s) && verdict().contains(u"issuer"_s), qPrintable(verdict()));
    auto *chain = findShown<QTreeWidget>(u"admissionChain"_s);
    QCOMPARE(chain->topLevelItemCount(), 2);
    QVERIFY(chain->topLevelItem(1)->text(1).contains(u"issuer"_s));
    QCOMPARE(test::unnamedControls(*m_page), QStringList());
    selectRow(0);
    click(u"admissionShow"_s);
    QCOMPARE(selected(), QStringList{u"issuer"_s});
    QVERIFY(!document()->isModified());
}

void TestStoreChecks::saysWhyAClientIsNotLetIn()
{
    open(write(u"a.pem"_s, {u"one"_s}));
    judge(writePem(u"tpp.pem"_s, {m_tpp.certificate, m_issuer.certificate}));
    QVERIFY2(verdict().contains(u"not let in"_s), qPrintable(verdict()));
    QVERIFY2(reason().contains(u"not in the truststore"_s), qPrintable(reason()));
    const auto *chain = findShown<QTreeWidget>(u"admissionChain"_s);
    QVERIFY(chain->topLevelItem(chain->topLevelItemCount() - 1)->text(1).contains(u"Missing"_s));
    QVERIFY(!findShown<QPushButton>(u"admissionShow"_s));
    // An authority is not for clients, though it is trusted.
    open(writeDirectory());
    const trust::test::Made server = [this] {
        trust::test::Recipe recipe = trust::test::transportRecipe("server");
        recipe.extensions[NID_ext_key_usage] = "serverAuth";
        return trust::test::make(recipe, trust::test::ecKey(), &m_issuer);
    }();
    judge(writePem(u"server.pem"_s, {server.certificate}));
    QVERIFY2(reason().contains(u"clientAuth"_s), qPrintable(reason()));
}

void TestStoreChecks::judgesWhatIsDroppedAndImportsNothing()
{
    open(writeDirectory());
    key(Qt::Key_T, Qt::ControlModifier);
    auto *panel = checks()->admission();
    QSignalSpy judged(panel, &ui::AdmissionPanel::judged);
    QMimeData content;
    content.setUrls({QUrl::fromLocalFile(writePem(u"tpp.pem"_s, {m_tpp.certificate}))});
    QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &content, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(panel, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent dropped(QPointF(10, 10), Qt::CopyAction, &content, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(panel, &dropped);
    QTRY_VERIFY(!judged.isEmpty());
    QVERIFY(verdict().contains(u"issuer"_s));
    QVERIFY(!dialog<ui::ImportDialog>() && !document()->isModified());
}

void TestStoreChecks::judgesTheClipboard()
{
    open(writeDirectory());
    key(Qt::Key_T, Qt::ControlModifier);
    QTRY_VERIFY(findShown<QPushButton>(u"admissionFile"_s)->hasFocus());
    QSignalSpy judged(checks()->admission(), &ui::AdmissionPanel::judged);
    QGuiApplication::clipboard()->setText(QString::fromLatin1(m_tpp.certificate.pem()));
    QTest::keyClick(findShown<QPushButton>(u"admissionFile"_s), Qt::Key_Tab);
    QTest::keyClick(m_page->focusWidget(), Qt::Key_Space);
    QTRY_VERIFY(!judged.isEmpty());
    QVERIFY(verdict().contains(u"issuer"_s));
}

void TestStoreChecks::judgesAnewAfterAnEdit()
{
    open(writeDirectory());
    judge(writePem(u"tpp.pem"_s, {m_tpp.certificate}));
    QVERIFY(verdict().contains(u"is let in"_s));
    selectRow(1);
    key(Qt::Key_Delete);
    QTRY_VERIFY2(verdict().contains(u"not let in"_s), qPrintable(verdict()));
    key(Qt::Key_Z, Qt::ControlModifier);
    QTRY_VERIFY2(verdict().contains(u"is let in"_s), qPrintable(verdict()));
}

void TestStoreChecks::saysWhatIsNoClientsCertificate()
{
    open(writeDirectory());
    const QString notes = m_folder->filePath(u"notes.txt"_s);
    QVERIFY(saveFile(notes, "These are notes."));
    judge(notes);
    QVERIFY2(reason().contains(u"notes.txt"_s), qPrintable(reason()));
    judge(writeJks(u"b.jks"_s, {u"two"_s}));
    QVERIFY2(reason().contains(u"is a truststore"_s), qPrintable(reason()));
    QCOMPARE(m_page->tabs()->count(), 1);
}

void TestStoreChecks::closesByKeyboard()
{
    open(writeDirectory());
    review();
    QTest::keyClick(findShown<QTableView>(u"reviewTable"_s), Qt::Key_Escape);
    QVERIFY(!checks()->isVisible());
    QVERIFY(table()->hasFocus());
}

void TestStoreChecks::comparesTwoSelectedCertificates()
{
    open(write(u"a.pem"_s, {u"one"_s, u"two"_s, u"three"_s}));
    selectRow(0);
    QVERIFY(!find<QAction>(u"action-compareEntries"_s)->isEnabled());
    QTest::keyClick(table(), Qt::Key_Down, Qt::ShiftModifier);
    QVERIFY(find<QAction>(u"action-compareEntries"_s)->isEnabled());
    key(Qt::Key_D, Qt::ControlModifier);
    auto *compared = dialog<ui::CertificateComparison>();
    QVERIFY(compared);
    QCOMPARE(test::unnamedControls(*compared), QStringList());
    const auto *rows = compared->findChild<QTreeWidget *>(u"comparisonTable"_s);
    QCOMPARE(rows->headerItem()->text(1), u"one"_s);
    QCOMPARE(rows->headerItem()->text(2), u"two"_s);
    int differing = 0;
    for (int i = 0; i < rows->topLevelItemCount(); ++i) {
        const QTreeWidgetItem *item = rows->topLevelItem(i);
        if (item->icon(0).isNull())
            continue; // a heading
        const bool differs = item->text(1) != item->text(2);
        QCOMPARE(item->background(1).style() != Qt::NoBrush, differs);
        QVERIFY(item->toolTip(0).contains(differs ? u"differs"_s : u"is the same"_s));
        differing += differs ? 1 : 0;
    }
    QVERIFY(differing > 0);
    const QString summary = compared->findChild<ui::OutcomeLabel *>(u"comparisonSummary"_s)->text();
    QVERIFY2(summary.contains(QString::number(differing)), qPrintable(summary));
}

void TestStoreChecks::showsOnlyWhatDiffers()
{
    open(write(u"a.pem"_s, {u"one"_s, u"two"_s}));
    table()->selectAll();
    run(u"compareEntries"_s);
    auto *compared = dialog<ui::CertificateComparison>();
    auto *alone = compared->findChild<QCheckBox *>(u"comparisonDifferences"_s);
    const auto *rows = compared->findChild<QTreeWidget *>(u"comparisonTable"_s);
    const auto shown = [rows] {
        QStringList labels;
        for (int i = 0; i < rows->topLevelItemCount(); ++i) {
            if (!rows->topLevelItem(i)->isHidden())
                labels += rows->topLevelItem(i)->text(0);
        }
        return labels;
    };
    const QStringList all = shown();
    QTest::keyClick(alone, Qt::Key_Space);
    const QStringList differing = shown();
    QVERIFY(!differing.isEmpty() && differing.size() < all.size());
    QTest::keyClick(alone, Qt::Key_Space);
    QCOMPARE(shown(), all);
}

void TestStoreChecks::comparesWithAFile()
{
    open(writeDirectory());
    selectRow(0);
    m_page->comparison()->showWithFile(writePem(u"same.pem"_s, {m_root.certificate, m_issuer.certificate}));
    QTRY_VERIFY(dialog<ui::CertificateComparison>());
    auto *compared = dialog<ui::CertificateComparison>();
    QVERIFY(compared->findChild<ui::OutcomeLabel *>(u"comparisonSummary"_s)->text().contains(u"same certificate"_s));
    QCOMPARE(compared->findChild<QTreeWidget *>(u"comparisonTable"_s)->headerItem()->text(2),
             u"same.pem, first of 2"_s);
    QVERIFY(!compared->findChild<QCheckBox *>(u"comparisonDifferences"_s)->isEnabled());
}

void TestStoreChecks::saysThatAFileHasNothingToCompare()
{
    open(writeDirectory());
    selectRow(0);
    m_page->comparison()->showWithFile(writeJks(u"b.jks"_s, {u"two"_s}));
    QTRY_VERIFY(findShown<ui::NoticeBar>(u"storeNotice"_s));
    QVERIFY2(detail(u"storeNotice"_s).contains(u"is a truststore"_s), qPrintable(detail(u"storeNotice"_s)));
    QVERIFY(!dialog<ui::CertificateComparison>());
}

QTEST_MAIN(TestStoreChecks)
#include "test_store_checks.moc"
