#include "keymanager/admin_json.h"

#include "key_manager_samples.h"

#include <QTest>

using namespace gatehouse;
using namespace gatehouse::keymanager;
using namespace gatehouse::keymanager::test;

namespace {

OrderedJson written(const KeyManager &keyManager, ApiVersion version = ApiVersion::V4)
{
    return toAdminJson(keyManager, version);
}

QStringList names(const OrderedJson &object)
{
    QStringList all;
    for (const auto &[member, value] : object.items())
        all.append(toQString(member));
    return all;
}

ImportedKeyManager read(const QByteArray &text)
{
    auto imported = fromAdminJson(text);
    if (!imported)
        qFatal("%s", qPrintable(imported.error().message));
    return *std::move(imported);
}

QByteArray minimal(const QByteArray &members)
{
    return R"({"name":"OBKM","type":"ObKeyManager",)" + members + '}';
}

} // namespace

class TestAdminJson : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesEachRowOfTheDocumentedTable_data();
    void writesEachRowOfTheDocumentedTable();
    void leavesOutWhatAVersionDoesNotHave();
    void saysWhatItLeftOut();
    void writesTheFinancialServicesConnector();
    void readsWhatItWrites_data();
    void readsWhatItWrites();
    void keepsMembersThatItDoesNotKnow();
    void keepsTheOrderOfClaims();
    void neverWritesAPasswordUnasked();
    void writesAPasswordThatItIsAskedFor();
    void takesFiveAsterisksForAPasswordOfTheServer();
    void tellsASecretOfAnUnknownConnectorByItsName();
    void leavesOutASecretWhereNoneIsKept_data();
    void leavesOutASecretWhereNoneIsKept();
    void keepsWhatOnlyLooksLikeASecret_data();
    void keepsWhatOnlyLooksLikeASecret();
    void takesNoPrivateKeyForACertificate();
    void ignoresWhatAServerKeepsAmongTheProperties();
    void unpacksAPemFromItsBase64();
    void takesAPemThatStandsAsItIs();
    void writesAPatternAsAText();
    void readsAnAnswerToDiscovery();
    void refusesTheListOfKeyManagers();
    void namesTheFieldOfAnotherForm_data();
    void namesTheFieldOfAnotherForm();
    void refusesWhatIsNoKeyManager_data();
    void refusesWhatIsNoKeyManager();
    void takesNullForAbsent();

private:
    QCA::Initializer m_crypto;
};

