#include "jose/jwk.h"
#include "require.h"

using namespace gatehouse;
using namespace gatehouse::jose;

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    const Result<JwkSet> set = JwkSet::parse(QByteArrayView(data, static_cast<qsizetype>(size)));
    if (!set) {
        FUZZ_REQUIRE(!set.error().message.isEmpty());
        return 0;
    }
    for (const JwkSet::Skipped &skipped : set->skipped())
        FUZZ_REQUIRE(!skipped.reason.message.isEmpty());
    for (const Jwk &key : set->keys()) {
        FUZZ_REQUIRE(set->hasKid(key.kid()));
        FUZZ_REQUIRE(key.directoryKid().size() == 27 && key.thumbprint().size() == 43);
        FUZZ_REQUIRE(key.bits() >= 256 && !key.describe().isEmpty());
        for (Algorithm algorithm : AllAlgorithms)
            FUZZ_REQUIRE(key.fits(algorithm) == key.whyUnfitFor(algorithm).isEmpty());
        key.x5cMatchesKey();
    }
    const Result<JwkSet> again = JwkSet::fromJson(set->toJson());
    FUZZ_REQUIRE(again && again->skipped().empty() && again->toJson() == set->toJson());
    return 0;
}
