#include "keymanager/validation.h"

#include "core/trust/certificate_maker.h"
#include "key_manager_samples.h"

#include <QTest>

using namespace gatehouse;
using namespace gatehouse::keymanager;
using namespace gatehouse::keymanager::test;

using Edit = std::function<void(KeyManager &)>;
Q_DECLARE_METATYPE(Edit)

namespace {

using Severity = Finding::Severity;

ValidationContext context()
{
    return {Now};
}

QString all(const Findings &findings)
{
    QStringList lines;
    for (const Finding &finding : findings)
        lines.append(QStringLiteral("%1 %2: %3").arg(name(finding.severity), finding.field, finding.sentence));
    return lines.join(QLatin1Char('\n'));
}

QString pem(Instant notBefore, Instant notAfter)
{
    trust::test::Recipe recipe;
    recipe.notBefore = notBefore;
    recipe.notAfter = notAfter;
    return QString::fromLatin1(trust::test::make(recipe, trust::test::ecKey()).certificate.pem());
}

void usePem(KeyManager &keyManager, const QString &text)
{
    keyManager.certificateForm = CertificateForm::Pem;
    keyManager.certificate = text;
}

TokenRule rule(TokenRule::Kind kind, const char *pattern, const QList<ClaimPattern> &claims = {})
{
    return {1, true, kind, QString::fromLatin1(pattern), claims, {}, {}};
}

} // namespace

class TestValidation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsNothingWrongWithTheDocumentedOne();
    void findsNothingWrongWithFinancialServices();
    void namesTheField_data();
    void namesTheField();
    void asksForLessWhereTokensAreExchanged();
    void noticesASecondOfTheSameName();
    void noticesAnAmbiguousIssuer();
    void comparesTheNameWithTheDeployment();
    void checksNothingOfTheResidentButItsEnd();
    void ordersFindingsAsTheForm();
};

void TestValidation::findsNothingWrongWithTheDocumentedOne()
{
    const Findings findings = validate(documented(), context());
    QVERIFY2(findings.isEmpty(), qPrintable(all(findings)));
}

void TestValidation::findsNothingWrongWithFinancialServices()
{
    KeyManager keyManager = fromTemplate(Template::FinancialServices, {QStringLiteral("is.bank.example"), 9446});
    QCOMPARE(validate(keyManager, context()).size(), 2); // user name and password
    keyManager.propertyRef(QStringLiteral("Username")).value = QStringLiteral("admin");
    keyManager.propertyRef(QStringLiteral("Password")).form = ConnectorProperty::Form::InVault;
    const Findings findings = validate(keyManager, context());
    QVERIFY2(findings.isEmpty(), qPrintable(all(findings)));
}

