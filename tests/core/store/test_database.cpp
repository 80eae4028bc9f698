#include "store/migrations.h"

#include "child_process.h"
#include "store_fixture.h"

#include <QDirIterator>
#include <QFile>
#include <QSqlDatabase>
#include <QThread>

#include <thread>

#include <unistd.h>

using namespace gatehouse;
using namespace gatehouse::store;
using namespace gatehouse::store::test;

namespace {

constexpr unsigned NobodysUserId = 65534;

QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void writeBytes(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("%s cannot be written", qPrintable(path));
}

/// How often this process has the database itself open.
int openFiles(const QString &path)
{
    int count = 0;
    QDirIterator files(QStringLiteral("/proc/self/fd"), QDir::Files | QDir::System);
    while (files.hasNext()) {
        files.next();
        count += files.fileInfo().symLinkTarget() == path ? 1 : 0;
    }
    return count;
}

QList<Migration> withSecondStep(const QString &sql)
{
    QList<Migration> migrations = *knownMigrations();
    migrations.append({migrations.constLast().version + 1, sql});
    return migrations;
}

int knownSteps()
{
    return static_cast<int>(knownMigrations()->size());
}

/// What the backup before withSecondStep() is called.
QString backupOf(const QString &path)
{
    return QStringLiteral("%1.before-%2.bak").arg(path).arg(knownMigrations()->constLast().version + 1);
}

const QString AddNotes =
    QStringLiteral("ALTER TABLE settings ADD COLUMN note TEXT;\nCREATE TABLE notes (id TEXT PRIMARY KEY);");

/// What the program does as a process of its own.
int runAsChild(const QString &task, const QString &path)
{
    const auto outcome = task == QStringLiteral("migrate") ? migrate(path, Now, withSecondStep(AddNotes))
                                                           : Database::open(path, Now).map([](const auto &) {});
    if (outcome)
        return 0;
    QTextStream(stdout) << outcome.error().message << Qt::endl;
    return 1;
}

} // namespace

