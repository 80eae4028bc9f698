#pragma once

#include "base/result.h"

#include <QByteArray>
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

struct Options {
    Reach reach = Reach::PublicOnly;
    qint64 maxBytes = 1024 * 1024;
    std::chrono::milliseconds timeout{10'000}; ///< for the whole fetch
    QList<QSslCertificate> extraRoots = {};    ///< trusted beside the system's
    QByteArray accept = "application/json, application/jwk-set+json";
};

/// GET over HTTPS. Redirects are followed within the same host alone. `done` is called once, in the
/// thread of `context`, which must have an event loop; not at all once `context` is gone.
/// Errors: Refused (scheme, address, redirect), TooLarge, Io (name, connection, TLS, time, status other than 200): each
/// names the URL.
void get(const QUrl &url, const Options &options, QObject *context,
         std::function<void(Result<QByteArray>)> done);

/// The same, waiting in an event loop of its own: for command line programs and worker threads.
Result<QByteArray> getAndWait(const QUrl &url, const Options &options);

/// The HTTP status that made it an error; nothing where the server did not answer.
std::optional<int> statusOf(const Error &error);
/// Whether it is one because the server's certificate is not accepted.
bool isAboutCertificate(const Error &error);

} // namespace gatehouse::fetch
