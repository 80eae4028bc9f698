#include "wso2/setting_findings.h"

#include "wso2/known_keys.h"
#include "wso2/text.h"
#include "wso2/toml_model.h"
#include "wso2/toml_secrets.h"

#include <QRegularExpression>

namespace gatehouse::wso2 {

namespace {

using Severity = TomlFinding::Severity;

constexpr QLatin1String Issuer("OpenBanking Ltd");
constexpr QLatin1String SandboxKeys("open_banking.dcr.jwks_url_sandbox");
constexpr QLatin1String ProductionKeys("open_banking.dcr.jwks_url_production");
constexpr QLatin1String StatementKeys("oauth.dcr.ssa_jkws");
constexpr QLatin1String KeyManagerName("open_banking.keyManager.name");
constexpr QLatin1String PortalTable("open_banking.dcr.apim_rest_endpoints");
constexpr const char *PortalPaths[] = {"app_creation", "key_generation", "api_retrieve", "api_subscribe",
                                       "retrieve_subscribe"};
/// What the shipped samples want replaced.
constexpr const char *Placeholders[] = {"IS_HOSTNAME", "APIM_HOSTNAME", "BI_HOSTNAME", "PROXY_HOSTNAME"};
constexpr const char *WholePlaceholders[] = {"DB_USER",           "DB_PASS",           "DB_DRIVER",
                                             "IS_ADMIN_USERNAME", "IS_ADMIN_PASSWORD", "AM_ADMIN_USERNAME",
                                             "AM_ADMIN_PASSWORD"};

class SettingFindings
{
public:
    SettingFindings(const DeploymentToml &toml, const TomlFindingsContext &context)
        : m_toml(toml)
        , m_context(context)
        , m_identity(identify(toml.root()))
    {}

    QList<TomlFinding> find()
    {
        checkIdentity();
        checkIssuers();
        checkKeySets();
        if (m_identity.servers == Server::ApiManager)
            checkApiManager();
        checkPlaceholders();
        return std::move(m_findings);
    }

private:
    TomlFinding &add(const char *id, Severity severity, int line, const QString &message, const QString &advice = {})
    {
        m_findings.append({QLatin1String(id), severity, line, message, advice, {}, {}});
        return m_findings.last();
    }

    QString text(const QString &key) const
    {
        const auto value = m_toml.value(key);
        return value && *value ? (*value)->scalarText() : QString();
    }

    void checkIdentity()
    {
        if (m_identity.generations == (Generation::A | Generation::B))
            add("file.generations", Severity::Warning, m_toml.lineOf(QStringLiteral("financial_services")),
                Text::tr(
                    "The file has tables of both generations, [open_banking…] and [financial_services…]: the server "
                    "reads one of them."),
                Text::tr("Keep those of the accelerator that is installed."));
        if (!m_identity.generations)
            add("file.no-accelerator", Severity::Note, 0,
                Text::tr("The file has no table of an open banking accelerator."));
        if (!m_identity.servers)
            add("file.no-server", Severity::Note, 0,
                Text::tr("Nothing in the file tells whose it is, the Identity Server's or the API Manager's."));
    }

    void checkIssuers()
    {
        for (const TomlEntry &entry : m_toml.layout().entries) {
            const QString pattern = patternOf(entry.path);
            const TomlValue *value = wso2::find(m_toml.root(), entry.path);
            if (!value)
                continue;
            if (pattern.endsWith(QLatin1String("regulatory_issuers.iss[].name")))
                checkIssuer(entry, value->scalarText());
            const bool isValidator = pattern.endsWith(QLatin1String("validators.validator[].allowed_values"));
            if (!isValidator || !value->asArray())
                continue;
            for (const TomlValue &element : *value->asArray())
                checkIssuer(entry, element.scalarText());
        }
    }

    void checkIssuer(const TomlEntry &entry, const QString &name)
    {
        if (name == Issuer || nearest(name, {Issuer}).isEmpty())
            return;
        TomlFinding &finding =
            add("issuer.spelling", Severity::Error, entry.lineNumber,
                Text::tr("The issuer \"%1\" is not how the directory spells itself: no statement is by "
                         "it.")
                    .arg(name),
                Text::tr("The directory's statements are by \"%1\".").arg(Issuer));
        if (entry.path.last().key == QLatin1String("name"))
            finding.fix = {{toText(entry.path), QString(Issuer)}};
    }

