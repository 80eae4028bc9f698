#pragma once

#include "core/trust/certificate_maker.h"
#include "trust/openssl_helpers.h"

#include <openssl/pkcs12.h>

#include <functional>

/// PKCS#12 files as other programs and attackers write them.
namespace gatehouse::trust::test {

using openssl::Owned;
using OwnedBag = Owned<PKCS12_SAFEBAG, PKCS12_SAFEBAG_free>;
inline void freeBags(STACK_OF(PKCS12_SAFEBAG) * stack)
{
    sk_PKCS12_SAFEBAG_pop_free(stack, PKCS12_SAFEBAG_free);
}
inline void freeSafes(STACK_OF(PKCS7) * stack)
{
    sk_PKCS7_pop_free(stack, PKCS7_free);
}
using OwnedBags = Owned<STACK_OF(PKCS12_SAFEBAG), freeBags>;
using OwnedSafes = Owned<STACK_OF(PKCS7), freeSafes>;
using OwnedFile = Owned<PKCS12, PKCS12_free>;

constexpr int Unencrypted = -1;

inline const unsigned char *unsignedData(const QByteArray &bytes)
{
    return reinterpret_cast<const unsigned char *>(bytes.constData());
}

template <typename T, typename Encode>
QByteArray toDer(const T *object, Encode encode)
{
    unsigned char *der = nullptr;
    const int size = encode(object, &der);
    QByteArray bytes(reinterpret_cast<const char *>(der), size);
    OPENSSL_free(der);
    return bytes;
}

/// A SafeBag of a certificate, or of a key, with attributes.
struct BagRecipe {
    std::optional<QString> name = {};
    std::optional<QByteArray> keyId = {};
    bool isTrusted = false;
};

inline QByteArray finished(PKCS12_SAFEBAG *bag, const BagRecipe &recipe)
{
    const OwnedBag owned(bag);
    if (recipe.name) {
        QByteArray text;
        for (const QChar c : *recipe.name)
            text.append(static_cast<char>(c.row())).append(static_cast<char>(c.cell()));
        PKCS12_add_friendlyname_uni(bag, unsignedData(text), static_cast<int>(text.size()));
    }
    if (recipe.keyId)
        PKCS12_add1_attr_by_NID(bag, NID_localKeyID, V_ASN1_OCTET_STRING, unsignedData(*recipe.keyId),
                                static_cast<int>(recipe.keyId->size()));
    if (recipe.isTrusted)
        PKCS12_add1_attr_by_txt(bag, "2.16.840.1.113894.746875.1.1", V_ASN1_OBJECT,
                                reinterpret_cast<const unsigned char *>(OBJ_nid2obj(NID_anyExtendedKeyUsage)), -1);
    return toDer(bag, i2d_PKCS12_SAFEBAG);
}

inline QByteArray certificateBag(const Certificate &certificate, const BagRecipe &recipe)
{
    return finished(PKCS12_SAFEBAG_create_cert(certificate.handle()), recipe);
}

inline QByteArray shroudedKeyBag(const Key &key, const BagRecipe &recipe, const char *password = "changeit")
{
    PKCS8_PRIV_KEY_INFO *plain = EVP_PKEY2PKCS8(key.get());
    PKCS12_SAFEBAG *bag = PKCS12_SAFEBAG_create_pkcs8_encrypt(NID_aes_256_cbc, password, -1, nullptr, 8, 1, plain);
    PKCS8_PRIV_KEY_INFO_free(plain);
    return finished(bag, recipe);
}

inline QByteArray plainKeyBag(const Key &key, const BagRecipe &recipe)
{
    return finished(PKCS12_SAFEBAG_create0_p8inf(EVP_PKEY2PKCS8(key.get())), recipe);
}

inline QByteArray secretBag(const QByteArray &secret, const BagRecipe &recipe)
{
    return finished(PKCS12_SAFEBAG_create_secret(NID_pkcs8ShroudedKeyBag, V_ASN1_OCTET_STRING, unsignedData(secret),
                                                 static_cast<int>(secret.size())),
                    recipe);
}

/// One DER value of less than 64 KiB around what is given.
inline QByteArray wrapped(quint8 tag, const QByteArray &contents)
{
    QByteArray der(1, static_cast<char>(tag));
    if (contents.size() < 128)
        der.append(static_cast<char>(contents.size()));
    else
        der.append('\x82').append(static_cast<char>(contents.size() >> 8)).append(static_cast<char>(contents.size()));
    return der + contents;
}

/// A bag of the type with this last arc below pkcs-12 10.1; `value` is DER.
inline QByteArray bagOfType(char arc, const QByteArray &value)
{
    return wrapped(0x30, QByteArray::fromHex("060b2a864886f70d010c0a01") + arc + wrapped(0xa0, value));
}

/// Safes and what protects the file. One round of derivation each: fast.
class FileMaker
{
public:
    explicit FileMaker(const char *password = "changeit")
        : m_password(password)
        , m_safes(sk_PKCS7_new_null())
    {}

