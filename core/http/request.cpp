#include "http/request.h"

#include "http/percent.h"

#include <QCoreApplication>

#include <algorithm>

namespace gatehouse::http {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::http)
};

/// Escapes that change how a path is split, or end it, are refused rather than decoded.
Result<QString> decodePath(QByteArrayView path)
{
    if (path.contains('\\'))
        return fail(Error::Malformed, Text::tr("The path has a backslash, which is not accepted."));
    for (qsizetype i = path.indexOf('%'); i >= 0; i = path.indexOf('%', i + 1)) {
        const QByteArray escape = path.sliced(i).first(std::min<qsizetype>(3, path.size() - i)).toByteArray().toLower();
        if (escape == "%2f" || escape == "%5c" || escape == "%7f" || escape.startsWith("%0") || escape.startsWith("%1"))
            return fail(
                Error::Malformed,
                Text::tr("The path has the escape %1, which is not accepted.").arg(QString::fromLatin1(escape)));
    }
    auto decoded = percentDecode(path);
    if (!decoded)
        return fail(Error::Malformed, Text::tr("The path cannot be decoded: %1").arg(decoded.error().message));
    for (const QStringView segment : QStringView(*decoded).split(u'/')) {
        if (segment == u".." || segment == u".")
            return fail(Error::Malformed,
                        Text::tr("The path has a segment \"%1\", which is not accepted.").arg(segment.toString()));
    }
    return decoded;
}

/// Where the authority of an absolute form begins; 0 for another form.
qsizetype authorityStart(const QByteArray &target)
{
    for (const QByteArrayView scheme : {QByteArrayView("https://"), QByteArrayView("http://")}) {
        if (target.first(std::min(scheme.size(), target.size())).compare(scheme, Qt::CaseInsensitive) == 0)
            return scheme.size();
    }
    return 0;
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

QList<QByteArray> headerValues(const Headers &headers, QByteArrayView name)
{
    QList<QByteArray> values;
    for (const auto &[key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            values.append(value);
    }
    return values;
}

bool isHost(QByteArrayView host)
{
    constexpr QByteArrayView Special("-._~!$&'()*+,;=:[]%");
    return std::all_of(host.begin(), host.end(), [&](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || Special.contains(c);
    });
}

Result<Target> parseTarget(const QByteArray &target)
{
    const bool printable =
        std::all_of(target.begin(), target.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
    if (!printable)
        return fail(Error::Malformed,
                    Text::tr("The request's target has characters that a URL does not have; "
                             "they must be percent-encoded."));
    QByteArrayView rest = target;
    const qsizetype start = authorityStart(target);
    if (start > 0) {
        rest = rest.sliced(start);
        const auto end = std::find_if(rest.begin(), rest.end(), [](char c) { return c == '/' || c == '?'; });
        const QByteArrayView authority = rest.first(end - rest.begin());
        if (authority.isEmpty() || !isHost(authority))
            return fail(Error::Malformed, Text::tr("The request's target names no host that can be read."));
        rest = rest.sliced(authority.size());
    }
    if (start == 0 && !rest.startsWith('/'))
        return fail(Error::Malformed, Text::tr("The request's target is neither a path nor an http URL."));
    const qsizetype question = rest.indexOf('?');
    const QByteArrayView path = question < 0 ? rest : rest.first(question);
    auto decoded = decodePath(path.isEmpty() ? QByteArrayView("/") : path);
    if (!decoded)
        return tl::unexpected(decoded.error());
    return Target{*std::move(decoded), question < 0 ? QByteArray() : rest.sliced(question + 1).toByteArray()};
}

} // namespace gatehouse::http
