#pragma once

#include "dcr/policy.h"

#include <QLatin1String>
#include <QUtf8StringView>

#include <span>

namespace gatehouse::dcr {

/// A policy to begin with. Its `name` is the preset's title.
struct PolicyPreset {
    QLatin1String id;          ///< stable: the command line names it
    const char *title;         ///< for people, untranslated: see title()
    const char *description;   ///< what it is for, untranslated: see describe()
    QUtf8StringView reference; ///< where its values come from
    Policy (*make)();
};

/// The standard policy first.
std::span<const PolicyPreset> policyPresets();
/// Nothing for an id that no preset has.
const PolicyPreset *findPolicyPreset(QStringView id);
QString title(const PolicyPreset &preset);
QString describe(const PolicyPreset &preset);

} // namespace gatehouse::dcr
