#pragma once

#include "trust/openssl_helpers.h"
#include "trust/trust_store.h"

#include <span>

/// Encryption by a password, as PKCS#12 has it for safes and for keys: PBES2 of RFC 8018, and the methods of RFC 7292
/// appendix C to read old files.
namespace gatehouse::trust::pkcs12 {

/// As JDK 17 writes.
constexpr int WrittenRounds = 10'000;
constexpr int WrittenSaltBytes = 20;

using OwnedAlgorithm = openssl::Owned<X509_ALGOR, X509_ALGOR_free>;
using OwnedString = openssl::Owned<ASN1_OCTET_STRING, ASN1_OCTET_STRING_free>;

/// A password as OpenSSL's PKCS#12 functions take it, which make UTF-16 of it where that is asked for.
struct PasswordView {
    const char *text = nullptr;
    int size = 0;
};

/// An empty password is derived from as nothing or as a lone terminator: writers differ.
QList<PasswordView> spellings(const Password &password);

/// Refused where Java could not open what is written: characters outside printable ASCII.
Result<void> checkPassword(const Password &password);

struct Encrypted {
    OwnedAlgorithm algorithm;
    OwnedString data;
};

/// Nothing where OpenSSL fails; its errors are left in the queue.
std::optional<Encrypted> encrypt(QByteArrayView contents, const PasswordView &password);

/// What was decrypted, in OpenSSL's memory; wiped when it goes.
class Plaintext
{
public:
    Plaintext(unsigned char *data, int size)
        : m_data(data, {static_cast<size_t>(size)})
    {}

    QByteArrayView view() const { return {m_data.get(), static_cast<qsizetype>(m_data.get_deleter().size)}; }

private:
    struct Wipe {
        size_t size = 0;
        void operator()(unsigned char *data) const { OPENSSL_clear_free(data, size); }
    };
    std::unique_ptr<unsigned char[], Wipe> m_data;
};

/// One ASN.1 SEQUENCE, which is what safes and keys are; nothing where no spelling fits. Refused where the method is
/// not supported. The caller has seen to it that the derivation ends, by derivationRounds().
Result<std::optional<Plaintext>> decrypt(const X509_ALGOR *algorithm, const ASN1_OCTET_STRING *data,
                                         std::span<const PasswordView> spellings);

} // namespace gatehouse::trust::pkcs12
