#include "trust/key_protection.h"

#include "trust/jks_key.h"
#include "trust/pkcs12_bags.h"
#include "trust/pkcs12_chains.h"
#include "trust/pkcs12_key.h"

#include <QCoreApplication>

#include <openssl/asn1.h>
#include <openssl/err.h>

namespace gatehouse::trust {

namespace {

/// RSA of 16384 bits, the largest that Java makes, takes 9 KiB.
constexpr qsizetype MaxKeyBytes = 64LL * 1024;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::trust)
};

tl::unexpected<Error> cannotCarry(const StoreEntry &entry, Error::Kind kind, const QString &why,
                                  const QString &detail = {})
{
    return fail(kind, Text::tr("The private key \"%1\" cannot be carried over: %2").arg(entry.alias, why), detail);
}

tl::unexpected<Error> cannotCarry(const StoreEntry &entry, const Error &error)
{
    return cannotCarry(entry, error.kind, error.message, error.detail);
}

/// PrivateKeyInfo (RFC 5208 §5) up to its key: a SEQUENCE of a version, an algorithm and an OCTET STRING. Whether the
/// key in it is one is its user's concern.
bool isPrivateKeyInfo(QByteArrayView der)
{
    constexpr int Tags[] = {V_ASN1_INTEGER, V_ASN1_SEQUENCE, V_ASN1_OCTET_STRING};
    const auto *at = reinterpret_cast<const unsigned char *>(der.data());
    const auto *const end = at + der.size();
    const auto enter = [&at, end](int wanted) {
        long length = 0;
        int tag = 0;
        int tagClass = 0;
        const int form = ASN1_get_object(&at, &length, &tag, &tagClass, static_cast<long>(end - at));
        ERR_clear_error();
        return (form & 0x81) == 0 && tag == wanted && tagClass == V_ASN1_UNIVERSAL ? length : -1;
    };
    // By itself: entering moves what it is compared with.
    const long length = enter(V_ASN1_SEQUENCE);
    if (length != end - at)
        return false;
    for (const int tag : Tags) {
        const long part = enter(tag);
        if (part < 0)
            return false;
        at += part;
    }
    return true;
}

/// The key's EncryptedPrivateKeyInfo, out of the entry.
Result<QByteArray> protectedKeyOf(const StoreEntry &entry, StoreFormat format)
{
    if (format == StoreFormat::Jks) {
        const Result<jks::KeyBody> body = jks::readKeyBody(entry.encoded);
        if (!body)
            return tl::unexpected(body.error());
        if (body->chainLength != entry.certificates.size())
            return fail(Error::Malformed, Text::tr("Its chain is damaged."));
        return body->protectedKey;
    }
    QByteArrayView bytes = entry.encoded;
    pkcs12::takeBmpString(bytes);
    const Result<QList<pkcs12::Bag>> bags = pkcs12::readBags(bytes);
    if (!bags)
        return tl::unexpected(bags.error());
    if (bags->isEmpty())
        return fail(Error::Malformed, Text::tr("It is not there."));
    return pkcs12::protectedKeyIn(bags->constFirst().der);
}

Result<QCA::SecureArray> openedKey(const StoreEntry &entry, StoreFormat format, const Password &password)
{
    const Result<QByteArray> protectedKey = protectedKeyOf(entry, format);
    if (!protectedKey)
        return cannotCarry(entry, protectedKey.error());
    if (protectedKey->size() > MaxKeyBytes)
        return cannotCarry(
            entry, Error::TooLarge,
            Text::tr("it has %1 bytes; at most %2 are read.").arg(protectedKey->size()).arg(MaxKeyBytes));
    const Result<std::optional<QCA::SecureArray>> key = format == StoreFormat::Jks
        ? jks::recoverKey(*protectedKey, password)
        : pkcs12::recoverKey(*protectedKey, password);
    if (!key)
        return cannotCarry(entry, key.error());
    if (!*key)
        return fail(Error::Refused,
                    Text::tr("The password does not open the private key \"%1\", or the key is damaged. A key can have "
                             "another password than its store: give it the store's with keytool -keypasswd first.")
                        .arg(entry.alias));
    const QCA::SecureArray &opened = **key;
    if (!isPrivateKeyInfo({opened.constData(), opened.size()}))
        return cannotCarry(entry, Error::Malformed,
                           Text::tr("it is damaged; what the password opens is no private key."));
    return opened;
}

