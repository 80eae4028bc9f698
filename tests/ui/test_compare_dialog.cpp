#include "certificate_fixtures.h"
#include "console_test.h"
#include "ui/pages/truststores/compare_dialog.h"
#include "ui/widgets/certificate_view.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>
#include <QTreeWidget>

using namespace gatehouse;
using namespace Qt::StringLiterals;
using ui::CompareDialog;
using ui::CompareModel;

class TestCompareDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listsEachKindOfDifference();
    void saysThatThereIsNoDifference();
    void filtersByKind();
    void filtersByText();
    void asksToCopyTheSelectedToTheRight();
    void asksToCopyTheSelectedToTheLeft();
    void copiesNeitherRenamedEntriesNorPrivateKeys();
    void copiesFromASideOfAChangedEntry();
    void showsWhatTheSelectedOneSays();
    void showsBothOfAChangedEntryAndWhatDiffers();
    void staysInItsPlaceWhenOneIsCopied();
    void showsTheStoresThatWereSetLast();
    void survivesAnEntryWithoutACertificate();
    void isAWindowOfItsOwn();
    void closesWhileItCompares();
    void namesEveryControlAndIsUsableByKeyboard();

private:
    template <typename T>
    T *find(const QString &name) const
    {
        return m_dialog->findChild<T *>(name);
    }
    void open(const QList<trust::StoreEntry> &left, const QList<trust::StoreEntry> &right);
    void openAll() { open(m_leftEntries, m_rightEntries); }
    QTableView *table() const { return find<QTableView>(u"compareTable"_s); }
    QString cell(int row, int column) const { return table()->model()->index(row, column).data().toString(); }
    void click(const char *name) { QTest::mouseClick(find<QWidget>(QLatin1String(name)), Qt::LeftButton); }
    void select(const QString &name);
    bool isTabVisible(int tab) const { return find<QTabWidget>(u"compareTabs"_s)->isTabVisible(tab); }

    static CompareDialog::NamedStore named(const QString &name, const QList<trust::StoreEntry> &entries)
    {
        return {name, {trust::StoreFormat::Jks, entries}};
    }

    const QList<trust::Certificate> m_made = test::manyAuthorities(6);
    const QList<trust::StoreEntry> m_leftEntries = {
        test::trustedEntry(u"both"_s, test::obieRoot()), test::trustedEntry(u"obieissuer"_s, test::obieIssuing()),
        test::trustedEntry(u"old-name"_s, m_made[0]), test::trustedEntry(u"renewed"_s, m_made[1])};
    const QList<trust::StoreEntry> m_rightEntries = {
        test::trustedEntry(u"both"_s, test::obieRoot()), test::trustedEntry(u"new-name"_s, m_made[0]),
        test::trustedEntry(u"renewed"_s, m_made[2]), test::trustedEntry(u"surplus"_s, m_made[3])};
    std::unique_ptr<CompareDialog> m_dialog;
};

void TestCompareDialog::open(const QList<trust::StoreEntry> &left, const QList<trust::StoreEntry> &right)
{
    m_dialog = std::make_unique<CompareDialog>(named(u"API Manager"_s, left), named(u"Identity Server"_s, right),
                                               test::whenSamplesAreValid());
    QSignalSpy compared(m_dialog.get(), &CompareDialog::compared);
    m_dialog->show();
    m_dialog->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_dialog.get()));
    QVERIFY(!compared.isEmpty() || compared.wait());
}

void TestCompareDialog::select(const QString &name)
{
    for (int row = 0; row < table()->model()->rowCount(); ++row) {
        if (cell(row, CompareModel::NameColumn) == name) {
            table()->selectRow(row);
            return;
        }
    }
    QFAIL("There is no such row.");
}

void TestCompareDialog::listsEachKindOfDifference()
{
    openAll();
    const QAbstractItemModelTester tester(table()->model());
    QStringList rows;
    for (int row = 0; row < table()->model()->rowCount(); ++row) {
        rows += (QStringList{cell(row, CompareModel::KindColumn), cell(row, CompareModel::NameColumn),
                             cell(row, CompareModel::LeftColumn), cell(row, CompareModel::RightColumn)})
                    .join(u" | "_s);
    }
    QCOMPARE(
        rows,
        (QStringList{u"Only left | OpenBanking Pre-Production Issuing CA | obieissuer | –"_s,
                     u"Only right | Authority 4 | – | surplus"_s, u"Other alias | Authority 1 | old-name | new-name"_s,
                     u"Other certificate | Authority 2 | renewed | renewed"_s}));
    QCOMPARE(find<QLabel>(u"compareSame"_s)->text(), u"1 entry is the same in both"_s);
    QCOMPARE(find<QLabel>(u"compareLeftName"_s)->text(), u"API Manager (4 entries)"_s);
    QCOMPARE(find<QToolButton>(u"chip-all"_s)->text(), u"All 4"_s);
}

