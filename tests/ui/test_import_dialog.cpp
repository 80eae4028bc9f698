#include "certificate_fixtures.h"
#include "console_test.h"
#include "trust/store_edit.h"
#include "ui/pages/truststores/import_dialog.h"
#include "ui/pages/truststores/import_model.h"
#include "ui/widgets/certificate_view.h"
#include "ui/widgets/outcome_label.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>

using namespace gatehouse;
using namespace Qt::StringLiterals;
using ui::ImportModel;

class TestImportDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ticksAllThatTheStoreLacks();
    void leavesWhatHasExpiredToTheUser();
    void marksWhatIsInTheStoreAndKeepsItUnticked();
    void marksWhatIsInTheListTwice();
    void saysThatThereIsNothingToImport();
    void asksOneCertificateForItsAliasWithoutAList();
    void suggestsAliasesThatTheStoreDoesNotHave();
    void saysBesideTheFieldThatAnAliasIsTaken();
    void saysBesideTheFieldThatTwoHaveTheSameAlias();
    void saysBesideTheFieldThatAnAliasIsMissing();
    void leadsToTheNextProblem();
    void leadsToAProblemThatTheFilterHides();
    void editsTheAliasInTheList();
    void asksNothingOfACertificateThatIsNotTicked();
    void ticksAndUnticksWhatIsShown();
    void ticksByTheSpaceBar();
    void importsOnReturnInTheAliasField();
    void doesNotAcceptWhileAnAliasCannotBeUsed();
    void saysWhatWasLeftOut();
    void showsTheReviewInTheList();
    void keepsTheSelectedCertificateWhileFiltering();
    void sortsByExpiry();
    void givesWhatCoreImportsAsItIs();
    void isQuickWithTwoHundred();
    void scrollsNoDetailsSidewaysWhereItIsNarrow();
    void namesEveryControlAndIsUsableByKeyboard();

private:
    template <typename T>
    T *find(const QString &name) const
    {
        return m_dialog->findChild<T *>(name);
    }
    void open(const QList<trust::Certificate> &certificates, const QStringList &ignored = {});
    void type(const QString &text);
    void select(int row) { table()->setCurrentIndex(table()->model()->index(row, 0)); }
    QTableView *table() const { return find<QTableView>(u"importTable"_s); }
    QLineEdit *alias() const { return find<QLineEdit>(u"importAlias"_s); }
    QString problem() const
    {
        auto *label = find<ui::OutcomeLabel>(u"importAliasProblem"_s);
        return label->isVisible() ? label->text() : QString();
    }
    QString summary() const { return find<ui::OutcomeLabel>(u"importSummary"_s)->text(); }
    QPushButton *button(const QString &name) const { return find<QPushButton>(name); }
    Qt::CheckState tick(int row) const
    {
        return table()->model()->index(row, 0).data(Qt::CheckStateRole).value<Qt::CheckState>();
    }

    trust::TrustStore m_store{trust::StoreFormat::Jks, {test::trustedEntry(u"obieroot"_s, test::obieRoot())}};
    std::unique_ptr<ui::ImportDialog> m_dialog;
};

void TestImportDialog::open(const QList<trust::Certificate> &certificates, const QStringList &ignored)
{
    m_dialog = std::make_unique<ui::ImportDialog>(m_store, certificates, ignored, test::whenSamplesAreValid());
    m_dialog->show();
    m_dialog->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_dialog.get()));
}

void TestImportDialog::type(const QString &text)
{
    alias()->setFocus();
    alias()->selectAll();
    if (text.isEmpty())
        QTest::keyClick(alias(), Qt::Key_Delete);
    else
        QTest::keyClicks(alias(), text);
}

void TestImportDialog::ticksAllThatTheStoreLacks()
{
    open({test::obieIssuing(), test::eidasCertificate()});
    QCOMPARE(m_dialog->chosen(), (QList{test::obieIssuing(), test::eidasCertificate()}));
    QCOMPARE(m_dialog->aliases(), (QStringList{u"openbanking-pre-production-issuing-ca"_s, u"0015800001hqqrzaax"_s}));
    QCOMPARE(button(u"importAccept"_s)->text(), u"&Import 2 certificates"_s);
    QCOMPARE(summary(), u"2 of 2 ticked"_s);
}

