#include "trust/certificate_review.h"

#include "trust/openssl_helpers.h"

#include <QCoreApplication>

#include <algorithm>

#include <openssl/err.h>
#include <openssl/evp.h>

namespace gatehouse::trust {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::trust)
};

using Level = ReviewFinding::Level;

constexpr int MinSecurityBits = 112;
/// X509_check_ca() of a self-signed certificate of version 1, which has no extensions to say that it is an authority.
constexpr int VersionOneAuthority = 3;
/// Real paths have three or four; cross-signed authorities can name each other in a ring.
constexpr qsizetype MaxPathLength = 12;

QString day(Instant instant)
{
    return toIso8601(instant).left(10);
}

void reviewValidity(const Certificate &certificate, Instant now, QList<ReviewFinding> &findings)
{
    switch (validityAt(certificate, now)) {
    case Validity::Valid:
        break;
    case Validity::ExpiresSoon:
        findings.append(
            {Level::Warning,
             Text::tr("It expires on %1. Import its successor beside it in time.").arg(day(certificate.notAfter()))});
        break;
    case Validity::Expired:
        findings.append({Level::Problem,
                         Text::tr("It expired on %1: nothing that it vouches for is accepted any more.")
                             .arg(day(certificate.notAfter()))});
        break;
    case Validity::NotYetValid:
        findings.append({Level::Warning, Text::tr("It is not valid before %1.").arg(day(certificate.notBefore()))});
        break;
    }
}

void reviewStrength(const Certificate &certificate, QList<ReviewFinding> &findings)
{
    if (hasWeakKey(certificate))
        findings.append({Level::Problem,
                         Text::tr("Its key, %1, is too weak: at least RSA 2048 or EC P-256 is asked for today.")
                             .arg(certificate.keyDescription())});
    if (hasWeakSignature(certificate))
        findings.append({Level::Warning,
                         Text::tr("It is signed with %1, which can be forged. Ask its issuer for one with SHA-256.")
                             .arg(certificate.signatureAlgorithm())});
}

void reviewAuthority(const Certificate &certificate, QList<ReviewFinding> &findings)
{
    if (X509_check_ca(certificate.handle()) == VersionOneAuthority) {
        findings.append(
            {Level::Warning,
             Text::tr(
                 "It is of X.509 version 1, which cannot say whether it is an authority; Java takes it for one.")});
        return;
    }
    if (certificate.isCa())
        return;
    if ((X509_get_extension_flags(certificate.handle()) & EXFLAG_CA) != 0)
        findings.append({Level::Warning,
                         Text::tr("It says that it is an authority, but its key usage does not let it sign "
                                  "certificates.")});
    else
        findings.append({Level::Note,
                         Text::tr("It is no authority: whoever trusts it trusts this one certificate alone, until it "
                                  "is renewed.")});
}

bool signedBy(const Certificate &certificate, const Certificate &issuer)
{
    EVP_PKEY *key = X509_get0_pubkey(issuer.handle());
    const bool verifies = key && X509_verify(certificate.handle(), key) == 1;
    ERR_clear_error();
    return verifies;
}

/// Among those of the right name: one that signed it and is valid, else one that signed it, else any.
const Certificate *issuerOf(const Certificate &certificate, const QList<Certificate> &known, Instant now)
{
    const auto fitness = [&](const Certificate &candidate) {
        return signedBy(certificate, candidate) ? (candidate.isValidAt(now) ? 3 : 2) : 1;
    };
    const Certificate *best = nullptr;
    int bestFitness = 0;
    const X509_NAME *wanted = X509_get_issuer_name(certificate.handle());
    for (const Certificate &candidate : known) {
        if (X509_NAME_cmp(X509_get_subject_name(candidate.handle()), wanted) != 0)
            continue;
        if (const int fits = fitness(candidate); fits > bestFitness) {
            best = &candidate;
            bestFitness = fits;
        }
    }
    return best;
}

