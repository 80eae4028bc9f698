#include "core/dcr/registration_maker.h"
#include "dcr/check_record.h"
#include "dcr/claim_info.h"
#include "dcr/inspection.h"

#include <QElapsedTimer>
#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::dcr;
using namespace gatehouse::dcr::test;

namespace {

constexpr qsizetype MaxMessage = MaxCheckMessageCharacters + 1; // the ellipsis

std::vector<Json> hostileValues()
{
    return {nullptr,
            true,
            -1,
            1e308,
            std::numeric_limits<quint64>::max(),
            "",
            std::string(200 * 1024, 'x'),
            std::string(200 * 1024, '%'),
            std::string("https://") + std::string(200 * 1024, 'a') + "/",
            std::string("a\0b\r\nSet-Cookie: c", 18),
            "%1 %2 %3 %4 %99",
            "\xe2\x80\xae\xf0\x9f\x92\xa9<script>alert(1)</script>",
            Json::array(),
            Json::array({nullptr, 1, "a"}),
            Json::array({Json::array({Json::array()})}),
            Json::object(),
            Json::object({{"status", 1}, {"authorisations", {{{"member_state", 1}, {"roles", {1}}}, nullptr}}})};
}

void verifyBounded(const Evaluation &evaluation)
{
    for (const CheckResult &result : evaluation.results) {
        QVERIFY2(result.message.size() <= MaxMessage,
                 qPrintable(QStringLiteral("%1 says %2 characters: %3")
                                .arg(result.check->id, QString::number(result.message.size()), result.message.left(300))));
        for (const QChar character : result.message)
            QVERIFY2(character.isPrint(), qPrintable(result.check->id + QStringLiteral(": ") + result.message));
    }
}

/// Without signing: what is judged here are claims, and a signature a value takes its time.
Evaluation judge(const Json &request, const Json &statement, const Policy &policy)
{
    const auto parts = [](const Json &claims) {
        jose::JwsParts made{{}, Json({{"alg", "PS256"}, {"kid", "k"}}), QByteArray(), claims, QByteArray()};
        return made;
    };
    Evidence evidence;
    evidence.now = fromSeconds(NowSeconds);
    evidence.request = parts(request);
    evidence.statement = parts(statement);
    evidence.requestJti = evidence.statementJti = {true, fromSeconds(NowSeconds - 1)};
    evidence.registeredSoftwareId = QStringLiteral("registered");
    evidence.transport.state = Transport::State::Required;
    evidence.transport.certificate = Keys::get().transport.certificate;
    evidence.transport.verdict.status = trust::ChainStatus::Trusted;
    return evaluate(evidence, policy);
}

} // namespace

class TestHostileClaims : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void survivesEveryValueInEveryClaimOfTheRequest();
    void survivesEveryValueInEveryClaimOfTheStatement();
    void survivesTheSameValueInAllClaims();
    void survivesHostileHeaders();
    void leavesRoomForTheIdInAnErrorDescription();
    void judgesTenThousandOfEverythingInReasonableTime();
    void keepsItsRecordAndInspectionReadable();
    void boundsTheMessagesOfASignedHostileRequest();
};

void TestHostileClaims::survivesEveryValueInEveryClaimOfTheRequest()
{
    for (const ClaimInfo &claim : requestClaims()) {
        for (const Json &value : hostileValues()) {
            Json request = validRequest();
            request["token_endpoint_auth_method"] = "tls_client_auth";
            request["backchannel_token_delivery_mode"] = "ping";
            request["software_statement"] = "a.b.c";
            request[claim.name.data()] = value;
            const Evaluation evaluation = judge(request, validStatement(), Registration::defaultPolicy());
            verifyBounded(evaluation);
            QVERIFY(!evaluation.isAcceptable());
        }
    }
}

void TestHostileClaims::survivesEveryValueInEveryClaimOfTheStatement()
{
    for (const ClaimInfo &claim : statementClaims()) {
        for (const Json &value : hostileValues()) {
            Json statement = validStatement();
            statement[claim.name.data()] = value;
            verifyBounded(judge(validRequest(), statement, Registration::defaultPolicy()));
        }
    }
}

