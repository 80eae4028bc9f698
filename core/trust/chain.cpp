#include "trust/chain.h"

#include "trust/openssl_helpers.h"

#include <QCoreApplication>

#include <openssl/err.h>

namespace gatehouse::trust {

using namespace openssl;

namespace {

using OwnedStore = Owned<X509_STORE, X509_STORE_free>;
using OwnedContext = Owned<X509_STORE_CTX, X509_STORE_CTX_free>;
using OwnedStack = Owned<STACK_OF(X509), +[](STACK_OF(X509) * stack) { sk_X509_free(stack); }>;

/// 112 bits: RSA and DSA of 2048 bits, elliptic curves of 224, no SHA-1 (SSL_CTX_set_security_level(3)).
constexpr int SecurityLevel = 2;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::trust)
};

struct StatusOfError {
    int error;
    ChainStatus status;
};

constexpr StatusOfError StatusOfErrors[] = {
    {X509_V_OK, ChainStatus::Trusted},
    {X509_V_ERR_CERT_HAS_EXPIRED, ChainStatus::Expired},
    {X509_V_ERR_CERT_NOT_YET_VALID, ChainStatus::NotYetValid},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, ChainStatus::UntrustedIssuer},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, ChainStatus::UntrustedIssuer},
    {X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, ChainStatus::UntrustedIssuer},
    {X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, ChainStatus::UntrustedIssuer},
    {X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, ChainStatus::UntrustedIssuer},
    {X509_V_ERR_CERT_UNTRUSTED, ChainStatus::UntrustedIssuer},
    {X509_V_ERR_CERT_REJECTED, ChainStatus::UntrustedIssuer},
    {X509_V_ERR_INVALID_PURPOSE, ChainStatus::NotForClientAuthentication},
    {X509_V_ERR_CERT_SIGNATURE_FAILURE, ChainStatus::BadSignature},
    {X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE, ChainStatus::BadSignature},
    {X509_V_ERR_EE_KEY_TOO_SMALL, ChainStatus::WeakKey},
    {X509_V_ERR_CA_KEY_TOO_SMALL, ChainStatus::WeakKey},
    {X509_V_ERR_CA_MD_TOO_WEAK, ChainStatus::WeakKey},
};

ChainStatus statusOf(int error)
{
    for (const StatusOfError &known : StatusOfErrors) {
        if (known.error == error)
            return known.status;
    }
    return ChainStatus::Invalid;
}

/// `culprit` is the certificate that the fault is in: the leaf, or one above it in the chain.
QString describe(ChainStatus status, const Certificate &leaf, const Certificate &culprit, const char *words)
{
    const QString who = culprit == leaf
        ? Text::tr("The certificate %1").arg(culprit.subject())
        : Text::tr("The certificate %1, which vouches for %2,").arg(culprit.subject(), leaf.displayName());
    switch (status) {
    case ChainStatus::Trusted:
        return Text::tr("The certificate %1 is trusted; %2 issued it; it is valid until %3.")
            .arg(leaf.subject(), leaf.issuer(), toIso8601(leaf.notAfter()));
    case ChainStatus::Expired:
        return Text::tr("%1 expired on %2. Ask its owner for a new one.").arg(who, toIso8601(culprit.notAfter()));
    case ChainStatus::NotYetValid:
        return Text::tr("%1 is not valid before %2.").arg(who, toIso8601(culprit.notBefore()));
    case ChainStatus::UntrustedIssuer:
        if (culprit.subjectAttributes() == culprit.issuerAttributes())
            return Text::tr("%1 is signed by itself and not in the truststore. Where it is to be trusted, import it "
                            "there.")
                .arg(who);
        return Text::tr("%1 was issued by %2, which is not in the truststore. Where that issuer is to be trusted, "
                        "import "
                        "its certificate there.")
            .arg(who, culprit.issuer());
    case ChainStatus::NotForClientAuthentication:
        return Text::tr("%1 is not for this purpose: its key usage is %2, its extended key usage is %3. A TLS client "
                        "needs "
                        "digitalSignature and clientAuth: present the transport certificate, not the signing "
                        "certificate.")
            .arg(who, culprit.keyUsage().isEmpty() ? Text::tr("open") : culprit.keyUsage().join(QStringLiteral(", ")),
                 culprit.extendedKeyUsage().isEmpty() ? Text::tr("open")
                                                      : culprit.extendedKeyUsage().join(QStringLiteral(", ")));
    case ChainStatus::BadSignature:
        return Text::tr(
                   "%1 names %2 as its issuer, but was not signed with that issuer's key. It is forged or damaged.")
            .arg(who, culprit.issuer());
    case ChainStatus::WeakKey:
        return Text::tr(
                   "%1 is too weak: its key is %2, signed with %3. At least RSA 2048 or EC P-256, and SHA-256, are "
                   "asked "
                   "for.")
            .arg(who, culprit.keyDescription(), culprit.signatureAlgorithm());
    case ChainStatus::Absent:
    case ChainStatus::Unreadable:
    case ChainStatus::Invalid:
        break;
    }
    return Text::tr("%1 is not acceptable: %2.").arg(who, QString::fromUtf8(words));
}

int purposeId(ChainPurpose purpose)
{
    switch (purpose) {
    case ChainPurpose::ClientAuthentication:
        return X509_PURPOSE_SSL_CLIENT;
    case ChainPurpose::ServerAuthentication:
        return X509_PURPOSE_SSL_SERVER;
    case ChainPurpose::Any:
        break;
    }
    return X509_PURPOSE_ANY;
}

