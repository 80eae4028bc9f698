#include "wso2/unified_diff.h"

#include <algorithm>

namespace gatehouse::wso2 {

namespace {

constexpr qsizetype ContextLines = 3;
/// Beyond this many differing lines the middle of the files is told as one change: right, though not the shortest.
constexpr qsizetype MaxDistance = 2000;

/// A run of lines that differ: of the old file from `before`, of the new one from `after`.
struct Change {
    qsizetype before = 0;
    qsizetype beforeCount = 0;
    qsizetype after = 0;
    qsizetype afterCount = 0;
};

using Lines = QList<QByteArray>;

void append(QList<Change> &changes, const Change &change)
{
    if (!changes.isEmpty() && changes.last().before + changes.last().beforeCount == change.before
        && changes.last().after + changes.last().afterCount == change.after) {
        changes.last().beforeCount += change.beforeCount;
        changes.last().afterCount += change.afterCount;
        return;
    }
    changes.append(change);
}

/// Myers' greedy algorithm on the lines from `begin` to before the ends; `trace` holds how far each diagonal came with
/// each number of differences.
QList<Change> shortest(const Lines &before, const Lines &after, qsizetype begin, qsizetype beforeEnd,
                       qsizetype afterEnd)
{
    const qsizetype rows = beforeEnd - begin;
    const qsizetype columns = afterEnd - begin;
    const qsizetype limit = std::min(rows + columns, MaxDistance);
    QList<qsizetype> reach(2 * limit + 3, 0);
    QList<QList<qsizetype>> trace;
    const auto at = [&](qsizetype diagonal) { return diagonal + limit + 1; };
    qsizetype distance = 0;
    bool isDone = false;
    for (; distance <= limit && !isDone; ++distance) {
        trace.append(reach.sliced(at(-distance) - 1, 2 * distance + 3));
        for (qsizetype k = -distance; k <= distance; k += 2) {
            const bool isDown = k == -distance || (k != distance && reach[at(k - 1)] < reach[at(k + 1)]);
            qsizetype x = isDown ? reach[at(k + 1)] : reach[at(k - 1)] + 1;
            while (x < rows && x - k < columns && before[begin + x] == after[begin + x - k])
                ++x;
            reach[at(k)] = x;
            isDone = isDone || (x >= rows && x - k >= columns);
        }
    }
    if (!isDone)
        return {{begin, rows, begin, columns}};
    QList<Change> backwards;
    qsizetype x = rows;
    qsizetype y = columns;
    for (qsizetype d = distance - 1; d > 0; --d) {
        const QList<qsizetype> &earlier = trace[d];
        const auto earlierAt = [&](qsizetype diagonal) { return earlier[diagonal + d + 1]; };
        const qsizetype k = x - y;
        const bool isDown = k == -d || (k != d && earlierAt(k - 1) < earlierAt(k + 1));
        const qsizetype fromX = earlierAt(isDown ? k + 1 : k - 1);
        const qsizetype fromY = fromX - (isDown ? k + 1 : k - 1);
        backwards.append(isDown ? Change{begin + fromX, 0, begin + fromY, 1}
                                : Change{begin + fromX, 1, begin + fromY, 0});
        x = fromX;
        y = fromY;
    }
    QList<Change> changes;
    for (auto change = backwards.crbegin(); change != backwards.crend(); ++change)
        append(changes, *change);
    return changes;
}

QList<Change> changesBetween(const Lines &before, const Lines &after)
{
    qsizetype begin = 0;
    while (begin < before.size() && begin < after.size() && before[begin] == after[begin])
        ++begin;
    qsizetype beforeEnd = before.size();
    qsizetype afterEnd = after.size();
    while (beforeEnd > begin && afterEnd > begin && before[beforeEnd - 1] == after[afterEnd - 1]) {
        --beforeEnd;
        --afterEnd;
    }
    if (beforeEnd == begin && afterEnd == begin)
        return {};
    return shortest(before, after, begin, beforeEnd, afterEnd);
}

/// `3,7`: first line and count, as the format has it: from 1, and the line before where there are none.
QByteArray range(qsizetype first, qsizetype count)
{
    const QByteArray begin = QByteArray::number(count == 0 ? first : first + 1);
    return count == 1 ? begin : begin + ',' + QByteArray::number(count);
}

class Writer
{
public:
    Writer(const Lines &before, const Lines &after)
        : m_before(before)
        , m_after(after)
    {}

