#include "wso2/toml_writer.h"

#include <algorithm>

namespace gatehouse::wso2 {

namespace {

/// What a person would put first in a block, in this order; the rest by name.
constexpr const char *FirstMembers[] = {"name", "key", "type", "id", "api_name", "class", "required", "enable"};

QStringList inWritingOrder(const TomlValue::Table &members)
{
    QStringList keys;
    for (const char *first : FirstMembers) {
        if (members.contains(QLatin1String(first)))
            keys.append(QLatin1String(first));
    }
    for (auto member = members.cbegin(); member != members.cend(); ++member) {
        if (!keys.contains(member.key()))
            keys.append(member.key());
    }
    return keys;
}

} // namespace

TomlWriter::TomlWriter(QByteArrayView bytes, const TomlLayout &layout)
    : m_bytes(bytes)
    , m_layout(layout)
    , m_lineEnd(lineEndNear(bytes, 0))
{
    for (qsizetype i = 0; i < layout.entries.size(); ++i) {
        if (layout.entries[i].inlineTable < 0)
            m_lastEntry.insert(layout.entries[i].header, i);
    }
}

QByteArray TomlWriter::dotted(const TomlPath &path)
{
    QByteArray text;
    for (const TomlPart &part : path)
        text += (text.isEmpty() ? "" : ".") + tomlKey(part.key);
    return text;
}

QByteArray TomlWriter::line(qsizetype header, const TomlPath &keys, const TomlValue &value) const
{
    QByteArray indent;
    QByteArray equals = " = ";
    if (const auto last = m_lastEntry.constFind(header); last != m_lastEntry.cend()) {
        const TomlEntry &entry = m_layout.entries[*last];
        indent = m_bytes.sliced(entry.lines.begin, entry.key.begin - entry.lines.begin).toByteArray();
        equals = m_bytes.sliced(entry.key.end, entry.value.begin - entry.key.end).toByteArray();
    }
    return indent + dotted(keys) + equals + value.toToml() + m_lineEnd;
}

QByteArray TomlWriter::body(qsizetype header, const TomlValue::Table &members) const
{
    QByteArray lines;
    for (const QString &key : inWritingOrder(members))
        lines += line(header, {{key, -1}}, members[key]);
    return lines;
}

QByteArray TomlWriter::block(const TomlPath &path, Header kind, const TomlValue::Table &members) const
{
    const bool isElement = kind == Header::Element;
    return (isElement ? "[[" : "[") + dotted(path) + (isElement ? "]]" : "]") + m_lineEnd + body(NoHeader, members);
}

qsizetype TomlWriter::bodyEnd(qsizetype header) const
{
    if (const auto last = m_lastEntry.constFind(header); last != m_lastEntry.cend())
        return m_layout.entries[*last].lines.end;
    if (header >= 0)
        return m_layout.headers[header].line.end;
    return m_bytes.startsWith("\xEF\xBB\xBF") ? 3 : 0;
}

bool TomlWriter::isComment(qsizetype lineBegin) const
{
    const TomlSpan line = lineAround(m_bytes, lineBegin);
    return m_bytes.sliced(line.begin, line.end - line.begin).trimmed().startsWith('#');
}

qsizetype TomlWriter::behindBlock(qsizetype header) const
{
    const qsizetype end = bodyEnd(header);
    qsizetype at = end;
    while (at < m_bytes.size() && isComment(at))
        at = lineAround(m_bytes, at).end;
    // Comments right above the next table are that table's.
    return at == m_bytes.size() || isBlankLine(m_bytes, at) ? at : end;
}

qsizetype TomlWriter::placeFor(const TomlPath &path) const
{
    qsizetype nearest = -1;
    qsizetype most = 0;
    for (qsizetype i = 0; i < m_layout.headers.size(); ++i) {
        const qsizetype common = commonParts(m_layout.headers[i].path, path);
        if (common > 0 && common >= most) {
            most = common;
            nearest = i;
        }
    }
    return nearest < 0 ? m_bytes.size() : behindBlock(nearest);
}

qsizetype TomlWriter::endOf(const TomlPath &path) const
{
    qsizetype last = -1;
    for (qsizetype i = 0; i < m_layout.headers.size(); ++i) {
        if (startsWith(m_layout.headers[i].path, path))
            last = i;
    }
    return last < 0 ? m_bytes.size() : behindBlock(last);
}

qsizetype TomlWriter::beginOf(const TomlPath &path) const
{
    const TomlHeader *header = m_layout.header(path);
    return header ? header->line.begin : m_bytes.size();
}

TomlSplice TomlWriter::blockAt(qsizetype place, QByteArray block) const
{
    const bool isBehindLine = place > 0 && m_bytes[place - 1] != '\n';
    const qsizetype above = place == 0 ? 0 : lineAround(m_bytes, place - 1).begin;
    if (place > 0 && !isBlankLine(m_bytes, above))
        block.prepend(m_lineEnd);
    if (place < m_bytes.size() && !isBlankLine(m_bytes, place))
        block += m_lineEnd;
    return isBehindLine ? linesAt(m_bytes, place, block) : TomlSplice{{place, place}, block};
}

QList<TomlSpan> TomlWriter::merged(QList<TomlSpan> spans) const
{
    std::sort(spans.begin(), spans.end(),
              [](const TomlSpan &left, const TomlSpan &right) { return left.begin < right.begin; });
    QList<TomlSpan> result;
    for (const TomlSpan &span : std::as_const(spans)) {
        if (!result.isEmpty() && m_bytes.sliced(result.last().end, span.begin - result.last().end).trimmed().isEmpty())
            result.last().end = span.end;
        else
            result.append(span);
    }
    return result;
}

TomlSpan TomlWriter::withBlankLine(TomlSpan span) const
{
    if (span.begin == 0) {
        if (isBlankLine(m_bytes, span.end))
            span.end = lineAround(m_bytes, span.end).end;
        return span;
    }
    const qsizetype above = lineAround(m_bytes, span.begin - 1).begin;
    if (isBlankLine(m_bytes, above) && (span.end == m_bytes.size() || isBlankLine(m_bytes, span.end)))
        span.begin = above;
    return span;
}

} // namespace gatehouse::wso2
