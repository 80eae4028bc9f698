#include "console_test.h"
#include "core/dcr/registration_maker.h"
#include "dcr/policy_presets.h"
#include "sandbox/sandbox.h"
#include "store/client_store.h"
#include "store/database.h"
#include "store/policy_store.h"
#include "ui/pages/policy/difference_list.h"
#include "ui/pages/policy/policy_draft.h"
#include "ui/pages/policy/policy_page.h"
#include "ui/pages/policy/severity_model.h"
#include "ui/widgets/deployment_toml_dialog.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/outcome_label.h"
#include "workspace/workspace.h"

#include <QAction>
#include <QComboBox>
#include <QDialog>
#include <QFile>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabWidget>
#include <QTableView>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QToolButton>
#include <QTreeWidget>
#include <QWheelEvent>
#include <QtCrypto>
#include <QtTest>

using namespace gatehouse;
using namespace Qt::StringLiterals;
using dcr::Policy;
using workspace::Workspace;

class TestPolicyPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void showsTheStandardPolicyOfANewWorkspace();
    void editsTags();
    void choosesAmongUsualValues();
    void ticksValuesAndAddsOthers();
    void editsDurationsAndTexts();
    void choosesWhichRegistrationsAreHeld();
    void editsScopesByRole();
    void editsKeySets();
    void changesAChecksSeverityByMouseAndKeyboard();
    void saysBesideTheFieldWhatIsWrong_data();
    void saysBesideTheFieldWhatIsWrong();
    void refusesAnEmptyListOfAlgorithmsAndGoesOn();
    void leadsToTheFirstError();
    void undoesAndRedoesEachEdit();
    void discardsWhatWasEdited();
    void appliesAVersionWithAReason();
    void cancelsApplying();
    void showsDifferencesAndLeadsToTheirSetting();
    void beginsWithAPreset();
    void restoresAnEarlierVersion();
    void comparesVersions();
    void seesWhatAnotherProcessApplies();
    void keepsEditsWhereAnotherProcessApplies();
    void refusesToOverwriteWhatItHasNotSeen();
    void saysThatAVersionCannotBeRead();
    void triesThePolicyOnRegistrations();
    void triesAPastedRequest();
    void saysThatATrialIsOutdated();
    void stopsATrial();
    void importsAndExportsJson();
    void saysWhatIsWrongWithAnImportedFile();
    void readsADeploymentToml();
    void keepsWhatIsTypedWhileAFileIsRead();
    void writesToADeploymentToml();
    void appliesToTheRunningSandbox();
    void saysThatTheSandboxKeepsItsPolicy();
    void asksBeforeItCloses();
    void remembersItsTabs();
    void canBeUsedByKeyboardAndScreenReader();
    void neverBlocksTheWindow();

private:
    template <typename T>
    T *find(const QString &name) const
    {
        T *found = m_page->findChild<T *>(name);
        if (!found)
            qFatal("There is no %s.", qPrintable(name));
        return found;
    }
    QWidget *setting(const char *member) const { return find<QWidget>(u"setting-"_s + QLatin1String(member)); }
    ui::OutcomeLabel *remark(const char *member) const
    {
        return find<ui::OutcomeLabel>(u"remark-"_s + QLatin1String(member));
    }
    const Policy &draft() const { return m_page->draft().policy(); }
    QString state() const { return find<ui::OutcomeLabel>(u"policyState"_s)->text(); }
    QString notice() const { return find<ui::NoticeBar>(u"policyNotice"_s)->text(); }
    void click(const QString &name) const { QTest::mouseClick(find<QWidget>(name), Qt::LeftButton); }
    void showTab(const char *member) const
    {
        // As somebody does who looks for it.
        auto *tabs = find<QTabWidget>(u"policyTabs"_s);
        for (int tab = 0; tab < tabs->count(); ++tab) {
            tabs->setCurrentIndex(tab);
            if (setting(member)->isVisible())
                return;
        }
    }
    void type(const char *member, const QString &text) const
    {
        showTab(member);
        auto *input = setting(member)->findChild<QLineEdit *>();
        input->setFocus();
        QTest::keyClicks(input, text);
        QTest::keyClick(input, Qt::Key_Return);
    }
    void applyWith(const QString &reason)
    {
        click(u"applyButton"_s);
        auto *dialog = find<QDialog>(u"applyDialog"_s);
        QTest::keyClicks(dialog->findChild<QLineEdit *>(u"applyReason"_s), reason);
        QTest::mouseClick(dialog->findChild<QPushButton *>(u"applyConfirm"_s), Qt::LeftButton);
    }
    void chooseSide(int index) const { find<QTabWidget>(u"policySide"_s)->setCurrentIndex(index); }
    void makePage();
    int applyElsewhere(const QByteArray &json, const QString &by = u"ann"_s) const;
    void enterClients(int count, const QByteArray &request) const;
    QString write(const QString &name, const QByteArray &bytes) const;

    QCA::Initializer m_qca;
    std::unique_ptr<QTemporaryDir> m_temporary;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<ui::PolicyPage> m_page;
};

