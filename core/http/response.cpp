#include "http/response.h"

#include "http/token.h"

#include <QLocale>

#include <algorithm>

namespace gatehouse::http {

namespace {

struct Reason {
    int status;
    const char *phrase;
};

constexpr Reason Reasons[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
};

/// What the connection decides, whatever a handler thinks.
constexpr QByteArrayView Reserved[] = {"Connection", "Content-Length", "Date", "Keep-Alive", "Transfer-Encoding"};

constexpr struct {
    QByteArrayView name;
    QByteArrayView value;
} Defaults[] = {
    {"Cache-Control", "no-store"},
    {"Pragma", "no-cache"},
    {"X-Content-Type-Options", "nosniff"},
};

/// RFC 9110 §5.6.7; made anew once a second and thread.
const QByteArray &httpDate(Instant now)
{
    thread_local qint64 second = -1;
    thread_local QByteArray text;
    if (toSeconds(now) != second) {
        second = toSeconds(now);
        text = QLocale::c().toString(toDateTime(now), QStringLiteral("ddd, dd MMM yyyy HH:mm:ss")).toLatin1() + " GMT";
    }
    return text;
}

void append(QByteArray &out, QByteArrayView name, QByteArrayView value)
{
    out += name;
    out += ": ";
    for (const char c : value)
        out += (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f ? ' ' : c;
    out += "\r\n";
}

bool isReserved(QByteArrayView name)
{
    return std::any_of(std::begin(Reserved), std::end(Reserved),
                       [&](QByteArrayView reserved) { return reserved.compare(name, Qt::CaseInsensitive) == 0; });
}

/// RFC 9110 §6.4.1.
bool hasContent(int status)
{
    return status >= 200 && status != 204 && status != 304;
}

} // namespace

Response Response::json(int status, const Json &json)
{
    return {status, {{"Content-Type", "application/json"}}, toBytes(json)};
}

Response Response::empty(int status)
{
    return {status, {}, {}};
}

Response Response::error(int status, const char *code, const QString &description)
{
    return json(status, {{"error", code}, {"error_description", description.toStdString()}});
}

Response defaultErrorAnswer(int status, const QString &description)
{
    return Response::error(status, status >= 500 ? "server_error" : "invalid_request", description);
}

QByteArrayView reasonPhrase(int status)
{
    for (const Reason &reason : Reasons) {
        if (reason.status == status)
            return reason.phrase;
    }
    return {};
}

QByteArray serialize(const Response &response, Instant now, bool keepAlive, bool withBody)
{
    QByteArray out;
    out.reserve(512 + response.body.size());
    out += "HTTP/1.1 ";
    out += QByteArray::number(response.status);
    out += ' ';
    out += reasonPhrase(response.status);
    out += "\r\n";
    append(out, "Date", httpDate(now));
    for (const auto &[name, value] : response.headers) {
        if (isToken(name) && !isReserved(name))
            append(out, name, value);
    }
    for (const auto &[name, value] : Defaults) {
        if (headerValue(response.headers, name).isNull())
            append(out, name, value);
    }
    // RFC 9110 §8.6: an answer without content has no length.
    if (hasContent(response.status))
        append(out, "Content-Length", QByteArray::number(response.body.size()));
    append(out, "Connection", keepAlive ? "keep-alive" : "close");
    out += "\r\n";
    if (withBody && hasContent(response.status))
        out += response.body;
    return out;
}

} // namespace gatehouse::http
