#include "workspace/registration_summary.h"

#include "trust/certificate_review.h"

#include <QCoreApplication>

#include <algorithm>
#include <iterator>

namespace gatehouse::workspace {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::workspace)
};

using Style = RegistrationFact::Style;
using Mark = RegistrationFact::Mark;

struct Meaning {
    QLatin1String word;
    const char *meaning;
};

#define GATEHOUSE_MEANING(text) QT_TRANSLATE_NOOP("gatehouse::workspace", text)

constexpr Meaning Roles[] = {
    {QLatin1String("AISP"), GATEHOUSE_MEANING("reads accounts")},
    {QLatin1String("PISP"), GATEHOUSE_MEANING("initiates payments")},
    {QLatin1String("CBPII"), GATEHOUSE_MEANING("asks whether funds are available")},
    {QLatin1String("ASPSP"), GATEHOUSE_MEANING("holds accounts: a bank")},
};

constexpr Meaning Grants[] = {
    {QLatin1String("authorization_code"), GATEHOUSE_MEANING("access that a customer consents to")},
    {QLatin1String("client_credentials"), GATEHOUSE_MEANING("access in its own name")},
    {QLatin1String("refresh_token"), GATEHOUSE_MEANING("renews access without the customer")},
    {QLatin1String("urn:openid:params:grant-type:ciba"), GATEHOUSE_MEANING("consent on the customer's own device")},
};

constexpr Meaning AuthMethods[] = {
    {QLatin1String("private_key_jwt"), GATEHOUSE_MEANING("signs with a key of its key set")},
    {QLatin1String("tls_client_auth"), GATEHOUSE_MEANING("shows its transport certificate")},
};

QString cut(const QString &text)
{
    return text.size() <= MaxFactCharacters ? text : text.left(MaxFactCharacters) + QChar(0x2026);
}

QString lines(QStringList list)
{
    const qsizetype left = list.size() - MaxFactLines;
    if (left > 0) {
        list = list.mid(0, MaxFactLines);
        list.append(Text::tr("and %1 more").arg(left));
    }
    std::transform(list.cbegin(), list.cend(), list.begin(), cut);
    return list.join(QLatin1Char('\n'));
}

template <std::size_t Size>
QString explained(const QString &word, const Meaning (&table)[Size])
{
    for (const Meaning &entry : table) {
        if (word == entry.word)
            return Text::tr("%1: %2").arg(word, Text::tr(entry.meaning));
    }
    return word;
}

template <std::size_t Size>
QString explainedLines(const QStringList &words, const Meaning (&table)[Size])
{
    QStringList all;
    for (const QString &word : words.mid(0, MaxFactLines + 1))
        all.append(explained(word, table));
    if (words.size() > all.size())
        all.append(words.mid(all.size()));
    return lines(all);
}

void add(FactGroup &group, const QString &label, const QString &value, Style style = Style::Text)
{
    if (!value.isEmpty())
        group.facts.append({label, cut(value), style});
}

void addLines(FactGroup &group, const QString &label, const QString &value, Style style = Style::Text)
{
    if (!value.isEmpty())
        group.facts.append({label, value, style});
}

/// A status that says anything but active is why to look twice.
void addStatus(FactGroup &group, const QString &label, const QString &status, const QString &note)
{
    if (status.isEmpty())
        return;
    RegistrationFact fact{label, cut(status)};
    if (status.compare(QLatin1String("Active"), Qt::CaseInsensitive) != 0) {
        fact.mark = Mark::Caution;
        fact.note = note;
    }
    group.facts.append(fact);
}

QString momentLine(Instant moment, Instant now)
{
    const QString iso = toIso8601(moment);
    const QString span = describeSpan(now - moment);
    return moment <= now ? Text::tr("%1 (%2 ago)").arg(iso, span) : Text::tr("%1 (in %2)").arg(iso, span);
}

FactGroup identity(const store::Client &client, const dcr::SoftwareStatement &statement)
{
    FactGroup group{Text::tr("Who it is"), {}};
    add(group, Text::tr("Application"), client.clientName);
    add(group, Text::tr("Description"), statement.clientDescription);
    add(group, Text::tr("Version"), statement.version);
    add(group, Text::tr("Organisation"), client.organisationName);
    add(group, Text::tr("On behalf of"), statement.onBehalfOf);
    addStatus(group, Text::tr("Organisation's status"), statement.organisationStatus,
              Text::tr("The directory does not call the organisation active."));
    add(group, Text::tr("Environment"),
        statement.mode.isEmpty() ? client.environment
                                 : Text::tr("%1, mode %2").arg(client.environment, statement.mode));
    add(group, Text::tr("Client id"), client.clientId, Style::Code);
    add(group, Text::tr("Software id"), client.softwareId, Style::Code);
    add(group, Text::tr("Organisation id"), client.organisationId, Style::Code);
    return group;
}

