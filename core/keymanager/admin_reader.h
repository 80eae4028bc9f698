#pragma once

#include "keymanager/admin_json.h"

namespace gatehouse::keymanager {

/// Strict JSON whose members keep their order, an object, of no more than MaxJsonMembers members anywhere.
Result<OrderedJson> readDocument(QByteArrayView text);

/// The key manager in it. Wipes what the document holds of secrets.
Result<ImportedKeyManager> readKeyManager(OrderedJson document);

} // namespace gatehouse::keymanager
