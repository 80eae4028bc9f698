#include "keymanager/validation.h"

#include "dcr/text.h"
#include "keymanager/fields.h"
#include "keymanager/stray_secrets.h"
#include "keymanager/token_tester.h"
#include "keymanager/url_checks.h"
#include "trust/certificate_review.h"

#include <QCoreApplication>
#include <QSet>

namespace gatehouse::keymanager {

namespace {

using dcr::listed;
using dcr::quoted;
using Severity = Finding::Severity;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::keymanager)
};

bool hasBlank(const QString &text)
{
    return std::any_of(text.cbegin(), text.cend(), [](QChar character) { return character.isSpace(); });
}

class Validator
{
public:
    Validator(const KeyManager &keyManager, const ValidationContext &context)
        : m_km(keyManager)
        , m_context(context)
    {}

    Findings run()
    {
        if (m_km.isResident()) {
            checkResident();
            return std::move(m_findings);
        }
        checkLengths();
        checkName();
        checkType();
        checkUrls(m_km, m_findings);
        checkIssuerIsUnique();
        checkConnector();
        checkClaims();
        checkGrantTypes();
        checkCertificate();
        checkAbilities();
        checkTokenRules();
        checkMappings();
        checkTokenType();
        inOrderOfTheForm();
        return std::move(m_findings);
    }

private:
    void add(const QString &field, Severity severity, const QString &sentence)
    {
        m_findings.append({field, severity, sentence});
    }
    void add(Field field, Severity severity, const QString &sentence) { add(path(field), severity, sentence); }
    void error(Field field, const QString &sentence) { add(field, Severity::Error, sentence); }
    void warn(Field field, const QString &sentence) { add(field, Severity::Warning, sentence); }

    /// The server validates nothing of it.
    void checkResident()
    {
        if (m_km.isEnabled)
            return;
        const bool hasSuccessor =
            std::any_of(m_context.others.cbegin(), m_context.others.cend(),
                        [](const KeyManager &other) { return other.isEnabled && !other.isResident(); });
        warn(Field::Enabled,
             Text::tr("APIs that name the Resident Key Manager stop accepting its tokens once it is disabled."));
        if (!hasSuccessor)
            warn(Field::Enabled,
                 Text::tr("No other key manager is enabled: enable the open banking key manager first."));
    }

    void checkLengths()
    {
        for (const FieldInfo &field : fields()) {
            if (!field.text)
                continue;
            const QString &value = m_km.*field.text;
            if (isMandatory(field, m_km) && value.trimmed().isEmpty())
                error(field.field, Text::tr("%1 is missing.").arg(label(field.field)));
            else if (field.maxLength > 0 && value.size() > field.maxLength)
                error(field.field,
                      Text::tr("%1 is %2 characters long; at most %3 are taken.")
                          .arg(label(field.field), QString::number(value.size()), QString::number(field.maxLength)));
        }
    }

    void checkName()
    {
        if (m_km.name.isEmpty())
            return;
        if (hasBlank(m_km.name))
            error(Field::Name,
                  Text::tr("%1 has a blank in it, which the portal refuses: %2.")
                      .arg(label(Field::Name), quoted(m_km.name)));
        for (const KeyManager &other : m_context.others) {
            if (other.name == m_km.name)
                error(Field::Name,
                      Text::tr("There is another key manager of the name %1; the server refuses a second.")
                          .arg(quoted(m_km.name)));
            else if (other.name.compare(m_km.name, Qt::CaseInsensitive) == 0)
                warn(Field::Name,
                     Text::tr("There is also a key manager %1, which differs in capitals alone.")
                         .arg(quoted(other.name)));
        }
        if (!m_context.deploymentName.isEmpty() && isOpenBankingType(m_km.type)
            && m_context.deploymentName != m_km.name)
            error(Field::Name,
                  Text::tr("%1 is %2, and [open_banking.keyManager] in deployment.toml names %3. They "
                           "must be the same.")
                      .arg(label(Field::Name), quoted(m_km.name), quoted(m_context.deploymentName)));
    }

    void checkType()
    {
        if (m_km.type.isEmpty() || connectorOf(m_km.type))
            return;
        for (const ConnectorInfo &connector : connectors()) {
            if (m_km.type.compare(QLatin1String(connector.type), Qt::CaseInsensitive) == 0)
                return error(Field::Type,
                             Text::tr("%1 is %2; capitals count: %3.")
                                 .arg(label(Field::Type), quoted(m_km.type), QLatin1String(connector.type)));
        }
        warn(Field::Type,
             Text::tr("%1 is %2, which WSO2 does not ship: a server without that connector refuses it "
                      "(901400).")
                 .arg(label(Field::Type), quoted(m_km.type)));
    }

