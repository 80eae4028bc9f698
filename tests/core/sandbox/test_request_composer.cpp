#include "core/sandbox/sandbox_fixture.h"
#include "directory/kit.h"
#include "directory/kit_search.h"
#include "sandbox/request_sender.h"

#include <QSignalSpy>
#include <QtCrypto>

using namespace gatehouse;
using namespace gatehouse::sandbox;
using namespace gatehouse::sandbox::test;

class TestRequestComposer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();

    void anUntamperedRequestIsRegistered();
    void everyTamperingNamesACheck();
    void isRefusedByTheCheckThatTheTableNames_data();
    void isRefusedByTheCheckThatTheTableNames();
    void aRegisteredClientIsReadUpdatedAndDeleted();
    void saysThatATamperingWasNotCaught();
    void saysWhichCheckCameBefore();
    void aKeyThatIsNotTheTppsIsExpectedToBeRefused();
    void sendsNothingAgainBeforeSomethingWasAccepted();
    void keepsWhatWasTakenOutOfTheClaims();
    void sendsWhatWasWrittenWhereItIsNotRenewed();
    void refusesAnAddressThatIsNotHttps();
    void saysThatNobodyAnswers();
    void aServerThatTheAuthoritiesDoNotVouchForIsNotSpokenTo();
    void nothingFollowsACancel();
    void namesTheKitsFilesForCurl();
    void findsKitsByTheirSoftware();

private:
    std::optional<SentRequest> send(SendOrder order);
    SendOrder order(const QList<const Tampering *> &tamperings = {});
    static const Tampering *tampering(const char *id) { return findTampering(QLatin1String(id)); }

    QCA::Initializer m_crypto;
    Bench m_bench;
    std::optional<directory::Tpp> m_tpp;
    std::optional<directory::Tpp> m_other;
    dcr::Policy m_policy;
    std::unique_ptr<RequestSender> m_sender;
    QString m_problem;
};

void TestRequestComposer::initTestCase()
{
    m_policy = dcr::Policy::openBankingUk();
    m_policy.maxStatementAge = std::chrono::days(365);
    Settings settings;
    settings.policy = m_policy;
    QCOMPARE(m_bench.start(settings), QString());
    m_tpp = m_bench.newTpp();
    m_other = m_bench.newTpp();
}

void TestRequestComposer::init()
{
    m_sender = std::make_unique<RequestSender>(m_bench.directory(), m_bench.clock().clock());
    m_sender->setTpps(*m_tpp, m_other);
    m_problem.clear();
}

SendOrder TestRequestComposer::order(const QList<const Tampering *> &tamperings)
{
    SendOrder order;
    order.draft =
        untamperedDraft(*m_tpp, m_bench.directory()->software(m_tpp->organisationId, m_tpp->softwareId).value(),
                        m_bench.facts(), m_bench.now());
    order.tamperings = tamperings;
    order.target = {QUrl(m_bench.facts().registrationEndpoint), QUrl(m_bench.facts().tokenEndpoint), {}};
    order.policy = m_policy;
    order.policy.audiences = {m_bench.baseUrl()};
    return order;
}

std::optional<SentRequest> TestRequestComposer::send(SendOrder wanted)
{
    std::optional<SentRequest> answer;
    QEventLoop loop;
    const auto onSent = connect(m_sender.get(), &RequestSender::sent, &loop, [&](const SentRequest &sent) {
        answer = sent;
        loop.quit();
    });
    const auto onFailed = connect(m_sender.get(), &RequestSender::failed, &loop, [&](const Error &error) {
        m_problem = error.message;
        loop.quit();
    });
    QMetaObject::invokeMethod(
        &loop, [&] { m_sender->send(wanted); }, Qt::QueuedConnection);
    loop.exec();
    disconnect(onSent);
    disconnect(onFailed);
    return answer;
}

void TestRequestComposer::anUntamperedRequestIsRegistered()
{
    const auto sent = send(order());
    QVERIFY2(sent, qPrintable(m_problem));
    QVERIFY2(sent->exchange.status == 201, sent->exchange.responseBody.constData());
    QVERIFY(sent->evaluation && sent->evaluation->isAcceptable());
    QVERIFY(!sent->refusedBy());
    QVERIFY(sent->verdicts().isEmpty());
    // What is written is renewed: the same draft is accepted again.
    QCOMPARE(send(order())->exchange.status, 201);
}

void TestRequestComposer::everyTamperingNamesACheck()
{
    QStringList ids;
    for (const Tampering &each : tamperings()) {
        QVERIFY2(dcr::findCheck(each.check), each.check.data());
        QVERIFY2(!ids.contains(each.id), each.id.data());
        ids.append(each.id);
    }
}

