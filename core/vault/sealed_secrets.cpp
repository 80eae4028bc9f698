#include "vault/sealed_secrets.h"

#include "base/base64url.h"
#include "base/json.h"

#include <QCoreApplication>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <bit>
#include <optional>

namespace gatehouse::vault {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::vault)
};

constexpr qint64 Version = 1;
constexpr char KdfName[] = "scrypt";
constexpr char CipherName[] = "aes-256-gcm";
constexpr int KeyBytes = 32;
constexpr int NonceBytes = 12; ///< NIST SP 800-38D §8.2.2: random ones are good for 2^32 writes under one key
constexpr int TagBytes = 16;
constexpr std::size_t FileMembers = 6;
constexpr std::size_t KdfMembers = 5;

struct SealedFile {
    KeyRecipe recipe;
    QByteArray nonce;
    QByteArray tag;
    QByteArray secrets;
};

tl::unexpected<Error> refuse(const QString &what)
{
    return fail(Error::Malformed,
                Text::tr("This is not a vault that can be opened: %1. Use a backup of the file.").arg(what));
}

Result<QByteArray> randomBytes(qsizetype size)
{
    QByteArray bytes(size, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char *>(bytes.data()), static_cast<int>(size)) != 1)
        return fail(Error::Internal, Text::tr("The machine gives no random numbers; nothing was written."));
    return bytes;
}

Result<QByteArray> bytesMember(const Json &object, const char *name, qsizetype minBytes, qsizetype maxBytes)
{
    const Json *value = member(object, name);
    if (!value || !value->is_string())
        return refuse(Text::tr("its \"%1\" is missing or no text").arg(QLatin1String(name)));
    Result<QByteArray> bytes = fromBase64url(value->get_ref<const std::string &>());
    if (!bytes)
        return refuse(Text::tr("its \"%1\" is not base64url").arg(QLatin1String(name)));
    if (bytes->size() < minBytes || bytes->size() > maxBytes)
        return refuse(Text::tr("its \"%1\" has %2 bytes").arg(QLatin1String(name)).arg(bytes->size()));
    return bytes;
}

/// What scrypt allows (RFC 7914 §2) and this machine can afford; empty where it is both.
QString whyNot(const ScryptCost &cost)
{
    const auto &[n, r, p] = cost;
    if (n < 2 || r < 1 || p < 1 || !std::has_single_bit(static_cast<quint64>(n))
        || (r < 4 && n >= qint64{1} << (16 * r)))
        return Text::tr("the cost of its key (n %1, r %2, p %3) is none that scrypt has").arg(n).arg(r).arg(p);
    // Divided, not multiplied: the product of three numbers of a file may be anything.
    if (n > MaxScryptBytes / 128 / r || n > MaxScryptWork / r / p || p > MaxScryptBytes / 128 / r)
        return Text::tr("the cost of its key (n %1, r %2, p %3) is more than is spent here").arg(n).arg(r).arg(p);
    return {};
}

Result<KeyRecipe> readKdf(const Json &file)
{
    const Json *kdf = member(file, "kdf");
    if (!kdf || !kdf->is_object() || kdf->size() != KdfMembers || stringMember(*kdf, "name") != QLatin1String(KdfName))
        return refuse(Text::tr("its \"kdf\" is none that is known here"));
    const auto n = integerMember(*kdf, "n");
    const auto r = integerMember(*kdf, "r");
    const auto p = integerMember(*kdf, "p");
    if (!n || !r || !p)
        return refuse(Text::tr("the cost of its key is not stated"));
    const ScryptCost cost{*n, *r, *p};
    if (const QString problem = whyNot(cost); !problem.isEmpty())
        return refuse(problem);
    Result<QByteArray> salt = bytesMember(*kdf, "salt", MinSaltBytes, MaxSaltBytes);
    if (!salt)
        return tl::unexpected(salt.error());
    return KeyRecipe{cost, *std::move(salt)};
}

