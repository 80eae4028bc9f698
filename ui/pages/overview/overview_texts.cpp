#include "overview_texts.h"

#include "trust/certificate_review.h"
#include "ui/format.h"

#include <QCoreApplication>

#include <algorithm>

namespace gatehouse::ui {

using namespace Qt::StringLiterals;
using sandbox::Sandbox;
using workspace::ExpiringCertificate;
using workspace::KeySetHealth;

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::ui::OverviewPage)
};

constexpr qsizetype MaxLines = 3;

const QString Registrations = u"registrations"_s;
const QString Jwks = u"jwks"_s;

OverviewLink ofKeySet(const KeySetHealth &set, Instant now)
{
    const QString when = set.fetchedAt ? relativeText(*set.fetchedAt, now) : QString();
    switch (set.standing) {
    case KeySetHealth::Standing::Good:
        return {Tone::Good, u"outcome-pass"_s,
                set.keys == 1 ? Text::tr("%1: 1 key").arg(set.name)
                              : Text::tr("%1: %2 keys").arg(set.name).arg(set.keys),
                Jwks, set.name};
    case KeySetHealth::Standing::NeverFetched:
        return {Tone::Neutral, u"state-stopped"_s, Text::tr("%1: not fetched yet").arg(set.name), Jwks, set.name};
    case KeySetHealth::Standing::Failing:
        return {Tone::Caution, u"outcome-warn"_s, Text::tr("%1: fails, keys of %2 count").arg(set.name, when),
                Jwks,          set.name,          set.problem};
    case KeySetHealth::Standing::Lost:
        break;
    }
    return {Tone::Bad, u"outcome-fail"_s, Text::tr("%1: no keys").arg(set.name), Jwks, set.name, set.problem};
}

} // namespace

TileText sandboxTile(Sandbox::State state, const QString &baseUrl)
{
    const QString page = u"sandbox"_s;
    switch (state) {
    case Sandbox::State::Running:
        return {{Tone::Good, u"state-running"_s, Text::tr("Runs"), page},
                {{Tone::Neutral, u"network-server"_s, baseUrl, page}}};
    case Sandbox::State::Starting:
        return {{Tone::Caution, u"state-busy"_s, Text::tr("Is starting"), page}, {}};
    case Sandbox::State::Stopping:
        return {{Tone::Caution, u"state-busy"_s, Text::tr("Is stopping"), page}, {}};
    case Sandbox::State::Stopped:
        break;
    }
    return {{Tone::Neutral, u"state-stopped"_s, Text::tr("Is stopped"), page},
            {{Tone::Neutral, u"media-playback-start"_s, Text::tr("Start it on its page"), page}}};
}

TileText registrationsTile(const workspace::RegistrationCounts &counts)
{
    TileText tile;
    tile.figure = counts.held > 0 ? OverviewLink{Tone::Caution, u"clock"_s,
                                                 counts.held == 1 ? Text::tr("1 waits for review")
                                                                  : Text::tr("%1 wait for review").arg(counts.held),
                                                 Registrations, u"status:held"_s}
                                  : OverviewLink{Tone::Good, u"outcome-pass"_s, Text::tr("None waits for review"),
                                                 Registrations, u"status:held"_s};
    tile.lines.append({Tone::Neutral, {}, Text::tr("%1 in all").arg(counts.live()), Registrations});
    const std::tuple<qint64, QString, QString> rows[] = {
        {counts.active, Text::tr("%1 active"), u"status:active"_s},
        {counts.suspended, Text::tr("%1 suspended"), u"status:suspended"_s},
        {counts.deleted, Text::tr("%1 deregistered"), u"status:deleted"_s},
    };
    for (const auto &[count, text, subject] : rows) {
        if (count > 0)
            tile.lines.append({Tone::Neutral, {}, text.arg(count), Registrations, subject});
    }
    return tile;
}

