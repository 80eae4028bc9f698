#pragma once

#include "base/files.h"
#include "directory/certificate_issue.h"
#include "directory/directory.h"
#include "directory/key_file.h"
#include "jose/jws.h"
#include "sandbox/sandbox.h"
#include "sandbox/tpp_client.h"
#include "store/client_store.h"
#include "workspace/workspace.h"

#include <QDir>
#include <QEventLoop>
#include <QSslSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QUrlQuery>

#include <atomic>

namespace gatehouse::sandbox::test {

/// The system's clock, ahead by as much as a test says: clients judge the server's certificate by the
/// real one.
class ShiftedClock
{
public:
    Clock clock() const
    {
        return [shift = m_shift] { return systemNow() + std::chrono::milliseconds(shift->load()); };
    }
    void advance(std::chrono::milliseconds span) { *m_shift += span.count(); }

private:
    std::shared_ptr<std::atomic<qint64>> m_shift = std::make_shared<std::atomic<qint64>>(0);
};

inline std::string memberOf(const Json &json, const char *name)
{
    const Json *value = member(json, name);
    return value && value->is_string() ? value->get<std::string>() : std::string();
}

/// An endpoint on a free port, with a workspace that goes when it does.
class Bench
{
public:
    /// Empty where it runs; else why not.
    QString start(const Settings &wanted = {})
    {
        if (!m_workspace) {
            auto opened = workspace::Workspace::open(folder(), m_clock.clock());
            if (!opened)
                return opened.error().message;
            m_workspace = *std::move(opened);
        }
        Settings settings = wanted;
        settings.port = 0;
        settings.threads = 2;
        QEventLoop loop;
        QString problem;
        QObject::connect(&sandbox(), &Sandbox::started, &loop, &QEventLoop::quit);
        QObject::connect(&sandbox(), &Sandbox::failed, &loop, [&](const Error &error) {
            problem = error.message;
            loop.quit();
        });
        sandbox().start(settings);
        loop.exec();
        return problem;
    }

    QString start(ClientCertificateMode mode)
    {
        Settings settings;
        settings.mode = mode;
        return start(settings);
    }

    void stop()
    {
        if (!m_workspace || sandbox().state() == Sandbox::State::Stopped)
            return;
        QEventLoop loop;
        QObject::connect(&sandbox(), &Sandbox::stopped, &loop, &QEventLoop::quit);
        sandbox().stop();
        loop.exec();
    }

    /// As a restart of the program.
    void close()
    {
        stop();
        m_workspace.reset();
    }

    ~Bench() { close(); }

    QString folder() const { return m_temporary.filePath(QStringLiteral("workspace")); }
    ShiftedClock &clock() { return m_clock; }
    Instant now() const { return m_clock.clock()(); }
    workspace::Workspace &workspace() { return *m_workspace; }
    Sandbox &sandbox() { return m_workspace->sandbox(); }
    const std::shared_ptr<directory::Directory> &directory() { return m_workspace->directory(); }
    QString baseUrl() { return sandbox().baseUrl().toString(); }
    directory::EndpointFacts facts() { return directory::EndpointFacts::at(baseUrl()); }

    directory::Tpp newTpp(directory::TppRequest request = {})
    {
        request.baseUrl = baseUrl();
        return directory()->create(request).value();
    }

    /// A client whose clock is the endpoint's.
    std::unique_ptr<TppClient> clientFor(const directory::Tpp &tpp)
    {
        return std::make_unique<TppClient>(tpp, facts(), m_clock.clock());
    }

