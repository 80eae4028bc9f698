#include "trust/pkcs12_file.h"

#include "trust/openssl_helpers.h"
#include "trust/pkcs12_derivation.h"
#include "trust/pkcs12_encryption.h"

#include <QCoreApplication>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>

namespace gatehouse::trust::pkcs12 {

using namespace openssl;

namespace {

using OwnedFile = Owned<PKCS12, PKCS12_free>;
using OwnedSafe = Owned<PKCS7, PKCS7_free>;
using OwnedSafes = Owned<STACK_OF(PKCS7), +[](STACK_OF(PKCS7) * stack) { sk_PKCS7_pop_free(stack, PKCS7_free); }>;
using OwnedInteger = Owned<ASN1_INTEGER, ASN1_INTEGER_free>;

/// RFC 7292 §4; there is no other.
constexpr long Version = 3;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::trust)
};

QByteArray bytesOf(const ASN1_STRING *string)
{
    return {reinterpret_cast<const char *>(ASN1_STRING_get0_data(string)), ASN1_STRING_length(string)};
}

tl::unexpected<Error> notPkcs12(const QString &detail)
{
    return fail(Error::Malformed,
                Text::tr("This is not a whole PKCS#12 store; the file is damaged, cut off or of another kind."),
                detail);
}

tl::unexpected<Error> wrongPassword()
{
    return fail(Error::Refused, Text::tr("The password does not fit this store, or the store was changed without it."));
}

/// OpenSSL keeps the version to itself.
Result<void> checkVersion(QByteArrayView bytes)
{
    const auto *at = reinterpret_cast<const unsigned char *>(bytes.data());
    long length = 0;
    int tag = 0;
    int tagClass = 0;
    const auto *start = at;
    if ((ASN1_get_object(&at, &length, &tag, &tagClass, static_cast<long>(bytes.size())) & 0x80) != 0
        || tag != V_ASN1_SEQUENCE)
        return notPkcs12(takeErrors());
    const OwnedInteger version(d2i_ASN1_INTEGER(nullptr, &at, static_cast<long>(bytes.size() - (at - start))));
    if (!version)
        return notPkcs12(takeErrors());
    if (ASN1_INTEGER_get(version.get()) != Version)
        return fail(Error::Malformed,
                    Text::tr("The store is of another version of PKCS#12 than %1, or damaged in its first bytes.")
                        .arg(Version));
    return {};
}

Result<OwnedFile> parseFile(QByteArrayView bytes)
{
    if (bytes.size() > MaxStoreBytes)
        return fail(Error::TooLarge,
                    Text::tr("The store has %1 bytes; at most %2 are read.").arg(bytes.size()).arg(MaxStoreBytes));
    if (const Result<void> version = checkVersion(bytes); !version)
        return tl::unexpected(version.error());
    const auto *start = reinterpret_cast<const unsigned char *>(bytes.data());
    const auto *end = start;
    OwnedFile file(d2i_PKCS12(nullptr, &end, static_cast<long>(bytes.size())));
    if (!file)
        return notPkcs12(takeErrors());
    if (end - start != bytes.size())
        return fail(Error::Malformed, Text::tr("%1 bytes follow the store's end.").arg(bytes.size() - (end - start)));
    return file;
}

Result<OwnedSafes> safesOf(const PKCS12 *file)
{
    OwnedSafes safes(PKCS12_unpack_authsafes(file));
    if (safes)
        return safes;
    const bool isSigned = ERR_GET_REASON(ERR_peek_last_error()) == PKCS12_R_CONTENT_TYPE_NOT_DATA;
    const QString words = takeErrors();
    if (isSigned)
        return fail(Error::Refused,
                    Text::tr("The store is protected by a signature and not by a password, which is not supported."),
                    words);
    return notPkcs12(words);
}

const PKCS7_ENC_CONTENT *encryptedPartOf(const PKCS7 *safe)
{
    return safe->d.encrypted ? safe->d.encrypted->enc_data : nullptr;
}

