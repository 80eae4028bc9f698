// Fills a workspace with registrations, for benchmarks and to see what lists do:
//   make_clients FOLDER [count]
// Adds to what is there. Requests and checks are left short: lists do not read them.

#include "client_maker.h"

#include "store/client_indexer.h"
#include "store/migrations.h"

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>

#include <cstdio>

using namespace gatehouse;

namespace {

constexpr int RowsPerTransaction = 10'000;

Result<void> fill(store::Connection &connection, int count)
{
    // A power cut may take what can be made again.
    for (const char *pragma : {"PRAGMA synchronous = OFF", "PRAGMA cache_size = -400000"}) {
        if (auto done = connection.runOnce(QLatin1String(pragma)); !done)
            return done;
    }
    bench::ClientMaker maker;
    QElapsedTimer clock;
    clock.start();
    for (int made = 0; made < count;) {
        if (auto begun = connection.runOnce(QStringLiteral("BEGIN IMMEDIATE")); !begun)
            return begun;
        for (int i = 0; i < RowsPerTransaction && made < count; ++i, ++made) {
            const store::Client client = maker.next();
            if (auto entered = store::enterClient(connection, client, {1, client.issuedAt, "e30.e30.e30", "[]", {}});
                !entered)
                return entered;
        }
        if (auto committed = connection.runOnce(QStringLiteral("COMMIT")); !committed)
            return committed;
        if (made % 100'000 == 0 || made == count)
            std::printf("%d after %.1f s\n", made, double(clock.elapsed()) / 1000);
        std::fflush(stdout);
    }
    return {};
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const int count = arguments.value(2, QStringLiteral("1000000")).toInt();
    if (arguments.size() < 2 || count < 1) {
        std::fprintf(stderr, "usage: make_clients FOLDER [count]\n");
        return 2;
    }
    QDir().mkpath(arguments[1]);
    const QString path = QDir(arguments[1]).filePath(QStringLiteral("gatehouse.sqlite"));
    const auto filled =
        store::migrate(path, systemNow())
            .and_then([&] { return store::Connection::open(path, store::Connection::Access::ReadWrite); })
            .and_then([&](const std::unique_ptr<store::Connection> &connection) { return fill(*connection, count); });
    if (!filled) {
        std::fprintf(stderr, "%s %s\n", qPrintable(filled.error().message), qPrintable(filled.error().detail));
        return 3;
    }
    QElapsedTimer clock;
    clock.start();
    const auto indexed =
        store::Database::open(path, systemNow()).and_then([](const std::unique_ptr<store::Database> &database) {
            return store::indexClientsAndWait(*database);
        });
    if (!indexed) {
        std::fprintf(stderr, "%s\n", qPrintable(indexed.error().message));
        return 3;
    }
    std::printf("%lld words of clients indexed in %.1f s\n", static_cast<long long>(*indexed),
                double(clock.elapsed()) / 1000);
    return 0;
}