void TestImportDialog::leavesWhatHasExpiredToTheUser()
{
    trust::test::Recipe recipe = trust::test::authorityRecipe("Old");
    recipe.notAfter = test::whenSamplesAreValid() - std::chrono::hours(1);
    recipe.notBefore = recipe.notAfter - std::chrono::hours(24 * 365);
    const trust::Certificate old = trust::test::make(recipe, trust::test::ecKey()).certificate;
    open({old, test::obieIssuing()});
    QCOMPARE(m_dialog->chosen(), QList{test::obieIssuing()});
    QCOMPARE(tick(0), Qt::Unchecked);
    // It can still be had.
    select(0);
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_Space);
    QCOMPARE(m_dialog->chosen(), (QList{old, test::obieIssuing()}));
    // One alone has no list in which it could be ticked.
    open({old});
    QCOMPARE(m_dialog->chosen(), QList{old});
}

void TestImportDialog::marksWhatIsInTheStoreAndKeepsItUnticked()
{
    open({test::obieRoot(), test::obieIssuing()});
    QCOMPARE(m_dialog->chosen(), QList{test::obieIssuing()});
    QCOMPARE(table()->model()->index(0, ImportModel::RemarkColumn).data().toString(),
             u"In the store already, as “obieroot”"_s);
    QVERIFY(!(table()->model()->index(0, 0).flags() & Qt::ItemIsUserCheckable));
    QVERIFY(!alias()->isEnabled());
    QCOMPARE(alias()->text(), u"obieroot"_s);
    QCOMPARE(problem(), u"In the store already, as “obieroot”"_s);
    QCOMPARE(summary(), u"1 of 2 ticked, 1 in the store already"_s);
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_Space);
    QCOMPARE(m_dialog->chosen(), QList{test::obieIssuing()});
}

void TestImportDialog::marksWhatIsInTheListTwice()
{
    open({test::obieIssuing(), test::obieIssuing()});
    QCOMPARE(m_dialog->chosen(), QList{test::obieIssuing()});
    const QString remark = table()->model()->index(1, ImportModel::RemarkColumn).data().toString();
    QVERIFY2(remark.startsWith(u"In this list already"_s), qPrintable(remark));
}

void TestImportDialog::saysThatThereIsNothingToImport()
{
    open({test::obieRoot()});
    QVERIFY2(summary().startsWith(u"Nothing to import"_s), qPrintable(summary()));
    QVERIFY(!button(u"importAccept"_s)->isEnabled());
    m_dialog->accept();
    QVERIFY(m_dialog->isVisible());
}

void TestImportDialog::asksOneCertificateForItsAliasWithoutAList()
{
    open({test::obieIssuing()});
    QVERIFY(!table()->isVisible());
    QVERIFY(alias()->hasFocus());
    QCOMPARE(find<ui::CertificateView>(u"importCertificate"_s)->certificate(), test::obieIssuing());
    type(u"obieissuer"_s);
    QTest::mouseClick(button(u"importAccept"_s), Qt::LeftButton);
    QCOMPARE(m_dialog->result(), QDialog::Accepted);
    QCOMPARE(m_dialog->aliases(), QStringList{u"obieissuer"_s});
}

void TestImportDialog::suggestsAliasesThatTheStoreDoesNotHave()
{
    const auto namesakes = [] {
        const trust::test::Key key = trust::test::ecKey();
        QList<trust::Certificate> made;
        for (int i = 0; i < 3; ++i)
            made.append(trust::test::make(trust::test::authorityRecipe("ObieRoot"), key).certificate);
        return made;
    }();
    open(namesakes);
    QCOMPARE(m_dialog->aliases(), (QStringList{u"obieroot-2"_s, u"obieroot-3"_s, u"obieroot-4"_s}));
    QVERIFY(button(u"importAccept"_s)->isEnabled());
}

void TestImportDialog::saysBesideTheFieldThatAnAliasIsTaken()
{
    open({test::obieIssuing(), test::eidasCertificate()});
    type(u"OBIERoot"_s);
    QVERIFY2(problem().contains(u"“OBIERoot” already"_s), qPrintable(problem()));
    QVERIFY(!button(u"importAccept"_s)->isEnabled());
    QCOMPARE(summary(), u"1 alias cannot be used"_s);
    QCOMPARE(alias()->text(), u"OBIERoot"_s);
    type(u"obieissuer"_s);
    QVERIFY2(problem().isEmpty(), qPrintable(problem()));
    QVERIFY(button(u"importAccept"_s)->isEnabled());
}

