#include "change_record.h"

#include "command.h"

#include "base/system_user.h"
#include "workspace/workspace.h"

#include <QFileInfo>

namespace gatehouse::cli {

Result<ChangeRecord> ChangeRecord::open(const QCommandLineParser &parser)
{
    const QString given = parser.value(QStringLiteral("data-dir"));
    const QString path =
        workspace::Workspace::databasePath(given.isEmpty() ? workspace::Workspace::defaultFolder() : given);
    if (!QFileInfo::exists(path)) {
        if (given.isEmpty())
            return ChangeRecord();
        // A workspace is more than its database.
        if (const auto made = openWorkspace(parser); !made)
            return tl::unexpected(made.error());
    }
    auto database = store::Database::open(path, systemNow());
    if (!database)
        return tl::unexpected(database.error());
    ChangeRecord record;
    record.m_database = *std::move(database);
    record.m_recorder = {*record.m_database, {store::ActivityOrigin::CommandLine, systemUserName()}, systemNow};
    return record;
}

int ChangeRecord::add(const QList<store::NewActivity> &activities) const
{
    const auto recorded = m_recorder.record(activities);
    return recorded ? Done : report(recorded.error());
}

} // namespace gatehouse::cli
