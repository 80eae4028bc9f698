#include "http/router.h"

#include <optional>

namespace gatehouse::http {

namespace {

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

} // namespace

void Router::add(const QByteArray &method, const QString &pattern)
{
    m_rows.push_back({method, pattern.split(QLatin1Char('/'))});
}

Router::Match Router::match(const QByteArray &method, const QString &path) const
{
    Match match;
    const QStringList segments = path.split(QLatin1Char('/'));
    // HEAD is GET whose answer's body is left out (RFC 9110 §9.3.2).
    const QByteArray wanted = method == "HEAD" ? QByteArray("GET") : method;
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        auto parameters = fit(m_rows[i].segments, segments);
        if (!parameters)
            continue;
        if (m_rows[i].method == wanted) {
            match.route = static_cast<int>(i);
            match.parameters = *std::move(parameters);
            return match;
        }
        match.allowed.append(m_rows[i].method);
    }
    return match;
}

} // namespace gatehouse::http
