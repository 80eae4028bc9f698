#include "jose/jws.h"
#include "require.h"

using namespace gatehouse;
using namespace gatehouse::jose;

namespace {

/// The keys of RFC 7515 A.2 and A.3, whose private parts signed one text each.
const JwkSet &keys()
{
    static const JwkSet set =
        JwkSet::parse(
            R"({"keys":[{"kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmf)"
            "HQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0L"
            "OL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6"
            R"(_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"},)"
            R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
            R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})")
            .value();
    return set;
}

bool isOfTheRfc(const QByteArray &signingInput)
{
    constexpr char Claims[] =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    return signingInput == QByteArray("eyJhbGciOiJSUzI1NiJ9.") + Claims
        || signingInput == QByteArray("eyJhbGciOiJFUzI1NiJ9.") + Claims;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    static const AlgorithmSet all(
        {Algorithm::PS256, Algorithm::PS384, Algorithm::PS512, Algorithm::ES256, Algorithm::ES384, Algorithm::RS256});
    const QByteArrayView text(data, static_cast<qsizetype>(size));
    const JwsParts parts = dissect(text);
    const std::optional<Error> problem = parts.problem();
    const Result<Jws> jws = Jws::parse(text);
    FUZZ_REQUIRE(jws.has_value() == !problem);
    FUZZ_REQUIRE(!problem || !problem->message.isEmpty());

    const SignatureVerdict verdict = verify(parts, keys(), all);
    const bool valid = verdict.status == SignatureVerdict::Status::Valid;
    FUZZ_REQUIRE(valid == verdict.reason.isEmpty());
    FUZZ_REQUIRE(valid == verdict.key.has_value());
    FUZZ_REQUIRE(!valid || (jws && isOfTheRfc(parts.signingInput)));
    if (jws)
        FUZZ_REQUIRE(verify(*jws, keys(), all).status == verdict.status);
    FUZZ_REQUIRE(verify(parts, JwkSet(), all).status != SignatureVerdict::Status::Valid);
    return 0;
}
