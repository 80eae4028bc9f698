#include "certificate_fixtures.h"
#include "console_test.h"
#include "trust/certificate_review.h"
#include "ui/widgets/certificate_list_model.h"
#include "ui/widgets/certificate_view.h"
#include "ui/widgets/copyable_field.h"
#include "ui/widgets/copyable_text.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/outcome_label.h"
#include "ui/widgets/wrapped_text.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QToolButton>
#include <QTreeWidget>

using namespace gatehouse;
using namespace Qt::StringLiterals;

class TestCertificateView : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void saysWhatItIsForWhileThereIsNothingToShow();
    void showsNameValidityAndHowManyDaysAreLeft();
    void saysThatACertificateExpiredInWordsAndIcon();
    void showsWhatTheReviewFound();
    void copiesTheFingerprintByItsButton();
    void copiesTheDistinguishedNameAsRfc4514Text();
    void showsTheWholeFingerprintInANarrowPane();
    void marksAWeakKeyInWords();
    void showsTheChainFromItsRoot();
    void saysWhereTheChainEndsShort();
    void saysThatARootVouchesForItself();
    void asksForAnIssuerThatIsActivated();
    void copiesPem();
    void savesPemAndDerByTheSuffix_data();
    void savesPemAndDerByTheSuffix();
    void savesUnderTheNameThatIsTyped();
    void saysWhyItCannotBeSaved();
    void forgetsTheOutcomeOfSavingWithTheNextCertificate();
    void showsHostileNamesAsPlainText();
    void breaksNamesThatAreOneLongWord();
    void startsAtTheTopForEachCertificate();
    void doesNotBlockTheWindow();
    void namesEveryControlAndIsReachedByKeyboard();
    void listsCertificatesWithTicks();
    void listsCertificatesWithoutTicks();

private:
    template <typename T>
    T *find(const QString &name) const
    {
        return m_view->findChild<T *>(name);
    }
    void show(const trust::Certificate &certificate, Instant now = test::whenSamplesAreValid())
    {
        m_view->setCertificate(certificate, {test::obieIssuing(), test::obieRoot()}, now);
    }
    /// The copyable value of that name; null where there is none.
    template <typename T>
    T *valueNamed(const QString &name) const;
    QStringList shownTexts() const;

    std::unique_ptr<ui::CertificateView> m_view;
    QList<trust::Certificate> m_activated; ///< issuers that were asked for
};

void TestCertificateView::init()
{
    m_view = std::make_unique<ui::CertificateView>();
    m_view->resize(460, 700);
    m_view->show();
    m_view->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
}

template <typename T>
T *TestCertificateView::valueNamed(const QString &name) const
{
    const QList<T *> all = m_view->findChildren<T *>();
    for (T *each : all) {
        const auto parts = each->template findChildren<QWidget *>();
        for (const QWidget *part : parts) {
            if (part->accessibleName() == name)
                return each;
        }
    }
    return nullptr;
}

QStringList TestCertificateView::shownTexts() const
{
    QStringList texts;
    const QList<QLabel *> labels = m_view->findChildren<QLabel *>();
    for (const QLabel *label : labels) {
        if (label->isVisible())
            texts += label->text();
    }
    const QList<ui::WrappedText *> values = m_view->findChildren<ui::WrappedText *>();
    for (const ui::WrappedText *value : values)
        texts += value->toPlainText();
    return texts;
}

void TestCertificateView::saysWhatItIsForWhileThereIsNothingToShow()
{
    QVERIFY(m_view->findChild<ui::EmptyState *>()->isVisible());
    show(test::obieRoot());
    QVERIFY(!m_view->findChild<ui::EmptyState *>()->isVisible());
    m_view->clear();
    QVERIFY(m_view->findChild<ui::EmptyState *>()->isVisible());
    QVERIFY(!m_view->certificate());
    QVERIFY(!find<QPushButton>(u"copyPem"_s)->isVisible());
}