Result<SealedFile> readSealedFile(QByteArrayView bytes)
{
    if (bytes.size() > MaxVaultFileBytes)
        return fail(Error::TooLarge, Text::tr("A vault's file has at most %1 bytes.").arg(MaxVaultFileBytes));
    const Result<Json> file = parseJsonObject(bytes);
    if (!file)
        return refuse(Text::tr("it is damaged, or no vault: %1").arg(file.error().message.chopped(1)));
    const auto version = integerMember(*file, "version");
    if (!version)
        return refuse(Text::tr("it has no version"));
    if (version != Version)
        return fail(Error::Refused,
                    Text::tr("This is a vault of version %1; this program knows version %2. Open it with a newer "
                             "Gatehouse.")
                        .arg(*version)
                        .arg(Version));
    if (file->size() != FileMembers || stringMember(*file, "cipher") != QLatin1String(CipherName))
        return refuse(Text::tr("its cipher is none that is known here, or it has members that do not belong there"));
    SealedFile sealed;
    if (auto recipe = readKdf(*file))
        sealed.recipe = *std::move(recipe);
    else
        return tl::unexpected(recipe.error());
    struct Part {
        const char *name;
        qsizetype minBytes;
        qsizetype maxBytes;
        QByteArray SealedFile::*bytes;
    };
    static constexpr std::array Parts{
        Part{"nonce", NonceBytes, NonceBytes, &SealedFile::nonce},
        Part{"tag", TagBytes, TagBytes, &SealedFile::tag},
        Part{"secrets", 1, MaxSecretsBytes, &SealedFile::secrets},
    };
    for (const Part &part : Parts) {
        auto value = bytesMember(*file, part.name, part.minBytes, part.maxBytes);
        if (!value)
            return tl::unexpected(value.error());
        sealed.*part.bytes = *std::move(value);
    }
    return sealed;
}

/// What scrypt takes for its salt.
QByteArray boundHeader(const KeyRecipe &recipe)
{
    QByteArray header("gatehouse vault");
    for (const QByteArray &part :
         {QByteArray::number(Version), QByteArray(KdfName), QByteArray::number(recipe.cost.n),
          QByteArray::number(recipe.cost.r), QByteArray::number(recipe.cost.p), QByteArray(CipherName)})
        header += ' ' + part;
    return header + '\0' + recipe.salt;
}

Result<QCA::Cipher> makeCipher(QCA::Direction direction, const VaultKey &key, const QByteArray &nonce,
                               const QCA::AuthTag &tag)
{
    if (!QCA::isSupported("aes256-gcm"))
        return fail(Error::Internal,
                    Text::tr("AES-256-GCM is missing: QCA's plugin for OpenSSL is not installed, or of another "
                             "version than QCA. The vault cannot be used without it."));
    return QCA::Cipher(QStringLiteral("aes256"), QCA::Cipher::GCM, QCA::Cipher::NoPadding, direction, key.key,
                       QCA::InitializationVector(nonce), tag);
}

} // namespace

Result<KeyRecipe> makeRecipe(const ScryptCost &cost)
{
    return randomBytes(SaltBytes).map([&cost](const QByteArray &salt) { return KeyRecipe{cost, salt}; });
}

Result<KeyRecipe> readRecipe(QByteArrayView file)
{
    return readSealedFile(file).map([](const SealedFile &sealed) { return sealed.recipe; });
}

