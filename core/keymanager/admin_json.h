#pragma once

#include "base/json.h"
#include "keymanager/finding.h"
#include "keymanager/key_manager.h"

#include <QtCrypto>

#include <map>

namespace gatehouse::keymanager {

/// A document of a server is some kilobytes.
constexpr qsizetype MaxKeyManagerBytes = qsizetype{256} * 1024;
/// Of any object within one.
constexpr std::size_t MaxJsonMembers = 500;

using Secrets = std::map<QString, QCA::SecureArray>; ///< by the connector property's name

struct ImportedKeyManager {
    KeyManager keyManager;
    Secrets secrets; ///< those that stood in it in plain; the property's form is InVault: put them there
    /// Members that have another form than the API's: each names its field. What can be read is in the key manager.
    Findings findings;
    /// Secrets where none is kept: see takeStraySecrets(). They are in nothing of this any more.
    Findings leftOutSecrets;
};

/// Reads a key manager as GET of the Admin API answers it; also the `value` of an answer to discovery. Members that are
/// not known are kept. Errors: Malformed (no JSON, no object, a list of key managers), TooLarge.
Result<ImportedKeyManager> fromAdminJson(QByteArrayView text);

/// What POST and PUT take. Members that came with a later version than `version` are left out. A secret is written as
/// five asterisks unless `secrets` has it.
OrderedJson toAdminJson(const KeyManager &keyManager, ApiVersion version, const Secrets &secrets = {});
/// Indented, in the order of the form.
QByteArray toAdminText(const KeyManager &keyManager, ApiVersion version, const Secrets &secrets = {});

/// In WSO2's words, what toAdminJson() leaves out and is filled in.
QStringList leftOut(const KeyManager &keyManager, ApiVersion version);

} // namespace gatehouse::keymanager
