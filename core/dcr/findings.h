#pragma once

#include "dcr/check.h"
#include "dcr/text.h"

namespace gatehouse::dcr {

inline Finding pass(QString message, QByteArray claim = {})
{
    return {Outcome::Pass, std::move(message), std::move(claim)};
}
inline Finding warned(QString message, QByteArray claim = {})
{
    return {Outcome::Warn, std::move(message), std::move(claim)};
}
inline Finding failed(QString message, QByteArray claim = {})
{
    return {Outcome::Fail, std::move(message), std::move(claim)};
}
inline Finding skipped(QString message)
{
    return {Outcome::Skipped, std::move(message), {}};
}

/// What both tokens are asked alike.
Finding checkWellFormed(const std::optional<jose::JwsParts> &token);
Finding checkClaimTypes(const std::vector<ClaimProblem> &problems);
Finding checkAlgorithm(const jose::JwsParts &token, const Policy &policy);
Finding checkSignature(const jose::SignatureVerdict &verdict, const KeySource &source);
Finding checkMandatoryClaims(const Json &claims, const QStringList &mandatory);
Finding checkReplay(const QString &jti, const Replay &replay);
Finding checkNotBefore(const CheckContext &c, std::optional<Instant> notBefore);
Finding checkIssuedAt(const CheckContext &c, std::optional<Instant> issuedAt);

namespace statement {
Finding isSignedJwt(const CheckContext &c);
Finding claimTypes(const CheckContext &c);
Finding mandatoryClaims(const CheckContext &c);
Finding algorithm(const CheckContext &c);
Finding signature(const CheckContext &c);
Finding issuer(const CheckContext &c);
Finding issuedAt(const CheckContext &c);
Finding notExpired(const CheckContext &c);
Finding age(const CheckContext &c);
Finding environment(const CheckContext &c);
Finding organisationStatus(const CheckContext &c);
Finding authorityStatus(const CheckContext &c);
Finding softwareIdForm(const CheckContext &c);
Finding rolesAuthorised(const CheckContext &c);
Finding jtiOnce(const CheckContext &c);
}

namespace request {
Finding isSignedJwt(const CheckContext &c);
Finding statementPresent(const CheckContext &c);
Finding claimTypes(const CheckContext &c);
Finding mandatoryClaims(const CheckContext &c);
Finding algorithm(const CheckContext &c);
Finding signature(const CheckContext &c);
Finding issuerIsSoftwareId(const CheckContext &c);
Finding softwareIdAgrees(const CheckContext &c);
Finding softwareUnchanged(const CheckContext &c);
Finding audience(const CheckContext &c);
Finding issuedAt(const CheckContext &c);
Finding notExpired(const CheckContext &c);
Finding lifetime(const CheckContext &c);
Finding jtiIsUuid(const CheckContext &c);
Finding jtiOnce(const CheckContext &c);
}

namespace metadata {
Finding redirectUris(const CheckContext &c);
Finding redirectUrisInStatement(const CheckContext &c);
Finding hostNames(const CheckContext &c);
Finding grantTypes(const CheckContext &c);
Finding responseTypes(const CheckContext &c);
Finding grantsAgreeWithResponses(const CheckContext &c);
Finding applicationType(const CheckContext &c);
Finding authMethod(const CheckContext &c);
Finding authSigningAlg(const CheckContext &c);
Finding subjectDn(const CheckContext &c);
Finding responseAlgorithms(const CheckContext &c);
Finding idTokenEncryption(const CheckContext &c);
Finding scopesAllowed(const CheckContext &c);
Finding scopesWithinRoles(const CheckContext &c);
Finding backchannel(const CheckContext &c);
}

namespace transport {
Finding certificate(const CheckContext &c);
Finding certificateOfSoftware(const CheckContext &c);
}

} // namespace gatehouse::dcr
