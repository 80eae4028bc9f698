#include "workspace/registration_trial.h"

#include "core/dcr/registration_maker.h"
#include "core/store/store_fixture.h"

#include <QtCrypto>

using namespace gatehouse;
using namespace gatehouse::workspace;
using dcr::Policy;
using dcr::TrialChange;
using dcr::test::Registration;

class TestRegistrationTrial : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void changesNothingWhereThePoliciesAreTheSame();
    void namesTheCheckThatWouldRefuse();
    void tellsAWarningFromARefusal();
    void seesWhatWouldNewlyPass();
    void seesAnotherReasonForARefusal();
    void judgesEachAtTheMomentWhenItWasRegistered();
    void takesAnAudienceThatNoPolicyNamesForTheEndpointsOwn();
    void missesAnAudienceThatThePolicyNoLongerNames();
    void triesTheNewestVersionOfEachClientThatIsNotDeleted();
    void stopsWhereItIsToldTo();
    void listsNoMoreThanItsLimitAndCountsAll();
    void isNotConfusedByARequestThatCannotBeRead();
    void triesAPastedRequest();
    void refusesAPastedStatement();
    void refusesPastedNonsense();
    void failsWhereTheDatabaseDoes();

private:
    static Policy standard() { return Registration::defaultPolicy(); }
    static Policy with(const char *json) { return Policy::fromJson(parseJson(json).value(), standard()).value(); }
    void enter(const QString &id, const QByteArray &request, Instant at = fromSeconds(dcr::test::NowSeconds))
    {
        store::Client client = store::test::sampleClient(1);
        client.clientId = id;
        client.issuedAt = at;
        const store::ClientVersion version{1, at, request, "[]", {}};
        const auto entered = m_store->database().writeAndWait<void>(
            [&](store::Connection &connection) { return store::enterClient(connection, client, version); });
        VERIFY_DONE(entered);
    }
    Result<TrialReport> tryOut(const Policy &before, const Policy &after)
    {
        return tryRegistrations(store::ClientStore(m_store->database()), before, after,
                                [](qint64, qint64) { return TrialStep::Continue; });
    }

    QCA::Initializer m_qca;
    std::unique_ptr<store::test::Workspace> m_store;

private Q_SLOTS:
    void init() { m_store = std::make_unique<store::test::Workspace>(); }
};

void TestRegistrationTrial::changesNothingWhereThePoliciesAreTheSame()
{
    enter(QStringLiteral("a"), Registration().compact());
    const auto report = tryOut(standard(), standard());
    QVERIFY(report);
    QCOMPARE(report->tried, 1);
    QVERIFY(report->changed.isEmpty());
    QCOMPARE(report->summary(), QStringLiteral("Of 1 registrations none would be judged otherwise."));
    store::test::Workspace empty;
    const auto none = tryRegistrations(store::ClientStore(empty.database()), standard(), standard(),
                                       [](qint64, qint64) { return TrialStep::Continue; });
    QCOMPARE(none->summary(), QStringLiteral("There are no registrations to try it on."));
}

void TestRegistrationTrial::namesTheCheckThatWouldRefuse()
{
    enter(QStringLiteral("a"), Registration().compact());
    const auto report = tryOut(standard(), with(R"({"grant_types": ["client_credentials"]})"));
    QCOMPARE(report->refused, 1);
    const TriedRegistration &tried = report->changed.constFirst();
    QCOMPARE(tried.clientId, QStringLiteral("a"));
    QCOMPARE(tried.verdict.change, TrialChange::Refused);
    QVERIFY(tried.verdict.isRefused);
    QCOMPARE(tried.verdict.newly.size(), std::size_t(1));
    QCOMPARE(tried.verdict.newly.front().check->id, QLatin1String("request.grant-types"));
    QVERIFY(report->summary().contains(QLatin1String("1 would be refused")));
}

