#pragma once

#include "trust/certificate_review.h"
#include "ui/icons.h"

namespace gatehouse::ui {

Tone toneOf(trust::Validity validity);
QString iconName(trust::Validity validity);
/// Always beside words that say the same, such as trust::describeValidity().
QIcon validityIcon(trust::Validity validity);

Tone toneOf(trust::ReviewFinding::Level level);
QString iconName(trust::ReviewFinding::Level level);

} // namespace gatehouse::ui
