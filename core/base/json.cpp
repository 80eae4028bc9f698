#include "base/json.h"

#include <QCoreApplication>

#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace gatehouse {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse)
};

/// Builds the value, and stops at what RFC 8259 leaves open and Gatehouse refuses. Building it here, rather than
/// watching the library build it, finds a repeated member where it is put in, at no cost.
class StrictBuilder : public nlohmann::json_sax<Json>
{
public:
    bool null() override { return put(nullptr); }
    bool boolean(bool value) override { return put(value); }
    bool number_integer(number_integer_t value) override { return put(value); }
    bool number_unsigned(number_unsigned_t value) override { return put(value); }
    bool number_float(number_float_t value, const string_t &) override { return put(value); }
    bool string(string_t &value) override { return put(std::move(value)); }
    bool binary(binary_t &value) override { return put(std::move(value)); }

    bool start_object(std::size_t) override { return open(Json::object()); }
    bool end_object() override { return close(); }
    bool start_array(std::size_t) override { return open(Json::array()); }
    bool end_array() override { return close(); }

    bool key(string_t &name) override
    {
        const auto [member, isNew] = m_open.back()->get_ref<Json::object_t &>().try_emplace(name);
        m_member = &member->second;
        return isNew || refuse(Text::tr("The member \"%1\" stands twice in one object.").arg(toQString(name).left(60)));
    }

    bool parse_error(std::size_t position, const std::string &, const Json::exception &error) override
    {
        m_detail = QString::fromUtf8(error.what());
        return refuse(Text::tr("Not valid JSON at byte %1.").arg(position));
    }

    Json take() { return std::move(m_root); }
    Error error() const { return {Error::Malformed, m_problem, m_detail}; }

private:
    bool refuse(const QString &problem)
    {
        m_problem = problem;
        return false;
    }

    Json *place(Json value)
    {
        if (m_open.empty())
            return &(m_root = std::move(value));
        if (Json &parent = *m_open.back(); parent.is_array()) {
            parent.push_back(std::move(value));
            return &parent.back();
        }
        return &(*m_member = std::move(value));
    }

    bool put(Json value)
    {
        place(std::move(value));
        return true;
    }

    bool open(Json container)
    {
        if (m_open.size() >= static_cast<std::size_t>(MaxJsonDepth))
            return refuse(Text::tr("The JSON nests deeper than %1 levels.").arg(MaxJsonDepth));
        m_open.push_back(place(std::move(container)));
        return true;
    }

    bool close()
    {
        m_open.pop_back();
        return true;
    }

    Json m_root;
    std::vector<Json *> m_open; ///< the last of them takes the next value; none moves while it is in here
    Json *m_member = nullptr;
    QString m_problem;
    QString m_detail;
};

} // namespace

Result<Json> parseJson(QByteArrayView text)
{
    // The library takes a zero byte for the end of the text and would not look at what follows.
    if (const qsizetype zero = text.indexOf('\0'); zero >= 0)
        return fail(Error::Malformed, Text::tr("Not valid JSON at byte %1.").arg(zero + 1));
    StrictBuilder builder;
    try {
        if (Json::sax_parse(text.begin(), text.end(), &builder))
            return builder.take();
        return tl::unexpected(builder.error());
    } catch (const std::exception &error) {
        return fail(Error::Malformed, Text::tr("Not valid JSON."), QString::fromUtf8(error.what()));
    }
}

Result<Json> parseJsonObject(QByteArrayView text)
{
    Result<Json> json = parseJson(text);
    if (json && !json->is_object())
        return fail(Error::Malformed,
                    Text::tr("A JSON object is expected, this is a %1.").arg(QLatin1String(json->type_name())));
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
