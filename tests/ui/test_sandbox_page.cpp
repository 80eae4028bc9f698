#include "base/files.h"
#include "console_test.h"
#include "core/trust/certificate_maker.h"
#include "directory/directory.h"
#include "directory/kit.h"
#include "sandbox/sandbox.h"
#include "trust/store_edit.h"
#include "trust/store_file.h"
#include "ui/models/exchange_model.h"
#include "ui/pages/sandbox/log_view.h"
#include "ui/pages/sandbox/sandbox_page.h"
#include "ui/widgets/copyable_field.h"
#include "ui/widgets/outcome_label.h"
#include "workspace/workspace.h"

#include <QClipboard>
#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QGuiApplication>
#include <QLineEdit>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableView>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QToolButton>
#include <QtCrypto>

using namespace gatehouse;
using namespace Qt::StringLiterals;
using sandbox::Sandbox;

namespace {

sandbox::Exchange exchange(quint64 id)
{
    sandbox::Exchange made;
    made.id = id;
    made.method = "GET";
    made.target = "/oauth2/jwks";
    made.status = 200;
    return made;
}

void saveStore(const QString &path, const QList<trust::Certificate> &certificates, const QStringList &aliases = {})
{
    trust::TrustStore store{trust::StoreFormat::Pem, {}};
    QVERIFY(trust::importCertificates(store, certificates, aliases, systemNow()));
    QVERIFY(trust::saveStoreFiles({{path, store, {}, std::nullopt}}));
}

} // namespace

class TestSandboxPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void startsAndStopsOnAFreePort();
    void saysBesideThePortThatItIsTakenAndOffersAFreeOne();
    void copiesTheRegistrationAddress();
    void registersATestTppAndShowsItsExchange();
    void opensTheRequestInTheInspector();
    void copiesTheRequestAsCurl();
    void showsOnlyWhatFailed();
    void holdsTheLogWhilePaused();
    void emptiesTheLog();
    void followsTheNewestUnlessScrolledUp();
    void makesATestTppWithItsKit();
    void saysWhatIsWrongWithANewTpp();
    void asksBeforeATestTppIsRemoved();
    void saysWhoseCertificatesAreTakenAndFollowsTheFile();
    void followsTheTruststoreWhileTheSandboxIsStopped();
    void warnsOfCertificatesThatExpire();
    void saysThatADamagedTruststoreWasNotTakenOver();
    void explainsTheClientCertificateModes();
    void namesEveryControl();
    void isUsableByKeyboardAlone();

private:
    template <typename T>
    T *find(const QString &name) const
    {
        return m_page->findChild<T *>(name);
    }
    void start();
    void registerTestTpp();
    QAbstractItemModel *log() const { return find<QTableView>(u"logTable"_s)->model(); }

    QCA::Initializer m_crypto;
    QTemporaryDir m_folder;
    std::unique_ptr<workspace::Workspace> m_workspace;
    std::unique_ptr<ui::SandboxPage> m_page;
};

void TestSandboxPage::initTestCase()
{
    auto opened = workspace::Workspace::open(m_folder.path(), systemNow);
    QVERIFY2(opened, qPrintable(opened ? QString() : opened.error().message));
    m_workspace = *std::move(opened);
}

void TestSandboxPage::init()
{
    m_page = std::make_unique<ui::SandboxPage>(m_workspace->sandbox(), m_workspace->directory(), m_workspace->clock(),
                                               m_folder.path());
    m_page->resize(1100, 760);
    m_page->show();
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    find<QSpinBox>(u"port"_s)->setValue(0);
}

void TestSandboxPage::cleanup()
{
    m_page.reset();
    if (m_workspace->sandbox().state() == Sandbox::State::Running) {
        QSignalSpy stopped(&m_workspace->sandbox(), &Sandbox::stopped);
        m_workspace->sandbox().stop();
        QVERIFY(stopped.wait());
    }
    m_workspace->sandbox().clearRecentExchanges();
}

void TestSandboxPage::start()
{
    QTest::mouseClick(find<QPushButton>(u"startStopButton"_s), Qt::LeftButton);
    QTRY_COMPARE(find<ui::OutcomeLabel>(u"endpointState"_s)->text(), u"Running"_s);
}

