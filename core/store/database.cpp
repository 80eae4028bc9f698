#include "store/database.h"

#include "store/migrations.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QThreadStorage>

#include <vector>

namespace gatehouse::store {

namespace {

/// A thread's reading connections; closed by the thread that made them, when it ends or finds their
/// database gone.
struct Reader {
    std::weak_ptr<char> database;
    const Database *key = nullptr;
    std::unique_ptr<Connection> connection;
};

/// Qt's, not the language's storage of a thread: it is emptied before QThread::wait() returns. What thread_local holds
/// may still be there then, and ends beside main()'s exit, when Qt has no list of connections any more.
std::vector<Reader> &readers()
{
    static QThreadStorage<std::vector<Reader>> storage;
    return storage.localData();
}

void forgetClosedReaders()
{
    std::erase_if(readers(), [](const Reader &reader) { return reader.database.expired(); });
}

} // namespace

Result<std::unique_ptr<Database>> Database::open(const QString &path, Instant now)
{
    forgetClosedReaders();
    // SQLite would open it all the same, and fail at the first write.
    if (const QFileInfo file(path); file.isFile() && !file.isWritable())
        return fail(
            Error::Io,
            QCoreApplication::translate("gatehouse::store", "%1 may not be written to. Check its access rights.")
                .arg(path));
    if (auto migrated = migrate(path, now); !migrated)
        return tl::unexpected(migrated.error());
    auto database = std::unique_ptr<Database>(new Database);
    database->m_path = path;
    database->m_alive = std::make_shared<char>();
    auto writer = Writer::start(path);
    if (!writer)
        return tl::unexpected(writer.error());
    database->m_writer = *std::move(writer);
    return database;
}

Database::~Database()
{
    // Jobs and their conclusions may still use the database while the queue drains.
    if (m_writer)
        m_writer->finish();
    m_alive.reset();
    forgetClosedReaders();
}

void Database::writeLater(std::function<Result<void>(Connection &)> job, std::function<void(const Error &)> failed,
                          Writer::Urgency urgency)
{
    Writer::Write write;
    const auto outcome = outcomeOf<void>(std::move(job), write);
    write.conclude = [outcome, failed = std::move(failed)](const std::optional<Error> &failure) {
        if (failure)
            failed(*failure);
        else if (!*outcome)
            failed(outcome->error());
    };
    m_writer->enqueue(std::move(write), urgency);
}

void Database::lookForForeignCommits(const ReplyBox &replies, std::function<void(const Result<quint64> &)> answer) const
{
    m_writer->lookForForeignCommits(
        [address = replies.address(), answer = std::move(answer)](const Result<quint64> &count) {
            address->post([answer, count] { answer(count); });
        });
}

Result<Connection *> Database::reader() const
{
    for (const Reader &reader : readers()) {
        if (reader.key == this && !reader.database.expired())
            return reader.connection.get();
    }
    forgetClosedReaders();
    auto connection = Connection::open(m_path, Connection::Access::ReadOnly);
    if (!connection)
        return tl::unexpected(connection.error());
    readers().push_back({m_alive, this, *std::move(connection)});
    return readers().back().connection.get();
}

Result<qint64> Database::dataVersion() const
{
    const auto connection = reader();
    if (!connection)
        return tl::unexpected(connection.error());
    const auto query = (*connection)->run("PRAGMA data_version");
    if (!query)
        return tl::unexpected(query.error());
    const qint64 version = (*query)->next() ? (*query)->value(0).toLongLong() : 0;
    (*query)->finish();
    return version;
}

} // namespace gatehouse::store
