#include "store/sqlite_version.h"

#include "store/database.h"

namespace gatehouse::store {

Result<QString> sqliteVersion(const Database &database)
{
    const auto connection = database.reader();
    if (!connection)
        return tl::unexpected(connection.error());
    const auto query = (*connection)->run("SELECT sqlite_version()");
    if (!query)
        return tl::unexpected(query.error());
    const QString version = (*query)->next() ? (*query)->value(0).toString() : QString();
    (*query)->finish();
    return version;
}

} // namespace gatehouse::store
