#pragma once

#include "vault/secrets.h"

#include <QByteArray>
#include <QByteArrayView>

namespace gatehouse::vault {

/// What scrypt (RFC 7914) is asked to spend. The file states it, so that it can be raised without a new format.
struct ScryptCost {
    qint64 n = 0; ///< a power of two
    qint64 r = 0;
    qint64 p = 0;

    friend bool operator==(const ScryptCost &, const ScryptCost &) = default;
};
/// 128 MiB and less than half a second: what OWASP's cheat sheet on storing passwords names first.
constexpr ScryptCost DefaultScryptCost{131072, 8, 1};
/// Beyond these a file is refused before anything is derived.
constexpr qint64 MaxScryptBytes = qint64{512} * 1024 * 1024;
constexpr qint64 MaxScryptWork = 8 * DefaultScryptCost.n * DefaultScryptCost.r * DefaultScryptCost.p; ///< n·r·p

constexpr qsizetype SaltBytes = 32; ///< of a new file
constexpr qsizetype MinSaltBytes = 16;
constexpr qsizetype MaxSaltBytes = 64;

/// With the passphrase it makes the key.
struct KeyRecipe {
    ScryptCost cost;
    QByteArray salt;

    friend bool operator==(const KeyRecipe &, const KeyRecipe &) = default;
};

struct VaultKey {
    KeyRecipe recipe;
    QCA::SymmetricKey key;
};

/// MaxSecretsBytes in base64, and what stands around it.
constexpr qsizetype MaxVaultFileBytes = MaxSecretsBytes / 3 * 4 + qsizetype{16} * 1024;

/// With a new random salt.
Result<KeyRecipe> makeRecipe(const ScryptCost &cost);
/// Of a vault's file, whose form is checked as a whole; nothing is derived yet.
Result<KeyRecipe> readRecipe(QByteArrayView file);
/// Takes the memory and the time that the recipe states. What stands in the file's header (version, names of the
/// algorithms, cost, salt) goes into the derivation, since QCA's GCM takes no associated data: a header that was
/// changed makes another key.
Result<VaultKey> deriveKey(const Secret &passphrase, const KeyRecipe &recipe);

/// The bytes of a vault's file: JSON with the recipe, a new random nonce, and all secrets as one AES-256-GCM
/// ciphertext.
Result<QByteArray> sealSecrets(const Secrets &secrets, const VaultKey &key);
/// Conflict where the file has another recipe than the key; Refused where the tag does not fit: either the passphrase
/// is another or the file is damaged, and nobody can tell which.
Result<Secrets> unsealSecrets(QByteArrayView file, const VaultKey &key);

} // namespace gatehouse::vault
