#pragma once

#include "wso2/toml_splice.h"

namespace gatehouse::wso2 {

/// Lines in the style of the file around them, and where a person would put them.
class TomlWriter
{
public:
    enum class Header : quint8 { Table, Element };
    /// Above all headers; of a table that is not there yet.
    static constexpr qsizetype Above = -1;
    static constexpr qsizetype NoHeader = -2;

    TomlWriter(QByteArrayView bytes, const TomlLayout &layout);

    const QByteArray &lineEnd() const { return m_lineEnd; }
    static QByteArray dotted(const TomlPath &path);
    /// `key = value` with its line end, indented and spaced as the last one under that header.
    QByteArray line(qsizetype header, const TomlPath &keys, const TomlValue &value) const;
    QByteArray body(qsizetype header, const TomlValue::Table &members) const;
    /// A header and its lines. Members that are tables are written inline.
    QByteArray block(const TomlPath &path, Header kind, const TomlValue::Table &members) const;

    /// Behind the last key under the header.
    qsizetype bodyEnd(qsizetype header) const;
    /// Where a new table goes: behind its nearest sibling and the comments that follow it at once.
    qsizetype placeFor(const TomlPath &path) const;
    /// Behind all that belongs to the table or element; where its header begins.
    qsizetype endOf(const TomlPath &path) const;
    qsizetype beginOf(const TomlPath &path) const;
    /// With blank lines around it as its neighbours have.
    TomlSplice blockAt(qsizetype place, QByteArray block) const;

    /// Spans that only blank lines separate become one.
    QList<TomlSpan> merged(QList<TomlSpan> spans) const;
    /// With the blank line above it, where another one is below.
    TomlSpan withBlankLine(TomlSpan span) const;

private:
    qsizetype behindBlock(qsizetype header) const;
    bool isComment(qsizetype lineBegin) const;

    QByteArrayView m_bytes;
    const TomlLayout &m_layout;
    QByteArray m_lineEnd;
    QHash<qsizetype, qsizetype> m_lastEntry; ///< by header
};

} // namespace gatehouse::wso2
