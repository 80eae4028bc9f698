#pragma once

#include "base/time.h"
#include "keymanager/finding.h"
#include "keymanager/key_manager.h"

namespace gatehouse::keymanager {

/// What a key manager is judged beside.
struct ValidationContext {
    Instant now{};
    ApiVersion version = ApiVersion::V4;
    QList<KeyManager> others = {}; ///< of the same API Manager, without this one
    QString deploymentName = {};   ///< `name` below [open_banking.keyManager]; empty where it is not known
};

/// What the server would refuse without saying which field it means, and what it would take although nothing works
/// then. In the order of the form.
Findings validate(const KeyManager &keyManager, const ValidationContext &context);

/// Those of one field.
Findings findingsOf(const Findings &findings, const QString &path);

} // namespace gatehouse::keymanager
