#include "http/response.h"

#include <QLocale>

namespace gatehouse::http {

namespace {

struct Reason {
    int status;
    const char *phrase;
};

constexpr Reason Reasons[] = {
    {100, "Continue"},           {200, "OK"},
    {201, "Created"},            {204, "No Content"},
    {400, "Bad Request"},        {401, "Unauthorized"},
    {403, "Forbidden"},          {404, "Not Found"},
    {405, "Method Not Allowed"}, {408, "Request Timeout"},
    {413, "Content Too Large"},  {415, "Unsupported Media Type"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
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

void append(QByteArray &out, const QByteArray &name, const QByteArray &value)
{
    out += name;
    out += ": ";
    for (const char c : value)
        out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
    out += "\r\n";
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
    out += "HTTP/1.1 " + QByteArray::number(response.status) + ' ';
    out += reasonPhrase(response.status);
    out += "\r\n";
    append(out, "Date", httpDate(now));
    for (const auto &[name, value] : response.headers)
        append(out, name, value);
    // RFC 9110 §8.6: an answer without content has no length.
    if (response.status != 204)
        append(out, "Content-Length", QByteArray::number(response.body.size()));
    append(out, "Cache-Control", "no-store");
    append(out, "X-Content-Type-Options", "nosniff");
    append(out, "Connection", keepAlive ? "keep-alive" : "close");
    out += "\r\n";
    if (withBody)
        out += response.body;
    return out;
}

} // namespace gatehouse::http
