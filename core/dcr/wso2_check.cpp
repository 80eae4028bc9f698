#include "dcr/wso2_check.h"

#include "dcr/text.h"

#include <algorithm>

namespace gatehouse::dcr::wso2 {

namespace {

/// The library's leeway for `exp` and `nbf`.
constexpr std::chrono::seconds Leeway(60);

const Json *find(const Json &claims, QLatin1String claim)
{
    return member(claims, claim.data());
}

bool isBlank(const std::string &value)
{
    return value.find_first_not_of(" \t\r\n") == std::string::npos;
}

std::optional<Instant> moment(const Json &claims, const char *claim)
{
    constexpr double MostSeconds = 1e11;
    const Json *value = member(claims, claim);
    if (!value || !value->is_number())
        return std::nullopt;
    return fromSeconds(static_cast<qint64>(std::clamp(value->get<double>(), -MostSeconds, MostSeconds)));
}

/// The key is chosen by `kid` and by whatever algorithm the token's own header names: there is no list of allowed
/// ones here.
std::optional<QString> keyProblem(const jose::JwsParts &token, const jose::JwkSet &keys)
{
    constexpr jose::AlgorithmSet Any = {jose::Algorithm::PS256, jose::Algorithm::PS384, jose::Algorithm::PS512,
                                        jose::Algorithm::ES256, jose::Algorithm::ES384, jose::Algorithm::RS256};
    const jose::SignatureVerdict verdict = jose::verify(token, keys, Any);
    if (verdict.status == jose::SignatureVerdict::Status::Valid)
        return std::nullopt;
    const bool hasKey = jose::algorithmFromName(token.alg()) && (token.kid().isEmpty() || keys.hasKid(token.kid()))
        && verdict.status == jose::SignatureVerdict::Status::Invalid;
    return hasKey ? QStringLiteral("Signed JWT rejected: Invalid signature")
                  : QStringLiteral("Signed JWT rejected: Another algorithm expected, or no matching key(s) found");
}

} // namespace

std::optional<jose::JwsParts> lenient(QByteArrayView compact)
{
    QByteArray raw = compact.toByteArray().trimmed();
    QByteArray clean;
    clean.reserve(raw.size());
    for (const char character : std::as_const(raw)) {
        const bool plain = (character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z')
            || (character >= 'a' && character <= 'z') || character == '-' || character == '_' || character == '.';
        if (plain)
            clean.append(character);
        else if (character == '+' || character == '/')
            clean.append(character == '+' ? '-' : '_');
    }
    jose::JwsParts parts = jose::dissect(clean);
    if (!parts.header || !parts.claims || !parts.signature || parts.alg().isEmpty())
        return std::nullopt;
    // What was signed is what stands there.
    parts.signingInput = raw.left(raw.lastIndexOf('.'));
    return parts;
}

std::optional<QString> text(const Json &claims, QLatin1String claim)
{
    const Json *value = find(claims, claim);
    return value && value->is_string() ? std::optional(toQString(value->get_ref<const std::string &>())) : std::nullopt;
}

QStringList values(const Json &claims, QLatin1String claim)
{
    const Json *value = find(claims, claim);
    QStringList list;
    if (value && value->is_array()) {
        for (const Json &element : *value) {
            if (element.is_string())
                list.append(toQString(element.get_ref<const std::string &>()));
        }
    } else if (value && value->is_string()) {
        const QString whole = toQString(value->get_ref<const std::string &>());
        if (claim == QLatin1String("scope"))
            list = whole.split(QLatin1Char(' '));
        else
            list.append(whole);
    }
    return list;
}

bool isAbsent(const Json &claims, QLatin1String claim)
{
    const Json *value = find(claims, claim);
    return !value || value->is_null();
}

bool isBlank(const Json &claims, QLatin1String claim)
{
    const Json *value = find(claims, claim);
    if (!value)
        return false;
    if (value->is_string())
        return isBlank(value->get_ref<const std::string &>());
    return value->is_structured() && value->empty();
}

std::optional<QString> signatureProblem(Context &context, const KeySource &keys)
{
    switch (keys.state) {
    case KeySource::State::NotAsked:
        context.assumptions.append(Text::tr("The request's signature verifies: no key set was given to try it with."));
        break;
    case KeySource::State::Unavailable:
        return QString();
    case KeySource::State::Available:
        if (auto problem = keyProblem(*context.evidence.request, *keys.keys))
            return problem;
        break;
    }
    const Instant now = context.evidence.now;
    if (const auto expiry = moment(context.request, "exp"); expiry && *expiry + Leeway <= now)
        return QStringLiteral("Expired JWT");
    if (const auto notBefore = moment(context.request, "nbf"); notBefore && *notBefore - Leeway >= now)
        return QStringLiteral("JWT before use time");
    return std::nullopt;
}

bool statementVerifies(Context &context)
{
    const KeySource &keys = context.evidence.statementKeys;
    if (const auto expiry = moment(context.statementClaims, "exp"); expiry && *expiry + Leeway <= context.evidence.now)
        return false;
    switch (keys.state) {
    case KeySource::State::NotAsked:
        context.assumptions.append(
            Text::tr("The statement's signature verifies: no key set was given to try it with."));
        return true;
    case KeySource::State::Unavailable:
        return false;
    case KeySource::State::Available:
        break;
    }
    return !keyProblem(*context.statement, *keys.keys);
}

} // namespace gatehouse::dcr::wso2