/// Refuses what would keep the machine busy, before any of it is done.
Result<void> checkWork(const PKCS12 *file, const STACK_OF(PKCS7) * safes)
{
    quint64 rounds = 0;
    if (PKCS12_mac_present(file) == 1) {
        const ASN1_INTEGER *macRounds = nullptr;
        PKCS12_get0_mac(nullptr, nullptr, nullptr, &macRounds, file);
        rounds = roundsOf(macRounds);
    }
    for (int i = 0; i < sk_PKCS7_num(safes); ++i) {
        const PKCS7 *safe = sk_PKCS7_value(safes, i);
        if (!PKCS7_type_is_encrypted(safe))
            continue;
        const PKCS7_ENC_CONTENT *part = encryptedPartOf(safe);
        if (!part || !part->enc_data)
            return fail(Error::Malformed, Text::tr("Part %1 of the store has no contents.").arg(i + 1));
        const Result<quint64> own = derivationRounds(part->algorithm);
        if (!own)
            return tl::unexpected(own.error());
        rounds = saturatingSum(rounds, *own);
    }
    if (rounds > MaxDerivationRounds)
        return fail(
            Error::Refused,
            Text::tr(
                "The store asks for more than %1 rounds of key derivation, which would take minutes or years. It is "
                "damaged or made to do harm.")
                .arg(MaxDerivationRounds));
    return {};
}

/// Nothing where the password does not fit the store's MAC.
std::optional<PasswordView> verified(PKCS12 *file, const Password &password)
{
    for (const PasswordView &spelling : spellings(password)) {
        const bool fits = PKCS12_verify_mac(file, spelling.text, spelling.size) == 1;
        ERR_clear_error();
        if (fits)
            return spelling;
    }
    return std::nullopt;
}

Result<QByteArray> contentsOf(const PKCS7 *safe, std::span<const PasswordView> spellings)
{
    if (PKCS7_type_is_data(safe)) {
        if (!safe->d.data)
            return fail(Error::Malformed, Text::tr("A part of the store has no contents."));
        return bytesOf(safe->d.data);
    }
    if (!PKCS7_type_is_encrypted(safe))
        return fail(
            Error::Refused,
            Text::tr("A part of the store is encrypted for a key and not by a password, which is not supported."));
    if (spellings.empty())
        return fail(Error::Refused, Text::tr("The store's certificates are encrypted: a password is needed."));
    const PKCS7_ENC_CONTENT *part = encryptedPartOf(safe);
    const Result<std::optional<Plaintext>> contents = decrypt(part->algorithm, part->enc_data, spellings);
    if (!contents)
        return tl::unexpected(contents.error());
    if (!*contents)
        return wrongPassword();
    return (*contents)->view().toByteArray();
}

OwnedSafe plainSafe(const QByteArray &contents)
{
    OwnedSafe safe(PKCS7_new());
    if (!safe || PKCS7_set_type(safe.get(), NID_pkcs7_data) != 1
        || ASN1_OCTET_STRING_set(safe->d.data, reinterpret_cast<const unsigned char *>(contents.constData()),
                                 static_cast<int>(contents.size()))
            != 1)
        return nullptr;
    return safe;
}

OwnedSafe encryptedSafe(const QByteArray &contents, const PasswordView &password)
{
    OwnedSafe safe(PKCS7_new());
    std::optional<Encrypted> encrypted = encrypt(contents, password);
    if (!safe || !encrypted || PKCS7_set_type(safe.get(), NID_pkcs7_encrypted) != 1)
        return nullptr;
    PKCS7_ENC_CONTENT *part = safe->d.encrypted->enc_data;
    X509_ALGOR_free(part->algorithm);
    part->algorithm = encrypted->algorithm.release();
    ASN1_OCTET_STRING_free(part->enc_data);
    part->enc_data = encrypted->data.release();
    return safe;
}