    void checkIssuerIsUnique()
    {
        if (m_km.issuer.isEmpty() || !m_km.isEnabled)
            return;
        for (const KeyManager &other : m_context.others) {
            if (other.isEnabled && other.issuer == m_km.issuer)
                warn(Field::Issuer,
                     Text::tr("%1 has the same issuer and is enabled too: which of them a token belongs "
                              "to is left to chance.")
                         .arg(quoted(other.name)));
        }
    }

    void checkConnector()
    {
        const ConnectorInfo *connector = connectorOf(m_km.type);
        if (!connector)
            return;
        for (const ConnectorField &field : connector->fields)
            checkProperty(field);
        for (const ConnectorProperty &property : m_km.connector)
            checkSpelling(*connector, property.name);
    }

    void checkProperty(const ConnectorField &field)
    {
        const QString propertyName = QLatin1String(field.name);
        const QString called = connectorLabel(m_km.type, propertyName);
        const ConnectorProperty *property = m_km.property(propertyName);
        const bool isMissing =
            !property || (property->form == ConnectorProperty::Form::Text && property->value.trimmed().isEmpty());
        // The portal does not even show the connector's where tokens are exchanged.
        if (isMissing && field.need == ConnectorField::Need::Required && m_km.tokenType != ExchangedTokens)
            return add(connectorPath(propertyName), Severity::Error,
                       Text::tr("%1 is missing: the connector %2 needs it.").arg(called, m_km.type));
        if (isMissing)
            return;
        if (property->form == ConnectorProperty::Form::Masked)
            return add(connectorPath(propertyName), Severity::Hint,
                       Text::tr("%1 is known to its server alone, which keeps it. Type it before this is sent to "
                                "another.")
                           .arg(called));
        if (propertyName.endsWith(QLatin1String("_endpoint"))) {
            if (const auto problem = urlProblem(property->value, called))
                add(connectorPath(propertyName), Severity::Error, *problem);
        }
    }

    /// `username` is not `Username`, and nobody says so.
    void checkSpelling(const ConnectorInfo &connector, const QString &propertyName)
    {
        for (const ConnectorField &field : connector.fields) {
            const QLatin1String expected(field.name);
            if (propertyName != expected && propertyName.compare(expected, Qt::CaseInsensitive) == 0)
                add(connectorPath(propertyName), Severity::Error,
                    Text::tr("The connector's property is called %1, not %2; capitals count.")
                        .arg(expected, quoted(propertyName)));
        }
    }

    void checkClaims()
    {
        for (Field field : {Field::ConsumerKeyClaim, Field::ScopesClaim}) {
            const QString &claim = m_km.*info(field).text;
            if (claim.isEmpty())
                warn(field,
                     Text::tr("%1 is empty; %2 is usual.").arg(label(field), QLatin1String(info(field).defaultValue)));
            else if (hasBlank(claim))
                error(field, Text::tr("%1 has a blank in it: %2.").arg(label(field), quoted(claim)));
        }
    }

    void checkGrantTypes()
    {
        if (m_km.grantTypes.isEmpty())
            return warn(Field::GrantTypes, Text::tr("No grant type is given: no client could get a token."));
        QSet<QString> seen;
        for (const QString &grantType : m_km.grantTypes) {
            if (grantType.isEmpty() || hasBlank(grantType))
                error(Field::GrantTypes,
                      Text::tr("A grant type is empty or has a blank in it: %1. Each is an entry of "
                               "its own.")
                          .arg(quoted(grantType)));
            else if (seen.contains(grantType))
                error(Field::GrantTypes, Text::tr("The grant type %1 is there twice.").arg(quoted(grantType)));
            seen.insert(grantType);
        }
        if (!isOpenBankingType(m_km.type))
            return;
        QStringList missing;
        const QStringList known = knownGrantTypes();
        for (const QString &needed : known.first(NeededGrantTypes)) {
            if (!seen.contains(needed))
                missing.append(needed);
        }
        if (!missing.isEmpty())
            warn(Field::GrantTypes, Text::tr("Open banking also needs %1.").arg(listed(missing)));
    }

