#include "core/dcr/registration_maker.h"
#include "core/store/store_fixture.h"
#include "dcr/check_record.h"
#include "workspace/dossier.h"
#include "workspace/registration_recheck.h"

#include <QtCrypto>

using namespace gatehouse;
using namespace gatehouse::workspace;
using dcr::Outcome;
using dcr::test::Registration;

namespace {

const Instant Registered = fromSeconds(dcr::test::NowSeconds);
const Instant Later = Registered + std::chrono::days(3);

store::Client sample()
{
    store::Client client = store::test::sampleClient(1);
    client.clientName = QStringLiteral("Penny Planner");
    client.organisationName = QStringLiteral("Penny Limited");
    client.issuedAt = client.updatedAt = Registered;
    return client;
}

store::ClientVersion versionOf(const Registration &registration, int number = 1)
{
    return {number, Registered, registration.compact(), dcr::toRecord(registration.evaluated()),
            dcr::test::Keys::get().transport.certificate.der()};
}

RegistrationRecord recordOf(const Registration &registration)
{
    RegistrationRecord record;
    record.client = sample();
    record.versions = {versionOf(registration)};
    record.newest = RegistrationVersion::of(record.versions.constLast());
    return record;
}

store::Activity activity(const QString &action, Instant at, const QString &reason = {})
{
    store::Activity made;
    made.at = at;
    made.actor = {store::ActivityOrigin::Console, QStringLiteral("ann")};
    made.action = action;
    made.reason = reason;
    return made;
}

const RegistrationFact *find(const QList<FactGroup> &groups, const QString &label)
{
    for (const FactGroup &group : groups) {
        for (const RegistrationFact &fact : group.facts) {
            if (fact.label == label)
                return &fact;
        }
    }
    return nullptr;
}

const ComparedCheck *find(const QList<ComparedCheck> &checks, const char *id)
{
    for (const ComparedCheck &check : checks) {
        if (check.id == QLatin1String(id))
            return &check;
    }
    return nullptr;
}

/// Everything that is set on paper.
QString textOf(const Dossier &dossier)
{
    QStringList texts{dossier.title, dossier.subtitle};
    for (const DossierSection &section : dossier.sections) {
        texts += {section.title, section.note};
        for (const FactGroup &group : section.groups) {
            for (const RegistrationFact &fact : group.facts)
                texts += {fact.label, fact.value, fact.note};
        }
        for (const DossierTable::Row &row : section.table.rows)
            texts += row.cells;
    }
    return texts.join(QLatin1Char('\n'));
}

} // namespace

class TestRegistrationDossier : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysThatAClientIsGone();
    void readsAClientWithItsVersionsAndActivities();
    void isNotConfusedByATokenThatCannotBeRead();
    void listsAVersionThatTheActivityRecordTellsOfOnce();
    void keepsAnActionThatItDoesNotKnow();
    void marksARoleThatNoAuthorityCovers();
    void marksAnOrganisationThatIsNotActive();
    void marksARegistrationWithoutACertificate();
    void cutsWhatIsTooLongToRead();
    void comparesNothingWithoutAJudgementOfToday();
    void marksWhatComesOutWorseAndBetter();
    void takesWhatCannotBeJudgedAgainForNoDifference();
    void keepsChecksThatNoLongerExist();
    void listsChecksThatAreNewer();
    void survivesARecordThatIsDamaged();
    void holdsSummaryDecisionsChecksClaimsAndCertificate();
    void saysWhoDecidedWhenAndWhy();
    void cutsATableThatIsTooLong();
    void namesTheFileByPlainLettersAlone();

private:
    QCA::Initializer m_qca;
};

void TestRegistrationDossier::saysThatAClientIsGone()
{
    store::test::Workspace workspace;
    const auto record = readRegistration(store::ClientStore(workspace.database()),
                                         store::ActivityLog(workspace.database()), QStringLiteral("nobody"));
    QVERIFY(!record);
    QCOMPARE(record.error().kind, Error::NotFound);
    QVERIFY2(record.error().message.contains(QStringLiteral("nobody")), qPrintable(record.error().message));
}

