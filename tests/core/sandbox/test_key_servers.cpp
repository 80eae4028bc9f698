#include "core/fetch/https_server.h"
#include "core/fetch/key_maker.h"
#include "fetch/jwks_cache.h"
#include "sandbox_fixture.h"

#include <QElapsedTimer>

using namespace gatehouse;
using namespace gatehouse::sandbox;
using namespace gatehouse::sandbox::test;
using namespace std::chrono_literals;
using fetch::StatementKeySets;

namespace {

/// A key as its owner has it.
struct NamedKey {
    QByteArray kid;
    jose::PrivateKey key = jose::PrivateKey::generate(jose::KeyType::P256).value();

    jose::Jwk publicKey() const { return key.publicJwk(kid); }
    /// Without a `kid` where it is empty.
    QByteArray sign(const Json &claims) const
    {
        Json header = {{"typ", "JWT"}};
        if (!kid.isEmpty())
            header["kid"] = kid.toStdString();
        return jose::sign(key, key.defaultAlgorithm(), header, toBytes(claims)).value();
    }
    NamedKey withoutKid() const { return {{}, key}; }
};

/// A server of key sets, by path; silent where it is told to be.
class KeyServer
{
public:
    KeyServer()
        : m_server([this](QSslSocket &socket, const QByteArray &head) {
            if (isSilent)
                return;
            const QByteArray path = head.split(' ').value(1);
            socket.write(isBroken ? fetch::test::response(500, {})
                                  : fetch::test::response(200, sets.value(path, "{\"keys\":[]}")));
            socket.disconnectFromHost();
        })
    {}

    QMap<QByteArray, QByteArray> sets;
    bool isSilent = false;
    bool isBroken = false;
    int requests() const { return static_cast<int>(m_server.heads.size()); }
    QString url(const char *path) const { return m_server.url(path).toString(); }

private:
    fetch::test::HttpsServer m_server;
};

QString sentence(const TppExchange &answer)
{
    return QString::fromStdString(memberOf(answer.json(), "error_description"));
}

} // namespace

/// The endpoint and the key servers that a policy and software statements name.
class TestKeyServers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void findsTheKeysOfARequestWhereTheStatementSays();
    void issuesTokensToAClientWhoseKeysAreFetched();
    void fetchesNothingForAStatementThatIsNotVerified();
    void fetchesNothingFromThisMachineUnlessTheWorkspaceSaysSo();
    void fetchesNothingWhereTheWorkspaceSaysSo();
    void picksUpARotatedKey();
    void asksOnceForAThousandRequestsByAStranger();
    void servesOthersWhileAKeyServerIsSlow();
    void verifiesStatementsByTheUrlOfTheirEnvironment();
    void findsTheKeysOfATokenWithoutKidWhereTheStatementSays();
    void keepsApartFromTheTestDirectoryWhoCameFromAnother();
    void verifiesATppOfTheTestDirectoryByItsOwnKeysAlone();
    void startsWithTheLastGoodSet();
    void doesNotStartWithoutAnyKeySet();

private:
    void startWith(const Json &policy);
    /// A TPP that the test directory has forgotten, and whose statement names the key server.
    directory::Tpp stranger(const char *path = "/tpp.jwks");
    TppExchange registerWithKey(const directory::Tpp &tpp, const NamedKey &key, const QByteArray &statement = {});
    QByteArray requestOf(const directory::Tpp &tpp, const NamedKey &key, const QByteArray &statement = {});
    /// With an assertion that is signed by `sign`.
    TppExchange tokenFor(const directory::Tpp &tpp, const std::string &clientId,
                         const std::function<QByteArray(const Json &)> &sign);
    /// The endpoint trusts another directory, whose key this is, beside its own.
    NamedKey startWithOtherDirectory();
    fetch::JwksCache &cache() { return m_bench->workspace().keySets(); }

    QCA::Initializer m_qca;
    QTemporaryDir m_folder;
    QString m_truststore;
    std::unique_ptr<KeyServer> m_keys;
    std::unique_ptr<Bench> m_bench;
    const NamedKey m_first{"first"};
    const NamedKey m_second{"second"};
};

