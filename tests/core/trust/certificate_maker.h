#pragma once

#include "trust/certificate.h"

#include <QHash>

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

namespace gatehouse::trust::test {

using Key = std::shared_ptr<EVP_PKEY>;

inline Key rsaKey(unsigned bits = 2048)
{
    return Key(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", static_cast<size_t>(bits)), EVP_PKEY_free);
}

inline Key ecKey()
{
    return Key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"), EVP_PKEY_free);
}

struct NameValuePair {
    const char *type;
    QByteArray value;
    int multiValued = 0; ///< -1: in the RDN of the one before
    int encoding = MBSTRING_UTF8;
};

/// What the certificate of a test is like; extensions in the words of openssl's configuration files.
struct Recipe {
    QList<NameValuePair> subject = {{"C", "GB"}, {"CN", "leaf"}};
    QHash<int, QByteArray> extensions;
    Instant notBefore = fromSeconds(1'700'000'000);
    Instant notAfter = fromSeconds(1'800'000'000);
    const EVP_MD *digest = EVP_sha256();
};

struct Made {
    Certificate certificate;
    Key key;
};

inline void addExtensions(X509 *x509, X509 *issuer, const QHash<int, QByteArray> &extensions)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, x509, nullptr, nullptr, 0);
    for (auto it = extensions.begin(); it != extensions.end(); ++it) {
        X509_EXTENSION *extension = X509V3_EXT_conf_nid(nullptr, &context, it.key(), it->constData());
        Q_ASSERT(extension);
        X509_add_ext(x509, extension, -1);
        X509_EXTENSION_free(extension);
    }
}

/// Signed by `issuer`, or by its own key where there is none.
inline Made make(const Recipe &recipe, const Key &key, const Made *issuer = nullptr)
{
    static long serial = 4711;
    X509 *x509 = X509_new();
    X509_set_version(x509, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), ++serial);
    ASN1_TIME_set(X509_getm_notBefore(x509), static_cast<time_t>(toSeconds(recipe.notBefore)));
    ASN1_TIME_set(X509_getm_notAfter(x509), static_cast<time_t>(toSeconds(recipe.notAfter)));
    X509_NAME *name = X509_get_subject_name(x509);
    for (const NameValuePair &pair : recipe.subject) {
        X509_NAME_add_entry_by_txt(name, pair.type, pair.encoding,
                                   reinterpret_cast<const unsigned char *>(pair.value.constData()),
                                   static_cast<int>(pair.value.size()), -1, pair.multiValued);
    }
    X509 *issuing = issuer ? issuer->certificate.handle() : x509;
    X509_set_issuer_name(x509, X509_get_subject_name(issuing));
    X509_set_pubkey(x509, key.get());
    addExtensions(x509, issuing, recipe.extensions);
    X509_sign(x509, issuer ? issuer->key.get() : key.get(), recipe.digest);
    Made made{*Certificate::fromHandle(x509), key};
    X509_free(x509);
    return made;
}

inline Recipe authorityRecipe(const QByteArray &commonName)
{
    return {{{"C", "GB"}, {"CN", commonName}},
            {{NID_basic_constraints, "critical,CA:TRUE"}, {NID_key_usage, "critical,keyCertSign,cRLSign"}}};
}

inline Recipe transportRecipe(const QByteArray &commonName = "software")
{
    return {{{"C", "GB"}, {"O", "OpenBanking"}, {"OU", "0015800001041RHAAY"}, {"CN", commonName}},
            {{NID_key_usage, "critical,digitalSignature"}, {NID_ext_key_usage, "serverAuth,clientAuth"}}};
}

} // namespace gatehouse::trust::test
