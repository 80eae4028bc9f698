#include "workspace/overview.h"

#include "directory/directory.h"
#include "fetch/jwks_cache.h"
#include "store/client_store.h"
#include "trust/store_file.h"
#include "workspace/workspace.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace gatehouse::workspace {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::workspace)
};

struct Counted {
    store::ClientStatus status;
    qint64 RegistrationCounts::*count;
};

constexpr Counted Counts[] = {
    {store::ClientStatus::Active, &RegistrationCounts::active},
    {store::ClientStatus::Held, &RegistrationCounts::held},
    {store::ClientStatus::Suspended, &RegistrationCounts::suspended},
    {store::ClientStatus::Deleted, &RegistrationCounts::deleted},
};

void countRegistrations(const store::ClientStore &clients, Overview &overview)
{
    for (const Counted &entry : Counts) {
        store::ClientFilter filter;
        filter.statuses = {entry.status};
        const Result<qint64> count = clients.count(filter);
        if (!count) {
            overview.problems += Text::tr("Registrations could not be counted: %1").arg(count.error().message);
            return;
        }
        overview.registrations.*entry.count = *count;
    }
}

void lookAtTruststore(const QString &path, ExpiryCollector &collector, QStringList &unread)
{
    // One that was moved or deleted is nobody's worry.
    if (!QFileInfo::exists(path))
        return;
    const auto file = trust::openStoreFile(path, std::nullopt);
    if (!file) {
        unread += file.error().kind == Error::Refused
            ? Text::tr("%1 needs its password: open it on the Truststores page.").arg(QDir::toNativeSeparators(path))
            : file.error().message;
        return;
    }
    for (const trust::StoreEntry &entry : file->store.entries) {
        if (entry.certificate())
            collector.look({ExpiringCertificate::Place::Truststore, entry.alias, *entry.certificate(), path});
    }
}

void lookAtKeySet(const QString &name, const fetch::KeySetState &state, ExpiryCollector &collector)
{
    if (!state.keys)
        return;
    for (const jose::Jwk &key : state.keys->keys()) {
        if (key.x5c().isEmpty())
            continue;
        if (const auto certificate = trust::Certificate::fromDer(key.x5c().constFirst()))
            collector.look({ExpiringCertificate::Place::KeySet, certificate->displayName(), *certificate, name});
    }
}

void lookAtClients(const store::ClientStore &clients, ExpiryCollector &collector, ExpiryReport &report)
{
    const auto newest = clients.page({}, std::nullopt, ExpiryReport::MaxClients);
    if (!newest) {
        report.unread += Text::tr("Clients' certificates could not be read: %1").arg(newest.error().message);
        return;
    }
    report.sawEveryClient = newest->size() < ExpiryReport::MaxClients;
    for (const store::Client &client : *newest) {
        const auto versions = clients.versions(client.clientId);
        if (!versions || versions->isEmpty() || versions->constLast().peerCertificateDer.isEmpty())
            continue;
        if (const auto certificate = trust::Certificate::fromDer(versions->constLast().peerCertificateDer))
            collector.look({ExpiringCertificate::Place::Registration,
                            client.clientName.isEmpty() ? client.clientId : client.clientName, *certificate,
                            client.clientId});
    }
}

} // namespace

KeySetHealth healthOf(const QString &name, const fetch::KeySetState &state, Instant now)
{
    using Standing = KeySetHealth::Standing;
    KeySetHealth health{name};
    health.fetchedAt = state.fetchedAt;
    health.problem = state.problem;
    if (state.keys)
        health.keys = static_cast<qsizetype>(state.keys->keys().size());
    const bool isUsable = state.keys && state.fetchedAt && now <= *state.fetchedAt + fetch::JwksCache::MaxStale;
    if (!state.attemptedAt && !state.keys)
        health.standing = Standing::NeverFetched;
    else if (!isUsable)
        health.standing = Standing::Lost;
    else
        health.standing = state.problem.isEmpty() ? Standing::Good : Standing::Failing;
    return health;
}

OverviewSources OverviewSources::of(Workspace &workspace)
{
    return {workspace.database(), workspace.clients(), workspace.keySets(), workspace.directory(), workspace.clock()};
}

Overview gatherOverview(const OverviewSources &sources)
{
    Overview overview;
    countRegistrations(sources.clients, overview);
    const QList<store::NamedKeySet> names = sources.keySets.names();
    for (const store::NamedKeySet &named : names)
        overview.keySets.append(
            healthOf(named.name, sources.keySets.state(fetch::JwksCache::addressOf(named)), sources.clock()));
    if (const auto rows = store::ActivityLog(sources.database).page({}, std::nullopt, Overview::MaxActivity))
        overview.activity = *rows;
    else
        overview.problems += Text::tr("The activity record could not be read: %1").arg(rows.error().message);
    return overview;
}

ExpiryReport gatherExpiry(const OverviewSources &sources, const QString &clientTruststore,
                          const QStringList &truststores)
{
    ExpiryReport report;
    ExpiryCollector collector(sources.clock());
    const QList<ExpiringCertificate> own = expiringCertificates(clientTruststore, *sources.directory, sources.clock());
    for (const ExpiringCertificate &certificate : own)
        collector.look(certificate);
    for (const QString &path : truststores) {
        if (path != clientTruststore)
            lookAtTruststore(path, collector, report.unread);
    }
    const QList<store::NamedKeySet> names = sources.keySets.names();
    for (const store::NamedKeySet &named : names)
        lookAtKeySet(named.name, sources.keySets.state(fetch::JwksCache::addressOf(named)), collector);
    lookAtClients(sources.clients, collector, report);
    report.certificates = collector.take();
    return report;
}

} // namespace gatehouse::workspace
