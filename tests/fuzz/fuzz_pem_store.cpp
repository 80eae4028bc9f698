#include "require.h"
#include "trust/pem_store.h"
#include "trust/store_edit.h"

#include <algorithm>

using namespace gatehouse;
using namespace gatehouse::trust;

// The seeds, with two authorities of an elliptic curve as a.pem and b.pem (openssl req -x509 -newkey ec -pkeyopt
// ec_paramgen_curve:P-256 -nodes -keyout /dev/null -out a.pem -subj /CN=a):
//   cat a.pem b.pem > plain && (echo '# one'; cat a.pem; echo '# ONE'; cat b.pem; echo end) > commented
//   (cat a.pem; printf '# two ') | tr -d '\n' | cat - b.pem > one-line && sed 's/$/\r/' plain > crlf
//   openssl x509 -in a.pem -addtrust clientAuth -trustout -out trusted && echo '# none' > empty
//   openssl pkcs12 -export -in a.pem -nokeys -name x -passout pass: | openssl pkcs12 -passin pass: -nokeys -out bag

namespace {

TrustStore writtenAndRead(const TrustStore &store)
{
    const Result<QByteArray> written = encodePem(store);
    FUZZ_REQUIRE(written);
    Result<DecodedStore> read = decodePem(*written);
    FUZZ_REQUIRE(read && encodePem(read->store) == *written);
    return std::move(read->store);
}

bool haveSameContents(const StoreEntry &a, const StoreEntry &b)
{
    // White space within an alias is not kept where a comment is written anew.
    return a.alias.simplified() == b.alias.simplified() && a.certificates == b.certificates;
}

/// After a change, what was not changed is still there, under its own name.
void requireSame(const TrustStore &expected)
{
    const TrustStore read = writtenAndRead(expected);
    FUZZ_REQUIRE(read.trustedCertificates() == expected.trustedCertificates());
    QStringList aliases;
    for (const StoreEntry &entry : expected.entries)
        aliases.append(foldedAlias(entry.alias.simplified()));
    // Two that differ by white space alone get new names.
    if (aliases.removeDuplicates() == 0)
        FUZZ_REQUIRE(std::ranges::equal(read.entries, expected.entries, haveSameContents));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    static const QCA::Initializer crypto;
    const QByteArrayView bytes(data, static_cast<qsizetype>(size));
    const Result<DecodedStore> decoded = decodePem(bytes);
    if (!decoded) {
        FUZZ_REQUIRE(!decoded.error().message.isEmpty());
        return 0;
    }
    const TrustStore &store = decoded->store;
    FUZZ_REQUIRE(writtenAndRead(store) == store);
    if (store.entries.isEmpty())
        return 0;
    FUZZ_REQUIRE(encodePem(store) == bytes.toByteArray());

    TrustStore changed = store;
    changed.entries.removeFirst();
    requireSame(changed);
    changed = store;
    changed.entries.first().alias = freeAlias(store, QStringLiteral("renamed"));
    requireSame(changed);
    changed = store;
    std::reverse(changed.entries.begin(), changed.entries.end());
    requireSame(changed);
    for (StoreEntry &entry : changed.entries)
        entry.encoded.clear();
    requireSame(changed);
    return 0;
}
