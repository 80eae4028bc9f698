#include "registration_maker.h"

#include "base/files.h"
#include "dcr/inspection.h"
#include "dcr/wso2_answer.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::dcr;
using namespace gatehouse::dcr::test;

namespace {

constexpr auto Third = Wso2Generation::Accelerator3;
constexpr auto Fourth = Wso2Generation::Accelerator4;

using Change = std::function<void(Registration &)>;

struct Row {
    const char *name;
    Change change;
    int status;
    const char *error;
    const char *description;
};

Wso2Answer answerTo(const Registration &registration, Wso2Generation generation)
{
    return wso2Answer(registration.evidence(), registration.policy, generation).value();
}

void surround(Registration &registration, std::function<void(Evidence &)> change)
{
    registration.surroundings = std::move(change);
}

Change claim(const char *name, const Json &value)
{
    return [name, value](Registration &r) { r.request[name] = value; };
}

Change without(const char *name)
{
    return [name](Registration &r) { r.request.erase(name); };
}

Change stated(const char *name, const Json &value)
{
    return [name, value](Registration &r) { r.statement[name] = value; };
}

/// The table of generation 3, in its order: gateway, then Identity Server.
const QList<Row> &thirdRows()
{
    static const char Meta[] = "invalid_client_metadata";
    static const QList<Row> rows = {
        {"no client certificate",
         [](Registration &r) { surround(r, [](Evidence &e) { e.transport.certificate.reset(); }); }, 401,
         "invalid_client", "Invalid mutual TLS request. Client certificate is missing"},
        {"no body", [](Registration &r) { surround(r, [](Evidence &e) { e = Evidence::ofRequest(" \r\n", e.now); }); },
         400, Meta, "Malformed request found"},
        {"no JWT", [](Registration &r) { surround(r, [](Evidence &e) { e = Evidence::ofRequest("{}", e.now); }); }, 400,
         Meta, "Malformed request JWT"},
        {"decodes to nothing",
         [](Registration &r) {
             surround(r, [](Evidence &e) { e.request->claims = fail(Error::Malformed, QStringLiteral("no JSON")); });
         },
         400, Meta, "Provided jwt is malformed and cannot be decoded"},
        {"no statement", [](Registration &r) { r.withStatement = false; }, 400, Meta,
         "Required parameter software statement cannot be null"},
        {"statement without key set", [](Registration &r) { r.statement.erase("software_jwks_endpoint"); }, 400, Meta,
         "Required SSA parameter 'software_jwks_endpoint' not found"},
        {"foreign key", [](Registration &r) { r.requestKey = Keys::get().stranger; }, 400, Meta,
         "Invalid request signature. Signed JWT rejected: Invalid signature"},
        {"unknown kid", [](Registration &r) { r.requestKid = "nobody"; }, 400, Meta,
         "Invalid request signature. Signed JWT rejected: Another algorithm expected, or no matching key(s) found"},
        {"expired", claim("exp", NowSeconds - 61), 400, Meta, "Invalid request signature. Expired JWT"},
        {"not yet valid", claim("nbf", NowSeconds + 61), 400, Meta, "Invalid request signature. JWT before use time"},
        {"key set unreachable",
         [](Registration &r) { surround(r, [](Evidence &e) { e.requestKeys.state = KeySource::State::Unavailable; }); },
         400, Meta, "Invalid request signature"},
        {"statement is no JWT", claim("software_statement", "not a token"), 500, "Internal Server error",
         "Error occurred while processing the request"},
        {"1: parameter absent", without("token_endpoint_auth_method"), 400, Meta,
         "Required parameter tokenEndPointAuthentication cannot be null"},
        {"1: audience absent", without("aud"), 400, Meta, "Required parameter audience cannot be null"},
        {"1: redirect URIs absent", without("redirect_uris"), 400, Meta,
         "Required parameter callbackUris cannot be null"},
        {"2: parameter blank", claim("application_type", " "), 400, Meta,
         "Required parameter applicationType cannot be empty"},
        {"2: list empty", claim("grant_types", Json::array()), 400, Meta,
         "Required parameter grantTypes cannot be empty"},
        {"3: value not allowed", claim("grant_types", {"authorization_code", "password"}), 400, Meta,
         "Invalid grantTypes provided"},
        {"3: case counts", claim("application_type", "Web"), 400, Meta, "Invalid applicationType provided"},
        {"3: response type", claim("response_types", {"token"}), 400, Meta, "Invalid responseTypes provided"},
        {"3: method", claim("token_endpoint_auth_method", "client_secret_basic"), 400, Meta,
         "Invalid tokenEndPointAuthentication provided"},
        {"3: audience", claim("aud", "https://other.example"), 400, Meta, "Invalid audience provided"},
        {"3: algorithm", claim("id_token_signed_response_alg", "RS256"), 400, Meta,
         "Invalid idTokenSignedResponseAlg provided"},
        {"3: scope, with the validator's default text", claim("scope", "openid everything"), 400, Meta,
         "Required parameters cannot be null or empty"},
        {"3: two spaces make an empty scope", claim("scope", "openid  accounts"), 400, Meta,
         "Required parameters cannot be null or empty"},
        {"4: claim not found", [](Registration &r) { r.statement.erase("org_status"); }, 400, Meta,
         "Required SSA parameter `org_status` not found"},
        {"4: claim null", stated("org_status", nullptr), 400, Meta, "Required SSA parameter `org_status` is null"},
        {"4: claim blank", stated("org_status", " "), 400, Meta, "Required SSA parameter `org_status` is blank"},
        {"4: list empty", stated("software_roles", Json::array()), 400, Meta,
         "Required SSA parameter `software_roles` is empty"},
        {"5: issuer", claim("iss", "somebodyelse"), 400, Meta, "Invalid issuer"},
        {"6: allowed by the policy, not by the server",
         [](Registration &r) {
             r.policy.signingAlgorithms.insert(jose::Algorithm::PS384);
             r.request["request_object_signing_alg"] = "PS384";
         },
         400, Meta, "Invalid signing algorithm sent"},
        {"7: statement signed by a stranger", [](Registration &r) { r.statementKey = Keys::get().stranger; }, 400,
         "invalid_software_statement", "Invalid signature for SSA"},
        {"7: statement's kid unknown", [](Registration &r) { r.statementKid = "nobody"; }, 400,
         "invalid_software_statement", "Invalid signature for SSA"},
        {"7: statement expired", stated("exp", NowSeconds - 3600), 400, "invalid_software_statement",
         "Invalid signature for SSA"},
        {"7: directory's keys unreachable",
         [](Registration &r) {
             surround(r, [](Evidence &e) { e.statementKeys.state = KeySource::State::Unavailable; });
         },
         400, "invalid_software_statement", "Invalid signature for SSA"},
        {"9: update of another software",
         [](Registration &r) { surround(r, [](Evidence &e) { e.registeredSoftwareId = QStringLiteral("other"); }); },
         400, Meta, "Invalid application name"},
        {"quirk: the subject DN's property does not exist",
         [](Registration &r) {
             r.policy.mandatoryRequestClaims.append(QStringLiteral("tls_client_auth_subject_dn"));
             r.request["tls_client_auth_subject_dn"] = "CN=a";
         },
         400, Meta, "Required parameter tLSClientAuthSubjectDn cannot be null"},
    };
    return rows;
}

/// What the accelerator's third generation does not look at, and its quirks that let something pass.
const QList<Row> &thirdPasses()
{
    static const QList<Row> rows = {
        {"a plain registration", [](Registration &) {}, 201, "", ""},
        {"redirect URI outside of the statement", claim("redirect_uris", {"https://elsewhere.example/"}), 201, "", ""},
        {"redirect URI of http", claim("redirect_uris", {"http://localhost/"}), 201, "", ""},
        {"jti used before", [](Registration &r) { surround(r, [](Evidence &e) { e.requestJti.firstUsedAt = e.now; }); },
         201, "", ""},
        {"another issuer of statements", stated("iss", "Somebody"), 201, "", ""},
        {"scopes beyond the roles", stated("software_roles", {"CBPII"}), 201, "", ""},
        {"organisation revoked", stated("org_status", "Revoked"), 201, "", ""},
        {"no signing algorithm of assertions", without("token_endpoint_auth_signing_alg"), 201, "", ""},
        {"another software_id in the request", claim("software_id", "other"), 201, "", ""},
        {"untrusted certificate",
         [](Registration &r) {
             surround(r, [](Evidence &e) { e.transport.verdict.status = trust::ChainStatus::UntrustedIssuer; });
         },
         201, "", ""},
        {"expired within the leeway", claim("exp", NowSeconds - 59), 201, "", ""},
        {"issued in the future", claim("iat", NowSeconds + 3600), 201, "", ""},
        {"a bracket behind the statement", [](Registration &r) { r.statementTail = "}"; }, 201, "", ""},
        {"quirk: an empty allowed value switches the check off",
         [](Registration &r) {
             r.policy.applicationTypes.append(QString());
             r.request["application_type"] = "anything";
         },
         201, "", ""},
        {"quirk: a boolean is never missing",
         [](Registration &r) {
             r.policy.mandatoryRequestClaims.append(QStringLiteral("backchannel_user_code_parameter_supported"));
         },
         201, "", ""},
        {"an update of the same software",
         [](Registration &r) { surround(r, [](Evidence &e) { e.registeredSoftwareId = QLatin1String(SoftwareId); }); },
         200, "", ""},
    };
    return rows;
}

const QList<Row> &fourthRows()
{
    static const char Meta[] = "invalid_client_metadata";
    static const char Statement[] = "invalid_software_statement";
    static const char Redirect[] = "invalid_redirect_uri";
    static const QList<Row> rows = {
        {"no body", [](Registration &r) { surround(r, [](Evidence &e) { e = Evidence::ofRequest("", e.now); }); }, 400,
         "invalid_request", "Request payload is empty or not present."},
        {"no JWT", [](Registration &r) { surround(r, [](Evidence &e) { e = Evidence::ofRequest("a.b", e.now); }); },
         400, "invalid_request", "Malformed request JWT"},
        {"decodes to nothing",
         [](Registration &r) {
             surround(r, [](Evidence &e) { e.request->claims = fail(Error::Malformed, QStringLiteral("no JSON")); });
         },
         400, "invalid_request", "Provided jwt is malformed and cannot be decoded"},
        {"foreign key", [](Registration &r) { r.requestKey = Keys::get().stranger; }, 400, "invalid_request",
         "Invalid request signature. Signed JWT rejected: Invalid signature"},
        {"expired", claim("exp", NowSeconds - 61), 400, "invalid_request", "Invalid request signature. Expired JWT"},
        {"statement is no JWT", claim("software_statement", "not a token"), 400, Statement,
         "Malformed Software Statement JWT found"},
        {"1: absent", without("redirect_uris"), 400, Meta, "Required parameter redirectUris not found in the request"},
        {"1: absent, with its configured name", without("id_token_signed_response_alg"), 400, Meta,
         "Required parameter idTokenSignatureAlgorithm not found in the request"},
        {"1: empty", claim("grant_types", Json::array()), 400, Meta, "Required parameter grantTypes cannot be empty"},
        {"1: a list that holds null", claim("grant_types", {"authorization_code", nullptr}), 400, Meta,
         "Required parameter grantTypes cannot be empty"},
        {"1: statement absent", [](Registration &r) { r.withStatement = false; }, 400, Statement,
         "Required parameter softwareStatement not found in the request"},
        {"1: statement blank", claim("software_statement", " "), 400, Statement,
         "Required parameter softwareStatement cannot be empty"},
        {"1: not allowed", claim("application_type", "toaster"), 400, Meta, "Invalid applicationType provided"},
        {"1: scope not allowed", claim("scope", "openid everything"), 400, Meta, "Invalid scope provided"},
        {"2: issuer", claim("iss", "somebodyelse"), 400, Meta,
         "Invalid issuer, issuer should be the same as the software id"},
        {"3: no https", claim("redirect_uris", {"http://tpp.example/"}), 400, Redirect,
         "Invalid redirect_uris found in the Request"},
        {"3: localhost", claim("redirect_uris", {"https://localhost/"}), 400, Redirect,
         "Invalid redirect_uris found in the Request"},
        {"3: of the statement", stated("software_redirect_uris", {"http://tpp.example/"}), 400, Redirect,
         "Invalid redirect_uris found in the SSA"},
        {"4: not in the statement", claim("redirect_uris", {"https://tpp.example/third"}), 400, Redirect,
         "Redirect URIs do not match with the software statement."},
        {"5: another host", stated("software_tos_uri", "https://terms.example/"), 400, Meta,
         "Host names of logo_uri/tos_uri/policy_uri/client_uri does not match with the redirect_uris."},
        {"5: one absent", [](Registration &r) { r.statement.erase("software_logo_uri"); }, 500, "server_error", ""},
        {"6: issuer of the statement", stated("iss", "Somebody"), 400, Statement,
         "Invalid issuer in software statement"},
        {"7: request replayed",
         [](Registration &r) { surround(r, [](Evidence &e) { e.requestJti.firstUsedAt = e.now; }); }, 400, Meta,
         "Rejected the replayed jti in the registration request"},
        {"8: statement replayed",
         [](Registration &r) { surround(r, [](Evidence &e) { e.statementJti.firstUsedAt = e.now; }); }, 400, Statement,
         "Rejected the replayed jti in the software statement"},
        {"9: no signing algorithm of assertions", without("token_endpoint_auth_signing_alg"), 400, Meta,
         "Token endpoint auth signing alg must be specified if token_endpoint_auth_method is private_key_jwt."},
        {"IS: method beyond FAPI",
         [](Registration &r) {
             r.policy.tokenEndpointAuthMethods.append(QStringLiteral("client_secret_basic"));
             r.request["token_endpoint_auth_method"] = "client_secret_basic";
         },
         400, Meta, "Invalid token endpoint authentication method requested."},
        {"IS: algorithm beyond FAPI", claim("token_endpoint_auth_signing_alg", "RS256"), 400, Meta,
         "Invalid signature algorithm requested"},
        {"IS: statement signed by a stranger", [](Registration &r) { r.statementKey = Keys::get().stranger; }, 400,
         Statement, ""},
    };
    return rows;
}

const QList<Row> &fourthPasses()
{
    static const QList<Row> rows = {
        {"a plain registration", [](Registration &) {}, 201, "", ""},
        {"quirk: one good redirect URI is enough",
         [](Registration &r) {
             r.request["redirect_uris"] = {RedirectUri, "http://tpp.example/plain"};
             r.statement["software_redirect_uris"] = {RedirectUri, "http://tpp.example/plain"};
         },
         201, "", ""},
        {"no client certificate",
         [](Registration &r) { surround(r, [](Evidence &e) { e.transport.certificate.reset(); }); }, 201, "", ""},
        {"response types are not configured as shipped", claim("response_types", {"anything"}), 201, "", ""},
        {"any issuer where none is named",
         [](Registration &r) {
             r.policy.statementIssuers.clear();
             r.statement["iss"] = "Somebody";
         },
         201, "", ""},
    };
    return rows;
}

QByteArray sample(const char *name)
{
    return readFile(QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/") + QLatin1String(name)).value().trimmed();
}

/// What of it the policy must allow is taken from its own claims, as a bank's would.
Wso2Answer answerToSeed(const char *moment, Wso2Generation generation)
{
    Evidence evidence =
        Evidence::ofRequest(sample("seed-registration-request.jwt"), fromIso8601(QString::fromLatin1(moment)).value());
    evidence.requestKeys.state = KeySource::State::Available;
    evidence.requestKeys.keys =
        std::make_shared<const jose::JwkSet>(jose::JwkSet::parse(sample("docs-public-keys.jwks.json")).value());
    return wso2Answer(evidence, Policy::openBankingUk(), generation).value();
}

} // namespace

class TestWso2Answer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answers_data();
    void answers();
    void stopsAtTheFirstViolationInTheServersOrder();
    void saysWhatItTookToHold();
    void saysWhatSurprises();
    void writesErrorsAsTheGatewayDoesAndAsTheIdentityServerDoes();
    void hasNothingToSayOfABareStatement();
    void answersThePublishedSampleAsKnown();
    void survivesClaimsOfWrongTypes();
    void isAMemberOfBothGenerationsInJson();
};

