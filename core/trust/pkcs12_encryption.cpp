#include "trust/pkcs12_encryption.h"

#include "trust/pkcs12_derivation.h"

#include <QCoreApplication>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>

#include <algorithm>

namespace gatehouse::trust::pkcs12 {

using namespace openssl;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::trust)
};

/// Old stores are encrypted by RC2, which is in OpenSSL's legacy provider. It is loaded beside the library's own
/// context, so that nothing else in the program can come to use what is in there. Never freed: OpenSSL tidies up
/// before static objects would.
struct Methods {
    OSSL_LIB_CTX *context = OSSL_LIB_CTX_new();
    bool hasLegacy = false;

    Methods()
    {
        OSSL_PROVIDER_load(context, "default");
        hasLegacy = OSSL_PROVIDER_load(context, "legacy") != nullptr;
        ERR_clear_error();
    }
};

const Methods &methods()
{
    static const Methods loaded;
    return loaded;
}

/// A wrong password that happens to leave right padding does not leave this.
bool isOneSequence(QByteArrayView contents)
{
    const auto *at = reinterpret_cast<const unsigned char *>(contents.data());
    const unsigned char *const end = at + contents.size();
    long length = 0;
    int tag = 0;
    int tagClass = 0;
    const int form = ASN1_get_object(&at, &length, &tag, &tagClass, static_cast<long>(contents.size()));
    ERR_clear_error();
    if (tag != V_ASN1_SEQUENCE || tagClass != V_ASN1_UNIVERSAL)
        return false;
    return form == V_ASN1_CONSTRUCTED ? at + length == end : form == (V_ASN1_CONSTRUCTED | 1);
}

} // namespace

QList<PasswordView> spellings(const Password &password)
{
    if (password.isEmpty())
        return {{"", 0}, {nullptr, 0}};
    return {{password.constData(), static_cast<int>(password.size())}};
}

Result<void> checkPassword(const Password &password)
{
    const QByteArrayView text(password.constData(), password.size());
    if (std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; }))
        return {};
    return fail(
        Error::Refused,
        Text::tr("Java opens no PKCS#12 store whose password has characters outside ASCII, such as letters with "
                 "accents. Choose a password without them."));
}

std::optional<Encrypted> encrypt(QByteArrayView contents, const PasswordView &password)
{
    OwnedAlgorithm algorithm(
        PKCS5_pbe2_set_iv(EVP_aes_256_cbc(), WrittenRounds, nullptr, WrittenSaltBytes, nullptr, NID_hmacWithSHA256));
    OwnedString encrypted(ASN1_OCTET_STRING_new());
    unsigned char *data = nullptr;
    int size = 0;
    if (!algorithm || !encrypted
        || !PKCS12_pbe_crypt(algorithm.get(), password.text, password.size,
                             reinterpret_cast<const unsigned char *>(contents.data()),
                             static_cast<int>(contents.size()), &data, &size, 1))
        return std::nullopt;
    ASN1_STRING_set0(encrypted.get(), data, size);
    return Encrypted{std::move(algorithm), std::move(encrypted)};
}

Result<std::optional<Plaintext>> decrypt(const X509_ALGOR *algorithm, const ASN1_OCTET_STRING *data,
                                         std::span<const PasswordView> spellings)
{
    for (const PasswordView &spelling : spellings) {
        unsigned char *plain = nullptr;
        int size = 0;
        if (PKCS12_pbe_crypt_ex(algorithm, spelling.text, spelling.size, ASN1_STRING_get0_data(data),
                                ASN1_STRING_length(data), &plain, &size, 0, methods().context, nullptr)) {
            Plaintext contents(plain, size);
            if (isOneSequence(contents.view()))
                return contents;
            ERR_raise(ERR_LIB_PKCS12, PKCS12_R_PKCS12_CIPHERFINAL_ERROR);
        }
    }
    const int reason = ERR_GET_REASON(ERR_peek_last_error());
    const QString words = takeErrors();
    if (reason == PKCS12_R_PKCS12_CIPHERFINAL_ERROR)
        return std::nullopt;
    const QString method = methodName(algorithm);
    if (!methods().hasLegacy)
        return fail(
            Error::Refused,
            Text::tr("The store is encrypted by %1, for which OpenSSL's legacy provider is needed; it is not installed "
                     "here. Install it, or rewrite the store with keytool of Java 17 or newer.")
                .arg(method),
            words);
    return fail(
        Error::Refused,
        Text::tr("The store is encrypted by %1 in a way that is not supported. Rewrite it with keytool.").arg(method),
        words);
}

} // namespace gatehouse::trust::pkcs12
