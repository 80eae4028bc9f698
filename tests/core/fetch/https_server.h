#pragma once

#include "base/time.h"
#include "core/trust/certificate_maker.h"

#include <QPointer>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QUrl>

#include <openssl/pem.h>

#include <functional>

namespace gatehouse::fetch::test {

/// An authority and a server certificate for localhost and 127.0.0.1, valid today.
struct ServerIdentity {
    trust::test::Made authority = trust::test::make(validToday(trust::test::authorityRecipe("Test Root")),
                                                    trust::test::ecKey());
    trust::test::Made server = trust::test::make(
        validToday({{{"C", "GB"}, {"CN", "localhost"}},
                    {{NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1"}, {NID_ext_key_usage, "serverAuth"}}}),
        trust::test::ecKey(), &authority);

    static const ServerIdentity &get()
    {
        static const ServerIdentity identity;
        return identity;
    }

    QList<QSslCertificate> roots() const { return {QSslCertificate(authority.certificate.der(), QSsl::Der)}; }

    QSslConfiguration configuration() const
    {
        BIO *bio = BIO_new(BIO_s_mem());
        PEM_write_bio_PrivateKey(bio, server.key.get(), nullptr, nullptr, 0, nullptr, nullptr);
        char *text = nullptr;
        const long size = BIO_get_mem_data(bio, &text);
        const QByteArray pem(text, size);
        BIO_free(bio);
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setLocalCertificate(QSslCertificate(server.certificate.der(), QSsl::Der));
        configuration.setPrivateKey(QSslKey(pem, QSsl::Ec));
        configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
        return configuration;
    }

private:
    static trust::test::Recipe validToday(trust::test::Recipe recipe)
    {
        recipe.notBefore = systemNow() - std::chrono::hours(1);
        recipe.notAfter = systemNow() + std::chrono::hours(24);
        return recipe;
    }
};

/// Answers each request on loopback with what `answer` makes of its head.
class HttpsServer
{
public:
    using Answer = std::function<void(QSslSocket &, const QByteArray &head)>;

    explicit HttpsServer(Answer answer)
        : m_answer(std::move(answer))
    {
        m_server.setSslConfiguration(ServerIdentity::get().configuration());
        QObject::connect(&m_server, &QTcpServer::pendingConnectionAvailable, &m_server, [this] { accept(); });
        m_server.listen(QHostAddress::LocalHost);
    }

    /// The whole response, then the end of the connection.
    explicit HttpsServer(const QByteArray &response)
        : HttpsServer([response](QSslSocket &socket, const QByteArray &) {
            socket.write(response);
            socket.disconnectFromHost();
        })
    {
    }

    quint16 port() const { return m_server.serverPort(); }
    QUrl url(const char *path = "/keys.jwks", const char *host = "127.0.0.1") const
    {
        return QUrl(QStringLiteral("https://%1:%2%3").arg(QLatin1String(host), QString::number(port()), QLatin1String(path)));
    }
    QList<QByteArray> heads; ///< of the requests seen

private:
    void accept()
    {
        while (auto *socket = static_cast<QSslSocket *>(m_server.nextPendingConnection())) {
            QObject::connect(socket, &QSslSocket::readyRead, socket, [this, socket] {
                if (socket->peek(64 * 1024).contains("\r\n\r\n")) {
                    heads.append(socket->readAll());
                    m_answer(*socket, heads.constLast());
                }
            });
        }
    }

    Answer m_answer;
    QSslServer m_server;
};

inline QByteArray response(int status, const QByteArray &body, const QByteArray &headers = {})
{
    return "HTTP/1.1 " + QByteArray::number(status) + " Status\r\nContent-Type: application/json\r\nContent-Length: "
        + QByteArray::number(body.size()) + "\r\nConnection: close\r\n" + headers + "\r\n" + body;
}

} // namespace gatehouse::fetch::test
