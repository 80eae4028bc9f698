#pragma once

#include "base/result.h"

namespace gatehouse::store {

class Database;

/// Of the library that reads the database. Asks the database: not for the window's thread.
Result<QString> sqliteVersion(const Database &database);

} // namespace gatehouse::store