void TestWso2Answer::answers_data()
{
    QTest::addColumn<int>("generation");
    QTest::addColumn<const Row *>("row");
    const auto add = [](Wso2Generation generation, const QList<Row> &rows) {
        for (const Row &row : rows)
            QTest::addRow("%s: %s", name(generation).data(), row.name) << static_cast<int>(generation) << &row;
    };
    add(Third, thirdRows());
    add(Third, thirdPasses());
    add(Fourth, fourthRows());
    add(Fourth, fourthPasses());
}

void TestWso2Answer::answers()
{
    QFETCH(int, generation);
    QFETCH(const Row *, row);
    Registration registration;
    row->change(registration);
    const Wso2Answer answer = answerTo(registration, static_cast<Wso2Generation>(generation));
    QCOMPARE(answer.description, QString::fromUtf8(row->description));
    QCOMPARE(answer.error, QString::fromUtf8(row->error));
    QCOMPARE(answer.status, row->status);
    QCOMPARE(answer.isAccepted(), row->status < 300);
    QCOMPARE(answer.body.is_null(), answer.isAccepted());
    QVERIFY(!answer.step.isEmpty());
    // The texts are split at a colon: a description of the Identity Server never holds one.
    if (answer.body.contains("error_description") && answer.step.startsWith(QLatin1String("Identity")))
        QVERIFY(!answer.description.contains(QLatin1Char(':')));
}

