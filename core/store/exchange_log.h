#pragma once

#include "store/database.h"

#include <QList>
#include <QString>

#include <optional>

namespace gatehouse::store {

/// What is kept of a request to the endpoint: no body, no secret.
struct ExchangeSummary {
    QString id; ///< sorts by time within a millisecond
    Instant at{};
    QString method, target;
    int status = 0;
    QString errorCode, description;
    QString clientId, softwareId;
    QString peerSubject, peerAddress;
    qint64 durationUs = 0;
};

class ExchangeLog
{
public:
    static constexpr int MaxKept = 10'000;

    explicit ExchangeLog(Database &database)
        : m_database(database)
    {
    }

    /// Rides along with the next transaction; nobody waits for it. Beyond MaxKept the oldest go.
    void append(const QList<ExchangeSummary> &summaries);
    /// Newest first, after `before` where a page came before.
    Result<QList<ExchangeSummary>> page(const std::optional<ExchangeSummary> &before, int limit) const;

private:
    Database &m_database;
};

} // namespace gatehouse::store
