#include "require.h"
#include "trust/distinguished_name.h"

using namespace gatehouse;
using namespace gatehouse::trust;

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    const QString text = QString::fromUtf8(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    const Result<NameAttributes> attributes = parseDn(text);
    if (!attributes) {
        FUZZ_REQUIRE(!attributes.error().message.isEmpty());
        return 0;
    }
    FUZZ_REQUIRE(!attributes->isEmpty() && attributes->size() <= MaxDnAttributes);
    FUZZ_REQUIRE(matchDn(*attributes, *attributes).matches);
    QStringList parts;
    for (const NameAttribute &attribute : *attributes)
        parts.append(toText(attribute));
    const Result<NameAttributes> again = parseDn(parts.join(QLatin1Char(',')));
    // Writing a value out may make the text longer than is read.
    FUZZ_REQUIRE(again ? *again == *attributes : again.error().kind == Error::TooLarge);
    return 0;
}