void TestKeyServers::init()
{
    m_truststore = m_folder.filePath(QStringLiteral("roots.pem"));
    QVERIFY(saveFile(m_truststore, fetch::test::ServerIdentity::get().roots().constFirst().toPem()));
    m_keys = std::make_unique<KeyServer>();
    m_keys->sets["/tpp.jwks"] = fetch::test::setOf({m_first.publicKey()});
    m_bench = std::make_unique<Bench>();
    QCOMPARE(m_bench->start(), QString());
    QVERIFY(cache().setStatementKeySets({StatementKeySets::Where::Local, m_truststore}, {}));
}

void TestKeyServers::cleanup()
{
    m_bench.reset();
    m_keys.reset();
}

void TestKeyServers::startWith(const Json &policy)
{
    m_bench->stop();
    Settings settings;
    settings.policy = dcr::Policy::fromJson(policy, settings.policy).value();
    QCOMPARE(m_bench->start(settings), QString());
}

directory::Tpp TestKeyServers::stranger(const char *path)
{
    directory::TppRequest request;
    request.extraClaims = {{"software_jwks_endpoint", m_keys->url(path).toStdString()}};
    const directory::Tpp tpp = m_bench->newTpp(request);
    const auto removed = m_bench->directory()->removeSoftware(tpp.organisationId, tpp.softwareId);
    return removed ? tpp : m_bench->newTpp();
}

QByteArray TestKeyServers::requestOf(const directory::Tpp &tpp, const NamedKey &key, const QByteArray &statement)
{
    Json overrides = {{"request_object_signing_alg", "ES256"}, {"token_endpoint_auth_signing_alg", "ES256"}};
    if (!statement.isEmpty())
        overrides["software_statement"] = statement.toStdString();
    return key.sign(tpp.registrationClaims(m_bench->facts().audience, m_bench->now(), overrides));
}

TppExchange TestKeyServers::registerWithKey(const directory::Tpp &tpp, const NamedKey &key, const QByteArray &statement)
{
    return postRequest(*m_bench->clientFor(tpp), m_bench->facts().registrationEndpoint, requestOf(tpp, key, statement));
}

TppExchange TestKeyServers::tokenFor(const directory::Tpp &tpp, const std::string &clientId,
                                     const std::function<QByteArray(const Json &)> &sign)
{
    static int number = 0;
    const qint64 now = toSeconds(m_bench->now());
    const QByteArray assertion = sign({{"iss", clientId},
                                       {"sub", clientId},
                                       {"aud", m_bench->facts().tokenEndpoint.toStdString()},
                                       {"jti", "jti-" + std::to_string(++number)},
                                       {"iat", now},
                                       {"exp", now + 60}});
    return postForm(
        *m_bench->clientFor(tpp), m_bench->facts().tokenEndpoint,
        assertionFields(assertion)
            + QList<QPair<QString, QString>>{{QStringLiteral("grant_type"), QStringLiteral("client_credentials")}});
}

NamedKey TestKeyServers::startWithOtherDirectory()
{
    NamedKey key{"of the other directory"};
    m_keys->sets["/sandbox"] = fetch::test::setOf({key.publicKey()});
    const bool isNamed =
        cache().addName({QStringLiteral("sandbox"), m_keys->url("/sandbox"), m_truststore}, {}).has_value();
    if (isNamed)
        startWith({{"statement_jwks", {{"sandbox", {m_keys->url("/sandbox").toStdString()}}}}});
    return key;
}

void TestKeyServers::findsTheKeysOfARequestWhereTheStatementSays()
{
    const directory::Tpp tpp = stranger();
    const TppExchange answer = registerWithKey(tpp, m_first);
    QVERIFY2(answer.status == 201, answer.responseBody);
    QCOMPARE(m_keys->requests(), 1);
    // The next one is answered from memory.
    QCOMPARE(registerWithKey(tpp, m_first).status, 201);
    QCOMPARE(m_keys->requests(), 1);
}

void TestKeyServers::issuesTokensToAClientWhoseKeysAreFetched()
{
    const directory::Tpp tpp = stranger();
    const TppExchange answer = registerWithKey(tpp, m_first);
    QVERIFY2(answer.status == 201, answer.responseBody);
    const std::string id = memberOf(answer.json(), "client_id");
    const auto token = [&](const NamedKey &key) {
        return tokenFor(tpp, id, [&key](const Json &claims) { return key.sign(claims); });
    };
    const TppExchange first = token(m_first);
    QVERIFY2(first.status == 200, first.responseBody);
    m_keys->sets["/tpp.jwks"] = fetch::test::setOf({m_second.publicKey()});
    const TppExchange second = token(m_second);
    QVERIFY2(second.status == 200, second.responseBody);
    QCOMPARE(m_keys->requests(), 2);
    QCOMPARE(token(NamedKey{"third"}).status, 401);
}

