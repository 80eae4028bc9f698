#pragma once

#include "wso2/deployment_toml.h"

namespace gatehouse::wso2 {

/// A deployment.toml as it was when it was read.
struct DeploymentFile {
    QString path;
    QByteArray digest; ///< SHA-256 of its bytes on the disk
    DeploymentToml toml;
};

/// Errors as DeploymentToml::parse(), with the path, and Io. Blocks on the disk: not for the window's thread.
Result<DeploymentFile> openDeploymentFile(const QString &path);
/// The bytes alone: of a file that may not be TOML.
Result<QByteArray> readDeploymentBytes(const QString &path);

/// Puts `toml` in the place of what was read: with `<path>.bak`, owner and access rights kept, all or nothing. Conflict
/// where the file is another by now. Returns its new digest.
Result<QByteArray> saveDeploymentFile(const DeploymentFile &file);

} // namespace gatehouse::wso2