void TestPolicyPage::init()
{
    m_temporary = std::make_unique<QTemporaryDir>();
    auto opened = Workspace::open(m_temporary->filePath(u"workspace"_s), systemNow);
    QVERIFY2(opened, qPrintable(opened ? QString() : opened.error().message));
    m_workspace = *std::move(opened);
    m_workspace->setUser(u"carl"_s);
    makePage();
}

void TestPolicyPage::makePage()
{
    m_page = std::make_unique<ui::PolicyPage>(*m_workspace);
    QSignalSpy loaded(m_page.get(), &ui::PolicyPage::loaded);
    m_page->resize(1100, 760);
    m_page->show();
    QVERIFY(loaded.wait());
}

void TestPolicyPage::cleanup()
{
    if (m_workspace && m_workspace->sandbox().state() == sandbox::Sandbox::State::Running) {
        QSignalSpy stopped(&m_workspace->sandbox(), &sandbox::Sandbox::stopped);
        m_workspace->sandbox().stop();
        QVERIFY(stopped.wait());
    }
    m_page.reset();
    m_workspace.reset();
    m_temporary.reset();
}

int TestPolicyPage::applyElsewhere(const QByteArray &json, const QString &by) const
{
    const auto other = store::Database::open(m_workspace->database().path(), systemNow());
    return store::PolicyStore(**other)
        .applyAndWait({json, {store::ActivityOrigin::Console, by}, {}, systemNow()})
        .value();
}

void TestPolicyPage::enterClients(int count, const QByteArray &request) const
{
    const Instant at = fromSeconds(dcr::test::NowSeconds);
    const auto entered = m_workspace->database().writeAndWait<void>([&](store::Connection &connection) -> Result<void> {
        for (int i = 0; i < count; ++i) {
            store::Client client;
            client.clientId = u"client-%1"_s.arg(i);
            client.clientName = u"App %1"_s.arg(i);
            client.issuedAt = client.updatedAt = at;
            client.metadata = "{}";
            if (auto done = store::enterClient(connection, client, {1, at, request, "[]", {}}); !done)
                return done;
        }
        return {};
    });
    QVERIFY2(entered, qPrintable(entered ? QString() : entered.error().message));
}

QString TestPolicyPage::write(const QString &name, const QByteArray &bytes) const
{
    const QString path = m_temporary->filePath(name);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("%s cannot be written", qPrintable(path));
    return path;
}

void TestPolicyPage::showsTheStandardPolicyOfANewWorkspace()
{
    QVERIFY2(state().contains(u"standard policy counts"_s), qPrintable(state()));
    QVERIFY(!find<QPushButton>(u"applyButton"_s)->isEnabled());
    QVERIFY(!find<QPushButton>(u"policyErrors"_s)->isVisible());
    QVERIFY(setting("grant_types")->findChild<QToolButton *>(u"tag-authorization_code"_s));
    QCOMPARE(setting("clock_skew_seconds")->findChild<QSpinBox *>()->value(), 60);
    QCOMPARE(find<QTreeWidget>(u"historyList"_s)->topLevelItemCount(), 0);
    for (const dcr::PolicySetting &each : dcr::policySettings())
        QVERIFY2(!remark(each.member.data())->isVisibleTo(m_page.get()), each.member.data());
}

void TestPolicyPage::editsTags()
{
    type("scopes", u"cards, loans"_s);
    QVERIFY(draft().scopes.endsWith(u"loans"_s));
    QCOMPARE(draft().scopes.size(), 6);
    QVERIFY2(state().contains(u"1 unsaved change"_s), qPrintable(state()));
    QTest::mouseClick(setting("scopes")->findChild<QToolButton *>(u"tag-cards"_s), Qt::LeftButton);
    QCOMPARE(draft().scopes.size(), 5);
    // The last one goes by Backspace, one that is there already is not added.
    auto *input = setting("scopes")->findChild<QLineEdit *>();
    QTest::keyClick(input, Qt::Key_Backspace);
    QCOMPARE(draft().scopes, Policy::openBankingUk().scopes);
    type("scopes", u"openid"_s);
    QCOMPARE(draft().scopes, Policy::openBankingUk().scopes);
    QVERIFY(!m_page->draft().isChanged());
}

void TestPolicyPage::choosesAmongUsualValues()
{
    auto *menu = setting("grant_types")->findChild<QToolButton *>(u"tagMenu"_s)->menu();
    Q_EMIT menu->aboutToShow();
    QStringList offered;
    for (const QAction *action : menu->actions())
        offered.append(action->text());
    QCOMPARE(offered, QStringList({u"implicit"_s, u"password"_s}));
    menu->actions().constFirst()->trigger();
    QVERIFY(draft().grantTypes.contains(u"implicit"_s));
}

