#include "fuzzy_match.h"

#include <algorithm>

namespace gatehouse::ui {

namespace {

constexpr int BeginningScore = 100; ///< of the text
constexpr int WordScore = 80;       ///< of a word in it
constexpr int InitialsScore = 60;
constexpr int InsideScore = 40;
constexpr int ScatteredScore = 15;
/// Letters left out, at most, for each that was typed; with more, everything resembles everything.
constexpr qsizetype MaxGapPerLetter = 2;

bool isWordStart(QStringView text, qsizetype index)
{
    return text[index].isLetterOrNumber() && (index == 0 || !text[index - 1].isLetterOrNumber());
}

FuzzyMatch run(int score, qsizetype first, qsizetype length)
{
    FuzzyMatch match{score, {}};
    for (qsizetype i = 0; i < length; ++i)
        match.positions.append(first + i);
    return match;
}

std::optional<FuzzyMatch> matchWhole(QStringView word, QStringView text)
{
    std::optional<FuzzyMatch> inside;
    for (qsizetype at = text.indexOf(word, 0, Qt::CaseInsensitive); at >= 0;
         at = text.indexOf(word, at + 1, Qt::CaseInsensitive)) {
        if (isWordStart(text, at))
            return run(at == 0 ? BeginningScore : WordScore, at, word.size());
        if (!inside)
            inside = run(InsideScore, at, word.size());
    }
    return inside;
}

/// The word's letters in order, each the first that `accepts`.
template <typename Accepts>
std::optional<FuzzyMatch> matchLetters(QStringView word, QStringView text, int score, Accepts accepts)
{
    FuzzyMatch match{score, {}};
    qsizetype at = 0;
    for (const QChar letter : word) {
        while (at < text.size() && !(text[at].toCaseFolded() == letter.toCaseFolded() && accepts(at)))
            ++at;
        if (at == text.size())
            return std::nullopt;
        match.positions.append(at++);
    }
    return match;
}

std::optional<FuzzyMatch> matchWord(QStringView word, QStringView text)
{
    if (auto whole = matchWhole(word, text))
        return whole;
    if (auto initials = matchLetters(word, text, InitialsScore, [text](qsizetype at) { return isWordStart(text, at); }))
        return initials;
    auto scattered = matchLetters(word, text, ScatteredScore, [](qsizetype) { return true; });
    if (!scattered)
        return std::nullopt;
    const qsizetype left = scattered->positions.constLast() - scattered->positions.constFirst() + 1 - word.size();
    if (word.size() < 3 || left > MaxGapPerLetter * word.size())
        return std::nullopt;
    scattered->score -= static_cast<int>(std::min<qsizetype>(left, ScatteredScore - 1));
    return scattered;
}

} // namespace

std::optional<FuzzyMatch> fuzzyMatch(QStringView pattern, QStringView text)
{
    FuzzyMatch all;
    int words = 0;
    for (const QStringView word : pattern.tokenize(u' ', Qt::SkipEmptyParts)) {
        const auto match = matchWord(word, text);
        if (!match)
            return std::nullopt;
        all.score += match->score;
        all.positions += match->positions;
        ++words;
    }
    if (words > 1)
        all.score /= words;
    std::ranges::sort(all.positions);
    all.positions.erase(std::unique(all.positions.begin(), all.positions.end()), all.positions.end());
    return all;
}

} // namespace gatehouse::ui
