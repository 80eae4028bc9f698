#include "trust/pkcs12_bags.h"

#include "trust/openssl_helpers.h"
#include "trust/store_codec.h"

#include <QCoreApplication>
#include <QtEndian>

#include <openssl/err.h>
#include <openssl/pkcs12.h>

namespace gatehouse::trust::pkcs12 {

using namespace openssl;

namespace {

using OwnedBag = Owned<PKCS12_SAFEBAG, PKCS12_SAFEBAG_free>;
using OwnedSig = Owned<X509_SIG, X509_SIG_free>;

/// Java's `TrustedKeyUsage`; its value says for what, which is always `anyExtendedKeyUsage`.
constexpr char TrustedKeyUsage[] = "2.16.840.1.113894.746875.1.1";
/// What OpenSSL takes for the end of contents of indefinite length.
constexpr QByteArrayView EndOfContents("\0\0", 2);

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::trust)
};

const unsigned char *unsignedData(QByteArrayView bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.data());
}

QByteArray toUtf16BigEndian(const QString &text)
{
    QByteArray bytes(text.size() * 2, '\0');
    qToBigEndian<char16_t>(text.utf16(), text.size(), bytes.data());
    return bytes;
}

QString fromUtf16BigEndian(QByteArrayView bytes)
{
    QString text(bytes.size() / 2, Qt::Uninitialized);
    qFromBigEndian<char16_t>(bytes.data(), text.size(), text.data());
    return text;
}

struct Described {
    int nid;
    const char *words;
};

constexpr Described DescribedKinds[] = {
    {NID_keyBag, QT_TRANSLATE_NOOP("gatehouse::pkcs12", "A private key that nothing protects. Java does not read it.")},
    {NID_crlBag, QT_TRANSLATE_NOOP("gatehouse::pkcs12", "A certificate revocation list. Java does not read it.")},
    {NID_secretBag, QT_TRANSLATE_NOOP("gatehouse::pkcs12", "A secret key.")},
    {NID_safeContentsBag, QT_TRANSLATE_NOOP("gatehouse::pkcs12", "Nested contents. Java does not read them.")},
};

QString describeKind(const PKCS12_SAFEBAG *bag)
{
    const int nid = PKCS12_SAFEBAG_get_nid(bag);
    for (const Described &known : DescribedKinds) {
        if (known.nid == nid)
            return Text::tr(known.words);
    }
    return Text::tr("Of an unknown kind, %1.").arg(QString::fromLatin1(dottedOid(PKCS12_SAFEBAG_get0_type(bag))));
}

Bag::Type typeOf(const PKCS12_SAFEBAG *bag)
{
    switch (PKCS12_SAFEBAG_get_nid(bag)) {
    case NID_pkcs8ShroudedKeyBag:
        return Bag::Type::ShroudedKey;
    case NID_certBag:
        return Bag::Type::Certificate;
    case NID_secretBag:
        return Bag::Type::SecretKey;
    default:
        return Bag::Type::Other;
    }
}

void readCertificate(const PKCS12_SAFEBAG *safeBag, Bag &bag)
{
    const OwnedX509 x509(PKCS12_SAFEBAG_get1_cert(safeBag));
    if (!x509) {
        ERR_clear_error();
        bag.problem = Text::tr("The certificate cannot be read; it is damaged or no X.509 certificate.");
        return;
    }
    Result<Certificate> certificate = Certificate::fromHandle(x509.get());
    if (!certificate)
        bag.problem = certificate.error().message;
    else if (certificate->der().size() > MaxCertificateBytes)
        bag.problem = Text::tr("The certificate has %1 bytes; at most %2 are read.")
                          .arg(certificate->der().size())
                          .arg(MaxCertificateBytes);
    else
        bag.certificate = std::move(*certificate);
}

std::optional<QString> friendlyNameOf(const PKCS12_SAFEBAG *bag)
{
    const ASN1_TYPE *value = PKCS12_SAFEBAG_get0_attr(bag, NID_friendlyName);
    if (!value || value->type != V_ASN1_BMPSTRING)
        return std::nullopt;
    const ASN1_STRING *text = value->value.bmpstring;
    return fromUtf16BigEndian({ASN1_STRING_get0_data(text), ASN1_STRING_length(text)});
}

std::optional<QByteArray> localKeyIdOf(const PKCS12_SAFEBAG *bag)
{
    const ASN1_TYPE *value = PKCS12_SAFEBAG_get0_attr(bag, NID_localKeyID);
    if (!value || value->type != V_ASN1_OCTET_STRING)
        return std::nullopt;
    const ASN1_STRING *id = value->value.octet_string;
    return QByteArray(reinterpret_cast<const char *>(ASN1_STRING_get0_data(id)), ASN1_STRING_length(id));
}