void TestCompareDialog::saysThatThereIsNoDifference()
{
    open(m_leftEntries, m_leftEntries);
    QVERIFY(!table()->isVisible());
    QCOMPARE(find<QLabel>(u"compareSame"_s)->text(), u"4 entries are the same in both"_s);
    QCOMPARE(find<QStackedWidget>(u"compareStack"_s)->currentIndex(), 1);
}

void TestCompareDialog::filtersByKind()
{
    openAll();
    click("chip-renamed");
    QCOMPARE(table()->model()->rowCount(), 1);
    QCOMPARE(cell(0, CompareModel::LeftColumn), u"old-name"_s);
    QCOMPARE(find<ui::CertificateView>(u"compareLeft"_s)->certificate(), m_made[0]);
    click("chip-all");
    QCOMPARE(table()->model()->rowCount(), 4);
}

void TestCompareDialog::filtersByText()
{
    openAll();
    auto *filter = find<QLineEdit>(u"compareFilter"_s);
    QTest::keyClicks(filter, u"NEW-NAME"_s);
    QCOMPARE(table()->model()->rowCount(), 1);
    filter->clear();
    QTest::keyClicks(filter, u"Root CA"_s);
    QCOMPARE(table()->model()->rowCount(), 1);
    QCOMPARE(cell(0, CompareModel::NameColumn), u"OpenBanking Pre-Production Issuing CA"_s);
    filter->clear();
    QTest::keyClicks(filter, u"nothing has this name"_s);
    QCOMPARE(table()->model()->rowCount(), 0);
    QVERIFY(!find<ui::CertificateView>(u"compareLeft"_s)->certificate());
    QVERIFY(!find<QPushButton>(u"compareCopyRight"_s)->isEnabled());
}

void TestCompareDialog::asksToCopyTheSelectedToTheRight()
{
    openAll();
    QSignalSpy asked(m_dialog.get(), &CompareDialog::copyRequested);
    select(u"OpenBanking Pre-Production Issuing CA"_s);
    QVERIFY(!find<QPushButton>(u"compareCopyLeft"_s)->isEnabled());
    click("compareCopyRight");
    QCOMPARE(asked.size(), 1);
    QCOMPARE(asked[0][0].value<QList<trust::Certificate>>(), QList{test::obieIssuing()});
    QCOMPARE(asked[0][1].value<CompareDialog::Side>(), CompareDialog::Side::Right);
}

void TestCompareDialog::asksToCopyTheSelectedToTheLeft()
{
    openAll();
    QSignalSpy asked(m_dialog.get(), &CompareDialog::copyRequested);
    table()->selectAll();
    click("compareCopyLeft");
    QCOMPARE(asked.size(), 1);
    const auto certificates = asked[0][0].value<QList<trust::Certificate>>();
    QCOMPARE(certificates.size(), 2);
    QVERIFY(certificates.contains(m_made[3]) && certificates.contains(m_made[2]));
    QCOMPARE(asked[0][1].value<CompareDialog::Side>(), CompareDialog::Side::Left);
}

void TestCompareDialog::copiesNeitherRenamedEntriesNorPrivateKeys()
{
    trust::StoreEntry key = test::trustedEntry(u"server"_s, m_made[4]);
    key.kind = trust::StoreEntry::Kind::PrivateKey;
    open(m_leftEntries + QList{key}, m_rightEntries);
    for (const QString &name : {u"Authority 1"_s, u"Authority 5"_s}) {
        select(name);
        QVERIFY2(!find<QPushButton>(u"compareCopyLeft"_s)->isEnabled(), qPrintable(name));
        QVERIFY2(!find<QPushButton>(u"compareCopyRight"_s)->isEnabled(), qPrintable(name));
    }
}

void TestCompareDialog::copiesFromASideOfAChangedEntry()
{
    openAll();
    QSignalSpy asked(m_dialog.get(), &CompareDialog::copyRequested);
    select(u"Authority 2"_s);
    click("compareCopyLeft");
    QCOMPARE(asked[0][0].value<QList<trust::Certificate>>(), QList{m_made[2]});
    click("compareCopyRight");
    QCOMPARE(asked[1][0].value<QList<trust::Certificate>>(), QList{m_made[1]});
}

void TestCompareDialog::showsWhatTheSelectedOneSays()
{
    openAll();
    QCOMPARE(find<ui::CertificateView>(u"compareLeft"_s)->certificate(), test::obieIssuing());
    QVERIFY(isTabVisible(0) && !isTabVisible(1) && !isTabVisible(2));
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_Down);
    QVERIFY(!isTabVisible(0) && isTabVisible(1) && !isTabVisible(2));
    QCOMPARE(find<ui::CertificateView>(u"compareRight"_s)->certificate(), m_made[3]);
    QVERIFY(find<ui::CertificateView>(u"compareRight"_s)->isVisible());
}

