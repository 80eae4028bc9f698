#include "base/files.h"
#include "dcr/check.h"
#include "dcr/inspection.h"
#include "dcr/token_extraction.h"

#include <QtTest>

using namespace gatehouse;
using namespace gatehouse::dcr;

namespace {

QByteArray sample(const QString &name)
{
    return readFile(QStringLiteral(GATEHOUSE_TEST_DATA "/wso2/") + name).value().trimmed();
}

KeySource publishedKeys()
{
    KeySource source;
    source.state = KeySource::State::Available;
    source.keys = std::make_shared<const jose::JwkSet>(
        jose::JwkSet::parse(sample(QStringLiteral("docs-public-keys.jwks.json"))).value());
    source.origin = QStringLiteral("docs-public-keys.jwks.json");
    return source;
}

Instant at(const char *moment)
{
    return fromIso8601(QString::fromLatin1(moment)).value();
}

Instant today()
{
    return at("2026-11-23T00:00:00Z");
}

Policy policyFor(const char *audience)
{
    Policy policy = Policy::openBankingUk();
    policy.audiences = {QLatin1String(audience)};
    return policy;
}

Evaluation judge(const QByteArray &request, Instant now, const Policy &policy)
{
    Evidence evidence = Evidence::ofRequest(request, now);
    evidence.requestKeys = evidence.statementKeys = publishedKeys();
    return evaluate(evidence, policy);
}

Evaluation judgeStatement(const QByteArray &statement, Instant now)
{
    Evidence evidence = Evidence::ofStatement(statement, now);
    evidence.statementKeys = publishedKeys();
    return evaluate(evidence, Policy::openBankingUk());
}

/// manifest.tsv: what is known of a token without this program.
struct Row {
    QString file, kid, issuer, softwareId, innerSoftwareId, verifyingKid, note;
    qint64 issuedAt = 0, expiresAt = 0;

    bool isVerifiable() const { return kid == verifyingKid && kid != QLatin1String("W_TcnQVcHAy20q8zCMcdByrootw"); }
    bool isAustralian() const { return file.contains(QLatin1String("740C368F")); }
    bool isWellFormed() const { return !note.startsWith(QLatin1String("not strict base64url")); }
};

QList<Row> manifest(const char *prefix)
{
    QList<Row> rows;
    for (const QByteArray &line : sample(QStringLiteral("docs-jwts/manifest.tsv")).split('\n').sliced(1)) {
        const QStringList c = QString::fromUtf8(line).split(QLatin1Char('\t'));
        if (c.size() == 10 && c[0].startsWith(QLatin1String(prefix)))
            rows.append({c[0], c[2], c[3], c[4], c[5], c[8], c[9], c[6].toLongLong(), c[7].toLongLong()});
    }
    return rows;
}

Outcome outcomeOf(const Evaluation &evaluation, const char *id)
{
    const CheckResult *result = evaluation.find(QLatin1String(id));
    return result ? result->outcome : Outcome::Skipped;
}

QString messageOf(const Evaluation &evaluation, const char *id)
{
    const CheckResult *result = evaluation.find(QLatin1String(id));
    return result ? result->message : QString();
}

QStringList failures(const Evaluation &evaluation)
{
    QStringList ids;
    for (const CheckResult &result : evaluation.results) {
        if (result.outcome == Outcome::Fail)
            ids.append(result.check->id);
    }
    return ids;
}

constexpr char DataHolder[] = "https://secure.api.dataholder.com/issuer";
constexpr char Positive[] = "docs-jwts/req-oQ4KoaavpOuoE7rvQsZEOV-3805cbef.jwt";
const QString Seed = QStringLiteral("seed-registration-request.jwt");

/// Of the requests whose redirect URIs their statement lacks: read off the tokens by hand.
const QStringList ForeignRedirects = {
    QStringLiteral("365bb615"), QStringLiteral("6a4d9a19"), QStringLiteral("7d32f38b"), QStringLiteral("b0e685ee"),
    QStringLiteral("e113cf47"), QStringLiteral("fc1d3112"), QStringLiteral("18218502"), QStringLiteral("56c0246e"),
    QStringLiteral("2a949d3b"), QStringLiteral("519020ea"),
};

} // namespace

class TestFixtures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTheWholeManifest();
    void judgesARequestAsTheManifestSays_data();
    void judgesARequestAsTheManifestSays();
    void judgesAStatementAsTheManifestSays_data();
    void judgesAStatementAsTheManifestSays();
    void namesWhatAnAustralianStatementLacks();
    void saysWhatIsWrongWithTheSeed();
    void letsTheSeedsExpiryPassInItsHour();
    void findsTheSeedInItsCurlCommand();
    void acceptsThePositiveSampleAndWarnsOfItsAge();
    void acceptsTheThreeScopesSamplesInTheirHour();
    void judgesTheStatementsOfTheTestSuite();
    void inspectionShowsBothTokensOfTheSeed();
};