FactGroup permissions(const dcr::SoftwareStatement &statement, const dcr::RegistrationRequest &request)
{
    FactGroup group{Text::tr("What it may do"), {}};
    addLines(group, Text::tr("Roles"), explainedLines(statement.roles, Roles));
    if (const QStringList bare = rolesWithoutAuthority(statement); !bare.isEmpty() && !group.facts.isEmpty()) {
        group.facts.last().mark = Mark::Caution;
        group.facts.last().note =
            Text::tr("No authority's entry covers %1.").arg(cut(bare.mid(0, MaxFactLines).join(QLatin1String(", "))));
    }
    add(group, Text::tr("Scopes"), request.scopes().mid(0, MaxFactLines).join(QLatin1String(", ")));
    addLines(group, Text::tr("Grants"), explainedLines(request.grantTypes.value_or(QStringList()), Grants));
    addLines(group, Text::tr("Proves who it is"),
             request.tokenEndpointAuthMethod.isEmpty() ? QString()
                                                       : explained(cut(request.tokenEndpointAuthMethod), AuthMethods));
    add(group, Text::tr("Subject for tls_client_auth"), request.tlsClientAuthSubjectDn, Style::Code);
    add(group, Text::tr("Application type"), request.applicationType);
    addLines(group, Text::tr("Customers return to"), lines(request.redirectUris.value_or(QStringList())), Style::Code);
    return group;
}

FactGroup authorities(const dcr::SoftwareStatement &statement)
{
    FactGroup group{Text::tr("Roles by member state"), {}};
    add(group, Text::tr("Authority"), statement.authorityId);
    add(group, Text::tr("Registration"), statement.authorityRegistrationId, Style::Code);
    addStatus(group, Text::tr("Authority's status"), statement.authorityStatus,
              Text::tr("The authority does not call the registration active."));
    for (const auto &authorisation : statement.authorisations) {
        if (group.facts.size() >= MaxFactLines)
            break;
        add(group, authorisation.memberState.isEmpty() ? Text::tr("Any state") : cut(authorisation.memberState),
            authorisation.roles.mid(0, MaxFactLines).join(QLatin1String(", ")));
    }
    return group;
}

FactGroup contacts(const dcr::SoftwareStatement &statement)
{
    FactGroup group{Text::tr("Contacts"), {}};
    for (const auto &contact : statement.contacts) {
        if (group.facts.size() >= MaxFactLines)
            break;
        QStringList parts{contact.name, contact.email, contact.phone};
        parts.removeAll(QString());
        add(group, contact.type.isEmpty() ? Text::tr("Contact") : cut(contact.type), parts.join(QLatin1Char('\n')));
    }
    return group;
}

FactGroup links(const dcr::SoftwareStatement &statement)
{
    FactGroup group{Text::tr("Links, as the statement names them"), {}};
    add(group, Text::tr("Home page"), statement.clientUri, Style::Code);
    add(group, Text::tr("Privacy policy"), statement.policyUri, Style::Code);
    add(group, Text::tr("Terms of service"), statement.tosUri, Style::Code);
    add(group, Text::tr("Logo"), statement.logoUri, Style::Code);
    add(group, Text::tr("Keys of the software"), statement.jwksEndpoint, Style::Code);
    add(group, Text::tr("Keys of the organisation"), statement.organisationJwksEndpoint, Style::Code);
    return group;
}

void addCertificate(FactGroup &group, const RegistrationVersion &version, Instant now)
{
    if (!version.certificate) {
        const bool isUnreadable = !version.stored.peerCertificateDer.isEmpty();
        group.facts.append({Text::tr("By certificate"),
                            isUnreadable ? Text::tr("One that cannot be read")
                                         : Text::tr("None: the connection had no client certificate"),
                            Style::Text, Mark::Caution,
                            isUnreadable ? Text::tr("What is kept of it is damaged.")
                                         : Text::tr("Nothing but the signatures says who sent the request.")});
        return;
    }
    const trust::Certificate &certificate = *version.certificate;
    add(group, Text::tr("By certificate"), certificate.subject());
    add(group, Text::tr("Issued by"), certificate.issuer());
    RegistrationFact validity{Text::tr("Its validity"), trust::describeValidity(certificate, now)};
    if (trust::validityAt(certificate, now) != trust::Validity::Valid) {
        validity.mark = Mark::Caution;
        validity.note = Text::tr("The TPP needs another certificate to connect.");
    }
    group.facts.append(validity);
}

FactGroup registration(const RegistrationRecord &record, Instant now)
{
    FactGroup group{Text::tr("Registration"), {}};
    const store::Client &client = record.client;
    add(group, Text::tr("Registered"), momentLine(client.issuedAt, now));
    if (client.updatedAt != client.issuedAt)
        add(group, Text::tr("Last changed"), momentLine(client.updatedAt, now));
    add(group, Text::tr("Versions"), QString::number(record.versions.size()));
    if (record.versions.isEmpty())
        return group;
    addCertificate(group, record.newest, now);
    const dcr::SoftwareStatement &statement = record.newest.statement;
    add(group, Text::tr("Statement by"), statement.issuer);
    if (statement.issuedAt)
        add(group, Text::tr("Statement issued"), momentLine(*statement.issuedAt, now));
    return group;
}

} // namespace

QStringList rolesWithoutAuthority(const dcr::SoftwareStatement &statement)
{
    QStringList bare;
    for (const QString &role : statement.roles) {
        const bool isCovered = std::any_of(statement.authorisations.cbegin(), statement.authorisations.cend(),
                                           [&role](const auto &entry) { return entry.roles.contains(role); });
        if (!isCovered)
            bare.append(role);
    }
    return bare;
}

QList<FactGroup> summarise(const RegistrationRecord &record, Instant now)
{
    const dcr::SoftwareStatement &statement = record.newest.statement;
    QList<FactGroup> groups = {identity(record.client, statement),
                               permissions(statement, record.newest.request),
                               authorities(statement),
                               contacts(statement),
                               registration(record, now),
                               links(statement)};
    groups.removeIf([](const FactGroup &group) { return group.facts.isEmpty(); });
    return groups;
}

} // namespace gatehouse::workspace
