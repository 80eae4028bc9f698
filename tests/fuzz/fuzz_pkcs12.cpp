#include "require.h"
#include "trust/pkcs12.h"

using namespace gatehouse;
using namespace gatehouse::trust;

namespace {

/// The seeds are made with it.
constexpr char PasswordText[] = "changeit";

/// Whatever can be read can be written and then reads the same.
void writeAndReadAgain(const TrustStore &store)
{
    const Password password(PasswordText);
    const Result<QByteArray> written = encodePkcs12(store, password);
    FUZZ_REQUIRE(written.has_value());
    const Result<DecodedStore> again = decodePkcs12(*written, password);
    FUZZ_REQUIRE(again.has_value() && again->integrity == Integrity::Verified);
    FUZZ_REQUIRE(again->store == store);
}

void renameEverything(TrustStore store)
{
    for (StoreEntry &entry : store.entries)
        entry.alias.append(QLatin1Char('x'));
    const Password password(PasswordText);
    const Result<QByteArray> written = encodePkcs12(store, password);
    FUZZ_REQUIRE(written.has_value());
    const Result<DecodedStore> again = decodePkcs12(*written, password);
    FUZZ_REQUIRE(again.has_value() && again->store.entries.size() == store.entries.size());
    for (qsizetype i = 0; i < store.entries.size(); ++i)
        FUZZ_REQUIRE(again->store.entries[i].kind == store.entries[i].kind);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    static const QCA::Initializer initializer;
    const QByteArrayView bytes(data, static_cast<qsizetype>(size));
    for (const std::optional<Password> &password :
         {std::optional<Password>(Password(PasswordText)), std::optional<Password>()}) {
        const Result<DecodedStore> decoded = decodePkcs12(bytes, password);
        FUZZ_REQUIRE(decoded || !decoded.error().message.isEmpty());
        if (!decoded)
            continue;
        writeAndReadAgain(decoded->store);
        renameEverything(decoded->store);
    }
    return 0;
}
