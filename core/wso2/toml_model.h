#pragma once

#include "wso2/toml_path.h"
#include "wso2/toml_value.h"

#include <optional>

namespace gatehouse::wso2 {

/// What stands there; null: nothing.
const TomlValue *find(const TomlValue &root, const TomlPath &path);

/// Puts the value there and makes the tables on the way; Refused where something else is in the way. None removes.
Result<void> put(TomlValue &root, const TomlPath &path, const TomlValue &value);

/// Takes tables and arrays on the way that hold nothing out of it: whether an empty table remains of a key that was
/// removed depends on how it was written.
void prune(TomlValue &root, const TomlPath &path);

/// Where the two differ first, for sentences; empty: nowhere.
QString firstDifference(const TomlValue &left, const TomlValue &right);

/// An address, as it is with this content: `[name=x]` has become a number. Where it asks for an element that there is
/// not, the path is that of the array and the value the array with the element.
struct TomlTarget {
    TomlPath path;
    TomlValue value;
    bool exists = true; ///< false: there is no such element, and there is no value for it
};
Result<TomlTarget> resolve(const TomlValue &root, const TomlAddress &address, const TomlValue &value);
/// The path alone; nothing where there is no such key or element.
Result<std::optional<TomlPath>> locate(const TomlValue &root, const TomlAddress &address);

} // namespace gatehouse::wso2
