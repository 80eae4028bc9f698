#include "fetch/jwks_cache.h"

#include "fetch/cache_control.h"

#include <QCoreApplication>

#include <algorithm>
#include <future>
#include <utility>

namespace gatehouse::fetch {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::fetch)
};

std::chrono::milliseconds ageOf(QByteArrayView cacheControl)
{
    const CacheControl control = CacheControl::parse(cacheControl);
    if (control.mustAskAgain)
        return JwksCache::MinAge;
    const std::chrono::seconds wanted = control.maxAge.value_or(JwksCache::DefaultAge);
    return std::clamp<std::chrono::seconds>(wanted, JwksCache::MinAge, JwksCache::MaxAge);
}

QString shown(const QUrl &url)
{
    return url.toDisplayString(QUrl::RemoveUserInfo).left(200);
}

QString whyClosed(const KeySetAddress &address)
{
    return Text::tr("%1 was not read: the program ends.").arg(shown(address.url));
}

} // namespace

JwksCache::JwksCache(store::Database &database, Clock clock, std::chrono::milliseconds timeout)
    : m_clock(std::move(clock))
    , m_timeout(timeout)
    , m_store(database)
    , m_settings(database)
{}

JwksCache::~JwksCache()
{
    close();
}

void JwksCache::close()
{
    {
        const std::scoped_lock lock(m_mutex);
        m_isClosing = true;
    }
    if (m_thread.isRunning()) {
        // Fetches end in the thread that they live in.
        QMetaObject::invokeMethod(
            m_fetcher.get(), [this] { m_fetcher->cancelAll(); }, Qt::BlockingQueuedConnection);
        m_thread.quit();
        m_thread.wait();
    }
    std::vector<std::pair<Waiter, KeySetState>> left;
    {
        const std::scoped_lock lock(m_mutex);
        for (auto &[address, entry] : m_entries) {
            entry.flight = 0;
            entry.state.isFetching = false;
            KeySetState state = entry.state;
            state.problem = whyClosed(address);
            for (Waiter &waiter : std::exchange(entry.waiters, {}))
                left.emplace_back(std::move(waiter), state);
        }
    }
    for (auto &[waiter, state] : left)
        waiter.tell(state);
}

std::optional<dcr::KeySource> JwksCache::held(const KeySetAddress &address, const QByteArray &kid)
{
    loadOnce();
    KeySetState state;
    {
        const std::scoped_lock lock(m_mutex);
        const auto found = m_entries.find(address);
        if (found == m_entries.end() || isDue(found->second, kid, m_clock()))
            return std::nullopt;
        found->second.usedAt = ++m_uses;
        state = found->second.state;
    }
    return sourceOf(state);
}

void JwksCache::find(const KeySetAddress &address, const QByteArray &kid, const store::ReplyBox &replies, Found found)
{
    ask(address, kid, Wanted::WhereDue,
        // Handed over whole: what it holds belongs to the thread of the box, and must not end in this one.
        [this, box = replies.address(), found = std::move(found)](const KeySetState &state) mutable {
            box->post([found = std::move(found), source = sourceOf(state)] { found(source); });
        });
}

dcr::KeySource JwksCache::findAndWait(const KeySetAddress &address, const QByteArray &kid)
{
    return sourceOf(wait(address, kid, Wanted::WhereDue));
}

dcr::KeySource JwksCache::lastGood(const KeySetAddress &address)
{
    KeySetState known = state(address);
    if (known.problem.isEmpty())
        known.problem = Text::tr("%1 has not answered yet.").arg(shown(address.url));
    return sourceOf(known);
}

JwksCache::Ticket JwksCache::refresh(const KeySetAddress &address, const store::ReplyBox &replies, Refreshed refreshed)
{
    return ask(address, {}, Wanted::Now,
               [box = replies.address(), refreshed = std::move(refreshed)](const KeySetState &state) mutable {
                   box->post([refreshed = std::move(refreshed), state] { refreshed(state); });
               });
}

KeySetState JwksCache::refreshAndWait(const KeySetAddress &address)
{
    return wait(address, {}, Wanted::Now);
}

