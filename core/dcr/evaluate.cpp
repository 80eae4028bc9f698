#include "dcr/check.h"
#include "dcr/findings.h"

#include <algorithm>

namespace gatehouse::dcr {

using jose::SignatureVerdict;

namespace {

constexpr QLatin1String RequestSignature("request.signature");
constexpr QLatin1String StatementSignature("statement.signature");

SignatureVerdict verifyToken(const std::optional<jose::JwsParts> &token, const KeySource &source, const Policy &policy)
{
    if (!token)
        return {};
    if (source.state == KeySource::State::Available)
        return jose::verify(*token, *source.keys, policy.signingAlgorithms);
    jose::SignatureVerdict verdict;
    verdict.alg = token->alg();
    verdict.kid = token->kid();
    verdict.reason = source.state == KeySource::State::Unavailable ? source.problem : Text::tr("No key set was given.");
    return verdict;
}

/// Why the check cannot be run on this evidence; empty where it can.
QString whyNotRun(const Check &check, const CheckContext &context)
{
    const bool needsRequest = check.needs == CheckNeeds::BothClaims
        || (check.needs == CheckNeeds::Claims && check.subject == CheckSubject::Request);
    const bool needsStatement = check.needs == CheckNeeds::BothClaims
        || (check.needs == CheckNeeds::Claims && check.subject == CheckSubject::Statement);
    if (needsRequest && !context.request)
        return Text::tr("Not judged: the request's claims cannot be read.");
    if (needsStatement && !context.statement)
        return context.evidence.statement ? Text::tr("Not judged: the statement's claims cannot be read.")
                                          : Text::tr("Not judged: there is no statement.");
    return {};
}

CheckResult run(const Check &check, const CheckContext &context)
{
    const Severity severity = context.policy.severityOf(check);
    CheckResult result{&check, Outcome::Skipped, {}, QByteArray(check.claim.data(), check.claim.size())};
    if (severity == Severity::Off) {
        result.message = Text::tr("Switched off by the policy.");
        return result;
    }
    result.message = whyNotRun(check, context);
    if (!result.message.isEmpty())
        return result;
    Finding finding = check.run(context);
    result.outcome = finding.outcome == Outcome::Fail && severity == Severity::Warn ? Outcome::Warn : finding.outcome;
    result.message = shown(finding.message, MaxCheckMessageCharacters);
    if (!finding.claim.isEmpty())
        result.claim = std::move(finding.claim);
    return result;
}

} // namespace

Evidence Evidence::ofRequest(QByteArrayView compactRequest, Instant now)
{
    Evidence evidence;
    evidence.now = now;
    evidence.request = jose::dissect(compactRequest);
    evidence.isEmptyRequest = evidence.request->signingInput.isEmpty() && compactRequest.trimmed().isEmpty();
    if (!evidence.request->claims)
        return evidence;
    const Json *statement = member(*evidence.request->claims, "software_statement");
    if (statement && statement->is_string() && !statement->get_ref<const std::string &>().empty())
        evidence.statement = jose::dissect(QByteArrayView(statement->get_ref<const std::string &>()));
    return evidence;
}

Evidence Evidence::ofStatement(QByteArrayView compactStatement, Instant now)
{
    Evidence evidence;
    evidence.now = now;
    evidence.statement = jose::dissect(compactStatement);
    return evidence;
}

Evaluation evaluate(const Evidence &evidence, const Policy &policy)
{
    Evaluation evaluation;
    if (evidence.request && evidence.request->claims)
        evaluation.request = RegistrationRequest::fromClaims(*evidence.request->claims);
    if (evidence.statement && evidence.statement->claims)
        evaluation.statement = SoftwareStatement::fromClaims(*evidence.statement->claims);
    evaluation.requestSignature = verifyToken(evidence.request, evidence.requestKeys, policy);
    evaluation.statementSignature = verifyToken(evidence.statement, evidence.statementKeys, policy);

    const CheckContext context{evidence,
                               policy,
                               evaluation.request,
                               evaluation.statement,
                               evaluation.requestSignature,
                               evaluation.statementSignature};
    evaluation.results.reserve(checks().size());
    for (const Check &check : checks()) {
        if (evidence.request || check.subject != CheckSubject::Request)
            evaluation.results.push_back(run(check, context));
    }
    return evaluation;
}

const CheckResult *Evaluation::firstFailure() const
{
    for (const CheckResult &result : results) {
        if (result.outcome == Outcome::Fail)
            return &result;
    }
    return nullptr;
}

bool Evaluation::isAcceptable() const
{
    const CheckResult *requestResult = find(RequestSignature);
    const CheckResult *statementResult = find(StatementSignature);
    return !firstFailure() && requestResult && requestResult->outcome == Outcome::Pass && statementResult
        && statementResult->outcome == Outcome::Pass;
}

int Evaluation::count(Outcome outcome) const
{
    return static_cast<int>(std::count_if(results.begin(), results.end(),
                                          [outcome](const CheckResult &result) { return result.outcome == outcome; }));
}

const CheckResult *Evaluation::find(QLatin1String id) const
{
    for (const CheckResult &result : results) {
        if (result.check->id == id)
            return &result;
    }
    return nullptr;
}

Json Evaluation::resultsToJson() const
{
    Json list = Json::array();
    for (const CheckResult &result : results) {
        list.push_back({{"id", result.check->id.data()},
                        {"title", title(*result.check).toStdString()},
                        {"outcome", name(result.outcome).data()},
                        {"message", result.message.toStdString()},
                        {"claim", result.claim.toStdString()},
                        {"reference", result.check->reference.toString().toStdString()}});
    }
    return list;
}

QString shown(QStringView value, qsizetype maxLength)
{
    // Asking Unicode's tables of each letter, and appending them one by one, cost more than the checks themselves.
    const auto isHidden = [](QChar character) {
        const bool isPlain = character.unicode() >= 0x20 && character.unicode() < 0x7f;
        return !isPlain && !character.isPrint();
    };
    QString text = value.left(maxLength).toString();
    std::replace_if(text.begin(), text.end(), isHidden, QChar(QChar::ReplacementCharacter));
    if (value.size() > maxLength)
        text.append(QChar(0x2026));
    return text;
}

QString quoted(QStringView value)
{
    constexpr qsizetype MaxLength = 120;
    return QLatin1Char('"') + shown(value, MaxLength) + QLatin1Char('"');
}

QString listed(const QStringList &values)
{
    constexpr qsizetype MaxValues = 10;
    constexpr qsizetype MaxLength = 200;
    QString text;
    qsizetype count = 0;
    while (count < values.size() && count < MaxValues && text.size() < MaxLength) {
        if (count > 0)
            text += QLatin1String(", ");
        text += shown(values[count], MaxLength - text.size());
        ++count;
    }
    if (values.size() > count)
        text += Text::tr(" and %1 more").arg(values.size() - count);
    return text;
}

QString sentences(const QStringList &all, QLatin1String separator)
{
    constexpr qsizetype MaxLength = 380;
    QString text;
    qsizetype count = 0;
    while (count < all.size() && (count == 0 || text.size() + all[count].size() <= MaxLength)) {
        if (count > 0)
            text += separator;
        text += shown(all[count], MaxLength);
        ++count;
    }
    return all.size() > count ? Text::tr("%1 (and %2 more)").arg(text, QString::number(all.size() - count)) : text;
}

} // namespace gatehouse::dcr
