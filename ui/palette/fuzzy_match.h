#pragma once

#include <QList>
#include <QString>

#include <optional>

namespace gatehouse::ui {

struct FuzzyMatch {
    int score = 0;              ///< higher is better; comparable between texts for one pattern
    QList<qsizetype> positions; ///< of the characters that matched, ascending
};

/// Whether `text` is what somebody who typed `pattern` may mean: every word of the pattern stands in it, as the
/// beginning of a word, as initials ("kmi" for "Key manager import"), within a word, or with a few letters left out.
/// Any case. An empty pattern matches everything.
std::optional<FuzzyMatch> fuzzyMatch(QStringView pattern, QStringView text);

} // namespace gatehouse::ui
