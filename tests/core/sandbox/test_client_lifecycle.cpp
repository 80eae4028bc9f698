#include "sandbox_fixture.h"

using namespace gatehouse;
using namespace gatehouse::sandbox;
using namespace gatehouse::sandbox::test;

/// What a registered client does: gets tokens, reads, updates and deletes itself.
class TestClientLifecycle : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void issuesATokenForAnAssertion();
    void acceptsAnAssertionOnce();
    void refusesAnAssertion_data();
    void refusesAnAssertion();
    void refusesATokenRequest_data();
    void refusesATokenRequest();
    void issuesATokenForACertificateWhoseNameIsOrderedOtherwise();
    void readsUpdatesAndDeletes();
    void refusesAnUpdateAboutAnotherSoftware();
    void refusesToChangeAClientWithoutItsToken_data();
    void refusesToChangeAClientWithoutItsToken();
    void refusesATokenOverAnotherCertificate();
    void refusesATokenThatExpired();
    void tellsAndRevokesATokenOfItsOwn();
    void keepsTokensAcrossARestart();
    void refusesAClientThatIsNotActive();

private:
    struct Registered {
        directory::Tpp tpp;
        std::unique_ptr<TppClient> client;
        QString id;
        QByteArray token;
    };
    /// A client of its own, with a token.
    Registered registered();
    QByteArray tokenOf(Registered &registered);
    TppExchange read(Registered &by, const QString &id, const QByteArray &token);
    QByteArray assertion(const Registered &registered, const Json &overrides = Json::object()) const;

    QCA::Initializer m_qca;
    Bench m_bench;
    std::optional<Registered> m_registered;
    std::optional<Registered> m_other;
    directory::EndpointFacts m_facts;
};

TestClientLifecycle::Registered TestClientLifecycle::registered()
{
    Registered made{m_bench.newTpp(), nullptr, {}, {}};
    made.client = m_bench.clientFor(made.tpp);
    const TppExchange answer = registerWith(*made.client);
    made.id = QString::fromStdString(memberOf(answer.json(), "client_id"));
    made.token = tokenOf(made);
    return made;
}

QByteArray TestClientLifecycle::tokenOf(Registered &registered)
{
    const TppExchange answer = await([&](auto done) { registered.client->requestToken(registered.id, done); });
    return QByteArray::fromStdString(memberOf(answer.json(), "access_token"));
}

TppExchange TestClientLifecycle::read(Registered &by, const QString &id, const QByteArray &token)
{
    return await([&](auto done) { by.client->readClient(id, token, done); });
}

QByteArray TestClientLifecycle::assertion(const Registered &registered, const Json &overrides) const
{
    Json claims = jose::dissect(registered.tpp.clientAssertion(registered.id, m_facts.tokenEndpoint, m_bench.now()).value()).claims.value();
    for (const auto &[name, value] : overrides.items()) {
        if (value.is_null())
            claims.erase(name);
        else
            claims[name] = value;
    }
    return registered.tpp.sign(claims).value();
}

void TestClientLifecycle::initTestCase()
{
    QCOMPARE(m_bench.start(), QString());
    m_facts = m_bench.facts();
    m_registered = registered();
    m_other = registered();
    QVERIFY(!m_registered->id.isEmpty());
    QVERIFY(!m_registered->token.isEmpty());
}

void TestClientLifecycle::issuesATokenForAnAssertion()
{
    // As OBIE's tool asks: no key id in the assertion, no client id in the form, an empty scope.
    const Json claims = jose::dissect(assertion(*m_registered, {{"exp", toSeconds(m_bench.now()) + 1800}})).claims.value();
    const QByteArray anonymous
        = jose::sign(m_registered->tpp.signingKey, jose::Algorithm::PS256, {{"typ", "JWT"}}, toBytes(claims)).value();
    auto fields = assertionFields(anonymous);
    fields += {{QStringLiteral("grant_type"), QStringLiteral("client_credentials")}, {QStringLiteral("scope"), QString()}};
    const TppExchange answer = postForm(*m_registered->client, m_facts.tokenEndpoint, fields);
    QVERIFY2(answer.status == 200, answer.responseBody);
    const Json json = answer.json();
    QVERIFY(json["expires_in"].is_number_integer());
    QCOMPARE(json["expires_in"].get<int>(), 3600);
    QCOMPARE(memberOf(json, "token_type"), "Bearer");
    QCOMPARE(memberOf(json, "scope"), "openid accounts payments fundsconfirmations");
    QCOMPARE(responseHeader(answer, "Cache-Control"), "no-store");

    const jose::JwsParts token = jose::dissect(QByteArray::fromStdString(memberOf(json, "access_token")));
    const TppExchange keys = send(*m_registered->client, "GET", m_bench.baseUrl() + QStringLiteral("/oauth2/jwks"));
    const auto set = jose::JwkSet::parse(keys.responseBody);
    QVERIFY(set);
    QVERIFY(jose::verify(token, *set, jose::FapiAlgorithms).status == jose::SignatureVerdict::Status::Valid);
    QCOMPARE((*token.claims)["cnf"]["x5t#S256"].get<std::string>(), m_registered->tpp.transportCertificate().x5tS256().toStdString());
    QCOMPARE(memberOf(*token.claims, "aut"), "APPLICATION");
}

