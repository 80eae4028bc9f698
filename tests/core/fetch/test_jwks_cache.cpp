#include "base/files.h"
#include "core/fetch/https_server.h"
#include "core/fetch/key_maker.h"
#include "core/store/store_fixture.h"
#include "fetch/jwks_cache.h"

#include <QtTest>

#include <atomic>
#include <thread>

using namespace gatehouse;
using namespace gatehouse::fetch;
using namespace gatehouse::fetch::test;
using namespace std::chrono_literals;

namespace {

using State = dcr::KeySource::State;

/// A key server that says what the test wants it to say.
class KeyServer
{
public:
    KeyServer()
        : m_server([this](QSslSocket &socket, const QByteArray &head) { answer(socket, head); })
    {}

    QByteArray body;
    QByteArray headers;
    int status = 200;
    bool isSilent = false;
    std::function<QByteArray(const QByteArray &head)> script; ///< the whole response, where it is set

    int requests() const { return static_cast<int>(m_server.heads.size()); }
    QByteArray lastHead() const { return m_server.heads.constLast(); }
    QUrl url(const char *path = "/keys.jwks") const { return m_server.url(path); }

private:
    void answer(QSslSocket &socket, const QByteArray &head)
    {
        if (isSilent)
            return;
        socket.write(script ? script(head) : response(status, body, headers));
        socket.disconnectFromHost();
    }

    HttpsServer m_server;
};

} // namespace

/// The cache of key sets: when it asks and when it does not, and what it makes of bad answers.
class TestJwksCache : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void readsAKeySetOnce();
    void asksAgainWhenItsAgeIsPast_data();
    void asksAgainWhenItsAgeIsPast();
    void asksOnceForManyAtATime();
    void asksOnceForManyThreads();
    void asksOnceForAThousandUnknownKids();
    void findsAKeyThatWasRotatedIn();
    void doesNotAskForAKeyThatWasLookedForInVainWithTheFirstFetch();
    void sendsBackTheEntityTag();
    void asksForTheWholeWhereTheServerConfirmsAnotherVersion();
    void refusesAConfirmationOfNothing();
    void ignoresAnEntityTagThatIsNone();
    void keepsTheLastGoodSet_data();
    void keepsTheLastGoodSet();
    void leavesAFailingServerAloneForAWhile();
    void dropsTheLastGoodSetWhenItIsTooOld();
    void givesUpOnASlowServer();
    void saysWhatChanged();
    void takesAnEmptySetForAnAnswer();
    void trustsTheServerByItsTruststore();
    void saysThatATruststoreCannotBeUsed();
    void refusesPrivateAddressesByItself();
    void keepsSetsOverARestart();
    void seesWhatAnotherProcessWrote();
    void readsTheDatabaseOnceForItsFirstReload();
    void keepsABoundedNumberOfSets();
    void cancelsAFetch();
    void endsWhileSomebodyWaits();
    void keepsNames();
    void refusesANameOrUrlThatIsNone_data();
    void refusesANameOrUrlThatIsNone();
    void knowsWhereStatementsMaySendIt();

private:
    KeySetAddress address(const char *path = "/keys.jwks") const
    {
        return {m_server->url(path), m_truststore, Reach::LocalSandbox};
    }
    dcr::KeySource find(const KeySetAddress &where, const QByteArray &kid = {});
    KeySetState refresh(const KeySetAddress &where);
    void reopen();

    QTemporaryDir m_folder;
    QString m_truststore;
    Instant m_start = systemNow();
    std::atomic<qint64> m_shiftMs = 0;
    std::unique_ptr<store::test::Workspace> m_workspace;
    std::unique_ptr<KeyServer> m_server;
    std::unique_ptr<JwksCache> m_cache;
    const jose::Jwk m_a = makeKey("a");
    const jose::Jwk m_b = makeKey("b");

    void advance(std::chrono::milliseconds span) { m_shiftMs += span.count(); }
    Instant now() const { return m_start + std::chrono::milliseconds(m_shiftMs.load()); }
};