/// One ASN.1 SEQUENCE of what is given.
QByteArray sequenceOf(const QByteArray &contents)
{
    QByteArray der(ASN1_object_size(1, static_cast<int>(contents.size()), V_ASN1_SEQUENCE), '\0');
    auto *at = reinterpret_cast<unsigned char *>(der.data());
    ASN1_put_object(&at, 1, static_cast<int>(contents.size()), V_ASN1_SEQUENCE, V_ASN1_UNIVERSAL);
    memcpy(at, contents.constData(), static_cast<size_t>(contents.size()));
    return der;
}

tl::unexpected<Error> cannotWrite()
{
    return fail(Error::Internal, Text::tr("The store cannot be written as PKCS#12."), takeErrors());
}

} // namespace

OpenedFile::~OpenedFile()
{
    for (QByteArray &safe : safes)
        OPENSSL_cleanse(safe.data(), static_cast<size_t>(safe.size()));
}

Result<OpenedFile> openFile(QByteArrayView bytes, const std::optional<Password> &password)
{
    const Result<OwnedFile> file = parseFile(bytes);
    if (!file)
        return tl::unexpected(file.error());
    const Result<OwnedSafes> safes = safesOf(file->get());
    if (!safes)
        return tl::unexpected(safes.error());
    if (const Result<void> work = checkWork(file->get(), safes->get()); !work)
        return tl::unexpected(work.error());

    OpenedFile opened;
    QList<PasswordView> tried = password ? spellings(*password) : QList<PasswordView>();
    if (PKCS12_mac_present(file->get()) == 1) {
        opened.integrity = password ? Integrity::Verified : Integrity::NotVerified;
        if (password) {
            const std::optional<PasswordView> fitting = verified(file->get(), *password);
            if (!fitting)
                return wrongPassword();
            tried = {*fitting};
        }
    }
    for (int i = 0; i < sk_PKCS7_num(safes->get()); ++i) {
        Result<QByteArray> contents = contentsOf(sk_PKCS7_value(safes->get(), i), tried);
        if (!contents)
            return tl::unexpected(contents.error());
        opened.safes.append(std::move(*contents));
    }
    return opened;
}

Result<QByteArray> writeFile(const QList<Safe> &safes, const Password &password)
{
    qsizetype total = 0;
    for (const Safe &safe : safes)
        total += safe.contents.size();
    // What could not be opened again is not written; the layers around the bags add little.
    constexpr qsizetype MaxLayerBytes = qsizetype{64} * 1024;
    if (total > MaxStoreBytes - MaxLayerBytes)
        return fail(Error::TooLarge, Text::tr("The store would have more than %1 bytes.").arg(MaxStoreBytes));

    const PasswordView spelling = spellings(password).constFirst();
    const OwnedSafes stack(sk_PKCS7_new_null());
    for (const Safe &safe : safes) {
        const QByteArray contents = sequenceOf(safe.contents);
        OwnedSafe made =
            safe.protection == Safe::Protection::Plain ? plainSafe(contents) : encryptedSafe(contents, spelling);
        if (!made || sk_PKCS7_push(stack.get(), made.get()) == 0)
            return cannotWrite();
        [[maybe_unused]] const PKCS7 *owned = made.release();
    }
    const OwnedFile file(PKCS12_init(NID_pkcs7_data));
    unsigned char *der = nullptr;
    if (!file || PKCS12_pack_authsafes(file.get(), stack.get()) != 1
        || PKCS12_set_mac(file.get(), spelling.text, spelling.size, nullptr, WrittenSaltBytes, WrittenRounds,
                          EVP_sha256())
            != 1)
        return cannotWrite();
    const int size = i2d_PKCS12(file.get(), &der);
    if (size <= 0)
        return cannotWrite();
    QByteArray bytes(reinterpret_cast<const char *>(der), size);
    OPENSSL_free(der);
    return bytes;
}

} // namespace gatehouse::trust::pkcs12
