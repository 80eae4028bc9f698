#include "cli_runner.h"

#include "directory/kit.h"
#include "sandbox/tpp_client.h"
#include "store/activity_log.h"

#include <QElapsedTimer>
#include <QEventLoop>
#include <QtTest>

#include <algorithm>

using namespace gatehouse;
using namespace gatehouse::test;
using sandbox::TppClient;
using sandbox::TppExchange;

/// `clients …` of another process than the one that serves.
class TestCliClients : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void goesThroughTheLifeOfAClientWhileItIsServed();
    void showsWhatWasDecidedAndOverWhichCertificate();
    void decidesAboutSeveralAndSaysWhichWereRefused();
    void listsBeforeItDecidesAboutAll();
    void decidesAboutNoOtherThanWereListed();
    void refusesWrongUsage_data();
    void refusesWrongUsage();
    void takesTurnsWithItself();

private:
    Output clients(const QStringList &arguments) const
    {
        return cli(QStringList{QStringLiteral("clients")} + arguments
                   + QStringList{QStringLiteral("--data-dir"), m_workspace});
    }
    Output decide(const char *verb, const QStringList &more) const
    {
        return clients(QStringList{QLatin1String(verb), QStringLiteral("--reason"), QStringLiteral("Drill")} + more);
    }
    int decideOn(const char *verb, const QString &id) const { return decide(verb, {id}).status; }
    QString registered();
    QString statusOf(const QString &id) const
    {
        return stringMember(clients({QStringLiteral("show"), id, QStringLiteral("--json")}).json(), "status")
            .value_or(QString());
    }
    QString fileName(const char *name) const { return m_temporary.filePath(QLatin1String(name)); }

    QCA::Initializer m_qca;
    QTemporaryDir m_temporary;
    QString m_workspace;
    Served m_served;
    std::optional<directory::Kit> m_kit;
};

namespace {

TppExchange await(const std::function<void(TppClient::Done)> &send)
{
    TppExchange answer;
    QEventLoop loop;
    send([&](const Result<TppExchange> &exchange) {
        if (exchange)
            answer = *exchange;
        loop.quit();
    });
    loop.exec();
    return answer;
}

QString textOf(const Json &json, const char *name)
{
    return stringMember(json, name).value_or(QString());
}

QStringList idsOf(const Json &list)
{
    QStringList ids;
    for (const Json &each : list)
        ids.append(textOf(each, "client_id"));
    ids.sort();
    return ids;
}

} // namespace

void TestCliClients::initTestCase()
{
    m_workspace = fileName("workspace");
    QFile policy(fileName("policy.json"));
    QVERIFY(policy.open(QIODevice::WriteOnly) && policy.write(R"({"hold_new_registrations": "always"})") > 0);
    policy.close();
    QVERIFY(!m_served
                 .start(m_workspace,
                        {QStringLiteral("--port"), QStringLiteral("0"), QStringLiteral("--policy"), policy.fileName()})
                 .isEmpty());
    const Output made =
        cli({QStringLiteral("tpp"), QStringLiteral("new"), fileName("kit"), QStringLiteral("--data-dir"), m_workspace});
    QVERIFY2(made.status == 0, made.err);
    m_kit = directory::loadKit(fileName("kit")).value();
}

void TestCliClients::cleanupTestCase()
{
    QCOMPARE(m_served.stop(), 0);
    const auto database = store::Database::open(m_workspace + QStringLiteral("/gatehouse.sqlite"), systemNow());
    QVERIFY(database);
    QVERIFY(store::ActivityLog(**database).verify()->isIntact());
}

QString TestCliClients::registered()
{
    TppClient client(m_kit->tpp, m_kit->endpoint, systemNow);
    const TppExchange answer = await([&](auto done) { client.registerClient(Json::object(), done); });
    if (answer.status != 201)
        qWarning("%s", answer.responseBody.constData());
    return textOf(answer.json(), "client_id");
}

void TestCliClients::goesThroughTheLifeOfAClientWhileItIsServed()
{
    const QString id = registered();
    TppClient client(m_kit->tpp, m_kit->endpoint, systemNow);
    const auto askForToken = [&] { return await([&](auto done) { client.requestToken(id, done); }); };
    const auto read = [&](const QString &token) {
        return await([&](auto done) { client.readClient(id, token.toLatin1(), done); }).status;
    };
    QCOMPARE(statusOf(id), QStringLiteral("held"));
    const TppExchange waits = askForToken();
    QCOMPARE(waits.status, 400);
    QCOMPARE(textOf(waits.json(), "error"), QStringLiteral("unauthorized_client"));
    QVERIFY2(waits.responseBody.contains("reviews"), waits.responseBody);

    const Output approved = decide("approve", {id});
    QCOMPARE(approved.status, 0);
    QVERIFY2(approved.out.startsWith("approved  " + id.toUtf8()), approved.out);
    const QString token = textOf(askForToken().json(), "access_token");
    QCOMPARE(read(token), 200);

    QCOMPARE(decideOn("suspend", id), 0);
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(read(token), 401);
    QVERIFY2(timer.elapsed() < 1000, QByteArray::number(timer.elapsed()));
    QVERIFY2(askForToken().responseBody.contains("suspended"), "");
    QCOMPARE(decideOn("reactivate", id), 0);
    QCOMPARE(read(token), 401);
    const QString second = textOf(askForToken().json(), "access_token");
    QCOMPARE(read(second), 200);
    QCOMPARE(decideOn("remove", id), 0);
    QCOMPARE(read(second), 401);
    QCOMPARE(askForToken().status, 401);
    QCOMPARE(decideOn("approve", id), 1);
    QCOMPARE(decideOn("reactivate", id), 1);
}

