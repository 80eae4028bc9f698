#include "keymanager/token_tester.h"

#include "base/base64url.h"
#include "base/json.h"
#include "dcr/text.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace gatehouse::keymanager {

namespace {

using dcr::quoted;

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse::keymanager)
};

/// A pattern that doubles its work with each character ends here, and not next year.
constexpr QLatin1String MatchLimit("(*LIMIT_MATCH=200000)");

struct Outcome {
    bool isAccepted = false;
    QString reason;
};

enum class Match : quint8 { Found, NotFound, GaveUp };

Match search(const QString &pattern, const QString &text)
{
    const QRegularExpression expression(MatchLimit + pattern, QRegularExpression::DontCaptureOption);
    const QRegularExpressionMatch match = expression.match(text);
    if (!match.isValid())
        return Match::GaveUp;
    return match.hasMatch() ? Match::Found : Match::NotFound;
}

Outcome testReference(const TokenRule &rule, const QByteArray &token)
{
    if (rule.pattern.isEmpty())
        return {false, Text::tr("the pattern is empty, which accepts nothing.")};
    if (const auto problem = patternProblem(rule.pattern))
        return {false, *problem};
    switch (search(rule.pattern, QString::fromUtf8(token))) {
    case Match::Found:
        return {true, Text::tr("the pattern is found in the token.")};
    case Match::NotFound:
        return {false, Text::tr("the pattern is not found in the token.")};
    case Match::GaveUp:
        break;
    }
    return {false, Text::tr("the pattern takes too many steps on this token; make it simpler.")};
}

/// As the base class does, which looks at nothing but the claims: no signature, no time.
Result<Json> claimsOf(const QByteArray &token)
{
    const QList<QByteArray> parts = token.split('.');
    if (parts.size() < 2)
        return fail(Error::Malformed, Text::tr("the token has no dot, so it is no JWT."));
    if (parts.size() > 3)
        return fail(Error::Malformed, Text::tr("the token has %1 parts; a JWT has 3.").arg(parts.size()));
    const auto payload = fromBase64url(parts[1]);
    if (!payload)
        return fail(Error::Malformed, Text::tr("the token's claims cannot be read: %1").arg(payload.error().message));
    auto claims = parseJsonObject(*payload);
    if (!claims)
        return fail(Error::Malformed, Text::tr("the token's claims cannot be read: %1").arg(claims.error().message));
    return claims;
}

Outcome testClaim(const ClaimPattern &expected, const Json &claims)
{
    const Json *value = member(claims, expected.claim.toUtf8().constData());
    if (!value || value->is_null())
        return {false, Text::tr("the token has no claim %1.").arg(quoted(expected.claim))};
    if (!value->is_string())
        return {false,
                Text::tr("the claim %1 is no text, which the API Manager answers with an error.")
                    .arg(quoted(expected.claim))};
    if (const auto problem = patternProblem(expected.pattern))
        return {false, *problem};
    const QString text = toQString(value->get_ref<const std::string &>());
    switch (search(expected.pattern, text)) {
    case Match::Found:
        return {true, Text::tr("the claim %1, %2, has the pattern in it.").arg(quoted(expected.claim), quoted(text))};
    case Match::NotFound:
        return {false,
                Text::tr("the claim %1 is %2, and the pattern is not found in it.")
                    .arg(quoted(expected.claim), quoted(text))};
    case Match::GaveUp:
        break;
    }
    return {false, Text::tr("the pattern takes too many steps on this claim; make it simpler.")};
}

Outcome testJwt(const TokenRule &rule, const QByteArray &token)
{
    const auto claims = claimsOf(token);
    if (!claims)
        return {false, claims.error().message};
    if (rule.claims.isEmpty())
        return {false,
                Text::tr("no claim is named, which accepts nothing. Self-contained tokens find their key "
                         "manager by the issuer all the same.")};
    // Each claim overwrites what the one before it said.
    Outcome outcome;
    for (const ClaimPattern &expected : rule.claims)
        outcome = testClaim(expected, *claims);
    if (rule.claims.size() > 1)
        outcome.reason +=
            QLatin1Char(' ') + Text::tr("Only the last of the %1 claims decides.").arg(rule.claims.size());
    return outcome;
}

Outcome testRule(const TokenRule &rule, const QByteArray &token)
{
    switch (rule.kind) {
    case TokenRule::Kind::Reference:
        return testReference(rule, token);
    case TokenRule::Kind::Jwt:
        return testJwt(rule, token);
    case TokenRule::Kind::Custom:
        break;
    }
    return {false, Text::tr("CUSTOM is for a connector of one's own; those of WSO2 accept nothing by it.")};
}

} // namespace

std::optional<QString> patternProblem(const QString &pattern)
{
    if (pattern.size() > MaxPatternLength)
        return Text::tr("the pattern is %1 characters long; at most %2 are taken.")
            .arg(QString::number(pattern.size()), QString::number(MaxPatternLength));
    const QRegularExpression expression(pattern);
    if (expression.isValid())
        return std::nullopt;
    return Text::tr("the pattern is no regular expression: %1 at character %2.")
        .arg(expression.errorString(), QString::number(expression.patternErrorOffset() + 1));
}

bool isAnchored(const QString &pattern)
{
    return pattern.startsWith(QLatin1Char('^')) && pattern.endsWith(QLatin1Char('$'))
        && !pattern.endsWith(QLatin1String("\\$"));
}

TokenVerdict testToken(const QList<TokenRule> &rules, const QByteArray &token)
{
    if (token.size() > MaxSampleTokenBytes)
        return {false, std::nullopt,
                Text::tr("The token is %1 bytes long; at most %2 are looked at.")
                    .arg(QString::number(token.size()), QString::number(MaxSampleTokenBytes))};
    if (rules.isEmpty())
        return {true, std::nullopt, Text::tr("There is no rule, so that the key manager takes every token.")};
    QStringList passedBy;
    for (qsizetype i = 0; i < rules.size(); ++i) {
        const QString title = Text::tr("Rule %1 (%2): ").arg(QString::number(i + 1), name(rules[i].kind));
        if (!rules[i].isEnabled) {
            passedBy.append(title + Text::tr("switched off."));
            continue;
        }
        const Outcome outcome = testRule(rules[i], token);
        if (outcome.isAccepted)
            return {true, static_cast<int>(i), title + outcome.reason};
        passedBy.append(title + outcome.reason);
    }
    return {false, std::nullopt, passedBy.join(QLatin1Char('\n'))};
}

} // namespace gatehouse::keymanager