void TestKeyServers::fetchesNothingForAStatementThatIsNotVerified()
{
    const directory::Tpp tpp = stranger();
    QList<QByteArray> parts = tpp.statement.split('.');
    parts[2][10] = parts[2][10] == 'A' ? 'B' : 'A';
    const TppExchange answer = registerWithKey(tpp, m_first, parts.join('.'));
    QCOMPARE(answer.status, 400);
    QVERIFY2(sentence(answer).contains(QStringLiteral("signature")), answer.responseBody);
    QCOMPARE(m_keys->requests(), 0);
}

void TestKeyServers::fetchesNothingFromThisMachineUnlessTheWorkspaceSaysSo()
{
    QVERIFY(cache().setStatementKeySets({StatementKeySets::Where::Public, m_truststore}, {}));
    const TppExchange answer = registerWithKey(stranger(), m_first);
    QCOMPARE(answer.status, 400);
    QVERIFY2(sentence(answer).contains(QStringLiteral("request.signature")), answer.responseBody);
    QVERIFY2(sentence(answer).contains(QStringLiteral("not a public address")), answer.responseBody);
    QCOMPARE(m_keys->requests(), 0);
}

void TestKeyServers::fetchesNothingWhereTheWorkspaceSaysSo()
{
    QVERIFY(cache().setStatementKeySets({StatementKeySets::Where::Nowhere}, {}));
    const TppExchange answer = registerWithKey(stranger(), m_first);
    QCOMPARE(answer.status, 400);
    QVERIFY2(sentence(answer).contains(QStringLiteral("request.signature")), answer.responseBody);
    QCOMPARE(m_keys->requests(), 0);
}

void TestKeyServers::picksUpARotatedKey()
{
    const directory::Tpp tpp = stranger();
    QCOMPARE(registerWithKey(tpp, m_first).status, 201);
    QCOMPARE(registerWithKey(tpp, m_second).status, 400);
    m_keys->sets["/tpp.jwks"] = fetch::test::setOf({m_second.publicKey()});
    m_bench->clock().advance(fetch::JwksCache::UnknownKidInterval);
    const TppExchange answer = registerWithKey(tpp, m_second);
    QVERIFY2(answer.status == 201, answer.responseBody);
    QCOMPARE(registerWithKey(tpp, m_first).status, 400);
}

void TestKeyServers::asksOnceForAThousandRequestsByAStranger()
{
    const directory::Tpp tpp = stranger();
    QCOMPARE(registerWithKey(tpp, m_first).status, 201);
    const int before = m_keys->requests();
    const QByteArray request = requestOf(tpp, NamedKey{"stranger"});
    const auto client = m_bench->clientFor(tpp);
    for (int i = 0; i < 1000; ++i)
        QCOMPARE(postRequest(*client, m_bench->facts().registrationEndpoint, request).status, 400);
    QCOMPARE(m_keys->requests(), before + 1);
}

void TestKeyServers::servesOthersWhileAKeyServerIsSlow()
{
    m_keys->isSilent = true;
    const directory::Tpp other = m_bench->newTpp();
    const directory::Tpp tpp = stranger();
    const auto otherClient = m_bench->clientFor(other);
    QCOMPARE(registerWith(*otherClient).status, 201);
    // More than the endpoint has workers.
    std::vector<std::unique_ptr<TppClient>> clients;
    QList<TppExchange> late;
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 6; ++i) {
        clients.push_back(m_bench->clientFor(tpp));
        TppExchange exchange;
        exchange.method = "POST";
        exchange.url = QUrl(m_bench->facts().registrationEndpoint);
        exchange.requestHeaders = {{"Content-Type", "application/jwt"}};
        exchange.requestBody = requestOf(tpp, m_first);
        clients.back()->send(
            exchange, [&late](const Result<TppExchange> &answer) { late.append(answer.value_or(TppExchange())); });
    }
    QTRY_COMPARE(m_keys->requests(), 1);
    for (int i = 0; i < 10; ++i)
        QCOMPARE(registerWith(*otherClient).status, 201);
    QVERIFY2(timer.elapsed() < 4000, QByteArray::number(timer.elapsed()));
    QVERIFY(late.isEmpty());
    QTRY_COMPARE_WITH_TIMEOUT(late.size(), 6, 15'000);
    QVERIFY2(timer.elapsed() < 9000, QByteArray::number(timer.elapsed()));
    for (const TppExchange &answer : late) {
        QCOMPARE(answer.status, 400);
        QVERIFY2(sentence(answer).contains(QStringLiteral("not answered whole within 5 seconds")), answer.responseBody);
    }
    QCOMPARE(m_keys->requests(), 1);
}

