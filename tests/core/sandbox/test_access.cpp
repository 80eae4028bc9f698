#include "sandbox_fixture.h"

using namespace gatehouse;
using namespace gatehouse::sandbox;
using namespace gatehouse::sandbox::test;

/// Who reaches which route: client certificates by mode, methods, limits, and what everyone may read.
class TestAccess : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void insistsOnACertificateWhereTheModeDoes();
    void readsDocumentsWithoutACertificate_data();
    void readsDocumentsWithoutACertificate();
    void namesTheIssuerThatADocumentsUrlBeginsWith();
    void saysWhatIsWrongWithACertificate_data();
    void saysWhatIsWrongWithACertificate();
    void seesACertificateExpireWhileItIsUsed();
    void takesALeafWithAndWithoutItsIssuer();
    void registersWithoutACertificateWhereItIsOptional();
    void refusesAWrongCertificateWhereItIsOptional();
    void registersWithoutTlsOfTheClientWhereItIsOff();
    void refusesAnotherMethodAndNamesTheRightOnes_data();
    void refusesAnotherMethodAndNamesTheRightOnes();
    void knowsNothingElse_data();
    void knowsNothingElse();
    void refusesTooMuch();
    void answersARequestThatComesInPieces();
    void takesATppThatWasMadeMeanwhile();
    void judgesByAPolicyThatWasChangedMeanwhile();
    void stopsAndStartsAgain();
    void refusesAPolicyWhoseKeysCannotBeRead();
    void refusesAPortThatIsTaken();

private:
    /// Our TPP with another client certificate.
    std::unique_ptr<TppClient> withCertificate(const QList<trust::Certificate> &chain, const jose::PrivateKey &key);
    std::unique_ptr<TppClient> withoutCertificate();

    QCA::Initializer m_qca;
    Bench m_bench;
    std::optional<directory::Tpp> m_tpp;
};

namespace {

QByteArray errorOf(const TppExchange &answer)
{
    return QByteArray::fromStdString(memberOf(answer.json(), "error"));
}

constexpr const char *PublicPaths[] = {"/.well-known/openid-configuration", "/oauth2/token/.well-known/openid-configuration",
                                       "/oauth2/jwks", "/directory/openbanking.jwks"};

} // namespace

void TestAccess::initTestCase()
{
    QCOMPARE(m_bench.start(), QString());
    m_tpp = m_bench.newTpp();
}

void TestAccess::cleanup()
{
    if (m_bench.sandbox().settings().mode == ClientCertificateMode::Required && m_bench.sandbox().state() == Sandbox::State::Running)
        return;
    m_bench.stop();
    QCOMPARE(m_bench.start(), QString());
}

std::unique_ptr<TppClient> TestAccess::withCertificate(const QList<trust::Certificate> &chain, const jose::PrivateKey &key)
{
    directory::Tpp tpp = *m_tpp;
    tpp.transportChain = chain;
    tpp.transportKey = key;
    return m_bench.clientFor(tpp);
}

std::unique_ptr<TppClient> TestAccess::withoutCertificate()
{
    return withCertificate({}, m_tpp->transportKey);
}

void TestAccess::insistsOnACertificateWhereTheModeDoes()
{
    const auto client = withoutCertificate();
    const directory::EndpointFacts facts = m_bench.facts();
    const QString someClient = facts.registrationEndpoint + QStringLiteral("/someone");
    const std::pair<const char *, QString> routes[] = {
        {"POST", facts.registrationEndpoint},
        {"GET", someClient},
        {"PUT", someClient},
        {"DELETE", someClient},
        {"POST", facts.tokenEndpoint},
        {"POST", m_bench.baseUrl() + QStringLiteral("/oauth2/introspect")},
        {"POST", m_bench.baseUrl() + QStringLiteral("/oauth2/revoke")},
    };
    for (const auto &[method, url] : routes) {
        const TppExchange answer = send(*client, method, url, {{"Content-Type", "application/jwt"}}, "x");
        QVERIFY2(answer.status == 401, qPrintable(url));
        QCOMPARE(errorOf(answer), "invalid_client");
        QVERIFY2(answer.responseBody.contains("No certificate was presented"), answer.responseBody);
        QVERIFY(!responseHeader(answer, "WWW-Authenticate").isEmpty());
    }
}

