#include "dcr/check_record.h"
#include "dcr/inspection.h"
#include "require.h"

using namespace gatehouse;
using namespace gatehouse::dcr;

namespace {

constexpr qint64 NowSeconds = 1'750'000'000;

/// The key of RFC 7515 A.3: nobody here signs a registration with it.
KeySource keys()
{
    static const auto set = std::make_shared<const jose::JwkSet>(
        jose::JwkSet::parse(R"({"keys":[{"kty":"EC","crv":"P-256","kid":"k",)"
                            R"("x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
                            R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})")
            .value());
    return {KeySource::State::Available, set, QStringLiteral("keys"), {}};
}

Policy policy()
{
    Policy policy = Policy::openBankingUk();
    policy.audiences = {QStringLiteral("https://bank.example")};
    policy.maxRequestLifetime = std::chrono::hours(24);
    policy.maxStatementAge = std::chrono::days(30);
    return policy;
}

jose::JwsParts tokenOf(const Json &claims)
{
    return {"e30.e30", Json({{"alg", "ES256"}, {"kid", "k"}}), QByteArray("{}"), claims, QByteArray(64, 'x')};
}

void judge(Evidence evidence)
{
    static const Policy theirs = policy();
    evidence.requestKeys = evidence.statementKeys = keys();
    evidence.requestJti.known = evidence.statementJti.known = true;
    const Evaluation evaluation = evaluate(evidence, theirs);
    FUZZ_REQUIRE(!evaluation.isAcceptable());
    for (const CheckResult &result : evaluation.results) {
        FUZZ_REQUIRE(result.message.size() <= MaxCheckMessageCharacters + 1);
        FUZZ_REQUIRE(result.outcome == Outcome::Pass || !result.message.isEmpty());
        for (const QChar character : result.message)
            FUZZ_REQUIRE(character.isPrint());
    }
    FUZZ_REQUIRE(recordToJson(toRecord(evaluation)) == evaluation.resultsToJson());
    FUZZ_REQUIRE(!toBytes(inspectionToJson(evidence, evaluation)).isEmpty());
}

} // namespace

/// The claims of a request and, on the next line, of a statement; or tokens as they come over the wire.
extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    const QByteArrayView text(data, static_cast<qsizetype>(size));
    const qsizetype end = text.indexOf('\n');
    const Result<Json> request = parseJsonObject(end < 0 ? text : text.first(end));
    const Result<Json> statement = parseJsonObject(end < 0 ? QByteArrayView("{}") : text.sliced(end + 1));
    const Instant now = fromSeconds(NowSeconds);
    if (request && statement) {
        Evidence evidence;
        evidence.now = now;
        evidence.request = tokenOf(*request);
        evidence.statement = tokenOf(*statement);
        judge(std::move(evidence));
    }
    judge(Evidence::ofRequest(text, now));
    judge(Evidence::ofStatement(text, now));
    return 0;
}
