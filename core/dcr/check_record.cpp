#include "dcr/check_record.h"

namespace gatehouse::dcr {

namespace {

/// RFC 8259 §7. A document model of fifty rows for each registration would cost more than its signatures.
void appendString(QByteArray &json, QByteArrayView utf8)
{
    constexpr char Hex[] = "0123456789abcdef";
    json += '"';
    qsizetype written = 0;
    for (qsizetype i = 0; i < utf8.size(); ++i) {
        const auto code = static_cast<unsigned char>(utf8[i]);
        if (code >= 0x20 && code != '"' && code != '\\')
            continue;
        json += utf8.sliced(written, i - written);
        written = i + 1;
        json += code >= 0x20 ? "\\" : "\\u00";
        if (code < 0x20)
            json += Hex[code >> 4];
        json += code >= 0x20 ? static_cast<char>(code) : Hex[code & 0xf];
    }
    json += utf8.sliced(written);
    json += '"';
}

} // namespace

QByteArray toRecord(const Evaluation &evaluation)
{
    QByteArray json;
    json.reserve(8 * 1024);
    json += '[';
    for (const CheckResult &result : evaluation.results) {
        json += json.size() > 1 ? ",[" : "[";
        const QLatin1String outcome = name(result.outcome);
        appendString(json, QByteArrayView(result.check->id.data(), result.check->id.size()));
        json += ',';
        appendString(json, QByteArrayView(outcome.data(), outcome.size()));
        json += ',';
        appendString(json, result.message.toUtf8());
        json += ',';
        appendString(json, result.claim);
        json += ']';
    }
    json += ']';
    json.squeeze();
    return json;
}

Json recordToJson(QByteArrayView record)
{
    Json list = Json::array();
    const Json rows = parseJson(record).value_or(Json::array());
    for (const Json &row : rows) {
        if (!row.is_array() || row.size() != 4 || !row[0].is_string())
            continue;
        const auto &id = row[0].get_ref<const std::string &>();
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
