#include "workspace/registration_trial.h"

#include "dcr/token_extraction.h"

#include <QCoreApplication>

namespace gatehouse::workspace {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::workspace)
};

constexpr int PageSize = 200;

TriedRegistration tryVersion(const store::Client &client, const store::ClientVersion &version, dcr::Policy before,
                             dcr::Policy after)
{
    dcr::Evidence evidence = dcr::trialEvidence(version.requestJwt, version.registeredAt, before, after);
    // For the subject that tls_client_auth names; the connection itself is over.
    if (auto certificate = trust::Certificate::fromDer(version.peerCertificateDer))
        evidence.transport.certificate = *std::move(certificate);
    return {client.clientId, client.clientName, client.softwareId, dcr::tryPolicy(evidence, before, after)};
}

} // namespace

void TrialReport::add(TriedRegistration registration)
{
    ++tried;
    switch (registration.verdict.change) {
    case dcr::TrialChange::Same:
        return;
    case dcr::TrialChange::Refused:
        ++refused;
        break;
    case dcr::TrialChange::RefusedFor:
        ++refusedFor;
        break;
    case dcr::TrialChange::Warned:
        ++warned;
        break;
    case dcr::TrialChange::Passes:
        ++passes;
        break;
    }
    if (changed.size() < MaxListed)
        changed.append(std::move(registration));
}

QString TrialReport::summary() const
{
    if (tried == 0)
        return Text::tr("There are no registrations to try it on.");
    QStringList parts;
    if (refused > 0)
        parts.append(Text::tr("%1 would be refused").arg(refused));
    if (refusedFor > 0)
        parts.append(Text::tr("%1 would be refused for another reason").arg(refusedFor));
    if (warned > 0)
        parts.append(Text::tr("%1 would get a warning").arg(warned));
    if (passes > 0)
        parts.append(Text::tr("%1 would newly pass").arg(passes));
    if (parts.isEmpty())
        parts.append(Text::tr("none would be judged otherwise"));
    const QString text =
        Text::tr("Of %1 registrations %2.").arg(QString::number(tried), parts.join(QLatin1String(", ")));
    return isComplete ? text : Text::tr("%1 It was stopped before the end.").arg(text);
}

Result<TrialReport> tryRegistrations(const store::ClientStore &clients, const dcr::Policy &before,
                                     const dcr::Policy &after, const TrialProgress &progress)
{
    const auto total = clients.count({});
    if (!total)
        return tl::unexpected(total.error());
    TrialReport report;
    std::optional<store::ClientKey> last;
    while (true) {
        const auto page = clients.page({}, last, PageSize);
        if (!page)
            return tl::unexpected(page.error());
        if (page->isEmpty())
            return report;
        last = store::ClientKey::of(page->constLast());
        for (const store::Client &client : *page) {
            if (progress(report.tried, *total) == TrialStep::Cancel) {
                report.isComplete = false;
                return report;
            }
            const auto versions = clients.versions(client.clientId);
            if (!versions)
                return tl::unexpected(versions.error());
            if (!versions->isEmpty())
                report.add(tryVersion(client, versions->constLast(), before, after));
        }
    }
}

Result<TriedRegistration> tryRequest(QByteArrayView text, Instant now, const dcr::Policy &before,
                                     const dcr::Policy &after)
{
    const auto token = dcr::extractToken(text);
    if (!token)
        return tl::unexpected(token.error());
    if (token->kind != dcr::TokenKind::Request)
        return fail(Error::Refused,
                    Text::tr("This is a software statement alone. Paste the whole registration request: what a policy "
                             "would make of it is seen there."));
    dcr::Policy beforeThis = before;
    dcr::Policy afterThis = after;
    const dcr::Evidence evidence = dcr::trialEvidence(token->compact, now, beforeThis, afterThis);
    TriedRegistration registration;
    if (evidence.request->claims)
        registration.softwareId = stringMember(*evidence.request->claims, "software_id").value_or(QString());
    if (evidence.statement && evidence.statement->claims)
        registration.clientName = stringMember(*evidence.statement->claims, "software_client_name").value_or(QString());
    registration.verdict = dcr::tryPolicy(evidence, beforeThis, afterThis);
    return registration;
}

Json toJson(const TriedRegistration &registration)
{
    Json checks = Json::array();
    for (const dcr::CheckResult &result : registration.verdict.newly)
        checks.push_back({{"id", result.check->id.data()},
                          {"title", dcr::title(*result.check).toStdString()},
                          {"message", result.message.toStdString()}});
    return {{"client_id", registration.clientId.toStdString()},
            {"client_name", registration.clientName.toStdString()},
            {"software_id", registration.softwareId.toStdString()},
            {"change", dcr::name(registration.verdict.change).data()},
            {"refused", registration.verdict.isRefused},
            {"checks", checks}};
}

Json toJson(const TrialReport &report)
{
    Json changed = Json::array();
    for (const TriedRegistration &registration : report.changed)
        changed.push_back(toJson(registration));
    return {{"tried", report.tried},   {"refused", report.refused}, {"refused_otherwise", report.refusedFor},
            {"warned", report.warned}, {"passes", report.passes},   {"complete", report.isComplete},
            {"changed", changed}};
}

} // namespace gatehouse::workspace