void TestAccess::namesTheIssuerThatADocumentsUrlBeginsWith()
{
    // OpenID Connect Discovery 1.0 §4.3; WSO2's issuer is its token endpoint.
    const auto client = withoutCertificate();
    for (const QString &issuer : {m_bench.baseUrl(), m_bench.facts().tokenEndpoint}) {
        const TppExchange answer = send(*client, "GET", issuer + QStringLiteral("/.well-known/openid-configuration"));
        QCOMPARE(memberOf(answer.json(), "issuer"), issuer.toStdString());
        QCOMPARE(memberOf(answer.json(), "token_endpoint"), m_bench.facts().tokenEndpoint.toStdString());
    }
}

void TestAccess::readsDocumentsWithoutACertificate_data()
{
    QTest::addColumn<QString>("path");
    for (const char *path : PublicPaths)
        QTest::newRow(path) << QString::fromLatin1(path);
    QTest::newRow("a software's keys") << QStringLiteral("/directory/%1/%2.jwks").arg(m_tpp->organisationId, m_tpp->softwareId);
}

void TestAccess::readsDocumentsWithoutACertificate()
{
    QFETCH(QString, path);
    const auto client = withoutCertificate();
    const TppExchange answer = send(*client, "GET", m_bench.baseUrl() + path);
    QCOMPARE(answer.status, 200);
    QVERIFY(answer.json().is_object());
    if (!path.contains(QLatin1String("configuration"))) {
        const auto keys = jose::JwkSet::parse(answer.responseBody);
        QVERIFY(keys && !keys->keys().empty());
        // Nothing of a private key is published.
        for (const char *secret : {"\"d\"", "\"p\"", "\"q\"", "\"dp\""})
            QVERIFY(!answer.responseBody.contains(secret));
    }
    const QByteArray head = sendRaw(QUrl(m_bench.baseUrl()), "HEAD " + path.toUtf8() + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    QVERIFY(head.startsWith("HTTP/1.1 200 ") && head.endsWith("\r\n\r\n"));
    QVERIFY(head.contains("Content-Length: " + QByteArray::number(answer.responseBody.size())));
}

void TestAccess::saysWhatIsWrongWithACertificate_data()
{
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("of another authority") << "foreign" << QByteArray("truststore");
    QTest::newRow("signed by itself") << "selfSigned" << QByteArray("truststore");
    QTest::newRow("for servers alone") << "serverOnly" << QByteArray("client");
    QTest::newRow("expired") << "expired" << QByteArray("expired");
    QTest::newRow("not valid yet") << "future" << QByteArray("not valid");
}

void TestAccess::saysWhatIsWrongWithACertificate()
{
    QFETCH(QString, kind);
    QFETCH(QByteArray, words);
    using namespace directory;
    const jose::PrivateKey key = m_tpp->transportKey;
    const Instant now = systemNow();
    CertificateRequest wanted{CertificateKind::Transport,
                              {{"C", QStringLiteral("GB")}, {"O", QStringLiteral("OpenBanking")},
                               {"OU", m_tpp->organisationId}, {"CN", m_tpp->softwareId}},
                              {}, now - std::chrono::hours(48), now + std::chrono::hours(48)};
    QList<trust::Certificate> chain;
    if (kind == QLatin1String("foreign")) {
        const auto elsewhere = Directory::open(m_bench.folder() + QStringLiteral("/../elsewhere"), systemNow).value();
        const Authority authority{loadKey(elsewhere->folder() + QStringLiteral("/issuing.key")).value(),
                                  elsewhere->authorities().constLast()};
        chain = {issueCertificate(wanted, key, authority).value(), authority.certificate};
    } else if (kind == QLatin1String("selfSigned")) {
        chain = {issueSelfSigned(wanted, key).value()};
    } else {
        if (kind == QLatin1String("serverOnly")) {
            wanted.kind = CertificateKind::Endpoint;
            wanted.hostNames = {QStringLiteral("tpp.example.com")};
        } else if (kind == QLatin1String("expired")) {
            wanted.notAfter = now - std::chrono::hours(1);
        } else {
            wanted.notBefore = now + std::chrono::hours(1);
        }
        chain = {issueCertificate(wanted, key, m_bench.authority()).value(), m_bench.authority().certificate};
    }
    const auto client = withCertificate(chain, key);
    const TppExchange answer = registerWith(*client);
    QVERIFY2(answer.status == 401, answer.responseBody);
    QCOMPARE(errorOf(answer), "invalid_client");
    QVERIFY2(answer.responseBody.contains("Mutual TLS: ") && answer.responseBody.toLower().contains(words), answer.responseBody);
    // What everyone may read, its holder may too.
    QCOMPARE(send(*client, "GET", m_bench.facts().wellKnown).status, 200);
}

void TestAccess::seesACertificateExpireWhileItIsUsed()
{
    const Instant now = m_bench.now();
    const directory::CertificateRequest wanted{directory::CertificateKind::Transport,
                                               {{"C", QStringLiteral("GB")}, {"O", QStringLiteral("OpenBanking")},
                                                {"OU", m_tpp->organisationId}, {"CN", m_tpp->softwareId}},
                                               {}, now - std::chrono::hours(48), now + std::chrono::hours(1)};
    const trust::Certificate leaf = directory::issueCertificate(wanted, m_tpp->transportKey, m_bench.authority()).value();
    const auto client = withCertificate({leaf, m_bench.authority().certificate}, m_tpp->transportKey);
    m_bench.clock().advance(std::chrono::seconds(3600 - 30));
    QCOMPARE(registerWith(*client).status, 201);
    m_bench.clock().advance(std::chrono::seconds(31));
    QCOMPARE(registerWith(*client).status, 401);
}

void TestAccess::takesALeafWithAndWithoutItsIssuer()
{
    const auto bare = withCertificate({m_tpp->transportCertificate()}, m_tpp->transportKey);
    QCOMPARE(registerWith(*bare).status, 201);
    const auto whole = m_bench.clientFor(*m_tpp);
    QCOMPARE(registerWith(*whole).status, 201);
}

void TestAccess::registersWithoutACertificateWhereItIsOptional()
{
    m_bench.stop();
    QCOMPARE(m_bench.start(ClientCertificateMode::Optional), QString());
    const auto client = withoutCertificate();
    const TppExchange answer = registerWith(*client);
    QVERIFY2(answer.status == 201, answer.responseBody);
    const QString id = QString::fromStdString(memberOf(answer.json(), "client_id"));
    // Without a certificate a token is not bound, and works without one.
    const TppExchange token = await([&](auto done) { client->requestToken(id, done); });
    QCOMPARE(token.status, 200);
    const QByteArray value = QByteArray::fromStdString(memberOf(token.json(), "access_token"));
    QVERIFY(!jose::dissect(value).claims.value().contains("cnf"));
    QCOMPARE(await([&](auto done) { client->readClient(id, value, done); }).status, 200);
    // With one it is, and does not.
    const auto certified = m_bench.clientFor(*m_tpp);
    const TppExchange bound = await([&](auto done) { certified->requestToken(id, done); });
    const QByteArray boundValue = QByteArray::fromStdString(memberOf(bound.json(), "access_token"));
    QCOMPARE(await([&](auto done) { client->readClient(id, boundValue, done); }).status, 401);
    QCOMPARE(await([&](auto done) { certified->readClient(id, boundValue, done); }).status, 200);
}

void TestAccess::refusesAWrongCertificateWhereItIsOptional()
{
    m_bench.stop();
    QCOMPARE(m_bench.start(ClientCertificateMode::Optional), QString());
    const directory::CertificateRequest wanted{directory::CertificateKind::Transport, {{"CN", m_tpp->softwareId}}, {},
                                               systemNow() - std::chrono::hours(1), systemNow() + std::chrono::hours(1)};
    const auto client = withCertificate({directory::issueSelfSigned(wanted, m_tpp->transportKey).value()}, m_tpp->transportKey);
    QCOMPARE(registerWith(*client).status, 401);
}

void TestAccess::registersWithoutTlsOfTheClientWhereItIsOff()
{
    m_bench.stop();
    QCOMPARE(m_bench.start(ClientCertificateMode::Off), QString());
    // A certificate is not even asked for.
    const auto client = m_bench.clientFor(*m_tpp);
    QCOMPARE(registerWith(*client).status, 201);
    const auto &recent = m_bench.sandbox().recentExchanges();
    QTRY_VERIFY(!recent.isEmpty() && recent.constLast().status == 201 && recent.constLast().peerSubject.isEmpty());
    const TppExchange byName = registerWith(*client, {{"token_endpoint_auth_method", "tls_client_auth"},
                                                      {"tls_client_auth_subject_dn", "CN=anyone"}});
    const TppExchange token
        = postForm(*client, m_bench.facts().tokenEndpoint,
                   {{QStringLiteral("grant_type"), QStringLiteral("client_credentials")},
                    {QStringLiteral("client_id"), QString::fromStdString(memberOf(byName.json(), "client_id"))}});
    QCOMPARE(token.status, 401);
}

void TestAccess::refusesAnotherMethodAndNamesTheRightOnes_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("allowed");
    const QString register_ = QStringLiteral("/open-banking/v3.3.0/register");
    QTest::newRow("GET of the collection") << QByteArray("GET") << register_ << QByteArray("POST");
    QTest::newRow("POST to a client") << QByteArray("POST") << register_ + QStringLiteral("/id") << QByteArray("GET, HEAD, PUT, DELETE");
    QTest::newRow("PATCH") << QByteArray("PATCH") << register_ + QStringLiteral("/id") << QByteArray("GET, HEAD, PUT, DELETE");
    QTest::newRow("GET of a token") << QByteArray("GET") << QStringLiteral("/oauth2/token") << QByteArray("POST");
    QTest::newRow("POST to the keys") << QByteArray("POST") << QStringLiteral("/oauth2/jwks") << QByteArray("GET, HEAD");
    QTest::newRow("TRACE") << QByteArray("TRACE") << QStringLiteral("/oauth2/jwks") << QByteArray("GET, HEAD");
}

