#include "dcr/check_record.h"
#include "fetch/jwks_cache.h"
#include "sandbox_fixture.h"

using namespace gatehouse;
using namespace gatehouse::sandbox;
using namespace gatehouse::sandbox::test;

/// A request from WSO2's documentation, signed by keys that this test does not have, at an endpoint whose
/// policy names the documentation's keys.
class TestPublishedRequest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void isRegistered_data();
    void isRegistered();
    void isRefusedWhereThePolicyNamesNoKeys();
    void isRefusedWhereTheRequestKeysAreOthers();
    void isNotMixedUpWithTheTestDirectory();

private:
    Settings settings(const Json &policy, ClientCertificateMode mode) const;
    TppExchange post();

    QCA::Initializer m_qca;
    Bench m_bench;
    std::optional<directory::Tpp> m_tpp;
    QByteArray m_request =
        readFile(QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/docs-jwts/req-oQ4KoaavpOuoE7rvQsZEOV-3805cbef.jwt"))
            .value_or(QByteArray());
};

namespace {

constexpr const char *KeyFile = "wso2/docs-public-keys.jwks.json";

Json policy(bool withRequestKeys)
{
    Json json = {{"audience", {"https://secure.api.dataholder.com/issuer"}},
                 {"statement_jwks", {{"sandbox", {KeyFile}}}}};
    if (withRequestKeys)
        json["request_jwks"] = {KeyFile};
    return json;
}

} // namespace

Settings TestPublishedRequest::settings(const Json &json, ClientCertificateMode mode) const
{
    Settings settings;
    settings.mode = mode;
    settings.policy = dcr::Policy::fromJson(json, settings.policy).value();
    settings.policyFolder = QStringLiteral(GATEHOUSE_TEST_DATA);
    return settings;
}

TppExchange TestPublishedRequest::post()
{
    return postRequest(*m_bench.clientFor(*m_tpp), m_bench.facts().registrationEndpoint, m_request);
}

void TestPublishedRequest::initTestCase()
{
    QVERIFY(!m_request.isEmpty());
    QCOMPARE(m_bench.start(), QString());
    m_tpp = m_bench.newTpp();
    // Its statement names a key server on the Internet.
    QVERIFY(m_bench.workspace().keySets().setStatementKeySets({fetch::StatementKeySets::Where::Nowhere}, {}));
    m_bench.stop();
}

void TestPublishedRequest::cleanup()
{
    m_bench.stop();
    // Each row registers it anew.
    const auto forgotten =
        m_bench.workspace().database().writeAndWait<void>([](store::Connection &connection) -> Result<void> {
            const auto done = connection.run("DELETE FROM seen_jtis", {});
            return done ? Result<void>() : tl::unexpected(done.error());
        });
    QVERIFY(forgotten);
}

void TestPublishedRequest::isRegistered_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<bool>("withRequestKeys");
    for (const auto mode :
         {ClientCertificateMode::Required, ClientCertificateMode::Optional, ClientCertificateMode::Off}) {
        QTest::addRow("%s, both key sets named", name(mode).data()) << static_cast<int>(mode) << true;
        QTest::addRow("%s, the statement's alone", name(mode).data()) << static_cast<int>(mode) << false;
    }
}

void TestPublishedRequest::isRegistered()
{
    QFETCH(int, mode);
    QFETCH(bool, withRequestKeys);
    QCOMPARE(m_bench.start(settings(policy(withRequestKeys), static_cast<ClientCertificateMode>(mode))), QString());
    const TppExchange answer = post();
    QVERIFY2(answer.status == 201, answer.responseBody);
    QCOMPARE(memberOf(answer.json(), "software_id"), "oQ4KoaavpOuoE7rvQsZEOV");
    const QString id = QString::fromStdString(memberOf(answer.json(), "client_id"));
    const auto versions = m_bench.workspace().clients().versions(id).value();
    QCOMPARE(versions.size(), 1);
    const Json checks = dcr::recordToJson(versions[0].checks);
    QVERIFY(!checks.empty());
    for (const Json &check : checks) {
        QVERIFY(memberOf(check, "outcome") != "fail");
        if (memberOf(check, "id") == "transport.certificate-of-software")
            QCOMPARE(memberOf(check, "outcome"),
                     static_cast<ClientCertificateMode>(mode) == ClientCertificateMode::Off ? "skipped" : "warn");
    }
}

void TestPublishedRequest::isRefusedWhereThePolicyNamesNoKeys()
{
    QCOMPARE(m_bench.start(settings({{"audience", {"https://secure.api.dataholder.com/issuer"}}},
                                    ClientCertificateMode::Required)),
             QString());
    const TppExchange answer = post();
    QCOMPARE(answer.status, 400);
    QCOMPARE(memberOf(answer.json(), "error"), "invalid_software_statement");
    QVERIFY2(answer.responseBody.contains("statement.signature"), answer.responseBody);
}

void TestPublishedRequest::isRefusedWhereTheRequestKeysAreOthers()
{
    Json others = policy(true);
    others["request_jwks"] = {"wso2/docs-keystore.jwks.json"};
    QCOMPARE(m_bench.start(settings(others, ClientCertificateMode::Required)), QString());
    const TppExchange answer = post();
    QCOMPARE(answer.status, 400);
    QVERIFY2(answer.responseBody.contains("request.signature"), answer.responseBody);
    QVERIFY2(answer.responseBody.contains("docs-keystore"), answer.responseBody);
}

void TestPublishedRequest::isNotMixedUpWithTheTestDirectory()
{
    // With foreign keys configured the test directory's own TPPs register as ever.
    QCOMPARE(m_bench.start(settings(policy(false), ClientCertificateMode::Required)), QString());
    directory::TppRequest same;
    same.softwareId = QStringLiteral("oQ4KoaavpOuoE7rvQsZEOV");
    same.organisationId = QStringLiteral("0015800001HQQrZAAX");
    const directory::Tpp tpp = m_bench.newTpp(same);
    QCOMPARE(registerWith(*m_bench.clientFor(tpp)).status, 201);
    // And a software of the same name does not sign for the published statement.
    const std::string statement = memberOf(jose::dissect(m_request).claims.value(), "software_statement");
    const TppExchange answer = registerWith(*m_bench.clientFor(tpp), {{"software_statement", statement}});
    QCOMPARE(answer.status, 400);
    QVERIFY2(answer.responseBody.contains("request.signature"), answer.responseBody);
    QCOMPARE(post().status, 201);
}

QTEST_GUILESS_MAIN(TestPublishedRequest)
#include "test_published_request.moc"
