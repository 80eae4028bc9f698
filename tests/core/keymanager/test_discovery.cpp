#include "core/fetch/https_server.h"
#include "key_manager_samples.h"
#include "keymanager/endpoint_probe.h"

#include <QTest>

using namespace gatehouse;
using namespace gatehouse::fetch::test;
using namespace gatehouse::keymanager;
using namespace gatehouse::keymanager::test;

namespace {

constexpr char WellKnown[] = "/oauth2/token/.well-known/openid-configuration";

fetch::Options options()
{
    fetch::Options options;
    options.reach = fetch::Reach::LocalSandbox;
    options.timeout = std::chrono::seconds(5);
    options.extraRoots = ServerIdentity::get().roots();
    return options;
}

QString origin(const QUrl &url)
{
    return url.toString(QUrl::RemovePath);
}

/// What an Identity Server 5.11 answers.
QByteArray document(const QString &origin)
{
    QByteArray text = R"({"request_parameter_supported":true,
        "introspection_endpoint":"$/oauth2/introspect","issuer":"$/oauth2/token",
        "authorization_endpoint":"$/oauth2/authorize","userinfo_endpoint":"$/oauth2/userinfo",
        "token_endpoint":"$/oauth2/token","revocation_endpoint":"$/oauth2/revoke",
        "registration_endpoint":"$/api/identity/oauth2/dcr/v1.1/register","jwks_uri":"$/oauth2/jwks",
        "grant_types_supported":["refresh_token","client_credentials"],"check_session_iframe":null})";
    return text.replace("$", origin.toUtf8());
}

QString problem(const Result<DiscoveryDocument> &result)
{
    return result ? QString() : result.error().message;
}

const ProposedChange *changeOf(const QList<ProposedChange> &changes, Field field)
{
    for (const ProposedChange &change : changes) {
        if (change.field == field)
            return &change;
    }
    return nullptr;
}

} // namespace

class TestDiscovery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void proposesWhatAnIdentityServerSays();
    void correctsWhatTheToolkitNeeds_data();
    void correctsWhatTheToolkitNeeds();
    void proposesNothingWhereAllIsRight();
    void appliesNothingButTheChosenChanges();
    void fetchesFromAServer();
    void hasASentenceForEachFailure_data();
    void hasASentenceForEachFailure();
    void givesUpOnASlowServer();
    void refusesARedirectToAnotherHost();
    void saysHowToTrustASelfSignedCertificate();
    void refusesAnotherIssuer_data();
    void refusesAnotherIssuer();
    void takesTheWellKnownUrlsOfBothStandards_data();
    void takesTheWellKnownUrlsOfBothStandards();
    void tellsWhatEachEndpointAnswers();
    void readsAServersAddress_data();
    void readsAServersAddress();
};

void TestDiscovery::proposesWhatAnIdentityServerSays()
{
    const QString is = QStringLiteral("https://is.bank.example:9446");
    const QUrl url(is + QLatin1String(WellKnown));
    const auto read = readDiscovery(document(is), url);
    QVERIFY2(read, qPrintable(problem(read)));
    KeyManager keyManager;
    keyManager.type = AcceleratorType;
    const KeyManager filled = withChanges(keyManager, proposeChanges(keyManager, *read, url));
    const KeyManager expected = documented();
    for (const FieldInfo &field : fields()) {
        if (field.kind == FieldKind::Url && field.since == ApiVersion::V2)
            QCOMPARE(filled.*field.text, expected.*field.text);
    }
    QCOMPARE(filled.issuer, expected.issuer);
    QCOMPARE(filled.certificateForm, CertificateForm::Jwks);
    QCOMPARE(filled.certificate, expected.certificate);
    QCOMPARE(filled.consumerKeyClaim, QStringLiteral("azp"));
    QCOMPARE(filled.grantTypes, QStringList({QStringLiteral("refresh_token"), QStringLiteral("client_credentials")}));
}

void TestDiscovery::correctsWhatTheToolkitNeeds_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("registration");
    QTest::addColumn<bool>("isExplained");
    QTest::newRow("accelerator") << QString(AcceleratorType) << QStringLiteral("/keymanager-operations/dcr/register")
                                 << true;
    QTest::newRow("financial services") << QString(FinancialServicesType)
                                        << QStringLiteral("/api/identity/oauth2/dcr/v1.1/register") << true;
    QTest::newRow("Identity Server") << QStringLiteral("WSO2-IS")
                                     << QStringLiteral("/api/identity/oauth2/dcr/v1.1/register") << false;
}

void TestDiscovery::correctsWhatTheToolkitNeeds()
{
    QFETCH(QString, type);
    QFETCH(QString, registration);
    QFETCH(bool, isExplained);
    const QString is = QStringLiteral("https://is:9446");
    const QUrl url(is + QLatin1String(WellKnown));
    KeyManager keyManager;
    keyManager.type = type;
    const auto changes = proposeChanges(keyManager, *readDiscovery(document(is), url), url);
    const ProposedChange *change = changeOf(changes, Field::ClientRegistration);
    QVERIFY(change);
    QCOMPARE(change->after, is + registration);
    QCOMPARE(!change->reason.isEmpty(), isExplained);
}

