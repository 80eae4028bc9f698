#include "console_test.h"
#include "registrations_fixture.h"
#include "ui/models/client_list_model.h"
#include "ui/pages/registrations/client_table.h"
#include "ui/pages/registrations/decision_dialog.h"
#include "ui/pages/registrations/registration_detail.h"
#include "ui/pages/registrations/registrations_page.h"
#include "ui/widgets/notice_bar.h"
#include "ui/widgets/outcome_label.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QDateEdit>
#include <QHeaderView>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QTabWidget>
#include <QTextDocument>
#include <QToolButton>
#include <QTreeWidget>
#include <QtCrypto>

using namespace gatehouse;
using namespace Qt::StringLiterals;
using store::ClientStatus;
using test::RegistrationsFixture;

namespace {

enum Tab { Summary, Metadata, Statement, Checks, Keys, History, Versions };

const QString Hostile = u"<h1>All clear</h1><img src=\"qrc:/icons/key.svg\"> & Co"_s;

/// Every text of a tree or table, line by line.
QString textOf(const QAbstractItemModel &model, const QModelIndex &parent = {})
{
    QString text;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        for (int column = 0; column < model.columnCount(parent); ++column)
            text += model.index(row, column, parent).data().toString() + u'\n';
        text += textOf(model, model.index(row, 0, parent));
    }
    return text;
}

/// Tool tips that Qt would take for markup which came from outside.
QStringList markedUpToolTips(const QAbstractItemModel &model, const QModelIndex &parent = {})
{
    QStringList found;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        for (int column = 0; column < model.columnCount(parent); ++column) {
            const QString tip = model.index(row, column, parent).data(Qt::ToolTipRole).toString();
            if (Qt::mightBeRichText(tip) && tip.contains(u"<h1>"_s))
                found += tip;
        }
        found += markedUpToolTips(model, model.index(row, 0, parent));
    }
    return found;
}

} // namespace

class TestRegistrationsPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void takesATppFromItsRegistrationToItsDossier();
    void saysHowToGetTheFirstRegistration();
    void clearsAFilterThatNothingMatches();
    void saysThatNothingWaits();
    void searchesAsOneTypes();
    void filtersByStateRoleAndTime();
    void demandsAReason();
    void offersReasonsThatWereGivenBefore();
    void decidesAboutSeveralAtOnce();
    void leavesOutThoseThatTheirStateForbids();
    void refusesWhatSomebodyElseDecidedMeanwhile();
    void warnsBeforeWhatIsForEver();
    void takesADecisionBack();
    void saysThatTheDatabaseFails();
    void saysThatAClientIsGone();
    void showsMetadataThatIsHugeWithoutHoldingUpTheWindow();
    void takesNamesForNoMarkup();
    void marksWhatTodaysPolicyWouldRefuse();
    void comparesTwoVersions();
    void opensTheRequestInTheInspector();
    void savesViewsAndRemembersTheLast();
    void hidesColumnsOnTheHeadersMenu();
    void exportsWhatTheFilterLetsThrough();
    void saysWhyADossierWasNotWritten();
    void showsOneClientForOtherPages();
    void namesEveryControl();
    void isUsableByKeyboard();

private:
    template <typename T>
    T *find(const QString &name) const
    {
        return m_page->findChild<T *>(name);
    }
    void open();
    void click(const QString &button) { QTest::mouseClick(find<QPushButton>(button), Qt::LeftButton); }
    void choose(int row);
    void chooseAll();
    void showTab(Tab tab);
    /// Presses the button, gives the reason and confirms.
    void decide(const QString &button, const QString &reason);
    ui::DecisionDialog *dialog() const { return m_page->findChild<ui::DecisionDialog *>(); }
    ui::ClientTable *table() const { return m_page->findChild<ui::ClientTable *>(); }
    ui::ClientListModel *model() const { return m_page->findChild<ui::ClientListModel *>(); }
    ui::NoticeBar *notice() const { return find<ui::NoticeBar>(u"registrationsNotice"_s); }
    ui::RegistrationDetail *detail() const { return m_page->findChild<ui::RegistrationDetail *>(); }
    QString status() const { return find<ui::OutcomeLabel>(u"registrationStatus"_s)->text(); }
    QString nameOf(int row) const { return table()->model()->index(row, 0).data().toString(); }
    ClientStatus stored(const QString &clientId) const
    {
        return m_fixture->workspace().clients().find(clientId).value().value().status;
    }

    QCA::Initializer m_crypto;
    std::unique_ptr<RegistrationsFixture> m_fixture;
    std::unique_ptr<ui::RegistrationsPage> m_page;
};

void TestRegistrationsPage::init()
{
    m_fixture = std::make_unique<RegistrationsFixture>();
}

void TestRegistrationsPage::cleanup()
{
    m_page.reset();
    m_fixture.reset();
}

