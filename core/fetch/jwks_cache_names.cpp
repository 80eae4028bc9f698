#include "fetch/jwks_cache.h"

#include "store/activity_recorder.h"

#include <QCoreApplication>
#include <QLoggingCategory>

#include <algorithm>
#include <array>

namespace gatehouse::fetch {

namespace {

Q_LOGGING_CATEGORY(logNames, "gatehouse.fetch.names")

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::fetch)
};

constexpr qsizetype MaxNameCharacters = 60;
const QString StatementsSetting = QStringLiteral("jwks.statements");

using Where = StatementKeySets::Where;
constexpr std::array<std::pair<Where, QLatin1String>, 3> WhereNames = {{
    {Where::Nowhere, QLatin1String("none")},
    {Where::Public, QLatin1String("public")},
    {Where::Local, QLatin1String("local")},
}};

Result<store::NamedKeySet> checked(store::NamedKeySet named)
{
    named.name = named.name.trimmed();
    named.url = named.url.trimmed();
    const auto isPrintable = [](QChar character) { return character.isPrint(); };
    if (named.name.isEmpty() || named.name.size() > MaxNameCharacters
        || !std::all_of(named.name.cbegin(), named.name.cend(), isPrintable))
        return fail(Error::Malformed,
                    Text::tr("The name of a key set is 1 to %1 printable characters.").arg(MaxNameCharacters));
    const QUrl url(named.url);
    if (const auto fetchable = checkFetchable(url); !fetchable)
        return tl::unexpected(fetchable.error());
    named.url = url.toString(QUrl::FullyEncoded);
    return named;
}

StatementKeySets statementsFrom(const Json &json)
{
    StatementKeySets settings;
    settings.where = whereFromName(stringMember(json, "where").value_or(QString())).value_or(settings.where);
    settings.truststore = stringMember(json, "truststore").value_or(QString());
    return settings;
}

Json stateOf(const StatementKeySets &settings)
{
    return {{"where", fetch::name(settings.where).data()}, {"truststore", settings.truststore.toStdString()}};
}

} // namespace

QLatin1String name(StatementKeySets::Where where)
{
    for (const auto &[value, text] : WhereNames) {
        if (value == where)
            return text;
    }
    return {};
}

std::optional<StatementKeySets::Where> whereFromName(QStringView name)
{
    for (const auto &[value, text] : WhereNames) {
        if (text == name)
            return value;
    }
    return std::nullopt;
}

void JwksCache::loadOnce()
{
    std::call_once(m_loaded, [this] { load(); });
}

void JwksCache::reload()
{
    bool isFirst = false;
    std::call_once(m_loaded, [this, &isFirst] {
        isFirst = true;
        load();
    });
    if (!isFirst)
        load();
}

void JwksCache::load()
{
    const std::scoped_lock reloading(m_reloading);
    loadNames();
    const auto rows = m_store.rows(MaxSets, m_newestRow);
    if (!rows) {
        qCWarning(logNames).noquote() << rows.error().message << rows.error().detail;
        return;
    }
    for (const store::KeySetRow &row : *rows) {
        m_newestRow = std::max(m_newestRow, row.attemptedAt.value_or(Instant{}));
        std::shared_ptr<const jose::JwkSet> keys;
        if (auto parsed = jose::JwkSet::parse(row.body); parsed && row.fetchedAt)
            keys = std::make_shared<const jose::JwkSet>(*std::move(parsed));
        const std::scoped_lock lock(m_mutex);
        takeRow(row, std::move(keys));
    }
    const std::scoped_lock lock(m_mutex);
    evict();
}

void JwksCache::reloadLater()
{
    const std::scoped_lock lock(m_mutex);
    if (m_isClosing)
        return;
    KeySetFetcher *receiver = fetcher();
    QMetaObject::invokeMethod(
        receiver, [this] { reload(); }, Qt::QueuedConnection);
}

