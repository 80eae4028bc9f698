#include "trust/pkcs12_key.h"

#include "trust/encrypted_key_info.h"
#include "trust/pkcs12_derivation.h"
#include "trust/pkcs12_encryption.h"
#include "trust/pkcs12_file.h"

#include <QCoreApplication>

namespace gatehouse::trust::pkcs12 {

using namespace openssl;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::trust)
};

} // namespace

Result<std::optional<QCA::SecureArray>> recoverKey(QByteArrayView protectedKey, const Password &password)
{
    const Result<EncryptedKeyInfo> info = readKeyInfo(protectedKey);
    if (!info)
        return tl::unexpected(info.error());
    const X509_ALGOR *algorithm = nullptr;
    const ASN1_OCTET_STRING *data = nullptr;
    X509_SIG_get0(info->get(), &algorithm, &data);
    const Result<quint64> rounds = derivationRounds(algorithm);
    if (!rounds)
        return tl::unexpected(rounds.error());
    if (*rounds > MaxDerivationRounds)
        return fail(
            Error::Refused,
            Text::tr("The key asks for more than %1 rounds of key derivation, which would take minutes or years. It "
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
    const EncryptedKeyInfo info(X509_SIG_new());
    X509_ALGOR *algorithm = nullptr;
    ASN1_OCTET_STRING *data = nullptr;
    if (info)
        X509_SIG_getm(info.get(), &algorithm, &data);
    const bool filled = encrypted && info && X509_ALGOR_copy(algorithm, encrypted->algorithm.get()) == 1
        && ASN1_STRING_copy(data, encrypted->data.get()) == 1;
    if (!filled)
        return fail(Error::Internal, Text::tr("The key cannot be encrypted."), takeErrors());
    return encodeKeyInfo(info);
}

} // namespace gatehouse::trust::pkcs12
