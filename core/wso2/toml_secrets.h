#pragma once

#include "wso2/deployment_toml.h"
#include "wso2/unified_diff.h"

namespace gatehouse::wso2 {

/// Whether what stands under the key is a password or its like.
bool isSecretKey(const TomlPath &path);
/// The same of a key as people write it; where it cannot be read, true.
bool isSecretKey(const QString &key);
/// A reference to another key or to a vault is none, though it stands where a password does.
bool isReference(QStringView value);

/// The value as it may be shown, with asterisks for whatever in it is a secret.
TomlValue withoutSecrets(const TomlValue &value, const QString &key);

/// The file's lines as they may be shown: passwords, also those in comments and in addresses, are asterisks. As many
/// lines as the file has.
QList<QByteArray> shownLines(const DeploymentToml &file);

/// The same line by line, also where they are not TOML: by the look of each, and of the headers above it.
class LineCover
{
public:
    /// The next line of the file.
    void pass(QByteArrayView line);
    /// A line as it may be shown where the file has been passed to.
    QByteArray shown(QByteArray line) const;

private:
    TomlPath m_table;          ///< of the last live header
    TomlPath m_commentedTable; ///< of the last header, live or in a comment
};

/// The difference as it may be shown: a password that changes is a change from asterisks to asterisks.
QList<DiffLine> shownDiff(const DeploymentToml &before, const DeploymentToml &after);
/// Whether something in it was covered: `patch` would write asterisks.
bool hasCovered(const QList<DiffLine> &lines);

} // namespace gatehouse::wso2
