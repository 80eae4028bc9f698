#pragma once

#include "base/time.h"
#include "dcr/check.h"

#include <QByteArray>
#include <QList>
#include <QMetaType>
#include <QPair>
#include <QString>

#include <memory>

namespace gatehouse::sandbox {

/// One request and its answer, for the live log. A value, cheap to copy; secrets (tokens, assertions'
/// signatures) are masked before it is made.
struct Exchange {
    quint64 id = 0; ///< increases within one run of the endpoint
    Instant arrivedAt{};
    std::chrono::microseconds duration{0};

    QString peerAddress;
    QString peerSubject;       ///< RFC 4514; empty without a client certificate
    QByteArray peerCertificateDer;
    QString tls;               ///< "TLSv1.3 TLS_AES_256_GCM_SHA384"; empty without TLS

    QByteArray method;
    QByteArray target;
    QList<QPair<QByteArray, QByteArray>> requestHeaders;
    QByteArray requestBody;    ///< at most MaxLoggedBodyBytes of it
    bool requestBodyCut = false;

    int status = 0;            ///< 0 where the connection failed before a request was read
    QList<QPair<QByteArray, QByteArray>> responseHeaders;
    QByteArray responseBody;

    QString errorCode;         ///< RFC 7591 / RFC 6749 code; empty where it succeeded
    QString errorDescription;
    QString clientId;
    QString softwareId;
    QString clientName;
    std::shared_ptr<const dcr::Evaluation> evaluation; ///< where a registration was judged
};

constexpr qsizetype MaxLoggedBodyBytes = qsizetype{64} * 1024;

/// curl's options for the client certificate, with the names of a kit's files.
constexpr QLatin1String KitCertificateOptions(" --cert transport.pem --key transport.key");

/// The command that sends the same request again; the certificate's files are placeholders.
QString toCurl(const Exchange &exchange, const QString &baseUrl,
               const QString &certificateOptions = KitCertificateOptions);

} // namespace gatehouse::sandbox

Q_DECLARE_METATYPE(gatehouse::sandbox::Exchange)
