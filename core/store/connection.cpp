#include "store/connection.h"

#include <QCoreApplication>
#include <QSqlError>

#include <atomic>
#include <memory>

namespace gatehouse::store {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::store)
};

constexpr int BusyTimeoutMs = 10'000;
/// SQLITE_CONSTRAINT and its extended codes have 19 in their low byte.
constexpr int SqliteConstraint = 19;

QString newName()
{
    static std::atomic<quint64> count{0};
    return QStringLiteral("gatehouse-%1").arg(++count);
}

Error toError(const QSqlError &error)
{
    // SQLITE_FULL, SQLITE_READONLY, SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_BUSY
    static constexpr struct {
        int code;
        const char *message;
    } Known[] = {
        {13, QT_TRANSLATE_NOOP("gatehouse::store", "The disk is full. Nothing was written; make room and try again.")},
        {8, QT_TRANSLATE_NOOP("gatehouse::store", "The database may not be written to. Check the access rights of the workspace.")},
        {11, QT_TRANSLATE_NOOP("gatehouse::store", "The database is damaged. Put back a backup of the workspace.")},
        {26, QT_TRANSLATE_NOOP("gatehouse::store", "The file is no database of Gatehouse.")},
        {14, QT_TRANSLATE_NOOP("gatehouse::store", "The database file cannot be opened. Check the folder and its access rights.")},
        {5, QT_TRANSLATE_NOOP("gatehouse::store", "Another program holds the database. Try again.")},
    };
    const int code = error.nativeErrorCode().toInt();
    const QString detail = QStringLiteral("%1 (%2) %3").arg(error.databaseText(), error.nativeErrorCode(), error.driverText());
    if ((code & 0xff) == SqliteConstraint)
        return {Error::Conflict, Text::tr("The database refuses a second entry of the same name."), detail};
    for (const auto &known : Known) {
        if ((code & 0xff) == known.code)
            return {Error::Io, Text::tr(known.message), detail};
    }
    return {Error::Io, Text::tr("The database failed: %1.").arg(error.databaseText()), detail};
}

} // namespace

bool isConstraintViolation(const Error &error)
{
    return error.kind == Error::Conflict;
}

Connection::Connection(QSqlDatabase database)
    : m_database(std::move(database))
{
}

Connection::~Connection()
{
    const QString name = m_database.connectionName();
    m_prepared.clear();
    m_database.close();
    m_database = QSqlDatabase();
    QSqlDatabase::removeDatabase(name);
}

Result<std::unique_ptr<Connection>> Connection::open(const QString &path, Access access)
{
    QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), newName());
    database.setDatabaseName(path);
    QString options = QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1;QSQLITE_USE_EXTENDED_RESULT_CODES").arg(BusyTimeoutMs);
    if (access == Access::ReadOnly)
        options += QStringLiteral(";QSQLITE_OPEN_READONLY");
    database.setConnectOptions(options);
    const bool opened = database.open();
    const QSqlError error = database.lastError();
    auto connection = std::unique_ptr<Connection>(new Connection(std::move(database)));
    if (!opened)
        return tl::unexpected(toError(error));
    // FULL: a commit is on the disk when it returns, also in WAL mode, also after a power cut.
    // A longer log than the default 1000 pages is folded into the database less often.
    for (const char *pragma : {"PRAGMA foreign_keys = ON", "PRAGMA synchronous = FULL", "PRAGMA wal_autocheckpoint = 4000"}) {
        if (auto done = connection->runOnce(QLatin1String(pragma)); !done)
            return tl::unexpected(done.error());
    }
    return connection;
}

Result<QSqlQuery *> Connection::run(const char *sql, const QVariantList &values)
{
    const QByteArrayView key(sql);
    std::shared_ptr<QSqlQuery> &query = m_prepared[key.toByteArray()];
    if (!query) {
        auto fresh = std::make_shared<QSqlQuery>(m_database);
        fresh->setForwardOnly(true);
        if (!fresh->prepare(QString::fromLatin1(sql)))
            return tl::unexpected(toError(fresh->lastError()));
        query = std::move(fresh);
    }
    query->finish();
    for (qsizetype i = 0; i < values.size(); ++i)
        query->bindValue(static_cast<int>(i), values[i]);
    if (!query->exec())
        return tl::unexpected(toError(query->lastError()));
    return query.get();
}

Result<void> Connection::runOnce(const QString &sql)
{
    QSqlQuery query(m_database);
    if (!query.exec(sql))
        return tl::unexpected(toError(query.lastError()));
    return {};
}

} // namespace gatehouse::store
