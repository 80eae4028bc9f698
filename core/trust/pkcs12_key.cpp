#include "trust/pkcs12_key.h"

#include "trust/pkcs12_derivation.h"
#include "trust/pkcs12_encryption.h"
#include "trust/pkcs12_file.h"

#include <QCoreApplication>

namespace gatehouse::trust::pkcs12 {

using namespace openssl;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("gatehouse::pkcs12", text);
}

using OwnedSig = Owned<X509_SIG, X509_SIG_free>;

} // namespace

Result<std::optional<QCA::SecureArray>> recoverKey(QByteArrayView protectedKey, const Password &password)
{
    const auto *start = reinterpret_cast<const unsigned char *>(protectedKey.data());
    const auto *end = start;
    const OwnedSig info(d2i_X509_SIG(nullptr, &end, static_cast<long>(protectedKey.size())));
    if (!info || end - start != protectedKey.size())
        return fail(Error::Malformed, tr("The key is damaged: it is no EncryptedPrivateKeyInfo."), takeErrors());
    const X509_ALGOR *algorithm = nullptr;
    const ASN1_OCTET_STRING *data = nullptr;
    X509_SIG_get0(info.get(), &algorithm, &data);
    const Result<quint64> rounds = derivationRounds(algorithm);
    if (!rounds)
        return tl::unexpected(rounds.error());
    if (*rounds > MaxDerivationRounds)
        return fail(Error::Refused,
                    tr("The key asks for more than %1 rounds of key derivation, which would take minutes or years. It "
                       "is damaged or made to do harm.")
                        .arg(MaxDerivationRounds));
    const Result<std::optional<Plaintext>> plain = decrypt(algorithm, data, spellings(password));
    if (!plain)
        return tl::unexpected(plain.error());
    if (!*plain)
        return std::nullopt;
    const QByteArrayView contents = (*plain)->view();
    QCA::SecureArray key(static_cast<int>(contents.size()));
    std::copy(contents.begin(), contents.end(), key.data());
    return key;
}

Result<QByteArray> protectKey(QByteArrayView key, const Password &password)
{
    if (const Result<void> allowed = checkPassword(password); !allowed)
        return tl::unexpected(allowed.error());
    const std::optional<Encrypted> encrypted = encrypt(key, spellings(password).constFirst());
    const OwnedSig info(X509_SIG_new());
    X509_ALGOR *algorithm = nullptr;
    ASN1_OCTET_STRING *data = nullptr;
    if (info)
        X509_SIG_getm(info.get(), &algorithm, &data);
    unsigned char *der = nullptr;
    const bool filled = encrypted && info && X509_ALGOR_copy(algorithm, encrypted->algorithm.get()) == 1
        && ASN1_STRING_copy(data, encrypted->data.get()) == 1;
    const int size = filled ? i2d_X509_SIG(info.get(), &der) : 0;
    if (size <= 0)
        return fail(Error::Internal, tr("The key cannot be encrypted."), takeErrors());
    QByteArray bytes(reinterpret_cast<const char *>(der), size);
    OPENSSL_free(der);
    return bytes;
}

} // namespace gatehouse::trust::pkcs12