void TestClientLifecycle::acceptsAnAssertionOnce()
{
    auto fields = assertionFields(assertion(*m_registered));
    fields += {{QStringLiteral("grant_type"), QStringLiteral("client_credentials")}};
    QCOMPARE(postForm(*m_registered->client, m_facts.tokenEndpoint, fields).status, 200);
    const TppExchange replay = postForm(*m_registered->client, m_facts.tokenEndpoint, fields);
    QCOMPARE(replay.status, 401);
    QCOMPARE(memberOf(replay.json(), "error"), "invalid_client");
    QVERIFY(replay.responseBody.contains("used before"));
    // Nor anywhere else.
    fields += {{QStringLiteral("token"), QStringLiteral("whatever")}};
    QCOMPARE(postForm(*m_registered->client, m_bench.baseUrl() + QStringLiteral("/oauth2/introspect"), fields).status, 401);
    QCOMPARE(postForm(*m_registered->client, m_bench.baseUrl() + QStringLiteral("/oauth2/revoke"), fields).status, 401);
}

void TestClientLifecycle::refusesAnAssertion_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QByteArray>("words");
    const qint64 now = toSeconds(m_bench.now());
    const auto row = [this](const char *name, const Json &overrides, const char *words) {
        QTest::newRow(name) << assertion(*m_registered, overrides) << QByteArray(words);
    };
    row("expired", {{"exp", now - 120}}, "expired on");
    row("without an expiry", {{"exp", nullptr}}, "no exp");
    row("of two hours", {{"exp", now + 7200}}, "at most an hour");
    row("of tomorrow", {{"iat", now + 86400}}, "iat");
    row("not valid yet", {{"nbf", now + 3000}}, "not valid before");
    row("without a jti", {{"jti", nullptr}}, "no jti");
    row("for another bank", {{"aud", "https://another.bank.example/token"}}, "aud");
    row("for nobody", {{"aud", nullptr}}, "aud");
    row("with another subject", {{"sub", "another"}}, "iss and sub");
    row("without a subject", {{"sub", nullptr}, {"iss", nullptr}}, "iss and sub");
    row("of an unknown client", {{"sub", "unknown"}, {"iss", "unknown"}}, "no client");

    const QByteArray payload = toBytes(jose::dissect(assertion(*m_registered)).claims.value());
    const Json header = {{"kid", m_registered->tpp.kid().toStdString()}};
    QTest::newRow("by another key") << jose::sign(m_registered->tpp.transportKey, jose::Algorithm::PS256, header, payload).value() << QByteArray("client assertion");
    QTest::newRow("with RS256") << jose::sign(m_registered->tpp.signingKey, jose::Algorithm::RS256, header, payload).value() << QByteArray("client assertion");
    QTest::newRow("with another algorithm than registered") << jose::sign(m_registered->tpp.signingKey, jose::Algorithm::PS512, header, payload).value() << QByteArray("client assertion");
    QTest::newRow("unsigned") << QByteArray("eyJhbGciOiJub25lIn0.") + assertion(*m_registered).split('.')[1] + '.' << QByteArray("ssertion");
    QTest::newRow("no token") << QByteArray("nonsense") << QByteArray("cannot be read");
}

void TestClientLifecycle::refusesAnAssertion()
{
    QFETCH(QByteArray, token);
    QFETCH(QByteArray, words);
    auto fields = assertionFields(token);
    fields += {{QStringLiteral("grant_type"), QStringLiteral("client_credentials")}};
    const TppExchange answer = postForm(*m_registered->client, m_facts.tokenEndpoint, fields);
    QVERIFY2(answer.status == 401, answer.responseBody);
    QCOMPARE(memberOf(answer.json(), "error"), "invalid_client");
    QVERIFY2(answer.responseBody.contains(words), answer.responseBody);
    QVERIFY(!responseHeader(answer, "WWW-Authenticate").isEmpty());
}