    /// The software's statement with `overrides` put over its claims, signed as the directory signs.
    QByteArray statementOf(const directory::Tpp &tpp, const Json &overrides,
                           jose::Algorithm algorithm = jose::Algorithm::PS256) const
    {
        const jose::JwsParts parts = jose::dissect(tpp.statement);
        Json claims = parts.claims.value();
        for (const auto &[name, value] : overrides.items()) {
            if (value.is_null())
                claims.erase(name);
            else
                claims[name] = value;
        }
        const QDir keys(folder() + QStringLiteral("/directory/signing"));
        const QString file = keys.entryList({QStringLiteral("*.key")}, QDir::Files, QDir::Name).constLast();
        return jose::sign(directory::loadKey(keys.filePath(file)).value(), algorithm, parts.header.value(), toBytes(claims)).value();
    }

    /// With the test directory's issuing authority.
    directory::Authority authority() const
    {
        const QString base = folder() + QStringLiteral("/directory/issuing");
        return {directory::loadKey(base + QStringLiteral(".key")).value(),
                directory::loadCertificates(base + QStringLiteral(".pem")).value().front()};
    }

private:
    QTemporaryDir m_temporary;
    ShiftedClock m_clock;
    std::unique_ptr<workspace::Workspace> m_workspace;
};

/// What the endpoint answered; status 0 where it did not.
inline TppExchange await(const std::function<void(TppClient::Done)> &send)
{
    TppExchange answer;
    bool finished = false;
    QEventLoop loop;
    send([&](const Result<TppExchange> &exchange) {
        if (exchange)
            answer = *exchange;
        else
            answer.responseBody = exchange.error().message.toUtf8();
        finished = true;
        loop.quit();
    });
    if (!finished)
        loop.exec();
    return answer;
}

inline TppExchange send(TppClient &client, const QByteArray &method, const QString &url,
                        const QList<QPair<QByteArray, QByteArray>> &headers = {}, const QByteArray &body = {})
{
    TppExchange exchange;
    exchange.method = method;
    exchange.url = QUrl(url);
    exchange.requestHeaders = headers;
    exchange.requestBody = body;
    return await([&](auto done) { client.send(exchange, done); });
}

inline TppExchange registerWith(TppClient &client, const Json &overrides = Json::object())
{
    return await([&](auto done) { client.registerClient(overrides, done); });
}

inline TppExchange postRequest(TppClient &client, const QString &endpoint, const QByteArray &body,
                               const QByteArray &mediaType = "application/jwt")
{
    return send(client, "POST", endpoint, {{"Content-Type", mediaType}}, body);
}

inline QByteArray form(const QList<QPair<QString, QString>> &fields)
{
    QUrlQuery query;
    for (const auto &[name, value] : fields)
        query.addQueryItem(name, QString::fromLatin1(QUrl::toPercentEncoding(value)));
    return query.toString(QUrl::FullyEncoded).toUtf8();
}

inline TppExchange postForm(TppClient &client, const QString &url, const QList<QPair<QString, QString>> &fields)
{
    return send(client, "POST", url, {{"Content-Type", "application/x-www-form-urlencoded"}}, form(fields));
}

inline QList<QPair<QString, QString>> assertionFields(const QByteArray &assertion)
{
    return {{QStringLiteral("client_assertion_type"), QStringLiteral("urn:ietf:params:oauth:client-assertion-type:jwt-bearer")},
            {QStringLiteral("client_assertion"), QString::fromLatin1(assertion)}};
}

inline QByteArray responseHeader(const TppExchange &exchange, const QByteArray &name)
{
    for (const auto &[key, value] : exchange.responseHeaders) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

/// Bytes over TLS without a client certificate, and all that comes back until the endpoint closes.
inline QByteArray sendRaw(const QUrl &endpoint, const QByteArray &bytes)
{
    QSslSocket socket;
    socket.setPeerVerifyMode(QSslSocket::VerifyNone);
    socket.connectToHostEncrypted(endpoint.host(), static_cast<quint16>(endpoint.port()));
    if (!socket.waitForEncrypted(10'000))
        return {};
    socket.write(bytes);
    QByteArray answer;
    while (socket.waitForReadyRead(10'000))
        answer += socket.readAll();
    return answer + socket.readAll();
}

} // namespace gatehouse::sandbox::test
