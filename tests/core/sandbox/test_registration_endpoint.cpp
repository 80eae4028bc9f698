#include "dcr/check.h"
#include "dcr/check_record.h"
#include "sandbox_fixture.h"

using namespace gatehouse;
using namespace gatehouse::sandbox;
using namespace gatehouse::sandbox::test;

/// Registrations over HTTP: what is accepted, what is refused and with which words, and what is remembered.
class TestRegistrationEndpoint : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void registersAClient();
    void takesBothMediaTypes_data();
    void takesBothMediaTypes();
    void refusesAnotherMediaType_data();
    void refusesAnotherMediaType();
    void refusesByCheck_data();
    void refusesByCheck();
    void refusesTheRequestOfAnotherSoftware();
    void refusesATokenThatIsNone_data();
    void refusesATokenThatIsNone();
    void saysAtMostFiveHundredCharacters();
    void acceptsARequestOnce();
    void keepsTheIdentifierOfARefusedRequestUsable();
    void remembersIdentifiersAcrossARestart();
    void registersOneOfManyParallelCopies();
    void registersAnEllipticKey();
    void hasARefusalForEveryCheck();

private:
    QSet<QString> m_refusedBy;
    QCA::Initializer m_qca;
    Bench m_bench;
    std::optional<directory::Tpp> m_tpp;
    std::unique_ptr<TppClient> m_client;
};

namespace {

QString sentence(const TppExchange &answer)
{
    return QString::fromStdString(memberOf(answer.json(), "error_description"));
}

void checkRefusal(const TppExchange &answer, int status, const char *error)
{
    QVERIFY2(answer.status == status, QByteArray::number(answer.status) + ' ' + answer.responseBody);
    QCOMPARE(memberOf(answer.json(), "error"), error);
    QVERIFY(!sentence(answer).isEmpty());
    QVERIFY(sentence(answer).size() <= 500);
    QCOMPARE(responseHeader(answer, "Content-Type"), "application/json");
    QCOMPARE(responseHeader(answer, "Cache-Control"), "no-store");
}

} // namespace

void TestRegistrationEndpoint::initTestCase()
{
    QCOMPARE(m_bench.start(), QString());
    m_tpp = m_bench.newTpp();
    m_client = m_bench.clientFor(*m_tpp);
}

void TestRegistrationEndpoint::registersAClient()
{
    const TppExchange answer = registerWith(*m_client);
    QVERIFY2(answer.status == 201, answer.responseBody);
    const Json json = answer.json();
    const std::string id = memberOf(json, "client_id");
    QVERIFY(!id.empty() && id.size() <= 36);
    QVERIFY(json["client_id_issued_at"].is_number_integer());
    QVERIFY(std::abs(json["client_id_issued_at"].get<qint64>() - toSeconds(m_bench.now())) < 30);
    QVERIFY(!json.contains("client_secret"));
    QCOMPARE(memberOf(json, "software_statement"), m_tpp->statement.toStdString());
    QCOMPARE(memberOf(json, "software_id"), m_tpp->softwareId.toStdString());
    QCOMPARE(memberOf(json, "token_endpoint_auth_method"), "private_key_jwt");
    QVERIFY(json["scope"].is_string());
    QVERIFY(json["redirect_uris"].is_array() && json["redirect_uris"].size() == 1);
    QVERIFY(json["grant_types"].is_array());

    const auto stored = m_bench.workspace().clients().find(QString::fromStdString(id)).value();
    QVERIFY(stored);
    QVERIFY(parseJson(stored->metadata).value() == json);
    QCOMPARE(stored->organisationId, m_tpp->organisationId);
    const auto versions = m_bench.workspace().clients().versions(QString::fromStdString(id)).value();
    QCOMPARE(versions.size(), 1);
    QCOMPARE(versions[0].requestJwt, answer.requestBody);
    QCOMPARE(versions[0].peerCertificateDer, m_tpp->transportCertificate().der());
    QCOMPARE(dcr::recordToJson(versions[0].checks).size(), dcr::checks().size());
}

void TestRegistrationEndpoint::takesBothMediaTypes_data()
{
    QTest::addColumn<QByteArray>("mediaType");
    QTest::newRow("as WSO2's page") << QByteArray("application/jwt");
    QTest::newRow("as OBIE's tool") << QByteArray("application/jose");
    QTest::newRow("with a charset") << QByteArray("application/jwt; charset=ISO-8859-1");
    QTest::newRow("in another case") << QByteArray("Application/JWT");
}