void TestAccess::refusesAnotherMethodAndNamesTheRightOnes()
{
    QFETCH(QByteArray, method);
    QFETCH(QString, path);
    QFETCH(QByteArray, allowed);
    const auto client = m_bench.clientFor(*m_tpp);
    const TppExchange answer = send(*client, method, m_bench.baseUrl() + path);
    QCOMPARE(answer.status, 405);
    QCOMPARE(responseHeader(answer, "Allow"), allowed);
    QCOMPARE(errorOf(answer), "invalid_request");
}

void TestAccess::knowsNothingElse_data()
{
    QTest::addColumn<QString>("path");
    for (const char *path : {"/", "/register", "/open-banking/v3.3.0/register/", "/open-banking/v3.2.0/register",
                             "/open-banking/v3.3.0/register/a/b", "/directory/none/none.jwks", "/directory/a", "/oauth2/token/"})
        QTest::newRow(path) << QString::fromLatin1(path);
    QTest::newRow("a software's keys without .jwks") << QStringLiteral("/directory/%1/%2").arg(m_tpp->organisationId, m_tpp->softwareId);
}

void TestAccess::knowsNothingElse()
{
    QFETCH(QString, path);
    const TppExchange answer = send(*withoutCertificate(), "GET", m_bench.baseUrl() + path);
    QCOMPARE(answer.status, 404);
    QCOMPARE(errorOf(answer), "invalid_request");
}

