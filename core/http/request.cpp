#include "http/request.h"

#include <QCoreApplication>

namespace gatehouse::http {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::http)
};

bool isHex(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Two escapes that change how a path is split, or end it, are refused rather than decoded.
Result<QString> decodePath(const QByteArray &path)
{
    for (qsizetype i = 0; i < path.size(); ++i) {
        if (path[i] != '%')
            continue;
        if (i + 2 >= path.size() || !isHex(path[i + 1]) || !isHex(path[i + 2]))
            return fail(Error::Malformed, Text::tr("The path has a broken escape at position %1.").arg(i + 1));
        const QByteArray escape = path.mid(i + 1, 2).toLower();
        if (escape == "2f" || escape == "5c" || escape == "00")
            return fail(Error::Malformed, Text::tr("The path has the escape %%1, which is not accepted.").arg(QString::fromLatin1(escape)));
    }
    const QString decoded = QString::fromUtf8(QByteArray::fromPercentEncoding(path));
    for (const QString &segment : decoded.split(QLatin1Char('/'))) {
        if (segment == QLatin1String("..") || segment == QLatin1String("."))
            return fail(Error::Malformed, Text::tr("The path has a segment \"%1\", which is not accepted.").arg(segment));
    }
    return decoded;
}

} // namespace

QByteArray headerValue(const Headers &headers, QByteArrayView name)
{
    for (const auto &[key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

Result<Target> parseTarget(const QByteArray &target)
{
    QByteArray rest = target;
    for (const char *scheme : {"https://", "http://"}) {
        if (target.startsWith(scheme)) {
            const qsizetype slash = target.indexOf('/', static_cast<qsizetype>(qstrlen(scheme)));
            rest = slash < 0 ? QByteArray("/") : target.mid(slash);
        }
    }
    if (!rest.startsWith('/'))
        return fail(Error::Malformed, Text::tr("The request's target is neither a path nor an http URL."));
    const qsizetype question = rest.indexOf('?');
    auto path = decodePath(question < 0 ? rest : rest.first(question));
    if (!path)
        return tl::unexpected(path.error());
    return Target{*std::move(path), question < 0 ? QByteArray() : rest.mid(question + 1)};
}

} // namespace gatehouse::http
