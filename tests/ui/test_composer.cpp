#include "console_test.h"
#include "core/trust/certificate_maker.h"
#include "directory/directory.h"
#include "directory/key_file.h"
#include "directory/kit.h"
#include "jose/jws.h"
#include "sandbox/sandbox.h"
#include "ui/models/checks_model.h"
#include "ui/pages/sandbox/composer_claims_editor.h"
#include "ui/pages/sandbox/composer_claims_model.h"
#include "ui/pages/sandbox/composer_window.h"
#include "ui/pages/sandbox/sandbox_page.h"
#include "ui/widgets/outcome_label.h"
#include "workspace/workspace.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableView>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QtCrypto>

using namespace gatehouse;
using namespace Qt::StringLiterals;
using sandbox::Sandbox;

class TestComposer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void registersWhatIsComposedAndSeesTheReplayRefused();
    void startsTheSandboxFromTheComposer();
    void sendsWhatWasTypedIntoTheTable();
    void sendsWhatWasTypedAsJson();
    void namesAMistakeInJsonByLineAndColumn();
    void keepsATimeThatSomebodyWrote();
    void marksTheCheckThatTheEndpointRefusedBy();
    void saysThatATamperingWasNotCaught();
    void readsUpdatesAndDeletesWhatItRegistered();
    void sendsToAnAddressThatIsNamed();
    void saysThatNobodyIsAtTheAddress();
    void takesHttpsAddressesAlone();
    void cancelsWhatIsNotAnswered();
    void copiesTheCommandWithTheKitsFiles();
    void saysThatTheKeysOfATppAreNotAtHand();
    void doesNotHoldUpTheWindow();
    void namesEveryControl();

private:
    template <typename T>
    T *find(const QString &name) const
    {
        T *found = m_window->findChild<T *>(name);
        if (!found)
            qFatal("There is no %s.", qPrintable(name));
        return found;
    }
    void startSandbox();
    void open();
    void click(const QString &button) { QTest::mouseClick(find<QAbstractButton>(button), Qt::LeftButton); }
    void tick(const QString &box);
    void send();
    QString outcome() const { return find<ui::OutcomeLabel>(u"composerOutcome"_s)->text(); }
    QString verdict(const QString &tampering) const;
    /// The claims that the last request had.
    Json sentClaims() const;
    void editClaim(const QString &claim, const QString &text);

    QCA::Initializer m_crypto;
    QTemporaryDir m_folder;
    std::unique_ptr<workspace::Workspace> m_workspace;
    std::unique_ptr<ui::SandboxPage> m_page;
    ui::ComposerWindow *m_window = nullptr;
    QString m_softwareId;
};

void TestComposer::initTestCase()
{
    auto opened = workspace::Workspace::open(m_folder.path(), systemNow);
    QVERIFY2(opened, qPrintable(opened ? QString() : opened.error().message));
    m_workspace = *std::move(opened);
    for (const QString &name : {u"Penny Planner"_s, u"Second Software"_s}) {
        const auto tpp =
            m_workspace->directory()->create({.baseUrl = u"https://localhost:8243"_s, .softwareName = name});
        QVERIFY(tpp);
        QVERIFY(directory::writeKit(m_folder.filePath(u"kits/"_s + name), *tpp,
                                    directory::EndpointFacts::at(u"https://localhost:8243"_s), systemNow()));
        if (m_softwareId.isEmpty())
            m_softwareId = tpp->softwareId;
    }
}

void TestComposer::init()
{
    m_page = std::make_unique<ui::SandboxPage>(m_workspace->sandbox(), m_workspace->directory(), m_workspace->clock(),
                                               m_folder.path());
    m_page->resize(1100, 760);
    m_page->show();
    m_page->findChild<QSpinBox *>(u"port"_s)->setValue(0);
    m_window = m_page->findChild<ui::ComposerWindow *>();
    QVERIFY(m_window && !m_window->isVisible());
}

