#include "sandbox/exchange.h"

namespace gatehouse::sandbox {

namespace {

/// Inside single quotes a shell takes everything as it stands, but the quote itself.
QString shellQuoted(const QString &text)
{
    return QLatin1Char('\'') + QString(text).replace(QLatin1Char('\''), QLatin1String("'\\''")) + QLatin1Char('\'');
}

} // namespace

QString toCurl(const Exchange &exchange, const QString &baseUrl)
{
    QStringList parts = {QStringLiteral("curl --cacert ca.pem --cert transport.pem --key transport.key -X %1")
                             .arg(QString::fromLatin1(exchange.method))};
    for (const auto &[name, value] : exchange.requestHeaders) {
        const bool ownedByCurl = name.compare("host", Qt::CaseInsensitive) == 0
            || name.compare("content-length", Qt::CaseInsensitive) == 0 || name.compare("connection", Qt::CaseInsensitive) == 0
            || name.compare("accept-encoding", Qt::CaseInsensitive) == 0;
        if (!ownedByCurl)
            parts.append(QStringLiteral("-H ") + shellQuoted(QString::fromUtf8(name + ": " + value)));
    }
    if (!exchange.requestBody.isEmpty())
        parts.append(QStringLiteral("--data-binary ") + shellQuoted(QString::fromUtf8(exchange.requestBody)));
    parts.append(shellQuoted(baseUrl + QString::fromUtf8(exchange.target)));
    return parts.join(QStringLiteral(" \\\n  "));
}

} // namespace gatehouse::sandbox
