#include "store/migrations.h"

#include "base/files.h"
#include "store/client_search.h"
#include "store/connection.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <chrono>
#include <thread>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

// A static library's resources are registered by whoever uses them; the macro must stand outside of namespaces.
static void registerMigrations()
{
    Q_INIT_RESOURCE(migrations);
}

namespace gatehouse::store {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::store)
};

/// The statements of a migration; of ours only triggers hold semicolons inside.
QStringList statements(const QString &sql)
{
    QStringList lines;
    for (const QString &line : sql.split(QLatin1Char('\n'))) {
        if (!line.startsWith(QLatin1String("--")))
            lines.append(line);
    }
    QStringList list;
    QString statement;
    for (const QString &part : lines.join(QLatin1Char('\n')).split(QLatin1Char(';'))) {
        statement += part;
        if (statement.trimmed().startsWith(QLatin1String("CREATE TRIGGER")) && part.trimmed() != QLatin1String("END")) {
            statement += QLatin1Char(';');
            continue;
        }
        if (!statement.trimmed().isEmpty())
            list.append(statement.trimmed());
        statement.clear();
    }
    return list;
}

int newest(const QList<Migration> &migrations)
{
    return migrations.isEmpty() ? 0 : migrations.constLast().version;
}

Result<qint64> number(Connection &connection, const char *sql)
{
    const auto query = connection.run(sql);
    if (!query)
        return tl::unexpected(query.error());
    const qint64 value = (*query)->next() ? (*query)->value(0).toLongLong() : 0;
    (*query)->finish();
    return value;
}

/// 0 where there is nothing yet.
Result<int> versionOf(Connection &connection, const QString &path)
{
    const auto ours = number(connection, "SELECT count(*) FROM sqlite_master WHERE name = 'schema_versions'");
    if (!ours)
        return tl::unexpected(ours.error());
    if (*ours == 0) {
        const auto all = number(connection, "SELECT count(*) FROM sqlite_master");
        if (all && *all > 0)
            return fail(Error::Refused,
                        Text::tr("%1 is another program's database. It was not touched; name another file.").arg(path));
        return all.map([](qint64) { return 0; });
    }
    return number(connection, "SELECT coalesce(max(version), 0) FROM schema_versions").map([](qint64 version) {
        return static_cast<int>(version);
    });
}

Result<void> refuseNewer(const QString &path, int version, int known)
{
    if (version <= known)
        return {};
    return fail(Error::Refused,
                Text::tr("%1 was written by a newer Gatehouse (schema %2, this one knows %3). It was "
                         "not touched; use the newer program.")
                    .arg(path)
                    .arg(version)
                    .arg(known));
}

/// Reads the version with a connection that cannot change a byte.
Result<int> versionAtRest(const QString &path)
{
    if (QFileInfo(path).size() == 0)
        return 0;
    const auto connection = Connection::open(path, Connection::Access::ReadOnly);
    if (!connection)
        return tl::unexpected(connection.error());
    return versionOf(**connection, path);
}

/// What a step needs that SQL cannot do; before its SQL.
struct Preparation {
    int version;
    Result<void> (*prepare)(Connection &connection);
};

constexpr Preparation Preparations[] = {
    {6, renewSearchTexts},
};

Result<void> apply(Connection &connection, const Migration &migration, Instant now)
{
    for (const Preparation &preparation : Preparations) {
        if (preparation.version != migration.version)
            continue;
        if (auto prepared = preparation.prepare(connection); !prepared)
            return prepared;
    }
    for (const QString &statement : statements(migration.sql)) {
        if (auto done = connection.runOnce(statement); !done)
            return done;
    }
    const auto noted = connection.run("INSERT INTO schema_versions (version, applied_at) VALUES (?, ?)",
                                      {migration.version, toMilliseconds(now)});
    if (!noted)
        return tl::unexpected(noted.error());
    return {};
}

Result<void> syncToDisk(const QString &path)
{
#ifdef Q_OS_UNIX
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || fsync(file.handle()) != 0)
        return fail(Error::Io, Text::tr("%1 could not be brought to the disk.").arg(path));
#else
    Q_UNUSED(path)
#endif
    return {};
}

