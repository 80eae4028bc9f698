#include "dcr/claim_reader.h"

#include "dcr/text.h"

#include <cmath>

namespace gatehouse::dcr {

namespace {

/// The year 9999: later moments overflow what dates are shown with, and mean nothing.
constexpr double MaxNumericDate = 253'402'300'799.0;

std::optional<QStringList> strings(const Json &value)
{
    QStringList list;
    for (const Json &element : value) {
        if (!element.is_string())
            return std::nullopt;
        list.append(toQString(element.get_ref<const std::string &>()));
    }
    return list;
}

} // namespace

const Json *ClaimReader::present(const char *name) const
{
    const Json *value = member(m_claims, name);
    return value && !value->is_null() ? value : nullptr;
}

void ClaimReader::noteType(const char *name, const Json &value, const QString &expected)
{
    m_problems.push_back({name, Text::tr("\"%1\" is a JSON %2; %3 is expected.")
                                    .arg(QLatin1String(name), QLatin1String(value.type_name()), expected)});
}

QString ClaimReader::text(const char *name)
{
    return optionalText(name).value_or(QString());
}

std::optional<QString> ClaimReader::optionalText(const char *name)
{
    const Json *value = present(name);
    if (!value)
        return std::nullopt;
    if (!value->is_string()) {
        noteType(name, *value, Text::tr("a string"));
        return std::nullopt;
    }
    return toQString(value->get_ref<const std::string &>());
}

std::optional<QStringList> ClaimReader::list(const char *name)
{
    const Json *value = present(name);
    if (!value)
        return std::nullopt;
    if (!value->is_array()) {
        noteType(name, *value, Text::tr("a list of strings"));
        return std::nullopt;
    }
    std::optional<QStringList> list = strings(*value);
    if (!list)
        m_problems.push_back({name, Text::tr("\"%1\" holds something other than strings.").arg(QLatin1String(name))});
    return list;
}

QStringList ClaimReader::textOrList(const char *name)
{
    const Json *value = present(name);
    if (!value)
        return {};
    if (value->is_string())
        return {toQString(value->get_ref<const std::string &>())};
    if (!value->is_array()) {
        noteType(name, *value, Text::tr("a string or a list of strings"));
        return {};
    }
    return list(name).value_or(QStringList());
}

std::optional<Instant> ClaimReader::moment(const char *name)
{
    const Json *value = present(name);
    if (!value)
        return std::nullopt;
    if (!value->is_number()) {
        noteType(name, *value, Text::tr("a number of seconds since 1970"));
        return std::nullopt;
    }
    const double secondsSinceEpoch = value->get<double>();
    if (!std::isfinite(secondsSinceEpoch) || secondsSinceEpoch < 0 || secondsSinceEpoch > MaxNumericDate) {
        m_problems.push_back({name, Text::tr("\"%1\" is %2, which is no moment between 1970 and 9999 in seconds. "
                                             "Milliseconds are a common mistake.")
                                        .arg(QLatin1String(name), QString::fromStdString(value->dump()))});
        return std::nullopt;
    }
    return fromSeconds(static_cast<qint64>(std::floor(secondsSinceEpoch)));
}

std::optional<bool> ClaimReader::boolean(const char *name)
{
    const Json *value = present(name);
    if (!value)
        return std::nullopt;
    if (!value->is_boolean()) {
        noteType(name, *value, Text::tr("true or false"));
        return std::nullopt;
    }
    return value->get<bool>();
}

QString ClaimReader::textOrNumber(const char *name)
{
    const Json *value = present(name);
    if (value && value->is_number())
        return QString::fromStdString(value->dump());
    return text(name);
}

const Json *ClaimReader::object(const char *name)
{
    const Json *value = present(name);
    if (value && !value->is_object()) {
        noteType(name, *value, Text::tr("an object"));
        return nullptr;
    }
    return value;
}

const Json *ClaimReader::array(const char *name)
{
    const Json *value = present(name);
    if (value && !value->is_array()) {
        noteType(name, *value, Text::tr("a list"));
        return nullptr;
    }
    return value;
}

} // namespace gatehouse::dcr
