#pragma once

#include "base/json.h"

#include <QStringList>

#include <string_view>

namespace gatehouse::keymanager {

/// A key manager's JSON may hold secrets where no property of its connector has them: in a nested object, or in a
/// member that nobody knows. The vault keeps none of those, since a form could not show them and an edit could move
/// them elsewhere; so they must go. What is named as a secret, what a pair of `name` and `value` names so, passwords
/// in addresses, and any private key in PEM count.
///
/// Wipes each, leaves five asterisks in its place, and answers where: `additionalProperties.x.password`,
/// `tokenValidation[0].value.pwd`. The connector's own properties, which readers know, are not touched.
QStringList takeStraySecrets(OrderedJson &document);

bool holdsPrivateKey(std::string_view text); ///< in PEM

/// Wipes each text of it.
void wipeTexts(Json &value);
void wipeTexts(OrderedJson &value);

} // namespace gatehouse::keymanager
