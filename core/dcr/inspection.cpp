#include "dcr/inspection.h"

namespace gatehouse::dcr {

namespace {

const char *statusName(jose::SignatureVerdict::Status status)
{
    switch (status) {
    case jose::SignatureVerdict::Status::Valid:
        return "valid";
    case jose::SignatureVerdict::Status::Invalid:
        return "invalid";
    case jose::SignatureVerdict::Status::Unverified:
        break;
    }
    return "unverified";
}

Json tokenToJson(const jose::JwsParts &token, const jose::SignatureVerdict &verdict, Json checks)
{
    Json json = {
        {"header", token.header ? *token.header : Json()},
        {"claims", token.claims ? *token.claims : Json()},
        {"signature",
         {{"status", statusName(verdict.status)},
          {"alg", token.alg().toStdString()},
          {"kid", token.kid().toStdString()},
          {"reason", verdict.reason.toStdString()}}},
        {"checks", std::move(checks)},
    };
    if (const auto problem = token.problem())
        json["problem"] = problem->message.toStdString();
    return json;
}

Json statementChecks(const Evaluation &evaluation)
{
    Json all = evaluation.resultsToJson();
    Json chosen = Json::array();
    for (std::size_t i = 0; i < evaluation.results.size(); ++i) {
        if (evaluation.results[i].check->subject == CheckSubject::Statement)
            chosen.push_back(std::move(all[i]));
    }
    return chosen;
}

} // namespace

Json inspectionToJson(const Evidence &evidence, const Evaluation &evaluation)
{
    if (!evidence.request)
        return evidence.statement
            ? tokenToJson(*evidence.statement, evaluation.statementSignature, evaluation.resultsToJson())
            : Json::object();
    // The outer list is the whole judgement, in the endpoint's order; the inner one is its part.
    Json json = tokenToJson(*evidence.request, evaluation.requestSignature, evaluation.resultsToJson());
    if (evidence.statement)
        json["software_statement"] =
            tokenToJson(*evidence.statement, evaluation.statementSignature, statementChecks(evaluation));
    return json;
}

} // namespace gatehouse::dcr
