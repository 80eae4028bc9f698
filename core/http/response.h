#pragma once

#include "base/json.h"
#include "http/request.h"

#include <functional>

namespace gatehouse::http {

/// An answer. The server adds Date, Content-Length, Connection and the headers that every answer has:
/// `Cache-Control: no-store`, `Pragma: no-cache` (RFC 6749 §5.1) and `X-Content-Type-Options: nosniff`, unless
/// `headers` has one of these three.
struct Response {
    int status = 200;
    Headers headers;
    QByteArray body;

    static Response json(int status, const Json &json);
    static Response empty(int status);
    /// {"error": …, "error_description": …}: the form of OAuth 2.0, also for what goes wrong below it.
    static Response error(int status, const char *code, const QString &description);
};

/// What the server itself answers with where a request cannot be read or is not answered. Called in worker threads.
using ErrorAnswer = std::function<Response(int status, const QString &description)>;
/// `invalid_request`, or `server_error` from 500 on.
Response defaultErrorAnswer(int status, const QString &description);

/// RFC 9110 §15; empty for a status that has no name here.
QByteArrayView reasonPhrase(int status);

/// The bytes of an answer. Control characters in header values become spaces, a header whose name is no name is left
/// out, and so is one that says what the server says itself (length, connection, date): nobody injects a header.
QByteArray serialize(const Response &response, Instant now, bool keepAlive, bool withBody);

} // namespace gatehouse::http
