#include "wso2/toml_layout.h"

#include <array>

namespace gatehouse::wso2 {

namespace {

/// Arrays and inline tables within each other.
constexpr int MaxValueDepth = 64;

/// Where in the document a value stands.
struct Place {
    TomlPath path;
    bool isKnown = true; ///< not within an array in an array: nobody edits there
};

class Scanner
{
public:
    explicit Scanner(QByteArrayView text)
        : m_text(text)
    {}

    tl::expected<TomlLayout, TomlScanError> scan()
    {
        if (m_text.startsWith("\xEF\xBB\xBF"))
            m_at = 3;
        while (m_at < m_text.size()) {
            if (!scanLine())
                return tl::unexpected(TomlScanError{std::min(m_at, m_text.size()), m_isTooDeep});
        }
        return std::move(m_layout);
    }

    /// `key = value` or `[header]` alone, to the end; for what stands in a comment.
    std::optional<TomlCommentedLine> scanCommented()
    {
        TomlCommentedLine line;
        skipBlanks();
        if (at('[')) {
            const bool isElement = m_text.sliced(m_at).startsWith("[[");
            line.kind = isElement ? TomlCommentedLine::Kind::Element : TomlCommentedLine::Kind::Table;
            if (!scanHeaderName(isElement, line.keys))
                return std::nullopt;
        } else {
            if (!scanKey(line.keys) || !take('='))
                return std::nullopt;
            skipBlanks();
            line.value.begin = m_at;
            if (!scanValue({{}, false}, 0))
                return std::nullopt;
            line.value.end = m_at;
        }
        skipBlanks();
        skipComment();
        return m_at == m_text.size() ? std::optional(line) : std::nullopt;
    }

private:
    bool at(char character) const { return m_at < m_text.size() && m_text[m_at] == character; }
    bool atLineEnd() const { return m_at >= m_text.size() || at('\n') || m_text.sliced(m_at).startsWith("\r\n"); }

    bool take(char character)
    {
        if (!at(character))
            return false;
        ++m_at;
        return true;
    }

    void skipBlanks()
    {
        while (at(' ') || at('\t'))
            ++m_at;
    }

    void skipComment()
    {
        if (!at('#'))
            return;
        while (!atLineEnd())
            ++m_at;
    }

    /// Over the line end too.
    void skipLineEnd()
    {
        if (at('\r'))
            ++m_at;
        if (take('\n'))
            ++m_line;
    }

    bool tooDeep()
    {
        m_isTooDeep = true;
        return false;
    }

    bool scanLine()
    {
        const qsizetype begin = m_at;
        skipBlanks();
        if (at('#'))
            noteComment(begin);
        else if (at('[')) {
            if (!scanHeader(begin))
                return false;
        } else if (!atLineEnd() && !scanEntry(begin))
            return false;
        skipBlanks();
        skipComment();
        if (!atLineEnd())
            return false;
        skipLineEnd();
        closeLine();
        return true;
    }

    /// The spans of the line that was just read end behind its line end.
    void closeLine()
    {
        if (m_openHeader)
            m_layout.headers.last().line.end = m_at;
        for (qsizetype i = m_firstOpenEntry; i < m_layout.entries.size(); ++i)
            m_layout.entries[i].lines.end = m_at;
        if (m_openComment)
            m_layout.commented.last().line.end = m_at;
        m_firstOpenEntry = m_layout.entries.size();
        m_openHeader = m_openComment = false;
    }

    bool scanKey(QStringList &keys)
    {
        do {
            skipBlanks();
            QString part;
            if (!scanKeyPart(part))
                return false;
            keys.append(part);
            if (keys.size() > MaxTomlKeyParts)
                return tooDeep();
            skipBlanks();
        } while (take('.'));
        return true;
    }

    bool scanKeyPart(QString &part)
    {
        const qsizetype begin = m_at;
        if (at('"')) {
            if (!scanBasicString())
                return false;
            part = unescaped(m_text.sliced(begin + 1, m_at - begin - 2));
            return true;
        }
        if (at('\'')) {
            if (!scanLiteralString())
                return false;
            part = QString::fromUtf8(m_text.sliced(begin + 1, m_at - begin - 2));
            return true;
        }
        while (m_at < m_text.size() && isBare(m_text[m_at]))
            ++m_at;
        part = QString::fromLatin1(m_text.sliced(begin, m_at - begin));
        return m_at > begin;
    }

    static bool isBare(char character)
    {
        return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z')
            || (character >= '0' && character <= '9') || character == '_' || character == '-';
    }

