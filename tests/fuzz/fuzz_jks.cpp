#include "require.h"
#include "trust/jks.h"
#include "trust/key_protection.h"

using namespace gatehouse;
using namespace gatehouse::trust;

// The seeds, with an authority of an elliptic curve as ca.pem (openssl req -x509 -newkey ec -pkeyopt
// ec_paramgen_curve:P-256 -nodes -keyout /dev/null -out ca.pem -subj /CN=ca):
//   keytool -importcert -noprompt -alias Root -file ca.pem -storetype JKS -keystore trusted -storepass changeit
//   keytool -genkeypair -alias Ключ🔑 -keyalg EC -dname CN=a -storetype JKS -keystore key -storepass changeit
//   cp key empty && keytool -delete -alias Ключ🔑 -keystore empty -storepass changeit
//   cp trusted both && keytool -importkeystore -srckeystore key -srcstorepass changeit -destkeystore both
//     -deststoretype JKS -deststorepass changeit

namespace {

DecodedStore writtenAndRead(const TrustStore &store)
{
    const Password password("changeit");
    const Result<QByteArray> written = encodeJks(store, password);
    FUZZ_REQUIRE(written);
    Result<DecodedStore> read = decodeJks(*written, password);
    FUZZ_REQUIRE(read && read->integrity == Integrity::Verified);
    FUZZ_REQUIRE(encodeJks(read->store, password).value() == *written);
    return std::move(*read);
}

/// The keys of the seeds open; what the search makes of them is refused in words.
void carryKeys(const TrustStore &store)
{
    const Password password("changeit");
    for (const StoreEntry &entry : store.entries) {
        const Result<StoreEntry> carried = convertKeyEntry(entry, StoreFormat::Jks, StoreFormat::Pkcs12, password);
        FUZZ_REQUIRE(carried || !carried.error().message.isEmpty());
        if (!carried)
            continue;
        const Result<StoreEntry> back = convertKeyEntry(*carried, StoreFormat::Pkcs12, StoreFormat::Jks, password);
        FUZZ_REQUIRE(back && back->certificates == entry.certificates);
        FUZZ_REQUIRE(writtenAndRead({StoreFormat::Jks, {*back}}).store.entries.size() == 1);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    static const QCA::Initializer crypto;
    constexpr qsizetype DigestBytes = 20;
    const QByteArrayView bytes(data, static_cast<qsizetype>(size));
    // The digest of what the fuzzer makes never fits, so the password stays out.
    const Result<DecodedStore> decoded = decodeJks(bytes, std::nullopt);
    if (!decoded) {
        FUZZ_REQUIRE(!decoded.error().message.isEmpty());
        return 0;
    }
    FUZZ_REQUIRE(decoded->integrity == Integrity::NotVerified);
    FUZZ_REQUIRE(!decodeJks(bytes, Password("no store's")));
    FUZZ_REQUIRE(writtenAndRead(decoded->store).store == decoded->store);
    if (bytes[7] == 2)
        FUZZ_REQUIRE(encodeJks(decoded->store, {}).value().chopped(DigestBytes) == bytes.chopped(DigestBytes));

    carryKeys(decoded->store);

    // Made anew from the certificates alone, it is the same but for what only the file knew.
    TrustStore anew = decoded->store;
    anew.entries.removeIf([](const StoreEntry &entry) {
        return entry.kind != StoreEntry::Kind::TrustedCertificate || !entry.certificate();
    });
    for (StoreEntry &entry : anew.entries)
        entry.encoded.clear();
    const TrustStore read = writtenAndRead(anew).store;
    FUZZ_REQUIRE(read.entries.size() == anew.entries.size());
    for (qsizetype i = 0; i < read.entries.size(); ++i) {
        FUZZ_REQUIRE(read.entries[i].certificates == anew.entries[i].certificates);
        FUZZ_REQUIRE(read.entries[i].created == anew.entries[i].created);
    }
    return 0;
}
