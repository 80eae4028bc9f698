#include "console_test.h"
#include "sandbox/sandbox.h"
#include "store/client_store.h"
#include "store/key_set_store.h"
#include "ui/pages/overview/first_start_view.h"
#include "ui/pages/overview/overview_page.h"
#include "ui/pages/overview/overview_texts.h"
#include "ui/pages/overview/overview_tile.h"
#include "ui/widgets/link_button.h"
#include "ui/widgets/outcome_label.h"
#include "workspace/workspace.h"

#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QtCrypto>

using namespace gatehouse;
using namespace Qt::StringLiterals;

class TestOverviewPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void showsANewcomerTheWay();
    void showsFiguresToWhoeverWantsThem();
    void saysBesideItsStepWhatWentWrong();
    void getsANewcomerToARegistration();
    void leadsFromEveryFigureToItsPage();
    void noticesWhatChangesByItself();
    void namesControlsAndReachesThem();
    void needsNoMoreThanTwoColumnsOfRoom();
    void saysWhatWaitsAndWhatFails();
    void drawsNothingAnewWhereNothingChanged();

private:
    void enter(const QString &id, store::ClientStatus status);
    void awaitGathered();
    ui::OverviewTile *tile(const char *name) const
    {
        return m_page->findChild<ui::OverviewTile *>(QLatin1String(name));
    }

    QCA::Initializer m_crypto;
    QTemporaryDir m_folder;
    std::unique_ptr<workspace::Workspace> m_workspace;
    std::unique_ptr<ui::OverviewPage> m_page;
    quint16 m_port = 0;
};

void TestOverviewPage::initTestCase()
{
    m_workspace = *workspace::Workspace::open(m_folder.path(), systemNow);
}

void TestOverviewPage::init()
{
    m_page = std::make_unique<ui::OverviewPage>(*m_workspace);
    m_port = 0;
    m_page->setSandboxSettings([this] {
        sandbox::Settings settings;
        settings.port = m_port;
        settings.policyOrigin = sandbox::PolicyOrigin::Workspace;
        return settings;
    });
    m_page->resize(1100, 760);
    m_page->show();
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    awaitGathered();
}

void TestOverviewPage::cleanup()
{
    m_page.reset();
    sandbox::Sandbox &sandbox = m_workspace->sandbox();
    if (sandbox.state() == sandbox::Sandbox::State::Running) {
        QSignalSpy stopped(&sandbox, &sandbox::Sandbox::stopped);
        sandbox.stop();
        QVERIFY(stopped.wait());
    }
}

