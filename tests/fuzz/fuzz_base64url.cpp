#include "base/base64url.h"
#include "require.h"

using namespace gatehouse;

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    const QByteArrayView text(data, static_cast<qsizetype>(size));
    const Result<QByteArray> bytes = fromBase64url(text);
    const qsizetype stray = findNonBase64url(text);
    FUZZ_REQUIRE(stray < text.size());
    if (bytes) {
        FUZZ_REQUIRE(stray == -1);
        FUZZ_REQUIRE(toBase64url(*bytes) == text);
    } else {
        FUZZ_REQUIRE(!bytes.error().message.isEmpty());
    }
    FUZZ_REQUIRE(fromBase64url(toBase64url(text)).value() == text);
    return 0;
}