    static QString unescaped(QByteArrayView text)
    {
        QString result;
        for (qsizetype i = 0; i < text.size(); ++i) {
            if (text[i] != '\\' || i + 1 == text.size()) {
                qsizetype end = i;
                while (end < text.size() && text[end] != '\\')
                    ++end;
                result += QString::fromUtf8(text.sliced(i, std::max(end, i + 1) - i));
                i = std::max(end, i + 1) - 1;
                continue;
            }
            const char escape = text[++i];
            if (const qsizetype digits = escape == 'u' ? 4 : escape == 'U' ? 8 : 0; digits > 0) {
                const QByteArray hex = text.sliced(i + 1, std::min(digits, text.size() - i - 1)).toByteArray();
                result += QString::fromUcs4(std::array{char32_t(hex.toUInt(nullptr, 16))}.data(), 1);
                i += hex.size();
                continue;
            }
            constexpr QByteArrayView Names("btnfr");
            constexpr QByteArrayView Meanings("\b\t\n\f\r");
            const qsizetype name = Names.indexOf(escape);
            result += QLatin1Char(name < 0 ? escape : Meanings[name]);
        }
        return result;
    }

    bool scanHeaderName(bool isElement, QStringList &keys)
    {
        m_at += isElement ? 2 : 1;
        if (!scanKey(keys) || !take(']'))
            return false;
        return !isElement || take(']');
    }

    bool scanHeader(qsizetype lineBegin)
    {
        TomlHeader header;
        header.isElement = m_text.sliced(m_at).startsWith("[[");
        header.line.begin = lineBegin;
        header.lineNumber = m_line;
        QStringList keys;
        if (!scanHeaderName(header.isElement, keys))
            return false;
        header.path = placed(keys, header.isElement);
        m_owner = -1;
        m_openHeader = true;
        m_layout.headerAt.insert(hashKey(header.path), m_layout.headers.size());
        m_layout.headers.append(header);
        return true;
    }

    /// Each array of tables on the way means its last element; `[[a]]` makes another one of `a`.
    TomlPath placed(const QStringList &keys, bool isElement)
    {
        TomlPath path;
        for (const QString &key : keys) {
            path.append({key, -1});
            const QString hash = hashKey(path);
            if (isElement && path.size() == keys.size())
                ++m_elements[hash];
            if (const auto count = m_elements.constFind(hash); count != m_elements.cend())
                path.last().index = *count - 1;
        }
        return path;
    }

    bool scanEntry(qsizetype lineBegin)
    {
        const qsizetype keyBegin = m_at;
        m_statementLine = lineBegin;
        m_owner = -1;
        const qsizetype header = m_layout.headers.size() - 1;
        Place table{header < 0 ? TomlPath() : m_layout.headers[header].path, true};
        return scanPair(table, keyBegin, -1, 0);
    }

    bool scanPair(const Place &table, qsizetype keyBegin, qsizetype inlineTable, int depth)
    {
        TomlEntry entry;
        entry.lineNumber = m_line;
        QStringList keys;
        if (!scanKey(keys))
            return false;
        entry.key = {keyBegin, m_at};
        while (entry.key.end > keyBegin && (m_text[entry.key.end - 1] == ' ' || m_text[entry.key.end - 1] == '\t'))
            --entry.key.end;
        if (!take('='))
            return false;
        skipBlanks();
        Place place = table;
        for (const QString &key : keys)
            place.path.append({key, -1});
        if (place.path.size() > MaxTomlKeyParts)
            return tooDeep();
        entry.path = place.path;
        entry.header = m_layout.headers.size() - 1;
        entry.inlineTable = inlineTable;
        entry.lines.begin = m_statementLine;
        const qsizetype index = m_layout.entries.size();
        if (place.isKnown) {
            m_layout.entryAt.insert(hashKey(entry.path), index);
            m_layout.entries.append(entry);
        }
        const qsizetype valueBegin = m_at;
        if (!scanValue(place, depth))
            return false;
        if (place.isKnown)
            m_layout.entries[index].value = {valueBegin, m_at};
        return true;
    }