void TestRegistrationEndpoint::takesBothMediaTypes()
{
    QFETCH(QByteArray, mediaType);
    const QByteArray request = m_tpp->registrationRequest(m_bench.baseUrl(), m_bench.now()).value();
    const TppExchange answer = postRequest(*m_client, m_bench.facts().registrationEndpoint, request + "\n", mediaType);
    QVERIFY2(answer.status == 201, answer.responseBody);
}

void TestRegistrationEndpoint::refusesAnotherMediaType_data()
{
    QTest::addColumn<QByteArray>("mediaType");
    QTest::newRow("curl's own") << QByteArray("application/x-www-form-urlencoded");
    QTest::newRow("JSON") << QByteArray("application/json");
    QTest::newRow("a longer name") << QByteArray("application/jwt2");
    QTest::newRow("garbage") << QByteArray("jwt");
}

void TestRegistrationEndpoint::refusesAnotherMediaType()
{
    QFETCH(QByteArray, mediaType);
    const QByteArray request = m_tpp->registrationRequest(m_bench.baseUrl(), m_bench.now()).value();
    const TppExchange answer = postRequest(*m_client, m_bench.facts().registrationEndpoint, request, mediaType);
    checkRefusal(answer, 415, "invalid_client_metadata");
    QVERIFY(sentence(answer).contains(QLatin1String("application/jose")));
}