KeySetState JwksCache::wait(const KeySetAddress &address, const QByteArray &kid, Wanted wanted)
{
    const auto promise = std::make_shared<std::promise<KeySetState>>();
    std::future<KeySetState> answer = promise->get_future();
    ask(address, kid, wanted, [promise](const KeySetState &state) { promise->set_value(state); });
    return answer.get();
}

void JwksCache::cancel(Ticket ticket)
{
    const std::scoped_lock lock(m_mutex);
    for (auto &[address, entry] : m_entries) {
        const auto removed =
            std::erase_if(entry.waiters, [ticket](const Waiter &waiter) { return waiter.ticket == ticket; });
        if (removed == 0)
            continue;
        if (entry.waiters.empty() && entry.flight != 0) {
            QMetaObject::invokeMethod(
                m_fetcher.get(), [this, id = entry.flight] { m_fetcher->cancel(id); }, Qt::QueuedConnection);
            entry.flight = 0;
            entry.state.isFetching = false;
        }
        return;
    }
}

JwksCache::Ticket JwksCache::ask(const KeySetAddress &address, const QByteArray &kid, Wanted wanted,
                                 std::function<void(const KeySetState &)> tell)
{
    loadOnce();
    KeySetState known;
    {
        const std::scoped_lock lock(m_mutex);
        Entry &entry = touch(address);
        const bool isNeeded = wanted == Wanted::Now || isDue(entry, kid, m_clock());
        if (isNeeded && !m_isClosing) {
            const Ticket ticket = ++m_lastTicket;
            entry.waiters.push_back({ticket, kid, std::move(tell)});
            startFetch(entry);
            return ticket;
        }
        known = entry.state;
        if (isNeeded)
            known.problem = whyClosed(address);
    }
    tell(known);
    return 0;
}

JwksCache::Entry &JwksCache::touch(const KeySetAddress &address)
{
    const auto found = m_entries.find(address);
    if (found != m_entries.end()) {
        found->second.usedAt = ++m_uses;
        return found->second;
    }
    Entry entry;
    entry.state.address = address;
    entry.usedAt = ++m_uses;
    Entry &made = m_entries.emplace(address, std::move(entry)).first->second;
    evict();
    return made;
}

bool JwksCache::isDue(const Entry &entry, const QByteArray &kid, Instant now)
{
    // A clock that was set back must not keep a set for longer than MaxAge.
    if (!entry.state.attemptedAt || now >= entry.state.refreshAt || entry.state.refreshAt > now + MaxAge)
        return true;
    if (!entry.state.problem.isEmpty() || !entry.state.keys)
        return false;
    const bool isUnknown = !kid.isEmpty() && !entry.state.keys->hasKid(kid);
    return isUnknown && (!entry.missedAt || now >= *entry.missedAt + UnknownKidInterval);
}

void JwksCache::startFetch(Entry &entry)
{
    if (entry.flight != 0)
        return;
    entry.flight = ++m_lastFlight;
    entry.state.isFetching = true;
    KeySetFetcher::Job job{entry.flight, entry.state.address, entry.state.keys ? entry.etag : QByteArray(),
                           [this, address = entry.state.address, flight = entry.flight](
                               const Result<FetchedKeySet> &result) { conclude(address, flight, result); }};
    QMetaObject::invokeMethod(
        fetcher(), [this, job = std::move(job)] { m_fetcher->start(job); }, Qt::QueuedConnection);
}

KeySetFetcher *JwksCache::fetcher()
{
    if (!m_fetcher) {
        m_fetcher = std::make_unique<KeySetFetcher>(m_timeout);
        m_fetcher->moveToThread(&m_thread);
        m_thread.start();
    }
    return m_fetcher.get();
}

