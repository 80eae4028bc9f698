#include "store_fixture.h"

#include <QElapsedTimer>
#include <QFileInfo>

#include <atomic>
#include <thread>

using namespace gatehouse;
using namespace gatehouse::store;
using namespace gatehouse::store::test;

namespace {

Result<void> put(Connection &connection, const QString &name, const QString &value = QStringLiteral("1"))
{
    const auto done = connection.run("INSERT INTO settings (name, value, updated_at) VALUES (?, ?, 0)", {name, value});
    if (!done)
        return tl::unexpected(done.error());
    return {};
}

std::function<Result<void>(Connection &)> putting(const QString &name, const QString &value = QStringLiteral("1"))
{
    return [=](Connection &connection) { return put(connection, name, value); };
}

qint64 rows(Database &database)
{
    const auto count = valueOf(database, "SELECT count(*) FROM settings");
    return count ? count->toLongLong() : -1;
}

} // namespace

class TestWriter : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void commitsWhatWaitsTogether()
    {
        Workspace workspace;
        Database &database = workspace.database();
        ReplyBox replies;
        int answered = 0;
        HeldWriter held(database);
        const quint64 before = database.commits();
        for (int i = 0; i < 1000; ++i)
            database.write<void>(putting(QString::number(i)), replies,
                                 [&](const Result<void> &done) { answered += done ? 1 : 0; });
        held.release();
        QTRY_COMPARE(answered, 1000);
        QCOMPARE(rows(database), 1000);
        // The held one, and two batches of MaxBatch.
        QCOMPARE(database.commits() - before, 3U);
    }

    void foldsTheLogWhileTheDatabaseIsOpen()
    {
        Workspace workspace;
        Database &database = workspace.database();
        const QString page(4096, QLatin1Char('x'));
        const qint64 before = QFileInfo(database.path()).size();
        // Far less than what makes the writer fold its log by itself.
        for (std::size_t i = 0; i < Checkpointer::WritesBetweenFoldings; ++i)
            QVERIFY(database.writeAndWait<void>(putting(QString::number(i), page)));
        QTRY_VERIFY(QFileInfo(database.path()).size() - before
                    > 4096 * qint64(Checkpointer::WritesBetweenFoldings) / 2);
        QCOMPARE(rows(database), qint64(Checkpointer::WritesBetweenFoldings));
    }

    void answersOnceTheRowsCanBeRead()
    {
        Workspace workspace;
        Database &database = workspace.database();
        ReplyBox replies;
        int answered = 0;
        int seen = 0;
        for (int i = 0; i < 50; ++i) {
            database.write<void>(putting(QString::number(i)), replies, [&, i](const Result<void> &done) {
                QVERIFY(done);
                ++answered;
                const auto reader = database.reader();
                QVERIFY(reader);
                const auto query = (*reader)->run("SELECT 1 FROM settings WHERE name = ?", {QString::number(i)});
                QVERIFY(query);
                seen += (*query)->next() ? 1 : 0;
                (*query)->finish();
            });
        }
        QTRY_COMPARE(answered, 50);
        QCOMPARE(seen, 50);
    }

    void aWriteThatFailsUndoesItselfAlone()
    {
        Workspace workspace;
        Database &database = workspace.database();
        ReplyBox replies;
        QStringList failures;
        int stored = 0;
        HeldWriter held(database);
        for (int i = 0; i < 10; ++i) {
            database.write<void>(
                [i](Connection &connection) -> Result<void> {
                    if (auto done = put(connection, QStringLiteral("row %1").arg(i)); !done)
                        return done;
                    // 3 gives up by itself, 7 runs into a key that is there.
                    if (i == 3)
                        return fail(Error::Refused, QStringLiteral("no"));
                    return i == 7 ? put(connection, QStringLiteral("row 0")) : Result<void>();
                },
                replies,
                [&, i](const Result<void> &done) {
                    if (done)
                        ++stored;
                    else
                        failures.append(QStringLiteral("%1:%2").arg(i).arg(done.error().kind));
                });
        }
        held.release();
        QTRY_COMPARE(stored + failures.size(), 10);
        QCOMPARE(
            failures,
            QStringList({QStringLiteral("3:%1").arg(Error::Refused), QStringLiteral("7:%1").arg(Error::Conflict)}));
        QCOMPARE(rows(database), 8);
        QCOMPARE(valueOf(database, "SELECT count(*) FROM settings WHERE name IN ('row 3', 'row 7')")->toInt(), 0);
    }

    void aForeignKeyThatPointsNowhereIsNoSecondEntry()
    {
        Workspace workspace;
        const auto done = workspace.database().writeAndWait<void>([](Connection &connection) -> Result<void> {
            return connection.run("INSERT INTO tokens VALUES ('hash', 'nobody', '', 0, 0, '')").map([](QSqlQuery *) {});
        });
        QVERIFY(!done);
        QCOMPARE(done.error().kind, Error::Internal);
    }

    void aFullDiskIsSaidSoAndLeavesEarlierRows()
    {
        Workspace workspace;
        Database &database = workspace.database();
        VERIFY_DONE(database.writeAndWait<void>(putting(QStringLiteral("before"))));
        VERIFY_DONE(database.writeAndWait<void>(
            [](Connection &connection) { return connection.runOnce(QStringLiteral("PRAGMA max_page_count = 60")); }));

        ReplyBox replies;
        int answered = 0;
        QStringList stored;
        QString message;
        const QString bulk(20'000, QLatin1Char('x'));
        for (int i = 0; i < 40; ++i) {
            const QString name = QStringLiteral("bulk %1").arg(i);
            database.write<void>(putting(name, bulk), replies, [&, name](const Result<void> &done) {
                ++answered;
                if (done)
                    stored.append(name);
                else
                    message = done.error().message;
            });
        }
        QTRY_COMPARE(answered, 40);
        QVERIFY2(message.contains(QStringLiteral("disk is full")), qPrintable(message));
        QVERIFY(stored.size() < 40);
        QCOMPARE(rows(database), stored.size() + 1);

        VERIFY_DONE(database.writeAndWait<void>([](Connection &connection) {
            return connection.runOnce(QStringLiteral("PRAGMA max_page_count = 100000"));
        }));
        VERIFY_DONE(database.writeAndWait<void>(putting(QStringLiteral("after"), bulk)));
        workspace.reopen();
        QCOMPARE(rows(workspace.database()), stored.size() + 2);
        QCOMPARE(valueOf(workspace.database(), "PRAGMA integrity_check")->toString(), QStringLiteral("ok"));
    }

    void refusesAtOnceWhenItsQueueIsFull()
    {
        Workspace workspace;
        Database &database = workspace.database();
        ReplyBox replies;
        std::size_t stored = 0;
        std::size_t refused = 0;
        HeldWriter held(database);
        for (std::size_t i = 0; i < Writer::MaxQueued + 5; ++i) {
            database.write<void>([](Connection &) { return Result<void>(); }, replies,
                                 [&](const Result<void> &done) { done ? ++stored : ++refused; });
        }
        // Those that find no room are answered while the writer is still held.
        QTRY_COMPARE(refused, 5U);
        QCOMPARE(stored, 0U);
        held.release();
        QTRY_COMPARE(stored, Writer::MaxQueued);
    }

    void writesWhatIsQueuedBeforeItCloses()
    {
        Workspace workspace;
        std::atomic<int> failures = 0;
        for (int i = 0; i < 1200; ++i) {
            workspace.database().writeLater(
                putting(QString::number(i)), [&](const Error &) { ++failures; },
                i % 2 == 0 ? Writer::Urgency::Prompt : Writer::Urgency::Lazy);
        }
        workspace.close();
        QCOMPARE(failures, 0);
        workspace.reopen();
        QCOMPARE(rows(workspace.database()), 1200);
    }

    void refusesWhatComesWhileItCloses()
    {
        Workspace workspace;
        Database &database = workspace.database();
        std::optional<Error::Kind> refused;
        {
            HeldWriter held(database);
            // It queues another for as long as the queue takes one, so the last comes when the writer finishes.
            std::function<void()> another = [&] {
                database.writeLater(
                    [&](Connection &) -> Result<void> {
                        another();
                        return {};
                    },
                    [&](const Error &error) { refused = error.kind; });
            };
            another();
            std::thread releaser([&held] {
                std::this_thread::sleep_for(std::chrono::milliseconds(50));
                held.release();
            });
            workspace.close();
            releaser.join();
        }
        QCOMPARE(refused, Error::Refused);
    }

    void lazyWritesRideAlongWithAPromptOne()
    {
        Workspace workspace;
        Database &database = workspace.database();
        const quint64 before = database.commits();
        for (int i = 0; i < 20; ++i)
            database.writeLater(
                putting(QString::number(i)), [](const Error &) {}, Writer::Urgency::Lazy);
        QTest::qWait(50);
        QCOMPARE(database.commits(), before);
        VERIFY_DONE(database.writeAndWait<void>(putting(QStringLiteral("prompt"))));
        QCOMPARE(rows(database), 21);
        QCOMPARE(database.commits() - before, 1U);
    }

    void lazyWritesGoAloneAfterAWhile()
    {
        Workspace workspace;
        Database &database = workspace.database();
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 20; ++i)
            database.writeLater(
                putting(QString::number(i)), [](const Error &) {}, Writer::Urgency::Lazy);
        QTRY_COMPARE(rows(database), 20);
        QVERIFY(timer.elapsed() >= Writer::MaxLaziness.count() - 20);
        QCOMPARE(database.commits(), 1U);
    }

    void threadsWriteAndReadAtOnce()
    {
        Workspace workspace;
        Database &database = workspace.database();
        std::atomic<int> failures = 0;
        std::vector<std::thread> threads;
        for (int thread = 0; thread < 8; ++thread) {
            threads.emplace_back([&, thread] {
                qint64 last = 0;
                for (int i = 0; i < 25; ++i) {
                    if (!database.writeAndWait<void>(putting(QStringLiteral("%1-%2").arg(thread).arg(i))))
                        ++failures;
                    const qint64 now = rows(database);
                    if (now <= last)
                        ++failures;
                    last = now;
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(failures, 0);
        QCOMPARE(rows(database), 200);
    }
};

QTEST_GUILESS_MAIN(TestWriter)
#include "test_writer.moc"