void TestClientLifecycle::refusesATokenRequest_data()
{
    QTest::addColumn<QByteArray>("fields"); // beside the assertion
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("error");
    QTest::newRow("no grant") << QByteArray() << 400 << QByteArray("invalid_request");
    QTest::newRow("a code") << QByteArray("grant_type=authorization_code") << 400 << QByteArray("unsupported_grant_type");
    QTest::newRow("a scope that was not registered") << QByteArray("grant_type=client_credentials&scope=admin") << 400 << QByteArray("invalid_scope");
    QTest::newRow("a field twice") << QByteArray("grant_type=client_credentials&grant_type=client_credentials") << 400 << QByteArray("invalid_request");
    QTest::newRow("another client id") << QByteArray("grant_type=client_credentials&client_id=another") << 401 << QByteArray("invalid_client");
}

void TestClientLifecycle::refusesATokenRequest()
{
    QFETCH(QByteArray, fields);
    QFETCH(int, status);
    QFETCH(QByteArray, error);
    const QByteArray body = form(assertionFields(assertion(*m_registered))) + '&' + fields;
    const TppExchange answer
        = send(*m_registered->client, "POST", m_facts.tokenEndpoint, {{"Content-Type", "application/x-www-form-urlencoded"}}, body);
    QVERIFY2(answer.status == status, answer.responseBody);
    QCOMPARE(memberOf(answer.json(), "error"), error.toStdString());
}

void TestClientLifecycle::issuesATokenForACertificateWhoseNameIsOrderedOtherwise()
{
    Registered made{m_bench.newTpp(), nullptr, {}, {}};
    made.client = m_bench.clientFor(made.tpp);
    const trust::Certificate &certificate = made.tpp.transportCertificate();
    // As Go writes it: what it knows, from the most specific on.
    const QString dn = QStringLiteral("CN=%1,OU=%2,O=OpenBanking,C=GB").arg(certificate.commonName(), certificate.organisationalUnit());
    const TppExchange answer = registerWith(*made.client, {{"token_endpoint_auth_method", "tls_client_auth"},
                                                           {"token_endpoint_auth_signing_alg", nullptr},
                                                           {"tls_client_auth_subject_dn", dn.toStdString()}});
    QVERIFY2(answer.status == 201, answer.responseBody);
    made.id = QString::fromStdString(memberOf(answer.json(), "client_id"));
    QCOMPARE(memberOf(answer.json(), "tls_client_auth_subject_dn"), dn.toStdString());

    const QList<QPair<QString, QString>> fields = {{QStringLiteral("grant_type"), QStringLiteral("client_credentials")},
                                                   {QStringLiteral("client_id"), made.id},
                                                   {QStringLiteral("scope"), QString()}};
    const TppExchange token = postForm(*made.client, m_facts.tokenEndpoint, fields);
    QVERIFY2(token.status == 200, token.responseBody);
    // Over another TPP's certificate, and by a client that registered another method.
    const TppExchange foreign = postForm(*m_registered->client, m_facts.tokenEndpoint, fields);
    QCOMPARE(foreign.status, 401);
    QVERIFY2(foreign.responseBody.contains("not the registered one"), foreign.responseBody);
    auto others = fields;
    others[1].second = m_registered->id;
    QCOMPARE(postForm(*m_registered->client, m_facts.tokenEndpoint, others).status, 401);
}

