#pragma once

#include "command.h"

#include "wso2/known_keys.h"
#include "wso2/toml_findings.h"

namespace gatehouse::cli {

/// An edit that was made, or would be.
struct TomlChangeReport {
    QString path;
    wso2::DeploymentToml before;
    wso2::DeploymentToml after;
    wso2::EditResult result;
    bool isWritten = false;
};
/// The difference, with passwords covered, on standard output; the rest on standard error.
void tellChange(const QCommandLineParser &parser, const TomlChangeReport &change);

struct CheckedFile {
    QString path;
    QList<wso2::TomlFinding> findings;
    std::optional<wso2::DeploymentToml> toml; ///< nothing: it is not TOML
};
/// The exit status.
int tellFindings(const QCommandLineParser &parser, const QList<CheckedFile> &files,
                 const QList<wso2::TomlFinding> &between);

void tellKeys(const QCommandLineParser &parser, const QList<wso2::KnownKey> &keys);

} // namespace gatehouse::cli
