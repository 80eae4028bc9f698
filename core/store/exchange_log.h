#pragma once

#include "store/database.h"

#include <QList>
#include <QString>

#include <chrono>
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
    static constexpr std::chrono::days MaxAge{30};
    static constexpr int MaxDescription = 500; ///< characters

    explicit ExchangeLog(Database &database)
        : m_database(database)
    {}

    /// Rides along with the next transaction, or goes alone after a second; nobody waits for it. Beyond MaxKept the
    /// oldest go, and purge() takes what is older than MaxAge.
    void append(const QList<ExchangeSummary> &summaries);
    /// Newest first, after `before` where a page came before.
    Result<QList<ExchangeSummary>> page(const std::optional<ExchangeSummary> &before, int limit) const;

private:
    Database &m_database;
};

} // namespace gatehouse::store
