#include "trust/pkcs12_derivation.h"

#include "trust/openssl_helpers.h"

#include <QCoreApplication>

#include <openssl/err.h>
#include <openssl/evp.h>

#include <limits>

namespace gatehouse::trust::pkcs12 {

using namespace openssl;

namespace {

using OwnedPbe = Owned<PBEPARAM, PBEPARAM_free>;
using OwnedPbe2 = Owned<PBE2PARAM, PBE2PARAM_free>;
using OwnedPbkdf2 = Owned<PBKDF2PARAM, PBKDF2PARAM_free>;
using OwnedScrypt = Owned<SCRYPT_PARAMS, SCRYPT_PARAMS_free>;

constexpr quint64 Endless = std::numeric_limits<quint64>::max();

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::trust)
};

int nidOf(const X509_ALGOR *algorithm)
{
    const ASN1_OBJECT *object = nullptr;
    X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
    return OBJ_obj2nid(object);
}

/// The algorithm's parameters as the structure that they ought to be.
template <typename Owner>
Owner parametersOf(const X509_ALGOR *algorithm, const ASN1_ITEM *item)
{
    return Owner(static_cast<typename Owner::pointer>(ASN1_TYPE_unpack_sequence(item, algorithm->parameter)));
}

quint64 saturatingProduct(quint64 a, quint64 b)
{
    return a != 0 && b > Endless / a ? Endless : a * b;
}

tl::unexpected<Error> unreadable(const X509_ALGOR *algorithm)
{
    return fail(
        Error::Malformed,
        Text::tr("The parameters of the encryption %1 cannot be read; the file is damaged.").arg(methodName(algorithm)),
        takeErrors());
}

Result<quint64> roundsOfPbes2(const X509_ALGOR *algorithm)
{
    const auto pbes2 = parametersOf<OwnedPbe2>(algorithm, ASN1_ITEM_rptr(PBE2PARAM));
    if (!pbes2)
        return unreadable(algorithm);
    switch (nidOf(pbes2->keyfunc)) {
    case NID_id_pbkdf2: {
        const auto pbkdf2 = parametersOf<OwnedPbkdf2>(pbes2->keyfunc, ASN1_ITEM_rptr(PBKDF2PARAM));
        if (!pbkdf2)
            return unreadable(pbes2->keyfunc);
        return roundsOf(pbkdf2->iter);
    }
    case NID_id_scrypt: {
        const auto scrypt = parametersOf<OwnedScrypt>(pbes2->keyfunc, ASN1_ITEM_rptr(SCRYPT_PARAMS));
        if (!scrypt)
            return unreadable(pbes2->keyfunc);
        return saturatingProduct(
            roundsOf(scrypt->costParameter),
            saturatingProduct(roundsOf(scrypt->blockSize), roundsOf(scrypt->parallelizationParameter)));
    }
    default:
        return fail(
            Error::Refused,
            Text::tr("The store's key is derived by %1, which is not supported. Rewrite the store with keytool.")
                .arg(methodName(pbes2->keyfunc)));
    }
}

} // namespace

quint64 roundsOf(const ASN1_INTEGER *count)
{
    if (!count)
        return 1;
    uint64_t rounds = 0;
    if (ASN1_INTEGER_get_uint64(&rounds, count) == 1)
        return rounds;
    ERR_clear_error();
    return Endless;
}

quint64 saturatingSum(quint64 a, quint64 b)
{
    return b > Endless - a ? Endless : a + b;
}

QString methodName(const X509_ALGOR *algorithm)
{
    const int nid = nidOf(algorithm);
    if (nid != NID_undef)
        return QString::fromLatin1(OBJ_nid2ln(nid));
    const ASN1_OBJECT *object = nullptr;
    X509_ALGOR_get0(&object, nullptr, nullptr, algorithm);
    return QString::fromLatin1(dottedOid(object));
}

Result<quint64> derivationRounds(const X509_ALGOR *algorithm)
{
    const int nid = nidOf(algorithm);
    if (nid == NID_pbes2)
        return roundsOfPbes2(algorithm);
    if (nid == NID_undef || EVP_PBE_find(EVP_PBE_TYPE_OUTER, nid, nullptr, nullptr, nullptr) != 1) {
        ERR_clear_error();
        return fail(Error::Refused,
                    Text::tr("The store is encrypted by %1, which is not supported. Rewrite it with keytool.")
                        .arg(methodName(algorithm)));
    }
    const auto pbe = parametersOf<OwnedPbe>(algorithm, ASN1_ITEM_rptr(PBEPARAM));
    if (!pbe)
        return unreadable(algorithm);
    return roundsOf(pbe->iter);
}

} // namespace gatehouse::trust::pkcs12
