#pragma once

#include <QString>

namespace gatehouse {

/// The name of the account that runs the program, or its number where it has no name. Only for app/ to hand in.
QString systemUserName();

} // namespace gatehouse
