#include "require.h"
#include "vault/sealed_secrets.h"

using namespace gatehouse;
using namespace gatehouse::vault;

namespace {

constexpr qint64 CheapWork = 64;

/// With its own recipe, as a console would open it; a cost that would take time is only looked at.
void openFile(QByteArrayView file)
{
    const Result<KeyRecipe> recipe = readRecipe(file);
    if (!recipe) {
        FUZZ_REQUIRE(!recipe.error().message.isEmpty());
        return;
    }
    const auto &[n, r, p] = recipe->cost;
    FUZZ_REQUIRE(n * r * p <= MaxScryptWork && 128 * n * r <= MaxScryptBytes);
    FUZZ_REQUIRE(recipe->salt.size() >= MinSaltBytes && recipe->salt.size() <= MaxSaltBytes);
    if (n * r * p > CheapWork)
        return;
    const Result<VaultKey> key = deriveKey(Secret("passphrase"), *recipe);
    FUZZ_REQUIRE(key);
    // The seeds open; what they become does not, unless only white space has changed.
    if (const Result<Secrets> secrets = unsealSecrets(file, *key))
        FUZZ_REQUIRE(sealSecrets(*secrets, *key).and_then([&](const QByteArray &again) {
            return unsealSecrets(again, *key);
        }) == *secrets);
}

/// What only the holder of the key can have written is read as carefully.
void readList(QByteArrayView bytes)
{
    const Result<Secrets> secrets = decodeSecrets(QCA::SecureArray(bytes.toByteArray()));
    if (!secrets) {
        FUZZ_REQUIRE(!secrets.error().message.isEmpty());
        return;
    }
    FUZZ_REQUIRE(encodeSecrets(*secrets) == QCA::SecureArray(bytes.toByteArray()));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    static const QCA::Initializer initializer;
    const QByteArrayView bytes(data, static_cast<qsizetype>(size));
    openFile(bytes);
    readList(bytes);
    // A list is a multiple of a page: the search does not find that by itself.
    QByteArray padded = bytes.toByteArray();
    padded.resize((padded.size() + PaddedBytes - 1) / PaddedBytes * PaddedBytes, '\0');
    readList(padded);
    return 0;
}