void TestRegistrationsPage::open()
{
    m_page = std::make_unique<ui::RegistrationsPage>(m_fixture->workspace());
    m_page->resize(1240, 760);
    QSignalSpy listed(m_page.get(), &ui::RegistrationsPage::listed);
    m_page->show();
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    QVERIFY(!listed.isEmpty() || listed.wait());
    QTRY_VERIFY(!model()->isLoading());
}

void TestRegistrationsPage::choose(int row)
{
    QTRY_VERIFY(model()->rowCount() > row && model()->client(row));
    const QRect cell = table()->visualRect(model()->index(row, ui::ClientListModel::NameColumn));
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, cell.center());
    const QString id = model()->client(row)->clientId;
    QTRY_VERIFY(detail()->record() && detail()->record()->client.clientId == id);
}

void TestRegistrationsPage::chooseAll()
{
    table()->setFocus();
    QTest::keyClick(table(), Qt::Key_A, Qt::ControlModifier);
    QTRY_VERIFY(table()->chosen() && table()->chosenCount() == model()->rowCount());
}

void TestRegistrationsPage::showTab(Tab tab)
{
    auto *tabs = find<QTabWidget>(u"registrationTabs"_s);
    QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(tab).center());
    tabs->setCurrentIndex(tab);
}

void TestRegistrationsPage::decide(const QString &button, const QString &reason)
{
    QTRY_VERIFY(find<QPushButton>(button)->isEnabled());
    click(button);
    QVERIFY(dialog());
    QTest::keyClicks(dialog()->findChild<QLineEdit *>(u"decisionReasonEdit"_s), reason);
    QTest::mouseClick(dialog()->findChild<QPushButton *>(u"decisionConfirm"_s), Qt::LeftButton);
    QTRY_VERIFY(!dialog());
    QTRY_VERIFY(notice()->isVisible());
}

