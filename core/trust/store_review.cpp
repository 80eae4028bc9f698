#include "trust/store_review.h"

#include <QCoreApplication>
#include <QHash>
#include <QSet>

#include <algorithm>
#include <functional>

namespace gatehouse::trust {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::trust)
};

using Level = ReviewFinding::Level;

/// The trusted certificates by subject: a path through thousands is found without walking all of them.
class Issuers
{
public:
    explicit Issuers(const QList<Certificate> &certificates)
    {
        for (const Certificate &certificate : certificates)
            m_bySubject[certificate.subject()].append(certificate);
    }

    /// Whatever may stand above the certificate.
    QList<Certificate> above(const Certificate &certificate) const
    {
        QList<Certificate> found;
        QSet<QString> asked;
        QStringList names = {certificate.issuer()};
        while (!names.isEmpty()) {
            const QString name = names.takeLast();
            if (asked.contains(name))
                continue;
            asked.insert(name);
            for (const Certificate &issuer : m_bySubject.value(name)) {
                found.append(issuer);
                names.append(issuer.issuer());
            }
        }
        return found;
    }

private:
    QHash<QString, QList<Certificate>> m_bySubject;
};

ReviewFinding shortPath(const IssuerPath &path)
{
    if (path.reachesRoot)
        return {Level::Problem, Text::tr("An issuer is not in order: %1").arg(path.problem)};
    return {Level::Problem, Text::tr("Its issuers lead to no root in this store: %1").arg(path.problem)};
}

ReviewFinding duplicate(const QString &first)
{
    return {Level::Warning,
            Text::tr("The same certificate as \"%1\": whoever removes one of the two still trusts it. Remove one.")
                .arg(first)};
}

QList<ReviewFinding> reviewEntry(const StoreEntry &entry, const Issuers &issuers, Instant now)
{
    const Certificate *certificate = entry.certificate();
    if (!certificate || !entry.problem.isEmpty())
        return {{entry.kind == StoreEntry::Kind::Other ? Level::Note : Level::Problem, entry.problem}};
    QList<ReviewFinding> findings = reviewCertificate(*certificate, now);
    if (entry.kind != StoreEntry::Kind::TrustedCertificate)
        return findings;
    const IssuerPath path = findIssuerPath(*certificate, issuers.above(*certificate), now);
    // That it is not valid itself is said already.
    if (!path.reachesRoot || (!path.problem.isEmpty() && certificate->isValidAt(now)))
        findings.prepend(shortPath(path));
    return findings;
}

} // namespace

QList<StoreFinding> reviewStore(const TrustStore &store, Instant now)
{
    const Issuers issuers(store.trustedCertificates());
    QHash<QByteArray, QString> trusted; // SHA-256 to the alias that it has first
    QList<StoreFinding> findings;
    for (const StoreEntry &entry : store.entries) {
        QList<ReviewFinding> ofEntry = reviewEntry(entry, issuers, now);
        if (entry.kind == StoreEntry::Kind::TrustedCertificate && entry.certificate()) {
            const QByteArray digest = entry.certificate()->sha256();
            if (const auto first = trusted.constFind(digest); first != trusted.cend())
                ofEntry.append(duplicate(*first));
            else
                trusted.insert(digest, entry.alias);
        }
        std::ranges::stable_sort(ofEntry, std::ranges::greater(), &ReviewFinding::level);
        for (const ReviewFinding &finding : std::as_const(ofEntry))
            findings.append({entry.alias, finding});
    }
    return findings;
}

} // namespace gatehouse::trust
