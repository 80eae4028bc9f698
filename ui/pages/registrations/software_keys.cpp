#include "software_keys.h"

#include "directory/directory.h"
#include "fetch/jwks_cache.h"

#include <QCoreApplication>

namespace gatehouse::ui {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::ui::SoftwareKeys)
};

} // namespace

SoftwareKeys lookUpKeys(const dcr::SoftwareStatement &statement, const directory::Directory &directory,
                        fetch::JwksCache &keySets, Instant now, KeyLookup lookup)
{
    fetch::KeySetState state;
    if (const auto own = directory.softwareJwks(statement.organisationId, statement.softwareId)) {
        state.keys = std::shared_ptr<const jose::JwkSet>(*own, &(*own)->keys);
        return {Text::tr("the test directory of this workspace"), {}, describeKeys(state, now)};
    }
    if (statement.jwksEndpoint.isEmpty())
        return {{}, Text::tr("The statement names no key set (software_jwks_endpoint)."), {}};
    const QString url = statement.jwksEndpoint.left(300);
    const auto address = keySets.statementAddress(QUrl(statement.jwksEndpoint));
    if (!address)
        return {{},
                Text::tr("%1 is not fetched: the JWKS page says that key sets which statements name are not.").arg(url),
                {}};
    if (lookup == KeyLookup::Now) {
        state = keySets.refreshAndWait(*address);
    } else {
        static_cast<void>(keySets.findAndWait(*address, {}));
        state = keySets.state(*address);
    }
    return {url, state.keys ? QString() : state.problem, describeKeys(state, now)};
}

} // namespace gatehouse::ui