void TestJwksCache::init()
{
    m_truststore = m_folder.filePath(QStringLiteral("roots.pem"));
    QVERIFY(saveFile(m_truststore, ServerIdentity::get().roots().constFirst().toPem()));
    m_workspace = std::make_unique<store::test::Workspace>();
    m_server = std::make_unique<KeyServer>();
    m_server->body = setOf({m_a});
    reopen();
}

void TestJwksCache::cleanup()
{
    m_cache.reset();
    m_server.reset();
    m_workspace.reset();
}

void TestJwksCache::reopen()
{
    m_cache.reset();
    if (m_workspace)
        m_workspace->reopen();
    m_cache = std::make_unique<JwksCache>(
        m_workspace->database(), [this] { return now(); }, 2s);
}

dcr::KeySource TestJwksCache::find(const KeySetAddress &where, const QByteArray &kid)
{
    // Not waited for in steps: tests ask a thousand times.
    QEventLoop loop;
    store::ReplyBox replies;
    dcr::KeySource found;
    m_cache->find(where, kid, replies, [&](const dcr::KeySource &source) {
        found = source;
        loop.quit();
    });
    loop.exec();
    return found;
}

KeySetState TestJwksCache::refresh(const KeySetAddress &where)
{
    store::ReplyBox replies;
    std::optional<KeySetState> found;
    m_cache->refresh(where, replies, [&found](const KeySetState &state) { found = state; });
    if (!QTest::qWaitFor([&found] { return found.has_value(); }, 20'000))
        qFatal("No answer came.");
    return *found;
}

void TestJwksCache::readsAKeySetOnce()
{
    QVERIFY(!m_cache->held(address(), "a"));
    const dcr::KeySource source = find(address(), "a");
    QVERIFY2(source.state == State::Available, qPrintable(source.problem));
    QVERIFY(source.keys->hasKid("a"));
    QCOMPARE(source.origin, m_server->url().toString());
    for (int i = 0; i < 5; ++i)
        QVERIFY(m_cache->held(address(), "a"));
    find(address(), "a");
    QCOMPARE(m_server->requests(), 1);
    const KeySetState state = m_cache->state(address());
    QVERIFY(!state.isFetching && state.problem.isEmpty() && !state.changedAt);
    QCOMPARE(*state.fetchedAt, now());
    QCOMPARE(state.refreshAt, now() + JwksCache::DefaultAge);
}

void TestJwksCache::asksAgainWhenItsAgeIsPast_data()
{
    QTest::addColumn<QByteArray>("headers");
    QTest::addColumn<qint64>("seconds");
    QTest::newRow("none") << QByteArray() << qint64(3600);
    QTest::newRow("in between") << QByteArray("Cache-Control: public, max-age=600\r\n") << qint64(600);
    QTest::newRow("too short") << QByteArray("Cache-Control: max-age=0\r\n") << qint64(60);
    QTest::newRow("too long") << QByteArray("Cache-Control: max-age=31536000\r\n") << qint64(86400);
    QTest::newRow("huge") << QByteArray("Cache-Control: max-age=999999999999999999999999\r\n") << qint64(86400);
    QTest::newRow("no-store") << QByteArray("Cache-Control: no-store, max-age=600\r\n") << qint64(60);
    QTest::newRow("negative") << QByteArray("Cache-Control: max-age=-5\r\n") << qint64(3600);
    QTest::newRow("garbage") << QByteArray("Cache-Control: max-age=soon;,=\"\r\n") << qint64(3600);
    QTest::newRow("two headers") << QByteArray("Cache-Control: public\r\nCache-Control: max-age=600\r\n")
                                 << qint64(600);
}

void TestJwksCache::asksAgainWhenItsAgeIsPast()
{
    QFETCH(QByteArray, headers);
    QFETCH(qint64, seconds);
    m_server->headers = headers;
    find(address(), "a");
    advance(std::chrono::seconds(seconds) - 1s);
    find(address(), "a");
    QCOMPARE(m_server->requests(), 1);
    advance(1s);
    QVERIFY(!m_cache->held(address(), "a"));
    find(address(), "a");
    QCOMPARE(m_server->requests(), 2);
}

void TestJwksCache::asksOnceForManyAtATime()
{
    store::ReplyBox replies;
    int answers = 0;
    for (int i = 0; i < 100; ++i)
        m_cache->find(address(), "a", replies, [&](const dcr::KeySource &source) {
            if (source.state == State::Available)
                ++answers;
        });
    QVERIFY(m_cache->state(address()).isFetching);
    QTRY_COMPARE(answers, 100);
    QCOMPARE(m_server->requests(), 1);
}

void TestJwksCache::asksOnceForManyThreads()
{
    std::atomic<int> answers = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            for (int j = 0; j < 50; ++j) {
                if (m_cache->findAndWait(address(), "a").state == State::Available)
                    ++answers;
            }
        });
    QTRY_COMPARE_WITH_TIMEOUT(answers.load(), 400, 20'000);
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(m_server->requests(), 1);
}

void TestJwksCache::asksOnceForAThousandUnknownKids()
{
    find(address(), "a");
    for (int i = 0; i < 1000; ++i) {
        const dcr::KeySource source = find(address(), "stranger " + QByteArray::number(i % 3));
        QVERIFY(source.state == State::Available && !source.keys->hasKid("stranger 0"));
    }
    QCOMPARE(m_server->requests(), 2);
    advance(JwksCache::UnknownKidInterval - 1ms);
    find(address(), "stranger");
    QCOMPARE(m_server->requests(), 2);
    advance(1ms);
    find(address(), "stranger");
    find(address(), "stranger");
    QCOMPARE(m_server->requests(), 3);
}

void TestJwksCache::findsAKeyThatWasRotatedIn()
{
    find(address(), "a");
    m_server->body = setOf({m_b});
    const dcr::KeySource source = find(address(), "b");
    QVERIFY(source.state == State::Available && source.keys->hasKid("b") && !source.keys->hasKid("a"));
    QCOMPARE(m_server->requests(), 2);
}

void TestJwksCache::doesNotAskForAKeyThatWasLookedForInVainWithTheFirstFetch()
{
    find(address(), "stranger");
    find(address(), "stranger");
    QCOMPARE(m_server->requests(), 1);
}

void TestJwksCache::sendsBackTheEntityTag()
{
    m_server->headers = "ETag: W/\"v1\"\r\nCache-Control: max-age=100\r\n";
    find(address(), "a");
    QVERIFY(!m_server->lastHead().contains("If-None-Match"));
    advance(100s);
    m_server->script = [](const QByteArray &head) {
        return head.contains("If-None-Match: W/\"v1\"\r\n")
            ? response(304, {}, "ETag: \"v1\"\r\nCache-Control: max-age=200\r\n")
            : response(500, "not conditional");
    };
    const dcr::KeySource source = find(address(), "a");
    QVERIFY(source.state == State::Available && source.keys->hasKid("a"));
    const KeySetState state = m_cache->state(address());
    QVERIFY2(state.problem.isEmpty(), qPrintable(state.problem));
    QCOMPARE(*state.fetchedAt, now());
    QCOMPARE(state.refreshAt, now() + 200s);
    QCOMPARE(m_server->requests(), 2);
}

void TestJwksCache::asksForTheWholeWhereTheServerConfirmsAnotherVersion()
{
    m_server->headers = "ETag: \"v1\"\r\n";
    find(address(), "a");
    m_server->script = [this](const QByteArray &head) {
        return head.contains("If-None-Match") ? response(304, {}, "ETag: \"v2\"\r\n")
                                              : response(200, setOf({m_b}), "ETag: \"v2\"\r\n");
    };
    const dcr::KeySource source = find(address(), "b");
    QVERIFY(source.state == State::Available && source.keys->hasKid("b"));
    QCOMPARE(m_server->requests(), 3);
}

void TestJwksCache::refusesAConfirmationOfNothing()
{
    m_server->script = [](const QByteArray &) { return response(304, {}); };
    const dcr::KeySource source = find(address(), "a");
    QCOMPARE(source.state, State::Unavailable);
    QVERIFY2(source.problem.contains(QStringLiteral("status 304")), qPrintable(source.problem));
}

void TestJwksCache::ignoresAnEntityTagThatIsNone()
{
    m_server->headers = "ETag: v1\r\n";
    find(address(), "a");
    refresh(address());
    QVERIFY(!m_server->lastHead().contains("If-None-Match"));
    QCOMPARE(m_server->requests(), 2);
}

void TestJwksCache::keepsTheLastGoodSet_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QString>("why");
    QTest::newRow("500") << response(500, "{\"keys\":[]}") << QStringLiteral("status 500");
    QTest::newRow("HTML") << response(200, "<html>Sign in</html>") << QStringLiteral("is no key set");
    QTest::newRow("a list") << response(200, "[]") << QStringLiteral("is no key set");
    QTest::newRow("huge") << response(200, QByteArray(KeySetFetcher::MaxBytes + 1, ' '))
                          << QStringLiteral("larger than");
    QTest::newRow("too many keys") << response(200, "{\"keys\":[" + QByteArray("{},").repeated(1000) + "{}]}")
                                   << QStringLiteral("1001 keys");
    QTest::newRow("elsewhere") << response(302, {}, "Location: https://localhost/keys\r\n")
                               << QStringLiteral("its own host");
    QTest::newRow("cut short") << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{") << QString();
    QTest::newRow("no HTTP") << QByteArray("hello\r\n\r\n") << QString();
}

void TestJwksCache::keepsTheLastGoodSet()
{
    QFETCH(QByteArray, answer);
    QFETCH(QString, why);
    find(address(), "a");
    const Instant good = now();
    advance(JwksCache::DefaultAge);
    m_server->script = [answer](const QByteArray &) { return answer; };
    const dcr::KeySource source = find(address(), "a");
    QVERIFY(source.state == State::Available && source.keys->hasKid("a"));
    const KeySetState state = m_cache->state(address());
    QVERIFY2(!state.problem.isEmpty() && state.problem.contains(why), qPrintable(state.problem));
    QVERIFY2(source.origin.contains(state.problem), qPrintable(source.origin));
    QCOMPARE(*state.fetchedAt, good);
    QCOMPARE(*state.attemptedAt, now());
}

void TestJwksCache::leavesAFailingServerAloneForAWhile()
{
    m_server->status = 500;
    for (int i = 0; i < 20; ++i)
        QCOMPARE(find(address(), QByteArray::number(i)).state, State::Unavailable);
    QCOMPARE(m_server->requests(), 1);
    advance(JwksCache::RetryInterval);
    m_server->status = 200;
    QCOMPARE(find(address(), "a").state, State::Available);
    QVERIFY(m_cache->state(address()).problem.isEmpty());
}

void TestJwksCache::dropsTheLastGoodSetWhenItIsTooOld()
{
    find(address(), "a");
    m_server->status = 500;
    advance(JwksCache::MaxStale);
    QCOMPARE(find(address(), "a").state, State::Available);
    advance(JwksCache::RetryInterval);
    const dcr::KeySource source = find(address(), "a");
    QCOMPARE(source.state, State::Unavailable);
    QVERIFY2(source.problem.contains(QStringLiteral("too old")), qPrintable(source.problem));
}

void TestJwksCache::givesUpOnASlowServer()
{
    m_server->isSilent = true;
    const dcr::KeySource source = find(address(), "a");
    QCOMPARE(source.state, State::Unavailable);
    QVERIFY2(source.problem.contains(QStringLiteral("within 2 seconds")), qPrintable(source.problem));
}

void TestJwksCache::saysWhatChanged()
{
    find(address(), "a");
    advance(1h);
    const jose::Jwk other = makeKey("a");
    m_server->body = setOf({other, m_b});
    const KeySetState state = refresh(address());
    QCOMPARE(*state.changedAt, now());
    QCOMPARE(state.changes.added, (QList<KeySetChanges::Key>{{"b", m_b.thumbprint()}}));
    QCOMPARE(state.changes.replaced, (QList<KeySetChanges::Replaced>{{"a", m_a.thumbprint(), other.thumbprint()}}));
    // The news of a change stays until there is another.
    const Instant changed = now();
    advance(1h);
    const KeySetState later = refresh(address());
    QCOMPARE(*later.changedAt, changed);
    QCOMPARE(later.changes, state.changes);
}

void TestJwksCache::takesAnEmptySetForAnAnswer()
{
    find(address(), "a");
    m_server->body = "{\"keys\":[]}";
    const KeySetState state = refresh(address());
    QVERIFY(state.problem.isEmpty() && state.keys->isEmpty());
    QCOMPARE(state.changes.removed.size(), 1);
}

void TestJwksCache::trustsTheServerByItsTruststore()
{
    KeySetAddress without = address();
    without.truststore.clear();
    const dcr::KeySource source = find(without, "a");
    QCOMPARE(source.state, State::Unavailable);
    QVERIFY2(source.problem.contains(QStringLiteral("certificate")), qPrintable(source.problem));
    QCOMPARE(m_server->requests(), 0);
    QCOMPARE(find(address(), "a").state, State::Available);
    // What one truststore vouches for is not handed to whoever trusts another.
    QCOMPARE(find(without, "a").state, State::Unavailable);
}

void TestJwksCache::saysThatATruststoreCannotBeUsed()
{
    KeySetAddress bad = address();
    bad.truststore = m_folder.filePath(QStringLiteral("missing.pem"));
    const dcr::KeySource source = find(bad, "a");
    QCOMPARE(source.state, State::Unavailable);
    QVERIFY2(source.problem.contains(QStringLiteral("missing.pem")), qPrintable(source.problem));
    QCOMPARE(m_server->requests(), 0);
}

void TestJwksCache::refusesPrivateAddressesByItself()
{
    KeySetAddress strict = address();
    strict.reach = Reach::PublicOnly;
    const dcr::KeySource source = find(strict, "a");
    QCOMPARE(source.state, State::Unavailable);
    QVERIFY2(source.problem.contains(QStringLiteral("not a public address")), qPrintable(source.problem));
    QCOMPARE(m_server->requests(), 0);
}

void TestJwksCache::keepsSetsOverARestart()
{
    m_server->headers = "ETag: \"v1\"\r\n";
    find(address(), "a");
    advance(1h);
    m_server->body = setOf({m_a, m_b});
    const KeySetState before = refresh(address());
    reopen();
    QVERIFY(m_cache->held(address(), "b"));
    const KeySetState after = m_cache->state(address());
    QCOMPARE(after.keys->keys().size(), 2U);
    QCOMPARE(after.fetchedAt, before.fetchedAt);
    QCOMPARE(after.refreshAt, before.refreshAt);
    QCOMPARE(after.changes, before.changes);
    QCOMPARE(after.changedAt, before.changedAt);
    QCOMPARE(m_server->requests(), 2);
    // And with a server that is gone by then, and the reason.
    advance(JwksCache::MaxAge);
    m_server->status = 500;
    QVERIFY(find(address(), "a").keys->hasKid("a"));
    reopen();
    const std::optional<dcr::KeySource> held = m_cache->held(address(), "a");
    QVERIFY(held && held->state == State::Available);
    QVERIFY(m_cache->state(address()).problem.contains(QStringLiteral("status 500")));
    advance(JwksCache::RetryInterval);
    m_server->script = [](const QByteArray &head) {
        return head.contains("If-None-Match: \"v1\"") ? response(304, {}) : response(500, {});
    };
    QCOMPARE(find(address(), "a").state, State::Available);
    QVERIFY(m_cache->state(address()).problem.isEmpty());
}

void TestJwksCache::seesWhatAnotherProcessWrote()
{
    QVERIFY(m_cache->names().isEmpty());
    auto database = store::Database::open(m_workspace->path(), now());
    QVERIFY(database);
    JwksCache other(**database, [this] { return now(); });
    QVERIFY(other.addName({QStringLiteral("sandbox"), m_server->url().toString(), m_truststore}, {}));
    store::ReplyBox replies;
    bool isDone = false;
    other.refresh(address(), replies, [&isDone](const KeySetState &) { isDone = true; });
    QTRY_VERIFY(isDone);
    QTRY_VERIFY(!store::KeySetStore(**database).rows(9)->isEmpty());
    m_cache->reload();
    QCOMPARE(m_cache->names().size(), 1);
    QCOMPARE(m_cache->ownAddress(m_server->url()), address());
    QVERIFY(m_cache->held(address(), "a"));
    QCOMPARE(m_server->requests(), 1);
}

void TestJwksCache::readsTheDatabaseOnceForItsFirstReload()
{
    // Whoever loads it off the window's thread must not find it loading again there.
    m_cache->reload();
    JwksCache other(m_workspace->database(), systemNow);
    QVERIFY(other.addName({QStringLiteral("late"), m_server->url("/x").toString(), m_truststore}, {}));
    QVERIFY(m_cache->names().isEmpty());
    m_cache->reload();
    QCOMPARE(m_cache->names().size(), 1);
}

void TestJwksCache::keepsABoundedNumberOfSets()
{
    const QByteArray first = "/named.jwks";
    QVERIFY(m_cache->addName({QStringLiteral("kept"), m_server->url(first.constData()).toString(), m_truststore}, {}));
    find(address(first.constData()), "a");
    for (int i = 0; i < JwksCache::MaxSets + 10; ++i) {
        advance(1ms);
        find(address(QByteArray("/" + QByteArray::number(i)).constData()), "a");
    }
    QCOMPARE(m_cache->count(), JwksCache::MaxSets);
    QVERIFY(m_cache->held(address(first.constData()), "a"));
    QVERIFY(!m_cache->held(address("/0"), "a"));
    QVERIFY(store::test::valueOf(m_workspace->database(), "SELECT count(*) FROM key_sets")->toLongLong()
            <= JwksCache::MaxSets + 1);
}

void TestJwksCache::cancelsAFetch()
{
    m_server->isSilent = true;
    store::ReplyBox replies;
    int answers = 0;
    const JwksCache::Ticket ticket =
        m_cache->refresh(address(), replies, [&answers](const KeySetState &) { ++answers; });
    QTRY_COMPARE(m_server->requests(), 1);
    m_cache->cancel(ticket);
    QVERIFY(!m_cache->state(address()).isFetching);
    QVERIFY(!m_cache->state(address()).attemptedAt);
    m_server->isSilent = false;
    QCOMPARE(find(address(), "a").state, State::Available);
    QCOMPARE(answers, 0);
    // Who waits for the same fetch is not cancelled with it.
    m_server->isSilent = true;
    const JwksCache::Ticket one = m_cache->refresh(address(), replies, [&answers](const KeySetState &) { ++answers; });
    m_cache->refresh(address(), replies, [&answers](const KeySetState &) { answers += 10; });
    m_cache->cancel(one);
    QVERIFY(m_cache->state(address()).isFetching);
    QTRY_COMPARE(answers, 10);
}

void TestJwksCache::endsWhileSomebodyWaits()
{
    m_server->isSilent = true;
    std::atomic<bool> isAnswered = false;
    dcr::KeySource source;
    std::thread waiting([&] {
        source = m_cache->findAndWait(address(), "a");
        isAnswered = true;
    });
    QTRY_COMPARE(m_server->requests(), 1);
    QElapsedTimer timer;
    timer.start();
    m_cache->close();
    waiting.join();
    QVERIFY(timer.elapsed() < 1500);
    QVERIFY(isAnswered);
    QCOMPARE(source.state, State::Unavailable);
    QVERIFY2(source.problem.contains(QStringLiteral("the program ends")), qPrintable(source.problem));
    QCOMPARE(m_cache->findAndWait(address(), "a").state, State::Unavailable);
}

void TestJwksCache::keepsNames()
{
    const QString url = m_server->url().toString();
    const QString sandbox = QStringLiteral("sandbox");
    const QString production = QStringLiteral("production");
    QVERIFY(m_cache->addName({sandbox, url, {}}, {}));
    // WSO2's own sample gives both names one URL.
    QVERIFY(m_cache->addName({production, url, m_truststore}, {}));
    QCOMPARE(m_cache->addName({sandbox, url, {}}, {}).error().kind, Error::Conflict);
    QCOMPARE(m_cache->changeName(sandbox, {production, url, {}}, {}).error().kind, Error::Conflict);
    QCOMPARE(m_cache->changeName(QStringLiteral("nobody"), {sandbox, url, {}}, {}).error().kind, Error::NotFound);
    QCOMPARE(m_cache->removeName(QStringLiteral("nobody"), {}).error().kind, Error::NotFound);
    QVERIFY(m_cache->changeName(sandbox, {QStringLiteral("test"), url, m_truststore}, {}));
    QCOMPARE(m_cache->names().constFirst().name, QStringLiteral("test"));
    const auto removed = m_cache->removeName(QStringLiteral("test"), {});
    QVERIFY(removed);
    QCOMPARE(m_cache->names().size(), 1);
    // Put back, it stands where it stood.
    QVERIFY(m_cache->addName(*removed, {}));
    reopen();
    QCOMPARE(m_cache->names().size(), 2);
    QCOMPARE(m_cache->names().constFirst(), *removed);
    for (int i = 2; i < store::KeySetStore::MaxNamed; ++i)
        QVERIFY(m_cache->addName({QStringLiteral("set %1").arg(i), url, {}}, {}));
    QCOMPARE(m_cache->addName({QStringLiteral("one more"), url, {}}, {}).error().kind, Error::TooLarge);
}

void TestJwksCache::refusesANameOrUrlThatIsNone_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("url");
    const QString good = QStringLiteral("https://keys.example/a.jwks");
    QTest::newRow("no name") << QString() << good;
    QTest::newRow("blank") << QStringLiteral("  ") << good;
    QTest::newRow("long") << QString(61, QLatin1Char('x')) << good;
    QTest::newRow("control character") << QStringLiteral("a\nb") << good;
    QTest::newRow("no URL") << QStringLiteral("a") << QString();
    QTest::newRow("http") << QStringLiteral("a") << QStringLiteral("http://keys.example/a.jwks");
    QTest::newRow("file") << QStringLiteral("a") << QStringLiteral("file:///etc/passwd");
    QTest::newRow("password") << QStringLiteral("a") << QStringLiteral("https://me:secret@keys.example/");
    QTest::newRow("no host") << QStringLiteral("a") << QStringLiteral("https:///a");
}