void TestRegistrationDossier::readsAClientWithItsVersionsAndActivities()
{
    store::test::Workspace workspace;
    const auto entered = workspace.database().writeAndWait<void>([](store::Connection &connection) {
        return store::enterClient(connection, sample(), versionOf(Registration()));
    });
    VERIFY_DONE(entered);
    store::ActivityLog log(workspace.database());
    store::NewActivity about{{store::ActivityOrigin::Console, QStringLiteral("ann")},
                             QStringLiteral("client.suspended"),
                             sample().clientId,
                             QStringLiteral("Penny"),
                             QStringLiteral("Asked to"),
                             {},
                             {}};
    VERIFY_DONE(log.appendAndWait(about, Later));
    about.subject = QStringLiteral("another");
    VERIFY_DONE(log.appendAndWait(about, Later));
    const auto record = readRegistration(store::ClientStore(workspace.database()), log, sample().clientId);
    QVERIFY(record);
    QCOMPARE(record->versions.size(), 1);
    QCOMPARE(record->activities.size(), 1);
    QCOMPARE(record->newest.statement.softwareId, QString::fromLatin1(dcr::test::SoftwareId));
    QCOMPARE(record->newest.request.scopes(),
             QStringList({QStringLiteral("openid"), QStringLiteral("accounts"), QStringLiteral("payments")}));
    QVERIFY(record->newest.certificate);
    QVERIFY(record->hasAllActivities);
}