void TestValidation::namesTheField_data()
{
    QTest::addColumn<Edit>("edit");
    QTest::addColumn<QString>("field");
    QTest::addColumn<int>("severity");
    QTest::addColumn<QString>("part");
    const auto row = [](const char *called, const char *field, Severity severity, const char *part, const Edit &edit) {
        QTest::newRow(called) << edit << QString::fromLatin1(field) << static_cast<int>(severity)
                              << QString::fromUtf8(part);
    };
    for (const FieldInfo &field : fields()) {
        if (field.text && (field.mandatory == Mandatory::Always || field.mandatory == Mandatory::Direct)) {
            const QByteArray sentence = label(field.field).toUtf8() + " is missing";
            row(QByteArray("missing " + QByteArray(field.path)).constData(), field.path, Severity::Error,
                sentence.constData(), [text = field.text](KeyManager &keyManager) { (keyManager.*text).clear(); });
        }
        if (field.kind == FieldKind::Url)
            row(QByteArray("http " + QByteArray(field.path)).constData(), field.path, Severity::Error, "is not https",
                [text = field.text](KeyManager &keyManager) { keyManager.*text = QStringLiteral("http://is/x"); });
        if (field.maxLength > 0)
            row(QByteArray("long " + QByteArray(field.path)).constData(), field.path, Severity::Error,
                "characters long", [&field](KeyManager &keyManager) {
                    keyManager.*field.text = QString(field.maxLength + 1, QLatin1Char('x'));
                });
    }
    const auto set = [](QString KeyManager::*text, const char *value) -> Edit {
        return [text, value](KeyManager &keyManager) { keyManager.*text = QString::fromUtf8(value); };
    };
    row("blank in the name", "name", Severity::Error, "has a blank", set(&KeyManager::name, "OB KM"));
    row("unknown type", "type", Severity::Warning, "901400", set(&KeyManager::type, "OwnKeyManager"));
    row("capitals of the type", "type", Severity::Error, "capitals count", set(&KeyManager::type, "OBKeyManager"));
    row("issuer with a blank", "issuer", Severity::Error, "blank", set(&KeyManager::issuer, "https://is/token "));
    row("issuer that is no URL", "issuer", Severity::Warning, "is no URL", set(&KeyManager::issuer, "wso2is"));
    row("placeholder", "tokenEndpoint", Severity::Error, "placeholder IS_HOST",
        set(&KeyManager::tokenEndpoint, "https://IS_HOST:9446/oauth2/token"));
    row("no URL", "tokenEndpoint", Severity::Error, "is no URL", set(&KeyManager::tokenEndpoint, "is.bank.example"));
    row("user name", "tokenEndpoint", Severity::Error, "user name",
        set(&KeyManager::tokenEndpoint, "https://admin:pw@is.bank.example:9446/oauth2/token"));
    row("fragment", "revokeEndpoint", Severity::Error, "fragment",
        set(&KeyManager::revokeEndpoint, "https://is.bank.example:9446/oauth2/revoke#x"));
    row("blank in a URL", "revokeEndpoint", Severity::Error, "blank",
        set(&KeyManager::revokeEndpoint, " https://is.bank.example:9446/oauth2/revoke"));
    row("another host", "revokeEndpoint", Severity::Warning, "two servers",
        set(&KeyManager::revokeEndpoint, "https://other.example:9446/oauth2/revoke"));
    row("another port", "revokeEndpoint", Severity::Warning, "is.bank.example:9443",
        set(&KeyManager::revokeEndpoint, "https://is.bank.example:9443/oauth2/revoke"));
    row("swapped", "revokeEndpoint", Severity::Warning, "as the Introspection Endpoint does",
        set(&KeyManager::revokeEndpoint, "https://is.bank.example:9446/oauth2/introspect"));
    row("twins", "authorizeEndpoint", Severity::Warning, "are the same URL",
        set(&KeyManager::authorizeEndpoint, "https://is.bank.example:9446/oauth2/revoke"));
    row("the server's own registration", "clientRegistrationEndpoint", Severity::Warning, "keymanager-operations",
        set(&KeyManager::clientRegistrationEndpoint,
            "https://is.bank.example:9446/api/identity/oauth2/dcr/v1.1/register"));
    row("userinfo without its schema", "userInfoEndpoint", Severity::Warning, "schema=openid",
        set(&KeyManager::userInfoEndpoint, "https://is.bank.example:9446/oauth2/userinfo"));
    row("well-known of another", "wellKnownEndpoint", Severity::Warning, "do not agree",
        set(&KeyManager::wellKnownEndpoint, "https://is.bank.example:9446/.well-known/openid-configuration"));
    row("well-known of no kind", "wellKnownEndpoint", Severity::Warning, "does not end in",
        set(&KeyManager::wellKnownEndpoint, "https://is.bank.example:9446/oauth2/token/configuration"));
    row("no user name", "additionalProperties.Username", Severity::Error, "Username is missing",
        [](KeyManager &km) { km.removeProperty(QStringLiteral("Username")); });
    row("no password", "additionalProperties.Password", Severity::Error, "Password is missing",
        [](KeyManager &km) { km.removeProperty(QStringLiteral("Password")); });
    row("password of the server", "additionalProperties.Password", Severity::Hint, "its server alone",
        [](KeyManager &km) { km.propertyRef(QStringLiteral("Password")).form = ConnectorProperty::Form::Masked; });
    row("small letters", "additionalProperties.username", Severity::Error, "is called Username",
        [](KeyManager &km) { km.propertyRef(QStringLiteral("username")).value = QStringLiteral("admin"); });
    row("no consumer key claim", "consumerKeyClaim", Severity::Warning, "azp is usual",
        set(&KeyManager::consumerKeyClaim, ""));
    row("blank in a claim", "scopesClaim", Severity::Error, "blank", set(&KeyManager::scopesClaim, "a b"));
    row("no grant type", "availableGrantTypes", Severity::Warning, "No grant type",
        [](KeyManager &km) { km.grantTypes.clear(); });
    row("grant types of open banking", "availableGrantTypes", Severity::Warning, "also needs refresh_token",
        [](KeyManager &km) { km.grantTypes.removeAll(QStringLiteral("refresh_token")); });
    row("grant types in one", "availableGrantTypes", Severity::Error, "an entry of its own",
        [](KeyManager &km) { km.grantTypes.append(QStringLiteral("a b")); });
    row("grant type twice", "availableGrantTypes", Severity::Error, "there twice",
        [](KeyManager &km) { km.grantTypes.append(km.grantTypes.constFirst()); });
    row("no certificate", "certificates", Severity::Error, "are missing",
        [](KeyManager &km) { km.certificateForm = CertificateForm::None; });
    row("no key set", "certificates", Severity::Error, "is missing", set(&KeyManager::certificate, ""));
    row("key set over http", "certificates", Severity::Error, "is not https",
        set(&KeyManager::certificate, "http://is.bank.example/jwks"));
    row("key set of a TPP", "certificates", Severity::Warning, "keys of one TPP",
        set(&KeyManager::certificate, "https://keystore.openbankingtest.org.uk/0015800001HQQrZAAX/abc.jwks"));
    row("well-known as key set", "certificates", Severity::Error, "jwks_uri",
        [](KeyManager &km) { km.certificate = km.wellKnownEndpoint; });
    row("no PEM", "certificates", Severity::Error, "cannot be read",
        [](KeyManager &km) { usePem(km, QStringLiteral("MIIC")); });
    row("empty PEM", "certificates", Severity::Error, "is missing", [](KeyManager &km) { usePem(km, {}); });
    row("expired PEM", "certificates", Severity::Error, "is not valid now",
        [](KeyManager &km) { usePem(km, pem(Now - std::chrono::days(9), Now - std::chrono::days(1))); });
    row("early PEM", "certificates", Severity::Error, "is not valid now",
        [](KeyManager &km) { usePem(km, pem(Now + std::chrono::days(1), Now + std::chrono::days(9))); });
    row("PEM about to expire", "certificates", Severity::Warning, "Expires in",
        [](KeyManager &km) { usePem(km, pem(Now - std::chrono::days(1), Now + std::chrono::days(9))); });
    row("private key beside a PEM", "certificates", Severity::Error, "private key", [](KeyManager &km) {
        usePem(km,
               pem(Now - std::chrono::days(1), Now + std::chrono::days(900))
                   + QStringLiteral("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"));
    });
    row("two PEMs", "certificates", Severity::Warning, "There are 2 certificates", [](KeyManager &km) {
        const QString one = pem(Now - std::chrono::days(1), Now + std::chrono::days(900));
        usePem(km, one + one);
    });
    row("no out of band provisioning", "enableMapOAuthConsumerApps", Severity::Warning, "open banking needs it",
        [](KeyManager &km) { km.mapsConsumerApps = false; });
    row("reference without pattern", "tokenValidation", Severity::Error, "needs a pattern",
        [](KeyManager &km) { km.tokenRules = {rule(TokenRule::Kind::Reference, "")}; });
    row("pattern that is none", "tokenValidation", Severity::Error, "no regular expression",
        [](KeyManager &km) { km.tokenRules = {rule(TokenRule::Kind::Reference, "^[a$")}; });
    row("loose pattern", "tokenValidation", Severity::Warning, "anywhere in the token",
        [](KeyManager &km) { km.tokenRules = {rule(TokenRule::Kind::Reference, "[0-9a-f-]{36}")}; });
    row("two claims", "tokenValidation", Severity::Warning, "heeds the last alone, here \"azp\"", [](KeyManager &km) {
        km.tokenRules = {
            rule(TokenRule::Kind::Jwt, "",
                 {{QStringLiteral("iss"), QStringLiteral("^a$")}, {QStringLiteral("azp"), QStringLiteral("^a$")}})};
    });
    row("claim twice", "tokenValidation", Severity::Error, "\"iss\" is there twice", [](KeyManager &km) {
        km.tokenRules = {
            rule(TokenRule::Kind::Jwt, "",
                 {{QStringLiteral("iss"), QStringLiteral("^a$")}, {QStringLiteral("iss"), QStringLiteral("^b$")}})};
    });
    row("claim's pattern", "tokenValidation", Severity::Error, "no regular expression", [](KeyManager &km) {
        km.tokenRules = {rule(TokenRule::Kind::Jwt, "", {{QStringLiteral("iss"), QStringLiteral("*")}})};
    });
    row("custom", "tokenValidation", Severity::Warning, "CUSTOM accepts no token",
        [](KeyManager &km) { km.tokenRules = {rule(TokenRule::Kind::Custom, "x")}; });
    row("introspection without a claim", "tokenValidation", Severity::Warning, "accepts nothing",
        [](KeyManager &km) { km.validatesTokensItself = false; });
    row("ids twice", "tokenValidation", Severity::Warning, "has the id 1 too",
        [](KeyManager &km) { km.tokenRules.append(km.tokenRules.constFirst()); });
    row("half a mapping", "claimMapping", Severity::Error, "no other side", [](KeyManager &km) {
        km.claimMappings = {{QStringLiteral("a"), {}}};
    });
    row("mapping twice", "claimMapping", Severity::Error, "mapped twice", [](KeyManager &km) {
        km.claimMappings = {{QStringLiteral("a"), QStringLiteral("b")}, {QStringLiteral("a"), QStringLiteral("c")}};
    });
    row("token type", "tokenType", Severity::Error, "DIRECT, EXCHANGED or BOTH", set(&KeyManager::tokenType, "direct"));
    row("no alias", "alias", Severity::Error, "Alias is missing", set(&KeyManager::tokenType, "EXCHANGED"));
}