void TestRequestComposer::isRefusedByTheCheckThatTheTableNames_data()
{
    QTest::addColumn<QString>("id");
    for (const Tampering &each : tamperings())
        QTest::newRow(each.id.data()) << QString(each.id);
}

void TestRequestComposer::isRefusedByTheCheckThatTheTableNames()
{
    QFETCH(QString, id);
    const Tampering *chosen = findTampering(QLatin1String(id.toLatin1()));
    if (chosen->needs == TamperingNeeds::AcceptedRequest)
        QCOMPARE(send(order())->exchange.status, 201);
    const auto sent = send(order({chosen}));
    QVERIFY2(sent, qPrintable(m_problem));
    QVERIFY2(!sent->exchange.succeeded(), sent->exchange.responseBody.constData());
    QVERIFY2(sent->refusedBy(), sent->exchange.responseBody.constData());
    QCOMPARE(sent->refusedBy()->id, chosen->check);
    QCOMPARE(sent->verdicts().size(), 1);
    QCOMPARE(sent->verdicts().constFirst().status, TamperingVerdict::Status::Caught);
    // What is judged here agrees with what the endpoint says.
    QVERIFY(sent->evaluation && sent->evaluation->firstFailure());
    QCOMPARE(sent->evaluation->firstFailure()->check->id, chosen->check);
}

void TestRequestComposer::aRegisteredClientIsReadUpdatedAndDeleted()
{
    const auto registered = send(order());
    SendOrder next = order();
    next.clientId = stringMember(registered->exchange.json(), "client_id").value();
    for (const auto &[action, status] :
         {std::pair(SendAction::Read, 200), std::pair(SendAction::Update, 200), std::pair(SendAction::Delete, 204)}) {
        next.action = action;
        const auto sent = send(next);
        QVERIFY2(sent, qPrintable(m_problem));
        QVERIFY2(sent->exchange.status == status, sent->exchange.responseBody.constData());
    }
    next.action = SendAction::Read;
    QVERIFY(!send(next));
    QVERIFY2(m_problem.contains(next.clientId), qPrintable(m_problem));
    next.clientId.clear();
    QVERIFY(!send(next));
    QVERIFY2(m_problem.contains(QStringLiteral("Say which client")), qPrintable(m_problem));
}

void TestRequestComposer::saysThatATamperingWasNotCaught()
{
    SentRequest sent;
    sent.tamperings = {tampering("statement-too-old")};
    sent.exchange.method = "POST";
    sent.exchange.status = 201;
    const TamperingVerdict verdict = sent.verdicts().constFirst();
    QCOMPARE(verdict.status, TamperingVerdict::Status::NotCaught);
    QCOMPARE(verdict.outcome(), dcr::Outcome::Fail);
    QVERIFY(verdict.message.startsWith(QStringLiteral("Not caught")));
}

void TestRequestComposer::saysWhichCheckCameBefore()
{
    const auto sent = send(order({tampering("request-expired"), tampering("request-wrong-issuer")}));
    QVERIFY2(sent, qPrintable(m_problem));
    const auto verdicts = sent->verdicts();
    QCOMPARE(verdicts[0].status, TamperingVerdict::Status::AlsoSeen);
    QCOMPARE(verdicts[1].status, TamperingVerdict::Status::Caught);
}

void TestRequestComposer::aKeyThatIsNotTheTppsIsExpectedToBeRefused()
{
    for (const RequestKey key : {RequestKey::OtherTpp, RequestKey::Fresh}) {
        SendOrder wanted = order();
        wanted.draft.key = key;
        const auto sent = send(wanted);
        QVERIFY2(sent, qPrintable(m_problem));
        QCOMPARE(sent->verdicts().constFirst().status, TamperingVerdict::Status::Caught);
    }
    m_sender->setTpps(*m_tpp, std::nullopt);
    SendOrder wanted = order();
    wanted.draft.key = RequestKey::OtherTpp;
    QVERIFY(!send(wanted));
    QVERIFY2(m_problem.contains(QStringLiteral("no other test TPP")), qPrintable(m_problem));
}

void TestRequestComposer::sendsNothingAgainBeforeSomethingWasAccepted()
{
    QVERIFY(!send(order({tampering("request-replayed")})));
    QVERIFY2(m_problem.contains(QStringLiteral("accepted first")), qPrintable(m_problem));
    QVERIFY(!m_sender->isBusy());
}