    void checkKeySets()
    {
        for (const QLatin1String key : {SandboxKeys, ProductionKeys, StatementKeys})
            checkKeySet(key);
        const QString sandbox = text(SandboxKeys);
        if (!sandbox.isEmpty() && sandbox == text(ProductionKeys))
            add("jwks.same", Severity::Warning, m_toml.lineOf(ProductionKeys),
                Text::tr(
                    "Sandbox and production take the same keys: a statement of the test directory passes as one of "
                    "production."));
    }

    void checkKeySet(QLatin1String key)
    {
        static const QRegularExpression KeySet(QStringLiteral(
            "^https://[^/]*\\.openbanking(?:test)?\\.org\\.uk/([0-9A-Za-z]{18})/([0-9A-Za-z]{1,22})\\.jwks$"));
        const QString address = text(key);
        const int line = m_toml.lineOf(key);
        if (const auto match = KeySet.match(address); match.hasMatch()) {
            const bool isOrganisation = match.captured(1) == match.captured(2);
            add(isOrganisation ? "jwks.one-organisation" : "jwks.one-provider", Severity::Warning, line,
                isOrganisation
                    ? Text::tr(
                          "%1 is the key set of one organisation, %2: statements signed by the directory, and those of "
                          "other organisations, do not verify.")
                          .arg(key, match.captured(1))
                    : Text::tr(
                          "%1 is the key set of one provider's software, %2: statements signed by the directory, and "
                          "those of other providers, do not verify.")
                          .arg(key, match.captured(2)),
                Text::tr(
                    "Take the directory's own key set, as https://keystore.openbanking.org.uk/keystore/openbanking.jwks "
                    "is."));
        }
        if (key == ProductionKeys && address.contains(QLatin1String("openbankingtest.org.uk")))
            add("jwks.test-host", Severity::Warning, line,
                Text::tr("Production takes its keys from the test directory, openbankingtest.org.uk."),
                Text::tr("The directory of production is keystore.openbanking.org.uk."));
        if (address.startsWith(QLatin1String("http://")))
            add("jwks.http", Severity::Error, line,
                Text::tr("%1 is fetched without TLS: whoever is on the way can put keys in.").arg(key),
                Text::tr("Take an address that begins with https://."));
    }

    void checkApiManager()
    {
        if (m_identity.generations & Generation::A) {
            checkKeyManagerName();
            checkPortalPaths();
            if (text(QStringLiteral("open_banking.dcr.isRequestJWT")) == QLatin1String("false"))
                add("dcr.unsigned", Severity::Error, m_toml.lineOf(QStringLiteral("open_banking.dcr.isRequestJWT")),
                    Text::tr("isRequestJWT = false: nobody checks the signature of a registration request."))
                    .fix = {{QStringLiteral("open_banking.dcr.isRequestJWT"), true}};
        }
        checkResidentKeyManager();
    }

    void checkKeyManagerName()
    {
        const QString name = text(KeyManagerName);
        const int line = m_toml.lineOf(KeyManagerName);
        if (name.isEmpty()) {
            add("keymanager.no-name", Severity::Error, line,
                Text::tr("[open_banking.keyManager] has no name: registrations do not find the key manager."),
                Text::tr("Set %1 to the name that the admin portal shows, as OBKM.").arg(KeyManagerName));
            return;
        }
        if (m_context.keyManagers.isEmpty() || m_context.keyManagers.contains(name))
            return;
        TomlFinding &finding = add(
            "keymanager.name", Severity::Error, line,
            Text::tr(
                "There is no key manager called \"%1\"; there are: %2. The names must be the same, letter by letter.")
                .arg(name, m_context.keyManagers.join(QLatin1String(", "))));
        const QString meant =
            m_context.keyManagers.size() == 1 ? m_context.keyManagers.first() : nearest(name, m_context.keyManagers);
        if (!meant.isEmpty())
            finding.fix = {{QString(KeyManagerName), meant}};
    }

    /// `v2`, `v3`; what is not set is as the server has it.
    QString portalVersion(const char *path) const
    {
        static const QRegularExpression Version(QStringLiteral("api/am/(?:devportal|store)/(v\\d+)(?:\\.\\d+)?/"));
        const QString key = PortalTable + QLatin1Char('.') + QLatin1String(path);
        const QString value = text(key);
        const KnownKey *known = knownKey(key);
        return Version.match(value.isEmpty() && known ? known->fallback : value).captured(1);
    }