void TestComposer::cleanup()
{
    m_page.reset();
    if (m_workspace->sandbox().state() == Sandbox::State::Running) {
        QSignalSpy stopped(&m_workspace->sandbox(), &Sandbox::stopped);
        m_workspace->sandbox().stop();
        QVERIFY(stopped.wait());
    }
    m_workspace->sandbox().clearRecentExchanges();
}

void TestComposer::startSandbox()
{
    QTest::mouseClick(m_page->findChild<QPushButton *>(u"startStopButton"_s), Qt::LeftButton);
    QTRY_COMPARE(m_workspace->sandbox().state(), Sandbox::State::Running);
}

void TestComposer::open()
{
    auto *table = m_page->findChild<QTableView *>(u"tppTable"_s);
    const auto row = [table] {
        return table->model()->match(table->model()->index(0, 0), Qt::DisplayRole, u"Penny Planner"_s).value(0);
    };
    QTRY_VERIFY(row().isValid());
    table->setCurrentIndex(row());
    QTest::mouseClick(m_page->findChild<QPushButton *>(u"composeButton"_s), Qt::LeftButton);
    QVERIFY(QTest::qWaitForWindowActive(m_window));
    QTRY_VERIFY(find<QTabWidget>(u"composerTabs"_s)->isEnabled());
    QVERIFY(find<QComboBox>(u"composerTpp"_s)->currentText().contains(m_softwareId));
}

void TestComposer::tick(const QString &box)
{
    auto *tick = find<QCheckBox>(u"tamper-"_s + box);
    QVERIFY2(tick->isEnabled(), qPrintable(box));
    QTest::mouseClick(tick, Qt::LeftButton, Qt::NoModifier, QPoint(8, tick->height() / 2));
    QVERIFY(tick->isChecked());
}