void TestAdminJson::writesEachRowOfTheDocumentedTable_data()
{
    QTest::addColumn<QString>("row");
    QTest::addColumn<QByteArray>("value");
    const auto row = [](const char *path, const char *called, const char *value) {
        QTest::newRow(called) << QString::fromLatin1(path) << QByteArray(value);
    };
    row("name", "Name", R"("OBKM")");
    row("displayName", "Display Name", R"("OBKM")");
    row("description", "Description", R"("")");
    row("type", "Key Manager Type", R"("ObKeyManager")");
    row("wellKnownEndpoint", "Well-known-url",
        R"("https://is.bank.example:9446/oauth2/token/.well-known/openid-configuration")");
    row("issuer", "Issuer", R"("https://is.bank.example:9446/oauth2/token")");
    row("clientRegistrationEndpoint", "Client Registration Endpoint",
        R"("https://is.bank.example:9446/keymanager-operations/dcr/register")");
    row("introspectionEndpoint", "Introspection Endpoint", R"("https://is.bank.example:9446/oauth2/introspect")");
    row("tokenEndpoint", "Token Endpoint", R"("https://is.bank.example:9446/oauth2/token")");
    row("displayTokenEndpoint", "Display Token Endpoint", R"("https://is.bank.example:9446/oauth2/token")");
    row("revokeEndpoint", "Revoke Endpoint", R"("https://is.bank.example:9446/oauth2/revoke")");
    row("displayRevokeEndpoint", "Display Revoke Endpoint", R"("https://is.bank.example:9446/oauth2/revoke")");
    row("userInfoEndpoint", "Userinfo Endpoint", R"("https://is.bank.example:9446/oauth2/userinfo?schema=openid")");
    row("authorizeEndpoint", "Authorize Endpoint", R"("https://is.bank.example:9446/oauth2/authorize")");
    row("scopeManagementEndpoint", "Scope Management Endpoint",
        R"("https://is.bank.example:9446/api/identity/oauth2/v1.0/scopes")");
    row("additionalProperties", "Connector Configurations", R"({"Username":"admin@wso2.com","Password":"*****"})");
    row("consumerKeyClaim", "Consumer Key Claim URI", R"("azp")");
    row("scopesClaim", "Scopes Claim URI", R"("scope")");
    row("availableGrantTypes", "Grant Types",
        R"(["client_credentials","authorization_code","refresh_token","urn:ietf:params:oauth:grant-type:jwt-bearer"])");
    row("certificates", "Certificates", R"({"type":"JWKS","value":"https://is.bank.example:9446/oauth2/jwks"})");
    row("enableTokenGeneration", "Token Generation", "true");
    row("enableMapOAuthConsumerApps", "Out Of Band Provisioning", "true");
    row("enableOAuthAppCreation", "Oauth App Creation", "true");
    row("enableSelfValidationJWT", "Token Validation Method", "true");
    row("enableTokenEncryption", "Token Encryption", "false");
    row("enableTokenHashing", "Token Hashing", "false");
    row("tokenValidation", "Token Handling Options", R"([{"id":1,"enable":true,"type":"JWT","value":{"body":{}}}])");
    row("claimMapping", "Claim Mappings", "[]");
    row("tokenType", "Token Type", R"("DIRECT")");
    row("enabled", "Enabled", "true");
}

void TestAdminJson::writesEachRowOfTheDocumentedTable()
{
    QFETCH(QString, row);
    QFETCH(QByteArray, value);
    const OrderedJson json = written(documented());
    QVERIFY2(json.contains(row.toStdString()), qPrintable(row));
    QCOMPARE(QByteArray::fromStdString(json[row.toStdString()].dump()), value);
    // Nothing beside the rows of the table.
    QCOMPARE(json.size(), 30U);
    // The form calls the field as the documentation does.
    for (const FieldInfo &field : fields()) {
        if (row == QLatin1String(field.path))
            QCOMPARE(label(field.field), QString::fromLatin1(QTest::currentDataTag()));
    }
}

void TestAdminJson::leavesOutWhatAVersionDoesNotHave()
{
    KeyManager keyManager = fromTemplate(Template::FinancialServices, {QStringLiteral("is"), 9446});
    keyManager.alias = QStringLiteral("https://apim:9443/oauth2/token");
    const QStringList v2 = names(written(keyManager, ApiVersion::V2));
    const QStringList v3 = names(written(keyManager, ApiVersion::V3));
    const QStringList v4 = names(written(keyManager, ApiVersion::V4));
    for (const char *sinceV3 : {"displayTokenEndpoint", "displayRevokeEndpoint", "tokenType", "alias"}) {
        QVERIFY2(!v2.contains(QLatin1String(sinceV3)), sinceV3);
        QVERIFY2(v3.contains(QLatin1String(sinceV3)), sinceV3);
        QVERIFY2(v4.contains(QLatin1String(sinceV3)), sinceV3);
    }
    for (const char *sinceV4 : {"permissions", "allowedOrganizations"}) {
        QVERIFY2(!v2.contains(QLatin1String(sinceV4)) && !v3.contains(QLatin1String(sinceV4)), sinceV4);
        QVERIFY2(v4.contains(QLatin1String(sinceV4)), sinceV4);
    }
}

void TestAdminJson::saysWhatItLeftOut()
{
    QCOMPARE(leftOut(documented(), ApiVersion::V3), QStringList());
    QCOMPARE(leftOut(documented(), ApiVersion::V2),
             QStringList({QStringLiteral("Display Token Endpoint"), QStringLiteral("Display Revoke Endpoint")}));
    KeyManager exchanged = documented();
    exchanged.tokenType = ExchangedTokens;
    QVERIFY(leftOut(exchanged, ApiVersion::V2).contains(QStringLiteral("Token Type")));
}

void TestAdminJson::writesTheFinancialServicesConnector()
{
    const OrderedJson json = written(fromTemplate(Template::FinancialServices, {QStringLiteral("is"), 9446}));
    const QByteArray expected1 =
        R"({"api_resource_management_endpoint":"https://is:9446/api/server/v1/api-resources",)"
        R"("is7_roles_endpoint":"https://is:9446/scim2/v2/Roles","enable_roles_creation":true})";
    QCOMPARE(QByteArray::fromStdString(json["additionalProperties"].dump()), expected1);
    QVERIFY(json["name"] == "FSKM");
    QVERIFY(json["type"] == "fsKeyManager");
    QVERIFY(json["userInfoEndpoint"] == "https://is:9446/scim2/Me");
    QVERIFY(json["clientRegistrationEndpoint"] == "https://is:9446/api/identity/oauth2/dcr/v1.1/register");
    QVERIFY(json["permissions"].is_null());
    const QByteArray expected2 = R"(["ALL"])";
    QCOMPARE(QByteArray::fromStdString(json["allowedOrganizations"].dump()), expected2);
}

void TestAdminJson::readsWhatItWrites_data()
{
    QTest::addColumn<int>("version");
    QTest::newRow("v2") << 2;
    QTest::newRow("v3") << 3;
    QTest::newRow("v4") << 4;
}

void TestAdminJson::readsWhatItWrites()
{
    QFETCH(int, version);
    KeyManager keyManager = documented();
    keyManager.id = QStringLiteral("8d263942-a6df-4cc2-a804-7a2525501450");
    keyManager.description = QStringLiteral("Zeile 1\nŽ \U0001F511 \"'<>&\\");
    keyManager.propertyRef(QStringLiteral("Password")).form = ConnectorProperty::Form::Masked;
    keyManager.claimMappings = {
        {QStringLiteral("http://idp.org/username"), QStringLiteral("http://wso2.org/username")}};
    keyManager.validatesTokensItself = false;
    keyManager.tokenRules.append({7, false, TokenRule::Kind::Reference, QStringLiteral("^[0-9a-f-]{36}$"), {}, {}, {}});
    keyManager.tokenRules.append(
        {8, true, TokenRule::Kind::Jwt, {}, {{QStringLiteral("iss"), QStringLiteral("^a$")}}, {}, {}});
    if (version < 3) {
        keyManager.displayTokenEndpoint.clear();
        keyManager.displayRevokeEndpoint.clear();
        keyManager.tokenType.clear();
    }
    const QByteArray text = toAdminText(keyManager, static_cast<ApiVersion>(version));
    const ImportedKeyManager again = read(text);
    QVERIFY2(again.findings.isEmpty(), text.constData());
    QVERIFY2(again.keyManager == keyManager, text.constData());
    QVERIFY(again.secrets.empty());
}

void TestAdminJson::keepsMembersThatItDoesNotKnow()
{
    const QByteArray text = minimal(R"("zeta":{"b":[1,null,"x"],"a":true},"alpha":1.5,"permissions":null,)"
                                    R"("tokenValidation":[{"id":1,"enable":true,"type":"JWT","mystery":[],)"
                                    R"("value":{"body":{},"header":{"typ":"at+jwt"}}}])");
    const OrderedJson json = written(read(text).keyManager);
    const QByteArray expected3 = R"({"b":[1,null,"x"],"a":true})";
    QCOMPARE(QByteArray::fromStdString(json["zeta"].dump()), expected3);
    QVERIFY(json["alpha"] == 1.5);
    QVERIFY(json.contains("permissions") && json["permissions"].is_null());
    const QByteArray expected4 = R"([{"id":1,"enable":true,"type":"JWT","value":{"body":{},"header":{"typ":"at+jwt"}},)"
                                 R"("mystery":[]}])";
    QCOMPARE(QByteArray::fromStdString(json["tokenValidation"].dump()), expected4);
}

void TestAdminJson::keepsTheOrderOfClaims()
{
    const auto imported =
        read(minimal(R"("tokenValidation":[{"id":1,"type":"JWT","value":{"body":{"zz":"1","aa":"2","mm":"3"}}}])"));
    const QList<ClaimPattern> &claims = imported.keyManager.tokenRules.constFirst().claims;
    QCOMPARE(claims.size(), 3);
    QCOMPARE(claims[0].claim, QStringLiteral("zz"));
    QCOMPARE(claims[2].claim, QStringLiteral("mm"));
}

void TestAdminJson::neverWritesAPasswordUnasked()
{
    auto imported = read(minimal(R"("additionalProperties":{"Username":"admin","Password":"s3cret-Wörd"})"));
    QCOMPARE(imported.secrets.size(), 1U);
    QCOMPARE(imported.secrets.at(QStringLiteral("Password")).toByteArray(), QByteArray("s3cret-Wörd"));
    QCOMPARE(imported.keyManager.property(QStringLiteral("Password"))->form, ConnectorProperty::Form::InVault);
    QVERIFY(imported.keyManager.property(QStringLiteral("Password"))->value.isEmpty());
    const QByteArray text = toAdminText(imported.keyManager, ApiVersion::V4);
    QVERIFY2(!text.contains("s3cret"), text.constData());
    QVERIFY(text.contains(R"("Password": "*****")"));
}

void TestAdminJson::writesAPasswordThatItIsAskedFor()
{
    auto imported = read(minimal(R"("additionalProperties":{"Password":"s3cret"})"));
    QVERIFY(toAdminText(imported.keyManager, ApiVersion::V2, imported.secrets).contains(R"("Password": "s3cret")"));
}

void TestAdminJson::takesFiveAsterisksForAPasswordOfTheServer()
{
    const auto imported = read(minimal(R"("additionalProperties":{"Password":"*****"})"));
    QVERIFY(imported.secrets.empty());
    QCOMPARE(imported.keyManager.property(QStringLiteral("Password"))->form, ConnectorProperty::Form::Masked);
}

void TestAdminJson::tellsASecretOfAnUnknownConnectorByItsName()
{
    const auto imported = read(R"({"name":"x","type":"OwnKeyManager","additionalProperties":)"
                               R"({"clientSecret":"hush","apiKey":"hush2","db_PASSWORD":"hush3","realm":"bank"}})");
    QCOMPARE(imported.secrets.size(), 3U);
    QCOMPARE(imported.keyManager.property(QStringLiteral("realm"))->value, QStringLiteral("bank"));
    QVERIFY(!toAdminText(imported.keyManager, ApiVersion::V4).contains("hush"));
}

void TestAdminJson::leavesOutASecretWhereNoneIsKept_data()
{
    QTest::addColumn<QByteArray>("members");
    QTest::addColumn<QString>("place");
    const auto row = [](const char *called, const char *members, const char *place) {
        QTest::newRow(called) << QByteArray(members) << QString::fromLatin1(place);
    };
    row("nested", R"("additionalProperties":{"x":{"password":"hush"}})", "additionalProperties.x.password");
    row("pwd", R"("additionalProperties":{"x":{"pwd":"hush"}})", "additionalProperties.x.pwd");
    row("passwd", R"("additionalProperties":{"x":[{"passwd":"hush"}]})", "additionalProperties.x[0].passwd");
    row("token", R"("additionalProperties":{"x":{"y":{"accessToken":"hush"}}})",
        "additionalProperties.x.y.accessToken");
    row("client key", R"("x":{"client_key":"hush"})", "x.client_key");
    row("credential", R"("x":{"credential":"hush"})", "x.credential");
    row("top level", R"("connectionPassword":"hush")", "connectionPassword");
    row("list of them", R"("passwords":["hush"])", "passwords[0]");
    row("number", R"("x":{"password":4711})", "x.password");
    row("object", R"("password":{"value":"hush"})", "password.value");
    row("object of properties", R"("additionalProperties":{"clientSecrets":{"value":"hush"}})",
        "additionalProperties.clientSecrets.value");
    row("pair", R"("endpoints":[{"name":"client_secret","value":"hush"}])", "endpoints[0].value");
    row("rule", R"("tokenValidation":[{"id":1,"type":"JWT","value":{"body":{},"password":"hush"}}])",
        "tokenValidation[0].value.password");
    row("beside a rule", R"("tokenValidation":[{"id":1,"type":"JWT","secret":"hush"}])", "tokenValidation[0].secret");
    row("mapping", R"("claimMapping":[{"remoteClaim":"a","localClaim":"b","token":"hush"}])", "claimMapping[0].token");
    row("private key", R"("x":["-----BEGIN EC PRIVATE KEY-----\nhush"])", "x[0]");
    row("private key as a property", R"("additionalProperties":{"pem":"-----BEGIN PRIVATE KEY-----\nhush"})",
        "additionalProperties.pem");
    row("login", R"("tokenEndpoint":"https://admin:hush@is:9446/oauth2/token")", "tokenEndpoint");
    row("parameter", R"("additionalProperties":{"db":"jdbc:mysql://h/db?user=u&password=hush&x=1"})",
        "additionalProperties.db");
}

void TestAdminJson::leavesOutASecretWhereNoneIsKept()
{
    QFETCH(QByteArray, members);
    QFETCH(QString, place);
    const auto imported = read(minimal(members));
    QCOMPARE(imported.leftOutSecrets.size(), 1);
    const Finding &finding = imported.leftOutSecrets.constFirst();
    QCOMPARE(finding.field, place);
    QVERIFY2(finding.sentence.contains(place) && !finding.sentence.contains(u"hush"), qPrintable(finding.sentence));
    for (const QByteArray &text : {toAdminText(imported.keyManager, ApiVersion::V4),
                                   toAdminText(imported.keyManager, ApiVersion::V4, imported.secrets)}) {
        QVERIFY2(!text.contains("hush") && !text.contains("4711"), text.constData());
        // What mappings have beside their two sides is not kept at all.
        QVERIFY2(text.contains("*****") || place.startsWith(u"claimMapping"), text.constData());
    }
    QVERIFY(read(toAdminText(imported.keyManager, ApiVersion::V4)).leftOutSecrets.isEmpty());
}

void TestAdminJson::keepsWhatOnlyLooksLikeASecret_data()
{
    QTest::addColumn<QByteArray>("members");
    for (const char *members :
         {R"("x":{"tokenEndpoint":"https://is:9446/oauth2/token"})", R"("x":{"keyStore.location":"/opt/is.jks"})",
          R"("additionalProperties":{"consumer_key_claim":"azp"})", R"("x":{"token_type":"JWT"})",
          R"("x":{"password_policy":"strong"})", R"("x":{"password":""})", R"("x":{"password":"*****"})",
          R"("x":{"password":null,"secret":true})", R"("credentials":{"username":"admin"})",
          R"("additionalProperties":{"credentials":{"username":"admin"},"token":true})",
          R"("token":{"format":"JWT","lifetime":3600})",
          R"("endpoints":[{"name":"token_endpoint","value":"https://is"}])",
          R"("tokenValidation":[{"id":1,"enable":true,"type":"JWT","value":{"body":{"access_token":"^a$"}}}])",
          R"("claimMapping":[{"remoteClaim":"password","localClaim":"secret"}])",
          R"("availableGrantTypes":["password"])", R"("tokenEndpoint":"https://is:9446/oauth2/token?a=b@c")",
          R"("userInfoEndpoint":"https://is/oauth2/userinfo?schema=openid&password_policy=x")"})
        QTest::newRow(members) << QByteArray(members);
}

void TestAdminJson::keepsWhatOnlyLooksLikeASecret()
{
    QFETCH(QByteArray, members);
    const auto imported = read(minimal(members));
    QVERIFY(imported.leftOutSecrets.isEmpty());
    QVERIFY(imported.secrets.empty());
    const QByteArray text = QByteArray::fromStdString(written(imported.keyManager).dump());
    QVERIFY2(text.contains(members), text.constData());
}

void TestAdminJson::takesNoPrivateKeyForACertificate()
{
    const QByteArray pem = "-----BEGIN PRIVATE KEY-----\nhush\n-----END PRIVATE KEY-----\n";
    for (const QByteArray &value : {pem.toBase64(), QByteArray(pem).replace("\n", "\\n")}) {
        const auto imported = read(minimal(R"("certificates":{"type":"PEM","value":")" + value + R"("})"));
        QCOMPARE(imported.leftOutSecrets.size(), 1);
        QVERIFY(imported.leftOutSecrets.constFirst().field.startsWith(u"certificates"));
        QVERIFY(!imported.keyManager.certificate.contains(u"PRIVATE KEY"));
    }
}

void TestAdminJson::ignoresWhatAServerKeepsAmongTheProperties()
{
    const auto imported = read(minimal(
        R"("additionalProperties":{"self_validate_jwt":true,"Username":"admin","token_format_string":"[]",)"
        R"("claim_mappings":[],"certificate_type":"JWKS","certificate_value":"https://old/jwks","realm":"bank"})"));
    const QByteArray expected = R"({"Username":"admin","realm":"bank"})";
    QCOMPARE(QByteArray::fromStdString(written(imported.keyManager)["additionalProperties"].dump()), expected);
}

void TestAdminJson::unpacksAPemFromItsBase64()
{
    const QByteArray pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    const auto imported = read(minimal(R"("certificates":{"type":"PEM","value":")" + pem.toBase64() + R"("})"));
    QCOMPARE(imported.keyManager.certificate.toUtf8(), pem);
    QCOMPARE(imported.keyManager.certificateForm, CertificateForm::Pem);
    QVERIFY(imported.findings.isEmpty());
    QVERIFY(written(imported.keyManager)["certificates"]["value"] == pem.toBase64().toStdString());
}

void TestAdminJson::takesAPemThatStandsAsItIs()
{
    const auto imported = read(minimal(
        R"("certificates":{"type":"PEM","value":"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"})"));
    QVERIFY(imported.keyManager.certificate.startsWith(QLatin1String("-----BEGIN")));
    QCOMPARE(imported.findings.size(), 1);
    QCOMPARE(imported.findings.constFirst().severity, Finding::Severity::Warning);
}

void TestAdminJson::writesAPatternAsAText()
{
    KeyManager keyManager = documented();
    keyManager.tokenRules = {{1, true, TokenRule::Kind::Reference, QStringLiteral("^[a-f\\d]+$"), {}, {}, {}},
                             {2, true, TokenRule::Kind::Custom, QStringLiteral("own"), {}, {}, {}}};
    const QByteArray expected5 = R"([{"id":1,"enable":true,"type":"REFERENCE","value":"^[a-f\\d]+$"},)"
                                 R"({"id":2,"enable":true,"type":"CUSTOM","value":"own"}])";
    QCOMPARE(QByteArray::fromStdString(written(keyManager)["tokenValidation"].dump()), expected5);
}

void TestAdminJson::readsAnAnswerToDiscovery()
{
    const auto imported = read(R"({"valid":true,"value":{"name":"OBKM","type":"ObKeyManager","issuer":"i"}})");
    QCOMPARE(imported.keyManager.issuer, QStringLiteral("i"));
}

void TestAdminJson::refusesTheListOfKeyManagers()
{
    const auto imported = fromAdminJson(R"({"count":1,"list":[{"name":"OBKM"}]})");
    QVERIFY(!imported);
    QVERIFY2(imported.error().message.contains(QStringLiteral("/key-managers/{id}")),
             qPrintable(imported.error().message));
}

void TestAdminJson::namesTheFieldOfAnotherForm_data()
{
    QTest::addColumn<QByteArray>("members");
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("part");
    const auto row = [](const char *called, const char *members, const char *field, const char *part) {
        QTest::newRow(called) << QByteArray(members) << QString::fromLatin1(field) << QString::fromLatin1(part);
    };
    row("number for text", R"("issuer":5)", "issuer", "Issuer is a number");
    row("text for switch", R"("enabled":"true")", "enabled", "Enabled is a text; true or false");
    row("text for list", R"("availableGrantTypes":"password")", "availableGrantTypes", "Grant Types is a text; a list");
    row("number in list", R"("availableGrantTypes":[1])", "availableGrantTypes", "lists a number");
    row("certificate", R"("certificates":"https://x")", "certificates", "Certificates has another form");
    row("certificate type", R"("certificates":{"type":"DER","value":""})", "certificates", "PEM or JWKS");
    row("certificate value", R"("certificates":{"type":"PEM","value":"?!"})", "certificates", "no base64");
    row("rule", R"("tokenValidation":["JWT"])", "tokenValidation", "entry 1, is a text");
    row("rule without type", R"("tokenValidation":[{"id":1}])", "tokenValidation", "has no type");
    row("rule of a type", R"("tokenValidation":[{"type":"jwt"}])", "tokenValidation", "its type is");
    row("rule's pattern", R"("tokenValidation":[{"type":"REFERENCE","value":{"body":{}}}])", "tokenValidation",
        "a text is expected");
    row("rule's body", R"("tokenValidation":[{"type":"JWT","value":{"body":[]}}])", "tokenValidation",
        "the body of JWT");
    row("claim", R"("tokenValidation":[{"type":"JWT","value":{"body":{"iss":1}}}])", "tokenValidation",
        "claim \"iss\"");
    row("mapping", R"("claimMapping":[{"remoteClaim":"a"}])", "claimMapping", "localClaim is missing");
    row("connector", R"("additionalProperties":[])", "additionalProperties", "Connector Configurations is a list");
    row("password", R"("additionalProperties":{"Password":7})", "additionalProperties.Password",
        "Password is a number");
    row("password as an object", R"("additionalProperties":{"Password":{"a":true}})", "additionalProperties.Password",
        "Password is an object");
    row("secret of an unknown connector", R"("additionalProperties":{"pwd":7})", "additionalProperties.pwd",
        "pwd is a number");
}

void TestAdminJson::namesTheFieldOfAnotherForm()
{
    QFETCH(QByteArray, members);
    QFETCH(QString, field);
    QFETCH(QString, part);
    const auto imported = read(minimal(members));
    QCOMPARE(imported.findings.size(), 1);
    QCOMPARE(imported.findings.constFirst().field, field);
    QCOMPARE(imported.findings.constFirst().severity, Finding::Severity::Error);
    QVERIFY2(imported.findings.constFirst().sentence.contains(part),
             qPrintable(imported.findings.constFirst().sentence));
}

void TestAdminJson::refusesWhatIsNoKeyManager_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("a list") << QByteArray("[]");
    QTest::newRow("HTML") << QByteArray("<html>");
    QTest::newRow("cut short") << QByteArray(R"({"name":"OB)");
    QTest::newRow("twice") << QByteArray(R"({"name":"a","name":"b"})");
    QTest::newRow("too large") << QByteArray("{\"a\":\"" + QByteArray(MaxKeyManagerBytes, 'x') + "\"}");
    QByteArray wide = "{\"a\":{";
    for (std::size_t i = 0; i <= MaxJsonMembers; ++i)
        wide += (i ? "," : "") + QByteArray("\"") + QByteArray::number(qulonglong(i)) + "\":0";
    QTest::newRow("too wide") << wide + "}}";
}

void TestAdminJson::refusesWhatIsNoKeyManager()
{
    QFETCH(QByteArray, text);
    const auto imported = fromAdminJson(text);
    QVERIFY(!imported);
    QVERIFY(!imported.error().message.isEmpty());
}

void TestAdminJson::takesNullForAbsent()
{
    const auto imported = read(minimal(R"("issuer":null,"enabled":null,"certificates":null,"tokenValidation":null,)"
                                       R"("additionalProperties":{"Username":null})"));
    QVERIFY(imported.findings.isEmpty());
    QVERIFY(imported.keyManager.isEnabled);
    QVERIFY(!imported.keyManager.property(QStringLiteral("Username")));
}

QTEST_GUILESS_MAIN(TestAdminJson)
#include "test_admin_json.moc"