void TestCertificateView::showsNameValidityAndHowManyDaysAreLeft()
{
    show(test::obieIssuing());
    QCOMPARE(find<ui::WrappedText>(u"certificateName"_s)->toPlainText(), u"OpenBanking Pre-Production Issuing CA"_s);
    auto *validity = find<ui::OutcomeLabel>(u"certificateValidity"_s);
    QCOMPARE(validity->text(), trust::describeValidity(test::obieIssuing(), test::whenSamplesAreValid()));
    QCOMPARE(validity->accessibleDescription(),
             u"From 2017-09-22 12:46:57 UTC to 2027-09-22 13:16:57 UTC, 1060 days left"_s);
}

void TestCertificateView::saysThatACertificateExpiredInWordsAndIcon()
{
    show(test::obieIssuing(), fromSeconds(1'900'000'000));
    auto *validity = find<ui::OutcomeLabel>(u"certificateValidity"_s);
    QVERIFY2(validity->text().startsWith(u"Expired "_s), qPrintable(validity->text()));
    QVERIFY(!validity->accessibleDescription().contains(u"left"_s));
    QVERIFY(!validity->findChildren<QLabel *>().constFirst()->pixmap().isNull());
}

void TestCertificateView::showsWhatTheReviewFound()
{
    const Instant late = fromSeconds(1'900'000'000);
    show(test::eidasCertificate(), late);
    QStringList shown;
    const auto labels = find<QWidget>(u"certificateFindings"_s)->findChildren<ui::OutcomeLabel *>();
    for (const ui::OutcomeLabel *label : labels)
        shown += label->text();
    QStringList expected;
    const auto findings = trust::reviewCertificate(test::eidasCertificate(), late);
    for (const trust::ReviewFinding &finding : findings)
        expected += finding.text;
    QVERIFY(expected.size() >= 2);
    QCOMPARE(shown, expected);
    // Those of the one before are gone.
    show(test::obieRoot());
    QVERIFY(!find<QWidget>(u"certificateFindings"_s));
}

void TestCertificateView::copiesTheFingerprintByItsButton()
{
    show(test::obieRoot());
    auto *fingerprint = valueNamed<ui::CopyableText>(u"Fingerprints: SHA-256"_s);
    QVERIFY(fingerprint);
    m_view->findChild<QScrollArea *>()->ensureWidgetVisible(fingerprint);
    QTest::mouseClick(fingerprint->findChild<QToolButton *>(), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), test::obieRoot().sha256Text());
}

void TestCertificateView::copiesTheDistinguishedNameAsRfc4514Text()
{
    show(test::eidasCertificate());
    auto *name = valueNamed<ui::CopyableText>(u"Subject: As text"_s);
    QVERIFY(name);
    name->copy();
    QCOMPARE(QGuiApplication::clipboard()->text(), test::eidasCertificate().subject());
    auto *kid = valueNamed<ui::CopyableText>(u"Key identifiers: kid, OBIE"_s);
    QVERIFY(kid);
    QCOMPARE(kid->value(), u"41uFt7QcUzeWoEWO3slUAGfXk8Y"_s);
    auto *serial = valueNamed<ui::CopyableField>(u"Key and signature: Serial number"_s);
    QVERIFY(serial);
    QCOMPARE(serial->value(), u"59C70808"_s);
}

void TestCertificateView::showsTheWholeFingerprintInANarrowPane()
{
    show(test::obieRoot());
    for (const int width : {340, 460, 900}) {
        m_view->resize(width, 700);
        QTest::qWait(20);
        auto *text = valueNamed<ui::CopyableText>(u"Fingerprints: SHA-256"_s)->findChild<QPlainTextEdit *>();
        QCOMPARE(text->verticalScrollBar()->maximum(), 0);
        const double lines = text->document()->size().height();
        QVERIFY(lines > 1 || width > 800);
        QVERIFY2(text->viewport()->height() >= lines * text->fontMetrics().lineSpacing(),
                 qPrintable(u"%1"_s.arg(width)));
        QCOMPARE(m_view->findChild<QScrollArea *>()->horizontalScrollBar()->maximum(), 0);
    }
}

void TestCertificateView::marksAWeakKeyInWords()
{
    show(trust::test::make({}, trust::test::rsaKey(1024)).certificate);
    bool isMarked = false;
    const auto labels = m_view->findChildren<ui::OutcomeLabel *>();
    for (const ui::OutcomeLabel *label : labels)
        isMarked = isMarked || label->text().startsWith("Weak"_L1);
    QVERIFY(isMarked);
    QVERIFY(shownTexts().contains(u"RSA 1024"_s));
}

void TestCertificateView::showsTheChainFromItsRoot()
{
    show(test::eidasCertificate());
    auto *chain = find<QTreeWidget>(u"certificateChain"_s);
    QCOMPARE(chain->topLevelItemCount(), 1);
    const QTreeWidgetItem *root = chain->topLevelItem(0);
    QCOMPARE(root->text(0), u"OpenBanking Pre-Production Root CA"_s);
    QCOMPARE(root->child(0)->text(0), u"OpenBanking Pre-Production Issuing CA"_s);
    QCOMPARE(root->child(0)->child(0)->text(0), test::eidasCertificate().displayName());
    QVERIFY(root->child(0)->child(0)->text(1).startsWith(u"Valid"_s));
    QCOMPARE(find<ui::OutcomeLabel>(u"certificateChainOutcome"_s)->text(), u"Complete up to its root"_s);
    QCOMPARE(chain->verticalScrollBar()->maximum(), 0);
}

void TestCertificateView::saysWhereTheChainEndsShort()
{
    m_view->setCertificate(test::eidasCertificate(), {test::obieRoot()}, test::whenSamplesAreValid());
    auto *chain = find<QTreeWidget>(u"certificateChain"_s);
    QVERIFY(chain->topLevelItem(0)->text(0).contains(u"Issuing CA"_s));
    QCOMPARE(chain->topLevelItem(0)->childCount(), 1);
    const QString outcome = find<ui::OutcomeLabel>(u"certificateChainOutcome"_s)->text();
    QVERIFY2(outcome.contains(u"Issuing CA"_s), qPrintable(outcome));
}

void TestCertificateView::saysThatARootVouchesForItself()
{
    show(test::obieRoot());
    QVERIFY(find<ui::OutcomeLabel>(u"certificateChainOutcome"_s)->text().contains(u"itself"_s));
    QCOMPARE(find<QTreeWidget>(u"certificateChain"_s)->topLevelItem(0)->childCount(), 0);
}

void TestCertificateView::asksForAnIssuerThatIsActivated()
{
    show(test::eidasCertificate());
    m_activated.clear();
    connect(m_view.get(), &ui::CertificateView::issuerActivated, this,
            [this](const trust::Certificate &issuer) { m_activated.append(issuer); });
    auto *chain = find<QTreeWidget>(u"certificateChain"_s);
    chain->setFocus();
    chain->setCurrentItem(chain->topLevelItem(0)->child(0));
    QTest::keyClick(chain, Qt::Key_Return);
    QCOMPARE(m_activated, QList{test::obieIssuing()});
    // Itself is shown already.
    chain->setCurrentItem(chain->topLevelItem(0)->child(0)->child(0));
    QTest::keyClick(chain, Qt::Key_Return);
    QCOMPARE(m_activated.size(), 1);
}

void TestCertificateView::copiesPem()
{
    show(test::obieRoot());
    QTest::mouseClick(find<QPushButton>(u"copyPem"_s), Qt::LeftButton);
    const auto copied = trust::Certificate::fromPem(QGuiApplication::clipboard()->text().toLatin1());
    QVERIFY(copied);
    QCOMPARE(*copied, test::obieRoot());
}

void TestCertificateView::savesPemAndDerByTheSuffix_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("isDer");
    QTest::newRow("pem") << u"root.pem"_s << false;
    QTest::newRow("crt") << u"root.crt"_s << false;
    QTest::newRow("none") << u"root"_s << false;
    QTest::newRow("der") << u"root.der"_s << true;
    QTest::newRow("cer in capitals") << u"ROOT.CER"_s << true;
}

void TestCertificateView::savesPemAndDerByTheSuffix()
{
    QFETCH(QString, name);
    QFETCH(bool, isDer);
    const QTemporaryDir folder;
    show(test::obieRoot());
    m_view->saveTo(folder.filePath(name));
    auto *outcome = find<ui::OutcomeLabel>(u"saveOutcome"_s);
    QTRY_VERIFY(outcome->isVisible());
    QCOMPARE(outcome->text(), u"Saved as %1"_s.arg(name));
    QFile file(folder.filePath(name));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), isDer ? test::obieRoot().der() : test::obieRoot().pem());
    QVERIFY(find<QPushButton>(u"saveCertificate"_s)->isEnabled());
}

