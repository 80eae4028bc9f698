#include "validity.h"

namespace gatehouse::ui {

using namespace Qt::StringLiterals;

Tone toneOf(trust::Validity validity)
{
    switch (validity) {
    case trust::Validity::Valid:
        return Tone::Good;
    case trust::Validity::ExpiresSoon:
    case trust::Validity::NotYetValid:
        return Tone::Caution;
    case trust::Validity::Expired:
        break;
    }
    return Tone::Bad;
}

QString iconName(trust::Validity validity)
{
    switch (validity) {
    case trust::Validity::Valid:
        return u"outcome-pass"_s;
    case trust::Validity::ExpiresSoon:
        return u"outcome-warn"_s;
    case trust::Validity::NotYetValid:
        return u"clock"_s;
    case trust::Validity::Expired:
        break;
    }
    return u"outcome-fail"_s;
}

QIcon validityIcon(trust::Validity validity)
{
    return tonedIcon(iconName(validity), toneOf(validity));
}

Tone toneOf(trust::ReviewFinding::Level level)
{
    switch (level) {
    case trust::ReviewFinding::Level::Note:
        return Tone::Neutral;
    case trust::ReviewFinding::Level::Warning:
        return Tone::Caution;
    case trust::ReviewFinding::Level::Problem:
        break;
    }
    return Tone::Bad;
}

QString iconName(trust::ReviewFinding::Level level)
{
    switch (level) {
    case trust::ReviewFinding::Level::Note:
        return u"help-about"_s;
    case trust::ReviewFinding::Level::Warning:
        return u"outcome-warn"_s;
    case trust::ReviewFinding::Level::Problem:
        break;
    }
    return u"outcome-fail"_s;
}

} // namespace gatehouse::ui
