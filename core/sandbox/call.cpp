#include "sandbox/call.h"

#include "sandbox/masking.h"

namespace gatehouse::sandbox {

namespace {

/// OBIE DCR 3.3: error_description has at most 500 characters.
constexpr qsizetype MaxDescriptionCharacters = 500;

QString cut(const QString &text)
{
    if (text.size() <= MaxDescriptionCharacters)
        return text;
    QString shorter = text.left(MaxDescriptionCharacters - 1);
    if (shorter.back().isHighSurrogate())
        shorter.chop(1);
    return shorter + QChar(0x2026);
}

} // namespace

Call::Call(http::Request request, http::Responder responder, std::shared_ptr<const Snapshot> snapshot,
           Recorder &recorder, Instant now)
    : m_request(std::move(request))
    , m_responder(std::move(responder))
    , m_snapshot(std::move(snapshot))
    , m_recorder(recorder)
    , m_now(now)
{
    m_started.start();
}

void Call::answer(http::Response response)
{
    Exchange exchange;
    exchange.arrivedAt = m_now;
    exchange.duration = std::chrono::microseconds(m_started.nsecsElapsed() / 1000);
    exchange.peerAddress = m_request.peerAddress.toString();
    if (peer.certificate) {
        exchange.peerSubject = peer.certificate->subject();
        exchange.peerCertificateDer = peer.certificate->der();
    }
    exchange.tls = m_request.tls;
    exchange.method = m_request.method;
    exchange.target = maskedTarget(m_request.target);
    exchange.requestHeaders = maskedHeaders(m_request.headers);
    const QByteArray body = maskedBody(m_request.body);
    exchange.requestBody = body.left(MaxLoggedBodyBytes);
    exchange.requestBodyCut = body.size() > MaxLoggedBodyBytes;
    exchange.status = response.status;
    exchange.responseHeaders = response.headers;
    exchange.responseBody = maskedBody(response.body);
    exchange.errorCode = m_errorCode;
    exchange.errorDescription = m_errorDescription;
    exchange.clientId = clientId;
    exchange.softwareId = softwareId;
    exchange.clientName = clientName;
    exchange.evaluation = evaluation;
    m_responder.respond(std::move(response));
    m_recorder.record(std::move(exchange));
}

void Call::answerJson(int status, const Json &json)
{
    answer(http::Response::json(status, json));
}

void Call::answerJsonText(int status, const QByteArray &json)
{
    answer({status, {{"Content-Type", "application/json"}}, json});
}

void Call::answerEmpty(int status)
{
    answer(http::Response::empty(status));
}

void Call::refuse(const Refusal &refusal)
{
    m_errorCode = QLatin1String(refusal.error);
    m_errorDescription = cut(refusal.description);
    http::Response response = http::Response::json(
        refusal.status, {{"error", refusal.error}, {"error_description", m_errorDescription.toStdString()}});
    response.headers += refusal.headers;
    // RFC 6750 §3; OBIE wants it on every 401.
    if (refusal.status == 401)
        response.headers.append(
            {"WWW-Authenticate", QByteArray("Bearer realm=\"gatehouse\", error=\"") + refusal.error + '"'});
    answer(std::move(response));
}

} // namespace gatehouse::sandbox
