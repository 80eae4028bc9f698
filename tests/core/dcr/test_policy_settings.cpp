#include "dcr/check.h"
#include "dcr/policy_presets.h"
#include "dcr/policy_settings.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::dcr;

class TestPolicySettings : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void describesEveryMemberOfAPolicyOnce();
    void presetsCanBeAppliedAndReadBack_data();
    void presetsCanBeAppliedAndReadBack();
    void presetsNameOnlyChecksThatMayChange();
    void presetsHoldNothing();
    void namesEveryValueOfAChoice();
    void fapiIsStricterThanTheStandardPolicy();
    void knowsNoOtherPreset();
    void remarks_data();
    void remarks();
    void hasNothingToSayOfTheStandardPolicy();
    void isRefusedForItsFirstErrorAlone();
    void seesNoDifferenceBetweenAPolicyAndItself();
    void namesEachDifference_data();
    void namesEachDifference();
    void seesNoDifferenceInACheckThatIsSetToWhatItIs();
    void makesNamesOfKeySetsAbsoluteButNotUrls();
    void refusesMoreBytesThanAPolicyMayHave();
};

namespace {

Policy with(const char *json)
{
    return Policy::fromJson(parseJson(json).value(), Policy::openBankingUk()).value();
}

} // namespace

void TestPolicySettings::describesEveryMemberOfAPolicyOnce()
{
    QSet<QString> described;
    for (const PolicySetting &setting : policySettings()) {
        QVERIFY2(!described.contains(setting.member), setting.member.data());
        described.insert(setting.member);
        QVERIFY(!title(setting).isEmpty() && describe(setting).endsWith(QLatin1Char('.')));
        QVERIFY(!setting.reference.isEmpty());
        QCOMPARE(findPolicySetting(setting.member), &setting);
        QVERIFY(!title(setting.group).isEmpty());
    }
    QSet<QString> members;
    const Json json = Policy::openBankingUk().toJson();
    for (const auto &[name, value] : json.items())
        members.insert(toQString(name));
    QCOMPARE(described, members);
    QVERIFY(!findPolicySetting(QLatin1String("colour")));
}

void TestPolicySettings::presetsCanBeAppliedAndReadBack_data()
{
    QTest::addColumn<QString>("id");
    for (const PolicyPreset &preset : policyPresets())
        QTest::newRow(preset.id.data()) << QString(preset.id);
}

void TestPolicySettings::presetsCanBeAppliedAndReadBack()
{
    QFETCH(QString, id);
    const PolicyPreset *preset = findPolicyPreset(id);
    QVERIFY(preset);
    const Policy policy = preset->make();
    QCOMPARE(policy.name, title(*preset));
    QVERIFY(!describe(*preset).isEmpty() && !preset->reference.isEmpty());
    QVERIFY(checkPolicy(policy));
    QCOMPARE(Policy::fromBytes(toBytes(policy.toJson()))->toJson(), policy.toJson());
}

void TestPolicySettings::presetsHoldNothing()
{
    for (const PolicyPreset &preset : policyPresets())
        QVERIFY2(preset.make().holding == Holding::Never, preset.id.data());
}

void TestPolicySettings::namesEveryValueOfAChoice()
{
    for (const PolicySetting &setting : policySettings()) {
        if (setting.kind != SettingKind::Choice)
            continue;
        QVERIFY(setting.known.size() > 1);
        for (QLatin1String value : setting.known) {
            QVERIFY2(value == QLatin1String("never") || value == QLatin1String("always")
                         || choiceTitle(QString(value)) != value,
                     value.data());
            const Json json = {{setting.member.data(), value.data()}};
            QVERIFY(Policy::fromJson(json, Policy::openBankingUk()));
        }
    }
}

void TestPolicySettings::presetsNameOnlyChecksThatMayChange()
{
    for (const PolicyPreset &preset : policyPresets()) {
        const Policy policy = preset.make();
        for (auto it = policy.severities.cbegin(); it != policy.severities.cend(); ++it) {
            const QByteArray id = it.key().toLatin1();
            const Check *check = findCheck(QLatin1String(id));
            QVERIFY2(check && check->needs != CheckNeeds::Token, id.constData());
        }
    }
}

