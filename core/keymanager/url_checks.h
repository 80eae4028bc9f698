#pragma once

#include "keymanager/finding.h"
#include "keymanager/key_manager.h"

#include <QUrl>

#include <optional>

namespace gatehouse::keymanager {

/// Of a URL as somebody typed it: the sentence that says what is wrong, which `called` begins. Nothing where it is
/// fine.
std::optional<QString> urlProblem(const QString &text, const QString &called);

/// Each endpoint by itself, then against the issuer and against each other.
void checkUrls(const KeyManager &keyManager, Findings &findings);

} // namespace gatehouse::keymanager