void TestPolicyPage::ticksValuesAndAddsOthers()
{
    showTab("mandatory_request_claims");
    auto *list = setting("mandatory_request_claims")->findChild<QListWidget *>();
    QListWidgetItem *item = list->findItems(u"response_types"_s, Qt::MatchExactly).constFirst();
    list->scrollToItem(item);
    list->setCurrentItem(item);
    QTest::keyClick(list, Qt::Key_Space);
    QVERIFY(draft().mandatoryRequestClaims.contains(u"response_types"_s));
    QTest::keyClick(list, Qt::Key_Space);
    QVERIFY(!draft().mandatoryRequestClaims.contains(u"response_types"_s));
    auto *other = setting("mandatory_request_claims")->findChild<QLineEdit *>(u"otherInput"_s);
    QTest::keyClicks(other, u"our_claim"_s);
    QTest::mouseClick(setting("mandatory_request_claims")->findChild<QPushButton *>(u"otherAdd"_s), Qt::LeftButton);
    QVERIFY(draft().mandatoryRequestClaims.contains(u"our_claim"_s));
    QVERIFY(remark("mandatory_request_claims")->text().contains(u"spelt"_s));
    // There is no other algorithm than those that can be verified.
    QVERIFY(!setting("signing_algorithms")->findChild<QLineEdit *>(u"otherInput"_s));
}

void TestPolicyPage::editsDurationsAndTexts()
{
    showTab("clock_skew_seconds");
    auto *skew = setting("clock_skew_seconds")->findChild<QSpinBox *>();
    QVERIFY(skew->text().endsWith(u" s"_s));
    skew->setFocus();
    skew->selectAll();
    QTest::keyClicks(skew, u"5"_s);
    QCOMPARE(draft().clockSkew, std::chrono::seconds(5));
    QVERIFY(setting("warn_statement_age_days")->findChild<QSpinBox *>()->text().endsWith(u" days"_s));
    QCOMPARE(setting("max_statement_age_days")->findChild<QSpinBox *>()->text(), u"no limit"_s);
    auto *name = setting("name")->findChild<QLineEdit *>();
    name->selectAll();
    QTest::keyClicks(name, u"Ours"_s);
    QCOMPARE(draft().name, u"Ours"_s);
}

