#pragma once

#include "trust/store_codec.h"

/// The outer layers of a PKCS#12 file (RFC 7292 §4): integrity, and the safes that its bags lie in.
namespace gatehouse::trust::pkcs12 {

/// Of all key derivations of one file together: the rounds of PBKDF2 and of PKCS#12's own derivation, and N·r·p of
/// scrypt. Java refuses more than half of it for any one of them; some seconds of work.
constexpr quint64 MaxDerivationRounds = 10'000'000;

/// Not copied, and wiped when it goes: a safe may hold keys that nothing else protects.
struct OpenedFile {
    OpenedFile() = default;
    OpenedFile(OpenedFile &&) noexcept = default;
    OpenedFile &operator=(OpenedFile &&) noexcept = default;
    OpenedFile(const OpenedFile &) = delete;
    OpenedFile &operator=(const OpenedFile &) = delete;
    ~OpenedFile();

    QList<QByteArray> safes; ///< the SafeContents of each, decrypted, in the file's order
    Integrity integrity = Integrity::None;
};

/// Errors as decodePkcs12().
Result<OpenedFile> openFile(QByteArrayView bytes, const std::optional<Password> &password);

struct Safe {
    enum class Protection : quint8 { Plain, Encrypted };

    Protection protection = Protection::Encrypted;
    QByteArray contents; ///< SafeBags, one after the other
};

Result<QByteArray> writeFile(const QList<Safe> &safes, const Password &password);

} // namespace gatehouse::trust::pkcs12
