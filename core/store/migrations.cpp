#include "store/migrations.h"

#include "base/files.h"
#include "store/connection.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <map>

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

/// By number, which is the schema's version after it ran.
std::map<int, QString> migrationFiles()
{
    registerMigrations();
    std::map<int, QString> files;
    const QDir folder(QStringLiteral(":/gatehouse/migrations"));
    for (const QString &name : folder.entryList({QStringLiteral("*.sql")}, QDir::Files, QDir::Name))
        files[name.left(4).toInt()] = folder.filePath(name);
    return files;
}

/// The statements of a file; none of ours holds a semicolon inside.
QStringList statements(const QString &file)
{
    QFile source(file);
    if (!source.open(QIODevice::ReadOnly))
        return {};
    QStringList lines;
    for (const QString &line : QString::fromUtf8(source.readAll()).split(QLatin1Char('\n'))) {
        if (!line.startsWith(QLatin1String("--")))
            lines.append(line);
    }
    QStringList list;
    for (const QString &statement : lines.join(QLatin1Char('\n')).split(QLatin1Char(';'))) {
        if (!statement.trimmed().isEmpty())
            list.append(statement.trimmed());
    }
    return list;
}

Result<int> versionOf(Connection &connection)
{
    auto table = connection.run("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_versions'");
    if (!table)
        return tl::unexpected(table.error());
    const bool exists = (*table)->next() && (*table)->value(0).toInt() > 0;
    (*table)->finish();
    if (!exists)
        return 0;
    auto query = connection.run("SELECT coalesce(max(version), 0) FROM schema_versions");
    if (!query)
        return tl::unexpected(query.error());
    const int version = (*query)->next() ? (*query)->value(0).toInt() : 0;
    (*query)->finish();
    return version;
}

Result<void> apply(Connection &connection, int version, const QString &file, Instant now)
{
    for (const QString &statement : statements(file)) {
        if (auto done = connection.runOnce(statement); !done)
            return done;
    }
    const auto noted = connection.run("INSERT INTO schema_versions (version, applied_at) VALUES (?, ?)",
                                      {version, toMilliseconds(now)});
    if (!noted)
        return tl::unexpected(noted.error());
    return {};
}

Result<void> migrateLocked(Connection &connection, const QString &path, Instant now)
{
    const auto current = versionOf(connection);
    if (!current)
        return tl::unexpected(current.error());
    if (*current > newestSchemaVersion())
        return fail(Error::Refused, Text::tr("%1 was written by a newer Gatehouse (schema %2, this one knows %3). It was "
                                             "not touched; use the newer program.")
                                        .arg(path)
                                        .arg(*current)
                                        .arg(newestSchemaVersion()));
    if (*current == 0) {
        if (auto made = connection.runOnce(QStringLiteral("CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER PRIMARY "
                                                          "KEY, applied_at BIGINT NOT NULL)"));
            !made)
            return made;
    }
    for (const auto &[version, file] : migrationFiles()) {
        if (version > *current) {
            if (auto applied = apply(connection, version, file, now); !applied)
                return applied;
        }
    }
    return {};
}

/// A copy of a whole, consistent database, made by SQLite itself.
Result<void> backUp(Connection &connection, const QString &path, int version)
{
    const QString copy = QStringLiteral("%1.before-%2.bak").arg(path).arg(version);
    QFile::remove(copy);
    return connection.runOnce(QStringLiteral("VACUUM INTO '%1'").arg(QString(copy).replace(QLatin1Char('\''), QLatin1String("''"))));
}

} // namespace

int newestSchemaVersion()
{
    const auto files = migrationFiles();
    return files.empty() ? 0 : files.rbegin()->first;
}

Result<void> migrate(const QString &path, Instant now)
{
    if (QFileInfo(path).isDir())
        return fail(Error::Io, Text::tr("%1 is a folder; the database is a file.").arg(path));
    const auto connection = Connection::open(path, Connection::Access::ReadWrite);
    if (!connection)
        return fail(connection.error().kind, QStringLiteral("%1: %2").arg(path, connection.error().message),
                    connection.error().detail);
    const auto current = versionOf(**connection);
    if (!current)
        return fail(current.error().kind, QStringLiteral("%1: %2").arg(path, current.error().message),
                    current.error().detail);
    if (*current == newestSchemaVersion())
        return {};
    if (*current > 0 && *current < newestSchemaVersion()) {
        if (auto copied = backUp(**connection, path, newestSchemaVersion()); !copied)
            return copied;
    }
    if (*current == 0) {
        if (auto mode = (*connection)->runOnce(QStringLiteral("PRAGMA journal_mode = WAL")); !mode)
            return mode;
    }
    // Another process may have come first: the version is read again under the lock.
    if (auto begun = (*connection)->runOnce(QStringLiteral("BEGIN IMMEDIATE")); !begun)
        return begun;
    if (auto migrated = migrateLocked(**connection, path, now); !migrated) {
        static_cast<void>((*connection)->runOnce(QStringLiteral("ROLLBACK")));
        return migrated;
    }
    return (*connection)->runOnce(QStringLiteral("COMMIT"));
}

} // namespace gatehouse::store
