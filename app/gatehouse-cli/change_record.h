#pragma once

#include "base/result.h"
#include "store/activity_recorder.h"

#include <QCommandLineParser>

#include <memory>

namespace gatehouse::cli {

/// Where a command that changes a file notes it: in the workspace of `--data-dir`, which is made; without the option in
/// the platform's own, if there is one. Opened before the change, so that none is made that could not be noted.
class ChangeRecord
{
public:
    static Result<ChangeRecord> open(const QCommandLineParser &parser);

    /// The exit status; says on standard error that the change was made where it could not be noted.
    int add(const QList<store::NewActivity> &activities) const;

private:
    std::shared_ptr<store::Database> m_database;
    store::ActivityRecorder m_recorder;
};

} // namespace gatehouse::cli