void TestDiscovery::proposesNothingWhereAllIsRight()
{
    const QString is = QStringLiteral("https://is.bank.example:9446");
    const QUrl url(is + QLatin1String(WellKnown));
    KeyManager keyManager = documented();
    keyManager.grantTypes = QStringList({QStringLiteral("refresh_token"), QStringLiteral("client_credentials")});
    const auto changes = proposeChanges(keyManager, *readDiscovery(document(is), url), url);
    QVERIFY2(changes.isEmpty(), qPrintable(changes.isEmpty() ? QString() : changes.constFirst().after));
    keyManager.certificateForm = CertificateForm::Pem;
    QCOMPARE(proposeChanges(keyManager, *readDiscovery(document(is), url), url).size(), 1);
}

void TestDiscovery::appliesNothingButTheChosenChanges()
{
    const KeyManager before = documented();
    const KeyManager after =
        withChanges(before, {{Field::Revoke, before.revokeEndpoint, QStringLiteral("https://x/y"), {}}});
    QCOMPARE(after.revokeEndpoint, QStringLiteral("https://x/y"));
    KeyManager undone = after;
    undone.revokeEndpoint = before.revokeEndpoint;
    QVERIFY(undone == before);
}

void TestDiscovery::fetchesFromAServer()
{
    QByteArray answer;
    HttpsServer server([&](QSslSocket &socket, const QByteArray &) {
        socket.write(answer);
        socket.disconnectFromHost();
    });
    answer = response(200, document(origin(server.url(WellKnown))));
    const auto found = discoverAndWait(server.url(WellKnown), options());
    QVERIFY2(found, qPrintable(problem(found)));
    QCOMPARE(found->jwksUri, origin(server.url(WellKnown)) + QLatin1String("/oauth2/jwks"));
}

void TestDiscovery::hasASentenceForEachFailure_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QString>("part");
    QTest::newRow("huge") << response(200, QByteArray(MaxDiscoveryBytes + 1, ' ')) << QStringLiteral("larger than");
    QTest::newRow("HTML") << response(200, "<html>Sign in</html>") << QStringLiteral("no well-known document");
    QTest::newRow("a list") << response(200, "[]") << QStringLiteral("no well-known document");
    QTest::newRow("nothing") << response(200, "") << QStringLiteral("no well-known document");
    QTest::newRow("no issuer") << response(200, "{}") << QStringLiteral("names no issuer");
    QTest::newRow("another issuer") << response(200, document(QStringLiteral("https://evil.example")))
                                    << QStringLiteral("another issuer's");
    QTest::newRow("endpoint that is no text")
        << response(200, R"({"issuer":"x","token_endpoint":[]})") << QStringLiteral("token_endpoint is no text");
    QTest::newRow("grant types") << response(200, R"({"issuer":"x","grant_types_supported":"all"})")
                                 << QStringLiteral("grant_types_supported is no list");
    QTest::newRow("404") << response(404, "{}") << QStringLiteral("status 404");
}

void TestDiscovery::hasASentenceForEachFailure()
{
    QFETCH(QByteArray, answer);
    QFETCH(QString, part);
    HttpsServer server(answer);
    const auto found = discoverAndWait(server.url(WellKnown), options());
    QVERIFY(!found);
    QVERIFY2(problem(found).contains(part), qPrintable(problem(found)));
    QVERIFY2(problem(found).contains(QLatin1String(WellKnown)), qPrintable(problem(found)));
}

void TestDiscovery::givesUpOnASlowServer()
{
    HttpsServer server([](QSslSocket &, const QByteArray &) {});
    fetch::Options hasty = options();
    hasty.timeout = std::chrono::milliseconds(200);
    const auto found = discoverAndWait(server.url(WellKnown), hasty);
    QVERIFY2(problem(found).contains(QStringLiteral("within 0.2 seconds")), qPrintable(problem(found)));
}

void TestDiscovery::refusesARedirectToAnotherHost()
{
    HttpsServer server(response(302, "", "Location: https://evil.example/\r\n"));
    const auto found = discoverAndWait(server.url(WellKnown), options());
    QVERIFY2(problem(found).contains(QStringLiteral("sends elsewhere, to https://evil.example/")),
             qPrintable(problem(found)));
}

void TestDiscovery::saysHowToTrustASelfSignedCertificate()
{
    HttpsServer server(response(200, "{}"));
    fetch::Options strict = options();
    strict.extraRoots.clear();
    const auto found = discoverAndWait(server.url(WellKnown), strict);
    QVERIFY2(problem(found).contains(QStringLiteral("is not accepted")), qPrintable(problem(found)));
    QVERIFY2(problem(found).contains(QStringLiteral("certificate of its own")), qPrintable(problem(found)));
}

void TestDiscovery::refusesAnotherIssuer_data()
{
    QTest::addColumn<QString>("issuer");
    QTest::newRow("another host") << QStringLiteral("https://other:9446/oauth2/token");
    QTest::newRow("another port") << QStringLiteral("https://is:9443/oauth2/token");
    QTest::newRow("another path") << QStringLiteral("https://is:9446/oauth2");
    QTest::newRow("http") << QStringLiteral("http://is:9446/oauth2/token");
    QTest::newRow("longer") << QStringLiteral("https://is:9446/oauth2/token2");
}

