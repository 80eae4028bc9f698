#include "jwks_options.h"

#include "fetch/key_set_fetcher.h"

#include <QFileInfo>

namespace gatehouse::cli {

void addTruststoreOption(QCommandLineParser &parser)
{
    parser.addOption({TruststoreOption,
                      QStringLiteral("Trusted beside the system's authorities; a store that opens without a password."),
                      QStringLiteral("FILE")});
}

Result<QString> truststoreOf(const QCommandLineParser &parser)
{
    if (!parser.isSet(TruststoreOption))
        return QString();
    const QString path = QFileInfo(parser.value(TruststoreOption)).absoluteFilePath();
    return fetch::loadRoots(path).map([&path](const QList<QSslCertificate> &) { return path; });
}

QString orDash(const QString &text)
{
    return text.isEmpty() ? QStringLiteral("-") : text;
}

} // namespace gatehouse::cli
