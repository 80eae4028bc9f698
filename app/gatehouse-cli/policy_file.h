#pragma once

#include "base/files.h"
#include "dcr/policy.h"

namespace gatehouse::cli {

/// The standard policy with what the file says put over it; an empty name: the standard one.
inline Result<dcr::Policy> readPolicy(const QString &file)
{
    constexpr qint64 MaxPolicyBytes = 1024 * 1024;
    const dcr::Policy standard = dcr::Policy::openBankingUk();
    if (file.isEmpty())
        return standard;
    return readFile(file, MaxPolicyBytes).and_then(parseJsonObject).and_then([&](const Json &json) {
        return dcr::Policy::fromJson(json, standard);
    });
}

} // namespace gatehouse::cli