bool hasJavasTrust(const PKCS12_SAFEBAG *bag)
{
    const OwnedObject attribute(OBJ_txt2obj(TrustedKeyUsage, 1));
    return X509at_get_attr_by_OBJ(PKCS12_SAFEBAG_get0_attrs(bag), attribute.get(), -1) >= 0;
}

Bag interpret(const PKCS12_SAFEBAG *safeBag, QByteArrayView der)
{
    Bag bag;
    bag.type = typeOf(safeBag);
    bag.der = der.toByteArray();
    bag.name = friendlyNameOf(safeBag);
    bag.keyId = localKeyIdOf(safeBag);
    if (bag.type == Bag::Type::Certificate) {
        bag.isTrusted = hasJavasTrust(safeBag);
        readCertificate(safeBag, bag);
    } else if (bag.type != Bag::Type::ShroudedKey) {
        bag.problem = describeKind(safeBag);
    }
    return bag;
}

Result<QByteArray> encoded(const PKCS12_SAFEBAG *bag)
{
    unsigned char *der = nullptr;
    const int size = i2d_PKCS12_SAFEBAG(bag, &der);
    if (size <= 0)
        return fail(Error::Internal, Text::tr("An entry cannot be encoded for PKCS#12."), takeErrors());
    QByteArray bytes(reinterpret_cast<const char *>(der), size);
    OPENSSL_free(der);
    return bytes;
}

bool setName(PKCS12_SAFEBAG *bag, const QString &name)
{
    const QByteArray text = toUtf16BigEndian(name);
    return PKCS12_add1_attr_by_NID(bag, NID_friendlyName, V_ASN1_BMPSTRING, unsignedData(text),
                                   static_cast<int>(text.size()))
        == 1;
}

bool setKeyId(PKCS12_SAFEBAG *bag, const QByteArray &keyId)
{
    return PKCS12_add1_attr_by_NID(bag, NID_localKeyID, V_ASN1_OCTET_STRING, unsignedData(keyId),
                                   static_cast<int>(keyId.size()))
        == 1;
}

tl::unexpected<Error> cannotMake(const QString &name)
{
    return fail(Error::Internal, Text::tr("The entry %1 cannot be made for PKCS#12.").arg(name), takeErrors());
}

} // namespace

Result<QList<Bag>> readBags(QByteArrayView bags)
{
    QList<Bag> read;
    const unsigned char *const start = unsignedData(bags);
    const unsigned char *const end = start + bags.size();
    for (const unsigned char *at = start; at != end;) {
        if (read.size() == MaxStoreEntries)
            return fail(Error::TooLarge, Text::tr("The store has more than %1 entries.").arg(MaxStoreEntries));
        const unsigned char *next = at;
        const OwnedBag bag(d2i_PKCS12_SAFEBAG(nullptr, &next, static_cast<long>(end - at)));
        if (!bag)
            return fail(Error::Malformed,
                        Text::tr("Entry %1 of a part of the store, at byte %2 of that part, is damaged.")
                            .arg(read.size() + 1)
                            .arg(at - start),
                        takeErrors());
        read.append(interpret(bag.get(), bags.sliced(at - start, next - at)));
        at = next;
    }
    return read;
}

Result<QList<Bag>> readSafe(QByteArrayView safeContents)
{
    const unsigned char *at = unsignedData(safeContents);
    const unsigned char *const start = at;
    long length = 0;
    int tag = 0;
    int tagClass = 0;
    const int form = ASN1_get_object(&at, &length, &tag, &tagClass, static_cast<long>(safeContents.size()));
    if ((form & 0x80) != 0 || tag != V_ASN1_SEQUENCE || tagClass != V_ASN1_UNIVERSAL)
        return fail(Error::Malformed, Text::tr("A part of the store is no sequence of entries; it is damaged."),
                    takeErrors());
    QByteArrayView bags = safeContents.sliced(at - start);
    if (form == (V_ASN1_CONSTRUCTED | 1)) {
        if (!bags.endsWith(EndOfContents))
            return fail(Error::Malformed, Text::tr("A part of the store does not end; it is cut off."));
        bags.chop(EndOfContents.size());
    } else if (bags.size() != length) {
        return fail(Error::Malformed, Text::tr("%1 bytes follow a part of the store.").arg(bags.size() - length));
    }
    return readBags(bags);
}

