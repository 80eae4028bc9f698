#include "sandbox_fixture.h"

#include "store/activity_log.h"
#include "store/policy_store.h"

#include <QtCrypto>

using namespace gatehouse;
using namespace gatehouse::sandbox;
using namespace gatehouse::sandbox::test;

/// What a bank decides about clients, as their TPPs see it.
class TestReview : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_bench = std::make_unique<Bench>(); }
    void cleanup()
    {
        QVERIFY(log().verify()->isIntact());
        m_bench.reset();
    }
    void goesThroughTheLifeOfAClient();
    void aHeldClientIsAnsweredLikeAnyOther();
    void holdsByTheRuleOfThePolicy_data();
    void holdsByTheRuleOfThePolicy();
    void holdsNewOrganisationsUntilOneOfTheirClientsIsActive();
    void neverHoldsAnUpdate();
    void tellsTheStatusOnlyToTheClientItself();
    void recordsWhatTppsDoThemselves();
    void takesOverADecisionOfAnotherProcessAtOnce();
    void takesOverAnotherHoldingWithoutARestart();

private:
    struct Registered {
        directory::Tpp tpp;
        std::unique_ptr<TppClient> client;
        QString id;
    };
    QString start(dcr::Holding holding)
    {
        Settings settings;
        settings.policy.holding = holding;
        return m_bench->start(settings);
    }
    Registered registered(const directory::TppRequest &request = {}, const Json &overrides = Json::object())
    {
        Registered made{m_bench->newTpp(request), nullptr, {}};
        made.client = m_bench->clientFor(made.tpp);
        const TppExchange answer = registerWith(*made.client, overrides);
        if (answer.status != 201)
            qWarning("%s", answer.responseBody.constData());
        made.id = QString::fromStdString(memberOf(answer.json(), "client_id"));
        return made;
    }
    TppExchange askForToken(Registered &by)
    {
        return await([&](auto done) { by.client->requestToken(by.id, done); });
    }
    QByteArray tokenOf(Registered &by)
    {
        return QByteArray::fromStdString(memberOf(askForToken(by).json(), "access_token"));
    }
    int read(Registered &by, const QByteArray &token)
    {
        return await([&](auto done) { by.client->readClient(by.id, token, done); }).status;
    }
    TppExchange postAuthenticated(Registered &by, const char *path, const QByteArray &token)
    {
        auto fields =
            assertionFields(by.tpp.clientAssertion(by.id, m_bench->facts().tokenEndpoint, m_bench->now()).value());
        fields.append({QStringLiteral("token"), QString::fromLatin1(token)});
        return postForm(*by.client, m_bench->baseUrl() + QLatin1String(path), fields);
    }
    bool decide(const QString &id, store::ClientStatus to)
    {
        const auto outcome = m_bench->workspace().clients().decideAndWait(
            {id}, to,
            {{store::ActivityOrigin::Console, QStringLiteral("ann")}, QStringLiteral("Drill"), m_bench->now()});
        return outcome && outcome->changed.size() == 1;
    }
    store::ClientStatus status(const QString &id) { return (*m_bench->workspace().clients().find(id))->status; }
    store::ActivityLog log() { return store::ActivityLog(m_bench->workspace().database()); }
    QStringList actions(const QString &id)
    {
        store::ActivityFilter filter;
        filter.subject = id;
        QStringList list;
        const QList<store::Activity> rows = log().page(filter, {}, 50).value();
        for (const store::Activity &row : rows)
            list.prepend(row.action);
        return list;
    }

    QCA::Initializer m_qca;
    std::unique_ptr<Bench> m_bench;
};

namespace {

using S = store::ClientStatus;

void expectUnauthorised(const TppExchange &answer, const char *words)
{
    QCOMPARE(answer.status, 400);
    QCOMPARE(memberOf(answer.json(), "error"), "unauthorized_client");
    QVERIFY2(answer.responseBody.contains(words), answer.responseBody);
}

} // namespace

