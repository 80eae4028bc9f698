#include "dcr/check.h"
#include "dcr/policy.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::dcr;

class TestPolicy : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void comesBackFromJsonAsItWas();
    void changesOnlyWhatTheJsonNames();
    void addsChecksToThoseOfItsBase();
    void refuses_data();
    void refuses();
    void leavesTheBaseAsItWasWhereItRefuses();
    void takesDurationsUpToTenYears();
    void holdsWhatItIsToldTo_data();
    void holdsWhatItIsToldTo();
    void knowsTheSeverityOfEveryCheckThatMayChange();
    void neverChangesAChecksThatSaysWhetherATokenCanBeRead();
    void ofOpenBankingUkAllowsNoSharedSecretAndNoWeakAlgorithm();
};

namespace {

Result<Policy> read(const char *json)
{
    return Policy::fromJson(parseJson(json).value(), Policy::openBankingUk());
}

} // namespace

void TestPolicy::comesBackFromJsonAsItWas()
{
    Policy policy = Policy::openBankingUk();
    policy.name = QStringLiteral("Ours \"&\" \u00fc");
    policy.audiences = {QStringLiteral("a"), QStringLiteral("b")};
    policy.statementJwks = {{QStringLiteral("sandbox"), {QStringLiteral("keys.jwks")}}, {QStringLiteral("production"), {}}};
    policy.requestJwks = {QStringLiteral("https://keys.example/a.jwks")};
    policy.signingAlgorithms = {jose::Algorithm::ES384};
    policy.roleScopes = {{QStringLiteral("AISP"), {}}};
    policy.clockSkew = std::chrono::seconds(0);
    policy.maxRequestLifetime = std::chrono::seconds(3600);
    policy.maxStatementAge = std::chrono::days(30);
    policy.warnStatementAge = std::chrono::days(0);
    policy.accessTokenLifetime = std::chrono::seconds(60);
    policy.severities = {{QStringLiteral("request.audience"), Severity::Warn},
                         {QStringLiteral("statement.jti-once"), Severity::Fail},
                         {QStringLiteral("request.scopes"), Severity::Off}};
    const Json json = policy.toJson();
    const Result<Policy> back = Policy::fromJson(parseJson(toBytes(json)).value(), Policy());
    QVERIFY2(back, qPrintable(back ? QString() : back.error().message));
    QCOMPARE(back->toJson(), json);
    QCOMPARE(back->name, policy.name);
    QCOMPARE(back->severities, policy.severities);
    QVERIFY(back->signingAlgorithms == policy.signingAlgorithms);
    QCOMPARE(back->maxStatementAge, policy.maxStatementAge);
    QCOMPARE(back->statementJwks, policy.statementJwks);
}

void TestPolicy::changesOnlyWhatTheJsonNames()
{
    const Result<Policy> policy = read(R"({"scopes": ["openid"]})");
    QVERIFY(policy);
    QCOMPARE(policy->scopes, QStringList(QStringLiteral("openid")));
    Json rest = policy->toJson();
    Json before = Policy::openBankingUk().toJson();
    rest.erase("scopes");
    before.erase("scopes");
    QCOMPARE(rest, before);
    QCOMPARE(read("{}")->toJson(), Policy::openBankingUk().toJson());
}

void TestPolicy::addsChecksToThoseOfItsBase()
{
    const Result<Policy> first = read(R"({"checks": {"request.audience": "warn", "request.scopes": "off"}})");
    const Result<Policy> second = Policy::fromJson(parseJson(R"({"checks": {"request.audience": "fail"}})").value(), *first);
    QCOMPARE(second->severities.value(QStringLiteral("request.audience")), Severity::Fail);
    QCOMPARE(second->severities.value(QStringLiteral("request.scopes")), Severity::Off);
}