void TestSandboxPage::registerTestTpp()
{
    start();
    QTest::mouseClick(find<QPushButton>(u"demoButton"_s), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(log()->rowCount() == 1, 20'000);
    find<QTableView>(u"logTable"_s)->setCurrentIndex(log()->index(0, 0));
}

void TestSandboxPage::startsAndStopsOnAFreePort()
{
    QVERIFY(find<ui::CopyableField>(u"registrationUrl"_s)->value().isEmpty());
    start();
    const QString url = find<ui::CopyableField>(u"registrationUrl"_s)->value();
    QVERIFY2(url.startsWith(u"https://localhost:"_s) && url.endsWith(u"/open-banking/v3.3.0/register"_s),
             qPrintable(url));
    QVERIFY(!find<QSpinBox>(u"port"_s)->isEnabled());
    QVERIFY(find<QPushButton>(u"startStopButton"_s)->hasFocus());
    QTest::keyClick(find<QPushButton>(u"startStopButton"_s), Qt::Key_Space);
    QTRY_COMPARE(find<ui::OutcomeLabel>(u"endpointState"_s)->text(), u"Stopped"_s);
    QVERIFY(find<QSpinBox>(u"port"_s)->isEnabled());
}

void TestSandboxPage::saysBesideThePortThatItIsTakenAndOffersAFreeOne()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    auto *port = find<QSpinBox>(u"port"_s);
    port->setFocus();
    port->selectAll();
    QTest::keyClicks(port, QString::number(other.serverPort()));
    QTest::mouseClick(find<QPushButton>(u"startStopButton"_s), Qt::LeftButton);
    const auto *problem = find<ui::OutcomeLabel>(u"endpointProblem"_s);
    QTRY_VERIFY(problem->isVisible());
    QVERIFY2(problem->text().contains(QString::number(other.serverPort())), qPrintable(problem->text()));
    QVERIFY(!QApplication::activeModalWidget());
    QVERIFY(port->hasFocus());
    QTest::mouseClick(find<QPushButton>(u"freePortButton"_s), Qt::LeftButton);
    QTRY_COMPARE(find<ui::OutcomeLabel>(u"endpointState"_s)->text(), u"Running"_s);
    QVERIFY(!problem->isVisible());
}

void TestSandboxPage::copiesTheRegistrationAddress()
{
    start();
    auto *field = find<ui::CopyableField>(u"registrationUrl"_s);
    QTest::mouseClick(field->findChild<QToolButton *>(), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), field->value());
}

void TestSandboxPage::registersATestTppAndShowsItsExchange()
{
    registerTestTpp();
    const auto cell = [this](int column) { return log()->index(0, column).data().toString(); };
    QCOMPARE(cell(ui::ExchangeModel::MethodColumn), u"POST"_s);
    QCOMPARE(cell(ui::ExchangeModel::StatusColumn), u"201"_s);
    QCOMPARE(cell(ui::ExchangeModel::OutcomeColumn), u"Registered"_s);
    QVERIFY(find<QPlainTextEdit>(u"responseText"_s)->toPlainText().contains(u"client_id"_s));
    auto *tabs = find<QTabWidget>(u"exchangeTabs"_s);
    QVERIFY(tabs->isTabVisible(2) && tabs->isTabVisible(3));
    QTRY_VERIFY(find<QTableView>(u"tppTable"_s)->isVisible());
}

void TestSandboxPage::opensTheRequestInTheInspector()
{
    registerTestTpp();
    QSignalSpy requested(m_page.get(), &ui::SandboxPage::inspectRequested);
    QTest::mouseClick(find<QPushButton>(u"inspectButton"_s), Qt::LeftButton);
    QCOMPARE(requested.count(), 1);
    QVERIFY(requested[0][0].toByteArray().startsWith("eyJ"));
}

void TestSandboxPage::copiesTheRequestAsCurl()
{
    registerTestTpp();
    QTest::mouseClick(find<QPushButton>(u"curlButton"_s), Qt::LeftButton);
    const QString command = QGuiApplication::clipboard()->text();
    QVERIFY2(command.startsWith(u"curl"_s), qPrintable(command));
    QVERIFY(command.contains(m_workspace->sandbox().registrationEndpoint().toString()));
}