void TestWso2Answer::stopsAtTheFirstViolationInTheServersOrder()
{
    Registration registration;
    registration.statementKey = Keys::get().stranger;
    registration.request["iss"] = "somebodyelse";
    registration.statement.erase("org_status");
    registration.request["application_type"] = "toaster";
    registration.request.erase("aud");
    QCOMPARE(answerTo(registration, Third).description, QStringLiteral("Required parameter audience cannot be null"));
    registration.request["aud"] = Audience;
    QCOMPARE(answerTo(registration, Third).description, QStringLiteral("Invalid applicationType provided"));
    registration.request["application_type"] = "web";
    QCOMPARE(answerTo(registration, Third).description,
             QStringLiteral("Required SSA parameter `org_status` not found"));
    registration.statement["org_status"] = "Active";
    QCOMPARE(answerTo(registration, Third).description, QStringLiteral("Invalid issuer"));
    registration.request["iss"] = SoftwareId;
    QCOMPARE(answerTo(registration, Third).description, QStringLiteral("Invalid signature for SSA"));
    registration.request["exp"] = NowSeconds - 3600;
    QCOMPARE(answerTo(registration, Third).description, QStringLiteral("Invalid request signature. Expired JWT"));
}

void TestWso2Answer::saysWhatItTookToHold()
{
    Registration registration;
    surround(registration, [](Evidence &e) {
        e.requestKeys = e.statementKeys = {};
        e.transport = {};
        e.requestJti = e.statementJti = {};
    });
    const Wso2Answer third = answerTo(registration, Third);
    QVERIFY(third.isAccepted());
    const QString all = third.assumptions.join(QLatin1Char('\n'));
    for (const char *words :
         {"request's signature", "statement's signature", "client certificate", "no application yet"})
        QVERIFY2(all.contains(QLatin1String(words)), words);
    const Wso2Answer fourth = answerTo(registration, Fourth);
    QVERIFY(fourth.assumptions.join(QLatin1Char('\n')).contains(QLatin1String("new to the server")));
    // What is judged is no assumption.
    QVERIFY(!answerTo(Registration(), Third).assumptions.join(QLatin1Char('\n')).contains(QLatin1String("signature")));
}