void TestRequestComposer::keepsWhatWasTakenOutOfTheClaims()
{
    SendOrder wanted = order();
    wanted.draft.request.erase("exp");
    wanted.draft.request.erase("software_statement");
    const auto sent = send(wanted);
    const jose::JwsParts parts = jose::dissect(sent->exchange.requestBody);
    QVERIFY(!parts.claims->contains("exp") && !parts.claims->contains("software_statement"));
    QCOMPARE(sent->refusedBy()->id, QLatin1String("request.has-statement"));
}

void TestRequestComposer::sendsWhatWasWrittenWhereItIsNotRenewed()
{
    SendOrder wanted = order();
    wanted.draft.freshness = Freshness::AsWritten;
    wanted.draft.request["jti"] = "mine";
    wanted.draft.request["exp"] = "tomorrow";
    const auto sent = send(wanted);
    QCOMPARE(*stringMember(*jose::dissect(sent->exchange.requestBody).claims, "jti"), QStringLiteral("mine"));
    QCOMPARE(sent->refusedBy()->id, QLatin1String("request.claim-types"));
}

void TestRequestComposer::refusesAnAddressThatIsNotHttps()
{
    SendOrder wanted = order();
    wanted.target.registrationEndpoint = QUrl(QStringLiteral("http://localhost:1/register"));
    QVERIFY(!send(wanted));
    QVERIFY2(m_problem.contains(QStringLiteral("only https")), qPrintable(m_problem));
}

void TestRequestComposer::saysThatNobodyAnswers()
{
    SendOrder wanted = order();
    wanted.target.registrationEndpoint = QUrl(QStringLiteral("https://localhost:1/register"));
    QVERIFY(!send(wanted));
    QVERIFY2(m_problem.contains(QStringLiteral("cannot be reached")), qPrintable(m_problem));
}

void TestRequestComposer::aServerThatTheAuthoritiesDoNotVouchForIsNotSpokenTo()
{
    SendOrder wanted = order();
    wanted.target.authorities = Strangers::make(m_bench.now())->transportChain;
    QVERIFY(!send(wanted));
    QVERIFY2(m_problem.contains(QStringLiteral("cannot be reached")), qPrintable(m_problem));
}

void TestRequestComposer::nothingFollowsACancel()
{
    QSignalSpy sent(m_sender.get(), &RequestSender::sent);
    QSignalSpy failed(m_sender.get(), &RequestSender::failed);
    m_sender->send(order());
    QVERIFY(m_sender->isBusy());
    m_sender->cancel();
    QVERIFY(!m_sender->isBusy());
    QTest::qWait(200);
    QCOMPARE(sent.count() + failed.count(), 0);
    QCOMPARE(send(order())->exchange.status, 201);
}

void TestRequestComposer::namesTheKitsFilesForCurl()
{
    SentRequest sent;
    sent.exchange.method = "GET";
    sent.exchange.url = QUrl(QStringLiteral("https://localhost:1/register/x"));
    sent.exchange.requestHeaders = {{"Authorization", "Bearer secret"}};
    const QString own = toCurl(sent);
    QVERIFY2(own.contains(QStringLiteral("--cacert ca.pem --cert transport.pem --key transport.key")), qPrintable(own));
    QVERIFY2(!own.contains(QStringLiteral("secret")), qPrintable(own));
    QVERIFY(own.endsWith(QStringLiteral("'https://localhost:1/register/x'")));
    sent.certificate = PresentedCertificate::None;
    QVERIFY(!toCurl(sent).contains(QStringLiteral("--cert ")));
}

void TestRequestComposer::findsKitsByTheirSoftware()
{
    QTemporaryDir folder;
    QVERIFY(directory::findKits({folder.path()}).isEmpty());
    const QString kit = folder.filePath(QStringLiteral("kit"));
    QVERIFY(directory::writeKit(kit, *m_tpp, m_bench.facts(), m_bench.now()));
    QDir(folder.path()).mkdir(QStringLiteral("no kit"));
    QVERIFY(QDir(folder.path()).mkdir(QStringLiteral("broken")));
    QVERIFY(saveFile(folder.filePath(QStringLiteral("broken/kit.json")), "{"));
    for (const QString &place : {folder.path(), kit}) {
        const auto found = directory::findKits({place});
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.constFirst().folder, kit);
        QCOMPARE(found.constFirst().softwareId, m_tpp->softwareId);
        QCOMPARE(found.constFirst().organisationId, m_tpp->organisationId);
    }
}

QTEST_GUILESS_MAIN(TestRequestComposer)
#include "test_request_composer.moc"