void TestImportDialog::saysBesideTheFieldThatTwoHaveTheSameAlias()
{
    open({test::obieIssuing(), test::eidasCertificate()});
    type(u"one"_s);
    select(1);
    QCOMPARE(alias()->text(), u"0015800001hqqrzaax"_s);
    type(u"ONE"_s);
    QVERIFY2(problem().startsWith(u"Another certificate of this list"_s), qPrintable(problem()));
    QCOMPARE(summary(), u"2 aliases cannot be used"_s);
    // Leaving one of them out solves it.
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_Space);
    QVERIFY2(problem().isEmpty(), qPrintable(problem()));
    QCOMPARE(m_dialog->aliases(), QStringList{u"one"_s});
    QVERIFY(button(u"importAccept"_s)->isEnabled());
}

void TestImportDialog::saysBesideTheFieldThatAnAliasIsMissing()
{
    open({test::obieIssuing()});
    type(QString());
    QCOMPARE(problem(), trust::whyNoAlias(QString()));
    type(u" spaced"_s);
    QCOMPARE(problem(), trust::whyNoAlias(u" spaced"_s));
    QVERIFY(!button(u"importNextProblem"_s)->isVisible());
}

void TestImportDialog::leadsToTheNextProblem()
{
    open(test::manyAuthorities(5));
    select(1);
    type(u"same"_s);
    select(3);
    type(u"same"_s);
    select(0);
    QTest::mouseClick(button(u"importNextProblem"_s), Qt::LeftButton);
    QCOMPARE(table()->currentIndex().row(), 1);
    QVERIFY(alias()->hasFocus());
    QTest::mouseClick(button(u"importNextProblem"_s), Qt::LeftButton);
    QCOMPARE(table()->currentIndex().row(), 3);
    QTest::mouseClick(button(u"importNextProblem"_s), Qt::LeftButton);
    QCOMPARE(table()->currentIndex().row(), 1);
}

void TestImportDialog::leadsToAProblemThatTheFilterHides()
{
    open(test::manyAuthorities(5));
    select(1);
    type(QString());
    QTest::keyClicks(find<QLineEdit>(u"importFilter"_s), u"Authority 4"_s);
    QCOMPARE(table()->model()->rowCount(), 1);
    QTest::mouseClick(button(u"importNextProblem"_s), Qt::LeftButton);
    QCOMPARE(table()->model()->rowCount(), 5);
    QCOMPARE(table()->currentIndex().row(), 1);
}

void TestImportDialog::editsTheAliasInTheList()
{
    open({test::obieIssuing(), test::eidasCertificate()});
    table()->setFocus();
    table()->setCurrentIndex(table()->model()->index(1, ImportModel::AliasColumn));
    QTest::keyClick(table(), Qt::Key_F2);
    auto *editor = table()->viewport()->findChild<QLineEdit *>();
    QVERIFY(editor);
    editor->selectAll();
    QTest::keyClicks(editor, u"tpp"_s);
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_COMPARE(m_dialog->aliases().at(1), u"tpp"_s);
    QCOMPARE(alias()->text(), u"tpp"_s);
    QVERIFY(m_dialog->isVisible());
}

void TestImportDialog::asksNothingOfACertificateThatIsNotTicked()
{
    open({test::obieIssuing(), test::eidasCertificate()});
    type(QString());
    QVERIFY(!button(u"importAccept"_s)->isEnabled());
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_Space);
    QVERIFY(button(u"importAccept"_s)->isEnabled());
    QCOMPARE(m_dialog->chosen(), QList{test::eidasCertificate()});
}

void TestImportDialog::ticksAndUnticksWhatIsShown()
{
    open(test::manyAuthorities(12));
    QTest::keyClicks(find<QLineEdit>(u"importFilter"_s), u"authority-1"_s);
    QCOMPARE(table()->model()->rowCount(), 4);
    QTest::mouseClick(button(u"importTickNone"_s), Qt::LeftButton);
    QCOMPARE(m_dialog->chosen().size(), 8);
    find<QLineEdit>(u"importFilter"_s)->clear();
    QTest::mouseClick(button(u"importTickNone"_s), Qt::LeftButton);
    QVERIFY(m_dialog->chosen().isEmpty());
    QVERIFY(!button(u"importAccept"_s)->isEnabled());
    QCOMPARE(button(u"importAccept"_s)->text(), u"&Import"_s);
    QTest::mouseClick(button(u"importTickAll"_s), Qt::LeftButton);
    QCOMPARE(m_dialog->chosen().size(), 12);
}