void TestFixtures::readsTheWholeManifest()
{
    QCOMPARE(manifest("req-").size(), 21);
    QCOMPARE(manifest("ssa-").size(), 16);
}

void TestFixtures::judgesARequestAsTheManifestSays_data()
{
    QTest::addColumn<int>("index");
    const QList<Row> rows = manifest("req-");
    for (int i = 0; i < rows.size(); ++i)
        QTest::newRow(qPrintable(rows[i].file)) << i;
}

void TestFixtures::judgesARequestAsTheManifestSays()
{
    QFETCH(int, index);
    const Row row = manifest("req-").at(index);
    const Evaluation evaluation = judge(sample(QStringLiteral("docs-jwts/") + row.file), today(), policyFor(DataHolder));
    const auto outcome = [&](const char *id) { return outcomeOf(evaluation, id); };
    const auto says = [&](const char *id, const QString &text) { return messageOf(evaluation, id).contains(text); };

    QCOMPARE(outcome("request.is-signed-jwt"), Outcome::Pass);
    QCOMPARE(outcome("request.signature"), row.isVerifiable() ? Outcome::Pass : Outcome::Fail);
    QVERIFY(says("request.signature", row.kid));
    QCOMPARE(evaluation.requestSignature.status, row.isVerifiable() ? jose::SignatureVerdict::Status::Valid
                                                                    : jose::SignatureVerdict::Status::Unverified);

    if (!row.isAustralian() || row.innerSoftwareId != QLatin1String("-")) {
        const bool agrees = row.issuer == row.innerSoftwareId;
        QCOMPARE(outcome("request.issuer-is-software-id"), agrees ? Outcome::Pass : Outcome::Fail);
        QVERIFY(says("request.issuer-is-software-id", row.issuer));
        QVERIFY(says("request.issuer-is-software-id", row.innerSoftwareId));
        const bool plain = row.innerSoftwareId.size() <= 22;
        QCOMPARE(outcome("statement.software-id-form"), plain ? Outcome::Pass : Outcome::Fail);
        QVERIFY(plain || row.isAustralian()
                || says("statement.software-id-form", QString::number(row.innerSoftwareId.size())));
    }

    const bool expired = fromSeconds(row.expiresAt) + std::chrono::seconds(60) <= today();
    QCOMPARE(outcome("request.not-expired"), expired ? Outcome::Fail : Outcome::Pass);
    QVERIFY(says("request.not-expired", toIso8601(fromSeconds(row.expiresAt))));

    const bool foreign = std::any_of(ForeignRedirects.begin(), ForeignRedirects.end(),
                                     [&](const QString &id) { return row.file.contains(id); });
    QCOMPARE(outcome("request.redirect-uris-in-statement"), foreign ? Outcome::Fail : Outcome::Pass);
    QCOMPARE(outcome("request.redirect-uris"), Outcome::Pass);

    // Each of the page's samples about localbank.com is for another audience than the rest.
    const bool localBank = row.issuedAt != 1571808167 && row.issuedAt != 1694075713;
    QCOMPARE(outcome("request.audience"), localBank ? Outcome::Fail : Outcome::Pass);
    QCOMPARE(evaluation.isAcceptable(), row.file.contains(QLatin1String("3805cbef")));
}

void TestFixtures::judgesAStatementAsTheManifestSays_data()
{
    QTest::addColumn<int>("index");
    const QList<Row> rows = manifest("ssa-");
    for (int i = 0; i < rows.size(); ++i)
        QTest::newRow(qPrintable(rows[i].file)) << i;
}

