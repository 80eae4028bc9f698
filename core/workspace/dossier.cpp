#include "workspace/dossier.h"

#include "dcr/check_record.h"
#include "dcr/claim_info.h"
#include "trust/certificate_facts.h"

#include <QCoreApplication>
#include <QSet>

namespace gatehouse::workspace {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::workspace)
};

QString cut(const QString &text)
{
    return text.size() <= MaxFactCharacters ? text : text.left(MaxFactCharacters) + QChar(0x2026);
}

QString word(dcr::Outcome outcome)
{
    switch (outcome) {
    case dcr::Outcome::Pass:
        return Text::tr("Pass");
    case dcr::Outcome::Warn:
        return Text::tr("Warning");
    case dcr::Outcome::Fail:
        return Text::tr("Fail");
    case dcr::Outcome::Skipped:
        break;
    }
    return Text::tr("Not judged");
}

void limit(DossierTable &table)
{
    const qsizetype more = table.rows.size() - MaxDossierRows;
    if (more <= 0)
        return;
    table.rows = table.rows.mid(0, MaxDossierRows);
    QStringList cells(table.headers.size());
    cells.last() = Text::tr("… and %1 more, which the console shows.").arg(more);
    table.rows.append({cells, {}});
}

QString claimText(const Json &value, const dcr::ClaimInfo *info)
{
    constexpr qint64 EndOfYear9999 = 253'402'300'799;
    const bool isMoment = info && info->kind == dcr::ClaimKind::Moment && value.is_number_integer();
    if (isMoment) {
        const qint64 seconds = value.get<qint64>();
        if (seconds >= 0 && seconds <= EndOfYear9999)
            return toIso8601(fromSeconds(seconds));
    }
    if (value.is_string())
        return cut(toQString(value.get_ref<const std::string &>()));
    return cut(QString::fromUtf8(value.is_structured() ? toPrettyBytes(value) : toBytes(value)));
}

DossierSection claims(const RegistrationVersion &version)
{
    DossierSection section{Text::tr("Software statement"), {}, {}, {}};
    if (!version.evidence.statement || !version.evidence.statement->claims) {
        section.note = Text::tr("The statement cannot be read.");
        return section;
    }
    section.note = Text::tr("What the directory says of the software, as it was registered in version %1.")
                       .arg(version.stored.version);
    section.table.headers = {Text::tr("Claim"), Text::tr("Value"), Text::tr("Meaning")};
    section.table.percents = {28, 42, 30};
    const Json &claims = *version.evidence.statement->claims;
    QSet<QByteArray> listed;
    const auto append = [&](const QByteArray &name, const Json &value, const dcr::ClaimInfo *info) {
        section.table.rows.append(
            {{cut(QString::fromUtf8(name)), claimText(value, info), info ? dcr::describe(*info) : QString()}, {}});
    };
    for (const dcr::ClaimInfo &info : dcr::statementClaims()) {
        listed.insert(info.name.data());
        if (const Json *value = member(claims, info.name.data()))
            append(info.name.data(), *value, &info);
    }
    for (const auto &[name, value] : claims.items()) {
        if (!listed.contains(QByteArray::fromStdString(name)))
            append(QByteArray::fromStdString(name), value, nullptr);
    }
    limit(section.table);
    return section;
}

DossierSection checks(const RegistrationVersion &version)
{
    DossierSection section{Text::tr("Checks at registration"), {}, {}, {}};
    section.note = Text::tr("How version %1 came out when it was registered on %2.")
                       .arg(QString::number(version.stored.version), toIso8601(version.stored.registeredAt));
    section.table.headers = {Text::tr("Outcome"), Text::tr("Check"), Text::tr("What was found"), Text::tr("Reference")};
    section.table.percents = {12, 26, 40, 22};
    const Json rows = dcr::recordToJson(version.stored.checks);
    const auto text = [](const Json &row, const char *name) { return stringMember(row, name).value_or(QString()); };
    for (const Json &row : rows) {
        const auto outcome = dcr::outcomeFromName(text(row, "outcome").toUtf8());
        section.table.rows.append({{outcome ? word(*outcome) : Text::tr("Unknown"), cut(text(row, "title")),
                                    cut(text(row, "message")), cut(text(row, "reference"))},
                                   outcome});
    }
    if (section.table.rows.isEmpty())
        section.note = Text::tr("What is kept of the checks cannot be read.");
    limit(section.table);
    return section;
}

