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

/// A whole request, within the limits. Well formed: one Host at most, one body length, a path without
/// tricks.
struct Request {
    QByteArray method;
    QByteArray target; ///< as sent
    QString path;      ///< decoded; begins with `/`; holds no `..`, no encoded `/`, no NUL
    QByteArray query;  ///< as sent, without the `?`
    Headers headers;   ///< in order, names as sent
    QByteArray body;

    QHostAddress peerAddress;
    quint16 peerPort = 0;
    QString tls;                     ///< `TLSv1.3 TLS_AES_256_GCM_SHA384`; empty without TLS
    QList<QByteArray> peerChain;     ///< DER, leaf first; empty without a client certificate

    QByteArray header(QByteArrayView name) const { return headerValue(headers, name); }
};

/// A target of origin form (RFC 9112 §3.2.1), or of absolute form with http or https, into path and query.
struct Target {
    QString path;
    QByteArray query;
};
Result<Target> parseTarget(const QByteArray &target);

} // namespace gatehouse::http