void TestWso2Answer::saysWhatSurprises()
{
    Registration registration;
    QVERIFY(answerTo(registration, Third).remarks.join(QLatin1Char(' ')).contains(QLatin1String("redirect URIs")));
    registration.statement["software_environment"] = "production";
    QVERIFY(
        answerTo(registration, Third).remarks.join(QLatin1Char(' ')).contains(QLatin1String("jwks_url_production")));
    QVERIFY(answerTo(registration, Fourth).remarks.join(QLatin1Char(' ')).contains(QLatin1String("used up")));
}

void TestWso2Answer::writesErrorsAsTheGatewayDoesAndAsTheIdentityServerDoes()
{
    Registration registration;
    registration.request["iss"] = "somebodyelse";
    QCOMPARE(answerTo(registration, Third).body,
             Json({{"error", "invalid_client_metadata"}, {"error_description", "Invalid issuer"}}));
    registration.request["exp"] = NowSeconds - 3600;
    QCOMPARE(answerTo(registration, Third).body,
             parseJson(R"({"errors":[{"Code":"Bad request","Title":"invalid_client_metadata",
                                      "Message":"Invalid request signature. Expired JWT"}]})")
                 .value());
}

void TestWso2Answer::hasNothingToSayOfABareStatement()
{
    const Evidence evidence = Evidence::ofStatement(Registration().compactStatement(), fromSeconds(NowSeconds));
    QVERIFY(!wso2Answer(evidence, Policy::openBankingUk(), Third));
    QVERIFY(wso2AnswersToJson(evidence, Policy::openBankingUk()).empty());
}