void TestPolicySettings::fapiIsStricterThanTheStandardPolicy()
{
    const Policy policy = findPolicyPreset(u"fapi-advanced")->make();
    QCOMPARE(policy.responseTypes, QStringList(QStringLiteral("code id_token")));
    QVERIFY(!policy.grantTypes.contains(QStringLiteral("urn:openid:params:grant-type:ciba")));
    QCOMPARE(policy.maxRequestLifetime, std::chrono::seconds(3600));
    QCOMPARE(policy.signingAlgorithmNames(), QStringList({QStringLiteral("PS256"), QStringLiteral("ES256")}));
}

void TestPolicySettings::knowsNoOtherPreset()
{
    QVERIFY(!findPolicyPreset(u"OBIE"));
    QVERIFY(!findPolicyPreset(u""));
}

void TestPolicySettings::remarks_data()
{
    using W = PolicyRemark::Weight;
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QByteArray>("member");
    QTest::addColumn<bool>("isError");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *json, const char *member, W weight, const char *words) {
        QTest::newRow(json) << QByteArray(json) << QByteArray(member) << (weight == W::Error)
                            << QString::fromUtf8(words);
    };
    row(R"({"name": " "})", "name", W::Error, "name");
    row(R"({"grant_types": []})", "grant_types", W::Error, "nobody register");
    row(R"({"scopes": []})", "scopes", W::Error, "nobody register");
    row(R"({"scopes": ["openid", "accounts "]})", "scopes", W::Error, "\"accounts \"");
    row(R"({"scopes": ["openid", "accounts", "payments", "fundsconfirmations", ""]})", "scopes", W::Error, "empty");
    row(R"({"grant_types": ["Authorization_Code"]})", "grant_types", W::Error, "\"authorization_code\"");
    row(R"({"grant_types": ["authorization_code", "authorisation_codes"]})", "grant_types", W::Warning, "spelt");
    row(R"({"grant_types": ["authorization_code", "authorization_code"]})", "grant_types", W::Warning, "twice");
    row(R"({"response_types": ["id_token"]})", "response_types", W::Warning, "authorization_code");
    row(R"({"token_endpoint_auth_methods": ["client_secret_basic"]})", "token_endpoint_auth_methods", W::Warning,
        "secret");
    row(R"({"role_scopes": {"AISP": ["cards"]}})", "role_scopes", W::Warning, "\"cards\"");
    row(R"({"role_scopes": {"aisp": ["accounts"]}})", "role_scopes", W::Warning, "\"aisp\"");
    row(R"({"signing_algorithms": ["RS256"]})", "signing_algorithms", W::Warning, "RS256");
    row(R"({"id_token_encryption_algorithms": ["RSA1_5"]})", "id_token_encryption_algorithms", W::Warning, "RSA1_5");
    row(R"({"id_token_encryption_methods": []})", "id_token_encryption_methods", W::Warning, "no client");
    row(R"({"mandatory_request_claims": ["redirect_uri"]})", "mandatory_request_claims", W::Warning,
        "\"redirect_uri\"");
    row(R"({"statement_jwks": {"Sandbox": ["a.jwks"]}})", "statement_jwks", W::Error, "\"Sandbox\"");
    row(R"({"clock_skew_seconds": 3601})", "clock_skew_seconds", W::Error, "3600");
    row(R"({"access_token_seconds": 0})", "access_token_seconds", W::Error, "1 to");
    row(R"({"max_statement_age_days": 30})", "warn_statement_age_days", W::Warning, "30 days");
}

void TestPolicySettings::remarks()
{
    QFETCH(QByteArray, json);
    QFETCH(QByteArray, member);
    QFETCH(bool, isError);
    QFETCH(QString, words);
    const QList<PolicyRemark> remarks = reviewPolicy(with(json.constData()));
    const auto found = std::find_if(remarks.cbegin(), remarks.cend(), [&](const PolicyRemark &remark) {
        return remark.member == QLatin1String(member) && remark.message.contains(words);
    });
    QVERIFY(found != remarks.cend());
    QCOMPARE(found->weight == PolicyRemark::Weight::Error, isError);
}

