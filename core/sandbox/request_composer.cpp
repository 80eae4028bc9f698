#include "sandbox/request_composer.h"

#include "base/base64url.h"
#include "directory/certificate_issue.h"
#include "directory/identifiers.h"
#include "directory/statement.h"
#include "jose/jws.h"

#include <QCoreApplication>

namespace gatehouse::sandbox {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::sandbox)
};

/// A directory's `kid` is as long.
constexpr qsizetype KidBytes = 20;
constexpr std::chrono::hours StrangerLifetime(24 * 90);

tl::unexpected<Error> missingOther()
{
    return fail(Error::NotFound,
                Text::tr("There is no other test TPP whose kit is at hand. Make one, or choose another key."));
}

tl::unexpected<Error> missingStrangers()
{
    return fail(Error::Internal, Text::tr("The keys that nobody lists were not made."));
}

Result<jose::PrivateKey> requestKey(const RequestDraft &draft, const Signers &signers)
{
    switch (draft.key) {
    case RequestKey::Own:
        break;
    case RequestKey::OtherTpp:
        if (!signers.other)
            return missingOther();
        return signers.other->signingKey;
    case RequestKey::Fresh:
        if (!signers.strangers)
            return missingStrangers();
        return signers.tpp.signingKey.keyType() == jose::KeyType::Rsa ? signers.strangers->rsaKey
                                                                      : signers.strangers->ecKey;
    }
    return signers.tpp.signingKey;
}

/// A TPP whose own key is no RSA key still has one, for mutual TLS.
jose::PrivateKey fitting(const jose::PrivateKey &key, jose::Algorithm algorithm, const Signers &signers)
{
    return key.fits(algorithm) || !signers.tpp.transportKey.fits(algorithm) ? key : signers.tpp.transportKey;
}

Result<QByteArray> statementOf(const RequestDraft &draft, const Signers &signers)
{
    if (draft.statementKey == StatementKey::Directory)
        return signers.directory->signStatement(draft.statement);
    if (!signers.strangers)
        return missingStrangers();
    // It claims to be the directory's: with a kid of its own it would only be unknown.
    const auto listed = signers.directory->directoryJwks();
    if (!listed)
        return tl::unexpected(listed.error());
    Json header = {{"typ", "JWT"}};
    if (!(*listed)->keys.isEmpty())
        header["kid"] = (*listed)->keys.keys().front().kid().toStdString();
    return jose::sign(signers.strangers->rsaKey, signers.strangers->rsaKey.defaultAlgorithm(), header,
                      toBytes(draft.statement));
}

/// RFC 7515 Appendix A.5. Put together here, since no caller of the signing functions can ask for it.
QByteArray unsignedToken(Json header, const Json &claims)
{
    header["alg"] = "none";
    return toBase64url(toBytes(header)) + '.' + toBase64url(toBytes(claims)) + '.';
}

QByteArray withOtherPayload(const QByteArray &token, Json claims)
{
    claims["jti"] = toStdString(directory::newRequestId());
    QList<QByteArray> parts = token.split('.');
    parts[1] = toBase64url(toBytes(claims));
    return parts.join('.');
}

} // namespace

RequestDraft untamperedDraft(const directory::Tpp &tpp, const directory::SoftwareRecord &record,
                             const directory::EndpointFacts &endpoint, Instant now)
{
    RequestDraft draft;
    draft.request = tpp.registrationClaims(endpoint.audience, now);
    draft.request["software_statement"] = StatementPlaceholder;
    draft.statement = directory::statementClaims(record, endpoint.audience, now);
    return draft;
}

Result<Strangers> Strangers::make(Instant now)
{
    const auto rsaKey = jose::PrivateKey::generate(jose::KeyType::Rsa);
    if (!rsaKey)
        return tl::unexpected(rsaKey.error());
    const auto ecKey = jose::PrivateKey::generate(jose::KeyType::P256);
    if (!ecKey)
        return tl::unexpected(ecKey.error());
    const directory::CertificateRequest request{
        directory::CertificateKind::Transport,
        {{"C", QStringLiteral("GB")}, {"O", QStringLiteral("Nobody's authority")}, {"CN", QStringLiteral("Stranger")}},
        {},
        now - std::chrono::hours(1),
        now + StrangerLifetime};
    const auto certificate = directory::issueSelfSigned(request, *ecKey);
    if (!certificate)
        return tl::unexpected(certificate.error());
    return Strangers{*rsaKey, *ecKey, {*certificate}};
}

RequestDraft renewed(RequestDraft draft, Instant now)
{
    if (draft.freshness == Freshness::AsWritten || !draft.request.is_object())
        return draft;
    const auto issuedAt = integerMember(draft.request, "iat");
    const auto expiresAt = integerMember(draft.request, "exp");
    if (issuedAt)
        draft.request["iat"] = toSeconds(now);
    if (expiresAt) {
        const qint64 lifetime = issuedAt ? *expiresAt - *issuedAt : directory::RequestLifetime.count();
        draft.request["exp"] = toSeconds(now) + lifetime;
    }
    if (draft.request.contains("jti"))
        draft.request["jti"] = toStdString(directory::newRequestId());
    return draft;
}

Result<QByteArray> compose(const RequestDraft &draft, const Signers &signers, Instant now)
{
    Json claims = renewed(draft, now).request;
    if (stringMember(claims, "software_statement") == QLatin1String(StatementPlaceholder)) {
        Result<QByteArray> statement = statementOf(draft, signers);
        if (!statement)
            return statement;
        claims["software_statement"] = statement->toStdString();
    }
    const QByteArray kid =
        draft.namedKey == NamedKey::Unknown ? toBase64url(directory::randomBytes(KidBytes)) : signers.tpp.kid();
    const Json header = {{"kid", kid.toStdString()}, {"typ", "JWT"}};
    if (draft.form == SignatureForm::Unsigned)
        return unsignedToken(header, claims);
    const Result<jose::PrivateKey> key = requestKey(draft, signers);
    if (!key)
        return tl::unexpected(key.error());
    const jose::Algorithm algorithm = draft.algorithm.value_or(key->defaultAlgorithm());
    Result<QByteArray> token = jose::sign(fitting(*key, algorithm, signers), algorithm, header, toBytes(claims));
    if (token && draft.form == SignatureForm::PayloadChanged)
        return withOtherPayload(*token, claims);
    return token;
}

Result<directory::Tpp> presentedAs(PresentedCertificate certificate, const Signers &signers)
{
    directory::Tpp tpp = signers.tpp;
    switch (certificate) {
    case PresentedCertificate::Own:
        break;
    case PresentedCertificate::None:
        tpp.transportChain.clear();
        break;
    case PresentedCertificate::OtherTpp:
        if (!signers.other)
            return missingOther();
        tpp.transportChain = signers.other->transportChain;
        tpp.transportKey = signers.other->transportKey;
        break;
    case PresentedCertificate::Foreign:
        if (!signers.strangers)
            return missingStrangers();
        tpp.transportChain = signers.strangers->transportChain;
        tpp.transportKey = signers.strangers->ecKey;
        break;
    }
    return tpp;
}

QList<jose::Algorithm> algorithmsFor(const jose::PrivateKey &key)
{
    QList<jose::Algorithm> algorithms;
    for (const jose::Algorithm algorithm : jose::AllAlgorithms) {
        if (key.fits(algorithm) || algorithm == jose::Algorithm::RS256)
            algorithms.append(algorithm);
    }
    return algorithms;
}

} // namespace gatehouse::sandbox
