#include "keymanager/url_checks.h"

#include "dcr/text.h"
#include "keymanager/fields.h"

#include <QCoreApplication>

namespace gatehouse::keymanager {

namespace {

using dcr::quoted;
using Severity = Finding::Severity;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::keymanager)
};

constexpr int HttpsPort = 443;
constexpr QLatin1String WellKnownPath("/.well-known/openid-configuration");

/// What WSO2's documentation writes where a host name belongs.
constexpr const char *Placeholders[] = {"IS_HOST", "APIM_HOST", "WSO2_IS", "WSO2_OB", "<", ">", "{", "}"};

/// How the path of an endpoint ends: one that ends like another's was probably put into the wrong field.
struct Ending {
    const char *segment;
    Field field;
};
constexpr Ending Endings[] = {
    {"introspect", Field::Introspection},    {"token", Field::Token},         {"revoke", Field::Revoke},
    {"userinfo", Field::UserInfo},           {"authorize", Field::Authorize}, {"scopes", Field::ScopeManagement},
    {"register", Field::ClientRegistration},
};
/// Those that stand for the same endpoint.
constexpr std::pair<Field, Field> SameEndpoint[] = {{Field::Token, Field::DisplayToken},
                                                    {Field::Revoke, Field::DisplayRevoke}};

/// What an open banking connector needs, and no well-known document says.
struct NeededPath {
    const char *type;
    Field field;
    const char *path; ///< how it ends, with its query
};
constexpr NeededPath NeededPaths[] = {
    {"ObKeyManager", Field::ClientRegistration, "/keymanager-operations/dcr/register"},
    {"ObKeyManager", Field::UserInfo, "/oauth2/userinfo?schema=openid"},
    {"fsKeyManager", Field::ClientRegistration, "/api/identity/oauth2/dcr/v1.1/register"},
    {"fsKeyManager", Field::UserInfo, "/scim2/Me"},
};

QString origin(const QUrl &url)
{
    return QStringLiteral("%1:%2").arg(url.host(), QString::number(url.port(HttpsPort)));
}

bool mean(Field a, Field b)
{
    if (a == b)
        return true;
    return std::any_of(std::begin(SameEndpoint), std::end(SameEndpoint), [&](const std::pair<Field, Field> &pair) {
        return (pair.first == a && pair.second == b) || (pair.first == b && pair.second == a);
    });
}

class UrlChecks
{
public:
    UrlChecks(const KeyManager &keyManager, Findings &findings)
        : m_keyManager(keyManager)
        , m_findings(findings)
    {}

    void run()
    {
        checkIssuer();
        for (const FieldInfo &field : fields()) {
            if (field.kind == FieldKind::Url && !value(field).isEmpty())
                checkField(field);
        }
        checkAgainstIssuer();
        checkTwins();
        checkWellKnown();
    }

private:
    const QString &value(const FieldInfo &field) const { return m_keyManager.*field.text; }

    void add(Field field, Severity severity, const QString &sentence)
    {
        m_findings.append({path(field), severity, sentence});
    }

    void checkIssuer()
    {
        const QString &issuer = m_keyManager.issuer;
        if (issuer.isEmpty())
            return;
        if (issuer.trimmed() != issuer)
            return add(Field::Issuer, Severity::Error,
                       Text::tr("%1 begins or ends with a blank; tokens are compared with it character by character.")
                           .arg(label(Field::Issuer)));
        // RFC 8414 asks for an https URL; older servers issue as a plain name.
        const QUrl url(issuer, QUrl::StrictMode);
        if (!url.isValid() || url.scheme().isEmpty() || url.host().isEmpty())
            return add(Field::Issuer, Severity::Warning,
                       Text::tr("%1 is no URL: %2. It must be what stands as iss in the tokens.")
                           .arg(label(Field::Issuer), quoted(issuer)));
        if (const auto problem = urlProblem(issuer, label(Field::Issuer)))
            return add(Field::Issuer, Severity::Error, *problem);
        m_issuer = url;
    }