    bool scanValue(const Place &place, int depth)
    {
        if (depth > MaxValueDepth)
            return tooDeep();
        if (at('['))
            return scanArray(place, depth);
        if (at('{'))
            return scanInlineTable(place, depth);
        const QByteArrayView rest = m_text.sliced(std::min(m_at, m_text.size()));
        if (rest.startsWith(R"(""")") || rest.startsWith("'''"))
            return scanLongString(rest.first(3));
        if (at('"'))
            return scanBasicString();
        if (at('\''))
            return scanLiteralString();
        return scanWord();
    }

    /// A number, a boolean or a date, which may have a space within.
    bool scanWord()
    {
        const qsizetype begin = m_at;
        while (!atLineEnd() && !at(',') && !at(']') && !at('}') && !at('#'))
            ++m_at;
        while (m_at > begin && (m_text[m_at - 1] == ' ' || m_text[m_at - 1] == '\t'))
            --m_at;
        return m_at > begin;
    }

    bool scanBasicString()
    {
        ++m_at;
        while (!atLineEnd() && !at('"'))
            m_at += at('\\') ? 2 : 1;
        return take('"');
    }

    bool scanLiteralString()
    {
        ++m_at;
        while (!atLineEnd() && !at('\''))
            ++m_at;
        return take('\'');
    }

    bool scanLongString(QByteArrayView quotes)
    {
        m_at += 3;
        while (m_at < m_text.size() && !m_text.sliced(m_at).startsWith(quotes)) {
            if (at('\\') && quotes[0] == '"')
                ++m_at;
            if (at('\n'))
                ++m_line;
            ++m_at;
        }
        if (m_at + 3 > m_text.size())
            return false;
        m_at += 3;
        // Two quotes more may belong to the text.
        for (int extra = 0; extra < 2 && at(quotes[0]); ++extra)
            ++m_at;
        return true;
    }

    /// Blanks, line ends and comments within an array.
    bool skipBetween()
    {
        bool sawComment = false;
        while (m_at < m_text.size()) {
            skipBlanks();
            if (at('#')) {
                sawComment = true;
                skipComment();
            } else if (at('\n') || at('\r')) {
                const qsizetype before = m_at;
                skipLineEnd();
                if (m_at == before)
                    break;
            } else {
                break;
            }
        }
        return sawComment;
    }

    bool scanArray(const Place &place, int depth)
    {
        TomlArray array;
        array.path = place.path;
        array.brackets.begin = m_at++;
        const bool isOuter = place.isKnown && (place.path.isEmpty() || place.path.last().index < 0);
        array.hasComments = skipBetween();
        while (!at(']')) {
            Place element{place.path, isOuter && !place.path.isEmpty()};
            if (element.isKnown)
                element.path.last().index = array.elements.size();
            const qsizetype begin = m_at;
            if (!scanValue(element, depth + 1))
                return false;
            array.elements.append({begin, m_at});
            array.hasComments = skipBetween() || array.hasComments;
            if (take(','))
                array.hasComments = skipBetween() || array.hasComments;
            else if (!at(']'))
                return false;
        }
        ++m_at;
        array.brackets.end = m_at;
        if (isOuter) {
            m_layout.arrayAt.insert(hashKey(array.path), m_layout.arrays.size());
            m_layout.arrays.append(array);
        }
        return true;
    }

    bool scanInlineTable(const Place &place, int depth)
    {
        const qsizetype index = m_layout.inlineTables.size();
        m_layout.inlineTables.append({place.path, {m_at++, 0}});
        skipBlanks();
        while (!at('}')) {
            if (!scanPair(place, m_at, index, depth + 1))
                return false;
            skipBlanks();
            if (take(','))
                skipBlanks();
            else if (!at('}'))
                return false;
        }
        ++m_at;
        m_layout.inlineTables[index].braces.end = m_at;
        if (place.isKnown)
            m_layout.inlineAt.insert(hashKey(place.path), index);
        return true;
    }

    void noteComment(qsizetype lineBegin)
    {
        const qsizetype hash = m_at;
        qsizetype begin = m_at;
        while (begin < m_text.size() && (m_text[begin] == '#' || m_text[begin] == ' ' || m_text[begin] == '\t'))
            ++begin;
        skipComment();
        std::optional<TomlCommentedLine> line = Scanner(m_text.sliced(begin, m_at - begin)).scanCommented();
        if (!line)
            return;
        line->mark = {hash, begin};
        line->value = {line->value.begin + begin, line->value.end + begin};
        line->line.begin = lineBegin;
        line->header = m_layout.headers.size() - 1;
        if (line->kind == TomlCommentedLine::Kind::Entry)
            line->owner = m_owner;
        else
            m_owner = m_layout.commented.size();
        m_openComment = true;
        m_layout.commented.append(*line);
    }

    QByteArrayView m_text;
    qsizetype m_at = 0;
    int m_line = 1;
    TomlLayout m_layout;
    QHash<QString, qsizetype> m_elements; ///< how many there are of an array of tables
    qsizetype m_statementLine = 0;
    qsizetype m_owner = -1; ///< the commented-out header above
    qsizetype m_firstOpenEntry = 0;
    bool m_openHeader = false;
    bool m_openComment = false;
    bool m_isTooDeep = false;
};

template <typename T>
const T *found(const QList<T> &list, const QHash<QString, qsizetype> &index, const TomlPath &path)
{
    const auto at = index.constFind(hashKey(path));
    return at == index.cend() ? nullptr : &list[*at];
}

} // namespace

const TomlEntry *TomlLayout::entry(const TomlPath &path) const
{
    return found(entries, entryAt, path);
}

const TomlHeader *TomlLayout::header(const TomlPath &path) const
{
    return found(headers, headerAt, path);
}

const TomlArray *TomlLayout::array(const TomlPath &path) const
{
    return found(arrays, arrayAt, path);
}

const TomlInlineTable *TomlLayout::inlineTable(const TomlPath &path) const
{
    return found(inlineTables, inlineAt, path);
}

tl::expected<TomlLayout, TomlScanError> scanToml(QByteArrayView bytes)
{
    return Scanner(bytes).scan();
}

} // namespace gatehouse::wso2
