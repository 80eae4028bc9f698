#include "sandbox/snapshot.h"

#include <QCoreApplication>

namespace gatehouse::sandbox {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::sandbox)
};

using State = dcr::KeySource::State;

dcr::KeySource available(const Result<std::shared_ptr<const directory::PublishedKeys>> &published,
                         const QString &origin)
{
    if (!published)
        return {State::Unavailable, nullptr, origin, published.error().message};
    // Shares ownership of the whole, points at the part.
    return {State::Available, std::shared_ptr<const jose::JwkSet>(*published, &(*published)->keys), origin, {}};
}

QString text(const Json &claims, const char *claim)
{
    return stringMember(claims, claim).value_or(QString());
}

/// As WSO2 chooses: whatever does not say sandbox is production.
const dcr::KeySource &configuredStatementKeys(const Snapshot &snapshot, const QString &environment)
{
    const bool sandbox = environment.compare(QLatin1String("sandbox"), Qt::CaseInsensitive) == 0;
    return sandbox ? snapshot.sandboxStatementKeys : snapshot.productionStatementKeys;
}

/// What the policy says of a software that is not the test directory's; NotAsked where it says nothing.
dcr::KeySource configuredClientKeys(const Snapshot &snapshot, const QString &environment)
{
    if (snapshot.requestKeys.state != State::NotAsked)
        return snapshot.requestKeys;
    dcr::KeySource keys = configuredStatementKeys(snapshot, environment);
    if (keys.state == State::Available)
        keys.origin = Text::tr("%1 (of statement_jwks, since the policy names no request_jwks)").arg(keys.origin);
    return keys;
}

} // namespace

dcr::KeySource resolveClientKeys(const Snapshot &snapshot, const QString &environment, const QString &organisationId,
                                 const QString &softwareId)
{
    const auto published = snapshot.directory->softwareJwks(organisationId, softwareId);
    if (published)
        return available(published, Text::tr("the test directory"));
    if (dcr::KeySource configured = configuredClientKeys(snapshot, environment); configured.state != State::NotAsked)
        return configured;
    return {State::Unavailable,
            nullptr,
            {},
            Text::tr("The keys of software \"%1\" of organisation \"%2\" cannot be had: the test directory does not "
                     "know it, and the policy names no key set in request_jwks.")
                .arg(softwareId.left(60), organisationId.left(60))};
}

ResolvedKeys resolveKeys(const Snapshot &snapshot, const jose::JwsParts &statement)
{
    const Json none = Json::object();
    const Json &claims = statement.claims ? *statement.claims : none;
    const QString environment = text(claims, "software_environment");
    const dcr::KeySource &configured = configuredStatementKeys(snapshot, environment);

    ResolvedKeys keys;
    const dcr::KeySource own = available(snapshot.directory->directoryJwks(), Text::tr("the test directory"));
    const bool ownKid = own.keys && own.keys->hasKid(statement.kid());
    keys.fromOtherDirectory = !ownKid && configured.state != State::NotAsked;
    keys.statement = keys.fromOtherDirectory ? configured : own;
    // A software of that name in the test directory is another one.
    keys.request = keys.fromOtherDirectory
        ? configuredClientKeys(snapshot, environment)
        : resolveClientKeys(snapshot, environment, text(claims, "org_id"), text(claims, "software_id"));
    return keys;
}

} // namespace gatehouse::sandbox