void TestPolicy::refuses_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QStringList>("named");
    const auto row = [](const char *json, QStringList named) { QTest::newRow(json) << QByteArray(json) << named; };
    const auto q = [](const char *text) { return QString::fromUtf8(text); };
    row("[]", {q("object")});
    row("null", {q("object")});
    row("\"policy\"", {q("object")});
    row(R"({"audiences": []})", {q("\"audiences\""), q("audience")});
    row(R"({"Scopes": []})", {q("\"Scopes\""), q("scopes")});
    row(R"({"": []})", {q("\"\"")});
    row(R"({"scopes": "openid"})", {q("\"scopes\""), q("list of strings")});
    row(R"({"scopes": ["openid", 1]})", {q("\"scopes\""), q("list of strings")});
    row(R"({"scopes": null})", {q("\"scopes\"")});
    row(R"({"name": 7})", {q("\"name\""), q("string")});
    row(R"({"role_scopes": ["AISP"]})", {q("\"role_scopes\""), q("object")});
    row(R"({"role_scopes": {"AISP": "accounts"}})", {q("\"role_scopes\""), q("\"AISP\"")});
    row(R"({"statement_jwks": {"sandbox": [[]]}})", {q("\"statement_jwks\""), q("\"sandbox\"")});
    row(R"({"signing_algorithms": []})", {q("\"signing_algorithms\""), q("at least one")});
    row(R"({"signing_algorithms": ["none"]})", {q("\"none\"")});
    row(R"({"signing_algorithms": ["HS256"]})", {q("\"HS256\"")});
    row(R"({"signing_algorithms": ["ps256"]})", {q("\"ps256\"")});
    row(R"({"clock_skew_seconds": -1})", {q("\"clock_skew_seconds\""), q("whole number")});
    row(R"({"clock_skew_seconds": 1.5})", {q("\"clock_skew_seconds\""), q("whole number")});
    row(R"({"clock_skew_seconds": "60"})", {q("\"clock_skew_seconds\"")});
    row(R"({"clock_skew_seconds": true})", {q("\"clock_skew_seconds\"")});
    row(R"({"clock_skew_seconds": 9223372036854775807})", {q("whole number")});
    row(R"({"clock_skew_seconds": 18446744073709551615})", {q("whole number")});
    row(R"({"max_request_lifetime_seconds": -9223372036854775808})", {q("whole number")});
    row(R"({"max_statement_age_days": 106751991168})", {q("3660")});
    row(R"({"warn_statement_age_days": 1e300})", {q("whole number")});
    row(R"({"hold_new_registrations": "sometimes"})", {q("\"hold_new_registrations\""), q("\"on_warning\"")});
    row(R"({"hold_new_registrations": "Always"})", {q("\"hold_new_registrations\"")});
    row(R"({"hold_new_registrations": ""})", {q("\"hold_new_registrations\"")});
    row(R"({"hold_new_registrations": true})", {q("\"hold_new_registrations\"")});
    row(R"({"checks": []})", {q("\"checks\""), q("object")});
    row(R"({"checks": {"request.everything": "off"}})", {q("\"request.everything\"")});
    row(R"({"checks": {"request.audience": "OFF"}})", {q("\"request.audience\""), q("\"warn\"")});
    row(R"({"checks": {"request.audience": false}})", {q("\"request.audience\"")});
    row(R"({"checks": {"request.audience\u0000x": "off"}})", {q("no check")});
    row(R"({"checks": {"request.signature": "off"}})", {q("\"request.signature\""), q("cannot be changed")});
}

void TestPolicy::refuses()
{
    QFETCH(QByteArray, json);
    QFETCH(QStringList, named);
    const Result<Policy> policy = read(json);
    QVERIFY(!policy);
    for (const QString &text : named)
        QVERIFY2(policy.error().message.contains(text), qPrintable(policy.error().message));
    QVERIFY(policy.error().message.endsWith(QLatin1Char('.')));
}

void TestPolicy::leavesTheBaseAsItWasWhereItRefuses()
{
    const Policy base = Policy::openBankingUk();
    QVERIFY(!Policy::fromJson(parseJson(R"({"scopes": ["x"], "zzz": 1})").value(), base));
    QCOMPARE(base.toJson(), Policy::openBankingUk().toJson());
}