void TestCompareDialog::showsBothOfAChangedEntryAndWhatDiffers()
{
    openAll();
    select(u"Authority 2"_s);
    QVERIFY(isTabVisible(0) && isTabVisible(1) && isTabVisible(2));
    QCOMPARE(find<ui::CertificateView>(u"compareLeft"_s)->certificate(), m_made[1]);
    QCOMPARE(find<ui::CertificateView>(u"compareRight"_s)->certificate(), m_made[2]);
    auto *facts = find<QTreeWidget>(u"compareFacts"_s);
    const auto names = facts->findItems(u"Common name"_s, Qt::MatchExactly);
    QCOMPARE(names.size(), 2); // the subject's and the issuer's: each is its own issuer
    QCOMPARE(names[0]->text(1), u"Authority 2"_s);
    QCOMPARE(names[0]->text(2), u"Authority 3"_s);
}

void TestCompareDialog::staysInItsPlaceWhenOneIsCopied()
{
    openAll();
    click("chip-all");
    table()->selectRow(1);
    QSignalSpy compared(m_dialog.get(), &CompareDialog::compared);
    m_dialog->setStores(named(u"API Manager"_s, m_leftEntries + QList{test::trustedEntry(u"surplus"_s, m_made[3])}),
                        named(u"Identity Server"_s, m_rightEntries), test::whenSamplesAreValid());
    QVERIFY(compared.wait());
    QCOMPARE(table()->model()->rowCount(), 3);
    QCOMPARE(table()->currentIndex().row(), 1);
    QCOMPARE(find<QLabel>(u"compareLeftName"_s)->text(), u"API Manager (5 entries)"_s);
}

void TestCompareDialog::showsTheStoresThatWereSetLast()
{
    openAll();
    QSignalSpy compared(m_dialog.get(), &CompareDialog::compared);
    const auto left = named(u"API Manager"_s, m_leftEntries);
    m_dialog->setStores(left, named(u"Identity Server"_s, m_rightEntries), test::whenSamplesAreValid());
    m_dialog->setStores(left, left, test::whenSamplesAreValid());
    QVERIFY(compared.wait());
    QTest::qWait(50);
    QCOMPARE(find<QLabel>(u"compareSame"_s)->text(), u"4 entries are the same in both"_s);
    QVERIFY(!table()->isVisible());
}

void TestCompareDialog::survivesAnEntryWithoutACertificate()
{
    trust::StoreEntry broken;
    broken.alias = u"broken"_s;
    broken.kind = trust::StoreEntry::Kind::Other;
    broken.problem = u"A secret key"_s;
    open({broken}, {test::trustedEntry(u"broken"_s, m_made[0])});
    QCOMPARE(cell(0, CompareModel::KindColumn), u"Other certificate"_s);
    open({broken}, {});
    QCOMPARE(cell(0, CompareModel::NameColumn), u"A secret key"_s);
    QVERIFY(!find<QPushButton>(u"compareCopyRight"_s)->isEnabled());
    QVERIFY(!find<ui::CertificateView>(u"compareLeft"_s)->certificate());
}

void TestCompareDialog::isAWindowOfItsOwn()
{
    openAll();
    QVERIFY(!m_dialog->isModal());
    QVERIFY(m_dialog->isWindow());
    QTest::keyClick(m_dialog.get(), Qt::Key_Escape);
    QVERIFY(!m_dialog->isVisible());
}

void TestCompareDialog::closesWhileItCompares()
{
    QList<trust::StoreEntry> many;
    for (const trust::Certificate &certificate : test::manyAuthorities(300))
        many.append(test::trustedEntry(certificate.commonName(), certificate));
    m_dialog = std::make_unique<CompareDialog>(named(u"a"_s, many), named(u"b"_s, {}), test::whenSamplesAreValid());
    m_dialog->show();
    m_dialog.reset();
    QCoreApplication::processEvents();
}

void TestCompareDialog::namesEveryControlAndIsUsableByKeyboard()
{
    openAll();
    QCOMPARE(test::unnamedControls(*m_dialog), QStringList());
    const QStringList order = test::tabOrder(*m_dialog);
    for (const QString &name : {u"chip-all"_s, u"compareFilter"_s, u"compareTable"_s, u"compareCopyRight"_s})
        QVERIFY2(order.contains(name), qPrintable(name));
}

QTEST_MAIN(TestCompareDialog)
#include "test_compare_dialog.moc"
