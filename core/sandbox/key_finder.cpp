#include "sandbox/key_finder.h"

#include <algorithm>

namespace gatehouse::sandbox {

namespace {

using State = dcr::KeySource::State;

/// The first that holds `kid`, else nothing.
const dcr::KeySource *holderOf(const QList<dcr::KeySource> &sources, const QByteArray &kid)
{
    const auto found = std::find_if(sources.cbegin(), sources.cend(),
                                    [&kid](const dcr::KeySource &source) { return holdsKey(source, kid); });
    return found == sources.cend() ? nullptr : &*found;
}

/// Unavailable where one of them is: a signature by one of its keys would be taken for a stranger's.
dcr::KeySource joined(const QList<dcr::KeySource> &sources)
{
    if (sources.size() == 1)
        return sources.constFirst();
    dcr::KeySource all;
    QStringList origins;
    std::vector<jose::Jwk> keys;
    for (const dcr::KeySource &source : sources) {
        if (source.state == State::Unavailable)
            return source;
        origins.append(source.origin);
        keys.insert(keys.end(), source.keys->keys().begin(), source.keys->keys().end());
    }
    if (sources.isEmpty())
        return all;
    return {State::Available,
            std::make_shared<const jose::JwkSet>(std::move(keys)),
            origins.join(QStringLiteral(", ")),
            {}};
}

} // namespace

bool holdsKey(const dcr::KeySource &source, const QByteArray &kid)
{
    if (source.state != State::Available)
        return false;
    return kid.isEmpty() ? !source.keys->isEmpty() : source.keys->hasKid(kid);
}

dcr::KeySource KeyFinder::ask(const fetch::KeySetAddress &address, const QByteArray &kid)
{
    if (const auto fetched = m_fetched.constFind(address); fetched != m_fetched.cend())
        return *fetched;
    if (auto held = m_cache.held(address, kid))
        return *std::move(held);
    if (!m_wanted)
        m_wanted = Wanted{address, kid};
    return {};
}

QList<dcr::KeySource> KeyFinder::ask(const ConfiguredKeys &configured, const QByteArray &kid)
{
    QList<dcr::KeySource> sources;
    if (configured.files.state != State::NotAsked)
        sources.append(configured.files);
    for (const QUrl &url : configured.urls) {
        sources.append(ask(m_cache.ownAddress(url), kid));
        if (m_wanted)
            return {};
    }
    return sources;
}

dcr::KeySource KeyFinder::findAsItIs(const ConfiguredKeys &configured, const QByteArray &kid)
{
    const QList<dcr::KeySource> sources = ask(configured, {});
    // Without a kid any key of any set may be the one.
    const dcr::KeySource *holder = kid.isEmpty() ? nullptr : holderOf(sources, kid);
    return holder ? *holder : joined(sources);
}

dcr::KeySource KeyFinder::find(const ConfiguredKeys &configured, const QByteArray &kid)
{
    dcr::KeySource known = findAsItIs(configured, kid);
    // Only where no set holds it: the second may, and then the first need not be asked.
    if (m_wanted || kid.isEmpty() || configured.urls.isEmpty() || holdsKey(known, kid))
        return known;
    const QList<dcr::KeySource> sources = ask(configured, kid);
    const dcr::KeySource *holder = holderOf(sources, kid);
    return holder ? *holder : joined(sources);
}

std::optional<dcr::KeySource> KeyFinder::findNamedByStatement(const QString &url, const QByteArray &kid)
{
    const auto address = m_cache.statementAddress(QUrl(url));
    if (!address)
        return std::nullopt;
    return ask(*address, kid);
}

} // namespace gatehouse::sandbox
