#include "dcr/findings.h"

#include <QSet>

namespace gatehouse::dcr {

Finding checkWellFormed(const std::optional<jose::JwsParts> &token)
{
    if (!token)
        return failed(Text::tr("There is none."));
    if (const auto problem = token->problem())
        return failed(problem->message);
    return pass(Text::tr("Three parts of base64url, header and claims in JSON."));
}

Finding checkClaimTypes(const std::vector<ClaimProblem> &problems)
{
    if (problems.empty())
        return pass(Text::tr("Every known claim has the type that its definition gives it."));
    QStringList messages;
    for (const ClaimProblem &problem : problems)
        messages.append(problem.message);
    return failed(sentences(messages, QLatin1String(" ")), problems.front().claim);
}

Finding checkAlgorithm(const jose::JwsParts &token, const Policy &policy)
{
    const QByteArray alg = token.alg();
    const auto algorithm = jose::algorithmFromName(alg);
    const QString allowed = listed(policy.signingAlgorithmNames());
    if (algorithm && policy.signingAlgorithms.contains(*algorithm))
        return pass(Text::tr("Signed with %1; allowed are %2.").arg(QString::fromLatin1(alg), allowed));
    if (alg.isEmpty())
        return failed(Text::tr("The header names no algorithm; allowed are %1.").arg(allowed));
    return failed(Text::tr("The header says %1; allowed are %2.").arg(quoted(QString::fromUtf8(alg)), allowed));
}

Finding checkSignature(const jose::SignatureVerdict &verdict, const KeySource &source)
{
    switch (source.state) {
    case KeySource::State::NotAsked:
        return skipped(Text::tr("Not judged: no key set was given."));
    case KeySource::State::Unavailable:
        return failed(source.problem);
    case KeySource::State::Available:
        break;
    }
    if (verdict.status != jose::SignatureVerdict::Status::Valid)
        return failed(Text::tr("%1 Keys from %2.").arg(verdict.reason, source.origin));
    return pass(Text::tr("Verified by the key %1 from %2.")
                    .arg(QString::fromUtf8(verdict.key ? verdict.key->kid() : verdict.kid), source.origin));
}

Finding checkMandatoryClaims(const Json &claims, const QStringList &mandatory)
{
    QStringList missing;
    QStringList empty;
    for (const QString &claim : mandatory) {
        const Json *value = member(claims, claim.toUtf8().constData());
        if (!value || value->is_null())
            missing.append(claim);
        else if ((value->is_string() && value->get_ref<const std::string &>().find_first_not_of(" \t\r\n") == std::string::npos)
                 || (value->is_structured() && value->empty()))
            empty.append(claim);
    }
    if (missing.isEmpty() && empty.isEmpty())
        return pass(Text::tr("All %1 are there.").arg(mandatory.size()));
    QStringList sentences;
    if (!missing.isEmpty())
        sentences.append(Text::tr("Missing: %1.").arg(listed(missing)));
    if (!empty.isEmpty())
        sentences.append(Text::tr("Empty: %1.").arg(listed(empty)));
    return failed(sentences.join(QLatin1Char(' ')), (missing + empty).constFirst().toUtf8());
}

Finding checkReplay(const QString &jti, const Replay &replay)
{
    if (!replay.known)
        return skipped(Text::tr("Not judged: earlier registrations were not looked at."));
    if (jti.isEmpty())
        return skipped(Text::tr("There is no jti to remember it by."));
    if (!replay.firstUsedAt)
        return pass(Text::tr("The identifier %1 is new here.").arg(quoted(jti)));
    return failed(Text::tr("The identifier %1 was used on %2. Sign a new one with its own jti.")
                      .arg(quoted(jti), toIso8601(*replay.firstUsedAt)));
}

Finding checkNotBefore(const CheckContext &c, std::optional<Instant> notBefore)
{
    if (notBefore && *notBefore > c.evidence.now + c.policy.clockSkew)
        return failed(Text::tr("It is not valid before %1, which is in %2.")
                          .arg(toIso8601(*notBefore), describeSpan(*notBefore - c.evidence.now)),
                      "nbf");
    return pass({});
}

Finding checkIssuedAt(const CheckContext &c, std::optional<Instant> issuedAt)
{
    if (!issuedAt)
        return skipped(Text::tr("It does not say when it was issued."));
    const Instant now = c.evidence.now;
    if (*issuedAt > now + c.policy.clockSkew)
        return failed(Text::tr("It says it is issued on %1, which is %2 ahead; clocks may differ by %3 seconds.")
                          .arg(toIso8601(*issuedAt), describeSpan(*issuedAt - now),
                               QString::number(c.policy.clockSkew.count())));
    return pass(Text::tr("Issued on %1, %2 earlier.").arg(toIso8601(*issuedAt), describeSpan(now - *issuedAt)));
}

namespace statement {

namespace {

bool contains(const QStringList &values, const QString &value, Qt::CaseSensitivity sensitivity)
{
    return values.contains(value, sensitivity);
}

QSet<QString> asSet(const QStringList &values)
{
    return {values.cbegin(), values.cend()};
}

Finding checkStatus(const QString &status, const QString &whose)
{
    if (status.isEmpty())
        return skipped(Text::tr("The statement does not say it."));
    if (status.compare(QLatin1String("Active"), Qt::CaseInsensitive) == 0)
        return pass(Text::tr("%1 is Active.").arg(whose));
    return failed(Text::tr("%1 is %2; only Active ones may register.").arg(whose, quoted(status)));
}

} // namespace

Finding isSignedJwt(const CheckContext &c)
{
    if (!c.evidence.statement)
        return skipped(Text::tr("The request carries no statement."));
    return checkWellFormed(c.evidence.statement);
}

Finding claimTypes(const CheckContext &c)
{
    return checkClaimTypes(c.statement->problems);
}

Finding mandatoryClaims(const CheckContext &c)
{
    return checkMandatoryClaims(*c.evidence.statement->claims, c.policy.mandatoryStatementClaims);
}

Finding algorithm(const CheckContext &c)
{
    return checkAlgorithm(*c.evidence.statement, c.policy);
}

Finding signature(const CheckContext &c)
{
    if (!c.evidence.statement)
        return skipped(Text::tr("The request carries no statement."));
    return checkSignature(c.statementSignature, c.evidence.statementKeys);
}

Finding issuer(const CheckContext &c)
{
    if (c.policy.statementIssuers.isEmpty())
        return skipped(Text::tr("The policy accepts any issuer."));
    if (c.policy.statementIssuers.contains(c.statement->issuer))
        return pass(Text::tr("Issued by %1.").arg(quoted(c.statement->issuer)));
    return failed(Text::tr("Issued by %1; accepted are %2.")
                      .arg(quoted(c.statement->issuer), listed(c.policy.statementIssuers)));
}

Finding issuedAt(const CheckContext &c)
{
    const Finding notBefore = checkNotBefore(c, c.statement->notBefore);
    return notBefore.outcome == Outcome::Pass ? checkIssuedAt(c, c.statement->issuedAt) : notBefore;
}

Finding notExpired(const CheckContext &c)
{
    const auto expiresAt = c.statement->expiresAt;
    if (!expiresAt && member(*c.evidence.statement->claims, "exp"))
        return failed(Text::tr("Its expiry cannot be read."));
    if (!expiresAt)
        return pass(Text::tr("It has no expiry, as the directory issues them."));
    if (*expiresAt + c.policy.clockSkew <= c.evidence.now)
        return failed(Text::tr("It expired on %1, %2 ago. Ask the directory for a new one.")
                          .arg(toIso8601(*expiresAt), describeSpan(c.evidence.now - *expiresAt)));
    return pass(Text::tr("Valid until %1.").arg(toIso8601(*expiresAt)));
}

Finding age(const CheckContext &c)
{
    if (!c.statement->issuedAt)
        return skipped(Text::tr("It does not say when it was issued."));
    const auto age = c.evidence.now - *c.statement->issuedAt;
    const QString issued = Text::tr("Issued %1 ago").arg(describeSpan(age));
    if (c.policy.maxStatementAge.count() > 0 && age > c.policy.maxStatementAge)
        return failed(Text::tr("%1; the policy takes statements of at most %2. Ask the directory for a new one.")
                          .arg(issued, describeSpan(c.policy.maxStatementAge)));
    if (c.policy.warnStatementAge.count() > 0 && age > c.policy.warnStatementAge)
        return warned(Text::tr("%1. What it says of the organisation and its roles may have changed since.").arg(issued));
    return pass(issued + QLatin1Char('.'));
}

Finding environment(const CheckContext &c)
{
    if (c.policy.environments.isEmpty())
        return skipped(Text::tr("The policy accepts any environment."));
    const QString &environment = c.statement->environment;
    if (contains(c.policy.environments, environment, Qt::CaseInsensitive))
        return pass(Text::tr("Made for %1.").arg(quoted(environment)));
    return failed(Text::tr("Made for %1; this endpoint takes %2.")
                      .arg(quoted(environment), listed(c.policy.environments)));
}

Finding organisationStatus(const CheckContext &c)
{
    return checkStatus(c.statement->organisationStatus,
                       Text::tr("The organisation %1").arg(quoted(c.statement->organisationName)));
}

Finding authorityStatus(const CheckContext &c)
{
    return checkStatus(c.statement->authorityStatus, Text::tr("The registration %1 with %2")
                                                         .arg(quoted(c.statement->authorityRegistrationId),
                                                              quoted(c.statement->authorityId)));
}

Finding softwareIdForm(const CheckContext &c)
{
    constexpr qsizetype MaxLength = 22;
    const QString &id = c.statement->softwareId;
    if (id.isEmpty())
        return skipped(Text::tr("The statement names no software."));
    for (const QChar character : id) {
        const bool plain = character.unicode() < 0x80 && character.isLetterOrNumber();
        if (!plain)
            return failed(Text::tr("%1 holds %2; the directory's ids are letters and digits.")
                              .arg(quoted(id), quoted(QString(character))));
    }
    if (id.size() > MaxLength)
        return failed(Text::tr("%1 has %2 characters; the directory's ids have at most %3.")
                          .arg(quoted(id), QString::number(id.size()), QString::number(MaxLength)));
    return pass(Text::tr("%1 has the form of the directory's ids.").arg(quoted(id)));
}

Finding rolesAuthorised(const CheckContext &c)
{
    if (c.statement->authorisations.empty())
        return skipped(Text::tr("The statement lists no authorisations by member state."));
    QSet<QString> authorised;
    for (const auto &authorisation : c.statement->authorisations)
        authorised += asSet(authorisation.roles);
    QStringList unauthorised;
    for (const QString &role : c.statement->roles) {
        if (!authorised.contains(role))
            unauthorised.append(role);
    }
    if (unauthorised.isEmpty())
        return pass(Text::tr("%1: each in at least one member state.").arg(listed(c.statement->roles)));
    return failed(Text::tr("No member state authorises the organisation as %1.").arg(listed(unauthorised)));
}

Finding jtiOnce(const CheckContext &c)
{
    return checkReplay(c.statement->jti, c.evidence.statementJti);
}

} // namespace statement

} // namespace gatehouse::dcr
