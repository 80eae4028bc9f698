#include "core/directory/directory_fixture.h"

#include "jose/jws.h"

#include <QRegularExpression>
#include <QTest>

#include <set>

using namespace gatehouse;
using namespace gatehouse::directory;
using namespace gatehouse::directory::test;

class TestTpp : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void statesTheClaimsOfTheDirectory();
    void writesTheClaimsAsThePublishedStatementsHaveThem();
    void putsExtraClaimsOverItsOwn();
    void makesIdentifiersAsTheDirectoryDoes();
    void issuesFreshStatements();
    void refusesARequestThatMakesNoTpp_data();
    void refusesARequestThatMakesNoTpp();
    void signsARegistrationRequestThatItsKeySetVerifies();
    void overridesRequestClaims();
    void signsAClientAssertion();
    void signsWithEs256ByAnEcKey();

private:
    QCA::Initializer m_qca;
    Json claimsOf(const QByteArray &token) const { return jose::Jws::parse(token)->claims(); }

    QTemporaryDir m_temporary;
    HandClock m_clock;
    std::shared_ptr<Directory> m_directory;
    std::optional<Tpp> m_tpp;
};

void TestTpp::initTestCase()
{
    m_directory = Directory::open(m_temporary.filePath(QStringLiteral("directory")), m_clock.clock()).value();
    TppRequest wanted = request();
    wanted.roles = {QStringLiteral("AISP"), QStringLiteral("CBPII")};
    wanted.redirectUris
        = {QStringLiteral("https://fin.example:8443/a"), QStringLiteral("https://fin.example:8443/b")};
    m_tpp = m_directory->create(wanted).value();
}

void TestTpp::statesTheClaimsOfTheDirectory()
{
    const jose::Jws statement = jose::Jws::parse(m_tpp->statement).value();
    QCOMPARE(statement.alg(), QByteArray("PS256"));
    QCOMPARE(*stringMember(statement.header(), "typ"), QStringLiteral("JWT"));
    QVERIFY(jose::verify(statement, (*m_directory->directoryJwks())->keys, {jose::Algorithm::PS256}).status
            == jose::SignatureVerdict::Status::Valid);
    const Json &claims = statement.claims();
    QCOMPARE(*stringMember(claims, "iss"), QStringLiteral("OpenBanking Ltd"));
    QCOMPARE(*integerMember(claims, "iat"), toSeconds(m_clock.now()));
    QCOMPARE(*stringMember(claims, "software_environment"), QStringLiteral("sandbox"));
    QCOMPARE(*stringMember(claims, "software_id"), m_tpp->softwareId);
    QCOMPARE(*stringMember(claims, "org_id"), m_tpp->organisationId);
    QCOMPARE(*stringListMember(claims, "software_redirect_uris"), m_tpp->redirectUris);
    QCOMPARE(
        *stringMember(claims, "software_jwks_endpoint"),
        QStringLiteral("https://localhost:8443/directory/%1/%2.jwks").arg(m_tpp->organisationId, m_tpp->softwareId));
    for (const char *name : {"software_policy_uri", "software_tos_uri", "software_logo_uri", "software_client_uri"})
        QVERIFY2(stringMember(claims, name)->startsWith(QStringLiteral("https://fin.example:8443")), name);
    const Json *authority = member(claims, "organisation_competent_authority_claims");
    QVERIFY(authority);
    QCOMPARE(*stringMember(*authority, "registration_id"), QStringLiteral("Unknown") + m_tpp->organisationId);
    QStringList states;
    for (const Json &authorisation : authority->at("authorisations")) {
        states.append(*stringMember(authorisation, "member_state"));
        QCOMPARE(*stringListMember(authorisation, "roles"),
                 (QStringList{QStringLiteral("AISP"), QStringLiteral("CBPII")}));
    }
    QCOMPARE(states.join(QLatin1Char(' ')), QStringLiteral("GB IE NL"));
}