void JwksCache::takeRow(const store::KeySetRow &row, std::shared_ptr<const jose::JwkSet> keys)
{
    const std::optional<Reach> reach = reachFromName(row.place.reach);
    if (!reach || !row.attemptedAt)
        return;
    const KeySetAddress address{QUrl(row.place.url), row.place.truststore, *reach};
    const auto found = m_entries.find(address);
    // What this process has asked for itself is as new.
    if (found != m_entries.end() && found->second.state.attemptedAt >= row.attemptedAt)
        return;
    Entry &entry = m_entries[address];
    entry.state.address = address;
    entry.state.keys = std::move(keys);
    entry.state.fetchedAt = row.fetchedAt;
    entry.state.attemptedAt = row.attemptedAt;
    entry.state.refreshAt = row.refreshAt;
    entry.state.problem = row.problem;
    entry.state.changes = KeySetChanges::fromJson(parseJson(row.changes).value_or(Json()));
    entry.state.changedAt = row.changedAt;
    entry.body = row.body;
    entry.etag = row.etag;
}

void JwksCache::loadNames()
{
    const auto names = m_store.names();
    const auto statements = m_settings.get(StatementsSetting);
    if (!names)
        qCWarning(logNames).noquote() << names.error().message << names.error().detail;
    if (!statements)
        qCWarning(logNames).noquote() << statements.error().message << statements.error().detail;
    const std::scoped_lock lock(m_mutex);
    if (names)
        m_names = *names;
    if (statements)
        m_statements = *statements ? statementsFrom(**statements) : StatementKeySets();
}

QList<store::NamedKeySet> JwksCache::names()
{
    loadOnce();
    const std::scoped_lock lock(m_mutex);
    return m_names;
}

Result<void> JwksCache::renamed(Result<void> done)
{
    if (done)
        reload();
    return done;
}

Result<void> JwksCache::addName(const store::NamedKeySet &named, const store::Actor &by)
{
    return renamed(checked(named).and_then([&](const store::NamedKeySet &good) {
        return m_store.addName(good, {by, m_clock()});
    }));
}

Result<void> JwksCache::changeName(const QString &name, const store::NamedKeySet &named, const store::Actor &by)
{
    return renamed(checked(named).and_then([&](const store::NamedKeySet &good) {
        return m_store.changeName(name, good, {by, m_clock()});
    }));
}

Result<store::NamedKeySet> JwksCache::removeName(const QString &name, const store::Actor &by)
{
    auto removed = m_store.removeName(name, {by, m_clock()});
    if (removed)
        reload();
    return removed;
}

StatementKeySets JwksCache::statementKeySets()
{
    loadOnce();
    const std::scoped_lock lock(m_mutex);
    return m_statements;
}

Result<void> JwksCache::setStatementKeySets(const StatementKeySets &settings, const store::Actor &by)
{
    // What was there before is for people to read: another process that is as quick may make it another.
    const auto [before, after] = store::changeBetween(stateOf(statementKeySets()), stateOf(settings));
    return renamed(m_settings.setAndWait(StatementsSetting, stateOf(settings),
                                         {by,
                                          QStringLiteral("keyset.statements-changed"),
                                          QStringLiteral("statements"),
                                          Text::tr("Key sets that statements name"),
                                          {},
                                          before,
                                          after},
                                         m_clock()));
}

const store::NamedKeySet *JwksCache::namedBy(const QUrl &url) const
{
    for (const store::NamedKeySet &named : m_names) {
        if (QUrl(named.url) == url)
            return &named;
    }
    return nullptr;
}

bool JwksCache::isNamed(const KeySetAddress &address) const
{
    return std::any_of(m_names.cbegin(), m_names.cend(),
                       [&address](const store::NamedKeySet &named) { return addressOf(named) == address; });
}

KeySetAddress JwksCache::addressOf(const store::NamedKeySet &named)
{
    return {QUrl(named.url), named.truststore, Reach::LocalSandbox};
}

KeySetAddress JwksCache::ownAddress(const QUrl &url)
{
    loadOnce();
    const std::scoped_lock lock(m_mutex);
    const store::NamedKeySet *named = namedBy(url);
    return named ? addressOf(*named) : KeySetAddress{url, {}, Reach::LocalSandbox};
}

std::optional<KeySetAddress> JwksCache::statementAddress(const QUrl &url)
{
    loadOnce();
    const std::scoped_lock lock(m_mutex);
    if (m_statements.where == StatementKeySets::Where::Nowhere)
        return std::nullopt;
    const Reach reach = m_statements.where == StatementKeySets::Where::Local ? Reach::LocalSandbox : Reach::PublicOnly;
    return KeySetAddress{url, m_statements.truststore, reach};
}

} // namespace gatehouse::fetch
