#include "trust/server_review.h"

#include "trust/certificate_review.h"

#include <QCoreApplication>

#include <algorithm>

namespace gatehouse::trust {

namespace {

using Level = ServerRemark::Level;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::trust)
};

ServerRemark reviewHost(const ProbedServer &server)
{
    const Certificate &leaf = server.chain.constFirst();
    if (server.namesHost)
        return {Level::Good, Text::tr("The server's certificate is for %1.").arg(server.host)};
    const QStringList names = leaf.subjectAlternativeNames();
    if (names.isEmpty())
        return {Level::Warning,
                Text::tr(
                    "The server's certificate is not for %1: it has no alternative names at all, and clients no longer "
                    "look at its common name.")
                    .arg(server.host)};
    return {Level::Warning,
            Text::tr("The server's certificate is not for %1, but for %2.")
                .arg(server.host, names.join(QStringLiteral(", ")))};
}

ServerRemark reviewChain(const ProbedServer &server, const IssuerPath &path)
{
    const Certificate &leaf = server.chain.constFirst();
    const Certificate &last = path.certificates.constLast();
    if (leaf.isSelfSigned())
        return {Level::Warning,
                Text::tr("The server's certificate is self-signed: nobody but the server itself vouches for it.")};
    if (path.reachesRoot)
        return {Level::Good, Text::tr("The chain is complete: it ends at the root “%1”.").arg(last.displayName())};
    const bool isIssuerSent =
        std::ranges::any_of(server.chain, [&last](const Certificate &each) { return each.subject() == last.issuer(); });
    if (isIssuerSent)
        return {Level::Warning, Text::tr("The chain does not hold. %1").arg(path.problem)};
    if (path.certificates.size() == 1)
        return {Level::Warning,
                Text::tr("The server sent its own certificate without the authority that issued it, “%1”. Get that "
                         "authority's certificate from whoever runs it.")
                    .arg(leaf.issuer())};
    return {
        Level::Note,
        Text::tr("The server did not send the root, “%1”, as is usual. “%2” can be trusted instead of it; to trust the "
                 "root, get it from whoever runs it.")
            .arg(last.issuer(), last.displayName())};
}

} // namespace

QList<ServerRemark> reviewServer(const ProbedServer &server, Instant now)
{
    const IssuerPath path = findIssuerPath(server.chain.constFirst(), server.chain, now);
    QList<ServerRemark> remarks = {reviewHost(server), reviewChain(server, path)};
    for (const Certificate &certificate : path.certificates) {
        if (!certificate.isValidAt(now))
            remarks.append({Level::Warning,
                            Text::tr("“%1”: %2.").arg(certificate.displayName(), describeValidity(certificate, now))});
    }
    return remarks;
}

QList<Certificate> vouchingAuthorities(const ProbedServer &server, Instant now)
{
    QList<Certificate> authorities =
        findIssuerPath(server.chain.constFirst(), server.chain, now).certificates.sliced(1);
    authorities.removeIf([](const Certificate &each) { return !each.isCa(); });
    return authorities;
}

QList<Proposal> proposeImports(const ProbedServer &server, Instant now)
{
    const QList<Certificate> authorities = vouchingAuthorities(server, now);
    QList<Proposal> proposals;
    for (const Certificate &certificate : server.chain)
        proposals.append(authorities.contains(certificate) ? Proposal::Import : Proposal::Leave);
    return proposals;
}

} // namespace gatehouse::trust
