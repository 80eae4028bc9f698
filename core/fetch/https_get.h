#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QLatin1String>
#include <QList>
#include <QSslCertificate>
#include <QUrl>

#include <chrono>
#include <functional>
#include <optional>

class QObject;

namespace gatehouse::fetch {

/// Where a fetch may go. A key set's URL can come from a token that nobody has verified yet; without
/// this a stranger could make the bank's machine ask its own neighbours.
enum class Reach : quint8 {
    PublicOnly,   ///< loopback, private, link-local and multicast addresses are refused
    LocalSandbox, ///< these too: for a workspace that says it is one
};

QLatin1String reachName(Reach reach);
std::optional<Reach> reachFromName(QStringView name);

struct Options {
    Reach reach = Reach::PublicOnly;
    qint64 maxBytes = qint64{1024} * 1024;
    std::chrono::milliseconds timeout{10'000}; ///< for the whole fetch
    QList<QSslCertificate> extraRoots = {};    ///< trusted beside the system's
    QByteArray accept = "application/json, application/jwk-set+json";
    /// The ETag of what is held: a server may then answer that it still is the same (304, RFC 9110 §13.1.2).
    QByteArray ifNoneMatch = {};
};

/// What a server answered.
struct Response {
    int status = 200; ///< 200; 304, without a body, where Options::ifNoneMatch was sent
    QByteArray body;
    QByteArray etag;         ///< as it stands; empty where absent
    QByteArray cacheControl; ///< likewise, several of them joined
};

/// Why a URL is not one that can be fetched: no https, no host, a user name in it. Errors: Malformed, Refused.
Result<void> checkFetchable(const QUrl &url);

/// GET over HTTPS. Redirects are followed within the same host alone. `done` is called once, in the
/// thread of `context`, which must have an event loop; not at all once `context` is gone.
/// Errors: Refused (scheme, address, redirect), TooLarge, Io (name, connection, TLS, time, status other than 200): each
/// names the URL.
void get(const QUrl &url, const Options &options, QObject *context, std::function<void(Result<QByteArray>)> done);

/// The same, with what a cache wants to know.
void getResponse(const QUrl &url, const Options &options, QObject *context, std::function<void(Result<Response>)> done);

/// The same, waiting in an event loop of its own: for command line programs and worker threads.
Result<QByteArray> getAndWait(const QUrl &url, const Options &options);

/// The HTTP status that made it an error; nothing where the server did not answer.
std::optional<int> statusOf(const Error &error);
/// Whether it is one because the server's certificate is not accepted.
bool isAboutCertificate(const Error &error);

} // namespace gatehouse::fetch
