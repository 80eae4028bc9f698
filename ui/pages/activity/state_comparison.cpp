#include "state_comparison.h"

#include <algorithm>
#include <vector>

namespace gatehouse::ui {

namespace {

using Kind = ComparedLine::Kind;

constexpr int IndentWidth = 2;
/// Longer lists are not aligned element by element.
constexpr std::size_t MaxAligned = 300;
/// As the record covers secrets.
constexpr char Cover[] = "***";

/// Which side has the comma of a member that is not the last.
struct Commas {
    bool left = false, right = false;
};

class Comparer
{
public:
    void compare(const Json &left, const Json &right, const QString &label, int depth, Commas commas)
    {
        if (left.is_object() && right.is_object())
            compareObjects(left, right, label, depth, commas);
        else if (left.is_array() && right.is_array() && std::max(left.size(), right.size()) <= MaxAligned)
            compareArrays(left, right, label, depth, commas);
        else if (left == right && left != Cover)
            addBoth(left, right, label, depth, commas, Kind::Same);
        else
            addBoth(left, right, label, depth, commas, Kind::Changed);
    }

    void addOne(const Json &value, const QString &label, int depth, bool comma, Kind kind)
    {
        const QStringList lines = textOf(value, label, depth, comma);
        for (const QString &line : lines)
            m_lines.append({kind == Kind::Removed ? line : QString(), kind == Kind::Added ? line : QString(), kind});
    }

    QList<ComparedLine> take() { return std::move(m_lines); }

private:
    static QString indent(int depth) { return QString(qsizetype(depth) * IndentWidth, QLatin1Char(' ')); }

    static QString closed(const char *bracket, int depth, bool comma)
    {
        return indent(depth) + QLatin1String(bracket) + (comma ? QStringLiteral(",") : QString());
    }

    static QStringList textOf(const Json &value, const QString &label, int depth, bool comma)
    {
        QStringList lines = QString::fromUtf8(toPrettyBytes(value)).split(QLatin1Char('\n'));
        lines.first().prepend(label);
        for (QString &line : lines)
            line.prepend(indent(depth));
        if (comma)
            lines.last().append(QLatin1Char(','));
        return lines;
    }

    static QString labelOf(const std::string &name)
    {
        return QString::fromUtf8(toBytes(Json(name))) + QLatin1String(": ");
    }

    void addBoth(const Json &left, const Json &right, const QString &label, int depth, Commas commas, Kind kind)
    {
        const QStringList lefts = textOf(left, label, depth, commas.left);
        const QStringList rights = textOf(right, label, depth, commas.right);
        for (qsizetype i = 0; i < std::max(lefts.size(), rights.size()); ++i) {
            const Kind lineKind = i >= rights.size() ? Kind::Removed : i >= lefts.size() ? Kind::Added : kind;
            m_lines.append({lefts.value(i), rights.value(i), lineKind});
        }
    }

    void compareObjects(const Json &left, const Json &right, const QString &label, int depth, Commas commas)
    {
        m_lines.append({indent(depth) + label + QLatin1Char('{'), indent(depth) + label + QLatin1Char('{')});
        std::vector<std::string> names;
        for (const auto &[name, value] : left.items())
            names.push_back(name);
        for (const auto &[name, value] : right.items()) {
            if (!left.contains(name))
                names.push_back(name);
        }
        std::sort(names.begin(), names.end());
        std::size_t leftRest = left.size();
        std::size_t rightRest = right.size();
        for (const std::string &name : names) {
            const auto leftMember = left.find(name);
            const auto rightMember = right.find(name);
            leftRest -= leftMember != left.end() ? 1 : 0;
            rightRest -= rightMember != right.end() ? 1 : 0;
            const Commas rest{leftRest > 0, rightRest > 0};
            if (rightMember == right.end())
                addOne(*leftMember, labelOf(name), depth + 1, rest.left, Kind::Removed);
            else if (leftMember == left.end())
                addOne(*rightMember, labelOf(name), depth + 1, rest.right, Kind::Added);
            else
                compare(*leftMember, *rightMember, labelOf(name), depth + 1, rest);
        }
        m_lines.append({closed("}", depth, commas.left), closed("}", depth, commas.right)});
    }

    /// By their longest common sequence.
    void compareArrays(const Json &left, const Json &right, const QString &label, int depth, Commas commas)
    {
        m_lines.append({indent(depth) + label + QLatin1Char('['), indent(depth) + label + QLatin1Char('[')});
        const std::vector<std::vector<int>> lengths = commonLengths(left, right);
        std::size_t i = 0;
        std::size_t j = 0;
        while (i < left.size() || j < right.size()) {
            const Commas rest{i + 1 < left.size(), j + 1 < right.size()};
            if (i < left.size() && j < right.size() && left[i] == right[j]) {
                addBoth(left[i++], right[j++], {}, depth + 1, rest, Kind::Same);
            } else if (j >= right.size() || (i < left.size() && lengths[i + 1][j] >= lengths[i][j + 1])) {
                addOne(left[i++], {}, depth + 1, rest.left, Kind::Removed);
            } else {
                addOne(right[j++], {}, depth + 1, rest.right, Kind::Added);
            }
        }
        m_lines.append({closed("]", depth, commas.left), closed("]", depth, commas.right)});
    }

    static std::vector<std::vector<int>> commonLengths(const Json &left, const Json &right)
    {
        std::vector<std::vector<int>> lengths(left.size() + 1, std::vector<int>(right.size() + 1, 0));
        for (std::size_t i = left.size(); i-- > 0;) {
            for (std::size_t j = right.size(); j-- > 0;)
                lengths[i][j] =
                    left[i] == right[j] ? lengths[i + 1][j + 1] + 1 : std::max(lengths[i + 1][j], lengths[i][j + 1]);
        }
        return lengths;
    }

    QList<ComparedLine> m_lines;
};

} // namespace

QList<ComparedLine> compareStates(const Json &before, const Json &after)
{
    Comparer comparer;
    if (before.is_null() && after.is_null())
        return {};
    if (after.is_null())
        comparer.addOne(before, {}, 0, false, Kind::Removed);
    else if (before.is_null())
        comparer.addOne(after, {}, 0, false, Kind::Added);
    else
        comparer.compare(before, after, {}, 0, {});
    return comparer.take();
}

} // namespace gatehouse::ui