void TestClientLifecycle::readsUpdatesAndDeletes()
{
    Registered mine = registered();
    const TppExchange first = read(mine, mine.id, mine.token);
    QCOMPARE(first.status, 200);
    QVERIFY(first.json()["client_id_issued_at"].is_number_integer());

    const TppExchange updated
        = await([&](auto done) { mine.client->updateClient(mine.id, mine.token, {{"scope", "openid accounts"}}, done); });
    QVERIFY2(updated.status == 200, updated.responseBody);
    QCOMPARE(memberOf(updated.json(), "client_id"), mine.id.toStdString());
    QCOMPARE(memberOf(updated.json(), "scope"), "openid accounts");
    QVERIFY(updated.json()["client_id_issued_at"] == first.json()["client_id_issued_at"]);
    QVERIFY(read(mine, mine.id, mine.token).json() == updated.json());
    QCOMPARE(m_bench.workspace().clients().versions(mine.id).value().size(), 2);

    const TppExchange replay = send(*mine.client, "PUT", updated.url.toString(),
                                    {{"Content-Type", "application/jwt"}, {"Authorization", "Bearer " + mine.token}}, updated.requestBody);
    QCOMPARE(replay.status, 400);
    QVERIFY(replay.responseBody.contains("request.jti-once"));

    const TppExchange deleted = await([&](auto done) { mine.client->deleteClient(mine.id, mine.token, done); });
    QCOMPARE(deleted.status, 204);
    QVERIFY(deleted.responseBody.isEmpty());
    QCOMPARE(read(mine, mine.id, mine.token).status, 401);
    QCOMPARE(await([&](auto done) { mine.client->updateClient(mine.id, mine.token, Json::object(), done); }).status, 401);
    QCOMPARE(await([&](auto done) { mine.client->deleteClient(mine.id, mine.token, done); }).status, 401);
    QCOMPARE(await([&](auto done) { mine.client->requestToken(mine.id, done); }).status, 401);
    // What it was stays known.
    QVERIFY(m_bench.workspace().clients().find(mine.id).value()->status == store::ClientStatus::Deleted);
}

void TestClientLifecycle::refusesAnUpdateAboutAnotherSoftware()
{
    Registered mine = registered();
    const directory::Tpp other = m_bench.newTpp();
    const QByteArray request = other.registrationRequest(m_bench.baseUrl(), m_bench.now()).value();
    const TppExchange answer = send(*mine.client, "PUT", m_facts.registrationEndpoint + QLatin1Char('/') + mine.id,
                                    {{"Content-Type", "application/jwt"}, {"Authorization", "Bearer " + mine.token}}, request);
    QCOMPARE(answer.status, 400);
    QVERIFY2(answer.responseBody.contains("request.software-unchanged"), answer.responseBody);
    QCOMPARE(memberOf(read(mine, mine.id, mine.token).json(), "software_id"), mine.tpp.softwareId.toStdString());
}

void TestClientLifecycle::refusesToChangeAClientWithoutItsToken_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("authorization");
    for (const char *method : {"GET", "PUT", "DELETE"}) {
        const auto row = [method](const char *name, const QByteArray &authorization) {
            QTest::addRow("%s with %s", method, name) << QByteArray(method) << authorization;
        };
        row("nothing", {});
        row("a bare Bearer", "Bearer");
        row("a Bearer and a space", "Bearer ");
        row("an unknown token", "Bearer " + QByteArray(43, 'a'));
        row("another scheme", "Basic Zm9vOmJhcg==");
        row("another client's token", "Bearer " + m_registered->token);
    }
}

void TestClientLifecycle::refusesToChangeAClientWithoutItsToken()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, authorization);
    QList<QPair<QByteArray, QByteArray>> headers;
    if (!authorization.isNull())
        headers.append({"Authorization", authorization});
    // Over the certificate that the token is bound to: nothing else speaks against it.
    const TppExchange answer = send(*m_registered->client, method, m_facts.registrationEndpoint + QLatin1Char('/') + m_other->id, headers);
    QVERIFY2(answer.status == 401, answer.responseBody);
    QCOMPARE(memberOf(answer.json(), "error"), "invalid_token");
    QCOMPARE(read(*m_other, m_other->id, m_other->token).status, 200);
}

void TestClientLifecycle::refusesATokenOverAnotherCertificate()
{
    Registered mine = registered();
    Registered thief = registered();
    const TppExchange answer = read(thief, mine.id, mine.token);
    QCOMPARE(answer.status, 401);
    QVERIFY2(answer.responseBody.contains("bound to another client certificate"), answer.responseBody);
    QCOMPARE(await([&](auto done) { thief.client->deleteClient(mine.id, mine.token, done); }).status, 401);
    QCOMPARE(read(mine, mine.id, mine.token).status, 200);
    QCOMPARE(read(mine, QStringLiteral("unknown"), tokenOf(mine)).status, 401);
}

void TestClientLifecycle::refusesATokenThatExpired()
{
    Registered mine = registered();
    m_bench.clock().advance(std::chrono::minutes(59));
    QCOMPARE(read(mine, mine.id, mine.token).status, 200);
    m_bench.clock().advance(std::chrono::minutes(1));
    const TppExchange answer = read(mine, mine.id, mine.token);
    QCOMPARE(answer.status, 401);
    QVERIFY(answer.responseBody.contains("expired"));
    mine.token = tokenOf(mine);
    QCOMPARE(read(mine, mine.id, mine.token).status, 200);
}

