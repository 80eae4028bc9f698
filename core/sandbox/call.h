#pragma once

#include "http/request.h"
#include "http/responder.h"
#include "http/response.h"
#include "sandbox/recorder.h"
#include "sandbox/snapshot.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>

#include <memory>
#include <optional>

namespace gatehouse::sandbox {

/// What is known of the client certificate of a call.
struct Peer {
    std::optional<trust::Certificate> certificate;
    trust::ChainVerdict verdict;

    bool isTrusted() const { return certificate && verdict.isTrusted(); }
    /// `x5t#S256`; empty without a trusted certificate.
    QByteArray thumbprint() const { return isTrusted() ? certificate->x5tS256() : QByteArray(); }
};

/// An OAuth 2.0 error and its status.
struct Refusal {
    int status = 400;
    const char *error = "invalid_request";
    QString description;
    http::Headers headers = {};
};

/// One request on its way to its answer, which may come after a commit. Stays in its worker's thread.
class Call
{
public:
    Call(http::Request request, http::Responder responder, std::shared_ptr<const Snapshot> snapshot, Recorder &recorder,
         Instant now);

    const http::Request &request() const { return m_request; }
    const Snapshot &snapshot() const { return *m_snapshot; }
    std::shared_ptr<const Snapshot> sharedSnapshot() const { return m_snapshot; }
    Instant now() const { return m_now; }
    bool clientIsGone() const { return m_responder.isGone(); }

    Peer peer;
    KeyFinder::Fetched fetchedKeys;            ///< for this call
    std::optional<QDeadlineTimer> keyDeadline; ///< of all that it fetches; set by the first
    /// What the live log shows beside request and answer.
    QString clientId, softwareId, clientName;
    std::shared_ptr<const dcr::Evaluation> evaluation;

    /// Answers and records; once.
    void answer(http::Response response);
    void answerJson(int status, const Json &json);
    /// JSON that is text already.
    void answerJsonText(int status, const QByteArray &json);
    void answerEmpty(int status);
    void refuse(const Refusal &refusal);

private:
    http::Request m_request;
    http::Responder m_responder;
    std::shared_ptr<const Snapshot> m_snapshot;
    Recorder &m_recorder;
    Instant m_now;
    QElapsedTimer m_started;
    QString m_errorCode, m_errorDescription;
};

using CallPtr = std::shared_ptr<Call>;

} // namespace gatehouse::sandbox
