#include "sandbox/exchange.h"

namespace gatehouse::sandbox {

namespace {

/// Inside single quotes a shell takes everything as it stands, but the quote itself.
QString shellQuoted(const QString &text)
{
    return QLatin1Char('\'') + QString(text).replace(QLatin1Char('\''), QLatin1String("'\\''")) + QLatin1Char('\'');
}

} // namespace

QString toCurl(const Exchange &exchange, const QString &baseUrl, const QString &certificateOptions)
{
    // A method may hold any token character, backquotes among them.
    QStringList parts = {
        QStringLiteral("curl --globoff --path-as-is --cacert ca.pem") + certificateOptions,
        exchange.method == "HEAD" ? QStringLiteral("--head")
                                  : QStringLiteral("-X ") + shellQuoted(QString::fromLatin1(exchange.method))};
    for (const auto &[name, value] : exchange.requestHeaders) {
        const bool ownedByCurl = name.compare("host", Qt::CaseInsensitive) == 0
            || name.compare("content-length", Qt::CaseInsensitive) == 0
            || name.compare("connection", Qt::CaseInsensitive) == 0
            || name.compare("accept-encoding", Qt::CaseInsensitive) == 0;
        if (!ownedByCurl)
            parts.append(QStringLiteral("-H ")
                         + shellQuoted(QString::fromUtf8(value.isEmpty() ? name + ';' : name + ": " + value)));
    }
    if (!exchange.requestBody.isEmpty())
        parts.append(QStringLiteral("--data-raw ") + shellQuoted(QString::fromUtf8(exchange.requestBody)));
    const QString target = QString::fromUtf8(exchange.target);
    parts.append(shellQuoted(target.startsWith(QLatin1Char('/')) ? baseUrl + target : target));
    return parts.join(QStringLiteral(" \\\n  "));
}

} // namespace gatehouse::sandbox