void TestHostileClaims::survivesTheSameValueInAllClaims()
{
    Policy lenient = Registration::defaultPolicy();
    for (const Check &check : checks())
        lenient.severities[check.id] = Severity::Fail;
    for (const Json &value : hostileValues()) {
        Json request = Json::object();
        Json statement = Json::object();
        for (const ClaimInfo &claim : requestClaims())
            request[claim.name.data()] = value;
        for (const ClaimInfo &claim : statementClaims())
            statement[claim.name.data()] = value;
        for (const Policy &policy : {lenient, Policy()}) {
            const Evaluation evaluation = judge(request, statement, policy);
            verifyBounded(evaluation);
            QVERIFY(!evaluation.isAcceptable());
        }
    }
}

void TestHostileClaims::survivesHostileHeaders()
{
    for (const char *member : {"alg", "kid", "typ", "crit", "b64", "jwk", "jku", "x5c", "x5u"}) {
        for (const Json &value : hostileValues()) {
            const Registration registration;
            Evidence evidence = registration.evidence();
            (*evidence.request->header)[member] = value;
            (*evidence.statement->header)[member] = value;
            verifyBounded(evaluate(evidence, registration.policy));
        }
    }
}

void TestHostileClaims::leavesRoomForTheIdInAnErrorDescription()
{
    constexpr qsizetype MaxErrorDescription = 500; // OBIE DCR 3.3
    for (const Check &check : checks())
        QVERIFY2(check.id.size() + 2 + MaxMessage <= MaxErrorDescription, check.id.data());
}

void TestHostileClaims::judgesTenThousandOfEverythingInReasonableTime()
{
    Json request = validRequest();
    Json statement = validStatement();
    std::string scope;
    for (int i = 0; i < 10'000; ++i) {
        const std::string number = std::to_string(i);
        request["redirect_uris"].push_back("https://tpp.example/" + number);
        request["grant_types"].push_back("grant" + number);
        request["response_types"].push_back("type" + number);
        scope += " scope" + number;
        statement["software_redirect_uris"].push_back("https://tpp.example/other/" + number);
        statement["software_roles"].push_back("ROLE" + number);
        statement["organisation_competent_authority_claims"]["authorisations"].push_back(
            {{"member_state", "GB"}, {"roles", {"OTHER" + number}}});
        statement["org_contacts"].push_back(i);
    }
    request["scope"] = scope;
    QElapsedTimer timer;
    timer.start();
    const Evaluation evaluation = judge(request, statement, Registration::defaultPolicy());
    QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
    verifyBounded(evaluation);
    QVERIFY(evaluation.find(QLatin1String("request.redirect-uris-in-statement"))->message.contains(QStringLiteral("more")));
}

void TestHostileClaims::keepsItsRecordAndInspectionReadable()
{
    Registration registration;
    registration.request["aud"] = "\xe2\x80\xae\xf0\x9f\x92\xa9\xf0\x9f\x92\xa9%1\r\n\"";
    registration.request["jti"] = std::string(119, 'x') + "\xf0\x9f\x92\xa9";
    const Evidence evidence = registration.evidence();
    const Evaluation evaluation = evaluate(evidence, registration.policy);
    verifyBounded(evaluation);
    const Json record = recordToJson(toRecord(evaluation));
    QCOMPARE(record, evaluation.resultsToJson());
    QVERIFY(parseJson(toBytes(inspectionToJson(evidence, evaluation))));
}

void TestHostileClaims::boundsTheMessagesOfASignedHostileRequest()
{
    for (const Json &value : hostileValues()) {
        Registration registration;
        registration.request["iss"] = value;
        registration.statement["org_name"] = value;
        registration.statement["org_status"] = value;
        const Evaluation evaluation = registration.evaluated();
        verifyBounded(evaluation);
        QVERIFY(!evaluation.isAcceptable());
    }
}

QTEST_GUILESS_MAIN(TestHostileClaims)
#include "test_hostile_claims.moc"
