#pragma once

#include "base/result.h"
#include "base/time.h"

#include <QList>
#include <QString>

namespace gatehouse::store {

/// One step of the schema, from resources/migrations/NNNN_name.sql.
struct Migration {
    int version = 0; ///< the schema's, once it ran
    QString sql;     ///< statements ended by semicolons; lines that start with -- are left out
};

/// In the order of their versions.
Result<QList<Migration>> knownMigrations();

/// Brings the database at `path` to this program's schema, making it where it is missing: all missing steps in one
/// transaction, or none. An existing one is first copied to `<path>.before-<version>.bak`, named after the schema
/// it is brought to. Refused, and not a byte touched: a newer schema, and a database that is not Gatehouse's. Safe
/// when several processes do it at once.
Result<void> migrate(const QString &path, Instant now);
/// The same with other steps than this program's; they are in order and begin with 1.
Result<void> migrate(const QString &path, Instant now, const QList<Migration> &migrations);

} // namespace gatehouse::store
