#include "wso2/policy_mapping.h"

#include "dcr/policy_presets.h"
#include "dcr/policy_settings.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::wso2;
using dcr::Policy;

class TestPolicyMapping : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void namesTheKeysAsTheServerDoes_data();
    void namesTheKeysAsTheServerDoes();
    void writesNoRestrictionWhereAnythingIsAllowed();
    void takesBackWhatTheFileAllowedBefore();
    void neverMakesTheServerRefuseEverybody();
    void saysWhatHasNoEquivalent();
    void saysThatTheServerCannotAllowNothing();
    void comesBackFromAFileAsItWas_data();
    void comesBackFromAFileAsItWas();
    void takesOnlyWhatTheFileSays();
    void saysWhatItCannotTake_data();
    void saysWhatItCannotTake();
};

namespace {

constexpr char Prefix[] = "open_banking.dcr.registration.";

std::optional<TomlValue> valueOf(const PolicyMapping &mapping, const QString &key)
{
    for (const TomlEdit &edit : mapping.edits) {
        if (edit.key == QLatin1String(Prefix) + key)
            return edit.value;
    }
    return std::nullopt;
}

} // namespace

void TestPolicyMapping::namesTheKeysAsTheServerDoes_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QByteArray>("value");
    const auto row = [](const char *key, const char *value) {
        QTest::newRow(key) << QString::fromUtf8(key) << QByteArray(value);
    };
    row("grant_types.required", "true");
    row("grant_types.allowed_values",
        R"(["client_credentials", "authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:jwt-bearer", "urn:openid:params:grant-type:ciba"])");
    row("issuer.required", "true");
    row("audience.required", "true");
    row("callback_uris.required", "true");
    row("token_endpoint_authentication.allowed_values", R"(["tls_client_auth", "private_key_jwt"])");
    row("request_object_signing_algorithm.allowed_values", R"(["PS256", "ES256"])");
    row("id_token_encryption_response_enc.allowed_values",
        R"(["A128GCM", "A256GCM", "A128CBC-HS256", "A256CBC-HS512"])");
    row("response_types.required", "false");
    row("iat.required", "true");
    row("scope.allowed_values", R"(["openid", "accounts", "payments", "fundsconfirmations"])");
}

void TestPolicyMapping::namesTheKeysAsTheServerDoes()
{
    QFETCH(QString, key);
    QFETCH(QByteArray, value);
    const auto mapped = valueOf(toDeploymentToml(Policy::openBankingUk()), key);
    QVERIFY(mapped);
    QCOMPARE(mapped->toToml(), value);
}

void TestPolicyMapping::writesNoRestrictionWhereAnythingIsAllowed()
{
    const PolicyMapping mapping = toDeploymentToml(Policy::openBankingUk());
    for (const char *key : {"audience.allowed_values", "iat.allowed_values", "issuer.allowed_values",
                            "callback_uris.allowed_values", "software_id.allowed_values"})
        QVERIFY2(valueOf(mapping, QLatin1String(key)).value_or(TomlValue()).isNone(), key);
    Policy policy = Policy::openBankingUk();
    policy.audiences = {QStringLiteral("https://bank.example")};
    const auto audience = valueOf(toDeploymentToml(policy), QStringLiteral("audience.allowed_values"));
    QCOMPARE(audience->toToml(), QByteArray("[\"https://bank.example\"]"));
}

void TestPolicyMapping::takesBackWhatTheFileAllowedBefore()
{
    auto file = DeploymentToml::parse("[open_banking.dcr.registration.audience]\nrequired = true\n"
                                      "allowed_values = [\"https://old.example\"]\n"
                                      "[open_banking.dcr.registration.id_token_encryption_response_alg]\n"
                                      "allowed_values = [\"RSA1_5\"]\n"
                                      "[open_banking.dcr.registration.issuer]\nallowed_values = [\"old\"]\n");
    QVERIFY(file);
    Policy policy = Policy::openBankingUk();
    policy.idTokenEncryptionAlgorithms.clear();
    for (const EditResult &result : file->apply(toDeploymentToml(policy).edits))
        QVERIFY2(result.outcome != EditResult::Outcome::Refused, qPrintable(result.error.message));
    for (const char *key : {"audience", "id_token_encryption_response_alg", "issuer"}) {
        const auto value = file->value(QLatin1String(Prefix) + QLatin1String(key) + QStringLiteral(".allowed_values"));
        QVERIFY2(value && !*value, key);
    }
    QVERIFY(!file->bytes().contains("old"));
    QVERIFY(!file->bytes().contains("RSA1_5"));
}

void TestPolicyMapping::neverMakesTheServerRefuseEverybody()
{
    Policy policy = Policy::openBankingUk();
    policy.mandatoryRequestClaims.append(QStringLiteral("tls_client_auth_subject_dn"));
    const PolicyMapping mapping = toDeploymentToml(policy);
    for (const TomlEdit &edit : mapping.edits)
        QVERIFY(!edit.key.contains(QLatin1String("tls_client_auth_subject_dn")));
    QVERIFY(mapping.leftOut.join(QLatin1Char(' ')).contains(QLatin1String("refuse every request")));
}

void TestPolicyMapping::saysWhatHasNoEquivalent()
{
    Policy policy = Policy::openBankingUk();
    policy.signingAlgorithms.insert(jose::Algorithm::PS384);
    const QString all = toDeploymentToml(policy).leftOut.join(QLatin1Char('\n'));
    for (const char *words :
         {"Scopes by role", "Clocks may differ by", "Statement issuers", "Checks", "PS384 must also stand in"})
        QVERIFY2(all.contains(QLatin1String(words)), words);
}