void TestFixtures::judgesAStatementAsTheManifestSays()
{
    QFETCH(int, index);
    const Row row = manifest("ssa-").at(index);
    const Evaluation evaluation = judgeStatement(sample(QStringLiteral("docs-jwts/") + row.file), today());
    const auto outcome = [&](const char *id) { return outcomeOf(evaluation, id); };

    QCOMPARE(outcome("statement.is-signed-jwt"), row.isWellFormed() ? Outcome::Pass : Outcome::Fail);
    QVERIFY(row.isWellFormed() || messageOf(evaluation, "statement.is-signed-jwt").contains(QStringLiteral("'}'")));
    QCOMPARE(outcome("statement.signature"), row.isVerifiable() ? Outcome::Pass : Outcome::Fail);
    QCOMPARE(outcome("statement.issuer"), row.isAustralian() ? Outcome::Fail : Outcome::Pass);
    QVERIFY(messageOf(evaluation, "statement.issuer").contains(row.issuer));
    const bool plain = row.softwareId.size() <= 22;
    QCOMPARE(outcome("statement.software-id-form"), plain ? Outcome::Pass : Outcome::Fail);
    QCOMPARE(outcome("statement.not-expired"), Outcome::Pass);
    QCOMPARE(outcome("statement.age"), Outcome::Warn);
    QCOMPARE(outcome("statement.mandatory-claims"), row.isAustralian() ? Outcome::Fail : Outcome::Pass);
    if (!row.isAustralian()) {
        QCOMPARE(outcome("statement.claim-types"), Outcome::Pass);
        QCOMPARE(outcome("statement.organisation-status"), Outcome::Pass);
        QCOMPARE(outcome("statement.authority-status"), Outcome::Pass);
        QCOMPARE(outcome("statement.environment"), Outcome::Pass);
    }
    QVERIFY(!evaluation.isAcceptable());
}

void TestFixtures::namesWhatAnAustralianStatementLacks()
{
    const Evaluation evaluation =
        judgeStatement(sample(QStringLiteral("docs-jwts/ssa-740C368F-ECF9-4D29-A2EA-0514A6-0a890f87.jwt")), today());
    const QString message = messageOf(evaluation, "statement.mandatory-claims");
    for (const char *claim : {"software_client_name", "software_redirect_uris", "software_environment", "org_status"})
        QVERIFY2(message.contains(QLatin1String(claim)), qPrintable(message));
    QVERIFY(messageOf(evaluation, "statement.issuer").contains(QStringLiteral("\"cdr-register\"")));
    QVERIFY(messageOf(evaluation, "statement.software-id-form").contains(QStringLiteral("\"-\"")));
}

void TestFixtures::saysWhatIsWrongWithTheSeed()
{
    const Evaluation evaluation = judge(sample(Seed), today(), policyFor("https://localbank.com"));
    QCOMPARE(failures(evaluation),
             QStringList({QStringLiteral("statement.is-signed-jwt"), QStringLiteral("statement.signature"),
                          QStringLiteral("request.issuer-is-software-id"),
                          QStringLiteral("request.software-id-agrees"), QStringLiteral("request.not-expired")}));

    QCOMPARE(evaluation.requestSignature.status, jose::SignatureVerdict::Status::Valid);
    QCOMPARE(evaluation.requestSignature.key->kid(), QByteArray("GqhKVTANnLMYpGGfAtJ1Nhdkgjw"));
    QVERIFY(messageOf(evaluation, "request.signature").contains(QStringLiteral("GqhKVTANnLMYpGGfAtJ1Nhdkgjw")));

    const QString expiry = messageOf(evaluation, "request.not-expired");
    QVERIFY2(expiry.contains(QStringLiteral("2022-01-25T07:06:55Z")) && expiry.contains(QStringLiteral("4 years")),
             qPrintable(expiry));
    for (const char *id : {"request.issuer-is-software-id", "request.software-id-agrees"}) {
        QVERIFY(messageOf(evaluation, id).contains(QStringLiteral("\"sgsMuc8ACBgBzinpr8oJ8B\"")));
        QVERIFY(messageOf(evaluation, id).contains(QStringLiteral("\"u3ZWlf9Yt42dyZgIvzkvqb\"")));
    }
    const QString brace = messageOf(evaluation, "statement.is-signed-jwt");
    QVERIFY2(brace.contains(QStringLiteral("'}' at position 343 of the third part")), qPrintable(brace));
    QCOMPARE(outcomeOf(evaluation, "request.jti-is-uuid"), Outcome::Warn);
    QVERIFY(messageOf(evaluation, "request.jti-is-uuid").contains(QStringLiteral("1643090815273")));
}

void TestFixtures::letsTheSeedsExpiryPassInItsHour()
{
    for (const char *moment : {"2022-01-25T06:30:00Z", "2022-01-25T06:06:55Z", "2022-01-25T07:07:54Z"}) {
        const Evaluation evaluation = judge(sample(Seed), at(moment), policyFor("https://localbank.com"));
        QCOMPARE(outcomeOf(evaluation, "request.not-expired"), Outcome::Pass);
        QCOMPARE(outcomeOf(evaluation, "request.issued-at"), Outcome::Pass);
        QCOMPARE(outcomeOf(evaluation, "request.issuer-is-software-id"), Outcome::Fail);
        QVERIFY(!evaluation.isAcceptable());
    }
    const Evaluation late = judge(sample(Seed), at("2022-01-25T07:07:55Z"), policyFor("https://localbank.com"));
    QCOMPARE(outcomeOf(late, "request.not-expired"), Outcome::Fail);
    const Evaluation early = judge(sample(Seed), at("2022-01-25T06:05:54Z"), policyFor("https://localbank.com"));
    QCOMPARE(outcomeOf(early, "request.issued-at"), Outcome::Fail);
}