void TestPolicyPage::choosesWhichRegistrationsAreHeld()
{
    showTab("hold_new_registrations");
    auto *box = setting("hold_new_registrations")->findChild<QComboBox *>();
    QCOMPARE(box->currentText(), u"never"_s);
    // The wheel scrolls the form, and changes nothing.
    QWheelEvent wheel(QPointF(2, 2), box->mapToGlobal(QPointF(2, 2)), {}, QPoint(0, -120), Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(box, &wheel);
    QCOMPARE(draft().holding, dcr::Holding::Never);
    box->setFocus();
    QTest::keyClick(box, Qt::Key_Down);
    QCOMPARE(draft().holding, dcr::Holding::OnWarning);
    QTest::keyClick(box, Qt::Key_End);
    QCOMPARE(draft().holding, dcr::Holding::Always);
}

void TestPolicyPage::editsScopesByRole()
{
    showTab("role_scopes");
    auto *table = find<QTableWidget>(u"roleScopes"_s);
    QCOMPARE(table->rowCount(), 3);
    table->item(0, 1)->setText(u"accounts  cards"_s);
    QCOMPARE(draft().roleScopes.value(u"AISP"_s), QStringList({u"accounts"_s, u"cards"_s}));
    QVERIFY(remark("role_scopes")->text().contains(u"\"cards\""_s));
    auto *role = find<QComboBox>(u"newRole"_s);
    QTest::keyClicks(role->lineEdit(), u"ASPSP"_s);
    click(u"addRole"_s);
    QVERIFY(draft().roleScopes.contains(u"ASPSP"_s));
    QCOMPARE(table->currentRow(), 1);
    click(u"removeRole"_s);
    QVERIFY(!draft().roleScopes.contains(u"ASPSP"_s));
}

void TestPolicyPage::editsKeySets()
{
    showTab("statement_jwks");
    auto *input = find<QWidget>(u"keySets-sandbox"_s)->findChild<QLineEdit *>();
    QTest::keyClicks(input, u"https://keys.example/a.jwks"_s);
    QTest::keyClick(input, Qt::Key_Return);
    QCOMPARE(draft().statementJwks.value(u"sandbox"_s), QStringList(u"https://keys.example/a.jwks"_s));
    QVERIFY(!draft().statementJwks.contains(u"production"_s));
}

void TestPolicyPage::changesAChecksSeverityByMouseAndKeyboard()
{
    showTab("checks");
    auto *table = find<QTableView>(u"severities"_s);
    auto *model = qobject_cast<ui::SeverityModel *>(table->model());
    const int row = model->rowOf(QLatin1String("request.jti-is-uuid"));
    const QModelIndex fail = model->index(row, ui::SeverityModel::FailColumn);
    QCOMPARE(fail.data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
    table->setCurrentIndex(fail);
    table->scrollTo(fail);
    QTest::keyClick(table, Qt::Key_Space);
    QCOMPARE(draft().severities.value(u"request.jti-is-uuid"_s), dcr::Severity::Fail);
    QCOMPARE(fail.data(Qt::CheckStateRole).toInt(), int(Qt::Checked));
    // Another column takes it away; to untick means nothing.
    QTest::keyClick(table, Qt::Key_Space);
    QCOMPARE(draft().severities.value(u"request.jti-is-uuid"_s), dcr::Severity::Fail);
    const QModelIndex off = model->index(row, ui::SeverityModel::OffColumn);
    table->setCurrentIndex(off);
    QTest::keyClick(table, Qt::Key_Space);
    QCOMPARE(draft().severities.value(u"request.jti-is-uuid"_s), dcr::Severity::Off);
    QCOMPARE(fail.data(Qt::CheckStateRole).toInt(), int(Qt::Unchecked));
    // What no policy may change is not listed.
    QCOMPARE(model->rowOf(QLatin1String("request.signature")), -1);
}

void TestPolicyPage::saysBesideTheFieldWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("member");
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("words");
    QTest::addColumn<bool>("isError");
    QTest::newRow("case") << QByteArray("grant_types") << u"Password"_s << u"\"password\""_s << true;
    QTest::newRow("unknown") << QByteArray("grant_types") << u"magic"_s << u"spelt"_s << false;
    QTest::newRow("secret") << QByteArray("token_endpoint_auth_methods") << u"client_secret_post"_s << u"secret"_s
                            << false;
    QTest::newRow("application") << QByteArray("application_types") << u"desktop"_s << u"usual values"_s << false;
}

void TestPolicyPage::saysBesideTheFieldWhatIsWrong()
{
    QFETCH(QByteArray, member);
    QFETCH(QString, typed);
    QFETCH(QString, words);
    QFETCH(bool, isError);
    type(member.constData(), typed);
    QVERIFY(remark(member.constData())->isVisible());
    QVERIFY2(remark(member.constData())->text().contains(words), qPrintable(remark(member.constData())->text()));
    QCOMPARE(find<QPushButton>(u"applyButton"_s)->isEnabled(), !isError);
    QCOMPARE(find<QPushButton>(u"policyErrors"_s)->isVisible(), isError);
}

void TestPolicyPage::refusesAnEmptyListOfAlgorithmsAndGoesOn()
{
    showTab("signing_algorithms");
    auto *list = setting("signing_algorithms")->findChild<QListWidget *>();
    for (const QString &name : {u"PS256"_s, u"ES256"_s})
        list->findItems(name, Qt::MatchExactly).constFirst()->setCheckState(Qt::Unchecked);
    QVERIFY2(remark("signing_algorithms")->text().contains(u"at least one"_s),
             qPrintable(remark("signing_algorithms")->text()));
    QVERIFY(!find<QPushButton>(u"applyButton"_s)->isEnabled());
    list->findItems(u"PS512"_s, Qt::MatchExactly).constFirst()->setCheckState(Qt::Checked);
    QVERIFY(!remark("signing_algorithms")->isVisible());
    QCOMPARE(draft().signingAlgorithmNames(), QStringList(u"PS512"_s));
    QVERIFY(find<QPushButton>(u"applyButton"_s)->isEnabled());
}

void TestPolicyPage::leadsToTheFirstError()
{
    type("scopes", u"Accounts"_s);
    showTab("checks");
    QCOMPARE(find<QPushButton>(u"policyErrors"_s)->text(), u"1 setting is wrong"_s);
    click(u"policyErrors"_s);
    QVERIFY(setting("scopes")->isVisible());
    QVERIFY(setting("scopes")->isAncestorOf(m_page->focusWidget()));
}

void TestPolicyPage::undoesAndRedoesEachEdit()
{
    type("scopes", u"cards"_s);
    type("scopes", u"loans"_s);
    showTab("name");
    QTest::keyClicks(setting("name")->findChild<QLineEdit *>(), u" of ours"_s);
    QVERIFY(draft().name.endsWith(u" of ours"_s));
    click(u"undoButton"_s);
    // All that was typed is one edit.
    QCOMPARE(draft().name, Policy::openBankingUk().name);
    QCOMPARE(setting("name")->findChild<QLineEdit *>()->text(), Policy::openBankingUk().name);
    click(u"undoButton"_s);
    QCOMPARE(draft().scopes.constLast(), u"cards"_s);
    click(u"redoButton"_s);
    QCOMPARE(draft().scopes.constLast(), u"loans"_s);
    for (int i = 0; i < 2; ++i)
        click(u"undoButton"_s);
    QVERIFY(!m_page->draft().isChanged());
    QVERIFY(!find<QToolButton>(u"undoButton"_s)->isEnabled());
}

void TestPolicyPage::discardsWhatWasEdited()
{
    type("scopes", u"cards"_s);
    click(u"discardButton"_s);
    QVERIFY(!m_page->draft().isChanged());
    QVERIFY(!find<QToolButton>(u"discardButton"_s)->isEnabled());
    click(u"undoButton"_s);
    QVERIFY(draft().scopes.contains(u"cards"_s));
}

void TestPolicyPage::appliesAVersionWithAReason()
{
    type("scopes", u"cards"_s);
    QSignalSpy loaded(m_page.get(), &ui::PolicyPage::loaded);
    applyWith(u"cards are coming"_s);
    QVERIFY(loaded.wait());
    QVERIFY2(notice().contains(u"Version 1 of the policy counts now"_s), qPrintable(notice()));
    QVERIFY2(state().contains(u"applied by carl"_s), qPrintable(state()));
    QVERIFY(!m_page->draft().isChanged());
    const auto current = m_workspace->policies().current().value().value();
    QCOMPARE(current.reason, u"cards are coming"_s);
    QCOMPARE(current.appliedBy, u"carl"_s);
    QCOMPARE(Policy::fromBytes(current.policy)->scopes.constLast(), u"cards"_s);
    const auto *history = find<QTreeWidget>(u"historyList"_s);
    QCOMPARE(history->topLevelItemCount(), 1);
    QCOMPARE(history->topLevelItem(0)->text(4), u"cards are coming"_s);
    // It can still be undone in the form, and is then unsaved.
    click(u"undoButton"_s);
    QVERIFY(m_page->draft().isChanged());
}

void TestPolicyPage::cancelsApplying()
{
    type("scopes", u"cards"_s);
    click(u"applyButton"_s);
    auto *dialog = find<QDialog>(u"applyDialog"_s);
    QCOMPARE(dialog->findChild<ui::DifferenceList *>()->count(), 1);
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTest::qWait(50);
    QVERIFY(!m_workspace->policies().current().value());
    QVERIFY(m_page->draft().isChanged());
}

void TestPolicyPage::showsDifferencesAndLeadsToTheirSetting()
{
    type("scopes", u"cards"_s);
    showTab("checks");
    auto *list = find<ui::DifferenceList>(u"policyDifferences"_s);
    QCOMPARE(list->count(), 1);
    QCOMPARE(list->item(0)->text(), u"Scopes: also cards"_s);
    QCOMPARE(find<QTabWidget>(u"policySide"_s)->tabText(0), u"&Unsaved (1)"_s);
    list->setCurrentRow(0);
    QTest::keyClick(list, Qt::Key_Return);
    QVERIFY(setting("scopes")->isVisible());
}

void TestPolicyPage::beginsWithAPreset()
{
    find<QAction>(u"preset-fapi-advanced"_s)->trigger();
    QCOMPARE(draft().toJson(), dcr::findPolicyPreset(u"fapi-advanced")->make().toJson());
    QVERIFY(find<QPushButton>(u"applyButton"_s)->isEnabled());
    click(u"undoButton"_s);
    QVERIFY(!m_page->draft().isChanged());
}

void TestPolicyPage::restoresAnEarlierVersion()
{
    applyElsewhere(R"({"name": "First"})");
    applyElsewhere(R"({"name": "Second"})");
    QTRY_COMPARE(draft().name, u"Second"_s);
    chooseSide(2);
    auto *history = find<QTreeWidget>(u"historyList"_s);
    QCOMPARE(history->topLevelItemCount(), 2);
    QVERIFY(!find<QPushButton>(u"historyRestore"_s)->isEnabled());
    history->setCurrentItem(history->topLevelItem(1));
    QSignalSpy loaded(m_page.get(), &ui::PolicyPage::loaded);
    click(u"historyRestore"_s);
    auto *dialog = find<QDialog>(u"applyDialog"_s);
    QCOMPARE(dialog->findChild<QLineEdit *>(u"applyReason"_s)->text(), u"Back to version 1"_s);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"applyConfirm"_s), Qt::LeftButton);
    QVERIFY(loaded.wait());
    QCOMPARE(m_workspace->policies().current().value()->number, 3);
    QCOMPARE(draft().name, u"First"_s);
    QCOMPARE(history->topLevelItemCount(), 3);
}