void TestAccess::refusesTooMuch()
{
    const QUrl endpoint(m_bench.baseUrl());
    const QByteArray head = "POST /open-banking/v3.3.0/register HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/jwt\r\n";
    const QByteArray announced = sendRaw(endpoint, head + "Content-Length: 10000000\r\n\r\n");
    QVERIFY2(announced.startsWith("HTTP/1.1 413 ") && announced.contains("\"error\""), announced.left(200));
    const QByteArray sent = sendRaw(endpoint, head + "Content-Length: 300000\r\n\r\n" + QByteArray(300'000, 'a'));
    QVERIFY2(sent.startsWith("HTTP/1.1 413 "), sent.left(200));
    const QByteArray header = sendRaw(endpoint, head + "X-Long: " + QByteArray(20'000, 'a') + "\r\n\r\n");
    QVERIFY2(header.startsWith("HTTP/1.1 431 ") && header.contains("\"error\""), header.left(200));
    const QByteArray fits = sendRaw(endpoint, head + "Connection: close\r\nX-Long: " + QByteArray(10'000, 'a') + "\r\nContent-Length: 200000\r\n\r\n" + QByteArray(200'000, 'a'));
    QVERIFY2(fits.startsWith("HTTP/1.1 401 "), fits.left(200));
}

void TestAccess::answersARequestThatComesInPieces()
{
    QSslSocket socket;
    socket.setPeerVerifyMode(QSslSocket::VerifyNone);
    socket.connectToHostEncrypted(QStringLiteral("localhost"), static_cast<quint16>(m_bench.sandbox().baseUrl().port()));
    QVERIFY(socket.waitForEncrypted(10'000));
    for (const char *piece : {"GE", "T /oauth2/jwks HT", "TP/1.1\r\nHost: loc", "alhost\r\nConnection: close\r", "\n\r", "\n"}) {
        socket.write(piece);
        socket.flush();
        QTest::qWait(20);
        // A worker that waits for the rest serves others meanwhile.
        if (piece[0] == 'T')
            QCOMPARE(send(*withoutCertificate(), "GET", m_bench.baseUrl() + QStringLiteral("/oauth2/jwks")).status, 200);
    }
    QByteArray answer;
    while (socket.waitForReadyRead(10'000))
        answer += socket.readAll();
    answer += socket.readAll();
    QVERIFY2(answer.startsWith("HTTP/1.1 200 "), answer);
}

void TestAccess::takesATppThatWasMadeMeanwhile()
{
    // By another process: its own view of the same folder.
    const auto elsewhere = directory::Directory::open(m_bench.folder() + QStringLiteral("/directory"), m_bench.clock().clock()).value();
    directory::TppRequest wanted;
    wanted.baseUrl = m_bench.baseUrl();
    const directory::Tpp tpp = elsewhere->create(wanted).value();
    const auto client = m_bench.clientFor(tpp);
    QTRY_COMPARE_WITH_TIMEOUT(registerWith(*client).status, 201, 1000);
}

void TestAccess::judgesByAPolicyThatWasChangedMeanwhile()
{
    const auto client = m_bench.clientFor(*m_tpp);
    QCOMPARE(registerWith(*client).status, 201);
    dcr::Policy policy = dcr::Policy::openBankingUk();
    policy.statementIssuers = {QStringLiteral("Somebody else")};
    m_bench.sandbox().applyPolicy(policy);
    QTRY_COMPARE_WITH_TIMEOUT(registerWith(*client).status, 400, 5000);
    m_bench.sandbox().applyPolicy(dcr::Policy::openBankingUk());
    QTRY_COMPARE_WITH_TIMEOUT(registerWith(*client).status, 201, 5000);

    policy = dcr::Policy::openBankingUk();
    policy.maxStatementAge = std::chrono::days(1);
    m_bench.sandbox().applyPolicy(policy);
    const std::string old = m_bench.statementOf(*m_tpp, {{"iat", toSeconds(m_bench.now()) - 2 * 86400}}).toStdString();
    QTRY_VERIFY_WITH_TIMEOUT(registerWith(*client, {{"software_statement", old}}).responseBody.contains("statement.age (iat)"), 5000);
    m_bench.sandbox().applyPolicy(dcr::Policy::openBankingUk());
    QTRY_COMPARE_WITH_TIMEOUT(registerWith(*client, {{"software_statement", old}}).status, 201, 5000);
}

void TestAccess::stopsAndStartsAgain()
{
    const QString before = m_bench.baseUrl();
    m_bench.stop();
    QVERIFY(m_bench.baseUrl().isEmpty());
    QVERIFY(m_bench.sandbox().registrationEndpoint().isEmpty());
    QVERIFY(sendRaw(QUrl(before), "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").isEmpty());
    QCOMPARE(m_bench.start(), QString());
    QCOMPARE(registerWith(*m_bench.clientFor(*m_tpp)).status, 201);
}

void TestAccess::refusesAPolicyWhoseKeysCannotBeRead()
{
    m_bench.stop();
    Settings settings;
    settings.policy.requestJwks = {QStringLiteral("missing.jwks")};
    settings.policyFolder = m_bench.folder();
    const QString problem = m_bench.start(settings);
    QVERIFY2(problem.contains(QLatin1String("missing.jwks")), qPrintable(problem));
    QCOMPARE(m_bench.sandbox().state(), Sandbox::State::Stopped);
}

void TestAccess::refusesAPortThatIsTaken()
{
    auto other = workspace::Workspace::open(m_bench.folder() + QStringLiteral("/../other"), systemNow).value();
    Settings settings;
    settings.port = static_cast<quint16>(m_bench.sandbox().baseUrl().port());
    QString problem;
    QEventLoop loop;
    connect(&other->sandbox(), &Sandbox::started, &loop, &QEventLoop::quit);
    connect(&other->sandbox(), &Sandbox::failed, &loop, [&](const Error &error) {
        problem = error.message;
        loop.quit();
    });
    other->sandbox().start(settings);
    loop.exec();
    QVERIFY2(problem.contains(QString::number(settings.port)), qPrintable(problem));
    QVERIFY(other->sandbox().baseUrl().isEmpty());
}

QTEST_GUILESS_MAIN(TestAccess)
#include "test_access.moc"
