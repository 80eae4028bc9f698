#pragma once

#include "dcr/check.h"
#include "dcr/wso2_parameters.h"

namespace gatehouse::dcr {

/// What a WSO2 server would answer to a registration, configured so that it allows what the policy allows.
struct Wso2Answer {
    int status = 201;
    QString error;           ///< `invalid_client_metadata` …; empty where the registration is accepted
    QString description;     ///< the server's own words, untranslated; empty where they are not known
    QString step;            ///< for people: which step of the server answered
    Json body;               ///< as the client sees it; null where the registration is accepted
    QStringList assumptions; ///< for people: what could not be judged here and was taken to hold
    QStringList remarks;     ///< for people: what the server does that surprises

    bool isAccepted() const { return error.isEmpty(); }
    /// "400 invalid_client_metadata: Invalid issuer"
    QString summary() const;
    /// {generation, accepted, status, error, error_description, step, body, assumptions, remarks}
    Json toJson(Wso2Generation generation) const;
};

/// The server's checks in its own order, with its own texts and quirks, fail-fast; pure, as evaluate() is. Nothing
/// where a bare statement is judged: a server answers requests.
std::optional<Wso2Answer> wso2Answer(const Evidence &evidence, const Policy &policy, Wso2Generation generation);

/// Both generations' answers as a list; empty for a bare statement.
Json wso2AnswersToJson(const Evidence &evidence, const Policy &policy);

} // namespace gatehouse::dcr