void TestJwksCache::refusesANameOrUrlThatIsNone()
{
    QFETCH(QString, name);
    QFETCH(QString, url);
    const auto added = m_cache->addName({name, url, {}}, {});
    QVERIFY(!added);
    QVERIFY(!added.error().message.isEmpty());
    QVERIFY(!added.error().message.contains(QStringLiteral("secret")));
    QVERIFY(m_cache->names().isEmpty());
}

void TestJwksCache::knowsWhereStatementsMaySendIt()
{
    const QUrl url(QStringLiteral("https://keys.example/a.jwks"));
    QCOMPARE(m_cache->statementAddress(url), (KeySetAddress{url, {}, Reach::PublicOnly}));
    QVERIFY(m_cache->setStatementKeySets({StatementKeySets::Where::Local, m_truststore}, {}));
    QCOMPARE(m_cache->statementAddress(url), (KeySetAddress{url, m_truststore, Reach::LocalSandbox}));
    reopen();
    QCOMPARE(m_cache->statementAddress(url), (KeySetAddress{url, m_truststore, Reach::LocalSandbox}));
    QVERIFY(m_cache->setStatementKeySets({StatementKeySets::Where::Nowhere}, {}));
    QVERIFY(!m_cache->statementAddress(url));
    QVERIFY(whereFromName(QStringLiteral("local")) == StatementKeySets::Where::Local);
    QVERIFY(!whereFromName(QStringLiteral("everywhere")));
}

QTEST_GUILESS_MAIN(TestJwksCache)
#include "test_jwks_cache.moc"
