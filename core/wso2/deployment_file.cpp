#include "wso2/deployment_file.h"

#include "base/file_saves.h"

namespace gatehouse::wso2 {

namespace {

Error located(const QString &path, Error error)
{
    if (!error.message.contains(path))
        error.message = QStringLiteral("%1: %2").arg(path, error.message);
    return error;
}

} // namespace

Result<QByteArray> readDeploymentBytes(const QString &path)
{
    return readFile(path, DeploymentToml::MaxBytes);
}

Result<DeploymentFile> openDeploymentFile(const QString &path)
{
    const Result<QByteArray> bytes = readDeploymentBytes(path);
    if (!bytes)
        return tl::unexpected(bytes.error());
    Result<DeploymentToml> toml = DeploymentToml::parse(*bytes);
    if (!toml)
        return tl::unexpected(located(path, toml.error()));
    return DeploymentFile{path, fileDigest(*bytes), *std::move(toml)};
}

Result<QByteArray> saveDeploymentFile(const DeploymentFile &file)
{
    const auto saved = saveFiles({{file.path, file.toml.bytes(), file.digest}}, DeploymentToml::MaxBytes);
    if (!saved)
        return tl::unexpected(saved.error());
    return saved->constFirst();
}

} // namespace gatehouse::wso2