class TestDatabase : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void keepsWhatWasWrittenForTheNextTime()
    {
        Workspace workspace;
        VERIFY_DONE(putClients(workspace.database(), 0, 3));
        workspace.reopen();
        QCOMPARE(valueOf(workspace.database(), "SELECT count(*) FROM clients")->toInt(), 3);
        QCOMPARE(valueOf(workspace.database(), "PRAGMA journal_mode")->toString(), QStringLiteral("wal"));
        QVERIFY(!QFile::exists(workspace.path() + QStringLiteral(".before-1.bak")));
    }

    void refusesANewerSchemaAndTouchesNoByte()
    {
        makeDatabase();
        VERIFY_DONE(migrate(path(), Now, withSecondStep(AddNotes)));
        const QByteArray before = bytesOf(path());
        const auto opened = Database::open(path(), Now);
        QVERIFY(!opened);
        QCOMPARE(opened.error().kind, Error::Refused);
        QVERIFY2(opened.error().message.contains(QStringLiteral("newer Gatehouse")),
                 qPrintable(opened.error().message));
        QVERIFY(opened.error().message.contains(path()));
        QCOMPARE(bytesOf(path()), before);
    }

    void refusesANewerSchemaWhoseLastCommitsAreStillInTheLog()
    {
        makeDatabase();
        VERIFY_DONE(migrate(path(), Now, withSecondStep(AddNotes)));
        // A copy of a database in use is what a crash leaves.
        const auto inUse = Connection::open(path(), Connection::Access::ReadWrite);
        QVERIFY(inUse);
        VERIFY_DONE((*inUse)->runOnce(QStringLiteral("INSERT INTO notes VALUES ('a')")));
        const QString crashed = m_folder->filePath(QStringLiteral("crashed.sqlite"));
        QVERIFY(QFile::copy(path(), crashed));
        QVERIFY(QFile::copy(path() + QStringLiteral("-wal"), crashed + QStringLiteral("-wal")));
        const QByteArray before = bytesOf(crashed);
        const QByteArray logBefore = bytesOf(crashed + QStringLiteral("-wal"));
        QVERIFY(!logBefore.isEmpty());
        QVERIFY(!Database::open(crashed, Now));
        QCOMPARE(bytesOf(crashed), before);
        QCOMPARE(bytesOf(crashed + QStringLiteral("-wal")), logBefore);
    }

    void refusesAnotherProgramsDatabaseAndTouchesNoByte()
    {
        {
            const auto other = Connection::open(path(), Connection::Access::ReadWrite);
            QVERIFY(other);
            VERIFY_DONE((*other)->runOnce(QStringLiteral("CREATE TABLE bookmarks (url TEXT)")));
        }
        const QByteArray before = bytesOf(path());
        const auto opened = Database::open(path(), Now);
        QVERIFY(!opened);
        QCOMPARE(opened.error().kind, Error::Refused);
        QCOMPARE(bytesOf(path()), before);
    }

    void refusesAFileThatIsNoDatabase()
    {
        const QByteArray text = QByteArray("This is a letter.\n").repeated(500);
        writeBytes(path(), text);
        const auto opened = Database::open(path(), Now);
        QVERIFY(!opened);
        QVERIFY2(opened.error().message.contains(QStringLiteral("no database")), qPrintable(opened.error().message));
        QVERIFY(opened.error().message.contains(path()));
        QCOMPARE(bytesOf(path()), text);
    }

    void saysThatADatabaseIsDamaged()
    {
        makeDatabase();
        QByteArray bytes = bytesOf(path());
        // The list of tables, behind the header of 100 bytes.
        bytes.replace(100, 3000, QByteArray(3000, '\xee'));
        writeBytes(path(), bytes);
        const auto opened = Database::open(path(), Now);
        QVERIFY(!opened);
        QVERIFY2(opened.error().message.contains(QStringLiteral("damaged")), qPrintable(opened.error().message));
    }

    void saysThatARowIsDamagedWhereItIsRead()
    {
        makeDatabase();
        {
            const auto database = Database::open(path(), Now);
            QVERIFY(database);
            VERIFY_DONE(putClients(**database, 2, 500));
        }
        QByteArray bytes = bytesOf(path());
        constexpr int PageSize = 4096;
        // The first half holds the roots of the tables, without which nothing opens.
        for (qsizetype page = bytes.size() / PageSize / 2; (page + 1) * PageSize <= bytes.size(); ++page)
            bytes.replace(page * PageSize, PageSize, QByteArray(PageSize, '\xee'));
        writeBytes(path(), bytes);
        const auto database = Database::open(path(), Now);
        QVERIFY(database);
        const auto clients = ClientStore(**database).page({}, {}, 1000);
        QVERIFY(!clients);
        QVERIFY2(clients.error().message.contains(QStringLiteral("damaged")), qPrintable(clients.error().message));
    }

    void closesAThreadsReaderBeforeTheThreadIsWaitedFor()
    {
        makeDatabase();
        const auto database = Database::open(path(), Now);
        QVERIFY(database);
        const QStringList before = QSqlDatabase::connectionNames();
        for (int i = 0; i < 200; ++i) {
            bool isOpen = false;
            const std::unique_ptr<QThread> thread(QThread::create([&] { isOpen = (*database)->reader().has_value(); }));
            thread->start();
            QVERIFY(thread->wait());
            QVERIFY(isOpen);
            QCOMPARE(QSqlDatabase::connectionNames(), before);
        }
    }

    void refusesAFolder()
    {
        const auto opened = Database::open(m_folder->path(), Now);
        QVERIFY(!opened);
        QVERIFY(opened.error().message.contains(QStringLiteral("is a folder")));
    }

    void refusesAPathBelowNothing()
    {
        const auto opened = Database::open(m_folder->filePath(QStringLiteral("missing/gatehouse.sqlite")), Now);
        QVERIFY(!opened);
        QVERIFY2(opened.error().message.contains(QStringLiteral("cannot be opened")),
                 qPrintable(opened.error().message));
    }

    void refusesAFolderThatMayNotBeWritten()
    {
        QVERIFY(QFile::setPermissions(m_folder->path(),
                                      QFile::ReadOwner | QFile::ExeOwner | QFile::ReadOther | QFile::ExeOther));
        const auto [status, message] = openAsNobody();
        QCOMPARE(status, 1);
        QVERIFY2(message.contains(QStringLiteral("cannot be opened")), qPrintable(message));
        QVERIFY(message.contains(path()));
    }

    void refusesAFileThatMayNotBeWritten()
    {
        makeDatabase();
        QVERIFY(QFile::setPermissions(m_folder->path(),
                                      QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ReadOther
                                          | QFile::WriteOther | QFile::ExeOther));
        QVERIFY(QFile::setPermissions(path(), QFile::ReadOwner | QFile::ReadOther));
        const auto [status, message] = openAsNobody();
        QCOMPARE(status, 1);
        QVERIFY2(message.contains(QStringLiteral("may not be written")), qPrintable(message));
    }

    void bringsAnOlderSchemaUpToDateAfterABackup()
    {
        makeDatabase();
        VERIFY_DONE(migrate(path(), Now, withSecondStep(AddNotes)));
        const QString backup = backupOf(path());
        QCOMPARE(versions(path()), knownSteps() + 1);
        QCOMPARE(versions(backup), knownSteps());
        QVERIFY(!QFile::exists(backup + QStringLiteral(".part")));
        // Put back, it is a whole database.
        QVERIFY(QFile::remove(path()));
        QVERIFY(QFile::rename(backup, path()));
        const auto database = Database::open(path(), Now);
        QVERIFY(database);
        QCOMPARE(valueOf(**database, "SELECT count(*) FROM clients")->toInt(), 2);
    }

    void aStepThatFailsLeavesTheOldSchemaWhole()
    {
        makeDatabase();
        const auto migrated =
            migrate(path(), Now, withSecondStep(AddNotes + QStringLiteral("\nCREATE TABLE notes (twice TEXT);")));
        QVERIFY(!migrated);
        QVERIFY2(migrated.error().message.contains(path()), qPrintable(migrated.error().message));
        QCOMPARE(versions(path()), knownSteps());
        const auto database = Database::open(path(), Now);
        QVERIFY(database);
        QVERIFY(!valueOf(**database, "SELECT note FROM settings"));
        QCOMPARE(valueOf(**database, "SELECT count(*) FROM clients")->toInt(), 2);
    }

    void changesNothingWhereTheBackupCannotBeWritten()
    {
        makeDatabase();
        QVERIFY(QDir(m_folder->path()).mkpath(backupOf(path()) + QStringLiteral(".part/in-the-way")));
        const auto migrated = migrate(path(), Now, withSecondStep(AddNotes));
        QVERIFY(!migrated);
        QVERIFY2(migrated.error().message.contains(QStringLiteral("backup")), qPrintable(migrated.error().message));
        QCOMPARE(versions(path()), knownSteps());
    }

    void processesThatMakeItAtOnceMakeOne()
    {
        std::vector<std::unique_ptr<QProcess>> children;
        for (int i = 0; i < 6; ++i)
            children.push_back(startChild({QStringLiteral("open"), path()}));
        for (const auto &child : children) {
            QVERIFY(child->waitForFinished(60'000));
            QVERIFY2(child->exitCode() == 0, child->readAll().constData());
        }
        QCOMPARE(versions(path()), knownSteps());
    }

    void processesThatMigrateAtOnceMigrateOnce()
    {
        makeDatabase();
        std::vector<std::unique_ptr<QProcess>> children;
        for (int i = 0; i < 6; ++i)
            children.push_back(startChild({QStringLiteral("migrate"), path()}));
        for (const auto &child : children) {
            QVERIFY(child->waitForFinished(60'000));
            QVERIFY2(child->exitCode() == 0, child->readAll().constData());
        }
        QCOMPARE(versions(path()), knownSteps() + 1);
        // A process that came late has not put the new schema into the place of the backup.
        QCOMPARE(versions(backupOf(path())), knownSteps());
    }

    void threadsThatEndCloseTheirReaders()
    {
        Workspace workspace;
        const int before = openFiles(workspace.path());
        QVERIFY(before > 0);
        for (int i = 0; i < 10; ++i) {
            std::thread reading([&] { QVERIFY(valueOf(workspace.database(), "SELECT 1")); });
            reading.join();
        }
        // SQLite keeps one for the next to open, for closing it would drop the process's locks.
        QVERIFY(openFiles(workspace.path()) <= before + 1);
        workspace.close();
        QCOMPARE(openFiles(workspace.path()), 0);
    }

    void aThreadMayOutliveTheDatabaseItReadFrom()
    {
        auto first = std::make_unique<Workspace>();
        Workspace second;
        std::mutex mutex;
        std::condition_variable changed;
        int stage = 0;
        const auto reach = [&](int next) {
            const std::scoped_lock lock(mutex);
            stage = next;
            changed.notify_all();
        };
        const auto await = [&](int wanted) {
            std::unique_lock lock(mutex);
            changed.wait(lock, [&] { return stage == wanted; });
        };
        bool readFirst = false;
        bool readSecond = false;
        std::thread reading([&] {
            readFirst = valueOf(first->database(), "SELECT 1").has_value();
            reach(1);
            await(2);
            readSecond = valueOf(second.database(), "SELECT 1").has_value();
        });
        await(1);
        const QString path = first->path();
        first.reset();
        reach(2);
        reading.join();
        QVERIFY(readFirst);
        QVERIFY(readSecond);
        QCOMPARE(openFiles(path + QStringLiteral(" (deleted)")), 0);
    }

private:
    QString path() const { return m_folder->filePath(QStringLiteral("gatehouse.sqlite")); }

    void makeDatabase()
    {
        const auto database = Database::open(path(), Now);
        VERIFY_DONE(database);
        VERIFY_DONE(putClients(**database, 0, 2));
    }

    static int versions(const QString &path)
    {
        const auto connection = Connection::open(path, Connection::Access::ReadOnly);
        if (!connection)
            return -1;
        const auto query = (*connection)->run("SELECT count(*) FROM schema_versions");
        const int count = query && (*query)->next() ? (*query)->value(0).toInt() : -1;
        if (query)
            (*query)->finish();
        return count;
    }

    /// Root may write everywhere, so what is refused is tried as somebody else.
    std::pair<int, QString> openAsNobody()
    {
        QProcess child;
        child.setProcessChannelMode(QProcess::MergedChannels);
        if (geteuid() == 0) {
            child.setChildProcessModifier([] {
                if (setgid(NobodysUserId) != 0 || setuid(NobodysUserId) != 0)
                    _exit(99);
            });
        }
        child.start(QCoreApplication::applicationFilePath(),
                    {QStringLiteral("--child"), QStringLiteral("open"), path()});
        if (!child.waitForFinished(60'000))
            return {-1, child.errorString()};
        return {child.exitCode(), QString::fromUtf8(child.readAll())};
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QStringLiteral("--child"))
        return runAsChild(arguments.value(2), arguments.value(3));
    TestDatabase test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_database.moc"
