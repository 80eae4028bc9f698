#pragma once

#include "base/result.h"

#include <QHash>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariant>

#include <memory>
#include <optional>
#include <utility>

namespace gatehouse::store {

/// One connection of one thread, with its prepared statements. Only for the thread that made it.
class Connection
{
public:
    enum class Access { ReadOnly, ReadWrite };

    static Result<std::unique_ptr<Connection>> open(const QString &path, Access access);
    ~Connection();
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    /// Runs a statement, prepared at its first use. The query belongs to the connection; whoever steps through
    /// it finishes it, for an open one holds the database's snapshot.
    Result<QSqlQuery *> run(const char *sql, const QVariantList &values = {});
    /// Runs a statement that is not worth keeping.
    Result<void> runOnce(const QString &sql);
    QSqlDatabase &database() { return m_database; }

    /// The first failure since the last call that was not a statement's own fault but the disk's, the file's or
    /// the lock's: SQLite may have rolled the whole transaction back, so nothing of it may be committed.
    std::optional<Error> takeOutage() { return std::exchange(m_outage, std::nullopt); }

private:
    explicit Connection(QSqlDatabase database);
    tl::unexpected<Error> failed(const QSqlError &error);

    QSqlDatabase m_database;
    QHash<QByteArray, std::shared_ptr<QSqlQuery>> m_prepared;
    std::optional<Error> m_outage;
};

/// A second entry of the same key, told apart from every other failure.
bool isConstraintViolation(const Error &error);
/// SQLITE_BUSY or SQLITE_LOCKED: it may succeed in a moment.
bool isHeldByAnother(const Error &error);

} // namespace gatehouse::store
