#include "dcr/wso2_answer.h"

#include "dcr/text.h"
#include "dcr/wso2_check.h"

namespace gatehouse::dcr {

namespace {

std::optional<jose::JwsParts> statementIn(const Json &request)
{
    const Json *statement = member(request, "software_statement");
    if (!statement || !statement->is_string())
        return std::nullopt;
    return wso2::lenient(QByteArrayView(statement->get_ref<const std::string &>()));
}

Json bodyOf(const wso2::Refusal &refusal, wso2::Writer writer)
{
    if (writer == wso2::Writer::Gateway)
        return {{"errors",
                 Json::array({{{"Code", refusal.code.toStdString()},
                               {"Title", refusal.error.toStdString()},
                               {"Message", refusal.description.toStdString()}}})}};
    Json body = {{"error", refusal.error.toStdString()}};
    if (!refusal.description.isEmpty())
        body["error_description"] = refusal.description.toStdString();
    return body;
}

} // namespace

std::optional<Wso2Answer> wso2Answer(const Evidence &evidence, const Policy &policy, Wso2Generation generation)
{
    if (!evidence.request)
        return std::nullopt;
    const Json none = Json::object();
    const Json &request = evidence.request->claims ? *evidence.request->claims : none;
    const std::optional<jose::JwsParts> statement = statementIn(request);
    Wso2Answer answer;
    wso2::Context context{evidence,           policy,        request, statement, statement ? *statement->claims : none,
                          answer.assumptions, answer.remarks};
    const bool isThird = generation == Wso2Generation::Accelerator3;
    for (const wso2::StepInfo &step : isThird ? wso2::accelerator3() : wso2::accelerator4()) {
        answer.step = Text::tr(step.title);
        if (const auto refusal = step.run(context)) {
            answer.status = refusal->status;
            answer.error = refusal->error;
            answer.description = refusal->description;
            answer.body = bodyOf(*refusal, step.writer);
            return answer;
        }
    }
    // An update is answered with 200.
    answer.status = evidence.registeredSoftwareId.isEmpty() ? 201 : 200;
    return answer;
}

QString Wso2Answer::summary() const
{
    if (isAccepted())
        return Text::tr("%1, accepted").arg(status);
    return description.isEmpty() ? QStringLiteral("%1 %2").arg(QString::number(status), error)
                                 : QStringLiteral("%1 %2: %3").arg(QString::number(status), error, description);
}

Json Wso2Answer::toJson(Wso2Generation generation) const
{
    return {{"generation", name(generation).data()},
            {"accepted", isAccepted()},
            {"status", status},
            {"error", isAccepted() ? Json() : Json(error.toStdString())},
            {"error_description", isAccepted() ? Json() : Json(description.toStdString())},
            {"step", step.toStdString()},
            {"body", body},
            {"assumptions", gatehouse::toJson(assumptions)},
            {"remarks", gatehouse::toJson(remarks)}};
}

Json wso2AnswersToJson(const Evidence &evidence, const Policy &policy)
{
    Json list = Json::array();
    for (Wso2Generation generation : {Wso2Generation::Accelerator3, Wso2Generation::Accelerator4}) {
        if (const auto answer = wso2Answer(evidence, policy, generation))
            list.push_back(answer->toJson(generation));
    }
    return list;
}

} // namespace gatehouse::dcr