TileText certificatesTile(const workspace::ExpiryReport &report, Instant now)
{
    const auto expired = std::ranges::count_if(report.certificates, [now](const ExpiringCertificate &found) {
        return trust::validityAt(found.certificate, now) == trust::Validity::Expired;
    });
    const qsizetype soon = report.certificates.size() - expired;
    TileText tile;
    const OverviewLink first = report.certificates.isEmpty() ? OverviewLink{{}, {}, {}, u"truststores"_s}
                                                             : linkTo(report.certificates.constFirst());
    const qint64 notice = trust::ExpiryNotice.count();
    const QString days = soon == 1 ? Text::tr("1 expires within %1 days").arg(notice)
                                   : Text::tr("%1 expire within %2 days").arg(soon).arg(notice);
    if (expired > 0)
        tile.figure = {Tone::Bad, u"outcome-fail"_s, Text::tr("%1 expired").arg(expired), first.page, first.subject};
    else if (soon > 0)
        tile.figure = {Tone::Caution, u"outcome-warn"_s, days, first.page, first.subject};
    else
        tile.figure = {Tone::Good, u"outcome-pass"_s, Text::tr("None expires soon"), first.page};
    if (expired > 0 && soon > 0)
        tile.lines.append({Tone::Caution, u"outcome-warn"_s, days, first.page, first.subject});
    if (!report.unread.isEmpty())
        tile.lines.append({Tone::Neutral,
                           u"key"_s,
                           Text::tr("%1 could not be looked into").arg(report.unread.size()),
                           u"truststores"_s,
                           {},
                           report.unread.join(u'\n')});
    if (!report.sawEveryClient)
        tile.lines.append({Tone::Neutral, u"user"_s,
                           Text::tr("Of clients, the newest %1 are looked at").arg(workspace::ExpiryReport::MaxClients),
                           Registrations});
    return tile;
}

TileText keySetsTile(const QList<KeySetHealth> &sets, Instant now)
{
    if (sets.isEmpty())
        return {{Tone::Neutral, u"list-add"_s, Text::tr("None is named yet"), Jwks},
                {{Tone::Neutral, {}, Text::tr("Name the directory's key sets"), Jwks}}};
    const auto isBad = [](const KeySetHealth &set) {
        return set.standing == KeySetHealth::Standing::Failing || set.standing == KeySetHealth::Standing::Lost;
    };
    const auto bad = std::ranges::count_if(sets, isBad);
    const auto never = std::ranges::count(sets, KeySetHealth::Standing::NeverFetched, &KeySetHealth::standing);
    const auto worst = std::ranges::find_if(sets, isBad);
    TileText tile;
    if (bad > 0)
        tile.figure = {Tone::Bad, u"outcome-fail"_s, Text::tr("%1 of %2 fail").arg(bad).arg(sets.size()), Jwks,
                       worst->name};
    else if (never > 0)
        tile.figure = {Tone::Neutral, u"state-stopped"_s, Text::tr("%1 of %2 not fetched").arg(never).arg(sets.size()),
                       Jwks};
    else
        tile.figure = {Tone::Good, u"outcome-pass"_s, Text::tr("All are well"), Jwks};
    QList<KeySetHealth> ordered = sets;
    std::ranges::stable_sort(ordered, std::ranges::greater(), isBad);
    for (const KeySetHealth &set : ordered.mid(0, MaxLines))
        tile.lines.append(ofKeySet(set, now));
    if (ordered.size() > MaxLines)
        tile.lines.append({Tone::Neutral, {}, Text::tr("%1 more").arg(ordered.size() - MaxLines), Jwks});
    return tile;
}

OverviewLink linkTo(const ExpiringCertificate &certificate)
{
    using Place = ExpiringCertificate::Place;
    OverviewLink link;
    link.text = workspace::title(certificate.place);
    link.subject = certificate.source;
    switch (certificate.place) {
    case Place::ClientTruststore:
    case Place::Truststore:
        link.page = u"truststores"_s;
        break;
    case Place::KeySet:
        link.page = Jwks;
        break;
    case Place::Registration:
        link.page = Registrations;
        break;
    case Place::TestDirectory:
    case Place::Endpoint:
    case Place::TestTpp:
        link.page = u"sandbox"_s;
        break;
    }
    return link;
}

} // namespace gatehouse::ui
