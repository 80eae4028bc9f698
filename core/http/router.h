#pragma once

#include "http/response.h"

#include <QHash>
#include <QStringList>

#include <vector>

namespace gatehouse::http {

/// What stood where a path pattern has `{name}`.
class PathParameters
{
public:
    void insert(const QString &name, const QString &value) { m_values.insert(name, value); }
    QString value(const char *name) const { return m_values.value(QLatin1String(name)); }

private:
    QHash<QString, QString> m_values;
};

/// Which row of a table of routes a request is for. The table and its handlers are the caller's.
class Router
{
public:
    /// `pattern` is a path with whole segments in braces: `/register/{clientId}`. Rows are numbered as they
    /// are added; the first that fits is taken. HEAD is for the row of GET (RFC 9110 §9.3.2).
    void add(const QByteArray &method, const QString &pattern);

    struct Match {
        int route = -1; ///< -1: none
        PathParameters parameters;
        QList<QByteArray> allowed; ///< where the path is known and the method is not: each method once, as in Allow
    };
    Match match(const QByteArray &method, const QString &path) const;

private:
    struct Row {
        QByteArray method;
        QStringList segments;
    };
    std::vector<Row> m_rows;
};

/// Answers a request without a row: 404; 405 with Allow; to OPTIONS for a known path 204 with Allow (RFC 9110 §9.3.7).
Response answerWithoutRoute(const Router::Match &match, const Request &request,
                            const ErrorAnswer &errorAnswer = defaultErrorAnswer);

} // namespace gatehouse::http