void TestPolicyPage::comparesVersions()
{
    applyElsewhere(R"({"clock_skew_seconds": 10})");
    applyElsewhere(R"({"clock_skew_seconds": 20})");
    QTRY_COMPARE(draft().clockSkew, std::chrono::seconds(20));
    chooseSide(2);
    auto *history = find<QTreeWidget>(u"historyList"_s);
    auto *differences = find<ui::DifferenceList>(u"historyDifferences"_s);
    history->topLevelItem(1)->setSelected(true);
    QCOMPARE(differences->count(), 1);
    QCOMPARE(differences->item(0)->text(), u"Clocks may differ by: 10 s instead of 20 s"_s);
    history->topLevelItem(0)->setSelected(true);
    QCOMPARE(differences->item(0)->text(), u"Clocks may differ by: 20 s instead of 10 s"_s);
    history->clearSelection();
    QCOMPARE(differences->count(), 0);
}

void TestPolicyPage::seesWhatAnotherProcessApplies()
{
    applyElsewhere(R"({"name": "Theirs"})");
    QTRY_COMPARE(draft().name, u"Theirs"_s);
    QVERIFY2(notice().contains(u"ann applied version 1"_s), qPrintable(notice()));
    QVERIFY(!m_page->draft().isChanged());
}

void TestPolicyPage::keepsEditsWhereAnotherProcessApplies()
{
    type("scopes", u"cards"_s);
    applyElsewhere(R"({"name": "Theirs"})");
    QTRY_VERIFY(notice().contains(u"ann applied version 1"_s));
    QVERIFY(draft().scopes.contains(u"cards"_s));
    QCOMPARE(m_page->draft().differences().size(), 2);
    click(u"takeTheirs"_s);
    QCOMPARE(draft().name, u"Theirs"_s);
    QVERIFY(!m_page->draft().isChanged());
}