void TestDiscovery::refusesAnotherIssuer()
{
    QFETCH(QString, issuer);
    const QUrl url(QStringLiteral("https://is:9446") + QLatin1String(WellKnown));
    const auto read = readDiscovery(R"({"issuer":")" + issuer.toUtf8() + R"("})", url);
    QVERIFY(!read);
    QCOMPARE(read.error().kind, Error::Refused);
    QVERIFY2(problem(read).contains(issuer), qPrintable(problem(read)));
}

void TestDiscovery::takesTheWellKnownUrlsOfBothStandards_data()
{
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("issuer");
    const QString is = QStringLiteral("https://is:9446");
    QTest::newRow("OpenID Connect") << is + QLatin1String(WellKnown) << is + QStringLiteral("/oauth2/token");
    QTest::newRow("slash") << is + QStringLiteral("/.well-known/openid-configuration") << is + QLatin1Char('/');
    QTest::newRow("RFC 8414") << is + QStringLiteral("/.well-known/oauth-authorization-server/oauth2/token")
                              << is + QStringLiteral("/oauth2/token");
    QTest::newRow("RFC 8414 without a path") << is + QStringLiteral("/.well-known/oauth-authorization-server") << is;
}

void TestDiscovery::takesTheWellKnownUrlsOfBothStandards()
{
    QFETCH(QString, url);
    QFETCH(QString, issuer);
    const auto read = readDiscovery(R"({"issuer":")" + issuer.toUtf8() + R"("})", QUrl(url));
    QVERIFY2(read, qPrintable(problem(read)));
}

void TestDiscovery::tellsWhatEachEndpointAnswers()
{
    HttpsServer server([](QSslSocket &socket, const QByteArray &head) {
        const QByteArray path = head.split(' ').value(1);
        socket.write(path == "/oauth2/jwks"        ? response(200, R"({"keys":[]})")
                         : path == "/oauth2/token" ? response(405, "")
                         : path == "/revoke"       ? response(404, "")
                         : path == "/introspect"   ? response(401, "")
                         : path == "/authorize"    ? response(200, "<html>")
                                                   : response(503, ""));
        socket.disconnectFromHost();
    });
    const QString base = origin(server.url());
    KeyManager keyManager;
    keyManager.tokenEndpoint = base + QLatin1String("/oauth2/token");
    keyManager.revokeEndpoint = base + QLatin1String("/revoke");
    keyManager.introspectionEndpoint = base + QLatin1String("/introspect");
    keyManager.authorizeEndpoint = base + QLatin1String("/authorize");
    keyManager.userInfoEndpoint = base + QLatin1String("/broken");
    keyManager.clientRegistrationEndpoint = QStringLiteral("http://is/register");
    keyManager.certificateForm = CertificateForm::Jwks;
    keyManager.certificate = base + QLatin1String("/oauth2/jwks");
    QMap<Field, ProbeAnswer> answers;
    QObject receiver;
    probeEndpoints(keyManager, options(), &receiver,
                   [&](const ProbeAnswer &answer) { answers.insert(answer.field, answer); });
    QTRY_COMPARE(answers.size(), 7);
    using Outcome = ProbeAnswer::Outcome;
    const auto expect = [&](Field field, Outcome outcome, const char *part) {
        const ProbeAnswer answer = answers.value(field);
        return answer.outcome == outcome && answer.sentence.contains(QLatin1String(part));
    };
    QVERIFY(expect(Field::Token, Outcome::Answers, "405"));
    QVERIFY(expect(Field::Revoke, Outcome::NothingThere, "404"));
    QVERIFY(expect(Field::Introspection, Outcome::Answers, "asks who is there"));
    QVERIFY(expect(Field::Authorize, Outcome::Answers, "200"));
    QVERIFY(expect(Field::UserInfo, Outcome::Unreachable, "503"));
    QVERIFY(expect(Field::ClientRegistration, Outcome::Unreachable, "only https"));
    QVERIFY(expect(Field::Certificates, Outcome::NothingThere, "no key"));
}

void TestDiscovery::readsAServersAddress_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("origin");
    const auto row = [](const char *text, const char *origin) {
        QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(origin);
    };
    row("is.bank.example", "https://is.bank.example:9446");
    row(" is:9443 ", "https://is:9443");
    row("[::1]:8243", "https://[::1]:8243");
    row("", "");
    row("https://is", "");
    row("is/path", "");
    row("user@is", "");
    row("is:99999", "");
    row("a b", "");
}

void TestDiscovery::readsAServersAddress()
{
    QFETCH(QString, text);
    QFETCH(QString, origin);
    const auto address = readServerAddress(text, IdentityServerPort);
    QCOMPARE(address.has_value(), !origin.isEmpty());
    if (address)
        QCOMPARE(address->origin(), origin);
}

QTEST_GUILESS_MAIN(TestDiscovery)
#include "test_discovery.moc"
