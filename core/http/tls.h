#pragma once

#include <QSslConfiguration>

class QSslSocket;

namespace gatehouse::http {

enum class ClientCertificates { Ask, Ignore };

/// What every TLS endpoint here speaks: 1.2 with ECDHE and AEAD, and 1.3. The client's certificate is asked for where
/// `clientCertificates` says so and never insisted on: whoever answers judges it, and can say what is wrong with it. No
/// list of acceptable issuers is sent, so that clients send whatever they have. Sessions are not resumed: each
/// connection shows its certificate anew.
QSslConfiguration serverTls(const QList<QSslCertificate> &chain, const QSslKey &key,
                            ClientCertificates clientCertificates);

/// Why a handshake on the server's side failed, in a sentence.
QString describeHandshakeFailure(const QSslSocket &socket);

} // namespace gatehouse::http