void TestPolicyPage::refusesToOverwriteWhatItHasNotSeen()
{
    type("scopes", u"cards"_s);
    click(u"applyButton"_s);
    auto *dialog = find<QDialog>(u"applyDialog"_s);
    // Between the look and the click.
    const auto applied = m_workspace->policies().applyAndWait(
        {R"({"name": "Theirs"})", {store::ActivityOrigin::Console, u"ann"_s}, {}, systemNow()});
    QVERIFY(applied);
    QSignalSpy loaded(m_page.get(), &ui::PolicyPage::loaded);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"applyConfirm"_s), Qt::LeftButton);
    QVERIFY(loaded.wait());
    QCOMPARE(m_workspace->policies().current().value()->number, 1);
    QVERIFY(draft().scopes.contains(u"cards"_s));
    QVERIFY2(notice().contains(u"ann applied version 1"_s), qPrintable(notice()));
}

void TestPolicyPage::saysThatAVersionCannotBeRead()
{
    applyElsewhere(R"({"name": "Good"})");
    QTRY_COMPARE(draft().name, u"Good"_s);
    applyElsewhere(R"({"nome": 1})", u"eve"_s);
    QTRY_VERIFY2(notice().contains(u"Version 2"_s) && notice().contains(u"cannot be read"_s), qPrintable(notice()));
    QCOMPARE(draft().name, u"Good"_s);
    chooseSide(2);
    auto *history = find<QTreeWidget>(u"historyList"_s);
    QCOMPARE(history->topLevelItem(0)->text(3), u"Cannot be read"_s);
    history->setCurrentItem(history->topLevelItem(0));
    QVERIFY(!find<QPushButton>(u"historyRestore"_s)->isEnabled());
}

void TestPolicyPage::triesThePolicyOnRegistrations()
{
    enterClients(3, dcr::test::Registration().compact());
    chooseSide(1);
    QSignalSpy finished(m_page->findChild<QWidget *>(u"trialPanel"_s), SIGNAL(finished()));
    click(u"trialRun"_s);
    QVERIFY(finished.wait());
    QCOMPARE(find<ui::OutcomeLabel>(u"trialSummary"_s)->text(),
             u"Of 3 registrations none would be judged otherwise."_s);
    showTab("grant_types");
    QTest::mouseClick(setting("grant_types")->findChild<QToolButton *>(u"tag-authorization_code"_s), Qt::LeftButton);
    click(u"trialRun"_s);
    QVERIFY(finished.wait());
    QVERIFY(find<ui::OutcomeLabel>(u"trialSummary"_s)->text().contains(u"3 would be refused"_s));
    const auto *results = find<QTreeWidget>(u"trialResults"_s);
    QCOMPARE(results->topLevelItemCount(), 3);
    QCOMPARE(results->topLevelItem(0)->text(1), u"Would be refused"_s);
    QCOMPARE(results->topLevelItem(0)->text(2), u"The grant types are allowed"_s);
}

void TestPolicyPage::triesAPastedRequest()
{
    chooseSide(1);
    auto *input = find<QPlainTextEdit>(u"trialRequest"_s);
    auto *verdict = find<ui::OutcomeLabel>(u"trialRequestVerdict"_s);
    QSignalSpy finished(m_page->findChild<QWidget *>(u"trialPanel"_s), SIGNAL(finished()));
    input->setPlainText(u"nonsense"_s);
    click(u"trialRun"_s);
    QVERIFY(finished.wait());
    QVERIFY2(verdict->text().contains(u"cannot be tried"_s), qPrintable(verdict->text()));
    input->setPlainText(QString::fromLatin1(dcr::test::Registration().compact()));
    click(u"trialRun"_s);
    QVERIFY(finished.wait());
    QVERIFY2(verdict->text().contains(u"would be refused. So it is"_s), qPrintable(verdict->text()));
}

void TestPolicyPage::saysThatATrialIsOutdated()
{
    chooseSide(1);
    QSignalSpy finished(m_page->findChild<QWidget *>(u"trialPanel"_s), SIGNAL(finished()));
    click(u"trialRun"_s);
    QVERIFY(finished.wait());
    QVERIFY(!find<QWidget>(u"trialOutdated"_s)->isVisible());
    type("scopes", u"cards"_s);
    QVERIFY(find<QWidget>(u"trialOutdated"_s)->isVisible());
}

