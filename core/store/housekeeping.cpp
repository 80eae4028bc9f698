#include "store/housekeeping.h"

#include "store/exchange_log.h"

#include <QLoggingCategory>

namespace gatehouse::store {

namespace {

Q_LOGGING_CATEGORY(logPurge, "gatehouse.store.purge")

/// Some ten milliseconds of the writer's time.
constexpr int RowsAtOnce = 2000;

struct PurgeRule {
    const char *sql;
    Instant (*before)(Instant now);
    qint64 Purged::*count;
};

Instant asItIs(Instant now)
{
    return now;
}

Instant exchangesKeptSince(Instant now)
{
    return now - ExchangeLog::MaxAge;
}

constexpr PurgeRule Rules[] = {
    {"DELETE FROM tokens WHERE hash IN (SELECT hash FROM tokens WHERE expires_at < ? LIMIT ?)", asItIs,
     &Purged::tokens},
    {"DELETE FROM seen_jtis WHERE (issuer, jti) IN (SELECT issuer, jti FROM seen_jtis WHERE expires_at < ? LIMIT ?)",
     asItIs, &Purged::identifiers},
    {"DELETE FROM exchanges WHERE id IN (SELECT id FROM exchanges WHERE at < ? LIMIT ?)", exchangesKeptSince,
     &Purged::exchanges},
};

struct Part {
    Purged purged;
    bool isLast = true;
};

Result<Part> purgePart(Connection &connection, Instant now)
{
    Part part;
    for (const PurgeRule &rule : Rules) {
        const auto done = connection.run(rule.sql, {toMilliseconds(rule.before(now)), RowsAtOnce});
        if (!done)
            return tl::unexpected(done.error());
        const int count = (*done)->numRowsAffected();
        part.purged.*rule.count = count;
        part.isLast = part.isLast && count < RowsAtOnce;
    }
    return part;
}

} // namespace

void purge(Database &database, Instant now)
{
    database.writeLater(
        [&database, now](Connection &connection) -> Result<void> {
            const auto part = purgePart(connection, now);
            if (!part)
                return tl::unexpected(part.error());
            if (!part->isLast)
                purge(database, now);
            return {};
        },
        [](const Error &error) {
            // A database that is being closed purges the rest another time.
            if (error.kind != Error::Refused)
                qCWarning(logPurge).noquote() << error.message << error.detail;
        },
        Writer::Urgency::Lazy);
}

Result<Purged> purgeAndWait(Database &database, Instant now)
{
    Purged total;
    while (true) {
        const auto part =
            database.writeAndWait<Part>([now](Connection &connection) { return purgePart(connection, now); });
        if (!part)
            return tl::unexpected(part.error());
        for (const PurgeRule &rule : Rules)
            total.*rule.count += part->purged.*rule.count;
        if (part->isLast)
            return total;
    }
}

} // namespace gatehouse::store
