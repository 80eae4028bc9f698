#pragma once

#include "wso2/toml_layout.h"
#include "wso2/toml_value.h"

namespace gatehouse::wso2 {

/// Bytes that take the place of others.
struct TomlSplice {
    TomlSpan span;
    QByteArray text;
};

/// They must not overlap; where several begin at one place, the first is put first.
QByteArray spliced(QByteArrayView bytes, QList<TomlSplice> splices);

/// The line end in use around there.
QByteArray lineEndNear(QByteArrayView bytes, qsizetype at);
/// `lines` ends with a line end and is put before the line that begins at `at`; at the end of a file whose last line
/// has no line end, the last one stays without.
TomlSplice linesAt(QByteArrayView bytes, qsizetype at, QByteArray lines);
/// Where the line that `at` is in begins, and where the next one does.
TomlSpan lineAround(QByteArrayView bytes, qsizetype at);
bool isBlankLine(QByteArrayView bytes, qsizetype lineBegin);

/// How the other value is written in the place of this one: in its quotes, each element that stays with its own bytes
/// and the comments around it. Nothing: it cannot be done without losing comments.
std::optional<QList<TomlSplice>> valueSplices(QByteArrayView bytes, const TomlLayout &layout, const TomlEntry &entry,
                                              const TomlValue &before, const TomlValue &after);

/// What becomes of the elements of a list: those that stay in the order in which they are.
struct ListChange {
    enum class Kind : quint8 { Keep, Remove, Insert };
    Kind kind;
    qsizetype index; ///< in the old list; of an insertion in the new one
};
QList<ListChange> listChanges(const TomlValue::Array &before, const TomlValue::Array &after);

} // namespace gatehouse::wso2