/// What a PKCS#12 store holds of the entry; its date is in its localKeyId, as Java has it.
Result<QByteArray> bagsOf(const StoreEntry &entry, const QByteArray &protectedKey)
{
    const QByteArray keyId = "Time " + QByteArray::number(toMilliseconds(entry.created.value_or(Instant())));
    Result<QByteArray> bags = pkcs12::makeKeyBag(protectedKey, entry.alias, keyId);
    for (qsizetype i = 0; bags && i < entry.certificates.size(); ++i) {
        const Certificate &certificate = entry.certificates[i];
        Result<QByteArray> bag = i == 0 ? pkcs12::makeChainBag(certificate, entry.alias, keyId)
                                        : pkcs12::makeChainBag(certificate, certificate.subject(), std::nullopt);
        if (!bag)
            return bag;
        *bags += *bag;
    }
    return bags;
}

/// A JKS chain is a list; in PKCS#12 each certificate is found by being the issuer of the one before.
Result<void> checkChain(const StoreEntry &entry, const QByteArray &bags)
{
    const Result<QList<pkcs12::Bag>> read = pkcs12::readBags(bags);
    if (!read)
        return cannotCarry(entry, read.error());
    if (const QList<pkcs12::KeyChain> chains = pkcs12::chainsOf(*read);
        chains.size() == 1 && chains.constFirst().certificates == entry.certificates)
        return {};
    return cannotCarry(
        entry, Error::Refused,
        Text::tr("in its chain not each certificate is the issuer of the one before, and PKCS#12 cannot hold "
                 "such a chain together. Give the key its right chain with keytool -importcert first."));
}

Result<QByteArray> encodedFor(StoreFormat format, const StoreEntry &entry, QByteArrayView key, const Password &password)
{
    const Result<QByteArray> protectedKey =
        format == StoreFormat::Jks ? jks::protectKey(key, password) : pkcs12::protectKey(key, password);
    if (!protectedKey)
        return cannotCarry(entry, protectedKey.error());
    if (format == StoreFormat::Jks)
        return jks::makeKeyBody(*protectedKey, entry.certificates);
    Result<QByteArray> bags = bagsOf(entry, *protectedKey);
    if (!bags)
        return cannotCarry(entry, bags.error());
    if (const Result<void> chain = checkChain(entry, *bags); !chain)
        return tl::unexpected(chain.error());
    return bags;
}

Result<void> checkCarried(const StoreEntry &entry, StoreFormat from, StoreFormat to)
{
    if (entry.kind != StoreEntry::Kind::PrivateKey)
        return fail(Error::Refused, Text::tr("The entry \"%1\" is no private key.").arg(entry.alias));
    if (from == StoreFormat::Pem || to == StoreFormat::Pem)
        return cannotCarry(entry, Error::Refused, Text::tr("a PEM truststore holds no keys. Choose JKS or PKCS12."));
    if (!entry.problem.isEmpty())
        return cannotCarry(entry, Error::Refused, entry.problem);
    if (entry.certificates.isEmpty())
        return cannotCarry(entry, Error::Refused,
                           Text::tr("it has no certificate, without which Java does not accept it."));
    return {};
}

} // namespace

Result<StoreEntry> convertKeyEntry(const StoreEntry &entry, StoreFormat from, StoreFormat to, const Password &password)
{
    if (const Result<void> carried = checkCarried(entry, from, to); !carried)
        return tl::unexpected(carried.error());
    if (from == to)
        return entry;
    const Result<QCA::SecureArray> key = openedKey(entry, from, password);
    if (!key)
        return tl::unexpected(key.error());
    Result<QByteArray> encoded = encodedFor(to, entry, {key->constData(), key->size()}, password);
    if (!encoded)
        return tl::unexpected(encoded.error());
    StoreEntry converted = entry;
    converted.encoded = std::move(*encoded);
    converted.encodedAlias.clear();
    return converted;
}

} // namespace gatehouse::trust