void TestRegistrationDossier::isNotConfusedByATokenThatCannotBeRead()
{
    for (const QByteArray &request : {QByteArray(), QByteArray("x"), QByteArray("..."), QByteArray(100'000, '.')}) {
        RegistrationRecord record;
        record.client = sample();
        record.versions = {{1, Registered, request, "not JSON", "not DER"}};
        record.newest = RegistrationVersion::of(record.versions.constLast());
        QVERIFY(!record.newest.certificate);
        QVERIFY(!summarise(record, Later).isEmpty());
        const Dossier dossier = makeDossier(record, {});
        QVERIFY(textOf(dossier).contains(QStringLiteral("The statement cannot be read.")));
    }
}

void TestRegistrationDossier::listsAVersionThatTheActivityRecordTellsOfOnce()
{
    RegistrationRecord record = recordOf(Registration());
    QCOMPARE(historyOf(record).size(), 1);
    record.activities = {activity(QStringLiteral("client.approved"), Later, QStringLiteral("Papers seen")),
                         activity(QStringLiteral("client.registered"), Registered + std::chrono::milliseconds(5))};
    const QList<HistoryEntry> history = historyOf(record);
    QCOMPARE(history.size(), 2);
    QCOMPARE(history[0].what, QStringLiteral("Approved"));
    QCOMPARE(history[0].reason, QStringLiteral("Papers seen"));
    QCOMPARE(history[0].kind, HistoryEntry::Kind::Decision);
    QCOMPARE(history[1].what, QStringLiteral("Registered"));
    // An activity of another time tells of another version.
    record.activities.last().at = Later;
    QCOMPARE(historyOf(record).size(), 3);
}

void TestRegistrationDossier::keepsAnActionThatItDoesNotKnow()
{
    QCOMPARE(actionTitle(QStringLiteral("client.<b>teleported</b>")), QStringLiteral("client.<b>teleported</b>"));
}

void TestRegistrationDossier::marksARoleThatNoAuthorityCovers()
{
    Registration registration;
    registration.statement["software_roles"] = {"AISP", "CBPII"};
    const QList<FactGroup> groups = summarise(recordOf(registration), Later);
    const RegistrationFact *roles = find(groups, QStringLiteral("Roles"));
    QVERIFY(roles);
    QCOMPARE(roles->mark, RegistrationFact::Mark::Caution);
    QVERIFY2(roles->note.contains(QStringLiteral("CBPII")) && !roles->note.contains(QStringLiteral("AISP")),
             qPrintable(roles->note));
    const QList<FactGroup> sound = summarise(recordOf(Registration()), Later);
    QCOMPARE(find(sound, QStringLiteral("Roles"))->mark, RegistrationFact::Mark::None);
    QCOMPARE(find(sound, QStringLiteral("GB"))->value, QStringLiteral("AISP, PISP"));
}

void TestRegistrationDossier::marksAnOrganisationThatIsNotActive()
{
    Registration registration;
    registration.statement["org_status"] = "Revoked";
    const QList<FactGroup> groups = summarise(recordOf(registration), Later);
    QCOMPARE(find(groups, QStringLiteral("Organisation's status"))->mark, RegistrationFact::Mark::Caution);
    QCOMPARE(find(groups, QStringLiteral("Authority's status"))->mark, RegistrationFact::Mark::None);
}

void TestRegistrationDossier::marksARegistrationWithoutACertificate()
{
    RegistrationRecord record = recordOf(Registration());
    QCOMPARE(find(summarise(record, Later), QStringLiteral("By certificate"))->mark, RegistrationFact::Mark::None);
    record.newest.certificate.reset();
    record.newest.stored.peerCertificateDer.clear();
    QCOMPARE(find(summarise(record, Later), QStringLiteral("By certificate"))->mark, RegistrationFact::Mark::Caution);
}

void TestRegistrationDossier::cutsWhatIsTooLongToRead()
{
    Registration registration;
    registration.statement["software_client_description"] = std::string(50'000, 'x');
    for (int i = 0; i < 500; ++i)
        registration.request["redirect_uris"].push_back("https://tpp.example/" + std::to_string(i));
    const QList<FactGroup> groups = summarise(recordOf(registration), Later);
    QCOMPARE(find(groups, QStringLiteral("Description"))->value.size(), MaxFactCharacters + 1);
    const QStringList uris = find(groups, QStringLiteral("Customers return to"))->value.split(QLatin1Char('\n'));
    QCOMPARE(uris.size(), MaxFactLines + 1);
    QVERIFY2(uris.constLast().contains(QStringLiteral("461")), qPrintable(uris.constLast()));
}

void TestRegistrationDossier::comparesNothingWithoutAJudgementOfToday()
{
    const QList<ComparedCheck> checks = compareChecks(dcr::toRecord(Registration().evaluated()), nullptr);
    QCOMPARE(checks.size(), static_cast<qsizetype>(dcr::checks().size()));
    QCOMPARE(countOf(checks, CheckChange::OnlyThen), static_cast<int>(checks.size()));
    QCOMPARE(countOf(checks, Outcome::Fail), 0);
}

void TestRegistrationDossier::marksWhatComesOutWorseAndBetter()
{
    Registration registration;
    registration.request["jti"] = "not a UUID";
    registration.policy =
        dcr::Policy::fromJson(Json{{"checks", {{"request.jti-is-uuid", "warn"}}}}, Registration::defaultPolicy())
            .value();
    const QByteArray record = dcr::toRecord(registration.evaluated());
    registration.policy.severities.insert(QStringLiteral("request.jti-is-uuid"), dcr::Severity::Fail);
    const dcr::Evaluation stricter = registration.evaluated();
    const QList<ComparedCheck> worse = compareChecks(record, &stricter);
    QCOMPARE(find(worse, "request.jti-is-uuid")->change, CheckChange::Worse);
    QCOMPARE(countOf(worse, CheckChange::Worse), 1);
    QCOMPARE(countOf(worse, CheckChange::Better), 0);
    registration.request["jti"] = dcr::test::validRequest()["jti"];
    const dcr::Evaluation mended = registration.evaluated();
    QCOMPARE(find(compareChecks(record, &mended), "request.jti-is-uuid")->change, CheckChange::Better);
}

void TestRegistrationDossier::takesWhatCannotBeJudgedAgainForNoDifference()
{
    Registration registration;
    const QByteArray record = dcr::toRecord(registration.evaluated());
    registration.surroundings = [](dcr::Evidence &evidence) { evidence.requestJti = {}; };
    const dcr::Evaluation now = registration.evaluated();
    const QList<ComparedCheck> checks = compareChecks(record, &now);
    QCOMPARE(find(checks, "request.jti-once")->change, CheckChange::NotJudged);
    QCOMPARE(countOf(checks, CheckChange::Worse), 0);
    QCOMPARE(countOf(checks, CheckChange::Better), 0);
}

void TestRegistrationDossier::keepsChecksThatNoLongerExist()
{
    const dcr::Evaluation now = Registration().evaluated();
    const QList<ComparedCheck> checks = compareChecks(R"([["old.check","warn","Was odd","aud"]])", &now);
    QCOMPARE(checks.constFirst().id, QStringLiteral("old.check"));
    QCOMPARE(checks.constFirst().change, CheckChange::OnlyThen);
    QCOMPARE(checks.constFirst().then, Outcome::Warn);
    QVERIFY(!checks.constFirst().now);
}

void TestRegistrationDossier::listsChecksThatAreNewer()
{
    const dcr::Evaluation now = Registration().evaluated();
    const QList<ComparedCheck> checks = compareChecks("[]", &now);
    QCOMPARE(countOf(checks, CheckChange::OnlyNow), static_cast<int>(now.results.size()));
}

void TestRegistrationDossier::survivesARecordThatIsDamaged()
{
    const dcr::Evaluation now = Registration().evaluated();
    for (const char *record : {"", "{", "{}", "[1,2]", "[[]]", R"([["a",1,2,3]])", R"([[{},{},{},{}]])"}) {
        const QList<ComparedCheck> checks = compareChecks(record, &now);
        QVERIFY2(checks.size() >= static_cast<qsizetype>(now.results.size()), record);
    }
}

void TestRegistrationDossier::holdsSummaryDecisionsChecksClaimsAndCertificate()
{
    const Dossier dossier =
        makeDossier(recordOf(Registration()), {QStringLiteral("/srv/bank"), QStringLiteral("ann"), Later});
    QCOMPARE(dossier.title, QStringLiteral("Penny Planner"));
    QCOMPARE(dossier.workspace, QStringLiteral("/srv/bank"));
    QCOMPARE(dossier.at, Later);
    QStringList titles;
    for (const DossierSection &section : dossier.sections)
        titles.append(section.title);
    QCOMPARE(titles,
             QStringList({QStringLiteral("Summary"), QStringLiteral("Decisions and versions"),
                          QStringLiteral("Checks at registration"), QStringLiteral("Software statement"),
                          QStringLiteral("Transport certificate")}));
    QCOMPARE(dossier.sections[2].table.rows.size(), static_cast<qsizetype>(dcr::checks().size()));
    const QString text = textOf(dossier);
    for (const char *part : {"Penny Limited", "initiates payments", "org_jwks_endpoint", "ann@tpp.example", "Pass",
                             "2025-06-14T15:06:40Z"})
        QVERIFY2(text.contains(QLatin1String(part)), part);
    for (const DossierSection &section : dossier.sections) {
        for (const DossierTable::Row &row : section.table.rows)
            QCOMPARE(row.cells.size(), section.table.headers.size());
    }
}

void TestRegistrationDossier::saysWhoDecidedWhenAndWhy()
{
    RegistrationRecord record = recordOf(Registration());
    record.activities = {activity(QStringLiteral("client.approved"), Later, QStringLiteral("Papers seen"))};
    const Dossier dossier = makeDossier(record, {{}, {}, Later});
    const DossierTable &table = dossier.sections[1].table;
    QCOMPARE(table.rows.constFirst().cells,
             QStringList({toIso8601(Later), QStringLiteral("Approved"), QStringLiteral("ann (Console)"),
                          QStringLiteral("Papers seen")}));
}

void TestRegistrationDossier::cutsATableThatIsTooLong()
{
    RegistrationRecord record = recordOf(Registration());
    for (int i = 0; i < MaxDossierRows + 20; ++i)
        record.activities.append(activity(QStringLiteral("client.suspended"), Later + std::chrono::minutes(i)));
    const DossierTable table = makeDossier(record, {{}, {}, Later}).sections[1].table;
    QCOMPARE(table.rows.size(), MaxDossierRows + 1);
    QVERIFY2(table.rows.constLast().cells.constLast().contains(QStringLiteral("21 more")),
             qPrintable(table.rows.constLast().cells.constLast()));
}

void TestRegistrationDossier::namesTheFileByPlainLettersAlone()
{
    store::Client client = sample();
    QCOMPARE(dossierFileName(client, Registered), QStringLiteral("registration-penny-planner-2025-06-15.pdf"));
    client.clientName = QStringLiteral("../../etc/<b>Größe</b>: \n 1");
    QCOMPARE(dossierFileName(client, Registered), QStringLiteral("registration-etc-b-gr-e-b-1-2025-06-15.pdf"));
    client.clientName = QStringLiteral("…");
    QCOMPARE(dossierFileName(client, Registered), QStringLiteral("registration-client-2025-06-15.pdf"));
    client.clientName = QString(500, QLatin1Char('a'));
    QVERIFY(dossierFileName(client, Registered).size() < 80);
}

QTEST_GUILESS_MAIN(TestRegistrationDossier)
#include "test_registration_dossier.moc"