void TestRegistrationEndpoint::refusesByCheck_data()
{
    QTest::addColumn<QString>("check");
    QTest::addColumn<QByteArray>("error");
    QTest::addColumn<QByteArray>("claim");
    QTest::addColumn<QByteArray>("request");   // put over the request's claims
    QTest::addColumn<QByteArray>("statement"); // put over the statement's, which is then signed anew

    const auto past = [](qint64 ago) { return QByteArray::number(toSeconds(systemNow()) - ago); };
    const auto row = [](const char *name, const char *check, const char *error, const char *claim, const QByteArray &request,
                        const QByteArray &statement = {}) {
        QTest::newRow(name) << QString::fromLatin1(check) << QByteArray(error) << QByteArray(claim) << request << statement;
    };
    const char *metadata = "invalid_client_metadata";
    const char *redirect = "invalid_redirect_uri";
    const char *invalid = "invalid_software_statement";
    const char *unapproved = "unapproved_software_statement";

    row("no statement", "request.has-statement", invalid, "software_statement", R"({"software_statement": null})");
    row("an empty statement", "request.has-statement", invalid, "software_statement", R"({"software_statement": ""})");
    row("a statement in two parts", "statement.is-signed-jwt", invalid, "software_statement", R"({"software_statement": "e30.e30"})");
    row("roles as text", "statement.claim-types", invalid, "software_roles", "{}", R"({"software_roles": "AISP"})");
    row("no organisation status", "statement.mandatory-claims", invalid, "org_status", "{}", R"({"org_status": null})");
    row("a blank name", "statement.mandatory-claims", invalid, "software_client_name", "{}", R"({"software_client_name": " "})");
    row("a foreign issuer", "statement.issuer", unapproved, "iss", "{}", R"({"iss": "Somebody Ltd"})");
    row("a statement of tomorrow", "statement.issued-at", invalid, "iat", "{}", R"({"iat": )" + past(-86400) + "}");
    row("a statement not valid yet", "statement.issued-at", invalid, "nbf", "{}", R"({"nbf": )" + past(-86400) + "}");
    row("an expired statement", "statement.not-expired", invalid, "exp", "{}", R"({"exp": )" + past(3600) + "}");
    row("production", "statement.environment", unapproved, "software_environment", "{}", R"({"software_environment": "production"})");
    row("a revoked organisation", "statement.organisation-status", unapproved, "org_status", "{}", R"({"org_status": "Revoked"})");
    row("a withdrawn authorisation", "statement.authority-status", unapproved, "organisation_competent_authority_claims", "{}",
        R"({"organisation_competent_authority_claims": {"authority_id": "FCA", "registration_id": "1", "status": "Withdrawn", "authorisations": []}})");
    row("a software id of 23 characters", "statement.software-id-form", invalid, "software_id", "{}",
        R"({"software_id": "oQ4KoaavpOuoE7rvQsZEOV3"})");
    row("redirects as text", "request.claim-types", metadata, "redirect_uris", R"({"redirect_uris": "https://tpp.example.com/"})");
    row("an expiry as text", "request.claim-types", metadata, "exp", R"({"exp": "tomorrow"})");
    row("no jti", "request.mandatory-claims", metadata, "jti", R"({"jti": null})");
    row("no application type", "request.mandatory-claims", metadata, "application_type", R"({"application_type": null})");
    row("a foreign request issuer", "request.issuer-is-software-id", metadata, "iss", R"({"iss": "foo.is/invalid"})");
    row("a long request issuer", "request.issuer-is-software-id", metadata, "iss", R"({"iss": "123456789012345678901234567890"})");
    row("an empty request issuer", "request.mandatory-claims", metadata, "iss", R"({"iss": ""})");
    row("another software id", "request.software-id-agrees", metadata, "software_id", R"({"software_id": "another"})");
    row("another bank", "request.audience", metadata, "aud", R"({"aud": "https://another.bank.example"})");
    row("a request of tomorrow", "request.issued-at", metadata, "iat", R"({"iat": )" + past(-86400) + R"(, "exp": )" + past(-90000) + "}");
    row("an expired request", "request.not-expired", metadata, "exp", R"({"exp": )" + past(3600) + "}");
    row("an end before the beginning", "request.lifetime", metadata, "exp", R"({"exp": )" + past(20) + "}");
    row("plain http", "request.redirect-uris", redirect, "redirect_uris", R"({"redirect_uris": ["http://tpp.example.com/"]})");
    row("no redirect", "request.mandatory-claims", metadata, "redirect_uris", R"({"redirect_uris": []})");
    row("a fragment", "request.redirect-uris", redirect, "redirect_uris", R"({"redirect_uris": ["https://tpp.example.com/#f"]})");
    row("a redirect of nobody", "request.redirect-uris-in-statement", redirect, "redirect_uris",
        R"({"redirect_uris": ["https://tpp.example.com/other"]})");
    row("implicit", "request.grant-types", metadata, "grant_types", R"({"grant_types": ["implicit"]})");
    row("id_token and token", "request.response-types", metadata, "response_types", R"({"response_types": ["id_token", "token"]})");
    row("a code for nobody", "request.grants-agree-with-responses", metadata, "grant_types", R"({"grant_types": ["client_credentials"]})");
    row("desktop", "request.application-type", metadata, "application_type", R"({"application_type": "desktop"})");
    row("a secret", "request.auth-method", metadata, "token_endpoint_auth_method", R"({"token_endpoint_auth_method": "client_secret_basic"})");
    row("assertions with RS256", "request.auth-signing-alg", metadata, "token_endpoint_auth_signing_alg",
        R"({"token_endpoint_auth_signing_alg": "RS256"})");
    row("another subject", "request.tls-subject-dn", metadata, "tls_client_auth_subject_dn",
        R"({"token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": "CN=another"})");
    row("a subject that is none", "request.tls-subject-dn", metadata, "tls_client_auth_subject_dn",
        R"({"token_endpoint_auth_method": "tls_client_auth", "tls_client_auth_subject_dn": "another"})");
    row("unsigned ID tokens", "request.response-algorithms", metadata, "id_token_signed_response_alg",
        R"({"id_token_signed_response_alg": "none"})");
    row("request objects with RS256", "request.response-algorithms", metadata, "request_object_signing_alg",
        R"({"request_object_signing_alg": "RS256"})");
    row("RSA1_5", "request.id-token-encryption", metadata, "id_token_encrypted_response_alg", R"({"id_token_encrypted_response_alg": "RSA1_5"})");
    row("an unknown scope", "request.scopes", metadata, "scope", R"({"scope": "openid everything"})");
    row("payments by an AISP", "request.scopes-within-roles", metadata, "scope", R"({"scope": "openid payments"})", R"({"software_roles": ["AISP"]})");
    row("carrier pigeons", "request.backchannel", metadata, "backchannel_token_delivery_mode", R"({"backchannel_token_delivery_mode": "pigeon"})");
}

void TestRegistrationEndpoint::refusesByCheck()
{
    QFETCH(QString, check);
    QFETCH(QByteArray, error);
    QFETCH(QByteArray, claim);
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, statement);
    Json overrides = parseJson(request).value();
    if (!statement.isEmpty())
        overrides["software_statement"] = m_bench.statementOf(*m_tpp, parseJson(statement).value()).toStdString();
    const TppExchange answer = registerWith(*m_client, overrides);
    checkRefusal(answer, 400, error.constData());
    const QString rule = check + QStringLiteral(" (") + QString::fromUtf8(claim) + QStringLiteral("): ");
    QVERIFY2(sentence(answer).startsWith(rule), qPrintable(sentence(answer)));
    m_refusedBy.insert(check);
}

void TestRegistrationEndpoint::refusesTheRequestOfAnotherSoftware()
{
    const directory::Tpp other = m_bench.newTpp();
    const QByteArray request = other.registrationRequest(m_bench.baseUrl(), m_bench.now()).value();
    const TppExchange answer = postRequest(*m_client, m_bench.facts().registrationEndpoint, request);
    checkRefusal(answer, 400, "invalid_client_metadata");
    QVERIFY2(sentence(answer).startsWith(QLatin1String("transport.certificate-of-software")), qPrintable(sentence(answer)));
}

void TestRegistrationEndpoint::refusesATokenThatIsNone_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("check");
    const QByteArray good = m_tpp->registrationRequest(m_bench.baseUrl(), m_bench.now()).value();
    const QList<QByteArray> parts = good.split('.');
    const Json claims = m_tpp->registrationClaims(m_bench.baseUrl(), m_bench.now());
    const Json header = {{"kid", m_tpp->kid().toStdString()}};
    const auto statement = [&](const QByteArray &compact) {
        return m_tpp->registrationRequest(m_bench.baseUrl(), m_bench.now(), {{"software_statement", compact.toStdString()}}).value();
    };
    const QList<QByteArray> statementParts = m_tpp->statement.split('.');
    const QByteArray otherPayload = m_bench.statementOf(*m_tpp, {{"software_version", 2.0}}).split('.')[1];

    QTest::newRow("nothing") << QByteArray() << "request.is-signed-jwt";
    QTest::newRow("text") << QByteArray("Hello") << "request.is-signed-jwt";
    QTest::newRow("zero bytes") << QByteArray(2000, '\0') << "request.is-signed-jwt";
    QTest::newRow("only dots") << QByteArray(200'000, '.') << "request.is-signed-jwt";
    QTest::newRow("two parts") << parts[0] + '.' + parts[1] << "request.is-signed-jwt";
    QTest::newRow("JSON") << toBytes(claims) << "request.is-signed-jwt";
    QTest::newRow("a bracket behind the signature") << good + '}' << "request.is-signed-jwt";
    QTest::newRow("RS256") << jose::sign(m_tpp->signingKey, jose::Algorithm::RS256, header, toBytes(claims)).value() << "request.algorithm";
    QTest::newRow("without an algorithm") << QByteArray("eyJhbGciOiJub25lIn0.") + parts[1] + '.' << "request.algorithm";
    QTest::newRow("by another key") << jose::sign(m_tpp->transportKey, jose::Algorithm::PS256, header, toBytes(claims)).value() << "request.signature";
    QTest::newRow("with an unknown key id") << jose::sign(m_tpp->signingKey, jose::Algorithm::PS256, {{"kid", "unknown"}}, toBytes(claims)).value() << "request.signature";
    QTest::newRow("other claims under a signature") << parts[0] + '.' + parts[1].chopped(4) + "fQ.." << "request.is-signed-jwt";
    QTest::newRow("a statement of other claims") << statement(statementParts[0] + '.' + otherPayload + '.' + statementParts[2]) << "statement.signature";
    QTest::newRow("a statement that the software signed")
        << statement(jose::sign(m_tpp->signingKey, jose::Algorithm::PS256, jose::dissect(m_tpp->statement).header.value(),
                                toBytes(jose::dissect(m_tpp->statement).claims.value())).value())
        << "statement.signature";
    QTest::newRow("a statement with RS256") << statement(m_bench.statementOf(*m_tpp, Json::object(), jose::Algorithm::RS256)) << "statement.algorithm";
    QTest::newRow("a statement with a bracket") << statement(m_tpp->statement + '}') << "statement.is-signed-jwt";
}

void TestRegistrationEndpoint::refusesATokenThatIsNone()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, check);
    const TppExchange answer = postRequest(*m_client, m_bench.facts().registrationEndpoint, body);
    checkRefusal(answer, 400, check.startsWith(QLatin1String("statement")) ? "invalid_software_statement" : "invalid_client_metadata");
    QVERIFY2(sentence(answer).startsWith(check), qPrintable(sentence(answer)));
    m_refusedBy.insert(check);
}

void TestRegistrationEndpoint::saysAtMostFiveHundredCharacters()
{
    Json uris = Json::array();
    for (int i = 0; i < 60; ++i)
        uris.push_back("http://" + std::string(200, 'x') + std::to_string(i) + ".example/\xf0\x9f\x8f\xa6\x1b[31m");
    const TppExchange answer = registerWith(*m_client, {{"redirect_uris", uris}});
    checkRefusal(answer, 400, "invalid_redirect_uri");
    QVERIFY(sentence(answer).size() > 300);
    QVERIFY(!sentence(answer).contains(QChar(0x1b)));
}

void TestRegistrationEndpoint::acceptsARequestOnce()
{
    const QByteArray request = m_tpp->registrationRequest(m_bench.baseUrl(), m_bench.now()).value();
    QCOMPARE(postRequest(*m_client, m_bench.facts().registrationEndpoint, request).status, 201);
    const TppExchange second = postRequest(*m_client, m_bench.facts().registrationEndpoint, request);
    checkRefusal(second, 400, "invalid_client_metadata");
    QVERIFY2(sentence(second).startsWith(QLatin1String("request.jti-once (jti): ")), qPrintable(sentence(second)));

    // The same statement in a new request is a client of its own.
    QCOMPARE(registerWith(*m_client).status, 201);
}

void TestRegistrationEndpoint::keepsTheIdentifierOfARefusedRequestUsable()
{
    const std::string jti = "2c9f1a0e-7b1d-4c57-9f55-0b3e6f0d8a11";
    QCOMPARE(registerWith(*m_client, {{"jti", jti}, {"aud", "https://another.bank.example"}}).status, 400);
    QCOMPARE(registerWith(*m_client, {{"jti", jti}}).status, 201);
    QCOMPARE(registerWith(*m_client, {{"jti", jti}}).status, 400);
}

void TestRegistrationEndpoint::remembersIdentifiersAcrossARestart()
{
    const std::string jti = "0a3c7d42-5d3b-4a8e-8a53-6b1f8f2f4d21";
    QCOMPARE(registerWith(*m_client, {{"jti", jti}}).status, 201);
    m_bench.close();
    QCOMPARE(m_bench.start(), QString());
    m_client = m_bench.clientFor(*m_tpp);
    const TppExchange replay = registerWith(*m_client, {{"jti", jti}});
    checkRefusal(replay, 400, "invalid_client_metadata");
    QVERIFY(sentence(replay).startsWith(QLatin1String("request.jti-once")));
    // A space or another case would be another identifier; the issuer's alone counts.
    QCOMPARE(registerWith(*m_client).status, 201);
}

void TestRegistrationEndpoint::registersOneOfManyParallelCopies()
{
    const QByteArray request = m_tpp->registrationRequest(m_bench.baseUrl(), m_bench.now()).value();
    constexpr int Copies = 16;
    const qint64 before = m_bench.workspace().clients().count({}).value();
    std::vector<std::unique_ptr<TppClient>> clients;
    QList<int> statuses;
    QEventLoop loop;
    for (int i = 0; i < Copies; ++i) {
        clients.push_back(m_bench.clientFor(*m_tpp));
        TppExchange exchange;
        exchange.method = "POST";
        exchange.url = QUrl(m_bench.facts().registrationEndpoint);
        exchange.requestHeaders = {{"Content-Type", "application/jwt"}};
        exchange.requestBody = request;
        clients.back()->send(exchange, [&](const Result<TppExchange> &answer) {
            statuses.append(answer ? answer->status : 0);
            if (statuses.size() == Copies)
                loop.quit();
        });
    }
    loop.exec();
    QCOMPARE(statuses.count(201), 1);
    QCOMPARE(statuses.count(400), Copies - 1);
    QCOMPARE(m_bench.workspace().clients().count({}).value(), before + 1);
}

void TestRegistrationEndpoint::registersAnEllipticKey()
{
    directory::TppRequest wanted;
    wanted.signingKeyType = jose::KeyType::P256;
    const directory::Tpp tpp = m_bench.newTpp(wanted);
    const auto client = m_bench.clientFor(tpp);
    const TppExchange answer = registerWith(*client);
    QVERIFY2(answer.status == 201, answer.responseBody);
    QCOMPARE(memberOf(answer.json(), "token_endpoint_auth_signing_alg"), "ES256");
}

void TestRegistrationEndpoint::hasARefusalForEveryCheck()
{
    // Of these, tests of their own: an age needs a policy, a certificate is judged before the request is read,
    // replays and updates need two requests.
    const QSet<QString> elsewhere = {QStringLiteral("statement.age"), QStringLiteral("transport.certificate"),
                                     QStringLiteral("transport.certificate-of-software"), QStringLiteral("request.jti-once"),
                                     QStringLiteral("request.software-unchanged")};
    for (const dcr::Check &check : dcr::checks()) {
        if (check.severity == dcr::Severity::Fail && !elsewhere.contains(check.id))
            QVERIFY2(m_refusedBy.contains(check.id), check.id.data());
    }
}

QTEST_GUILESS_MAIN(TestRegistrationEndpoint)
#include "test_registration_endpoint.moc"
