#pragma once

#include "dcr/check.h"
#include "fetch/key_set_fetcher.h"
#include "fetch/key_set_state.h"
#include "store/key_set_store.h"
#include "store/settings_store.h"

#include <QThread>

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

namespace gatehouse::fetch {

/// What becomes of the URLs that software statements name (`software_jwks_endpoint`). The workspace says it, once for
/// all who use it. URLs that the bank's own people wrote (in a policy, for a named set, on a command line) may lie on
/// this machine and its network: whoever wrote them chose them.
struct StatementKeySets {
    enum class Where : quint8 {
        Nowhere, ///< they are not fetched
        Public,  ///< at public addresses alone
        Local,   ///< also on this machine and its network: a local sandbox
    };
    Where where = Where::Public;
    QString truststore = {}; ///< vouches for their servers, beside the system's

    friend bool operator==(const StatementKeySets &, const StatementKeySets &) = default;
};
QLatin1String name(StatementKeySets::Where where);
std::optional<StatementKeySets::Where> whereFromName(QStringView name);

/// Key sets of the network, as they were read last: in memory, and in the database over a restart. Its functions may be
/// called from any thread; answers come in the thread of the reply box that is handed in. What blocks says so.
///
/// A set is asked for again when the `max-age` of its server has passed, within MinAge and MaxAge; sooner where a token
/// names a key that it does not hold, but for that only once in UnknownKidInterval, whatever the tokens say. Where a
/// server fails, the last good set counts for MaxStale, and the server is left alone for RetryInterval. Many who want
/// one set at one time cause one fetch.
class JwksCache
{
public:
    static constexpr std::chrono::seconds MinAge{60};
    static constexpr std::chrono::hours MaxAge{24};
    static constexpr std::chrono::hours DefaultAge{1}; ///< where the server says nothing
    static constexpr std::chrono::seconds UnknownKidInterval{30};
    static constexpr std::chrono::seconds RetryInterval{30};
    static constexpr std::chrono::days MaxStale{7};
    static constexpr std::chrono::milliseconds DefaultTimeout{5000}; ///< of one fetch
    static constexpr qsizetype MaxSets = 256;
    static constexpr qsizetype MaxBytes = store::KeySetStore::MaxNamed * KeySetFetcher::MaxBytes; ///< of all sets

    JwksCache(store::Database &database, Clock clock, std::chrono::milliseconds timeout = DefaultTimeout);
    ~JwksCache();
    JwksCache(const JwksCache &) = delete;
    JwksCache &operator=(const JwksCache &) = delete;

    /// Ends what is under way; whoever waits gets an error, and from now on nothing is fetched.
    void close();

    /// Takes over what the database holds and other processes have put there. Reads the database; the functions below
    /// do it once where nobody did: never in a thread that must not wait, where this was called before.
    void reload();
    /// The same, without waiting.
    void reloadLater();

    using Found = std::function<void(const dcr::KeySource &)>;
    /// What may be used at once for a token that names `kid`, which may be empty; nothing where find() would ask.
    std::optional<dcr::KeySource> held(const KeySetAddress &address, const QByteArray &kid);
    /// The same, and asks the server where that is due.
    void find(const KeySetAddress &address, const QByteArray &kid, const store::ReplyBox &replies, Found found);
    /// Blocks.
    dcr::KeySource findAndWait(const KeySetAddress &address, const QByteArray &kid);
    /// What is held of it, old or not: for whoever waited long enough.
    dcr::KeySource lastGood(const KeySetAddress &address);

    using Ticket = quint64;
    using Refreshed = std::function<void(const KeySetState &)>;
    /// Asks the server now.
    Ticket refresh(const KeySetAddress &address, const store::ReplyBox &replies, Refreshed refreshed);
    /// Blocks.
    KeySetState refreshAndWait(const KeySetAddress &address);
    /// Its answer no longer comes; the fetch ends unless others wait for it too.
    void cancel(Ticket ticket);

    KeySetState state(const KeySetAddress &address);
    qsizetype count();

    QList<store::NamedKeySet> names();
    /// These wait for the disk, and enter the record of changes. Errors as KeySetStore's; and Malformed, Refused for a
    /// name or URL that is none.
    Result<void> addName(const store::NamedKeySet &named, const store::Actor &by);
    Result<void> changeName(const QString &name, const store::NamedKeySet &named, const store::Actor &by);
    Result<store::NamedKeySet> removeName(const QString &name, const store::Actor &by);

    StatementKeySets statementKeySets();
    /// Waits for the disk.
    Result<void> setStatementKeySets(const StatementKeySets &settings, const store::Actor &by);

    /// The address of what the bank's own people named: with the truststore of the named set of that URL.
    KeySetAddress ownAddress(const QUrl &url);
    static KeySetAddress addressOf(const store::NamedKeySet &named);
    /// The address of what a statement named, which may be a named set too; nothing where such are not fetched.
    std::optional<KeySetAddress> statementAddress(const QUrl &url);

private:
    struct Waiter {
        Ticket ticket = 0;
        QByteArray kid;
        std::function<void(const KeySetState &)> tell; ///< once; hands over to another thread, and does no more
    };
    struct Entry {
        KeySetState state;
        QByteArray body, etag;
        std::optional<Instant> missedAt; ///< when it was last asked for a key that it then did not hold
        quint64 usedAt = 0;
        quint64 flight = 0; ///< of the fetch under way; 0: none
        std::vector<Waiter> waiters;
    };
    struct Hash {
        size_t operator()(const KeySetAddress &address) const { return qHash(address); }
    };
    enum class Wanted : quint8 { WhereDue, Now };

    Ticket ask(const KeySetAddress &address, const QByteArray &kid, Wanted wanted,
               std::function<void(const KeySetState &)> tell);
    KeySetState wait(const KeySetAddress &address, const QByteArray &kid, Wanted wanted);
    void conclude(const KeySetAddress &address, quint64 flight, const Result<FetchedKeySet> &result);
    dcr::KeySource sourceOf(const KeySetState &state) const;
    void loadOnce();
    void load();
    void loadNames();
    Result<void> renamed(Result<void> done);

    // With m_mutex held.
    Entry &touch(const KeySetAddress &address);
    KeySetFetcher *fetcher();
    static bool isDue(const Entry &entry, const QByteArray &kid, Instant now);
    void startFetch(Entry &entry);
    void takeOver(Entry &entry, const Result<FetchedKeySet> &result, const KeySetChanges &changes, Instant now);
    void takeRow(const store::KeySetRow &row, std::shared_ptr<const jose::JwkSet> keys);
    void evict();
    bool isNamed(const KeySetAddress &address) const;
    const store::NamedKeySet *namedBy(const QUrl &url) const;

    const Clock m_clock;
    const std::chrono::milliseconds m_timeout;
    store::KeySetStore m_store;
    store::SettingsStore m_settings;
    std::once_flag m_loaded;
    std::mutex m_reloading;
    Instant m_newestRow{}; ///< guarded by m_reloading

    mutable std::mutex m_mutex; ///< guards what follows; never held while others are called or waited for
    std::unordered_map<KeySetAddress, Entry, Hash> m_entries;
    QList<store::NamedKeySet> m_names;
    StatementKeySets m_statements;
    quint64 m_lastTicket = 0;
    quint64 m_lastFlight = 0;
    quint64 m_uses = 0;
    bool m_isClosing = false;
    QThread m_thread;
    std::unique_ptr<KeySetFetcher> m_fetcher; ///< in m_thread
};

} // namespace gatehouse::fetch
