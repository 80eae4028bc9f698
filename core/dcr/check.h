#pragma once

#include "dcr/policy.h"
#include "dcr/registration_request.h"
#include "dcr/software_statement.h"
#include "jose/jws.h"
#include "trust/chain.h"

#include <QLatin1String>
#include <QString>
#include <QUtf8StringView>

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace gatehouse::dcr {

/// RFC 7591 §3.2.2
enum class RegistrationError : quint8 {
    InvalidRedirectUri,
    InvalidClientMetadata,
    InvalidSoftwareStatement,
    UnapprovedSoftwareStatement,
};
QLatin1String code(RegistrationError error);

enum class Outcome : quint8 { Pass, Warn, Fail, Skipped };
QLatin1String name(Outcome outcome);
std::optional<Outcome> outcomeFromName(QByteArrayView name);

/// Where the keys for one signature come from.
struct KeySource {
    enum class State : quint8 {
        NotAsked,    ///< nobody gave a key set: the signature is not judged
        Unavailable, ///< there should be one, and it cannot be had: the signature fails
        Available,
    };

    State state = State::NotAsked;
    std::shared_ptr<const jose::JwkSet> keys; ///< set where Available
    QString origin;                           ///< file or URL, for people
    QString problem;                          ///< why Unavailable
};

/// The client certificate of the connection.
struct Transport {
    enum class State : quint8 {
        NotAsked, ///< no connection, or mode `off`: not judged
        Optional, ///< may be absent
        Required,
    };

    State state = State::NotAsked;
    std::optional<trust::Certificate> certificate;
    trust::ChainVerdict verdict; ///< of `certificate`
    /// The directory that issued the certificate is not the one that signed the statement (a sandbox
    /// with foreign key sets): the two name different worlds and cannot be held against each other.
    bool fromOtherDirectory = false;
};

/// What is known of an identifier's earlier use.
struct Replay {
    bool known = false; ///< false: not judged
    std::optional<Instant> firstUsedAt;
};

/// Everything that a judgement rests on, gathered beforehand: checks do no I/O and read no clock.
struct Evidence {
    std::optional<jose::JwsParts> request;   ///< none where a bare statement is judged
    bool isEmptyRequest = false;             ///< nothing but white space was sent
    std::optional<jose::JwsParts> statement; ///< none where the request carries none
    KeySource requestKeys;
    KeySource statementKeys;
    Transport transport;
    Replay requestJti;
    Replay statementJti;
    QString registeredSoftwareId; ///< of the client that an update is for; empty at a first registration
    Instant now;

    /// Takes the request apart and the statement inside it.
    static Evidence ofRequest(QByteArrayView compactRequest, Instant now);
    static Evidence ofStatement(QByteArrayView compactStatement, Instant now);
};

/// What a check sees.
struct CheckContext {
    const Evidence &evidence;
    const Policy &policy;
    const std::optional<RegistrationRequest> &request;  ///< none where its claims cannot be read
    const std::optional<SoftwareStatement> &statement;  ///< none where its claims cannot be read
    const jose::SignatureVerdict &requestSignature;
    const jose::SignatureVerdict &statementSignature;
};

/// What a check's function says; the table adds the rest.
struct Finding {
    Outcome outcome = Outcome::Pass;
    QString message;  ///< for people, with the values: what is, what was expected
    QByteArray claim; ///< the claim it is about, where it is not the check's own
};

/// What a check is about. A check of the request is left out where a bare statement is judged.
enum class CheckSubject : quint8 { Request, Statement, Transport };

/// What must be readable before a check can be run; it is skipped where it is not.
enum class CheckNeeds : quint8 {
    Token,     ///< nothing: it says whether the rest can be read. No policy can change such a check
    Claims,    ///< the claims of its subject
    BothClaims ///< those of request and statement
};

/// The first check that fails decides the answer of the endpoint; the Inspector shows all of them.
struct Check {
    QLatin1String id;        ///< stable, e.g. "request.issuer-is-software-id": logs, tests and policies name it
    const char *title;       ///< for people, untranslated: see title()
    QLatin1String claim;     ///< the claim it is about
    QUtf8StringView reference; ///< the clause it comes from
    CheckSubject subject;
    CheckNeeds needs;
    RegistrationError error;
    Severity severity; ///< unless the policy says otherwise
    Finding (*run)(const CheckContext &);
};

/// All checks, in the order in which the endpoint judges.
std::span<const Check> checks();
const Check *findCheck(QLatin1String id);
QString title(const Check &check);

/// Leaves room for a check's id within the 500 characters of OBIE's error_description.
constexpr qsizetype MaxCheckMessageCharacters = 440;

struct CheckResult {
    const Check *check = nullptr;
    Outcome outcome = Outcome::Skipped;
    QString message; ///< printable characters alone, whatever a token brought; cut with an ellipsis
    QByteArray claim;
};

/// A judgement: what was read, and the outcome of every check. A value, usable from any thread.
struct Evaluation {
    std::optional<RegistrationRequest> request;
    std::optional<SoftwareStatement> statement;
    jose::SignatureVerdict requestSignature;
    jose::SignatureVerdict statementSignature;
    std::vector<CheckResult> results;

    const CheckResult *firstFailure() const;
    /// No check failed, and both signatures were verified: only then may a client be registered.
    bool isAcceptable() const;
    int count(Outcome outcome) const;
    const CheckResult *find(QLatin1String id) const;
    /// A list of {id, title, outcome, message, claim, reference}.
    Json resultsToJson() const;
};

Evaluation evaluate(const Evidence &evidence, const Policy &policy);

} // namespace gatehouse::dcr
