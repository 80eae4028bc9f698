#pragma once

#include "base/result.h"
#include "jose/algorithm.h"
#include "jose/jwk.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QCoreApplication>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>

#include <memory>

/// Owning pointers to OpenSSL's objects and the few conversions that the sources of this folder share.
namespace gatehouse::jose {

template <auto Free>
struct OpenSslDeleter {
    template <typename T>
    void operator()(T *object) const
    {
        Free(object);
    }
};

using BignumPtr = std::unique_ptr<BIGNUM, OpenSslDeleter<BN_free>>;
using BioPtr = std::unique_ptr<BIO, OpenSslDeleter<BIO_free_all>>;
using EcdsaSigPtr = std::unique_ptr<ECDSA_SIG, OpenSslDeleter<ECDSA_SIG_free>>;
using MdContextPtr = std::unique_ptr<EVP_MD_CTX, OpenSslDeleter<EVP_MD_CTX_free>>;
using ParamBuilderPtr = std::unique_ptr<OSSL_PARAM_BLD, OpenSslDeleter<OSSL_PARAM_BLD_free>>;
using ParamsPtr = std::unique_ptr<OSSL_PARAM, OpenSslDeleter<OSSL_PARAM_free>>;
using PkeyContextPtr = std::unique_ptr<EVP_PKEY_CTX, OpenSslDeleter<EVP_PKEY_CTX_free>>;
using PkeyPtr = std::unique_ptr<EVP_PKEY, OpenSslDeleter<EVP_PKEY_free>>;
using X509Ptr = std::unique_ptr<X509, OpenSslDeleter<X509_free>>;

/// No key in PEM form is as long.
constexpr qsizetype MaxPemBytes = qsizetype{1024} * 1024;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::jose)
};

/// Takes back what the code in its scope adds to the thread's queue of OpenSSL errors, which the TLS
/// sockets of the same thread read too.
class ErrorQueueScope
{
public:
    ErrorQueueScope() { ERR_set_mark(); }
    ~ErrorQueueScope() { ERR_pop_to_mark(); }
    Q_DISABLE_COPY_MOVE(ErrorQueueScope)
};

/// The thread's queue of OpenSSL errors as text for the log; empties it.
QString takeOpenSslErrors();

/// An Error of kind Internal with OpenSSL's own words as detail.
tl::unexpected<Error> libraryFailure(QString message);

inline const unsigned char *bytesOf(QByteArrayView view)
{
    return reinterpret_cast<const unsigned char *>(view.data());
}

inline unsigned char *bytesOf(QByteArray &array)
{
    return reinterpret_cast<unsigned char *>(array.data());
}

/// Fetched once for the whole process: looking a digest up by name costs more than hashing a header.
const EVP_MD *sha1();
const EVP_MD *sha256();
const EVP_MD *digestOf(Algorithm algorithm);
QByteArray hash(const EVP_MD *digest, QByteArrayView bytes);

/// What key an algorithm needs (RFC 7518 §3.3 to §3.5).
KeyType keyTypeOf(Algorithm algorithm);
bool isPss(Algorithm algorithm);
bool isEcdsa(Algorithm algorithm);
/// Bytes of a coordinate, and of each half of an ECDSA signature; 0 for RSA.
int coordinateBytes(KeyType type);
/// Sets padding and salt on a context that signs or verifies with an RSA key; nothing to do for ECDSA.
bool configure(EVP_PKEY_CTX *context, Algorithm algorithm);

/// Bytes of a JWS signature by `key`: of the modulus, or of R || S.
qsizetype signatureBytes(const EVP_PKEY *key, Algorithm algorithm);

} // namespace gatehouse::jose