    void checkCertificate()
    {
        switch (m_km.certificateForm) {
        case CertificateForm::None:
            if (m_km.validatesTokensItself && m_km.tokenType != ExchangedTokens)
                error(
                    Field::Certificates,
                    Text::tr("%1 are missing: with \"Self Validate JWT\" the gateway verifies tokens by them. Give the "
                             "URL of the key set, or choose \"Use introspect\".")
                        .arg(label(Field::Certificates)));
            return;
        case CertificateForm::Jwks:
            return checkKeySetUrl();
        case CertificateForm::Pem:
            return checkPem();
        }
    }

    void checkKeySetUrl()
    {
        const QString called = Text::tr("The URL of the key set (JWKS)");
        if (m_km.certificate.isEmpty())
            return error(Field::Certificates, Text::tr("%1 is missing.").arg(called));
        if (const auto problem = urlProblem(m_km.certificate, called))
            return error(Field::Certificates, *problem);
        const QUrl url(m_km.certificate);
        // keystore.openbanking.org.uk/{organisation}/{software}.jwks
        if (url.host().startsWith(QLatin1String("keystore.openbanking")) && url.path().count(QLatin1Char('/')) > 1)
            warn(Field::Certificates,
                 Text::tr("%1 names the keys of one TPP, not of the Identity Server.").arg(called));
        if (m_km.certificate == m_km.wellKnownEndpoint)
            error(Field::Certificates,
                  Text::tr("%1 is the well-known URL; the document there names the key set as "
                           "jwks_uri.")
                      .arg(called));
    }

    void checkPem()
    {
        const QByteArray pem = m_km.certificate.toUtf8();
        const QString called = Text::tr("The certificate (PEM)");
        if (pem.trimmed().isEmpty())
            return error(Field::Certificates, Text::tr("%1 is missing.").arg(called));
        if (holdsPrivateKey(pem.toStdString()))
            return error(Field::Certificates,
                         Text::tr("%1 has a private key beside it, which belongs on its server alone. Remove all but "
                                  "the certificate.")
                             .arg(called));
        const auto certificates = trust::Certificate::listFromPem(pem);
        if (!certificates)
            return error(Field::Certificates,
                         Text::tr("%1 cannot be read: %2").arg(called, certificates.error().message));
        if (certificates->size() > 1)
            warn(Field::Certificates,
                 Text::tr("There are %1 certificates in the PEM; the API Manager takes the first.")
                     .arg(certificates->size()));
        const trust::Certificate &certificate = certificates->constFirst();
        const QString text = trust::describeValidity(certificate, m_context.now);
        switch (trust::validityAt(certificate, m_context.now)) {
        case trust::Validity::Valid:
            return;
        case trust::Validity::ExpiresSoon:
            return warn(Field::Certificates, Text::tr("%1, %2: %3.").arg(called, certificate.displayName(), text));
        case trust::Validity::Expired:
        case trust::Validity::NotYetValid:
            return error(Field::Certificates,
                         Text::tr("%1, %2, is not valid now: %3.").arg(called, certificate.displayName(), text));
        }
    }

    void checkAbilities()
    {
        if (!isOpenBankingType(m_km.type))
            return;
        for (Field field : {Field::TokenGeneration, Field::OutOfBandProvisioning, Field::AppCreation}) {
            if (!(m_km.*info(field).flag))
                warn(field, Text::tr("%1 is off; open banking needs it on.").arg(label(field)));
        }
    }

    void checkTokenRules()
    {
        const QString called = label(Field::TokenHandling);
        QSet<int> ids;
        for (qsizetype i = 0; i < m_km.tokenRules.size(); ++i) {
            const TokenRule &rule = m_km.tokenRules[i];
            m_rule = Text::tr("%1, entry %2: ").arg(called, QString::number(i + 1));
            if (ids.contains(rule.id))
                warn(Field::TokenHandling, m_rule + Text::tr("another entry has the id %1 too.").arg(rule.id));
            ids.insert(rule.id);
            switch (rule.kind) {
            case TokenRule::Kind::Reference:
                checkReference(rule);
                break;
            case TokenRule::Kind::Jwt:
                checkJwt(rule);
                break;
            case TokenRule::Kind::Custom:
                warn(Field::TokenHandling,
                     m_rule + Text::tr("CUSTOM accepts no token unless the connector is one's own."));
                break;
            }
        }
    }