Result<VaultKey> deriveKey(const Secret &passphrase, const KeyRecipe &recipe)
{
    if (passphrase.isEmpty())
        return fail(Error::Refused, Text::tr("The vault needs a passphrase."));
    if (passphrase.size() > MaxPassphraseBytes)
        return fail(Error::TooLarge, Text::tr("A passphrase has at most %1 bytes.").arg(MaxPassphraseBytes));
    if (const QString problem = whyNot(recipe.cost); !problem.isEmpty())
        return refuse(problem);
    const QByteArray salt = boundHeader(recipe);
    // OpenSSL counts some buffers beside the large one.
    constexpr quint64 MaxMemory = MaxScryptBytes * 2 + quint64{1024} * 1024;
    VaultKey key{recipe, QCA::SymmetricKey(KeyBytes)};
    if (EVP_PBE_scrypt(passphrase.constData(), static_cast<std::size_t>(passphrase.size()),
                       reinterpret_cast<const unsigned char *>(salt.constData()), static_cast<std::size_t>(salt.size()),
                       static_cast<quint64>(recipe.cost.n), static_cast<quint64>(recipe.cost.r),
                       static_cast<quint64>(recipe.cost.p), MaxMemory,
                       reinterpret_cast<unsigned char *>(key.key.data()), KeyBytes)
        != 1) {
        ERR_clear_error();
        return fail(Error::Internal,
                    Text::tr("The vault's key could not be derived: it takes %1 MiB of memory. Close other "
                             "programs and try again.")
                        .arg(128 * recipe.cost.n * recipe.cost.r / (qint64{1024} * 1024)));
    }
    return key;
}

Result<QByteArray> sealSecrets(const Secrets &secrets, const VaultKey &key)
{
    const auto plain = encodeSecrets(secrets);
    if (!plain)
        return tl::unexpected(plain.error());
    const auto nonce = randomBytes(NonceBytes);
    if (!nonce)
        return tl::unexpected(nonce.error());
    auto cipher = makeCipher(QCA::Encode, key, *nonce, QCA::AuthTag(TagBytes));
    if (!cipher)
        return tl::unexpected(cipher.error());
    QByteArray sealed = cipher->update(*plain).toByteArray();
    bool ok = cipher->ok();
    sealed += cipher->final().toByteArray();
    ok = ok && cipher->ok();
    const QByteArray tag = cipher->tag().toByteArray();
    if (!ok || sealed.size() != plain->size() || tag.size() != TagBytes)
        return fail(Error::Internal, Text::tr("The secrets could not be encrypted; nothing was written."));
    const auto text = [](const QByteArray &bytes) { return toBase64url(bytes).toStdString(); };
    const KeyRecipe &recipe = key.recipe;
    OrderedJson kdf{{"name", KdfName},
                    {"n", recipe.cost.n},
                    {"r", recipe.cost.r},
                    {"p", recipe.cost.p},
                    {"salt", text(recipe.salt)}};
    const OrderedJson file{{"version", Version},    {"kdf", std::move(kdf)}, {"cipher", CipherName},
                           {"nonce", text(*nonce)}, {"tag", text(tag)},      {"secrets", text(sealed)}};
    return QByteArray::fromStdString(file.dump(2)) + '\n';
}

Result<Secrets> unsealSecrets(QByteArrayView file, const VaultKey &key)
{
    const auto sealed = readSealedFile(file);
    if (!sealed)
        return tl::unexpected(sealed.error());
    if (sealed->recipe != key.recipe)
        return fail(Error::Conflict,
                    Text::tr("The vault's passphrase was changed by another program. Unlock it again."));
    auto cipher = makeCipher(QCA::Decode, key, sealed->nonce, QCA::AuthTag(sealed->tag));
    if (!cipher)
        return tl::unexpected(cipher.error());
    QCA::SecureArray plain(cipher->update(QCA::SecureArray(sealed->secrets)));
    bool ok = cipher->ok();
    plain.append(QCA::SecureArray(cipher->final()));
    ok = ok && cipher->ok();
    if (!ok)
        return fail(Error::Refused,
                    Text::tr("The passphrase does not fit the vault, or the vault's file is damaged. Try again; "
                             "if you are sure of the passphrase, use a backup of the file."));
    return decodeSecrets(plain);
}

} // namespace gatehouse::vault
