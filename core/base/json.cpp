#include "base/json.h"

#include <QCoreApplication>

#include <functional>
#include <limits>
#include <string>
#include <unordered_set>
#include <vector>

namespace gatehouse {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("gatehouse::json", text);
}

/// Watches the parser for what RFC 8259 leaves open and Gatehouse refuses.
class StrictnessWatch
{
public:
    /// False drops the value, which keeps a hostile text from filling the memory.
    bool operator()(int depth, Json::parse_event_t event, const Json &parsed)
    {
        if (!m_problem.isEmpty())
            return false;
        switch (event) {
        case Json::parse_event_t::object_start:
            m_members.emplace_back();
            [[fallthrough]];
        case Json::parse_event_t::array_start:
            if (depth >= MaxJsonDepth)
                m_problem = tr("The JSON nests deeper than %1 levels.").arg(MaxJsonDepth);
            break;
        case Json::parse_event_t::object_end:
            m_members.pop_back();
            break;
        case Json::parse_event_t::key:
            if (!m_members.back().insert(parsed.get_ref<const std::string &>()).second)
                m_problem = tr("The member \"%1\" stands twice in one object.")
                                .arg(toQString(parsed.get_ref<const std::string &>()).left(60));
            break;
        case Json::parse_event_t::array_end:
        case Json::parse_event_t::value:
            break;
        }
        return m_problem.isEmpty();
    }

    const QString &problem() const { return m_problem; }

private:
    std::vector<std::unordered_set<std::string>> m_members;
    QString m_problem;
};

} // namespace

Result<Json> parseJson(QByteArrayView text)
{
    // The library takes a zero byte for the end of the text and would not look at what follows.
    if (const qsizetype zero = text.indexOf('\0'); zero >= 0)
        return fail(Error::Malformed, tr("Not valid JSON at byte %1.").arg(zero + 1));
    StrictnessWatch watch;
    try {
        Json json = Json::parse(text.begin(), text.end(), std::ref(watch));
        if (watch.problem().isEmpty())
            return json;
        return fail(Error::Malformed, watch.problem());
    } catch (const Json::parse_error &error) {
        // What came first in the text is what the reader is told.
        if (!watch.problem().isEmpty())
            return fail(Error::Malformed, watch.problem());
        return fail(Error::Malformed, tr("Not valid JSON at byte %1.").arg(error.byte),
                    QString::fromUtf8(error.what()));
    } catch (const std::exception &error) {
        return fail(Error::Malformed, tr("Not valid JSON."), QString::fromUtf8(error.what()));
    }
}

Result<Json> parseJsonObject(QByteArrayView text)
{
    Result<Json> json = parseJson(text);
    if (json && !json->is_object())
        return fail(Error::Malformed, tr("A JSON object is expected, this is a %1.")
                                          .arg(QLatin1String(json->type_name())));
    return json;
}

QByteArray toBytes(const Json &json)
{
    return QByteArray::fromStdString(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

QByteArray toPrettyBytes(const Json &json)
{
    return QByteArray::fromStdString(json.dump(2, ' ', false, Json::error_handler_t::replace));
}

QString toQString(const std::string &text)
{
    return QString::fromStdString(text);
}

std::string toStdString(QStringView text)
{
    return text.toUtf8().toStdString();
}

const Json *member(const Json &object, const char *name)
{
    if (!object.is_object())
        return nullptr;
    const auto found = object.find(name);
    return found == object.end() ? nullptr : &*found;
}

std::optional<QString> stringMember(const Json &object, const char *name)
{
    const Json *value = member(object, name);
    if (!value || !value->is_string())
        return std::nullopt;
    return toQString(value->get_ref<const std::string &>());
}

std::optional<qint64> integerMember(const Json &object, const char *name)
{
    const Json *value = member(object, name);
    if (!value || !value->is_number_integer())
        return std::nullopt;
    if (value->is_number_unsigned() && value->get<quint64>() > quint64(std::numeric_limits<qint64>::max()))
        return std::nullopt;
    return value->get<qint64>();
}

std::optional<QStringList> stringListMember(const Json &object, const char *name)
{
    const Json *value = member(object, name);
    if (!value || !value->is_array())
        return std::nullopt;
    QStringList list;
    for (const Json &element : *value) {
        if (!element.is_string())
            return std::nullopt;
        list.append(toQString(element.get_ref<const std::string &>()));
    }
    return list;
}

Json toJson(const QStringList &list)
{
    Json json = Json::array();
    for (const QString &text : list)
        json.push_back(text.toStdString());
    return json;
}

} // namespace gatehouse