void TestKeyServers::verifiesStatementsByTheUrlOfTheirEnvironment()
{
    const NamedKey sandboxKey{"of the sandbox directory"};
    const NamedKey productionKey{"of the production directory"};
    m_keys->sets["/sandbox"] = fetch::test::setOf({sandboxKey.publicKey()});
    m_keys->sets["/production"] = fetch::test::setOf({productionKey.publicKey()});
    QVERIFY(cache().addName({QStringLiteral("sandbox"), m_keys->url("/sandbox"), m_truststore}, {}));
    QVERIFY(cache().addName({QStringLiteral("production"), m_keys->url("/production"), m_truststore}, {}));
    startWith({{"environments", Json::array()},
               {"statement_jwks",
                {{"sandbox", {m_keys->url("/sandbox").toStdString()}},
                 {"production", {m_keys->url("/production").toStdString()}}}}});
    QCOMPARE(m_keys->requests(), 2);
    const directory::Tpp tpp = stranger();
    const auto statement = [&tpp](const NamedKey &key, const char *environment) {
        Json claims = jose::dissect(tpp.statement).claims.value();
        claims["software_environment"] = environment;
        return key.sign(claims);
    };
    const TppExchange good = registerWithKey(tpp, m_first, statement(sandboxKey, "sandbox"));
    QVERIFY2(good.status == 201, good.responseBody);
    const TppExchange wrong = registerWithKey(tpp, m_first, statement(sandboxKey, "production"));
    QCOMPARE(wrong.status, 400);
    QCOMPARE(registerWithKey(tpp, m_first, statement(productionKey, "production")).status, 201);
    // The directory signs with a new key from now on.
    const NamedKey next{"next of the sandbox directory"};
    m_keys->sets["/sandbox"] = fetch::test::setOf({sandboxKey.publicKey(), next.publicKey()});
    QCOMPARE(registerWithKey(tpp, m_first, statement(next, "sandbox")).status, 201);
}

void TestKeyServers::findsTheKeysOfATokenWithoutKidWhereTheStatementSays()
{
    const NamedKey other = startWithOtherDirectory();
    const directory::Tpp tpp = stranger();
    const QByteArray statement = other.sign(jose::dissect(tpp.statement).claims.value());
    const NamedKey noKid = m_first.withoutKid();
    const TppExchange answer = registerWithKey(tpp, noKid, statement);
    QVERIFY2(answer.status == 201, answer.responseBody);
    const TppExchange token = tokenFor(tpp, memberOf(answer.json(), "client_id"),
                                       [&noKid](const Json &claims) { return noKid.sign(claims); });
    QVERIFY2(token.status == 200, token.responseBody);
    QCOMPARE(registerWithKey(tpp, m_second.withoutKid(), statement).status, 400);
    // Where the workspace fetches no such set, the configured ones are all there is.
    QVERIFY(cache().setStatementKeySets({StatementKeySets::Where::Nowhere}, {}));
    const TppExchange byDirectory = registerWithKey(tpp, other.withoutKid(), statement);
    QVERIFY2(byDirectory.status == 201, byDirectory.responseBody);
}