void TestTpp::writesTheClaimsAsThePublishedStatementsHaveThem()
{
    const Json ours = claimsOf(m_tpp->statement);
    const QDir folder(QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/docs-jwts"));
    const QStringList files = folder.entryList({QStringLiteral("ssa-oQ4K*.jwt"), QStringLiteral("ssa-u3ZW*.jwt")});
    int compared = 0;
    for (const QString &file : files) {
        const jose::JwsParts theirs = jose::dissect(contentOf(folder.filePath(file)));
        if (!theirs.claims)
            continue;
        QCOMPARE(ours.size(), theirs.claims->size());
        for (auto it = theirs.claims->begin(); it != theirs.claims->end(); ++it) {
            QVERIFY2(ours.contains(it.key()), it.key().c_str());
            if (it.key() != "software_version")
                QVERIFY2(ours.at(it.key()).is_number() == it->is_number()
                             && ours.at(it.key()).is_string() == it->is_string()
                             && ours.at(it.key()).is_array() == it->is_array(),
                         it.key().c_str());
        }
        ++compared;
    }
    QVERIFY(compared >= 5);
    QCOMPARE(ours.size(), size_t(26));
}

void TestTpp::putsExtraClaimsOverItsOwn()
{
    TppRequest wanted = request();
    wanted.extraClaims
        = {{"software_version", "2.1"}, {"org_contacts", nullptr}, {"software_mode", "Live"}, {"extra", 7}};
    wanted.environment = QStringLiteral("production");
    const Tpp tpp = m_directory->create(wanted).value();
    const SoftwareRecord record = m_directory->software(tpp.organisationId, tpp.softwareId).value();
    for (const QByteArray &statement :
         {tpp.statement, m_directory->issueStatement(record, wanted.baseUrl, m_clock.now()).value()}) {
        const Json claims = claimsOf(statement);
        QCOMPARE(*stringMember(claims, "software_version"), QStringLiteral("2.1"));
        QCOMPARE(*stringMember(claims, "software_environment"), QStringLiteral("production"));
        QCOMPARE(*integerMember(claims, "extra"), 7);
        QVERIFY(!claims.contains("org_contacts"));
    }
}

void TestTpp::makesIdentifiersAsTheDirectoryDoes()
{
    const QRegularExpression software(QStringLiteral("^[0-9A-Za-z]{22}$"));
    const QRegularExpression organisation(QStringLiteral("^0015800001[0-9A-Za-z]{8}$"));
    QVERIFY(software.match(m_tpp->softwareId).hasMatch());
    QVERIFY(organisation.match(m_tpp->organisationId).hasMatch());
    QVERIFY(QRegularExpression(QStringLiteral("^[0-9a-f]{16}$"))
                .match(*stringMember(claimsOf(m_tpp->statement), "jti"))
                .hasMatch());
}

void TestTpp::issuesFreshStatements()
{
    m_clock.advance(std::chrono::seconds(5));
    const SoftwareRecord record = m_directory->software(m_tpp->organisationId, m_tpp->softwareId).value();
    const Json fresh = claimsOf(
        m_directory->issueStatement(record, QStringLiteral("https://127.0.0.1:9/"), m_clock.now()).value());
    const Json old = claimsOf(m_tpp->statement);
    QVERIFY(fresh.at("jti") != old.at("jti"));
    QCOMPARE(*integerMember(fresh, "iat"), *integerMember(old, "iat") + 5);
    QVERIFY(
        stringMember(fresh, "software_jwks_endpoint")->startsWith(QStringLiteral("https://127.0.0.1:9/directory/")));
    QCOMPARE(QByteArray::fromStdString(fresh.at("software_id")), m_tpp->softwareId.toLatin1());
}

void TestTpp::refusesARequestThatMakesNoTpp_data()
{
    QTest::addColumn<std::function<void(TppRequest &)>>("spoil");
    QTest::addColumn<QString>("named");
    const auto row = [](const char *name, std::function<void(TppRequest &)> spoil, const char *named) {
        QTest::newRow(name) << spoil << QString::fromLatin1(named);
    };
    row(
        "no base", [](TppRequest &r) { r.baseUrl.clear(); }, "https://localhost:8443");
    row(
        "base without host", [](TppRequest &r) { r.baseUrl = QStringLiteral("https:///x"); }, "https:///x");
    row(
        "software id with a dash", [](TppRequest &r) { r.softwareId = QStringLiteral("a-b"); }, "a-b");
    row(
        "software id that climbs", [](TppRequest &r) { r.softwareId = QStringLiteral("../x"); }, "../x");
    row(
        "software id too long", [](TppRequest &r) { r.softwareId = QString(23, u'a'); }, "22");
    row(
        "organisation id too long", [](TppRequest &r) { r.organisationId = QString(19, u'a'); }, "18");
    row(
        "one id for both", [](TppRequest &r) { r.softwareId = r.organisationId = QStringLiteral("same"); }, "same");
    row(
        "no role", [](TppRequest &r) { r.roles.clear(); }, "role");
    row(
        "unknown role", [](TppRequest &r) { r.roles.append(QStringLiteral("aisp")); }, "aisp");
    row(
        "no redirect", [](TppRequest &r) { r.redirectUris.clear(); }, "redirect");
    row(
        "redirect without TLS", [](TppRequest &r) { r.redirectUris = {QStringLiteral("http://a.example")}; },
        "http://a.example");
    row(
        "redirect with a fragment", [](TppRequest &r) { r.redirectUris = {QStringLiteral("https://a.example/#f")}; },
        "#f");
    row(
        "no redirect at all", [](TppRequest &r) { r.redirectUris = {QStringLiteral("nonsense")}; }, "nonsense");
    row(
        "no environment", [](TppRequest &r) { r.environment.clear(); }, "environment");
    row(
        "extra claims of another type", [](TppRequest &r) { r.extraClaims = Json::array(); }, "object");
}

void TestTpp::refusesARequestThatMakesNoTpp()
{
    using Spoil = std::function<void(TppRequest &)>;
    QFETCH(Spoil, spoil);
    QFETCH(QString, named);
    TppRequest wanted = request();
    spoil(wanted);
    const qsizetype before = m_directory->allSoftware().size();
    const Result<Tpp> tpp = m_directory->create(wanted);
    QVERIFY(!tpp);
    QCOMPARE(tpp.error().kind, Error::Refused);
    QVERIFY2(tpp.error().message.contains(named), qPrintable(tpp.error().message));
    QCOMPARE(m_directory->allSoftware().size(), before);
}

void TestTpp::signsARegistrationRequestThatItsKeySetVerifies()
{
    const QByteArray token
        = m_tpp->registrationRequest(QStringLiteral("https://localhost:8443"), m_clock.now()).value();
    const jose::Jws request = jose::Jws::parse(token).value();
    const auto keys = m_directory->softwareJwks(m_tpp->organisationId, m_tpp->softwareId).value();
    const jose::SignatureVerdict verdict = jose::verify(request, keys->keys, jose::FapiAlgorithms);
    QVERIFY2(verdict.status == jose::SignatureVerdict::Status::Valid, qPrintable(verdict.reason));
    const Json &claims = request.claims();
    QCOMPARE(*stringMember(claims, "iss"), m_tpp->softwareId);
    QCOMPARE(*integerMember(claims, "exp") - *integerMember(claims, "iat"), 3600);
    QCOMPARE(*stringMember(claims, "scope"), QStringLiteral("openid accounts fundsconfirmations"));
    QCOMPARE(*stringListMember(claims, "redirect_uris"), m_tpp->redirectUris);
    QCOMPARE(*stringListMember(claims, "response_types"), QStringList{QStringLiteral("code id_token")});
    QVERIFY(stringListMember(claims, "grant_types")->contains(QStringLiteral("client_credentials")));
    QCOMPARE(stringMember(claims, "software_statement")->toLatin1(), m_tpp->statement);
    QVERIFY(
        QRegularExpression(QStringLiteral("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"))
            .match(*stringMember(claims, "jti"))
            .hasMatch());
}

void TestTpp::overridesRequestClaims()
{
    const Json claims = m_tpp->registrationClaims(QStringLiteral("aud"), m_clock.now(),
                                                  {{"scope", nullptr}, {"iss", "another"}, {"new", true}},
                                                  std::chrono::seconds(60));
    QVERIFY(!claims.contains("scope"));
    QCOMPARE(*stringMember(claims, "iss"), QStringLiteral("another"));
    QVERIFY(claims.at("new") == true);
    QCOMPARE(*integerMember(claims, "exp"), toSeconds(m_clock.now()) + 60);
}

void TestTpp::signsAClientAssertion()
{
    const QByteArray token
        = m_tpp->clientAssertion(QStringLiteral("client"), QStringLiteral("https://h/oauth2/token"), m_clock.now())
              .value();
    const Json claims = claimsOf(token);
    QCOMPARE(*stringMember(claims, "iss"), QStringLiteral("client"));
    QCOMPARE(*stringMember(claims, "sub"), QStringLiteral("client"));
    QCOMPARE(*stringMember(claims, "aud"), QStringLiteral("https://h/oauth2/token"));
    QCOMPARE(*integerMember(claims, "exp"), toSeconds(m_clock.now()) + 300);
}

void TestTpp::signsWithEs256ByAnEcKey()
{
    TppRequest wanted = request();
    wanted.signingKeyType = jose::KeyType::P256;
    const Tpp tpp = m_directory->create(wanted).value();
    const jose::Jws signedRequest
        = jose::Jws::parse(tpp.registrationRequest(QStringLiteral("aud"), m_clock.now()).value()).value();
    QCOMPARE(signedRequest.alg(), QByteArray("ES256"));
    QCOMPARE(*stringMember(signedRequest.claims(), "id_token_signed_response_alg"), QStringLiteral("ES256"));
    const auto keys = m_directory->softwareJwks(tpp.organisationId, tpp.softwareId).value();
    QVERIFY(jose::verify(signedRequest, keys->keys, jose::FapiAlgorithms).status
            == jose::SignatureVerdict::Status::Valid);
}

QTEST_GUILESS_MAIN(TestTpp)
#include "test_tpp.moc"
