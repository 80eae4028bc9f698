#pragma once

#include "dcr/check.h"
#include "sandbox/exchange.h"
#include "sandbox/tampering.h"
#include "sandbox/tpp_client.h"

namespace gatehouse::sandbox {

/// What became of one tampering.
struct TamperingVerdict {
    enum class Status : quint8 {
        Caught,        ///< the endpoint refused by the very check
        AlsoSeen,      ///< the check saw it; the endpoint had refused by an earlier one
        RefusedUnseen, ///< refused for another reason, or one that the answer does not name
        NotCaught,     ///< accepted
        Unknown,       ///< nothing was judged: the answer is none to a registration
    };

    const Tampering *tampering = nullptr;
    Status status = Status::Unknown;
    QString message; ///< "Caught by “The request has not expired”."

    dcr::Outcome outcome() const;
};

/// A request that was sent, its answer, and what the checks make of it.
struct SentRequest {
    enum class ChecksOrigin : quint8 {
        None,
        Judged,   ///< by the composer, with this workspace's policy and directory
        Recorded, ///< by the endpoint, as its live log has it
    };

    TppExchange exchange;
    PresentedCertificate certificate = PresentedCertificate::Own;
    Instant sentAt{};
    QList<const Tampering *> tamperings;
    std::shared_ptr<const dcr::Evaluation> evaluation;
    ChecksOrigin checksOrigin = ChecksOrigin::None;

    bool isRegistration() const { return exchange.method == "POST" || exchange.method == "PUT"; }
    /// The check that the endpoint refused by, as its answer says; nothing where it says none.
    const dcr::Check *refusedBy() const;
    QList<TamperingVerdict> verdicts() const;
    /// Whether the endpoint's log entry is of this request.
    bool isRecordedBy(const Exchange &record) const;
    void takeRecord(const Exchange &record);
};

/// What the endpoint of this workspace would see of the request: signatures by the test directory's keys, the
/// certificate by its authorities. Reads the directory's files.
std::shared_ptr<const dcr::Evaluation> judgeComposed(const QByteArray &request, const directory::Tpp &sender,
                                                     const directory::Directory &directory, const dcr::Policy &policy,
                                                     const dcr::Replay &replay, Instant now);

/// The command that sends the same, with the names of a kit's files. A bearer token is left out.
QString toCurl(const SentRequest &sent);

} // namespace gatehouse::sandbox
