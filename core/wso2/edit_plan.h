#pragma once

#include "wso2/deployment_file.h"
#include "wso2/server_identity.h"
#include "wso2/toml_findings.h"
#include "wso2/unified_diff.h"

#include <functional>

namespace gatehouse::wso2 {

/// An edit, and what becomes of it in this file.
struct PlannedEdit {
    enum class Fit : quint8 {
        Fits,
        OtherServer,     ///< the file's server does not read the key
        OtherGeneration, ///< nor does its accelerator
    };
    TomlEdit edit;
    Fit fit = Fit::Fits;
    EditResult result; ///< where it fits
    TomlValue before;  ///< none: there was no such key; passwords are covered, as in `shown`
    TomlValue shown;   ///< the new value as it may be shown
};

/// What edits would do to a file: nothing is written.
struct EditPlan {
    DeploymentFile file; ///< as it would be saved
    ServerIdentity identity;
    QList<TomlFinding> findings; ///< of the file as it is
    QList<PlannedEdit> edits;
    QList<DiffLine> diff; ///< passwords covered

    bool changesSomething() const { return !diff.isEmpty(); }
};

/// A file that cannot be edited: why, and what is wrong in it where it could be read.
struct NoPlan {
    Error error;
    QList<TomlFinding> findings;
};

/// Whether nobody waits for the plan any more; asked between two edits.
using IsCancelled = std::function<bool()>;

/// Reads the file. Not for the window's thread: of a file near its limit a policy's edits take seconds.
tl::expected<EditPlan, NoPlan> planEdits(const QString &path, const QList<TomlEdit> &edits,
                                         CommentedKeys commented = CommentedKeys::Uncomment,
                                         const IsCancelled &isCancelled = {});

} // namespace gatehouse::wso2