void TestReview::goesThroughTheLifeOfAClient()
{
    QCOMPARE(start(dcr::Holding::Always), QString());
    Registered mine = registered();
    QCOMPARE(status(mine.id), S::Held);
    expectUnauthorised(askForToken(mine), "reviews the registration");

    QVERIFY(decide(mine.id, S::Active));
    const QByteArray token = tokenOf(mine);
    QCOMPARE(read(mine, token), 200);
    QVERIFY(postAuthenticated(mine, "/oauth2/introspect", token).json()["active"] == true);

    QVERIFY(decide(mine.id, S::Suspended));
    QCOMPARE(read(mine, token), 401);
    expectUnauthorised(askForToken(mine), "suspended");
    const TppExchange told = postAuthenticated(mine, "/oauth2/introspect", token);
    QCOMPARE(told.status, 200);
    QVERIFY(told.json() == Json({{"active", false}}));
    QCOMPARE(postAuthenticated(mine, "/oauth2/revoke", token).status, 200);

    QVERIFY(decide(mine.id, S::Active));
    // The token is dead for good; a new one is to be had.
    QCOMPARE(read(mine, token), 401);
    const QByteArray second = tokenOf(mine);
    QCOMPARE(read(mine, second), 200);

    QVERIFY(decide(mine.id, S::Deleted));
    QCOMPARE(read(mine, second), 401);
    const TppExchange refused = askForToken(mine);
    QCOMPARE(refused.status, 401);
    QCOMPARE(memberOf(refused.json(), "error"), "invalid_client");
    QCOMPARE(postAuthenticated(mine, "/oauth2/introspect", second).status, 401);
    QCOMPARE(actions(mine.id),
             QStringList({QStringLiteral("client.registered"), QStringLiteral("client.approved"),
                          QStringLiteral("client.suspended"), QStringLiteral("client.reactivated"),
                          QStringLiteral("client.deregistered")}));
}

void TestReview::aHeldClientIsAnsweredLikeAnyOther()
{
    QCOMPARE(start(dcr::Holding::Always), QString());
    const directory::Tpp tpp = m_bench->newTpp();
    const auto client = m_bench->clientFor(tpp);
    const TppExchange answer = registerWith(*client);
    QCOMPARE(answer.status, 201);
    QCOMPARE(memberOf(answer.json(), "software_id"), tpp.softwareId.toStdString());
    QVERIFY(answer.json()["client_id_issued_at"].is_number_integer());
    QVERIFY2(!answer.responseBody.contains("held"), answer.responseBody);
}

void TestReview::holdsByTheRuleOfThePolicy_data()
{
    QTest::addColumn<QString>("holding");
    QTest::addColumn<bool>("whenClean");
    QTest::addColumn<bool>("whenWarned");
    QTest::newRow("never") << "never" << false << false;
    QTest::newRow("on warning") << "on_warning" << false << true;
    QTest::newRow("new organisation") << "new_organisation" << true << true;
    QTest::newRow("always") << "always" << true << true;
}

void TestReview::holdsByTheRuleOfThePolicy()
{
    QFETCH(QString, holding);
    QFETCH(bool, whenClean);
    QFETCH(bool, whenWarned);
    QCOMPARE(start(*dcr::holdingFromName(holding)), QString());
    const Registered clean = registered();
    const Registered warned = registered({}, {{"jti", "not a UUID"}});
    QCOMPARE(status(clean.id), whenClean ? S::Held : S::Active);
    QCOMPARE(status(warned.id), whenWarned ? S::Held : S::Active);
}

void TestReview::holdsNewOrganisationsUntilOneOfTheirClientsIsActive()
{
    QCOMPARE(start(dcr::Holding::NewOrganisation), QString());
    directory::TppRequest request;
    request.organisationId = QStringLiteral("0015800001041RHAAY");
    const Registered first = registered(request);
    const Registered second = registered(request);
    QCOMPARE(status(first.id), S::Held);
    // One that waits vouches for nobody.
    QCOMPARE(status(second.id), S::Held);
    QVERIFY(decide(first.id, S::Active));
    const Registered third = registered(request);
    QCOMPARE(status(third.id), S::Active);
    directory::TppRequest other = request;
    other.organisationId = QStringLiteral("0015800001041RHAAZ");
    QCOMPARE(status(registered(other).id), S::Held);
    for (const QString &id : {first.id, third.id})
        QVERIFY(decide(id, S::Suspended));
    QCOMPARE(status(registered(request).id), S::Held);
}

