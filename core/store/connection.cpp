#include "store/connection.h"

#include <QCoreApplication>
#include <QSqlError>

#include <algorithm>
#include <atomic>
#include <iterator>

namespace gatehouse::store {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::store)
};

constexpr int BusyTimeoutMs = 10'000;

/// SQLite's primary codes are the low byte of its extended ones.
constexpr int primary(int code)
{
    return code & 0xff;
}

constexpr int SqliteConstraint = 19;
constexpr int SqliteConstraintPrimaryKey = 1555;
constexpr int SqliteConstraintUnique = 2067;

QString newName()
{
    static std::atomic<quint64> count{0};
    return QStringLiteral("gatehouse-%1").arg(++count);
}

/// What is nobody's fault in the program: the disk, the file, the lock.
struct Outage {
    int code;
    const char *message;
};

constexpr Outage Outages[] = {
    {5, QT_TRANSLATE_NOOP("gatehouse::store", "Another program holds the database. Try again.")},
    {6, QT_TRANSLATE_NOOP("gatehouse::store", "Another program holds the database. Try again.")},
    {7, QT_TRANSLATE_NOOP("gatehouse::store", "There is not enough memory for the database. Nothing was written.")},
    {8,
     QT_TRANSLATE_NOOP("gatehouse::store",
                       "The database may not be written to. Check the access rights of the "
                       "workspace.")},
    {10,
     QT_TRANSLATE_NOOP("gatehouse::store",
                       "The disk failed to read or write the database. Nothing was written; "
                       "check the disk's room and health.")},
    {11, QT_TRANSLATE_NOOP("gatehouse::store", "The database is damaged. Put back a backup of the workspace.")},
    {13, QT_TRANSLATE_NOOP("gatehouse::store", "The disk is full. Nothing was written; make room and try again.")},
    {14,
     QT_TRANSLATE_NOOP("gatehouse::store",
                       "The database file cannot be opened. Check the folder and its access "
                       "rights.")},
    {26, QT_TRANSLATE_NOOP("gatehouse::store", "The file is no database of Gatehouse.")},
};

const Outage *outageOf(const QSqlError &error)
{
    const int code = primary(error.nativeErrorCode().toInt());
    const auto *found = std::find_if(std::begin(Outages), std::end(Outages),
                                     [code](const Outage &outage) { return outage.code == code; });
    return found == std::end(Outages) ? nullptr : found;
}

Error toError(const QSqlError &error)
{
    const QString detail =
        QStringLiteral("%1 (%2) %3").arg(error.databaseText(), error.nativeErrorCode(), error.driverText());
    const int code = error.nativeErrorCode().toInt();
    if (code == SqliteConstraintPrimaryKey || code == SqliteConstraintUnique)
        return {Error::Conflict, Text::tr("The database has an entry of the same key already."), detail};
    if (primary(code) == SqliteConstraint)
        return {Error::Internal, Text::tr("The database refuses an entry that does not fit its others."), detail};
    if (const Outage *outage = outageOf(error))
        return {Error::Io, Text::tr(outage->message), detail};
    return {Error::Io, Text::tr("The database failed: %1.").arg(error.databaseText()), detail};
}

} // namespace

bool isConstraintViolation(const Error &error)
{
    return error.kind == Error::Conflict;
}

bool isHeldByAnother(const Error &error)
{
    return error.message == Text::tr(Outages[0].message);
}

Connection::Connection(QSqlDatabase database)
    : m_database(std::move(database))
{}

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
    auto connection =
        std::unique_ptr<Connection>(new Connection(QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), newName())));
    QString options = QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1;QSQLITE_USE_EXTENDED_RESULT_CODES").arg(BusyTimeoutMs);
    if (access == Access::ReadOnly)
        options += QStringLiteral(";QSQLITE_OPEN_READONLY");
    connection->m_database.setDatabaseName(path);
    connection->m_database.setConnectOptions(options);
    if (!connection->m_database.open())
        return tl::unexpected(toError(connection->m_database.lastError()));
    // FULL: a commit is on the disk when it returns, also in WAL mode, also after a power cut.
    // A longer log than the default 1000 pages is folded into the database less often.
    for (const char *pragma :
         {"PRAGMA foreign_keys = ON", "PRAGMA synchronous = FULL", "PRAGMA wal_autocheckpoint = 4000"}) {
        if (auto done = connection->runOnce(QLatin1String(pragma)); !done)
            return tl::unexpected(done.error());
    }
    return connection;
}

Result<QSqlQuery *> Connection::run(const char *sql, const QVariantList &values)
{
    auto found = m_prepared.constFind(QByteArray::fromRawData(sql, qstrlen(sql)));
    if (found == m_prepared.constEnd()) {
        auto fresh = std::make_shared<QSqlQuery>(m_database);
        fresh->setForwardOnly(true);
        if (!fresh->prepare(QString::fromUtf8(sql)))
            return failed(fresh->lastError());
        found = m_prepared.insert(QByteArray(sql), std::move(fresh));
    }
    QSqlQuery *query = found->get();
    query->finish();
    for (qsizetype i = 0; i < values.size(); ++i)
        query->bindValue(static_cast<int>(i), values[i]);
    if (!query->exec())
        return failed(query->lastError());
    return query;
}

Result<void> Connection::runOnce(const QString &sql)
{
    QSqlQuery query(m_database);
    if (!query.exec(sql))
        return failed(query.lastError());
    return {};
}

tl::unexpected<Error> Connection::failed(const QSqlError &error)
{
    Error told = toError(error);
    if (outageOf(error) && !m_outage)
        m_outage = told;
    return tl::unexpected(std::move(told));
}

} // namespace gatehouse::store