void TestPolicy::takesDurationsUpToTenYears()
{
    QCOMPARE(read(R"({"max_statement_age_days": 3660})")->maxStatementAge, std::chrono::days(3660));
    QVERIFY(!read(R"({"max_statement_age_days": 3661})"));
    QCOMPARE(read(R"({"clock_skew_seconds": 0})")->clockSkew, std::chrono::seconds(0));
    QCOMPARE(read(R"({"access_token_seconds": 316224000})")->accessTokenLifetime, std::chrono::seconds(316'224'000));
    QVERIFY(!read(R"({"access_token_seconds": 316224001})"));
}

void TestPolicy::holdsWhatItIsToldTo_data()
{
    QTest::addColumn<QString>("holding");
    QTest::addColumn<bool>("nothing");         // without a warning, of an organisation that is known
    QTest::addColumn<bool>("warning");         // the same with a warning
    QTest::addColumn<bool>("newOrganisation"); // without a warning
    QTest::newRow("never") << "never" << false << false << false;
    QTest::newRow("on warning") << "on_warning" << false << true << false;
    QTest::newRow("new organisation") << "new_organisation" << false << false << true;
    QTest::newRow("always") << "always" << true << true << true;
}

void TestPolicy::holdsWhatItIsToldTo()
{
    QFETCH(QString, holding);
    QFETCH(bool, nothing);
    QFETCH(bool, warning);
    QFETCH(bool, newOrganisation);
    const Json json = {{"hold_new_registrations", holding.toStdString()}};
    const Result<Policy> policy = Policy::fromJson(json, Policy::openBankingUk());
    QVERIFY(policy);
    QCOMPARE(Policy::fromBytes(toBytes(policy->toJson()))->holding, policy->holding);
    Evaluation clean;
    clean.results.push_back({&checks().front(), Outcome::Pass, {}, {}});
    Evaluation warned = clean;
    warned.results.push_back({&checks().front(), Outcome::Warn, {}, {}});
    QCOMPARE(isHeld(policy->holding, clean, Acquaintance::ActiveClient), nothing);
    QCOMPARE(isHeld(policy->holding, warned, Acquaintance::ActiveClient), warning);
    QCOMPARE(isHeld(policy->holding, clean, Acquaintance::NoActiveClient), newOrganisation);
}

void TestPolicy::knowsTheSeverityOfEveryCheckThatMayChange()
{
    for (const Check &check : checks()) {
        for (const auto &[text, severity] : {std::pair("off", Severity::Off), std::pair("warn", Severity::Warn),
                                             std::pair("fail", Severity::Fail)}) {
            const Json json = {{"checks", {{check.id.data(), text}}}};
            const Result<Policy> policy = Policy::fromJson(json, Policy());
            QCOMPARE(policy.has_value(), check.needs != CheckNeeds::Token);
            if (policy)
                QCOMPARE(policy->severities.value(check.id), severity);
        }
    }
}

void TestPolicy::neverChangesAChecksThatSaysWhetherATokenCanBeRead()
{
    for (const char *id : {"request.is-signed-jwt", "request.has-statement", "request.signature",
                           "statement.is-signed-jwt", "statement.signature", "transport.certificate"}) {
        const Result<Policy> policy = Policy::fromJson({{"checks", {{id, "warn"}}}}, Policy());
        QVERIFY2(!policy, id);
        QCOMPARE(policy.error().kind, Error::Refused);
    }
}

void TestPolicy::ofOpenBankingUkAllowsNoSharedSecretAndNoWeakAlgorithm()
{
    const Policy policy = Policy::openBankingUk();
    QCOMPARE(policy.signingAlgorithmNames(), QStringList({QStringLiteral("PS256"), QStringLiteral("ES256")}));
    for (const QString &method : policy.tokenEndpointAuthMethods)
        QVERIFY(!method.contains(QLatin1String("secret")) && method != QLatin1String("none"));
    QVERIFY(!policy.grantTypes.contains(QStringLiteral("implicit")));
    QVERIFY(!policy.grantTypes.contains(QStringLiteral("password")));
    QVERIFY(!policy.idTokenEncryptionAlgorithms.contains(QStringLiteral("RSA1_5")));
}

QTEST_GUILESS_MAIN(TestPolicy)
#include "test_policy.moc"
