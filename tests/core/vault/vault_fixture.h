#pragma once

#include "base/files.h"
#include "base/json.h"
#include "vault/vault_file.h"

#include <QString>

#include <functional>

namespace gatehouse::test {

/// So that a key takes no time; a file states what it was made with.
constexpr vault::ScryptCost CheapCost{16, 1, 1};

inline vault::Secret secret(const char *text)
{
    return vault::Secret(QByteArray(text));
}

inline QByteArray textOf(const vault::Secret &secret)
{
    return secret.toByteArray();
}

/// For what a test builds on.
inline void must(const Result<void> &result)
{
    if (!result)
        qFatal("%s", qPrintable(result.error().message));
}

/// The file's JSON after `edit`, in place of what it was.
inline void editFile(const QString &path, const std::function<void(Json &)> &edit)
{
    Json json = readFile(path).and_then(parseJsonObject).value();
    edit(json);
    must(saveFile(path, toPrettyBytes(json)));
}

} // namespace gatehouse::test