void TestClientLifecycle::tellsAndRevokesATokenOfItsOwn()
{
    Registered mine = registered();
    Registered other = registered();
    const auto ask = [&](Registered &by, const char *path, const QByteArray &token) {
        auto fields = assertionFields(assertion(by));
        if (!token.isEmpty())
            fields += {{QStringLiteral("token"), QString::fromLatin1(token)}};
        return postForm(*by.client, m_bench.baseUrl() + QLatin1String(path), fields);
    };
    const TppExchange told = ask(mine, "/oauth2/introspect", mine.token);
    QVERIFY2(told.status == 200, told.responseBody);
    QVERIFY(told.json()["active"] == true);
    QCOMPARE(memberOf(told.json(), "client_id"), mine.id.toStdString());
    QVERIFY(told.json()["exp"].is_number_integer());
    QCOMPARE(told.json()["cnf"]["x5t#S256"].get<std::string>(), mine.tpp.transportCertificate().x5tS256().toStdString());
    QVERIFY(ask(other, "/oauth2/introspect", mine.token).json() == Json({{"active", false}}));
    QVERIFY(ask(mine, "/oauth2/introspect", "unknown").json() == Json({{"active", false}}));
    QCOMPARE(ask(mine, "/oauth2/introspect", {}).status, 400);
    QCOMPARE(ask(mine, "/oauth2/revoke", {}).status, 400);

    QCOMPARE(ask(other, "/oauth2/revoke", mine.token).status, 200);
    QCOMPARE(read(mine, mine.id, mine.token).status, 200);
    QCOMPARE(ask(mine, "/oauth2/revoke", mine.token).status, 200);
    QCOMPARE(read(mine, mine.id, mine.token).status, 401);
    QVERIFY(ask(mine, "/oauth2/introspect", mine.token).json() == Json({{"active", false}}));
    QCOMPARE(ask(mine, "/oauth2/revoke", mine.token).status, 200);
}

void TestClientLifecycle::keepsTokensAcrossARestart()
{
    Registered mine = registered();
    const QByteArray used = assertion(mine, {{"aud", m_bench.baseUrl().toStdString()}});
    auto fields = assertionFields(used);
    fields += {{QStringLiteral("grant_type"), QStringLiteral("client_credentials")}};
    QCOMPARE(postForm(*mine.client, m_facts.tokenEndpoint, fields).status, 200);
    // The port is another one by then; the signing key is not.
    const Json before = send(*mine.client, "GET", m_bench.baseUrl() + QStringLiteral("/oauth2/jwks")).json();
    m_bench.close();
    QCOMPARE(m_bench.start(), QString());
    m_facts = m_bench.facts();
    mine.client = m_bench.clientFor(mine.tpp);
    QCOMPARE(read(mine, mine.id, mine.token).status, 200);
    QVERIFY(send(*mine.client, "GET", m_bench.baseUrl() + QStringLiteral("/oauth2/jwks")).json() == before);
    const TppExchange replay = postForm(*mine.client, m_facts.tokenEndpoint,
                                        assertionFields(assertion(mine, {{"jti", jose::dissect(used).claims.value()["jti"]}}))
                                            + QList<QPair<QString, QString>>{{QStringLiteral("grant_type"), QStringLiteral("client_credentials")}});
    QCOMPARE(replay.status, 401);
    QVERIFY(replay.responseBody.contains("used before"));
}

void TestClientLifecycle::refusesAClientThatIsNotActive()
{
    Registered mine = registered();
    const auto set = [&](const char *status) {
        return m_bench.workspace().database().writeAndWait<void>([&](store::Connection &connection) -> Result<void> {
            const auto done = connection.run("UPDATE clients SET status = ? WHERE client_id = ?", {QLatin1String(status), mine.id});
            return done ? Result<void>() : tl::unexpected(done.error());
        });
    };
    QVERIFY(set("suspended"));
    QCOMPARE(read(mine, mine.id, mine.token).status, 401);
    const TppExchange refused = await([&](auto done) { mine.client->requestToken(mine.id, done); });
    QCOMPARE(refused.status, 400);
    QCOMPARE(memberOf(refused.json(), "error"), "unauthorized_client");
    QVERIFY(set("active"));
    QCOMPARE(read(mine, mine.id, mine.token).status, 200);
}

QTEST_GUILESS_MAIN(TestClientLifecycle)
#include "test_client_lifecycle.moc"