void TestOverviewPage::awaitGathered()
{
    QSignalSpy gathered(m_page.get(), &ui::OverviewPage::gathered);
    m_page->refresh();
    QVERIFY(gathered.wait(10'000));
}

void TestOverviewPage::enter(const QString &id, store::ClientStatus status)
{
    store::Client client;
    client.clientId = client.clientName = id;
    client.status = status;
    client.issuedAt = client.updatedAt = m_workspace->now();
    client.metadata = "{}";
    const std::function<Result<void>(store::Connection &)> job = [&](store::Connection &connection) {
        return store::enterClient(connection, client, {1, client.issuedAt, "e30", "[]", {}});
    };
    QVERIFY(m_workspace->database().writeAndWait(job));
}

void TestOverviewPage::showsANewcomerTheWay()
{
    QVERIFY(m_page->findChild<ui::FirstStartView *>()->isVisible());
    QVERIFY(m_page->findChild<QPushButton *>(u"firstSandbox"_s)->isEnabled());
    QVERIFY(!m_page->findChild<QPushButton *>(u"firstTpp"_s)->isEnabled());
    QVERIFY(!m_page->findChild<QPushButton *>(u"firstInspect"_s)->isEnabled());
    m_page->focusFirst();
    QCOMPARE(m_page->focusWidget()->objectName(), u"firstAll"_s);
    QSignalSpy requested(m_page.get(), &ui::Page::pageRequested);
    for (const char *page : {"keymanagers", "jwks", "policy", "truststores"})
        QTest::mouseClick(m_page->findChild<QPushButton *>(u"first-"_s + QLatin1String(page)), Qt::LeftButton);
    QCOMPARE(requested.size(), 4);
    QCOMPARE(requested[3][0].toString(), u"truststores"_s);
    QCOMPARE(test::unnamedControls(*m_page), QStringList());
}

void TestOverviewPage::showsFiguresToWhoeverWantsThem()
{
    QTest::mouseClick(m_page->findChild<QPushButton *>(u"firstLeave"_s), Qt::LeftButton);
    QVERIFY(!m_page->findChild<ui::FirstStartView *>()->isVisible());
    QVERIFY(tile("tileRegistrations")->isVisible());
    awaitGathered();
    QVERIFY(tile("tileRegistrations")->isVisible());
    m_page->showFirstStart();
    QVERIFY(m_page->findChild<ui::FirstStartView *>()->isVisible());
}

void TestOverviewPage::saysBesideItsStepWhatWentWrong()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    m_port = other.serverPort();
    QTest::mouseClick(m_page->findChild<QPushButton *>(u"firstSandbox"_s), Qt::LeftButton);
    const auto failed = [this] {
        for (const ui::OutcomeLabel *label : m_page->findChildren<ui::OutcomeLabel *>()) {
            if (label->isVisible() && label->text().contains(QString::number(m_port)))
                return true;
        }
        return false;
    };
    QTRY_VERIFY(failed());
    QTest::mouseClick(m_page->findChild<QPushButton *>(u"firstSandbox"_s), Qt::LeftButton);
    QTRY_COMPARE(m_workspace->sandbox().state(), sandbox::Sandbox::State::Running);
}

void TestOverviewPage::getsANewcomerToARegistration()
{
    QSignalSpy requested(m_page.get(), &ui::Page::pageRequested);
    QSignalSpy inspected(m_page.get(), &ui::OverviewPage::inspectRequested);
    test::LatencyProbe probe;
    QTest::keyClick(m_page->findChild<QPushButton *>(u"firstAll"_s), Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(m_page->firstSteps()->areDone(), 30'000);
    QVERIFY2(probe.worstMs() <= 100, qPrintable(QString::number(probe.worstMs())));
    // The figures wait until the newcomer has seen how it went.
    QTest::qWait(1600);
    QVERIFY(m_page->findChild<ui::FirstStartView *>()->isVisible());
    QTest::mouseClick(m_page->findChild<QPushButton *>(u"firstRegistration"_s), Qt::LeftButton);
    QCOMPARE(requested.constFirst(), (QVariantList{u"registrations"_s, m_page->firstSteps()->clientId()}));
    QTest::mouseClick(m_page->findChild<QPushButton *>(u"firstInspect"_s), Qt::LeftButton);
    QCOMPARE(inspected.constFirst().constFirst().toByteArray(), m_page->firstSteps()->sentRequest());
    m_page->hide();
    m_page->show();
    QVERIFY(tile("tileRegistrations")->isVisible());
    QTRY_COMPARE(tile("tileRegistrations")->lineTexts(), (QStringList{u"1 in all"_s, u"1 active"_s}));
    QCOMPARE(tile("tileSandbox")->figureText(), u"Runs"_s);
}

void TestOverviewPage::leadsFromEveryFigureToItsPage()
{
    QVERIFY(tile("tileRegistrations")->isVisible()); // somebody is registered by now
    enter(u"waiting"_s, store::ClientStatus::Held);
    awaitGathered();
    QSignalSpy requested(m_page.get(), &ui::Page::pageRequested);
    const std::pair<const char *, QString> figures[] = {{"tileSandboxFigure", u"sandbox"_s},
                                                        {"tileRegistrationsFigure", u"registrations"_s},
                                                        {"tileCertificatesFigure", u"truststores"_s},
                                                        {"tileKeySetsFigure", u"jwks"_s},
                                                        {"allActivity", u"activity"_s}};
    QTRY_VERIFY(!tile("tileCertificates")->figureText().isEmpty());
    for (const auto &[name, page] : figures) {
        auto *figure = m_page->findChild<ui::LinkButton *>(QLatin1String(name));
        figure->setFocus();
        QTest::keyClick(figure, Qt::Key_Space);
        QCOMPARE(requested.constLast().constFirst().toString(), page);
    }
    QCOMPARE(requested[1][1].toString(), u"status:held"_s);
}

void TestOverviewPage::noticesWhatChangesByItself()
{
    const QString before = tile("tileRegistrations")->lineTexts().constFirst();
    enter(u"another"_s, store::ClientStatus::Suspended);
    QTRY_VERIFY(tile("tileRegistrations")->lineTexts().constFirst() != before);
    QVERIFY(tile("tileRegistrations")->lineTexts().contains(u"1 suspended"_s));
    store::ActivityLog log(m_workspace->database());
    QVERIFY(log.appendAndWait(
        {{store::ActivityOrigin::Console, u"ann"_s}, u"policy.applied"_s, u"3"_s, u"Pilot"_s, {}, {}, {}},
        m_workspace->now()));
    auto *table = m_page->findChild<QTableView *>(u"recentActivity"_s);
    QTRY_COMPARE(table->model()->index(0, 1).data().toString(), u"Policy applied"_s);
    QVERIFY(table->isVisible());
    QSignalSpy requested(m_page.get(), &ui::Page::pageRequested);
    table->setCurrentIndex(table->model()->index(0, 0));
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Return);
    QCOMPARE(requested.constFirst().constFirst().toString(), u"activity"_s);
}

void TestOverviewPage::namesControlsAndReachesThem()
{
    QCOMPARE(test::unnamedControls(*m_page), QStringList());
    m_page->focusFirst();
    const QStringList order = test::tabOrder(*m_page);
    QVERIFY2(order.contains(u"tileSandboxFigure"_s), qPrintable(order.join(u", "_s)));
    QVERIFY(order.contains(u"tileKeySetsLine0"_s));
}

void TestOverviewPage::needsNoMoreThanTwoColumnsOfRoom()
{
    m_page->resize(520, 700);
    QTest::qWait(50);
    QVERIFY(tile("tileCertificates")->y() > tile("tileSandbox")->y());
    QCOMPARE(tile("tileCertificates")->x(), tile("tileSandbox")->x());
    m_page->resize(1100, 700);
    QTest::qWait(50);
    QCOMPARE(tile("tileCertificates")->y(), tile("tileSandbox")->y());
}

void TestOverviewPage::saysWhatWaitsAndWhatFails()
{
    using workspace::KeySetHealth;
    QCOMPARE(ui::registrationsTile({0, 1, 0, 0}).figure.text, u"1 waits for review"_s);
    QCOMPARE(ui::registrationsTile({0, 2, 0, 0}).figure.text, u"2 wait for review"_s);
    QCOMPARE(ui::registrationsTile({5, 0, 0, 0}).figure.text, u"None waits for review"_s);
    const KeySetHealth good{u"sandbox"_s, KeySetHealth::Standing::Good, 3};
    const KeySetHealth failing{u"production"_s, KeySetHealth::Standing::Failing, 2, fromSeconds(0), u"status 503"_s};
    const ui::TileText tile = ui::keySetsTile({good, failing}, fromSeconds(3600));
    QCOMPARE(tile.figure.text, u"1 of 2 fail"_s);
    QCOMPARE(tile.figure.subject, u"production"_s);
    QVERIFY(tile.lines[0].text.startsWith(u"production"_s));
    QCOMPARE(tile.lines[0].detail, u"status 503"_s);
    QCOMPARE(ui::keySetsTile({good}, {}).figure.tone, ui::Tone::Good);
    QCOMPARE(ui::keySetsTile({}, {}).figure.page, u"jwks"_s);
}

void TestOverviewPage::drawsNothingAnewWhereNothingChanged()
{
    struct Painted : QObject {
        int count = 0;
        bool eventFilter(QObject *, QEvent *event) override
        {
            count += event->type() == QEvent::Paint ? 1 : 0;
            return false;
        }
    } painted;
    QTest::qWait(1500);
    for (ui::LinkButton *link : m_page->findChildren<ui::LinkButton *>())
        link->installEventFilter(&painted);
    awaitGathered();
    QTest::qWait(200);
    QCOMPARE(painted.count, 0);
}

QTEST_MAIN(TestOverviewPage)
#include "test_overview_page.moc"