Result<QByteArray> makeTrustedBag(const Certificate &certificate, const QString &name)
{
    const OwnedBag bag(PKCS12_SAFEBAG_create_cert(certificate.handle()));
    const OwnedObject anyUsage(OBJ_nid2obj(NID_anyExtendedKeyUsage));
    if (!bag || !setName(bag.get(), name)
        || PKCS12_add1_attr_by_txt(bag.get(), TrustedKeyUsage, V_ASN1_OBJECT,
                                   reinterpret_cast<const unsigned char *>(anyUsage.get()), -1)
            != 1)
        return cannotMake(name);
    return encoded(bag.get());
}

Result<QByteArray> makeChainBag(const Certificate &certificate, const QString &name,
                                const std::optional<QByteArray> &keyId)
{
    const OwnedBag bag(PKCS12_SAFEBAG_create_cert(certificate.handle()));
    if (!bag || !setName(bag.get(), name) || (keyId && !setKeyId(bag.get(), *keyId)))
        return cannotMake(name);
    return encoded(bag.get());
}

Result<QByteArray> makeKeyBag(const QByteArray &protectedKey, const QString &name, const QByteArray &keyId)
{
    const unsigned char *at = unsignedData(protectedKey);
    OwnedSig key(d2i_X509_SIG(nullptr, &at, static_cast<long>(protectedKey.size())));
    const OwnedBag bag(key ? PKCS12_SAFEBAG_create0_pkcs8(key.get()) : nullptr);
    if (!bag)
        return cannotMake(name);
    [[maybe_unused]] const X509_SIG *owned = key.release();
    if (!setName(bag.get(), name) || !setKeyId(bag.get(), keyId))
        return cannotMake(name);
    return encoded(bag.get());
}

Result<QByteArray> protectedKeyIn(const QByteArray &bag)
{
    const unsigned char *at = unsignedData(bag);
    const OwnedBag parsed(d2i_PKCS12_SAFEBAG(nullptr, &at, static_cast<long>(bag.size())));
    const X509_SIG *key = parsed && PKCS12_SAFEBAG_get_nid(parsed.get()) == NID_pkcs8ShroudedKeyBag
        ? PKCS12_SAFEBAG_get0_pkcs8(parsed.get())
        : nullptr;
    unsigned char *der = nullptr;
    const int size = key ? i2d_X509_SIG(key, &der) : 0;
    if (size <= 0)
        return fail(Error::Malformed, Text::tr("The entry holds no protected private key."), takeErrors());
    QByteArray bytes(reinterpret_cast<const char *>(der), size);
    OPENSSL_free(der);
    return bytes;
}

Result<QByteArray> renamedBag(const QByteArray &bag, const QString &name)
{
    const unsigned char *at = unsignedData(bag);
    const OwnedBag parsed(d2i_PKCS12_SAFEBAG(nullptr, &at, static_cast<long>(bag.size())));
    if (!parsed)
        return cannotMake(name);
    // OpenSSL hands out the attributes of a bag for reading alone; the bag is ours, and no call takes one off.
    auto *attributes = const_cast<STACK_OF(X509_ATTRIBUTE) *>(PKCS12_SAFEBAG_get0_attrs(parsed.get()));
    for (int found = X509at_get_attr_by_NID(attributes, NID_friendlyName, -1); found >= 0;
         found = X509at_get_attr_by_NID(attributes, NID_friendlyName, -1))
        X509_ATTRIBUTE_free(X509at_delete_attr(attributes, found));
    if (!setName(parsed.get(), name))
        return cannotMake(name);
    return encoded(parsed.get());
}

QByteArray toBmpString(const QString &text)
{
    const QByteArray contents = toUtf16BigEndian(text);
    const int size = static_cast<int>(contents.size());
    QByteArray der(ASN1_object_size(0, size, V_ASN1_BMPSTRING), '\0');
    auto *at = reinterpret_cast<unsigned char *>(der.data());
    ASN1_put_object(&at, 0, size, V_ASN1_BMPSTRING, V_ASN1_UNIVERSAL);
    memcpy(at, contents.constData(), static_cast<size_t>(size));
    return der;
}

std::optional<QString> takeBmpString(QByteArrayView &bytes)
{
    const unsigned char *at = unsignedData(bytes);
    long length = 0;
    int tag = 0;
    int tagClass = 0;
    const int form = ASN1_get_object(&at, &length, &tag, &tagClass, static_cast<long>(bytes.size()));
    ERR_clear_error();
    if (form != 0 || tag != V_ASN1_BMPSTRING || tagClass != V_ASN1_UNIVERSAL)
        return std::nullopt;
    const QByteArrayView contents(at, length);
    bytes = bytes.sliced(at - unsignedData(bytes) + length);
    return fromUtf16BigEndian(contents);
}

} // namespace gatehouse::trust::pkcs12
