#pragma once

#include "base/json.h"

#include <QList>
#include <QString>

namespace gatehouse::ui {

/// A line of two states beside each other; where one side has less, its text is empty.
struct ComparedLine {
    enum class Kind : quint8 {
        Same,
        Changed,
        Removed, ///< on the left alone
        Added,   ///< on the right alone
    };
    QString left, right;
    Kind kind = Kind::Same;

    friend bool operator==(const ComparedLine &, const ComparedLine &) = default;
};

/// Two states as indented JSON, what belongs together on one line. A row holds only what changed: a value that is
/// covered on both sides is a change too.
QList<ComparedLine> compareStates(const Json &before, const Json &after);

} // namespace gatehouse::ui