void TestValidation::namesTheField()
{
    QFETCH(Edit, edit);
    QFETCH(QString, field);
    QFETCH(int, severity);
    QFETCH(QString, part);
    KeyManager keyManager = documented();
    edit(keyManager);
    const Findings findings = validate(keyManager, context());
    const bool isFound = std::any_of(findings.cbegin(), findings.cend(), [&](const Finding &finding) {
        return finding.field == field && static_cast<int>(finding.severity) == severity
            && finding.sentence.contains(part);
    });
    QVERIFY2(isFound, qPrintable(all(findings)));
}

void TestValidation::asksForLessWhereTokensAreExchanged()
{
    KeyManager keyManager = documented();
    keyManager.tokenType = ExchangedTokens;
    keyManager.alias = QStringLiteral("https://apim:9443/oauth2/token");
    keyManager.clientRegistrationEndpoint.clear();
    keyManager.introspectionEndpoint.clear();
    keyManager.revokeEndpoint.clear();
    keyManager.connector.clear();
    const Findings findings = validate(keyManager, context());
    QVERIFY2(findings.isEmpty(), qPrintable(all(findings)));
    const Findings old = validate(keyManager, {Now, ApiVersion::V2});
    QVERIFY2(all(old).contains(QStringLiteral("API Manager 4.0 does not know")), qPrintable(all(old)));
}

