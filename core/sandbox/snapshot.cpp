#include "sandbox/snapshot.h"

#include <QCoreApplication>

namespace gatehouse::sandbox {

using dcr::KeySource;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::sandbox)
};

using State = dcr::KeySource::State;

KeySource available(const Result<std::shared_ptr<const directory::PublishedKeys>> &published, const QString &origin)
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
const ConfiguredKeys &configuredStatementKeys(const Snapshot &snapshot, const QString &environment)
{
    const bool sandbox = environment.compare(QLatin1String("sandbox"), Qt::CaseInsensitive) == 0;
    return sandbox ? snapshot.sandboxStatementKeys : snapshot.productionStatementKeys;
}

/// What the policy says of a software's keys; NotAsked where it says nothing.
KeySource configuredClientKeys(const Snapshot &snapshot, const QString &environment, const QByteArray &kid,
                               KeyFinder &finder)
{
    if (snapshot.requestKeys.isAsked())
        return finder.find(snapshot.requestKeys, kid);
    // A directory's own set seldom lists its software's keys: that they are not there is no news.
    dcr::KeySource keys = finder.findAsItIs(configuredStatementKeys(snapshot, environment), kid);
    if (keys.state == State::Available)
        keys.origin = Text::tr("%1 (of statement_jwks, since the policy names no request_jwks)").arg(keys.origin);
    return keys;
}

/// What is served here is in the directory, or nowhere.
bool isServedHere(const Snapshot &snapshot, const QString &url)
{
    return url.startsWith(snapshot.facts.baseUrl + QLatin1Char('/'));
}

/// `known`, which holds no such key, unless the set that the statement names does.
KeySource orNamedByStatement(const Snapshot &snapshot, const KeyOwner &owner, const QByteArray &kid,
                             const dcr::KeySource &known, KeyFinder &finder)
{
    if (owner.jwksEndpoint.isEmpty() || isServedHere(snapshot, owner.jwksEndpoint))
        return known;
    const auto named = finder.findNamedByStatement(owner.jwksEndpoint, kid);
    if (!named)
        return known;
    if (named->state != State::Unavailable || known.state != State::Available)
        return *named;
    return {State::Unavailable, nullptr, named->origin,
            Text::tr("%1 And there is no such key in %2.").arg(named->problem, known.origin)};
}

KeySource unknownSoftware(const KeyOwner &owner)
{
    return {State::Unavailable,
            nullptr,
            {},
            Text::tr("The keys of software \"%1\" of organisation \"%2\" cannot be had: the test directory does not "
                     "know it, and the policy names no key set in request_jwks.")
                .arg(owner.softwareId.left(60), owner.organisationId.left(60))};
}

/// Of a software that is not the test directory's.
KeySource foreignClientKeys(const Snapshot &snapshot, const KeyOwner &owner, const QByteArray &kid, KeyFinder &finder)
{
    dcr::KeySource configured = configuredClientKeys(snapshot, owner.environment, kid, finder);
    const bool isHeld = holdsKey(configured, kid);
    if (finder.wanted() || (isHeld && !kid.isEmpty()))
        return configured;
    if (configured.state == State::NotAsked)
        configured = unknownSoftware(owner);
    const dcr::KeySource own = orNamedByStatement(snapshot, owner, kid, configured, finder);
    // Without a kid any set may hold the key; the software's own does so rather than one that is for everybody.
    return isHeld && !holdsKey(own, kid) ? configured : own;
}

bool isVerified(const jose::JwsParts &token, const dcr::KeySource &source, const dcr::Policy &policy)
{
    return source.state == State::Available
        && jose::verify(token, *source.keys, policy.signingAlgorithms).status == jose::SignatureVerdict::Status::Valid;
}

dcr::KeySource ownStatementKeys(const Snapshot &snapshot)
{
    return available(snapshot.directory->directoryJwks(), Text::tr("the test directory"));
}

} // namespace

KeyOwner::Directory directoryOf(const Snapshot &snapshot, const jose::JwsParts &statement)
{
    const dcr::KeySource own = ownStatementKeys(snapshot);
    const bool isOwn =
        statement.kid().isEmpty() ? isVerified(statement, own, snapshot.policy) : holdsKey(own, statement.kid());
    return isOwn ? KeyOwner::Directory::Test : KeyOwner::Directory::Other;
}

dcr::KeySource resolveClientKeys(const Snapshot &snapshot, const KeyOwner &owner, const QByteArray &kid,
                                 KeyFinder &finder)
{
    // A software of that name in the test directory is another one.
    if (owner.directory == KeyOwner::Directory::Other)
        return foreignClientKeys(snapshot, owner, kid, finder);
    const auto directory = snapshot.directory->softwareJwks(owner.organisationId, owner.softwareId);
    if (!directory)
        return foreignClientKeys(snapshot, owner, kid, finder);
    const dcr::KeySource published = available(directory, Text::tr("the test directory"));
    if (holdsKey(published, kid))
        return published;
    // Not the policy's keys for requests: they are nobody's in particular, and this software's are known.
    return orNamedByStatement(snapshot, owner, kid, published, finder);
}

ResolvedKeys resolveKeys(const Snapshot &snapshot, const jose::JwsParts &request, const jose::JwsParts &statement,
                         KeyFinder &finder)
{
    const Json none = Json::object();
    const Json &claims = statement.claims ? *statement.claims : none;
    KeyOwner owner{text(claims, "software_environment"),
                   text(claims, "org_id"),
                   text(claims, "software_id"),
                   {},
                   KeyOwner::Directory::Test};
    const ConfiguredKeys &configured = configuredStatementKeys(snapshot, owner.environment);

    ResolvedKeys keys;
    // Where no other directory is trusted, the signature is judged by the test directory's keys, and does not verify.
    if (configured.isAsked())
        owner.directory = directoryOf(snapshot, statement);
    keys.fromOtherDirectory = owner.directory == KeyOwner::Directory::Other;
    keys.statement = keys.fromOtherDirectory ? finder.find(configured, statement.kid()) : ownStatementKeys(snapshot);
    if (finder.wanted())
        return keys;
    if (isVerified(statement, keys.statement, snapshot.policy))
        owner.jwksEndpoint = text(claims, "software_jwks_endpoint");
    keys.request = resolveClientKeys(snapshot, owner, request.kid(), finder);
    return keys;
}

} // namespace gatehouse::sandbox
