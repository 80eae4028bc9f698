#include "wso2/toml_value.h"

#include "wso2/text.h"

#include <QLocale>

#include <cmath>

namespace gatehouse::wso2 {

namespace {

template <typename... Functions>
struct Overloaded : Functions... {
    using Functions::operator()...;
};
template <typename... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

bool isBareKeyCharacter(QChar character)
{
    return (character >= QLatin1Char('a') && character <= QLatin1Char('z'))
        || (character >= QLatin1Char('A') && character <= QLatin1Char('Z'))
        || (character >= QLatin1Char('0') && character <= QLatin1Char('9')) || character == QLatin1Char('_')
        || character == QLatin1Char('-');
}

/// The same numbers are equal; so are two that are none.
bool sameNumber(double left, double right)
{
    return left == right || (std::isnan(left) && std::isnan(right));
}

QByteArray floatText(double number)
{
    if (std::isnan(number))
        return "nan";
    if (std::isinf(number))
        return number > 0 ? "inf" : "-inf";
    QByteArray text = QByteArray::number(number, 'g', QLocale::FloatingPointShortest);
    if (!text.contains('.') && !text.contains('e'))
        text += ".0";
    return text;
}

QByteArray arrayText(const TomlValue::Array &array)
{
    QByteArray text = "[";
    for (const TomlValue &element : array)
        text += (text.size() > 1 ? ", " : "") + element.toToml();
    return text + ']';
}

QByteArray tableText(const TomlValue::Table &table)
{
    QByteArray text = "{";
    for (auto member = table.cbegin(); member != table.cend(); ++member)
        text += (text.size() > 1 ? ", " : " ") + tomlKey(member.key()) + " = " + member.value().toToml();
    return text + (table.isEmpty() ? "}" : " }");
}

} // namespace

TomlValue::TomlValue(const QStringList &texts)
{
    Array array;
    for (const QString &text : texts)
        array.append(TomlValue(text));
    m_value = array;
}

bool TomlValue::isArrayOfTables() const
{
    const Array *array = asArray();
    if (!array || array->isEmpty())
        return false;
    for (const TomlValue &element : *array) {
        if (!element.isTable())
            return false;
    }
    return true;
}

QString TomlValue::scalarText() const
{
    return std::visit(Overloaded{[](const QString &text) { return text; },
                                 [](bool value) { return value ? QStringLiteral("true") : QStringLiteral("false"); },
                                 [](qint64 number) { return QString::number(number); },
                                 [](double number) { return QString::fromLatin1(floatText(number)); },
                                 [](const Moment &moment) { return moment.text; },
                                 [](const auto &) { return QString(); }},
                      m_value);
}

QString TomlValue::typeName() const
{
    if (isArrayOfTables())
        return Text::tr("an array of tables");
    return std::visit(
        Overloaded{
            [](std::monostate) { return Text::tr("nothing"); }, [](const QString &) { return Text::tr("a string"); },
            [](bool) { return Text::tr("a boolean"); }, [](qint64) { return Text::tr("a whole number"); },
            [](double) { return Text::tr("a number"); }, [](const Moment &) { return Text::tr("a date or time"); },
            [](const Array &) { return Text::tr("an array"); }, [](const Table &) { return Text::tr("a table"); }},
        m_value);
}

QByteArray TomlValue::toToml() const
{
    return std::visit(
        Overloaded{
            [](std::monostate) { return QByteArray(); }, [](const QString &text) { return tomlString(text); },
            [](bool value) { return QByteArray(value ? "true" : "false"); },
            [](qint64 number) { return QByteArray::number(number); }, [](double number) { return floatText(number); },
            [](const Moment &moment) { return moment.text.toUtf8(); },
            [](const Array &array) { return arrayText(array); }, [](const Table &table) { return tableText(table); }},
        m_value);
}

Json TomlValue::toJson() const
{
    return std::visit(Overloaded{[](std::monostate) { return Json(); },
                                 [](const QString &text) { return Json(toStdString(text)); },
                                 [](bool value) { return Json(value); }, [](qint64 number) { return Json(number); },
                                 [](double number) { return Json(number); },
                                 [](const Moment &moment) { return Json(toStdString(moment.text)); },
                                 [](const Array &array) {
                                     Json json = Json::array();
                                     for (const TomlValue &element : array)
                                         json.push_back(element.toJson());
                                     return json;
                                 },
                                 [](const Table &table) {
                                     Json json = Json::object();
                                     for (auto member = table.cbegin(); member != table.cend(); ++member)
                                         json[toStdString(member.key())] = member.value().toJson();
                                     return json;
                                 }},
                      m_value);
}

bool TomlValue::operator==(const TomlValue &other) const
{
    if (const double *number = asFloat(); number && other.asFloat())
        return sameNumber(*number, *other.asFloat());
    return m_value == other.m_value;
}

QByteArray tomlKey(const QString &key)
{
    for (const QChar character : key) {
        if (!isBareKeyCharacter(character))
            return tomlString(key);
    }
    return key.isEmpty() ? QByteArray("\"\"") : key.toLatin1();
}

QByteArray tomlString(const QString &text)
{
    QByteArray toml = "\"";
    for (const char character : text.toUtf8()) {
        switch (character) {
        case '"':
            toml += "\\\"";
            break;
        case '\\':
            toml += "\\\\";
            break;
        case '\b':
            toml += "\\b";
            break;
        case '\t':
            toml += "\\t";
            break;
        case '\n':
            toml += "\\n";
            break;
        case '\f':
            toml += "\\f";
            break;
        case '\r':
            toml += "\\r";
            break;
        default:
            if (static_cast<unsigned char>(character) < 0x20 || character == 0x7F)
                toml += "\\u00" + QByteArray(1, character).toHex();
            else
                toml += character;
        }
    }
    return toml + '"';
}

} // namespace gatehouse::wso2
