#include "dcr/findings.h"

#include <QUuid>

namespace gatehouse::dcr::request {

Finding isSignedJwt(const CheckContext &c)
{
    return checkWellFormed(c.evidence.request);
}

Finding statementPresent(const CheckContext &c)
{
    if (c.evidence.statement)
        return pass(Text::tr("It does."));
    if (!c.request)
        return skipped(Text::tr("The request's claims cannot be read."));
    return failed(Text::tr("The claim \"software_statement\" is missing, empty or no string. Put in the "
                           "statement that the directory issued, as a compact JWS."));
}

Finding claimTypes(const CheckContext &c)
{
    return checkClaimTypes(c.request->problems);
}

Finding mandatoryClaims(const CheckContext &c)
{
    return checkMandatoryClaims(*c.evidence.request->claims, c.policy.mandatoryRequestClaims);
}

Finding algorithm(const CheckContext &c)
{
    return checkAlgorithm(*c.evidence.request, c.policy);
}

Finding signature(const CheckContext &c)
{
    return checkSignature(c.requestSignature, c.evidence.requestKeys);
}

Finding issuerIsSoftwareId(const CheckContext &c)
{
    const QString &issuer = c.request->issuer;
    const QString &software = c.statement->softwareId;
    if (!issuer.isEmpty() && issuer == software)
        return pass(Text::tr("Both are %1.").arg(quoted(issuer)));
    return failed(Text::tr("The request's iss is %1, the statement's software_id is %2. They must be the same: take "
                           "the statement of the software that registers.")
                      .arg(quoted(issuer), quoted(software)));
}

Finding softwareIdAgrees(const CheckContext &c)
{
    if (c.request->softwareId.isEmpty())
        return skipped(Text::tr("The request leaves it out, which it may."));
    if (c.request->softwareId == c.statement->softwareId)
        return pass(Text::tr("Both are %1.").arg(quoted(c.request->softwareId)));
    return failed(Text::tr("The request's software_id is %1, the statement's is %2.")
                      .arg(quoted(c.request->softwareId), quoted(c.statement->softwareId)));
}

Finding softwareUnchanged(const CheckContext &c)
{
    const QString &registered = c.evidence.registeredSoftwareId;
    if (registered.isEmpty())
        return skipped(Text::tr("This is not an update of a registered client."));
    if (c.statement->softwareId == registered)
        return pass(Text::tr("Still %1.").arg(quoted(registered)));
    return failed(Text::tr("The client is registered for software %1, the statement is about %2. Register the other "
                           "software as a client of its own.")
                      .arg(quoted(registered), quoted(c.statement->softwareId)));
}

Finding audience(const CheckContext &c)
{
    if (c.policy.audiences.isEmpty())
        return skipped(Text::tr("Not judged: the policy names no audience."));
    for (const QString &audience : c.request->audience) {
        if (c.policy.audiences.contains(audience))
            return pass(Text::tr("Meant for %1.").arg(quoted(audience)));
    }
    return failed(Text::tr("It is meant for %1; this endpoint is %2.")
                      .arg(c.request->audience.isEmpty() ? Text::tr("nobody (no aud)")
                                                         : quoted(listed(c.request->audience)),
                           listed(c.policy.audiences)));
}

Finding issuedAt(const CheckContext &c)
{
    const Finding notBefore = checkNotBefore(c, c.request->notBefore);
    return notBefore.outcome == Outcome::Pass ? checkIssuedAt(c, c.request->issuedAt) : notBefore;
}

Finding notExpired(const CheckContext &c)
{
    const auto expiresAt = c.request->expiresAt;
    if (!expiresAt)
        return failed(Text::tr("It has no expiry that can be read."));
    const Instant now = c.evidence.now;
    if (*expiresAt + c.policy.clockSkew <= now)
        return failed(Text::tr("It expired on %1, %2 ago. Sign a new one.")
                          .arg(toIso8601(*expiresAt), describeSpan(now - *expiresAt)));
    return pass(Text::tr("Valid until %1, another %2.").arg(toIso8601(*expiresAt), describeSpan(*expiresAt - now)));
}

Finding lifetime(const CheckContext &c)
{
    if (!c.request->issuedAt || !c.request->expiresAt)
        return skipped(Text::tr("Its beginning or end cannot be read."));
    const auto lifetime = *c.request->expiresAt - *c.request->issuedAt;
    if (lifetime.count() <= 0)
        return failed(Text::tr("It expires on %1, before it is issued on %2.")
                          .arg(toIso8601(*c.request->expiresAt), toIso8601(*c.request->issuedAt)));
    if (c.policy.maxRequestLifetime.count() > 0 && lifetime > c.policy.maxRequestLifetime)
        return failed(Text::tr("It lives for %1; the policy allows %2.")
                          .arg(describeSpan(lifetime), describeSpan(c.policy.maxRequestLifetime)));
    return pass(Text::tr("It lives for %1.").arg(describeSpan(lifetime)));
}

Finding jtiIsUuid(const CheckContext &c)
{
    const QString &jti = c.request->jti;
    if (jti.isEmpty())
        return skipped(Text::tr("There is no jti."));
    const QUuid uuid = jti.size() == 36 ? QUuid::fromString(jti) : QUuid();
    if (!uuid.isNull() && uuid.version() == QUuid::Random)
        return pass(Text::tr("%1 is a random UUID.").arg(quoted(jti)));
    return failed(Text::tr("%1 is no UUID of version 4; it is accepted as long as it is new.").arg(quoted(jti)));
}

Finding jtiOnce(const CheckContext &c)
{
    return checkReplay(c.request->jti, c.evidence.requestJti);
}

} // namespace gatehouse::dcr::request