void TestPolicyPage::stopsATrial()
{
    // So many that it is not over before the button to stop it is shown.
    enterClients(20'000, dcr::test::Registration().compact());
    chooseSide(1);
    QSignalSpy finished(m_page->findChild<QWidget *>(u"trialPanel"_s), SIGNAL(finished()));
    click(u"trialRun"_s);
    QVERIFY(!find<QPushButton>(u"trialRun"_s)->isEnabled());
    QTRY_VERIFY(find<QWidget>(u"trialCancel"_s)->isVisible());
    click(u"trialCancel"_s);
    QVERIFY(finished.wait());
    QVERIFY2(find<ui::OutcomeLabel>(u"trialSummary"_s)->text().contains(u"stopped"_s),
             qPrintable(find<ui::OutcomeLabel>(u"trialSummary"_s)->text()));
    QVERIFY(find<QPushButton>(u"trialRun"_s)->isEnabled());
}

void TestPolicyPage::importsAndExportsJson()
{
    m_page->importFile(write(u"ours.json"_s, R"({"name": "Ours", "request_jwks": ["a.jwks"]})"));
    QTRY_COMPARE(draft().name, u"Ours"_s);
    QCOMPARE(draft().requestJwks, QStringList(m_temporary->filePath(u"a.jwks"_s)));
    QVERIFY(!m_workspace->policies().current().value());
    const QString path = m_temporary->filePath(u"out.json"_s);
    QSignalSpy said(m_page.get(), &ui::Page::message);
    m_page->exportFile(path);
    QVERIFY(said.wait());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(Policy::fromBytes(file.readAll())->toJson(), draft().toJson());
    click(u"undoButton"_s);
    QVERIFY(!m_page->draft().isChanged());
}

void TestPolicyPage::saysWhatIsWrongWithAnImportedFile()
{
    m_page->importFile(write(u"bad.json"_s, R"({"grants": []})"));
    QTRY_VERIFY2(notice().contains(u"bad.json"_s) && notice().contains(u"grants"_s), qPrintable(notice()));
    m_page->importFile(m_temporary->filePath(u"missing.json"_s));
    QTRY_VERIFY2(notice().contains(u"missing.json"_s), qPrintable(notice()));
    m_page->exportFile(m_temporary->filePath(u"no/such/folder/out.json"_s));
    QTRY_VERIFY2(notice().contains(u"no/such/folder"_s), qPrintable(notice()));
    QVERIFY(!m_page->draft().isChanged());
}

void TestPolicyPage::readsADeploymentToml()
{
    m_page->importToml(write(u"deployment.toml"_s,
                             "[open_banking.dcr.registration.grant_types]\nallowed_values = [\"authorization_code\"]\n"
                             "[open_banking.dcr.registration.issuer]\nallowed_values = [\"a\"]\n"));
    QTRY_COMPARE(draft().grantTypes, QStringList(u"authorization_code"_s));
    QVERIFY2(notice().contains(u"1 keys of deployment.toml"_s), qPrintable(notice()));
    m_page->importToml(write(u"other.toml"_s, "[server]\nhostname = \"a\"\n"));
    QTRY_VERIFY2(notice().contains(u"other.toml has no"_s), qPrintable(notice()));
    m_page->importToml(write(u"broken.toml"_s, "[server\n"));
    QTRY_VERIFY2(notice().contains(u"broken.toml"_s), qPrintable(notice()));
}

void TestPolicyPage::keepsWhatIsTypedWhileAFileIsRead()
{
    m_page->importToml(write(u"deployment.toml"_s,
                             "[open_banking.dcr.registration.grant_types]\n"
                             "allowed_values = [\"authorization_code\"]\n"));
    Policy edited = draft();
    edited.name = u"Typed meanwhile"_s;
    m_page->draft().edit(QLatin1String("name"), edited);
    QTRY_COMPARE(draft().grantTypes, QStringList(u"authorization_code"_s));
    QCOMPARE(draft().name, u"Typed meanwhile"_s);
    // Whichever came first, each is a step of its own, and undoing one leaves the other.
    click(u"undoButton"_s);
    QVERIFY((draft().name == u"Typed meanwhile"_s) != (draft().grantTypes.size() == 1));
    click(u"undoButton"_s);
    QCOMPARE(draft().grantTypes, Policy::openBankingUk().grantTypes);
    QCOMPARE(draft().name, Policy::openBankingUk().name);
}

void TestPolicyPage::writesToADeploymentToml()
{
    find<QAction>(u"writeToml"_s)->trigger();
    auto *dialog = m_page->findChild<ui::DeploymentTomlDialog *>();
    QVERIFY(dialog && dialog->isVisible());
    QVERIFY2(notice().contains(u"no key for these settings"_s), qPrintable(notice()));
    const QString path = m_temporary->filePath(u"deployment.toml"_s);
    QVERIFY(QFile::copy(u"" GATEHOUSE_TEST_DATA "/wso2/accelerator-3.0.0-wso2is-6.1.0-deployment.toml"_s, path));
    dialog->setFile(path);
    auto *save = dialog->findChild<QPushButton *>(u"tomlSave"_s);
    QVERIFY(save);
    QTRY_VERIFY(save->isEnabled());
    QSignalSpy saved(dialog, &ui::DeploymentTomlDialog::saved);
    QTest::mouseClick(save, Qt::LeftButton);
    QVERIFY(saved.wait());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QVERIFY(file.readAll().contains("[open_banking.dcr.registration.grant_types]"));
    // What was written says what the form says.
    m_page->importToml(path);
    QTRY_VERIFY2(notice().contains(u"are in the form"_s), qPrintable(notice()));
    for (const dcr::PolicyDifference &difference : m_page->draft().differences())
        QCOMPARE(difference.member, QLatin1String("mandatory_request_claims"));
}

void TestPolicyPage::appliesToTheRunningSandbox()
{
    sandbox::Settings settings;
    settings.port = 0;
    settings.policyOrigin = sandbox::PolicyOrigin::Workspace;
    QSignalSpy started(&m_workspace->sandbox(), &sandbox::Sandbox::started);
    m_workspace->sandbox().start(settings);
    QVERIFY(started.wait());
    QSignalSpy applied(&m_workspace->sandbox(), &sandbox::Sandbox::policyApplied);
    type("scopes", u"cards"_s);
    applyWith({});
    QVERIFY(applied.wait(1000));
    QCOMPARE(m_workspace->sandbox().policyVersion(), std::optional(1));
    QVERIFY(m_workspace->sandbox().settings().policy.scopes.contains(u"cards"_s));
}

void TestPolicyPage::saysThatTheSandboxKeepsItsPolicy()
{
    sandbox::Settings settings;
    settings.port = 0;
    settings.policyOrigin = sandbox::PolicyOrigin::Workspace;
    QSignalSpy started(&m_workspace->sandbox(), &sandbox::Sandbox::started);
    m_workspace->sandbox().start(settings);
    QVERIFY(started.wait());
    type("request_jwks", u"/no/such/keys.jwks"_s);
    applyWith({});
    QTRY_VERIFY2(notice().contains(u"keys.jwks"_s) && notice().contains(u"goes on with the policy"_s),
                 qPrintable(notice()));
}

void TestPolicyPage::asksBeforeItCloses()
{
    QVERIFY(m_page->mayClose());
    type("scopes", u"cards"_s);
    QSignalSpy ready(m_page.get(), &ui::Page::readyToClose);
    QVERIFY(!m_page->mayClose());
    QVERIFY2(notice().contains(u"was not applied"_s), qPrintable(notice()));
    click(u"applyAndClose"_s);
    auto *dialog = find<QDialog>(u"applyDialog"_s);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"applyConfirm"_s), Qt::LeftButton);
    QVERIFY(ready.wait());
    QVERIFY(m_page->mayClose());
    type("scopes", u"loans"_s);
    QVERIFY(!m_page->mayClose());
    click(u"closeWithout"_s);
    QCOMPARE(ready.size(), 2);
    QVERIFY(m_page->mayClose());
    QCOMPARE(m_workspace->policies().current().value()->number, 1);
}

