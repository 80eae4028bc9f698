#pragma once

#include "wso2/toml_path.h"
#include "wso2/toml_value.h"

#include <QByteArrayView>
#include <QHash>

#include <optional>

namespace gatehouse::wso2 {

/// Bytes of the file from `begin` to before `end`.
struct TomlSpan {
    qsizetype begin = 0;
    qsizetype end = 0;
};

/// `[a.b]` or `[[a.b]]`.
struct TomlHeader {
    TomlPath path;
    bool isElement = false;
    TomlSpan line; ///< with its line end
    int lineNumber = 0;
};

/// `key = value`, on a line of its own or within an inline table.
struct TomlEntry {
    TomlPath path;
    TomlSpan key;
    TomlSpan value;
    TomlSpan lines; ///< all of them, with the last one's line end; of an inline table those of the whole
    int lineNumber = 0;
    qsizetype header = -1;      ///< index of the header that it stands under; -1: above all
    qsizetype inlineTable = -1; ///< index of the inline table that it stands in; -1: on a line of its own
};

struct TomlInlineTable {
    TomlPath path;
    TomlSpan braces;
};

/// `[…]` as a value.
struct TomlArray {
    TomlPath path;
    TomlSpan brackets;
    QList<TomlSpan> elements;
    bool hasComments = false;
};

/// `# key = value` or `# [a.b]` on a line of its own.
struct TomlCommentedLine {
    enum class Kind : quint8 { Entry, Table, Element };
    Kind kind = Kind::Entry;
    QStringList keys; ///< of an entry without the table's, of a header the whole path
    TomlSpan mark;    ///< the `#` and the spaces behind it
    TomlSpan value;   ///< of an entry
    TomlSpan line;
    qsizetype header = -1; ///< the live header above
    qsizetype owner = -1;  ///< the commented-out header that an entry stands under
};

/// Where in the file what stands: toml++ says what the file means, this says which bytes mean it.
struct TomlLayout {
    QList<TomlHeader> headers;
    QList<TomlEntry> entries;
    QList<TomlInlineTable> inlineTables;
    QList<TomlArray> arrays;
    QList<TomlCommentedLine> commented;
    QHash<QString, qsizetype> entryAt;  ///< by hashKey()
    QHash<QString, qsizetype> headerAt; ///< by hashKey()
    QHash<QString, qsizetype> arrayAt;
    QHash<QString, qsizetype> inlineAt;

    const TomlEntry *entry(const TomlPath &path) const;
    const TomlHeader *header(const TomlPath &path) const;
    const TomlArray *array(const TomlPath &path) const;
    const TomlInlineTable *inlineTable(const TomlPath &path) const;
};

struct TomlScanError {
    qsizetype offset = 0;
    bool isTooDeep = false;
};

/// Walks through the bytes once. It knows just enough of TOML to find the ends of things; an error where it lost the
/// thread, and where keys or values nest deeper than a parser's stack should follow.
tl::expected<TomlLayout, TomlScanError> scanToml(QByteArrayView bytes);

/// What a file says, and where.
struct TomlDocument {
    TomlValue root;
    TomlLayout layout;
};

/// Where a file stops being TOML.
struct TomlSyntaxError {
    int line = 0;
    int column = 0;
    Error error; ///< names both
};
tl::expected<TomlDocument, TomlSyntaxError> readToml(QByteArrayView bytes);

} // namespace gatehouse::wso2