    /// The changes from `first` to before `end`, whose contexts touch.
    void hunk(const QList<Change> &changes, qsizetype first, qsizetype end)
    {
        const Change &begin = changes[first];
        const Change &last = changes[end - 1];
        const qsizetype lead = std::min(ContextLines, begin.before);
        const qsizetype lastLine = last.before + last.beforeCount;
        const qsizetype trail = std::min(ContextLines, m_before.size() - lastLine);
        const qsizetype beforeCount = lastLine + trail - (begin.before - lead);
        const qsizetype afterCount = last.after + last.afterCount + trail - (begin.after - lead);
        m_lines.append(
            {DiffLine::Kind::Hunk,
             "@@ -" + range(begin.before - lead, beforeCount) + " +" + range(begin.after - lead, afterCount) + " @@"});
        qsizetype at = begin.before - lead;
        for (qsizetype i = first; i < end; ++i) {
            const Change &change = changes[i];
            for (; at < change.before; ++at)
                line(DiffLine::Kind::Context, m_before[at]);
            for (; at < change.before + change.beforeCount; ++at)
                line(DiffLine::Kind::Removed, m_before[at]);
            for (qsizetype j = 0; j < change.afterCount; ++j)
                line(DiffLine::Kind::Added, m_after[change.after + j]);
        }
        for (; at < lastLine + trail; ++at)
            line(DiffLine::Kind::Context, m_before[at]);
    }

    QList<DiffLine> take() { return std::move(m_lines); }

private:
    void line(DiffLine::Kind kind, const QByteArray &text)
    {
        const bool isWhole = text.endsWith('\n');
        m_lines.append({kind, isWhole ? text.chopped(1) : text});
        if (!isWhole)
            m_lines.append({DiffLine::Kind::NoLineEnd, " No newline at end of file"});
    }

    const Lines &m_before;
    const Lines &m_after;
    QList<DiffLine> m_lines;
};

char sign(DiffLine::Kind kind)
{
    switch (kind) {
    case DiffLine::Kind::Removed:
        return '-';
    case DiffLine::Kind::Added:
        return '+';
    case DiffLine::Kind::NoLineEnd:
        return '\\';
    case DiffLine::Kind::Hunk:
    case DiffLine::Kind::Context:
        break;
    }
    return ' ';
}

/// A name with a line end in it would end the header.
QByteArray fileName(const QString &name)
{
    QString text = name;
    text.replace(QLatin1Char('\n'), QLatin1Char('?')).replace(QLatin1Char('\t'), QLatin1Char('?'));
    return text.toUtf8();
}

} // namespace

QList<QByteArray> linesOf(const QByteArray &bytes)
{
    QList<QByteArray> lines;
    qsizetype begin = 0;
    while (begin < bytes.size()) {
        const qsizetype end = bytes.indexOf('\n', begin);
        const qsizetype next = end < 0 ? bytes.size() : end + 1;
        lines.append(bytes.sliced(begin, next - begin));
        begin = next;
    }
    return lines;
}

QList<DiffLine> diffLines(const QByteArray &before, const QByteArray &after, const ShownLines *shown)
{
    const Lines beforeLines = linesOf(before);
    const Lines afterLines = linesOf(after);
    const QList<Change> changes = changesBetween(beforeLines, afterLines);
    Writer writer(shown ? shown->before : beforeLines, shown ? shown->after : afterLines);
    qsizetype first = 0;
    while (first < changes.size()) {
        qsizetype end = first + 1;
        while (end < changes.size()
               && changes[end].before - (changes[end - 1].before + changes[end - 1].beforeCount) <= 2 * ContextLines)
            ++end;
        writer.hunk(changes, first, end);
        first = end;
    }
    return writer.take();
}

QByteArray unifiedDiff(const QList<DiffLine> &lines, const QString &beforeName, const QString &afterName)
{
    if (lines.isEmpty())
        return {};
    QByteArray text = "--- " + fileName(beforeName) + "\n+++ " + fileName(afterName) + '\n';
    for (const DiffLine &line : lines)
        text += (line.kind == DiffLine::Kind::Hunk ? QByteArray() : QByteArray(1, sign(line.kind))) + line.text + '\n';
    return text;
}

} // namespace gatehouse::wso2