void TestCliClients::showsWhatWasDecidedAndOverWhichCertificate()
{
    const QString id = registered();
    const Output approved = clients({QStringLiteral("approve"), id, QStringLiteral("--reason"),
                                     QStringLiteral("Gespräch mit der Geschäftsführung"), QStringLiteral("--json")});
    QCOMPARE(approved.status, 0);
    const Json changed = approved.json()["changed"];
    QCOMPARE(changed.size(), std::size_t(1));
    QCOMPARE(textOf(changed[0], "from"), QStringLiteral("held"));
    QCOMPARE(textOf(changed[0], "to"), QStringLiteral("active"));
    QVERIFY(approved.json()["refused"].empty());

    const Json shown = clients({QStringLiteral("show"), id, QStringLiteral("--json")}).json();
    QCOMPARE(shown["activity"].size(), std::size_t(2));
    QCOMPARE(textOf(shown["activity"][0], "action"), QStringLiteral("client.registered"));
    QCOMPARE(textOf(shown["activity"][0], "origin"), QStringLiteral("endpoint"));
    const Json decided = shown["activity"][1];
    QCOMPARE(textOf(decided, "action"), QStringLiteral("client.approved"));
    QCOMPARE(textOf(decided, "origin"), QStringLiteral("cli"));
    QCOMPARE(textOf(decided, "reason"), QStringLiteral("Gespräch mit der Geschäftsführung"));
    QVERIFY(!textOf(decided, "actor").isEmpty());
    QVERIFY(decided["before"] == Json({{"status", "held"}}));
    const Json certificate = shown["versions"][0]["certificate"];
    QCOMPARE(textOf(certificate, "x5t#S256").toLatin1(), m_kit->tpp.transportCertificate().x5tS256());
    QVERIFY(!textOf(certificate, "not_after").isEmpty());

    const Output text = clients({QStringLiteral("show"), id});
    QVERIFY2(text.out.contains("client.approved") && text.out.contains("Geschäftsführung"), text.out);
    QVERIFY2(text.out.contains(m_kit->tpp.transportCertificate().x5tS256()), text.out);
}

void TestCliClients::decidesAboutSeveralAndSaysWhichWereRefused()
{
    const QString held = registered();
    const QString other = registered();
    const QString active = registered();
    QCOMPARE(decideOn("approve", active), 0);
    const Output some = decide("approve", {held, QStringLiteral("nobody"), active, other, QStringLiteral("--json")});
    QCOMPARE(some.status, 1);
    QStringList expected{held, other};
    expected.sort();
    QCOMPARE(idsOf(some.json()["changed"]), expected);
    QCOMPARE(some.json()["refused"].size(), std::size_t(2));
    QCOMPARE(textOf(some.json()["refused"][0], "client_id"), QStringLiteral("nobody"));
    QVERIFY2(some.err.contains("nobody") && some.err.contains("active already"), some.err);
    // To approve is not to lift a suspension.
    QCOMPARE(decideOn("suspend", active), 0);
    const Output lifted = decide("approve", {active});
    QCOMPARE(lifted.status, 1);
    QVERIFY2(lifted.err.contains("suspended"), lifted.err);
    QCOMPARE(statusOf(active), QStringLiteral("suspended"));
}

void TestCliClients::listsBeforeItDecidesAboutAll()
{
    const QStringList mine{registered(), registered()};
    const Output listed =
        decide("approve",
               {QStringLiteral("--status"), QStringLiteral("held"), QStringLiteral("--all"), QStringLiteral("--json")});
    QCOMPARE(listed.status, 0);
    QVERIFY(listed.json()["dry_run"] == true);
    for (const QString &id : mine) {
        QVERIFY(idsOf(listed.json()["clients"]).contains(id));
        QCOMPARE(statusOf(id), QStringLiteral("held"));
    }
    const QString code = textOf(listed.json(), "confirm");
    const Output text = decide("approve", {QStringLiteral("--all")});
    QVERIFY2(text.out.contains("Nothing was changed") && text.out.contains(code.toUtf8()), text.out);
    const Output done =
        decide("approve", {QStringLiteral("--all"), QStringLiteral("--confirm"), code, QStringLiteral("--json")});
    QCOMPARE(done.status, 0);
    QCOMPARE(idsOf(done.json()["changed"]), idsOf(listed.json()["clients"]));
    for (const QString &id : mine)
        QCOMPARE(statusOf(id), QStringLiteral("active"));
    const Output none = decide("approve", {QStringLiteral("--all")});
    QCOMPARE(none.status, 0);
    QVERIFY2(none.out.contains("There is no client"), none.out);
}

