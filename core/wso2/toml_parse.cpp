#include "wso2/text.h"
#include "wso2/toml_layout.h"
#include "wso2/toml_value.h"

// Last: it defines macros of its own.
#include <toml++/toml.h>

#include <exception>
#include <sstream>

namespace gatehouse::wso2 {

namespace {

template <typename Node>
QString printed(const Node &node)
{
    std::ostringstream text;
    text << node;
    return QString::fromStdString(text.str());
}

QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// Nests no deeper than scanToml() lets through.
TomlValue converted(const toml::node &node)
{
    if (const auto *table = node.as_table()) {
        TomlValue::Table members;
        for (const auto &[key, member] : *table)
            members.insert(toQString(key.str()), converted(member));
        return members;
    }
    if (const auto *array = node.as_array()) {
        TomlValue::Array elements;
        elements.reserve(static_cast<qsizetype>(array->size()));
        for (const auto &element : *array)
            elements.append(converted(element));
        return elements;
    }
    if (const auto *text = node.as_string())
        return toQString(text->get());
    if (const auto *number = node.as_integer())
        return qint64(number->get());
    if (const auto *number = node.as_floating_point())
        return number->get();
    if (const auto *value = node.as_boolean())
        return value->get();
    if (const auto *date = node.as_date())
        return TomlValue::Moment{printed(*date)};
    if (const auto *time = node.as_time())
        return TomlValue::Moment{printed(*time)};
    if (const auto *moment = node.as_date_time())
        return TomlValue::Moment{printed(*moment)};
    return {};
}

/// What people get wrong most, told from the line; the library names a character.
QString hint(const QString &line)
{
    const auto holds = [&](char16_t character) { return line.contains(QChar(character)); };
    if (holds(u'\u201C') || holds(u'\u201D') || holds(u'\u2018') || holds(u'\u2019'))
        return Text::tr("There is a curly quote on the line, as word processors make them: type a straight one.");
    const qsizetype equals = line.indexOf(QLatin1Char('='));
    const QString value = equals < 0 ? QString() : line.mid(equals + 1).trimmed();
    if (!value.isEmpty() && value.front().isLetter() && value != QLatin1String("true")
        && value != QLatin1String("false"))
        return Text::tr("A text is put in double quotes.");
    return {};
}

int lineAt(QByteArrayView bytes, qsizetype offset)
{
    return static_cast<int>(bytes.first(std::min(offset, bytes.size())).toByteArray().count('\n')) + 1;
}

QByteArray lineText(QByteArrayView bytes, int line)
{
    qsizetype begin = 0;
    for (int at = 1; at < line; ++at) {
        const qsizetype end = bytes.indexOf('\n', begin);
        if (end < 0)
            return {};
        begin = end + 1;
    }
    const qsizetype end = bytes.indexOf('\n', begin);
    return bytes.sliced(begin, (end < 0 ? bytes.size() : end) - begin).toByteArray();
}

using Parsed = tl::expected<TomlValue, TomlSyntaxError>;

tl::unexpected<TomlSyntaxError> malformed(QByteArrayView bytes, int line, int column, const QString &why)
{
    QString sentence = Text::tr("Line %1, column %2 is not TOML.").arg(line).arg(column);
    const QString advice = hint(QString::fromUtf8(lineText(bytes, line)));
    if (!advice.isEmpty())
        sentence += QLatin1Char(' ') + advice;
    return tl::unexpected(TomlSyntaxError{line, column, {Error::Malformed, sentence, why}});
}

tl::unexpected<TomlSyntaxError> lostAt(QByteArrayView bytes, const TomlScanError &error)
{
    const int line = lineAt(bytes, error.offset);
    const qsizetype lineBegin = bytes.first(error.offset).lastIndexOf('\n') + 1;
    const int column = static_cast<int>(error.offset - lineBegin) + 1;
    if (!error.isTooDeep)
        return malformed(bytes, line, column, {});
    const QString sentence =
        Text::tr("Line %1, column %2 nests deeper than the %3 levels that are read.").arg(line).arg(column);
    return tl::unexpected(TomlSyntaxError{line, column, {Error::Refused, sentence.arg(MaxTomlKeyParts), {}}});
}

/// The library's text may quote the line, which may hold a password: its beginning alone is told.
QString withoutQuotation(std::string_view description)
{
    const QString text = toQString(description);
    return text.section(QLatin1Char('\''), 0, 0).section(QLatin1Char(';'), 0, 0).section(QLatin1Char('"'), 0, 0);
}

Parsed parsed(QByteArrayView bytes)
{
    try {
        const toml::table table = toml::parse(std::string_view(bytes.data(), static_cast<size_t>(bytes.size())));
        return converted(table);
    } catch (const toml::parse_error &error) {
        const toml::source_position at = error.source().begin;
        return malformed(bytes, static_cast<int>(at.line), static_cast<int>(at.column),
                         withoutQuotation(error.description()));
    } catch (const std::exception &error) {
        return tl::unexpected(TomlSyntaxError{
            0, 0, {Error::Internal, Text::tr("The file cannot be read as TOML."), QString::fromUtf8(error.what())}});
    }
}

} // namespace

tl::expected<TomlDocument, TomlSyntaxError> readToml(QByteArrayView bytes)
{
    auto layout = scanToml(bytes);
    if (layout) {
        Parsed value = parsed(bytes);
        if (!value)
            return tl::unexpected(value.error());
        return TomlDocument{*std::move(value), *std::move(layout)};
    }
    if (layout.error().isTooDeep)
        return lostAt(bytes, layout.error());
    // The library sees no more than was looked through for its depth; it says better what is wrong.
    const qsizetype lineEnd = bytes.indexOf('\n', layout.error().offset);
    const Parsed value = parsed(lineEnd < 0 ? bytes : bytes.first(lineEnd));
    return value ? lostAt(bytes, layout.error()) : tl::unexpected(value.error());
}

Result<TomlValue> parseTomlDocument(QByteArrayView bytes)
{
    return readToml(bytes)
        .map([](TomlDocument &&document) { return std::move(document.root); })
        .map_error([](const TomlSyntaxError &error) { return error.error; });
}

Result<TomlValue> parseTomlValue(const QString &text)
{
    const QByteArray line = "value = " + text.toUtf8();
    const Result<TomlValue> document = parseTomlDocument(line);
    const TomlValue::Table *table = document ? document->asTable() : nullptr;
    // More keys: there was a line end in it.
    if (!table || table->size() != 1)
        return fail(Error::Malformed, Text::tr("This is no value of TOML. A text is put in double quotes."),
                    document ? QString() : document.error().detail);
    return table->first();
}

} // namespace gatehouse::wso2
