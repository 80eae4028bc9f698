#include "base/json.h"
#include "require.h"

using namespace gatehouse;

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    const QByteArrayView text(data, static_cast<qsizetype>(size));
    const Result<Json> json = parseJson(text);
    if (!json) {
        FUZZ_REQUIRE(!json.error().message.isEmpty());
        return 0;
    }
    FUZZ_REQUIRE(!json->is_discarded());
    const Result<Json> again = parseJson(toBytes(*json));
    FUZZ_REQUIRE(again && *again == *json);
    FUZZ_REQUIRE(parseJson(toPrettyBytes(*json)).value() == *json);
    FUZZ_REQUIRE(parseJsonObject(text).has_value() == json->is_object());
    for (const char *name : {"", "a", "keys"}) {
        stringMember(*json, name);
        integerMember(*json, name);
        stringListMember(*json, name);
    }
    return 0;
}
