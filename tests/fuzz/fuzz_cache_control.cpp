#include "fetch/cache_control.h"
#include "require.h"

using namespace gatehouse::fetch;

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    const QByteArrayView header(data, static_cast<qsizetype>(size));
    const CacheControl control = CacheControl::parse(header);
    if (control.maxAge)
        FUZZ_REQUIRE(control.maxAge->count() >= 0 && *control.maxAge <= CacheControl::MaxAge);
    if (isEntityTag(header)) {
        FUZZ_REQUIRE(header.size() <= MaxEntityTagBytes && isSameEntityTag(header, header));
        for (const char character : header)
            FUZZ_REQUIRE(character >= 0x20 && character < 0x7f);
    }
    return 0;
}