void TestSandboxPage::showsOnlyWhatFailed()
{
    auto *view = m_page->findChild<ui::LogView *>();
    sandbox::Exchange failed = exchange(2);
    failed.status = 404;
    view->append({exchange(1), failed});
    find<QComboBox>(u"logShow"_s)->setCurrentIndex(1);
    QCOMPARE(log()->rowCount(), 1);
    QTest::keyClicks(find<QLineEdit>(u"logSearch"_s), u"elsewhere"_s);
    QCOMPARE(log()->rowCount(), 0);
}

void TestSandboxPage::holdsTheLogWhilePaused()
{
    auto *view = m_page->findChild<ui::LogView *>();
    view->append({exchange(1)});
    auto *pause = find<QToolButton>(u"logPause"_s);
    QTest::mouseClick(pause, Qt::LeftButton);
    for (quint64 i = 2; i < 1002; ++i)
        view->append({exchange(i)});
    QCOMPARE(log()->rowCount(), 1);
    QVERIFY(pause->text().contains(u"500"_s));
    QTest::mouseClick(pause, Qt::LeftButton);
    QCOMPARE(log()->rowCount(), ui::ExchangeModel::MaxRows);
}

void TestSandboxPage::emptiesTheLog()
{
    auto *view = m_page->findChild<ui::LogView *>();
    view->append({exchange(1)});
    QTest::mouseClick(find<QToolButton>(u"logClear"_s), Qt::LeftButton);
    QCOMPARE(log()->rowCount(), 0);
    QVERIFY(!find<QTableView>(u"logTable"_s)->isVisible());
    QVERIFY(!find<QPushButton>(u"inspectButton"_s)->isEnabled());
}

void TestSandboxPage::followsTheNewestUnlessScrolledUp()
{
    auto *view = m_page->findChild<ui::LogView *>();
    const QScrollBar *bar = find<QTableView>(u"logTable"_s)->verticalScrollBar();
    QList<sandbox::Exchange> many;
    for (quint64 i = 0; i < 60; ++i)
        many += exchange(i);
    view->append(many);
    QTRY_VERIFY(bar->maximum() > 0);
    view->append({exchange(60)});
    QTRY_COMPARE(bar->value(), bar->maximum());
    find<QTableView>(u"logTable"_s)->scrollToTop();
    view->append({exchange(61)});
    QTest::qWait(20);
    QCOMPARE(bar->value(), 0);
}