void TestRegistrationTrial::tellsAWarningFromARefusal()
{
    enter(QStringLiteral("a"), Registration().compact());
    const auto report = tryOut(
        standard(), with(R"({"grant_types": ["client_credentials"], "checks": {"request.grant-types": "warn"}})"));
    QCOMPARE(report->refused, 0);
    QCOMPARE(report->warned, 1);
    QCOMPARE(report->changed.constFirst().verdict.newly.front().outcome, dcr::Outcome::Warn);
}

void TestRegistrationTrial::seesWhatWouldNewlyPass()
{
    Registration registration;
    registration.request["application_type"] = "desktop";
    enter(QStringLiteral("a"), registration.compact());
    const auto report = tryOut(standard(), with(R"({"application_types": ["web", "desktop"]})"));
    QCOMPARE(report->passes, 1);
    QCOMPARE(report->changed.constFirst().verdict.newly.front().check->id, QLatin1String("request.application-type"));
}

void TestRegistrationTrial::seesAnotherReasonForARefusal()
{
    Registration registration;
    registration.request["application_type"] = "desktop";
    enter(QStringLiteral("a"), registration.compact());
    const auto report = tryOut(standard(), with(R"({"grant_types": ["client_credentials"]})"));
    QCOMPARE(report->refused, 0);
    QCOMPARE(report->refusedFor, 1);
    QCOMPARE(report->changed.constFirst().verdict.newly.front().check->id, QLatin1String("request.grant-types"));
}

void TestRegistrationTrial::judgesEachAtTheMomentWhenItWasRegistered()
{
    // Years later neither policy calls it expired; a limit of its life counts from when it was signed.
    enter(QStringLiteral("a"), Registration().compact());
    const auto withoutSkew = tryOut(standard(), with(R"({"clock_skew_seconds": 0})"));
    QCOMPARE(withoutSkew->changed.size(), 0);
    const auto shortLived = tryOut(standard(), with(R"({"max_request_lifetime_seconds": 60})"));
    QCOMPARE(shortLived->refused, 1);
}

