#pragma once

#include "fetch/jwks_cache.h"

#include <QHash>
#include <QStringList>

#include <optional>

namespace gatehouse::sandbox {

/// The key sets that a policy names for one purpose: files as they were read, URLs as they stand.
struct ConfiguredKeys {
    dcr::KeySource files; ///< NotAsked where it names none
    QList<QUrl> urls;

    bool isAsked() const { return files.state != dcr::KeySource::State::NotAsked || !urls.isEmpty(); }
};

/// A token without a `kid` may be signed by any key.
bool holdsKey(const dcr::KeySource &source, const QByteArray &kid);

/// Finds keys for one call without waiting for the network: where a key set must be fetched first, it is noted as
/// wanted, and what is found means nothing; the call fetches it and finds again.
class KeyFinder
{
public:
    struct Wanted {
        fetch::KeySetAddress address;
        QByteArray kid;
    };
    /// What was fetched for the call, by address; it is not asked for again.
    using Fetched = QHash<fetch::KeySetAddress, dcr::KeySource>;

    KeyFinder(fetch::JwksCache &cache, const Fetched &fetched)
        : m_cache(cache)
        , m_fetched(fetched)
    {}

    /// The set that holds `kid`; where none does, all of them as one; Unavailable where one of those cannot be had.
    dcr::KeySource find(const ConfiguredKeys &configured, const QByteArray &kid);
    /// The same, where a missing `kid` is no reason to ask the servers.
    dcr::KeySource findAsItIs(const ConfiguredKeys &configured, const QByteArray &kid);
    /// The set that a verified statement names; nothing where the workspace does not fetch such.
    std::optional<dcr::KeySource> findNamedByStatement(const QString &url, const QByteArray &kid);

    const std::optional<Wanted> &wanted() const { return m_wanted; }

private:
    QList<dcr::KeySource> ask(const ConfiguredKeys &configured, const QByteArray &kid);
    dcr::KeySource ask(const fetch::KeySetAddress &address, const QByteArray &kid);

    fetch::JwksCache &m_cache;
    const Fetched &m_fetched;
    std::optional<Wanted> m_wanted;
};

} // namespace gatehouse::sandbox
