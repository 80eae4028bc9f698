#pragma once

#include "base/json.h"
#include "base/time.h"

#include <QStringList>

#include <optional>
#include <vector>

namespace gatehouse::dcr {

/// A claim that is there and has not the type its definition gives it.
struct ClaimProblem {
    QByteArray claim;
    QString message; ///< "\"software_roles\" is a string; a list of strings is expected."
};

/// The claims of an OBIE software statement (SSA). What is absent, or of the wrong type, is empty
/// here; the wrong types are in `problems`. Nothing is judged: that is what the checks are for.
struct SoftwareStatement {
    struct Authorisation {
        QString memberState; ///< ISO 3166-1 alpha-2
        QStringList roles;
    };
    struct Contact {
        QString name, email, phone, type;
    };

    QString issuer;
    std::optional<Instant> issuedAt;
    std::optional<Instant> expiresAt; ///< the directory sets none; a policy may still meet one
    std::optional<Instant> notBefore;
    QString jti;
    QString environment; ///< `sandbox`, `production`: chooses the key set (WSO2)
    QString mode;        ///< `Test`, `Live`
    QString softwareId;
    QString clientName;
    QString clientDescription;
    QString version; ///< a number in older statements, a string in newer ones
    QString clientUri, logoUri, policyUri, tosUri;
    QStringList redirectUris;
    QStringList roles;
    QString onBehalfOf;
    QString organisationId, organisationName, organisationStatus;
    QString authorityId, authorityRegistrationId, authorityStatus;
    std::vector<Authorisation> authorisations;
    std::vector<Contact> contacts;
    QString jwksEndpoint, organisationJwksEndpoint;

    std::vector<ClaimProblem> problems;

    static SoftwareStatement fromClaims(const Json &claims);
};

} // namespace gatehouse::dcr
