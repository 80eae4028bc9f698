#pragma once

#include "base/time.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QHostAddress>
#include <QList>
#include <QPair>
#include <QString>

namespace gatehouse::http {

using Headers = QList<QPair<QByteArray, QByteArray>>;

/// The first value of a header, whatever its name's case; empty where absent.
QByteArray headerValue(const Headers &headers, QByteArrayView name);
/// All values of a header that may be repeated, in order.
QList<QByteArray> headerValues(const Headers &headers, QByteArrayView name);

/// A whole request, within the limits. Well formed: one Host at most, one Authorization, one Content-Type, one body
/// length, a path without tricks.
struct Request {
    quint64 id = 0;    ///< counts from 1, through all connections of a server
    Instant arrivedAt; ///< of its last byte, by the server's clock
    QByteArray method; ///< as sent: methods have case
    QByteArray target; ///< as sent
    QString path;      ///< decoded; begins with `/`; holds no `.` or `..`, no encoded `/` or `\`, no control character
    QByteArray query;  ///< as sent, without the `?`
    Headers headers;   ///< in order, names as sent; without what came after a chunked body
    QByteArray body;

    QHostAddress peerAddress;
    quint16 peerPort = 0;
    QString localUrl;            ///< `https://127.0.0.1:8443`: where it came in, whatever its Host header says
    QString tls;                 ///< `TLSv1.3 TLS_AES_256_GCM_SHA384`; empty without TLS
    QList<QByteArray> peerChain; ///< DER, leaf first; empty without a client certificate; not verified

    QByteArray header(QByteArrayView name) const { return headerValue(headers, name); }
};

/// A request's target: of origin form (RFC 9112 §3.2.1), or of absolute form with http or https.
struct Target {
    QString path;
    QByteArray query;
};
Result<Target> parseTarget(const QByteArray &target);

/// A Host header (RFC 9110 §7.2), by the characters that a host and a port can have.
bool isHost(QByteArrayView host);

} // namespace gatehouse::http