/// A copy of a whole, consistent database, made by SQLite itself, through a connection of its own: it sees what is
/// committed, while the caller's keeps every other writer out.
Result<void> backUp(const QString &path, int version)
{
    const QString copy = QStringLiteral("%1.before-%2.bak").arg(path).arg(version);
    const QString part = copy + QStringLiteral(".part");
    const auto connection = Connection::open(path, Connection::Access::ReadOnly);
    if (!connection)
        return tl::unexpected(connection.error());
    QFile::remove(part);
    const auto written =
        (*connection)
            ->runOnce(
                QStringLiteral("VACUUM INTO '%1'").arg(QString(part).replace(QLatin1Char('\''), QLatin1String("''"))))
            .and_then([&] { return syncToDisk(part); });
    if (!written) {
        QFile::remove(part);
        return fail(written.error().kind,
                    Text::tr("The backup %1 could not be written, so nothing was changed: %2")
                        .arg(copy, written.error().message),
                    written.error().detail);
    }
    QFile::setPermissions(part, QFile::permissions(path));
    QFile::remove(copy);
    if (!QFile::rename(part, copy))
        return fail(Error::Io, Text::tr("The backup %1 could not be named so; nothing was changed.").arg(copy));
    return {};
}

Result<void> migrateLocked(Connection &connection, const QString &path, Instant now, const QList<Migration> &migrations)
{
    // Another process may have come first: the version is read again under the lock.
    const auto current = versionOf(connection, path);
    if (!current)
        return tl::unexpected(current.error());
    if (auto known = refuseNewer(path, *current, newest(migrations)); !known || *current == newest(migrations))
        return known;
    if (*current > 0) {
        if (auto copied = backUp(path, newest(migrations)); !copied)
            return copied;
    } else {
        if (auto made = connection.runOnce(QStringLiteral("CREATE TABLE schema_versions (version INTEGER PRIMARY KEY, "
                                                          "applied_at BIGINT NOT NULL)"));
            !made)
            return made;
    }
    for (const Migration &migration : migrations) {
        if (migration.version <= *current)
            continue;
        if (auto applied = apply(connection, migration, now); !applied)
            return applied;
    }
    return {};
}

/// SQLite does not wait for whoever does the same at this moment, whatever the busy timeout says.
Result<void> useWriteAheadLog(Connection &connection)
{
    constexpr int Attempts = 500;
    constexpr std::chrono::milliseconds Pause(10);
    Result<void> mode;
    for (int attempt = 0; attempt < Attempts; ++attempt) {
        mode = connection.runOnce(QStringLiteral("PRAGMA journal_mode = WAL"));
        if (mode || !isHeldByAnother(mode.error()))
            return mode;
        std::this_thread::sleep_for(Pause);
    }
    return mode;
}

Result<void> migrateFile(const QString &path, Instant now, const QList<Migration> &migrations)
{
    const auto connection = Connection::open(path, Connection::Access::ReadWrite);
    if (!connection)
        return tl::unexpected(connection.error());
    if (auto mode = useWriteAheadLog(**connection); !mode)
        return mode;
    if (auto begun = (*connection)->runOnce(QStringLiteral("BEGIN IMMEDIATE")); !begun)
        return begun;
    auto migrated = migrateLocked(**connection, path, now, migrations);
    if (migrated)
        migrated = (*connection)->runOnce(QStringLiteral("COMMIT"));
    if (!migrated)
        static_cast<void>((*connection)->runOnce(QStringLiteral("ROLLBACK")));
    return migrated;
}

/// SQLite's errors do not say which file they are about.
Error about(const QString &path, Error error)
{
    if (!error.message.contains(path))
        error.message = QStringLiteral("%1: %2").arg(path, error.message);
    return error;
}

} // namespace

Result<QList<Migration>> knownMigrations()
{
    registerMigrations();
    QList<Migration> migrations;
    const QDir folder(QStringLiteral(":/gatehouse/migrations"));
    for (const QString &name : folder.entryList({QStringLiteral("*.sql")}, QDir::Files, QDir::Name)) {
        const auto sql = readFile(folder.filePath(name));
        if (!sql)
            return tl::unexpected(sql.error());
        migrations.append({name.left(4).toInt(), QString::fromUtf8(*sql)});
    }
    return migrations;
}

Result<void> migrate(const QString &path, Instant now, const QList<Migration> &migrations)
{
    if (QFileInfo(path).isDir())
        return fail(Error::Io, Text::tr("%1 is a folder; the database is a file.").arg(path));
    return versionAtRest(path)
        .and_then(
            [&](int version) { return refuseNewer(path, version, newest(migrations)).map([=] { return version; }); })
        .and_then([&](int version) -> Result<void> {
            return version == newest(migrations) ? Result<void>() : migrateFile(path, now, migrations);
        })
        .map_error([&](const Error &error) { return about(path, error); });
}

Result<void> migrate(const QString &path, Instant now)
{
    return knownMigrations().and_then(
        [&](const QList<Migration> &migrations) { return migrate(path, now, migrations); });
}

} // namespace gatehouse::store