void TestKeyServers::keepsApartFromTheTestDirectoryWhoCameFromAnother()
{
    const NamedKey other = startWithOtherDirectory();
    directory::TppRequest request;
    request.extraClaims = {{"software_jwks_endpoint", m_keys->url("/tpp.jwks").toStdString()}};
    request.signingKeyType = jose::KeyType::P256;
    // Of the same organisation and software as the one of the other directory.
    const directory::Tpp tpp = m_bench->newTpp(request);
    const QByteArray statement = other.sign(jose::dissect(tpp.statement).claims.value());
    const TppExchange answer = registerWithKey(tpp, m_first, statement);
    QVERIFY2(answer.status == 201, answer.responseBody);
    const std::string id = memberOf(answer.json(), "client_id");
    const TppExchange byTestSoftware =
        tokenFor(tpp, id, [&tpp](const Json &claims) { return tpp.sign(claims).value(); });
    QVERIFY2(byTestSoftware.status == 401, byTestSoftware.responseBody);
    const TppExchange byItself = tokenFor(tpp, id, [this](const Json &claims) { return m_first.sign(claims); });
    QVERIFY2(byItself.status == 200, byItself.responseBody);
}

void TestKeyServers::verifiesATppOfTheTestDirectoryByItsOwnKeysAlone()
{
    m_keys->sets["/requests"] = fetch::test::setOf({m_second.publicKey()});
    QVERIFY(cache().addName({QStringLiteral("requests"), m_keys->url("/requests"), m_truststore}, {}));
    startWith({{"request_jwks", {m_keys->url("/requests").toStdString()}}});
    directory::TppRequest request;
    request.signingKeyType = jose::KeyType::P256;
    const directory::Tpp tpp = m_bench->newTpp(request);
    const TppExchange byOthers = registerWithKey(tpp, m_second);
    QCOMPARE(byOthers.status, 400);
    QVERIFY2(sentence(byOthers).contains(QStringLiteral("request.signature")), byOthers.responseBody);
    const TppExchange byItself = registerWith(*m_bench->clientFor(tpp));
    QVERIFY2(byItself.status == 201, byItself.responseBody);
    const std::string id = memberOf(byItself.json(), "client_id");
    const TppExchange token = tokenFor(tpp, id, [this](const Json &claims) { return m_second.sign(claims); });
    QCOMPARE(token.status, 401);
    QCOMPARE(tokenFor(tpp, id, [&tpp](const Json &claims) { return tpp.sign(claims).value(); }).status, 200);
    // The keys are there for whoever the test directory does not know.
    const TppExchange unknown = registerWithKey(stranger("/none.jwks"), m_second);
    QVERIFY2(unknown.status == 201, unknown.responseBody);
}

void TestKeyServers::startsWithTheLastGoodSet()
{
    const NamedKey directoryKey{"of the directory"};
    m_keys->sets["/sandbox"] = fetch::test::setOf({directoryKey.publicKey()});
    QVERIFY(cache().addName({QStringLiteral("sandbox"), m_keys->url("/sandbox"), m_truststore}, {}));
    const Json policy = {{"statement_jwks", {{"sandbox", {m_keys->url("/sandbox").toStdString()}}}}};
    startWith(policy);
    const auto registers = [&] {
        const directory::Tpp tpp = stranger();
        return registerWithKey(tpp, m_first, directoryKey.sign(jose::dissect(tpp.statement).claims.value()));
    };
    const TppExchange before = registers();
    QVERIFY2(before.status == 201, before.responseBody);
    m_keys->isBroken = true;
    m_bench->close();
    m_bench->clock().advance(25h);
    Settings settings;
    settings.policy = dcr::Policy::fromJson(policy, settings.policy).value();
    QCOMPARE(m_bench->start(settings), QString());
    const TppExchange after = registers();
    QVERIFY2(after.status == 201, after.responseBody);
    const fetch::KeySetState state = cache().state(cache().ownAddress(QUrl(m_keys->url("/sandbox"))));
    QVERIFY2(state.problem.contains(QStringLiteral("status 500")), qPrintable(state.problem));
}

void TestKeyServers::doesNotStartWithoutAnyKeySet()
{
    m_keys->isBroken = true;
    m_bench->stop();
    Settings settings;
    settings.policy = dcr::Policy::fromJson({{"statement_jwks", {{"sandbox", {m_keys->url("/never").toStdString()}}}}},
                                            settings.policy)
                          .value();
    const QString problem = m_bench->start(settings);
    QVERIFY2(problem.contains(m_keys->url("/never")), qPrintable(problem));
}

QTEST_GUILESS_MAIN(TestKeyServers)
#include "test_key_servers.moc"