void TestFixtures::findsTheSeedInItsCurlCommand()
{
    const Result<ExtractedToken> token = extractToken(sample(QStringLiteral("seed-curl-command.txt")));
    QVERIFY(token);
    QCOMPARE(token->kind, TokenKind::Request);
    QCOMPARE(token->compact, sample(Seed));
    QVERIFY(token->foundIn.contains(QStringLiteral("curl")));
}

void TestFixtures::acceptsThePositiveSampleAndWarnsOfItsAge()
{
    const Evaluation evaluation = judge(sample(QLatin1String(Positive)), today(), policyFor(DataHolder));
    QCOMPARE(failures(evaluation), QStringList());
    QVERIFY(evaluation.isAcceptable());
    QCOMPARE(outcomeOf(evaluation, "statement.age"), Outcome::Warn);
    QVERIFY2(messageOf(evaluation, "statement.age").contains(QStringLiteral("2 years")),
             qPrintable(messageOf(evaluation, "statement.age")));
    QCOMPARE(outcomeOf(evaluation, "request.software-id-agrees"), Outcome::Skipped);
    QCOMPARE(outcomeOf(evaluation, "request.id-token-encryption"), Outcome::Pass);

    const Evaluation elsewhere = judge(sample(QLatin1String(Positive)), today(), policyFor("https://localbank.com"));
    QCOMPARE(failures(elsewhere), QStringList(QStringLiteral("request.audience")));
    const Evaluation after2038 =
        judge(sample(QLatin1String(Positive)), at("2038-01-19T03:15:06Z"), policyFor(DataHolder));
    QCOMPARE(failures(after2038), QStringList(QStringLiteral("request.not-expired")));
}

void TestFixtures::acceptsTheThreeScopesSamplesInTheirHour()
{
    for (const auto &[file, moment] : {std::pair("1ee94778", "2025-06-27T09:40:00Z"), std::pair("a87b5268", "2025-06-27T09:40:00Z"),
                                       std::pair("b06f5f91", "2025-06-26T06:40:00Z")}) {
        const QByteArray request = sample(QStringLiteral("docs-jwts/req-oQ4KoaavpOuoE7rvQsZEOV-%1.jwt").arg(QLatin1String(file)));
        QVERIFY(judge(request, at(moment), policyFor("https://localbank.com")).isAcceptable());
        QCOMPARE(failures(judge(request, today(), policyFor("https://localbank.com"))),
                 QStringList(QStringLiteral("request.not-expired")));
    }
}

void TestFixtures::judgesTheStatementsOfTheTestSuite()
{
    const Evaluation self = judgeStatement(sample(QStringLiteral("tpp1/self_ssa.txt")), today());
    QCOMPARE(outcomeOf(self, "statement.signature"), Outcome::Fail);
    QVERIFY(messageOf(self, "statement.signature").contains(QStringLiteral("j8HWY00a")));
    const Evaluation other = judgeStatement(sample(QStringLiteral("tpp1/invalid_ssa.txt")), today());
    QCOMPARE(outcomeOf(other, "statement.signature"), Outcome::Pass);
    QCOMPARE(other.statement->softwareId, QStringLiteral("9b5usDpbNtmxDcTzs7GzKp"));
}

void TestFixtures::inspectionShowsBothTokensOfTheSeed()
{
    Evidence evidence = Evidence::ofRequest(sample(Seed), today());
    evidence.requestKeys = publishedKeys();
    const Json json = inspectionToJson(evidence, evaluate(evidence, policyFor("https://localbank.com")));
    QCOMPARE(json["signature"]["status"], "valid");
    QCOMPARE(json["claims"]["iss"], "sgsMuc8ACBgBzinpr8oJ8B");
    QCOMPARE(json["software_statement"]["claims"]["software_id"], "u3ZWlf9Yt42dyZgIvzkvqb");
    QCOMPARE(json["software_statement"]["signature"]["status"], "unverified");
    QVERIFY(json["software_statement"]["problem"].get<std::string>().find("'}'") != std::string::npos);
    for (const Json &check : json["checks"]) {
        for (const char *member : {"id", "title", "outcome", "message", "claim", "reference"})
            QVERIFY(check.contains(member) && check[member].is_string());
    }
    for (const Json &check : json["software_statement"]["checks"])
        QVERIFY(check["id"].get<std::string>().starts_with("statement."));
}

QTEST_GUILESS_MAIN(TestFixtures)
#include "test_fixtures.moc"