void JwksCache::conclude(const KeySetAddress &address, quint64 flight, const Result<FetchedKeySet> &result)
{
    std::shared_ptr<const jose::JwkSet> before;
    {
        const std::scoped_lock lock(m_mutex);
        const auto found = m_entries.find(address);
        if (found == m_entries.end() || found->second.flight != flight)
            return;
        before = found->second.state.keys;
    }
    // Thumbprints of a thousand keys take their time.
    const KeySetChanges changes =
        result && before && !result->isUnchanged ? KeySetChanges::between(*before, *result->keys) : KeySetChanges();
    std::vector<Waiter> waiters;
    KeySetState state;
    store::KeySetRow row;
    {
        const std::scoped_lock lock(m_mutex);
        const auto found = m_entries.find(address);
        if (found == m_entries.end() || found->second.flight != flight)
            return;
        Entry &entry = found->second;
        takeOver(entry, result, changes, m_clock());
        waiters.swap(entry.waiters);
        state = entry.state;
        row = {{address.url.toString(QUrl::FullyEncoded), address.truststore, QString(reachName(address.reach))},
               entry.body,
               entry.etag,
               state.fetchedAt,
               state.attemptedAt,
               state.refreshAt,
               state.problem,
               toBytes(state.changes.toJson()),
               state.changedAt};
        evict();
    }
    m_store.saveLater(row, MaxSets);
    for (Waiter &waiter : waiters)
        waiter.tell(state);
}

void JwksCache::takeOver(Entry &entry, const Result<FetchedKeySet> &result, const KeySetChanges &changes, Instant now)
{
    KeySetState &state = entry.state;
    entry.flight = 0;
    state.isFetching = false;
    state.attemptedAt = now;
    if (result) {
        state.problem.clear();
        state.fetchedAt = now;
        state.refreshAt = now + ageOf(result->cacheControl);
        // Another process may have brought newer keys meanwhile, whose tag is another.
        if (!result->isUnchanged) {
            entry.etag = result->etag;
            state.keys = result->keys;
            entry.body = result->body;
        }
        if (!changes.isEmpty()) {
            state.changes = changes;
            state.changedAt = now;
        }
    } else {
        state.problem = result.error().message;
        state.refreshAt = now + RetryInterval;
    }
    const auto isMissed = [&state](const Waiter &waiter) {
        return !waiter.kid.isEmpty() && state.keys && !state.keys->hasKid(waiter.kid);
    };
    if (std::any_of(entry.waiters.begin(), entry.waiters.end(), isMissed))
        entry.missedAt = now;
}

void JwksCache::evict()
{
    const auto bytes = [this] {
        qsizetype total = 0;
        for (const auto &[address, entry] : m_entries)
            total += entry.body.size();
        return total;
    };
    while (static_cast<qsizetype>(m_entries.size()) > MaxSets || bytes() > MaxBytes) {
        auto oldest = m_entries.end();
        for (auto it = m_entries.begin(); it != m_entries.end(); ++it) {
            const bool isFree = it->second.flight == 0 && it->second.usedAt != m_uses && !isNamed(it->first);
            if (isFree && (oldest == m_entries.end() || it->second.usedAt < oldest->second.usedAt))
                oldest = it;
        }
        if (oldest == m_entries.end())
            return;
        m_entries.erase(oldest);
    }
}

dcr::KeySource JwksCache::sourceOf(const KeySetState &state) const
{
    using State = dcr::KeySource::State;
    const QString url = shown(state.address.url);
    if (!state.keys || !state.fetchedAt)
        return {State::Unavailable, nullptr, url, state.problem};
    if (state.problem.isEmpty())
        return {State::Available, state.keys, url, {}};
    if (m_clock() > *state.fetchedAt + MaxStale)
        return {State::Unavailable, nullptr, url,
                Text::tr("%1 What was read of it on %2 is too old.").arg(state.problem, toIso8601(*state.fetchedAt))};
    return {State::Available,
            state.keys,
            Text::tr("%1 as it was on %2; since then: %3").arg(url, toIso8601(*state.fetchedAt), state.problem),
            {}};
}

KeySetState JwksCache::state(const KeySetAddress &address)
{
    loadOnce();
    const std::scoped_lock lock(m_mutex);
    const auto found = m_entries.find(address);
    return found == m_entries.end() ? KeySetState{.address = address} : found->second.state;
}

qsizetype JwksCache::count()
{
    const std::scoped_lock lock(m_mutex);
    return static_cast<qsizetype>(m_entries.size());
}

} // namespace gatehouse::fetch
