#include "trust/server_probe.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QSslCipher>
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTimer>
#include <QUrl>

#include <openssl/err.h>
#include <openssl/x509v3.h>

namespace gatehouse::trust {

namespace {

bool namesHost(const Certificate &certificate, const QString &host)
{
    const QByteArray name = QUrl::toAce(host);
    const QByteArray literal = host.toLatin1();
    const bool names = QHostAddress(host).isNull()
        ? X509_check_host(certificate.handle(), name.constData(), static_cast<size_t>(name.size()), 0, nullptr) == 1
        : X509_check_ip_asc(certificate.handle(), literal.constData(), 0) == 1;
    ERR_clear_error();
    return names;
}

QString describe(QSsl::SslProtocol protocol)
{
    switch (protocol) {
    case QSsl::TlsV1_2:
        return QStringLiteral("TLS 1.2");
    case QSsl::TlsV1_3:
        return QStringLiteral("TLS 1.3");
    default:
        return ServerProbe::tr("an outdated version of TLS");
    }
}

QString describeFailure(const ServerAddress &address, const QSslSocket &socket)
{
    const QString where = QStringLiteral("%1:%2").arg(address.host).arg(address.port);
    switch (socket.error()) {
    case QAbstractSocket::HostNotFoundError:
        return ServerProbe::tr("There is no host %1. Check its spelling, and whether this machine resolves its name.")
            .arg(address.host);
    case QAbstractSocket::ConnectionRefusedError:
        return ServerProbe::tr("Nothing listens at %1. Check the port, and whether the server runs.").arg(where);
    case QAbstractSocket::RemoteHostClosedError:
        return ServerProbe::tr(
                   "%1 closed the connection before it showed a certificate. Check whether the port speaks TLS.")
            .arg(where);
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError:
        return ServerProbe::tr("No TLS connection to %1: %2. Check whether the port speaks TLS 1.2 or 1.3.")
            .arg(where, socket.errorString());
    default:
        return ServerProbe::tr("%1 cannot be reached: %2.").arg(where, socket.errorString());
    }
}

} // namespace

Result<ServerAddress> parseServerAddress(const QString &text)
{
    const QString trimmed = text.trimmed();
    const QUrl url(trimmed.contains(QLatin1String("://")) ? trimmed : QLatin1String("https://") + trimmed,
                   QUrl::StrictMode);
    if (trimmed.isEmpty())
        return fail(Error::Malformed, ServerProbe::tr("Enter the server's name, as in am.example.com:9443."));
    if (!url.isValid() || url.host().isEmpty())
        return fail(
            Error::Malformed,
            ServerProbe::tr("\"%1\" is no server address; it looks like am.example.com:9443.").arg(trimmed.left(80)));
    if (url.scheme() != QLatin1String("https"))
        return fail(Error::Malformed,
                    ServerProbe::tr("\"%1\" does not speak of TLS; the address begins with https:// or has no scheme.")
                        .arg(url.scheme()));
    if (url.port() == 0)
        return fail(Error::Malformed, ServerProbe::tr("There is no port 0; ports go from 1 to 65535."));
    return ServerAddress{url.host(), static_cast<quint16>(url.port(443))};
}

ServerProbe::ServerProbe(QObject *parent)
    : QObject(parent)
{}

ServerProbe::~ServerProbe()
{
    cancel();
}

void ServerProbe::start(const ServerAddress &address, std::chrono::milliseconds timeout)
{
    cancel();
    m_address = address;
    m_socket = std::make_unique<QSslSocket>();
    m_timer = std::make_unique<QTimer>();
    m_timer->setSingleShot(true);
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    // Nobody is trusted and every error ignored: whoever looks at the chain judges it, and nothing is sent to the
    // server. Without verification Qt would forget the chain of a server that insists on a client certificate in
    // TLS 1.2.
    tls.setPeerVerifyMode(QSslSocket::VerifyPeer);
    tls.setCaCertificates({});
    m_socket->setSslConfiguration(tls);
    m_socket->ignoreSslErrors();
    connect(m_socket.get(), &QSslSocket::encrypted, this, &ServerProbe::takeChain);
    connect(m_socket.get(), &QSslSocket::errorOccurred, this, [this] {
        // A server that insists on a client certificate shows its own before it refuses.
        if (!m_socket->peerCertificateChain().isEmpty())
            takeChain();
        else
            conclude(fail(Error::Io, describeFailure(m_address, *m_socket)));
    });
    connect(m_timer.get(), &QTimer::timeout, this, [this] {
        conclude(fail(Error::Io,
                      tr("%1:%2 did not show a certificate in time. Check the port, and whether a firewall is between.")
                          .arg(m_address.host)
                          .arg(m_address.port)));
    });
    m_timer->start(timeout);
    // A name that cannot be connected to fails inside the call, before start() has returned.
    QMetaObject::invokeMethod(
        m_socket.get(),
        [socket = m_socket.get(), address] { socket->connectToHostEncrypted(address.host, address.port); },
        Qt::QueuedConnection);
}

void ServerProbe::cancel()
{
    m_timer.reset();
    if (m_socket) {
        m_socket->disconnect(this);
        // It may be its own signal that brought us here.
        m_socket.release()->deleteLater();
    }
}

void ServerProbe::takeChain()
{
    ProbedServer server;
    server.host = m_address.host;
    server.port = m_address.port;
    const QList<QSslCertificate> shown = m_socket->peerCertificateChain();
    for (const QSslCertificate &certificate : shown) {
        Result<Certificate> read = Certificate::fromDer(certificate.toDer());
        if (!read)
            return conclude(fail(Error::Malformed,
                                 tr("Certificate %1 of those that %2:%3 shows cannot be read: %4")
                                     .arg(server.chain.size() + 1)
                                     .arg(server.host)
                                     .arg(server.port)
                                     .arg(read.error().message),
                                 read.error().detail));
        server.chain.append(*std::move(read));
    }
    if (server.chain.isEmpty())
        return conclude(fail(Error::Io, tr("%1:%2 shows no certificate.").arg(server.host).arg(server.port)));
    server.protocol = describe(m_socket->sessionProtocol());
    server.cipher = m_socket->sessionCipher().name();
    server.namesHost = namesHost(server.chain.constFirst(), server.host);
    conclude(server);
}

void ServerProbe::conclude(const Result<ProbedServer> &result)
{
    // The timer's own signal may be what is being handled.
    m_timer->stop();
    m_timer.release()->deleteLater();
    cancel();
    if (result)
        Q_EMIT succeeded(*result);
    else
        Q_EMIT failed(result.error());
}

} // namespace gatehouse::trust