void TestPolicyMapping::saysThatTheServerCannotAllowNothing()
{
    Policy policy = Policy::openBankingUk();
    const QString words = QStringLiteral("the policy allows none");
    QVERIFY(!toDeploymentToml(policy).leftOut.join(QLatin1Char('\n')).contains(words));
    policy.idTokenEncryptionAlgorithms.clear();
    policy.idTokenEncryptionMethods.clear();
    const QString all = toDeploymentToml(policy).leftOut.join(QLatin1Char('\n'));
    QVERIFY2(all.contains(QStringLiteral("ID token key wrapping: ") + words), qPrintable(all));
    QVERIFY2(all.contains(QStringLiteral("ID token encryption: ") + words), qPrintable(all));
}

void TestPolicyMapping::comesBackFromAFileAsItWas_data()
{
    QTest::addColumn<QString>("preset");
    for (const dcr::PolicyPreset &preset : dcr::policyPresets())
        QTest::newRow(preset.id.data()) << QString(preset.id);
}

void TestPolicyMapping::comesBackFromAFileAsItWas()
{
    QFETCH(QString, preset);
    Policy policy = dcr::findPolicyPreset(preset)->make();
    policy.audiences = {QStringLiteral("https://bank.example")};
    auto file = DeploymentToml::parse("[server]\nhostname = \"is.bank.example\"\n");
    QVERIFY(file);
    for (const EditResult &result : file->apply(toDeploymentToml(policy).edits))
        QVERIFY2(result.outcome != EditResult::Outcome::Refused, qPrintable(result.error.message));
    // The bytes are what a server reads.
    const auto read = DeploymentToml::parse(file->bytes());
    QVERIFY(read);
    Policy base = policy;
    base.grantTypes = base.responseTypes = base.scopes = base.applicationTypes = {QStringLiteral("x")};
    base.tokenEndpointAuthMethods = base.audiences = base.mandatoryStatementClaims = {QStringLiteral("x")};
    base.idTokenEncryptionAlgorithms = base.idTokenEncryptionMethods = {QStringLiteral("x")};
    base.mandatoryRequestClaims = {QStringLiteral("scope"), QStringLiteral("software_id")};
    base.signingAlgorithms = {jose::Algorithm::RS256};
    MappedPolicy mapped = policyFrom(*read, base);
    QVERIFY2(mapped.leftOut.isEmpty(), qPrintable(mapped.leftOut.join(QLatin1Char('\n'))));
    std::sort(mapped.policy.mandatoryRequestClaims.begin(), mapped.policy.mandatoryRequestClaims.end());
    std::sort(policy.mandatoryRequestClaims.begin(), policy.mandatoryRequestClaims.end());
    const auto differences = dcr::differences(policy, mapped.policy);
    QVERIFY2(differences.isEmpty(), qPrintable(differences.isEmpty() ? QString() : differences.constFirst().line));
}

void TestPolicyMapping::takesOnlyWhatTheFileSays()
{
    const auto file = DeploymentToml::parse("[open_banking.dcr.registration.grant_types]\n"
                                            "allowed_values = [\"authorization_code\"]\n"
                                            "[open_banking.dcr.registration.jti]\nrequired = \"false\"\n");
    QVERIFY(file);
    const MappedPolicy mapped = policyFrom(*file, Policy::openBankingUk());
    QCOMPARE(mapped.policy.grantTypes, QStringList(QStringLiteral("authorization_code")));
    QVERIFY(!mapped.policy.mandatoryRequestClaims.contains(QStringLiteral("jti")));
    QCOMPARE(mapped.taken.size(), 2);
    QCOMPARE(dcr::differences(Policy::openBankingUk(), mapped.policy).size(), 2);
}

void TestPolicyMapping::saysWhatItCannotTake_data()
{
    QTest::addColumn<QByteArray>("toml");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *toml, const char *words) {
        QTest::newRow(toml) << "[open_banking.dcr.registration." + QByteArray(toml) << QString::fromUtf8(words);
    };
    row("grant_types]\nallowed_values = \"a, b\"\n", "list of strings");
    row("grant_types]\nallowed_values = [1]\n", "list of strings");
    row("grant_types]\nallowed_values = []\n", "allows anything");
    row("grant_types]\nallowed_values = [\"\"]\n", "allows anything");
    row("grant_types]\nrequired = 1\n", "true or false");
    row("issuer]\nallowed_values = [\"a\"]\n", "no such list");
    row("id_token_signed_response_alg]\nallowed_values = [\"HS256\"]\n", "does not know");
    row("id_token_signed_response_alg]\nallowed_values = [\"PS256\"]\n"
        "[open_banking.dcr.registration.token_endpoint_auth_signing_alg]\nallowed_values = [\"ES256\"]\n",
        "one list of algorithms");
    row("software_statement]\nmandatory_parameters = \"org_id\"\n", "list of strings");
}

void TestPolicyMapping::saysWhatItCannotTake()
{
    QFETCH(QByteArray, toml);
    QFETCH(QString, words);
    const auto file = DeploymentToml::parse(toml);
    QVERIFY(file);
    const MappedPolicy mapped = policyFrom(*file, Policy::openBankingUk());
    QCOMPARE(mapped.leftOut.size(), 1);
    QVERIFY2(mapped.leftOut.constFirst().contains(words), qPrintable(mapped.leftOut.constFirst()));
}

QTEST_GUILESS_MAIN(TestPolicyMapping)
#include "test_policy_mapping.moc"
