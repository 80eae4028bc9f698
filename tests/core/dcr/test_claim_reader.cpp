#include "dcr/claim_info.h"
#include "dcr/claim_reader.h"
#include "dcr/registration_request.h"
#include "dcr/software_statement.h"

#include <QtTest>

#include <cmath>

using namespace gatehouse;
using namespace gatehouse::dcr;

namespace {

const std::vector<Json> &valuesOfEveryType()
{
    static const std::vector<Json> values = {
        nullptr, true, false, 0, -1, 1.5, 1e308, std::numeric_limits<qint64>::min(), std::numeric_limits<quint64>::max(),
        "", "text", std::string(200'000, 'x'), std::string("a\0b", 3), "\xf0\x9f\x92\xa9", Json::array(), Json::object(),
        Json::array({nullptr}), Json::array({1, "a"}), Json::array({Json::array()}), Json::array({Json::object()}),
        Json::object({{"", nullptr}}), Json::object({{"authorisations", {1, nullptr, "a", {{"roles", 7}}}}}),
        Json::array({{{"name", 1}, {"email", nullptr}}})};
    return values;
}

std::optional<Instant> momentOf(const Json &value, std::vector<ClaimProblem> *problems = nullptr)
{
    const Json claims = {{"exp", value}};
    std::vector<ClaimProblem> noted;
    const auto moment = ClaimReader(claims, noted).moment("exp");
    if (problems)
        *problems = noted;
    return moment;
}

} // namespace

class TestClaimReader : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsMoments_data();
    void readsMoments();
    void refusesMoments_data();
    void refusesMoments();
    void survivesEveryTypeInEveryClaimOfARequest();
    void survivesEveryTypeInEveryClaimOfAStatement();
    void survivesClaimsThatAreNoObject();
    void notesAWrongTypeOnceAndNamesItAndWhatIsExpected();
    void takesAbsentAndNullForTheSame();
    void readsAnAudienceAsTextOrList();
    void readsAVersionAsTextOrNumber();
    void splitsScopesAtBlanks();
};

void TestClaimReader::readsMoments_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<qint64>("seconds");
    QTest::newRow("a whole number") << QByteArray("1643090815") << qint64(1643090815);
    QTest::newRow("a fraction is dropped") << QByteArray("1643090815.999") << qint64(1643090815);
    QTest::newRow("an exponent") << QByteArray("1.6e9") << qint64(1600000000);
    QTest::newRow("zero") << QByteArray("0") << qint64(0);
    QTest::newRow("2038") << QByteArray("2147483648") << qint64(2147483648);
    QTest::newRow("the end of 9999") << QByteArray("253402300799") << qint64(253402300799);
}

void TestClaimReader::readsMoments()
{
    QFETCH(QByteArray, json);
    QFETCH(qint64, seconds);
    std::vector<ClaimProblem> problems;
    const auto moment = momentOf(parseJson(json).value(), &problems);
    QVERIFY(moment);
    QCOMPARE(toSeconds(*moment), seconds);
    QVERIFY(problems.empty());
}

void TestClaimReader::refusesMoments_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("named");
    const QString number = QStringLiteral("number of seconds");
    QTest::newRow("milliseconds") << QByteArray("1643090815273") << QStringLiteral("1643090815273");
    QTest::newRow("negative") << QByteArray("-1") << QStringLiteral("-1");
    QTest::newRow("barely negative") << QByteArray("-0.5") << QStringLiteral("-0.5");
    QTest::newRow("the year 10000") << QByteArray("253402300800") << QStringLiteral("253402300800");
    QTest::newRow("huge") << QByteArray("1e308") << QStringLiteral("1e+308");
    QTest::newRow("64 bits") << QByteArray("18446744073709551615") << QStringLiteral("18446744073709551615");
    QTest::newRow("the least of 64 bits") << QByteArray("-9223372036854775808") << QStringLiteral("-9223372036854775808");
    QTest::newRow("text") << QByteArray("\"1643090815\"") << number;
    QTest::newRow("true") << QByteArray("true") << number;
    QTest::newRow("a list") << QByteArray("[1643090815]") << number;
    QTest::newRow("an object") << QByteArray("{}") << number;
}

void TestClaimReader::refusesMoments()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, named);
    std::vector<ClaimProblem> problems;
    QVERIFY(!momentOf(parseJson(json).value(), &problems));
    QCOMPARE(problems.size(), 1U);
    QCOMPARE(problems[0].claim, QByteArray("exp"));
    QVERIFY2(problems[0].message.contains(named), qPrintable(problems[0].message));
    QVERIFY(!momentOf(std::nan(""), &problems));
    QVERIFY(!momentOf(std::numeric_limits<double>::infinity(), &problems));
}

