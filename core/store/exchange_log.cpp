#include "store/exchange_log.h"

#include <QLoggingCategory>

#include <limits>

namespace gatehouse::store {

namespace {

Q_LOGGING_CATEGORY(logExchanges, "gatehouse.store.exchanges")

QString notNull(const QString &value)
{
    return value.isNull() ? QStringLiteral("") : value;
}

Result<void> insert(Connection &connection, const ExchangeSummary &summary)
{
    const auto done = connection.run(
        "INSERT INTO exchanges (id, at, method, target, status, error_code, description, client_id, software_id, peer_subject, "
        "peer_address, duration_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {summary.id, toMilliseconds(summary.at), notNull(summary.method), notNull(summary.target), summary.status,
         notNull(summary.errorCode), notNull(summary.description.left(ExchangeLog::MaxDescription)),
         notNull(summary.clientId), notNull(summary.softwareId), notNull(summary.peerSubject),
         notNull(summary.peerAddress), summary.durationUs});
    if (!done)
        return tl::unexpected(done.error());
    return {};
}

} // namespace

void ExchangeLog::append(const QList<ExchangeSummary> &summaries)
{
    m_database.writeLater(
        [summaries](Connection &connection) -> Result<void> {
            for (const ExchangeSummary &summary : summaries) {
                if (auto done = insert(connection, summary); !done)
                    return done;
            }
            const auto trimmed = connection.run(
                "DELETE FROM exchanges WHERE (at, id) <= (SELECT at, id FROM exchanges ORDER BY at DESC, id DESC LIMIT 1 OFFSET ?)",
                {MaxKept});
            if (!trimmed)
                return tl::unexpected(trimmed.error());
            return {};
        },
        [](const Error &error) { qCWarning(logExchanges).noquote() << error.message << error.detail; },
        Writer::Urgency::Lazy);
}

Result<QList<ExchangeSummary>> ExchangeLog::page(const std::optional<ExchangeSummary> &before, int limit) const
{
    const auto connection = m_database.reader();
    if (!connection)
        return tl::unexpected(connection.error());
    const qint64 at = before ? toMilliseconds(before->at) : std::numeric_limits<qint64>::max();
    const QString id = before ? before->id : QStringLiteral("");
    const auto query =
        (*connection)
            ->run(
                "SELECT id, at, method, target, status, error_code, description, client_id, software_id, peer_subject, peer_address, "
                "duration_us FROM exchanges WHERE at < ? OR (at = ? AND id < ?) ORDER BY at DESC, id DESC LIMIT ?",
                {at, at, id, limit});
    if (!query)
        return tl::unexpected(query.error());
    QList<ExchangeSummary> summaries;
    while ((*query)->next()) {
        const QSqlQuery &row = **query;
        summaries.append({row.value(0).toString(), fromMilliseconds(row.value(1).toLongLong()), row.value(2).toString(),
                          row.value(3).toString(), row.value(4).toInt(), row.value(5).toString(),
                          row.value(6).toString(), row.value(7).toString(), row.value(8).toString(),
                          row.value(9).toString(), row.value(10).toString(), row.value(11).toLongLong()});
    }
    (*query)->finish();
    return summaries;
}

} // namespace gatehouse::store
