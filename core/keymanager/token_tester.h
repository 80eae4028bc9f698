#pragma once

#include "keymanager/key_manager.h"

#include <optional>

namespace gatehouse::keymanager {

constexpr qsizetype MaxSampleTokenBytes = qsizetype{64} * 1024;
constexpr qsizetype MaxPatternLength = 2000;

/// Where a pattern cannot be compiled: why, and at which character, counted from 1.
std::optional<QString> patternProblem(const QString &pattern);
/// Whether both ends of what it looks for are nailed down.
bool isAnchored(const QString &pattern);

struct TokenVerdict {
    bool isAccepted = false;
    std::optional<int> rule; ///< the one that accepted it, from 0
    QString reason;          ///< for people: what decided, or why each rule passed it by
};

/// Whether the API Manager would hand the token to this key manager, by the rules of its base class: the first rule
/// that accepts it wins. Takes time with a hostile pattern: not for the window's thread.
TokenVerdict testToken(const QList<TokenRule> &rules, const QByteArray &token);

} // namespace gatehouse::keymanager
