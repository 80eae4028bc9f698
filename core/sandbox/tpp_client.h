#pragma once

#include "base/json.h"
#include "base/time.h"
#include "directory/tpp.h"

#include <QList>
#include <QNetworkAccessManager>
#include <QObject>
#include <QPair>
#include <QSslConfiguration>
#include <QUrl>

#include <functional>

namespace gatehouse::sandbox {

/// A request as a TPP sends it, and what came back.
struct TppExchange {
    QByteArray method;
    QUrl url;
    QList<QPair<QByteArray, QByteArray>> requestHeaders;
    QByteArray requestBody;
    int status = 0;
    QList<QPair<QByteArray, QByteArray>> responseHeaders;
    QByteArray responseBody;

    bool succeeded() const { return status >= 200 && status < 300; }
    /// The body as JSON, or null.
    Json json() const;
};

/// Speaks to a registration endpoint as a TPP does: over mutual TLS with the TPP's transport certificate,
/// trusting only the authorities of its kit. Belongs to a thread with an event loop.
class TppClient : public QObject
{
public:
    using Done = std::function<void(Result<TppExchange>)>;

    TppClient(directory::Tpp tpp, directory::EndpointFacts endpoint, Clock clock, QObject *parent = nullptr);

    const directory::Tpp &tpp() const { return m_tpp; }

    /// POST of a fresh registration request; `overrides` are put over its claims.
    void registerClient(const Json &overrides, Done done);
    /// `client_credentials` with `private_key_jwt`.
    void requestToken(const QString &clientId, Done done);
    void readClient(const QString &clientId, const QByteArray &token, Done done);
    void updateClient(const QString &clientId, const QByteArray &token, const Json &overrides, Done done);
    void deleteClient(const QString &clientId, const QByteArray &token, Done done);

    /// Any request. An answer of any status is an exchange; only a connection that fails is an error.
    void send(TppExchange exchange, Done done);

private:
    void sendSigned(const QByteArray &method, const QUrl &url, const Json &overrides, const QByteArray &token, Done done);
    QUrl clientUrl(const QString &clientId) const;

    directory::Tpp m_tpp;
    directory::EndpointFacts m_endpoint;
    Clock m_clock;
    QNetworkAccessManager m_network;
    QSslConfiguration m_tls;
};

} // namespace gatehouse::sandbox