void TestReview::neverHoldsAnUpdate()
{
    QCOMPARE(start(dcr::Holding::Always), QString());
    Registered mine = registered();
    QVERIFY(decide(mine.id, S::Active));
    const QByteArray token = tokenOf(mine);
    const TppExchange updated = await([&](auto done) {
        mine.client->updateClient(mine.id, token, {{"scope", "openid accounts"}}, done);
    });
    QVERIFY2(updated.status == 200, updated.responseBody);
    QCOMPARE(status(mine.id), S::Active);
    QCOMPARE(read(mine, token), 200);
    const store::Activity row = (*log().page({}, {}, 1))[0];
    QCOMPARE(row.action, QStringLiteral("client.updated"));
    QVERIFY2(row.after.contains(R"("scope":"openid accounts")"), row.after.constData());
    QVERIFY2(!row.after.contains("redirect_uris"), row.after.constData());
    QVERIFY2(!row.after.contains("software_statement\":"), row.after.constData());
}

void TestReview::tellsTheStatusOnlyToTheClientItself()
{
    QCOMPARE(start(dcr::Holding::Always), QString());
    Registered mine = registered();
    Registered thief = registered();
    thief.id = mine.id;
    const TppExchange answer = askForToken(thief);
    QCOMPARE(answer.status, 401);
    QCOMPARE(memberOf(answer.json(), "error"), "invalid_client");
    QVERIFY2(!answer.responseBody.contains("review"), answer.responseBody);
}

void TestReview::recordsWhatTppsDoThemselves()
{
    QCOMPARE(start(dcr::Holding::Never), QString());
    Registered mine = registered();
    const QByteArray token = tokenOf(mine);
    QCOMPARE(await([&](auto done) { mine.client->updateClient(mine.id, token, Json::object(), done); }).status, 200);
    QCOMPARE(await([&](auto done) { mine.client->deleteClient(mine.id, token, done); }).status, 204);
    const Registered refused{m_bench->newTpp(), nullptr, {}};
    QCOMPARE(registerWith(*m_bench->clientFor(refused.tpp), {{"grant_types", {"implicit"}}}).status, 400);
    QCOMPARE(actions(mine.id),
             QStringList({QStringLiteral("client.registered"), QStringLiteral("client.updated"),
                          QStringLiteral("client.deleted")}));
    store::ActivityFilter ofClients;
    ofClients.subjectKind = QStringLiteral("client");
    QCOMPARE(*log().count(ofClients), 3);
    const QList<store::Activity> rows = log().page(ofClients, {}, 10).value();
    for (const store::Activity &row : rows) {
        QCOMPARE(row.actor.origin, store::ActivityOrigin::Endpoint);
        QCOMPARE(row.actor.name, mine.id);
    }
}

void TestReview::takesOverADecisionOfAnotherProcessAtOnce()
{
    QCOMPARE(start(dcr::Holding::Always), QString());
    Registered mine = registered();
    const auto elsewhere = store::Database::open(m_bench->workspace().database().path(), m_bench->now()).value();
    store::ClientStore clients(*elsewhere);
    const store::Decision decision{
        {store::ActivityOrigin::CommandLine, QStringLiteral("bob")}, QStringLiteral("Drill"), m_bench->now()};
    QCOMPARE(clients.decideAndWait({mine.id}, S::Active, decision)->changed.size(), 1);
    const QByteArray token = tokenOf(mine);
    QCOMPARE(read(mine, token), 200);
    QCOMPARE(clients.decideAndWait({mine.id}, S::Suspended, decision)->changed.size(), 1);
    QCOMPARE(read(mine, token), 401);
}

void TestReview::takesOverAnotherHoldingWithoutARestart()
{
    Settings settings;
    settings.policyOrigin = PolicyOrigin::Workspace;
    QCOMPARE(m_bench->start(settings), QString());
    QCOMPARE(status(registered().id), S::Active);
    store::PolicyStore policies(m_bench->workspace().database());
    QVERIFY(policies.applyAndWait(
        {R"({"hold_new_registrations":"always"})", {{}, QStringLiteral("ann")}, {}, m_bench->now()}));
    m_bench->sandbox().lookAtPolicy();
    QTRY_COMPARE(m_bench->sandbox().policyVersion(), std::optional(1));
    QCOMPARE(status(registered().id), S::Held);
}

QTEST_GUILESS_MAIN(TestReview)
#include "test_review.moc"