void TestWso2Answer::answersThePublishedSampleAsKnown()
{
    QCOMPARE(answerToSeed("2026-11-24T00:00:00Z", Third).description,
             QStringLiteral("Invalid request signature. Expired JWT"));
    QCOMPARE(answerToSeed("2022-01-25T06:30:00Z", Third).description, QStringLiteral("Invalid issuer"));
    QCOMPARE(answerToSeed("2022-01-25T06:30:00Z", Fourth).description,
             QStringLiteral("Invalid issuer, issuer should be the same as the software id"));
}

void TestWso2Answer::survivesClaimsOfWrongTypes()
{
    const Json values[] = {nullptr, true, -1, 1e308, "", Json::array({nullptr, 1}), Json::object({{"a", 1}})};
    const Json request = validRequest();
    const Json statement = validStatement();
    for (const Json &value : values) {
        for (const auto &[name, old] : request.items()) {
            Registration registration;
            registration.request[name] = value;
            for (Wso2Generation generation : {Third, Fourth})
                QVERIFY(answerTo(registration, generation).status >= 200);
        }
        for (const auto &[name, old] : statement.items()) {
            Registration registration;
            registration.statement[name] = value;
            for (Wso2Generation generation : {Third, Fourth})
                QVERIFY(answerTo(registration, generation).status >= 200);
        }
    }
}

void TestWso2Answer::isAMemberOfBothGenerationsInJson()
{
    const Json json = wso2AnswersToJson(Registration().evidence(), Registration::defaultPolicy());
    QCOMPARE(json.size(), std::size_t(2));
    QCOMPARE(json[0]["generation"], Json("accelerator-3"));
    QCOMPARE(json[1]["generation"], Json("accelerator-4"));
    for (const Json &answer : json) {
        QCOMPARE(answer["accepted"], Json(true));
        QCOMPARE(answer["status"], Json(201));
        QVERIFY(answer["error"].is_null());
    }
}

QTEST_GUILESS_MAIN(TestWso2Answer)
#include "test_wso2_answer.moc"