void TestCertificateView::savesUnderTheNameThatIsTyped()
{
    const QTemporaryDir folder;
    show(test::obieRoot());
    QTest::mouseClick(find<QPushButton>(u"saveCertificate"_s), Qt::LeftButton);
    auto *dialog = find<QFileDialog>(u"saveCertificateDialog"_s);
    QVERIFY(dialog);
    auto *name = dialog->findChild<QLineEdit *>(u"fileNameEdit"_s);
    QVERIFY(name);
    QCOMPARE(name->text(), u"OpenBanking_Pre-Production_Root_CA.pem"_s);
    dialog->setDirectory(folder.path());
    name->setFocus();
    name->selectAll();
    QTest::keyClicks(name, u"authority.der"_s);
    QTest::mouseClick(dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save), Qt::LeftButton);
    QTRY_VERIFY(QFile::exists(folder.filePath(u"authority.der"_s)));
    QTRY_COMPARE(find<ui::OutcomeLabel>(u"saveOutcome"_s)->text(), u"Saved as authority.der"_s);
}

void TestCertificateView::saysWhyItCannotBeSaved()
{
    const QTemporaryDir folder;
    show(test::obieRoot());
    m_view->saveTo(folder.filePath(u"no-such-folder/root.pem"_s));
    auto *outcome = find<ui::OutcomeLabel>(u"saveOutcome"_s);
    QTRY_VERIFY(outcome->isVisible());
    QVERIFY2(outcome->text().contains(u"no-such-folder"_s), qPrintable(outcome->text()));
    QVERIFY(find<QPushButton>(u"saveCertificate"_s)->isEnabled());
}

