#include "dcr/claim_text.h"

#include "base/time.h"
#include "dcr/text.h"

#include <algorithm>

namespace gatehouse::dcr {

namespace {

struct KindText {
    ClaimKind kind;
    const char *name;
    const char *expected;
};

#define TEXT(text) QT_TRANSLATE_NOOP("gatehouse::dcr", text)

constexpr KindText Kinds[] = {
    {ClaimKind::Text, TEXT("Text"), TEXT("A text is expected.")},
    {ClaimKind::Url, TEXT("Address"), TEXT("An address is expected, as a text.")},
    {ClaimKind::Number, TEXT("Number"), TEXT("A number is expected.")},
    {ClaimKind::Boolean, TEXT("true or false"), TEXT("true or false is expected.")},
    {ClaimKind::Moment, TEXT("Moment, in seconds"), TEXT("A number is expected: the seconds since 1970.")},
    {ClaimKind::TextList, TEXT("List of texts"), TEXT("A list of texts is expected.")},
    {ClaimKind::Object, TEXT("Object"), TEXT("A JSON object is expected.")},
    {ClaimKind::ObjectList, TEXT("List of objects"), TEXT("A list of JSON objects is expected.")},
    {ClaimKind::Token, TEXT("Signed token"), TEXT("A signed token is expected, as a text.")},
};

#undef TEXT

const KindText &textOf(ClaimKind kind)
{
    const auto *found =
        std::find_if(std::begin(Kinds), std::end(Kinds), [kind](const KindText &entry) { return entry.kind == kind; });
    return found == std::end(Kinds) ? Kinds[0] : *found;
}

bool isListOf(const Json &value, bool (*isElement)(const Json &))
{
    return value.is_array() && std::all_of(value.begin(), value.end(), isElement);
}

bool isText(const Json &value)
{
    return value.is_string();
}

bool isObject(const Json &value)
{
    return value.is_object();
}

bool isOfKind(ClaimKind kind, const Json &value)
{
    switch (kind) {
    case ClaimKind::Text:
    case ClaimKind::Url:
    case ClaimKind::Token:
        return value.is_string();
    case ClaimKind::Number:
    case ClaimKind::Moment:
        return value.is_number();
    case ClaimKind::Boolean:
        return value.is_boolean();
    case ClaimKind::TextList:
        return isListOf(value, isText);
    case ClaimKind::Object:
        return value.is_object();
    case ClaimKind::ObjectList:
        return isListOf(value, isObject);
    }
    return true;
}

Json listFrom(const QString &text)
{
    Json list = Json::array();
    for (const QString &part : text.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        if (const QString element = part.trimmed(); !element.isEmpty())
            list.push_back(toStdString(element));
    }
    return list;
}

/// A list whose texts hold commas is edited as JSON.
bool joinsByCommas(const Json &value)
{
    return isListOf(value, [](const Json &element) {
        return element.is_string()
            && element.get_ref<const std::string &>().find_first_of(",[{\"") == std::string::npos;
    });
}

} // namespace

QString kindName(ClaimKind kind)
{
    return Text::tr(textOf(kind).name);
}

QString editText(const Json &value)
{
    if (value.is_string())
        return toQString(value.get_ref<const std::string &>());
    if (joinsByCommas(value)) {
        QStringList texts;
        for (const Json &element : value)
            texts.append(toQString(element.get_ref<const std::string &>()));
        return texts.join(QLatin1String(", "));
    }
    return QString::fromUtf8(toBytes(value));
}

Json valueFromEditText(ClaimKind kind, const QString &text)
{
    const QString trimmed = text.trimmed();
    const Result<Json> json = parseJson(trimmed.toUtf8());
    switch (kind) {
    case ClaimKind::Text:
    case ClaimKind::Url:
    case ClaimKind::Token:
        return toStdString(text);
    case ClaimKind::TextList:
        return json && json->is_array() ? *json : listFrom(text);
    case ClaimKind::Moment:
        if (const auto moment = fromIso8601(trimmed); moment && !json)
            return toSeconds(*moment);
        break;
    case ClaimKind::Number:
    case ClaimKind::Boolean:
    case ClaimKind::Object:
    case ClaimKind::ObjectList:
        break;
    }
    return json && isOfKind(kind, *json) ? *json : Json(toStdString(text));
}

Json valueFromEditText(const QString &text)
{
    const Result<Json> json = parseJson(text.trimmed().toUtf8());
    return json ? *json : Json(toStdString(text));
}

QString kindProblem(ClaimKind kind, const Json &value)
{
    return isOfKind(kind, value) ? QString() : Text::tr(textOf(kind).expected);
}

OrderedJson inReadingOrder(const Json &claims, std::span<const ClaimInfo> table)
{
    OrderedJson ordered = OrderedJson::object();
    if (!claims.is_object())
        return ordered;
    for (const ClaimInfo &info : table) {
        if (const Json *value = member(claims, info.name.data()))
            ordered[info.name.data()] = *value;
    }
    for (const auto &[name, value] : claims.items()) {
        if (!findClaim(table, name))
            ordered[name] = value;
    }
    return ordered;
}

} // namespace gatehouse::dcr