void TestValidation::noticesASecondOfTheSameName()
{
    KeyManager other = documented();
    other.issuer = QStringLiteral("https://other/token");
    ValidationContext beside = context();
    beside.others = {other};
    QVERIFY(all(validate(documented(), beside)).contains(QStringLiteral("error name: There is another key manager")));
    beside.others[0].name = QStringLiteral("obkm");
    QVERIFY(all(validate(documented(), beside)).contains(QStringLiteral("warning name: There is also")));
}

void TestValidation::noticesAnAmbiguousIssuer()
{
    KeyManager other = documented();
    other.name = QStringLiteral("Second");
    ValidationContext beside = context();
    beside.others = {other};
    QVERIFY(
        all(validate(documented(), beside)).contains(QStringLiteral("warning issuer: \"Second\" has the same issuer")));
    beside.others[0].isEnabled = false;
    QVERIFY(validate(documented(), beside).isEmpty());
}

void TestValidation::comparesTheNameWithTheDeployment()
{
    ValidationContext beside = context();
    beside.deploymentName = QStringLiteral("OBKM");
    QVERIFY(validate(documented(), beside).isEmpty());
    beside.deploymentName = QStringLiteral("OBKeyManager");
    const Findings findings = validate(documented(), beside);
    QVERIFY2(all(findings).contains(QStringLiteral("[open_banking.keyManager]")), qPrintable(all(findings)));
}

void TestValidation::checksNothingOfTheResidentButItsEnd()
{
    KeyManager resident;
    resident.name = QStringLiteral("Resident Key Manager");
    resident.type = ResidentType;
    QVERIFY(validate(resident, context()).isEmpty());
    resident.isEnabled = false;
    const Findings alone = validate(resident, context());
    QCOMPARE(alone.size(), 2);
    QVERIFY2(all(alone).contains(QStringLiteral("No other key manager is enabled")), qPrintable(all(alone)));
    ValidationContext beside = context();
    beside.others = {documented()};
    QCOMPARE(validate(resident, beside).size(), 1);
}

void TestValidation::ordersFindingsAsTheForm()
{
    const Findings findings = validate(KeyManager(), context());
    QVERIFY(findings.size() > 6);
    QCOMPARE(findings[0].field, QStringLiteral("name"));
    QCOMPARE(findings[1].field, QStringLiteral("displayName"));
    QCOMPARE(findings[2].field, QStringLiteral("type"));
    QCOMPARE(findings[3].field, QStringLiteral("issuer"));
}

QTEST_GUILESS_MAIN(TestValidation)
#include "test_validation.moc"
