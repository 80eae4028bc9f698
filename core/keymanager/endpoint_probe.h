#pragma once

#include "fetch/https_get.h"
#include "keymanager/discovery.h"

namespace gatehouse::keymanager {

/// Fetches the well-known document and reads it. `done` is called as fetch::get() calls it. Each way to fail has a
/// sentence of its own; those about an unknown certificate say how to make it known.
void discover(const QUrl &wellKnown, const fetch::Options &options, QObject *context,
              std::function<void(Result<DiscoveryDocument>)> done);
/// The same, waiting: for command line programs and worker threads.
Result<DiscoveryDocument> discoverAndWait(const QUrl &wellKnown, const fetch::Options &options);

/// What is at an endpoint.
struct ProbeAnswer {
    enum class Outcome : quint8 {
        Answers, ///< something is there; that it refuses a bare GET is right
        NothingThere,
        Unreachable,
    };

    Field field;
    QUrl url;
    Outcome outcome = Outcome::Unreachable;
    QString sentence; ///< for people
};
ProbeAnswer judgeAnswer(Field field, const QUrl &url, const Result<QByteArray> &answer);

/// The endpoints that have a URL, and the key set.
QList<std::pair<Field, QUrl>> probedEndpoints(const KeyManager &keyManager);
/// GETs each of them, all at once. `each` is called once an endpoint, in the thread of `context`.
void probeEndpoints(const KeyManager &keyManager, const fetch::Options &options, QObject *context,
                    const std::function<void(const ProbeAnswer &)> &each);

} // namespace gatehouse::keymanager
