#include "base/json_mistake.h"

#include "base/json.h"

#include <QCoreApplication>

#include <algorithm>

namespace gatehouse {

namespace {

struct Text {
    Q_DECLARE_TR_FUNCTIONS(gatehouse)
};

bool isBlank(char character)
{
    return character == ' ' || character == '\t' || character == '\r' || character == '\n';
}

bool isOfWord(char character)
{
    return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z') || character == '_' || character == '.' || character == '-'
        || character == '+';
}

/// Refused for what it says, not for its grammar: the library has no words about that.
bool isRefusedByRule(const Error &error)
{
    return error.detail.isEmpty();
}

/// How many bytes a reader of JSON takes before it stops: the last of them is the one that is wrong.
qsizetype bytesUntilRefused(QByteArrayView text)
{
    qsizetype accepted = 0;
    qsizetype refused = text.size();
    while (refused - accepted > 1) {
        const qsizetype middle = accepted + (refused - accepted) / 2;
        const Result<Json> json = parseJson(text.first(middle));
        (!json && isRefusedByRule(json.error()) ? refused : accepted) = middle;
    }
    return refused;
}

/// The number in "Not valid JSON at byte 12.": the library counts from 1 and points at the end of what it read.
qsizetype byteNamedBy(const Error &error)
{
    qsizetype position = 0;
    for (const QChar character : error.message) {
        if (character.isDigit())
            position = position * 10 + character.digitValue();
    }
    return position;
}

/// From the last byte of a word or a string to its first.
qsizetype beginningOf(QByteArrayView text, qsizetype last)
{
    qsizetype first = last;
    if (text[last] == '"') {
        while (first > 0 && text[first - 1] != '"' && text[first - 1] != '\n')
            --first;
        return first > 0 && text[first - 1] == '"' ? first - 1 : last;
    }
    while (isOfWord(text[first]) && first > 0 && isOfWord(text[first - 1]))
        --first;
    return first;
}

/// As far as its line tells: no string of JSON goes on in the next one.
bool isInsideString(QByteArrayView text, qsizetype byte)
{
    const QByteArrayView before = text.first(byte);
    return before.sliced(before.lastIndexOf('\n') + 1).count('"') % 2 == 1;
}

JsonMistake mistakeAt(QByteArrayView text, qsizetype byte, const QString &what)
{
    const QByteArrayView before = text.first(byte);
    const qsizetype lineStart = before.lastIndexOf('\n') + 1;
    JsonMistake mistake;
    mistake.line = static_cast<int>(before.count('\n')) + 1;
    mistake.column = static_cast<int>(QString::fromUtf8(before.sliced(lineStart)).size()) + 1;
    mistake.message = Text::tr("Line %1, column %2: %3").arg(mistake.line).arg(mistake.column).arg(what);
    return mistake;
}

JsonMistake unexpectedAt(QByteArrayView text, qsizetype last)
{
    if (last >= text.size())
        return mistakeAt(text, text.size(),
                         Text::tr("the text ends here, and a bracket or a quotation mark is still open."));
    qsizetype first = beginningOf(text, last);
    if (first == last && first > 0 && isOfWord(text[first - 1])) {
        // A word that is none of JSON's is refused at its end only.
        const qsizetype word = beginningOf(text, first - 1);
        if (!isInsideString(text, word) && !parseJson(text.sliced(word, first - word))) {
            first = word;
            --last;
        }
    }
    qsizetype previous = first - 1;
    while (previous >= 0 && isBlank(text[previous]))
        --previous;
    const char before = previous >= 0 ? text[previous] : '\0';
    const QString found = text[first] == '\n' ? Text::tr("the end of the line")
                                              : QString::fromUtf8(text.sliced(first, last - first + 1)).left(40);
    if (before == ',' && (text[first] == '}' || text[first] == ']'))
        return mistakeAt(text, previous, Text::tr("there is a comma too many before %1.").arg(found));
    const bool isValueBefore = before == '"' || before == '}' || before == ']' || isOfWord(before);
    if (isValueBefore && text[first] == '"')
        return mistakeAt(text, first, Text::tr("a comma or a colon is missing before %1.").arg(found));
    return mistakeAt(text, first, Text::tr("%1 was not expected here.").arg(found));
}

} // namespace

std::optional<JsonMistake> findJsonMistake(QByteArrayView text)
{
    const Result<Json> json = parseJsonObject(text);
    if (json)
        return std::nullopt;
    if (parseJson(text))
        return JsonMistake{1, 1, json.error().message};
    if (!isRefusedByRule(json.error()))
        return unexpectedAt(text, std::max<qsizetype>(byteNamedBy(json.error()), 1) - 1);
    const qsizetype last = bytesUntilRefused(text) - 1;
    return mistakeAt(text, text.isEmpty() ? 0 : beginningOf(text, last), json.error().message);
}

} // namespace gatehouse