void TestImportDialog::ticksByTheSpaceBar()
{
    open({test::obieIssuing(), test::eidasCertificate()});
    QVERIFY(table()->hasFocus());
    QTest::keyClick(table(), Qt::Key_Space);
    QCOMPARE(tick(0), Qt::Unchecked);
    QTest::keyClick(table(), Qt::Key_Down);
    QTest::keyClick(table(), Qt::Key_Space);
    QCOMPARE(tick(1), Qt::Unchecked);
    QTest::keyClick(table(), Qt::Key_Space);
    QCOMPARE(m_dialog->chosen(), QList{test::eidasCertificate()});
}

void TestImportDialog::importsOnReturnInTheAliasField()
{
    open({test::obieIssuing()});
    type(u"obieissuer"_s);
    QTest::keyClick(alias(), Qt::Key_Return);
    QCOMPARE(m_dialog->result(), QDialog::Accepted);
}

void TestImportDialog::doesNotAcceptWhileAnAliasCannotBeUsed()
{
    open({test::obieIssuing()});
    type(u"obieroot"_s);
    QTest::keyClick(alias(), Qt::Key_Return);
    QVERIFY(m_dialog->isVisible());
    m_dialog->accept();
    QVERIFY(m_dialog->isVisible());
    QTest::keyClick(alias(), Qt::Key_Escape);
    QVERIFY(!m_dialog->isVisible());
    QCOMPARE(m_dialog->result(), QDialog::Rejected);
}

void TestImportDialog::saysWhatWasLeftOut()
{
    open({test::obieIssuing()});
    QVERIFY(!find<ui::OutcomeLabel>(u"importIgnored"_s));
    QStringList ignored;
    for (int i = 1; i <= 7; ++i)
        ignored += u"a private key in file %1"_s.arg(i);
    open({test::obieIssuing()}, ignored);
    auto *label = find<ui::OutcomeLabel>(u"importIgnored"_s);
    QVERIFY(label->isVisible());
    QVERIFY(label->accessibleDescription().contains(u"file 4"_s));
    QVERIFY(!label->accessibleDescription().contains(u"file 5"_s));
    QVERIFY(label->accessibleDescription().contains(u"and 3 more"_s));
    QVERIFY(label->toolTip().contains(u"file 7"_s));
}

void TestImportDialog::showsTheReviewInTheList()
{
    open({trust::test::make(trust::test::authorityRecipe("Weak"), trust::test::rsaKey(1024)).certificate,
          test::obieIssuing()});
    const QModelIndex remark = table()->model()->index(0, ImportModel::RemarkColumn);
    QVERIFY2(remark.data().toString().contains(u"RSA 1024"_s), qPrintable(remark.data().toString()));
    QVERIFY(!remark.data(Qt::DecorationRole).value<QIcon>().isNull());
    const QModelIndex sound = table()->model()->index(1, ImportModel::RemarkColumn);
    QVERIFY(sound.data().toString().isEmpty());
    QVERIFY(!sound.data(Qt::DecorationRole).isValid());
}

void TestImportDialog::keepsTheSelectedCertificateWhileFiltering()
{
    open(test::manyAuthorities(5));
    select(3);
    auto *view = find<ui::CertificateView>(u"importCertificate"_s);
    const auto selected = view->certificate();
    QTest::keyClicks(find<QLineEdit>(u"importFilter"_s), u"Authority 4"_s);
    QCOMPARE(view->certificate(), selected);
    find<QLineEdit>(u"importFilter"_s)->clear();
    QCOMPARE(view->certificate(), selected);
    QTest::keyClicks(find<QLineEdit>(u"importFilter"_s), u"nothing has this name"_s);
    QVERIFY(!view->certificate());
    QVERIFY(!alias()->isEnabled());
    find<QLineEdit>(u"importFilter"_s)->clear();
    QVERIFY(view->certificate());
}

