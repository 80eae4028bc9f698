#include "dcr/check_record.h"

namespace gatehouse::dcr {

QByteArray toRecord(const Evaluation &evaluation)
{
    Json record = Json::array();
    for (const CheckResult &result : evaluation.results)
        record.push_back(Json::array({result.check->id.data(), name(result.outcome).data(), result.message.toStdString(),
                                      result.claim.toStdString()}));
    return toBytes(record);
}

Json recordToJson(QByteArrayView record)
{
    Json list = Json::array();
    const Json rows = parseJson(record).value_or(Json::array());
    for (const Json &row : rows) {
        if (!row.is_array() || row.size() != 4 || !row[0].is_string())
            continue;
        const std::string &id = row[0].get_ref<const std::string &>();
        const Check *check = findCheck(QLatin1String(id.c_str()));
        list.push_back({{"id", id},
                        {"title", check ? title(*check).toStdString() : id},
                        {"outcome", row[1]},
                        {"message", row[2]},
                        {"claim", row[3]},
                        {"reference", check ? check->reference.toString().toStdString() : std::string()}});
    }
    return list;
}

} // namespace gatehouse::dcr