void TestRegistrationTrial::takesAnAudienceThatNoPolicyNamesForTheEndpointsOwn()
{
    Registration registration;
    registration.request["aud"] = "https://localhost:40123";
    enter(QStringLiteral("a"), registration.compact());
    const auto report = tryOut(standard(), with(R"({"audience": ["https://new.example"]})"));
    QCOMPARE(report->changed.size(), 0);
}

void TestRegistrationTrial::missesAnAudienceThatThePolicyNoLongerNames()
{
    enter(QStringLiteral("a"), Registration().compact());
    const auto report = tryOut(standard(), with(R"({"audience": ["https://new.example"]})"));
    QCOMPARE(report->refused, 1);
    QCOMPARE(report->changed.constFirst().verdict.newly.front().check->id, QLatin1String("request.audience"));
}

void TestRegistrationTrial::triesTheNewestVersionOfEachClientThatIsNotDeleted()
{
    enter(QStringLiteral("kept"), Registration().compact());
    enter(QStringLiteral("deleted"), Registration().compact());
    store::ClientStore clients(m_store->database());
    VERIFY_DONE(store::test::outcomeOf([&](const store::ReplyBox &replies, store::ClientStore::Done done) {
        clients.remove(QStringLiteral("deleted"), store::test::Now, replies, std::move(done));
    }));
    Registration update;
    update.request["grant_types"] = {"client_credentials"};
    update.request["response_types"] = Json::array();
    const store::Client client = clients.find(QStringLiteral("kept")).value().value();
    const store::ClientVersion second{2, fromSeconds(dcr::test::NowSeconds), update.compact(), "[]", {}};
    const auto updated = store::test::outcomeOf([&](const store::ReplyBox &replies, store::ClientStore::Done done) {
        clients.updateRegistration(client, second, store::test::sampleJti(QStringLiteral("second")), replies,
                                   std::move(done));
    });
    VERIFY_DONE(updated);
    const auto report = tryOut(standard(), with(R"({"grant_types": ["client_credentials"]})"));
    QCOMPARE(report->tried, 1);
    QCOMPARE(report->refused, 0);
}

void TestRegistrationTrial::stopsWhereItIsToldTo()
{
    for (int i = 0; i < 5; ++i)
        enter(QString::number(i), Registration().compact());
    qint64 seen = -1;
    const auto report = tryRegistrations(store::ClientStore(m_store->database()), standard(), standard(),
                                         [&](qint64 done, qint64 total) {
                                             [&] { QCOMPARE(total, 5); }();
                                             seen = done;
                                             return done == 2 ? TrialStep::Cancel : TrialStep::Continue;
                                         });
    QVERIFY(report);
    QVERIFY(!report->isComplete);
    QCOMPARE(report->tried, 2);
    QCOMPARE(seen, 2);
    QVERIFY(report->summary().contains(QLatin1String("stopped")));
}

void TestRegistrationTrial::listsNoMoreThanItsLimitAndCountsAll()
{
    TrialReport report;
    TriedRegistration registration;
    registration.verdict.change = TrialChange::Refused;
    for (qsizetype i = 0; i < TrialReport::MaxListed + 5; ++i)
        report.add(registration);
    QCOMPARE(report.refused, TrialReport::MaxListed + 5);
    QCOMPARE(report.changed.size(), TrialReport::MaxListed);
}

void TestRegistrationTrial::isNotConfusedByARequestThatCannotBeRead()
{
    enter(QStringLiteral("a"), "header.claims.signature");
    const auto report = tryOut(standard(), with(R"({"grant_types": ["client_credentials"]})"));
    QVERIFY(report);
    QCOMPARE(report->tried, 1);
    QVERIFY(report->changed.isEmpty());
}

void TestRegistrationTrial::triesAPastedRequest()
{
    const QByteArray pasted = "curl -d '" + Registration().compact() + "' https://bank.example";
    const auto tried = tryRequest(pasted, fromSeconds(dcr::test::NowSeconds), standard(),
                                  with(R"({"grant_types": ["client_credentials"]})"));
    QVERIFY(tried);
    QCOMPARE(tried->verdict.change, TrialChange::Refused);
    QCOMPARE(tried->clientName, QStringLiteral("Test TPP"));
    QCOMPARE(tried->softwareId, QLatin1String(dcr::test::SoftwareId));
    // Today it has expired, by either policy.
    const auto late = tryRequest(pasted, fromSeconds(dcr::test::NowSeconds + 100'000), standard(), standard());
    QCOMPARE(late->verdict.change, TrialChange::Same);
    QVERIFY(late->verdict.isRefused);
}

void TestRegistrationTrial::refusesAPastedStatement()
{
    const auto tried =
        tryRequest(Registration().compactStatement(), fromSeconds(dcr::test::NowSeconds), standard(), standard());
    QVERIFY(!tried);
    QVERIFY(tried.error().message.contains(QLatin1String("statement alone")));
}

void TestRegistrationTrial::refusesPastedNonsense()
{
    QVERIFY(!tryRequest("hello", fromSeconds(dcr::test::NowSeconds), standard(), standard()));
    QVERIFY(!tryRequest("", fromSeconds(dcr::test::NowSeconds), standard(), standard()));
}

void TestRegistrationTrial::failsWhereTheDatabaseDoes()
{
    enter(QStringLiteral("a"), Registration().compact());
    VERIFY_DONE(m_store->database().writeAndWait<void>([](store::Connection &connection) -> Result<void> {
        return connection.runOnce(QStringLiteral("DROP TABLE client_versions"));
    }));
    QVERIFY(!tryOut(standard(), standard()));
}

QTEST_GUILESS_MAIN(TestRegistrationTrial)
#include "test_registration_trial.moc"
