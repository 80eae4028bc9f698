#pragma once

#include "base/result.h"

#include <QString>
#include <QtCrypto>

#include <map>

namespace gatehouse::vault {

/// UTF-8 or any bytes, in memory that is wiped.
using Secret = QCA::SecureArray;
using Secrets = std::map<QString, Secret>; ///< by name

/// The longest path of a file and what stands before it; a keychain shows names to people.
constexpr qsizetype MaxNameBytes = 1024;
/// A private key or a certificate with its chain; passwords are far shorter.
constexpr qsizetype MaxSecretBytes = qsizetype{64} * 1024;
constexpr qsizetype MaxPassphraseBytes = 4096;
/// Of all secrets and their names together, encoded.
constexpr qsizetype MaxSecretsBytes = qsizetype{4} * 1024 * 1024;

/// A name is text, not empty, without a zero character (keychains take C strings), within MaxNameBytes in UTF-8.
Result<void> checkName(const QString &name);
Result<void> checkSecret(const Secret &secret);

/// What is encrypted as a whole. Numbers are big-endian, of four bytes:
///     count, and for each secret in the order of the names: size and UTF-8 of the name, size and bytes of the secret
/// and zeros up to a multiple of PaddedBytes, so that the file's size does not tell the length of a password.
constexpr qsizetype PaddedBytes = 1024;
Result<QCA::SecureArray> encodeSecrets(const Secrets &secrets);
/// Strict: takes exactly what encodeSecrets() makes.
Result<Secrets> decodeSecrets(const QCA::SecureArray &bytes);

} // namespace gatehouse::vault