void TestCertificateView::forgetsTheOutcomeOfSavingWithTheNextCertificate()
{
    const QTemporaryDir folder;
    show(test::obieRoot());
    m_view->saveTo(folder.filePath(u"root.pem"_s));
    QTRY_VERIFY(find<ui::OutcomeLabel>(u"saveOutcome"_s)->isVisible());
    show(test::obieIssuing());
    QVERIFY(!find<ui::OutcomeLabel>(u"saveOutcome"_s)->isVisible());
}

void TestCertificateView::showsHostileNamesAsPlainText()
{
    trust::test::Recipe recipe;
    recipe.subject = {{"O", "<img src=x>%1"}, {"CN", "<b>bold</b>"}};
    show(trust::test::make(recipe, trust::test::ecKey()).certificate);
    QCOMPARE(find<ui::WrappedText>(u"certificateName"_s)->toPlainText(), u"<b>bold</b>"_s);
    QVERIFY(shownTexts().contains(u"<b>bold</b>"_s));
    QVERIFY(shownTexts().contains(u"<img src=x>%1"_s));
    const QList<QLabel *> labels = m_view->findChildren<QLabel *>();
    for (const QLabel *label : labels)
        QVERIFY2(!label->text().contains(u'<') || label->textFormat() == Qt::PlainText, qPrintable(label->text()));
}

