#include "base/json.h"
#include "dcr/token_extraction.h"
#include "jose/jws.h"
#include "require.h"

using namespace gatehouse;

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    const QByteArrayView text(data, static_cast<qsizetype>(size));
    const Result<dcr::ExtractedToken> token = dcr::extractToken(text);
    if (!token) {
        FUZZ_REQUIRE(!token.error().message.isEmpty());
        return 0;
    }
    FUZZ_REQUIRE(!token->compact.isEmpty());
    FUZZ_REQUIRE(text.toByteArray().contains(token->compact));
    if (token->kind == dcr::TokenKind::Request) {
        const jose::JwsParts parts = jose::dissect(token->compact);
        FUZZ_REQUIRE(parts.claims && member(*parts.claims, "software_statement"));
    }
    return 0;
}