void TestImportDialog::sortsByExpiry()
{
    trust::test::Recipe late = trust::test::authorityRecipe("Late");
    late.notAfter = fromSeconds(1'950'000'000);
    open({trust::test::make(late, trust::test::ecKey()).certificate, test::obieIssuing()});
    table()->sortByColumn(ui::CertificateListModel::ExpiryColumn, Qt::AscendingOrder);
    QCOMPARE(table()->model()->index(1, 0).data().toString(), u"Late"_s);
    // The answer keeps the order in which they came.
    QCOMPARE(m_dialog->chosen().constLast(), test::obieIssuing());
}

void TestImportDialog::givesWhatCoreImportsAsItIs()
{
    open({test::obieRoot(), test::obieIssuing(), test::eidasCertificate()});
    select(1);
    type(u"obieissuer"_s);
    trust::TrustStore store = m_store;
    const auto report =
        trust::importCertificates(store, m_dialog->chosen(), m_dialog->aliases(), test::whenSamplesAreValid());
    QVERIFY2(report, qPrintable(report ? QString() : report.error().message));
    QCOMPARE(report->added(), 2);
    QCOMPARE(*store.find(u"obieissuer")->certificate(), test::obieIssuing());
}

void TestImportDialog::isQuickWithTwoHundred()
{
    for (const trust::Certificate &certificate : test::manyAuthorities(150, "Stored"))
        m_store.entries.append(test::trustedEntry(trust::suggestAlias(certificate), certificate));
    const QList<trust::Certificate> many = test::manyAuthorities(200);
    QElapsedTimer timer;
    timer.start();
    open(many);
    qInfo("200 certificates were shown after %lld ms.", timer.elapsed());
    test::LatencyProbe probe;
    select(100);
    type(u"Stored 1"_s);
    QTest::mouseClick(button(u"importTickNone"_s), Qt::LeftButton);
    QTest::mouseClick(button(u"importTickAll"_s), Qt::LeftButton);
    QTest::keyClicks(find<QLineEdit>(u"importFilter"_s), u"Authority 1"_s);
    QTest::qWait(20);
    qInfo("At worst the window stood still for %lld ms.", probe.worstMs());
    m_store.entries.resize(1);
    QCOMPARE(m_dialog->chosen().size(), 200);
    QVERIFY(timer.elapsed() < 3000);
}

void TestImportDialog::scrollsNoDetailsSidewaysWhereItIsNarrow()
{
    open({test::obieIssuing(), test::sampleCertificate(u"obtransport.pem"_s),
          test::sampleCertificate(u"certs-by-kid/transport-41uFt7QcUzeWoEWO3slUAGfXk8Y.pem"_s)});
    m_dialog->resize(800, 600);
    auto *details = find<QScrollArea>(u"certificateDetails"_s);
    for (int row = 0; row < 3; ++row) {
        select(row);
        QTest::qWait(20);
        QVERIFY2(m_dialog->width() <= 800, qPrintable(QString::number(m_dialog->width())));
        QStringList widest;
        for (const QWidget *each : details->widget()->findChildren<QWidget *>()) {
            if (each->isVisible() && each->minimumSizeHint().width() > details->viewport()->width() / 2)
                widest += u"%1 %2: %3"_s.arg(QLatin1String(each->metaObject()->className()), each->objectName())
                              .arg(each->minimumSizeHint().width());
        }
        QVERIFY2(details->horizontalScrollBar()->maximum() == 0,
                 qPrintable(u"%1 of %2: %3"_s.arg(details->widget()->minimumSizeHint().width())
                                .arg(details->viewport()->width())
                                .arg(widest.join(u", "_s))));
    }
}

void TestImportDialog::namesEveryControlAndIsUsableByKeyboard()
{
    open(test::manyAuthorities(3));
    QCOMPARE(test::unnamedControls(*m_dialog), QStringList());
    const QStringList order = test::tabOrder(*m_dialog);
    for (const QString &name : {u"importFilter"_s, u"importTickAll"_s, u"importTickNone"_s, u"importTable"_s,
                                u"importAlias"_s, u"importAccept"_s})
        QVERIFY2(order.contains(name), qPrintable(name));
}

QTEST_MAIN(TestImportDialog)
#include "test_import_dialog.moc"