    /// `method` is Unencrypted or the NID of a cipher (PBES2) or of an old method.
    FileMaker &addSafe(const QList<QByteArray> &bags, int method = Unencrypted, OSSL_LIB_CTX *context = nullptr)
    {
        const OwnedBags stack(sk_PKCS12_SAFEBAG_new_null());
        for (const QByteArray &bag : bags) {
            const unsigned char *at = unsignedData(bag);
            sk_PKCS12_SAFEBAG_push(stack.get(), d2i_PKCS12_SAFEBAG(nullptr, &at, static_cast<long>(bag.size())));
        }
        PKCS7 *safe = method == Unencrypted
            ? PKCS12_pack_p7data(stack.get())
            : PKCS12_pack_p7encdata_ex(method, m_password, -1, nullptr, 8, 1, stack.get(), context, nullptr);
        sk_PKCS7_push(m_safes.get(), safe);
        return *this;
    }
    /// The contents of a safe as they are.
    FileMaker &addContents(const QByteArray &contents)
    {
        PKCS7 *safe = PKCS7_new();
        PKCS7_set_type(safe, NID_pkcs7_data);
        ASN1_OCTET_STRING_set(safe->d.data, unsignedData(contents), static_cast<int>(contents.size()));
        sk_PKCS7_push(m_safes.get(), safe);
        return *this;
    }
    /// Changes the encryption that the last safe says it has.
    FileMaker &changeMethod(const std::function<void(X509_ALGOR *&)> &change)
    {
        PKCS7 *safe = sk_PKCS7_value(m_safes.get(), sk_PKCS7_num(m_safes.get()) - 1);
        change(safe->d.encrypted->enc_data->algorithm);
        return *this;
    }

    QByteArray withoutMac() const { return toDer(packed().get(), i2d_PKCS12); }
    QByteArray withMac(std::optional<qint64> claimedRounds = {}) const
    {
        const OwnedFile file = packed();
        PKCS12_set_mac(file.get(), m_password, -1, nullptr, 8, 2, EVP_sha256());
        if (claimedRounds) {
            const ASN1_INTEGER *rounds = nullptr;
            PKCS12_get0_mac(nullptr, nullptr, nullptr, &rounds, file.get());
            ASN1_INTEGER_set_int64(const_cast<ASN1_INTEGER *>(rounds), *claimedRounds);
        }
        return toDer(file.get(), i2d_PKCS12);
    }

private:
    OwnedFile packed() const
    {
        OwnedFile file(PKCS12_init(NID_pkcs7_data));
        PKCS12_pack_authsafes(file.get(), m_safes.get());
        return file;
    }

    const char *m_password;
    OwnedSafes m_safes;
};

} // namespace gatehouse::trust::test