    void checkPortalPaths()
    {
        QStringList versions;
        for (const char *path : PortalPaths)
            versions.append(portalVersion(path));
        versions.removeDuplicates();
        const int line = m_toml.lineOf(PortalTable);
        if (versions.size() > 1) {
            add("portal.mixed", Severity::Error, line,
                Text::tr(
                    "The five paths of the developer portal are of different versions (%1): a server has one of them, "
                    "so that registration ends in an error.")
                    .arg(versions.join(QLatin1String(", "))),
                Text::tr("A path that is not set is of version v2."));
            return;
        }
        const bool isNew = hasNewPortal();
        const QString wanted = isNew ? QStringLiteral("v3") : QStringLiteral("v2");
        const bool isKnown = m_context.apiManagerRelease || isNew;
        if (!isKnown) {
            if (versions.constFirst() == QLatin1String("v2"))
                add("portal.v2", Severity::Note, line,
                    Text::tr(
                        "The paths of the developer portal are v2: right for API Manager 4.0 and 4.1. From 4.2 on they "
                        "must be v3."));
            return;
        }
        if (versions.constFirst() == wanted)
            return;
        TomlFinding &finding = add(
            "portal.version", Severity::Error, line,
            Text::tr(
                "The paths of the developer portal are %1; this API Manager has %2: registration ends in an error (500).")
                .arg(versions.constFirst(), wanted));
        finding.fix = portalFix(wanted);
    }

    /// From 4.2 on; where nobody says the release, a key of its sample does.
    bool hasNewPortal() const
    {
        if (m_context.apiManagerRelease)
            return *m_context.apiManagerRelease >= QVersionNumber(4, 2);
        return text(QStringLiteral("apim.oauth_config.enable_certificate_bound_access_token")) == QLatin1String("true");
    }

    QList<TomlEdit> portalFix(const QString &wanted) const
    {
        static const QRegularExpression Version(QStringLiteral("(api/am/(?:devportal|store)/)v\\d+(?:\\.\\d+)?/"));
        QList<TomlEdit> edits;
        for (const char *path : PortalPaths) {
            const QString key = PortalTable + QLatin1Char('.') + QLatin1String(path);
            const QString value = text(key);
            QString mended = value.isEmpty() ? knownKey(key)->fallback : value;
            mended.replace(Version, QStringLiteral("\\1%1/").arg(wanted));
            edits.append({key, mended});
        }
        return edits;
    }

    void checkResidentKeyManager()
    {
        const auto table = m_toml.value(QStringLiteral("apim.key_manager"));
        if (!table || !*table || !(*table)->isTable())
            return;
        for (const char *key : {"username", "password", "service_url"}) {
            if (!(*table)->asTable()->contains(QLatin1String(key)))
                continue;
            add("keymanager.resident", Severity::Note, m_toml.lineOf(QStringLiteral("apim.key_manager")),
                Text::tr(
                    "[apim.key_manager] is set. Its user name and password override what the admin portal stores for "
                    "the default type of key manager; from update level 4.0.0.102 on, WSO2's guide for a key manager "
                    "of one's own wants the table commented out."));
            return;
        }
    }

    /// One word for each placeholder, however often it stands there.
    void checkPlaceholders()
    {
        QMap<QLatin1String, QList<const TomlEntry *>> places;
        for (const TomlEntry &entry : m_toml.layout().entries) {
            const TomlValue *value = wso2::find(m_toml.root(), entry.path);
            const QString *string = value ? value->asString() : nullptr;
            if (!string)
                continue;
            for (const char *placeholder : Placeholders) {
                if (string->contains(QLatin1String(placeholder)))
                    places[QLatin1String(placeholder)].append(&entry);
            }
            for (const char *placeholder : WholePlaceholders) {
                if (*string == QLatin1String(placeholder))
                    places[QLatin1String(placeholder)].append(&entry);
            }
        }
        for (auto place = places.cbegin(); place != places.cend(); ++place)
            addPlaceholder(place.key(), place.value());
    }

    void addPlaceholder(QLatin1String placeholder, const QList<const TomlEntry *> &entries)
    {
        const QString key = toText(entries.constFirst()->path);
        add("value.placeholder", Severity::Warning, entries.constFirst()->lineNumber,
            entries.size() == 1 ? Text::tr("%1 still has the sample's placeholder %2.").arg(key, placeholder)
                                : Text::tr("%1 and %2 other keys still have the sample's placeholder %3.")
                                      .arg(key)
                                      .arg(entries.size() - 1)
                                      .arg(placeholder),
            Text::tr("Put your own value in its place."));
    }

    const DeploymentToml &m_toml;
    const TomlFindingsContext &m_context;
    ServerIdentity m_identity;
    QList<TomlFinding> m_findings;
};

} // namespace

QList<TomlFinding> settingFindings(const DeploymentToml &toml, const TomlFindingsContext &context)
{
    return SettingFindings(toml, context).find();
}

} // namespace gatehouse::wso2
