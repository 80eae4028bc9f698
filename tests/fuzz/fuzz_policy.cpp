#include "dcr/policy_settings.h"
#include "dcr/wso2_answer.h"
#include "require.h"

using namespace gatehouse;
using namespace gatehouse::dcr;

namespace {

/// A request that every policy can be asked about.
const Evidence &evidence()
{
    static const Evidence request = [] {
        Evidence made = Evidence::ofRequest("e30.e30.eHg", fromSeconds(1'750'000'000));
        made.request->header = Json({{"alg", "PS256"}});
        made.request->claims = Json({{"iss", "a"}, {"scope", "openid"}, {"grant_types", {"password"}}});
        return made;
    }();
    return request;
}

} // namespace

/// A policy as a file or the database holds it.
extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    const Result<Policy> policy = Policy::fromBytes(QByteArrayView(data, static_cast<qsizetype>(size)));
    if (!policy) {
        FUZZ_REQUIRE(!policy.error().message.isEmpty());
        return 0;
    }
    const Json json = policy->toJson();
    const Result<Policy> again = Policy::fromBytes(toBytes(json));
    FUZZ_REQUIRE(again && again->toJson() == json);
    FUZZ_REQUIRE(differences(*policy, *again).isEmpty());
    FUZZ_REQUIRE(checkPolicy(*policy).has_value() == checkPolicy(*again).has_value());
    for (const PolicyDifference &difference : differences(Policy::openBankingUk(), *policy))
        FUZZ_REQUIRE(!difference.line.isEmpty() && findPolicySetting(difference.member));
    FUZZ_REQUIRE(!evaluate(evidence(), *policy).isAcceptable());
    FUZZ_REQUIRE(wso2AnswersToJson(evidence(), *policy).size() == 2);
    return 0;
}
