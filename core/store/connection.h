#pragma once

#include "base/result.h"

#include <QHash>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariant>

#include <memory>

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

private:
    explicit Connection(QSqlDatabase database);

    QSqlDatabase m_database;
    QHash<QByteArray, std::shared_ptr<QSqlQuery>> m_prepared;
};

/// A constraint that a statement ran against, told apart from a failing disk.
bool isConstraintViolation(const Error &error);

} // namespace gatehouse::store
