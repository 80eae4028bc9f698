#pragma once

#include "store/client_store.h"
#include "store/database.h"

#include <QTemporaryDir>
#include <QTest>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

namespace gatehouse::store::test {

constexpr Instant Now{std::chrono::milliseconds(1'760'000'000'000)};

/// A database in a folder of its own.
class Workspace
{
public:
    Workspace() { reopen(); }

    void reopen()
    {
        m_database.reset();
        auto opened = Database::open(path(), Now);
        if (!opened)
            qFatal("%s", qPrintable(opened.error().message));
        m_database = *std::move(opened);
    }
    void close() { m_database.reset(); }

    QString path() const { return m_folder.filePath(QStringLiteral("gatehouse.sqlite")); }
    Database &database() { return *m_database; }

private:
    QTemporaryDir m_folder;
    std::unique_ptr<Database> m_database;
};

/// Starts what answers through a reply box, and waits for the answer.
template <typename Start>
Result<void> outcomeOf(Start start)
{
    ReplyBox replies;
    std::optional<Result<void>> outcome;
    start(replies, [&outcome](const Result<void> &result) { outcome = result; });
    if (!QTest::qWaitFor([&outcome] { return outcome.has_value(); }, 30'000))
        return fail(Error::Internal, QStringLiteral("No answer came within half a minute."));
    return *outcome;
}

/// Holds the writer's thread, so that what is queued meanwhile becomes one batch.
class HeldWriter
{
public:
    explicit HeldWriter(Database &database)
    {
        database.writeLater(
            [state = m_state](Connection &) -> Result<void> {
                std::unique_lock lock(state->mutex);
                state->isHeld = true;
                state->changed.notify_all();
                state->changed.wait(lock, [&] { return state->isReleased; });
                return {};
            },
            [](const Error &error) { qFatal("%s", qPrintable(error.message)); });
        std::unique_lock lock(m_state->mutex);
        m_state->changed.wait(lock, [this] { return m_state->isHeld; });
    }
    HeldWriter(const HeldWriter &) = delete;
    HeldWriter &operator=(const HeldWriter &) = delete;
    ~HeldWriter() { release(); }

    void release()
    {
        const std::scoped_lock lock(m_state->mutex);
        m_state->isReleased = true;
        m_state->changed.notify_all();
    }

private:
    struct State {
        std::mutex mutex;
        std::condition_variable changed;
        bool isHeld = false;
        bool isReleased = false;
    };
    /// The writer's too: it may still wake up when this is gone.
    const std::shared_ptr<State> m_state = std::make_shared<State>();
};

inline Client sampleClient(int number)
{
    Client client;
    client.clientId = QStringLiteral("client-%1").arg(number, 6, 10, QLatin1Char('0'));
    client.softwareId = QStringLiteral("software-%1").arg(number);
    client.organisationId = QStringLiteral("org-%1").arg(number % 7);
    client.organisationName = QStringLiteral("Organisation %1").arg(number % 7);
    client.clientName = QStringLiteral("App %1").arg(number);
    client.environment = QStringLiteral("sandbox");
    client.issuedAt = Now + std::chrono::seconds(number);
    client.updatedAt = client.issuedAt;
    client.metadata = R"({"client_name":"App"})";
    return client;
}

inline ClientVersion sampleVersion(Instant at = Now)
{
    return {1, at, "header.claims.signature", R"([{"id":"a"}])", QByteArray("\x30\x00\xff", 3)};
}

inline Jti sampleJti(const QString &jti)
{
    return {QStringLiteral("issuer"), jti, Now + std::chrono::hours(1)};
}

inline Result<void> registerClient(ClientStore &store, const Client &client, const Jti &jti,
                                   SoftwareRule rule = SoftwareRule::AnyNumberOfClients)
{
    return outcomeOf([&](const ReplyBox &replies, ClientStore::Done done) {
        store.insertRegistration(client, sampleVersion(client.issuedAt), jti, replies, std::move(done), rule);
    });
}

/// Whatever number of rows is quickest put in by one write.
inline Result<void> putClients(Database &database, int from, int to)
{
    return database.writeAndWait<void>([=](Connection &connection) -> Result<void> {
        for (int i = from; i < to; ++i) {
            if (auto entered = enterClient(connection, sampleClient(i), sampleVersion()); !entered)
                return entered;
        }
        return {};
    });
}

inline Result<void> runSql(Database &database, const char *sql)
{
    return database.writeAndWait<void>([=](Connection &connection) { return connection.runOnce(QLatin1String(sql)); });
}

/// Whatever a person may decide.
inline Result<void> putStatus(Database &database, const QString &clientId, ClientStatus status, Instant at = Now)
{
    return database.writeAndWait<void>([=](Connection &connection) -> Result<void> {
        const auto changed = connection.run("UPDATE clients SET status = ?, updated_at = ? WHERE client_id = ?",
                                            {QString(name(status)), toMilliseconds(at), clientId});
        if (!changed)
            return tl::unexpected(changed.error());
        return {};
    });
}

/// The first column of the first row.
inline Result<QVariant> valueOf(Database &database, const char *sql)
{
    return database.reader().and_then([&](Connection *connection) -> Result<QVariant> {
        const auto query = connection->run(sql);
        if (!query)
            return tl::unexpected(query.error());
        const QVariant value = (*query)->next() ? (*query)->value(0) : QVariant();
        (*query)->finish();
        return value;
    });
}

} // namespace gatehouse::store::test

#define VERIFY_DONE(expression)                                                                                        \
    do {                                                                                                               \
        const auto &outcome_ = (expression);                                                                           \
        QVERIFY2(outcome_, outcome_ ? "" : qPrintable(outcome_.error().message + outcome_.error().detail));            \
    } while (false)