void TestPolicyPage::remembersItsTabs()
{
    QSettings settings(m_temporary->filePath(u"console.ini"_s), QSettings::IniFormat);
    showTab("checks");
    chooseSide(2);
    m_page->saveState(settings);
    m_page.reset();
    makePage();
    QVERIFY(!setting("checks")->isVisible());
    m_page->restoreState(settings);
    QVERIFY(setting("checks")->isVisible());
    QVERIFY(find<QTreeWidget>(u"historyList"_s)->isVisible());
}

void TestPolicyPage::canBeUsedByKeyboardAndScreenReader()
{
    auto *tabs = find<QTabWidget>(u"policyTabs"_s);
    for (int tab = 0; tab < tabs->count(); ++tab) {
        tabs->setCurrentIndex(tab);
        chooseSide(tab % 3);
        const QStringList unnamed = test::unnamedControls(*m_page);
        QVERIFY2(unnamed.isEmpty(), qPrintable(unnamed.join(u", "_s)));
    }
    tabs->setCurrentIndex(1);
    m_page->focusFirst();
    QVERIFY(setting("grant_types")->isAncestorOf(m_page->focusWidget()));
}

void TestPolicyPage::neverBlocksTheWindow()
{
    enterClients(1000, dcr::test::Registration().compact());
    type("scopes", u"cards"_s);
    QTest::qWait(100);
    test::LatencyProbe probe;
    QSignalSpy finished(m_page->findChild<QWidget *>(u"trialPanel"_s), SIGNAL(finished()));
    chooseSide(1);
    QTest::qWait(50);
    probe.reset();
    click(u"trialRun"_s);
    QVERIFY(finished.wait(60'000));
    find<QAction>(u"preset-wso2-uk"_s)->trigger();
    QTest::qWait(50);
    applyWith(u"why"_s);
    QTest::qWait(500);
    QVERIFY2(probe.worstMs() < 50, qPrintable(QString::number(probe.worstMs())));
}

QTEST_MAIN(TestPolicyPage)
#include "test_policy_page.moc"