OwnedStack stackOf(const QList<Certificate> &certificates)
{
    OwnedStack stack(sk_X509_new_null());
    for (const Certificate &certificate : certificates) {
        if (!stack || sk_X509_push(stack.get(), certificate.handle()) == 0)
            return nullptr;
    }
    return stack;
}

ChainVerdict internalFailure(const Certificate &leaf)
{
    return {ChainStatus::Invalid,
            Text::tr("The certificate %1 could not be judged; this is a fault of the program.").arg(leaf.subject()),
            takeErrors(),
            {leaf}};
}

QList<Certificate> chainOf(X509_STORE_CTX *context, const Certificate &leaf)
{
    QList<Certificate> chain;
    const STACK_OF(X509) *built = X509_STORE_CTX_get0_chain(context);
    for (int i = 0; built && i < sk_X509_num(built); ++i) {
        if (const Result<Certificate> certificate = Certificate::fromHandle(sk_X509_value(built, i)))
            chain.append(*certificate);
    }
    return chain.isEmpty() ? QList<Certificate>{leaf} : chain;
}

} // namespace

QLatin1String name(ChainStatus status)
{
    switch (status) {
    case ChainStatus::Trusted:
        return QLatin1String("trusted");
    case ChainStatus::Absent:
        return QLatin1String("absent");
    case ChainStatus::Unreadable:
        return QLatin1String("unreadable");
    case ChainStatus::Expired:
        return QLatin1String("expired");
    case ChainStatus::NotYetValid:
        return QLatin1String("not-yet-valid");
    case ChainStatus::UntrustedIssuer:
        return QLatin1String("untrusted-issuer");
    case ChainStatus::NotForClientAuthentication:
        return QLatin1String("not-for-client-authentication");
    case ChainStatus::BadSignature:
        return QLatin1String("bad-signature");
    case ChainStatus::WeakKey:
        return QLatin1String("weak-key");
    case ChainStatus::Invalid:
        break;
    }
    return QLatin1String("invalid");
}

struct TrustAnchors::Data {
    QList<Certificate> certificates;
    OwnedStore store;
};

TrustAnchors::TrustAnchors()
    : m_data(std::make_shared<Data>(Data{{}, OwnedStore(X509_STORE_new())}))
{}

Result<TrustAnchors> TrustAnchors::create(const QList<Certificate> &certificates)
{
    auto data = std::make_shared<Data>();
    data->certificates = certificates;
    data->store.reset(X509_STORE_new());
    if (!data->store)
        return fail(Error::Internal, Text::tr("The truststore cannot be set up."), takeErrors());
    for (const Certificate &certificate : certificates) {
        if (X509_STORE_add_cert(data->store.get(), certificate.handle()) != 1)
            return fail(Error::Internal, Text::tr("%1 cannot be put into the truststore.").arg(certificate.subject()),
                        takeErrors());
    }
    TrustAnchors anchors;
    anchors.m_data = std::move(data);
    return anchors;
}

const QList<Certificate> &TrustAnchors::certificates() const
{
    return m_data->certificates;
}

ChainVerdict TrustAnchors::verify(const Certificate &leaf, const QList<Certificate> &intermediates, Instant now,
                                  ChainPurpose purpose) const
{
    const OwnedStack untrusted = stackOf(intermediates.first(qMin(intermediates.size(), MaxPresentedCertificates)));
    const OwnedContext context(X509_STORE_CTX_new());
    if (!untrusted || !context
        || X509_STORE_CTX_init(context.get(), m_data->store.get(), leaf.handle(), untrusted.get()) != 1
        || X509_STORE_CTX_set_purpose(context.get(), purposeId(purpose)) != 1)
        return internalFailure(leaf);
    X509_VERIFY_PARAM *parameters = X509_STORE_CTX_get0_param(context.get());
    X509_VERIFY_PARAM_set_time(parameters, static_cast<time_t>(toSeconds(now)));
    X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST);
    X509_VERIFY_PARAM_set_auth_level(parameters, SecurityLevel);

    const bool verified = X509_verify_cert(context.get()) == 1;
    const int error = X509_STORE_CTX_get_error(context.get());
    if (!verified && error == X509_V_OK)
        return internalFailure(leaf);
    ChainVerdict verdict;
    verdict.status = statusOf(error);
    verdict.chain = chainOf(context.get(), leaf);
    const qsizetype depth =
        qBound(0, X509_STORE_CTX_get_error_depth(context.get()), static_cast<int>(verdict.chain.size()) - 1);
    const char *words = X509_verify_cert_error_string(error);
    verdict.message = describe(verdict.status, leaf, verified ? leaf : verdict.chain[depth], words);
    verdict.detail = QStringLiteral("%1 at depth %2").arg(QString::fromUtf8(words)).arg(depth);
    ERR_clear_error();
    return verdict;
}

ChainVerdict TrustAnchors::verifyPresented(const QList<QByteArray> &derChain, Instant now, ChainPurpose purpose) const
{
    if (derChain.isEmpty())
        return {ChainStatus::Absent, Text::tr("No certificate was presented in the TLS handshake."), {}, {}};
    QList<Certificate> certificates;
    for (const QByteArray &der : derChain.first(qMin(derChain.size(), MaxPresentedCertificates + 1))) {
        Result<Certificate> certificate = Certificate::fromDer(der);
        if (!certificate)
            return {ChainStatus::Unreadable,
                    Text::tr("Certificate %1 of those presented cannot be read: %2")
                        .arg(certificates.size() + 1)
                        .arg(certificate.error().message),
                    certificate.error().detail, certificates};
        certificates.append(std::move(*certificate));
    }
    return verify(certificates.front(), certificates.mid(1), now, purpose);
}

} // namespace gatehouse::trust