DossierSection certificate(const RegistrationVersion &version, Instant now)
{
    DossierSection section{Text::tr("Transport certificate"), {}, {}, {}};
    if (!version.certificate) {
        section.note = Text::tr("The connection had no client certificate, or none that can be read.");
        return section;
    }
    const QList<trust::CertificateFact> facts = trust::certificateFacts(*version.certificate, now);
    std::optional<trust::FactSection> last;
    for (const trust::CertificateFact &fact : facts) {
        if (last != fact.section) {
            last = fact.section;
            section.groups.append({trust::title(fact.section), {}});
        }
        const bool isMarked = fact.mark == trust::CertificateFact::Mark::Warning;
        section.groups.last().facts.append({fact.label, cut(fact.value),
                                            fact.style == trust::CertificateFact::Style::Code
                                                ? RegistrationFact::Style::Code
                                                : RegistrationFact::Style::Text,
                                            isMarked ? RegistrationFact::Mark::Caution : RegistrationFact::Mark::None,
                                            isMarked ? fact.note : QString()});
    }
    return section;
}

DossierSection history(const RegistrationRecord &record)
{
    DossierSection section{Text::tr("Decisions and versions"), {}, {}, {}};
    section.table.headers = {Text::tr("When"), Text::tr("What"), Text::tr("Who"), Text::tr("Why")};
    section.table.percents = {22, 22, 20, 36};
    for (const HistoryEntry &entry : historyOf(record)) {
        const QString who = entry.who.isEmpty() ? entry.where : Text::tr("%1 (%2)").arg(cut(entry.who), entry.where);
        section.table.rows.append({{toIso8601(entry.at), cut(entry.what), who, cut(entry.reason)}, {}});
    }
    if (!record.hasAllActivities)
        section.note = Text::tr("The newest %1 entries; the Activity page has all of them.")
                           .arg(RegistrationRecord::MaxActivities);
    limit(section.table);
    return section;
}

} // namespace

Dossier makeDossier(const RegistrationRecord &record, const DossierOccasion &occasion)
{
    Dossier dossier;
    const store::Client &client = record.client;
    dossier.title = cut(client.clientName.isEmpty() ? client.clientId : client.clientName);
    dossier.subtitle = Text::tr("Client %1 · %2").arg(cut(client.clientId), title(client.status));
    dossier.workspace = occasion.workspace;
    dossier.preparedBy = occasion.preparedBy;
    dossier.at = occasion.now;
    dossier.sections.append({Text::tr("Summary"), {}, summarise(record, occasion.now), {}});
    dossier.sections.append(history(record));
    if (record.versions.isEmpty())
        return dossier;
    dossier.sections.append(checks(record.newest));
    dossier.sections.append(claims(record.newest));
    dossier.sections.append(certificate(record.newest, occasion.now));
    return dossier;
}

QString dossierFileName(const store::Client &client, Instant now)
{
    constexpr qsizetype MaxNameCharacters = 40;
    QString name;
    const QString &from = client.clientName.isEmpty() ? client.clientId : client.clientName;
    for (const QChar character : from.toLower()) {
        const bool isPlain = character.unicode() < 0x80 && character.isLetterOrNumber();
        if (isPlain)
            name += character;
        else if (!name.isEmpty() && !name.endsWith(QLatin1Char('-')))
            name += QLatin1Char('-');
        if (name.size() >= MaxNameCharacters)
            break;
    }
    while (name.endsWith(QLatin1Char('-')))
        name.chop(1);
    return QStringLiteral("registration-%1-%2.pdf")
        .arg(name.isEmpty() ? QStringLiteral("client") : name, toIso8601(now).left(10));
}

} // namespace gatehouse::workspace
