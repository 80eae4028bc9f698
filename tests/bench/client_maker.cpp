#include "client_maker.h"

#include "base/base64url.h"

namespace gatehouse::bench {

namespace {

constexpr Instant First{std::chrono::milliseconds(1'600'000'000'000)};

constexpr const char *Sirs[] = {"Amber",  "Harbour", "Northgate", "Penny", "Söder", "Clearwater", "Fjord",  "Lantern",
                                "Meadow", "Quarry",  "Riverside", "Stone", "Tally", "Union",      "Willow", "Zürich"};
constexpr const char *Trades[] = {"Bank", "Payments", "Capital", "Credit", "Lending", "Savings", "Finance", "Exchange"};
constexpr const char *Forms[] = {"Ltd", "plc", "GmbH", "AB", "LLP", "S.A."};
constexpr const char *Adjectives[] = {"Smart",  "Daily", "Open",   "Quick", "Simple",
                                      "Family", "Green", "Bright", "Clear", "Pocket"};
constexpr const char *Nouns[] = {"Planner",  "Ledger",  "Wallet",  "Budget",  "Checkout",
                                 "Accounts", "Payroll", "Invoice", "Rewards", "Mortgage"};
constexpr const char *RoleSets[] = {
    R"(["AISP"])",  R"(["AISP","PISP"])", R"(["PISP"])",        R"(["AISP","PISP","CBPII"])",
    R"(["CBPII"])", R"(["AISP"])",        R"(["AISP","PISP"])", R"(["ASPSP"])"};

store::ClientStatus statusOf(quint32 percent)
{
    if (percent < 90)
        return store::ClientStatus::Active;
    if (percent < 94)
        return store::ClientStatus::Suspended;
    return percent < 99 ? store::ClientStatus::Deleted : store::ClientStatus::Held;
}

} // namespace

QString ClientMaker::letters(int count)
{
    constexpr char Alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    QString text(count, Qt::Uninitialized);
    for (QChar &character : text)
        character = QLatin1Char(Alphabet[m_random.bounded(62)]);
    return text;
}

template <std::size_t N>
QString ClientMaker::any(const char *const (&words)[N])
{
    return QString::fromUtf8(words[m_random.bounded(static_cast<quint32>(N))]);
}

store::Client ClientMaker::next()
{
    const int number = m_number++;
    // A few have most of the software.
    const int organisation = m_random.bounded(1 + m_random.bounded(Organisations));
    store::Client client;
    client.clientId = letters(28);
    client.softwareId = letters(22);
    client.organisationId = QStringLiteral("0015800001041R%1").arg(organisation, 4, 36, QLatin1Char('0')).toUpper();
    client.organisationName =
        QStringLiteral("%1 %2 %3 %4")
            .arg(QString::fromUtf8(Sirs[organisation % 16]), QString::fromUtf8(Trades[organisation / 16 % 8]),
                 QString::fromUtf8(Forms[organisation / 128 % 6]))
            .arg(organisation);
    client.clientName = QStringLiteral("%1 %2 %3").arg(any(Adjectives), any(Nouns)).arg(m_random.bounded(1000));
    if (number % RareEvery == 7)
        client.clientName += QStringLiteral(" Zyxomma");
    client.environment = m_random.bounded(10) < 7 ? QStringLiteral("sandbox") : QStringLiteral("production");
    client.status = statusOf(m_random.bounded(100u));
    client.issuedAt = First + std::chrono::seconds(90) * number;
    client.version = 1 + static_cast<int>(m_random.bounded(3u));
    client.updatedAt = client.issuedAt + std::chrono::hours(m_random.bounded(1000)) * (client.version - 1);
    const QByteArray roles = RoleSets[m_random.bounded(8u)];
    const QString host =
        client.organisationName.section(QLatin1Char(' '), 0, 1).toLower().replace(QLatin1Char(' '), QLatin1Char('-'));
    for (quint32 i = 0; i <= m_random.bounded(3u); ++i)
        client.redirectUris.append(QStringLiteral("https://%1.example.com/callback/%2").arg(host, letters(6)));
    client.roles = QString::fromLatin1(roles.mid(2, roles.size() - 4)).split(QLatin1String("\",\""));
    // Written by hand: a million of them are quicker so than by way of a JSON library, and no text here needs escaping.
    const QByteArray uris = "[\"" + client.redirectUris.join(QLatin1String("\",\"")).toUtf8() + "\"]";
    const QByteArray claims = R"({"iss":"OpenBanking Ltd","software_id":")" + client.softwareId.toUtf8()
        + R"(","software_client_name":")" + client.clientName.toUtf8() + R"(","org_id":")"
        + client.organisationId.toUtf8() + R"(","org_name":")" + client.organisationName.toUtf8()
        + R"(","software_redirect_uris":)" + uris + R"(,"software_roles":)" + roles + '}';
    client.metadata = R"({"client_id":")" + client.clientId.toUtf8() + R"(","client_name":")"
        + client.clientName.toUtf8() + R"(","redirect_uris":)" + uris
        + R"(,"grant_types":["client_credentials","authorization_code","refresh_token"],)"
          R"("token_endpoint_auth_method":"private_key_jwt","scope":"openid accounts payments","software_statement":")"
          "eyJhbGciOiJQUzI1NiIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0."
        + toBase64url(claims) + '.' + m_signature + "\"}";
    return client;
}

} // namespace gatehouse::bench
