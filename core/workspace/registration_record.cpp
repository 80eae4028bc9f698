#include "workspace/registration_record.h"

#include <QCoreApplication>

#include <algorithm>
#include <iterator>

namespace gatehouse::workspace {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::workspace)
};

struct Action {
    QLatin1String id;
    const char *title;
    HistoryEntry::Kind kind;
};

using Kind = HistoryEntry::Kind;

constexpr Action Actions[] = {
    {QLatin1String("client.registered"), QT_TRANSLATE_NOOP("gatehouse::workspace", "Registered"), Kind::Version},
    {QLatin1String("client.updated"), QT_TRANSLATE_NOOP("gatehouse::workspace", "Changed by the TPP"), Kind::Version},
    {QLatin1String("client.held"), QT_TRANSLATE_NOOP("gatehouse::workspace", "Put back to review"), Kind::Decision},
    {QLatin1String("client.approved"), QT_TRANSLATE_NOOP("gatehouse::workspace", "Approved"), Kind::Decision},
    {QLatin1String("client.suspended"), QT_TRANSLATE_NOOP("gatehouse::workspace", "Suspended"), Kind::Decision},
    {QLatin1String("client.reactivated"), QT_TRANSLATE_NOOP("gatehouse::workspace", "Reactivated"), Kind::Decision},
    {QLatin1String("client.deregistered"), QT_TRANSLATE_NOOP("gatehouse::workspace", "Deregistered"), Kind::Decision},
    {QLatin1String("client.deleted"), QT_TRANSLATE_NOOP("gatehouse::workspace", "Deregistered"), Kind::Decision},
};

const Action *findAction(const QString &id)
{
    const auto *found =
        std::find_if(std::begin(Actions), std::end(Actions), [&id](const Action &action) { return id == action.id; });
    return found == std::end(Actions) ? nullptr : found;
}

bool tellsOf(const HistoryEntry &entry, const store::ClientVersion &version)
{
    // Both are entered in one transaction, by clocks that were read one after the other.
    constexpr std::chrono::seconds Apart{2};
    return entry.kind == Kind::Version && std::chrono::abs(entry.at - version.registeredAt) <= Apart;
}

HistoryEntry entryOf(const store::Activity &activity)
{
    const Action *action = findAction(activity.action);
    return {activity.at,         action ? action->kind : Kind::Other, actionTitle(activity.action),
            activity.actor.name, title(activity.actor.origin),        activity.reason};
}

HistoryEntry entryOf(const store::ClientVersion &version, const store::Client &client)
{
    return {version.registeredAt,
            Kind::Version,
            version.version == 1 ? Text::tr("Registered")
                                 : Text::tr("Changed by the TPP: version %1").arg(version.version),
            client.softwareId,
            title(store::ActivityOrigin::Endpoint),
            {}};
}

} // namespace

RegistrationVersion RegistrationVersion::of(store::ClientVersion stored)
{
    RegistrationVersion version;
    version.stored = std::move(stored);
    version.evidence = dcr::Evidence::ofRequest(version.stored.requestJwt, version.stored.registeredAt);
    if (version.evidence.request && version.evidence.request->claims)
        version.request = dcr::RegistrationRequest::fromClaims(*version.evidence.request->claims);
    if (version.evidence.statement && version.evidence.statement->claims)
        version.statement = dcr::SoftwareStatement::fromClaims(*version.evidence.statement->claims);
    if (auto certificate = trust::Certificate::fromDer(version.stored.peerCertificateDer))
        version.certificate = *std::move(certificate);
    return version;
}

Result<RegistrationRecord> readRegistration(const store::ClientStore &clients, const store::ActivityLog &log,
                                            const QString &clientId)
{
    const auto client = clients.find(clientId);
    if (!client)
        return tl::unexpected(client.error());
    if (!*client)
        return fail(Error::NotFound, Text::tr("There is no client \"%1\" any more.").arg(clientId.left(80)));
    auto versions = clients.versions(clientId);
    if (!versions)
        return tl::unexpected(versions.error());
    store::ActivityFilter filter;
    filter.subjectKind = QStringLiteral("client");
    filter.subject = clientId;
    auto activities = log.page(filter, std::nullopt, RegistrationRecord::MaxActivities + 1);
    if (!activities)
        return tl::unexpected(activities.error());
    RegistrationRecord record;
    record.client = **client;
    record.versions = *std::move(versions);
    record.activities = *std::move(activities);
    record.hasAllActivities = record.activities.size() <= RegistrationRecord::MaxActivities;
    if (!record.hasAllActivities)
        record.activities.removeLast();
    if (!record.versions.isEmpty())
        record.newest = RegistrationVersion::of(record.versions.constLast());
    return record;
}

QList<HistoryEntry> historyOf(const RegistrationRecord &record)
{
    QList<HistoryEntry> entries;
    for (const store::Activity &activity : record.activities)
        entries.append(entryOf(activity));
    const qsizetype told = entries.size();
    for (const store::ClientVersion &version : record.versions) {
        const bool isTold = std::any_of(entries.cbegin(), entries.cbegin() + told,
                                        [&](const HistoryEntry &entry) { return tellsOf(entry, version); });
        if (!isTold)
            entries.append(entryOf(version, record.client));
    }
    std::stable_sort(entries.begin(), entries.end(),
                     [](const HistoryEntry &a, const HistoryEntry &b) { return a.at > b.at; });
    return entries;
}

QString actionTitle(const QString &action)
{
    const Action *known = findAction(action);
    return known ? Text::tr(known->title) : action;
}

QString title(store::ActivityOrigin origin)
{
    switch (origin) {
    case store::ActivityOrigin::Console:
        return Text::tr("Console");
    case store::ActivityOrigin::CommandLine:
        return Text::tr("Command line");
    case store::ActivityOrigin::Endpoint:
        break;
    }
    return Text::tr("Endpoint");
}

QString title(store::ClientStatus status)
{
    switch (status) {
    case store::ClientStatus::Active:
        return Text::tr("Active");
    case store::ClientStatus::Held:
        return Text::tr("Waiting for review");
    case store::ClientStatus::Suspended:
        return Text::tr("Suspended");
    case store::ClientStatus::Deleted:
        break;
    }
    return Text::tr("Deregistered");
}

} // namespace gatehouse::workspace