void TestSandboxPage::makesATestTppWithItsKit()
{
    const QString folder = QDir(m_folder.path()).filePath(u"my kit"_s);
    QTest::mouseClick(find<QPushButton>(u"newTppButton"_s), Qt::LeftButton);
    auto *dialog = m_page->findChild<QDialog *>();
    QVERIFY(dialog && dialog->isVisible());
    QCOMPARE(test::unnamedControls(*dialog), QStringList());
    dialog->findChild<QLineEdit *>(u"tppName"_s)->setText(u"Penny Planner"_s);
    dialog->findChild<QLineEdit *>(u"tppFolder"_s)->setText(folder);
    QSignalSpy accepted(dialog, &QDialog::accepted);
    QTest::keyClick(dialog, Qt::Key_Return);
    QVERIFY(accepted.wait(20'000));
    const auto kit = directory::loadKit(folder);
    QVERIFY2(kit, qPrintable(kit ? QString() : kit.error().message));
    const auto isListed = [this] {
        const QAbstractItemModel *tpps = find<QTableView>(u"tppTable"_s)->model();
        return !tpps->match(tpps->index(0, 0), Qt::DisplayRole, u"Penny Planner"_s).isEmpty();
    };
    QTRY_VERIFY(isListed());
}

void TestSandboxPage::saysWhatIsWrongWithANewTpp()
{
    QTest::mouseClick(find<QPushButton>(u"newTppButton"_s), Qt::LeftButton);
    auto *dialog = m_page->findChild<QDialog *>();
    const auto *problem = dialog->findChild<ui::OutcomeLabel *>(u"tppProblem"_s);
    auto *create = dialog->findChild<QPushButton *>(u"tppCreate"_s);
    QVERIFY(!problem->isVisible() && create->isEnabled());
    dialog->findChild<QPlainTextEdit *>(u"tppRedirectUris"_s)->setPlainText(u"http://plain.example.com"_s);
    QVERIFY(problem->isVisible() && !create->isEnabled());
    QVERIFY(problem->text().contains(u"http://plain.example.com"_s));
    dialog->findChild<QPlainTextEdit *>(u"tppRedirectUris"_s)->setPlainText(u"https://tpp.example.com/cb"_s);
    QVERIFY(create->isEnabled());
    // A folder that holds something else.
    QDir(m_folder.path()).mkpath(u"taken/by others"_s);
    dialog->findChild<QLineEdit *>(u"tppFolder"_s)->setText(QDir(m_folder.path()).filePath(u"taken"_s));
    QTest::mouseClick(create, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(problem->isVisible(), 20'000);
    QVERIFY2(problem->text().contains(u"taken"_s), qPrintable(problem->text()));
    QVERIFY(dialog->isVisible());
    dialog->reject();
}

void TestSandboxPage::asksBeforeATestTppIsRemoved()
{
    const auto tpp =
        m_workspace->directory()->create({.baseUrl = u"https://localhost"_s, .softwareName = u"Gone Soon"_s});
    QVERIFY(tpp);
    m_page->refresh();
    auto *table = find<QTableView>(u"tppTable"_s);
    const auto rowOf = [table] {
        const QModelIndexList found =
            table->model()->match(table->model()->index(0, 0), Qt::DisplayRole, u"Gone Soon"_s);
        return found.value(0);
    };
    QTRY_VERIFY(rowOf().isValid());
    for (const char *button : {"", "confirmRemovalButton"}) {
        m_page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
        table->setFocus();
        table->setCurrentIndex(rowOf());
        QTest::keyClick(table, Qt::Key_Delete);
        auto *question = m_page->findChild<QMessageBox *>(u"removeTppQuestion"_s);
        QVERIFY2(question && question->isVisible(), button);
        QVERIFY(question->informativeText().contains(tpp->softwareId));
        if (*button == 0) {
            QTest::keyClick(question, Qt::Key_Escape);
            QTRY_VERIFY(!m_page->findChild<QMessageBox *>(u"removeTppQuestion"_s));
            QVERIFY(m_workspace->directory()->software(tpp->organisationId, tpp->softwareId));
        } else {
            QTest::mouseClick(question->findChild<QAbstractButton *>(QString::fromLatin1(button)), Qt::LeftButton);
        }
    }
    QTRY_VERIFY(!rowOf().isValid());
    QVERIFY(!m_workspace->directory()->software(tpp->organisationId, tpp->softwareId));
}

void TestSandboxPage::saysWhoseCertificatesAreTakenAndFollowsTheFile()
{
    const auto *trust = find<ui::OutcomeLabel>(u"clientTrust"_s);
    QTRY_VERIFY2(trust->text().contains(u"client-truststore.pem"_s), qPrintable(trust->text()));
    QSignalSpy requested(m_page.get(), &ui::SandboxPage::truststoreRequested);
    QTest::mouseClick(find<QPushButton>(u"showTruststoreButton"_s), Qt::LeftButton);
    QCOMPARE(requested.constFirst().constFirst().toString(), m_workspace->sandbox().clientTruststore());

    start();
    saveStore(m_workspace->sandbox().clientTruststore(), {});
    QTRY_VERIFY2(trust->text().contains(u"trusts nobody"_s), qPrintable(trust->text()));
    saveStore(m_workspace->sandbox().clientTruststore(),
              {trust::test::make(trust::test::authorityRecipe("Other"), trust::test::ecKey()).certificate});
    QTRY_VERIFY2(trust->text().contains(u"not the test directory"_s), qPrintable(trust->text()));
    saveStore(m_workspace->sandbox().clientTruststore(), m_workspace->directory()->authorities());
    QTRY_VERIFY2(trust->text().startsWith(u"Issued by"_s), qPrintable(trust->text()));
}

void TestSandboxPage::followsTheTruststoreWhileTheSandboxIsStopped()
{
    const QString path = m_workspace->sandbox().clientTruststore();
    const auto *trust = find<ui::OutcomeLabel>(u"clientTrust"_s);
    QCOMPARE(m_workspace->sandbox().state(), Sandbox::State::Stopped);
    QTRY_VERIFY2(trust->text().startsWith(u"Issued by"_s), qPrintable(trust->text()));
    // More than once: each takes the file from under the watcher.
    saveStore(path, {});
    QTRY_VERIFY2(trust->text().contains(u"trusts nobody"_s), qPrintable(trust->text()));
    saveStore(path, {trust::test::make(trust::test::authorityRecipe("Other"), trust::test::ecKey()).certificate});
    QTRY_VERIFY2(trust->text().startsWith(u"1 authority in"_s), qPrintable(trust->text()));
    saveStore(path, {m_workspace->directory()->authorities().constFirst()});
    QTRY_VERIFY2(trust->text().startsWith(u"Issued by the 1 authority in"_s), qPrintable(trust->text()));
    saveStore(path, m_workspace->directory()->authorities());
    QTRY_VERIFY2(trust->text().startsWith(u"Issued by 2 authorities"_s), qPrintable(trust->text()));
}

void TestSandboxPage::warnsOfCertificatesThatExpire()
{
    const auto *expiring = find<ui::OutcomeLabel>(u"expiringCertificates"_s);
    QVERIFY(!expiring->isVisible());
    trust::test::Recipe recipe = trust::test::authorityRecipe("Soon");
    recipe.notAfter = systemNow() + std::chrono::hours(24 * 12 + 1);
    QList<trust::Certificate> certificates = m_workspace->directory()->authorities();
    certificates.append(trust::test::make(recipe, trust::test::ecKey()).certificate);
    saveStore(m_workspace->sandbox().clientTruststore(), certificates, {{}, {}, u"partner"_s});
    m_page->refresh();
    QTRY_VERIFY(expiring->isVisible());
    QVERIFY2(expiring->text().contains(u"partner: Expires in 12 days"_s), qPrintable(expiring->text()));
    saveStore(m_workspace->sandbox().clientTruststore(), m_workspace->directory()->authorities());
    m_page->refresh();
    QTRY_VERIFY(!expiring->isVisible());
}

void TestSandboxPage::saysThatADamagedTruststoreWasNotTakenOver()
{
    start();
    QVERIFY(saveFile(m_workspace->sandbox().clientTruststore(), "damaged"));
    const auto *problem = find<ui::OutcomeLabel>(u"endpointProblem"_s);
    QTRY_VERIFY(problem->isVisible());
    QVERIFY2(problem->text().contains(u"goes on with"_s), qPrintable(problem->text()));
    QVERIFY(!find<QPushButton>(u"freePortButton"_s)->isVisible());
    QCOMPARE(find<ui::OutcomeLabel>(u"endpointState"_s)->text(), u"Running"_s);
    saveStore(m_workspace->sandbox().clientTruststore(), m_workspace->directory()->authorities());
    QTRY_VERIFY(!problem->isVisible());
}

void TestSandboxPage::explainsTheClientCertificateModes()
{
    auto *mode = find<QComboBox>(u"clientCertificateMode"_s);
    mode->setFocus();
    QTest::keyClick(mode, Qt::Key_End);
    start();
    QCOMPARE(m_workspace->sandbox().settings().mode, sandbox::ClientCertificateMode::Off);
}

void TestSandboxPage::namesEveryControl()
{
    QCOMPARE(test::unnamedControls(*m_page), QStringList());
    registerTestTpp();
    auto *tabs = find<QTabWidget>(u"exchangeTabs"_s);
    for (int tab = 0; tab < tabs->count(); ++tab) {
        tabs->setCurrentIndex(tab);
        QCOMPARE(test::unnamedControls(*m_page), QStringList());
    }
}

void TestSandboxPage::isUsableByKeyboardAlone()
{
    m_page->findChild<ui::LogView *>()->append({exchange(1)});
    m_page->focusFirst();
    const QStringList order = test::tabOrder(*m_page);
    for (const QString &name : {u"address"_s, u"port"_s, u"clientCertificateMode"_s, u"newTppButton"_s, u"logShow"_s,
                                u"logSearch"_s, u"logPause"_s, u"logTable"_s})
        QVERIFY2(order.contains(name), qPrintable(name + u" is not in "_s + order.join(u", "_s)));
    QTest::keyClick(m_page.get(), Qt::Key_S, Qt::AltModifier);
    QTRY_COMPARE(find<ui::OutcomeLabel>(u"endpointState"_s)->text(), u"Running"_s);
}

QTEST_MAIN(TestSandboxPage)
#include "test_sandbox_page.moc"