void TestPolicySettings::hasNothingToSayOfTheStandardPolicy()
{
    const auto remarks = reviewPolicy(Policy::openBankingUk());
    QVERIFY2(remarks.isEmpty(), qPrintable(remarks.isEmpty() ? QString() : remarks.constFirst().message));
}

void TestPolicySettings::isRefusedForItsFirstErrorAlone()
{
    QVERIFY(checkPolicy(with(R"({"signing_algorithms": ["RS256"]})")));
    const auto refused = checkPolicy(with(R"({"scopes": [], "response_types": []})"));
    QVERIFY(!refused);
    QVERIFY2(refused.error().message.startsWith(QLatin1String("\"response_types\"")),
             qPrintable(refused.error().message));
}

void TestPolicySettings::seesNoDifferenceBetweenAPolicyAndItself()
{
    QVERIFY(differences(Policy::openBankingUk(), Policy::openBankingUk()).isEmpty());
}

void TestPolicySettings::namesEachDifference_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("line");
    const auto row = [](const char *json, const char *line) {
        QTest::newRow(json) << QByteArray(json) << QString::fromUtf8(line);
    };
    row(R"({"name": "Ours"})", "Name: \"Ours\" instead of \"OBIE DCR 3.3 with FAPI algorithms\"");
    row(R"({"application_types": ["web", "native", "desktop"]})", "Application types: also desktop; without mobile");
    row(R"({"application_types": ["native", "mobile", "web"]})",
        "Application types: the same values, differently ordered or repeated");
    row(R"({"environments": []})", "Environments: any, instead of sandbox alone");
    row(R"({"audience": ["https://a.example"]})", "Audience: https://a.example alone, instead of any");
    row(R"({"clock_skew_seconds": 5})", "Clocks may differ by: 5 s instead of 60 s");
    row(R"({"max_statement_age_days": 30})", "A statement may be as old as: 30 days instead of 0 days");
    row(R"({"signing_algorithms": ["PS256"]})", "Signing algorithms: without ES256");
    row(R"({"hold_new_registrations": "on_warning"})",
        "Hold new registrations for review: where a check warned instead of never");
    row(R"({"statement_jwks": {"sandbox": ["a.jwks"]}})", "Key sets of the directory, \"sandbox\": new: a.jwks");
    row(R"({"checks": {"request.jti-is-uuid": "fail"}})",
        "Check \"The request's identifier is a UUID\": fail instead of warn");
}

void TestPolicySettings::namesEachDifference()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, line);
    const auto found = differences(Policy::openBankingUk(), with(json.constData()));
    QCOMPARE(found.size(), 1);
    QCOMPARE(found.constFirst().line, line);
    QVERIFY(findPolicySetting(found.constFirst().member));
    // Seen the other way there is one too.
    QCOMPARE(differences(with(json.constData()), Policy::openBankingUk()).size(), 1);
}

void TestPolicySettings::seesNoDifferenceInACheckThatIsSetToWhatItIs()
{
    QVERIFY(differences(Policy::openBankingUk(), with(R"({"checks": {"request.jti-is-uuid": "warn"}})")).isEmpty());
}

void TestPolicySettings::makesNamesOfKeySetsAbsoluteButNotUrls()
{
    Policy policy = with(R"({"request_jwks": ["a.jwks", "https://k.example/b.jwks", "/c.jwks", "../d.jwks"],
                             "statement_jwks": {"sandbox": ["e.jwks"]}})");
    policy.makeKeySetsAbsolute(QStringLiteral("/etc/bank"));
    QCOMPARE(policy.requestJwks,
             QStringList({QStringLiteral("/etc/bank/a.jwks"), QStringLiteral("https://k.example/b.jwks"),
                          QStringLiteral("/c.jwks"), QStringLiteral("/etc/d.jwks")}));
    QCOMPARE(policy.statementJwks.value(QStringLiteral("sandbox")), QStringList(QStringLiteral("/etc/bank/e.jwks")));
}

void TestPolicySettings::refusesMoreBytesThanAPolicyMayHave()
{
    const auto policy = Policy::fromBytes(QByteArray(MaxPolicyBytes + 1, ' '));
    QVERIFY(!policy);
    QCOMPARE(policy.error().kind, Error::TooLarge);
}

QTEST_GUILESS_MAIN(TestPolicySettings)
#include "test_policy_settings.moc"