QString whyNotIssuer(const Certificate &issuer, const Certificate &subject, qsizetype authoritiesBelow)
{
    if (!signedBy(subject, issuer))
        return Text::tr("%1 names %2 as its issuer, but was not signed with the key of the one that is here: another "
                        "certificate of that name is needed.")
            .arg(subject.displayName(), issuer.displayName());
    if (X509_check_ca(issuer.handle()) == 0)
        return Text::tr("%1 was signed by %2, which is no authority.").arg(subject.displayName(), issuer.displayName());
    const long pathLength = X509_get_pathlen(issuer.handle());
    if (pathLength >= 0 && authoritiesBelow > pathLength)
        return Text::tr("%1 allows %2 authorities below it; there are %3.")
            .arg(issuer.displayName())
            .arg(pathLength)
            .arg(authoritiesBelow);
    return {};
}

QString whyNotValid(const QList<Certificate> &path, Instant now)
{
    for (const Certificate &certificate : path) {
        if (!certificate.isValidAt(now))
            return Text::tr("%1: %2.").arg(certificate.displayName(), describeValidity(certificate, now));
    }
    return {};
}

} // namespace

Validity validityAt(const Certificate &certificate, Instant now)
{
    if (now < certificate.notBefore())
        return Validity::NotYetValid;
    if (now > certificate.notAfter())
        return Validity::Expired;
    return certificate.notAfter() - now < ExpiryNotice ? Validity::ExpiresSoon : Validity::Valid;
}

qint64 daysLeft(const Certificate &certificate, Instant now)
{
    return std::chrono::floor<std::chrono::days>(certificate.notAfter() - now).count();
}

QString describeValidity(const Certificate &certificate, Instant now)
{
    const QString span = describeSpan(certificate.notAfter() - now);
    switch (validityAt(certificate, now)) {
    case Validity::Valid:
        return Text::tr("Valid for %1").arg(span);
    case Validity::ExpiresSoon:
        return Text::tr("Expires in %1").arg(span);
    case Validity::Expired:
        return Text::tr("Expired %1 ago").arg(span);
    case Validity::NotYetValid:
        break;
    }
    return Text::tr("Valid from %1").arg(day(certificate.notBefore()));
}

bool hasWeakKey(const Certificate &certificate)
{
    const EVP_PKEY *key = X509_get0_pubkey(certificate.handle());
    const bool weak = key && EVP_PKEY_get_security_bits(key) < MinSecurityBits;
    ERR_clear_error();
    return weak;
}

bool hasWeakSignature(const Certificate &certificate)
{
    int securityBits = 0;
    const bool known = X509_get_signature_info(certificate.handle(), nullptr, nullptr, &securityBits, nullptr) == 1;
    ERR_clear_error();
    return known && securityBits < MinSecurityBits && !certificate.isSelfSigned();
}

QList<ReviewFinding> reviewCertificate(const Certificate &certificate, Instant now)
{
    QList<ReviewFinding> findings;
    reviewValidity(certificate, now, findings);
    reviewStrength(certificate, findings);
    reviewAuthority(certificate, findings);
    std::ranges::stable_sort(findings, std::ranges::greater(), &ReviewFinding::level);
    return findings;
}

IssuerPath findIssuerPath(const Certificate &certificate, const QList<Certificate> &known, Instant now)
{
    IssuerPath path{{certificate}, false, {}};
    QList<Certificate> &certificates = path.certificates;
    while (!certificates.last().isSelfSigned()) {
        const Certificate &subject = certificates.last();
        const Certificate *issuer = issuerOf(subject, known, now);
        if (!issuer) {
            path.problem = Text::tr("The issuer of %1 is not here: %2.").arg(subject.displayName(), subject.issuer());
            return path;
        }
        path.problem = whyNotIssuer(*issuer, subject, certificates.size() - 1);
        if (!path.problem.isEmpty())
            return path;
        if (certificates.contains(*issuer) || certificates.size() == MaxPathLength) {
            path.problem = Text::tr("The issuers of %1 lead to no root: they vouch for each other.")
                               .arg(certificate.displayName());
            return path;
        }
        certificates.append(*issuer);
    }
    path.reachesRoot = true;
    path.problem = whyNotValid(certificates, now);
    return path;
}

} // namespace gatehouse::trust
