#include "wso2/toml_splice.h"

#include <algorithm>

namespace gatehouse::wso2 {

namespace {

/// Beyond it the middle of a list is taken as new, as far as it differs.
constexpr qsizetype MaxComparisons = 1'000'000;

QByteArray cut(QByteArrayView bytes, qsizetype begin, qsizetype end)
{
    return bytes.sliced(begin, end - begin).toByteArray();
}

bool isPlain(const QString &text)
{
    return std::none_of(text.cbegin(), text.cend(),
                        [](QChar character) { return character < QLatin1Char(' ') || character == QLatin1Char('\''); });
}

/// In the quotes of the old one, where they can hold the new one.
QByteArray inStyleOf(QByteArrayView old, const TomlValue &value)
{
    const QString *text = value.asString();
    if (text && old.startsWith('\'') && !old.startsWith("'''") && isPlain(*text))
        return '\'' + text->toUtf8() + '\'';
    return value.toToml();
}

/// Without comments in between: the array anew, of the old elements' own bytes and what stood between them.
QByteArray rebuilt(QByteArrayView bytes, const TomlArray &array, const QList<ListChange> &changes,
                   const TomlValue::Array &after)
{
    const QList<TomlSpan> &old = array.elements;
    if (old.isEmpty() || after.isEmpty())
        return TomlValue(after).toToml();
    const QByteArray before = cut(bytes, array.brackets.begin + 1, old.first().begin);
    const QByteArray behind = cut(bytes, old.last().end, array.brackets.end - 1);
    const QByteArray between = old.size() > 1 ? cut(bytes, old[0].end, old[1].begin)
        : before.contains('\n')               ? ',' + before
                                              : QByteArray(", ");
    QByteArray text = '[' + before;
    qsizetype last = -2;
    for (const ListChange &change : changes) {
        if (change.kind == ListChange::Kind::Remove)
            continue;
        const bool isOld = change.kind == ListChange::Kind::Keep;
        if (last != -2)
            text += isOld && change.index > 0 && last == change.index - 1
                ? cut(bytes, old[change.index - 1].end, old[change.index].begin)
                : between;
        text += isOld ? cut(bytes, old[change.index].begin, old[change.index].end)
                      : inStyleOf(bytes.sliced(old.first().begin), after[change.index]);
        last = isOld ? change.index : -1;
    }
    return text + behind + ']';
}

/// With comments in between: line by line, where each element has a line of its own.
std::optional<QList<TomlSplice>> lineByLine(QByteArrayView bytes, const TomlArray &array,
                                            const QList<ListChange> &changes, const TomlValue::Array &after)
{
    const QList<TomlSpan> &old = array.elements;
    if (old.isEmpty())
        return std::nullopt;
    QList<TomlSpan> lines;
    for (const TomlSpan &element : old) {
        const TomlSpan line = lineAround(bytes, element.begin);
        const bool isAlone = bytes.sliced(line.begin, element.begin - line.begin).trimmed().isEmpty()
            && element.end <= line.end && line.end < array.brackets.end
            && (lines.isEmpty() || lines.last().begin != line.begin);
        if (!isAlone)
            return std::nullopt;
        lines.append(line);
    }
    const QByteArray indent = cut(bytes, lines.first().begin, old.first().begin);
    const QByteArray lineEnd = lineEndNear(bytes, lines.first().end);
    QList<TomlSplice> splices;
    qsizetype place = lines.first().begin;
    for (const ListChange &change : changes) {
        if (change.kind == ListChange::Kind::Insert) {
            splices.append({{place, place}, indent + after[change.index].toToml() + ',' + lineEnd});
            continue;
        }
        const TomlSpan &line = lines[change.index];
        place = line.end;
        if (change.kind == ListChange::Kind::Remove)
            splices.append({line, {}});
        else if (change.index + 1 == old.size() && changes.last().kind == ListChange::Kind::Insert
                 && !bytes.sliced(old.last().end, array.brackets.end - old.last().end).trimmed().startsWith(','))
            splices.append({{old.last().end, old.last().end}, ","});
    }
    return splices;
}

/// The changes between the first `begin` elements and the last `same`, which the two have in common.
void appendMiddle(QList<ListChange> &changes, const TomlValue::Array &before, const TomlValue::Array &after,
                  qsizetype begin, qsizetype same)
{
    const qsizetype rows = before.size() - same - begin;
    const qsizetype columns = after.size() - same - begin;
    const bool isLarge = rows * columns > MaxComparisons;
    // common[i][j]: how many elements the two have in common from i and j on.
    QList<QList<int>> common(isLarge ? 0 : rows + 1, QList<int>(columns + 1, 0));
    for (qsizetype i = rows - 1; i >= 0 && !isLarge; --i) {
        for (qsizetype j = columns - 1; j >= 0; --j)
            common[i][j] = before[begin + i] == after[begin + j] ? common[i + 1][j + 1] + 1
                                                                 : std::max(common[i + 1][j], common[i][j + 1]);
    }
    qsizetype i = 0;
    qsizetype j = 0;
    while (i < rows || j < columns) {
        if (i < rows && j < columns && before[begin + i] == after[begin + j]) {
            changes.append({ListChange::Kind::Keep, begin + i++});
            ++j;
        } else if (j == columns || (i < rows && (isLarge || common[i + 1][j] >= common[i][j + 1]))) {
            changes.append({ListChange::Kind::Remove, begin + i++});
        } else {
            changes.append({ListChange::Kind::Insert, begin + j++});
        }
    }
}

} // namespace

QByteArray spliced(QByteArrayView bytes, QList<TomlSplice> splices)
{
    std::stable_sort(splices.begin(), splices.end(), [](const TomlSplice &left, const TomlSplice &right) {
        return left.span.begin < right.span.begin;
    });
    QByteArray result;
    qsizetype at = 0;
    for (const TomlSplice &splice : std::as_const(splices)) {
        const qsizetype begin = std::max(at, splice.span.begin);
        result += cut(bytes, at, begin) + splice.text;
        at = std::max(begin, splice.span.end);
    }
    return result + cut(bytes, at, bytes.size());
}

QByteArray lineEndNear(QByteArrayView bytes, qsizetype at)
{
    qsizetype end = bytes.first(std::min(at, bytes.size())).lastIndexOf('\n');
    if (end < 0)
        end = bytes.indexOf('\n');
    return end > 0 && bytes[end - 1] == '\r' ? QByteArray("\r\n") : QByteArray("\n");
}

TomlSplice linesAt(QByteArrayView bytes, qsizetype at, QByteArray lines)
{
    if (at == bytes.size() && !bytes.isEmpty() && !bytes.endsWith('\n')) {
        const QByteArray lineEnd = lineEndNear(bytes, at);
        lines.chop(lineEnd.size());
        lines.prepend(lineEnd);
    }
    return {{at, at}, lines};
}

TomlSpan lineAround(QByteArrayView bytes, qsizetype at)
{
    const qsizetype end = bytes.indexOf('\n', at);
    return {bytes.first(at).lastIndexOf('\n') + 1, end < 0 ? bytes.size() : end + 1};
}

bool isBlankLine(QByteArrayView bytes, qsizetype lineBegin)
{
    const TomlSpan line = lineAround(bytes, lineBegin);
    return lineBegin < bytes.size() && bytes.sliced(line.begin, line.end - line.begin).trimmed().isEmpty();
}

std::optional<QList<TomlSplice>> valueSplices(QByteArrayView bytes, const TomlLayout &layout, const TomlEntry &entry,
                                              const TomlValue &before, const TomlValue &after)
{
    const TomlArray *array = layout.array(entry.path);
    if (!array || !before.asArray() || !after.asArray()) {
        if (array && array->hasComments)
            return std::nullopt;
        const QByteArrayView old = bytes.sliced(entry.value.begin, entry.value.end - entry.value.begin);
        return QList<TomlSplice>{{entry.value, inStyleOf(old, after)}};
    }
    const QList<ListChange> changes = listChanges(*before.asArray(), *after.asArray());
    if (array->hasComments)
        return lineByLine(bytes, *array, changes, *after.asArray());
    return QList<TomlSplice>{{array->brackets, rebuilt(bytes, *array, changes, *after.asArray())}};
}

QList<ListChange> listChanges(const TomlValue::Array &before, const TomlValue::Array &after)
{
    qsizetype begin = 0;
    while (begin < before.size() && begin < after.size() && before[begin] == after[begin])
        ++begin;
    qsizetype same = 0; // at the ends
    while (same < std::min(before.size(), after.size()) - begin
           && before[before.size() - 1 - same] == after[after.size() - 1 - same])
        ++same;
    QList<ListChange> changes;
    for (qsizetype i = 0; i < begin; ++i)
        changes.append({ListChange::Kind::Keep, i});
    appendMiddle(changes, before, after, begin, same);
    for (qsizetype i = before.size() - same; i < before.size(); ++i)
        changes.append({ListChange::Kind::Keep, i});
    return changes;
}

} // namespace gatehouse::wso2