void TestRegistrationsPage::takesATppFromItsRegistrationToItsDossier()
{
    dcr::Policy policy = dcr::Policy::openBankingUk();
    policy.holding = dcr::Holding::Always;
    m_fixture->applyPolicy(policy);
    m_fixture->start();
    open();
    QTRY_VERIFY(find<QPushButton>(u"toSandbox"_s)->isVisible());

    // It registers, and waits.
    const auto tpp = m_fixture->makeTpp(u"Penny Planner"_s);
    const auto registered =
        RegistrationsFixture::exchange([&](auto done) { tpp->registerClient(Json::object(), std::move(done)); });
    QCOMPARE(registered.status, 201);
    const QString clientId = stringMember(registered.json(), "client_id").value();
    const auto askToken = [&] {
        return RegistrationsFixture::exchange([&](auto done) { tpp->requestToken(clientId, std::move(done)); });
    };
    QVERIFY(askToken().status >= 400);
    QTRY_VERIFY_WITH_TIMEOUT(model()->rowCount() == 1, 10'000);
    QTest::mouseClick(find<QToolButton>(u"status-held"_s), Qt::LeftButton);
    QTRY_VERIFY(!model()->isLoading() && model()->rowCount() == 1);
    choose(0);
    QCOMPARE(status(), u"Waiting for review"_s);

    // It is approved, and gets tokens.
    decide(u"approveButton"_s, u"Papers seen"_s);
    QVERIFY2(notice()->text().contains(u"Penny Planner"_s), qPrintable(notice()->text()));
    QCOMPARE(stored(clientId), ClientStatus::Active);
    QTRY_COMPARE(model()->rowCount(), 0);
    QTRY_COMPARE_WITH_TIMEOUT(askToken().status, 200, 10'000);
    QTest::mouseClick(find<QToolButton>(u"filterClear"_s), Qt::LeftButton);
    QTRY_VERIFY(!model()->isLoading() && model()->rowCount() == 1);
    choose(0);
    QTRY_COMPARE(status(), u"Active"_s);

    // It is suspended, and gets none.
    decide(u"suspendButton"_s, u"The regulator asked"_s);
    QTRY_COMPARE(status(), u"Suspended"_s);
    QTRY_VERIFY_WITH_TIMEOUT(askToken().status >= 400, 10'000);
    showTab(History);
    auto *history = find<QTreeWidget>(u"registrationHistory"_s);
    QTRY_COMPARE(history->topLevelItemCount(), 3);
    const QString told = textOf(*history->model());
    for (const char *part : {"Suspended", "The regulator asked", "Approved", "Papers seen", "Registered", "ann"})
        QVERIFY2(told.contains(QLatin1String(part)), qPrintable(QLatin1String(part) + u" is not in "_s + told));

    // Its keys are the directory's.
    showTab(Keys);
    auto *keys = find<QTreeWidget>(u"softwareKeys"_s);
    QTRY_COMPARE_WITH_TIMEOUT(keys->topLevelItemCount(), 3, 10'000);
    // What it was judged by has not changed.
    showTab(Checks);
    const auto *headline = find<ui::OutcomeLabel>(u"checksHeadline"_s);
    QTRY_VERIFY_WITH_TIMEOUT(headline->accessibleDescription().contains(u"the same"_s), 10'000);

    const QString path = m_fixture->path(u"dossier.pdf"_s);
    m_page->saveReport(path);
    QTRY_VERIFY_WITH_TIMEOUT(notice()->text().contains(path), 20'000);
    const auto pdf = readFile(path);
    QVERIFY(pdf && pdf->startsWith("%PDF-1.") && pdf->size() > 10'000);
}

void TestRegistrationsPage::saysHowToGetTheFirstRegistration()
{
    open();
    auto *button = find<QPushButton>(u"toSandbox"_s);
    QTRY_VERIFY(button->isVisible());
    QVERIFY(!table()->isVisible());
    QSignalSpy requested(m_page.get(), &ui::RegistrationsPage::sandboxRequested);
    m_page->focusFirst();
    QVERIFY(button->hasFocus());
    QTest::keyClick(button, Qt::Key_Space);
    QCOMPARE(requested.count(), 1);
    // It is there as soon as somebody registers.
    m_fixture->enter({u"first"_s, u"Penny Planner"_s});
    QTRY_VERIFY_WITH_TIMEOUT(table()->isVisible(), 10'000);
    QTRY_COMPARE(find<QLabel>(u"clientCount"_s)->text(), u"1 of 1"_s);
}

void TestRegistrationsPage::clearsAFilterThatNothingMatches()
{
    m_fixture->enter({u"first"_s, u"Penny Planner"_s});
    open();
    QTest::keyClicks(find<QLineEdit>(u"clientSearch"_s), u"nobody is called so"_s);
    auto *clear = find<QPushButton>(u"clearFilter"_s);
    QTRY_VERIFY(clear->isVisible());
    QTRY_COMPARE(find<QLabel>(u"clientCount"_s)->text(), u"0 of 1"_s);
    QVERIFY(!find<QPushButton>(u"approveButton"_s)->isEnabled());
    QTest::mouseClick(clear, Qt::LeftButton);
    QTRY_VERIFY(table()->isVisible() && model()->rowCount() == 1);
    QVERIFY(find<QLineEdit>(u"clientSearch"_s)->text().isEmpty());
}

void TestRegistrationsPage::saysThatNothingWaits()
{
    m_fixture->enter({u"first"_s, u"Penny Planner"_s});
    open();
    m_page->showWaiting();
    auto *all = find<QPushButton>(u"showAll"_s);
    QTRY_VERIFY(all->isVisible());
    QVERIFY(find<QToolButton>(u"status-held"_s)->isChecked());
    QVERIFY(find<QToolButton>(u"viewButton"_s)->text().contains(u"Waiting for review"_s));
    QTest::mouseClick(all, Qt::LeftButton);
    QTRY_COMPARE(model()->rowCount(), 1);
}

void TestRegistrationsPage::searchesAsOneTypes()
{
    m_fixture->enter({u"first"_s, u"Penny Planner"_s});
    m_fixture->enter({u"second"_s, u"Budget Buddy"_s});
    open();
    QTRY_COMPARE(model()->rowCount(), 2);
    QSignalSpy listed(m_page.get(), &ui::RegistrationsPage::listed);
    QTest::keyClicks(find<QLineEdit>(u"clientSearch"_s), u"buddy"_s);
    QTRY_COMPARE(model()->rowCount(), 1);
    QTRY_COMPARE(nameOf(0), u"Budget Buddy"_s);
    QVERIFY2(listed.count() <= 2, "It asks for every letter.");
    QTRY_COMPARE(find<QLabel>(u"clientCount"_s)->text(), u"1 of 2"_s);
}

void TestRegistrationsPage::filtersByStateRoleAndTime()
{
    Json payments = dcr::test::validStatement();
    payments["software_roles"] = {"PISP"};
    m_fixture->enter({u"active"_s, u"Penny Planner"_s});
    m_fixture->enter({.id = u"held"_s, .name = u"Budget Buddy"_s, .status = ClientStatus::Held, .statement = payments});
    m_fixture->enter({.id = u"old"_s,
                      .name = u"Coin Counter"_s,
                      .status = ClientStatus::Suspended,
                      .age = std::chrono::hours(24 * 400)});
    m_fixture->enter({.id = u"gone"_s, .name = u"Gone Guide"_s, .status = ClientStatus::Deleted});
    open();
    QTRY_COMPARE(model()->rowCount(), 3);
    QTest::mouseClick(find<QToolButton>(u"status-held"_s), Qt::LeftButton);
    QTRY_COMPARE(model()->rowCount(), 1);
    QTest::mouseClick(find<QToolButton>(u"status-deleted"_s), Qt::LeftButton);
    QTRY_COMPARE(model()->rowCount(), 2);
    QTest::mouseClick(find<QToolButton>(u"filterClear"_s), Qt::LeftButton);
    QTRY_COMPARE(model()->rowCount(), 3);
    auto *role = find<QComboBox>(u"filterRole"_s);
    role->setCurrentIndex(role->findData(u"AISP"_s));
    QTRY_COMPARE(model()->rowCount(), 2);
    auto *period = find<QComboBox>(u"filterPeriod"_s);
    period->setCurrentIndex(period->count() - 1);
    QTRY_VERIFY(m_page->findChild<QWidget *>(u"filterFrom"_s)->isVisible());
    QTRY_COMPARE(model()->rowCount(), 0);
    find<QDateEdit>(u"filterFrom"_s)->setDate(QDate(2024, 5, 1));
    find<QDateEdit>(u"filterTo"_s)->setDate(QDate(2024, 5, 31));
    QTRY_COMPARE(model()->rowCount(), 1);
    QTRY_COMPARE(nameOf(0), u"Coin Counter"_s);
}

void TestRegistrationsPage::demandsAReason()
{
    m_fixture->enter({u"first"_s, u"Penny Planner"_s});
    open();
    choose(0);
    click(u"suspendButton"_s);
    QVERIFY(dialog());
    auto *confirm = dialog()->findChild<QPushButton *>(u"decisionConfirm"_s);
    const auto *problem = dialog()->findChild<ui::OutcomeLabel *>(u"decisionProblem"_s);
    QVERIFY(!problem->isVisible());
    QTest::keyClicks(dialog()->findChild<QLineEdit *>(u"decisionReasonEdit"_s), u"   "_s);
    QTest::mouseClick(confirm, Qt::LeftButton);
    QVERIFY(dialog()->isVisible() && problem->isVisible());
    QVERIFY2(problem->text().contains(u"reason"_s), qPrintable(problem->text()));
    QTest::keyClicks(dialog()->findChild<QLineEdit *>(u"decisionReasonEdit"_s), u"x"_s);
    QVERIFY(!problem->isVisible());
    QTest::keyClick(dialog(), Qt::Key_Escape);
    QTRY_VERIFY(!dialog());
    QCOMPARE(stored(u"first"_s), ClientStatus::Active);
    QVERIFY(!notice()->isVisible());
}

void TestRegistrationsPage::offersReasonsThatWereGivenBefore()
{
    m_fixture->enter({u"first"_s, u"Penny Planner"_s});
    open();
    choose(0);
    decide(u"suspendButton"_s, u"The regulator asked"_s);
    QTRY_VERIFY(find<QPushButton>(u"reactivateButton"_s)->isEnabled());
    click(u"reactivateButton"_s);
    auto *reason = dialog()->findChild<QComboBox *>(u"decisionReason"_s);
    QVERIFY(reason->currentText().isEmpty());
    QCOMPARE(reason->count(), 1);
    reason->setCurrentIndex(0);
    QTest::mouseClick(dialog()->findChild<QPushButton *>(u"decisionConfirm"_s), Qt::LeftButton);
    QTRY_COMPARE(stored(u"first"_s), ClientStatus::Active);
}

void TestRegistrationsPage::decidesAboutSeveralAtOnce()
{
    for (int i = 0; i < 5; ++i)
        m_fixture->enter({.id = u"held-%1"_s.arg(i), .name = u"App %1"_s.arg(i), .status = ClientStatus::Held});
    open();
    QTRY_COMPARE(model()->rowCount(), 5);
    chooseAll();
    QTRY_VERIFY(find<QLabel>(u"detailPlaceholder"_s)->text().startsWith(u"5 "_s));
    decide(u"approveButton"_s, u"The pilot's TPPs"_s);
    QVERIFY2(notice()->text().contains(u"5"_s), qPrintable(notice()->text()));
    for (int i = 0; i < 5; ++i)
        QCOMPARE(stored(u"held-%1"_s.arg(i)), ClientStatus::Active);
}

void TestRegistrationsPage::leavesOutThoseThatTheirStateForbids()
{
    m_fixture->enter({.id = u"held"_s, .name = u"App 1"_s, .status = ClientStatus::Held});
    m_fixture->enter({.id = u"active"_s, .name = u"App 2"_s});
    m_fixture->enter({.id = u"suspended"_s, .name = u"App 3"_s, .status = ClientStatus::Suspended});
    open();
    QTRY_COMPARE(model()->rowCount(), 3);
    chooseAll();
    QTRY_VERIFY(find<QPushButton>(u"approveButton"_s)->isEnabled());
    // It does not lift a suspension.
    decide(u"approveButton"_s, u"Papers seen"_s);
    QCOMPARE(stored(u"held"_s), ClientStatus::Active);
    QCOMPARE(stored(u"suspended"_s), ClientStatus::Suspended);
    QTRY_VERIFY(!find<QPushButton>(u"approveButton"_s)->isEnabled());
    QVERIFY(find<QPushButton>(u"reactivateButton"_s)->isEnabled());
}

void TestRegistrationsPage::refusesWhatSomebodyElseDecidedMeanwhile()
{
    m_fixture->enter({u"first"_s, u"Penny Planner"_s});
    open();
    choose(0);
    click(u"suspendButton"_s);
    QVERIFY(dialog());
    const store::Decision theirs{
        {store::ActivityOrigin::CommandLine, u"bob"_s}, u"Fraud"_s, m_fixture->workspace().now(), {}};
    QVERIFY(m_fixture->workspace().clients().decideAndWait({u"first"_s}, ClientStatus::Deleted, theirs));
    QTest::keyClicks(dialog()->findChild<QLineEdit *>(u"decisionReasonEdit"_s), u"Asked to"_s);
    QTest::mouseClick(dialog()->findChild<QPushButton *>(u"decisionConfirm"_s), Qt::LeftButton);
    QTRY_VERIFY(notice()->isVisible());
    QVERIFY2(notice()->text().startsWith(u"Nothing was changed"_s), qPrintable(notice()->text()));
    QVERIFY(notice()->findChild<ui::OutcomeLabel *>()->accessibleDescription().contains(u"deregistered"_s));
    QVERIFY(!find<QPushButton>(u"noticeUndo"_s));
    QCOMPARE(stored(u"first"_s), ClientStatus::Deleted);
    QTRY_COMPARE(model()->rowCount(), 0);
}

void TestRegistrationsPage::warnsBeforeWhatIsForEver()
{
    m_fixture->enter({u"first"_s, u"Penny Planner"_s});
    open();
    choose(0);
    click(u"suspendButton"_s);
    QVERIFY(!dialog()->findChild<ui::OutcomeLabel *>(u"decisionWarning"_s));
    dialog()->reject();
    QTRY_VERIFY(!dialog());
    click(u"deregisterButton"_s);
    const auto *warning = dialog()->findChild<ui::OutcomeLabel *>(u"decisionWarning"_s);
    QVERIFY(warning && warning->isVisible());
    QVERIFY2(warning->text().contains(u"RFC 7592"_s), qPrintable(warning->text()));
    QVERIFY(!dialog()->findChild<QPushButton *>(u"decisionConfirm"_s)->isDefault());
    dialog()->reject();
    QTRY_VERIFY(!dialog());
    decide(u"deregisterButton"_s, u"The TPP has closed"_s);
    QCOMPARE(stored(u"first"_s), ClientStatus::Deleted);
    QVERIFY(!find<QPushButton>(u"noticeUndo"_s));
}

void TestRegistrationsPage::takesADecisionBack()
{
    m_fixture->enter({.id = u"held"_s, .name = u"Penny Planner"_s, .status = ClientStatus::Held});
    open();
    choose(0);
    decide(u"approveButton"_s, u"Papers seen"_s);
    QCOMPARE(stored(u"held"_s), ClientStatus::Active);
    auto *undo = find<QPushButton>(u"noticeUndo"_s);
    QVERIFY(undo && undo->isVisible());
    QTest::mouseClick(undo, Qt::LeftButton);
    QTRY_COMPARE(stored(u"held"_s), ClientStatus::Held);
    QTRY_COMPARE(status(), u"Waiting for review"_s);
    showTab(History);
    QTRY_VERIFY(textOf(*find<QTreeWidget>(u"registrationHistory"_s)->model()).contains(u"Taken back"_s));
}

void TestRegistrationsPage::saysThatTheDatabaseFails()
{
    m_fixture->enter({u"first"_s, u"Penny Planner"_s});
    open();
    choose(0);
    const auto drop = [this](const char *table) {
        return m_fixture->workspace().database().writeAndWait<void>([table](store::Connection &connection) {
            return connection.run(QByteArray(QByteArray("DROP TABLE ") + table).constData()).map([](const auto &) {});
        });
    };
    QVERIFY(drop("activity"));
    decide(u"suspendButton"_s, u"Asked to"_s);
    QVERIFY2(notice()->text().startsWith(u"Nothing was changed"_s), qPrintable(notice()->text()));
    QVERIFY(!notice()->findChild<ui::OutcomeLabel *>()->accessibleDescription().isEmpty());
    QCOMPARE(stored(u"first"_s), ClientStatus::Active);
    // The detail cannot be read without it either, and says so.
    QTRY_VERIFY(find<ui::OutcomeLabel>(u"detailProblem"_s)->isVisible());
}

void TestRegistrationsPage::saysThatAClientIsGone()
{
    m_fixture->enter({u"first"_s, u"Penny Planner"_s});
    open();
    detail()->showClient(u"nobody"_s);
    auto *problem = find<ui::OutcomeLabel>(u"detailProblem"_s);
    QTRY_VERIFY(problem->isVisible());
    QVERIFY2(problem->text().contains(u"nobody"_s), qPrintable(problem->text()));
    QVERIFY(!detail()->record());
}

void TestRegistrationsPage::showsMetadataThatIsHugeWithoutHoldingUpTheWindow()
{
    Json request = dcr::test::validRequest();
    Json statement = dcr::test::validStatement();
    for (int i = 0; i < 800; ++i) {
        const std::string uri = "https://tpp.example/redirects/" + std::to_string(i);
        request["redirect_uris"].push_back(uri);
        statement["software_redirect_uris"].push_back(uri);
    }
    m_fixture->enter({.id = u"huge"_s,
                      .name = QString(5'000, u'W'),
                      .organisation = QString(5'000, u'M'),
                      .statement = statement,
                      .request = request});
    m_fixture->enter({u"small"_s, u"A small one"_s});
    open();
    table()->sortBy({store::ClientColumn::ClientName, Qt::DescendingOrder});
    QTRY_VERIFY(!model()->isLoading());
    test::LatencyProbe probe;
    choose(0);
    for (const Tab tab : {Summary, Metadata, Statement, Checks, Keys, History, Versions}) {
        showTab(tab);
        QTest::qWait(60);
    }
    QVERIFY(m_page->minimumSizeHint().width() < 1000);
    QVERIFY2(probe.worstMs() < 400, qPrintable(u"%1 ms"_s.arg(probe.worstMs())));
}

void TestRegistrationsPage::takesNamesForNoMarkup()
{
    Json statement = dcr::test::validStatement();
    statement["software_client_description"] = toStdString(Hostile);
    statement["software_on_behalf_of_org"] = toStdString(Hostile);
    m_fixture->enter({.id = u"first"_s,
                      .name = Hostile,
                      .status = ClientStatus::Held,
                      .organisation = Hostile,
                      .statement = statement});
    open();
    choose(0);
    const auto look = [](const QWidget &window) {
        QStringList bad;
        const QList<QLabel *> labels = window.findChildren<QLabel *>();
        for (const QLabel *label : labels) {
            if (label->text().contains(u"<h1>"_s) && label->textFormat() != Qt::PlainText)
                bad += label->objectName() + u": "_s + label->text();
        }
        const QList<QWidget *> widgets = window.findChildren<QWidget *>();
        for (const QWidget *widget : widgets) {
            if (Qt::mightBeRichText(widget->toolTip()) && widget->toolTip().contains(u"<h1>"_s))
                bad += widget->objectName() + u" tip: "_s + widget->toolTip();
        }
        const QList<QAbstractItemView *> views = window.findChildren<QAbstractItemView *>();
        for (const QAbstractItemView *view : views) {
            if (view->model() && view->model()->rowCount() < 1000)
                bad += markedUpToolTips(*view->model());
        }
        return bad.join(u'\n');
    };
    for (const Tab tab : {Summary, Metadata, Statement, Checks, Keys, History, Versions}) {
        showTab(tab);
        QTest::qWait(50);
        QCOMPARE(look(*m_page), QString());
    }
    const auto plain = m_page->findChildren<QPlainTextEdit *>();
    QVERIFY(std::any_of(plain.begin(), plain.end(),
                        [](const QPlainTextEdit *edit) { return edit->toPlainText() == Hostile; }));
    click(u"approveButton"_s);
    QCOMPARE(look(*dialog()), QString());
    QVERIFY(dialog()->findChild<QLabel *>(u"decisionHeadline"_s)->text().contains(u"<h1>"_s));
    dialog()->reject();
    QTRY_VERIFY(!dialog());
    decide(u"approveButton"_s, u"<b>Papers</b> seen"_s);
    QCOMPARE(look(*m_page), QString());
    const QString path = m_fixture->path(u"hostile.pdf"_s);
    m_page->saveReport(path);
    QTRY_VERIFY_WITH_TIMEOUT(readFile(path).value_or(QByteArray()).startsWith("%PDF-1."), 20'000);
}

void TestRegistrationsPage::marksWhatTodaysPolicyWouldRefuse()
{
    m_fixture->enter({u"first"_s, u"Penny Planner"_s});
    dcr::Policy policy = dcr::Policy::openBankingUk();
    policy.grantTypes = {u"client_credentials"_s};
    m_fixture->applyPolicy(policy);
    open();
    choose(0);
    showTab(Checks);
    const auto *headline = find<ui::OutcomeLabel>(u"checksHeadline"_s);
    QTRY_VERIFY_WITH_TIMEOUT(headline->text().contains(u"today it would be refused"_s), 10'000);
    auto *checks = find<QTableView>(u"registrationChecks"_s);
    const int all = checks->model()->rowCount();
    QVERIFY(textOf(*checks->model()).contains(u"Fail, worse"_s));
    QTest::mouseClick(find<QCheckBox>(u"onlyDifferences"_s), Qt::LeftButton, {}, {8, 8});
    QTRY_VERIFY(checks->model()->rowCount() < all && checks->model()->rowCount() > 0);
    QVERIFY(textOf(*checks->model()).contains(u"grant"_s, Qt::CaseInsensitive));
    // As of now the request itself has expired too.
    const int atRegistration = checks->model()->rowCount();
    find<QComboBox>(u"recheckMoment"_s)->setCurrentIndex(1);
    QTRY_VERIFY_WITH_TIMEOUT(checks->model()->rowCount() > atRegistration, 10'000);
}

void TestRegistrationsPage::comparesTwoVersions()
{
    m_fixture->start();
    const auto tpp = m_fixture->makeTpp(u"Penny Planner"_s);
    const auto registered =
        RegistrationsFixture::exchange([&](auto done) { tpp->registerClient(Json::object(), std::move(done)); });
    const QString clientId = stringMember(registered.json(), "client_id").value();
    const auto token = RegistrationsFixture::exchange([&](auto done) { tpp->requestToken(clientId, std::move(done)); });
    const QByteArray bearer = stringMember(token.json(), "access_token").value().toLatin1();
    const auto updated = RegistrationsFixture::exchange([&](auto done) {
        tpp->updateClient(clientId, bearer, {{"scope", "openid accounts"}}, std::move(done));
    });
    QCOMPARE(updated.status, 200);
    open();
    choose(0);
    showTab(Versions);
    QTRY_COMPARE(find<QLabel>(u"versionsSummary"_s)->text(), u"They differ in one thing."_s);
    const QAbstractItemModel *versions = find<QTableView>(u"versionsTable"_s)->model();
    QCOMPARE(versions->index(0, 1).data().toString(), u"scope"_s);
    QCOMPARE(versions->index(0, 3).data().toString(), u"openid accounts"_s);
    find<QComboBox>(u"versionLeft"_s)->setCurrentIndex(1);
    QCOMPARE(find<QLabel>(u"versionsSummary"_s)->text(), u"They say the same."_s);
}

void TestRegistrationsPage::opensTheRequestInTheInspector()
{
    m_fixture->enter({u"first"_s, u"Penny Planner"_s});
    open();
    choose(0);
    QSignalSpy requested(m_page.get(), &ui::RegistrationsPage::inspectRequested);
    click(u"inspectRegistration"_s);
    QCOMPARE(requested.count(), 1);
    QVERIFY(requested[0][0].toByteArray().startsWith("eyJ"));
    QCOMPARE(requested[0][1].value<Instant>(), fromSeconds(dcr::test::NowSeconds));
}

void TestRegistrationsPage::savesViewsAndRemembersTheLast()
{
    m_fixture->enter({.id = u"held"_s, .name = u"Penny Planner"_s, .status = ClientStatus::Held});
    m_fixture->enter({u"active"_s, u"Budget Buddy"_s});
    open();
    QTest::mouseClick(find<QToolButton>(u"status-held"_s), Qt::LeftButton);
    table()->sortBy({store::ClientColumn::ClientName, Qt::AscendingOrder});
    find<QAction>(u"saveView"_s)->trigger();
    auto *name = m_page->findChild<QInputDialog *>(u"viewNameDialog"_s);
    QVERIFY(name);
    name->setTextValue(u"Mine & yours"_s);
    QTest::keyClick(name, Qt::Key_Return);
    auto *button = find<QToolButton>(u"viewButton"_s);
    QTRY_VERIFY2(button->text().contains(u"Mine && yours"_s), qPrintable(button->text()));
    QTest::mouseClick(find<QToolButton>(u"filterClear"_s), Qt::LeftButton);
    QTRY_VERIFY(!button->text().contains(u"Mine"_s));
    table()->setColumnHidden(ui::ClientListModel::RolesColumn, true);
    QTest::keyClicks(find<QLineEdit>(u"clientSearch"_s), u"planner"_s);
    QTRY_COMPARE(model()->rowCount(), 1);

    QSettings settings(m_fixture->path(u"console.ini"_s), QSettings::IniFormat);
    m_page->saveState(settings);
    m_page = std::make_unique<ui::RegistrationsPage>(m_fixture->workspace());
    m_page->restoreState(settings);
    m_page->show();
    QVERIFY(table()->isColumnHidden(ui::ClientListModel::RolesColumn));
    QCOMPARE(model()->sorting().column, store::ClientColumn::ClientName);
    QVERIFY(find<QLineEdit>(u"clientSearch"_s)->text().isEmpty());
    QTRY_COMPARE(model()->rowCount(), 2);
    const QList<QAction *> views = find<QToolButton>(u"viewButton"_s)->menu()->actions();
    const auto mine = std::find_if(views.begin(), views.end(),
                                   [](const QAction *action) { return action->text() == u"Mine && yours"_s; });
    QVERIFY(mine != views.end());
    (*mine)->trigger();
    QTRY_COMPARE(model()->rowCount(), 1);
    QVERIFY(!table()->isColumnHidden(ui::ClientListModel::RolesColumn));
    find<QAction>(u"removeView"_s)->trigger();
    QVERIFY(!find<QToolButton>(u"viewButton"_s)->text().contains(u"Mine"_s));
}

void TestRegistrationsPage::hidesColumnsOnTheHeadersMenu()
{
    m_fixture->enter({u"first"_s, u"Penny Planner"_s});
    open();
    QHeaderView *header = table()->horizontalHeader();
    Q_EMIT header->customContextMenuRequested({10, 10});
    auto *menu = m_page->findChild<QMenu *>(u"columnMenu"_s);
    QVERIFY(menu);
    const QList<QAction *> actions = menu->actions();
    QVERIFY(!actions[0]->isEnabled() && actions[0]->isChecked());
    QVERIFY(!table()->isColumnHidden(ui::ClientListModel::OrganisationColumn));
    actions[1]->trigger();
    QVERIFY(table()->isColumnHidden(ui::ClientListModel::OrganisationColumn));
    menu->close();
    // What cannot be sorted by keeps the mark where it was.
    const int sorted = header->sortIndicatorSection();
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                      {header->sectionViewportPosition(ui::ClientListModel::RolesColumn) + 20, 8});
    QCOMPARE(header->sortIndicatorSection(), sorted);
}

void TestRegistrationsPage::exportsWhatTheFilterLetsThrough()
{
    m_fixture->enter({u"first"_s, u"Penny Planner"_s});
    m_fixture->enter({.id = u"second"_s, .name = u"Budget Buddy"_s, .status = ClientStatus::Suspended});
    open();
    QTest::mouseClick(find<QToolButton>(u"status-suspended"_s), Qt::LeftButton);
    QTRY_COMPARE(model()->rowCount(), 1);
    const QString path = m_fixture->path(u"registrations.csv"_s);
    m_page->exportTo(path, workspace::ExportFormat::Csv);
    QTRY_VERIFY_WITH_TIMEOUT(notice()->isVisible(), 10'000);
    QVERIFY2(notice()->text().contains(path), qPrintable(notice()->text()));
    const QByteArray csv = readFile(path).value();
    QVERIFY(csv.contains("Budget Buddy") && !csv.contains("Penny Planner"));
    m_page->exportTo(m_fixture->path(u"no/such/folder.json"_s), workspace::ExportFormat::Json);
    QTRY_COMPARE_WITH_TIMEOUT(notice()->text(), u"Nothing was exported."_s, 10'000);
    QVERIFY(find<QToolButton>(u"exportButton"_s)->isEnabled());
}

void TestRegistrationsPage::saysWhyADossierWasNotWritten()
{
    m_fixture->enter({u"first"_s, u"Penny Planner"_s});
    open();
    choose(0);
    m_page->saveReport(m_fixture->path(u"no/such/folder.pdf"_s));
    QTRY_COMPARE_WITH_TIMEOUT(notice()->text(), u"The dossier was not saved."_s, 10'000);
}

void TestRegistrationsPage::showsOneClientForOtherPages()
{
    m_fixture->enter({u"first"_s, u"Penny Planner"_s});
    m_fixture->enter({.id = u"gone-one"_s, .name = u"Budget Buddy"_s, .status = ClientStatus::Deleted});
    open();
    m_page->showClient(u"gone-one"_s);
    QTRY_VERIFY(detail()->record() && detail()->record()->client.clientId == u"gone-one"_s);
    QCOMPARE(status(), u"Deregistered"_s);
    for (const char *button : {"approveButton", "suspendButton", "reactivateButton", "deregisterButton"})
        QVERIFY(!find<QPushButton>(QLatin1String(button))->isEnabled());
}

void TestRegistrationsPage::namesEveryControl()
{
    m_fixture->enter({u"first"_s, u"Penny Planner"_s});
    open();
    choose(0);
    for (const Tab tab : {Summary, Metadata, Statement, Checks, Keys, History, Versions}) {
        showTab(tab);
        QTest::qWait(50);
        QCOMPARE(test::unnamedControls(*m_page), QStringList());
    }
    click(u"suspendButton"_s);
    QCOMPARE(test::unnamedControls(*dialog()).join(u'\n'), QString());
}

void TestRegistrationsPage::isUsableByKeyboard()
{
    m_fixture->enter({.id = u"a"_s, .name = u"Alpha"_s, .status = ClientStatus::Held});
    m_fixture->enter({u"b"_s, u"Beta"_s});
    open();
    QTest::keyClick(m_page.get(), Qt::Key_F, Qt::ControlModifier);
    auto *search = find<QLineEdit>(u"clientSearch"_s);
    QVERIFY(search->hasFocus());
    QTest::keyClicks(search, u"alpha"_s);
    QTest::keyClick(search, Qt::Key_Return);
    QTRY_VERIFY(table()->hasFocus());
    QTRY_COMPARE(model()->rowCount(), 1);
    QTRY_VERIFY(detail()->record());
    QTRY_VERIFY(find<QPushButton>(u"approveButton"_s)->isEnabled());
    find<QPushButton>(u"approveButton"_s)->setFocus();
    QTest::keyClick(find<QPushButton>(u"approveButton"_s), Qt::Key_Space);
    QVERIFY(dialog());
    QTest::keyClicks(dialog()->focusWidget(), u"Papers seen"_s);
    QTest::keyClick(dialog()->focusWidget(), Qt::Key_Return);
    QTRY_COMPARE(stored(u"a"_s), ClientStatus::Active);
}

QTEST_MAIN(TestRegistrationsPage)
#include "test_registrations_page.moc"
