#include "http/router.h"

#include <QCoreApplication>

#include <optional>

namespace gatehouse::http {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::http)
};

/// How much of a request an answer repeats.
constexpr int MaxQuoted = 200;

std::optional<PathParameters> fit(const QStringList &pattern, const QStringList &path)
{
    if (pattern.size() != path.size())
        return std::nullopt;
    PathParameters parameters;
    for (qsizetype i = 0; i < pattern.size(); ++i) {
        const QString &segment = pattern[i];
        if (segment.startsWith(QLatin1Char('{')) && !path[i].isEmpty())
            parameters.insert(segment.mid(1, segment.size() - 2), path[i]);
        else if (segment != path[i])
            return std::nullopt;
    }
    return parameters;
}

void appendOnce(QList<QByteArray> &methods, const QByteArray &method)
{
    if (!methods.contains(method))
        methods.append(method);
}

} // namespace

void Router::add(const QByteArray &method, const QString &pattern)
{
    m_rows.push_back({method, pattern.split(QLatin1Char('/'))});
}

Router::Match Router::match(const QByteArray &method, const QString &path) const
{
    Match match;
    const QStringList segments = path.split(QLatin1Char('/'));
    const QByteArray wanted = method == "HEAD" ? QByteArray("GET") : method;
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        auto parameters = fit(m_rows[i].segments, segments);
        if (!parameters)
            continue;
        if (m_rows[i].method == wanted) {
            match.route = static_cast<int>(i);
            match.parameters = *std::move(parameters);
            match.allowed.clear();
            return match;
        }
        appendOnce(match.allowed, m_rows[i].method);
        if (m_rows[i].method == "GET")
            appendOnce(match.allowed, "HEAD");
    }
    return match;
}

Response answerWithoutRoute(const Router::Match &match, const Request &request, const ErrorAnswer &errorAnswer)
{
    if (match.allowed.isEmpty())
        return errorAnswer(404, Text::tr("There is nothing at %1.").arg(request.path.left(MaxQuoted)));
    QList<QByteArray> allowed = match.allowed;
    appendOnce(allowed, "OPTIONS");
    Response response = Response::empty(204);
    if (request.method != "OPTIONS")
        response = errorAnswer(
            405,
            Text::tr("%1 is not possible here; %2 is.")
                .arg(QString::fromLatin1(request.method.left(MaxQuoted)), QString::fromLatin1(allowed.join(", "))));
    response.headers.append({"Allow", allowed.join(", ")});
    return response;
}

} // namespace gatehouse::http
