// How long lists of clients take to be read, sorted, filtered, searched and counted, and what registering one costs:
//   make_clients FOLDER 1000000 && bench_clients FOLDER [rounds]
// Each query is run in its turn, so that none finds all of its pages in SQLite's cache; the sqlite3 shell then runs
// what one would type there against the table itself.

#include "client_maker.h"

#include "store/client_indexer.h"
#include "store/migrations.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <functional>

using namespace gatehouse;
using store::ClientColumn;
using store::ClientFilter;
using store::ClientStatus;

namespace {

constexpr int PageSize = 100;

struct Case {
    const char *title;
    std::function<Result<qint64>()> run; ///< returns what was counted, or how many rows were read
    const char *shell;
    std::vector<double> milliseconds = {};
    std::vector<double> busy = {}; ///< of the processor: what a machine that does nothing else takes
    qint64 answer = 0;
};

double memoryMiB(const char *field)
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith(field))
            return line.mid(static_cast<qsizetype>(qstrlen(field))).simplified().split(' ').value(0).toDouble() / 1024;
    }
    return 0;
}

double cpuMicroseconds()
{
    timespec used{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return double(used.tv_sec) * 1e6 + double(used.tv_nsec) / 1e3;
}

ClientFilter textFilter(const char *text)
{
    ClientFilter filter;
    filter.text = QString::fromUtf8(text);
    return filter;
}

template <typename Set>
ClientFilter filterWith(Set set)
{
    ClientFilter filter;
    set(filter);
    return filter;
}

std::vector<Case> casesOf(const store::ClientStore &store, qint64 total)
{
    const auto rows = [](const QList<store::Client> &page) { return qint64(page.size()); };
    const auto page = [=, &store](const ClientFilter &filter, ClientColumn column = ClientColumn::IssuedAt) {
        return [=, &store] {
            const Qt::SortOrder order = column == ClientColumn::IssuedAt ? Qt::DescendingOrder : Qt::AscendingOrder;
            return store.page(filter, {}, PageSize, {column, order}).map(rows);
        };
    };
    const auto at = [=, &store](qint64 offset, ClientColumn column = ClientColumn::IssuedAt) {
        return [=, &store] {
            return store.pageAt({}, {column, Qt::AscendingOrder}, offset, PageSize, total).map(rows);
        };
    };
    const auto upTo = [&store](const ClientFilter &filter) {
        return [=, &store] { return store.countUpTo(filter, 10'000); };
    };
    const auto count = [&store](const ClientFilter &filter) { return [=, &store] { return store.count(filter); }; };
    const auto held = filterWith([](ClientFilter &filter) { filter.statuses = {ClientStatus::Held}; });
    const auto production = filterWith([](ClientFilter &filter) { filter.environment = QStringLiteral("production"); });
    const auto role = filterWith([](ClientFilter &filter) { filter.role = QStringLiteral("CBPII"); });
    const auto organisation =
        filterWith([](ClientFilter &filter) { filter.organisationId = QStringLiteral("0015800001041R00A0"); });
    const auto issued = filterWith([](ClientFilter &filter) {
        filter.issuedFrom = Instant(std::chrono::milliseconds(1'630'000'000'000));
        filter.issuedBefore = Instant(std::chrono::milliseconds(1'631'000'000'000));
    });
    const auto heldBank = filterWith([](ClientFilter &filter) {
        filter.statuses = {ClientStatus::Held, ClientStatus::Suspended};
        filter.text = QStringLiteral("bank planner");
    });
    return {
        {"first page, newest first", page({}),
         "SELECT * FROM clients WHERE status <> 'deleted' ORDER BY issued_at DESC, client_id DESC LIMIT 100;"},
        {"last page", at(total - 50),
         "SELECT * FROM clients WHERE status <> 'deleted' ORDER BY issued_at, client_id LIMIT 100 OFFSET (SELECT count(*) - 50 FROM clients WHERE status <> 'deleted');"},
        {"page in the middle", at(total / 2),
         "SELECT * FROM clients WHERE status <> 'deleted' ORDER BY issued_at, client_id LIMIT 100 OFFSET 475000;"},
        {"middle, by name", at(total / 2, ClientColumn::ClientName),
         "SELECT * FROM clients WHERE status <> 'deleted' ORDER BY lower(client_name), client_id LIMIT 100 OFFSET 475000;"},
        {"sorted by updated", page({}, ClientColumn::UpdatedAt),
         "SELECT * FROM clients WHERE status <> 'deleted' ORDER BY updated_at, client_id LIMIT 100;"},
        {"sorted by name", page({}, ClientColumn::ClientName),
         "SELECT * FROM clients WHERE status <> 'deleted' ORDER BY lower(client_name), client_id LIMIT 100;"},
        {"sorted by organisation", page({}, ClientColumn::OrganisationName),
         "SELECT * FROM clients WHERE status <> 'deleted' ORDER BY lower(organisation_name), client_id LIMIT 100;"},
        {"sorted by software id", page({}, ClientColumn::SoftwareId),
         "SELECT * FROM clients WHERE status <> 'deleted' ORDER BY lower(software_id), client_id LIMIT 100;"},
        {"sorted by status", page({}, ClientColumn::Status),
         "SELECT * FROM clients WHERE status <> 'deleted' ORDER BY status, issued_at, client_id LIMIT 100;"},
        {"filter: held", page(held), "SELECT * FROM clients WHERE status = 'held' ORDER BY issued_at DESC LIMIT 100;"},
        {"filter: held, by name", page(held, ClientColumn::ClientName), nullptr},
        {"filter: production, by name", page(production, ClientColumn::ClientName), nullptr},
        {"filter: role CBPII", page(role), nullptr},
        {"filter: one organisation", page(organisation),
         "SELECT * FROM clients WHERE organisation_id = '0015800001041R00A0' ORDER BY issued_at DESC LIMIT 100;"},
        {"filter: issued in 12 days, by name", page(issued, ClientColumn::ClientName), nullptr},
        {"search: rare word", page(textFilter("zyxomma")),
         "SELECT * FROM clients WHERE search_text LIKE '%zyxomma%' ORDER BY issued_at DESC LIMIT 100;"},
        {"search: common word", page(textFilter("bank")),
         "SELECT * FROM clients WHERE search_text LIKE '%bank%' ORDER BY issued_at DESC LIMIT 100;"},
        {"search: common word, by name", page(textFilter("bank"), ClientColumn::ClientName),
         "SELECT * FROM clients WHERE search_text LIKE '%bank%' ORDER BY lower(client_name) LIMIT 100;"},
        {"search: missing word", page(textFilter("nosuchword")),
         "SELECT * FROM clients WHERE search_text LIKE '%nosuchword%' ORDER BY issued_at DESC LIMIT 100;"},
        {"search: missing, of common parts", page(textFilter("plannerbankpay")),
         "SELECT * FROM clients WHERE search_text LIKE '%plannerbankpay%' LIMIT 100;"},
        {"search: two words and a role", page(textFilter("zürich wallet pisp")), nullptr},
        {"search: two words, two states", page(heldBank), nullptr},
        {"search: one letter", page(textFilter("q")),
         "SELECT * FROM clients WHERE search_text LIKE '%q%' ORDER BY issued_at DESC LIMIT 100;"},
        {"search: two letters", page(textFilter("qz")),
         "SELECT * FROM clients WHERE search_text LIKE '%qz%' ORDER BY issued_at DESC LIMIT 100;"},
        {"search: two letters, missing", page(textFilter("ßq")),
         "SELECT * FROM clients WHERE search_text LIKE '%ßq%' ORDER BY issued_at DESC LIMIT 100;"},
        {"search: part of a redirect URI", page(textFilter("https://fjord-credit.example.com/callback/aa")), nullptr},
        {"count: all", count({}), "SELECT count(*) FROM clients WHERE status <> 'deleted';"},
        {"count: held", count(held), "SELECT count(*) FROM clients WHERE status = 'held';"},
        {"count: production", count(production),
         "SELECT count(*) FROM clients WHERE environment = 'production' AND status <> 'deleted';"},
        {"count: issued in 12 days", count(issued), nullptr},
        {"count up to 10000: common word", upTo(textFilter("bank")), nullptr},
        {"count up to 10000: two letters", upTo(textFilter("qz")), nullptr},
        {"count up to 10000: role", upTo(role), nullptr},
        {"count up to 10000: words, states", upTo(heldBank), nullptr},
        {"count up to 10000: missing word", upTo(textFilter("nosuchword")), nullptr},
        {"background count: common word", count(textFilter("bank")),
         "SELECT count(*) FROM clients WHERE search_text LIKE '%bank%' AND status <> 'deleted';"},
        {"background count: role", count(role), nullptr},
    };
}

/// What `.timer on` says, in milliseconds.
QString shellTime(const QString &path, const char *sql)
{
    QProcess shell;
    shell.start(QStringLiteral("sqlite3"),
                {QStringLiteral("-readonly"), path, QStringLiteral(".timer on"), QString::fromUtf8(sql)});
    if (!shell.waitForFinished(120'000) || shell.exitCode() != 0) {
        shell.kill();
        shell.waitForFinished();
        return QStringLiteral("> 120 s");
    }
    static const QRegularExpression pattern(QStringLiteral("Run Time: real ([0-9.]+) user ([0-9.]+) sys ([0-9.]+)"));
    const auto match = pattern.match(QString::fromUtf8(shell.readAllStandardOutput().right(200)));
    return QStringLiteral("%1/%2")
        .arg(match.captured(1).toDouble() * 1000, 0, 'f', 0)
        .arg((match.captured(2).toDouble() + match.captured(3).toDouble()) * 1000, 0, 'f', 0);
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

Result<void> readings(const QString &path, int rounds, bool wantsShell)
{
    const auto database = store::Database::open(path, systemNow());
    if (!database)
        return tl::unexpected(database.error());
    const store::ClientStore store(**database);
    const auto total = store.count({});
    if (!total)
        return tl::unexpected(total.error());
    std::printf("%lld clients that are not deleted\n", static_cast<long long>(*total));
    std::vector<Case> cases = casesOf(store, *total);
    for (int round = 0; round < rounds; ++round) {
        for (Case &each : cases) {
            QElapsedTimer clock;
            clock.start();
            const double begun = cpuMicroseconds();
            const auto answer = each.run();
            if (!answer)
                return tl::unexpected(answer.error());
            each.milliseconds.push_back(double(clock.nsecsElapsed()) / 1e6);
            each.busy.push_back((cpuMicroseconds() - begun) / 1e3);
            each.answer = *answer;
        }
    }
    std::printf("%-36s %9s %9s %9s %9s %9s %16s\n", "ms", "median", "worst", "CPU", "worst CPU", "rows",
                "sqlite3 real/CPU");
    for (const Case &each : cases) {
        std::printf("%-36s %9.1f %9.1f %9.1f %9.1f %9lld %16s\n", each.title, median(each.milliseconds),
                    *std::max_element(each.milliseconds.begin(), each.milliseconds.end()), median(each.busy),
                    *std::max_element(each.busy.begin(), each.busy.end()), static_cast<long long>(each.answer),
                    each.shell && wantsShell ? qPrintable(shellTime(path, each.shell)) : "");
        std::fflush(stdout);
    }
    std::printf("memory %.1f MiB, peak %.1f MiB\n", memoryMiB("VmRSS:"), memoryMiB("VmHWM:"));
    return {};
}

/// Microseconds of CPU that entering a client takes, in transactions as the endpoint makes them under load.
Result<double> writeCost(const QString &path, int schema, int count)
{
    auto migrations = store::knownMigrations();
    if (!migrations)
        return tl::unexpected(migrations.error());
    migrations->removeIf([schema](const store::Migration &migration) { return migration.version > schema; });
    if (auto migrated = store::migrate(path, systemNow(), *migrations); !migrated)
        return tl::unexpected(migrated.error());
    const auto connection = store::Connection::open(path, store::Connection::Access::ReadWrite);
    if (!connection)
        return tl::unexpected(connection.error());
    constexpr int RowsPerTransaction = 50;
    bench::ClientMaker maker;
    double used = 0;
    for (int made = 0; made < count; made += RowsPerTransaction) {
        QList<store::Client> clients;
        for (int i = 0; i < RowsPerTransaction; ++i)
            clients.append(maker.next());
        const double begun = cpuMicroseconds();
        if (auto done = (*connection)->runOnce(QStringLiteral("BEGIN IMMEDIATE")); !done)
            return tl::unexpected(done.error());
        for (const store::Client &client : clients) {
            if (auto entered = store::enterClient(**connection, client, {1, client.issuedAt, "e30.e30.e30", "[]", {}});
                !entered)
                return tl::unexpected(entered.error());
        }
        if (auto done = (*connection)->runOnce(QStringLiteral("COMMIT")); !done)
            return tl::unexpected(done.error());
        used += cpuMicroseconds() - begun;
    }
    return used / count;
}

Result<void> writings()
{
    constexpr int Count = 20'000;
    constexpr int SchemaBefore = 5;
    constexpr int SchemaOfLists = 6;
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("new.sqlite"));
    const auto before = writeCost(folder.filePath(QStringLiteral("old.sqlite")), SchemaBefore, Count);
    const auto after = writeCost(path, SchemaOfLists, Count);
    if (!before || !after)
        return tl::unexpected(before ? after.error() : before.error());
    std::printf("entering a client: %.0f us of CPU without the list, %.0f us with it\n", *before, *after);
    const auto database = store::Database::open(path, systemNow());
    if (!database)
        return tl::unexpected(database.error());
    const auto used = (*database)->writeAndWait<double>([](store::Connection &) { return cpuMicroseconds(); });
    const auto indexed = store::indexClientsAndWait(**database);
    const auto usedThen = (*database)->writeAndWait<double>([](store::Connection &) { return cpuMicroseconds(); });
    if (!used || !indexed || !usedThen)
        return fail(Error::Internal, QStringLiteral("The words could not be indexed."));
    std::printf("indexing its words, later: %.0f us of CPU\n", (*usedThen - *used) / double(*indexed));
    return {};
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() < 2) {
        std::fprintf(stderr, "usage: bench_clients FOLDER [rounds [sqlite3]]\n");
        return 2;
    }
    const QString path = QDir(arguments[1]).filePath(QStringLiteral("gatehouse.sqlite"));
    const int rounds = std::max(1, arguments.value(2, QStringLiteral("7")).toInt());
    const auto done = readings(path, rounds, arguments.value(3) == QLatin1String("sqlite3")).and_then(writings);
    if (!done) {
        std::fprintf(stderr, "%s %s\n", qPrintable(done.error().message), qPrintable(done.error().detail));
        return 3;
    }
    return 0;
}
