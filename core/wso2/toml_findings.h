#pragma once

#include "wso2/deployment_toml.h"
#include "wso2/server_identity.h"

#include <QVersionNumber>

namespace gatehouse::wso2 {

/// Something in a deployment.toml that the server will not do as it is written, or that somebody should know.
struct TomlFinding {
    enum class Severity : quint8 {
        Error,   ///< the server ignores it, cannot read it, or registrations fail
        Warning, ///< probably not what was meant
        Note,
    };
    QLatin1String id; ///< stable: tests and scripts name it
    Severity severity = Severity::Warning;
    int line = 0; ///< from 1; 0: the file as a whole
    QString message;
    QString advice;       ///< what to do; empty where the message says it
    QList<TomlEdit> fix;  ///< edits that mend it; empty: by hand
    QByteArray fixedLine; ///< the line as it should read, where edits cannot say it
};

/// What only the asker knows.
struct TomlFindingsContext {
    /// Of the API Manager: decides which paths of the developer portal are right.
    std::optional<QVersionNumber> apiManagerRelease;
    /// Of the admin portal; empty: unknown.
    QStringList keyManagers;
};

/// By line, what is said of the file as a whole last. Also of a file that is not TOML: what stops it from being so,
/// and, where that can be mended, the rest.
QList<TomlFinding> findingsIn(const QByteArray &bytes, const TomlFindingsContext &context = {});
/// The same of a file that was read.
QList<TomlFinding> findingsIn(const DeploymentToml &toml, const TomlFindingsContext &context = {});

/// Of one file beside the other server's, whichever is first. `line` is that of the first.
QList<TomlFinding> findingsBetween(const DeploymentToml &first, const DeploymentToml &second);

/// "error", "warning", "note"; for people and JSON.
QLatin1String name(TomlFinding::Severity severity);
bool hasErrors(const QList<TomlFinding> &findings);

} // namespace gatehouse::wso2