void TestCliClients::decidesAboutNoOtherThanWereListed()
{
    const QString first = registered();
    const Output listed =
        decide("remove", {QStringLiteral("--all"), QStringLiteral("--search"), first, QStringLiteral("--json")});
    QCOMPARE(idsOf(listed.json()["clients"]), QStringList{first});
    const QString code = textOf(listed.json(), "confirm");
    // The same code for more than was listed.
    const Output refused = decide("remove", {QStringLiteral("--all"), QStringLiteral("--confirm"), code});
    QCOMPARE(refused.status, 1);
    QVERIFY2(refused.err.contains("Nothing was changed"), refused.err);
    QCOMPARE(statusOf(first), QStringLiteral("held"));
    QCOMPARE(decide("remove",
                    {QStringLiteral("--all"), QStringLiteral("--search"), first, QStringLiteral("--confirm"), code})
                 .status,
             0);
    QCOMPARE(statusOf(first), QStringLiteral("deleted"));
}

void TestCliClients::refusesWrongUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    const auto row = [](const char *name, const QStringList &arguments) { QTest::newRow(name) << arguments; };
    const QString reason = QStringLiteral("--reason");
    const QString why = QStringLiteral("Drill");
    const QString all = QStringLiteral("--all");
    row("no client", {QStringLiteral("approve"), reason, why});
    row("clients and all", {QStringLiteral("approve"), QStringLiteral("a"), all, reason, why});
    row("an empty id", {QStringLiteral("approve"), QStringLiteral("a"), QString(), reason, why});
    row("no reason", {QStringLiteral("suspend"), QStringLiteral("a")});
    row("no reason for all", {QStringLiteral("suspend"), all});
    row("a blank reason", {QStringLiteral("suspend"), QStringLiteral("a"), reason, QStringLiteral("  ")});
    row("a long reason", {QStringLiteral("suspend"), QStringLiteral("a"), reason, QString(1001, QLatin1Char('x'))});
    row("a status without all",
        {QStringLiteral("remove"), QStringLiteral("a"), QStringLiteral("--status"), QStringLiteral("held"), reason,
         why});
    row("a status that is none",
        {QStringLiteral("remove"), all, QStringLiteral("--status"), QStringLiteral("new"), reason, why});
    row("a status of others",
        {QStringLiteral("approve"), all, QStringLiteral("--status"), QStringLiteral("suspended"), reason, why});
    row("a status that was removed",
        {QStringLiteral("remove"), all, QStringLiteral("--status"), QStringLiteral("deleted"), reason, why});
    row("an empty search", {QStringLiteral("remove"), all, QStringLiteral("--search"), QString(), reason, why});
    row("an empty code", {QStringLiteral("remove"), all, QStringLiteral("--confirm"), QString(), reason, why});
}

void TestCliClients::refusesWrongUsage()
{
    QFETCH(QStringList, arguments);
    const Output output = clients(arguments);
    QCOMPARE(output.status, 2);
    QVERIFY2(output.out.isEmpty(), output.out);
    QVERIFY(!output.err.isEmpty());
}

void TestCliClients::takesTurnsWithItself()
{
    const QString id = registered();
    QCOMPARE(decideOn("approve", id), 0);
    // Of two that do the same at once, one does it and the other hears so.
    std::vector<std::unique_ptr<QProcess>> both;
    for (int i = 0; i < 2; ++i) {
        both.push_back(std::make_unique<QProcess>());
        both.back()->start(QStringLiteral(GATEHOUSE_CLI),
                           {QStringLiteral("clients"), QStringLiteral("suspend"), id, QStringLiteral("--reason"),
                            QStringLiteral("Drill"), QStringLiteral("--data-dir"), m_workspace});
    }
    QList<int> statuses;
    for (const auto &process : both) {
        QVERIFY(process->waitForFinished(60'000));
        statuses.append(process->exitCode());
    }
    std::sort(statuses.begin(), statuses.end());
    QCOMPARE(statuses, (QList<int>{0, 1}));
    QCOMPARE(statusOf(id), QStringLiteral("suspended"));
}

QTEST_GUILESS_MAIN(TestCliClients)
#include "test_cli_clients.moc"