void TestComposer::send()
{
    auto *button = find<QPushButton>(u"composerSend"_s);
    QTRY_VERIFY(button->isEnabled());
    QTest::mouseClick(button, Qt::LeftButton);
    // What was deleted leaves nothing to send.
    QTRY_VERIFY_WITH_TIMEOUT(button->isEnabled() || find<ui::OutcomeLabel>(u"composerProblem"_s)->isVisible(), 20'000);
}

QString TestComposer::verdict(const QString &tampering) const
{
    const auto labels = m_window->findChildren<ui::OutcomeLabel *>(u"verdict-"_s + tampering);
    return labels.isEmpty() ? QString() : labels.constLast()->text();
}

Json TestComposer::sentClaims() const
{
    const auto &recent = m_workspace->sandbox().recentExchanges();
    return recent.isEmpty() ? Json() : jose::dissect(recent.constLast().requestBody).claims.value_or(Json());
}

void TestComposer::editClaim(const QString &claim, const QString &text)
{
    auto *table = find<QTableView>(u"requestClaimsTable"_s);
    auto *model = find<ui::ComposerClaimsEditor>(u"requestClaims"_s)->model();
    const QModelIndex index = model->index(model->rowOf(claim), ui::ComposerClaimsModel::ValueColumn);
    QVERIFY(index.isValid());
    table->scrollTo(index);
    table->setFocus();
    table->setCurrentIndex(index);
    table->edit(index);
    auto *editor = table->viewport()->findChild<QLineEdit *>();
    QVERIFY(editor);
    editor->selectAll();
    QTest::keyClicks(editor, text);
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_VERIFY(!table->viewport()->findChild<QLineEdit *>());
}

void TestComposer::registersWhatIsComposedAndSeesTheReplayRefused()
{
    startSandbox();
    open();
    QVERIFY(!find<QCheckBox>(u"tamper-request-replayed"_s)->isEnabled());
    send();
    QVERIFY2(outcome().startsWith(u"201"_s), qPrintable(outcome()));
    QVERIFY(find<QPlainTextEdit>(u"composerResponse"_s)->toPlainText().contains(u"client_id"_s));
    QTRY_VERIFY2(find<QLabel>(u"composerChecksTitle"_s)->text().contains(u"as the endpoint judged"_s),
                 qPrintable(find<QLabel>(u"composerChecksTitle"_s)->text()));
    tick(u"request-replayed"_s);
    send();
    QVERIFY2(outcome().startsWith(u"400 Refused by “The request was not used before”"_s), qPrintable(outcome()));
    QVERIFY2(verdict(u"request-replayed"_s).contains(u"Caught by"_s), qPrintable(verdict(u"request-replayed"_s)));
    // Without it, the same draft is a new request.
    click(u"tamperNothing"_s);
    send();
    QVERIFY2(outcome().startsWith(u"201"_s), qPrintable(outcome()));
}

void TestComposer::startsTheSandboxFromTheComposer()
{
    open();
    QVERIFY(!find<QPushButton>(u"composerSend"_s)->isEnabled());
    QVERIFY(find<ui::OutcomeLabel>(u"composerProblem"_s)->text().contains(u"not running"_s));
    QVERIFY(find<ui::OutcomeLabel>(u"composerSandboxState"_s)->text().startsWith(u"Stopped"_s));
    click(u"composerStart"_s);
    QTRY_COMPARE(m_workspace->sandbox().state(), Sandbox::State::Running);
    QVERIFY(!find<QPushButton>(u"composerStart"_s)->isVisible());
    // The claims name the port that it got.
    send();
    QVERIFY2(outcome().startsWith(u"201"_s), qPrintable(outcome()));
}

void TestComposer::sendsWhatWasTypedIntoTheTable()
{
    startSandbox();
    open();
    editClaim(u"scope"_s, u"openid"_s);
    editClaim(u"redirect_uris"_s, u"https://tpp.example.com/redirects/redirect1, https://evil.example.net/cb"_s);
    send();
    QVERIFY2(outcome().contains(u"The redirect URIs stand in the statement"_s), qPrintable(outcome()));
    QTRY_COMPARE(stringMember(sentClaims(), "scope").value_or(QString()), u"openid"_s);
    QCOMPARE(stringListMember(sentClaims(), "redirect_uris")->size(), 2);
    // The tick takes a claim out.
    auto *model = find<ui::ComposerClaimsEditor>(u"requestClaims"_s)->model();
    const QModelIndex scope = model->index(model->rowOf(u"scope"_s), ui::ComposerClaimsModel::NameColumn);
    QVERIFY(model->setData(scope, Qt::Unchecked, Qt::CheckStateRole));
    QVERIFY(scope.siblingAtColumn(ui::ComposerClaimsModel::AboutColumn).data().toString().startsWith(u"Mandatory"_s));
    send();
    QVERIFY2(outcome().contains(u"has all claims it needs"_s), qPrintable(outcome()));
    click(u"requestClaimsReset"_s);
    send();
    QVERIFY2(outcome().startsWith(u"201"_s), qPrintable(outcome()));
}

void TestComposer::sendsWhatWasTypedAsJson()
{
    startSandbox();
    open();
    click(u"requestClaimsJsonButton"_s);
    auto *text = find<QPlainTextEdit>(u"requestClaimsJson"_s);
    QVERIFY(text->isVisible() && text->toPlainText().contains(u"\"redirect_uris\""_s));
    text->moveCursor(QTextCursor::Start);
    text->moveCursor(QTextCursor::Right);
    QTest::keyClicks(text, u"\"extra\": [1, 2],"_s);
    QVERIFY(!find<ui::OutcomeLabel>(u"requestClaimsMistake"_s)->isVisible());
    send();
    QVERIFY2(outcome().startsWith(u"201"_s), qPrintable(outcome()));
    QTRY_VERIFY(sentClaims().contains("extra"));
    click(u"requestClaimsTableButton"_s);
    QVERIFY(find<ui::ComposerClaimsEditor>(u"requestClaims"_s)->model()->rowOf(u"extra"_s) > 0);
}

void TestComposer::namesAMistakeInJsonByLineAndColumn()
{
    startSandbox();
    open();
    find<QTabWidget>(u"composerTabs"_s)->setCurrentIndex(1);
    click(u"statementClaimsJsonButton"_s);
    auto *text = find<QPlainTextEdit>(u"statementClaimsJson"_s);
    text->selectAll();
    QTest::keyClicks(text, u"{ \"a\": 1, }"_s);
    const auto *mistake = find<ui::OutcomeLabel>(u"statementClaimsMistake"_s);
    QVERIFY(mistake->isVisible());
    QVERIFY2(mistake->text().contains(u"Line 1, column 9"_s), qPrintable(mistake->text()));
    QVERIFY(!find<QPushButton>(u"composerSend"_s)->isEnabled());
    QVERIFY(!find<QRadioButton>(u"statementClaimsTableButton"_s)->isEnabled());
    QVERIFY(find<ui::OutcomeLabel>(u"composerProblem"_s)->text().contains(u"column 9"_s));
    click(u"statementClaimsReset"_s);
    QVERIFY(!mistake->isVisible());
    QVERIFY(find<QPushButton>(u"composerSend"_s)->isEnabled());
}

void TestComposer::keepsATimeThatSomebodyWrote()
{
    startSandbox();
    open();
    QVERIFY(find<QCheckBox>(u"composerRenew"_s)->isChecked());
    editClaim(u"exp"_s, u"2020-01-01T00:00:00Z"_s);
    QVERIFY(!find<QCheckBox>(u"composerRenew"_s)->isChecked());
    send();
    QVERIFY2(outcome().contains(u"The request has not expired"_s) || outcome().contains(u"does not live too long"_s),
             qPrintable(outcome()));
    QTRY_COMPARE(integerMember(sentClaims(), "exp").value_or(0), 1577836800);
}

void TestComposer::marksTheCheckThatTheEndpointRefusedBy()
{
    startSandbox();
    open();
    tick(u"request-expired"_s);
    tick(u"request-wrong-issuer"_s);
    send();
    QVERIFY2(outcome().contains(u"The request's issuer is the statement's software"_s), qPrintable(outcome()));
    QVERIFY2(verdict(u"request-expired"_s).contains(u"before that"_s), qPrintable(verdict(u"request-expired"_s)));
    const auto *checks = find<QTableView>(u"checksTable"_s);
    QStringList marked;
    for (int row = 0; row < checks->model()->rowCount(); ++row) {
        const QString title = checks->model()->index(row, ui::ChecksModel::TitleColumn).data().toString();
        if (title.contains(u"refused by this"_s))
            marked += title;
    }
    QCOMPARE(marked.size(), 1);
    QVERIFY(marked.constFirst().startsWith(u"The request's issuer"_s));
}

void TestComposer::saysThatATamperingWasNotCaught()
{
    startSandbox();
    open();
    // The policy says nothing of a statement's age but a warning.
    tick(u"statement-too-old"_s);
    send();
    QVERIFY2(outcome().startsWith(u"201"_s), qPrintable(outcome()));
    QVERIFY2(verdict(u"statement-too-old"_s).contains(u"Not caught"_s), qPrintable(verdict(u"statement-too-old"_s)));
    QVERIFY2(verdict(u"statement-too-old"_s).contains(u"only warns"_s), qPrintable(verdict(u"statement-too-old"_s)));
}

void TestComposer::readsUpdatesAndDeletesWhatItRegistered()
{
    startSandbox();
    open();
    send();
    QVERIFY2(outcome().startsWith(u"201"_s), qPrintable(outcome()));
    auto *action = find<QComboBox>(u"composerAction"_s);
    const QStringList expected = {u"200 Read"_s, u"200 Updated"_s, u"204 Deleted"_s};
    for (int i = 0; i < expected.size(); ++i) {
        action->setFocus();
        QTest::keyClick(action, Qt::Key_Down);
        QVERIFY(find<QComboBox>(u"composerClientId"_s)->isVisible());
        send();
        QCOMPARE(outcome(), expected[i]);
    }
    // It is gone, and nothing else is known of.
    QVERIFY(find<ui::OutcomeLabel>(u"composerProblem"_s)->text().contains(u"Say which client"_s));
}

void TestComposer::sendsToAnAddressThatIsNamed()
{
    startSandbox();
    open();
    find<QComboBox>(u"composerWhere"_s)->setCurrentIndex(1);
    find<QLineEdit>(u"composerRegistrationUrl"_s)->setText(m_workspace->sandbox().registrationEndpoint().toString());
    find<QLineEdit>(u"composerTrustFile"_s)->setText(m_folder.filePath(u"kits/Penny Planner/ca.pem"_s));
    send();
    QVERIFY2(outcome().startsWith(u"201"_s), qPrintable(outcome()));
    // An endpoint that is not known records nothing that could be read here.
    QVERIFY(find<QLabel>(u"composerChecksTitle"_s)->text().contains(u"this workspace's policy"_s));
    find<QComboBox>(u"composerAction"_s)->setCurrentIndex(1);
    send();
    QCOMPARE(outcome(), u"200 Read"_s);
    // A certificate that is no authority of the endpoint's.
    const auto stranger = trust::test::make(trust::test::authorityRecipe("Other"), trust::test::ecKey()).certificate;
    QVERIFY(directory::saveCertificates(m_folder.filePath(u"other.pem"_s), {stranger}));
    find<QLineEdit>(u"composerTrustFile"_s)->setText(m_folder.filePath(u"other.pem"_s));
    send();
    QCOMPARE(outcome(), u"There is no answer"_s);
}

void TestComposer::saysThatNobodyIsAtTheAddress()
{
    open();
    find<QComboBox>(u"composerWhere"_s)->setCurrentIndex(1);
    QTest::keyClicks(find<QLineEdit>(u"composerRegistrationUrl"_s), u"https://localhost:1/register"_s);
    send();
    QCOMPARE(outcome(), u"There is no answer"_s);
    QVERIFY(!find<QPlainTextEdit>(u"composerResponse"_s)->isVisible());
}

void TestComposer::takesHttpsAddressesAlone()
{
    open();
    find<QComboBox>(u"composerWhere"_s)->setCurrentIndex(1);
    const auto *problem = find<ui::OutcomeLabel>(u"composerTargetProblem"_s);
    QVERIFY(problem->isVisible());
    QTest::keyClicks(find<QLineEdit>(u"composerRegistrationUrl"_s), u"http://localhost:1/register"_s);
    QVERIFY2(problem->text().contains(u"only https"_s), qPrintable(problem->text()));
    QVERIFY(!find<QPushButton>(u"composerSend"_s)->isEnabled());
    find<QLineEdit>(u"composerRegistrationUrl"_s)->setText(u"https://localhost:1/register"_s);
    QVERIFY(!problem->isVisible());
    find<QLineEdit>(u"composerTrustFile"_s)->setText(m_folder.filePath(u"nothing.pem"_s));
    QTRY_VERIFY2(problem->isVisible() && problem->text().contains(u"nothing.pem"_s), qPrintable(problem->text()));
}

void TestComposer::cancelsWhatIsNotAnswered()
{
    // It accepts connections and says nothing.
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    open();
    find<QComboBox>(u"composerWhere"_s)->setCurrentIndex(1);
    find<QLineEdit>(u"composerRegistrationUrl"_s)->setText(u"https://127.0.0.1:%1/register"_s.arg(silent.serverPort()));
    QTest::mouseClick(find<QPushButton>(u"composerSend"_s), Qt::LeftButton);
    QVERIFY(!find<QPushButton>(u"composerSend"_s)->isEnabled());
    const auto cancel = [this]() -> QPushButton * {
        for (QPushButton *button : m_window->findChildren<QPushButton *>()) {
            if (button->isVisible() && button->text().remove(u'&') == u"Cancel"_s)
                return button;
        }
        return nullptr;
    };
    QTRY_VERIFY(cancel());
    QTest::mouseClick(cancel(), Qt::LeftButton);
    QVERIFY(find<QPushButton>(u"composerSend"_s)->isEnabled());
    QCOMPARE(outcome(), u"There is no answer"_s);
}

void TestComposer::copiesTheCommandWithTheKitsFiles()
{
    startSandbox();
    open();
    find<QTabWidget>(u"composerTabs"_s)->setCurrentIndex(2);
    const auto *curl = find<QPlainTextEdit>(u"composerCurl"_s);
    QTRY_VERIFY(curl->toPlainText().contains(u"--cert transport.pem --key transport.key"_s));
    QVERIFY(curl->toPlainText().contains(m_workspace->sandbox().registrationEndpoint().toString()));
    click(u"composerCopyCurl"_s);
    QCOMPARE(QGuiApplication::clipboard()->text(), curl->toPlainText());
    tick(u"connection-no-certificate"_s);
    QTRY_VERIFY(!curl->toPlainText().contains(u"--cert "_s));
    QSignalSpy inspected(m_page.get(), &ui::SandboxPage::inspectRequested);
    click(u"composerInspect"_s);
    QVERIFY(inspected.constFirst().constFirst().toByteArray().startsWith("eyJ"));
}

void TestComposer::saysThatTheKeysOfATppAreNotAtHand()
{
    const auto tpp =
        m_workspace->directory()->create({.baseUrl = u"https://localhost:8243"_s, .softwareName = u"Without Kit"_s});
    QVERIFY(tpp);
    open();
    auto *combo = find<QComboBox>(u"composerTpp"_s);
    combo->setCurrentIndex(combo->findText(u"Without Kit"_s, Qt::MatchStartsWith));
    const auto *problem = find<ui::OutcomeLabel>(u"composerTppProblem"_s);
    QTRY_VERIFY(problem->isVisible());
    QVERIFY2(problem->text().contains(u"Without Kit"_s), qPrintable(problem->text()));
    QVERIFY(!find<QTabWidget>(u"composerTabs"_s)->isEnabled());
    QVERIFY(find<QPushButton>(u"composerFindKit"_s)->isVisible());
    const QString kit = m_folder.filePath(u"elsewhere/kit"_s);
    QVERIFY(directory::writeKit(kit, *tpp, directory::EndpointFacts::at(u"https://localhost:8243"_s), systemNow()));
    m_window->addKitFolder(kit);
    QTRY_VERIFY(find<QTabWidget>(u"composerTabs"_s)->isEnabled());
    QVERIFY(!problem->isVisible());
    QVERIFY(combo->currentText().startsWith(u"Without Kit"_s));
    QVERIFY(m_workspace->directory()->removeSoftware(tpp->organisationId, tpp->softwareId));
}

void TestComposer::doesNotHoldUpTheWindow()
{
    startSandbox();
    open();
    test::LatencyProbe probe;
    QTest::qWait(50);
    probe.reset();
    // The fresh RSA key is made here.
    tick(u"signature-other-key"_s);
    send();
    QVERIFY2(verdict(u"signature-other-key"_s).contains(u"Caught by"_s), qPrintable(verdict(u"signature-other-key"_s)));
    QVERIFY2(probe.worstMs() < 50, qPrintable(QString::number(probe.worstMs())));
}

void TestComposer::namesEveryControl()
{
    startSandbox();
    open();
    send();
    auto *tabs = find<QTabWidget>(u"composerTabs"_s);
    for (int tab = 0; tab < tabs->count(); ++tab) {
        tabs->setCurrentIndex(tab);
        QCOMPARE(test::unnamedControls(*m_window), QStringList());
    }
    find<QComboBox>(u"composerWhere"_s)->setCurrentIndex(1);
    QCOMPARE(test::unnamedControls(*m_window), QStringList());
}

QTEST_MAIN(TestComposer)
#include "test_composer.moc"
