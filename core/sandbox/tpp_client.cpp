#include "sandbox/tpp_client.h"

#include "sandbox/tls_material.h"

#include <QCoreApplication>
#include <QNetworkReply>
#include <QUrlQuery>

namespace gatehouse::sandbox {

namespace {

constexpr int TimeoutMs = 15'000;
/// The address is the user's: whatever is there must not fill the memory.
constexpr qint64 MaxAnswerBytes = qint64{1024} * 1024;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::sandbox)
};

QByteArray bearer(const QByteArray &token)
{
    return "Bearer " + token;
}

} // namespace

Json TppExchange::json() const
{
    return parseJson(responseBody).value_or(Json());
}

TppClient::TppClient(directory::Tpp tpp, directory::EndpointFacts endpoint, Clock clock, QObject *parent)
    : QObject(parent)
    , m_tpp(std::move(tpp))
    , m_endpoint(std::move(endpoint))
    , m_clock(std::move(clock))
    , m_tls(QSslConfiguration::defaultConfiguration())
{
    m_tls.setCaCertificates(toQt(m_tpp.authorities));
    m_tls.setLocalCertificateChain(toQt(m_tpp.transportChain));
    m_tls.setPrivateKey(toQt(m_tpp.transportKey));
}

QUrl TppClient::clientUrl(const QString &clientId) const
{
    return QUrl(m_endpoint.registrationEndpoint + QLatin1Char('/') + clientId);
}

void TppClient::registerClient(const Json &overrides, Done done)
{
    sendSigned("POST", QUrl(m_endpoint.registrationEndpoint), overrides, {}, std::move(done));
}

void TppClient::requestToken(const QString &clientId, Done done)
{
    const auto assertion = m_tpp.clientAssertion(clientId, m_endpoint.tokenEndpoint, m_clock());
    if (!assertion)
        return done(tl::unexpected(assertion.error()));
    QUrlQuery form;
    form.addQueryItem(QStringLiteral("grant_type"), QStringLiteral("client_credentials"));
    form.addQueryItem(QStringLiteral("client_assertion_type"),
                      QStringLiteral("urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
    form.addQueryItem(QStringLiteral("client_assertion"), QString::fromLatin1(*assertion));
    TppExchange exchange;
    exchange.method = "POST";
    exchange.url = QUrl(m_endpoint.tokenEndpoint);
    exchange.requestHeaders = {{"Content-Type", "application/x-www-form-urlencoded"}};
    exchange.requestBody = form.toString(QUrl::FullyEncoded).toUtf8();
    send(std::move(exchange), std::move(done));
}

void TppClient::readClient(const QString &clientId, const QByteArray &token, Done done)
{
    TppExchange exchange;
    exchange.method = "GET";
    exchange.url = clientUrl(clientId);
    exchange.requestHeaders = {{"Authorization", bearer(token)}};
    send(std::move(exchange), std::move(done));
}

void TppClient::updateClient(const QString &clientId, const QByteArray &token, const Json &overrides, Done done)
{
    sendSigned("PUT", clientUrl(clientId), overrides, token, std::move(done));
}

void TppClient::deleteClient(const QString &clientId, const QByteArray &token, Done done)
{
    TppExchange exchange;
    exchange.method = "DELETE";
    exchange.url = clientUrl(clientId);
    exchange.requestHeaders = {{"Authorization", bearer(token)}};
    send(std::move(exchange), std::move(done));
}

void TppClient::sendSigned(const QByteArray &method, const QUrl &url, const Json &overrides, const QByteArray &token,
                           Done done)
{
    auto request = m_tpp.registrationRequest(m_endpoint.audience, m_clock(), overrides);
    if (!request)
        return done(tl::unexpected(request.error()));
    TppExchange exchange;
    exchange.method = method;
    exchange.url = url;
    exchange.requestHeaders = {{"Content-Type", "application/jwt"}, {"Accept", "application/json"}};
    if (!token.isEmpty())
        exchange.requestHeaders.append({"Authorization", bearer(token)});
    exchange.requestBody = *request;
    send(std::move(exchange), std::move(done));
}

void TppClient::send(TppExchange exchange, Done done)
{
    QNetworkRequest request(exchange.url);
    request.setSslConfiguration(m_tls);
    request.setTransferTimeout(TimeoutMs);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    for (const auto &[name, value] : exchange.requestHeaders)
        request.setRawHeader(name, value);
    QNetworkReply *reply = m_network.sendCustomRequest(request, exchange.method, exchange.requestBody);
    connect(reply, &QNetworkReply::readyRead, reply, [reply] {
        if (reply->bytesAvailable() > MaxAnswerBytes)
            reply->abort();
    });
    connect(
        reply, &QNetworkReply::finished, this,
        [reply, exchange = std::move(exchange), done = std::move(done)]() mutable {
            reply->deleteLater();
            exchange.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
            if (reply->bytesAvailable() > MaxAnswerBytes)
                return done(fail(Error::TooLarge,
                                 Text::tr("What %1 answers is larger than the %2 bytes that are read.")
                                     .arg(exchange.url.toDisplayString(), QString::number(MaxAnswerBytes))));
            // A transfer that timed out has a status and half a body.
            if (exchange.status == 0 || reply->error() == QNetworkReply::OperationCanceledError)
                return done(fail(
                    Error::Io,
                    Text::tr("%1 cannot be reached: %2.").arg(exchange.url.toDisplayString(), reply->errorString())));
            exchange.responseHeaders = reply->rawHeaderPairs();
            exchange.responseBody = reply->readAll();
            done(std::move(exchange));
        });
}

} // namespace gatehouse::sandbox