    void checkReference(const TokenRule &rule)
    {
        if (rule.pattern.isEmpty())
            error(Field::TokenHandling,
                  m_rule + Text::tr("REFERENCE needs a pattern; without one it accepts nothing."));
        else if (const auto problem = patternProblem(rule.pattern))
            error(Field::TokenHandling, m_rule + *problem);
        else if (!isAnchored(rule.pattern))
            warn(Field::TokenHandling,
                 m_rule
                     + Text::tr("the pattern is looked for anywhere in the token. Put ^ before "
                                "and $ behind it to have the whole token compared."));
    }

    void checkJwt(const TokenRule &rule)
    {
        QSet<QString> seen;
        for (const ClaimPattern &claim : rule.claims) {
            if (seen.contains(claim.claim))
                error(Field::TokenHandling,
                      m_rule + Text::tr("the claim %1 is there twice, and JSON has it once.").arg(quoted(claim.claim)));
            seen.insert(claim.claim);
            if (claim.claim.isEmpty())
                error(Field::TokenHandling, m_rule + Text::tr("a pattern names no claim."));
            if (const auto problem = patternProblem(claim.pattern))
                error(Field::TokenHandling, m_rule + quoted(claim.claim) + QLatin1String(": ") + *problem);
        }
        if (rule.claims.size() > 1)
            warn(Field::TokenHandling,
                 m_rule
                     + Text::tr("of several claims the API Manager heeds the last alone, here %1.")
                           .arg(quoted(rule.claims.constLast().claim)));
        if (rule.claims.isEmpty() && m_km.tokenRules.size() == 1 && !m_km.validatesTokensItself)
            warn(Field::TokenHandling,
                 m_rule
                     + Text::tr("JWT without a claim accepts nothing, and with \"Use "
                                "introspect\" there is no other way to find the key manager."));
    }

    void checkMappings()
    {
        const QString called = label(Field::ClaimMappings);
        QSet<QString> seen;
        for (const ClaimMapping &mapping : m_km.claimMappings) {
            if (mapping.remoteClaim.isEmpty() || mapping.localClaim.isEmpty())
                error(Field::ClaimMappings,
                      Text::tr("%1: %2 has no other side.")
                          .arg(called, quoted(mapping.remoteClaim + mapping.localClaim)));
            else if (seen.contains(mapping.remoteClaim))
                error(Field::ClaimMappings,
                      Text::tr("%1: the remote claim %2 is mapped twice.").arg(called, quoted(mapping.remoteClaim)));
            seen.insert(mapping.remoteClaim);
        }
    }

    void checkTokenType()
    {
        const QString &type = m_km.tokenType;
        if (!type.isEmpty() && type != QLatin1String("DIRECT") && type != ExchangedTokens
            && type != QLatin1String("BOTH"))
            error(Field::TokenType,
                  Text::tr("%1 is %2; DIRECT, EXCHANGED or BOTH is expected.")
                      .arg(label(Field::TokenType), quoted(type)));
        if (m_context.version < ApiVersion::V3 && !type.isEmpty() && type != QLatin1String("DIRECT"))
            error(Field::TokenType, Text::tr("API Manager 4.0 does not know the token type %1.").arg(quoted(type)));
    }

    void inOrderOfTheForm()
    {
        const auto place = [](const Finding &finding) {
            const QString member = finding.field.section(QLatin1Char('.'), 0, 0);
            const auto found = std::find_if(fields().begin(), fields().end(), [&](const FieldInfo &field) {
                return member == QLatin1String(field.path);
            });
            return found - fields().begin();
        };
        std::stable_sort(m_findings.begin(), m_findings.end(),
                         [&](const Finding &a, const Finding &b) { return place(a) < place(b); });
    }

    const KeyManager &m_km;
    const ValidationContext &m_context;
    Findings m_findings;
    QString m_rule; ///< how the sentences about the rule that is checked begin
};

} // namespace

QLatin1String name(Finding::Severity severity)
{
    switch (severity) {
    case Severity::Error:
        return QLatin1String("error");
    case Severity::Warning:
        return QLatin1String("warning");
    case Severity::Hint:
        break;
    }
    return QLatin1String("hint");
}

Findings validate(const KeyManager &keyManager, const ValidationContext &context)
{
    return Validator(keyManager, context).run();
}

Findings findingsOf(const Findings &findings, const QString &path)
{
    Findings found;
    for (const Finding &finding : findings) {
        if (finding.field == path)
            found.append(finding);
    }
    return found;
}

} // namespace gatehouse::keymanager