    void checkField(const FieldInfo &field)
    {
        if (const auto problem = urlProblem(value(field), label(field.field)))
            return add(field.field, Severity::Error, *problem);
        m_good.append(&field);
        const QUrl url(value(field));
        const QString last = url.path().section(QLatin1Char('/'), -1);
        for (const Ending &ending : Endings) {
            if (last.compare(QLatin1String(ending.segment), Qt::CaseInsensitive) == 0
                && !mean(ending.field, field.field))
                add(field.field, Severity::Warning,
                    Text::tr("%1 ends in /%2, as the %3 does. Was it put into the wrong field?")
                        .arg(label(field.field), last, label(ending.field)));
        }
        for (const NeededPath &needed : NeededPaths) {
            if (needed.field == field.field && m_keyManager.type == QLatin1String(needed.type)
                && !value(field).endsWith(QLatin1String(needed.path)))
                add(field.field, Severity::Warning,
                    Text::tr("%1 of a key manager of the type %2 ends in %3; this is %4.")
                        .arg(label(field.field), m_keyManager.type, QLatin1String(needed.path), quoted(value(field))));
        }
    }

    void checkAgainstIssuer()
    {
        if (!m_issuer)
            return;
        for (const FieldInfo *field : m_good) {
            const QUrl url(value(*field));
            // The portal shows those to clients, which may come in by another name.
            const bool isForDisplay = field->field == Field::DisplayToken || field->field == Field::DisplayRevoke;
            if (!isForDisplay && origin(url) != origin(*m_issuer))
                add(field->field, Severity::Warning,
                    Text::tr("%1 is at %2, and the issuer at %3. Correct one, unless they really are two servers.")
                        .arg(label(field->field), origin(url), origin(*m_issuer)));
        }
    }

    void checkTwins()
    {
        for (qsizetype i = 0; i < m_good.size(); ++i) {
            for (qsizetype j = 0; j < i; ++j) {
                if (value(*m_good[i]) == value(*m_good[j]) && !mean(m_good[i]->field, m_good[j]->field))
                    add(m_good[i]->field, Severity::Warning,
                        Text::tr("%1 and %2 are the same URL.").arg(label(m_good[j]->field), label(m_good[i]->field)));
            }
        }
    }

    void checkWellKnown()
    {
        const QString &wellKnown = m_keyManager.wellKnownEndpoint;
        if (wellKnown.isEmpty() || urlProblem(wellKnown, {}))
            return;
        if (!wellKnown.endsWith(WellKnownPath))
            return add(Field::WellKnown, Severity::Warning,
                       Text::tr("%1 does not end in %2.").arg(label(Field::WellKnown), WellKnownPath));
        QString expected = m_keyManager.issuer;
        while (expected.endsWith(QLatin1Char('/')))
            expected.chop(1);
        if (m_issuer && wellKnown != expected + WellKnownPath)
            add(Field::WellKnown, Severity::Warning,
                Text::tr("%1 and the issuer do not agree: that issuer's well-known URL is %2.")
                    .arg(label(Field::WellKnown), expected + WellKnownPath));
    }

    const KeyManager &m_keyManager;
    Findings &m_findings;
    std::optional<QUrl> m_issuer;
    QList<const FieldInfo *> m_good;
};

} // namespace

std::optional<QString> urlProblem(const QString &text, const QString &called)
{
    if (text.trimmed() != text)
        return Text::tr("%1 begins or ends with a blank; remove it.").arg(called);
    for (const char *placeholder : Placeholders) {
        if (text.contains(QLatin1String(placeholder)))
            return Text::tr("%1 still has the placeholder %2 in it; put the host's name there.")
                .arg(called, QLatin1String(placeholder));
    }
    const QUrl url(text, QUrl::StrictMode);
    if (!url.isValid() || url.scheme().isEmpty())
        return Text::tr("%1 is no URL: %2. It begins with https:// and the host's name.").arg(called, quoted(text));
    if (url.scheme() != QLatin1String("https"))
        return Text::tr("%1 is not https but %2: what is sent there could be read on the way.")
            .arg(called, quoted(url.scheme()));
    if (url.host().isEmpty())
        return Text::tr("%1 names no host: %2.").arg(called, quoted(text));
    if (!url.userInfo().isEmpty())
        return Text::tr("%1 carries a user name; that belongs into the connector configurations.").arg(called);
    if (url.hasFragment())
        return Text::tr("%1 has a fragment, %2, which is never sent; remove it.")
            .arg(called, quoted(QLatin1Char('#') + url.fragment()));
    return std::nullopt;
}

void checkUrls(const KeyManager &keyManager, Findings &findings)
{
    UrlChecks(keyManager, findings).run();
}

} // namespace gatehouse::keymanager
