#pragma once

#include "base/json.h"
#include "http/request.h"

namespace gatehouse::http {

/// An answer. The server adds Date, Content-Length, Connection and the headers that every answer has.
struct Response {
    int status = 200;
    Headers headers;
    QByteArray body;

    static Response json(int status, const Json &json);
    static Response empty(int status);
    /// {"error": …, "error_description": …}: the form of OAuth 2.0, also for what goes wrong below it.
    static Response error(int status, const char *code, const QString &description);
};

/// RFC 9110 §15; empty for a status that has no name here.
QByteArrayView reasonPhrase(int status);

/// The bytes of an answer. Control characters in header values are replaced: nobody injects a header.
QByteArray serialize(const Response &response, Instant now, bool keepAlive, bool withBody);

} // namespace gatehouse::http
