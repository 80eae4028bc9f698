#include "http/tls.h"

#include <QCoreApplication>
#include <QSslCipher>
#include <QSslKey>
#include <QSslSocket>

namespace gatehouse::http {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::http)
};

bool isAccepted(const QString &cipher)
{
    if (cipher.startsWith(QLatin1String("TLS_")))
        return true;
    const bool aead = cipher.contains(QLatin1String("GCM")) || cipher.contains(QLatin1String("CHACHA20"));
    return cipher.startsWith(QLatin1String("ECDHE-")) && aead && !cipher.contains(QLatin1String("PSK"));
}

struct KnownFailure {
    const char *libraryText; ///< in what OpenSSL says
    const char *sentence;
};

constexpr KnownFailure KnownFailures[] = {
    {"http request",
     QT_TRANSLATE_NOOP("gatehouse::http",
                       "A plain HTTP request came to the TLS port; the address must begin with "
                       "https://.")},
    {"unsupported protocol",
     QT_TRANSLATE_NOOP("gatehouse::http", "The client speaks no TLS version newer than 1.1; 1.2 or 1.3 is needed.")},
    {"no shared cipher",
     QT_TRANSLATE_NOOP("gatehouse::http",
                       "The client offers no cipher suite that is accepted; TLS 1.2 needs ECDHE "
                       "with AES-GCM or ChaCha20.")},
    {"unknown ca",
     QT_TRANSLATE_NOOP("gatehouse::http", "The client does not trust the issuer of this server's certificate.")},
    {"bad certificate", QT_TRANSLATE_NOOP("gatehouse::http", "The client does not accept this server's certificate.")},
    {"certificate expired",
     QT_TRANSLATE_NOOP("gatehouse::http", "The client holds this server's certificate to be expired.")},
};

} // namespace

QSslConfiguration serverTls(const QList<QSslCertificate> &chain, const QSslKey &key,
                            ClientCertificates clientCertificates)
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setProtocol(QSsl::TlsV1_2OrLater);
    tls.setLocalCertificateChain(chain);
    tls.setPrivateKey(key);
    // None: the system's are read anew for each connection otherwise, and are not whom we trust.
    tls.setCaCertificates({});
    tls.setPeerVerifyMode(clientCertificates == ClientCertificates::Ask ? QSslSocket::QueryPeer
                                                                        : QSslSocket::VerifyNone);
    // Qt makes the keys of tickets anew for each connection: a ticket could never be redeemed.
    tls.setSslOption(QSsl::SslOptionDisableSessionTickets, true);
    QList<QSslCipher> ciphers;
    for (const QSslCipher &cipher : QSslConfiguration::supportedCiphers()) {
        if (isAccepted(cipher.name()))
            ciphers.append(cipher);
    }
    tls.setCiphers(ciphers);
    return tls;
}

QString describeHandshakeFailure(const QSslSocket &socket)
{
    const QString text = socket.errorString();
    for (const KnownFailure &known : KnownFailures) {
        if (text.contains(QLatin1String(known.libraryText)))
            return Text::tr("The TLS handshake failed: %1").arg(Text::tr(known.sentence));
    }
    if (socket.error() == QAbstractSocket::RemoteHostClosedError)
        return Text::tr("The client closed the connection during the TLS handshake.");
    return Text::tr("The TLS handshake failed: %1").arg(text);
}

} // namespace gatehouse::http