void TestCertificateView::breaksNamesThatAreOneLongWord()
{
    trust::test::Recipe recipe;
    recipe.subject = {{"CN", QByteArray(60, 'w')}};
    show(trust::test::make(recipe, trust::test::ecKey()).certificate);
    m_view->resize(360, 600);
    const auto *scroll = m_view->findChild<QScrollArea *>();
    QTRY_COMPARE(scroll->horizontalScrollBar()->maximum(), 0);
}

void TestCertificateView::startsAtTheTopForEachCertificate()
{
    show(test::eidasCertificate());
    auto *bar = m_view->findChild<QScrollArea *>()->verticalScrollBar();
    QTRY_VERIFY(bar->maximum() > 0);
    bar->setValue(bar->maximum());
    show(test::obieIssuing());
    QCOMPARE(bar->value(), 0);
}

void TestCertificateView::doesNotBlockTheWindow()
{
    const QList<trust::Certificate> known = test::manyAuthorities(300) + QList{test::obieIssuing(), test::obieRoot()};
    const trust::Certificate leaf = test::eidasCertificate();
    m_view->setCertificate(leaf, known, test::whenSamplesAreValid());
    QTest::qWait(50);
    test::LatencyProbe probe;
    for (int i = 0; i < 10; ++i) {
        m_view->setCertificate(i % 2 == 0 ? test::obieRoot() : leaf, known, test::whenSamplesAreValid());
        QTest::qWait(20);
    }
    qInfo("At worst the window stood still for %lld ms.", probe.worstMs());
    // Fifty are asked for; a machine that does other things meanwhile takes its share.
    QVERIFY(probe.worstMs() < 200);
}

void TestCertificateView::namesEveryControlAndIsReachedByKeyboard()
{
    show(test::eidasCertificate());
    QCOMPARE(test::unnamedControls(*m_view), QStringList());
    m_view->setFocus();
    const QStringList order = test::tabOrder(*m_view);
    for (const QString &name : {u"certificateDetails"_s, u"certificateChain"_s, u"copyPem"_s, u"saveCertificate"_s})
        QVERIFY2(order.contains(name), qPrintable(name));
}

void TestCertificateView::listsCertificatesWithTicks()
{
    ui::CertificateListModel model(ui::CertificateListModel::Ticks::Shown);
    const QAbstractItemModelTester tester(&model);
    QSignalSpy changed(&model, &ui::CertificateListModel::ticksChanged);
    model.setCertificates({test::obieIssuing(), test::obieRoot()}, test::whenSamplesAreValid());
    QVERIFY(model.ticked().isEmpty());
    const QModelIndex second = model.index(1, ui::CertificateListModel::NameColumn);
    QVERIFY(model.setData(second, Qt::Checked, Qt::CheckStateRole));
    QCOMPARE(model.ticked(), QList{test::obieRoot()});
    QCOMPARE(changed.size(), 2);
    model.setTicked({0, 1}, Qt::Checked);
    QCOMPARE(changed.size(), 3);
    model.setTicked({0, 1}, Qt::Checked);
    QCOMPARE(changed.size(), 3);
    QCOMPARE(model.tickedCount(), 2);
    model.setCertificates({test::obieRoot()}, test::whenSamplesAreValid());
    QCOMPARE(model.tickedCount(), 0);
}

void TestCertificateView::listsCertificatesWithoutTicks()
{
    ui::CertificateListModel model(ui::CertificateListModel::Ticks::None);
    model.setCertificates({test::eidasCertificate()}, test::whenSamplesAreValid());
    const QModelIndex name = model.index(0, ui::CertificateListModel::NameColumn);
    QVERIFY(!name.data(Qt::CheckStateRole).isValid());
    QVERIFY(!model.setData(name, Qt::Checked, Qt::CheckStateRole));
    QCOMPARE(model.index(0, ui::CertificateListModel::IssuerColumn).data().toString(),
             u"OpenBanking Pre-Production Issuing CA"_s);
    QVERIFY(!model.index(0, ui::CertificateListModel::ExpiryColumn).data(Qt::DecorationRole).value<QIcon>().isNull());
}

QTEST_MAIN(TestCertificateView)
#include "test_certificate_view.moc"