void TestClaimReader::survivesEveryTypeInEveryClaimOfARequest()
{
    for (const ClaimInfo &claim : requestClaims()) {
        for (const Json &value : valuesOfEveryType()) {
            const Json claims = {{claim.name.data(), value}};
            const RegistrationRequest request = RegistrationRequest::fromClaims(claims);
            QVERIFY(request.problems.size() <= 1);
            for (const ClaimProblem &problem : request.problems) {
                QCOMPARE(problem.claim, QByteArray(claim.name.data()));
                QVERIFY2(problem.message.size() < 250, qPrintable(problem.message));
            }
        }
    }
}

void TestClaimReader::survivesEveryTypeInEveryClaimOfAStatement()
{
    for (const ClaimInfo &claim : statementClaims()) {
        for (const Json &value : valuesOfEveryType()) {
            const Json claims = {{claim.name.data(), value}};
            for (const ClaimProblem &problem : SoftwareStatement::fromClaims(claims).problems)
                QVERIFY2(problem.message.size() < 250, qPrintable(problem.message));
        }
    }
}

void TestClaimReader::survivesClaimsThatAreNoObject()
{
    for (const Json &value : valuesOfEveryType()) {
        if (value.is_object())
            continue;
        QVERIFY(!RegistrationRequest::fromClaims(value).expiresAt);
        QVERIFY(SoftwareStatement::fromClaims(value).softwareId.isEmpty());
    }
}

void TestClaimReader::notesAWrongTypeOnceAndNamesItAndWhatIsExpected()
{
    const SoftwareStatement statement = SoftwareStatement::fromClaims({{"software_roles", "AISP"}, {"iss", 7}});
    QCOMPARE(statement.problems.size(), 2U);
    QVERIFY(statement.roles.isEmpty());
    QStringList messages;
    for (const ClaimProblem &problem : statement.problems)
        messages.append(problem.message);
    QVERIFY(messages.contains(QStringLiteral("\"software_roles\" is a JSON string; a list of strings is expected.")));
    QVERIFY(messages.contains(QStringLiteral("\"iss\" is a JSON number; a string is expected.")));

    const SoftwareStatement inner = SoftwareStatement::fromClaims(
        {{"organisation_competent_authority_claims", {{"authorisations", {1, {{"roles", "AISP"}}}}}}});
    QVERIFY(!inner.problems.empty());
}

void TestClaimReader::takesAbsentAndNullForTheSame()
{
    Json claims = Json::object();
    for (const ClaimInfo &claim : requestClaims())
        claims[claim.name.data()] = nullptr;
    const RegistrationRequest request = RegistrationRequest::fromClaims(claims);
    QVERIFY(request.problems.empty());
    QVERIFY(!request.redirectUris && !request.expiresAt && !request.scope);
}

void TestClaimReader::readsAnAudienceAsTextOrList()
{
    const auto audience = [](const Json &value) { return RegistrationRequest::fromClaims({{"aud", value}}); };
    QCOMPARE(audience("a").audience, QStringList(QStringLiteral("a")));
    QCOMPARE(audience({"a", "b"}).audience.size(), 2);
    QVERIFY(audience(Json::array({"a", 1})).audience.isEmpty());
    QCOMPARE(audience(Json::array({"a", 1})).problems.size(), 1U);
    QCOMPARE(audience(5).problems.size(), 1U);
}

void TestClaimReader::readsAVersionAsTextOrNumber()
{
    const auto version = [](const Json &value) { return SoftwareStatement::fromClaims({{"software_version", value}}).version; };
    QCOMPARE(version(1.5), QStringLiteral("1.5"));
    QCOMPARE(version(1), QStringLiteral("1"));
    QCOMPARE(version("1.5"), QStringLiteral("1.5"));
    QCOMPARE(version(true), QString());
}

void TestClaimReader::splitsScopesAtBlanks()
{
    const auto scopes = [](const char *text) { return RegistrationRequest::fromClaims({{"scope", text}}).scopes(); };
    QCOMPARE(scopes(" a  b "), QStringList({QStringLiteral("a"), QStringLiteral("b")}));
    QCOMPARE(scopes(""), QStringList());
    QCOMPARE(scopes("a\tb"), QStringList(QStringLiteral("a\tb")));
}

QTEST_GUILESS_MAIN(TestClaimReader)
#include "test_claim_reader.moc"
